//! [`Postgres`] against the contract, and what belongs to a server.

use super::{
    cluster::Cluster,
    contract::contract,
    store::{MINUTE, Store, bodies, claim, event, keyed, put, refused},
};
use crate::receiver_secrets::Log;
use async_trait::async_trait;
use connector_triggers::{
    EventId, Inbox, NewEvent,
    inbox::{Claim, InboxErrorKind, Limits, Postgres, Put, State, Which},
};
use sqlx::{Connection as _, Executor as _, PgConnection};
use std::{
    collections::HashSet,
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};
use tracing::{Dispatch, subscriber::with_default};

/// A schema of its own, whose clock stands still.
struct InSchema {
    url: String,
    schema: String,
}

impl InSchema {
    fn new() -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let schema = format!("test_{}", NEXT.fetch_add(1, Ordering::SeqCst));
        Some(Self { url: Cluster::shared()?.url(), schema })
    }

    async fn run(&self, sql: &str) {
        let mut connection = PgConnection::connect(&self.url).await.unwrap();
        let sql = format!("SET search_path TO {}; {sql}", self.schema);
        connection.execute(sql.as_str()).await.unwrap();
    }
}

#[async_trait]
impl Store for InSchema {
    async fn open(&self, limits: Limits) -> Arc<dyn Inbox> {
        let options = Postgres::options(&self.url).unwrap().schema(&self.schema).limits(limits).readers(2);
        let inbox = options.open().await.unwrap();
        assert_eq!(format!("{inbox:?}"), "Postgres { .. }");
        self.run(
            "CREATE TABLE IF NOT EXISTS test_clock (one INTEGER PRIMARY KEY, micros BIGINT);
             INSERT INTO test_clock VALUES (1, 1700000000000000) ON CONFLICT DO NOTHING;
             CREATE OR REPLACE FUNCTION inbox_now() RETURNS BIGINT LANGUAGE sql STABLE
                AS 'SELECT micros FROM test_clock'",
        )
        .await;
        Arc::new(inbox)
    }

    async fn step(&self, seconds: i64) {
        self.run(&format!("UPDATE test_clock SET micros = micros + {seconds}000000")).await;
    }
}

contract!(InSchema::new());

#[tokio::test(flavor = "multi_thread")]
async fn several_processes_share_a_schema() {
    let Some(store) = InSchema::new() else { return };
    // The first one makes the tables: the others must not be in its way.
    let open = || Postgres::options(&store.url).unwrap().schema(&store.schema).open();
    let (first, second, third) = tokio::join!(open(), open(), open());
    let all = [first.unwrap(), second.unwrap(), third.unwrap()].map(Arc::new);
    let writers: Vec<_> = (0..9)
        .map(|writer| {
            let inbox = Arc::clone(&all[writer % 3]);
            tokio::spawn(async move {
                let mut stored = 0;
                for number in 0..20 {
                    // Each event comes from three writers, one of each inbox, in another order.
                    let number = if writer % 2 == 0 { number } else { 19 - number };
                    let keys = [number, number + 1].map(|number| format!("{} {number}", writer / 3));
                    let puts = inbox.put(keys.map(|key| keyed(&key, &key, MINUTE)).to_vec()).await.unwrap();
                    stored += puts.iter().filter(|put| matches!(put, Put::Stored(_))).count();
                }
                stored
            })
        })
        .collect();
    let mut stored = 0;
    for writer in writers {
        stored += writer.await.unwrap();
    }
    assert_eq!(stored, 63);
    let mut ids = HashSet::new();
    let consumers: Vec<_> = all
        .iter()
        .map(|inbox| {
            let inbox = Arc::clone(inbox);
            tokio::spawn(async move {
                let mut ids = Vec::new();
                loop {
                    let claimed = claim(&*inbox, 5).await;
                    if claimed.is_empty() && inbox.stats().await.unwrap().done == 63 {
                        return ids;
                    }
                    let leases: Vec<_> = claimed.iter().map(|claimed| claimed.lease).collect();
                    assert!(inbox.done(&leases).await.unwrap().iter().all(|held| *held));
                    ids.extend(leases.iter().map(|lease| lease.id));
                }
            })
        })
        .collect();
    for consumer in consumers {
        for id in consumer.await.unwrap() {
            assert!(ids.insert(id), "{id} was done twice");
        }
    }
    assert_eq!(ids.len(), 63);
}

