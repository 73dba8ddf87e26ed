//! Pull delivery: messages of a namespace go to an inbox. In: the pull endpoints of a trigger configuration. Out: stored
//! events. A message is acknowledged after the inbox has it, so a crash at any point loses nothing.

mod acknowledgement;
mod depth;
mod endpoint;
mod message;
mod pace;
mod session;
mod settings;
mod stats;

pub use stats::PullStats;

use super::{
    client::Namespace,
    error::{AzureError, AzureErrorKind},
    wire,
};
use crate::inbox::{Inbox, InboxErrorKind};
use pace::Pace;
use session::{Batch, MAX_EVENTS, Session, Target};
use settings::Settings;
use stats::Counters;
use std::{
    fmt,
    future::Future,
    pin::pin,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::{JoinError, JoinSet},
    time::Instant,
};
use tracing::{Instrument as _, debug, info_span, warn};

const DAY: Duration = Duration::from_secs(86_400);

/// The longest wait that a response may ask for.
const LONGEST_ASKED: Duration = Duration::from_secs(600);

/// Pulls the events of one trigger configuration into an inbox.
///
/// Delivery is at least once: an event whose acknowledgement is lost comes again, and the inbox drops it by its id. The
/// service keeps an event for 7 days, and promises no order.
///
/// ```no_run
/// # async fn example(
/// #     credential: std::sync::Arc<dyn azure_core::credentials::TokenCredential>,
/// #     inbox: std::sync::Arc<dyn connector_triggers::Inbox>,
/// #     stop: impl Future<Output = ()>,
/// # ) -> Result<(), connector_triggers::azure::AzureError> {
/// use connector_triggers::azure::{Namespace, Pull};
///
/// let namespace = Namespace::new("subscription id", "resource group", "namespace", credential, None)?;
/// let pull = Pull::new(&namespace, "new-mail");
/// pull.run(inbox, stop).await?;
/// # Ok(())
/// # }
/// ```
pub struct Pull {
    namespace: Namespace,
    settings: Settings,
    counters: Arc<Counters>,
}

impl Pull {
    /// Pulls from the trigger configuration of this name. Its delivery must be [`Delivery::Pull`](super::Delivery::Pull),
    /// and the connection must have an access policy for the identity of the client.
    pub fn new(namespace: &Namespace, trigger: impl Into<String>) -> Self {
        let settings = Settings {
            config: trigger.into(),
            route: None,
            headers: Vec::new(),
            batch: MAX_EVENTS,
            longest_idle: Duration::from_secs(30),
            window: 8 * DAY,
            patience: Duration::from_secs(600),
            room: Arc::new(Semaphore::new(64)),
            links: Arc::new(Semaphore::new(2)),
            max_waiting: None,
        };
        Self { namespace: namespace.clone(), settings, counters: Arc::default() }
    }

    /// Sets the route of stored events. The default is the connector's name.
    #[must_use]
    pub fn with_route(mut self, route: impl Into<String>) -> Self {
        self.settings.route = Some(route.into());
        self
    }

    /// Sets which headers of a trigger's outputs an event keeps beside its body, by name in any case. One that may be a
    /// credential, by its name, is never kept.
    #[must_use]
    pub fn with_headers<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.settings.headers = names.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the most messages of one request, from 1 to 32. The default is 32.
    #[must_use]
    pub fn with_batch(mut self, messages: u32) -> Self {
        self.settings.batch = messages.clamp(1, MAX_EVENTS);
        self
    }

    /// Sets the longest wait between two requests while there are no messages. The default is 30 s.
    #[must_use]
    pub fn with_longest_idle(mut self, wait: Duration) -> Self {
        self.settings.longest_idle = wait;
        self
    }

    /// Sets how long a second message of the same id is a duplicate. The default is 8 days, and the minimum is 7 days and
    /// an hour: the service delivers a message again for 7 days.
    #[must_use]
    pub fn with_duplicate_window(mut self, window: Duration) -> Self {
        self.settings.window = window.max(7 * DAY + Duration::from_secs(3600));
        self
    }

