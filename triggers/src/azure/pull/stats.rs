//! What a pull has done so far.

use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! counters {
    ($( $(#[$doc:meta])* $name:ident ),* $(,)?) => {
        /// What a [`Pull`](crate::azure::Pull) has done since it was made.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct PullStats {
            $( $(#[$doc])* pub $name: u64, )*
        }

        #[derive(Default)]
        pub(super) struct Counters {
            $( pub(super) $name: Counter, )*
        }

        impl Counters {
            pub(super) fn snapshot(&self) -> PullStats {
                PullStats { $( $name: self.$name.0.load(Ordering::Relaxed), )* }
            }
        }
    };
}

counters! {
    /// Received messages, also those that came before.
    received,
    /// Messages that the inbox has stored.
    stored,
    /// Messages that the inbox had already.
    duplicate,
    /// Messages whose outputs came by a link.
    linked,
    /// Messages that the service has deleted because they are stored.
    acknowledged,
    /// Stored messages that the service keeps, because their lock had ended or their acknowledgement failed. They come
    /// again, and are duplicates then.
    unacknowledged,
    /// Messages that could not be used: neither or both kinds of outputs, outputs that are not JSON, or a link that failed.
    /// They are not acknowledged, so they come again.
    unusable,
    /// Messages that the inbox had no room for while they were locked. They come again.
    not_stored,
    /// Failed requests to the namespace.
    failures,
}

/// A number that several tasks increase.
#[derive(Default)]
pub(super) struct Counter(AtomicU64);

impl Counter {
    pub(super) fn add(&self, count: usize) {
        self.0.fetch_add(count as u64, Ordering::Relaxed);
    }
}
