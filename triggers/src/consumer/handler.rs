//! What a program does with an event.

use crate::{event::Event, failure::HandlerError};

/// A function that handles one event: `async fn handle(event: Event) -> Result<(), HandlerError>`, or a closure.
pub trait Handler: Send + Sync + 'static {
    /// Handles one event. `Ok` means that it is done.
    fn handle(&self, event: Event) -> impl Future<Output = Result<(), HandlerError>> + Send;
}

impl<F, R> Handler for F
where
    F: Fn(Event) -> R + Send + Sync + 'static,
    R: Future<Output = Result<(), HandlerError>> + Send,
{
    fn handle(&self, event: Event) -> impl Future<Output = Result<(), HandlerError>> + Send {
        self(event)
    }
}
