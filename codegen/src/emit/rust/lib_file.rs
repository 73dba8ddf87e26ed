//! `src/lib.rs`: the crate's front page, its modules and its re-exports.

use quote::quote;

use super::docs::{Doc, inline};
use super::file::RustFile;
use super::input::Input;
use super::paths::ident;
use super::rooms;
use crate::names::Room;

/// The root of the crate.
pub(super) fn file(input: Input<'_>) -> RustFile {
    let (client, options) = (ident(&input.names.client), ident(&input.names.options));
    let optional = [
        ("choices", input.has_choices()),
        ("direct", input.connector.direct.is_ok()),
        ("internal", input.has_internal()),
        ("requests", !input.connector.operations.is_empty()),
    ];
    let optional = optional.into_iter().filter(|(_, present)| *present).map(|(module, _)| module);
    let mut modules: Vec<_> = optional.chain(rooms::at_root(input).map(Room::path)).collect();
    modules.sort_unstable();
    let modules = modules.into_iter().map(ident);
    let allowance = has_placeholder_name(input)
        .then(|| quote!(#![allow(clippy::disallowed_names, reason = "values are named as the definition names them")]));
    let auth = input.connector.direct.is_ok().then(|| {
        let auth = ident(&input.names.auth);
        quote!(pub use crate::direct::#auth;)
    });
    RustFile::with_docs(
        doc(input),
        quote! {
            #allowance

            mod client;
            mod triggers;

            #(pub mod #modules;)*

            pub use crate::client::#client;
            #auth
            pub use crate::triggers::{TriggerName, TriggerPayload};
            pub use connector_runtime as runtime;
            pub use connector_runtime::{ClientOptions as #options, Error, Result};

            #[doc = include_str!("../README.md")]
            #[cfg(doctest)]
            struct Readme;
        },
    )
}

/// Whether a value has a name that clippy takes for one which nobody thought about.
fn has_placeholder_name(input: Input<'_>) -> bool {
    const PLACEHOLDERS: [&str; 3] = ["foo", "baz", "quux"];
    let parameters = input.names.operations.iter().flat_map(|names| &names.parameters);
    let arguments = input.names.choices.iter().flat_map(|names| &names.arguments);
    let fields = input.names.types.iter().flat_map(|names| &names.fields).map(|names| &names.field);
    parameters.chain(arguments).chain(fields).any(|name| PLACEHOLDERS.contains(&name.as_str()))
}

fn doc(input: Input<'_>) -> Doc {
    let (head, client) = (&input.connector.head, &input.names.client);
    let mut rooms = vec![format!("* [`{client}`] makes the requests of the actions; [`requests`] holds their types.")];
    if input.connector.operations.is_empty() {
        rooms = vec![format!("* [`{client}`] holds the connection; the definition has no operation.")];
    }
    if input.has_internal() {
        rooms.push("* [`internal`] makes those of the operations behind them, and registers triggers.".to_owned());
    }
    if input.has_choices() {
        rooms.push("* [`choices`] finds the values that a drop-down would offer.".to_owned());
    }
    if input.connector.direct.is_ok() {
        rooms.push("* [`direct`] holds what a client without an Azure connection authenticates with.".to_owned());
    }
    rooms.push("* [`TriggerPayload`] decodes what a trigger delivers.".to_owned());
    rooms.push("* [`runtime`] is what all connector crates have in common.".to_owned());
    Doc::of(format!("{}: a connector of Microsoft's Power Platform and Azure Logic Apps.", inline(&head.title)))
        .definition_text(head.description.as_deref())
        .paragraph(rooms.join("\n"))
}
