//! The inbox and its settings.

use super::{connection::durable, reader::SqliteReader, writer::SqliteWriter};
use crate::{
    event::{Event, EventId, NewEvent},
    inbox::{
        contract::{Claim, Claimed, Entry, Failure, Lease, Put, Stats, Which},
        database::{
            front::{Database, inbox_by_database},
            group::Queue,
        },
        error::{InboxError, InboxErrorKind},
        limits::Limits,
        seal::Seal,
        time::Clock,
    },
};
use sqlx::sqlite::SqlitePoolOptions;
use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

/// Connections that read at the same time.
const READERS: u32 = 4;

/// An inbox in one SQLite file.
///
/// **Durable**: the file is in WAL mode with `synchronous=FULL`, so a [`put`](crate::Inbox::put) that returned survives a
/// crash of the process and of the system, and a power cut, as far as the disk keeps what it confirmed. This is checked
/// when the inbox is opened; a file system that does not offer it, such as most network file systems, is an error of the
/// kind [`InboxErrorKind::Invalid`].
///
/// **Fast**: one task writes, and stores what several callers put in one transaction.
///
/// **Several processes** may open one file. They write in turn, and each sees the others' events. A process that waits
/// longer than the busy timeout gets [`InboxErrorKind::Unavailable`].
///
/// **Time** is the system's clock. A step forwards ends leases and windows early: an event may be delivered again, as
/// after any ended lease. A step backwards makes leases, delays and windows longer by the step. Neither loses an event, and
/// new events do not depend on the clock.
///
/// A new file can be read by its owner alone, on Unix. Beside it SQLite keeps a `-wal` and a `-shm` file, which belong to
/// it: never copy or delete one without the others.
pub struct Sqlite {
    database: Database<SqliteReader>,
}

/// Settings of a [`Sqlite`].
#[derive(Clone)]
pub struct SqliteOptions {
    path: PathBuf,
    limits: Limits,
    busy_timeout: Duration,
    create: bool,
    seal: Option<Arc<dyn Seal>>,
    clock: Clock,
}

impl Sqlite {
    /// Opens the inbox in a file, and makes the file if there is none. The folder must exist.
    ///
    /// # Errors
    /// As of [`SqliteOptions::open`].
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, InboxError> {
        Self::options(path).open().await
    }

    /// Settings for the inbox in a file: 100,000 unfinished events with 1 GiB of headers and bodies, and a busy timeout of 30 s.
    pub fn options(path: impl AsRef<Path>) -> SqliteOptions {
        SqliteOptions {
            path: path.as_ref().to_owned(),
            limits: Limits::new(100_000, 1 << 30),
            busy_timeout: Duration::from_secs(30),
            create: true,
            seal: None,
            clock: Clock::default(),
        }
    }
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sqlite").finish_non_exhaustive()
    }
}

impl fmt::Debug for SqliteOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, limits, busy_timeout, .. } = self;
        f.debug_struct("SqliteOptions")
            .field("path", path)
            .field("limits", limits)
            .field("busy_timeout", busy_timeout)
            .field("seal", &self.seal.is_some())
            .finish_non_exhaustive()
    }
}

impl SqliteOptions {
    /// How many unfinished events the inbox takes. Exact, also with several processes.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// How long a process waits for another one that writes.
    #[must_use]
    pub fn busy_timeout(mut self, timeout: Duration) -> Self {
        self.busy_timeout = timeout;
        self
    }

    /// Whether a missing file is made; it is, by default.
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

    /// Takes the time from `now` instead of the system's clock: for tests.
    #[must_use]
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Clock::new(now);
        self
    }

    /// Opens the inbox.
    ///
    /// # Errors
    /// [`InboxErrorKind::Unavailable`] if the file cannot be opened or another process keeps it locked,
    /// [`InboxErrorKind::Invalid`] if it cannot be durable or belongs to another version,
    /// [`InboxErrorKind::Corrupt`] if it is not a database of SQLite.
    pub async fn open(self) -> Result<Sqlite, InboxError> {
        if self.create {
            create_private(&self.path)?;
        } else if !self.path.is_file() {
            let message = format!("there is no inbox {}", self.path.display());
            return Err(InboxError::new(InboxErrorKind::Invalid, message));
        }
        let writer = self.writer().await?;
        let reading = durable(&self.path, self.busy_timeout).pragma("query_only", "ON");
        let pool = SqlitePoolOptions::new().max_connections(READERS).connect_lazy_with(reading);
        let reader = SqliteReader::new(pool, self.clock);
        Ok(Sqlite { database: Database::new(Queue::start(writer), reader, self.seal) })
    }

    /// The writer. SQLite changes a new file to its log mode without regard to the busy timeout, so a second process that opens the
    /// file at the same time tries again for as long.
    async fn writer(&self) -> Result<SqliteWriter, InboxError> {
        let began = Instant::now();
        loop {
            let options = durable(&self.path, self.busy_timeout);
            match SqliteWriter::open(options, self.limits, self.clock.clone(), self.create).await {
                Err(error) if error.kind() == InboxErrorKind::Unavailable && began.elapsed() < self.busy_timeout => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                outcome => return outcome,
            }
        }
    }
}

/// Makes a missing file, which only its owner can read: it will hold customers' data. SQLite gives the same rights to the
/// files beside it.
fn create_private(path: &Path) -> Result<(), InboxError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| {
        let message = format!("the inbox's file {} cannot be opened: {error}", path.display());
        InboxError::new(InboxErrorKind::Unavailable, message).with_source(error)
    })
}

inbox_by_database!(Sqlite);
