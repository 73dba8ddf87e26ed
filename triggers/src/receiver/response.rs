//! Why a request is refused, and what is answered.

use crate::receiver::{auth::Refusal, handshake::HandshakeAnswer};
use bytes::Bytes;
use http::{
    HeaderValue, Response, StatusCode,
    header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS},
};
use http_body_util::Full;
use std::time::Duration;

/// The body of an answer: a short text.
pub type ResponseBody = Full<Bytes>;

/// Why a request is not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rejection {
    NoRoute,
    HeadersTooLarge,
    Method,
    Auth(Refusal),
    UnknownTrigger,
    NoTriggerHeader,
    ContentType,
    Encoded,
    TooLarge,
    Slow,
    CutOff,
    NotJson,
    TooDeep,
    Busy,
    NoMemory,
    InboxFull,
    InboxFailed,
    InboxSlow,
}

impl Rejection {
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::NoRoute | Self::UnknownTrigger => StatusCode::NOT_FOUND,
            Self::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Auth(refusal) => refusal.status(),
            Self::NoTriggerHeader | Self::CutOff | Self::NotJson | Self::TooDeep => StatusCode::BAD_REQUEST,
            Self::ContentType | Self::Encoded => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::Busy | Self::NoMemory | Self::InboxFull | Self::InboxFailed | Self::InboxSlow => {
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
    }

    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::NoRoute => "no route has this path",
            Self::HeadersTooLarge => "the headers are too long",
            Self::Method => "the route does not accept this method",
            Self::Auth(refusal) => refusal.text(),
            Self::UnknownTrigger => "the route does not have this trigger",
            Self::NoTriggerHeader => "no header names the trigger",
            Self::ContentType => "the route accepts JSON in UTF-8",
            Self::Encoded => "the body is compressed",
            Self::TooLarge => "the body is too long",
            Self::Slow => "the body arrived too slowly",
            Self::CutOff => "the body is cut off",
            Self::NotJson => "the body is not JSON in UTF-8",
            Self::TooDeep => "the body is nested too deeply",
            Self::Busy => "too many requests are being received",
            Self::NoMemory => "too many bytes are being received",
            Self::InboxFull => "the inbox is full",
            Self::InboxFailed => "the inbox cannot store the event now",
            Self::InboxSlow => "the inbox did not store the event in time",
        }
    }

    /// Whether the same request may be accepted later.
    pub(crate) fn is_temporary(self) -> bool {
        self.status() == StatusCode::SERVICE_UNAVAILABLE
    }
}

/// What the answers of a route contain besides status and text.
pub(crate) struct Facts<'a> {
    pub(crate) methods: &'a [http::Method],
    pub(crate) challenge: Option<&'a str>,
    pub(crate) retry_after: Duration,
}

pub(crate) fn rejected(rejection: Rejection, facts: &Facts<'_>) -> Response<ResponseBody> {
    let mut response = text(rejection.status(), rejection.text());
    let headers = response.headers_mut();
    let mut set = |name, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    };
    if rejection.is_temporary() {
        set(RETRY_AFTER, facts.retry_after.as_secs().max(1).to_string());
    }
    if rejection == Rejection::Method {
        let methods: Vec<&str> = facts.methods.iter().map(http::Method::as_str).collect();
        set(ALLOW, methods.join(", "));
    }
    if let (StatusCode::UNAUTHORIZED, Some(challenge)) = (rejection.status(), facts.challenge) {
        set(WWW_AUTHENTICATE, challenge.to_owned());
    }
    response
}

/// The event is stored.
pub(crate) fn accepted(status: StatusCode) -> Response<ResponseBody> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}

pub(crate) fn answered(answer: HandshakeAnswer) -> Response<ResponseBody> {
    let mut response = Response::new(Full::new(answer.body));
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    response
}

pub(crate) fn text(status: StatusCode, text: &'static str) -> Response<ResponseBody> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
