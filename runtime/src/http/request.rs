//! A request as it goes on the wire, before the credential.

use crate::{
    http::{headers::Headers, payload::Payload},
    limits::CallLimits,
};
use bytes::Bytes;
use std::fmt;
use url::Url;

/// What a call sends: method, URL, headers and body, without the `Authorization` header and what the transport adds.
#[derive(Clone)]
pub struct HttpRequest {
    pub(crate) operation: &'static str,
    pub(crate) method: &'static str,
    pub(crate) url: Url,
    pub(crate) headers: Headers,
    pub(crate) body: Payload,
    /// Whether the response is bytes.
    pub(crate) is_binary: bool,
    /// Whether a redirect is a response.
    pub(crate) takes_redirects: bool,
    pub(crate) limits: CallLimits,
    /// The values of the path, for policies that send to another one.
    pub(crate) path_values: Vec<PathValue>,
    /// Where this follows a link of a response: the URL of the first request, from which policies take what the caller said.
    pub(crate) follows: Option<Box<Url>>,
}

/// A value for a placeholder of the path.
#[derive(Clone)]
pub(crate) struct PathValue {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    /// Percent-encoded twice.
    pub(crate) double: bool,
}

/// Where a request goes; links of its response are resolved from here.
pub(crate) struct RequestTarget {
    /// What the URLs of its operation begin with: the connection's, or what the policies of a direct call make of it.
    pub(crate) base: Url,
    pub(crate) url: Url,
}

impl HttpRequest {
    /// The HTTP method, in capitals.
    pub fn method(&self) -> &str {
        self.method
    }

    /// The whole URL.
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

    /// The body, empty where the request has none; `None` where it holds a file that is read only while it is sent.
    pub fn body(&self) -> Option<&Bytes> {
        match &self.body {
            Payload::Bytes(bytes) => Some(bytes),
            Payload::Pieces(_) => None,
        }
    }

    /// How many bytes the body has.
    pub fn content_length(&self) -> u64 {
        self.body.length()
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("host", &self.url.host_str())
            .field("path", &self.url.path())
            .field("headers", &self.headers)
            .field("body_length", &self.body.length())
            .finish()
    }
}
