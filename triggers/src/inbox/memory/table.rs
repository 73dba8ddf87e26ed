//! The events of a `Memory`, without locks and clocks.

use crate::{
    event::{Event, EventId, Form, NewEvent},
    inbox::{
        arrivals::{Arrival, Digest, decide, key_of},
        contract::{Claim, Claimed, Entry, Failure, Lease, Put, Stats, Which},
        error::InboxError,
        limits::{Limits, Load},
        stage::{Stage, cut},
        time::{later, micros, system_time},
    },
};
use bytes::Bytes;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

/// Duplicate keys that are remembered, per event of the limit.
const KEYS_PER_EVENT: u64 = 10;

#[derive(Debug)]
pub(super) struct Table {
    limits: Limits,
    /// The bounds of what is finished.
    pub(super) keep: Limits,
    last: i64,
    rows: BTreeMap<i64, Row>,
    /// The ready events of each route.
    ready: BTreeMap<String, BTreeSet<i64>>,
    /// The claimed and delayed events, by the time that ends it.
    due: BTreeSet<(i64, i64)>,
    done: BTreeSet<i64>,
    dead: BTreeSet<i64>,
    unfinished: Load,
    finished: Load,
    keys: Keys,
    last_received: BTreeMap<String, i64>,
}

struct Row {
    route: String,
    trigger: String,
    form: Form,
    headers: Vec<(String, String)>,
    body: Bytes,
    /// The bytes of headers and body.
    size: usize,
    received_at: i64,
    stage: Stage,
    due: i64,
    attempts: u32,
    fence: i64,
    reason: Option<String>,
}

/// Prints nothing: a row holds a caller's values.
impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Row").field("stage", &self.stage).finish_non_exhaustive()
    }
}

impl Row {
    fn entry(&self, id: i64, now: i64) -> Entry {
        Entry {
            id: EventId(id),
            route: self.route.clone(),
            trigger: self.trigger.clone(),
            form: self.form,
            state: self.stage.state(self.due, now),
            attempts: self.attempts,
            received_at: system_time(self.received_at),
            size: self.size as u64,
            reason: self.reason.clone(),
        }
    }

    fn event(&self, id: i64) -> Event {
        Event {
            id: EventId(id),
            route: self.route.clone(),
            trigger: self.trigger.clone(),
            form: self.form,
            headers: self.headers.clone(),
            body: self.body.clone(),
            received_at: system_time(self.received_at),
            attempt: self.attempts,
        }
    }
}

/// The duplicate keys, and when the window of each ends.
#[derive(Debug, Default)]
struct Keys {
    events: HashMap<Digest, (i64, i64)>,
    ends: BTreeSet<(i64, Digest)>,
}

impl Keys {
    /// Forgets ended windows, and of the others all but `most`.
    fn clean(&mut self, now: i64, most: u64) {
        while let Some(&(end, digest)) = self.ends.first() {
            if end > now && self.ends.len() as u64 <= most {
                return;
            }
            self.ends.pop_first();
            self.events.remove(&digest);
        }
    }

    fn insert(&mut self, digest: Digest, event: i64, end: i64) {
        self.events.insert(digest, (event, end));
        self.ends.insert((end, digest));
    }
}

fn make_ready(ready: &mut BTreeMap<String, BTreeSet<i64>>, route: &str, id: i64) {
    match ready.get_mut(route) {
        Some(ids) => _ = ids.insert(id),
        None => _ = ready.insert(route.to_owned(), BTreeSet::from([id])),
    }
}

impl Table {
    pub(super) fn new(limits: Limits, keep: Limits) -> Self {
        Self {
            limits,
            keep,
            last: 0,
            rows: BTreeMap::new(),
            ready: BTreeMap::new(),
            due: BTreeSet::new(),
            done: BTreeSet::new(),
            dead: BTreeSet::new(),
            unfinished: Load::default(),
            finished: Load::default(),
            keys: Keys::default(),
            last_received: BTreeMap::new(),
        }
    }

