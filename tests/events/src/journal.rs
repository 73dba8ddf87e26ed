//! What receiver and consumer did, line by line in a file. One write appends one line, so lines of several processes do not mix, and a
//! killed process loses none.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write as _},
    path::Path,
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use connector_triggers::{
    Event, EventId, Inbox, NewEvent,
    inbox::{Claim, Claimed, Entry, Failure, InboxError, Lease, Put, Stats, Which},
};

/// A line of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A handler began with event `id`, which holds callback `callback`.
    Began { id: i64, callback: u64 },
    /// The inbox has said that event `id` is done.
    Done { id: i64 },
}

/// The file.
#[derive(Clone)]
pub(crate) struct Journal(Arc<File>);

impl Journal {
    /// Opens a journal to append to it.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(Arc::new(OpenOptions::new().create(true).append(true).open(path)?)))
    }

    /// Appends one line.
    ///
    /// # Panics
    /// The disk is full: then a run proves nothing.
    pub(crate) fn write(&self, line: Line) {
        let text = match line {
            Line::Began { id, callback } => format!("began {id} {callback}\n"),
            Line::Done { id } => format!("done {id}\n"),
        };
        (&*self.0).write_all(text.as_bytes()).expect("the journal can be written");
    }
}

/// Reads a journal.
///
/// # Errors
/// It cannot be read, or a line is not whole.
pub(crate) fn read(path: &Path) -> io::Result<Vec<Line>> {
    let text = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        text => text?,
    };
    let broken = |line: &str| io::Error::other(format!("the journal has the line {line:?}"));
    text.lines()
        .map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            let number =
                |at: usize| words.get(at).and_then(|word| word.parse::<i64>().ok()).ok_or_else(|| broken(line));
            match words.first() {
                Some(&"began") => Ok(Line::Began { id: number(1)?, callback: number(2)?.unsigned_abs() }),
                Some(&"done") => Ok(Line::Done { id: number(1)? }),
                _ => Err(broken(line)),
            }
        })
        .collect()
}

/// An inbox that writes down which events are done, after the store has said so.
pub(crate) struct Journaled {
    pub(crate) inner: Arc<dyn Inbox>,
    pub(crate) journal: Journal,
}

#[async_trait]
impl Inbox for Journaled {
    async fn put(&self, events: Vec<NewEvent>) -> Result<Vec<Put>, InboxError> {
        self.inner.put(events).await
    }

    async fn claim(&self, claim: &Claim) -> Result<Vec<Claimed>, InboxError> {
        self.inner.claim(claim).await
    }

    async fn extend(&self, leases: &[Lease], lease: Duration) -> Result<Vec<bool>, InboxError> {
        self.inner.extend(leases, lease).await
    }

    async fn done(&self, leases: &[Lease]) -> Result<Vec<bool>, InboxError> {
        let held = self.inner.done(leases).await?;
        for (lease, _) in leases.iter().zip(&held).filter(|(_, held)| **held) {
            self.journal.write(Line::Done { id: lease.id.0 });
        }
        Ok(held)
    }

    async fn failed(&self, lease: Lease, failure: Failure) -> Result<bool, InboxError> {
        self.inner.failed(lease, failure).await
    }

    async fn replay(&self, which: &Which) -> Result<u64, InboxError> {
        self.inner.replay(which).await
    }

    async fn purge(&self, which: &Which) -> Result<u64, InboxError> {
        self.inner.purge(which).await
    }

    async fn list(&self, which: &Which, limit: u32) -> Result<Vec<Entry>, InboxError> {
        self.inner.list(which, limit).await
    }

    async fn get(&self, id: EventId) -> Result<Option<(Entry, Event)>, InboxError> {
        self.inner.get(id).await
    }

    async fn stats(&self) -> Result<Stats, InboxError> {
        self.inner.stats().await
    }

    async fn wait(&self, limit: Duration) {
        self.inner.wait(limit).await;
    }
}
