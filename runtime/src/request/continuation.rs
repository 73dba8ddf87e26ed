//! The operation that returns the pages after the first one, as data.

use crate::request::operation::Operation;

/// An operation that returns the page after another one.
#[doc(hidden)]
#[derive(Debug)]
pub struct Continuation {
    /// The operation.
    pub operation: Operation,
    /// Its parameter that takes the link.
    pub link: LinkParameter,
    /// Its other query parameters. They have the values of the first call.
    pub query: &'static [&'static str],
    /// Its other headers. They have the values of the first call.
    pub headers: &'static [&'static str],
}

/// The parameter that takes a link: its location and its key.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum LinkParameter {
    /// A placeholder of the path.
    Path(&'static str),
    /// A placeholder of the path, percent-encoded twice.
    PathDouble(&'static str),
    /// A query parameter.
    Query(&'static str),
    /// A header.
    Header(&'static str),
}
