//! Azure's connector namespaces, against a fake one.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

mod callbacks;
mod diagnose;
mod fake;
mod fake_resources;
mod inbox;
mod ledger;
mod namespace;
mod pull;
mod pull_faults;
mod secrets;
mod support;
