//! What a caller may choose, for a client and for one call.

mod call;
mod client;

pub use call::CallOptions;
pub use client::ClientOptions;
