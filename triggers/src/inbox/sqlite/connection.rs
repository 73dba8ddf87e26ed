//! Connections that write durably.

use crate::inbox::{
    database::{error::store_error, tables::Migrations},
    error::{InboxError, InboxErrorKind},
};
use sqlx::{
    ConnectOptions as _, Connection as _, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{path::Path, time::Duration};

pub(super) const TABLES: Migrations = Migrations(&[("events", include_str!("tables.sql"))]);

/// The settings of a connection whose commits survive a power cut.
pub(super) fn durable(path: &Path, busy_timeout: Duration) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(busy_timeout)
        // On macOS, `fsync` alone leaves data in the cache of the disk.
        .pragma("fullfsync", "ON")
        .pragma("checkpoint_fullfsync", "ON")
        .disable_statement_logging()
}

/// A connection that writes durably, or an error.
pub(super) async fn connect(options: &SqliteConnectOptions) -> Result<SqliteConnection, InboxError> {
    let mut connection = SqliteConnection::connect_with(options).await.map_err(store_error)?;
    let journal: String =
        sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut connection).await.map_err(store_error)?;
    let synchronous: i64 =
        sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut connection).await.map_err(store_error)?;
    // 2 is FULL.
    if journal != "wal" || synchronous != 2 {
        let message = format!(
            "the inbox's file would not be durable: journal_mode={journal}, synchronous={synchronous} instead of wal and 2"
        );
        return Err(InboxError::new(InboxErrorKind::Invalid, message));
    }
    Ok(connection)
}

/// Whether a file has the tables of an inbox, of any version.
pub(super) async fn has_tables(connection: &mut SqliteConnection) -> Result<bool, InboxError> {
    let query =
        sqlx::query_scalar("SELECT count(*) = 2 FROM sqlite_schema WHERE name IN ('events_state', 'keys_expires')");
    query.fetch_one(connection).await.map_err(store_error)
}
