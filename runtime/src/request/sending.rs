//! The future of a call. In: a request, and the decoder of its response. Out: the value.
//!
//! Generated `send` methods return this type instead of being `async`: an `async` function is compiled for each
//! operation of each connector, this type once.

use crate::{error::Result, request::builder::RequestBuilder, response::RawResponse};
use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

type ResponseFuture = Pin<Box<dyn Future<Output = Result<RawResponse>> + Send>>;

/// The future of a call: its value or its error.
///
/// Nothing is sent before it is awaited. Dropping it cancels the call; a request that was already sent may still take
/// effect.
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

/// Not generic, so that the code that sends a request is compiled in this crate and not in each generated one.
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
