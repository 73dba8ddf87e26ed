//! Time limits of what is awaited.

use azure_core::error::ErrorKind;
use std::{
    future::{Future, poll_fn},
    io,
    pin::Pin,
    task::Poll,
    time::Duration,
};

/// What a future comes to, or the error that it took longer than the limit. It is lent, not given: a future that is moved is
/// copied whole, and has a place in each that it is moved into.
pub(crate) async fn within<T>(
    limit: Option<Duration>,
    mut future: Pin<&mut impl Future<Output = azure_core::Result<T>>>,
) -> azure_core::Result<T> {
    let Some(limit) = limit else { return future.await };
    // In a box, since few calls have a limit.
    let mut timer = Box::pin(azure_core::sleep(limit.try_into().unwrap_or(azure_core::time::Duration::MAX)));
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(outcome) => Poll::Ready(outcome),
        Poll::Pending => timer.as_mut().poll(cx).map(|()| Err(timed_out(limit))),
    })
    .await
}

pub(crate) fn timed_out(limit: Duration) -> azure_core::Error {
    let error = io::Error::new(io::ErrorKind::TimedOut, format!("no response within {limit:?}"));
    azure_core::Error::new(ErrorKind::Io, error)
}
