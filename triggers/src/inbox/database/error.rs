//! Errors of sqlx as errors of an inbox.

use crate::inbox::error::{InboxError, InboxErrorKind};
use std::{error::Error, fmt};

/// The texts of an error and of its causes. `Debug` of an error of PostgreSQL prints the row that the server refused.
struct Cause {
    text: String,
    source: Option<Box<Self>>,
}

impl Cause {
    fn new(error: &dyn Error) -> Self {
        Self { text: error.to_string(), source: error.source().map(|source| Box::new(Self::new(source))) }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl Error for Cause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// The error of an inbox for an error of its database. Neither its text nor its `Debug` has a URL or a value of an event.
pub(crate) fn store_error(error: sqlx::Error) -> InboxError {
    let kind = match &error {
        sqlx::Error::Database(database) => of_code(database.code().as_deref().unwrap_or_default()),
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::ColumnNotFound(_) => {
            InboxErrorKind::Corrupt
        }
        sqlx::Error::Configuration(_) => InboxErrorKind::Invalid,
        _ => InboxErrorKind::Unavailable,
    };
    InboxError::new(kind, format!("the inbox's database: {error}")).with_source(Cause::new(&error))
}

/// The kind of a code of SQLite, a number, or of PostgreSQL, five characters.
fn of_code(code: &str) -> InboxErrorKind {
    if let Some(code) = code.parse::<u32>().ok().filter(|_| code.len() != 5) {
        // The low byte is the code, the others its details: 11 is a malformed file, 26 a file of another kind.
        return if matches!(code & 0xff, 11 | 26) { InboxErrorKind::Corrupt } else { InboxErrorKind::Unavailable };
    }
    match code.get(..2) {
        Some("XX") => InboxErrorKind::Corrupt,
        // No right to connect, no such database, no right to a table or no such one.
        Some("28" | "3D" | "42") => InboxErrorKind::Invalid,
        _ => InboxErrorKind::Unavailable,
    }
}

/// An error of the migrations.
pub(crate) fn migration_error(error: sqlx::migrate::MigrateError) -> InboxError {
    use sqlx::migrate::MigrateError::{Execute, ExecuteMigration, VersionMismatch, VersionMissing};
    match error {
        Execute(error) | ExecuteMigration(error, _) => store_error(error),
        error @ (VersionMissing(_) | VersionMismatch(_)) => InboxError::new(
            InboxErrorKind::Invalid,
            "the inbox's tables belong to another version of connector-triggers",
        )
        .with_source(error),
        error => InboxError::new(InboxErrorKind::Unavailable, "the inbox's tables cannot be made").with_source(error),
    }
}
