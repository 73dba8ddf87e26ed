//! Rust code for the crate's Markdown: `rust` writes it, `docs` prints it.

/// Rust code about a crate.
pub(super) struct Snippets {
    /// For each operation, a statement that calls it on `client`.
    pub(super) calls: Vec<String>,
    /// For each operation and each of its documented responses, the type as code, if it has a name of the crate in it.
    pub(super) response_types: Vec<Vec<Option<String>>>,
    /// A program that calls the first action.
    pub(super) call: Option<String>,
    /// A program that decodes the payload of the first trigger.
    pub(super) trigger: Option<String>,
}
