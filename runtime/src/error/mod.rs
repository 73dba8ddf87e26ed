//! The error type of every connector crate. In: failures of the other modules. Out: accessors, and texts without
//! values of calls and credentials: `redaction` removes them.

pub(crate) mod cause;
pub(crate) mod redaction;
mod service;

use self::cause::{Cause, is_timeout};
use crate::{
    http::{charset, headers::Headers, retry_after::retry_after, values::Values},
    json::{self, Decode, JsonError},
    limits::{MAX_TEXT, line},
};
use bytes::Bytes;
use std::{borrow::Cow, fmt, time::Duration};

/// How much of a body an error keeps, in bytes.
pub(crate) const MAX_BODY: usize = 1 << 20;

/// The result of a call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Category of the failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request could not be built from the caller's values. Nothing was sent.
    Request,
    /// There is no token for the request. Nothing was sent.
    Credential,
    /// The request could not be sent, or no complete response arrived.
    Transport,
    /// The service responded with a status other than success.
    Status,
    /// The response or notification does not fit the definition.
    Decode,
    /// The service reports success, but sends no body, or an empty one in place of the value that the definition promises.
    /// [`Optional::optional`](crate::Optional::optional) turns it into a value.
    Empty,
    /// A link in a response leads to a place that the client does not follow.
    Link,
    /// A long-running operation did not end within the limits.
    Pending,
    /// The service accepted the request, but names nothing from which the client can see its end. The operation may still
    /// run, and may still fail. The error has the status, the headers and the body of the response.
    Accepted,
    /// The service reports that a long-running operation failed or was cancelled.
    Failed,
    /// This build or this crate does not support the call.
    Unsupported,
}

/// Why a call, or the decoding of a notification, failed.
///
/// ```
/// use connector_runtime::Error;
/// fn report(error: &Error) {
///     match error.status() {
///         Some(404) => println!("not there"),
///         Some(status) => println!("{status}, code {:?}, request {:?}", error.code(), error.request_id()),
///         None => println!("{error}"),
///     }
/// }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    operation: Option<String>,
    problem: Cow<'static, str>,
    status: Option<u16>,
    headers: Headers,
    body: Bytes,
    code: Option<Said>,
    message: Option<Said>,
    misfit: Option<Box<Misfit>>,
    is_retryable: bool,
    is_timeout: bool,
    source: Option<Box<Cause>>,
}

/// What the service says.
struct Said {
    /// Without values of credentials.
    text: String,
    /// Without any value of the call, as errors print it.
    shown: String,
}

impl Said {
    fn new(text: &str, values: &Values) -> Self {
        Self { text: redaction::without_credentials(text, values), shown: redaction::shown(text, values) }
    }

    fn without(&self, values: &Values) -> Self {
        Self { text: redaction::without_credentials(&self.text, values), shown: redaction::shown(&self.shown, values) }
    }
}

