//! What the requests of triggers have in place of `send`: `subscribe` of a webhook, `poll` of a polled one; and how a registration
//! is removed, as data.

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments;
use super::bodies;
use super::literals;
use super::printing::{Doc, spoken};
use super::responses;
use super::type_tokens::{TypeTokens, ident};
use crate::emit::input::Input;
use crate::model::{
    Body, CallbackPlace, Content, Exposure, Operation, OperationId, Parameter, ParameterLocation, SuccessResponse,
    Trigger, TriggerKind, Type, TypeKind,
};

/// Whether the trigger has `subscribe`: the definition says where the registration takes the callback URL.
pub(super) fn subscribes(operation: &Operation) -> bool {
    callback(operation).is_some()
}

/// Whether the trigger has `poll`. A file has none: its response is not JSON.
pub(super) fn polls(operation: &Operation) -> bool {
    operation.trigger.as_ref().is_some_and(|trigger| {
        matches!(trigger.kind, TriggerKind::Polling { .. }) && !matches!(trigger.payload, Type::File | Type::Base64)
    })
}

fn callback(operation: &Operation) -> Option<&CallbackPlace> {
    operation.trigger.as_ref()?.registration.as_ref()?.callback.as_ref()
}

/// `into_request`, `subscribe` and `decode_response` of a webhook.
pub(super) fn subscribe(tokens: &TypeTokens<'_>, id: OperationId) -> Option<TokenStream> {
    let input = tokens.input();
    let operation = input.operation(id);
    let put = match callback(operation)? {
        CallbackPlace::Body(keys) => quote!(self.call.callback_url(&[#(#keys),*], callback_url);),
        CallbackPlace::Parameter(index) => {
            let argument = arguments::all(input, id).into_iter().nth(*index)?;
            argument.put(&quote!(self.call), quote!(callback_url))
        }
    };
    let into_request = Doc::of("Builds the registration without sending it.")
        .section(
            "Errors",
            "A value cannot be sent, for example the path segment `..` or a required field that is `None`.",
        )
        .outer();
    let triggers = &input.names.triggers;
    let decode_response = decode_response(tokens, operation);
    let subscribe = Doc::of("Registers the callback URL. The service posts each payload to it.")
        .paragraph(format!(
            "Keep the `Subscription`: [`{triggers}::unsubscribe`](crate::{triggers}::unsubscribe) needs it."
        ))
        .section("Errors", "The URL is not an absolute `http` or `https` URL, the request cannot be built or sent, or the service reports a failure.")
        .paragraph(responses::failures(input, operation))
        .outer();
    Some(quote! {
        #into_request
        pub fn into_request(mut self, callback_url: &str) -> runtime::Result<runtime::HttpRequest> {
            #put
            self.call.into_request()
        }

        #subscribe
        pub fn subscribe(mut self, callback_url: &str) -> runtime::Subscribing {
            #put
            runtime::codegen::subscribe(self.call, callback_url)
        }

        #decode_response
    })
}

/// `decode_response` of a registration whose response has content.
fn decode_response(tokens: &TypeTokens<'_>, operation: &Operation) -> Option<TokenStream> {
    if operation.success == SuccessResponse::Empty {
        return None;
    }
    let (ty, reader) = (responses::ty(tokens, &operation.success), responses::reader(tokens, &operation.success));
    let doc = Doc::of("Decodes the response of the registration.")
        .section("Errors", "The response does not match the documented schema. The error holds the path and the body.")
        .outer();
    Some(quote! {
        #doc
        pub fn decode_response(subscription: &runtime::Subscription) -> runtime::Result<#ty> {
            #reader(runtime::codegen::registered(&OPERATION, subscription))
        }
    })
}

/// `poll` of a polled trigger.
pub(super) fn poll(tokens: &TypeTokens<'_>, operation: &Operation) -> Option<TokenStream> {
    let trigger = operation.trigger.as_ref().filter(|_| polls(operation))?;
    let payload = tokens.ty(&trigger.payload);
    let items = match &trigger.items {
        Some(keys) => quote!(runtime::codegen::PolledItems::List(&[#(#keys),*])),
        None => quote!(runtime::codegen::PolledItems::One),
    };
    let doc = Doc::of("Asks the service for new items, again and again.")
        .paragraph("Nothing is sent before the first page is awaited.")
        .outer();
    Some(quote! {
        #doc
        pub fn poll(self) -> runtime::Polled<#payload> {
            runtime::Polled::new(self.call, #items)
        }
    })
}

/// `unsubscribe` and `unsubscribe_with`, for a connector with webhooks that `subscribe` registers.
pub(super) fn unsubscribe(input: Input<'_>) -> Option<TokenStream> {
    let webhooks: Vec<_> = input.operations().filter(|(_, operation, _)| subscribes(operation)).collect();
    if webhooks.is_empty() {
        return None;
    }
    // One arm for each operation that removes registrations, in the definition's order.
    let mut arms: Vec<(Option<OperationId>, Vec<&str>)> = Vec::new();
    for (_, operation, _) in webhooks {
        let registration = operation.trigger.as_ref().and_then(|trigger: &Trigger| trigger.registration.as_ref());
        let by = registration.and_then(|it| it.removal.as_ref()).map(|it| it.operation);
        match arms.iter_mut().find(|(other, _)| *other == by) {
            Some((_, ids)) => ids.push(operation.id.as_str()),
            None => arms.push((by, vec![operation.id.as_str()])),
        }
    }
    let arms = arms.into_iter().map(|(by, ids)| {
        let webhook = match by {
            Some(by) => {
                let removal = removal(input, by);
                quote!(Some(#removal))
            }
            None => quote!(None),
        };
        quote! {
            #(#ids)|* => const { &runtime::codegen::Webhook { triggers: &[#(#ids),*], removal: #webhook } },
        }
    });
    let doc = Doc::of("Removes the registration of a webhook.")
        .paragraph(
            "The request goes to the `Location` of the registration's response. Without one, it is the operation that the\n\
             documentation of the trigger names, with the values that were sent and returned.",
        )
        .section(
            "Errors",
            "The subscription is of none of these triggers, the request cannot be sent, or the service reports a failure other\n\
             than 404 and 410.",
        )
        .outer();
    let with = Doc::of("Like `unsubscribe`, with the values that it returned as missing: pairs of wire name and text.")
        .section("Errors", "See `unsubscribe`.")
        .outer();
    Some(quote! {
        #doc
        pub fn unsubscribe(&self, subscription: &runtime::Subscription) -> runtime::Unsubscribing {
            self.unsubscribe_with(subscription, &[])
        }

        #with
        pub fn unsubscribe_with(
            &self,
            subscription: &runtime::Subscription,
            values: &[(&str, &str)],
        ) -> runtime::Unsubscribing {
            let webhook = match subscription.trigger() {
                #(#arms)*
                _ => const { &runtime::codegen::Webhook { triggers: &[], removal: None } },
            };
            runtime::codegen::unsubscribe(&self.connection, webhook, subscription, values)
        }
    })
}

/// The operation that removes registrations, with its values, as data.
fn removal(input: Input<'_>, id: OperationId) -> TokenStream {
    let operation = input.operation(id);
    let Operation { id: wire, method, path, .. } = operation;
    let accept = responses::accept(input, operation).map(|accept| quote!(.accept(#accept)));
    let json_type = operation.body.as_ref().and_then(bodies::json_type).map(|it| quote!(.json_type(#it)));
    let mut values: Vec<TokenStream> = operation.parameters.iter().filter_map(of_parameter).collect();
    let body = operation.body.as_ref();
    values.extend(body.into_iter().flat_map(|body| of_body(input, body)));
    let default = body.and_then(|body| body.default.as_ref().filter(|_| body.exposure != Exposure::Positional));
    let default = match default {
        Some(default) => {
            let json = literals::json(default);
            quote!(Some(#json))
        }
        None => quote!(None),
    };
    quote! {
        runtime::codegen::Removal {
            operation: runtime::codegen::Operation::new(#wire, #method, #path) #accept #json_type,
            values: &[#(#values),*],
            body: #default,
        }
    }
}

fn value(place: &str, key: &str, given: TokenStream) -> TokenStream {
    let place = ident(place);
    quote!(runtime::codegen::RemovalValue(runtime::codegen::Place::#place, #key, runtime::codegen::Given::#given))
}

/// A parameter of a removal; `None` for one that is neither needed nor known.
fn of_parameter(parameter: &Parameter) -> Option<TokenStream> {
    let place = match parameter.location {
        ParameterLocation::Path { double: false } => "Path",
        ParameterLocation::Path { double: true } => "PathDouble",
        ParameterLocation::Query => "Query",
        ParameterLocation::Header => "Header",
        ParameterLocation::Form => "Form",
    };
    let given = match (parameter.exposure, parameter.default.as_ref().filter(|_| parameter.send_default)) {
        (Exposure::Positional, _) => quote!(Required),
        (_, Some(default)) => {
            let text = literals::sent_texts(parameter, default).join(",");
            quote!(Default(#text))
        }
        (Exposure::Setter | Exposure::InternalSetter, None) => quote!(Optional),
        (Exposure::Never, None) => return None,
    };
    Some(value(place, &parameter.key, given))
}

/// The values of a removal's body: the required properties of an object, or the whole body.
fn of_body(input: Input<'_>, body: &Body) -> Vec<TokenStream> {
    if body.exposure != Exposure::Positional {
        return Vec::new();
    }
    let structure = match &body.content {
        Content::Json(ty) => match input.connector.resolve_value(ty) {
            Type::Named(id) => match &input.type_def(*id).kind {
                TypeKind::Struct(structure) => Some(structure),
                _ => None,
            },
            _ => None,
        },
        Content::Text | Content::Bytes => None,
    };
    let Some(structure) = structure else { return vec![value("Body", &body.key, quote!(Required))] };
    let fields = structure.fields.iter().filter_map(|field| {
        let given = match (&field.sent, field.exposure) {
            (_, Exposure::Positional) => quote!(Required),
            (Some(sent), _) => {
                let json = literals::json(sent);
                quote!(Default(#json))
            }
            (None, _) => return None,
        };
        Some(value("Member", &field.key, given))
    });
    fields.collect()
}

/// How a request of a trigger is begun in an example: the expression that the statement awaits.
pub(super) fn example(operation: &Operation, request: &TokenStream) -> Option<TokenStream> {
    if subscribes(operation) {
        return Some(quote!(let subscription = #request.subscribe("https://example.com/callback").await?;));
    }
    polls(operation).then(|| {
        quote! {
            let mut items = #request.poll();
            let page = items.next_page().await?;
            page.commit();
        }
    })
}

/// The link to the method of a trigger.
pub(super) fn link(input: Input<'_>, method: &str) -> String {
    let (triggers, name) = (&input.names.triggers, spoken(method));
    format!("[`{triggers}::{name}`](crate::{triggers}::{name})")
}
