//! [`Connector`] and [`Names`] in, [`Files`] out: the text of every file of a crate.
//!
//! It only prints. It knows neither the definition's JSON nor the disk, and creates no identifiers: they all stand in
//! [`Names`].

mod docs;
#[cfg(test)]
mod first_page;
mod header;
mod input;
mod paths;
mod rust;
mod snippets;
#[cfg(test)]
mod tests;
pub(crate) mod text;
mod words;

use crate::files::Files;
use crate::model::{Connector, Content, OperationId, SuccessResponse, Type};
use crate::names::Names;
use crate::package::Package;
use input::{Index, Input};

pub(crate) use rust::{json, sent_texts};
pub(crate) use words::dynamic_part;

/// The files of the crate of `connector`.
///
/// `names` must be made from the same connector: its lists run parallel to the connector's.
pub(crate) fn emit(connector: &Connector, names: &Names, package: &Package) -> Files {
    let index = Index::of(connector);
    let input = Input::new(connector, names, &index);
    let snippets = rust::snippets(input);
    let mut files = rust::emit(input, package, &snippets.calls);
    // Two hyphens or a `>` could end the comment.
    let mark = header::mark(connector).replace("--", "- -").replace('>', "&gt;");
    for (path, text) in [
        (paths::README, docs::readme(input, package, &snippets)),
        (paths::REFERENCE, docs::reference(input, &snippets)),
    ] {
        files.insert(path.to_owned(), format!("<!-- {mark} -->\n\n{text}"));
    }
    files
}

/// The text of a library outside the crate that calls each operation with the values of a `connector_contract::Case`, by
/// location and wire key.
pub(crate) fn calls(connector: &Connector, names: &Names) -> String {
    let index = Index::of(connector);
    rust::calls(Input::new(connector, names, &index))
}

/// Rust of a crate's caller: statements, and types of the crate by their path below its root, e.g. `Vec<models::Group>`.
pub(crate) struct Spelling<'a> {
    connector: &'a Connector,
    names: &'a Names,
    index: Index<'a>,
}

impl<'a> Spelling<'a> {
    /// `names` must be made from the same connector.
    pub(crate) fn new(connector: &'a Connector, names: &'a Names) -> Self {
        Self { connector, names, index: Index::of(connector) }
    }

    fn input(&self) -> Input<'_> {
        Input::new(self.connector, self.names, &self.index)
    }

    /// A statement that calls an operation on `client`, with sample values.
    pub(crate) fn statement(&self, id: OperationId) -> String {
        rust::statement(self.input(), id)
    }

    /// The statement that creates a direct client with a scheme, with sample values.
    pub(crate) fn direct(&self, scheme: usize) -> Option<String> {
        rust::direct_statement(self.input(), scheme)
    }

    /// A program that calls a typical action through a connection; `None` without actions.
    pub(crate) fn program(&self) -> Option<String> {
        rust::program(self.input())
    }

    /// A type.
    pub(crate) fn ty(&self, ty: &Type) -> String {
        rust::spelled_type(self.input(), ty)
    }

    /// The value that a request takes as its body.
    pub(crate) fn body(&self, content: &Content) -> String {
        rust::spelled_body(self.input(), content)
    }

    /// What `send` returns.
    pub(crate) fn response(&self, response: &SuccessResponse) -> String {
        rust::spelled_response(self.input(), response)
    }
}
