//! Responses: their Rust types and the functions that read them.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::printing::{Doc, code};
use super::type_tokens::{TypeTokens, ident};
use crate::emit::input::Input;
use crate::model::{
    Content, DocumentedResponse, Operation, SchemaLocation, StatusResponse, SuccessResponse, Type, TypeId, TypeKind,
};
use crate::names::TypeNames;

/// What `send` returns.
pub(super) fn ty(tokens: &TypeTokens<'_>, response: &SuccessResponse) -> TokenStream {
    match response {
        SuccessResponse::Empty => quote!(()),
        SuccessResponse::Content(content) => content_type(tokens, content),
        SuccessResponse::Optional(content) => {
            let (option, content) = (tokens.option(), content_type(tokens, content));
            quote!(#option<#content>)
        }
        SuccessResponse::ByStatus(ty) => tokens.ty(ty),
    }
}

fn content_type(tokens: &TypeTokens<'_>, content: &Content) -> TokenStream {
    let runtime = tokens.runtime();
    match content {
        Content::Json(ty) => tokens.ty(ty),
        Content::Text => tokens.string(),
        Content::Bytes => quote!(#runtime::Bytes),
    }
}

/// An expression that decodes the response `sent` into the value that `send` returns.
pub(super) fn read(tokens: &TypeTokens<'_>, response: &SuccessResponse, sent: &TokenStream) -> TokenStream {
    match response {
        SuccessResponse::ByStatus(ty) => {
            let ty = tokens.ty(ty);
            quote!(#ty::read(#sent))
        }
        one => {
            let method = method(one);
            quote!(#sent.#method())
        }
    }
}

/// The function that decodes a response.
pub(super) fn reader(tokens: &TypeTokens<'_>, response: &SuccessResponse) -> TokenStream {
    match response {
        SuccessResponse::ByStatus(ty) => {
            let ty = tokens.ty(ty);
            quote!(#ty::read)
        }
        one => {
            let (runtime, method) = (tokens.runtime(), method(one));
            quote!(#runtime::RawResponse::#method)
        }
    }
}

/// The method of the runtime's response that decodes it, whatever its status.
fn method(response: &SuccessResponse) -> Ident {
    ident(match response {
        SuccessResponse::Empty => "empty",
        SuccessResponse::Content(Content::Json(_)) | SuccessResponse::ByStatus(_) => "json",
        SuccessResponse::Content(Content::Text) => "text",
        SuccessResponse::Content(Content::Bytes) => "bytes",
        SuccessResponse::Optional(Content::Json(_)) => "optional_json",
        SuccessResponse::Optional(Content::Text) => "optional_text",
        SuccessResponse::Optional(Content::Bytes) => "optional_bytes",
    })
}

/// The `Accept` header, unless it is `application/json`.
pub(super) fn accept<'a>(input: Input<'a>, operation: &'a Operation) -> Option<&'a str> {
    other_than_json(input, &operation.success).or(operation.json_media_type.as_deref())
}

/// The `Accept` header of a response that is not JSON.
fn other_than_json(input: Input<'_>, response: &SuccessResponse) -> Option<&'static str> {
    match response {
        SuccessResponse::Empty
        | SuccessResponse::Content(Content::Json(_))
        | SuccessResponse::Optional(Content::Json(_)) => None,
        SuccessResponse::Content(_) | SuccessResponse::Optional(_) => Some("*/*"),
        SuccessResponse::ByStatus(ty) => {
            statuses(input, ty).iter().find_map(|one| other_than_json(input, &one.response))
        }
    }
}

/// Whether the response is always bytes.
pub(super) fn is_binary(response: &SuccessResponse) -> bool {
    matches!(response, SuccessResponse::Content(Content::Bytes) | SuccessResponse::Optional(Content::Bytes))
}

/// Whether the definition documents 3xx responses, which then are not failures.
pub(super) fn has_redirects(operation: &Operation) -> bool {
    operation.documented_responses.iter().any(|response| response.is_of_class('3'))
}

/// The statuses of a type that is decoded by status.
fn statuses<'a>(input: Input<'a>, ty: &Type) -> &'a [StatusResponse] {
    match ty {
        Type::Named(id) => match &input.type_def(*id).kind {
            TypeKind::Responses(responses) => responses,
            _ => &[],
        },
        _ => &[],
    }
}

/// The return value of `send`, as a noun phrase.
pub(super) fn words(response: &SuccessResponse) -> &'static str {
    match response {
        SuccessResponse::Empty => "nothing",
        SuccessResponse::Content(Content::Json(_)) => "the decoded response",
        SuccessResponse::Content(Content::Text) => "the response text",
        SuccessResponse::Content(Content::Bytes) => "the response bytes",
        SuccessResponse::Optional(Content::Json(_)) => "the decoded response, or `None` if it has no body",
        SuccessResponse::Optional(Content::Text) => "the response text, or `None` if it has no body",
        SuccessResponse::Optional(Content::Bytes) => "the response bytes, or `None` if it has no body",
        SuccessResponse::ByStatus(_) => "the response, decoded by its status",
    }
}

/// The enum of responses by status, and the function that decodes one.
pub(super) fn by_status(
    tokens: &TypeTokens<'_>,
    doc: Option<TokenStream>,
    names: &TypeNames,
    responses: &[StatusResponse],
) -> TokenStream {
    let name = ident(&names.name);
    let other = ident(names.unlisted.as_deref().unwrap_or("Other"));
    let variants = responses.iter().zip(&names.variants).map(|(one, variant)| {
        let doc = Doc::described(None, one.description.as_deref()).paragraph(format!("Status {}.", one.status)).outer();
        let variant = ident(variant);
        match &one.response {
            SuccessResponse::Empty => quote!(#doc #variant,),
            response => {
                let ty = ty(tokens, response);
                quote!(#doc #variant(#ty),)
            }
        }
    });
    let arms = responses.iter().zip(&names.variants).map(|(one, variant)| {
        let (status, variant) = (Literal::u16_unsuffixed(one.status), ident(variant));
        match &one.response {
            SuccessResponse::Empty => quote!(#status => Ok(Self::#variant),),
            response => {
                let read = read(tokens, response, &quote!(response));
                quote!(#status => #read.map(Self::#variant),)
            }
        }
    });
    quote! {
        #doc
        #[allow(clippy::large_enum_variant, reason = "a response is matched once, after it is received")]
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A success with another status, not decoded.
            #other(runtime::RawResponse),
        }

        impl #name {
            pub(crate) fn read(response: runtime::RawResponse) -> runtime::Result<Self> {
                match response.status() {
                    #(#arms)*
                    _ => Ok(Self::#other(response)),
                }
            }
        }
    }
}

/// The types of failure bodies, by status; none for free JSON and plain text.
pub(super) fn failures(input: Input<'_>, operation: &Operation) -> String {
    let lines: Vec<_> = operation
        .documented_responses
        .iter()
        .filter(|one| !operation.is_success(one))
        .filter_map(|one| {
            let read_as = match path(input, operation, one) {
                Some(target) => format!("[`{}`](crate::{target})", type_as_code(input, operation, one, "")?),
                None => format!("`{}`", of_plain_values(input, one.ty.as_ref()?)?),
            };
            Some(format!("- {}: {read_as}", code(&one.status)))
        })
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    format!("`Error::body_as` decodes the body of a failure:\n\n{}", lines.join("\n"))
}

/// A list or map of plain values, e.g. `BTreeMap<String, i64>`.
fn of_plain_values(input: Input<'_>, ty: &Type) -> Option<String> {
    matches!(ty, Type::List(_) | Type::Map(_))
        .then(|| printed(&TypeTokens::new(input, []).ty(ty)).replace("::std::collections::", "").replace("crate::", ""))
}

/// The type of a documented response as code, e.g. `Vec<responses::GetThing404Item>`; `None` if it has no named type. `root` comes
/// before the path of the named type.
pub(super) fn type_as_code(
    input: Input<'_>,
    operation: &Operation,
    response: &DocumentedResponse,
    root: &str,
) -> Option<String> {
    let ty = response.ty.as_ref()?;
    let own = printed(&TypeTokens::new(input, []).named(named(ty)?));
    let whole = printed(&TypeTokens::new(input, []).ty(ty)).replace("::std::collections::", "");
    Some(whole.replace(&own, &format!("{root}{}", path(input, operation, response)?)))
}

/// The path of the named type in a documented response: for a shared type, the alias of this response.
fn path(input: Input<'_>, operation: &Operation, response: &DocumentedResponse) -> Option<String> {
    let id = named(response.ty.as_ref()?)?;
    let (def, names) = (input.type_def(id), input.type_names(id));
    let is_here = |location: &SchemaLocation| {
        matches!(location, SchemaLocation::Status { operation: of, status, .. }
            if *of == operation.id && status == response.status.trim())
    };
    let alias = def.aliases.iter().zip(&names.aliases).find(|(location, _)| is_here(location));
    let (module, name) = alias.map_or((names.module, &names.name), |(_, alias)| (alias.module, &alias.name));
    Some(format!("{}::{name}", module.path()))
}

/// The named type in lists, maps and nullable values.
fn named(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) | Type::Deep(inner) => {
            named(inner)
        }
        _ => None,
    }
}

/// Tokens of a type as text, without the spaces between them.
pub(super) fn printed(ty: &TokenStream) -> String {
    ty.to_string().replace(' ', "").replace(',', ", ")
}
