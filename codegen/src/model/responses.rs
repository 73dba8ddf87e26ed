//! Responses, pages of them, and the payloads that triggers and actions deliver later.

use super::{Content, Operation, Type};

/// What a successful call returns.
#[derive(Clone, Debug, PartialEq)]
pub enum SuccessResponse {
    /// No schema: `()`.
    Empty,
    /// One content, whatever the status.
    Content(Content),
    /// Several 2xx, one of them without a schema.
    Optional(Content),
    /// Several 2xx that hold different things: a named type that is [`TypeKind::Responses`](super::TypeKind::Responses).
    ByStatus(Type),
}

/// A response in pages.
#[derive(Clone, Debug, PartialEq)]
pub struct Paging {
    /// Keys from the response to the link of the next page; empty where the definition names no link.
    pub link: Vec<String>,
    /// Where a page has its items; `None` where it has no list, or several.
    pub items: Option<PageItems>,
}

/// Where a page has its items.
#[derive(Clone, Debug, PartialEq)]
pub enum PageItems {
    /// The response is the list.
    WholeResponse,
    /// The list is the property with this wire key.
    Property(String),
}

/// A declared response, for the docs.
#[derive(Clone, Debug)]
pub struct DocumentedResponse {
    /// `200`, `default`, ….
    pub status: String,
    /// `description` of the response.
    pub description: Option<String>,
    /// Name of the definition, or the reference page's word for the type; `None` without a schema, empty for a schema
    /// without properties.
    pub label: Option<String>,
    /// What the body of a failure is read as, and that of a success among different ones; `None` without a schema.
    pub ty: Option<Type>,
}

impl DocumentedResponse {
    /// Whether the status belongs to a class, e.g. `2` for successes.
    pub fn is_of_class(&self, class: char) -> bool {
        let status = self.status.trim();
        status.len() == 3 && status.starts_with(class)
    }
}

impl Operation {
    /// Whether a documented response of the operation is a success: a 2xx, or `default` without any 2xx.
    pub fn is_success(&self, response: &DocumentedResponse) -> bool {
        let is_2xx = |response: &DocumentedResponse| response.is_of_class('2');
        is_2xx(response) || response.status.trim() == "default" && !self.documented_responses.iter().any(is_2xx)
    }
}

/// What makes an operation a trigger.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// How its items reach the caller.
    pub kind: TriggerKind,
    /// What one item or notification holds.
    pub payload: Type,
    /// Definition name, or the reference page's word for the type; empty for a schema without properties.
    pub label: String,
    /// `x-ms-trigger-hint`.
    pub hint: Option<String>,
    /// Where the callback URL goes in the registration.
    pub notification_url: Option<String>,
}

/// What a service posts to the callback URL of an action that waits for an answer.
#[derive(Clone, Debug)]
pub struct Notification {
    /// What it holds.
    pub payload: Type,
    /// Definition name, or the reference page's word for the type; empty for a schema without properties.
    pub label: String,
}

/// How a trigger's items reach the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriggerKind {
    /// The service posts to a callback URL.
    Webhook,
    /// The caller asks again and again.
    Polling {
        /// An answer holds several items.
        batch: bool,
    },
}
