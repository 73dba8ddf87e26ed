//! A request under construction. In: values for parameters and body. Out: an [`HttpRequest`], or its response.
//!
//! Nothing here is generic: generated setters are thin, and this code compiles once for all crates.

use crate::{
    connection::Connection,
    error::{Error, ErrorKind, Result},
    http::{
        headers::{self, Headers},
        payload::Content,
        request::{HttpRequest, PathValue},
        values::is_of_definition,
    },
    json::{Encode, JsonError, encode_strict, is_name},
    options::CallOptions,
    request::{
        body::{Body, FormValue},
        continuation::{Continuation, LinkParameter},
        media_type,
        operation::Operation,
        sending::{ResponseFuture, Sending},
        upload::Upload,
        url,
    },
    response::{RawResponse, byte_stream::ByteStream},
    text::Text,
};
use bytes::Bytes;
use std::{borrow::Cow, fmt};

/// The request of an operation under construction. Generated request types wrap one.
///
/// Setting the same name in the same position again replaces the value. Setters do not fail:
/// [`into_request`](Self::into_request) returns the first problem.
#[derive(Clone)]
pub struct RequestBuilder {
    connection: Connection,
    operation: &'static Operation,
    path: Vec<PathValue>,
    query: Vec<(&'static str, String)>,
    headers: Headers,
    body: Body,
    /// Boxed: few requests have options, and each setter moves the request.
    options: Option<Box<CallOptions>>,
    problem: Option<String>,
}

impl RequestBuilder {
    /// A request without values.
    pub fn new(connection: &Connection, operation: &'static Operation) -> Self {
        Self {
            connection: connection.clone(),
            operation,
            path: Vec::new(),
            query: Vec::new(),
            headers: Headers::default(),
            body: Body::None,
            options: None,
            problem: None,
        }
    }

    /// Sets a placeholder of the path. The value becomes one segment; an empty value, `.` and `..` are errors.
    pub fn path(&mut self, name: &'static str, value: &dyn Text) {
        self.set_path(name, value, false);
    }

    /// Sets a placeholder of the path, percent-encoded twice.
    pub fn path_double(&mut self, name: &'static str, value: &dyn Text) {
        self.set_path(name, value, true);
    }

    fn set_path(&mut self, name: &'static str, value: &dyn Text, double: bool) {
        self.path.retain(|other| other.name != name);
        self.path.push(PathValue { name, value: value.text().into_owned(), double });
    }

    /// Sets a query parameter.
    pub fn query(&mut self, name: &'static str, value: &dyn Text) {
        let value = value.text().into_owned();
        match self.query.iter_mut().find(|(other, _)| *other == name) {
            Some((_, old)) => *old = value,
            None => self.query.push((name, value)),
        }
    }

    /// Sets a query parameter that occurs once for each item of a list.
    pub fn query_each(&mut self, name: &'static str, values: &dyn Text) {
        self.query.retain(|(other, _)| *other != name);
        self.query.extend(values.items().into_iter().map(|value| (name, value.into_owned())));
    }

    /// Sets a header. An invalid name and a value with control characters are errors.
    pub fn header(&mut self, name: &'static str, value: &dyn Text) {
        let value = value.text();
        match headers::problem(name, &value) {
            Some(problem) => self.refuse(problem),
            None => self.headers.set(name, value.into_owned()),
        }
    }

    /// Sets a form field. The form is URL-encoded, unless another field makes it multipart.
    pub fn form(&mut self, name: &'static str, value: &dyn Text) {
        self.body.set_field(name, FormValue::Text(value.text().into_owned()), false);
    }

    /// Sets a field of a multipart form.
    pub fn form_multipart(&mut self, name: &'static str, value: &dyn Text) {
        self.body.set_field(name, FormValue::Text(value.text().into_owned()), true);
    }

    /// Sets a field that occurs once for each item of a list, as [`form`](Self::form).
    pub fn form_each(&mut self, name: &'static str, values: &dyn Text) {
        self.set_each(name, values, false);
    }

    /// Sets a field that occurs once for each item of a list, in a multipart form.
    pub fn form_multipart_each(&mut self, name: &'static str, values: &dyn Text) {
        self.set_each(name, values, true);
    }

    fn set_each(&mut self, name: &'static str, values: &dyn Text, multipart: bool) {
        let values = values.items().into_iter().map(|value| FormValue::Text(value.into_owned())).collect();
        self.body.set_fields(name, values, multipart);
    }