    /// Sets how long the pull goes on while it is refused, for example because an access policy is not yet in effect. The
    /// default is 10 minutes.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.settings.patience = patience;
        self
    }

    /// Sets the permits for messages that are received and not stored yet: one for each. Pulls may share them. The
    /// default is 64 for this pull. The pull takes permits before it asks for messages.
    #[must_use]
    pub fn with_room(mut self, room: Arc<Semaphore>) -> Self {
        self.settings.room = room;
        self
    }

    /// Sets how many linked outputs, of up to 100 MiB each, are in memory at most. The default is 2.
    #[must_use]
    pub fn with_links(mut self, links: usize) -> Self {
        self.settings.links = Arc::new(Semaphore::new(links.clamp(1, Semaphore::MAX_PERMITS)));
        self
    }

    /// Sets how many events may wait in the inbox: while there are so many, the pull asks for none. Without it, the pull
    /// goes on until the inbox is full.
    #[must_use]
    pub fn with_max_waiting(mut self, events: u64) -> Self {
        self.settings.max_waiting = Some(events);
        self
    }

    /// What the pull has done so far.
    pub fn stats(&self) -> PullStats {
        self.counters.snapshot()
    }

    /// About how many messages wait at the namespace.
    ///
    /// # Errors
    /// Failures of the calls.
    pub async fn queue_depth(&self) -> Result<u64, AzureError> {
        depth::queue_depth(&self.namespace, &self.settings.config).await
    }

    /// Pulls until `shutdown` is ready, then stores and acknowledges what it has received. Requests that fail are waited
    /// out. If the returned future is dropped, messages that were received come again.
    ///
    /// # Errors
    /// * [`NotFound`](AzureErrorKind::NotFound): there is no such trigger configuration.
    /// * [`Invalid`](AzureErrorKind::Invalid): its delivery is not pull, or `with_room` was given a closed semaphore.
    /// * [`Inbox`](AzureErrorKind::Inbox): the inbox fails, and not because it is full or unavailable.
    /// * Any failure that is not transient and lasts longer than the patience, such as
    ///   [`NoAccessPolicy`](AzureErrorKind::NoAccessPolicy).
    pub async fn run(
        &self,
        inbox: Arc<dyn Inbox>,
        shutdown: impl Future<Output = ()>,
    ) -> Result<PullStats, AzureError> {
        let (stop, stopped) = watch::channel(false);
        let session = Arc::new(Session {
            namespace: self.namespace.clone(),
            settings: self.settings.clone(),
            counters: self.counters.clone(),
            inbox,
            full: AtomicBool::new(false),
            stopped,
        });
        let span = info_span!("connector.pull", namespace = self.namespace.name(), trigger = self.settings.config);
        let mut work = pin!(Work::new(session).run().instrument(span));
        tokio::select! {
            biased;
            outcome = &mut work => outcome?,
            () = shutdown => {
                stop.send_replace(true);
                work.await?;
            }
        }
        Ok(self.stats())
    }
}

impl fmt::Debug for Pull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pull")
            .field("namespace", &self.namespace.name())
            .field("trigger", &self.settings.config)
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}

/// The loop of a pull.
struct Work {
    session: Arc<Session>,
    target: Option<Arc<Target>>,
    /// Messages with linked outputs.
    linked: JoinSet<Result<(), AzureError>>,
    pace: Pace,
    /// Since when requests fail.
    troubled: Option<Instant>,
}

impl Work {
    fn new(session: Arc<Session>) -> Self {
        let pace = Pace::new(session.settings.longest_idle);
        Self { session, target: None, linked: JoinSet::new(), pace, troubled: None }
    }

    async fn run(mut self) -> Result<(), AzureError> {
        while !self.session.is_stopped() {
            while let Some(finished) = self.linked.try_join_next() {
                outcome(finished)?;
            }
            let wait = match self.round().await {
                Ok(wait) => wait,
                Err(error) => self.failed(error)?,
            };
            if wait.is_zero() {
                tokio::task::yield_now().await;
            } else {
                self.session.pause(wait + wire::jitter()).await;
            }
        }
        while let Some(finished) = self.linked.join_next().await {
            outcome(finished)?;
        }
        Ok(())
    }

