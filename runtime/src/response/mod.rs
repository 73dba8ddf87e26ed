//! A successful response, and what it holds. In: status, headers, body. Out: values, decoded by the response's own
//! `Content-Type`.

pub(crate) mod byte_stream;

use crate::{
    error::{Error, Result},
    http::{charset, headers::Headers},
    json::{self, Decode, JsonError, Raw},
};
use bytes::Bytes;
use std::{borrow::Cow, fmt};

/// A response whose status is a success.
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

    /// The body as it came.
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
    /// Where the body does not fit the type, or there is none; free JSON is null then.
    pub fn json<T: Decode>(self) -> Result<T> {
        self.decoded(json::decode).map_err(|error| self.error(error))
    }

    /// What `look` makes of a JSON body.
    pub(crate) fn read<T>(self, look: impl Fn(Raw<'_>) -> Result<T, JsonError>) -> Result<T> {
        self.decoded(|text| Raw::parse(text).and_then(&look)).map_err(|error| self.error(error))
    }

    /// The value of a JSON body; `None` where there is no body or it is null.
    ///
    /// # Errors
    /// Where the body does not fit the type.
    #[doc(hidden)]
    pub fn optional_json<T: Decode>(self) -> Result<Option<T>> {
        let body = self.body.trim_ascii();
        if self.is_redirect() || body.is_empty() || body == b"null" { Ok(None) } else { self.json().map(Some) }
    }

    /// The text of the body: a quoted JSON string without its quotes, or the text as it is.
    ///
    /// # Errors
    /// Where the body is no text of a known charset.
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

    /// The text of the body; `None` where there is no body.
    ///
    /// # Errors
    /// Where the body is no text of a known charset.
    #[doc(hidden)]
    pub fn optional_text(self) -> Result<Option<String>> {
        if self.is_redirect() || self.body.is_empty() { Ok(None) } else { self.text().map(Some) }
    }

    /// The body as bytes.
    ///
    /// # Errors
    /// None; the form is that of the others.
    #[doc(hidden)]
    pub fn bytes(self) -> Result<Bytes> {
        Ok(self.body)
    }

    /// The body as bytes; `None` where there is no body.
    ///
    /// # Errors
    /// None; the form is that of the others.
    #[doc(hidden)]
    pub fn optional_bytes(self) -> Result<Option<Bytes>> {
        Ok(Some(self.body.clone()).filter(|body| !self.is_redirect() && !body.is_empty()))
    }

    /// Nothing, whatever the body holds.
    ///
    /// # Errors
    /// None; the form is that of the others.
    #[doc(hidden)]
    pub fn empty(self) -> Result<()> {
        Ok(())
    }

    /// The value that `decode` makes of this response, with the response beside it.
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
            // Free JSON can say nothing; a service that promised an object without properties often sends none.
            return decode("null").map_err(|_| JsonError::new("the response is empty"));
        }
        match decode(text) {
            // What says that it is no JSON is text, which free JSON and open enumerations can hold.
            Err(error) if error.is_not_json() => match self.media_type() {
                Some(media_type) if !media_type.ends_with("json") => {
                    let quoted = serde_json::Value::from(text).to_string();
                    decode(&quoted)
                        .map_err(|_| JsonError::new(format!("the response is {}, not JSON", shown(&media_type))))
                }
                _ => Err(error),
            },
            outcome => outcome,
        }
    }

    /// What such a response has for a body says, if anything, that it is one.
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

/// The beginning of a media type, which a service may make as long as it likes.
fn shown(media_type: &str) -> String {
    media_type.chars().take(100).collect()
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

/// A decoded value with the response that it came in.
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

    /// The value, without the response.
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

    /// The body as it came.
    pub fn body(&self) -> &Bytes {
        self.response.body()
    }
}

impl<T> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("response", &self.response).finish_non_exhaustive()
    }
}
