//! An inbox that a test controls, and a client without a network.

use async_trait::async_trait;
use bytes::Bytes;
use connector_triggers::{
    Event, EventId, Inbox, NewEvent,
    inbox::{Claim, Claimed, Entry, Failure, InboxError, InboxErrorKind, Lease, Put, Stats, Which},
    receiver::{Auth, Limits, Receiver, Route},
};
use http::{HeaderMap, Request, Response, request::Builder};
use http_body_util::{BodyExt as _, Full};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, UNIX_EPOCH},
};
use tokio::sync::Semaphore;
use tower_service::Service as _;

/// What the fake inbox does with an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mood {
    #[default]
    Stores,
    IsFull,
    Fails,
    Panics,
    /// Says that it has stored no event.
    Forgets,
}

/// An inbox that only puts. Events with an equal duplicate key are duplicates, whatever the window.
pub(crate) struct Fake {
    state: Mutex<State>,
    /// Each `put` takes one permit.
    pub(crate) gate: Semaphore,
}

#[derive(Default)]
struct State {
    mood: Mood,
    events: Vec<NewEvent>,
    keys: HashMap<[u8; 32], EventId>,
}

impl Fake {
    pub(crate) fn new() -> Arc<Self> {
        let gate = Semaphore::new(Semaphore::MAX_PERMITS);
        Arc::new(Self { state: Mutex::default(), gate })
    }

    /// An inbox whose `put` waits for a permit.
    pub(crate) fn closed() -> Arc<Self> {
        Arc::new(Self { state: Mutex::default(), gate: Semaphore::new(0) })
    }

    pub(crate) fn is(self: &Arc<Self>, mood: Mood) -> Arc<Self> {
        self.state.lock().unwrap().mood = mood;
        self.clone()
    }

    pub(crate) fn events(&self) -> Vec<NewEvent> {
        self.state.lock().unwrap().events.clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.state.lock().unwrap().events.len()
    }
}

#[async_trait]
impl Inbox for Fake {
    async fn put(&self, events: Vec<NewEvent>) -> Result<Vec<Put>, InboxError> {
        self.gate.acquire().await.unwrap().forget();
        let mood = self.state.lock().unwrap().mood;
        match mood {
            Mood::Stores => {}
            Mood::IsFull => return Err(InboxError::new(InboxErrorKind::Full, "full")),
            Mood::Fails => return Err(InboxError::new(InboxErrorKind::Unavailable, "no disk")),
            Mood::Panics => panic!("the store has a fault"),
            Mood::Forgets => return Ok(Vec::new()),
        }
        let mut state = self.state.lock().unwrap();
        let mut puts = Vec::new();
        for event in events {
            let key = event.duplicate.as_ref().map(|key| *key.digest());
            if let Some(id) = key.and_then(|key| state.keys.get(&key).copied()) {
                puts.push(Put::Duplicate(id));
                continue;
            }
            let id = EventId(i64::try_from(state.events.len()).unwrap() + 1);
            if let Some(key) = key {
                state.keys.insert(key, id);
            }
            state.events.push(event);
            puts.push(Put::Stored(id));
        }
        Ok(puts)
    }

    async fn claim(&self, _: &Claim) -> Result<Vec<Claimed>, InboxError> {
        Ok(Vec::new())
    }

    async fn extend(&self, _: &[Lease], _: Duration) -> Result<Vec<bool>, InboxError> {
        Ok(Vec::new())
    }

    async fn done(&self, _: &[Lease]) -> Result<Vec<bool>, InboxError> {
        Ok(Vec::new())
    }

    async fn failed(&self, _: Lease, _: Failure) -> Result<bool, InboxError> {
        Ok(false)
    }

    async fn replay(&self, _: &Which) -> Result<u64, InboxError> {
        Ok(0)
    }

    async fn purge(&self, _: &Which) -> Result<u64, InboxError> {
        Ok(0)
    }

    async fn list(&self, _: &Which, _: u32) -> Result<Vec<Entry>, InboxError> {
        Ok(Vec::new())
    }

    async fn get(&self, _: EventId) -> Result<Option<(Entry, Event)>, InboxError> {
        Ok(None)
    }

    async fn stats(&self) -> Result<Stats, InboxError> {
        Ok(Stats::default())
    }

    async fn wait(&self, _: Duration) {}
}

/// An answer, read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// A receiver with one route.
pub(crate) fn one(inbox: &Arc<Fake>, route: Route) -> Receiver {
    Receiver::builder(inbox.clone()).route(route).build().unwrap()
}

pub(crate) fn limited(inbox: &Arc<Fake>, limits: Limits) -> Receiver {
    Receiver::builder(inbox.clone()).route(open()).limits(limits).build().unwrap()
}

/// A route that anyone may post to: `/open/{trigger}`.
pub(crate) fn open() -> Route {
    Route::payload("service", "/open/{trigger}", Auth::none_anyone_may_post())
}

/// A POST of JSON.
pub(crate) fn post(path: &str) -> Builder {
    Request::post(path).header("content-type", "application/json")
}

pub(crate) fn full(request: Builder, body: impl Into<Bytes>) -> Request<Full<Bytes>> {
    request.body(Full::new(body.into())).unwrap()
}

pub(crate) async fn send<B>(receiver: &Receiver, request: Request<B>) -> Answer
where
    B: http_body::Body + Send + 'static,
    B::Data: Send,
{
    let response: Response<_> = receiver.clone().call(request).await.unwrap();
    read(response).await
}

pub(crate) async fn read(response: Response<connector_triggers::receiver::ResponseBody>) -> Answer {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer { status: parts.status.as_u16(), headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
}

/// The status of the answer to a POST of this body.
pub(crate) async fn status(receiver: &Receiver, request: Builder, body: impl Into<Bytes>) -> u16 {
    send(receiver, full(request, body)).await.status
}

/// The present time in seconds since 1970.
pub(crate) fn now() -> u64 {
    std::time::SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// Waits until it holds; fails after some seconds.
pub(crate) async fn until(holds: impl Fn() -> bool) {
    let wait = async {
        while !holds() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), wait).await.unwrap();
}
