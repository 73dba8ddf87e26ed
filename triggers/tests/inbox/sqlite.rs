//! [`Sqlite`] against the contract, and what belongs to a file.

use super::{
    contract::contract,
    store::{MINUTE, Store, at, bodies, claim, claim_one, event, keyed, put, refused},
};
use async_trait::async_trait;
use connector_triggers::{
    Inbox,
    inbox::{Failure, InboxErrorKind, Limits, Put, Sqlite, State, Which},
};
use sqlx::{Connection as _, Executor as _, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;

struct InFile {
    folder: TempDir,
    /// Seconds since a fixed time.
    clock: Arc<AtomicI64>,
}

impl InFile {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), clock: Arc::new(AtomicI64::new(10_000_000)) }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("inbox.db")
    }

    /// Changes the file behind the inbox's back.
    async fn change(&self, sql: &str) {
        let options = SqliteConnectOptions::new().filename(self.path()).busy_timeout(MINUTE);
        let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
        connection.execute(sql).await.unwrap();
        connection.close().await.unwrap();
    }
}

#[async_trait]
impl Store for InFile {
    async fn open(&self, limits: Limits) -> Arc<dyn Inbox> {
        let seconds = Arc::clone(&self.clock);
        let clock = move || at(seconds.load(Ordering::SeqCst).unsigned_abs());
        let options = Sqlite::options(self.path()).limits(limits).clock(clock);
        assert!(format!("{options:?}").starts_with("SqliteOptions { path: "), "{options:?}");
        let inbox = options.open().await.unwrap();
        assert_eq!(format!("{inbox:?}"), "Sqlite { .. }");
        Arc::new(inbox)
    }

    async fn step(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }
}

contract!(Some(InFile::new()));

#[tokio::test]
async fn a_file_is_opened_again() {
    let store = InFile::new();
    let inbox = store.inbox().await;
    inbox.put(vec![keyed("1", "a", MINUTE), event("b"), event("c"), event("d")]).await.unwrap();
    let claimed = claim(&*inbox, 3).await;
    inbox.done(&[claimed[0].lease]).await.unwrap();
    inbox.failed(claimed[1].lease, Failure::Dead { reason: "no".to_owned() }).await.unwrap();
    drop(inbox);

    let inbox = store.inbox().await;
    let states: Vec<_> =
        inbox.list(&Which::default(), 9).await.unwrap().iter().map(|entry| (entry.state, entry.attempts)).collect();
    assert_eq!(states, [(State::Done, 1), (State::Dead, 1), (State::Claimed, 1), (State::Waiting, 0)]);
    assert!(matches!(inbox.put(vec![keyed("1", "a", MINUTE)]).await.unwrap()[0], Put::Duplicate(_)));
    assert_eq!(inbox.done(&[claimed[2].lease]).await.unwrap(), [true], "a lease outlives the process");
    assert_eq!(bodies(&claim(&*inbox, 9).await), ["d"]);
}

#[tokio::test]
async fn two_inboxes_share_a_file() {
    let store = InFile::new();
    let both = tokio::join!(store.open(Limits::new(100, 1 << 20)), store.open(Limits::new(100, 1 << 20)));
    let both = [both.0, both.1];
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let inbox = Arc::clone(&both[writer % 2]);
            tokio::spawn(async move {
                let mut stored = 0;
                for number in 0..20 {
                    // Each event comes from two writers, one of each inbox.
                    let key = format!("{} {number}", writer / 2);
                    stored += usize::from(matches!(
                        inbox.put(vec![keyed(&key, &key, MINUTE)]).await.unwrap()[0],
                        Put::Stored(_)
                    ));
                }
                stored
            })
        })
        .collect();
    let mut stored = 0;
    for writer in writers {
        stored += writer.await.unwrap();
    }
    assert_eq!(stored, 80);
    // The limit is exact.
    let rest: Vec<_> = (0..21).map(|number| event(&number.to_string())).collect();
    assert_eq!(refused(&*both[0], rest.clone()).await, InboxErrorKind::Full);
    both[1].put(rest[..20].to_vec()).await.unwrap();
    let (mut first, second) = tokio::join!(claim(&*both[0], 60), claim(&*both[1], 60));
    first.extend(second);
    let mut ids: Vec<_> = first.iter().map(|claimed| claimed.event.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((first.len(), ids.len()), (100, 100));
}

