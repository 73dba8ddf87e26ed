//! What an operator sees and does.

use crate::inbox::store::{HEADERS, MINUTE, Store, at, bodies, claim, event, event_of, put};
use connector_triggers::{
    Inbox, NewEvent,
    inbox::{Failure, State, Which},
};

/// Stores `1` to `4`, which arrive a second apart, makes the first two done, the third dead, and leaves the fourth.
async fn one_of_each(inbox: &dyn Inbox) -> Vec<connector_triggers::EventId> {
    let events = [1, 2, 3, 4].map(|number| NewEvent { received_at: at(number), ..event(&number.to_string()) });
    let ids = inbox.put(events.to_vec()).await.unwrap().iter().map(|put| put.id()).collect();
    let leases: Vec<_> = claim(inbox, 3).await.iter().map(|claimed| claimed.lease).collect();
    inbox.done(&leases[..2]).await.unwrap();
    inbox.failed(leases[2], Failure::Dead { reason: "no".to_owned() }).await.unwrap();
    ids
}

fn which(change: impl FnOnce(&mut Which)) -> Which {
    let mut which = Which::default();
    change(&mut which);
    which
}

pub(in crate::inbox) async fn lists_by_page_and_condition(store: &impl Store) {
    let inbox = store.inbox().await;
    let ids = one_of_each(&*inbox).await;
    let other = inbox.put(vec![NewEvent { received_at: at(9), ..event_of("other", "5") }]).await.unwrap()[0].id();
    let list = async |which: Which, limit| {
        let entries = inbox.list(&which, limit).await.unwrap();
        entries.iter().map(|entry| entry.id).collect::<Vec<_>>()
    };
    assert_eq!(list(Which::default(), 2).await, ids[..2]);
    assert_eq!(list(which(|which| which.after = Some(ids[1])), 2).await, ids[2..]);
    assert_eq!(list(which(|which| which.state = Some(State::Done)), 9).await, ids[..2]);
    assert_eq!(list(which(|which| which.state = Some(State::Dead)), 9).await, ids[2..3]);
    assert_eq!(list(which(|which| which.state = Some(State::Waiting)), 9).await, [ids[3], other]);
    assert_eq!(list(which(|which| which.state = Some(State::Claimed)), 9).await, []);
    assert_eq!(list(which(|which| which.route = Some("other".to_owned())), 9).await, [other]);
    assert_eq!(list(which(|which| which.since = Some(at(3))), 9).await, [ids[2], ids[3], other]);
    assert_eq!(list(which(|which| which.before = Some(at(3))), 9).await, ids[..2]);
    assert_eq!(list(which(|which| which.ids = Some(vec![other, ids[0]])), 9).await, [ids[0], other]);
    assert_eq!(list(which(|which| which.ids = Some(Vec::new())), 9).await, []);
    let narrow = which(|which| {
        (which.state, which.since, which.before) = (Some(State::Done), Some(at(2)), Some(at(9)));
        (which.route, which.after) = (Some("route".to_owned()), Some(ids[0]));
    });
    assert_eq!(list(narrow, 9).await, [ids[1]]);
    claim(&*inbox, 1).await;
    assert_eq!(list(which(|which| which.state = Some(State::Claimed)), 9).await, [ids[3]]);
    store.step(61).await;
    assert_eq!(list(which(|which| which.state = Some(State::Waiting)), 9).await, [ids[3], other]);
}

pub(in crate::inbox) async fn shows_one(store: &impl Store) {
    let inbox = store.inbox().await;
    let ids = one_of_each(&*inbox).await;
    let (entry, event) = inbox.get(ids[2]).await.unwrap().unwrap();
    assert_eq!((entry.id, event.id, entry.state, entry.size), (ids[2], ids[2], State::Dead, HEADERS + 1));
    assert_eq!((entry.route.as_str(), entry.trigger.as_str()), ("route", "Trigger"));
    assert_eq!((entry.attempts, event.attempt, entry.received_at), (1, 1, at(3)));
    assert_eq!((event.body.as_ref(), event.header("content-type")), (&b"3"[..], Some("application/json")));
    assert!(inbox.get(connector_triggers::EventId(i64::MAX)).await.unwrap().is_none());
}

