//! Options of a client and of one call.

mod call;
mod client;

pub use call::CallOptions;
pub use client::ClientOptions;