    /// Sets a field with JSON text as its value, as [`form`](Self::form). A string is sent without its quotes.
    pub fn form_json(&mut self, name: &'static str, value: &dyn Encode) {
        self.set_json(name, value, false);
    }

    /// Sets a field with JSON text as its value, in a multipart form. A string is sent without its quotes.
    pub fn form_multipart_json(&mut self, name: &'static str, value: &dyn Encode) {
        self.set_json(name, value, true);
    }

    fn set_json(&mut self, name: &'static str, value: &dyn Encode, multipart: bool) {
        match encode_strict(value) {
            Ok(json) => {
                let text = serde_json::from_slice::<String>(&json);
                let text = text.unwrap_or_else(|_| String::from_utf8_lossy(&json).into_owned());
                self.body.set_field(name, FormValue::Text(text), multipart);
            }
            Err(error) => self.refuse(format!("the field `{name}` cannot be sent: {error}")),
        }
    }

    /// Sets a file of a multipart form.
    pub fn file(&mut self, name: &'static str, upload: Upload) {
        self.files(name, vec![upload]);
    }

    /// Sets files of a multipart form, each as a part of that name.
    pub fn files(&mut self, name: &'static str, uploads: Vec<Upload>) {
        if uploads.iter().any(|upload| upload.content_type().chars().any(char::is_control)) {
            self.refuse(format!("the content type of the file `{name}` contains control characters"));
        }
        self.body.set_fields(name, uploads.into_iter().map(FormValue::File).collect(), true);
    }

    /// Sets a JSON body. A required field that is `None` is an error.
    pub fn json(&mut self, value: &dyn Encode) {
        match encode_strict(value) {
            Ok(content) => self.json_content(Bytes::from(content)),
            Err(error) => self.refuse(format!("the body cannot be sent: {error}")),
        }
    }

    /// Sets the default body, as JSON text.
    pub fn json_default(&mut self, json: &'static str) {
        self.json_content(Bytes::from_static(json.as_bytes()));
    }

    /// Sets the value at the path `keys` in the JSON body. Missing objects on the path are created.
    pub fn json_member(&mut self, keys: &[&str], value: &dyn Encode) {
        let value = encode_strict(value).and_then(|json| {
            serde_json::from_slice(&json).map_err(|error| JsonError::new(format!("not JSON: {error}")))
        });
        match value {
            Ok(value) => self.json(&self.body.json_with(keys, value)),
            Err(error) => self.refuse(format!("the body cannot be sent: {}", error.under(&keys.join("/")))),
        }
    }

    /// Sets the callback URL at the path `keys` in the JSON body.
    pub fn callback_url(&mut self, keys: &[&str], url: &str) {
        self.json_member(keys, &url.to_owned());
    }

    fn json_content(&mut self, content: Bytes) {
        self.whole(Cow::Borrowed(self.operation.json_content_type()), Content::Bytes(content));
    }

    /// Sets a text body. Text with a multipart content type must begin with its boundary; otherwise it is an error.
    pub fn text(&mut self, content_type: &'static str, value: String) {
        if !media_type::is_multipart(content_type) {
            return self.whole(Cow::Borrowed(content_type), Content::Bytes(value.into()));
        }
        match media_type::multipart(content_type, &value) {
            Some(content_type) => self.whole(Cow::Owned(content_type), Content::Bytes(value.into())),
            None => self.refuse(format!("the body cannot be sent: a {content_type} body must begin with its boundary")),
        }
    }

    /// Sets a body of bytes. Name and type of the upload are not sent.
    pub fn bytes(&mut self, content_type: &'static str, value: Upload) {
        self.whole(Cow::Borrowed(content_type), value.into_content());
    }

    /// Sets a body of bytes with the media type that the upload states, or with this one. The upload's name is not sent.
    pub fn upload(&mut self, content_type: &'static str, mut value: Upload) {
        let stated = value.take_content_type();
        if stated.as_ref().is_some_and(|it| it.chars().any(char::is_control)) {
            return self.refuse("the content type of the upload contains control characters".to_owned());
        }
        self.whole(stated.unwrap_or(Cow::Borrowed(content_type)), value.into_content());
    }

    fn whole(&mut self, content_type: Cow<'static, str>, content: Content) {
        self.body = Body::Whole { content_type, content };
    }

