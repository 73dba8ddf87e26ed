//! An inbox in a database: its calls as requests to the writer and questions to the reader.

use super::{
    group::{Queue, Request},
    record::{Content, Record, Row},
};
use crate::{
    event::{Event, EventId, NewEvent},
    inbox::{
        contract::{Claim, Claimed, Entry, Failure, Lease, Put, Stats, Which},
        error::InboxError,
        seal::Seal,
        wake::{POLL, Wake},
    },
};
use async_trait::async_trait;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// Events that one transaction replays or deletes, so that a long command does not keep others from writing.
const CHUNK: usize = 500;

/// A stored event that cannot be read waits this long for its next attempt: for a right key of the seal, or a newer
/// program.
const UNREADABLE_WAITS: Duration = Duration::from_secs(60);

/// After so many attempts an event that cannot be read is a dead letter.
const UNREADABLE_ATTEMPTS: i32 = 10;

/// Reads a database.
#[async_trait]
pub(in crate::inbox) trait Reader: Send + Sync + 'static {
    /// Whether a claim of all routes would find an event.
    async fn claimable(&self) -> Result<bool, InboxError>;

    /// Events by number.
    async fn rows(&self, which: &Which, limit: u32) -> Result<Vec<Row>, InboxError>;

    /// These events with their contents.
    async fn contents(&self, ids: &[i64]) -> Result<Vec<(Row, Content)>, InboxError>;

    /// The numbers of done and dead events.
    async fn finished(&self, which: &Which) -> Result<Vec<i64>, InboxError>;

    async fn stats(&self) -> Result<Stats, InboxError>;
}

/// An inbox in a database.
pub(in crate::inbox) struct Database<R> {
    queue: Queue,
    reader: R,
    seal: Option<Arc<dyn Seal>>,
    wake: Wake,
}

impl<R: Reader> Database<R> {
    pub(in crate::inbox) fn new(queue: Queue, reader: R, seal: Option<Arc<dyn Seal>>) -> Self {
        Self { queue, reader, seal, wake: Wake::default() }
    }

