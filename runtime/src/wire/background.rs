//! Requests that run to their end, whoever stops waiting. In: a future. Out: its outcome.

#[cfg(feature = "reqwest_rustls")]
use std::panic::resume_unwind;
use std::{future::Future, pin::Pin};
#[cfg(feature = "reqwest_rustls")]
use tracing::Instrument as _;

/// The outcome of a future that runs to its end where there is a tokio runtime, also if what this returns is dropped.
/// Without a runtime it makes progress while it is polled. `lost` is the outcome if the runtime ends first.
pub(crate) fn to_its_end<T: Send + 'static>(
    future: impl Future<Output = T> + Send + 'static,
    lost: impl FnOnce() -> T + Send + 'static,
) -> Pin<Box<dyn Future<Output = T> + Send>> {
    #[cfg(feature = "reqwest_rustls")]
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        let task = runtime.spawn(future.in_current_span());
        return Box::pin(async move {
            match task.await {
                Ok(outcome) => outcome,
                Err(error) => match error.try_into_panic() {
                    Ok(panic) => resume_unwind(panic),
                    Err(_) => lost(),
                },
            }
        });
    }
    drop(lost);
    Box::pin(future)
}
