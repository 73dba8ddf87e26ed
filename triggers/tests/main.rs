//! Tests through the public door, one program.

mod consumer;
mod inbox;