    pub(in crate::inbox) async fn put(&self, events: Vec<NewEvent>) -> Result<Vec<Put>, InboxError> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let records = events.iter().map(|event| Record::of(event, self.seal.as_deref())).collect::<Result<_, _>>()?;
        let puts = self.queue.call(Request::Put(records)).await?.puts();
        self.wake.signal();
        Ok(puts)
    }

    pub(in crate::inbox) async fn claim(&self, claim: &Claim) -> Result<Vec<Claimed>, InboxError> {
        self.wake.claims();
        // An inbox without events is asked often, and must not write then.
        if claim.limit == 0 || !self.reader.claimable().await? {
            return Ok(Vec::new());
        }
        let leases = self.queue.call(Request::Claim(claim.clone())).await?.leases();
        if leases.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<_> = leases.iter().map(|lease| lease.id.0).collect();
        let mut claimed = Vec::with_capacity(leases.len());
        let mut unreadable = None;
        for (row, content) in self.reader.contents(&ids).await? {
            let Some(lease) = leases.iter().find(|lease| lease.id.0 == row.id) else { continue };
            match row.event(content, self.seal.as_deref()) {
                Ok(event) => claimed.push(Claimed { lease: *lease, event }),
                Err(error) => {
                    let reason = error.to_string();
                    let failure = match row.attempts {
                        ..UNREADABLE_ATTEMPTS => Failure::Retry { after: UNREADABLE_WAITS, reason },
                        _ => Failure::Dead { reason },
                    };
                    self.queue.call(Request::Failed(*lease, failure)).await?;
                    unreadable = Some(error);
                }
            }
        }
        match unreadable {
            Some(error) if claimed.is_empty() => Err(error),
            _ => Ok(claimed),
        }
    }

    pub(in crate::inbox) async fn extend(&self, leases: &[Lease], lease: Duration) -> Result<Vec<bool>, InboxError> {
        if leases.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.queue.call(Request::Extend(leases.to_vec(), lease)).await?.held())
    }

    pub(in crate::inbox) async fn done(&self, leases: &[Lease]) -> Result<Vec<bool>, InboxError> {
        if leases.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.queue.call(Request::Done(leases.to_vec())).await?.held())
    }

    pub(in crate::inbox) async fn failed(&self, lease: Lease, failure: Failure) -> Result<bool, InboxError> {
        let held = self.queue.call(Request::Failed(lease, failure)).await?.held();
        self.wake.signal();
        Ok(held == [true])
    }

    pub(in crate::inbox) async fn replay(&self, which: &Which) -> Result<u64, InboxError> {
        // The numbers are read first: an event that is done again meanwhile is not replayed twice.
        let mut count = 0;
        for ids in self.reader.finished(which).await?.chunks(CHUNK) {
            count += self.queue.call(Request::Replay(ids.to_vec())).await?.count();
            self.wake.signal();
        }
        Ok(count)
    }

    pub(in crate::inbox) async fn purge(&self, which: &Which) -> Result<u64, InboxError> {
        let mut count = 0;
        for ids in self.reader.finished(which).await?.chunks(CHUNK) {
            count += self.queue.call(Request::Purge(ids.to_vec())).await?.count();
        }
        Ok(count)
    }

    pub(in crate::inbox) async fn list(&self, which: &Which, limit: u32) -> Result<Vec<Entry>, InboxError> {
        self.reader.rows(which, limit).await?.into_iter().map(Row::entry).collect()
    }

    pub(in crate::inbox) async fn get(&self, id: EventId) -> Result<Option<(Entry, Event)>, InboxError> {
        let Some((row, content)) = self.reader.contents(&[id.0]).await?.pop() else { return Ok(None) };
        let event = row.event(content, self.seal.as_deref())?;
        Ok(Some((row.entry()?, event)))
    }

    pub(in crate::inbox) async fn stats(&self) -> Result<Stats, InboxError> {
        self.reader.stats().await
    }

    pub(in crate::inbox) async fn wait(&self, limit: Duration) {
        let start = Instant::now();
        loop {
            let rest = limit.saturating_sub(start.elapsed());
            // A store that fails does not end the wait: the caller's next claim gets the error.
            if rest.is_zero() || self.wake.wait(rest.min(POLL)).await || self.reader.claimable().await.unwrap_or(false)
            {
                return;
            }
        }
    }
}

/// Implements the trait by a field `database`.
macro_rules! inbox_by_database {
    ($inbox:ty) => {
        #[async_trait::async_trait]
        impl $crate::inbox::contract::Inbox for $inbox {
            async fn put(&self, events: Vec<NewEvent>) -> Result<Vec<Put>, InboxError> {
                self.database.put(events).await
            }

            async fn claim(&self, claim: &Claim) -> Result<Vec<Claimed>, InboxError> {
                self.database.claim(claim).await
            }

            async fn extend(&self, leases: &[Lease], lease: Duration) -> Result<Vec<bool>, InboxError> {
                self.database.extend(leases, lease).await
            }

            async fn done(&self, leases: &[Lease]) -> Result<Vec<bool>, InboxError> {
                self.database.done(leases).await
            }

            async fn failed(&self, lease: Lease, failure: Failure) -> Result<bool, InboxError> {
                self.database.failed(lease, failure).await
            }

            async fn replay(&self, which: &Which) -> Result<u64, InboxError> {
                self.database.replay(which).await
            }

            async fn purge(&self, which: &Which) -> Result<u64, InboxError> {
                self.database.purge(which).await
            }

            async fn list(&self, which: &Which, limit: u32) -> Result<Vec<Entry>, InboxError> {
                self.database.list(which, limit).await
            }

            async fn get(&self, id: EventId) -> Result<Option<(Entry, Event)>, InboxError> {
                self.database.get(id).await
            }

            async fn stats(&self) -> Result<Stats, InboxError> {
                self.database.stats().await
            }

            async fn wait(&self, limit: Duration) {
                self.database.wait(limit).await;
            }
        }
    };
}
pub(in crate::inbox) use inbox_by_database;