/// Without a signal: the other inbox could be of another process.
#[tokio::test]
async fn a_wait_ends_by_an_event_of_another_process() {
    let store = InFile::new();
    let (ours, theirs) = (store.inbox().await, store.inbox().await);
    assert!(claim(&*ours, 1).await.is_empty());
    put(&*theirs, &["a"]).await;
    tokio::time::timeout(Duration::from_secs(10), ours.wait(MINUTE)).await.expect("it looks again and again");
    assert_eq!(bodies(&claim(&*ours, 1).await), ["a"]);
}

#[tokio::test]
async fn corrupted_rows_are_errors() {
    let store = InFile::new();
    let inbox = store.inbox().await;
    put(&*inbox, &["form", "headers", "state", "good"]).await;
    store.change("UPDATE events SET form = 7 WHERE id = 1; UPDATE contents SET headers = x'FF00' WHERE id = 2").await;
    assert_eq!(inbox.get(connector_triggers::EventId(2)).await.unwrap_err().kind(), InboxErrorKind::Corrupt);
    assert_eq!(inbox.list(&Which::default(), 9).await.unwrap_err().kind(), InboxErrorKind::Corrupt);

    // What can be read is delivered; the rest waits, and is a dead letter at last.
    assert_eq!(bodies(&claim(&*inbox, 9).await), ["state", "good"]);
    for attempt in 2..=10 {
        store.step(61).await;
        // The readable ones are held by nobody any more, and of no interest here.
        let mut claim = connector_triggers::inbox::Claim::new(2, MINUTE);
        claim.routes = vec!["route".to_owned()];
        assert_eq!(inbox.claim(&claim).await.unwrap_err().kind(), InboxErrorKind::Corrupt, "attempt {attempt}");
    }
    assert_eq!(inbox.stats().await.unwrap().dead, 2);
    store.change("UPDATE events SET state = 9 WHERE id = 3").await;
    assert_eq!(inbox.get(connector_triggers::EventId(3)).await.unwrap_err().kind(), InboxErrorKind::Corrupt);
    store.change("UPDATE events SET form = 0 WHERE id = 1").await;
    let dead = inbox.get(connector_triggers::EventId(1)).await.unwrap().unwrap().0;
    assert_eq!(dead.reason.as_deref(), Some("event 1 cannot be read: its form is unknown"));
}

