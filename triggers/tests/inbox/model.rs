//! Random operations on a store and on a model that is too simple to be wrong.

use super::store::{HEADERS, MINUTE, Store, at, event_of};
use connector_triggers::{
    DuplicateKey, EventId, NewEvent,
    inbox::{Claim, Failure, InboxErrorKind, Lease, Limits, Put, State, Which},
};
use std::time::Duration;

const LIMIT: u64 = 12;

/// An event of the model.
struct Known {
    id: EventId,
    route: String,
    state: State,
    /// The second at which a claim or a delay ends.
    due: i64,
    attempts: u32,
    /// The lease whose answer counts.
    lease: Option<Lease>,
    reason: Option<String>,
}

impl Known {
    fn is_unfinished(&self) -> bool {
        matches!(self.state, State::Waiting | State::Claimed)
    }
}

#[derive(Default)]
struct Model {
    now: i64,
    events: Vec<Known>,
    /// Key, event, end of the window.
    keys: Vec<(u8, EventId, i64)>,
    /// Each lease that there was.
    leases: Vec<Lease>,
}

/// Runs random operations. `MODEL_SEED` repeats a run.
pub(super) async fn agrees(store: &impl Store) {
    let seed = std::env::var("MODEL_SEED").map_or_else(|_| fastrand::u64(..1_000_000), |seed| seed.parse().unwrap());
    println!("MODEL_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let inbox = store.open(Limits::new(LIMIT, 1_000_000)).await;
    let mut model = Model::default();
    for step in 0..400 {
        let context = format!("step {step} of MODEL_SEED={seed}");
        match random.u8(..16) {
            0..=3 => model.put(&*inbox, &mut random, &context).await,
            4..=6 => model.claim(&*inbox, &mut random, &context).await,
            7..=9 => model.done(&*inbox, &mut random, &context).await,
            10 | 11 => model.failed(&*inbox, &mut random, &context).await,
            12 => model.extend(&*inbox, &mut random, &context).await,
            13 => {
                let mut seconds = i64::from(random.i32(-20..90));
                // A key that has ended may be deleted, or may not yet: the clock does not step back to before its end.
                let ended = |(_, _, end): &(u8, EventId, i64)| *end <= model.now && *end > model.now + seconds;
                if model.keys.iter().any(ended) {
                    seconds = 0;
                }
                model.now += seconds;
                store.step(seconds).await;
            }
            14 => model.replay(&*inbox, &mut random, &context).await,
            _ => model.purge(&*inbox, &mut random, &context).await,
        }
        model.compare(&*inbox, &context).await;
    }
}

type Dyn = dyn connector_triggers::Inbox;

impl Model {
    async fn put(&mut self, inbox: &Dyn, random: &mut fastrand::Rng, context: &str) {
        let batch: Vec<_> = (0..random.usize(1..4))
            .map(|_| (["a", "b"][random.usize(..2)], random.bool().then(|| random.u8(..8)), random.i64(1..100)))
            .collect();
        let new = |(route, key, window): &(&str, Option<u8>, i64)| NewEvent {
            duplicate: key.map(|key| DuplicateKey::of_id("", &[key], Duration::from_secs(window.unsigned_abs()))),
            received_at: at(5),
            ..event_of(route, "x")
        };
        let answer = inbox.put(batch.iter().map(new).collect()).await;

        // The keys of the batch itself, by place.
        let mut stored: Vec<(usize, Option<u8>, i64)> = Vec::new();
        let mut expected: Vec<Option<Result<EventId, usize>>> = Vec::new();
        for (place, (_, key, window)) in batch.iter().enumerate() {
            let known = self.keys.iter().find(|(other, _, end)| Some(*other) == *key && *end > self.now);
            let before = stored.iter().find(|(_, other, _)| key.is_some() && other == key);
            expected.push(known.map(|(_, id, _)| Ok(*id)).or(before.map(|(place, ..)| Err(*place))));
            if expected[place].is_none() {
                stored.push((place, *key, *window));
            }
        }
        let unfinished = self.events.iter().filter(|event| event.is_unfinished()).count();
        if (unfinished + stored.len()) as u64 > LIMIT && !stored.is_empty() {
            assert_eq!(answer.expect_err(context).kind(), InboxErrorKind::Full, "{context}");
            return;
        }
        let puts = answer.expect(context);
        for (place, (expected, put)) in expected.iter().zip(&puts).enumerate() {
            match (expected, put) {
                (Some(Ok(id)), Put::Duplicate(other)) => assert_eq!(id, other, "{context}"),
                (Some(Err(first)), Put::Duplicate(other)) => assert_eq!(puts[*first].id(), *other, "{context}"),
                (None, Put::Stored(id)) => {
                    assert!(self.events.last().is_none_or(|last| last.id < *id), "{context}");
                    let (route, key, window) = &batch[place];
                    self.keys.retain(|(other, ..)| Some(*other) != *key);
                    self.keys.extend(key.map(|key| (key, *id, self.now + window)));
                    let route = (*route).to_owned();
                    let (state, due, attempts) = (State::Waiting, i64::MIN, 0);
                    self.events.push(Known { id: *id, route, state, due, attempts, lease: None, reason: None });
                }
                other => panic!("{context}: {other:?}"),
            }
        }
    }

    async fn claim(&mut self, inbox: &Dyn, random: &mut fastrand::Rng, context: &str) {
        let mut claim = Claim::new(random.u32(1..4), MINUTE);
        claim.routes =
            [vec![], vec!["a"], vec!["b", "a"]][random.usize(..3)].iter().map(|route| (*route).to_owned()).collect();
        let claimed = inbox.claim(&claim).await.expect(context);
        let (now, limit) = (self.now, claim.limit as usize);
        let can = |event: &Known| {
            event.is_unfinished()
                && event.due <= now
                && (claim.routes.is_empty() || claim.routes.contains(&event.route))
        };
        // A claim makes what is due ready, also what it does not take: a clock that steps back does not undo it.
        for event in self.events.iter_mut().filter(|event| event.is_unfinished() && event.due <= now) {
            (event.state, event.due) = (State::Waiting, i64::MIN);
        }
        let mut expected = Vec::new();
        for (event, claimed) in self.events.iter_mut().filter(|event| can(event)).take(limit).zip(&claimed) {
            event.attempts += 1;
            (event.state, event.due, event.lease) = (State::Claimed, now + 60, Some(claimed.lease));
            expected.push((event.id, event.attempts));
        }
        let got: Vec<_> = claimed.iter().map(|claimed| (claimed.event.id, claimed.event.attempt)).collect();
        assert_eq!(got, expected, "{context}");
        // `zip` would hide an event that was not claimed.
        assert!(got.len() == limit || !self.events.iter().any(can), "{context}");
        self.leases.extend(claimed.iter().map(|claimed| claimed.lease));
    }

    /// Some lease, held or not, and the event that it holds.
    fn lease(&mut self, random: &mut fastrand::Rng) -> Option<(Lease, Option<&mut Known>)> {
        // Most of the time one of the last, which may be held.
        let recent = self.leases.len().saturating_sub(if random.u8(..4) == 0 { usize::MAX } else { 6 });
        let lease = *self.leases.get(recent..).filter(|some| !some.is_empty()).map(|some| random.choice(some))??;
        Some((lease, self.events.iter_mut().find(|event| event.lease == Some(lease))))
    }

    async fn done(&mut self, inbox: &Dyn, random: &mut fastrand::Rng, context: &str) {
        let Some((lease, held)) = self.lease(random) else { return };
        assert_eq!(inbox.done(&[lease]).await.expect(context), [held.is_some()], "{context}");
        if let Some(event) = held {
            (event.state, event.lease) = (State::Done, None);
        }
    }

    async fn failed(&mut self, inbox: &Dyn, random: &mut fastrand::Rng, context: &str) {
        let now = self.now;
        let after = random.i64(0..100);
        let Some((lease, held)) = self.lease(random) else { return };
        let reason = format!("after {after}");
        let failure = match after % 3 {
            0 => Failure::Release,
            1 => Failure::Dead { reason: reason.clone() },
            _ => Failure::Retry { after: Duration::from_secs(after.unsigned_abs()), reason: reason.clone() },
        };
        assert_eq!(inbox.failed(lease, failure.clone()).await.expect(context), held.is_some(), "{context}");
        let Some(event) = held else { return };
        event.lease = None;
        match failure {
            Failure::Release => {
                (event.state, event.due, event.attempts) = (State::Waiting, i64::MIN, event.attempts - 1)
            }
            Failure::Dead { reason } => (event.state, event.reason) = (State::Dead, Some(reason)),
            _ => (event.state, event.due, event.reason) = (State::Waiting, now + after, Some(reason)),
        }
    }

    async fn extend(&mut self, inbox: &Dyn, random: &mut fastrand::Rng, context: &str) {
        let now = self.now;
        let Some((lease, held)) = self.lease(random) else { return };
        assert_eq!(inbox.extend(&[lease], MINUTE).await.expect(context), [held.is_some()], "{context}");
        if let Some(event) = held {
            (event.state, event.due) = (State::Claimed, now + 60);
        }
    }

    /// A condition: some of the events, or those of a state.
    fn which(&self, random: &mut fastrand::Rng) -> Which {
        let mut which = Which::default();
        match random.u8(..3) {
            0 => which.ids = Some(self.events.iter().map(|event| event.id).filter(|_| random.u8(..4) == 0).collect()),
            1 => which.state = Some([State::Done, State::Dead, State::Waiting, State::Claimed][random.usize(..4)]),
            _ => (which.route, which.before) = (Some("a".to_owned()), Some(at(6))),
        }
        which
    }

    fn matching<'a>(&'a mut self, which: &'a Which) -> impl Iterator<Item = &'a mut Known> {
        self.events.iter_mut().filter(|event| !event.is_unfinished() && chosen(event, which))
    }

    async fn replay(&mut self, inbox: &Dyn, random: &mut fastrand::Rng, context: &str) {
        let which = self.which(random);
        let count = inbox.replay(&which).await.expect(context);
        let mut expected = 0;
        for event in self.matching(&which) {
            expected += 1;
            (event.state, event.due, event.attempts, event.reason) = (State::Waiting, i64::MIN, 0, None);
        }
        assert_eq!(count, expected, "{context}");
    }

    async fn purge(&mut self, inbox: &Dyn, random: &mut fastrand::Rng, context: &str) {
        let which = self.which(random);
        let count = inbox.purge(&which).await.expect(context);
        let before = self.events.len();
        self.events.retain(|event| event.is_unfinished() || !chosen(event, &which));
        assert_eq!(count, (before - self.events.len()) as u64, "{context}");
    }

    async fn compare(&self, inbox: &Dyn, context: &str) {
        let entries = inbox.list(&Which::default(), 10_000).await.expect(context);
        let got: Vec<_> = entries
            .iter()
            .map(|entry| (entry.id, entry.route.as_str(), entry.state, entry.attempts, entry.reason.as_deref()))
            .collect();
        let state = |event: &Known| match event.state {
            State::Claimed if event.due <= self.now => State::Waiting,
            state => state,
        };
        let expected: Vec<_> = self
            .events
            .iter()
            .map(|event| (event.id, event.route.as_str(), state(event), event.attempts, event.reason.as_deref()))
            .collect();
        assert_eq!(got, expected, "{context}");
        let stats = inbox.stats().await.expect(context);
        let count = |wanted| self.events.iter().filter(|event| state(event) == wanted).count() as u64;
        assert_eq!(
            (stats.waiting, stats.claimed, stats.done, stats.dead, stats.bytes),
            (
                count(State::Waiting),
                count(State::Claimed),
                count(State::Done),
                count(State::Dead),
                self.events.len() as u64 * (HEADERS + 1)
            ),
            "{context}"
        );
    }
}

/// Whether a finished event is meant.
fn chosen(event: &Known, which: &Which) -> bool {
    which.ids.as_ref().is_none_or(|ids| ids.contains(&event.id))
        && which.state.is_none_or(|state| state == event.state)
        && which.route.as_ref().is_none_or(|route| *route == event.route)
}
