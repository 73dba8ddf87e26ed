//! Takes events from an inbox and calls a handler.
//!
//! Each event is handled at least once. It is handled again if its handler fails, if the process ends before the inbox
//! knows that it is done, or if its lease ends while the store cannot be reached. A handler must therefore tolerate an
//! event that it has handled before; [`Event::id`](crate::Event) tells it which one it is.

mod handler;
mod metrics;
mod running;
mod settings;

pub use crate::failure::HandlerError;
pub use handler::Handler;
pub use metrics::Metrics;
pub use running::Running;
pub use settings::Consumer;

use crate::inbox::Inbox;
use std::sync::Arc;

/// Starts consumers of an inbox.
pub trait InboxExt: Inbox {
    /// Starts to handle events, on the current tokio runtime. Several consumers may share an inbox.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    fn run<H: Handler>(self: &Arc<Self>, consumer: Consumer, handler: H) -> Running;
}

impl<I: Inbox + ?Sized> InboxExt for I {
    fn run<H: Handler>(self: &Arc<Self>, consumer: Consumer, handler: H) -> Running {
        Running::start(self.clone(), consumer, handler)
    }
}
