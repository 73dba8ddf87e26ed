//! How the registration of a webhook trigger is made and removed.

use super::ids::OperationId;

/// The registration of a webhook trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Registration {
    /// Where the request takes the callback URL; `None` if the definition does not say, or only inside a list.
    pub callback: Option<CallbackPlace>,
    /// Whether a successful response declares the header `Location`.
    pub declares_location: bool,
    /// The operation that removes the registration; `None` if no rule finds one.
    pub removal: Option<Removal>,
    /// How sure it is that a registration can be removed.
    pub certainty: Certainty,
}

/// Where a request takes the callback URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CallbackPlace {
    /// A parameter: its index.
    Parameter(usize),
    /// A property of the JSON body: the keys that lead to it.
    Body(Vec<String>),
}

/// The operation that removes registrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Removal {
    /// The operation.
    pub operation: OperationId,
    /// The rule that found it.
    pub found: Found,
}

/// The rules that find the operation that removes a registration. The first one that applies counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Found {
    /// A `DELETE` of placeholders below the registration's path.
    Below,
    /// A `DELETE` of the same path.
    SamePath,
    /// The only `DELETE` of a placeholder below the beginning of the registration's path.
    Beginning,
    /// The only internal `DELETE` whose id or path has a word for webhooks.
    ByWord,
}

/// How sure it is that a registration can be removed, as far as the definition says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Certainty {
    /// The response declares `Location`.
    Location,
    /// The registration has every value that the removal needs.
    Sent,
    /// One value is missing, and the response declares an id.
    DeclaredId,
    /// One value is missing, and the response declares no content. It may have an id, or `Location`.
    NoAnswer,
    /// One value is missing, and the response declares content without an id.
    OtherAnswer,
    /// Several values are missing.
    Several,
    /// No operation is found. Only a `Location` in the response helps, which the definition does not declare.
    NoOperation,
}

impl Certainty {
    /// Whether the definition alone shows that a registration can be removed.
    pub(crate) fn is_certain(self) -> bool {
        matches!(self, Self::Location | Self::Sent | Self::DeclaredId)
    }
}
