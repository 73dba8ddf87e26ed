//! The contract of an inbox, and each store against it.

mod contract;
mod memory;
mod model;
mod store;
