//! Keeps rate limits. In: limits, and each attempt. Out: a place for the attempt, and the wait until it may be sent.
//!
//! Each limit is a sliding window: in any period of its length there are at most its calls, wherever the service starts
//! to count. The library `governor` does not fit: its bucket refills evenly, so nearly twice the calls pass in the
//! first period.
//!
//! A place is taken before the attempt, so that the time limit of the attempt does not cover the wait. Its period begins
//! when the request is sent: [`CountSends`] stands directly before the transport, behind the policy that gets the token.
//! A place that is dropped before that is given back.

use crate::limits::RateLimit;
use async_trait::async_trait;
use azure_core::http::{
    Context, Request,
    policies::{Policy, PolicyResult},
};
use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Poll, Waker, ready},
    time::{Duration, Instant},
};

/// How long a place is kept for a request that is not sent. A future that nobody polls can hold a place; after this time
/// and the period, other calls get it.
const PATIENCE: Duration = Duration::from_secs(60);

type Timer = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Delays attempts to keep the limits. All clones of a client share one.
pub(crate) struct Throttle(Arc<Mutex<State>>);

impl Throttle {
    /// `None` if no limit limits anything.
    pub(crate) fn new(limits: &[RateLimit]) -> Option<Self> {
        let limits: Vec<_> = limits.iter().copied().filter(|limit| limit.calls() > 0).collect();
        (!limits.is_empty()).then(|| Self(Arc::new(Mutex::new(State::new(limits)))))
    }

    /// Waits for a place. Calls get places in the order in which they ask.
    pub(crate) async fn place(&self) -> Place {
        let mut place = Place { state: self.0.clone(), number: 0 };
        place.number = place.with(|state| state.enter(Instant::now()));
        place.granted().await;
        place
    }
}

/// A place of one attempt: first in the queue, then granted, then used by a request that is sent.
pub(crate) struct Place {
    state: Arc<Mutex<State>>,
    number: u64,
}

impl Place {
    /// Waits until the place is granted.
    async fn granted(&self) {
        let mut timer: Option<(Instant, Timer)> = None;
        poll_fn(|cx| {
            loop {
                let now = Instant::now();
                let Some(due) = self.with(|state| state.due(self.number, now, cx.waker())) else {
                    return Poll::Ready(());
                };
                if timer.as_ref().is_none_or(|(at, _)| due < *at) {
                    let wait = (due - now).try_into().unwrap_or(azure_core::time::Duration::MAX);
                    timer = Some((due, Box::pin(azure_core::sleep(wait))));
                }
                if let Some((_, timer)) = &mut timer {
                    ready!(timer.as_mut().poll(cx));
                }
                timer = None;
            }
        })
        .await;
    }

    /// Counts a request that is sent now. Waits if the place was kept for so long that other calls may have it.
    async fn send(&self) {
        while !self.with(|state| state.send(self.number, Instant::now())) {
            self.granted().await;
        }
    }

    /// Changes the state, then wakes whom the change concerns: a waker may run code that comes back here.
    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let (result, wakers) = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let result = change(&mut state);
            (result, std::mem::take(&mut state.wakers))
        };
        wakers.into_iter().for_each(Waker::wake);
        result
    }
}

/// A place that was not used is given back.
impl Drop for Place {
    fn drop(&mut self) {
        self.with(|state| state.leave(self.number, Instant::now()));
    }
}

/// The policy directly before the transport: counts each request when it is sent. The attempt's [`Place`] is in the context.
#[derive(Debug)]
pub(crate) struct CountSends;

#[async_trait]
impl Policy for CountSends {
    async fn send(&self, context: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        let place = context.value::<Place>();
        if let Some(place) = place {
            place.send().await;
        }
        let response = next[0].send(context, request, &next[1..]).await;
        if let Some(place) = place {
            place.with(|state| state.arrived(place.number, Instant::now()));
        }
        response
    }
}

/// Places that are taken, and calls that wait for one.
struct State {
    limits: Vec<RateLimit>,
    /// The longest period: for so long, a place counts.
    longest: Duration,
    /// How much later than it was sent a request may reach the service. The period begins at the service.
    margin: Duration,
    /// The times from which places count, with their numbers, in order.
    taken: VecDeque<(Instant, u64)>,
    /// Of the places that are granted: when each counts from, and whether it is used.
    granted: BTreeMap<u64, (Instant, bool)>,
    /// In the order of their numbers.
    waiting: VecDeque<(u64, Waker)>,
    last: u64,
    /// To wake after the change.
    wakers: Vec<Waker>,
}

