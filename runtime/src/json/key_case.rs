//! Keys that differ in case from the known ones, as in Azure's envelopes of trigger payloads. An exact key takes
//! precedence, then the only one that differs in case; if there are several, none matches.

use std::{borrow::Cow, sync::OnceLock};

/// The keys of a model, in the order of its fields. A model has one static value, so what folding needs to know of the keys is
/// computed once.
#[derive(Debug)]
#[doc(hidden)]
pub struct Keys {
    pub(super) names: &'static [&'static str],
    folded: OnceLock<Folded>,
}

impl Keys {
    /// The keys of a model.
    pub const fn new(names: &'static [&'static str]) -> Self {
        Self { names, folded: OnceLock::new() }
    }

    /// The keys as written.
    pub const fn names(&self) -> &'static [&'static str] {
        self.names
    }

    /// The keys of a model with this many fields; `None` if one of the fields takes all other members.
    pub fn named(&self, fields: usize) -> Option<&'static [&'static str]> {
        (fields == self.names.len()).then_some(self.names)
    }

    pub(super) fn folded(&self) -> &Folded {
        self.folded.get_or_init(|| Folded::new(self.names))
    }
}

/// Known keys by their text without case. Looking one up takes the same time with any number of keys.
#[derive(Debug)]
pub(super) struct Folded {
    /// Each key in lower case.
    lower: Vec<String>,
    /// Of each key, the next key that differs from it in case only.
    next: Vec<Option<usize>>,
    /// Whether no other key differs from this one in case only.
    is_alone: Vec<bool>,
    /// A hash table with linear probing of the first keys of those that differ in case only: hash and index. Its length is a power
    /// of two, and a place is free.
    table: Vec<Option<(u64, usize)>>,
    /// The outlines of the keys, a bit for each.
    outlines: u64,
    /// Whether no key has a character beyond ASCII.
    is_ascii: bool,
}

/// A known key for a key of the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Match {
    /// The known key at this index.
    Exact(usize),
    /// Differs in case from the only known key at this index.
    Alone(usize),
    /// Differs in case from several known keys, the first of which is at this index.
    OneOf(usize),
    None,
}

impl Folded {
    fn new(names: &[&str]) -> Self {
        let lower: Vec<String> = names.iter().map(|name| lower_case(name).into_owned()).collect();
        let mut folded = Self {
            next: vec![None; names.len()],
            is_alone: vec![true; names.len()],
            table: vec![None; (names.len() * 2).next_power_of_two()],
            outlines: lower.iter().fold(0, |outlines, lower| outlines | outline(lower)),
            is_ascii: lower.iter().all(|lower| lower.is_ascii()),
            lower,
        };
        let mut last: Vec<usize> = (0..names.len()).collect();
        for index in 0..names.len() {
            let hash = hash(&folded.lower[index]);
            let same = |first: usize| folded.lower[first] == folded.lower[index];
            match folded.slot(hash, same) {
                (slot, None) => folded.table[slot] = Some((hash, index)),
                (_, Some(first)) => {
                    folded.next[last[first]] = Some(index);
                    last[first] = index;
                    folded.is_alone[first] = false;
                    folded.is_alone[index] = false;
                }
            }
        }
        folded
    }

    /// The place in the table of a key with this hash, and the key there, which is `same`; or the free place for it.
    #[inline]
    fn slot(&self, hash: u64, mut same: impl FnMut(usize) -> bool) -> (usize, Option<usize>) {
        let mask = self.table.len() - 1;
        let mut slot = (hash >> 32) as usize & mask;
        loop {
            match self.table[slot] {
                None => return (slot, None),
                Some((known, first)) if known == hash && same(first) => return (slot, Some(first)),
                Some(_) => slot = (slot + 1) & mask,
            }
        }
    }

