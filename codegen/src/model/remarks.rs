//! Facts of the definition that only the docs state.

use super::{Certainty, Literal};

/// A fact about an operation, a parameter, a body or a property that only the docs state.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Remark {
    /// `x-ms-api-annotation.status` of the operation.
    Status(String),
    /// `x-ms-api-annotation.revision` of the operation.
    Revision {
        /// As written.
        revision: String,
        /// The family of operations that the revision counts in.
        family: Option<String>,
    },
    /// The definition holds a newer revision: its `operationId`.
    NewerRevision(String),
    /// `x-ms-long-running-operation`.
    LongRunning,
    /// `nextLinkName` of `x-ms-pageable`.
    NextLink {
        /// Its key.
        key: String,
        /// Whether the request has `pages`, which follows it.
        is_followed: bool,
    },
    /// azure_core cannot send requests of this HTTP method.
    MethodNotSent(String),
    /// Azure's side of a connection carries out a part of the operation.
    ThroughConnection,
    /// Title or description of a body that is sent as a form.
    FormText(String),
    /// Description of the payload that a service posts to a callback URL.
    NotificationText(String),
    /// A remark on the schema of that payload.
    Notification(Box<Remark>),
    /// Names of the headers that a response declares.
    ResponseHeaders {
        /// `200`, `default`, ….
        status: String,
        /// The names, in the definition's order.
        names: Vec<String>,
    },
    /// A remark on the schema of a response.
    Response {
        /// `200`, `default`, ….
        status: String,
        /// The remark.
        remark: Box<Remark>,
    },
    /// The value takes a callback URL: `x-ms-notification-url`.
    CallbackUrl,
    /// How the registration of a webhook is removed.
    Removal {
        /// The operation that removes it, if one is found.
        operation: Option<String>,
        /// How sure it is.
        certainty: Certainty,
    },
    /// The property that names the variant: `discriminator`.
    Discriminator(String),
    /// The values that an `enum` lists if no enumeration is made of them.
    ListedValues(Vec<Literal>),
    /// The operation that supplies the schema.
    DynamicSchema(String),
    /// The operation that supplies the list of values.
    DynamicValues(String),
    /// The operations that open and browse the tree of values.
    DynamicTree(Vec<String>),
    /// `x-ms-description-for-model`, if it differs from the description.
    ForModels(String),
    /// The permissions that a user must consent to.
    DelegatedPermissions(Vec<String>),
    /// `x-inferred`: why a fact that the service does not document is in the definition.
    Inferred(String),
}
