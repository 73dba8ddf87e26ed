//! A library outside the crate that calls each operation with values from a case, for `cargo xtask contract`.
//!
//! It states which function takes which value, by location and wire key. The values themselves come from the definition by
//! other code, so that a mistake made here is not made twice.

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments::{self, Argument, Source};
use super::type_tokens::{TypeTokens, Value, ident, without_box};
use crate::emit::input::Input;
use crate::model::{CallbackPlace, Content, OperationId, Role, SuccessResponse, Type};

/// The library's one file. It links to the crate and to `connector-contract`, whose `Case` holds the values.
pub(super) fn file(input: Input<'_>) -> String {
    let client = ident(&input.names.client);
    let library = ident(&input.names.library);
    let functions = input.operations().map(|(id, _, _)| function(input, id));
    let arms = input.operations().map(|(id, operation, _)| {
        let (wire, name) = (&operation.id, function_name(id));
        quote!(#wire => Box::pin(#name(case)),)
    });
    let heading = format!(" Calls each operation of {library} with the values of a case.");
    let payloads = payloads(input);
    let items = quote! {
        #![doc = #heading]
        #![allow(unused_mut, unused_variables, deprecated)]

        use connector_contract::{Calling, Case, Outcome, Payload};

        #[doc = " Calls the case's operation; `None` where the crate has none of that name."]
        pub fn call(case: &mut Case) -> Option<Calling<'_>> {
            Some(match case.operation() {
                #(#arms)*
                _ => return None,
            })
        }

        #payloads

        fn client(case: &Case) -> Result<#library::#client, ::connector_contract::Failure> {
            Ok(#library::#client::new(case.url(), case.credential(), Some(case.options()))?)
        }

        #(#functions)*
    };
    prettyplease::unparse(&syn::parse2(items).expect("quoted items are a file"))
}

/// The operation's index makes a name that needs no scope.
fn function_name(id: OperationId) -> proc_macro2::Ident {
    ident(&format!("operation_{}", id.0))
}

