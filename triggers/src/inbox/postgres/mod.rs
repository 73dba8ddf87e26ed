//! An inbox that several processes share.

mod connection;
mod inbox;
mod reader;
mod statements;
mod writer;

pub use self::inbox::{Postgres, PostgresOptions};
