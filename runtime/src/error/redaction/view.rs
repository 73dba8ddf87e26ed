//! A text in another form. Each byte knows which part of the text it stands for. The forms: escapes are undone; digits of Base64 or
//! hexadecimal are read; what makes no difference to a reader is left out.

use crate::http::{
    charset,
    escapes::{self, CUT, Read, UNKNOWN},
};
use icu_normalizer::{DecomposingNormalizerBorrowed, properties::CanonicalCombiningClassMapBorrowed};
use std::{iter, ops::Range};
use zeroize::Zeroize as _;

/// How many escapes around each other are undone. Those of one kind count as one.
const MAX_LAYERS: usize = 16;

/// Where a text is cut, in a folded view. No byte of UTF-8.
pub(super) const CUT_BYTE: u8 = 0xff;

/// An unknown character outside ASCII, in a folded view. No byte of UTF-8.
pub(super) const UNKNOWN_BYTE: u8 = 0xfe;

/// What a service writes for a letter that it lost, or for each of its bytes.
pub(super) const LOST: char = char::REPLACEMENT_CHARACTER;
const LOST_IN_ASCII: char = '?';

/// A part of the text, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    pub(super) from: usize,
    pub(super) to: usize,
}

/// A text in another form.
#[derive(Default)]
pub(super) struct View {
    bytes: Vec<u8>,
    parts: Vec<Part>,
}

/// More escapes are around each other than are undone.
pub(super) struct TooDeep;

/// Reads an escape at the start of a text.
type Reader = fn(&[u8]) -> Option<(usize, Read)>;

/// How bytes are written as digits.
#[derive(Clone, Copy, Debug)]
pub(super) enum Digits {
    Hexadecimal,
    Base64,
}

impl Digits {
    pub(super) const ALL: [Self; 2] = [Self::Hexadecimal, Self::Base64];

    /// At how many digits a byte may begin: the text before a value decides.
    pub(super) fn shifts(self) -> Range<usize> {
        match self {
            Self::Hexadecimal => 0..2,
            Self::Base64 => 0..4,
        }
    }

    fn bits(self) -> u32 {
        match self {
            Self::Hexadecimal => 4,
            Self::Base64 => 6,
        }
    }

    /// The value of a digit, in both alphabets of Base64.
    fn value(self, byte: u8) -> Option<u8> {
        match (self, byte) {
            (Self::Hexadecimal, _) => char::from(byte).to_digit(16).map(|digit| digit as u8),
            (Self::Base64, b'A'..=b'Z') => Some(byte - b'A'),
            (Self::Base64, b'a'..=b'z') => Some(byte - b'a' + 26),
            (Self::Base64, b'0'..=b'9') => Some(byte - b'0' + 52),
            (Self::Base64, b'+' | b'-') => Some(62),
            (Self::Base64, b'/' | b'_') => Some(63),
            (Self::Base64, _) => None,
        }
    }

    /// Whether a byte may stand between digits: long ones are written in lines, and bytes apart.
    fn is_between(self, byte: u8) -> bool {
        byte.is_ascii_whitespace()
            || matches!(self, Self::Hexadecimal) && matches!(byte, b':' | b'-' | b',' | b'.' | b'_')
    }

    /// The length of a mark before digits, as `0x`.
    fn mark(self, text: &[u8]) -> Option<usize> {
        match (self, text) {
            (Self::Hexadecimal, [b'0', b'x' | b'X', digit, ..]) if digit.is_ascii_hexdigit() => Some(2),
            _ => None,
        }
    }
}

impl View {
    /// The text itself. A byte stands for its whole character.
    pub(super) fn of(text: &str) -> Self {
        let mut view = Self::with_capacity(text.len());
        for (from, c) in text.char_indices() {
            view.push_char(c, Part { from, to: from + c.len_utf8() });
        }
        view
    }

    /// A value. Nobody asks where its bytes stand.
    pub(super) fn of_value(value: &[u8]) -> Self {
        Self { bytes: value.to_vec(), parts: vec![Part { from: 0, to: 0 }; value.len()] }
    }

    fn with_capacity(length: usize) -> Self {
        Self { bytes: Vec::with_capacity(length), parts: Vec::with_capacity(length) }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The part of the text that some bytes stand for.
    pub(super) fn part(&self, bytes: Range<usize>) -> Option<Part> {
        let parts = self.parts.get(bytes)?;
        Some(Part { from: parts.first()?.from, to: parts.last()?.to })
    }

    fn push(&mut self, byte: u8, part: Part) {
        self.bytes.push(byte);
        self.parts.push(part);
    }

    fn push_char(&mut self, c: char, part: Part) {
        c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| self.push(byte, part));
    }

