//! What `put` stores.

use crate::inbox::store::{Store, at, bodies, claim, event, event_of, put, refused};
use connector_triggers::{
    Form, NewEvent,
    inbox::{InboxErrorKind, Limits, Put, Which},
};
use std::sync::Arc;

pub(in crate::inbox) async fn the_oldest_is_first(store: &impl Store) {
    let inbox = store.inbox().await;
    let puts = put(&*inbox, &["a", "b", "c"]).await;
    put(&*inbox, &["d"]).await;
    assert!(puts.windows(2).all(|pair| pair[0].id() < pair[1].id()));
    assert_eq!(bodies(&claim(&*inbox, 2).await), ["a", "b"]);
    assert_eq!(bodies(&claim(&*inbox, 5).await), ["c", "d"]);
}

pub(in crate::inbox) async fn events_are_kept_as_they_are(store: &impl Store) {
    let inbox = store.inbox().await;
    let large: Vec<u8> = (0..1_000_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let odd = NewEvent {
        route: "a route: 'é' \"; DROP TABLE events".to_owned(),
        trigger: "Trigger\n".to_owned(),
        form: Form::Envelope,
        headers: vec![("X-Odd".to_owned(), "\"\\\u{1}é".to_owned()), ("x-odd".to_owned(), String::new())],
        body: large.into(),
        duplicate: None,
        received_at: at(7),
    };
    let empty = NewEvent { headers: Vec::new(), ..event("") };
    assert_eq!(inbox.put(Vec::new()).await.unwrap(), []);
    inbox.put(vec![odd.clone(), empty.clone()]).await.unwrap();
    let claimed = claim(&*inbox, 2).await;
    for (put, claimed) in [odd, empty].iter().zip(&claimed) {
        let got = &claimed.event;
        assert_eq!((&got.route, &got.trigger, got.form), (&put.route, &put.trigger, put.form));
        assert_eq!((&got.headers, &got.body, got.received_at), (&put.headers, &put.body, put.received_at));
    }
}

pub(in crate::inbox) async fn a_batch_is_stored_whole_or_not_at_all(store: &impl Store) {
    let inbox = store.open(Limits::new(3, 1_000)).await;
    put(&*inbox, &["a", "b"]).await;
    assert_eq!(refused(&*inbox, vec![event("c"), event("d")]).await, InboxErrorKind::Full);
    assert_eq!(inbox.stats().await.unwrap().waiting, 2);
    put(&*inbox, &["c"]).await;
    assert_eq!(bodies(&claim(&*inbox, 5).await), ["a", "b", "c"]);
}

pub(in crate::inbox) async fn an_inbox_is_bounded_by_number(store: &impl Store) {
    let inbox = store.open(Limits::new(2, 1_000)).await;
    put(&*inbox, &["a", "b"]).await;
    let claimed = claim(&*inbox, 1).await;
    assert_eq!(refused(&*inbox, vec![event("c")]).await, InboxErrorKind::Full, "a claimed event counts");
    inbox.done(&[claimed[0].lease]).await.unwrap();
    put(&*inbox, &["c"]).await;
    assert_eq!(refused(&*inbox, vec![event("d")]).await, InboxErrorKind::Full);
    let never = ["1", "2", "3"].map(event).to_vec();
    assert_eq!(refused(&*inbox, never).await, InboxErrorKind::Invalid);

    assert_eq!(inbox.replay(&Which::default()).await.unwrap(), 1, "a replay is not refused");
    assert_eq!(refused(&*inbox, vec![event("d")]).await, InboxErrorKind::Full);
    let leases: Vec<_> = claim(&*inbox, 2).await.iter().map(|claimed| claimed.lease).collect();
    inbox.done(&leases).await.unwrap();
    put(&*inbox, &["d"]).await;
}

pub(in crate::inbox) async fn an_inbox_is_bounded_by_size(store: &impl Store) {
    let inbox = store.open(Limits::new(100, 10)).await;
    let plain = |body: &str| NewEvent { headers: Vec::new(), ..event(body) };
    let with_header = |value: &str, body: &str| NewEvent { headers: vec![("X".into(), value.into())], ..event(body) };
    inbox.put(vec![plain("12345"), with_header("12", "1")]).await.unwrap();
    assert_eq!(refused(&*inbox, vec![plain("12")]).await, InboxErrorKind::Full);
    assert_eq!(refused(&*inbox, vec![with_header("1", "")]).await, InboxErrorKind::Full, "headers count");
    inbox.put(vec![plain("1")]).await.unwrap();
    assert_eq!(refused(&*inbox, vec![plain("12345678901")]).await, InboxErrorKind::Invalid);
    assert_eq!(refused(&*inbox, vec![with_header("1234567890", "")]).await, InboxErrorKind::Invalid);
    let claimed = claim(&*inbox, 2).await;
    inbox.done(&[claimed[0].lease]).await.unwrap();
    inbox.put(vec![plain("12345")]).await.unwrap();
    assert_eq!(refused(&*inbox, vec![plain("1")]).await, InboxErrorKind::Full);
    inbox.done(&[claimed[1].lease]).await.unwrap();
    inbox.put(vec![plain("1234")]).await.unwrap();
    let rest: Vec<_> = claim(&*inbox, 3).await.iter().map(|claimed| claimed.lease).collect();
    inbox.done(&rest).await.unwrap();
    inbox.put(vec![plain("1234567890")]).await.expect("a batch may fill the whole inbox");
}

pub(in crate::inbox) async fn many_writers_lose_nothing(store: &impl Store) {
    let inbox = store.inbox().await;
    let writers: Vec<_> = (0..20)
        .map(|writer| {
            let inbox = Arc::clone(&inbox);
            tokio::spawn(async move {
                let mut stored = Vec::new();
                for number in 0..10 {
                    let bodies = ["a", "b"].map(|place| format!("{writer} {number} {place}"));
                    let events = bodies.iter().map(|body| event_of(&format!("{}", writer % 3), body)).collect();
                    let puts = inbox.put(events).await.unwrap();
                    stored.extend(puts.into_iter().map(Put::id).zip(bodies));
                }
                stored
            })
        })
        .collect();
    let mut stored = Vec::new();
    for writer in writers {
        let of_writer = writer.await.unwrap();
        assert!(of_writer.is_sorted());
        stored.extend(of_writer);
    }
    stored.sort_unstable();
    let claimed = claim(&*inbox, 1_000).await;
    let ids = claimed.iter().map(|claimed| claimed.event.id);
    assert_eq!(ids.zip(bodies(&claimed)).collect::<Vec<_>>(), stored);
    assert_eq!(stored.len(), 400);
}
