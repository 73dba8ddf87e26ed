//! Whether events arrive and are handled.

use crate::inbox::Inbox;
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

/// What is expected of an inbox. A subscription that lapsed, or a consumer that hangs, causes no error anywhere; only
/// silence shows it.
pub struct Health {
    inbox: Arc<dyn Inbox>,
    started: SystemTime,
    silences: Vec<(String, Duration)>,
    longest_lag: Option<Duration>,
    most_dead: Option<u64>,
}

/// What [`Health::check`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct HealthReport {
    /// What is not as expected; empty if all is well.
    pub findings: Vec<Unhealthy>,
}

impl HealthReport {
    /// Whether all is as expected.
    pub fn is_healthy(&self) -> bool {
        self.findings.is_empty()
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unhealthy {
    /// Nothing arrived on a route for longer than expected.
    Silent {
        /// The route.
        route: String,
        /// The time since the last event; since the check was made, if none has arrived.
        silence: Duration,
    },
    /// The oldest event that is not done is older than expected.
    Lagging {
        /// Its age.
        lag: Duration,
    },
    /// There are more dead letters than expected.
    Dead {
        /// How many.
        count: u64,
    },
    /// The store cannot be read.
    Store {
        /// Why.
        message: String,
    },
}

impl Health {
    /// A check of an inbox that expects only that the store can be read.
    pub fn new(inbox: Arc<dyn Inbox>) -> Self {
        Self { inbox, started: SystemTime::now(), silences: Vec::new(), longest_lag: None, most_dead: None }
    }

    /// Expects an event on `route` at least once in `silence`.
    #[must_use]
    pub fn with_silence(mut self, route: impl Into<String>, silence: Duration) -> Self {
        self.silences.push((route.into(), silence));
        self
    }

    /// Expects each event to be done within `lag` of its arrival.
    #[must_use]
    pub fn with_lag(mut self, lag: Duration) -> Self {
        self.longest_lag = Some(lag);
        self
    }

    /// Expects at most `count` dead letters.
    #[must_use]
    pub fn with_dead(mut self, count: u64) -> Self {
        self.most_dead = Some(count);
        self
    }

    /// Compares the inbox with what is expected.
    pub async fn check(&self) -> HealthReport {
        let stats = match self.inbox.stats().await {
            Ok(stats) => stats,
            Err(error) => {
                return HealthReport { findings: vec![Unhealthy::Store { message: error.to_string() }] };
            }
        };
        let now = SystemTime::now();
        let age = |time: SystemTime| now.duration_since(time).unwrap_or_default();
        let mut findings = Vec::new();
        for (route, expected) in &self.silences {
            let last = stats.last_received.iter().find(|(name, _)| name == route).map(|(_, time)| *time);
            let silence = age(last.unwrap_or(self.started));
            if silence > *expected {
                findings.push(Unhealthy::Silent { route: route.clone(), silence });
            }
        }
        if let (Some(expected), Some(oldest)) = (self.longest_lag, stats.oldest)
            && age(oldest) > expected
        {
            findings.push(Unhealthy::Lagging { lag: age(oldest) });
        }
        if self.most_dead.is_some_and(|most| stats.dead > most) {
            findings.push(Unhealthy::Dead { count: stats.dead });
        }
        HealthReport { findings }
    }
}
