//! Answers: the Rust type of one, and what reads it.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs::{Doc, code};
use super::input::Input;
use super::type_tokens::{TypeTokens, ident};
use crate::model::{
    Content, DocumentedResponse, Operation, SchemaLocation, StatusResponse, SuccessResponse, Type, TypeId, TypeKind,
};
use crate::names::TypeNames;

/// What `send` returns.
pub(super) fn ty(tokens: &TypeTokens<'_>, answer: &SuccessResponse) -> TokenStream {
    match answer {
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

/// The answer that `sent` comes to, as the value that `send` returns.
pub(super) fn read(tokens: &TypeTokens<'_>, answer: &SuccessResponse, sent: &TokenStream) -> TokenStream {
    match answer {
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

/// The function that reads it.
pub(super) fn reader(tokens: &TypeTokens<'_>, answer: &SuccessResponse) -> TokenStream {
    match answer {
        SuccessResponse::ByStatus(ty) => {
            let ty = tokens.ty(ty);
            quote!(#ty::read)
        }
        one => {
            let (runtime, method) = (tokens.runtime(), method(one));
            quote!(#runtime::Answer::#method)
        }
    }
}

/// The method of `runtime::Answer` that reads it, whatever its status.
fn method(answer: &SuccessResponse) -> Ident {
    ident(match answer {
        SuccessResponse::Empty => "empty",
        SuccessResponse::Content(Content::Json(_)) | SuccessResponse::ByStatus(_) => "json",
        SuccessResponse::Content(Content::Text) => "text",
        SuccessResponse::Content(Content::Bytes) => "bytes",
        SuccessResponse::Optional(Content::Json(_)) => "optional_json",
        SuccessResponse::Optional(Content::Text) => "optional_text",
        SuccessResponse::Optional(Content::Bytes) => "optional_bytes",
    })
}

/// The `Accept` header where the answer is not JSON.
pub(super) fn accept(input: Input<'_>, answer: &SuccessResponse) -> Option<&'static str> {
    match answer {
        SuccessResponse::Empty
        | SuccessResponse::Content(Content::Json(_))
        | SuccessResponse::Optional(Content::Json(_)) => None,
        SuccessResponse::Content(_) | SuccessResponse::Optional(_) => Some("*/*"),
        SuccessResponse::ByStatus(ty) => statuses(input, ty).iter().find_map(|one| accept(input, &one.response)),
    }
}

/// Whether the answer is bytes and nothing else.
pub(super) fn is_binary(answer: &SuccessResponse) -> bool {
    matches!(answer, SuccessResponse::Content(Content::Bytes) | SuccessResponse::Optional(Content::Bytes))
}

/// Whether the definition has answers of the 3xx, which are no failures then.
pub(super) fn has_redirects(operation: &Operation) -> bool {
    operation.documented_responses.iter().any(|answer| is_of_class(answer, '3'))
}

/// Whether the status of a declared answer is one of a class, e.g. `2` for the successes.
fn is_of_class(answer: &DocumentedResponse, class: char) -> bool {
    let status = answer.status.trim();
    status.len() == 3 && status.starts_with(class)
}

/// The answers that a type of different ones tells apart.
fn statuses<'a>(input: Input<'a>, ty: &Type) -> &'a [StatusResponse] {
    match ty {
        Type::Named(id) => match &input.type_def(*id).kind {
            TypeKind::Responses(answers) => answers,
            _ => &[],
        },
        _ => &[],
    }
}

/// What a caller gets, in words.
pub(super) fn words(answer: &SuccessResponse) -> &'static str {
    match answer {
        SuccessResponse::Empty => "nothing",
        SuccessResponse::Content(Content::Json(_)) => "the decoded answer",
        SuccessResponse::Content(Content::Text) => "the answer's text",
        SuccessResponse::Content(Content::Bytes) => "the answer's bytes",
        SuccessResponse::Optional(Content::Json(_)) => "the decoded answer, `None` where the service sends none",
        SuccessResponse::Optional(Content::Text) => "the answer's text, `None` where the service sends none",
        SuccessResponse::Optional(Content::Bytes) => "the answer's bytes, `None` where the service sends none",
        SuccessResponse::ByStatus(_) => "the answer, decoded by its status",
    }
}

/// The enumeration of different answers, and how one is read.
pub(super) fn by_status(
    tokens: &TypeTokens<'_>,
    doc: Option<TokenStream>,
    names: &TypeNames,
    answers: &[StatusResponse],
) -> TokenStream {
    let name = ident(&names.name);
    let other = ident(names.unlisted.as_deref().unwrap_or("Other"));
    let variants = answers.iter().zip(&names.variants).map(|(one, variant)| {
        let doc = Doc::described(None, one.description.as_deref()).paragraph(format!("Status {}.", one.status)).outer();
        let variant = ident(variant);
        match &one.response {
            SuccessResponse::Empty => quote!(#doc #variant,),
            answer => {
                let ty = ty(tokens, answer);
                quote!(#doc #variant(#ty),)
            }
        }
    });
    let arms = answers.iter().zip(&names.variants).map(|(one, variant)| {
        let (status, variant) = (Literal::u16_unsuffixed(one.status), ident(variant));
        match &one.response {
            SuccessResponse::Empty => quote!(#status => Ok(Self::#variant),),
            answer => {
                let read = read(tokens, answer, &quote!(answer));
                quote!(#status => #read.map(Self::#variant),)
            }
        }
    });
    quote! {
        #doc
        #[allow(clippy::large_enum_variant, reason = "an answer is matched once, where it is received")]
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// An answer with another successful status, as it came.
            #other(runtime::Answer),
        }

        impl #name {
            pub(crate) fn read(answer: runtime::Answer) -> runtime::Result<Self> {
                match answer.status() {
                    #(#arms)*
                    _ => Ok(Self::#other(answer)),
                }
            }
        }
    }
}

/// What the body of each answer that is no success can be read as; nothing for those that are free JSON or a plain text.
pub(super) fn failures(input: Input<'_>, operation: &Operation) -> String {
    let lines: Vec<_> = operation
        .documented_responses
        .iter()
        .filter(|one| !is_success(operation, one))
        .filter_map(|one| {
            let read_as = match path(input, operation, one) {
                Some(target) => format!("[`{}`](crate::{target})", written(input, operation, one)?),
                None => format!("`{}`", of_plain_values(input, one.ty.as_ref()?)?),
            };
            Some(format!("- {}: {read_as}", code(&one.status)))
        })
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    let body_as = "[`body_as`](crate::runtime::Error::body_as)";
    format!("The body of an answer that is no success can be read with {body_as}:\n\n{}", lines.join("\n"))
}

/// A list or a map that no type of the crate is in, e.g. `BTreeMap<String, i64>`.
fn of_plain_values(input: Input<'_>, ty: &Type) -> Option<String> {
    matches!(ty, Type::List(_) | Type::Map(_))
        .then(|| printed(&TypeTokens::new(input, []).ty(ty)).replace("::std::collections::", "").replace("crate::", ""))
}

/// A 2xx is a success; where there is none, `default` is.
pub(crate) fn is_success(operation: &Operation, answer: &DocumentedResponse) -> bool {
    let is_2xx = |answer: &DocumentedResponse| is_of_class(answer, '2');
    is_2xx(answer) || answer.status.trim() == "default" && !operation.documented_responses.iter().any(is_2xx)
}

/// The type of a declared answer where it has a name of the crate in it, e.g. `Vec<responses::GetThing404Item>`.
pub(super) fn written(input: Input<'_>, operation: &Operation, answer: &DocumentedResponse) -> Option<String> {
    let ty = answer.ty.as_ref()?;
    let own = printed(&TypeTokens::new(input, []).named(named(ty)?));
    let whole = printed(&TypeTokens::new(input, []).ty(ty)).replace("::std::collections::", "");
    Some(whole.replace(&own, &path(input, operation, answer)?))
}

/// The path of the named type in a declared answer; of a shared one, that of the answer's alias.
fn path(input: Input<'_>, operation: &Operation, answer: &DocumentedResponse) -> Option<String> {
    let id = named(answer.ty.as_ref()?)?;
    let (def, names) = (input.type_def(id), input.type_names(id));
    let is_here = |location: &SchemaLocation| {
        matches!(location, SchemaLocation::Status { operation: of, status, .. }
            if *of == operation.id && status == answer.status.trim())
    };
    let alias = def.aliases.iter().zip(&names.aliases).find(|(location, _)| is_here(location));
    let (module, name) = alias.map_or((names.module, &names.name), |(_, alias)| (alias.module, &alias.name));
    Some(format!("{}::{name}", module.path()))
}

/// The named type in lists, maps and nullable values.
fn named(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => named(inner),
        _ => None,
    }
}

/// Tokens of a type as text, without the spaces between them.
fn printed(ty: &TokenStream) -> String {
    ty.to_string().replace(' ', "").replace(',', ", ")
}
