//! How a consumer learns of events.

use crate::inbox::store::{Store, claim, put};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

const LONG: Duration = Duration::from_secs(20);

pub(in crate::inbox) async fn a_put_ends_a_wait(store: &impl Store) {
    let inbox = store.inbox().await;
    assert!(claim(&*inbox, 1).await.is_empty());
    let waiting = Arc::clone(&inbox);
    let consumer = tokio::spawn(async move {
        let mut claimed = Vec::new();
        while claimed.is_empty() {
            waiting.wait(LONG).await;
            claimed = claim(&*waiting, 1).await;
        }
    });
    put(&*inbox, &["a"]).await;
    tokio::time::timeout(LONG / 2, consumer).await.expect("the consumer is woken").unwrap();
}

pub(in crate::inbox) async fn a_put_before_the_wait_ends_it(store: &impl Store) {
    let inbox = store.inbox().await;
    assert!(claim(&*inbox, 1).await.is_empty());
    put(&*inbox, &["a"]).await;
    tokio::time::timeout(LONG / 2, inbox.wait(LONG)).await.expect("the signal is not lost");
}

pub(in crate::inbox) async fn a_wait_ends(store: &impl Store) {
    let inbox = store.inbox().await;
    let start = Instant::now();
    inbox.wait(Duration::from_millis(20)).await;
    assert!(start.elapsed() < LONG / 2);
}