    /// A text at each depth of its escapes, from the text itself to the one without any. Of the depths between, the first `steps`.
    ///
    /// A mark before a value is no escape, but is read as one with the first letters of the value: `\nora`, `%Dean%`. So a value is
    /// also searched where nothing is undone yet.
    pub(super) fn layers(self, steps: usize) -> Result<Vec<Self>, TooDeep> {
        let Some(last) = self.undone()? else { return Ok(vec![self]) };
        let mut layers = vec![self];
        for read in iter::once(escapes::read_cut as Reader).chain(iter::repeat_n(escapes::read_once as Reader, steps)) {
            let next = layers.last().and_then(|layer| layer.undone_by(read));
            layers.extend(next);
        }
        layers.push(last);
        Ok(layers)
    }

    /// Without escapes, however many are around each other; `None` if there are none.
    fn undone(&self) -> Result<Option<Self>, TooDeep> {
        let mut last = None;
        for _ in 0..MAX_LAYERS {
            match last.as_ref().unwrap_or(self).undone_by(escapes::read) {
                Some(view) => last = Some(view),
                None => return Ok(last),
            }
        }
        Err(TooDeep)
    }

    fn undone_by(&self, read: Reader) -> Option<Self> {
        let (mut out, mut at, mut is_changed) = (Self::with_capacity(self.bytes.len()), 0, false);
        while let (Some(byte), Some(part)) = (self.bytes.get(at), self.parts.get(at)) {
            let read = read(&self.bytes[at..]);
            let read = read.and_then(|(length, read)| Some((length, read, self.part(at..at + length)?)));
            match read {
                Some((length, read, part)) => {
                    read.bytes().for_each(|byte| out.push(byte, part));
                    at += length;
                    is_changed = true;
                }
                None => {
                    out.push(*byte, *part);
                    at += 1;
                }
            }
        }
        is_changed.then_some(out)
    }

    /// A text whose UTF-8 was read as Latin-1 or windows-1252, as it was before; `None` if it cannot have been.
    pub(super) fn before_misread(&self) -> Option<Self> {
        self.undone_by(misread)
    }

    /// The bytes that digits stand for, read from the digit `shift` of each run on. A byte stands for the whole words of its digits.
    pub(super) fn read_as(&self, digits: Digits, shift: usize) -> Self {
        let mut run = Run::new(digits, shift);
        let (mut word, mut next) = (None, 0);
        for (at, byte) in self.bytes.iter().enumerate() {
            if at < next {
                continue;
            }
            if let Some(length) = digits.mark(&self.bytes[at..]) {
                (word, next) = (None, at + length);
                continue;
            }
            match digits.value(*byte) {
                Some(value) => {
                    let word = *word.get_or_insert_with(|| self.word(at, digits));
                    run.push(value, word);
                }
                None if digits.is_between(*byte) => word = None,
                None => {
                    word = None;
                    let is_cut = self.bytes[at..].starts_with(CUT.encode_utf8(&mut [0; 4]).as_bytes());
                    run.end(if is_cut { CUT } else { ' ' }, self.parts[at]);
                }
            }
        }
        run.out
    }

    /// The part of the text that a word of digits is, with its padding.
    fn word(&self, start: usize, digits: Digits) -> Part {
        let rest = &self.bytes[start..];
        let length = rest.iter().take_while(|byte| digits.value(**byte).is_some()).count();
        let padding = rest[length..].iter().take_while(|byte| **byte == b'=').count();
        self.part(start..start + length + padding).unwrap_or(self.parts[start])
    }

    /// In the form in which texts are compared: in lower case, without marks on letters, quotes, backslashes and characters that are
    /// not seen, with one space for any space. A byte that is no UTF-8 is one of Latin-1.
    pub(super) fn folded(&self) -> Self {
        let (mut out, mut at) = (Self::with_capacity(self.bytes.len()), 0);
        for chunk in self.bytes.utf8_chunks() {
            let of_latin_1 = chunk.invalid().iter().map(|byte| (char::from(*byte), 1));
            for (c, length) in chunk.valid().chars().map(|c| (c, c.len_utf8())).chain(of_latin_1) {
                if let Some(part) = self.part(at..at + length) {
                    out.push_folded(c, part);
                }
                at += length;
            }
        }
        out
    }

    /// The same without letters outside ASCII: one unknown character stands for those in a row, as where a service lost them.
    pub(super) fn folded_to_ascii(&self) -> Self {
        let (mut out, mut at) = (Self::with_capacity(self.bytes.len()), 0);
        for chunk in self.bytes.utf8_chunks() {
            for c in chunk.valid().chars() {
                if let Some(part) = self.part(at..at + c.len_utf8()) {
                    out.push_ascii_or_unknown(c, part);
                }
                at += c.len_utf8();
            }
            at += chunk.invalid().len();
        }
        out
    }

