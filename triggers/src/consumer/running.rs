//! The loop of a consumer: claims, handlers, answers, leases.

use super::{
    handler::Handler,
    metrics::{Counters, Metrics},
    settings::Consumer,
};
use crate::{
    event::EventId,
    failure::{HandlerError, Next},
    inbox::{Claim, Claimed, Failure, Inbox, InboxError, Lease},
};
use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};
use tokio::{
    select,
    sync::watch,
    task::{AbortHandle, Id, JoinError, JoinHandle, JoinSet},
    time::{Instant, sleep, timeout_at},
};
use tracing::{Instrument as _, debug, info_span, warn};

/// The longest time between two looks into an inbox that reports nothing.
const IDLE: Duration = Duration::from_secs(1);

/// The delays after failures of the store.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// A running consumer. Dropped, it stops without grace: its events are delivered again when their leases end.
#[must_use = "a consumer stops when this is dropped"]
pub struct Running {
    counters: Arc<Counters>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running").field("metrics", &self.metrics()).finish_non_exhaustive()
    }
}

impl Running {
    pub(super) fn start<I: Inbox + ?Sized, H: Handler>(inbox: Arc<I>, consumer: Consumer, handler: H) -> Self {
        let counters = Arc::new(Counters::default());
        let (stop, stopped) = watch::channel(false);
        let work = Work {
            inbox,
            consumer,
            handler: Arc::new(handler),
            counters: counters.clone(),
            holding: Arc::default(),
            tasks: JoinSet::new(),
            running: HashMap::new(),
            answers: Vec::new(),
        };
        Self { counters, stop, task: tokio::spawn(work.run(stopped)) }
    }

    /// What the consumer has done until now.
    pub fn metrics(&self) -> Metrics {
        self.counters.snapshot()
    }

