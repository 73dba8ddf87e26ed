//! Tests through the public door, one program.

#[cfg(feature = "azure")]
mod azure;