pub(in crate::inbox) async fn replays_by_id_and_time(store: &impl Store) {
    let inbox = store.inbox().await;
    let ids = one_of_each(&*inbox).await;
    assert_eq!(inbox.replay(&which(|which| which.ids = Some(vec![ids[1], ids[3]]))).await.unwrap(), 1);
    assert_eq!(inbox.replay(&which(|which| which.state = Some(State::Waiting))).await.unwrap(), 0);
    let claimed = claim(&*inbox, 10).await;
    assert_eq!(bodies(&claimed), ["2", "4"]);
    assert_eq!(claimed[0].event.attempt, 1, "attempts start anew");
    assert_eq!(inbox.replay(&which(|which| which.since = Some(at(2)))).await.unwrap(), 1);
    let again = claim(&*inbox, 10).await;
    assert_eq!(bodies(&again), ["3"]);
    assert_eq!(inbox.get(ids[2]).await.unwrap().unwrap().0.reason, None);

    // A lease from before a replay is none.
    assert_eq!(inbox.done(&[again[0].lease]).await.unwrap(), [true]);
    assert_eq!(inbox.replay(&which(|which| which.ids = Some(vec![ids[2]]))).await.unwrap(), 1);
    assert_eq!(inbox.done(&[again[0].lease]).await.unwrap(), [false]);
    assert_eq!(bodies(&claim(&*inbox, 10).await), ["3"]);
}

pub(in crate::inbox) async fn purges_by_age_and_state(store: &impl Store) {
    let inbox = store.inbox().await;
    let ids = one_of_each(&*inbox).await;
    let old = which(|which| which.before = Some(at(2)));
    assert_eq!(inbox.purge(&old).await.unwrap(), 1);
    assert!(inbox.get(ids[0]).await.unwrap().is_none());
    assert_eq!(inbox.purge(&which(|which| which.state = Some(State::Dead))).await.unwrap(), 1);
    assert!(inbox.get(ids[2]).await.unwrap().is_none());
    assert_eq!(inbox.purge(&which(|which| which.ids = Some(ids.clone()))).await.unwrap(), 1);
    let stats = inbox.stats().await.unwrap();
    assert_eq!((stats.waiting, stats.done, stats.dead, stats.bytes), (1, 0, 0, HEADERS + 1));
    assert_eq!(stats.last_received, [("route".to_owned(), at(4))]);
}

pub(in crate::inbox) async fn purge_spares_what_is_unfinished(store: &impl Store) {
    let inbox = store.inbox().await;
    put(&*inbox, &["claimed", "delayed", "waiting"]).await;
    let claimed = claim(&*inbox, 2).await;
    let retry = Failure::Retry { after: MINUTE, reason: String::new() };
    inbox.failed(claimed[1].lease, retry).await.unwrap();
    store.step(61).await;
    for state in [None, Some(State::Waiting), Some(State::Claimed)] {
        assert_eq!(inbox.purge(&which(|which| which.state = state)).await.unwrap(), 0);
    }
    assert_eq!(bodies(&claim(&*inbox, 10).await), ["claimed", "delayed", "waiting"]);
}

pub(in crate::inbox) async fn statistics(store: &impl Store) {
    let inbox = store.inbox().await;
    assert_eq!(inbox.stats().await.unwrap(), connector_triggers::inbox::Stats::default());
    one_of_each(&*inbox).await;
    inbox.put(vec![NewEvent { received_at: at(9), ..event_of("other", "56") }]).await.unwrap();
    claim(&*inbox, 1).await;
    let stats = inbox.stats().await.unwrap();
    assert_eq!((stats.waiting, stats.claimed, stats.done, stats.dead), (1, 1, 2, 1));
    assert_eq!((stats.bytes, stats.oldest), (5 * HEADERS + 6, Some(at(4))));
    assert_eq!(stats.last_received, [("other".to_owned(), at(9)), ("route".to_owned(), at(4))]);
    store.step(61).await;
    let stats = inbox.stats().await.unwrap();
    assert_eq!((stats.waiting, stats.claimed), (2, 0));
    // All of a route is purged: its last event is known yet.
    let leases: Vec<_> = claim(&*inbox, 9).await.iter().map(|claimed| claimed.lease).collect();
    inbox.done(&leases).await.unwrap();
    assert_eq!(inbox.purge(&Which::default()).await.unwrap(), 5);
    let stats = inbox.stats().await.unwrap();
    assert_eq!((stats.oldest, stats.bytes), (None, 0));
    assert_eq!(stats.last_received, [("other".to_owned(), at(9)), ("route".to_owned(), at(4))]);
}
