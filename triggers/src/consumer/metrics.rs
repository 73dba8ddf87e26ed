//! Counters of a consumer.

use crate::event::Event;
use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::{Duration, SystemTime},
};

/// What a consumer has done since it was started.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Metrics {
    /// Events that it claimed, each attempt counted.
    pub claimed: u64,
    /// Events that its handler finished, and that the inbox knows to be done.
    pub done: u64,
    /// Attempts that failed and are repeated.
    pub failed: u64,
    /// Events that became dead letters.
    pub dead: u64,
    /// Events whose lease was gone when their handler ended: another consumer has them, or an earlier answer of the store
    /// did not arrive.
    pub lost: u64,
    /// Events that were given back untried or unfinished.
    pub released: u64,
    /// Handlers that run now.
    pub running: u64,
    /// Failures of the store.
    pub store_errors: u64,
    /// The time between arrival and claim of the last claimed event; zero if the clock went back.
    pub lag: Duration,
}

#[derive(Default)]
pub(super) struct Counters {
    pub(super) claimed: AtomicU64,
    pub(super) done: AtomicU64,
    pub(super) failed: AtomicU64,
    pub(super) dead: AtomicU64,
    pub(super) lost: AtomicU64,
    pub(super) released: AtomicU64,
    pub(super) running: AtomicU64,
    pub(super) store_errors: AtomicU64,
    lag_millis: AtomicU64,
}

impl Counters {
    pub(super) fn add(counter: &AtomicU64, count: usize) {
        counter.fetch_add(count as u64, Relaxed);
    }

    pub(super) fn claimed(&self, event: &Event) {
        Self::add(&self.claimed, 1);
        let lag = SystemTime::now().duration_since(event.received_at).unwrap_or_default();
        self.lag_millis.store(u64::try_from(lag.as_millis()).unwrap_or(u64::MAX), Relaxed);
    }

    pub(super) fn snapshot(&self) -> Metrics {
        Metrics {
            claimed: self.claimed.load(Relaxed),
            done: self.done.load(Relaxed),
            failed: self.failed.load(Relaxed),
            dead: self.dead.load(Relaxed),
            lost: self.lost.load(Relaxed),
            released: self.released.load(Relaxed),
            running: self.running.load(Relaxed),
            store_errors: self.store_errors.load(Relaxed),
            lag: Duration::from_millis(self.lag_millis.load(Relaxed)),
        }
    }
}
