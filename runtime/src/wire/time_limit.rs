//! Time limits of futures.

use azure_core::error::ErrorKind;
use std::{
    future::{Future, poll_fn},
    io,
    pin::Pin,
    task::Poll,
    time::Duration,
};

/// The outcome of a future, or an error if it exceeds the limit. The future is borrowed: moving it would copy it and
/// enlarge each future around it.
pub(crate) async fn within<T>(
    limit: Option<Duration>,
    mut future: Pin<&mut impl Future<Output = azure_core::Result<T>>>,
) -> azure_core::Result<T> {
    let Some(limit) = limit else { return future.await };
    // Boxed: few calls have a limit.
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
