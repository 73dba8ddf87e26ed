//! The future of a call. In: a request, and the decoder of its response. Out: the value.
//!
//! Generated `send` methods return this type instead of being `async`: an `async` function is compiled for each
//! operation of each connector, this type once.

use crate::{error::Result, response::RawResponse};
use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

/// The future of a response, before it is decoded.
pub(super) type ResponseFuture = Pin<Box<dyn Future<Output = Result<RawResponse>> + Send>>;

/// The future of a call: its value or its error.
///
/// Nothing is sent before it is awaited. Dropping it cancels the call; a request that was already sent may still take
/// effect, and what the service responds is lost. To let a call run to its end, spawn it on your runtime. A
/// [`Poller`](crate::Poller) keeps the link of a long-running operation that it started.
#[must_use = "nothing is sent until it is awaited"]
pub struct Sending<T> {
    response: ResponseFuture,
    read: fn(RawResponse) -> Result<T>,
}

impl<T> Sending<T> {
    pub(super) fn new(response: ResponseFuture, read: fn(RawResponse) -> Result<T>) -> Self {
        Self { response, read }
    }
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
