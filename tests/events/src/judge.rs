//! What was sent, what a handler got and what the store says: whether the promises were kept.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use connector_triggers::{
    Inbox,
    inbox::{InboxError, State, Which},
};

use crate::journal::Line;

/// The promises that were broken, and counts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Callbacks that were accepted and that no handler got.
    pub(crate) lost: Vec<u64>,
    /// Events that a handler got after the inbox had said that they are done.
    pub(crate) after_done: BTreeSet<i64>,
    /// Events that are neither done nor dead.
    pub(crate) unfinished: Vec<i64>,
    /// Callbacks that became more than one event.
    pub(crate) twice: Vec<u64>,
    pub(crate) done: usize,
    pub(crate) dead: usize,
    /// Attempts of handlers.
    pub(crate) attempts: usize,
}

impl Verdict {
    pub(crate) fn is_kept(&self) -> bool {
        self.lost.is_empty() && self.after_done.is_empty() && self.unfinished.is_empty() && self.twice.is_empty()
    }
}

/// How many numbers of each kind are printed.
const SHOWN: usize = 20;

fn first<T>(numbers: &[T]) -> &[T] {
    &numbers[..numbers.len().min(SHOWN)]
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lost, after_done, unfinished, twice, done, dead, attempts } = self;
        writeln!(f, "handled: {done} done, {dead} dead, {attempts} attempts")?;
        write!(
            f,
            "lost: {}, delivered after done: {}, unfinished: {}, stored twice: {}",
            lost.len(),
            after_done.len(),
            unfinished.len(),
            twice.len()
        )?;
        match self.is_kept() {
            true => Ok(()),
            false => {
                let (lost, unfinished, twice) = (first(lost), first(unfinished), first(twice));
                let after_done: Vec<_> = after_done.iter().take(SHOWN).collect();
                write!(f, "\nlost {lost:?}\nafter done {after_done:?}\nunfinished {unfinished:?}\ntwice {twice:?}")
            }
        }
    }
}

/// The state of each event of an inbox.
///
/// # Errors
/// The store cannot be read.
pub(crate) async fn states(inbox: &dyn Inbox) -> Result<BTreeMap<i64, State>, InboxError> {
    let mut states = BTreeMap::new();
    let mut which = Which::default();
    loop {
        let page = inbox.list(&which, 1000).await?;
        let Some(last) = page.last() else { return Ok(states) };
        which.after = Some(last.id);
        states.extend(page.into_iter().map(|entry| (entry.id.0, entry.state)));
    }
}

/// Judges a run by the callbacks that got a success, the journal, and the states.
pub(crate) fn judge(accepted: &BTreeSet<u64>, journal: &[Line], states: &BTreeMap<i64, State>) -> Verdict {
    let mut verdict = Verdict::default();
    let mut done = BTreeSet::new();
    let mut events: BTreeMap<u64, BTreeSet<i64>> = BTreeMap::new();
    for line in journal {
        match *line {
            Line::Began { id, callback } => {
                verdict.attempts += 1;
                events.entry(callback).or_default().insert(id);
                if done.contains(&id) {
                    verdict.after_done.insert(id);
                }
            }
            Line::Done { id } => _ = done.insert(id),
        }
    }
    verdict.lost = accepted.iter().filter(|callback| !events.contains_key(callback)).copied().collect();
    verdict.twice = events.iter().filter(|(_, ids)| ids.len() > 1).map(|(callback, _)| *callback).collect();
    for (id, state) in states {
        match state {
            State::Done => verdict.done += 1,
            State::Dead => verdict.dead += 1,
            _ => verdict.unfinished.push(*id),
        }
    }
    // An event that a handler got and that the store does not have.
    verdict.unfinished.extend(events.values().flatten().filter(|id| !states.contains_key(id)));
    verdict
}

#[cfg(test)]
mod tests {
    use super::{Line, State, judge};

    #[test]
    fn each_broken_promise_is_found() {
        let journal = [
            Line::Began { id: 1, callback: 10 },
            Line::Done { id: 1 },
            Line::Began { id: 2, callback: 20 },
            Line::Began { id: 2, callback: 20 },
            Line::Done { id: 2 },
        ];
        let states = [(1, State::Done), (2, State::Done)].into();
        let verdict = judge(&[10, 20].into(), &journal, &states);
        assert!(verdict.is_kept(), "{verdict}");
        assert_eq!((verdict.done, verdict.attempts), (2, 3));

        assert_eq!(judge(&[10, 20, 30].into(), &journal, &states).lost, [30]);
        assert_eq!(judge(&[10].into(), &journal, &[(1, State::Done), (2, State::Claimed)].into()).unfinished, [2]);
        assert_eq!(judge(&[10].into(), &journal, &[(1, State::Done)].into()).unfinished, [2]);
        let again = [journal.as_slice(), &[Line::Began { id: 1, callback: 10 }]].concat();
        assert_eq!(judge(&[10].into(), &again, &states).after_done, [1].into());
        let twice = [journal.as_slice(), &[Line::Began { id: 3, callback: 10 }]].concat();
        let states = [(1, State::Done), (2, State::Done), (3, State::Dead)].into();
        let verdict = judge(&[10].into(), &twice, &states);
        assert_eq!((verdict.twice.as_slice(), verdict.dead), ([10].as_slice(), 1));
        assert!(!verdict.is_kept());
    }
}
