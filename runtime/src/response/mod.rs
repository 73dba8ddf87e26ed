//! Successful responses. In: status, headers, body. Out: values, decoded according to the `Content-Type`.

pub(crate) mod byte_stream;

use crate::{
    error::{Error, ErrorKind, Result},
    http::{charset, common, headers::Headers},
    json::{self, Decode, JsonError, Raw, is_no_value},
};
use bytes::Bytes;
use std::{borrow::Cow, fmt};

/// A response whose status is a success, not decoded yet.
#[derive(Clone)]
pub struct RawResponse {
    operation: &'static str,
    status: u16,
    headers: Headers,
    body: Bytes,
}

impl RawResponse {
    pub(crate) fn new(operation: &'static str, status: u16, headers: Headers, body: Bytes) -> Self {
        Self { operation, status, headers, body }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The value of a header; the name's case does not matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)
    }

    /// Names and values of the headers.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter()
    }

    /// The body as received.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Headers and body, for policies to change.
    pub(crate) fn parts_mut(&mut self) -> (&mut Headers, &mut Bytes) {
        (&mut self.headers, &mut self.body)
    }

    /// The value of a JSON body.
    ///
    /// # Errors
    /// The body does not fit the type. An empty body counts as null, which only some types accept.
    pub fn json<T: Decode>(self) -> Result<T> {
        self.decoded(json::decode).map_err(|error| self.error(error))
    }

    /// Reads a JSON body with `look`.
    pub(crate) fn read<T>(self, look: impl Fn(Raw<'_>) -> Result<T, JsonError>) -> Result<T> {
        self.decoded(|text| Raw::parse(text).and_then(&look)).map_err(|error| self.error(error))
    }

    /// The value of a JSON body; `None` if there is no body or it is null.
    ///
    /// # Errors
    /// The body does not fit the type.
    #[doc(hidden)]
    pub fn optional_json<T: Decode>(self) -> Result<Option<T>> {
        let body = self.body.trim_ascii();
        if self.is_redirect() || body.is_empty() || body == b"null" { Ok(None) } else { self.json().optional() }
    }

    /// The text of the body: a quoted JSON string without its quotes, any other text as it is.
    ///
    /// # Errors
    /// The body is not text of a known charset.
    pub fn text(self) -> Result<String> {
        let text = self.content().map_err(|error| self.error(error))?;
        let quoted = !self.is_plain_text() && text.trim_start().starts_with('"');
        match Raw::parse(&text) {
            Ok(value) if quoted && value.is_string() => {
                value.text().map(Cow::into_owned).map_err(|error| self.error(error))
            }
            _ => Ok(text.into_owned()),
        }
    }

    /// The text of the body; `None` if there is no body.
    ///
    /// # Errors
    /// The body is not text of a known charset.
    #[doc(hidden)]
    pub fn optional_text(self) -> Result<Option<String>> {
        if self.is_redirect() || self.body.is_empty() { Ok(None) } else { self.text().map(Some) }
    }

    /// The body as bytes.
    ///
    /// # Errors
    /// Never; the signature matches the other decoders.
    #[doc(hidden)]
    pub fn bytes(self) -> Result<Bytes> {
        Ok(self.body)
    }

    /// The body as bytes; `None` if there is no body.
    ///
    /// # Errors
    /// Never; the signature matches the other decoders.
    #[doc(hidden)]
    pub fn optional_bytes(self) -> Result<Option<Bytes>> {
        Ok(Some(self.body.clone()).filter(|body| !self.is_redirect() && !body.is_empty()))
    }

    /// Ignores the body.
    ///
    /// # Errors
    /// Never; the signature matches the other decoders.
    #[doc(hidden)]
    pub fn empty(self) -> Result<()> {
        Ok(())
    }

    /// Decodes the response and keeps it beside the value.
    ///
    /// # Errors
    /// Those of `decode`.
    #[doc(hidden)]
    pub fn into_response<T>(self, decode: fn(Self) -> Result<T>) -> Result<Response<T>> {
        let value = decode(self.clone())?;
        Ok(Response { value, response: self })
    }

    fn decoded<T>(&self, decode: impl Fn(&str) -> Result<T, JsonError>) -> Result<T, JsonError> {
        let text = self.content()?;
        let text = &*text;
        if text.trim().is_empty() {
            // Free JSON accepts null. A service often sends no body for an object without properties.
            return decode("null").map_err(|_| JsonError::empty("the response is empty"));
        }
        match decode(text) {
            // A body whose content type is not JSON is text, which free JSON and open enumerations can hold.
            Err(error) if error.is_not_json() => match self.media_type() {
                Some(media_type) if !media_type.ends_with("json") => {
                    let quoted = serde_json::Value::from(text).to_string();
                    let shown = common::media_type(&media_type);
                    decode(&quoted).map_err(|_| JsonError::new(format!("the response is {shown}, not JSON")))
                }
                _ => Err(error),
            },
            Err(_) if is_no_value(text) => Err(JsonError::empty("the response has no value")),
            outcome => outcome,
        }
    }

    /// A redirect's body, if any, only announces the redirect.
    fn is_redirect(&self) -> bool {
        (300..400).contains(&self.status)
    }

    fn content(&self) -> Result<Cow<'_, str>, JsonError> {
        charset::text(self.header("content-type"), &self.body)
    }

    /// The content type in lower case, without parameters.
    fn media_type(&self) -> Option<String> {
        let media_type = self.header("content-type")?.split(';').next()?.trim().to_ascii_lowercase();
        (!media_type.is_empty()).then_some(media_type)
    }

    fn is_plain_text(&self) -> bool {
        self.media_type().is_some_and(|media_type| media_type.starts_with("text/") && media_type != "text/json")
    }

    fn error(&self, error: JsonError) -> Error {
        Error::from_json(error, self.body.clone())
            .of_operation(self.operation)
            .with_status(self.status, self.headers.clone())
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body_length", &self.body.len())
            .finish()
    }
}

/// A success without a value, as a value.
///
/// ```
/// # use connector_runtime::{Result, Sending};
/// use connector_runtime::Optional as _;
///
/// # async fn example(request: Sending<String>) -> Result<()> {
/// match request.await.optional()? {
///     Some(created) => println!("{created}"),
///     None => println!("done, without a description of what was created"),
/// }
/// # Ok(())
/// # }
/// ```
pub trait Optional<T> {
    /// The value; `None` if the service reports success without the body that the definition promises.
    ///
    /// # Errors
    /// All other failures.
    fn optional(self) -> Result<Option<T>>;
}

impl<T> Optional<T> for Result<T> {
    fn optional(self) -> Result<Option<T>> {
        match self {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.kind() == ErrorKind::Empty => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A decoded value with its response.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    response: RawResponse,
}

impl<T> Response<T> {
    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Returns the value and drops the response.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.response.status()
    }

    /// The value of a header; the name's case does not matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.header(name)
    }

    /// Names and values of the headers.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.response.headers()
    }

    /// The body as received.
    pub fn body(&self) -> &Bytes {
        self.response.body()
    }
}

impl<T> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("response", &self.response).finish_non_exhaustive()
    }
}
