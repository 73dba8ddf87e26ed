//! `TriggerName` and `TriggerPayload`: the triggers and their payloads.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::client;
use super::methods;
use super::printing::{Doc, Row, Rows, RustFile, code, spoken};
use super::registrations;
use super::type_tokens::{TypeTokens, ident};
use crate::emit::input::Input;
use crate::model::{Operation, Role, Trigger, Type};

const ENUMS: [&str; 2] = ["TriggerName", "TriggerPayload"];

/// The two enums, and the struct whose methods create the requests. A crate without triggers has the enums too.
pub(super) fn file(input: Input<'_>, examples: &[String]) -> RustFile {
    let tokens = TypeTokens::new(input, [ENUMS[0], ENUMS[1], input.names.triggers.as_str()]);
    let rows = input.triggers().map(|(operation, _, variant)| Row {
        keyword: None,
        name: ident(variant),
        values: vec![Literal::string(&operation.id)],
    });
    let rows = Rows {
        name: "open_enum",
        subject: ident("TriggerName"),
        rows: rows.collect(),
        rest: Some(ident("UnlistedValue")),
    };
    let methods = input.has_triggers().then(|| methods_struct(&tokens, examples));
    RustFile::new(name_enum(input)).rows(rows).items(payload_enum(&tokens)).items(quote!(#methods))
}

/// The struct whose methods create the requests.
fn methods_struct(tokens: &TypeTokens<'_>, examples: &[String]) -> TokenStream {
    let input = tokens.input();
    let (client, name) = (&input.names.client, ident(&input.names.triggers));
    let methods = client::of_roles(tokens, examples, |role| role == Role::Trigger);
    let unsubscribe = registrations::unsubscribe(input);
    let doc = Doc::of(input.triggers_text())
        .paragraph(format!("Created by [`{client}::triggers`](crate::{client}::triggers)."))
        .outer();
    quote! {
        #doc
        #[derive(Clone, Debug)]
        pub struct #name {
            connection: runtime::codegen::Connection,
        }

        impl #name {
            pub(crate) fn new(connection: &runtime::codegen::Connection) -> Self {
                Self { connection: connection.clone() }
            }

            #(#methods)*
            #unsubscribe
        }
    }
}

