//! What an answer to a lease does.

use crate::inbox::store::{MINUTE, Store, claim, claim_one, put};
use connector_triggers::inbox::{Failure, State};
use std::time::Duration;

fn retry(after: Duration, reason: &str) -> Failure {
    Failure::Retry { after, reason: reason.to_owned() }
}

pub(in crate::inbox) async fn done_is_final(store: &impl Store) {
    let inbox = store.inbox().await;
    put(&*inbox, &["a"]).await;
    let claimed = claim_one(&*inbox).await;
    assert_eq!(claimed.event.attempt, 1);
    assert_eq!(inbox.done(&[claimed.lease]).await.unwrap(), [true]);
    store.step(1_000).await;
    assert!(claim(&*inbox, 10).await.is_empty());
    assert_eq!(inbox.get(claimed.event.id).await.unwrap().unwrap().0.state, State::Done);
}

pub(in crate::inbox) async fn a_second_answer_changes_nothing(store: &impl Store) {
    let inbox = store.inbox().await;
    put(&*inbox, &["done", "retried", "released", "dead"]).await;
    let leases: Vec<_> = claim(&*inbox, 4).await.iter().map(|claimed| claimed.lease).collect();
    assert_eq!(inbox.done(&leases[..1]).await.unwrap(), [true]);
    assert!(inbox.failed(leases[1], retry(MINUTE, "later")).await.unwrap());
    assert!(inbox.failed(leases[2], Failure::Release).await.unwrap());
    assert!(inbox.failed(leases[3], Failure::Dead { reason: "no".to_owned() }).await.unwrap());

    assert_eq!(inbox.done(&leases).await.unwrap(), [false; 4]);
    assert_eq!(inbox.extend(&leases, MINUTE).await.unwrap(), [false; 4]);
    for lease in leases {
        assert!(!inbox.failed(lease, Failure::Release).await.unwrap());
    }
    let stats = inbox.stats().await.unwrap();
    assert_eq!((stats.waiting, stats.claimed, stats.done, stats.dead), (2, 0, 1, 1));
}

pub(in crate::inbox) async fn release_does_not_count(store: &impl Store) {
    let inbox = store.inbox().await;
    put(&*inbox, &["a"]).await;
    for _ in 0..3 {
        let claimed = claim_one(&*inbox).await;
        assert_eq!(claimed.event.attempt, 1);
        assert!(inbox.failed(claimed.lease, Failure::Release).await.unwrap());
    }
    let entry = inbox.get(claim_one(&*inbox).await.event.id).await.unwrap().unwrap().0;
    assert_eq!((entry.attempts, entry.reason), (1, None));
}

pub(in crate::inbox) async fn a_retry_waits(store: &impl Store) {
    let inbox = store.inbox().await;
    put(&*inbox, &["a"]).await;
    let claimed = claim_one(&*inbox).await;
    assert!(inbox.failed(claimed.lease, retry(10 * MINUTE, "the service is down")).await.unwrap());
    store.step(599).await;
    assert!(claim(&*inbox, 10).await.is_empty());
    let entry = inbox.get(claimed.event.id).await.unwrap().unwrap().0;
    assert_eq!((entry.state, entry.reason.as_deref()), (State::Waiting, Some("the service is down")));
    store.step(2).await;
    assert_eq!(claim_one(&*inbox).await.event.attempt, 2);
}

pub(in crate::inbox) async fn dead_letters_keep_their_reason(store: &impl Store) {
    let inbox = store.inbox().await;
    put(&*inbox, &["a"]).await;
    let claimed = claim_one(&*inbox).await;
    let reason = format!("\0{}", "é".repeat(2_000));
    assert!(inbox.failed(claimed.lease, Failure::Dead { reason }).await.unwrap());
    store.step(1_000_000).await;
    assert!(claim(&*inbox, 10).await.is_empty());
    let entry = inbox.get(claimed.event.id).await.unwrap().unwrap().0;
    assert_eq!((entry.state, entry.attempts), (State::Dead, 1));
    assert_eq!(entry.reason.unwrap(), format!("\u{fffd}{}", "é".repeat(999)));
}
