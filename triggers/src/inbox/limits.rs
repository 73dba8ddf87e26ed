//! How much an inbox takes.

use super::error::{InboxError, InboxErrorKind};

/// How many unfinished events an inbox takes. A [`put`](super::Inbox::put) that would pass a limit stores nothing and
/// returns [`InboxErrorKind::Full`]. A batch that is larger than a whole limit is [`InboxErrorKind::Invalid`], because it
/// never fits.
///
/// Events count while they are waiting or claimed. A duplicate does not count, and is answered as one also by a full
/// inbox. A replay is never refused: the inbox has the events already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The number of events.
    pub events: u64,
    /// The sum of the sizes of their headers and bodies, in bytes.
    pub bytes: u64,
}

impl Limits {
    /// Both limits.
    pub fn new(events: u64, bytes: u64) -> Self {
        Self { events, bytes }
    }

    /// Whether `more` fits beside `held`.
    pub(crate) fn check(&self, held: Load, more: Load) -> Result<(), InboxError> {
        if more == Load::default() {
            return Ok(());
        }
        if more.events > self.events || more.bytes > self.bytes {
            let message = format!(
                "a batch of {} events and {} bytes is larger than the inbox's limits of {} events and {} bytes",
                more.events, more.bytes, self.events, self.bytes
            );
            return Err(InboxError::new(InboxErrorKind::Invalid, message));
        }
        let fits = |held: u64, more: u64, limit: u64| held.saturating_add(more) <= limit;
        if fits(held.events, more.events, self.events) && fits(held.bytes, more.bytes, self.bytes) {
            return Ok(());
        }
        let message = format!("the inbox is full: {} unfinished events of {} bytes", held.events, held.bytes);
        Err(InboxError::new(InboxErrorKind::Full, message))
    }
}

/// A number of events and the sum of the sizes of their headers and bodies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Load {
    pub(crate) events: u64,
    pub(crate) bytes: u64,
}

impl Load {
    pub(crate) fn add(&mut self, bytes: usize) {
        self.events += 1;
        self.bytes += bytes as u64;
    }

    pub(crate) fn remove(&mut self, bytes: usize) {
        self.events -= 1;
        self.bytes -= bytes as u64;
    }
}
