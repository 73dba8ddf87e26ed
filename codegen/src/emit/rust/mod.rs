//! [`Connector`] and [`Names`] in, the Rust files and the manifest of the crate out.
//!
//! Rust is built as tokens (`quote`), parsed by `syn` and printed by `prettyplease`; no Rust is put together from text.
//! Wire names stand only in string literals, texts of the definition only in doc attributes.

mod arguments;
mod bodies;
mod calls;
mod choices;
mod client;
mod direct;
mod docs;
mod example;
mod file;
mod input;
mod layout;
mod lib_file;
mod literals;
mod manifest;
mod members;
mod methods;
mod modules;
mod notifications;
mod paging;
mod programs;
mod requests;
mod responses;
mod sign_in;
mod triggers;
mod type_files;
mod type_tokens;
mod types;

pub(super) use responses::is_success;

use super::{Files, paths};
use crate::model::{Connector, DocumentedResponse, Operation, OperationId};
use crate::names::Names;
use input::Input;
use layout::Layout;

/// The Rust files of the crate, and its manifest; `examples` are those of [`examples`].
pub(super) fn emit(connector: &Connector, names: &Names, examples: &[String]) -> Files {
    let input = Input { connector, names };
    let mut files = Files::new();
    files.insert(paths::MANIFEST.to_owned(), manifest::text(input));
    files.insert(paths::RUSTFMT.to_owned(), manifest::rustfmt(input));
    let mut add = |path: String, file: file::RustFile| {
        files.insert(path, file.print(input));
    };
    add(paths::source(""), lib_file::file(input));
    add(paths::source("client"), client::client(input, examples));
    add(paths::source("triggers"), triggers::file(input));
    if let Some(file) = direct::file(input) {
        add(paths::source("direct"), file);
    }
    if input.has_internal() {
        add(paths::source("internal"), client::internal(input, examples));
    }
    if input.has_choices() {
        add(paths::source("choices"), choices::file(input));
    }
    let layout = Layout::of(input);
    modules::files(input, &layout, &mut add);
    type_files::files(input, &layout, &mut add);
    files
}

/// For each operation, a statement for code outside the crate that calls it on `client`, and says `answer` for what it answers.
pub(super) fn examples(connector: &Connector, names: &Names) -> Vec<String> {
    let input = Input { connector, names };
    input.operations().map(|(id, ..)| example::printed(example::statement(input, id))).collect()
}

/// The type of a declared answer as code, where it has a name of the crate in it.
pub(super) fn type_of_answer(
    connector: &Connector,
    names: &Names,
    operation: &Operation,
    answer: &DocumentedResponse,
) -> Option<String> {
    responses::written(Input { connector, names }, operation, answer)
}

/// A file outside the crate that makes a client and calls an operation.
pub(super) fn call_program(connector: &Connector, names: &Names, operation: OperationId) -> String {
    programs::call(Input { connector, names }, operation)
}

/// A file outside the crate that decodes what a trigger delivers; `None` where the operation is no trigger.
pub(super) fn trigger_program(connector: &Connector, names: &Names, operation: OperationId) -> Option<String> {
    programs::trigger(Input { connector, names }, operation)
}

/// A library outside the crate that calls each operation with values it is handed.
pub(super) fn calls(connector: &Connector, names: &Names) -> String {
    calls::file(Input { connector, names })
}
