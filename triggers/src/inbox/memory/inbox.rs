//! The inbox: the table behind a lock, with a clock.

use super::table::Table;
use crate::{
    event::{Event, EventId, NewEvent},
    inbox::{
        contract::{Claim, Claimed, Entry, Failure, Inbox, Lease, Put, Stats, Which},
        error::InboxError,
        limits::Limits,
        time::{Clock, system_time},
        wake::{POLL, Wake},
    },
};
use async_trait::async_trait;
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

/// An inbox in memory: for tests, and where a lost event does no harm. A crash of the process loses its events.
///
/// It is bounded: beside the unfinished events that its limits allow it keeps as many finished ones, if [`Self::keep`] sets
/// no other bound, and drops the oldest of those, done before dead. It remembers ten duplicate keys per event of the limit, and forgets those first whose window
/// ends first.
#[derive(Debug)]
pub struct Memory {
    table: Mutex<Table>,
    clock: Clock,
    wake: Wake,
}

impl Memory {
    /// An inbox for 10,000 unfinished events with 64 MiB of headers and bodies.
    pub fn new() -> Self {
        Self::with_limits(Limits::new(10_000, 64 << 20))
    }

    /// An inbox with these limits.
    pub fn with_limits(limits: Limits) -> Self {
        Self { table: Mutex::new(Table::new(limits, limits)), clock: Clock::default(), wake: Wake::default() }
    }

    /// Keeps this many finished events, for [`replay`](Inbox::replay).
    #[must_use]
    pub fn keep(mut self, finished: Limits) -> Self {
        self.table.get_mut().unwrap_or_else(PoisonError::into_inner).keep = finished;
        self
    }

    /// Takes the time from `now` instead of the system's clock: for tests.
    #[must_use]
    pub fn with_clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Clock::new(now);
        self
    }

    /// The table. No method leaves it half changed, so a panic elsewhere does not make it unusable.
    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Inbox for Memory {
    async fn put(&self, events: Vec<NewEvent>) -> Result<Vec<Put>, InboxError> {
        let puts = self.table().put(events, self.clock.now())?;
        self.wake.signal();
        Ok(puts)
    }

    async fn claim(&self, claim: &Claim) -> Result<Vec<Claimed>, InboxError> {
        self.wake.claims();
        Ok(self.table().claim(claim, self.clock.now()))
    }

    async fn extend(&self, leases: &[Lease], lease: Duration) -> Result<Vec<bool>, InboxError> {
        let now = self.clock.now();
        let mut table = self.table();
        Ok(leases.iter().map(|held| table.extend(*held, lease, now)).collect())
    }

    async fn done(&self, leases: &[Lease]) -> Result<Vec<bool>, InboxError> {
        let mut table = self.table();
        Ok(leases.iter().map(|lease| table.done(*lease)).collect())
    }

    async fn failed(&self, lease: Lease, failure: Failure) -> Result<bool, InboxError> {
        let held = self.table().failed(lease, failure, self.clock.now());
        self.wake.signal();
        Ok(held)
    }

    async fn replay(&self, which: &Which) -> Result<u64, InboxError> {
        let count = self.table().replay(which, self.clock.now());
        self.wake.signal();
        Ok(count)
    }

    async fn purge(&self, which: &Which) -> Result<u64, InboxError> {
        Ok(self.table().purge(which, self.clock.now()))
    }

    async fn list(&self, which: &Which, limit: u32) -> Result<Vec<Entry>, InboxError> {
        Ok(self.table().list(which, limit, self.clock.now()))
    }

    async fn get(&self, id: EventId) -> Result<Option<(Entry, Event)>, InboxError> {
        Ok(self.table().get(id, self.clock.now()))
    }

    async fn stats(&self) -> Result<Stats, InboxError> {
        Ok(self.table().stats(self.clock.now()))
    }

    async fn wait(&self, limit: Duration) {
        let due = self.table().next_due().map_or(POLL, |due| {
            system_time(due).duration_since(system_time(self.clock.now())).unwrap_or(Duration::ZERO)
        });
        // Never no time at all: the due event may belong to a route that the caller does not claim.
        self.wake.wait(limit.min(due.clamp(Duration::from_millis(10), POLL))).await;
    }
}
