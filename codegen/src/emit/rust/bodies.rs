//! Request bodies: their values, and the statements that put them on the wire.

use proc_macro2::TokenStream;
use quote::quote;

use super::literals;
use super::type_tokens::Value;
use crate::model::{Body, Content, Exposure, Literal, Type};

/// The value of a body.
pub(super) fn value(content: &Content) -> Value<'_> {
    match content {
        Content::Json(ty) => Value::Typed(ty),
        Content::Text => Value::Typed(&Type::String),
        Content::Bytes => Value::Bytes,
    }
}

/// The statement that sends `value`, an expression of the body's own type.
pub(super) fn put(body: &Body, call: &TokenStream, value: TokenStream) -> TokenStream {
    let content_type = &body.content_type;
    match body.content {
        Content::Json(_) => quote!(#call.json(&#value);),
        Content::Text => quote!(#call.text(#content_type, #value);),
        Content::Bytes if body.upload_states_type => quote!(#call.upload(#content_type, #value);),
        Content::Bytes => quote!(#call.bytes(#content_type, #value);),
    }
}

/// The statement that sends the default while the caller sets no body.
pub(super) fn put_default(body: &Body, call: &TokenStream) -> Option<TokenStream> {
    let default = body.default.as_ref().filter(|_| body.exposure != Exposure::Positional)?;
    let content_type = &body.content_type;
    match (&body.content, default) {
        (Content::Json(_), default) => {
            let json = literals::json(default);
            Some(quote!(#call.json_default(#json);))
        }
        (Content::Text, Literal::Text(text)) => Some(quote!(#call.text(#content_type, #text.into());)),
        _ => None,
    }
}

/// The `Content-Type` of a JSON body if it is not the usual one.
pub(super) fn json_type(body: &Body) -> Option<&str> {
    let content_type = body.content_type.as_str();
    (matches!(body.content, Content::Json(_)) && content_type != "application/json").then_some(content_type)
}
