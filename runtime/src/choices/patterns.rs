//! What the patterns of a dynamic schema cost. In: the patterns, and the texts to which a check applies them. Out: the limits with which
//! the library may apply them, or nothing if no limits are both small and useful.
//!
//! A match of a pattern takes time for each character and each part of the pattern. One that looks around or refers back may also take
//! exponential time, so the library counts its steps back.

use std::collections::HashMap;

/// The maximum number of different patterns, and of their characters.
const MAX_PATTERNS: usize = 500;
const MAX_LENGTH: usize = 1 << 16;
/// The size of all compiled patterns, in bytes, and of each one.
const SIZE: usize = 16 << 20;
const MAX_SIZE: usize = 1 << 20;
/// Parts of patterns, times characters, that are always allowed, and further ones for each value within the value.
const PARTS: u64 = 20_000_000;
const PARTS_PER_VALUE: u64 = 2_000;
/// The same for steps back.
const BACKTRACKS: u64 = 1_000_000;
const BACKTRACKS_PER_VALUE: u64 = 200;
/// The limits of the steps back in one match: fewer are of no use.
const MIN_BACKTRACKS: u64 = 50;
const MAX_BACKTRACKS: u64 = 100_000;
/// Parts, times characters, that take as long as a step back.
const PARTS_PER_BACKTRACK: u64 = 1_000;
/// How many parts a class of Unicode has.
const UNICODE: u64 = 20;

/// The limits with which patterns are compiled and applied.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Limits {
    /// The maximum size of one compiled pattern, in bytes.
    pub(super) size: usize,
    /// The maximum number of steps back in one match.
    pub(super) backtracks: usize,
}

/// The patterns of a schema, and the matches of a check.
#[derive(Default)]
pub(super) struct Patterns<'s> {
    known: HashMap<&'s str, Pattern>,
    length: usize,
    parts: u64,
    /// What one step back of each match takes, where steps back are possible.
    backtracks: u64,
}

#[derive(Clone, Copy)]
struct Pattern {
    parts: u64,
    is_linear: bool,
}

impl<'s> Patterns<'s> {
    /// Adds a pattern of the schema; `None` if there are too many.
    pub(super) fn add(&mut self, pattern: &'s str) -> Option<()> {
        if self.known.contains_key(pattern) {
            return Some(());
        }
        self.length += pattern.len();
        let is_within = self.known.len() < MAX_PATTERNS && self.length <= MAX_LENGTH;
        is_within.then(|| _ = self.known.insert(pattern, Pattern::of(pattern)))
    }

    /// Counts a match with a text of this length.
    pub(super) fn count(&mut self, pattern: &str, length: usize) {
        let Some(Pattern { parts, is_linear }) = self.known.get(pattern).copied() else { return };
        let parts = parts.saturating_mul(length as u64 + 1);
        self.parts = self.parts.saturating_add(parts);
        if !is_linear {
            self.backtracks = self.backtracks.saturating_add(1 + parts / PARTS_PER_BACKTRACK);
        }
    }

    /// The limits for all matches that were counted, in a check of so many values.
    pub(super) fn limits(&self, values: usize) -> Option<Limits> {
        let of = |always: u64, each: u64| always.saturating_add(each.saturating_mul(values as u64));
        let backtracks = of(BACKTRACKS, BACKTRACKS_PER_VALUE) / self.backtracks.max(1);
        let is_within = self.parts <= of(PARTS, PARTS_PER_VALUE) && backtracks >= MIN_BACKTRACKS;
        is_within.then(|| Limits {
            size: (SIZE / self.known.len().max(1)).min(MAX_SIZE),
            backtracks: backtracks.min(MAX_BACKTRACKS) as usize,
        })
    }
}

impl Pattern {
    fn of(pattern: &str) -> Self {
        Self { parts: parts(pattern.as_bytes()), is_linear: is_linear(pattern.as_bytes()) }
    }
}

/// How many parts a pattern has, with each repetition.
fn parts(pattern: &[u8]) -> u64 {
    // Of each open group: its parts, and how many of them a repetition repeats.
    let mut open = vec![(1_u64, 0_u64)];
    let mut rest = pattern;
    while let Some((byte, behind)) = rest.split_first() {
        rest = behind;
        let part = match byte {
            b'(' => {
                open.push((1, 0));
                continue;
            }
            b')' if open.len() > 1 => open.pop().map_or(1, |(parts, _)| parts),
            b'{' => {
                if let Some((times, behind)) = repetition(rest)
                    && let Some((parts, last)) = open.last_mut()
                {
                    *parts = parts.saturating_add(last.saturating_mul(times.saturating_sub(1)));
                    *last = last.saturating_mul(times.max(1));
                    rest = behind;
                    continue;
                }
                1
            }
            b'[' => {
                let (parts, behind) = class(rest);
                rest = behind;
                parts
            }
            b'\\' => {
                let (parts, behind) = escape(rest);
                rest = behind;
                parts
            }
            _ => 1,
        };
        if let Some((parts, last)) = open.last_mut() {
            *parts = parts.saturating_add(part);
            *last = part;
        }
    }
    open.iter().fold(0, |all, (parts, _)| all.saturating_add(*parts))
}

