//! The root of a crate: its documentation, modules and re-exports.

use quote::quote;

use super::modules;
use super::printing::{Doc, RustFile, code, inline};
use super::programs;
use super::type_tokens::ident;
use crate::emit::input::Input;
use crate::model::{Content, Operation, SuccessResponse, Type, TypeKind};
use crate::names::Module;

/// The root of the crate.
pub(super) fn file(input: Input<'_>) -> RustFile {
    let (client, options) = (ident(&input.names.client), ident(&input.names.options));
    let optional = [
        ("choices", input.has_choices()),
        ("direct", input.connector.direct.is_ok()),
        ("internal", input.has_internal()),
        ("requests", input.has_operations()),
        ("columns", input.connector.tables.is_some()),
        ("rows", input.connector.tables.is_some()),
        ("files", input.connector.tables.as_ref().is_some_and(|tables| tables.library.is_some())),
    ];
    let optional = optional.into_iter().filter(|(_, present)| *present).map(|(module, _)| module);
    let mut modules: Vec<_> = optional.chain(modules::at_root(input).map(Module::path)).collect();
    modules.sort_unstable();
    let modules = modules.into_iter().map(ident);
    let placeholders = has_placeholder_name(input)
        .then(|| quote!(#![allow(clippy::disallowed_names, reason = "the definition names the values so")]));
    let operations = input.has_operations().then(|| {
        quote!(
            mod operations;
        )
    });
    let auth = input.connector.direct.is_ok().then(|| {
        let auth = ident(&input.names.auth);
        quote!(pub use crate::direct::#auth;)
    });
    let triggers = input.has_triggers().then(|| {
        let triggers = ident(&input.names.triggers);
        quote!(pub use crate::triggers::#triggers;)
    });
    let nested = has_nested_type(input)
        .then(|| quote!(#![allow(clippy::type_complexity, reason = "lists and maps nest as in the definition")]));
    RustFile::with_docs(
        doc(input),
        quote! {
            #placeholders
            #nested

            mod client;
            #operations
            mod triggers;

            #(pub mod #modules;)*

            pub use crate::client::#client;
            #auth
            #triggers
            pub use crate::triggers::{TriggerName, TriggerPayload};
            pub use connector_runtime as runtime;
            pub use connector_runtime::{ClientOptions as #options, Error, Result};

            #[doc = include_str!("../README.md")]
            #[cfg(doctest)]
            struct Readme;
        },
    )
}

/// Whether a value has a name that clippy takes for a placeholder.
fn has_placeholder_name(input: Input<'_>) -> bool {
    const PLACEHOLDERS: [&str; 3] = ["foo", "baz", "quux"];
    let parameters = input.names.operations.iter().flat_map(|names| &names.parameters);
    let arguments = input.names.choices.iter().flat_map(|names| &names.arguments);
    let fields = input.names.types.iter().flat_map(|names| &names.fields).map(|names| &names.field);
    parameters.chain(arguments).chain(fields).any(|name| PLACEHOLDERS.contains(&name.as_str()))
}

/// Whether lists and maps nest so deep that clippy asks for a type alias. It counts ten per path and level.
fn has_nested_type(input: Input<'_>) -> bool {
    const MOST: usize = 250;
    fn weight(ty: &Type, depth: usize) -> usize {
        let inside = match ty {
            Type::List(inner) | Type::Nullable(inner) | Type::Boxed(inner) | Type::Deep(inner) => {
                weight(inner, depth + 1)
            }
            Type::Map(inner) => 10 * (depth + 1) + weight(inner, depth + 1),
            _ => 0,
        };
        10 * depth + inside
    }
    let is_heavy = |(around, ty): (usize, &Type)| (1..=around).sum::<usize>() * 10 + weight(ty, around + 1) > MOST;
    input.types().any(|(def, _)| in_kind(&def.kind).any(is_heavy))
        || input.operations().any(|(_, operation, _)| in_operation(operation).any(is_heavy))
}

/// The types inside a type, each with the number of types that wrap it, such as `Option` and `Result`.
fn in_kind(kind: &TypeKind) -> Box<dyn Iterator<Item = (usize, &Type)> + '_> {
    match kind {
        TypeKind::Struct(structure) => {
            let fields = structure.fields.iter().map(|field| (1, &field.ty));
            Box::new(fields.chain(structure.extra.iter().map(|extra| (2, extra))))
        }
        TypeKind::Responses(responses) => Box::new(responses.iter().filter_map(|it| in_response(&it.response, 0))),
        TypeKind::Enum(_) | TypeKind::Alias(_) => Box::new(std::iter::empty()),
    }
}

/// Like [`in_kind`], for an operation.
fn in_operation(operation: &Operation) -> impl Iterator<Item = (usize, &Type)> {
    let parameters = operation.parameters.iter().map(|parameter| (1, &parameter.ty));
    let body = operation.body.iter().filter_map(|body| match &body.content {
        Content::Json(ty) => Some((1, ty)),
        Content::Text | Content::Bytes => None,
    });
    let payload = operation.trigger.iter().map(|trigger| (0, &trigger.payload));
    parameters.chain(body).chain(payload).chain(in_response(&operation.success, 2))
}

fn in_response(response: &SuccessResponse, around: usize) -> Option<(usize, &Type)> {
    match response {
        SuccessResponse::Content(Content::Json(ty)) => Some((around, ty)),
        SuccessResponse::Optional(Content::Json(ty)) => Some((around + 1, ty)),
        _ => None,
    }
}

fn doc(input: Input<'_>) -> Doc {
    let (head, client) = (&input.connector.head, &input.names.client);
    let mut modules = Vec::new();
    match input.has_operations() {
        true => modules.push(format!("* [`{client}`] has a method for each action.")),
        false => modules.push(format!("* [`{client}`] holds the connection; the definition has no operations.")),
    }
    if input.has_operations() {
        modules.push(
            "* [`requests`] lists all operations: title, HTTP method and path, and the method to call.".to_owned(),
        );
    }
    if input.has_internal() {
        modules.push("* [`internal`] calls internal operations.".to_owned());
    }
    if input.has_triggers() {
        let what = match input.trigger_kinds() {
            (true, false) => "subscribes to webhooks",
            (false, _) => "polls for items",
            (true, true) => "subscribes to webhooks and polls for items",
        };
        modules.push(format!("* [`{client}::triggers`] {what}."));
    }
    if input.has_choices() {
        modules.push("* [`choices`] requests dynamic values, trees and schemas.".to_owned());
    }
    if input.connector.direct.is_ok() {
        modules.push("* [`direct`] authenticates a client without an Azure connection.".to_owned());
    }
    if input.connector.tables.is_some() {
        modules.push(format!(
            "* [`{client}::table`] reaches the rows of [`tables`]; [`columns`] make filters and orders."
        ));
    }
    modules.push("* [`TriggerPayload`] decodes the payloads of triggers.".to_owned());
    // A link to another crate has its brackets in text where the docs of that crate are elsewhere.
    modules.push("* `runtime` is the crate `connector-runtime`, with what all connector crates share.".to_owned());
    let search = input.operations().next().map(|(_, operation, _)| {
        let wire = code(&format!("{} {}", operation.method, operation.path));
        format!(
            "A search finds the method of an operation by its whole title as the designer shows it, without quotes and commas; by its\n\
             operation id; and by HTTP method and path, such as {wire}."
        )
    });
    Doc::of(format!(
        "Client for {}, a connector for Microsoft Power Platform and Azure Logic Apps.",
        inline(&head.title)
    ))
    .definition_text(head.description.as_deref())
    .section("Connect", &programs::connecting(input))
    .section("Find an operation", &search.unwrap_or_default())
    .section("Modules", &modules.join("\n"))
}