impl State {
    fn new(limits: Vec<RateLimit>) -> Self {
        let periods = || limits.iter().map(RateLimit::period);
        Self {
            longest: periods().max().unwrap_or_default(),
            margin: periods().min().unwrap_or_default() / 10,
            limits,
            taken: VecDeque::new(),
            granted: BTreeMap::new(),
            waiting: VecDeque::new(),
            last: 0,
            wakers: Vec::new(),
        }
    }

    /// Enters the queue, and returns the number of the place.
    fn enter(&mut self, now: Instant) -> u64 {
        self.last += 1;
        self.waiting.push_back((self.last, Waker::noop().clone()));
        self.grant(now);
        self.last
    }

    /// When a place will be granted, as far as it is known; `None` if it is.
    fn due(&mut self, number: u64, now: Instant, waker: &Waker) -> Option<Instant> {
        self.grant(now);
        let ahead = self.waiting.binary_search_by_key(&number, |(number, _)| *number).ok()?;
        self.waiting[ahead].1.clone_from(waker);
        Some(self.free_at(ahead, now))
    }

    /// Uses a place. Returns false if others may have it by now: then it waits again, before all others.
    fn send(&mut self, number: u64, now: Instant) -> bool {
        self.give_back(number);
        let is_free = self.free_at(0, now) <= now;
        if is_free {
            self.take(number, after(now, self.margin), true);
        } else {
            let at = self.waiting.partition_point(|(other, _)| *other < number);
            self.waiting.insert(at, (number, Waker::noop().clone()));
        }
        self.grant(now);
        self.wake_first();
        is_free
    }

    /// The service has the request, or will never have it. So its period has begun.
    fn arrived(&mut self, number: u64, now: Instant) {
        if self.granted.get(&number).is_some_and(|(from, is_used)| *is_used && *from > now) {
            self.give_back(number);
            self.take(number, now, true);
            self.wake_first();
        }
    }

    /// Ends a place: a used one counts until its period is over, any other is free for the next call.
    fn leave(&mut self, number: u64, now: Instant) {
        if let Ok(at) = self.waiting.binary_search_by_key(&number, |(number, _)| *number) {
            self.waiting.remove(at);
        } else if self.granted.get(&number).is_some_and(|(_, is_used)| *is_used) {
            self.granted.remove(&number);
            return;
        } else {
            self.give_back(number);
        }
        self.grant(now);
        self.wake_first();
    }

    /// Grants places to those who wait, in order, as long as there are free ones.
    fn grant(&mut self, now: Instant) {
        while self.taken.front().is_some_and(|&(from, _)| after(from, self.longest) <= now) {
            self.taken.pop_front();
        }
        let before = self.waiting.len();
        while !self.waiting.is_empty() && self.free_at(0, now) <= now {
            if let Some((number, waker)) = self.waiting.pop_front() {
                self.take(number, after(now, PATIENCE), false);
                self.wakers.push(waker);
            }
        }
        if self.waiting.len() < before {
            self.wake_first();
        }
    }

    /// The first in the queue has the timer that matters: it looks again when that time changes.
    fn wake_first(&mut self) {
        self.wakers.extend(self.waiting.front().map(|(_, waker)| waker.clone()));
    }

    /// The earliest time at which a place is free for a call with so many calls before it.
    fn free_at(&self, ahead: usize, now: Instant) -> Instant {
        let of_limit = |limit: &RateLimit| {
            let calls = limit.calls() as usize;
            // Those who are a whole period's calls ahead go a whole period earlier.
            let (periods, ahead) = (ahead / calls, ahead % calls);
            let at = match (self.taken.len() + ahead).checked_sub(calls) {
                Some(index) => after(self.taken[index].0, limit.period()).max(now),
                None => now,
            };
            after(at, limit.period().saturating_mul(u32::try_from(periods).unwrap_or(u32::MAX)))
        };
        self.limits.iter().map(of_limit).fold(now, Instant::max)
    }

    fn take(&mut self, number: u64, from: Instant, is_used: bool) {
        let at = self.taken.partition_point(|taken| *taken < (from, number));
        self.taken.insert(at, (from, number));
        self.granted.insert(number, (from, is_used));
    }

    fn give_back(&mut self, number: u64) {
        if let Some((from, _)) = self.granted.remove(&number)
            && let Ok(at) = self.taken.binary_search(&(from, number))
        {
            self.taken.remove(at);
        }
    }
}

