//! A store under test.

use async_trait::async_trait;
use connector_triggers::{
    DuplicateKey, Event, Form, Inbox, NewEvent,
    inbox::{Claim, Claimed, InboxErrorKind, Limits, Put},
};
use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

pub(super) const MINUTE: Duration = Duration::from_secs(60);

/// A store with a clock that only the test moves.
#[async_trait]
pub(super) trait Store: Send + Sync {
    /// Opens the store. A database has what an earlier inbox stored.
    async fn open(&self, limits: Limits) -> Arc<dyn Inbox>;

    /// Moves the clock by this many seconds, forwards or backwards.
    async fn step(&self, seconds: i64);

    /// Opens the store with limits that no test reaches.
    async fn inbox(&self) -> Arc<dyn Inbox> {
        self.open(Limits::new(1_000_000, 1 << 30)).await
    }
}

/// A time of arrival: `seconds` after a fixed one.
pub(super) fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds)
}

/// The bytes of the headers of an [`event`].
pub(super) const HEADERS: u64 = 28;

/// An event of the route `route` that has no duplicates.
pub(super) fn event(body: &str) -> NewEvent {
    NewEvent {
        route: "route".to_owned(),
        trigger: "Trigger".to_owned(),
        form: Form::Payload,
        headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
        body: body.to_owned().into(),
        duplicate: None,
        received_at: at(0),
    }
}

/// An event of another route.
pub(super) fn event_of(route: &str, body: &str) -> NewEvent {
    NewEvent { route: route.to_owned(), ..event(body) }
}

/// An event with an id, whose duplicates are known for `window`.
pub(super) fn keyed(id: &str, body: &str, window: Duration) -> NewEvent {
    NewEvent { duplicate: Some(DuplicateKey::of_id("route", id.as_bytes(), window)), ..event(body) }
}

/// Stores events without duplicates.
pub(super) async fn put(inbox: &dyn Inbox, bodies: &[&str]) -> Vec<Put> {
    inbox.put(bodies.iter().map(|body| event(body)).collect()).await.unwrap()
}

/// Claims for a minute.
pub(super) async fn claim(inbox: &dyn Inbox, limit: u32) -> Vec<Claimed> {
    inbox.claim(&Claim::new(limit, MINUTE)).await.unwrap()
}

/// Claims the one event that is there.
pub(super) async fn claim_one(inbox: &dyn Inbox) -> Claimed {
    let mut claimed = claim(inbox, 10).await;
    assert_eq!(claimed.len(), 1);
    claimed.remove(0)
}

/// The bodies of claimed events, in order.
pub(super) fn bodies(claimed: &[Claimed]) -> Vec<String> {
    claimed.iter().map(|claimed| body(&claimed.event)).collect()
}

pub(super) fn body(event: &Event) -> String {
    String::from_utf8(event.body.to_vec()).unwrap()
}

/// The kind of the error of a `put`.
pub(super) async fn refused(inbox: &dyn Inbox, events: Vec<NewEvent>) -> InboxErrorKind {
    inbox.put(events).await.unwrap_err().kind()
}
