//! What the callback URL of an action receives: a function of the action's request type that decodes it.
//!
//! It hangs on the request and not on `TriggerPayload`, since whoever gave the URL knows which request it belongs to.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Doc;
use super::type_tokens::{TypeTokens, Value};
use crate::model::{Notification, Operation, Type};

/// `decode_notification`; nothing for an operation whose callback URL receives nothing, or that has none.
pub(super) fn decoder(tokens: &TypeTokens<'_>, operation: &Operation) -> Option<TokenStream> {
    let Notification { payload, .. } = operation.notification.as_ref()?;
    let doc = Doc::of("Decodes what the service posts to the callback URL that the request holds.")
        .section(
            "Errors",
            "The body does not fit what the definition says is posted; the error holds the path and the body.",
        )
        .outer();
    let id = &operation.id;
    let (ty, reader) = match payload {
        Type::File | Type::Base64 => (tokens.value(Value::Bytes), quote!(bytes)),
        payload => (tokens.ty(payload), quote!(json)),
    };
    Some(quote! {
        #doc
        pub fn decode_notification(body: &[u8]) -> runtime::Result<#ty> {
            runtime::codegen::TriggerItem::direct(#id, body)?.#reader()
        }
    })
}
