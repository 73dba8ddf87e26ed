//! The contract of an inbox, and each store against it.

pub(crate) mod cluster;
mod contract;
mod flaky;
mod kills;
mod memory;
mod model;
mod postgres;
mod seal;
mod sqlite;
mod store;
