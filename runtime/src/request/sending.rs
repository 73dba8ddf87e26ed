//! A call on its way. In: what sends it, and what reads its response. Out: the value.
//!
//! `send` of a generated request returns one where it could be `async`: an `async` function is compiled again for each operation
//! of each connector, this once.

use crate::{error::Result, request::builder::RequestBuilder, response::RawResponse};
use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

type ResponseFuture = Pin<Box<dyn Future<Output = Result<RawResponse>> + Send>>;

/// The future of a call: its value, or why there is none.
///
/// Nothing is sent until it is awaited. Dropping it ends the call as far as it got.
#[must_use = "nothing is sent until it is awaited"]
pub struct Sending<T> {
    response: ResponseFuture,
    read: fn(RawResponse) -> Result<T>,
}

impl<T> Sending<T> {
    pub(crate) fn new(request: RequestBuilder, read: fn(RawResponse) -> Result<T>) -> Self {
        Self { response: response(request), read }
    }
}

/// Not generic, so that all that sends a request is compiled here and not in each crate that does.
#[inline(never)]
fn response(request: RequestBuilder) -> ResponseFuture {
    Box::pin(request.send())
}

impl<T> Future for Sending<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        let response = ready!(self.response.as_mut().poll(context));
        Poll::Ready(response.and_then(self.read))
    }
}

impl<T> fmt::Debug for Sending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}