    /// Sets the options of this call and replaces earlier ones.
    pub fn options(&mut self, options: CallOptions) {
        self.options = Some(Box::new(options));
    }

    /// The request of another operation with the values of this call, and with the link to the page that it returns.
    ///
    /// # Errors
    /// The link cannot be sent.
    pub(crate) fn continued(mut self, continuation: &'static Continuation, link: &str) -> Result<HttpRequest> {
        self.operation = &continuation.operation;
        self.body = Body::None;
        self.query.retain(|(name, _)| continuation.query.contains(name));
        let is_kept = |name: &str| continuation.headers.iter().any(|kept| kept.eq_ignore_ascii_case(name));
        self.headers = self.headers.iter().filter(|(name, _)| is_kept(name)).collect();
        match continuation.link {
            LinkParameter::Path(name) => self.path(name, &link),
            LinkParameter::PathDouble(name) => self.path_double(name, &link),
            LinkParameter::Query(name) => self.query(name, &link),
            LinkParameter::Header(name) => self.header(name, &link),
        }
        self.into_request()
    }

    fn refuse(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    /// Builds the HTTP request without sending it: no I/O, no credential.
    ///
    /// # Errors
    /// A value cannot be sent, or a required one is missing.
    pub fn into_request(self) -> Result<HttpRequest> {
        let operation = self.operation;
        self.build().map_err(|error| error.of_operation(operation.id()))
    }

    fn build(self) -> Result<HttpRequest> {
        let Self { connection, operation, path, query, mut headers, body, options, problem } = self;
        let options = options.map(|options| *options).unwrap_or_default();
        if let Some(problem) = problem.or(options.problem) {
            return Err(Error::new(ErrorKind::Request, problem));
        }
        let own = options.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let query = query.iter().map(|(name, value)| (*name, value.as_str()));
        let query = query.filter(|(name, _)| !own.clone().any(|(other, _)| other == *name)).chain(own.clone());
        let url = url::build(connection.base(), operation.path(), &path, query)?;
        let values = headers.iter().chain(options.headers.iter()).filter(|(name, _)| is_of_definition(name));
        let names = own.map(|(name, _)| name).chain(options.headers.iter().map(|(name, _)| name));
        let names = names.filter(|name| !is_name(name.as_bytes()));
        let own = values.map(|(_, value)| value).chain(names).map(str::to_owned).collect();
        headers.set("Accept", operation.accepted());
        let (content_type, body) = body.into_payload();
        if let Some(content_type) = content_type {
            headers.set("Content-Type", content_type);
        }
        for (name, value) in options.headers.iter() {
            headers.set(name.to_owned(), value.to_owned());
        }
        Ok(HttpRequest {
            operation: operation.id(),
            method: operation.method(),
            is_binary: operation.is_binary(),
            takes_redirects: operation.takes_redirects(),
            url,
            headers,
            body,
            limits: options.limits,
            path_values: path,
            own,
            follows: None,
            before: None,
        })
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(crate) fn operation_id(&self) -> &'static str {
        self.operation.id()
    }

    /// A future that sends the request when awaited and decodes its response with `read`.
    pub fn sending<T>(self, read: fn(RawResponse) -> Result<T>) -> Sending<T> {
        Sending::new(self.response(), read)
    }

    /// Not generic, so that the code that sends a request is compiled in this crate and not in each generated one.
    #[inline(never)]
    fn response(self) -> ResponseFuture {
        Box::pin(self.send())
    }

    /// Sends the request.
    ///
    /// # Errors
    /// The request cannot be built or sent, or the response is not a success.
    pub async fn send(self) -> Result<RawResponse> {
        let connection = self.connection.clone();
        connection.send(self.into_request()?).await
    }

    /// Sends the request. The caller reads the body of the response.
    ///
    /// # Errors
    /// The request cannot be built or sent, or the response is not a success.
    pub async fn send_streaming(self) -> Result<ByteStream> {
        let connection = self.connection.clone();
        connection.send_streaming(self.into_request()?).await
    }
}

/// Names only: values may be private.
impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.query.iter().map(|(name, _)| name).collect();
        f.debug_struct("RequestBuilder")
            .field("operation", &self.operation.id())
            .field("query", &names)
            .field("headers", &self.headers)
            .field("body", &self.body.kind())
            .finish_non_exhaustive()
    }
}
