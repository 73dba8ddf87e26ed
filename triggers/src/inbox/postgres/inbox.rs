//! The inbox and its settings.

use super::{
    connection::{TABLES, TIMEOUT, connect, make_schema, set_up},
    reader::PostgresReader,
    writer::PostgresWriter,
};
use crate::{
    event::{Event, EventId, NewEvent},
    inbox::{
        contract::{Claim, Claimed, Entry, Failure, Lease, Put, Stats, Which},
        database::{
            front::{Database, inbox_by_database},
            group::Queue,
            tables::migrate,
        },
        error::{InboxError, InboxErrorKind},
        limits::Limits,
        seal::Seal,
    },
};
use sqlx::{
    ConnectOptions as _,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{fmt, str::FromStr as _, sync::Arc, time::Duration};
use tracing::{
    dispatcher::{Dispatch, with_default},
    level_filters::LevelFilter,
};

/// An inbox in PostgreSQL, version 13 or later: any number of receivers and consumers share it.
///
/// **Durable**: a [`put`](crate::Inbox::put) that returned is committed, and survives a crash of the server as far as its
/// settings `fsync` and `synchronous_commit` allow. Both are on by default; each connection of the inbox switches
/// `synchronous_commit` on, unless it has a stronger value.
///
/// **Fenced**: the database's clock decides when a lease ends, so the clocks of consumers do not matter. Consumers do not
/// wait for each other (`FOR UPDATE SKIP LOCKED`), and an answer under an old lease changes nothing.
///
/// **After a failure of the server** a call returns [`InboxErrorKind::Unavailable`] until the server is back; the next call
/// connects anew. If a connection breaks while a transaction is committed, the call fails though its events may be stored:
/// a sender that repeats them meets their duplicate keys.
///
/// **Order**: events of one receiver are claimed in their order. Two receivers take numbers at the same time, so an event
/// with a smaller number may become visible after one with a larger one.
///
/// **Consumers that wait** look every 250 ms; `NOTIFY` would serialise all commits of the server. A put of the same process
/// wakes them at once.
///
/// **TLS**: the URL's `sslmode` decides. The program switches on one of sqlx's TLS features, such as
/// `sqlx = { version = "0.8", default-features = false, features = ["tls-rustls-aws-lc-rs"] }` in its `Cargo.toml`;
/// without one, `sslmode=require` is an error and `prefer`, the default, connects without TLS.
///
/// The connections keep session state, so a pooler between must pool sessions, not transactions.
pub struct Postgres {
    database: Database<PostgresReader>,
}

/// Settings of a [`Postgres`].
#[derive(Clone)]
pub struct PostgresOptions {
    server: PgConnectOptions,
    schema: String,
    limits: Limits,
    readers: u32,
    create: bool,
    seal: Option<Arc<dyn Seal>>,
}

impl Postgres {
    /// Opens the inbox in a database, `postgres://user:password@host/database`, and makes its tables if there are none.
    ///
    /// # Errors
    /// As of [`Self::options`] and [`PostgresOptions::open`].
    pub async fn open(url: &str) -> Result<Self, InboxError> {
        Self::options(url)?.open().await
    }

    /// Settings for the inbox in a database: schema `connector_triggers`, 1,000,000 unfinished events with 10 GiB of headers and bodies,
    /// and up to five connections, one of which writes.
    ///
    /// # Errors
    /// [`InboxErrorKind::Invalid`] if `url` is none. The message does not contain it.
    pub fn options(url: &str) -> Result<PostgresOptions, InboxError> {
        let invalid = |_| InboxError::new(InboxErrorKind::Invalid, "the URL of the inbox's database cannot be read");
        if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err(invalid(()));
        }
        Ok(PostgresOptions {
            // The cause is left out: it may quote the URL, with its password.
            server: server(url).map_err(|_| invalid(()))?.disable_statement_logging(),
            schema: "connector_triggers".to_owned(),
            limits: Limits::new(1_000_000, 10 << 30),
            readers: 4,
            create: true,
            seal: None,
        })
    }
}

/// The server of a URL, with the password of `.pgpass` if the URL has none. sqlx reports parameters that it does not know and
/// lines that it cannot read, and quotes them: they may be passwords. For that moment the thread has no subscriber.
fn server(url: &str) -> sqlx::Result<PgConnectOptions> {
    let read = || PgConnectOptions::from_str(url);
    // Without a subscriber there is nothing to silence, and setting one would be noticed.
    if LevelFilter::current() >= LevelFilter::WARN { with_default(&Dispatch::none(), read) } else { read() }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres").finish_non_exhaustive()
    }
}

/// Prints no part of the URL.
impl fmt::Debug for PostgresOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { schema, limits, readers, .. } = self;
        f.debug_struct("PostgresOptions")
            .field("schema", schema)
            .field("limits", limits)
            .field("readers", readers)
            .field("seal", &self.seal.is_some())
            .finish_non_exhaustive()
    }
}

impl PostgresOptions {
    /// The schema of the tables, so that several inboxes can share a database: ASCII letters, digits and `_`, at most 63.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<String>) -> Self {
        self.schema = schema.into();
        self
    }

    /// How many unfinished events the inbox takes. The events of other processes are counted at least once a second; with a
    /// backlog so large that counting takes more than 50 ms, less often. Several receivers may pass a limit by what they
    /// store in that time.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// How many connections read, beside the one that writes; at least one.
    #[must_use]
    pub fn readers(mut self, connections: u32) -> Self {
        self.readers = connections.max(1);
        self
    }

    /// Whether a missing schema is made; it is, by default.
    #[must_use]
    pub fn create(mut self, create: bool) -> Self {
        self.create = create;
        self
    }

    /// Encrypts bodies and headers of new events.
    #[must_use]
    pub fn seal(mut self, seal: Arc<dyn Seal>) -> Self {
        self.seal = Some(seal);
        self
    }

    /// Opens the inbox.
    ///
    /// # Errors
    /// [`InboxErrorKind::Unavailable`] if the server cannot be reached, [`InboxErrorKind::Invalid`] if it refuses user or
    /// database, the name of the schema is none, or the tables belong to another version.
    pub async fn open(self) -> Result<Postgres, InboxError> {
        let named = |character: char| character.is_ascii_alphanumeric() || character == '_';
        if self.schema.is_empty() || self.schema.len() > 63 || !self.schema.chars().all(named) {
            return Err(InboxError::new(InboxErrorKind::Invalid, "the name of the inbox's schema is not one"));
        }
        let server = self.server;
        let mut connection = connect(&server, &self.schema).await?;
        make_schema(&mut connection, &self.schema, self.create).await?;
        migrate(&mut connection, TABLES).await?;
        let writer = PostgresWriter::new(server.clone(), self.schema.clone(), connection, self.limits);
        let schema = self.schema;
        let pool = PgPoolOptions::new().max_connections(self.readers).acquire_timeout(TIMEOUT).after_connect(
            move |connection, _| {
                let schema = schema.clone();
                Box::pin(async move { set_up(connection, &schema).await })
            },
        );
        let reader = PostgresReader::new(pool.connect_lazy_with(server));
        Ok(Postgres { database: Database::new(Queue::start(writer), reader, self.seal) })
    }
}

inbox_by_database!(Postgres);
