//! Receives the triggers of connectors, so that no event is lost.
//!
//! A callback passes three parts: a [`receiver`] checks who sent it and stores it, an [`inbox`] keeps it until it is
//! done, and a [`consumer`] calls a handler. The receiver answers with a success only after the inbox has the event.

#[cfg(feature = "azure")]
pub mod azure;
pub mod consumer;
mod envelope;
mod event;
mod failure;
mod health;
pub mod inbox;
pub mod receiver;
mod subscriptions;

pub use event::{DuplicateKey, Event, EventId, Form, NewEvent};
pub use health::{Health, HealthReport, Unhealthy};
pub use inbox::Inbox;
pub use subscriptions::{Reconcile, Reconciled, SubscriptionFile};
