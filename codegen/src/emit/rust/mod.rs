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
mod type_tokens;
mod types;

pub(super) use responses::is_success;

use crate::files::Files;
use crate::model::{Connector, DocumentedResponse, Operation, OperationId};
use crate::names::Names;
use input::Input;

/// The Rust files of the crate, and its manifest; `examples` are those of [`examples`].
pub(super) fn emit(connector: &Connector, names: &Names, examples: &[String]) -> Files {
    let input = Input { connector, names };
    let mut files = Files::new();
    files.insert("Cargo.toml".to_owned(), manifest::text(input));
    files.insert("rustfmt.toml".to_owned(), manifest::rustfmt(input));
    let mut add = |path: String, file: file::RustFile| {
        files.insert(path, file.print(input));
    };
    add("src/lib.rs".to_owned(), lib_file::file(input));
    add("src/client.rs".to_owned(), client::client(input, examples));
    add("src/triggers.rs".to_owned(), triggers::file(input));
    if let Some(file) = direct::file(input) {
        add("src/direct.rs".to_owned(), file);
    }
    if input.has_internal() {
        add("src/internal.rs".to_owned(), client::internal(input, examples));
    }
    if input.has_choices() {
        add("src/choices.rs".to_owned(), choices::file(input));
    }
    requests::files(input, &mut add);
    modules::files(input, &mut add);
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
