//! The methods of a request that goes on after its first answer: pages, and what takes long.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Doc, code};
use super::responses;
use super::type_tokens::{TypeTokens, ident};
use crate::model::{Content, Operation, PageItems, Paging, SuccessResponse, Type, TypeKind};

/// The methods that an operation has beside `send`.
pub(super) fn methods(tokens: &TypeTokens<'_>, operation: &Operation) -> TokenStream {
    let pages = operation.paging.as_ref().map(|paging| pages(tokens, operation, paging));
    let poller = operation.is_long_running.then(|| poller(tokens, operation));
    quote!(#pages #poller)
}

fn pages(tokens: &TypeTokens<'_>, operation: &Operation, paging: &Paging) -> TokenStream {
    let (answer, reader) = (responses::ty(tokens, &operation.success), responses::reader(tokens, &operation.success));
    let link = &paging.link;
    let doc = Doc::of("The answer in pages: a stream that asks for one page after the other.");
    let doc = match link.as_slice() {
        [] => doc.paragraph("The definition does not say where a page names the next one: there is one page."),
        keys => doc.paragraph(format!("The next page is where {} of the answer leads.", code(&keys.join("/")))),
    };
    let doc = doc.outer();
    let items = paging.items.as_ref().and_then(|items| self::items(tokens, operation, items));
    quote! {
        #doc
        pub fn pages(self) -> runtime::Pages<#answer> {
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
    let (answer, item) = (responses::ty(tokens, &operation.success), tokens.ty(item));
    let doc = match of {
        Some(key) => {
            format!("The items of all pages, {} of each: a stream that asks for a page when it needs it.", code(key))
        }
        None => "The items of all pages: a stream that asks for a page when it needs it.".to_owned(),
    };
    let doc = Doc::of(doc).outer();
    Some(quote! {
        #doc
        pub fn items(self) -> runtime::Items<#answer, #item> {
            runtime::Items::new(self.pages(), |page| #of_page)
        }
    })
}

fn poller(tokens: &TypeTokens<'_>, operation: &Operation) -> TokenStream {
    let (answer, reader) = (responses::ty(tokens, &operation.success), responses::reader(tokens, &operation.success));
    let poller =
        Doc::of("The operation as one that goes on after its answer: 202 names a `Location`, which tells its end.")
            .paragraph("To be awaited or stepped, with limits, and to be resumed from its link.")
            .outer();
    let wait = Doc::of("Sends the request and awaits its end, as `poller` with its own limits.")
        .section("Errors", "As `send`; the operation fails, or does not come to its end in time.")
        .outer();
    quote! {
        #poller
        pub fn poller(self) -> runtime::Poller<#answer> {
            runtime::Poller::new(self.call, #reader)
        }

        #wait
        pub async fn send_and_wait(self) -> runtime::Result<#answer> {
            self.poller().wait().await.map(runtime::Response::into_value)
        }
    }
}
