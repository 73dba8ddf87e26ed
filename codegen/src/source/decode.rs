//! Bytes in, UTF-8 text out: byte order marks, UTF-16, and files that are no UTF-8.

use crate::diagnostic::Problem;
use crate::input::LONGEST_FILE;

/// What is wrong with a file's bytes, and where in the decoded text.
pub(super) struct Fault {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) problem: Problem,
}

impl Fault {
    /// The fault in a text that lacks so many bytes before it.
    fn moved(self, bytes: usize) -> Self {
        let moved = |offset: u32| offset.saturating_sub(bytes as u32);
        Self { start: moved(self.start), end: moved(self.end), problem: self.problem }
    }
}

/// Decodes a file. The text is empty where the fault is an error.
pub(super) fn decode(bytes: Vec<u8>) -> (String, Option<Fault>) {
    if bytes.len() > LONGEST_FILE {
        let problem = Problem::FileTooLarge { most: LONGEST_FILE.to_string() };
        return (String::new(), Some(Fault { start: 0, end: 0, problem }));
    }
    let (mut text, mut fault) = match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // Without a mark: JSON begins with an ASCII character, which is half a zero in UTF-16, and holds no other zeros.
        [1..=255, 0, 1..=255, 0, ..] => utf16(&bytes, u16::from_le_bytes),
        [0, 1..=255, 0, 1..=255, ..] => utf16(&bytes, u16::from_be_bytes),
        _ => utf8(bytes),
    };
    // Each tool that takes the mark for text and adds its own leaves one more.
    let marks = text.len() - text.trim_start_matches('\u{FEFF}').len();
    if marks > 0 {
        text.drain(..marks);
        fault = fault.map(|fault| fault.moved(marks));
    }
    (text, fault)
}

/// What is UTF-8 stays; every other byte is read as Windows-1252. A file that an editor saved in one encoding and another
/// one pasted into holds both.
fn utf8(bytes: Vec<u8>) -> (String, Option<Fault>) {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return (text, None),
        Err(error) => error.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len());
    let mut fault = None;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let start = text.len();
        text.extend(chunk.invalid().iter().map(|byte| windows_1252(*byte)));
        if let (None, Some(first)) = (&fault, chunk.invalid().first()) {
            let end = start + windows_1252(*first).len_utf8();
            let problem = Problem::NotUtf8 { byte: format!("{first:#04X}") };
            fault = Some(Fault { start: start as u32, end: end as u32, problem });
        }
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

/// Windows-1252 differs from Latin-1 in 0x80 to 0x9F; the five bytes that it leaves undefined stay control characters.
fn windows_1252(byte: u8) -> char {
    const C1: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', //
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => C1[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}
