//! A request as data, before the credential is added.

use crate::{
    http::{
        headers::Headers,
        payload::Payload,
        values::{Values, Whose},
    },
    limits::CallLimits,
};
use bytes::Bytes;
use std::{fmt, sync::Arc};
use url::Url;

/// An HTTP request: method, URL, headers and body, without the `Authorization` header and without what the transport
/// adds.
#[derive(Clone)]
pub struct HttpRequest {
    pub(crate) operation: &'static str,
    pub(crate) method: &'static str,
    pub(crate) url: Url,
    pub(crate) headers: Headers,
    pub(crate) body: Payload,
    /// Whether the response is bytes.
    pub(crate) is_binary: bool,
    /// Whether a redirect counts as a response.
    pub(crate) takes_redirects: bool,
    pub(crate) limits: CallLimits,
    /// The values of the path, for policies that route to another path.
    pub(crate) path_values: Vec<PathValue>,
    /// What the caller gave in a place of the definition: values for headers whose values otherwise come from it, and names that are
    /// data.
    pub(crate) own: Vec<String>,
    /// Set if the request follows a link: the URL of the first request, from which policies take the caller's values.
    pub(crate) follows: Option<Box<Url>>,
    /// The request before policies changed it, if any did: a value that one of them replaced may have been sent in another place.
    pub(crate) before: Option<Arc<HttpRequest>>,
}

/// A value for a placeholder of the path.
#[derive(Clone)]
pub(crate) struct PathValue {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    /// Whether the value is percent-encoded twice.
    pub(crate) double: bool,
}

/// Where a request goes; links of its response are resolved from here.
pub(crate) struct RequestTarget {
    /// The beginning of its operation's URLs: the connection's URL, or the one that policies of a direct call give.
    pub(crate) base: Url,
    pub(crate) url: Url,
}

impl HttpRequest {
    /// The HTTP method, in capitals.
    pub fn method(&self) -> &str {
        self.method
    }

    /// The complete URL.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The value of a header; the name's case does not matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)
    }

    /// Names and values of the headers.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter()
    }

    /// The body, empty if the request has none; `None` if it contains a file that is read while it is sent.
    pub fn body(&self) -> Option<&Bytes> {
        match &self.body {
            Payload::Bytes(bytes) => Some(bytes),
            Payload::Pieces(_) => None,
        }
    }

    /// The length of the body in bytes.
    pub fn content_length(&self) -> u64 {
        self.body.length()
    }

    /// The values that the request holds. The first `of_base` segments of its path are the connection's.
    pub(crate) fn values(&self, of_base: usize) -> Values {
        let mut values = Values::default();
        self.add_values(&mut values, of_base);
        values
    }

    /// Adds the values that the request holds.
    pub(crate) fn add_values(&self, values: &mut Values, of_base: usize) {
        self.path_values.iter().for_each(|value| values.add(&value.value, Whose::Caller));
        values.add_urls(self.follows.as_deref().into_iter().chain([&self.url]), of_base);
        self.headers.iter().for_each(|(name, value)| values.add_header(name, value));
        self.own.iter().for_each(|value| values.add(value, Whose::Caller));
        values.add_payload(self.headers.get("content-type"), &self.body);
    }
}

/// Without path and values: the path contains values too.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("host", &self.url.host_str())
            .field("headers", &self.headers)
            .field("body_length", &self.body.length())
            .finish()
    }
}
