//! The states of an event as the stores keep them.

use super::contract::{Entry, State, Which};

/// The longest reason that is kept, in characters.
const REASON: usize = 1_000;

/// Where an event is. [`State::Waiting`] has two stages, so that a claim finds what is ready by one index, in order, and
/// never passes over events that are not due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i16)]
pub(crate) enum Stage {
    /// It can be claimed. No clock is asked, so that a new event does not depend on one.
    Ready = 0,
    /// A consumer has it until it is due.
    Claimed = 1,
    /// It waits for its next attempt until it is due.
    Delayed = 2,
    Done = 3,
    Dead = 4,
}

impl Stage {
    /// The state that a caller sees at `now`: an ended lease is none.
    pub(crate) fn state(self, due: i64, now: i64) -> State {
        match self {
            Self::Claimed if due > now => State::Claimed,
            Self::Ready | Self::Delayed | Self::Claimed => State::Waiting,
            Self::Done => State::Done,
            Self::Dead => State::Dead,
        }
    }

    /// Whether it counts for the limits.
    pub(crate) fn unfinished(self) -> bool {
        matches!(self, Self::Ready | Self::Claimed | Self::Delayed)
    }
}

/// At most the first 1,000 characters, without NUL, which PostgreSQL's text cannot contain.
pub(crate) fn cut(reason: String) -> String {
    let mut reason = reason.replace('\0', "\u{fffd}");
    if let Some((end, _)) = reason.char_indices().nth(REASON) {
        reason.truncate(end);
    }
    reason
}

impl Which {
    /// Whether each condition that is set holds.
    pub(crate) fn matches(&self, entry: &Entry) -> bool {
        fn holds<T>(condition: Option<T>, test: impl FnOnce(T) -> bool) -> bool {
            condition.is_none_or(test)
        }
        holds(self.ids.as_ref(), |ids| ids.contains(&entry.id))
            && holds(self.state, |state| state == entry.state)
            && holds(self.route.as_ref(), |route| *route == entry.route)
            && holds(self.since, |since| entry.received_at >= since)
            && holds(self.before, |before| entry.received_at < before)
            && holds(self.after, |after| entry.id > after)
    }
}
