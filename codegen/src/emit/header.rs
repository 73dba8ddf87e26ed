//! The sentence that opens each file of a crate, by which a later run recognizes the file as its own.

use crate::files::MARK;
use crate::model::Connector;

/// The sentence that opens each file of a crate.
pub(super) fn mark(connector: &Connector) -> String {
    format!("{MARK}{}. Do not edit.", shown(&connector.head.origin.path))
}

/// A string on one line, with escapes for invisible characters.
pub(super) fn shown(text: &str) -> String {
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
