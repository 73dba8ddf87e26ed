//! Bytes in, UTF-8 text out: byte order marks, UTF-16, and files that are not UTF-8.

use encoding_rs::WINDOWS_1252;

use crate::diagnostic::Problem;
use crate::input::LONGEST_FILE;

/// A problem of a file's bytes, with its place in the decoded text.
pub(super) struct Fault {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) problem: Problem,
}

impl Fault {
    /// The same fault after `bytes` bytes are removed from the start of the text.
    fn moved(self, bytes: usize) -> Self {
        let moved = |offset: u32| offset.saturating_sub(bytes as u32);
        Self { start: moved(self.start), end: moved(self.end), problem: self.problem }
    }
}

/// Decodes a file. If the fault is an error, the text is empty.
pub(super) fn decode(bytes: Vec<u8>) -> (String, Option<Fault>) {
    if bytes.len() > LONGEST_FILE {
        let problem = Problem::FileTooLarge { most: LONGEST_FILE.to_string() };
        return (String::new(), Some(Fault { start: 0, end: 0, problem }));
    }
    let (mut text, mut fault) = match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // Without a mark: JSON begins with ASCII characters, of which UTF-16 makes one byte and one zero. UTF-8 holds no zeros.
        [1..=255, 0, 1..=255, 0, ..] => utf16(&bytes, u16::from_le_bytes),
        [0, 1..=255, 0, 1..=255, ..] => utf16(&bytes, u16::from_be_bytes),
        _ => utf8(bytes),
    };
    // There can be several: a tool that takes a mark for text adds another one.
    let marks = text.len() - text.trim_start_matches('\u{FEFF}').len();
    if marks > 0 {
        text.drain(..marks);
        fault = fault.map(|fault| fault.moved(marks));
    }
    // Output must not depend on the line ends of a checkout.
    if text.contains("\r\n") {
        let ends_before = |offset: u32| text.get(..offset as usize).map_or(0, |before| before.matches("\r\n").count());
        fault = fault.map(|fault| Fault {
            start: fault.start - ends_before(fault.start) as u32,
            end: fault.end - ends_before(fault.end) as u32,
            problem: fault.problem,
        });
        text = text.replace("\r\n", "\n");
    }
    (text, fault)
}

/// Reads valid UTF-8 as it is, and every other byte as Windows-1252. A file holds both if one editor saved it and another one with
/// the other encoding pasted into it.
fn utf8(bytes: Vec<u8>) -> (String, Option<Fault>) {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return (text, None),
        Err(error) => error.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len());
    let mut fault = None;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let Some(byte) = chunk.invalid().first() else { continue };
        let start = text.len() as u32;
        // The encoding has a character for every byte; the five that it leaves undefined stay control characters.
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
        fault.get_or_insert_with(|| {
            let first = text[start as usize..].chars().next().map_or(0, char::len_utf8);
            let problem = Problem::NotUtf8 { byte: format!("{byte:#04X}") };
            Fault { start, end: start + first as u32, problem }
        });
    }
    (text, fault)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, Option<Fault>) {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut broken = None;
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        if decoded.is_err() {
            broken.get_or_insert(text.len());
        }
        text.push(decoded.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if !odd.is_empty() {
        broken.get_or_insert(text.len());
        text.push(char::REPLACEMENT_CHARACTER);
    }
    let fault = broken.map(|start| {
        let end = start + char::REPLACEMENT_CHARACTER.len_utf8();
        Fault { start: start as u32, end: end as u32, problem: Problem::BrokenUtf16 }
    });
    (text, fault)
}