fn function(input: Input<'_>, id: OperationId) -> TokenStream {
    let (operation, names) = (input.operation(id), input.operation_names(id));
    let tokens = TypeTokens::outside(input);
    let (name, method) = (function_name(id), ident(&names.method));
    let receiver = match operation.role {
        Role::Action => quote!(client),
        Role::Internal => quote!(client.internal()),
        Role::Trigger => quote!(client.triggers()),
    };
    let positional = arguments::positional(input, id);
    let is_struct = names.required.is_some();
    let values = positional.iter().map(|argument| needed(&tokens, argument, is_struct));
    let arguments = match names.required.as_deref().map(ident) {
        None => quote!(#(#values),*),
        Some(required) => {
            let library = ident(&input.names.library);
            let fields = positional.iter().map(Argument::ident);
            quote!(#library::requests::#required { #(#fields: #values),* })
        }
    };
    let setters = arguments::settable(input, id).into_iter().map(|argument| {
        let (setter, value) = (argument.ident(), given(&tokens, &argument));
        quote! {
            if let Some(value) = #value {
                request = request.#setter(value);
            }
        }
    });
    let (sending, received) = match callback_url(input, id) {
        Some(callback_url) => (quote!(request.subscribe(&#callback_url?)), quote!(case.sent(response))),
        None => (quote!(request.send()), received(&operation.success)),
    };
    quote! {
        async fn #name(case: &mut Case) -> Outcome {
            let client = client(case)?;
            let mut request = #receiver.#method(#arguments);
            #(#setters)*
            let response = #sending.await;
            #received
        }
    }
}

/// An expression of the callback URL that `subscribe` takes; `None` for an operation without `subscribe`.
fn callback_url(input: Input<'_>, id: OperationId) -> Option<TokenStream> {
    let registration = input.operation(id).trigger.as_ref()?.registration.as_ref()?;
    Some(match registration.callback.as_ref()? {
        CallbackPlace::Body(keys) => quote!(case.callback_url(&[#(#keys),*])),
        CallbackPlace::Parameter(index) => {
            let argument = arguments::all(input, id).into_iter().nth(*index)?;
            let (place, key) = address(&argument);
            quote!(case.needed(#place, #key, ::connector_contract::json::<String>))
        }
    })
}

/// An expression that gives the decoded response to the case.
fn received(response: &SuccessResponse) -> TokenStream {
    let (content, response) = match response {
        SuccessResponse::Empty | SuccessResponse::ByStatus(_) => return quote!(case.sent(response)),
        SuccessResponse::Content(content) => (content, quote!(response.map(Some))),
        SuccessResponse::Optional(content) => (content, quote!(response)),
    };
    match content {
        Content::Json(_) => quote!(case.sent_json(#response)),
        Content::Text => quote!(case.sent_text(#response)),
        Content::Bytes => quote!(case.sent_bytes(#response)),
    }
}

/// The function that decodes the body of a callback.
fn payloads(input: Input<'_>) -> TokenStream {
    let library = ident(&input.names.library);
    let arms = input.triggers().map(|(_, trigger, variant)| {
        let variant = ident(variant);
        let read = match trigger.payload {
            Type::File | Type::Base64 => quote!(Payload::Bytes(value)),
            _ => quote!(Payload::of(&value)?),
        };
        quote!(#library::TriggerPayload::#variant(value) => #read,)
    });
    quote! {
        #[doc = " Decodes the body of a callback: what a service posts itself, or an envelope."]
        pub fn payloads(trigger: &str, body: &[u8], is_envelope: bool) -> Result<Vec<Payload>, ::connector_contract::Failure> {
            let name = #library::TriggerName::from(trigger);
            let payloads = match is_envelope {
                true => #library::TriggerPayload::decode_envelope(&name, body)?,
                false => vec![#library::TriggerPayload::decode(&name, body)?],
            };
            let payloads = payloads.into_iter().map(|payload| {
                Ok(match payload {
                    #(#arms)*
                    #library::TriggerPayload::Unknown { json, .. } => Payload::Json(json),
                    _ => return Err(::connector_contract::Failure::NoFit("a payload of no known trigger".to_owned())),
                })
            });
            payloads.collect()
        }
    }
}

/// An expression of the argument's own type: the case's value, or a failure.
fn needed(tokens: &TypeTokens<'_>, argument: &Argument<'_>, is_field: bool) -> TokenStream {
    let (place, key) = address(argument);
    // A field has the box that an argument of a method goes without.
    let value = if is_field { argument.value() } else { without_box(argument.value()) };
    let read = reader(tokens, value);
    quote!(case.needed(#place, #key, #read)?)
}

/// An expression of an `Option` of the argument's own type: the case's value, if it has one.
fn given(tokens: &TypeTokens<'_>, argument: &Argument<'_>) -> TokenStream {
    let (place, key) = address(argument);
    let read = reader(tokens, without_box(argument.value()));
    quote!(case.given(#place, #key, #read)?)
}

/// What makes a value of its own type of the JSON of a case.
fn reader(tokens: &TypeTokens<'_>, value: Value<'_>) -> TokenStream {
    match value {
        Value::Bytes => quote!(::connector_contract::bytes),
        Value::Typed(Type::File) => quote!(::connector_contract::file),
        Value::Typed(Type::List(item)) if **item == Type::File => quote!(::connector_contract::files),
        Value::Typed(_) => {
            let ty = tokens.value(value);
            quote!(::connector_contract::json::<#ty>)
        }
    }
}

fn address<'a>(argument: &Argument<'a>) -> (&'static str, &'a str) {
    match argument.source {
        Source::Parameter(parameter) => (parameter.location.word(), &parameter.key),
        Source::Body(_) => ("body", ""),
    }
}
