//! The request of one row.

use crate::{
    error::Result,
    http::request::HttpRequest,
    options::CallOptions,
    request::{builder::RequestBuilder, sending::Sending},
    response::RawResponse,
};
use std::fmt;

/// The request of one row: to get, create, update or delete it.
#[must_use = "a request does nothing until it is sent"]
pub struct RowRequest<T> {
    request: RequestBuilder,
    read: fn(RawResponse) -> Result<T>,
}

impl<T> RowRequest<T> {
    /// A request, and the decoder of its response.
    #[doc(hidden)]
    pub fn new(request: RequestBuilder, read: fn(RawResponse) -> Result<T>) -> Self {
        Self { request, read }
    }

    /// Sets headers, query parameters and limits for this call, e.g. `If-Match` with the row's version.
    pub fn with_call_options(mut self, options: CallOptions) -> Self {
        self.request.options(options);
        self
    }

    /// Builds the HTTP request without sending it.
    ///
    /// # Errors
    /// A value cannot be sent, for example a required column without a value.
    pub fn into_request(self) -> Result<HttpRequest> {
        self.request.into_request()
    }

    /// Sends the request and returns the decoded response.
    ///
    /// # Errors
    /// The request cannot be built or sent, the service reports a failure, or the response cannot be decoded.
    pub fn send(self) -> Sending<T> {
        self.request.sending(self.read)
    }
}

impl<T> fmt::Debug for RowRequest<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowRequest").field("request", &self.request).finish_non_exhaustive()
    }
}
