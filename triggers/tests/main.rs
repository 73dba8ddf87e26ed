//! Tests through the public door, one program.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

mod azure;
mod consumer;
mod examples;
mod inbox;
mod receiver;
mod receiver_entra;
mod receiver_handshakes;
mod receiver_mounted;
mod receiver_secrets;
mod receiver_signatures;
mod receiver_support;
mod subscriptions;
