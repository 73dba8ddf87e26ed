//! [`Memory`] against the contract, and its own bounds.

use super::{
    contract::contract,
    store::{HEADERS, MINUTE, Store, at, claim, event, keyed, put},
};
use async_trait::async_trait;
use connector_triggers::{
    Inbox,
    inbox::{Failure, Limits, Memory, Put, Which},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

struct InMemory {
    keep: Limits,
    /// How many seconds the clock is before its first time.
    before: Arc<AtomicI64>,
}

impl InMemory {
    fn keep(finished: u64) -> Self {
        Self { keep: Limits::new(finished, 1 << 20), before: Arc::default() }
    }
}

#[async_trait]
impl Store for InMemory {
    async fn open(&self, limits: Limits) -> Arc<dyn Inbox> {
        let seconds = Arc::clone(&self.before);
        let clock = move || at(1_000_000) + Duration::from_secs(1_000_000) - offset(seconds.load(Ordering::SeqCst));
        Arc::new(Memory::with_limits(limits).keep(self.keep).with_clock(clock))
    }

    async fn step(&self, seconds: i64) {
        self.before.fetch_sub(seconds, Ordering::SeqCst);
    }
}

/// How far the clock is before its furthest time.
fn offset(seconds: i64) -> Duration {
    Duration::from_secs(u64::try_from(1_000_000 + seconds).unwrap())
}

contract!(Some(InMemory::keep(1_000)));

#[tokio::test]
async fn finished_events_are_bounded_too() {
    let inbox = InMemory::keep(3).open(Limits::new(3, 1_000)).await;
    for round in 0..5 {
        put(&*inbox, &[&format!("{round}")]).await;
        let lease = claim(&*inbox, 1).await[0].lease;
        assert_eq!(inbox.done(&[lease]).await.unwrap(), [true]);
    }
    let stats = inbox.stats().await.unwrap();
    assert_eq!((stats.done, stats.bytes), (3, 3 * (HEADERS + 1)));
    let kept = inbox.list(&Which::default(), 10).await.unwrap();
    assert_eq!(kept.iter().map(|entry| entry.id.0).collect::<Vec<_>>(), [3, 4, 5]);
}

#[tokio::test]
async fn a_done_event_goes_before_an_older_dead_one() {
    let inbox = InMemory::keep(1).open(Limits::new(3, 1_000)).await;
    put(&*inbox, &["dead", "done"]).await;
    let leases: Vec<_> = claim(&*inbox, 2).await.into_iter().map(|claimed| claimed.lease).collect();
    assert!(inbox.failed(leases[0], Failure::Dead { reason: "broken".into() }).await.unwrap());
    assert_eq!(inbox.done(&leases[1..]).await.unwrap(), [true]);
    let stats = inbox.stats().await.unwrap();
    assert_eq!((stats.done, stats.dead, stats.bytes), (0, 1, HEADERS + 4));
    assert_eq!(inbox.list(&Which::default(), 10).await.unwrap()[0].id, leases[0].id);
}

/// A wait that ends at once would be repeated at once: what is due may belong to a route that the caller does not claim.
#[tokio::test(start_paused = true)]
async fn a_wait_lasts_ten_milliseconds_to_a_quarter_of_a_second() {
    let store = InMemory::keep(3);
    let inbox = store.open(Limits::new(3, 1_000)).await;
    put(&*inbox, &["a"]).await;
    claim(&*inbox, 1).await;
    let waited = async || {
        let start = tokio::time::Instant::now();
        inbox.wait(MINUTE).await;
        start.elapsed().as_millis()
    };
    assert!((250..300).contains(&waited().await), "the lease ends in a minute");
    store.step(61).await;
    assert!((10..250).contains(&waited().await), "the lease has ended");
}

#[tokio::test]
async fn keys_are_bounded() {
    let store = InMemory::keep(3);
    let inbox = store.open(Limits::new(2, 1_000)).await;
    for number in 0..25 {
        store.step(1).await;
        let stored = inbox.put(vec![keyed(&format!("{number}"), "", MINUTE)]).await.unwrap();
        assert!(matches!(stored[0], Put::Stored(_)));
        inbox.done(&[claim(&*inbox, 1).await[0].lease]).await.unwrap();
    }
    // Twenty of them are remembered beside the one that comes.
    assert!(matches!(inbox.put(vec![keyed("24", "", MINUTE)]).await.unwrap()[0], Put::Duplicate(_)));
    assert!(matches!(inbox.put(vec![keyed("1", "", MINUTE)]).await.unwrap()[0], Put::Stored(_)));
}

#[tokio::test]
async fn debug_prints_no_value() {
    let inbox = Memory::new();
    inbox.put(vec![event("a customer's name")]).await.unwrap();
    let printed = format!("{inbox:?} {:?}", inbox.list(&Which::default(), 10).await.unwrap());
    assert!(printed.contains("Row { stage: ") && !printed.contains("customer"), "{printed}");
}
