//! Connections that use the inbox's schema.

use crate::inbox::{
    database::{error::store_error, tables::Migrations},
    error::{InboxError, InboxErrorKind},
};
use sqlx::{Connection as _, Executor as _, PgConnection, postgres::PgConnectOptions};
use std::time::Duration;

pub(super) const TABLES: Migrations = Migrations(&[("events", include_str!("tables.sql"))]);

/// How long a connection, or a transaction, may take.
pub(super) const TIMEOUT: Duration = Duration::from_secs(30);

/// A connection that uses the schema.
pub(super) async fn connect(server: &PgConnectOptions, schema: &str) -> Result<PgConnection, InboxError> {
    let connection = async {
        let mut connection = PgConnection::connect_with(server).await?;
        set_up(&mut connection, schema).await?;
        Ok(connection)
    };
    match tokio::time::timeout(TIMEOUT, connection).await {
        Ok(connection) => connection.map_err(store_error),
        Err(_) => Err(InboxError::new(InboxErrorKind::Unavailable, "the inbox's database does not answer")),
    }
}

/// The settings of a connection. A stronger `synchronous_commit`, for replicas, stays.
pub(super) async fn set_up(connection: &mut PgConnection, schema: &str) -> sqlx::Result<()> {
    let settings = format!(
        "SET search_path TO \"{schema}\"; SET statement_timeout TO '{}s'; SELECT set_config('synchronous_commit', 'on', \
         false) WHERE current_setting('synchronous_commit') IN ('off', 'local')",
        TIMEOUT.as_secs()
    );
    connection.execute(settings.as_str()).await.map(drop)
}

/// Two processes that make it at the same time disturb each other once, in spite of `IF NOT EXISTS`.
pub(super) async fn make_schema(connection: &mut PgConnection, schema: &str, create: bool) -> Result<(), InboxError> {
    let exists = "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1)";
    let make = format!("CREATE SCHEMA IF NOT EXISTS \"{schema}\"");
    let mut made = Ok(());
    for _ in 0..2 {
        // Who may not make a schema may use one that is there.
        if sqlx::query_scalar(exists).bind(schema).fetch_one(&mut *connection).await.map_err(store_error)? {
            return Ok(());
        }
        if !create {
            return Err(InboxError::new(InboxErrorKind::Invalid, format!("the database has no schema `{schema}`")));
        }
        made = sqlx::query(&make).execute(&mut *connection).await.map(drop).map_err(store_error);
    }
    made
}
