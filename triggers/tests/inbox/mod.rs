//! The contract of an inbox, and each store against it.

#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "postgres")]
mod cluster;
mod contract;
mod flaky;
#[cfg(all(feature = "sqlite", feature = "postgres"))]
mod kills;
mod memory;
mod model;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod seal;
#[cfg(feature = "sqlite")]
mod sqlite;
mod store;
