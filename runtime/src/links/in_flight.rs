//! A request that was sent and has no response yet. It belongs to its page stream or poller, not to the future that
//! awaits it: if that future is dropped, no response is lost and nothing is sent twice.

use crate::{
    connection::Connection,
    error::Result,
    http::request::HttpRequest,
    response::{RawResponse, byte_stream::SentValues},
};
use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll, ready},
};

/// A response, and the values of what was sent.
type Outcome = Result<(RawResponse, SentValues)>;

type ResponseFuture = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// A request in flight, or none. The mutex is never locked: it makes a `Send` type `Sync`.
#[derive(Default)]
pub(crate) struct InFlight(Mutex<Option<ResponseFuture>>);

impl InFlight {
    /// Starts a request. It makes progress while it is polled.
    pub(crate) fn start(&mut self, connection: &Connection, request: HttpRequest) {
        let connection = connection.clone();
        *self.future() = Some(Box::pin(async move { connection.send_with_values(request).await }));
    }

    /// Starts a request that must not be repeated. Where there is a tokio runtime, it makes progress even if nobody polls
    /// it. `received` gets the response as soon as it is there.
    pub(crate) fn start_once(
        &mut self,
        connection: &Connection,
        request: HttpRequest,
        received: impl FnOnce(&RawResponse) + Send + 'static,
    ) {
        *self.future() = Some(connection.send_in_background(request, received));
    }

    /// Whether a request is in flight.
    pub(crate) fn is_open(&mut self) -> bool {
        self.future().is_some()
    }

    /// The response of the request in flight; pending forever without one.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Outcome> {
        let future = self.future();
        let Some(request) = future else { return Poll::Pending };
        let response = ready!(request.as_mut().poll(cx));
        *future = None;
        Poll::Ready(response)
    }

    /// Like [`poll`](Self::poll), as a future that may be dropped.
    pub(crate) async fn response(&mut self) -> Outcome {
        poll_fn(|cx| self.poll(cx)).await
    }

    fn future(&mut self) -> &mut Option<ResponseFuture> {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}