    fn push_ascii_or_unknown(&mut self, c: char, part: Part) {
        match c {
            CUT => self.push(CUT_BYTE, part),
            _ if c.is_ascii() && c != LOST_IN_ASCII => self.push_ascii(c, part),
            _ if self.bytes.last() == Some(&UNKNOWN_BYTE) => {
                if let Some(last) = self.parts.last_mut() {
                    last.to = part.to;
                }
            }
            _ => self.push(UNKNOWN_BYTE, part),
        }
    }

    fn push_folded(&mut self, c: char, part: Part) {
        match c {
            CUT => self.push(CUT_BYTE, part),
            UNKNOWN => self.push(UNKNOWN_BYTE, part),
            _ if c.is_ascii() => self.push_ascii(c, part),
            _ => {
                // Both ways: `ß` is `ss` in capitals.
                for c in c.to_uppercase().flat_map(char::to_lowercase) {
                    for c in DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(iter::once(c)) {
                        match c.is_ascii() {
                            true => self.push_ascii(c, part),
                            false if is_unseen(c) => {}
                            false if c.is_whitespace() => self.push_ascii(' ', part),
                            false => self.push_char(c, part),
                        }
                    }
                }
            }
        }
    }

    fn push_ascii(&mut self, c: char, part: Part) {
        match c {
            '"' | '\'' | '`' | '\\' => {}
            '+' | ' ' | '\t'..='\r' => {
                if self.bytes.last() != Some(&b' ') {
                    self.push(b' ', part);
                }
            }
            _ if c.is_ascii_control() => {}
            _ => self.push(c.to_ascii_lowercase() as u8, part),
        }
    }
}

/// A view may be one of a secret.
impl Drop for View {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

/// The character of UTF-8 whose bytes were read as one character each, and the length of those.
fn misread(text: &[u8]) -> Option<(usize, Read)> {
    /// With it begins each character of Latin-1 that the first byte of a character outside ASCII is read as.
    const FIRST: u8 = 0xc3;
    text.first().filter(|byte| **byte == FIRST)?;
    let (mut bytes, mut at) = (Vec::new(), 0);
    while bytes.len() < 4 {
        let next = &text[at..text.len().min(at + 4)];
        let c = next.utf8_chunks().next()?.valid().chars().next()?;
        bytes.push(charset::byte_of(c)?);
        at += c.len_utf8();
        if let Some(read) = std::str::from_utf8(&bytes).ok().and_then(|read| read.chars().next()) {
            return Some((at, Read::Char(read)));
        }
    }
    None
}

/// Whether a character is a mark on the one before it, a quote, or nothing that is seen.
fn is_unseen(c: char) -> bool {
    let is_quote = matches!(c, '\u{2018}'..='\u{201f}' | '«' | '»' | '´');
    let is_blank = matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    is_quote || is_blank || c.is_control() || CanonicalCombiningClassMapBorrowed::new().get_u8(c) != 0
}

/// Digits that are being read.
struct Run {
    digits: Digits,
    shift: usize,
    /// How many digits are left out yet.
    ahead: usize,
    bits: u32,
    count: u32,
    /// The word of the first of the bits.
    first: Option<Part>,
    /// Where the run begins in `out`.
    start: usize,
    out: View,
}

impl Run {
    /// A shorter run has no value.
    const MIN: usize = 4;

    fn new(digits: Digits, shift: usize) -> Self {
        Self { digits, shift, ahead: shift, bits: 0, count: 0, first: None, start: 0, out: View::default() }
    }

    fn push(&mut self, value: u8, word: Part) {
        if self.ahead > 0 {
            self.ahead -= 1;
            return;
        }
        let first = *self.first.get_or_insert(word);
        (self.bits, self.count) = (self.bits << self.digits.bits() | u32::from(value), self.count + self.digits.bits());
        if self.count >= 8 {
            self.count -= 8;
            self.out.push((self.bits >> self.count) as u8, Part { from: first.from, to: word.to });
            self.bits &= (1 << self.count) - 1;
            self.first = (self.count > 0).then_some(word);
        }
    }

    /// Ends the run. `with` stands behind it.
    fn end(&mut self, with: char, part: Part) {
        if self.out.bytes.len() < self.start + Self::MIN {
            self.out.bytes.truncate(self.start);
            self.out.parts.truncate(self.start);
        } else {
            self.out.push_char(with, part);
        }
        self.start = self.out.bytes.len();
        *self = Self { out: std::mem::take(&mut self.out), start: self.start, ..Self::new(self.digits, self.shift) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_few_digits_has_no_bytes() {
        let view = View::of("aHVzaA==, aHVz, aHVzaA==, aHV.").read_as(Digits::Base64, 0);
        assert_eq!(String::from_utf8_lossy(view.bytes()), "hush hush ");
    }
}
