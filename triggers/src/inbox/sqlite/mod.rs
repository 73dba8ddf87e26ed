//! An inbox in one file.

mod connection;
mod inbox;
mod reader;
mod statements;
mod writer;

pub use self::inbox::{Sqlite, SqliteOptions};

#[cfg(test)]
mod tests;