#[tokio::test]
async fn a_file_of_another_kind_is_an_error() {
    let store = InFile::new();
    std::fs::write(store.path(), "no database at all, but long enough to have a header of a hundred bytes. ".repeat(4))
        .unwrap();
    let error = Sqlite::open(store.path()).await.unwrap_err();
    assert_eq!(error.kind(), InboxErrorKind::Corrupt, "{error}");
    let error = Sqlite::open(store.folder.path().join("none/inbox.db")).await.unwrap_err();
    assert_eq!(error.kind(), InboxErrorKind::Unavailable, "{error}");
    let error = Sqlite::open(":memory:").await;
    std::fs::remove_file(":memory:").ok();
    assert_eq!(error.unwrap_err().kind(), InboxErrorKind::Invalid);
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_an_error() {
    let store = InFile::new();
    drop(store.inbox().await);
    store
        .change(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
            VALUES (1000, 'newer', TRUE, x'00', 0)",
        )
        .await;
    let error = Sqlite::open(store.path()).await.unwrap_err();
    assert_eq!(error.kind(), InboxErrorKind::Invalid, "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_reads_a_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let store = InFile::new();
    let inbox = store.inbox().await;
    put(&*inbox, &["a"]).await;
    for file in std::fs::read_dir(store.folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
    }
}

/// Ended keys are deleted while new ones come.
#[tokio::test]
async fn ended_keys_are_cleaned() {
    let store = InFile::new();
    let inbox = store.inbox().await;
    for start in [0, 1_000, 2_000] {
        for first in (start..start + 1_000).step_by(100) {
            inbox.put((first..first + 100).map(|id| keyed(&id.to_string(), "", MINUTE)).collect()).await.unwrap();
        }
        store.step(61).await;
    }
    drop(inbox);
    let options = SqliteConnectOptions::new().filename(store.path()).busy_timeout(MINUTE);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let keys: i64 = sqlx::query_scalar("SELECT count(*) FROM keys").fetch_one(&mut connection).await.unwrap();
    assert!(keys <= 1_500, "{keys} keys of 3,000 are left");
}

/// A file system of one megabyte, unmounted at the end.
struct Small(TempDir);

impl Small {
    /// `None`, with a line that says so, where the test may not mount one.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(folder.path()).output();
        if mount.is_ok_and(|output| output.status.success()) {
            return Some(Self(folder));
        }
        println!("no small file system can be mounted: a full disk is not tested");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        // Lazily: the inbox closes its files on its own threads.
        _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[tokio::test]
async fn a_full_disk_loses_nothing() {
    let Some(disk) = Small::mount() else { return };
    let inbox = Sqlite::open(disk.path().join("inbox.db")).await.unwrap();
    let body = "x".repeat(20_000);
    let mut stored = Vec::new();
    let error = loop {
        match inbox.put(vec![keyed(&stored.len().to_string(), &body, 10 * MINUTE)]).await {
            Ok(puts) => stored.push(puts[0].id()),
            Err(error) => break error,
        }
        assert!(stored.len() < 1_000, "the disk is never full");
    };
    assert_eq!(error.kind(), InboxErrorKind::Unavailable, "{error}");
    assert!(stored.len() > 3);
    // Several writers at once: one that fails takes no other with it that fits, and none is half stored.
    let inbox = Arc::new(inbox);
    let writers: Vec<_> = (0..20)
        .map(|number| {
            let (inbox, body) = (Arc::clone(&inbox), body.clone());
            tokio::spawn(async move { inbox.put(vec![keyed(&format!("late {number}"), &body, 10 * MINUTE)]).await })
        })
        .collect();
    for writer in writers {
        if let Ok(puts) = writer.await.unwrap() {
            stored.push(puts[0].id());
        }
    }
    let listed = async |inbox: &Sqlite| {
        let entries = inbox.list(&Which::default(), 10_000).await.unwrap();
        entries.iter().map(|entry| entry.id).collect::<Vec<_>>()
    };
    stored.sort_unstable();
    assert_eq!(listed(&inbox).await, stored);
    drop(inbox);

    let inbox = Sqlite::open(disk.path().join("inbox.db")).await.unwrap();
    assert_eq!(listed(&inbox).await, stored);
    // A larger disk takes what was refused.
    let larger = Command::new("mount").args(["-o", "remount,size=16m"]).arg(disk.path()).status().unwrap();
    assert!(larger.success());
    inbox.put(vec![keyed("late", &body, 10 * MINUTE)]).await.unwrap();
    let first = claim(&inbox, 1).await;
    assert_eq!(first[0].event.body.len(), body.len());
    assert_eq!(inbox.done(&[first[0].lease]).await.unwrap(), [true]);
}

/// `claim_one` fails where a file has more than one event: an inbox that was never used has none.
#[tokio::test]
async fn many_openers_make_one_file() {
    let store = Arc::new(InFile::new());
    let openers: Vec<_> = (0..6)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.inbox().await })
        })
        .collect();
    let mut inboxes = Vec::new();
    for opener in openers {
        inboxes.push(opener.await.unwrap());
    }
    put(&*inboxes[0], &["a"]).await;
    assert_eq!(claim_one(&*inboxes[5]).await.event.body, "a");
}
