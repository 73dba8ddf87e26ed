//! The method that creates the request of an operation, on the client or on `Internal`.

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments;
use super::example;
use super::printing::{Doc, code, inline, spoken};
use super::registrations;
use super::search;
use super::type_tokens::{TypeTokens, ident};
use crate::emit::input::Input;
use crate::model::{Operation, OperationId, Role};
use crate::names::OperationNames;

/// The method of an operation; `example` is the statement that calls it.
pub(super) fn method(tokens: &TypeTokens<'_>, id: OperationId, example: &str) -> TokenStream {
    let input = tokens.input();
    let (operation, names) = (input.operation(id), input.operation_names(id));
    let doc = doc(input, id, example).outer();
    let aliases = search::of_operation(operation, &names.method);
    let deprecated = deprecated(input, operation, |names| Some(&names.method));
    let (method, request) = (ident(&names.method), ident(&names.request));
    let (accepted, given) = match &names.required {
        Some(required) => {
            let required = ident(required);
            (quote!(required: crate::requests::#required), quote!(required))
        }
        None => {
            let positional = arguments::positional(input, id);
            let idents: Vec<_> = positional.iter().map(|argument| argument.ident()).collect();
            let types = positional.iter().map(|argument| tokens.accepted(argument.value()));
            let given =
                positional.iter().zip(&idents).map(|(argument, ident)| tokens.converted(argument.value(), ident));
            (quote!(#(#idents: #types),*), quote!(#(#given),*))
        }
    };
    quote! {
        #doc
        #aliases
        #deprecated
        pub fn #method(&self, #accepted) -> crate::requests::#request {
            crate::requests::#request::new(&self.connection, #given)
        }
    }
}

/// A link to the method of an operation, from anywhere in the crate.
pub(super) fn link(input: Input<'_>, id: OperationId) -> String {
    let name = spoken(&input.operation_names(id).method);
    match input.operation(id).role {
        Role::Action => {
            let client = &input.names.client;
            format!("[`{client}::{name}`](crate::{client}::{name})")
        }
        Role::Internal => format!("[`Internal::{name}`](crate::internal::Internal::{name})"),
        Role::Trigger => registrations::link(input, name),
    }
}

fn doc(input: Input<'_>, id: OperationId, example: &str) -> Doc {
    let (operation, names) = (input.operation(id), input.operation_names(id));
    let doc = Doc::described(operation.summary.as_deref(), operation.description.as_deref())
        .or(format!("Calls the operation {}.", code(&operation.id)));
    let doc = match operation.role {
        Role::Trigger => doc.paragraph("[`TriggerPayload`](crate::TriggerPayload) decodes its payloads."),
        Role::Action | Role::Internal => doc,
    };
    let doc = match operation.notification {
        Some(_) => {
            let request = &names.request;
            doc.paragraph(format!(
                "[`{request}::decode_notification`](crate::requests::{request}::decode_notification) decodes what the service posts to the callback URL."
            ))
        }
        None => doc,
    };
    let doc = doc.remarks(&operation.remarks).paragraph(code(&format!("{} {}", operation.method, operation.path)));
    let arguments: Vec<_> = arguments::positional(input, id).iter().map(|argument| argument.list_line()).collect();
    doc.section("Arguments", &arguments.join("\n")).section("Example", &example::fenced(input, example))
}

/// The attribute of a deprecated operation's item; `name` is the item of another operation that replaces it.
pub(super) fn deprecated(
    input: Input<'_>,
    operation: &Operation,
    name: impl Fn(&OperationNames) -> Option<&String>,
) -> Option<TokenStream> {
    let deprecation = operation.deprecated.as_ref()?;
    let Some(replacement) = &deprecation.replacement else { return Some(quote!(#[deprecated])) };
    let replacing = input.operation_called(replacement);
    let note = match replacing.and_then(|id| name(input.operation_names(id))) {
        Some(name) => format!("use `{}` instead", spoken(name)),
        None => format!("use the operation {} instead", inline(replacement)),
    };
    Some(quote!(#[deprecated = #note]))
}
