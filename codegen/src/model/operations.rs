//! Operations and what they are asked for: parameters and bodies.

use super::{
    DocumentedResponse, DocumentedType, Literal, Notification, Paging, Remark, SuccessResponse, Trigger, Type,
};
use crate::span::Span;

/// What an operation is for; it decides where in the crate it is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A method of the client.
    Action,
    /// A helper that the designer calls (`x-ms-visibility: internal`): a method of `client.internal()`.
    Internal,
    /// A variant of `TriggerPayload`; its registration request is a method of `client.internal()`.
    Trigger,
}

/// `x-ms-visibility`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Visibility {
    /// Not said.
    #[default]
    None,
    /// Shown first.
    Important,
    /// Shown on request.
    Advanced,
    /// Not shown.
    Internal,
}

/// An action, an internal operation or a trigger.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId` as written.
    pub id: String,
    /// `summary`: its title.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// Where in the crate it is found.
    pub role: Role,
    /// Upper case, e.g. `POST`.
    pub method: String,
    /// As written, with its placeholders, without `basePath`, e.g. `/v1/groups/{groupId}/messages`.
    pub path: String,
    /// Path, query, header and form parameters in the definition's order.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// How many of `parameters` stand before the body in the definition.
    pub body_position: usize,
    /// How form parameters travel; `None` where there are none.
    pub form: Option<Form>,
    /// What a successful call returns.
    pub success: SuccessResponse,
    /// Present where the answer is one page of several.
    pub paging: Option<Paging>,
    /// Whether an answer 202 may name a place to poll for the end.
    pub is_long_running: bool,
    /// What the definition says of its answers, every status, for the docs.
    pub documented_responses: Vec<DocumentedResponse>,
    /// Present where callers should use something else.
    pub deprecated: Option<Deprecation>,
    /// `x-ms-visibility`.
    pub visibility: Visibility,
    /// Present exactly for [`Role::Trigger`].
    pub trigger: Option<Trigger>,
    /// What the service posts to the callback URL that the caller gives: never that of a trigger.
    pub notification: Option<Notification>,
    /// Facts that only the docs state.
    pub remarks: Vec<Remark>,
    /// The operation.
    pub span: Span,
}

/// Why a caller should use something else.
#[derive(Clone, Debug, Default)]
pub struct Deprecation {
    /// `operationId` of the replacement.
    pub replacement: Option<String>,
}

/// How form parameters travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `multipart/form-data`.
    Multipart,
    /// `application/x-www-form-urlencoded`.
    UrlEncoded,
}

/// Whether and how a value is asked of the caller. Decided once, in `lower`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exposure {
    /// An argument of the method or of `new`: required, and the caller must think it up.
    Positional,
    /// A setter; [`Parameter::default`] is sent where it is `required` and not set.
    Setter,
    /// A setter marked as internal.
    InternalSetter,
    /// Never shown; its default is sent.
    Never,
}

/// A path, query, header or form parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Wire name, byte for byte.
    pub key: String,
    /// Where it travels.
    pub location: ParameterLocation,
    /// `x-ms-summary`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// As stated.
    pub required: bool,
    /// `x-ms-visibility`.
    pub visibility: Visibility,
    /// What its value is.
    pub ty: Type,
    /// The default that the definition states.
    pub default: Option<Literal>,
    /// Whether `default` goes on the wire when the caller sets nothing.
    pub send_default: bool,
    /// How a value that is no single text is written.
    pub style: Style,
    /// Whether and how the caller is asked for it.
    pub exposure: Exposure,
    /// The type as the definition writes it.
    pub documented_type: DocumentedType,
    /// Facts that only the docs state.
    pub remarks: Vec<Remark>,
    /// The parameter.
    pub span: Span,
}

/// How a parameter is written whose value is no single text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The items of a list with this character between them: `,` unless `collectionFormat` says otherwise.
    Joined(char),
    /// The key and one item, again for each item: `collectionFormat: multi`, and lists of files.
    Repeated,
    /// JSON text: an object or a list among the fields of a form.
    Json,
}

/// Where a request carries a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParameterLocation {
    /// In the path, percent-encoded once, or twice with `x-ms-url-encoding: double`.
    Path {
        /// Encoded twice.
        double: bool,
    },
    /// In the query.
    Query,
    /// As a header.
    Header,
    /// A form field; a file where its type is [`Type::File`].
    Form,
}

impl ParameterLocation {
    /// The word for it in `names.lock`, docs and generated calls.
    pub fn word(self) -> &'static str {
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
pub struct Body {
    /// Name of the body parameter.
    pub key: String,
    /// `x-ms-summary` or `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// As stated.
    pub required: bool,
    /// Whether and how the caller is asked for it.
    pub exposure: Exposure,
    /// What it holds.
    pub content: Content,
    /// `Content-Type` to send.
    pub content_type: String,
    /// Sent when the caller sets no body; it holds the internal defaults.
    pub default: Option<Literal>,
    /// The type as the definition writes it.
    pub documented_type: DocumentedType,
    /// Facts that only the docs state.
    pub remarks: Vec<Remark>,
    /// The body parameter.
    pub span: Span,
}

/// What a body or an answer holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// JSON of this type.
    Json(Type),
    /// Text as it is.
    Text,
    /// Bytes as they are.
    Bytes,
}
