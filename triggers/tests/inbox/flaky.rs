//! A store that fails at random, before or after it has done what it was asked for.

use super::store::{MINUTE, keyed};
use async_trait::async_trait;
use connector_triggers::{
    Event, EventId, Inbox, NewEvent,
    inbox::{
        Claim, Claimed, Entry, Failure, InboxError, InboxErrorKind, Lease, Limits, Memory, Put, State, Stats, Which,
    },
};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
    time::Duration,
};

/// An inbox that fails every few calls.
struct Flaky<I> {
    inbox: I,
    random: Mutex<fastrand::Rng>,
}

impl<I> Flaky<I> {
    fn fails(&self) -> Result<(), InboxError> {
        match self.random.lock().unwrap().u8(..6) {
            0 => Err(InboxError::new(InboxErrorKind::Unavailable, "at random")),
            _ => Ok(()),
        }
    }
}

#[async_trait]
impl<I: Inbox> Inbox for Flaky<I> {
    async fn put(&self, events: Vec<NewEvent>) -> Result<Vec<Put>, InboxError> {
        self.fails()?;
        let puts = self.inbox.put(events).await?;
        self.fails().map(|()| puts)
    }

    async fn claim(&self, claim: &Claim) -> Result<Vec<Claimed>, InboxError> {
        self.fails()?;
        let claimed = self.inbox.claim(claim).await?;
        self.fails().map(|()| claimed)
    }

    async fn extend(&self, leases: &[Lease], lease: Duration) -> Result<Vec<bool>, InboxError> {
        self.fails()?;
        self.inbox.extend(leases, lease).await
    }

    async fn done(&self, leases: &[Lease]) -> Result<Vec<bool>, InboxError> {
        self.fails()?;
        let held = self.inbox.done(leases).await?;
        self.fails().map(|()| held)
    }

    async fn failed(&self, lease: Lease, failure: Failure) -> Result<bool, InboxError> {
        self.fails()?;
        let held = self.inbox.failed(lease, failure).await?;
        self.fails().map(|()| held)
    }

    async fn replay(&self, which: &Which) -> Result<u64, InboxError> {
        self.inbox.replay(which).await
    }

    async fn purge(&self, which: &Which) -> Result<u64, InboxError> {
        self.inbox.purge(which).await
    }

    async fn list(&self, which: &Which, limit: u32) -> Result<Vec<Entry>, InboxError> {
        self.inbox.list(which, limit).await
    }

    async fn get(&self, id: EventId) -> Result<Option<(Entry, Event)>, InboxError> {
        self.inbox.get(id).await
    }

    async fn stats(&self) -> Result<Stats, InboxError> {
        self.inbox.stats().await
    }

    async fn wait(&self, limit: Duration) {
        self.inbox.wait(limit).await;
    }
}

/// A sender repeats what failed, a consumer goes on: each accepted event is stored once and done, and none is delivered
/// after `done` returned.
#[tokio::test]
async fn a_store_that_fails_loses_nothing() {
    let seed = fastrand::u64(..1_000_000);
    println!("seed {seed}");
    let memory = Memory::with_limits(Limits::new(10_000, 1 << 20));
    let inbox = Arc::new(Flaky { inbox: memory, random: Mutex::new(fastrand::Rng::with_seed(seed)) });
    let mut accepted = HashMap::new();
    for number in 0..300 {
        let key = number.to_string();
        let put = loop {
            if let Ok(put) = inbox.put(vec![keyed(&key, &key, MINUTE)]).await {
                break put[0];
            }
        };
        assert!(accepted.insert(put.id(), key).is_none(), "seed {seed}: one event for two keys");
    }
    let mut done: HashSet<EventId> = HashSet::new();
    let lease = Duration::from_millis(5);
    while inbox.stats().await.unwrap().done < 300 {
        for claimed in inbox.claim(&Claim::new(7, lease)).await.unwrap_or_default() {
            assert!(!done.contains(&claimed.event.id), "seed {seed}: {} again", claimed.event.id);
            if let Ok(held) = inbox.done(&[claimed.lease]).await
                && held == [true]
            {
                done.insert(claimed.event.id);
            }
        }
        inbox.wait(lease).await;
    }
    let entries = inbox.list(&Which::default(), 1_000).await.unwrap();
    assert_eq!(entries.len(), 300, "seed {seed}");
    assert!(entries.iter().all(|entry| entry.state == State::Done && accepted.contains_key(&entry.id)), "seed {seed}");
}
