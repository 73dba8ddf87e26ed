//! [`Connector`] and [`Names`] in, [`Files`] out: the text of every file of a crate.
//!
//! It only prints. It knows neither the definition's JSON nor the disk, and it makes no identifier: each one stands in
//! [`Names`].

pub mod docs;
mod rust;
#[cfg(test)]
mod tests;
pub mod text;
mod words;

use crate::files::{Files, MARK};
use crate::model::Connector;
use crate::names::Names;

/// The files of the crate of `connector`.
///
/// `names` must be made from the same connector: its lists run parallel to the connector's.
pub fn emit(connector: &Connector, names: &Names) -> Files {
    let examples = rust::examples(connector, names);
    let mut files = rust::emit(connector, names, &examples);
    // Two hyphens or a `>` could end the comment.
    let mark = mark(connector).replace("--", "- -").replace('>', "&gt;");
    let reference = docs::reference(connector, names, &examples);
    for (path, text) in [("README.md", docs::readme(connector, names)), ("docs/reference.md", reference)] {
        files.insert(path.to_owned(), format!("<!-- {mark} -->\n\n{text}"));
    }
    files
}

/// The text of a library outside the crate that calls each operation with values it is handed, for a judge of the wire: the
/// values come from `connector_contract::Case`, by place and wire key.
pub fn calls(connector: &Connector, names: &Names) -> String {
    rust::calls(connector, names)
}

/// The sentence that opens each file of a crate.
fn mark(connector: &Connector) -> String {
    format!("{MARK}{}. Do not edit.", shown(&connector.head.origin.path))
}

/// A text on one line, with escapes for what a reader would not see.
fn shown(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        if matches!(c, '\'' | '"' | '\\') {
            shown.push(c);
        } else {
            shown.extend(c.escape_debug());
        }
    }
    shown
}
