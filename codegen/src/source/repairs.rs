//! Reports the repairs of the tolerant parser, with their spans.
//!
//! Between two values there can only be white space, separators and comments. So a look there and into each literal finds
//! everything that strict JSON forbids.

use std::collections::HashSet;

use super::node::Member;
use crate::diagnostic::{Diagnostics, Problem};
use crate::span::{FileId, Span};

/// A text, and the diagnostics that its faults are added to.
pub(super) struct Repairs<'a> {
    pub(super) text: &'a str,
    pub(super) file: FileId,
    /// Where the text begins in its file.
    pub(super) offset: usize,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl Repairs<'_> {
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span { file: self.file, start: (self.offset + start) as u32, end: (self.offset + end) as u32 }
    }

    pub(super) fn report(&mut self, start: usize, end: usize, problem: Problem) {
        self.diagnostics.push(self.span(start, end), problem);
    }

    /// Checks the text between an element, or the opening bracket, and the next element.
    pub(super) fn separator(&mut self, previous_end: Option<usize>, opened: usize, next: usize) {
        let Some(end) = previous_end else {
            self.gap(opened, next);
            return;
        };
        if self.gap(end, next).is_none() {
            self.report(end, end, Problem::JsonMissingComma);
        }
    }

    /// Checks the text between the last element and the closing bracket.
    pub(super) fn last_gap(&mut self, start: usize, close: usize) {
        if let Some(comma) = self.gap(start, close) {
            self.report(comma, comma + 1, Problem::JsonTrailingComma);
        }
    }

    /// Checks the text between two tokens. Returns the place of the last comma in it. Reports comments and foreign white space.
    pub(super) fn gap(&mut self, start: usize, end: usize) -> Option<usize> {
        let bytes = self.text.as_bytes().get(start..end)?;
        let mut comma = None;
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | b':' => {}
                b',' => comma = Some(start + at),
                _ => return self.strange_gap(start, end),
            }
        }
        comma
    }

    fn strange_gap(&mut self, mut start: usize, end: usize) -> Option<usize> {
        let mut comma = None;
        while let Some(first) = self.text.get(start..end).and_then(|rest| rest.chars().next()) {
            let rest = &self.text[start..end];
            let length = match first {
                ' ' | '\t' | '\n' | '\r' | ':' => 1,
                ',' => {
                    comma = Some(start);
                    1
                }
                '/' => {
                    let length = if rest.starts_with("/*") {
                        rest.find("*/").map_or(rest.len(), |at| at + 2)
                    } else {
                        rest.find(['\n', '\r']).unwrap_or(rest.len())
                    };
                    self.report(start, start + length, Problem::JsonComment);
                    length
                }
                _ => {
                    let character = format!("U+{:04X}", u32::from(first));
                    self.report(start, start + first.len_utf8(), Problem::JsonWhiteSpace { character });
                    first.len_utf8()
                }
            };
            start += length;
        }
        comma
    }

    /// Checks a string literal with its quotes.
    pub(super) fn string(&mut self, start: usize, end: usize, escaped: bool) {
        let literal = &self.text[start..end];
        let single = literal.starts_with('\'');
        if single {
            self.report(start, end, Problem::JsonSingleQuotes);
        }
        if literal.bytes().any(|byte| byte < b' ') {
            self.control_characters(start, end);
        }
        if escaped {
            self.escapes(start, end, single);
        }
    }

    /// Reports each run of control characters once.
    fn control_characters(&mut self, start: usize, end: usize) {
        let bytes = &self.text.as_bytes()[start..end];
        let mut at = 0;
        while let Some(found) = bytes[at..].iter().position(|byte| *byte < b' ') {
            let first = at + found;
            let length = bytes[first..].iter().take_while(|byte| **byte < b' ').count();
            let character = format!("U+{:04X}", bytes[first]);
            self.report(start + first, start + first + length, Problem::JsonControlCharacter { character });
            at = first + length;
        }
    }

    fn escapes(&mut self, start: usize, end: usize, single: bool) {
        let literal = &self.text[start..end];
        let mut unknown = Vec::new();
        let mut characters = literal.char_indices();
        while let Some((at, character)) = characters.next() {
            let Some((_, escape)) = (character == '\\').then(|| characters.next()).flatten() else { continue };
            let known =
                matches!(escape, '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u') || single && escape == '\'';
            if !known {
                unknown.push((at, at + 1 + escape.len_utf8()));
            }
        }
        for (from, to) in unknown {
            self.report(start + from, start + to, Problem::JsonEscape);
        }
    }

    /// Keeps the last of duplicate keys and reports the others.
    pub(super) fn unique(&mut self, members: Vec<Member>) -> Vec<Member> {
        let mut seen = HashSet::with_capacity(members.len());
        let duplicate: Vec<bool> = members.iter().rev().map(|member| !seen.insert(member.key.as_str())).collect();
        if duplicate.iter().all(|duplicate| !duplicate) {
            return members;
        }
        let mut kept = Vec::with_capacity(members.len());
        for (member, duplicate) in members.into_iter().zip(duplicate.into_iter().rev()) {
            if duplicate {
                self.diagnostics.push(member.key_span, Problem::DuplicateKey { key: member.key });
            } else {
                kept.push(member);
            }
        }
        kept
    }
}

/// A number in the form of strict JSON; `None` if a hexadecimal number has more than 128 bits.
pub(super) fn number(literal: &str) -> Option<String> {
    let (sign, digits) = match literal.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", literal.strip_prefix('+').unwrap_or(literal)),
    };
    if let Some(hexadecimal) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        return Some(format!("{sign}{}", u128::from_str_radix(hexadecimal, 16).ok()?));
    }
    let (mantissa, exponent) = digits.split_at(digits.find(['e', 'E']).unwrap_or(digits.len()));
    let before = if mantissa.starts_with('.') { "0" } else { "" };
    let after = if mantissa.ends_with('.') { "0" } else { "" };
    Some(format!("{sign}{before}{mantissa}{after}{exponent}"))
}
