//! Requests that run on, whoever stops waiting. In: a future. Out: its outcome.

use std::{future::Future, pin::Pin};
#[cfg(feature = "reqwest_rustls")]
use tokio::{runtime::Handle, task::JoinHandle};
#[cfg(feature = "reqwest_rustls")]
use tracing::Instrument as _;

/// What happens to a request in the background when its outcome is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dropped {
    /// It is cancelled: nobody can get what the service responds.
    Cancels,
    /// It runs to its end.
    #[cfg(feature = "oauth2")]
    Continues,
}

/// The outcome of a future that makes progress even if nobody polls it, where there is a tokio runtime. Without one, it makes
/// progress while it is polled. `lost` is the outcome if the runtime ends first.
#[cfg(feature = "reqwest_rustls")]
pub(crate) fn in_background<T: Send + 'static>(
    future: impl Future<Output = T> + Send + 'static,
    dropped: Dropped,
    lost: impl FnOnce() -> T + Send + 'static,
) -> Pin<Box<dyn Future<Output = T> + Send>> {
    let Ok(runtime) = Handle::try_current() else { return Box::pin(future) };
    let mut task = Task { handle: runtime.spawn(future.in_current_span()), dropped };
    Box::pin(async move {
        match (&mut task.handle).await {
            Ok(outcome) => outcome,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => lost(),
            },
        }
    })
}

#[cfg(not(feature = "reqwest_rustls"))]
pub(crate) fn in_background<T: Send + 'static>(
    future: impl Future<Output = T> + Send + 'static,
    _: Dropped,
    _: impl FnOnce() -> T + Send + 'static,
) -> Pin<Box<dyn Future<Output = T> + Send>> {
    Box::pin(future)
}

#[cfg(feature = "reqwest_rustls")]
struct Task<T> {
    handle: JoinHandle<T>,
    dropped: Dropped,
}

#[cfg(feature = "reqwest_rustls")]
impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        if self.dropped == Dropped::Cancels {
            self.handle.abort();
        }
    }
}
