//! Types as a caller writes them, on one line.

use proc_macro2::TokenStream;

use super::bodies;
use super::responses::{self, printed};
use super::type_tokens::TypeTokens;
use crate::emit::input::Input;
use crate::model::{Content, SuccessResponse, Type};

/// A type.
pub(in crate::emit) fn spelled_type(input: Input<'_>, ty: &Type) -> String {
    spelled(&TypeTokens::new(input, []).ty(ty))
}

/// The value that a request takes as its body.
pub(in crate::emit) fn spelled_body(input: Input<'_>, content: &Content) -> String {
    spelled(&TypeTokens::new(input, []).value(bodies::value(content)))
}

/// What `send` returns.
pub(in crate::emit) fn spelled_response(input: Input<'_>, response: &SuccessResponse) -> String {
    spelled(&responses::ty(&TypeTokens::new(input, []), response))
}

/// Tokens of a type without the paths that every crate has.
fn spelled(ty: &TokenStream) -> String {
    printed(ty)
        .replace("crate::", "")
        .replace("::std::collections::", "")
        .replace("runtime::serde_json::", "serde_json::")
}
