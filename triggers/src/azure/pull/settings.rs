//! What a program sets for a pull.

use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// The settings of a [`Pull`](crate::azure::Pull).
#[derive(Clone)]
pub(super) struct Settings {
    /// The name of the trigger configuration.
    pub(super) config: String,
    /// The route of stored events; `None` is the connector's name.
    pub(super) route: Option<String>,
    /// Names of headers to store.
    pub(super) headers: Vec<String>,
    /// The most messages of one receive.
    pub(super) batch: u32,
    /// The longest wait while the queue is empty.
    pub(super) longest_idle: Duration,
    /// How long a message of the same id is a duplicate.
    pub(super) window: Duration,
    /// How long refusals last until the pull gives up.
    pub(super) patience: Duration,
    /// One permit for each message that is received and not stored.
    pub(super) room: Arc<Semaphore>,
    /// One permit for each linked output in memory.
    pub(super) links: Arc<Semaphore>,
    /// The most events that wait in the inbox.
    pub(super) max_waiting: Option<u64>,
}
