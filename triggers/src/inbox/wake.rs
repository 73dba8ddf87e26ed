//! Wakes consumers that wait for events.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use tokio::{sync::Notify, time::timeout};

/// How long a consumer sleeps at most before it looks again. It finds what no signal announces: a lease that ended, a
/// retry that is due, and, in a database, the events of other processes.
pub(crate) const POLL: Duration = Duration::from_millis(250);

/// The signal that events were stored.
///
/// A plain signal is lost between a claim that found nothing and the wait after it, so signals are numbered. A wait ends
/// at once if there was a signal after the last claim began.
#[derive(Debug, Default)]
pub(crate) struct Wake {
    notify: Notify,
    /// The number of signals.
    sent: AtomicU64,
    /// The number of signals when the last claim began.
    seen: AtomicU64,
}

impl Wake {
    /// Events may be there to claim.
    pub(crate) fn signal(&self) {
        self.sent.fetch_add(1, Ordering::SeqCst);
        self.notify.notify_waiters();
    }

    /// A claim begins: it finds what earlier signals announced.
    pub(crate) fn claims(&self) {
        self.seen.fetch_max(self.sent.load(Ordering::SeqCst), Ordering::SeqCst);
    }

    /// Waits for a signal, at most `limit`. Returns whether there was one.
    pub(crate) async fn wait(&self, limit: Duration) -> bool {
        let signal = self.notify.notified();
        tokio::pin!(signal);
        signal.as_mut().enable();
        if self.sent.load(Ordering::SeqCst) > self.seen.load(Ordering::SeqCst) {
            return true;
        }
        timeout(limit, signal).await.is_ok()
    }
}