    pub(super) fn put(&mut self, events: Vec<NewEvent>, now: i64) -> Result<Vec<Put>, InboxError> {
        self.keys.clean(now, self.limits.events.saturating_mul(KEYS_PER_EVENT));
        let arrivals = events.iter().map(Arrival::of).collect();
        let known = |key: &Digest| self.keys.events.get(key).map(|(id, _)| *id);
        let mut last = self.last;
        let next = || {
            last += 1;
            last
        };
        let mut decided = decide(&[arrivals], known, self.limits, self.unfinished, next);
        let puts = decided.pop().expect("each put has its answer")?;
        for (event, put) in events.into_iter().zip(&puts) {
            if let Put::Stored(id) = put {
                self.insert(id.0, event, now);
            }
        }
        Ok(puts)
    }

    fn insert(&mut self, id: i64, event: NewEvent, now: i64) {
        self.last = id;
        let received_at = micros(event.received_at);
        if let Some(key) = key_of(&event) {
            self.keys.insert(*key.digest(), id, later(now, key.window()));
        }
        match self.last_received.get_mut(&event.route) {
            Some(last) => *last = received_at.max(*last),
            None => _ = self.last_received.insert(event.route.clone(), received_at),
        }
        let size = event.size();
        self.unfinished.add(size);
        make_ready(&mut self.ready, &event.route, id);
        let NewEvent { route, trigger, form, headers, body, .. } = event;
        let row = Row {
            route,
            trigger,
            form,
            headers,
            // The bytes may be a part of a connection's buffer, which would stay as long as the event does.
            body: Bytes::copy_from_slice(&body),
            size,
            received_at,
            stage: Stage::Ready,
            due: 0,
            attempts: 0,
            fence: 0,
            reason: None,
        };
        self.rows.insert(id, row);
    }

    /// Moves an event to another stage, and its number to the set of that stage.
    fn to(&mut self, id: i64, stage: Stage, due: i64) {
        let Some(row) = self.rows.get_mut(&id) else { return };
        match row.stage {
            Stage::Ready => {
                if let Some(ready) = self.ready.get_mut(&row.route) {
                    ready.remove(&id);
                }
            }
            Stage::Claimed | Stage::Delayed => _ = self.due.remove(&(row.due, id)),
            Stage::Done => _ = self.done.remove(&id),
            Stage::Dead => _ = self.dead.remove(&id),
        }
        match (row.stage.unfinished(), stage.unfinished()) {
            (true, false) => {
                self.unfinished.remove(row.size);
                self.finished.add(row.size);
            }
            (false, true) => {
                self.finished.remove(row.size);
                self.unfinished.add(row.size);
            }
            _ => {}
        }
        (row.stage, row.due) = (stage, due);
        match stage {
            Stage::Ready => make_ready(&mut self.ready, &row.route, id),
            Stage::Claimed | Stage::Delayed => _ = self.due.insert((due, id)),
            Stage::Done => _ = self.done.insert(id),
            Stage::Dead => _ = self.dead.insert(id),
        }
        while self.finished.events > self.keep.events || self.finished.bytes > self.keep.bytes {
            let Some(oldest) = self.done.first().or(self.dead.first()).copied() else { return };
            self.remove(oldest);
        }
    }

    /// Deletes a finished event.
    fn remove(&mut self, id: i64) {
        self.done.remove(&id);
        self.dead.remove(&id);
        if let Some(row) = self.rows.remove(&id) {
            self.finished.remove(row.size);
        }
    }

    pub(super) fn claim(&mut self, claim: &Claim, now: i64) -> Vec<Claimed> {
        while let Some(&(due, id)) = self.due.first() {
            if due > now {
                break;
            }
            self.to(id, Stage::Ready, 0);
        }
        let mut claimed = Vec::new();
        while claimed.len() < claim.limit as usize {
            let wanted = |route: &str| claim.routes.is_empty() || claim.routes.iter().any(|other| other == route);
            let heads = self.ready.iter().filter(|(route, _)| wanted(route)).filter_map(|(_, ids)| ids.first());
            let Some(id) = heads.min().copied() else { break };
            self.to(id, Stage::Claimed, later(now, claim.lease));
            let Some(row) = self.rows.get_mut(&id) else { break };
            row.attempts = row.attempts.saturating_add(1);
            row.fence += 1;
            claimed.push(Claimed { lease: Lease { id: EventId(id), fence: row.fence }, event: row.event(id) });
        }
        claimed
    }

