//! The policies of a definition, as data that a generated crate contains.

use super::expression::{Expression, Location, Step, Template};

/// A policy of a definition.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// The ids of its operations; empty for all operations.
    pub operations: &'static [&'static str],
    /// Whether it changes responses instead of requests.
    pub of_response: bool,
    /// Its effect.
    pub rule: Rule,
}

impl Policy {
    /// Whether it applies to an operation.
    pub(crate) fn is_for(&self, operation: &str) -> bool {
        self.operations.is_empty() || self.operations.contains(&operation)
    }
}

/// The effect of a policy.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// Changes the host: `dynamichosturl`.
    HostUrl(Template),
    /// Sets a header: `setheader`.
    Header(&'static str, Template, Exists),
    /// Sets a query parameter: `setqueryparameter`.
    Query(&'static str, Template, Exists),
    /// Changes the path, and the method if one is given: `routerequesttoendpoint`.
    Route(Template, Option<&'static str>),
    /// Sets a value from the response to another request: `setvaluefromurl`.
    FromUrl {
        /// The header or query parameter to set.
        target: Expression,
        /// The path of the other request.
        path: Template,
        /// The location of the value in its response.
        value: Location,
        /// Its method.
        method: &'static str,
    },
    /// Changes JSON.
    Reshape(Reshape),
    /// States where to poll next: `pollingtrigger`.
    Polling {
        /// Query parameters that carry the state.
        state: &'static [(&'static str, Template)],
        /// The location of new items in the response.
        items: Location,
    },
}

/// A change of JSON. It applies to each element if `parent` is a list.
#[derive(Clone, Copy, Debug)]
pub struct Reshape {
    /// The object, or the list of objects, to change.
    pub parent: Location,
    /// The path from there to the value; empty for the object itself.
    pub source: &'static [Step],
    /// The change.
    pub change: Change,
    /// The location of the result.
    pub target: Location,
}

/// A change of a value.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// Replaces it: `setproperty`.
    Set(Template),
    /// Replaces each `from` in its text by `to`: `stringreplace`.
    Replace {
        /// The text to find.
        from: &'static str,
        /// Its replacement.
        to: &'static str,
    },
    /// Percent-encodes its text: `encodepropertyvalue`.
    Encode,
    /// Splits its text into objects with one property: `stringtoarray`.
    Split {
        /// Each of these characters is a delimiter.
        delimiters: &'static str,
        /// The name of the property.
        property: &'static str,
    },
    /// Converts an object to a list of its properties: `convertobjecttoarray`.
    ToList {
        /// The property for the name.
        key: &'static str,
        /// The property for the value.
        value: &'static str,
    },
    /// Converts a list to an object: `convertarraytoobject`.
    ToObject {
        /// The path from an element to the name of its property.
        key: &'static [Step],
        /// Whether the element keeps the name.
        retain: bool,
    },
    /// Moves it: `moveproperties`.
    Move {
        /// Whether its properties move instead of itself.
        properties: bool,
    },
}

/// What to do if the value already exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exists {
    /// Replace it.
    Override,
    /// Add the new value beside it.
    Append,
    /// Keep it.
    Skip,
}
