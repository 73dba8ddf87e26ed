//! A connector and its names in, the crate's Markdown out: the README and the reference page.
//!
//! Texts of the definition go through [`text`](super::text). It must not know the page of any one connector, or how Rust is
//! printed.

mod definitions;
mod head;
mod labels;
mod markup;
mod operations;
mod readme;
mod reference;
mod rows;

use super::input::Input;
use super::snippets::Snippets;
use crate::package::Package;

/// The text of `docs/reference.md`: the connector's reference page, with the Rust for each operation.
pub(super) fn reference(input: Input<'_>, snippets: &Snippets) -> String {
    reference::text(input, snippets)
}

/// The text of `README.md`; its Rust compiles as doctests of the crate.
pub(super) fn readme(input: Input<'_>, package: &Package, snippets: &Snippets) -> String {
    readme::text(input, package, snippets)
}
