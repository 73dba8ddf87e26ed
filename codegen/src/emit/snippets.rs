//! Rust code for the crate's Markdown: `rust` writes it, `docs` prints it.

/// Rust code about a crate.
pub(super) struct Snippets {
    /// For each operation, a statement that calls it on `client`.
    pub(super) calls: Vec<String>,
    /// For each operation and each of its documented responses, the type as code, if it has a name of the crate in it.
    pub(super) response_types: Vec<Vec<Option<String>>>,
    /// For each operation, its method, e.g. `client.create_group`.
    pub(super) methods: Vec<String>,
    /// `src/main.rs` of a program that calls a typical action through a connection.
    pub(super) call: Option<String>,
    /// A function that creates a direct client.
    pub(super) direct: Option<String>,
    /// A function that decodes the payload of a typical trigger.
    pub(super) trigger: Option<String>,
}
