//! Answers: the Rust type of one, and the runtime's method that reads it.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::paths::{Paths, ident};
use crate::model::{Answer, Content};

/// What `send` returns.
pub(super) fn ty(paths: &Paths<'_>, answer: &Answer) -> TokenStream {
    match answer {
        Answer::Empty => quote!(()),
        Answer::Content(content) => content_type(paths, content),
        Answer::Optional(content) => {
            let (option, content) = (paths.option(), content_type(paths, content));
            quote!(#option<#content>)
        }
    }
}

fn content_type(paths: &Paths<'_>, content: &Content) -> TokenStream {
    let runtime = paths.runtime();
    match content {
        Content::Json(ty) => paths.ty(ty),
        Content::Text => paths.string(),
        Content::Bytes => quote!(#runtime::Bytes),
    }
}

/// The method of `runtime::Answer` that reads it.
pub(super) fn reader(answer: &Answer) -> Ident {
    ident(match answer {
        Answer::Empty => "empty",
        Answer::Content(Content::Json(_)) => "json",
        Answer::Content(Content::Text) => "text",
        Answer::Content(Content::Bytes) => "bytes",
        Answer::Optional(Content::Json(_)) => "optional_json",
        Answer::Optional(Content::Text) => "optional_text",
        Answer::Optional(Content::Bytes) => "optional_bytes",
    })
}

/// The `Accept` header where the answer is not JSON.
pub(super) fn accept(answer: &Answer) -> Option<&'static str> {
    match answer {
        Answer::Empty | Answer::Content(Content::Json(_)) | Answer::Optional(Content::Json(_)) => None,
        Answer::Content(_) | Answer::Optional(_) => Some("*/*"),
    }
}

/// What a caller gets, in words.
pub(super) fn words(answer: &Answer) -> &'static str {
    match answer {
        Answer::Empty => "nothing",
        Answer::Content(Content::Json(_)) => "the decoded answer",
        Answer::Content(Content::Text) => "the answer's text",
        Answer::Content(Content::Bytes) => "the answer's bytes",
        Answer::Optional(Content::Json(_)) => "the decoded answer, `None` where the service sends none",
        Answer::Optional(Content::Text) => "the answer's text, `None` where the service sends none",
        Answer::Optional(Content::Bytes) => "the answer's bytes, `None` where the service sends none",
    }
}