#[tokio::test]
async fn corrupted_rows_are_errors() {
    let Some(store) = InSchema::new() else { return };
    let inbox = store.inbox().await;
    let puts = put(&*inbox, &["form", "headers", "good"]).await;
    let (form, headers) = (puts[0].id(), puts[1].id());
    store
        .run(&format!(
            "UPDATE events SET form = 7 WHERE id = {form}; UPDATE events SET headers = '\\xff' WHERE id = {headers}"
        ))
        .await;
    assert_eq!(inbox.get(headers).await.unwrap_err().kind(), InboxErrorKind::Corrupt);
    assert_eq!(bodies(&claim(&*inbox, 9).await), ["good"]);
    store.step(61).await;
    assert_eq!(inbox.claim(&Claim::new(2, MINUTE)).await.unwrap_err().kind(), InboxErrorKind::Corrupt);
    store.run("DROP TABLE keys").await;
    let error = inbox.put(vec![keyed("1", "a", MINUTE)]).await.unwrap_err();
    assert_eq!(error.kind(), InboxErrorKind::Invalid, "{error}");
}

/// PostgreSQL says which row it refuses, with all of its values.
#[tokio::test]
async fn an_error_of_the_server_quotes_no_event() {
    let Some(store) = InSchema::new() else { return };
    let inbox = store.inbox().await;
    store.run("ALTER TABLE events ADD CONSTRAINT small CHECK (size < 5)").await;
    let refused = || inbox.put(vec![NewEvent { trigger: "hush-trigger".to_owned(), ..event("hush-body") }]);
    // Of several that are written together, each is written again alone, and has its own error.
    let (one, other) = tokio::join!(refused(), refused());
    for error in [refused().await, one, other].map(Result::unwrap_err) {
        assert!(error.to_string().contains("small"), "{error}");
        let mut link: Option<&dyn Error> = Some(&error);
        while let Some(error) = link {
            let text = format!("{error} {error:?} {error:#?}");
            // `hush` as the bytes of the body.
            assert!(!text.contains("hush") && !text.contains("68757368"), "{text}");
            link = error.source();
        }
    }
}

#[tokio::test]
async fn settings_that_are_wrong_are_errors() {
    let secret = "postgres://user:pa55word@127.0.0.1:1/none";
    for url in ["mysql://user:pa55word@host/x", "postgres://user:pa55word@host:notaport/x", "", "postgres"] {
        let error = Postgres::options(url).unwrap_err();
        assert_eq!(error.kind(), InboxErrorKind::Invalid);
        assert!(!format!("{error} {error:?}").contains("pa55word"), "{error:?}");
    }
    for schema in ["", "a b", "a\"b", &"x".repeat(64)] {
        let error = Postgres::options(secret).unwrap().schema(schema).open().await.unwrap_err();
        assert_eq!(error.kind(), InboxErrorKind::Invalid);
    }
    let options = Postgres::options(secret).unwrap();
    let printed = format!("{options:?}");
    assert!(printed.starts_with("PostgresOptions { schema: ") && !printed.contains("pa55word"), "{printed}");
    let error = options.open().await.unwrap_err();
    assert_eq!(error.kind(), InboxErrorKind::Unavailable, "{error}");
    assert!(!format!("{error} {error:?}").contains("pa55word"), "{error:?}");

    let Some(cluster) = Cluster::shared() else { return };
    let url = cluster.url().replace("/postgres?", "/none?").replace("inbox@", "inbox:pa55word@");
    let error = Postgres::open(&url).await.unwrap_err();
    assert_eq!(error.kind(), InboxErrorKind::Invalid, "{error}");
    assert!(!format!("{error} {error:?}").contains("pa55word"), "{error:?}");
}

/// sqlx reports what it does not understand of a URL.
#[test]
fn a_url_is_read_without_events() {
    let log = Log::default();
    // With one subscriber alone, `tracing` would ask the threads of other tests, which have none.
    let _second = Dispatch::new(log.clone());
    with_default(log.clone(), || {
        for url in ["postgres://user@host/x?sslpassword=pa55word", "postgres://user:1234?pa55word@host/x"] {
            Postgres::options(url).unwrap();
        }
        tracing::warn!("heard");
    });
    assert_eq!(log.text(), "message=heard\n");
}

