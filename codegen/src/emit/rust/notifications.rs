//! `decode_notification`: decodes what the service posts to the callback URL of an action.
//!
//! It belongs to the request type, not to `TriggerPayload`: the caller knows which request a callback URL came from.

use proc_macro2::TokenStream;
use quote::quote;

use super::printing::Doc;
use super::type_tokens::{TypeTokens, Value};
use crate::model::{Notification, Operation, Type};

/// `decode_notification`; `None` for an operation without a documented notification.
pub(super) fn decoder(tokens: &TypeTokens<'_>, operation: &Operation) -> Option<TokenStream> {
    let Notification { payload, .. } = operation.notification.as_ref()?;
    let doc = Doc::of("Decodes a notification posted to the callback URL of the request.")
        .section("Errors", "The body does not match the documented schema. The error holds the path and the body.")
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
