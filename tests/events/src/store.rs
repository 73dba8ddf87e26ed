//! Which inbox a run uses.

use std::{error::Error, sync::Arc};

use connector_triggers::{
    Inbox,
    inbox::{Limits, Memory, Postgres, Sqlite},
};

/// Opens `memory`, a `postgres://…` URL, or the path of an SQLite file.
///
/// # Errors
/// The store cannot be opened.
pub(crate) async fn open(store: &str) -> Result<Arc<dyn Inbox>, Box<dyn Error>> {
    let limits = Limits::new(1_000_000, 1 << 30);
    Ok(match store {
        "memory" => Arc::new(Memory::with_limits(limits)),
        url if url.starts_with("postgres") => Arc::new(Postgres::open(url).await?),
        file => Arc::new(Sqlite::open(file).await?),
    })
}