/// The larger number between braces, and what follows them.
fn repetition(text: &[u8]) -> Option<(u64, &[u8])> {
    let end = text.iter().position(|byte| *byte == b'}')?;
    let numbers = std::str::from_utf8(&text[..end]).ok()?.split(',').filter(|number| !number.is_empty());
    let largest = numbers.map(str::parse::<u64>).collect::<Result<Vec<_>, _>>().ok()?.into_iter().max()?;
    Some((largest, &text[end + 1..]))
}

/// The parts of a class, and what follows it.
fn class(text: &[u8]) -> (u64, &[u8]) {
    let (mut rest, mut all) = (text, 1);
    while let Some((byte, behind)) = rest.split_first() {
        rest = behind;
        match byte {
            b']' => break,
            b'\\' => {
                let (parts, behind) = escape(rest);
                all = parts.max(all);
                rest = behind;
            }
            _ => {}
        }
    }
    (all, rest)
}

/// The parts of what a backslash begins, and what follows it.
fn escape(text: &[u8]) -> (u64, &[u8]) {
    let Some((kind, rest)) = text.split_first() else { return (1, text) };
    let in_braces = || match rest.first() {
        Some(b'{') => rest.iter().position(|byte| *byte == b'}').map_or(rest, |end| &rest[end + 1..]),
        _ => rest,
    };
    match kind {
        b'p' | b'P' => (UNICODE, in_braces()),
        b'u' | b'x' | b'k' | b'g' => (1, in_braces()),
        _ => (1, rest),
    }
}

/// Whether a pattern surely takes no step back: it neither looks around nor refers back.
fn is_linear(pattern: &[u8]) -> bool {
    const PLAIN: &[u8] = b"dDwWsSbBnrtfvxuUpPc0";
    let mut rest = pattern;
    while let Some((byte, behind)) = rest.split_first() {
        rest = behind;
        let is_fancy = match byte {
            b'\\' => {
                let kind = rest.first().copied().unwrap_or_default();
                rest = rest.get(1..).unwrap_or_default();
                kind.is_ascii_alphanumeric() && !PLAIN.contains(&kind)
            }
            b'(' => rest.starts_with(b"?") && !rest.starts_with(b"?:"),
            b'*' | b'+' | b'?' | b'}' => rest.starts_with(b"+"),
            _ => false,
        };
        if is_fancy {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetitions_multiply_the_parts_of_a_pattern() {
        for (pattern, expected) in [
            ("", 1),
            ("abc", 4),
            ("a{10}", 11),
            ("a{2,10}b", 12),
            ("[a-z\\]x]{10}", 11),
            ("(?:ab{10}){10}", 141),
            (r"\p{L}{10}", 201),
            (r"[\p{L}]{10}", 201),
            (r"\u{1f600}{3}", 4),
            (r"a\{3}", 5),
            ("a{x}", 5),
            ("a)", 3),
            ("(a", 3),
        ] {
            assert_eq!(parts(pattern.as_bytes()), expected, "{pattern}");
        }
        assert_eq!(parts(format!("{}a{}", "(".repeat(30), "){99999}".repeat(30)).as_bytes()), u64::MAX);
    }

    #[test]
    fn a_pattern_that_may_step_back_is_not_linear() {
        for pattern in ["^[a-z]+$", r"^\d{3}-\w*(?:a|b)$", r"\(\?=", ""] {
            assert!(is_linear(pattern.as_bytes()), "{pattern}");
        }
        for pattern in ["(?=a)", "(?!a)", "(?<=a)b", r"(a)\1", r"(?<n>a)\k<n>", "a++", "a{2}+", "(?>a)", r"\G", r"\R"] {
            assert!(!is_linear(pattern.as_bytes()), "{pattern}");
        }
    }

    #[test]
    fn the_more_matches_the_fewer_steps_back() {
        let limits = |pattern: &'static str, matches: usize, values: usize| {
            let mut patterns = Patterns::default();
            patterns.add(pattern).unwrap();
            (0..matches).for_each(|_| patterns.count(pattern, 9));
            patterns.limits(values)
        };
        assert_eq!(limits("(?=a)", 1, 1), Some(Limits { size: MAX_SIZE, backtracks: 100_000 }));
        assert_eq!(limits("(?=a)", 1_000, 0).unwrap().backtracks, 1_000);
        assert_eq!(limits("(?=a)", 20_000, 0).unwrap().backtracks, 50);
        assert_eq!(limits("(?=a)", 20_001, 0), None);
        assert_eq!(limits("(?=a)", 20_001, 1_000).unwrap().backtracks, 59);
        assert_eq!(limits("a", 1_000_000, 0).unwrap().backtracks, 100_000);
        assert_eq!(limits("a", 1_000_001, 0), None);
    }

    #[test]
    fn patterns_have_a_number_and_a_length() {
        let texts: Vec<String> = (0..=MAX_PATTERNS).map(|number| number.to_string()).collect();
        let mut patterns = Patterns::default();
        let (last, most) = texts.split_last().unwrap();
        assert!(most.iter().chain(most).all(|text| patterns.add(text).is_some()));
        assert_eq!(patterns.add(last), None);
        assert_eq!(patterns.limits(0).unwrap().size, SIZE / MAX_PATTERNS);
        let long = "a".repeat(MAX_LENGTH);
        let mut patterns = Patterns::default();
        assert_eq!((patterns.add(&long), patterns.add("b")), (Some(()), None));
    }
}
