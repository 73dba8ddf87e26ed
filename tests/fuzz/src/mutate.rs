//! Changes of an input at random.

use std::ops::Range;

use fastrand::Rng;

/// At most this many changes at once.
const CHANGES: usize = 8;
/// A piece is nested or repeated at most this many times.
const REPEATS: usize = 300;
/// Bytes with a meaning in most formats.
const MARKS: &[u8] = b"\0\t\n\r \"'#$%&()*+,-./:;<=>?@[\\]^_`{|}~0179aAeEnu\x7f\x80\xbf\xc3\xef\xff";
/// Texts with a meaning in most formats.
const TOKENS: &[&str] = &[
    "\u{feff}",
    "\u{202e}",
    "\u{2028}",
    "\u{1f600}",
    "\u{fffd}",
    "\\u0000",
    "\\ud800",
    "\\\"",
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "-0",
    "1e400",
    "9223372036854775808",
    "18446744073709551616",
    "0.1",
    "*/",
    "//",
    "\r\n",
    "..",
    "%2e",
    "%00",
    "ß",
    "İ",
    "\u{212a}",
];

/// Changes bytes in one way or several.
pub fn mutate(bytes: &mut Vec<u8>, corpus: &[Vec<u8>], tokens: &[&str], random: &mut Rng) {
    for _ in 0..1 + random.usize(..CHANGES) {
        one(bytes, corpus, tokens, random);
    }
}

fn one(bytes: &mut Vec<u8>, corpus: &[Vec<u8>], tokens: &[&str], random: &mut Rng) {
    let at = random.usize(..=bytes.len());
    match random.u8(..12) {
        0 if at < bytes.len() => bytes[at] ^= 1 << random.u8(..8),
        1 if at < bytes.len() => bytes[at] = random.choice(MARKS).copied().unwrap_or_default(),
        2 => bytes.insert(at, random.choice(MARKS).copied().unwrap_or_default()),
        3 => drop(bytes.drain(piece(bytes, random))),
        4 => {
            let copied = bytes[piece(bytes, random)].to_vec();
            bytes.splice(at..at, copied);
        }
        5 => {
            let copied = bytes[piece(bytes, random)].repeat(random.usize(..REPEATS));
            bytes.splice(at..at, copied.into_iter().take(4_000));
        }
        6 | 7 => {
            let all = if random.bool() && !tokens.is_empty() { tokens } else { TOKENS };
            let token = random.choice(all).copied().unwrap_or_default().bytes();
            let end = if random.bool() { at } else { word(bytes, at).end };
            bytes.splice(at..end, token);
        }
        // One word becomes another one of this input or of another one.
        8 | 9 => {
            let other = random.choice(corpus).filter(|_| random.bool()).unwrap_or(&*bytes);
            let from = word(other, random.usize(..=other.len()));
            let copied = other[from].to_vec();
            let target = word(bytes, at);
            bytes.splice(target, copied);
        }
        10 => {
            if let Some(other) = random.choice(corpus) {
                let copied = other[piece(other, random)].to_vec();
                bytes.splice(at..at, copied);
            }
        }
        _ => {
            let digits = word(bytes, at);
            if bytes[digits.clone()].iter().all(u8::is_ascii_digit) {
                bytes.splice(digits, random.u64(..).to_string().into_bytes());
            } else {
                // The other case of a letter.
                bytes[digits].iter_mut().for_each(|byte| *byte ^= u8::from(byte.is_ascii_alphabetic()) << 5);
            }
        }
    }
}

/// A range within bytes, more often a short one.
fn piece(bytes: &[u8], random: &mut Rng) -> Range<usize> {
    let start = random.usize(..=bytes.len());
    let longest = if random.bool() { 16 } else { bytes.len() };
    start..(start + random.usize(..=longest)).min(bytes.len())
}

/// The word around a position: letters, digits and bytes beyond ASCII.
fn word(bytes: &[u8], at: usize) -> Range<usize> {
    let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80;
    let start = bytes[..at].iter().rposition(|byte| !is_of_word(byte)).map_or(0, |before| before + 1);
    let end = bytes[at..].iter().position(|byte| !is_of_word(byte)).map_or(bytes.len(), |length| at + length);
    start..end
}
