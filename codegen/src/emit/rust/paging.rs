//! Further methods of requests: pages, and polling of long-running operations.

use proc_macro2::TokenStream;
use quote::quote;

use super::printing::{Doc, code};
use super::responses;
use super::type_tokens::{TypeTokens, ident};
use crate::model::{Content, Operation, PageItems, Paging, SuccessResponse, Type, TypeKind};

/// The methods of paged and long-running operations.
pub(super) fn methods(tokens: &TypeTokens<'_>, operation: &Operation) -> TokenStream {
    let pages = operation.paging.as_ref().map(|paging| pages(tokens, operation, paging));
    let poller = operation.is_long_running.then(|| poller(tokens, operation));
    quote!(#pages #poller)
}

fn pages(tokens: &TypeTokens<'_>, operation: &Operation, paging: &Paging) -> TokenStream {
    let (response, reader) = (responses::ty(tokens, &operation.success), responses::reader(tokens, &operation.success));
    let link = &paging.link;
    let doc = Doc::of("Sends the request and streams the pages of its response.");
    let doc = match link.as_slice() {
        [] => doc.paragraph("The definition does not name a link to the next page, so the stream has one page."),
        keys => doc.paragraph(format!("Link to the next page: {}.", code(&keys.join("/")))),
    };
    let doc = doc.outer();
    let items = paging.items.as_ref().and_then(|items| self::items(tokens, operation, items));
    quote! {
        #doc
        pub fn pages(self) -> runtime::Pages<#response> {
            runtime::Pages::new(self.call, &[#(#link),*], #reader)
        }

        #items
    }
}

fn items(tokens: &TypeTokens<'_>, operation: &Operation, items: &PageItems) -> Option<TokenStream> {
    let input = tokens.input();
    let (ty, is_optional) = match &operation.success {
        SuccessResponse::Content(Content::Json(ty)) => (ty, false),
        SuccessResponse::Optional(Content::Json(ty)) => (ty, true),
        _ => return None,
    };
    let (list, of_page, of) = match (items, input.resolve(ty)) {
        (PageItems::WholeResponse, list) if is_optional => (list, quote!(page.unwrap_or_default()), None),
        (PageItems::WholeResponse, list) => (list, quote!(page), None),
        (PageItems::Property(key), Type::Named(id)) => {
            let TypeKind::Struct(structure) = &input.type_def(*id).kind else { return None };
            let index = structure.fields.iter().position(|field| field.key == *key)?;
            let field = ident(&input.type_names(*id).fields.get(index)?.field);
            let of_page = match is_optional {
                true => quote!(page.and_then(|page| page.#field).unwrap_or_default()),
                false => quote!(page.#field.unwrap_or_default()),
            };
            (input.resolve(&structure.fields[index].ty), of_page, Some(key))
        }
        _ => return None,
    };
    let Type::List(item) = list else { return None };
    let (response, item) = (responses::ty(tokens, &operation.success), tokens.ty(item));
    let doc = match of {
        Some(key) => {
            format!("Streams the items in {} of every page. Pages are fetched as needed.", code(key))
        }
        None => "Streams the items of all pages. Pages are fetched as needed.".to_owned(),
    };
    let doc = Doc::of(doc).outer();
    Some(quote! {
        #doc
        pub fn items(self) -> runtime::Items<#response, #item> {
            runtime::Items::new(self.pages(), |page| #of_page)
        }
    })
}

fn poller(tokens: &TypeTokens<'_>, operation: &Operation) -> TokenStream {
    let (response, reader) = (responses::ty(tokens, &operation.success), responses::reader(tokens, &operation.success));
    let poller = Doc::of("Tracks the long-running operation through the `Location` of its 202 response.")
        .paragraph("Await it, poll it step by step, or resume it from a saved link.")
        .outer();
    let wait = Doc::of("Sends the request and waits until the operation ends, with the default limits of `poller`.")
        .section("Errors", "The errors of `send`, or the operation fails or does not end in time.")
        .outer();
    quote! {
        #poller
        pub fn poller(self) -> runtime::Poller<#response> {
            runtime::Poller::new(self.call, #reader)
        }

        #wait
        pub async fn send_and_wait(self) -> runtime::Result<#response> {
            self.poller().wait().await.map(runtime::Response::into_value)
        }
    }
}
