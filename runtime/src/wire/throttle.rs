//! Keeps within limits of calls in a time. In: limits, and each try before it is sent. Out: the wait until it may go.
//!
//! A limit is a window that slides: never more tries than it lets through in any stretch of its length, so that whatever
//! the service counts from is kept. (A bucket that fills again evenly lets nearly twice as many through at the start.)

use crate::limits::RateLimit;
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Waits before each try as long as the limits ask for. All clones of a client share one.
pub(crate) struct Throttle {
    windows: Mutex<Vec<Window>>,
}

impl Throttle {
    pub(crate) fn new(limits: &[RateLimit]) -> Self {
        let windows = limits.iter().filter(|limit| limit.calls() > 0);
        let windows = windows.map(|&limit| Window { limit, taken: VecDeque::new() }).collect();
        Self { windows: Mutex::new(windows) }
    }

    /// Waits until a try may go.
    pub(crate) async fn wait(&self) {
        let wait = self.take(Instant::now());
        if !wait.is_zero() {
            azure_core::sleep(wait.try_into().unwrap_or(azure_core::time::Duration::MAX)).await;
        }
    }

    /// Takes the next free place in all windows, and says how long it is until then.
    fn take(&self, now: Instant) -> Duration {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let at = windows.iter().fold(now, |at, window| at.max(window.next_free(now)));
        windows.iter_mut().for_each(|window| window.take(now, at));
        at - now
    }
}

/// A time after another; a period that the clock cannot hold is cut to a year.
fn after(start: Instant, period: Duration) -> Instant {
    start.checked_add(period).unwrap_or_else(|| start + Duration::from_secs(365 * 86_400))
}

/// A limit, and when its last calls go out, in order. A call that is given up while it waits keeps its place: that may send
/// fewer, never more.
struct Window {
    limit: RateLimit,
    taken: VecDeque<Instant>,
}

impl Window {
    fn next_free(&self, now: Instant) -> Instant {
        let calls = self.limit.calls() as usize;
        match self.taken.len().checked_sub(calls) {
            Some(first) => now.max(after(self.taken[first], self.limit.period())),
            None => now,
        }
    }

    fn take(&mut self, now: Instant, at: Instant) {
        let period = self.limit.period();
        while self.taken.front().is_some_and(|&taken| after(taken, period) <= now) {
            self.taken.pop_front();
        }
        self.taken.push_back(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(waits: &[Duration]) -> Vec<u64> {
        waits.iter().map(Duration::as_secs).collect()
    }

    #[test]
    fn in_no_stretch_of_the_period_are_there_more_calls() {
        let policy = Throttle::new(&[RateLimit::new(2, 10)]);
        let start = Instant::now();
        let waits: Vec<_> = (0..6).map(|_| policy.take(start)).collect();
        assert_eq!(seconds(&waits), [0, 0, 10, 10, 20, 20]);
        let later = start + Duration::from_secs(25);
        assert_eq!(seconds(&[policy.take(later), policy.take(later), policy.take(later)]), [5, 5, 15]);
        let idle = start + Duration::from_secs(1000);
        assert_eq!(seconds(&[policy.take(idle), policy.take(idle), policy.take(idle)]), [0, 0, 10]);
    }

    #[test]
    fn every_limit_holds() {
        let policy = Throttle::new(&[RateLimit::new(2, 1), RateLimit::new(3, 60)]);
        let start = Instant::now();
        let waits: Vec<_> = (0..4).map(|_| policy.take(start)).collect();
        assert_eq!(seconds(&waits), [0, 0, 1, 60]);
    }

    #[test]
    fn no_calls_mean_no_limit() {
        let policy = Throttle::new(&[RateLimit::new(0, 60)]);
        let start = Instant::now();
        assert!((0..100).all(|_| policy.take(start).is_zero()));
    }
}