fn name_enum(input: Input<'_>) -> TokenStream {
    let variants = input.triggers().map(|(operation, _, variant)| {
        let deprecated = deprecated(input, operation);
        let (doc, hidden, variant) = (trigger_doc(operation).outer(), hidden(input, operation), ident(variant));
        quote!(#doc #hidden #deprecated #variant,)
    });
    let names_deprecated = input
        .triggers()
        .any(|(operation, _, _)| operation.deprecated.is_some())
        .then(|| quote!(#![allow(deprecated, reason = "the enums name and decode every trigger")]));
    quote! {
        #names_deprecated

        use crate::runtime;

        /// The name of a trigger: its operation id.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum TriggerName {
            #(#variants)*
            /// A trigger that the definition does not list.
            UnlistedValue(runtime::Unlisted),
        }
    }
}

fn deprecated(input: Input<'_>, operation: &Operation) -> Option<TokenStream> {
    methods::deprecated(input, operation, |names| names.variant.as_ref())
}

/// The attribute of the variant of an internal trigger that is the same as a visible one: its payloads are decoded, and neither
/// documentation nor completion lists it.
fn hidden(input: Input<'_>, operation: &Operation) -> Option<TokenStream> {
    let twin = operation.trigger.as_ref()?.twin_of.as_ref()?;
    let is_there = input.triggers().any(|(other, _, _)| other.id == *twin);
    is_there.then(|| quote!(#[doc(hidden)]))
}

fn trigger_doc(operation: &Operation) -> Doc {
    let wire = code(&operation.id);
    let doc = Doc::described(operation.summary.as_deref(), operation.description.as_deref());
    let hint = operation.trigger.as_ref().and_then(|trigger| trigger.hint.as_deref());
    doc.definition_text(hint).paragraph(format!("Operation id: {wire}."))
}

fn payload_enum(tokens: &TypeTokens<'_>) -> TokenStream {
    let input = tokens.input();
    let variants = input.triggers().map(|(operation, trigger, variant)| {
        let doc = Doc::described(operation.summary.as_deref(), None)
            .paragraph(format!("Payload of [`TriggerName::{}`].", spoken(variant)))
            .outer();
        let deprecated = deprecated(input, operation);
        let (hidden, variant, ty) = (hidden(input, operation), ident(variant), payload_type(tokens, trigger));
        quote!(#doc #hidden #deprecated #variant(#ty),)
    });
    let arms = input.triggers().map(|(_, trigger, variant)| {
        let variant = ident(variant);
        let reader = ident(if is_bytes(trigger) { "bytes" } else { "json" });
        quote!(TriggerName::#variant => item.#reader().map(Self::#variant),)
    });
    let has_model = input.triggers().any(|(_, trigger, _)| matches!(input.resolve(&trigger.payload), Type::Named(_)));
    let size = has_model
        .then(|| quote!(#[allow(clippy::large_enum_variant, reason = "a payload is matched once, after decoding")]));
    let vec = tokens.vec();
    quote! {
        /// The payload of a trigger.
        ///
        /// A service posts the payload itself to the callback URL of `subscribe`: [`decode`](Self::decode). Azure posts an envelope
        /// to the URL of a trigger configuration, and delivers the same envelope by pull:
        /// [`decode_envelope`](Self::decode_envelope).
        #size
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum TriggerPayload {
            #(#variants)*
            /// Payload of an unlisted trigger.
            Unknown {
                /// Name of the trigger.
                name: TriggerName,
                /// The payload, not decoded.
                json: runtime::serde_json::Value,
            },
        }

        impl TriggerPayload {
            /// Decodes a payload that the service posts directly to a callback URL.
            ///
            /// # Errors
            ///
            /// The body is not JSON, does not match the payload, or is Azure's envelope. The error holds the path and the body.
            pub fn decode(name: &TriggerName, body: &[u8]) -> runtime::Result<Self> {
                Self::from_item(name, runtime::codegen::TriggerItem::direct(name.as_str(), body)?)
            }

            /// Decodes an envelope that Azure posts or delivers by pull: one payload or a batch.
            ///
            /// # Errors
            ///
            /// The body is not an envelope, or a payload does not match. The error holds the path and the body.
            pub fn decode_envelope(name: &TriggerName, body: &[u8]) -> runtime::Result<#vec<Self>> {
                let items = runtime::codegen::TriggerItem::envelope(name.as_str(), body)?;
                items.into_iter().map(|item| Self::from_item(name, item)).collect()
            }

            fn from_item(name: &TriggerName, item: runtime::codegen::TriggerItem) -> runtime::Result<Self> {
                match name {
                    #(#arms)*
                    TriggerName::UnlistedValue(_) => Ok(Self::Unknown { name: name.clone(), json: item.json()? }),
                }
            }
        }

        impl runtime::DecodePayload for TriggerPayload {
            fn decode_payload(trigger: &str, body: &[u8]) -> runtime::Result<Self> {
                Self::decode(&TriggerName::from(trigger), body)
            }

            fn decode_payloads(trigger: &str, envelope: &[u8]) -> runtime::Result<#vec<Self>> {
                Self::decode_envelope(&TriggerName::from(trigger), envelope)
            }
        }
    }
}

fn payload_type(tokens: &TypeTokens<'_>, trigger: &Trigger) -> TokenStream {
    if is_bytes(trigger) { quote!(runtime::Bytes) } else { tokens.ty(&trigger.payload) }
}

/// Whether the payload is a file: the runtime decodes its Base64.
fn is_bytes(trigger: &Trigger) -> bool {
    matches!(trigger.payload, Type::File | Type::Base64)
}