    /// The event of a lease that is still held.
    fn held(&mut self, lease: Lease) -> Option<&mut Row> {
        let row = self.rows.get_mut(&lease.id.0)?;
        (row.fence == lease.fence && matches!(row.stage, Stage::Ready | Stage::Claimed)).then_some(row)
    }

    pub(super) fn extend(&mut self, held: Lease, lease: Duration, now: i64) -> bool {
        let is_held = self.held(held).is_some();
        if is_held {
            self.to(held.id.0, Stage::Claimed, later(now, lease));
        }
        is_held
    }

    pub(super) fn done(&mut self, lease: Lease) -> bool {
        let Some(row) = self.held(lease) else { return false };
        row.fence += 1;
        self.to(lease.id.0, Stage::Done, 0);
        true
    }

    pub(super) fn failed(&mut self, lease: Lease, failure: Failure, now: i64) -> bool {
        let Some(row) = self.held(lease) else { return false };
        // The lease has ended: a second answer under it must change nothing.
        row.fence += 1;
        let (stage, due) = match failure {
            Failure::Retry { after, reason } => {
                row.reason = Some(cut(reason));
                (Stage::Delayed, later(now, after))
            }
            Failure::Dead { reason } => {
                row.reason = Some(cut(reason));
                (Stage::Dead, 0)
            }
            Failure::Release => {
                row.attempts = row.attempts.saturating_sub(1);
                (Stage::Ready, 0)
            }
        };
        self.to(lease.id.0, stage, due);
        true
    }

    /// The numbers of finished events.
    fn finished(&self, which: &Which, now: i64) -> Vec<i64> {
        let ids = self.done.iter().chain(&self.dead).copied();
        ids.filter(|id| self.rows.get(id).is_some_and(|row| which.matches(&row.entry(*id, now)))).collect()
    }

    pub(super) fn replay(&mut self, which: &Which, now: i64) -> u64 {
        let ids = self.finished(which, now);
        for id in &ids {
            self.to(*id, Stage::Ready, 0);
            if let Some(row) = self.rows.get_mut(id) {
                (row.attempts, row.fence, row.reason) = (0, row.fence + 1, None);
            }
        }
        ids.len() as u64
    }

    pub(super) fn purge(&mut self, which: &Which, now: i64) -> u64 {
        let ids = self.finished(which, now);
        for id in &ids {
            self.remove(*id);
        }
        ids.len() as u64
    }

    pub(super) fn list(&self, which: &Which, limit: u32, now: i64) -> Vec<Entry> {
        let rows = self.rows.range(which.after.map_or(i64::MIN, |after| after.0)..);
        rows.map(|(id, row)| row.entry(*id, now)).filter(|entry| which.matches(entry)).take(limit as usize).collect()
    }

    pub(super) fn get(&self, id: EventId, now: i64) -> Option<(Entry, Event)> {
        self.rows.get(&id.0).map(|row| (row.entry(id.0, now), row.event(id.0)))
    }

    pub(super) fn stats(&self, now: i64) -> Stats {
        let claimed =
            |(due, id): &&(i64, i64)| *due > now && self.rows.get(id).is_some_and(|row| row.stage == Stage::Claimed);
        let claimed = self.due.iter().filter(claimed).count() as u64;
        let oldest = self.ready.values().filter_map(BTreeSet::first).chain(self.due.iter().map(|(_, id)| id)).min();
        let mut stats = Stats {
            waiting: self.unfinished.events - claimed,
            claimed,
            done: self.done.len() as u64,
            dead: self.dead.len() as u64,
            bytes: self.unfinished.bytes + self.finished.bytes,
            oldest: oldest.and_then(|id| self.rows.get(id)).map(|row| system_time(row.received_at)),
            last_received: Vec::new(),
        };
        stats.last_received =
            self.last_received.iter().map(|(route, time)| (route.clone(), system_time(*time))).collect();
        stats
    }

    pub(super) fn next_due(&self) -> Option<i64> {
        self.due.first().map(|(due, _)| *due)
    }
}
