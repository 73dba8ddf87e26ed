//! The store between receiver and consumer.
//!
//! An event is *waiting*, then *claimed* under a lease, then *done* or *dead*. A lease that ends without an answer
//! makes the event wait again, so an event may be delivered more than once, but is never lost.
//!
//! | | survives | shared by | for |
//! |---|---|---|---|
//! | [`Memory`] | nothing | tasks | tests, events that may be lost |
//! | `Sqlite`, feature `sqlite` | crash, power cut | processes on one machine | one machine |
//! | `Postgres`, feature `postgres` | crash, power cut | machines | several receivers or consumers |

mod arrivals;
mod contract;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod database;
mod error;
mod limits;
mod memory;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod seal;
#[cfg(feature = "sqlite")]
mod sqlite;
mod stage;
mod time;
mod wake;

#[cfg(feature = "postgres")]
pub use self::postgres::{Postgres, PostgresOptions};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use self::seal::{Seal, SealContext, SealPart};
#[cfg(feature = "sqlite")]
pub use self::sqlite::{Sqlite, SqliteOptions};
pub use self::{
    contract::{Claim, Claimed, Entry, Failure, Inbox, Lease, Put, State, Stats, Which},
    error::{InboxError, InboxErrorKind},
    limits::Limits,
    memory::Memory,
};