    /// Stops: no further event is claimed, running handlers finish within the grace of the consumer, the others are
    /// cancelled and their events given back. Returns what the consumer has done.
    pub async fn shutdown(mut self) -> Metrics {
        // The loop has ended only if it panicked; then there is nothing to stop.
        let _ = self.stop.send(true);
        if let Err(error) = (&mut self.task).await {
            warn!(%error, "the consumer ended before its shutdown");
        }
        self.metrics()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// An event that this consumer holds, until the inbox knows how its handler ended.
struct Held {
    lease: Lease,
    /// The handler's task; `None` once it has ended.
    task: Option<AbortHandle>,
}

/// The events of a consumer. The loop and the task that extends leases share them.
type Holding = Arc<Mutex<HashMap<EventId, Held>>>;

fn lock(holding: &Holding) -> MutexGuard<'_, HashMap<EventId, Held>> {
    holding.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How a handler ended. It is kept until the inbox knows it.
enum Answer {
    Done(Lease),
    Failed(Lease, Failure),
}

struct Work<I: ?Sized, H> {
    inbox: Arc<I>,
    consumer: Consumer,
    handler: Arc<H>,
    counters: Arc<Counters>,
    holding: Holding,
    tasks: JoinSet<Result<(), HandlerError>>,
    /// The lease and the attempt of each task.
    running: HashMap<Id, (Lease, u32)>,
    answers: Vec<Answer>,
}

/// What a task of the set returned.
type Ended = Result<(Id, Result<(), HandlerError>), JoinError>;

impl<I: Inbox + ?Sized, H: Handler> Work<I, H> {
    async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let mut keeper = JoinSet::new();
        keeper.spawn(keep(self.inbox.clone(), self.consumer.lease, self.holding.clone(), self.counters.clone()));
        let mut pause = FIRST_PAUSE;
        while !*stop.borrow_and_update() {
            let result = match self.answer().await {
                Ok(()) => self.claim().await,
                Err(error) => Err(error),
            };
            match result {
                Ok(claimed) => {
                    pause = FIRST_PAUSE;
                    if claimed == 0 {
                        self.idle(&mut stop).await;
                    }
                }
                Err(error) => {
                    self.store_error(&error);
                    select! {
                        () = sleep(pause.mul_f64(0.5 + fastrand::f64() / 2.0)) => {}
                        _ = stop.changed() => {}
                    }
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
            while let Some(ended) = self.tasks.try_join_next_with_id() {
                self.ended(ended);
            }
        }
        self.finish().await;
    }

    /// Claims as many events as handlers may be started, and starts them.
    async fn claim(&mut self) -> Result<usize, InboxError> {
        let room = self.consumer.concurrency.saturating_sub(self.tasks.len());
        if room == 0 {
            return Ok(0);
        }
        let mut claim = Claim::new(u32::try_from(room).unwrap_or(u32::MAX), self.consumer.lease);
        claim.routes.clone_from(&self.consumer.routes);
        let claimed = self.inbox.claim(&claim).await?;
        let count = claimed.len();
        for claimed in claimed {
            self.start(claimed);
        }
        Ok(count)
    }

    fn start(&mut self, Claimed { lease, event }: Claimed) {
        self.counters.claimed(&event);
        let attempt = event.attempt;
        // A handler that ends its process leaves no failure behind.
        if attempt > self.consumer.attempts {
            let reason = format!("{} attempts ended without an answer", self.consumer.attempts);
            lock(&self.holding).insert(lease.id, Held { lease, task: None });
            self.answers.push(Answer::Failed(lease, Failure::Dead { reason }));
            return;
        }
        let span = info_span!("handle", route = %event.route, trigger = %event.trigger, event = %lease.id, attempt);
        let handler = self.handler.clone();
        let task = self.tasks.spawn(async move { handler.handle(event).await }.instrument(span));
        self.running.insert(task.id(), (lease, attempt));
        lock(&self.holding).insert(lease.id, Held { lease, task: Some(task) });
        Counters::add(&self.counters.running, 1);
    }

    /// Notes how a handler ended.
    fn ended(&mut self, ended: Ended) {
        let id = ended.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        let Some((lease, attempt)) = self.running.remove(&id) else { return };
        self.counters.running.fetch_sub(1, Relaxed);
        // The lease is gone: the task that extends leases has cancelled the handler.
        match lock(&self.holding).get_mut(&lease.id) {
            Some(held) if held.lease == lease => held.task = None,
            _ => return,
        }
        let error = match ended {
            Ok((_, Ok(()))) => return self.answers.push(Answer::Done(lease)),
            Ok((_, Err(error))) => error,
            Err(error) if error.is_cancelled() => return self.answers.push(Answer::Failed(lease, Failure::Release)),
            Err(_) => HandlerError::retry("the handler panicked"),
        };
        let HandlerError { reason, next } = error;
        let after = match next {
            Next::Retry => self.consumer.delay(attempt),
            Next::RetryAfter(delay) => delay,
            Next::Dead => return self.answers.push(Answer::Failed(lease, Failure::Dead { reason })),
        };
        let failure = match attempt >= self.consumer.attempts {
            true => Failure::Dead { reason },
            false => Failure::Retry { after, reason },
        };
        self.answers.push(Answer::Failed(lease, failure));
    }

    /// Reports to the inbox how handlers ended. After an error, what it does not know yet is kept.
    async fn answer(&mut self) -> Result<(), InboxError> {
        let done: Vec<Lease> = self
            .answers
            .iter()
            .filter_map(|it| match it {
                Answer::Done(lease) => Some(*lease),
                Answer::Failed(..) => None,
            })
            .collect();
        if !done.is_empty() {
            let held = self.inbox.done(&done).await?;
            self.answers.retain(|answer| matches!(answer, Answer::Failed(..)));
            for (lease, held) in done.iter().zip(held) {
                self.settled(*lease, held, &self.counters.done);
            }
        }
        while let Some(Answer::Failed(lease, failure)) = self.answers.last() {
            let (lease, failure) = (*lease, failure.clone());
            let counter = match &failure {
                Failure::Dead { reason } => {
                    warn!(event = %lease.id, reason, "an event became a dead letter");
                    &self.counters.dead
                }
                Failure::Retry { reason, after } => {
                    debug!(event = %lease.id, reason, ?after, "a handler failed");
                    &self.counters.failed
                }
                Failure::Release => &self.counters.released,
            };
            let held = self.inbox.failed(lease, failure).await?;
            self.answers.pop();
            self.settled(lease, held, counter);
        }
        Ok(())
    }

    /// Forgets an event that the inbox has an answer about.
    fn settled(&self, lease: Lease, held: bool, counter: &AtomicU64) {
        lock(&self.holding).remove(&lease.id);
        Counters::add(if held { counter } else { &self.counters.lost }, 1);
    }

    /// Waits until there may be something to do.
    async fn idle(&mut self, stop: &mut watch::Receiver<bool>) {
        let has_room = self.tasks.len() < self.consumer.concurrency;
        select! {
            Some(ended) = self.tasks.join_next_with_id() => self.ended(ended),
            () = self.inbox.wait(IDLE), if has_room => {}
            _ = stop.changed() => {}
        }
    }

    /// Waits for running handlers, cancels those that take too long, and gives their events back.
    async fn finish(&mut self) {
        let end = Instant::now() + self.consumer.grace;
        while let Ok(Some(ended)) = timeout_at(end, self.tasks.join_next_with_id()).await {
            self.ended(ended);
        }
        self.tasks.abort_all();
        while let Some(ended) = self.tasks.join_next_with_id().await {
            self.ended(ended);
        }
        let end = end.max(Instant::now() + LONGEST_PAUSE);
        let mut pause = FIRST_PAUSE;
        while let Err(error) = self.answer().await {
            self.store_error(&error);
            if Instant::now() + pause > end {
                warn!(
                    events = self.answers.len(),
                    "the store fails: these events are delivered again after their leases"
                );
                return;
            }
            sleep(pause).await;
            pause *= 2;
        }
    }

    fn store_error(&self, error: &InboxError) {
        Counters::add(&self.counters.store_errors, 1);
        warn!(error = error as &dyn std::error::Error, "the store failed");
    }
}

/// Extends all leases, three times within each. A handler whose lease is gone is cancelled, because another consumer may have
/// its event.
async fn keep<I: Inbox + ?Sized>(inbox: Arc<I>, lease: Duration, holding: Holding, counters: Arc<Counters>) {
    loop {
        sleep(lease / 3).await;
        let leases: Vec<Lease> = lock(&holding).values().map(|held| held.lease).collect();
        if leases.is_empty() {
            continue;
        }
        match inbox.extend(&leases, lease).await {
            Ok(held) => {
                let mut holding = lock(&holding);
                for lease in leases.iter().zip(held).filter(|(_, held)| !held).map(|(lease, _)| lease) {
                    // Without a task, the loop is about to learn the same from its answer.
                    let Some(Held { task: Some(_), .. }) = holding.get(&lease.id) else { continue };
                    if let Some(task) = holding.remove(&lease.id).and_then(|held| held.task) {
                        warn!(event = %lease.id, "the lease of an event ended while its handler ran");
                        Counters::add(&counters.lost, 1);
                        task.abort();
                    }
                }
            }
            Err(error) => {
                Counters::add(&counters.store_errors, 1);
                warn!(error = &error as &dyn std::error::Error, "leases could not be extended");
            }
        }
    }
}
