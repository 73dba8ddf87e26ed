//! Keys that respell others: `TicketNumber` respells `Ticket Number`. A name follows its key if the old spelling is gone.

use std::collections::HashMap;
use std::hash::Hash;

use super::address::unescape;
use super::words::Spelling;

/// Characters that separate words and mean nothing else.
const SEPARATORS: [&str; 4] = ["space", "underscore", "dash", "dot"];

/// The common form of keys that respell each other: the words of each step, and its symbols other than separators.
pub(super) fn folded(key: &str) -> String {
    let (path, mark) = match key.split_once('#') {
        Some((path, mark)) => (path, Some(mark)),
        None => (key, None),
    };
    let steps = path.split('/').map(|step| {
        if matches!(step, "[]" | "{}") {
            return step.to_owned();
        }
        let Spelling { words, mut lost } = Spelling::of(&unescape(step));
        lost.retain(|word| !SEPARATORS.contains(&word.as_str()));
        // The end of a step tells a status from a property.
        let end = if step.ends_with('~') { "~" } else { "" };
        format!("{} {}{end}", words.join("_"), lost.join("_"))
    });
    let mut folded = steps.collect::<Vec<_>>().join("/");
    if let Some(mark) = mark {
        folded.push('#');
        folded.push_str(mark);
    }
    folded
}

/// The pairs of an old and a new item of which exactly one respells the other. Items have several keys each.
pub(super) fn pairs<O: Copy + Eq + Hash, N: Copy + Eq + Hash>(
    gone: impl IntoIterator<Item = (O, String)>,
    new: impl IntoIterator<Item = (N, String)>,
) -> Vec<(O, N)> {
    let mut by_spelling: HashMap<String, Vec<O>> = HashMap::new();
    for (item, key) in gone {
        by_spelling.entry(folded(&key)).or_default().push(item);
    }
    if by_spelling.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(O, N)> = Vec::new();
    for (new, key) in new {
        for old in by_spelling.get(&folded(&key)).into_iter().flatten() {
            if !found.contains(&(*old, new)) {
                found.push((*old, new));
            }
        }
    }
    let is_only = |pair: &(O, N)| found.iter().filter(|(old, new)| *old == pair.0 || *new == pair.1).count() == 1;
    found.iter().filter(|pair| is_only(pair)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::{folded, pairs};

    #[test]
    fn words_decide_and_symbols_count() {
        for (one, other) in [
            ("Ticket Number", "TicketNumber"),
            ("userId", "user_ID"),
            ("query/a-b", "query/aB"),
            ("A/x y/[]", "A/x_y/[]"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} {other}");
        }
        for (one, other) in [
            ("$filter", "filter"),
            ("A", "A-"),
            ("👍", "👎 "),
            ("query/a", "header/a"),
            ("404", "404~"),
            ("a", "a#required"),
        ] {
            assert_ne!(folded(one), folded(other), "{one} {other}");
        }
    }

    #[test]
    fn only_one_may_respell_another() {
        let keys = |keys: &[&'static str]| keys.iter().map(|key| (*key, (*key).to_owned())).collect::<Vec<_>>();
        assert_eq!(pairs(keys(&["a b", "x"]), keys(&["aB", "y"])), [("a b", "aB")]);
        assert_eq!(pairs(keys(&["a b"]), keys(&["aB", "a_b"])), []);
        assert_eq!(pairs(keys(&["a b", "a-b"]), keys(&["aB"])), []);
    }
}
