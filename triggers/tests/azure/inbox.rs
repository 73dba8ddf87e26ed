//! An inbox for tests: it keeps events in memory, refuses on demand, and drops duplicates by their key.

use async_trait::async_trait;
use connector_triggers::{
    Event, EventId, Inbox, NewEvent,
    inbox::{Claim, Claimed, Entry, Failure, InboxError, InboxErrorKind, Lease, Put, Stats, Which},
};
use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Mutex,
    time::Duration,
};

/// What `put` does instead of storing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Nothing is stored.
    Error(InboxErrorKind),
    /// All is stored, and the answer is a failure.
    StoredAndFailed,
}

#[derive(Default)]
struct State {
    events: Vec<NewEvent>,
    /// The numbers in the bodies of events.
    numbers: HashSet<String>,
    keys: HashMap<[u8; 32], i64>,
    refusals: VecDeque<Refusal>,
    refused_stats: VecDeque<InboxErrorKind>,
    capacity: Option<usize>,
    chaos: Option<(fastrand::Rng, u32)>,
    delay: Duration,
    puts: usize,
}

#[derive(Default)]
pub(crate) struct TestInbox(Mutex<State>);

impl TestInbox {
    /// The next `put` is refused.
    pub(crate) fn refuse(&self, refusal: Refusal) {
        self.0.lock().unwrap().refusals.push_back(refusal);
    }

    /// The next `stats` is refused.
    pub(crate) fn refuse_stats(&self, kind: InboxErrorKind) {
        self.0.lock().unwrap().refused_stats.push_back(kind);
    }

    /// It is full with so many events.
    pub(crate) fn limit(&self, capacity: usize) {
        self.0.lock().unwrap().capacity = Some(capacity);
    }

    /// From now on, so many of a hundred calls of `put` are refused at random.
    pub(crate) fn chaos(&self, seed: u64, percent: u32) {
        self.0.lock().unwrap().chaos = Some((fastrand::Rng::with_seed(seed), percent));
    }

    /// From now on, `put` takes so long.
    pub(crate) fn slow(&self, delay: Duration) {
        self.0.lock().unwrap().delay = delay;
    }

    pub(crate) fn events(&self) -> Vec<NewEvent> {
        self.0.lock().unwrap().events.clone()
    }

    /// The bodies as text.
    pub(crate) fn bodies(&self) -> Vec<String> {
        self.events().iter().map(|event| String::from_utf8(event.body.to_vec()).unwrap()).collect()
    }

    /// Whether an event with this number in its body is stored.
    pub(crate) fn has_number(&self, number: &str) -> bool {
        self.0.lock().unwrap().numbers.contains(number)
    }

    /// How often `put` was called.
    pub(crate) fn puts(&self) -> usize {
        self.0.lock().unwrap().puts
    }
}

#[async_trait]
impl Inbox for TestInbox {
    async fn put(&self, events: Vec<NewEvent>) -> Result<Vec<Put>, InboxError> {
        let delay = self.0.lock().unwrap().delay;
        tokio::time::sleep(delay).await;
        let mut state = self.0.lock().unwrap();
        state.puts += 1;
        let refusal = state.refusals.pop_front().or_else(|| {
            let (random, percent) = state.chaos.as_mut()?;
            (random.u32(0..100) < *percent).then(|| match random.u32(0..3) {
                0 => Refusal::Error(InboxErrorKind::Full),
                1 => Refusal::Error(InboxErrorKind::Unavailable),
                _ => Refusal::StoredAndFailed,
            })
        });
        if let Some(Refusal::Error(kind)) = refusal {
            return Err(InboxError::new(kind, "refused"));
        }
        let is_new = |event: &&NewEvent| !state.keys.contains_key(event.duplicate.as_ref().unwrap().digest());
        let new = events.iter().filter(is_new).count();
        if state.capacity.is_some_and(|capacity| state.events.len() + new > capacity) {
            return Err(InboxError::new(InboxErrorKind::Full, "full"));
        }
        let mut puts = Vec::new();
        for event in events {
            let key = *event.duplicate.as_ref().unwrap().digest();
            puts.push(match state.keys.get(&key) {
                Some(number) => Put::Duplicate(EventId(*number)),
                None => {
                    let number = state.events.len() as i64;
                    state.keys.insert(key, number);
                    let text = String::from_utf8_lossy(&event.body).into_owned();
                    let digits = text.split("\"number\":").nth(1).and_then(|rest| rest.split('}').next());
                    state.numbers.extend(digits.map(str::to_owned));
                    state.events.push(event);
                    Put::Stored(EventId(number))
                }
            });
        }
        match refusal {
            Some(_) => Err(InboxError::new(InboxErrorKind::Unavailable, "the answer is lost")),
            None => Ok(puts),
        }
    }

    async fn stats(&self) -> Result<Stats, InboxError> {
        let mut state = self.0.lock().unwrap();
        if let Some(kind) = state.refused_stats.pop_front() {
            return Err(InboxError::new(kind, "refused"));
        }
        let mut stats = Stats::default();
        stats.waiting = state.events.len() as u64;
        Ok(stats)
    }

    async fn claim(&self, _: &Claim) -> Result<Vec<Claimed>, InboxError> {
        Err(not_for_this())
    }

    async fn extend(&self, _: &[Lease], _: Duration) -> Result<Vec<bool>, InboxError> {
        Err(not_for_this())
    }

    async fn done(&self, _: &[Lease]) -> Result<Vec<bool>, InboxError> {
        Err(not_for_this())
    }

    async fn failed(&self, _: Lease, _: Failure) -> Result<bool, InboxError> {
        Err(not_for_this())
    }

    async fn replay(&self, _: &Which) -> Result<u64, InboxError> {
        Err(not_for_this())
    }

    async fn purge(&self, _: &Which) -> Result<u64, InboxError> {
        Err(not_for_this())
    }

    async fn list(&self, _: &Which, _: u32) -> Result<Vec<Entry>, InboxError> {
        Err(not_for_this())
    }

    async fn get(&self, _: EventId) -> Result<Option<(Entry, Event)>, InboxError> {
        Err(not_for_this())
    }

    async fn wait(&self, limit: Duration) {
        tokio::time::sleep(limit).await;
    }
}

fn not_for_this() -> InboxError {
    InboxError::new(InboxErrorKind::Invalid, "a pull only puts")
}
