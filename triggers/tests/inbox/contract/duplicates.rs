//! What is a duplicate.

use crate::inbox::store::{MINUTE, Store, claim, claim_one, event, keyed, put};
use connector_triggers::inbox::{Limits, Put, Which};
use std::{sync::Arc, time::Duration};

pub(in crate::inbox) async fn the_window_runs_from_the_first(store: &impl Store) {
    let inbox = store.inbox().await;
    let first = inbox.put(vec![keyed("1", "a", MINUTE)]).await.unwrap()[0];
    let Put::Stored(id) = first else { panic!("{first:?}") };
    for _ in 0..2 {
        store.step(29).await;
        assert_eq!(inbox.put(vec![keyed("1", "b", MINUTE)]).await.unwrap(), [Put::Duplicate(id)]);
    }
    store.step(2).await;
    let second = inbox.put(vec![keyed("1", "c", MINUTE)]).await.unwrap()[0];
    let Put::Stored(second) = second else { panic!("{second:?}") };
    assert!(second > id);
    assert_eq!(inbox.put(vec![keyed("1", "d", MINUTE)]).await.unwrap(), [Put::Duplicate(second)]);
    assert_eq!(claim(&*inbox, 10).await.len(), 2);
}

pub(in crate::inbox) async fn without_a_window(store: &impl Store) {
    let inbox = store.inbox().await;
    put(&*inbox, &["a", "a"]).await;
    let twice = vec![keyed("1", "b", Duration::ZERO), keyed("1", "b", Duration::ZERO)];
    let puts = inbox.put(twice).await.unwrap();
    assert!(puts.iter().all(|put| matches!(put, Put::Stored(_))), "{puts:?}");
    // The longest window is not an overflow.
    inbox.put(vec![keyed("2", "c", Duration::MAX)]).await.unwrap();
    assert!(matches!(inbox.put(vec![keyed("2", "c", Duration::MAX)]).await.unwrap()[0], Put::Duplicate(_)));
    assert_eq!(claim(&*inbox, 10).await.len(), 5);
}

pub(in crate::inbox) async fn a_batch_with_itself(store: &impl Store) {
    let inbox = store.inbox().await;
    let batch = vec![keyed("1", "a", MINUTE), event("b"), keyed("2", "c", MINUTE), keyed("1", "d", MINUTE)];
    let puts = inbox.put(batch).await.unwrap();
    assert_eq!(puts[3], Put::Duplicate(puts[0].id()));
    assert!(puts[..3].iter().all(|put| matches!(put, Put::Stored(_))), "{puts:?}");
    let again = inbox.put(vec![keyed("2", "e", MINUTE), keyed("3", "f", MINUTE)]).await.unwrap();
    assert_eq!(again[0], Put::Duplicate(puts[2].id()));
    assert!(matches!(again[1], Put::Stored(_)));
    assert_eq!(claim(&*inbox, 10).await.len(), 4);
}

pub(in crate::inbox) async fn after_a_purge(store: &impl Store) {
    let inbox = store.inbox().await;
    let id = inbox.put(vec![keyed("1", "a", 10 * MINUTE)]).await.unwrap()[0].id();
    let lease = claim_one(&*inbox).await.lease;
    inbox.done(&[lease]).await.unwrap();
    assert_eq!(inbox.purge(&Which::default()).await.unwrap(), 1);
    assert!(inbox.get(id).await.unwrap().is_none());
    store.step(599).await;
    assert_eq!(inbox.put(vec![keyed("1", "a", MINUTE)]).await.unwrap(), [Put::Duplicate(id)]);
    store.step(2).await;
    let stored = inbox.put(vec![keyed("1", "a", MINUTE)]).await.unwrap()[0];
    assert!(matches!(stored, Put::Stored(new) if new > id), "the number of a purged event is not given again");
}

pub(in crate::inbox) async fn of_a_full_inbox(store: &impl Store) {
    let inbox = store.open(Limits::new(1, 100)).await;
    let id = inbox.put(vec![keyed("1", "a", MINUTE)]).await.unwrap()[0].id();
    assert_eq!(inbox.put(vec![keyed("1", "a", MINUTE)]).await.unwrap(), [Put::Duplicate(id)]);
    // A refused event leaves no key behind.
    inbox.put(vec![keyed("2", "b", MINUTE)]).await.unwrap_err();
    let lease = claim_one(&*inbox).await.lease;
    inbox.done(&[lease]).await.unwrap();
    assert!(matches!(inbox.put(vec![keyed("2", "b", MINUTE)]).await.unwrap()[0], Put::Stored(_)));
}

pub(in crate::inbox) async fn one_of_many_writers_is_first(store: &impl Store) {
    let inbox = store.inbox().await;
    let writers: Vec<_> = (0..16)
        .map(|writer| {
            let inbox = Arc::clone(&inbox);
            tokio::spawn(async move {
                let mut puts = Vec::new();
                for id in 0..10 {
                    // Each writer has another order in its batch.
                    let mut batch = [id, id + 1, id + 2].map(|id| keyed(&id.to_string(), "", MINUTE)).to_vec();
                    batch.rotate_left(writer % 3);
                    puts.extend(inbox.put(batch).await.unwrap());
                }
                puts
            })
        })
        .collect();
    let mut stored = 0;
    for writer in writers {
        stored += writer.await.unwrap().iter().filter(|put| matches!(put, Put::Stored(_))).count();
    }
    assert_eq!((stored, claim(&*inbox, 100).await.len()), (12, 12));
}
