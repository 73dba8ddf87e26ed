//! Further methods of requests: pages, and polling of long-running operations.

use proc_macro2::TokenStream;
use quote::quote;

use super::printing::{Doc, code};
use super::responses;
use super::type_tokens::{TypeTokens, ident};
use crate::model::{
    Content, Continuation, FinalState, LongRunning, Operation, Paging, ParameterLocation, SuccessResponse, Type,
    TypeKind,
};

/// The methods of paged and long-running operations.
pub(super) fn methods(tokens: &TypeTokens<'_>, operation: &Operation) -> TokenStream {
    let pages = operation.paging.as_ref().map(|paging| pages(tokens, operation, paging));
    let poller = operation.long_running.map(|long_running| poller(tokens, operation, long_running));
    quote!(#pages #poller)
}

/// The constant of the operation that returns further pages.
pub(super) fn continuation(operation: &Operation) -> Option<TokenStream> {
    let Continuation { operation: id, method, path, link: (location, key), query, headers } =
        operation.paging.as_ref()?.continuation.as_ref()?;
    let accept = operation.json_media_type.as_ref().map(|media_type| quote!(.accept(#media_type)));
    let link = match location {
        ParameterLocation::Path { double: false } => quote!(Path),
        ParameterLocation::Path { double: true } => quote!(PathDouble),
        ParameterLocation::Query => quote!(Query),
        ParameterLocation::Header | ParameterLocation::Form => quote!(Header),
    };
    Some(quote! {
        const FURTHER_PAGES: runtime::codegen::Continuation = runtime::codegen::Continuation {
            operation: runtime::codegen::Operation::new(#id, #method, #path) #accept,
            link: runtime::codegen::LinkParameter::#link(#key),
            query: &[#(#query),*],
            headers: &[#(#headers),*],
        };
    })
}

fn pages(tokens: &TypeTokens<'_>, operation: &Operation, paging: &Paging) -> TokenStream {
    let (response, reader) = (responses::ty(tokens, &operation.success), responses::reader(tokens, &operation.success));
    let link = &paging.link;
    let doc = Doc::of("Sends the request and streams the pages of its response.")
        .paragraph(format!("Link to the next page: {}.", code(&link.join("/"))));
    let (doc, made) = match &paging.continuation {
        Some(Continuation { operation, .. }) => (
            doc.paragraph(format!("The operation {} returns the pages after the first one.", code(operation))),
            quote!(runtime::Pages::new(self.call.clone(), &[#(#link),*], #reader).continued_by(self.call, &FURTHER_PAGES)),
        ),
        None => (doc, quote!(runtime::Pages::new(self.call, &[#(#link),*], #reader))),
    };
    let doc = doc.outer();
    let items = paging.items.as_ref().and_then(|keys| self::items(tokens, operation, keys));
    quote! {
        #doc
        pub fn pages(self) -> runtime::Pages<#response> {
            #made
        }

        #items
    }
}

fn items(tokens: &TypeTokens<'_>, operation: &Operation, keys: &[String]) -> Option<TokenStream> {
    let input = tokens.input();
    let (mut ty, is_optional) = match &operation.success {
        SuccessResponse::Content(Content::Json(ty)) => (input.resolve(ty), false),
        SuccessResponse::Optional(Content::Json(ty)) => (input.resolve(ty), true),
        _ => return None,
    };
    let mut fields = Vec::new();
    for key in keys {
        let Type::Named(id) = ty else { return None };
        let TypeKind::Struct(structure) = &input.type_def(*id).kind else { return None };
        let index = structure.fields.iter().position(|field| field.key == *key)?;
        let name = ident(&input.type_names(*id).fields.get(index)?.field);
        ty = input.resolve(&structure.fields.get(index)?.ty);
        let opened = matches!(ty, Type::Deep(_)).then(|| quote!(.map(runtime::Deep::into_inner)));
        fields.push(quote!(#name #opened));
        if let Type::Boxed(inner) | Type::Deep(inner) = ty {
            ty = input.resolve(inner);
        }
    }
    let Type::List(item) = ty else { return None };
    let (first, further) = fields.split_first()?;
    let start = match is_optional {
        true => quote!(page.and_then(|page| page.#first)),
        false => quote!(page.#first),
    };
    let (response, item) = (responses::ty(tokens, &operation.success), tokens.ty(item));
    let key = code(&keys.join("/"));
    let doc = Doc::of(format!("Streams the items in {key} of every page. Pages are fetched as needed.")).outer();
    Some(quote! {
        #doc
        pub fn items(self) -> runtime::Items<#response, #item> {
            runtime::Items::new(self.pages(), |page| #start #(.and_then(|part| part.#further))*.unwrap_or_default())
        }
    })
}

fn poller(tokens: &TypeTokens<'_>, operation: &Operation, long_running: LongRunning) -> TokenStream {
    let (response, reader) = (responses::ty(tokens, &operation.success), responses::reader(tokens, &operation.success));
    let poller = Doc::of("Tracks the long-running operation until the service shows its end.")
        .paragraph("Await it, poll it step by step, or resume it from a saved link.")
        .outer();
    let wait = Doc::of("Sends the request and waits until the operation ends, with the default limits of `poller`.")
        .section(
            "Errors",
            "The errors of `send`, or the operation fails, does not end in time, or is accepted without a link to its end.",
        )
        .outer();
    let status = long_running.has_status.then(|| {
        let state = match long_running.final_state {
            FinalState::Unstated => quote!(Unstated),
            FinalState::Status => quote!(Status),
            FinalState::Location => quote!(Location),
            FinalState::Original => quote!(Original),
        };
        quote!(.with_status(runtime::codegen::FinalState::#state))
    });
    quote! {
        #poller
        pub fn poller(self) -> runtime::Poller<#response> {
            runtime::Poller::new(self.call, #reader) #status
        }

        #wait
        pub async fn send_and_wait(self) -> runtime::Result<#response> {
            self.poller().wait().await.map(runtime::Response::into_value)
        }
    }
}
