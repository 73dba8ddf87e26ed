//! When ended duplicate keys are deleted.

use std::time::{Duration, Instant};

/// Keys are cleaned after so many new ones, or after this time.
const KEYS: usize = 256;
const TIME: Duration = Duration::from_secs(10);

/// Deletes ended keys as fast as new ones come, a few hundred at once, so that no put waits long.
#[derive(Debug)]
pub(crate) struct Cleaning {
    added: usize,
    last: Instant,
}

impl Cleaning {
    pub(crate) fn new() -> Self {
        Self { added: 0, last: Instant::now() }
    }

    /// The number of ended keys to delete now, if any, after `added` new ones.
    pub(crate) fn due(&mut self, added: usize) -> Option<i64> {
        self.added += added;
        if self.added < KEYS && self.last.elapsed() < TIME {
            return None;
        }
        let count = 2 * self.added + KEYS;
        *self = Self::new();
        i64::try_from(count).ok()
    }
}
