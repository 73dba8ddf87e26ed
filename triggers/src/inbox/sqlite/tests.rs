//! What only the inside of the store can show.

use super::{
    connection::{connect, durable},
    inbox::Sqlite,
    reader, statements as sql,
};
use crate::inbox::contract::{State, Which};
use sqlx::{Row as _, SqliteConnection};
use std::time::{Duration, SystemTime};

/// The steps of SQLite's plan for a statement.
async fn plan(connection: &mut SqliteConnection, statement: &str) -> Vec<String> {
    let explain = format!("EXPLAIN QUERY PLAN {statement}");
    let steps = sqlx::query(&explain).fetch_all(connection).await.unwrap();
    steps.iter().map(|step| step.get::<String, _>("detail")).collect()
}

#[tokio::test]
async fn a_commit_waits_for_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inbox");
    Sqlite::open(&path).await.unwrap();
    let options = durable(&path, Duration::from_secs(10));
    let mut connection = connect(&options).await.unwrap();
    let read = async |connection: &mut SqliteConnection, pragma: &str| {
        let statement = format!("PRAGMA {pragma}");
        let row = sqlx::query(&statement).fetch_one(connection).await.unwrap();
        row.try_get::<String, _>(0).unwrap_or_else(|_| row.get::<i64, _>(0).to_string())
    };
    assert_eq!(read(&mut connection, "journal_mode").await, "wal");
    assert_eq!(read(&mut connection, "synchronous").await, "2", "FULL");
    assert_eq!(read(&mut connection, "fullfsync").await, "1");

    // The check that each start makes can fail.
    let lax = options.synchronous(sqlx::sqlite::SqliteSynchronous::Normal);
    assert!(connect(&lax).await.unwrap_err().to_string().contains("synchronous=1"));
}

#[tokio::test]
async fn each_statement_uses_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inbox");
    Sqlite::open(&path).await.unwrap();
    let options = durable(&path, Duration::from_secs(10));
    let mut connection = connect(&options).await.unwrap();

    let by_age = Which { before: Some(SystemTime::UNIX_EPOCH), ..Which::default() };
    let dead = Which { state: Some(State::Dead), ..Which::default() };
    let by_id = Which { ids: Some(vec![crate::EventId(1)]), ..Which::default() };
    let statements = [
        (sql::KNOWN_KEYS, "k USING PRIMARY KEY (digest=?)"),
        (sql::UNFINISHED, "totals USING INTEGER PRIMARY KEY"),
        (sql::CLEAN_KEYS, "keys USING COVERING INDEX keys_expires (expires<?)"),
        (sql::READY, "events USING INDEX events_due (due<?)"),
        (sql::OLDEST, "events USING COVERING INDEX events_state (state=?)"),
        (sql::OLDEST_OF_ROUTE, "events USING COVERING INDEX events_ready (route=?)"),
        (sql::CLAIM, "events USING INTEGER PRIMARY KEY (rowid=?)"),
        (sql::EXTEND, "events USING INTEGER PRIMARY KEY (rowid=?)"),
        (sql::DONE, "events USING INTEGER PRIMARY KEY (rowid=?)"),
        (sql::FAILED, "events USING INTEGER PRIMARY KEY (rowid=?)"),
        (sql::REPLAY, "events USING INTEGER PRIMARY KEY (rowid=?)"),
        (sql::PURGE, "events USING INTEGER PRIMARY KEY (rowid=?)"),
        (sql::CLAIMABLE, "events USING COVERING INDEX events_state (state=?)"),
        (sql::CLAIMABLE, "events USING INDEX events_due (due<?)"),
        (sql::ENDED_LEASES, "events USING INDEX events_due (due<?)"),
        (sql::OLDEST_RECEIVED, "events USING COVERING INDEX events_state (state=?)"),
        (sql::OLDEST_RECEIVED, "events USING INTEGER PRIMARY KEY (rowid=?)"),
        (&reader::contents(), "events USING INTEGER PRIMARY KEY (rowid=?)"),
        (&reader::contents(), "contents USING INTEGER PRIMARY KEY (rowid=?)"),
        (&reader::list(&dead, 0), "events USING INDEX events_state (state=?)"),
        (&reader::list(&by_id, 0), "events USING INTEGER PRIMARY KEY (rowid=?)"),
        (&reader::finished(&by_age, 0), "events USING INDEX events_finished (received_at<?)"),
    ];
    for (statement, expected) in statements {
        let steps = plan(&mut connection, statement).await;
        assert!(steps.iter().any(|step| step.contains(expected)), "{statement}\n{expected}\n{steps:#?}");
        let scans = |step: &&String| {
            step.starts_with("SCAN")
                && ["events", "keys", "contents"].iter().any(|table| step.contains(&format!(" {table}")))
        };
        assert!(!steps.iter().any(|step| scans(&step)), "{statement}\n{steps:#?}");
        assert!(
            !steps.iter().any(|step| step.contains("TEMP B-TREE")) || statement == reader::contents(),
            "{statement}\n{steps:#?}"
        );
    }
}
