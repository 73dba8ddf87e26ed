//! Changes of a file's bytes: truncation, a mix with other bytes, another encoding.

use crate::random::Random;

type Change = fn(&mut Vec<u8>, &mut Random);

/// Each change and its name.
pub(super) const CHANGES: &[(&str, Change)] = &[
    ("cut", |bytes, random| bytes.truncate(random.below(bytes.len() + 1))),
    ("cut in the first hundred bytes", |bytes, random| bytes.truncate(random.below(100))),
    ("start left out", |bytes, random| drop(bytes.drain(..random.below(bytes.len() + 1)))),
    ("byte left out", |bytes, random| {
        bytes.remove(random.below(bytes.len()));
    }),
    ("range left out", |bytes, random| {
        let (start, end) = range(bytes, random);
        bytes.drain(start..end);
    }),
    ("range doubled", |bytes, random| {
        let (start, end) = range(bytes, random);
        let doubled = bytes[start..end].to_vec();
        bytes.splice(start..start, doubled);
    }),
    ("random bytes inserted", |bytes, random| {
        let at = random.below(bytes.len() + 1);
        let strange: Vec<u8> = (0..=random.below(40)).map(|_| random.below(256) as u8).collect();
        bytes.splice(at..at, strange);
    }),
    ("byte changed", |bytes, random| {
        let at = random.below(bytes.len());
        bytes[at] = random.below(256) as u8;
    }),
    ("punctuation changed", |bytes, random| {
        let marks: Vec<usize> = (0..bytes.len()).filter(|at| b"{}[],:\"\\".contains(&bytes[*at])).collect();
        for _ in 0..=random.below(3) {
            bytes[marks[random.below(marks.len())]] = b"{}[],:\"\\ '/"[random.below(11)];
        }
    }),
    ("invalid UTF-8", |bytes, random| {
        let at = random.below(bytes.len() + 1);
        bytes.splice(at..at, [0xC3, 0x28, 0xED, 0xA0, 0x80, 0xFF]);
    }),
    ("UTF-16, cut by at most two bytes", |bytes, random| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        *bytes = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        bytes.truncate(bytes.len() - random.below(3));
    }),
    ("UTF-16 without a byte order mark", |bytes, random| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let unit = [u16::to_le_bytes, u16::to_be_bytes][random.below(2)];
        *bytes = text.encode_utf16().flat_map(unit).collect();
    }),
    ("byte order marks", |bytes, random| {
        for _ in 0..=random.below(3) {
            let at = [0, random.below(bytes.len() + 1)][random.below(2)];
            bytes.splice(at..at, [0xEF, 0xBB, 0xBF]);
        }
    }),
    ("invalid escape in a string", |bytes, random| {
        let escapes: [&[u8]; 12] = [
            b"\\u12",
            b"\\ud800",
            b"\\udc00\\ud800",
            b"\\ud83d\\ude00",
            b"\\u0000",
            b"\\x41",
            b"\\",
            b"\\u{41}",
            b"\\'",
            b"\\0",
            b"\\u202e",
            b"\\\n",
        ];
        let quotes: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == b'"').collect();
        for _ in 0..=random.below(3) {
            let at = quotes.get(random.below(quotes.len().max(1))).map_or(0, |at| at + 1).min(bytes.len());
            bytes.splice(at..at, escapes[random.below(escapes.len())].iter().copied());
        }
    }),
    ("bits flipped", |bytes, random| {
        for _ in 0..=random.below(8) {
            let at = random.below(bytes.len());
            bytes[at] ^= 1 << random.below(8);
        }
    }),
    ("lines mixed", |bytes, random| {
        let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        for _ in 0..=random.below(4) {
            let (from, to) = (random.below(lines.len()), random.below(lines.len()));
            lines.swap(from, to);
        }
        *bytes = lines.concat();
    }),
    ("other line ends", |bytes, random| {
        let end: &[u8] = [&b"\r"[..], b"\r\n", b"\xE2\x80\xA8", b"\0", b"\x0B", b"\xC2\xA0"][random.below(6)];
        *bytes = bytes.split(|byte| *byte == b'\n').collect::<Vec<_>>().join(end);
    }),
    ("binary data", |bytes, random| {
        *bytes = (0..random.below(4096)).map(|_| random.below(256) as u8).collect();
    }),
    ("comments, quotes and commas of other dialects", |bytes, _| {
        *bytes =
            String::from_utf8_lossy(bytes).replace(",\n", ", /* \" */\n").replace("\"type\":", "type:").into_bytes();
    }),
    ("file doubled", |bytes, _| bytes.extend_from_within(..)),
    ("nested without an end", |bytes, random| {
        let at = random.below(bytes.len() + 1);
        let opened = [&b"["[..], b"{\"items\":", b"{\"allOf\":["][random.below(3)].repeat(1 + random.below(2000));
        bytes.splice(at..at, opened);
    }),
];

/// The start and end of a range of at most a few hundred bytes.
fn range(bytes: &[u8], random: &mut Random) -> (usize, usize) {
    let start = random.below(bytes.len() + 1);
    (start, (start + random.below(400)).min(bytes.len()))
}