/// Another process's events count soon, its own at once.
#[tokio::test]
async fn a_limit_counts_other_processes() {
    let Some(store) = InSchema::new() else { return };
    let (ours, theirs) = (store.open(Limits::new(5, 1_000)).await, store.open(Limits::new(5, 1_000)).await);
    put(&*ours, &["1"]).await;
    put(&*theirs, &["2", "3", "4"]).await;
    assert_eq!(refused(&*theirs, vec![event("5"), event("6")]).await, InboxErrorKind::Full);
    let start = Instant::now();
    let mut count = 4;
    while ours.put(vec![event("more")]).await.is_ok() {
        count += 1;
        assert!(count <= 9, "our own events count at once");
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(start.elapsed() < Duration::from_secs(30));
    }
    assert_eq!(ours.stats().await.unwrap().waiting, count);
}

/// The server crashes and comes back while events come and go.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_crashes_loses_nothing() {
    let Some(cluster) = Cluster::start() else { return };
    let inbox = Arc::new(Postgres::open(&cluster.url()).await.unwrap());
    let stop = Arc::new(AtomicBool::new(false));
    let senders: Vec<_> = (0..4)
        .map(|sender| {
            let (inbox, stop) = (Arc::clone(&inbox), Arc::clone(&stop));
            tokio::spawn(async move {
                let (mut accepted, mut errors) = (Vec::new(), 0);
                for number in 0.. {
                    let key = format!("{sender} {number}");
                    // A sender repeats what was not accepted.
                    while !stop.load(Ordering::SeqCst) {
                        // Without a key, one statement is the whole transaction.
                        let event = if sender % 2 == 0 { keyed(&key, &key, 10 * MINUTE) } else { event(&key) };
                        match inbox.put(vec![event]).await {
                            Ok(puts) => {
                                accepted.push(puts[0].id());
                                break;
                            }
                            Err(error) => {
                                assert_eq!(error.kind(), InboxErrorKind::Unavailable, "{error}");
                                errors += 1;
                                tokio::time::sleep(Duration::from_millis(20)).await;
                            }
                        }
                    }
                    if stop.load(Ordering::SeqCst) {
                        break;
                    }
                }
                (accepted, errors)
            })
        })
        .collect();
    let consumer = {
        let (inbox, stop) = (Arc::clone(&inbox), Arc::clone(&stop));
        tokio::spawn(async move {
            let mut done = HashSet::<EventId>::new();
            while !stop.load(Ordering::SeqCst) {
                let Ok(claimed) = inbox.claim(&Claim::new(20, Duration::from_secs(1))).await else {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                };
                for claimed in claimed {
                    assert!(!done.contains(&claimed.event.id), "{} again", claimed.event.id);
                    if inbox.done(&[claimed.lease]).await.is_ok_and(|held| held == [true]) {
                        done.insert(claimed.event.id);
                    }
                }
            }
            done
        })
    };
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(300)).await;
        cluster.crash();
        tokio::time::sleep(Duration::from_millis(100)).await;
        cluster.start_again();
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    stop.store(true, Ordering::SeqCst);
    let (mut accepted, mut errors) = (HashSet::new(), 0);
    for sender in senders {
        let (of_sender, errors_of_sender) = sender.await.unwrap();
        accepted.extend(of_sender);
        errors += errors_of_sender;
    }
    let done = consumer.await.unwrap();
    assert!(errors > 0 && !done.is_empty(), "the crashes were in the way of nobody");
    let mut stored = HashSet::new();
    let mut which = Which::default();
    loop {
        let page = inbox.list(&which, 1_000).await.unwrap();
        let Some(last) = page.last() else { break };
        which.after = Some(last.id);
        for entry in page {
            assert!(!done.contains(&entry.id) || entry.state == State::Done);
            stored.insert(entry.id);
        }
    }
    assert!(accepted.is_subset(&stored));
    println!("{} accepted, {} done, {errors} errors", accepted.len(), done.len());
}
