//! Which events of some puts are stored.

use super::{
    contract::Put,
    error::InboxError,
    limits::{Limits, Load},
};
use crate::event::{DuplicateKey, EventId, NewEvent};
use std::collections::HashMap;

/// A SHA-256 digest.
pub(crate) type Digest = [u8; 32];

/// What decides about an event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival {
    pub(crate) key: Option<Digest>,
    pub(crate) bytes: usize,
}

impl Arrival {
    pub(crate) fn of(event: &NewEvent) -> Self {
        Self { key: key_of(event).map(|key| *key.digest()), bytes: event.size() }
    }
}

/// The key of an event. A key without a window is none.
pub(crate) fn key_of(event: &NewEvent) -> Option<&DuplicateKey> {
    event.duplicate.as_ref().filter(|key| !key.window().is_zero())
}

/// Decides about puts in order, each of which is stored whole or not at all. `known` finds the event of a key that the
/// inbox has, `next` gives the number of a new event.
pub(crate) fn decide(
    puts: &[Vec<Arrival>],
    known: impl Fn(&Digest) -> Option<i64>,
    limits: Limits,
    mut held: Load,
    mut next: impl FnMut() -> i64,
) -> Vec<Result<Vec<Put>, InboxError>> {
    // A single event, as most puts are, is compared with no other one.
    let is_single = puts.iter().map(Vec::len).sum::<usize>() == 1;
    let mut stored = HashMap::new();
    let mut decide = |put: &Vec<Arrival>| {
        let find = |key: &Digest, stored: &HashMap<Digest, i64>| stored.get(key).copied().or_else(|| known(key));
        let mut more = Load::default();
        let mut own = HashMap::new();
        for arrival in put {
            match arrival.key {
                Some(key) if find(&key, &stored).is_some() || !is_single && own.insert(key, ()).is_some() => {}
                _ => more.add(arrival.bytes),
            }
        }
        limits.check(held, more)?;
        held.events += more.events;
        held.bytes += more.bytes;
        let number = |arrival: &Arrival| {
            if let Some(id) = arrival.key.and_then(|key| find(&key, &stored)) {
                return Put::Duplicate(EventId(id));
            }
            let id = next();
            if let Some(key) = arrival.key.filter(|_| !is_single) {
                stored.insert(key, id);
            }
            Put::Stored(EventId(id))
        };
        Ok(put.iter().map(number).collect())
    };
    puts.iter().map(&mut decide).collect()
}
