//! A successful response whose body the caller reads piece by piece.

use crate::{
    error::{Error, Result},
    http::{headers::Headers, values::Values},
};
use azure_core::http::AsyncResponseBody;
use bytes::Bytes;
use futures_core::Stream;
use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll},
};

/// The body of a response as it arrives, with the response's status and headers. It is a stream of byte pieces.
///
/// The pieces are what the service sent. Policies of a direct call that set response headers are applied. Policies that
/// read or change the body are not: they need the whole body, which `send` reads.
///
/// ```no_run
/// # async fn example(mut body: connector_runtime::ByteStream) -> connector_runtime::Result<()> {
/// while let Some(piece) = body.next().await {
///     println!("{} bytes", piece?.len());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is read until the stream is polled"]
pub struct ByteStream {
    operation: &'static str,
    status: u16,
    headers: Headers,
    /// Never locked: the mutex makes a `Send` type `Sync`.
    body: Mutex<AsyncResponseBody>,
    sent: SentValues,
}

/// The values of the request, if the body fails.
pub(crate) type SentValues = Box<dyn Fn() -> Values + Send + Sync>;

impl ByteStream {
    pub(crate) fn new(
        operation: &'static str,
        status: u16,
        headers: Headers,
        body: AsyncResponseBody,
        sent: SentValues,
    ) -> Self {
        Self { operation, status, headers, body: Mutex::new(body), sent }
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

    /// The headers, for policies to change.
    pub(crate) fn headers_mut(&mut self) -> &mut Headers {
        &mut self.headers
    }

    /// The length of the body in bytes, if the service states it. Unknown for a compressed body.
    pub fn content_length(&self) -> Option<u64> {
        self.header("content-length")?.trim().parse().ok()
    }

    /// The next piece of the body; `None` at its end.
    ///
    /// # Errors
    /// The body is cut off. Earlier pieces stay valid; no further ones follow.
    pub async fn next(&mut self) -> Option<Result<Bytes>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let body = this.body.get_mut().unwrap_or_else(PoisonError::into_inner);
        Pin::new(body).poll_next(cx).map(|piece| {
            let piece = piece?;
            let failed = |error| Error::cut_off(&error, &(this.sent)()).of_operation(this.operation);
            Some(piece.map_err(|error| failed(error).with_status(this.status, this.headers.clone())))
        })
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}
