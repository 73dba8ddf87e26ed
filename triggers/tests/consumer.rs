//! A consumer over an inbox in memory, and over one that fails at random.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    },
    time::{Duration, SystemTime},
};

use async_trait::async_trait;
use bytes::Bytes;
use connector_triggers::{
    Event, EventId, Form, Health, Inbox, NewEvent, Unhealthy,
    consumer::{Consumer, HandlerError, InboxExt as _, Metrics, Running},
    inbox::{Claim, Claimed, Entry, Failure, InboxError, InboxErrorKind, Lease, Memory, Put, State, Stats, Which},
};
use tokio::time::{Instant, sleep, timeout};

fn event(body: impl Into<Bytes>) -> NewEvent {
    NewEvent {
        route: "kaizala".to_owned(),
        trigger: "TextMessageCreatedOnGroup".to_owned(),
        form: Form::Payload,
        headers: Vec::new(),
        body: body.into(),
        duplicate: None,
        received_at: SystemTime::now(),
    }
}

async fn filled(count: usize) -> Arc<Memory> {
    let inbox = Arc::new(Memory::new());
    let events = (0..count).map(|index| event(index.to_string())).collect();
    assert_eq!(inbox.put(events).await.unwrap().len(), count);
    inbox
}

/// Waits until the counters of the consumer satisfy `is_so`.
async fn until(running: &Running, is_so: impl Fn(&Metrics) -> bool) {
    let wait = async {
        while !is_so(&running.metrics()) {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(30), wait).await.unwrap_or_else(|_| panic!("{:?}", running.metrics()));
}

fn quick() -> Consumer {
    Consumer::default().with_delays(Duration::from_millis(5), Duration::from_millis(20))
}

async fn states(inbox: &dyn Inbox) -> Vec<State> {
    inbox.list(&Which::default(), 1000).await.unwrap().into_iter().map(|entry| entry.state).collect()
}

#[tokio::test]
async fn each_event_is_handled_once_and_at_most_so_many_at_once() {
    let inbox = filled(50).await;
    let (now, most) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let handler = {
        let (now, most, seen) = (now.clone(), most.clone(), seen.clone());
        move |event: Event| {
            let (now, most, seen) = (now.clone(), most.clone(), seen.clone());
            async move {
                most.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
                sleep(Duration::from_millis(2)).await;
                now.fetch_sub(1, SeqCst);
                seen.lock().unwrap().push(event.id);
                Ok(())
            }
        }
    };
    let shared: Arc<dyn Inbox> = inbox.clone();
    let running = shared.run(quick().with_concurrency(4), handler);
    until(&running, |metrics| metrics.done == 50).await;
    assert!(format!("{running:?}").starts_with("Running { metrics: Metrics {"), "{running:?}");
    let metrics = running.shutdown().await;
    assert_eq!((metrics.claimed, metrics.failed, metrics.dead, metrics.running), (50, 0, 0, 0));
    assert_eq!(most.load(SeqCst), 4);
    let mut seen = seen.lock().unwrap().clone();
    seen.sort_unstable();
    assert_eq!(seen, (1..=50).map(EventId).collect::<Vec<_>>());
    assert!(states(&*inbox).await.iter().all(|state| *state == State::Done));
}

#[test]
fn an_error_of_a_handler_prints_what_follows() {
    assert_eq!(format!("{:?}", HandlerError::dead("no such group")), "no such group (Dead)");
}

#[tokio::test]
async fn a_failure_is_tried_again_and_at_last_a_dead_letter_with_its_reason() {
    let inbox = filled(4).await;
    let handler = |event: Event| async move {
        match (&event.body[..], event.attempt) {
            (b"0", 3) => Ok(()),
            (b"0", _) => Err(HandlerError::retry("not yet")),
            (b"1", _) => Err(std::io::Error::other("always").into()),
            (b"2", _) => Err(HandlerError::dead("no such group")),
            _ => panic!("a fault of the program"),
        }
    };
    let running = inbox.run(quick().with_attempts(3), handler);
    until(&running, |metrics| metrics.done == 1 && metrics.dead == 3).await;
    let metrics = running.shutdown().await;
    assert_eq!((metrics.claimed, metrics.failed), (3 + 3 + 1 + 3, 2 + 2 + 2));
    let entries = inbox.list(&Which::default(), 10).await.unwrap();
    let found: Vec<_> = entries.iter().map(|it| (it.state, it.attempts, it.reason.as_deref())).collect();
    assert_eq!(found[0].0, State::Done);
    assert_eq!(
        found[1..],
        [
            (State::Dead, 3, Some("always")),
            (State::Dead, 1, Some("no such group")),
            (State::Dead, 3, Some("the handler panicked")),
        ]
    );
}

#[tokio::test]
async fn an_event_whose_handlers_never_answer_becomes_a_dead_letter() {
    let inbox = filled(1).await;
    for _ in 0..2 {
        // What a process does that ends inside a handler.
        let claimed = inbox.claim(&Claim::new(1, Duration::from_millis(1))).await.unwrap();
        assert_eq!(claimed.len(), 1);
        sleep(Duration::from_millis(5)).await;
    }
    let handled = Arc::new(AtomicBool::new(false));
    let flag = handled.clone();
    let running = inbox.run(quick().with_attempts(2), move |_| {
        flag.store(true, SeqCst);
        async { Ok(()) }
    });
    until(&running, |metrics| metrics.dead == 1).await;
    running.shutdown().await;
    assert!(!handled.load(SeqCst));
    let entry = &inbox.list(&Which::default(), 1).await.unwrap()[0];
    assert_eq!(entry.reason.as_deref(), Some("2 attempts ended without an answer"));
}

#[tokio::test]
async fn a_lease_lasts_as_long_as_its_handler() {
    let inbox = filled(1).await;
    let running = inbox.run(quick().with_lease(Duration::from_secs(1)), |_| async {
        sleep(Duration::from_millis(2500)).await;
        Ok(())
    });
    until(&running, |metrics| metrics.claimed == 1).await;
    sleep(Duration::from_millis(1800)).await;
    assert!(inbox.claim(&Claim::new(1, Duration::from_secs(1))).await.unwrap().is_empty());
    until(&running, |metrics| metrics.done == 1).await;
    assert_eq!(running.shutdown().await.lost, 0);
}

#[tokio::test]
async fn a_shutdown_waits_and_then_gives_back_what_is_not_done() {
    let inbox = filled(3).await;
    let running =
        inbox.run(quick().with_concurrency(2).with_grace(Duration::from_millis(200)), |event: Event| async move {
            match &event.body[..] {
                b"0" => sleep(Duration::from_millis(50)).await,
                _ => std::future::pending().await,
            }
            Ok(())
        });
    until(&running, |metrics| metrics.claimed == 2).await;
    let metrics = running.shutdown().await;
    assert_eq!((metrics.done, metrics.released, metrics.running), (1, 1, 0));
    assert_eq!(states(&*inbox).await, [State::Done, State::Waiting, State::Waiting]);
    // The attempt does not count.
    let claimed = inbox.claim(&Claim::new(2, Duration::from_secs(1))).await.unwrap();
    assert_eq!(claimed.iter().map(|it| it.event.attempt).collect::<Vec<_>>(), [1, 1]);
}

#[tokio::test]
async fn a_consumer_that_is_dropped_stops() {
    let inbox = filled(1).await;
    let finished = Arc::new(AtomicBool::new(false));
    let flag = finished.clone();
    let running = inbox.run(quick(), move |_| {
        let flag = flag.clone();
        async move {
            sleep(Duration::from_millis(100)).await;
            flag.store(true, SeqCst);
            Ok(())
        }
    });
    until(&running, |metrics| metrics.claimed == 1).await;
    drop(running);
    sleep(Duration::from_millis(300)).await;
    assert!(!finished.load(SeqCst));
}

/// An inbox whose calls fail at random, or whose leases are lost.
struct Unreliable {
    inner: Memory,
    /// One in so many calls fails; none if 0.
    failures: u32,
    leases_are_lost: AtomicBool,
    random: Mutex<fastrand::Rng>,
    /// All calls fail.
    is_broken: AtomicBool,
    /// When each call was made.
    calls: Mutex<Vec<Instant>>,
    /// The clock of `inner`, in seconds. If it is set, the second claim is slow.
    clock: Option<Arc<AtomicU32>>,
    claims: AtomicU32,
}

impl Unreliable {
    fn new(inner: Memory) -> Self {
        Self {
            inner,
            failures: 0,
            leases_are_lost: AtomicBool::new(false),
            random: Mutex::new(fastrand::Rng::with_seed(1)),
            is_broken: AtomicBool::new(false),
            calls: Mutex::default(),
            clock: None,
            claims: AtomicU32::new(0),
        }
    }

    fn call(&self) -> Result<(), InboxError> {
        self.calls.lock().unwrap().push(Instant::now());
        match self.is_broken.load(SeqCst) || self.failures > 0 && self.random.lock().unwrap().u32(..self.failures) == 0
        {
            true => Err(InboxError::new(InboxErrorKind::Unavailable, "the disk is away")),
            false => Ok(()),
        }
    }
}

#[async_trait]
impl Inbox for Unreliable {
    async fn put(&self, events: Vec<NewEvent>) -> Result<Vec<Put>, InboxError> {
        self.call()?;
        self.inner.put(events).await
    }

    async fn claim(&self, claim: &Claim) -> Result<Vec<Claimed>, InboxError> {
        self.call()?;
        if let (Some(clock), 1) = (&self.clock, self.claims.fetch_add(1, SeqCst)) {
            // Meanwhile the task that extends leases learns that the first lease is lost. Then this claim finds the same event.
            sleep(claim.lease / 2).await;
            clock.store(100, SeqCst);
        }
        self.inner.claim(claim).await
    }

    async fn extend(&self, leases: &[Lease], lease: Duration) -> Result<Vec<bool>, InboxError> {
        self.call()?;
        match self.leases_are_lost.load(SeqCst) {
            true => Ok(leases.iter().map(|_| false).collect()),
            false => self.inner.extend(leases, lease).await,
        }
    }

    async fn done(&self, leases: &[Lease]) -> Result<Vec<bool>, InboxError> {
        self.call()?;
        let done = self.inner.done(leases).await;
        // The store has the change, but its answer does not arrive.
        self.call()?;
        done
    }

    async fn failed(&self, lease: Lease, failure: Failure) -> Result<bool, InboxError> {
        self.call()?;
        self.inner.failed(lease, failure).await
    }

    async fn replay(&self, which: &Which) -> Result<u64, InboxError> {
        self.inner.replay(which).await
    }

    async fn purge(&self, which: &Which) -> Result<u64, InboxError> {
        self.inner.purge(which).await
    }

    async fn list(&self, which: &Which, limit: u32) -> Result<Vec<Entry>, InboxError> {
        self.inner.list(which, limit).await
    }

    async fn get(&self, id: EventId) -> Result<Option<(Entry, Event)>, InboxError> {
        self.inner.get(id).await
    }

    async fn stats(&self) -> Result<Stats, InboxError> {
        self.call()?;
        self.inner.stats().await
    }

    async fn wait(&self, limit: Duration) {
        self.inner.wait(limit).await;
    }
}

#[tokio::test]
async fn a_store_that_fails_at_random_loses_nothing_and_delivers_nothing_after_it_is_done() {
    let seed =
        std::env::var("TRIGGERS_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| fastrand::u64(..));
    println!("TRIGGERS_SEED={seed}");
    let inbox = Arc::new(Unreliable {
        failures: 6,
        random: Mutex::new(fastrand::Rng::with_seed(seed)),
        ..Unreliable::new(Memory::new())
    });
    inbox.inner.put((0..200).map(|index| event(index.to_string())).collect()).await.unwrap();
    let handled = Arc::new(Mutex::new(HashMap::<EventId, u32>::new()));
    let ledger = handled.clone();
    let running = inbox.run(quick().with_lease(Duration::from_secs(5)), move |event: Event| {
        *ledger.lock().unwrap().entry(event.id).or_default() += 1;
        async { Ok(()) }
    });
    until(&running, |metrics| metrics.done + metrics.lost == 200).await;
    let metrics = running.shutdown().await;
    assert!(metrics.store_errors > 0, "{metrics:?}");
    assert!(states(&inbox.inner).await.iter().all(|state| *state == State::Done));
    let handled = handled.lock().unwrap();
    assert_eq!(handled.len(), 200);
    assert!(handled.values().all(|count| *count == 1), "{handled:?}");
}

#[tokio::test]
async fn a_handler_whose_lease_is_gone_is_cancelled() {
    let inbox = Arc::new(Unreliable::new(Memory::new()));
    inbox.leases_are_lost.store(true, SeqCst);
    inbox.put(vec![event("0")]).await.unwrap();
    let running = inbox.run(quick().with_lease(Duration::from_secs(1)), |_| std::future::pending());
    until(&running, |metrics| metrics.lost == 1 && metrics.running == 0).await;
    assert_eq!(running.shutdown().await.released, 0);
}

#[tokio::test(start_paused = true)]
async fn an_event_that_comes_again_is_not_given_up_with_its_lost_lease() {
    let clock = Arc::new(AtomicU32::new(0));
    let seconds = clock.clone();
    let start = SystemTime::now();
    let inner = Memory::new().with_clock(move || start + Duration::from_secs(seconds.load(SeqCst).into()));
    let inbox = Arc::new(Unreliable { clock: Some(clock), ..Unreliable::new(inner) });
    inbox.leases_are_lost.store(true, SeqCst);
    inbox.put(vec![event("0")]).await.unwrap();
    let leases = inbox.clone();
    let running = inbox.run(quick().with_lease(Duration::from_secs(9)), move |event: Event| {
        let leases = leases.clone();
        async move {
            if event.attempt == 1 {
                std::future::pending::<()>().await;
            }
            leases.leases_are_lost.store(false, SeqCst);
            sleep(Duration::from_secs(20)).await;
            Ok(())
        }
    });
    until(&running, |metrics| metrics.done == 1).await;
    let metrics = running.shutdown().await;
    assert_eq!((metrics.claimed, metrics.lost, metrics.released), (2, 1, 0));
}

/// The times between calls, in milliseconds.
fn gaps(calls: &[Instant]) -> Vec<u128> {
    calls.windows(2).map(|pair| (pair[1] - pair[0]).as_millis()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_is_asked_ever_more_rarely() {
    let inbox = Arc::new(Unreliable::new(Memory::new()));
    inbox.is_broken.store(true, SeqCst);
    let running = inbox.run(quick(), |_| async { Ok(()) });
    until(&running, |metrics| metrics.store_errors == 10).await;
    drop(running);
    let gaps = gaps(&inbox.calls.lock().unwrap());
    assert_eq!(gaps.len(), 9);
    // A wait is shortened at random by up to a half.
    for (gap, longest) in gaps.iter().zip([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]) {
        assert!((longest / 2..=longest + 2).contains(gap), "{gaps:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_tells_a_failing_store_ever_more_rarely_and_gives_up() {
    let inbox = Arc::new(Unreliable::new(Memory::new()));
    inbox.put(vec![event("0")]).await.unwrap();
    let running = inbox.run(quick().with_grace(Duration::from_secs(5)), |_| async {
        sleep(Duration::from_secs(1)).await;
        Ok(())
    });
    until(&running, |metrics| metrics.claimed == 1).await;
    inbox.is_broken.store(true, SeqCst);
    inbox.calls.lock().unwrap().clear();
    let metrics = running.shutdown().await;
    assert_eq!((metrics.done, metrics.running, metrics.store_errors), (0, 0, 7));
    // The next wait, of 6.4 s, would pass the ten seconds after the last handler.
    let gaps = gaps(&inbox.calls.lock().unwrap());
    let expected = [100, 200, 400, 800, 1_600, 3_200];
    assert!(
        gaps.len() == 6 && gaps.iter().zip(expected).all(|(gap, wait)| (wait..=wait + 2).contains(gap)),
        "{gaps:?}"
    );
}

#[tokio::test]
async fn silence_lag_dead_letters_and_a_failing_store_are_found() {
    let inbox = Arc::new(Memory::new());
    let check = |inbox: &Arc<Memory>| {
        Health::new(inbox.clone())
            .with_silence("kaizala", Duration::from_secs(3600))
            .with_lag(Duration::from_secs(60))
            .with_dead(0)
    };
    assert!(check(&inbox).check().await.is_healthy());
    let old = SystemTime::now() - Duration::from_secs(2 * 3600);
    inbox
        .put(vec![NewEvent { received_at: old, ..event("0") }, NewEvent { received_at: old, ..event("1") }])
        .await
        .unwrap();
    let claimed = inbox.claim(&Claim::new(1, Duration::from_secs(60))).await.unwrap();
    inbox.failed(claimed[0].lease, Failure::Dead { reason: "broken".to_owned() }).await.unwrap();
    let findings = check(&inbox).check().await.findings;
    assert!(
        matches!(
            &findings[..],
            [Unhealthy::Silent { route, .. }, Unhealthy::Lagging { .. }, Unhealthy::Dead { count: 1 }] if route == "kaizala"
        ),
        "{findings:?}"
    );
    let failing = Unreliable { failures: 1, ..Unreliable::new(Memory::new()) };
    let findings = Health::new(Arc::new(failing)).check().await.findings;
    assert!(matches!(&findings[..], [Unhealthy::Store { message }] if message == "the disk is away"), "{findings:?}");
}
