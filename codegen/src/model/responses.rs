//! Responses, pages of them, and the payloads that triggers and actions deliver later.

use super::{DocumentedType, Type};

/// A response in pages.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Paging {
    /// Keys from the response to the link to the next page; empty if the definition does not name them.
    pub link: Vec<String>,
    /// Where a page has its items; `None` if it has no list, or several.
    pub items: Option<PageItems>,
}

/// Where a page has its items.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PageItems {
    /// The response is the list.
    WholeResponse,
    /// The list is the property with this wire key.
    Property(String),
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TriggerKind {
    /// The service posts to a callback URL.
    Webhook,
    /// The caller polls.
    Polling {
        /// A response has several items.
        batch: bool,
    },
}
