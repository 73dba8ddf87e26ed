//! What the pages of one connector are made from.

use connector_codegen::{ConnectorDescription, ConnectorReference};

use crate::finding::Finding;

/// A connector.
pub(crate) struct Subject {
    /// Name of its folder in the site: lower case, without characters that mean something in a URL.
    pub(crate) slug: String,
    pub(crate) description: ConnectorDescription,
    pub(crate) reference: ConnectorReference,
    /// The diagnostics of its definition. Their files are named as the headers of generated files name them.
    pub(crate) findings: Vec<Finding>,
    /// The number of diagnostics beyond those.
    pub(crate) more: usize,
}

/// What the pages about all connectors say of one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) publisher: String,
    /// One line.
    pub(crate) about: String,
    pub(crate) categories: Vec<String>,
    pub(crate) color: String,
    pub(crate) actions: usize,
    pub(crate) triggers: usize,
    pub(crate) internal: usize,
    /// The ways to sign in, in words.
    pub(crate) sign_in: Vec<&'static str>,
    /// Whether a direct client exists.
    pub(crate) direct: bool,
    pub(crate) paged: bool,
    pub(crate) files: bool,
    pub(crate) operations: Vec<Found>,
    pub(crate) fields: Vec<Place>,
}

/// An operation that can be found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) title: String,
    pub(crate) id: String,
    /// The Rust method.
    pub(crate) method: String,
    /// Its page, without the ending.
    pub(crate) file: String,
    /// `a`ction, `t`rigger or `i`nternal.
    pub(crate) role: char,
}

/// A field, a parameter or a type that can be found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The wire key, or the type's name.
    pub(crate) key: String,
    pub(crate) is_type: bool,
    /// What holds it: an operation, or a type's path.
    pub(crate) holder: String,
    /// The page and the anchor, below the connector's folder.
    pub(crate) address: String,
}