    /// The known key for a key of the text, which often is the one at `expected`.
    #[inline]
    pub(super) fn find(&self, names: &[&str], key: &str, expected: usize) -> Match {
        if let Some(&likely) = names.get(expected) {
            if likely == key {
                return Match::Exact(expected);
            }
            if self.is_alone[expected] && likely.eq_ignore_ascii_case(key) {
                return Match::Alone(expected);
            }
        }
        let lower = if key.is_ascii() {
            // Most unknown keys end here. Any other one is compared as it is, without its case.
            if self.outlines & outline(key) == 0 {
                return Match::None;
            }
            Cow::Borrowed(key)
        } else if self.is_ascii && !key.contains(KELVIN) {
            return Match::None;
        } else {
            lower_case(key)
        };
        let mut is_exact = false;
        let (_, found) = self.slot(hash(&lower), |first| {
            // Most keys are written as they are known, which is compared fast.
            is_exact = names[first] == key;
            is_exact || self.lower[first].eq_ignore_ascii_case(&lower)
        });
        match found {
            None => Match::None,
            Some(first) if is_exact => Match::Exact(first),
            Some(first) if self.is_alone[first] => Match::Alone(first),
            Some(first) => {
                self.alike(first).find(|&index| names[index] == key).map_or(Match::OneOf(first), Match::Exact)
            }
        }
    }

    /// The keys that differ in case only, from the first one on.
    pub(super) fn alike(&self, first: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(first), |&index| self.next[index])
    }
}

/// The members of one object that the fields of a model were given so far.
pub(super) struct Claims {
    few: [u8; FEW],
    many: Vec<u8>,
}

/// Models of at most this many fields need no memory besides the stack.
const FEW: usize = 64;
/// A member with the field's own key.
const EXACT: u8 = 1;
/// A member whose key differs in case.
const ONE: u8 = 2;
/// Several of them.
const SEVERAL: u8 = 4;

impl Claims {
    /// For a model with this many fields.
    pub(super) fn new(fields: usize) -> Self {
        Self { few: [0; FEW], many: if fields > FEW { vec![0; fields] } else { Vec::new() } }
    }

    fn of(&mut self, index: usize) -> &mut u8 {
        if self.many.is_empty() { &mut self.few[index] } else { &mut self.many[index] }
    }

    /// Notes a member with the field's own key. Returns whether the field has the value of another one.
    pub(super) fn exact(&mut self, index: usize) -> bool {
        let claim = self.of(index);
        let has_another = *claim == ONE;
        *claim |= EXACT;
        has_another
    }

    /// Notes a member whose key differs in case.
    pub(super) fn other(&mut self, first: usize) -> Claim {
        let claim = self.of(first);
        let (before, also) = (*claim, if *claim & (ONE | SEVERAL) == 0 { ONE } else { SEVERAL });
        *claim |= also;
        match before {
            0 => Claim::First,
            ONE => Claim::Second,
            _ => Claim::Late,
        }
    }

    /// The field of a member whose key differs in case, when all members are known.
    pub(super) fn settled(&mut self, folded: &Folded, first: usize) -> Option<usize> {
        if *self.of(first) & SEVERAL != 0 {
            return None;
        }
        folded.alike(first).find(|&index| *self.of(index) & EXACT == 0)
    }
}

/// What a member is to a field whose key differs in case.
pub(super) enum Claim {
    /// The first member.
    First,
    /// A second candidate, so that the field belongs to none of them.
    Second,
    /// One more, or beside the field's own key.
    Late,
}

/// The only character beyond ASCII whose lower case is ASCII.
const KELVIN: char = '\u{212a}';

/// One bit for the length and the ends of a key, whatever the case of ASCII letters.
fn outline(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let (first, last) = (bytes.first().unwrap_or(&0) | b' ', bytes.last().unwrap_or(&0) | b' ');
    1 << ((bytes.len() * 13 + usize::from(first) * 7 + usize::from(last)) & 63)
}

/// Equal for keys that differ in the case of ASCII letters.
#[inline]
fn hash(text: &str) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    const CASE: u64 = u64::MAX / 255 * b' ' as u64;
    let bytes = text.as_bytes();
    let mix = |hash: u64, word: u64| (hash.rotate_left(29) ^ (word | CASE)).wrapping_mul(FACTOR);
    let length = bytes.len() as u64;
    // The last word overlaps the one before it, so that no part is shorter.
    if let Some(last) = bytes.last_chunk() {
        let words = bytes.as_chunks::<8>().0.iter().chain([last]);
        words.fold(length, |hash, word| mix(hash, u64::from_le_bytes(*word)))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        mix(length, u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)))
    } else {
        mix(length, bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)))
    }
}