/// The field of a body that does not fit the definition.
struct Misfit {
    field: Option<String>,
    digits: Option<String>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, problem: impl Into<Cow<'static, str>>) -> Self {
        let problem = match problem.into() {
            Cow::Owned(problem) => Cow::Owned(line(&problem, MAX_TEXT)),
            fixed => fixed,
        };
        Self(Box::new(Inner {
            kind,
            operation: None,
            problem,
            status: None,
            headers: Headers::default(),
            body: Bytes::new(),
            code: None,
            message: None,
            misfit: None,
            is_retryable: false,
            is_timeout: false,
            source: None,
        }))
    }

    /// A link in a response is not followed.
    pub(crate) fn link_refused(reason: impl AsRef<str>) -> Self {
        Self::new(ErrorKind::Link, format!("the response's link is not followed: {}", reason.as_ref()))
    }

    /// The response has a status other than success. `values` are those of its request.
    pub(crate) fn from_response(
        status: u16,
        headers: Headers,
        body: Bytes,
        is_retryable: bool,
        values: &Values,
    ) -> Self {
        let mut error = Self::new(ErrorKind::Status, "the service responded with");
        error.0.is_retryable = is_retryable;
        error.0.is_timeout = matches!(status, 408 | 504);
        error.0.status = Some(status);
        let (code, message) = service::code_and_message(&headers, &body);
        error.0.code = code.map(|code| Said::new(&code, values));
        error.0.message = message.map(|message| Said::new(&message, values));
        error.0.headers = headers;
        error.with_body(body)
    }

    /// A long-running operation did not succeed. The response that reports it has a status of success.
    pub(crate) fn operation_failed(status: u16, headers: Headers, body: Bytes, values: &Values) -> Self {
        let mut error = Self::from_response(status, headers, body, false, values);
        error.0.kind = ErrorKind::Failed;
        error.0.problem = "the service reports that the operation did not succeed".into();
        error
    }

    /// Nothing tells the end of the operation that a response accepts.
    pub(crate) fn accepted(status: u16, headers: Headers, body: Bytes) -> Self {
        Self::new(ErrorKind::Accepted, "the service accepted the operation, but names no link to its end")
            .with_status(status, headers)
            .with_body(body)
    }

    /// The body of a response ended too early. `values` are those of its request, as far as they are known.
    pub(crate) fn cut_off(error: &azure_core::Error, values: &Values) -> Self {
        Self::new(ErrorKind::Transport, "the response was cut off")
            .with_transience(false, is_timeout(error))
            .with_cause(Cause::new(error, values))
    }

    /// The body does not fit the definition.
    pub(crate) fn from_json(error: JsonError, body: Bytes) -> Self {
        let kind = if error.is_empty() { ErrorKind::Empty } else { ErrorKind::Decode };
        let mut made = Self::new(kind, error.to_string());
        made.0.misfit = Some(Box::new(Misfit {
            field: error.field(),
            digits: error.digits().map(|digits| line(digits, MAX_TEXT)),
        }));
        made.with_body(body)
    }

    pub(crate) fn of_operation(mut self, operation: &str) -> Self {
        self.0.operation = Some(operation.to_owned());
        self
    }

    pub(crate) fn with_status(mut self, status: u16, headers: Headers) -> Self {
        self.0.status = Some(status);
        self.0.headers = headers;
        self
    }

    /// Sets the cause: an error of a library, before anything was sent.
    pub(crate) fn with_source(self, source: impl std::error::Error + 'static) -> Self {
        self.with_cause(Cause::new(&source, &Values::default()))
    }

    pub(crate) fn with_cause(mut self, cause: Cause) -> Self {
        self.0.source = Some(Box::new(cause));
        self
    }

    /// Removes values that were not known where the error was made.
    pub(crate) fn without(mut self, values: &Values) -> Self {
        if values.is_empty() {
            return self;
        }
        // Of the errors that this crate words, only those of links quote a response.
        if self.0.kind == ErrorKind::Link {
            self.0.problem = redaction::without_values(&self.0.problem, values).into();
        }
        self.0.code = self.0.code.take().map(|code| code.without(values));
        self.0.message = self.0.message.take().map(|message| message.without(values));
        self.0.source = self.0.source.take().map(|cause| Box::new(cause.without(values)));
        self
    }

    pub(crate) fn with_transience(mut self, is_retryable: bool, is_timeout: bool) -> Self {
        self.0.is_retryable = is_retryable;
        self.0.is_timeout = is_timeout;
        self
    }

    fn with_body(mut self, body: Bytes) -> Self {
        // Copied: a slice would keep a long body in memory.
        self.0.body = if body.len() > MAX_BODY { Bytes::copy_from_slice(&body[..MAX_BODY]) } else { body };
        self
    }

    /// Category of the failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation's id, or the trigger's name.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// The status of the response, if there is one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The service's error code, from its error body or from `x-ms-error-code`. It contains no value of a credential.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_ref().map(|code| code.text.as_str())
    }

    /// The service's error message, from its error body: up to 500 characters. It contains no value of a credential, but it
    /// may quote the call's parameters, which the text of the error leaves out.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_ref().map(|message| message.text.as_str())
    }

    /// The service's request id, to quote to its support.
    pub fn request_id(&self) -> Option<&str> {
        const NAMES: [&str; 5] =
            ["x-ms-request-id", "x-request-id", "request-id", "x-ms-correlation-request-id", "x-correlation-id"];
        NAMES.iter().find_map(|name| self.0.headers.get(name))
    }

    /// How long the service asks to wait before the next attempt, counted from now.
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(&self.0.headers)
    }

    /// The `Location` header: the target of a redirect.
    pub fn location(&self) -> Option<&str> {
        self.0.headers.get("location")
    }

    /// The body of the response or notification, up to one mebibyte.
    pub fn raw_body(&self) -> &[u8] {
        &self.0.body
    }

    /// The body, decoded as a model or as `serde_json::Value`.
    ///
    /// # Errors
    /// The body is not JSON, or does not fit the type.
    pub fn body_as<T: Decode>(&self) -> Result<T> {
        self.decoded(json::decode)
    }

    /// The body, decoded without the fields that do not fit: they are absent. So one value that breaks the definition does
    /// not cost the others.
    ///
    /// ```
    /// # use connector_runtime::{Decode, Error, Result, ErrorKind};
    /// fn tolerant<T: Decode>(outcome: Result<T>) -> Result<T> {
    ///     match outcome {
    ///         Err(error) if error.kind() == ErrorKind::Decode => {
    ///             eprintln!("left out: {:?} {:?}", error.field(), error.digits());
    ///             error.body_without_misfits()
    ///         }
    ///         outcome => outcome,
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    /// The body is not JSON, is longer than what an error keeps of it, or the whole value does not fit.
    pub fn body_without_misfits<T: Decode>(&self) -> Result<T> {
        self.decoded(json::decode_without_misfits)
    }

    /// The path of the field that does not fit the definition, such as `value[3].id`: the first one, if there are several.
    pub fn field(&self) -> Option<&str> {
        self.0.misfit.as_ref()?.field.as_deref()
    }

    /// The number in [`field`](Self::field) as the service sent it, if it does not fit the type of the field. The text of
    /// the error does not contain it.
    pub fn digits(&self) -> Option<&str> {
        self.0.misfit.as_ref()?.digits.as_deref()
    }

    /// The text of the body; empty if it is none.
    #[cfg(feature = "oauth2")]
    pub(crate) fn body_text(&self) -> Cow<'_, str> {
        charset::text(self.0.headers.get("content-type"), &self.0.body).unwrap_or_default()
    }

    fn decoded<T>(&self, decode: impl Fn(&str) -> Result<T, JsonError>) -> Result<T> {
        let text = charset::text(self.0.headers.get("content-type"), &self.0.body);
        let decoded = text.and_then(|text| decode(&text));
        decoded.map_err(|json_error| {
            let mut error = Self::from_json(json_error, self.0.body.clone());
            error.0.operation.clone_from(&self.0.operation);
            error
        })
    }

    /// Whether the same call may succeed later and is safe to repeat.
    pub fn is_retryable(&self) -> bool {
        self.0.is_retryable
    }

    /// Whether the failure is a timeout: no response in time, or a status that reports one (408, 504).
    pub fn is_timeout(&self) -> bool {
        self.0.is_timeout
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = &self.0.operation {
            write!(f, "{operation}: ")?;
        }
        f.write_str(&self.0.problem)?;
        match (self.0.kind, self.0.status) {
            (ErrorKind::Status, Some(status)) => write!(f, " {status}")?,
            (_, Some(status)) => write!(f, " (status {status})")?,
            (_, None) => {}
        }
        let shown = |said: &Option<Said>| said.as_ref().map(|said| said.shown.clone());
        match (shown(&self.0.code), shown(&self.0.message)) {
            (Some(code), Some(message)) => write!(f, " ({code}: {message})"),
            (Some(text), None) | (None, Some(text)) => write!(f, " ({text})"),
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("operation", &self.0.operation)
            .field("problem", &self.0.problem)
            .field("status", &self.0.status)
            .field("code", &self.0.code.as_ref().map(|code| &code.shown))
            .field("source", &self.0.source)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| &**source as _)
    }
}