/// A later time. A period that the clock cannot represent is cut to a year.
fn after(start: Instant, period: Duration) -> Instant {
    start.checked_add(period).unwrap_or_else(|| start + Duration::from_secs(365 * 86_400))
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn state(limits: &[(u32, u64)]) -> State {
        State::new(limits.iter().map(|&(calls, period)| RateLimit::new(calls, period)).collect())
    }

    /// The wait of a place in seconds, as far as it is known.
    fn wait(state: &mut State, number: u64, now: Instant) -> u64 {
        state.due(number, now, Waker::noop()).map_or(0, |due| (due - now).as_secs())
    }

    /// Sends, at once, and has the response in no time.
    fn sent(state: &mut State, number: u64, now: Instant) {
        assert!(state.send(number, now));
        state.arrived(number, now);
        state.leave(number, now);
    }

    /// The waits of calls that come together, in seconds; each is sent when its place is granted.
    fn waits(state: &mut State, calls: usize, start: Instant) -> Vec<u64> {
        let numbers: Vec<_> = (0..calls).map(|_| state.enter(start)).collect();
        let mut now = start;
        let waits = numbers.into_iter().map(|number| {
            while let Some(due) = state.due(number, now, Waker::noop()) {
                now = due;
            }
            sent(state, number, now);
            (now - start).as_secs()
        });
        waits.collect()
    }

    #[test]
    fn in_no_stretch_of_the_period_are_there_more_calls() {
        let mut state = state(&[(2, 10)]);
        let start = Instant::now();
        assert_eq!(waits(&mut state, 6, start), [0, 0, 10, 10, 20, 20]);
        assert_eq!(waits(&mut state, 3, start + seconds(25)), [5, 5, 15]);
        assert_eq!(waits(&mut state, 3, start + seconds(1000)), [0, 0, 10]);
    }

    #[test]
    fn a_place_prints_nothing_of_the_queue() {
        let Throttle(state) = Throttle::new(&[RateLimit::new(1, 1)]).expect("a limit");
        assert_eq!(format!("{:?}", Place { state, number: 7 }), "Place { .. }");
    }

    #[test]
    fn every_limit_holds() {
        assert_eq!(waits(&mut state(&[(2, 1), (3, 60)]), 4, Instant::now()), [0, 0, 1, 60]);
        assert!(Throttle::new(&[RateLimit::new(0, 60)]).is_none(), "no calls mean no limit");
    }

    #[test]
    fn a_wait_is_known_from_the_start() {
        let mut state = state(&[(2, 10)]);
        let now = Instant::now();
        for expected in [0, 0] {
            let number = state.enter(now);
            assert_eq!(wait(&mut state, number, now), expected);
            sent(&mut state, number, now);
        }
        let numbers: Vec<_> = (0..5).map(|_| state.enter(now)).collect();
        let waits: Vec<_> = numbers.into_iter().map(|number| wait(&mut state, number, now)).collect();
        assert_eq!(waits, [10, 10, 20, 20, 30]);
    }

    #[test]
    fn a_period_beyond_the_clock_is_a_year() {
        let now = Instant::now();
        assert_eq!(after(now, Duration::MAX) - now, Duration::from_secs(31_536_000));
    }

    #[test]
    fn a_period_begins_when_the_request_is_sent() {
        let mut state = state(&[(1, 10)]);
        let start = Instant::now();
        let (first, second) = (state.enter(start), state.enter(start));
        let later = start + seconds(5);
        sent(&mut state, first, later);
        assert_eq!(wait(&mut state, second, later), 10);
        assert_eq!(wait(&mut state, second, start + seconds(14)), 1);
        assert_eq!(wait(&mut state, second, start + seconds(15)), 0);
    }

    /// A slow way to the service makes the period longer, up to a tenth.
    #[test]
    fn a_period_begins_at_the_service() {
        for (arrives_after, wait_of_next) in [(0, 10), (1, 11), (5, 11)] {
            let mut state = state(&[(1, 10)]);
            let start = Instant::now();
            let (first, second) = (state.enter(start), state.enter(start));
            assert!(state.send(first, start));
            state.arrived(first, start + seconds(arrives_after));
            state.leave(first, start + seconds(arrives_after));
            assert_eq!(wait(&mut state, second, start), wait_of_next, "{arrives_after}");
        }
    }

    #[test]
    fn places_that_are_given_back_are_as_if_they_had_never_been_taken() {
        let mut state = state(&[(2, 10)]);
        let now = Instant::now();
        let first = state.enter(now);
        sent(&mut state, first, now);
        // One is granted and not sent; the others wait.
        let given_up: Vec<_> = (0..50).map(|_| state.enter(now)).collect();
        let (granted, waits) = (state.enter(now), state.enter(now));
        assert!(wait(&mut state, granted, now) > 100);
        given_up.into_iter().rev().for_each(|number| state.leave(number, now));
        assert_eq!((wait(&mut state, granted, now), wait(&mut state, waits, now)), (0, 10));
        assert_eq!((state.waiting.len(), state.granted.len(), state.taken.len()), (1, 1, 2));
    }

    /// Calls come, send late, give up or stay idle, at random.
    #[test]
    fn whatever_calls_do_no_stretch_has_more_sends_and_no_place_is_lost() {
        let limits = [(3, 10), (5, 25)];
        for seed in 1..=20_u64 {
            let mut random = seed;
            let mut next = move |below: u64| {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (random >> 33) % below
            };
            let (mut state, mut now) = (state(&limits), Instant::now());
            let (mut open, mut sends): (Vec<u64>, Vec<Instant>) = (Vec::new(), Vec::new());
            for _ in 0..500 {
                now += Duration::from_millis(next(3000));
                if open.len() < 2 || next(3) == 0 {
                    open.push(state.enter(now));
                    continue;
                }
                let number = open[next(open.len() as u64) as usize];
                let is_over = match next(4) {
                    0 => true,
                    _ if state.due(number, now, Waker::noop()).is_some() => false,
                    _ => state.send(number, now),
                };
                if is_over {
                    // Used, if it was sent.
                    sends.extend(state.granted.get(&number).filter(|(_, is_used)| *is_used).map(|_| now));
                    state.leave(number, now);
                    open.retain(|other| *other != number);
                }
            }
            for (calls, period) in limits {
                for (first, last) in sends.iter().zip(sends.iter().skip(calls as usize)) {
                    assert!(*last - *first >= seconds(period), "seed {seed}: {calls} calls in {period} s");
                }
            }
            assert!(sends.len() > 10, "seed {seed}: {} sends", sends.len());
            open.into_iter().for_each(|number| state.leave(number, now));
            let number = state.enter(now);
            assert!(wait(&mut state, number, now) <= 28, "seed {seed}");
            state.leave(number, now);
            state.grant(now + seconds(28));
            assert!(state.taken.is_empty() && state.granted.is_empty() && state.waiting.is_empty());
        }
    }

    #[test]
    fn those_who_came_first_go_first_and_are_woken() {
        let mut state = state(&[(1, 10)]);
        let start = Instant::now();
        let numbers: Vec<_> = (0..4).map(|_| state.enter(start)).collect();
        sent(&mut state, numbers[0], start);
        state.leave(numbers[1], start);
        state.wakers.clear();
        // A later one looks first.
        assert_eq!(wait(&mut state, numbers[3], start + seconds(10)), 10 + PATIENCE.as_secs());
        assert_eq!(state.wakers.len(), 2, "the one with a place, and the one who is first now");
        assert_eq!(wait(&mut state, numbers[2], start + seconds(10)), 0);
        sent(&mut state, numbers[2], start + seconds(10));
        assert_eq!(wait(&mut state, numbers[3], start + seconds(10)), 10);
    }

    #[test]
    fn a_place_that_nobody_uses_is_for_others_after_a_time_and_its_owner_waits_again() {
        let mut state = state(&[(1, 10)]);
        let start = Instant::now();
        let (idle, next) = (state.enter(start), state.enter(start));
        let over = start + PATIENCE + seconds(10);
        assert_eq!(wait(&mut state, next, over - seconds(1)), 1);
        assert_eq!(wait(&mut state, next, over), 0);
        sent(&mut state, next, over);
        let third = state.enter(over);
        assert!(!state.send(idle, over), "it would be the second one in a period");
        assert_eq!((wait(&mut state, idle, over), wait(&mut state, third, over)), (10, 20));
        assert_eq!(wait(&mut state, idle, over + seconds(10)), 0);
        sent(&mut state, idle, over + seconds(10));
    }

    /// It would ask again at once, and again.
    #[test]
    fn one_who_looks_in_vain_is_not_woken() {
        let mut state = state(&[(1, 10)]);
        let start = Instant::now();
        let (first, second) = (state.enter(start), state.enter(start));
        sent(&mut state, first, start);
        state.wakers.clear();
        assert_eq!(wait(&mut state, second, start), 10);
        assert!(state.wakers.is_empty());
    }
}