/// The only item whose key is `key` in any case.
pub(super) fn only_but_for_case<T>(
    items: impl Iterator<Item = T>,
    key: &str,
    key_of: impl Fn(&T) -> &str,
) -> Option<T> {
    let mut candidates = items.filter(|item| equal_but_for_case(key_of(item), key));
    let first = candidates.next();
    if candidates.next().is_some() { None } else { first }
}

pub(crate) fn equal_but_for_case(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right) || !(left.is_ascii() && right.is_ascii()) && lower_case(left) == lower_case(right)
}

fn lower_case(text: &str) -> Cow<'_, str> {
    match text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.chars().flat_map(char::to_lowercase).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &'static [&'static str], key: &str) -> Match {
        let keys = Keys::new(names);
        let found = keys.folded().find(names, key, names.len());
        for expected in 0..names.len() {
            assert_eq!(keys.folded().find(names, key, expected), found, "{key} {expected}");
        }
        found
    }

    #[test]
    fn a_key_is_found_whatever_is_expected() {
        let names = &["id", "displayName", "ID", "straße", "kind", ""];
        for (key, expected) in [
            ("id", Match::Exact(0)),
            ("ID", Match::Exact(2)),
            ("Id", Match::OneOf(0)),
            ("DISPLAYNAME", Match::Alone(1)),
            ("STRAßE", Match::Alone(3)),
            ("\u{212a}ind", Match::Alone(4)),
            ("", Match::Exact(5)),
            ("displayNam", Match::None),
            ("d\u{0}splayName", Match::None),
        ] {
            assert_eq!(found(names, key), expected, "{key}");
        }
        assert_eq!(found(&[], "id"), Match::None);
        assert_eq!(found(&["kind"], "KIND"), Match::Alone(0));
        assert_eq!(found(&["kind"], "\u{212a}IND"), Match::Alone(0));
    }

    /// A small model's table has few places, so some of the pairs share each of them.
    #[test]
    fn keys_that_share_a_place_are_both_found() {
        let all: Vec<&'static str> = ('a'..='z').map(|letter| &*letter.to_string().leak()).collect();
        for pair in all.iter().flat_map(|&first| all.iter().map(move |&second| [first, second])) {
            if pair[0] != pair[1] {
                let names: &'static [&'static str] = Vec::from(pair).leak();
                assert_eq!(pair.map(|name| found(names, name)), [Match::Exact(0), Match::Exact(1)], "{names:?}");
            }
        }
    }

    /// So many keys share places of the table, and lengths below and above a word's.
    #[test]
    fn each_of_many_keys_is_found() {
        let names: Vec<&str> =
            (0..600_u64).map(|index| &*format!("{}k{index}", "x".repeat(index as usize % 19)).leak()).collect();
        let names: &'static [&'static str] = names.leak();
        let keys = Keys::new(names);
        for (index, name) in names.iter().enumerate() {
            assert_eq!(keys.folded().find(names, name, names.len()), Match::Exact(index), "{name}");
            assert_eq!(keys.folded().find(names, &name.to_uppercase(), 0), Match::Alone(index), "{name}");
            assert_eq!(keys.folded().find(names, &format!("{name}x"), 0), Match::None, "{name}");
        }
    }

    #[test]
    fn keys_are_equal_but_for_case_in_any_script() {
        for (left, right) in [("body", "BODY"), ("Été", "éTÉ"), ("kind", "\u{212a}IND"), ("", "")] {
            assert!(equal_but_for_case(left, right) && equal_but_for_case(right, left), "{left} {right}");
        }
        for (left, right) in [("body", "bodies"), ("été", "body"), ("é", "è"), ("\u{212a}ind", "kin")] {
            assert!(!equal_but_for_case(left, right) && !equal_but_for_case(right, left), "{left} {right}");
        }
    }

    #[test]
    fn one_character_beyond_ascii_has_a_lower_case_within() {
        let others = ('\u{80}'..=char::MAX).filter(|c| c.to_lowercase().all(|lower| lower.is_ascii()));
        assert_eq!(others.collect::<Vec<_>>(), [KELVIN]);
    }
}
