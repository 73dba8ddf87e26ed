//! How a registration is removed, as data. Generated code has one constant for each operation that removes registrations.

use crate::request::operation::Operation;

/// Webhook triggers whose registrations are removed in the same way.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Their operation ids.
    pub triggers: &'static [&'static str],
    /// The operation that removes a registration, if the definition has one.
    pub removal: Option<Removal>,
}

/// An operation that removes registrations.
#[derive(Clone, Debug)]
pub struct Removal {
    /// The operation.
    pub operation: Operation,
    /// Its values.
    pub values: &'static [RemovalValue],
    /// The JSON body that is sent anyway.
    pub body: Option<&'static str>,
}

/// A value of such an operation: its place, its name on the wire, and whether it is needed.
#[derive(Clone, Copy, Debug)]
pub struct RemovalValue(pub Place, pub &'static str, pub Given);

/// Where a request carries a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A placeholder of the path.
    Path,
    /// A placeholder of the path, percent-encoded twice.
    PathDouble,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A field of a form.
    Form,
    /// A property of the JSON body.
    Member,
    /// The whole body.
    Body,
}

/// Whether a value is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// The request needs it.
    Required,
    /// It is sent if it is known.
    Optional,
    /// This text is sent unless another one is known; JSON for a property of the body.
    Default(&'static str),
}
