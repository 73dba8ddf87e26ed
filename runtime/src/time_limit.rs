//! Time limits of what is awaited.

use azure_core::error::ErrorKind;
use std::{
    future::{Future, poll_fn},
    io,
    pin::pin,
    task::Poll,
    time::Duration,
};

/// What a future comes to, or the error that it took longer than the limit; it is dropped then.
pub(crate) async fn within<T>(
    limit: Option<Duration>,
    future: impl Future<Output = azure_core::Result<T>>,
) -> azure_core::Result<T> {
    let Some(limit) = limit else { return future.await };
    let mut timer = pin!(azure_core::sleep(limit.try_into().unwrap_or(azure_core::time::Duration::MAX)));
    let mut future = pin!(future);
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(outcome) => Poll::Ready(outcome),
        Poll::Pending => timer.as_mut().poll(cx).map(|()| Err(timed_out(limit))),
    })
    .await
}

pub(crate) fn timed_out(limit: Duration) -> azure_core::Error {
    let error = io::Error::new(io::ErrorKind::TimedOut, format!("no answer within {limit:?}"));
    azure_core::Error::new(ErrorKind::Io, error)
}
