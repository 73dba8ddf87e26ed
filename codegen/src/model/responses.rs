//! Responses, the end of long-running operations, and the payloads that triggers and actions deliver later.

use super::{DocumentedType, Registration, Type};

/// How the end of an operation is found that may continue after its response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LongRunning {
    /// Whether the body of the response may have a status: `x-ms-long-running-operation`.
    pub has_status: bool,
    /// Where the result is: `final-state-via` of `x-ms-long-running-operation-options`.
    pub final_state: FinalState,
}

/// Where the result of a long-running operation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum FinalState {
    /// The definition does not say.
    #[default]
    Unstated,
    /// In the response that reports the end: `azure-async-operation`, `operation-location`.
    Status,
    /// At the `Location` of the first response: `location`.
    Location,
    /// At the URL of the request: `original-uri`.
    Original,
}

/// A declared response, for the docs.
#[derive(Clone, Debug)]
pub(crate) struct DocumentedResponse {
    /// `200`, `default`, ….
    pub status: String,
    /// `description` of the response.
    pub description: Option<String>,
    /// The type as the definition writes it; `None` without a schema, unstated for an object without properties.
    pub documented_type: Option<DocumentedType>,
    /// The type of a failure's body, or of one of several different successes; `None` without a schema.
    pub ty: Option<Type>,
}

impl DocumentedResponse {
    /// Whether the status belongs to a class, e.g. `2` for successes.
    pub(crate) fn is_of_class(&self, class: char) -> bool {
        let status = self.status.trim();
        status.len() == 3 && status.starts_with(class)
    }
}

/// The facts of a trigger.
#[derive(Clone, Debug)]
pub(crate) struct Trigger {
    /// How its items reach the caller.
    pub kind: TriggerKind,
    /// The type of one item or notification.
    pub payload: Type,
    /// The type as the definition writes it; unstated for an object without properties.
    pub documented_type: DocumentedType,
    /// `x-ms-trigger-hint`.
    pub hint: Option<String>,
    /// Where the registration has the callback URL: a parameter's key, or keys in the body with `/` between them.
    pub notification_url: Option<String>,
    /// How a webhook is registered and removed; present exactly for [`TriggerKind::Webhook`].
    pub registration: Option<Registration>,
    /// Keys from the response to the list of items; empty if the response is the list. `None` if the response is one item, and
    /// for a webhook.
    pub items: Option<Vec<String>>,
    /// The id of the trigger that callers see in its place: an internal trigger may be the same as a visible one, at a path of
    /// another style.
    pub twin_of: Option<String>,
}

/// What a service posts to the callback URL of an action.
#[derive(Clone, Debug)]
pub(crate) struct Notification {
    /// The type of the payload.
    pub payload: Type,
    /// The type as the definition writes it; unstated for an object without properties.
    pub documented_type: DocumentedType,
}

/// How a trigger's items reach the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum TriggerKind {
    /// The service posts to a callback URL.
    Webhook,
    /// The caller polls.
    Polling {
        /// A response has several items.
        batch: bool,
    },
}
