//! The waits between two requests for messages.

use std::time::Duration;

const EMPTY_FIRST: Duration = Duration::from_secs(1);
const FAILURE_FIRST: Duration = Duration::from_secs(1);
const FAILURE_LONGEST: Duration = Duration::from_secs(30);

/// Waits that double while the queue is empty or requests fail.
pub(super) struct Pace {
    empty: Duration,
    longest_empty: Duration,
    failure: Duration,
}

impl Pace {
    pub(super) fn new(longest_empty: Duration) -> Self {
        Self { empty: EMPTY_FIRST.min(longest_empty), longest_empty, failure: FAILURE_FIRST }
    }

    /// There were messages.
    pub(super) fn found(&mut self) {
        *self = Self::new(self.longest_empty);
    }

    /// The wait after an empty response.
    pub(super) fn empty(&mut self) -> Duration {
        self.failure = FAILURE_FIRST;
        let wait = self.empty;
        self.empty = (wait * 2).min(self.longest_empty);
        wait
    }

    /// The wait after a failure.
    pub(super) fn failure(&mut self) -> Duration {
        let wait = self.failure;
        self.failure = (wait * 2).min(FAILURE_LONGEST);
        wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_their_limit() {
        let mut pace = Pace::new(Duration::from_secs(5));
        let seconds = |wait: Duration| wait.as_secs();
        assert_eq!([(); 4].map(|()| seconds(pace.empty())), [1, 2, 4, 5]);
        assert_eq!([(); 7].map(|()| seconds(pace.failure())), [1, 2, 4, 8, 16, 30, 30]);
        pace.found();
        assert_eq!((seconds(pace.empty()), seconds(pace.failure())), (1, 1));
    }
}
