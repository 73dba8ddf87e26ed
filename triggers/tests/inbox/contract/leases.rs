//! Who has an event, and for how long.

use crate::inbox::store::{MINUTE, Store, bodies, claim, claim_one, event_of, put};
use connector_triggers::{
    EventId,
    inbox::{Claim, Failure, State},
};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
    time::Duration,
};

pub(in crate::inbox) async fn a_lease_ends(store: &impl Store) {
    let inbox = store.inbox().await;
    put(&*inbox, &["a", "b"]).await;
    let first = claim(&*inbox, 1).await;
    store.step(59).await;
    assert_eq!(bodies(&claim(&*inbox, 10).await), ["b"]);
    store.step(2).await;
    let again = claim(&*inbox, 10).await;
    assert_eq!(bodies(&again), ["a"]);
    assert_eq!(again[0].event.attempt, 2);
    assert!(again[0].lease.fence > first[0].lease.fence);
}

pub(in crate::inbox) async fn an_old_fence_changes_nothing(store: &impl Store) {
    let inbox = store.inbox().await;
    put(&*inbox, &["a"]).await;
    let old = claim_one(&*inbox).await.lease;
    store.step(61).await;
    let new = claim_one(&*inbox).await.lease;

    assert_eq!(inbox.done(&[old]).await.unwrap(), [false]);
    assert_eq!(inbox.extend(&[old], 10 * MINUTE).await.unwrap(), [false]);
    assert!(!inbox.failed(old, Failure::Dead { reason: "old".to_owned() }).await.unwrap());
    assert!(!inbox.failed(old, Failure::Release).await.unwrap());
    let entry = inbox.get(new.id).await.unwrap().unwrap().0;
    assert_eq!((entry.state, entry.attempts, entry.reason), (State::Claimed, 2, None));
    assert_eq!(inbox.done(&[old, new, old]).await.unwrap(), [false, true, false]);
}

pub(in crate::inbox) async fn a_late_answer_counts_until_the_next_claim(store: &impl Store) {
    let inbox = store.inbox().await;
    put(&*inbox, &["a", "b", "c"]).await;
    let claimed = claim(&*inbox, 3).await;
    store.step(120).await;
    assert_eq!(inbox.stats().await.unwrap().waiting, 3);
    // A claim that takes one of the three leaves the others to their consumer.
    assert_eq!(bodies(&claim(&*inbox, 1).await), ["a"]);
    let leases: Vec<_> = claimed.iter().map(|claimed| claimed.lease).collect();
    assert_eq!(inbox.extend(&leases[1..2], MINUTE).await.unwrap(), [true]);
    assert_eq!(inbox.done(&leases).await.unwrap(), [false, true, true]);
}

pub(in crate::inbox) async fn extended_leases_last(store: &impl Store) {
    let inbox = store.inbox().await;
    put(&*inbox, &["a"]).await;
    let lease = claim_one(&*inbox).await.lease;
    for _ in 0..3 {
        store.step(50).await;
        assert_eq!(inbox.extend(&[lease], MINUTE).await.unwrap(), [true]);
        assert!(claim(&*inbox, 10).await.is_empty());
    }
    assert_eq!(inbox.extend(&[lease], Duration::MAX).await.unwrap(), [true]);
    store.step(1_000).await;
    assert!(claim(&*inbox, 10).await.is_empty());
    assert_eq!(inbox.extend(&[lease], Duration::ZERO).await.unwrap(), [true]);
    assert_eq!(claim_one(&*inbox).await.event.attempt, 2);
}

/// A step backwards makes leases and delays longer, a step forwards ends them early. No event is lost or finished twice,
/// and a new event does not depend on the clock.
pub(in crate::inbox) async fn clock_steps(store: &impl Store) {
    let inbox = store.inbox().await;
    put(&*inbox, &["a"]).await;
    let held = claim_one(&*inbox).await.lease;
    store.step(-100_000).await;
    put(&*inbox, &["b"]).await;
    let second = claim_one(&*inbox).await;
    assert_eq!(second.event.body, "b", "an event is there at once, whatever the clock was before");
    assert_eq!(inbox.done(&[held]).await.unwrap(), [true]);

    store.step(200_000).await;
    put(&*inbox, &["c"]).await;
    let again = claim(&*inbox, 10).await;
    assert_eq!(bodies(&again), ["b", "c"]);
    assert_eq!(inbox.done(&[second.lease]).await.unwrap(), [false]);
    assert_eq!(inbox.done(&[again[0].lease, again[1].lease]).await.unwrap(), [true, true]);
    assert_eq!(inbox.stats().await.unwrap().done, 3);
}

pub(in crate::inbox) async fn routes_are_claimed_apart(store: &impl Store) {
    let inbox = store.inbox().await;
    let events = ["a 1", "b 2", "c 3", "a 4", "b 5"];
    inbox.put(events.map(|event| event_of(&event[..1], event)).to_vec()).await.unwrap();
    let of = async |routes: &[&str], limit| {
        let mut claim = Claim::new(limit, MINUTE);
        claim.routes = routes.iter().map(|route| (*route).to_owned()).collect();
        bodies(&inbox.claim(&claim).await.unwrap())
    };
    assert_eq!(of(&["b"], 1).await, ["b 2"]);
    assert_eq!(of(&["c", "a", "a"], 2).await, ["a 1", "c 3"]);
    assert_eq!(of(&["none", "c"], 5).await, [""; 0]);
    assert_eq!(of(&["a", "b"], 5).await, ["a 4", "b 5"]);
}

pub(in crate::inbox) async fn each_event_is_claimed_once_at_a_time(store: &impl Store) {
    let inbox = store.inbox().await;
    let count = 100;
    let bodies: Vec<_> = (0..count).map(|number| number.to_string()).collect();
    put(&*inbox, &bodies.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let held = Arc::new(Mutex::new(HashSet::<EventId>::new()));
    let done = Arc::new(Mutex::new(Vec::<EventId>::new()));
    let consumers: Vec<_> = (0..8)
        .map(|consumer: usize| {
            let (inbox, held, done) = (Arc::clone(&inbox), Arc::clone(&held), Arc::clone(&done));
            tokio::spawn(async move {
                while done.lock().unwrap().len() < count {
                    // A store in memory never gives way to other tasks.
                    tokio::task::yield_now().await;
                    for claimed in claim(&*inbox, 5).await {
                        assert!(held.lock().unwrap().insert(claimed.lease.id), "it has another consumer");
                        tokio::task::yield_now().await;
                        assert!(held.lock().unwrap().remove(&claimed.lease.id));
                        if claimed.event.attempt == 1 && consumer.is_multiple_of(2) {
                            let retry = Failure::Retry { after: Duration::ZERO, reason: "again".to_owned() };
                            assert!(inbox.failed(claimed.lease, retry).await.unwrap());
                        } else {
                            assert_eq!(inbox.done(&[claimed.lease]).await.unwrap(), [true]);
                            done.lock().unwrap().push(claimed.lease.id);
                        }
                    }
                }
            })
        })
        .collect();
    for consumer in consumers {
        consumer.await.unwrap();
    }
    let mut done = done.lock().unwrap().clone();
    done.sort_unstable();
    done.dedup();
    assert_eq!(done.len(), count);
}
