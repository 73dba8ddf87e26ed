//! Answers: the Rust type of one, and what reads it.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs::{Doc, code};
use super::input::Input;
use super::paths::{Paths, ident};
use crate::model::{Answer, Content, Operation, Return, Shape, StatusAnswer, Type, TypeId, TypePlace};
use crate::names::TypeNames;

/// What `send` returns.
pub(super) fn ty(paths: &Paths<'_>, answer: &Answer) -> TokenStream {
    match answer {
        Answer::Empty => quote!(()),
        Answer::Content(content) => content_type(paths, content),
        Answer::Optional(content) => {
            let (option, content) = (paths.option(), content_type(paths, content));
            quote!(#option<#content>)
        }
        Answer::ByStatus(ty) => paths.ty(ty),
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

/// The answer that `sent` comes to, as the value that `send` returns.
pub(super) fn read(paths: &Paths<'_>, answer: &Answer, sent: &TokenStream) -> TokenStream {
    match answer {
        Answer::ByStatus(ty) => {
            let ty = paths.ty(ty);
            quote!(#ty::read(#sent))
        }
        one => {
            let method = method(one);
            quote!(#sent.#method())
        }
    }
}

/// The function that reads it.
pub(super) fn reader(paths: &Paths<'_>, answer: &Answer) -> TokenStream {
    match answer {
        Answer::ByStatus(ty) => {
            let ty = paths.ty(ty);
            quote!(#ty::read)
        }
        one => {
            let (runtime, method) = (paths.runtime(), method(one));
            quote!(#runtime::RawResponse::#method)
        }
    }
}

/// The method of `runtime::RawResponse` that reads it, whatever its status.
fn method(answer: &Answer) -> Ident {
    ident(match answer {
        Answer::Empty => "empty",
        Answer::Content(Content::Json(_)) | Answer::ByStatus(_) => "json",
        Answer::Content(Content::Text) => "text",
        Answer::Content(Content::Bytes) => "bytes",
        Answer::Optional(Content::Json(_)) => "optional_json",
        Answer::Optional(Content::Text) => "optional_text",
        Answer::Optional(Content::Bytes) => "optional_bytes",
    })
}

/// The `Accept` header where the answer is not JSON.
pub(super) fn accept(input: Input<'_>, answer: &Answer) -> Option<&'static str> {
    match answer {
        Answer::Empty | Answer::Content(Content::Json(_)) | Answer::Optional(Content::Json(_)) => None,
        Answer::Content(_) | Answer::Optional(_) => Some("*/*"),
        Answer::ByStatus(ty) => statuses(input, ty).iter().find_map(|one| accept(input, &one.answer)),
    }
}

/// Whether the answer is bytes and nothing else.
pub(super) fn is_binary(answer: &Answer) -> bool {
    matches!(answer, Answer::Content(Content::Bytes) | Answer::Optional(Content::Bytes))
}

/// Whether the definition has answers of the 3xx, which are no failures then.
pub(super) fn has_redirects(operation: &Operation) -> bool {
    operation.returns.iter().any(|answer| is_of_class(answer, '3'))
}

/// Whether the status of a declared answer is one of a class, e.g. `2` for the successes.
fn is_of_class(answer: &Return, class: char) -> bool {
    let status = answer.status.trim();
    status.len() == 3 && status.starts_with(class)
}

/// The answers that a type of different ones tells apart.
fn statuses<'a>(input: Input<'a>, ty: &Type) -> &'a [StatusAnswer] {
    match ty {
        Type::Named(id) => match &input.type_def(*id).shape {
            Shape::Answers(answers) => answers,
            _ => &[],
        },
        _ => &[],
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
        Answer::ByStatus(_) => "the answer, decoded by its status",
    }
}

/// The enumeration of different answers, and how one is read.
pub(super) fn by_status(
    input: Input<'_>,
    doc: Option<TokenStream>,
    names: &TypeNames,
    answers: &[StatusAnswer],
) -> TokenStream {
    let paths = Paths::new(input, [names.name.as_str()]);
    let name = ident(&names.name);
    let other = ident(names.unlisted.as_deref().unwrap_or("Other"));
    let variants = answers.iter().zip(&names.variants).map(|(one, variant)| {
        let doc = Doc::described(None, one.description.as_deref()).paragraph(format!("Status {}.", one.status)).outer();
        let variant = ident(variant);
        match &one.answer {
            Answer::Empty => quote!(#doc #variant,),
            answer => {
                let ty = ty(&paths, answer);
                quote!(#doc #variant(#ty),)
            }
        }
    });
    let arms = answers.iter().zip(&names.variants).map(|(one, variant)| {
        let (status, variant) = (Literal::u16_unsuffixed(one.status), ident(variant));
        match &one.answer {
            Answer::Empty => quote!(#status => Ok(Self::#variant),),
            answer => {
                let read = read(&paths, answer, &quote!(answer));
                quote!(#status => #read.map(Self::#variant),)
            }
        }
    });
    quote! {
        use crate::runtime;

        #doc
        #[allow(clippy::large_enum_variant, reason = "an answer is matched once, where it is received")]
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// An answer with another successful status, as it came.
            #other(runtime::RawResponse),
        }

        impl #name {
            pub(crate) fn read(answer: runtime::RawResponse) -> runtime::Result<Self> {
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
        .returns
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
        .then(|| printed(&Paths::new(input, []).ty(ty)).replace("::std::collections::", "").replace("crate::", ""))
}

/// A 2xx is a success; where there is none, `default` is.
pub(crate) fn is_success(operation: &Operation, answer: &Return) -> bool {
    let is_2xx = |answer: &Return| is_of_class(answer, '2');
    is_2xx(answer) || answer.status.trim() == "default" && !operation.returns.iter().any(is_2xx)
}

/// The type of a declared answer where it has a name of the crate in it, e.g. `Vec<responses::GetThing404Item>`.
pub(super) fn written(input: Input<'_>, operation: &Operation, answer: &Return) -> Option<String> {
    let ty = answer.ty.as_ref()?;
    let own = printed(&Paths::new(input, []).named(named(ty)?));
    let whole = printed(&Paths::new(input, []).ty(ty)).replace("::std::collections::", "");
    Some(whole.replace(&own, &path(input, operation, answer)?))
}

/// The path of the named type in a declared answer; of a shared one, that of the answer's alias.
fn path(input: Input<'_>, operation: &Operation, answer: &Return) -> Option<String> {
    let id = named(answer.ty.as_ref()?)?;
    let (def, names) = (input.type_def(id), input.type_names(id));
    let is_here = |place: &TypePlace| {
        matches!(place, TypePlace::Status { operation: of, status, .. }
            if *of == operation.id && status == answer.status.trim())
    };
    let alias = def.aliases.iter().zip(&names.aliases).find(|(place, _)| is_here(place));
    let (room, name) = alias.map_or((names.room, &names.name), |(_, alias)| (alias.room, &alias.name));
    Some(format!("{}::{name}", room.path()))
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
