//! What a receiver has done.

use crate::event::Form;
use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// What a receiver has done since it was built.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Snapshot {
    /// By route, in the order in which they were added.
    pub routes: Vec<RouteSnapshot>,
    /// Requests to no route: answered with 404.
    pub unrouted: u64,
}

/// What a receiver has done for one route since it was built.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct RouteSnapshot {
    /// The name of the route.
    pub route: String,
    /// Its form.
    pub form: Form,
    /// All requests.
    pub received: u64,
    /// Requests that the inbox has stored, also those whose sender did not wait for the answer.
    pub stored: u64,
    /// Requests that the inbox had already.
    pub duplicates: u64,
    /// Questions that were answered.
    pub handshakes: u64,
    /// Requests that were refused for what they are: a status of 400 to 499.
    pub refused: u64,
    /// Requests that were refused for the state of the receiver or the inbox: status 503.
    pub failed: u64,
    /// Requests whose sender disconnected before they were received wholly.
    pub abandoned: u64,
    /// When the last event arrived that was stored or a duplicate.
    pub last_received: Option<SystemTime>,
}

#[derive(Default)]
pub(crate) struct Counters {
    received: AtomicU64,
    stored: AtomicU64,
    duplicates: AtomicU64,
    handshakes: AtomicU64,
    refused: AtomicU64,
    failed: AtomicU64,
    abandoned: AtomicU64,
    /// In milliseconds since 1970; 0 for never.
    last_received: AtomicU64,
}

/// How a request ended.
#[derive(Clone, Copy)]
pub(crate) enum End {
    Stored(SystemTime),
    Duplicate(SystemTime),
    Handshake,
    Refused,
    Failed,
}

impl Counters {
    pub(crate) fn end(&self, end: End) {
        match end {
            End::Stored(at) => {
                self.stored.fetch_add(1, Relaxed);
                self.accepted(at);
            }
            End::Duplicate(at) => {
                self.duplicates.fetch_add(1, Relaxed);
                self.accepted(at);
            }
            End::Handshake => drop(self.handshakes.fetch_add(1, Relaxed)),
            End::Refused => drop(self.refused.fetch_add(1, Relaxed)),
            End::Failed => drop(self.failed.fetch_add(1, Relaxed)),
        }
    }

    fn accepted(&self, at: SystemTime) {
        let since = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        self.last_received.fetch_max(u64::try_from(since).unwrap_or(u64::MAX), Relaxed);
    }

    pub(crate) fn snapshot(&self, route: &str, form: Form) -> RouteSnapshot {
        let last_received = match self.last_received.load(Relaxed) {
            0 => None,
            millis => UNIX_EPOCH.checked_add(Duration::from_millis(millis)),
        };
        RouteSnapshot {
            route: route.to_owned(),
            form,
            received: self.received.load(Relaxed),
            stored: self.stored.load(Relaxed),
            duplicates: self.duplicates.load(Relaxed),
            handshakes: self.handshakes.load(Relaxed),
            refused: self.refused.load(Relaxed),
            failed: self.failed.load(Relaxed),
            abandoned: self.abandoned.load(Relaxed),
            last_received,
        }
    }
}

/// A request that is being received. If it is dropped without an end, its sender has disconnected.
pub(crate) struct Receiving<'a> {
    counters: &'a Counters,
    has_ended: bool,
}

impl<'a> Receiving<'a> {
    pub(crate) fn begin(counters: &'a Counters) -> Self {
        counters.received.fetch_add(1, Relaxed);
        Self { counters, has_ended: false }
    }

    pub(crate) fn end(mut self, end: End) {
        self.has_ended = true;
        self.counters.end(end);
    }

    /// Another task counts the end.
    pub(crate) fn leave(mut self) {
        self.has_ended = true;
    }
}

impl Drop for Receiving<'_> {
    fn drop(&mut self) {
        if !self.has_ended {
            self.counters.abandoned.fetch_add(1, Relaxed);
        }
    }
}
