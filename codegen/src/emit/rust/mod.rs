//! A connector and its names in, the Rust files and the manifest of the crate out.
//!
//! Rust is built as tokens (`quote`) and printed by `printing`; it is never spliced from text. Wire names stand only in string
//! literals, strings of the definition only in doc attributes. It must not know the crate's Markdown.
//!
//! Siblings import downwards only: `type_files` and the files of single modules at the top, then the parts of a request or type,
//! then `printing`, then `layout`, `literals` and `type_tokens`.

mod arguments;
mod bodies;
mod calls;
mod choice_calls;
mod choices;
mod client;
mod direct;
mod example;
mod layout;
mod lib_file;
mod lints;
mod literals;
mod manifest;
mod methods;
mod modules;
mod notifications;
mod paging;
mod printing;
mod programs;
mod registrations;
mod requests;
mod responses;
mod search;
mod sign_in;
mod spelled;
mod tables;
mod triggers;
mod type_files;
mod type_tokens;
mod types;

use quote::quote;

use super::input::Input;
use super::paths;
use super::snippets::Snippets;
use crate::files::Files;
use crate::model::OperationId;
use crate::package::Package;
use layout::Layout;
use printing::RustFile;

pub(crate) use literals::{json, sent_texts};
pub(super) use spelled::{spelled_body, spelled_response, spelled_type};

/// The Rust files of the crate, its manifest and its settings of rustfmt and git; `examples` has a statement for each operation that calls it.
pub(super) fn emit(input: Input<'_>, package: &Package, examples: &[String]) -> Files {
    let mut files = Files::new();
    files.insert(paths::MANIFEST.to_owned(), manifest::text(input, package));
    files.insert(paths::RUSTFMT.to_owned(), manifest::rustfmt(input));
    files.insert(paths::ATTRIBUTES.to_owned(), manifest::attributes(input));
    let mut add = |path: String, file: RustFile| {
        files.insert(path, file.print(input));
    };
    add(paths::source(""), lib_file::file(input));
    add(paths::source("client"), client::client(input, examples));
    add(paths::source("triggers"), triggers::file(input, examples));
    if let Some(file) = direct::file(input) {
        add(paths::source("direct"), file);
    }
    if input.has_internal() {
        add(paths::source("internal"), client::internal(input, examples));
    }
    if input.has_choices() {
        add(paths::source("choices"), choices::file(input));
    }
    tables::files(input, &mut add);
    let layout = Layout::of(input);
    modules::files(input, &layout, &mut add);
    type_files::files(input, &layout, &mut add);
    files
}

/// A statement that calls an operation on `client`, as text.
pub(super) fn statement(input: Input<'_>, id: OperationId) -> String {
    example::printed(example::statement(input, id))
}

/// The statement that creates a direct client with a scheme; `None` if there is no such scheme.
pub(super) fn direct_statement(input: Input<'_>, scheme: usize) -> Option<String> {
    let call = direct::call(input, scheme)?;
    Some(example::printed(quote!(let client = #call?;)))
}

/// A program that calls a typical action; `None` without actions.
pub(super) fn program(input: Input<'_>) -> Option<String> {
    programs::call(input)
}

/// Rust code for the crate's Markdown.
pub(super) fn snippets(input: Input<'_>) -> Snippets {
    let calls = input.operations().map(|(id, ..)| statement(input, id));
    let root = format!("{}::", input.names.library);
    let response_types = input.operations().map(|(_, operation, _)| {
        let responses = operation.documented_responses.iter();
        responses.map(|response| responses::type_as_code(input, operation, response, &root)).collect()
    });
    Snippets {
        calls: calls.collect(),
        response_types: response_types.collect(),
        methods: input.operations().map(|(id, ..)| example::method(input, id)).collect(),
        call: programs::call(input),
        direct: programs::direct(input),
        trigger: programs::trigger(input),
    }
}

/// A library outside the crate that calls each operation with the values of a case.
pub(super) fn calls(input: Input<'_>) -> String {
    calls::file(input)
}
