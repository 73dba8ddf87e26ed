//! What each inbox does: the trait, and what its methods take and return.

use super::error::InboxError;
use crate::event::{Event, EventId, Form, NewEvent};
use async_trait::async_trait;
use std::time::{Duration, SystemTime};

/// A store of events. All methods are safe to call from several tasks; the databases also from several processes.
#[async_trait]
pub trait Inbox: Send + Sync + 'static {
    /// Stores events. When it returns, each event survives a crash of the process; for the databases also a power cut.
    /// All of the batch is stored, or none of it.
    ///
    /// # Errors
    /// [`InboxErrorKind::Full`](super::InboxErrorKind::Full) if a limit of the inbox is reached, and failures of the store.
    async fn put(&self, events: Vec<NewEvent>) -> Result<Vec<Put>, InboxError>;

    /// Claims up to `claim.limit` waiting events, the oldest first, for `claim.lease`. Returns at once, also with none.
    ///
    /// # Errors
    /// Failures of the store.
    async fn claim(&self, claim: &Claim) -> Result<Vec<Claimed>, InboxError>;

    /// Extends leases: each ends `lease` from now. Returns, for each one, whether it was still held. A lease whose time is
    /// over is held until another consumer claims the event, so that a late answer still counts where it can.
    ///
    /// # Errors
    /// Failures of the store.
    async fn extend(&self, leases: &[Lease], lease: Duration) -> Result<Vec<bool>, InboxError>;

    /// Marks events as done. Returns, for each one, whether its lease was still held; if not, nothing changes, because
    /// another consumer has the event.
    ///
    /// # Errors
    /// Failures of the store.
    async fn done(&self, leases: &[Lease]) -> Result<Vec<bool>, InboxError>;

    /// Ends a lease without success. Returns whether it was still held.
    ///
    /// # Errors
    /// Failures of the store.
    async fn failed(&self, lease: Lease, failure: Failure) -> Result<bool, InboxError>;

    /// Makes done and dead events wait again. Returns how many. Their attempts start anew, without a reason.
    ///
    /// # Errors
    /// Failures of the store.
    async fn replay(&self, which: &Which) -> Result<u64, InboxError>;

    /// Deletes done and dead events. Returns how many. Waiting and claimed events stay.
    ///
    /// # Errors
    /// Failures of the store.
    async fn purge(&self, which: &Which) -> Result<u64, InboxError>;

    /// Lists events by id, the oldest first, at most `limit`, without their bodies.
    ///
    /// # Errors
    /// Failures of the store.
    async fn list(&self, which: &Which, limit: u32) -> Result<Vec<Entry>, InboxError>;

    /// One event with its body, whatever its state; `None` if the inbox does not have it.
    ///
    /// # Errors
    /// Failures of the store.
    async fn get(&self, id: EventId) -> Result<Option<(Entry, Event)>, InboxError>;

    /// Counts by state, and the age of the oldest waiting event.
    ///
    /// # Errors
    /// Failures of the store.
    async fn stats(&self) -> Result<Stats, InboxError>;

    /// Waits until an event may be there to claim, or until `limit` has passed. A store that is not told of the events
    /// of other processes waits for less than a second.
    async fn wait(&self, limit: Duration);
}

/// What `put` did with one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is stored under this number.
    Stored(EventId),
    /// The inbox has it already, under this number.
    Duplicate(EventId),
}

impl Put {
    /// The number of the event.
    pub fn id(self) -> EventId {
        match self {
            Self::Stored(id) | Self::Duplicate(id) => id,
        }
    }
}

/// What a consumer asks for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Claim {
    /// At most so many events.
    pub limit: u32,
    /// How long the consumer may hold each before it must extend the lease.
    pub lease: Duration,
    /// Only events of these routes; all if empty.
    pub routes: Vec<String>,
}

impl Claim {
    /// A claim of events of any route.
    pub fn new(limit: u32, lease: Duration) -> Self {
        Self { limit, lease, routes: Vec::new() }
    }
}

/// The right to finish one event. A later claim of the same event has another `fence`, so that an answer under an ended
/// lease changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lease {
    /// The event.
    pub id: EventId,
    /// Grows with each claim of this event.
    pub fence: i64,
}

/// A claimed event and its lease.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// For `extend`, `done` and `failed`.
    pub lease: Lease,
    /// The event.
    pub event: Event,
}

/// Why a lease ends without success, and what happens to the event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// The event waits for `after`, then can be claimed again.
    Retry {
        /// The time until the next attempt.
        after: Duration,
        /// Why, for people; at most 1,000 characters are stored.
        reason: String,
    },
    /// The event becomes a dead letter.
    Dead {
        /// Why, for people; at most 1,000 characters are stored.
        reason: String,
    },
    /// The consumer gives the event back untried. The attempt does not count.
    Release,
}

/// The state of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum State {
    /// It can be claimed, now or after a delay.
    Waiting,
    /// A consumer has it.
    Claimed,
    /// A handler has finished it.
    Done,
    /// No consumer tries it again.
    Dead,
}

/// Which events a command means. Every condition that is set must hold.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Which {
    /// These events.
    pub ids: Option<Vec<EventId>>,
    /// Events in this state.
    pub state: Option<State>,
    /// Events of this route.
    pub route: Option<String>,
    /// Events received at this time or later.
    pub since: Option<SystemTime>,
    /// Events received before this time.
    pub before: Option<SystemTime>,
    /// Events with a larger number: the last one of the page before.
    pub after: Option<EventId>,
}

/// An event without its body and headers.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Entry {
    /// Its number.
    pub id: EventId,
    /// The route that received it.
    pub route: String,
    /// The operation id of the trigger.
    pub trigger: String,
    /// How its body contains the payload.
    pub form: Form,
    /// Its state.
    pub state: State,
    /// How often it was claimed, without claims that were given back.
    pub attempts: u32,
    /// When it arrived.
    pub received_at: SystemTime,
    /// The size of its headers and its body in bytes.
    pub size: u64,
    /// Why it failed the last time.
    pub reason: Option<String>,
}

/// The number of events by state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Events that can be claimed, now or after a delay.
    pub waiting: u64,
    /// Events that a consumer has.
    pub claimed: u64,
    /// Finished events.
    pub done: u64,
    /// Dead letters.
    pub dead: u64,
    /// The sum of the sizes of the headers and bodies of all events, in bytes.
    pub bytes: u64,
    /// When the event with the smallest number arrived that is waiting or claimed.
    pub oldest: Option<SystemTime>,
    /// When the last event of each route arrived, by route; also where all of them are purged.
    pub last_received: Vec<(String, SystemTime)>,
}
