//! Policies: what a definition has Azure's side of a connection do to requests and answers, as data that generated crates hold,
//! and the interpreter that does the same for a direct client. One file a step: `expression` evaluates, `request` and
//! `response` apply, `reshape` changes JSON.
//!
//! It sends nothing itself and knows no connector.

mod expression;
mod host;
mod request;
mod reshape;
mod response;

pub use expression::{Expression, Location, Piece, Root, Step, Template};

#[cfg(test)]
pub(crate) use expression::tests::FixedParameters;
pub(crate) use expression::{Parameters, Scope};
pub(crate) use host::{https, url as host_url};
pub(crate) use request::{Outgoing, apply as apply_to_request, apply_routing, without_query};
pub(crate) use response::{apply as apply_to_response, apply_to_head};

/// A policy of a definition.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// Ids of the operations that it is for; empty for all of them.
    pub operations: &'static [&'static str],
    /// Whether it changes answers instead of requests.
    pub of_response: bool,
    /// What it does.
    pub rule: Rule,
}

impl Policy {
    /// Whether it is for an operation.
    pub(crate) fn is_for(&self, operation: &str) -> bool {
        self.operations.is_empty() || self.operations.contains(&operation)
    }
}

/// What a policy does.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// Sends to another host: `dynamichosturl`.
    HostUrl(Template),
    /// Sets a header: `setheader`.
    Header(&'static str, Template, Exists),
    /// Sets a query parameter: `setqueryparameter`.
    Query(&'static str, Template, Exists),
    /// Sends to another path, and by another method where one is given: `routerequesttoendpoint`.
    Route(Template, Option<&'static str>),
    /// Takes a value from the response to another request: `setvaluefromurl`.
    FromUrl {
        /// The header or query parameter that is set.
        target: Expression,
        /// Path of the other request.
        path: Template,
        /// Where its response holds the value.
        value: Location,
        /// Its method.
        method: &'static str,
    },
    /// Changes JSON.
    Reshape(Reshape),
    /// Says where to poll next: `pollingtrigger`.
    Polling {
        /// Query parameters that carry the state.
        state: &'static [(&'static str, Template)],
        /// Where the response holds what is new.
        items: Location,
    },
}

/// A change of JSON, of each element where `parent` is a list.
#[derive(Clone, Copy, Debug)]
pub struct Reshape {
    /// The object, or the list of objects, that it looks at.
    pub parent: Location,
    /// The way from there to what is changed; empty for the object itself.
    pub source: &'static [Step],
    /// How it is changed.
    pub change: Change,
    /// Where the result goes.
    pub target: Location,
}

/// How a value is changed.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// It is replaced: `setproperty`.
    Set(Template),
    /// Each `from` in its text becomes `to`: `stringreplace`.
    Replace {
        /// What is looked for.
        from: &'static str,
        /// What stands there instead.
        to: &'static str,
    },
    /// Its text is percent-encoded: `encodepropertyvalue`.
    Encode,
    /// Its text is split into objects with one property: `stringtoarray`.
    Split {
        /// Each of these characters splits.
        delimiters: &'static str,
        /// The property's name.
        property: &'static str,
    },
    /// An object becomes a list of its properties: `convertobjecttoarray`.
    ToList {
        /// Holds the property's name.
        key: &'static str,
        /// Holds the property's value.
        value: &'static str,
    },
    /// A list becomes an object: `convertarraytoobject`.
    ToObject {
        /// The way from an element to the name of its property.
        key: &'static [Step],
        /// Whether the element keeps that name.
        retain: bool,
    },
    /// It goes elsewhere: `moveproperties`.
    Move {
        /// Whether its properties go instead of itself.
        properties: bool,
    },
}

/// What becomes of a value that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exists {
    /// It is replaced.
    Override,
    /// It stays, and the new one stands beside it.
    Append,
    /// It stays, and nothing is set.
    Skip,
}
