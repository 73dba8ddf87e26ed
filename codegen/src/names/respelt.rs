//! Keys that respell others: `TicketNumber` respells `Ticket Number`. A name follows its key if the old spelling is gone.

use std::collections::{HashMap, HashSet};
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
    // Names of headers are the same in any case, so the case separates no words.
    let between = if path.starts_with("header/") { "" } else { "_" };
    let steps = path.split('/').map(|step| {
        if matches!(step, "[]" | "{}") {
            return step.to_owned();
        }
        let Spelling { words, mut lost } = Spelling::of(&unescape(step));
        lost.retain(|word| !SEPARATORS.contains(&word.as_str()));
        // The end of a step tells a status from a property.
        let end = if step.ends_with('~') { "~" } else { "" };
        format!("{} {}{end}", words.join(between), lost.join("_"))
    });
    let mut folded = steps.collect::<Vec<_>>().join("/");
    if let Some(mark) = mark {
        folded.push('#');
        folded.push_str(mark);
    }
    folded
}

/// The pairs of an old and a new item of which exactly one respells the other. Items have several keys each.
pub(super) fn pairs<O: Copy + Ord + Hash, N: Copy + Ord + Hash>(
    gone: impl IntoIterator<Item = (O, String)>,
    new: impl IntoIterator<Item = (N, String)>,
) -> Vec<(O, N)> {
    let mut by_spelling: HashMap<String, (Vec<O>, Vec<N>)> = HashMap::new();
    for (item, key) in gone {
        by_spelling.entry(folded(&key)).or_default().0.push(item);
    }
    if by_spelling.is_empty() {
        return Vec::new();
    }
    for (item, key) in new {
        if let Some((_, new)) = by_spelling.get_mut(&folded(&key)) {
            new.push(item);
        }
    }
    // In how many pairs an item is, but for pairs that several keys make. Two stand for more: no group of many is looked through for each
    // of its items.
    let (mut of_old, mut of_new): (HashMap<O, usize>, HashMap<N, usize>) = Default::default();
    let mut found = HashSet::new();
    for (old, new) in by_spelling.values().filter(|(_, new)| !new.is_empty()) {
        let is_one = old.iter().all(|item| *item == old[0]) && new.iter().all(|item| *item == new[0]);
        if is_one && !found.insert((old[0], new[0])) {
            continue;
        }
        let pairs = if is_one { 1 } else { 2 };
        old.iter().collect::<HashSet<_>>().into_iter().for_each(|item| *of_old.entry(*item).or_default() += pairs);
        new.iter().collect::<HashSet<_>>().into_iter().for_each(|item| *of_new.entry(*item).or_default() += pairs);
    }
    let mut found: Vec<_> = found.into_iter().filter(|(old, new)| of_old[old] == 1 && of_new[new] == 1).collect();
    found.sort_unstable();
    found
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
            ("header/X-MyId", "header/x-myid"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} {other}");
        }
        for (one, other) in [
            ("$filter", "filter"),
            ("query/MyId", "query/myid"),
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
        let other = |key: &'static str| ("aB", key.to_owned());
        assert_eq!(pairs(keys(&["a b", "x y"]), [other("aB"), other("xY")]), [], "one item respells two");
        // All pairs of them would take hours.
        let many = |key: &str| (0..20_000).map(|at| (at, key.to_owned())).collect::<Vec<_>>();
        assert_eq!(pairs(many("a b"), many("aB")), []);
    }
}
