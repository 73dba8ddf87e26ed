//! Operations, their pages, their parameters and their bodies.

use super::{
    Content, DocumentedResponse, DocumentedType, Exposure, Literal, LongRunning, Notification, Remark, SuccessResponse,
    Trigger, Type, Visibility,
};
use crate::span::Span;

/// The role of an operation; it decides where the crate has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A method of the client.
    Action,
    /// A helper that the designer calls (`x-ms-visibility: internal`): a method of `client.internal()`.
    Internal,
    /// A variant of `TriggerPayload`; its request is a method of `client.triggers()`.
    Trigger,
}

/// An action, an internal operation or a trigger.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    /// `operationId` as written.
    pub id: String,
    /// `summary`: its title.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// Its role.
    pub role: Role,
    /// Upper case, e.g. `POST`.
    pub method: String,
    /// As written, with its placeholders, without `basePath`, e.g. `/v1/groups/{groupId}/messages`.
    pub path: String,
    /// Path, query, header and form parameters in the definition's order.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// How many of `parameters` precede the body in the definition.
    pub body_position: usize,
    /// How form parameters are sent; `None` without form parameters.
    pub form: Option<Form>,
    /// What a successful call returns.
    pub success: SuccessResponse,
    /// The media type of JSON responses if it is not `application/json`.
    pub json_media_type: Option<String>,
    /// Present if the response is one page of several.
    pub paging: Option<Paging>,
    /// Present if the operation may continue after its response.
    pub long_running: Option<LongRunning>,
    /// All declared responses, for the docs.
    pub documented_responses: Vec<DocumentedResponse>,
    /// Present if callers should use another operation.
    pub deprecated: Option<Deprecation>,
    /// `x-ms-visibility`.
    pub visibility: Visibility,
    /// Present exactly for [`Role::Trigger`].
    pub trigger: Option<Trigger>,
    /// What the service posts to the caller's callback URL; never that of a trigger.
    pub notification: Option<Notification>,
    /// Facts that only the docs state.
    pub remarks: Vec<Remark>,
    /// Its place in the file.
    pub span: Span,
}

impl Operation {
    /// Whether a documented response of the operation is a success: a 2xx, or `default` without any 2xx.
    pub(crate) fn is_success(&self, response: &DocumentedResponse) -> bool {
        let is_2xx = |response: &DocumentedResponse| response.is_of_class('2');
        is_2xx(response) || response.status.trim() == "default" && !self.documented_responses.iter().any(is_2xx)
    }
}

/// A response in pages.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Paging {
    /// Keys from the response to the link to the next page.
    pub link: Vec<String>,
    /// Keys from the response to the list of items; `None` if it has no list, or several.
    pub items: Option<Vec<String>>,
    /// The operation that returns further pages; `None` if the link is a URL.
    pub continuation: Option<Continuation>,
}

/// The operation that returns further pages (`operationName` of `x-ms-pageable`).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Continuation {
    /// Its `operationId`.
    pub operation: String,
    /// Upper case, e.g. `GET`.
    pub method: String,
    /// Its path, with placeholders.
    pub path: String,
    /// The location and the key of the parameter that takes the link.
    pub link: (ParameterLocation, String),
    /// Keys of its other query parameters; the first call has their values.
    pub query: Vec<String>,
    /// Names of its other headers; the first call has their values.
    pub headers: Vec<String>,
}

/// Deprecation of an operation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deprecation {
    /// `operationId` of the replacement.
    pub replacement: Option<String>,
}

/// How form parameters are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `multipart/form-data`.
    Multipart,
    /// `application/x-www-form-urlencoded`.
    UrlEncoded,
}

/// A path, query, header or form parameter.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    /// Wire name, byte for byte.
    pub key: String,
    /// Where a request carries it.
    pub location: ParameterLocation,
    /// `x-ms-summary`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// As stated.
    pub required: bool,
    /// `readOnly` of a form's property.
    pub read_only: bool,
    /// `x-ms-visibility`.
    pub visibility: Visibility,
    /// The type of its value.
    pub ty: Type,
    /// The default that the definition states.
    pub default: Option<Literal>,
    /// Whether `default` is sent if the caller sets nothing.
    pub send_default: bool,
    /// How a list or an object is written.
    pub style: Style,
    /// Whether and how a caller can set it.
    pub exposure: Exposure,
    /// The type as the definition writes it.
    pub documented_type: DocumentedType,
    /// Facts that only the docs state.
    pub remarks: Vec<Remark>,
    /// Its place in the file.
    pub span: Span,
}

/// How the value of a parameter is written if it is a list or an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// The items of a list, separated by this character: `,` unless `collectionFormat` states another.
    Joined(char),
    /// The key and the item, once per item: `collectionFormat: multi`, and lists of files.
    Repeated,
    /// JSON text: an object or a list among the fields of a form.
    Json,
}

/// Where a request carries a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ParameterLocation {
    /// In the path, percent-encoded once, or twice with `x-ms-url-encoding: double`.
    Path {
        /// Encoded twice.
        double: bool,
    },
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a form field, as a file if its type is [`Type::File`].
    Form,
}

impl ParameterLocation {
    /// The word for it in `names.lock`, docs and generated calls.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Path { .. } => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Form => "form",
        }
    }
}

/// A request body.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    /// Name of the body parameter.
    pub key: String,
    /// `x-ms-summary` or `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// As stated.
    pub required: bool,
    /// Whether and how a caller can set it.
    pub exposure: Exposure,
    /// Its content.
    pub content: Content,
    /// `Content-Type` to send.
    pub content_type: String,
    /// Whether the media type that an upload states goes before `content_type`. Only for bytes.
    pub upload_states_type: bool,
    /// Sent if the caller sets no body; includes the internal defaults.
    pub default: Option<Literal>,
    /// The type as the definition writes it.
    pub documented_type: DocumentedType,
    /// Facts that only the docs state.
    pub remarks: Vec<Remark>,
    /// Place of the body parameter in the file.
    pub span: Span,
}