    /// Receives once. Returns the wait before the next time.
    async fn round(&mut self) -> Result<Duration, AzureError> {
        let target = match &self.target {
            Some(target) => target.clone(),
            None => self.target.insert(Arc::new(self.session.target().await?)).clone(),
        };
        let is_stuck = self.session.is_full() && !self.linked.is_empty();
        let wanted = match if is_stuck { 0 } else { self.room_in_inbox().await? } {
            0 => return Ok(self.pace.failure()),
            // One message shows whether there is room again.
            _ if self.session.is_full() => 1,
            room => room,
        };
        let Some(mut room) = self.reserve(wanted).await? else { return Ok(Duration::ZERO) };
        let count = u32::try_from(room.num_permits()).unwrap_or(MAX_EVENTS);
        let Batch { inline, linked, has_more, until } = self.session.receive(&target, count).await?;
        self.troubled = None;
        let found = inline.len() + linked.len();
        debug!(found, linked = linked.len(), has_more, "received");
        for message in linked {
            let permit = room.split(1);
            let (session, target) = (self.session.clone(), target.clone());
            let taken = async move {
                let outcome = session.take_linked(&target, message, until).await;
                drop(permit);
                outcome
            };
            self.linked.spawn(taken.in_current_span());
        }
        if found == 0 {
            return Ok(self.pace.empty());
        }
        self.pace.found();
        if !inline.is_empty() {
            self.session.store(&target, inline, until).await?;
        }
        Ok(match (self.session.is_full(), has_more) {
            (true, _) => self.pace.failure(),
            (false, true) => Duration::ZERO,
            (false, false) => self.pace.empty(),
        })
    }

    /// How many messages the inbox may take, up to the size of a batch.
    async fn room_in_inbox(&self) -> Result<u32, AzureError> {
        let batch = self.session.settings.batch;
        let Some(max) = self.session.settings.max_waiting else { return Ok(batch) };
        let stats = match self.session.inbox.stats().await {
            Ok(stats) => stats,
            Err(error) if error.kind() == InboxErrorKind::Unavailable => return Ok(0),
            Err(error) => return Err(session::inbox_failed("look into the inbox", error)),
        };
        let coming = self.linked.len() as u64;
        let room = max.saturating_sub(stats.waiting + stats.claimed + coming);
        Ok(u32::try_from(room).unwrap_or(u32::MAX).min(batch))
    }

    /// Takes permits for 1 to `wanted` messages. `None` if the pull is to stop.
    async fn reserve(&self, wanted: u32) -> Result<Option<OwnedSemaphorePermit>, AzureError> {
        let room = &self.session.settings.room;
        let first = tokio::select! {
            biased;
            () = self.session.stop() => return Ok(None),
            permit = room.clone().acquire_owned() => permit,
        };
        let mut permits = first.map_err(|_| AzureError::invalid("reserve room", "the semaphore is closed"))?;
        while permits.num_permits() < wanted as usize {
            let Ok(more) = room.clone().try_acquire_owned() else { break };
            permits.merge(more);
        }
        Ok(Some(permits))
    }

    /// The wait after a failure; the failure itself if it ends the pull.
    fn failed(&mut self, error: AzureError) -> Result<Duration, AzureError> {
        self.session.counters.failures.add(1);
        let since = *self.troubled.get_or_insert_with(Instant::now);
        let is_final = match error.kind() {
            AzureErrorKind::Invalid | AzureErrorKind::NotFound | AzureErrorKind::Inbox => true,
            _ => !error.is_transient() && since.elapsed() >= self.session.settings.patience,
        };
        if is_final {
            return Err(error);
        }
        if error.kind() == AzureErrorKind::StaleEndpoint {
            self.target = None;
        }
        warn!(%error, "the pull goes on after a wait");
        let asked = error.retry_after().unwrap_or_default().min(LONGEST_ASKED);
        Ok(self.pace.failure().max(asked))
    }
}

fn outcome(finished: Result<Result<(), AzureError>, JoinError>) -> Result<(), AzureError> {
    match finished {
        Ok(outcome) => outcome,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The tokio runtime ends: the message comes again.
            Err(_) => Ok(()),
        },
    }
}
