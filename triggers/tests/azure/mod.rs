//! Azure's connector namespaces, against a fake one.

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
