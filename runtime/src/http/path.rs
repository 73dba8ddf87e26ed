//! Paths as a server may read them. Servers and the proxies before them differ in what they decode, how often, and what
//! they cut off before they resolve dots. In: a path or one of its segments. Out: whether it leaves the position that it
//! seems to have for any of them.

use std::borrow::Cow;

/// Whether a path goes up, for some server. A parsed URL contains no plain `..` any more.
pub(crate) fn climbs(path: &str) -> bool {
    may_have_dots(path) && goes_up(&decoded(path))
}

/// Whether a path segment with a caller's value goes up or disappears, for some server.
pub(crate) fn is_dot_segment(segment: &str) -> bool {
    if !may_have_dots(segment) {
        return false;
    }
    let plain = decoded(segment);
    is_dots(&plain, 1) || goes_up(&plain)
}

/// What follows a base path; `None` if the path does not begin with it.
pub(crate) fn after<'a>(path: &'a str, base: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(base.trim_end_matches('/'))?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

/// Whether a text has a dot, or an encoding that can become one. Most values of a call have neither, and cost no memory.
fn may_have_dots(path: &str) -> bool {
    let bytes = path.as_bytes();
    (0..bytes.len()).any(|at| match &bytes[at..] {
        [b'.', ..] => true,
        [b'%', high, low, ..] => match hexadecimal(&[*high, *low]) {
            // A dot, a percent sign, and the first bytes of look-alikes.
            Some(code) => matches!(code, 0x2e | 0x25 | 0xc0 | 0xc1 | 0xe0 | 0xe2 | 0xef | 0xf0 | 0xf8 | 0xfc),
            None => true,
        },
        [byte, ..] => !byte.is_ascii(),
        [] => false,
    })
}

/// Whether a part of a decoded path is `..`. Backslashes separate too.
fn goes_up(plain: &[u8]) -> bool {
    plain.split(|byte| matches!(byte, b'/' | b'\\')).any(|part| is_dots(part, 2))
}

/// Whether a decoded segment consists of so many dots, without what a server may cut off or ignore: path parameters, a
/// query, what follows a NUL or the NUL alone, control characters and spaces, which a plus can be.
fn is_dots(segment: &[u8], count: usize) -> bool {
    [&b";?#"[..], b";?#\0"].iter().any(|ends| {
        let end = segment.iter().position(|byte| ends.contains(byte)).unwrap_or(segment.len());
        let mut rest = segment[..end].iter().filter(|&&byte| byte > b' ' && !matches!(byte, b'+' | 0x7f));
        rest.clone().count() == count && rest.all(|&byte| byte == b'.')
    })
}

/// A text decoded until there is nothing left to decode.
fn decoded(text: &str) -> Cow<'_, [u8]> {
    if text.is_ascii() && !text.contains('%') {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut out = Vec::with_capacity(text.len());
    for byte in text.bytes() {
        out.push(byte);
        // A decoded byte can complete another encoding. Each step makes the text shorter, so this ends.
        while decode_end(&mut out) {}
    }
    Cow::Owned(out)
}

/// The number that hexadecimal digits make.
fn hexadecimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, &digit| Some(sum * 16 + char::from(digit).to_digit(16)?))
}

/// Decodes an encoding with which a text ends: `%2e`, `%u002e`, or a look-alike.
fn decode_end(out: &mut Vec<u8>) -> bool {
    if let [.., b'%', high, low] = out.as_slice()
        && let Some(code) = hexadecimal(&[*high, *low])
    {
        out.truncate(out.len() - 3);
        // Two digits.
        out.push(code as u8);
        return true;
    }
    if let Some([b'%', b'u' | b'U', digits @ ..]) = out.last_chunk::<6>()
        && let Some(code) = hexadecimal(digits)
    {
        out.truncate(out.len() - 6);
        let mut buffer = [0; 4];
        let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        out.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
        return true;
    }
    let Some((length, plain)) = plain_end(out) else { return false };
    out.truncate(out.len() - length);
    out.extend_from_slice(plain.bytes());
    true
}

/// What some servers read instead of a character.
#[derive(Clone, Copy)]
enum Plain {
    One(u8),
    /// Two dots.
    Dots,
    /// A character without width, or a space.
    Nothing,
}

impl Plain {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::One(byte) => std::slice::from_ref(byte),
            Self::Dots => b"..",
            Self::Nothing => b"",
        }
    }
}

/// The length of the character with which a text ends, and what some servers read instead of it.
fn plain_end(text: &[u8]) -> Option<(usize, Plain)> {
    if let Some(overlong) = (2..=6).find_map(|length| Some((length, Plain::One(overlong(text, length)?)))) {
        return Some(overlong);
    }
    let last = text.last().filter(|byte| !byte.is_ascii())?;
    // The bytes of a character after its first one begin with the bits 10.
    let length = (2..=4).find(|&length| text.len() >= length && text[text.len() - length] & 0xc0 == 0xc0)?;
    let character = std::str::from_utf8(&text[text.len() - length..]).ok().filter(|_| last & 0xc0 == 0x80)?;
    Some((length, look_alike(character.chars().next()?)?))
}

/// The ASCII character that so many bytes at the end state in more bytes than it needs. Some decoders do not look at the first two bits
/// of the bytes that follow. A percent sign begins another encoding.
fn overlong(text: &[u8], length: usize) -> Option<u8> {
    const LEADS: [(u8, u8); 5] = [(0xc0, 0xe0), (0xe0, 0xf0), (0xf0, 0xf8), (0xf8, 0xfc), (0xfc, 0xfe)];
    let (lead, mask) = LEADS[length - 2];
    let bytes = text.get(text.len().checked_sub(length)?..)?;
    let (first, rest) = bytes.split_first().filter(|(first, rest)| **first & mask == lead && !rest.contains(&b'%'))?;
    let code = rest.iter().fold(u32::from(first & !mask), |code, byte| code << 6 | u32::from(byte & 0x3f));
    u8::try_from(code).ok().filter(u8::is_ascii)
}

/// Characters that Unicode's compatibility mapping or a code page makes plain, and those that a server may drop.
fn look_alike(character: char) -> Option<Plain> {
    Some(match character {
        // Full width.
        '\u{ff01}'..='\u{ff5e}' => Plain::One(u8::try_from(u32::from(character) - 0xfee0).ok()?),
        '\u{2024}' | '\u{fe52}' => Plain::One(b'.'),
        '\u{2025}' | '\u{fe30}' => Plain::Dots,
        '\u{2044}' | '\u{2215}' => Plain::One(b'/'),
        '\u{2216}' | '\u{fe68}' => Plain::One(b'\\'),
        '\u{37e}' | '\u{fe14}' | '\u{fe54}' => Plain::One(b';'),
        '\u{fe16}' | '\u{fe56}' | '\u{2047}'..='\u{2049}' => Plain::One(b'?'),
        '\u{fe5f}' => Plain::One(b'#'),
        '\u{fe6a}' => Plain::One(b'%'),
        '\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{1680}' | '\u{180b}'..='\u{180f}' | '\u{3000}' => {
            Plain::Nothing
        }
        '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' => Plain::Nothing,
        '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => Plain::Nothing,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Paths of a URL that some server resolves upwards.
    const HOSTILE: [&str; 94] = [
        "/a/.%00./b",
        "/a/.%00.%2fb",
        "/a/../b",
        "/a/..",
        "..",
        "/a/..;/b",
        "/a/..;x=1/b",
        "/a/..;;/b",
        "/a/%2e%2e/b",
        "/a/%2E%2e",
        "/a/.%2e/b",
        "/a/%2e./b",
        "/a/%2e%2e;/b",
        "/a/%2e%2e;x/b",
        "/a/..%3b/b",
        "/a/..%3B",
        "/a/%2e%2e%3bx/b",
        "/a/..%253b/b",
        "/a/%252e%252e/b",
        "/a/%25252e%25252e/b",
        "/a/%252525252e%2e/b",
        "/a/%2%65%2%65/b",
        "/a/%%32%65%%32%65/b",
        "/a/%25%32%65%25%32%65/b",
        "/a/..%00/b",
        "/a/..%00.txt",
        "/a/%2e%2e%00/b",
        "/a/..%2500/b",
        "/a/..%20/b",
        "/a/%20../b",
        "/a/..%20%20",
        "/a/..%2520/b",
        "/a/..%09/b",
        "/a/.%09./b",
        "/a/.%0d%0a./b",
        "/a/..%0a/b",
        "/a/..%7f/b",
        "/a/..%1f/b",
        "/a/..%2fb",
        "/a/..%2Fb",
        "/a%2f..%2fb",
        "/a%2f%2e%2e%2fb",
        "/a/..%252fb",
        "/a/..%5cb",
        "/a/..%5C",
        "/a\\..\\b",
        "/a%5c..%5cb",
        "/a/..%255cb",
        "/a/%2e%2e%5cb",
        "/a/..;%2fb",
        "/a/..%3b%2fb",
        "/a/..%3fx/b",
        "/a/..%23x/b",
        "/a/%c0%ae%c0%ae/b",
        "/a/%c0%ae./b",
        "/a/..%c0%afb",
        "/a/..%c1%9cb",
        "/a/%e0%80%ae%e0%80%ae/b",
        "/a/%f0%80%80%ae./b",
        "/a/%u002e%u002e/b",
        "/a/..%u2215..%u002fb",
        "/a/%ef%bc%8e%ef%bc%8e/b",
        "/a/\u{ff0e}\u{ff0e}/b",
        "/a/%e2%80%a5/b",
        "/a/%ef%b8%b0/b",
        "/a/%ufe30/b",
        "/a/..%ef%b9%a8b",
        "/a/..%ufe68b",
        "/a/..%ef%b9%94/b",
        "/a/..%cd%be/b",
        "/a/%ef%b9%aa2e%ef%b9%aa2e/b",
        "/a/%%ef%bc%92e%2e/b",
        "/a/..%ef%bc%9fx/b",
        "/a/..%ef%bc%83x/b",
        "/a/%f8%80%80%80%ae./b",
        "/a/%fc%80%80%80%80%ae./b",
        "/a/%c0%2e%c0%2e/b",
        "/a/..%c0%2fb",
        "/a/..%c1%1cb",
        "/a/%e0%40%ae./b",
        "/a/+../b",
        "/a/..+/b",
        "/a/.%e2%80%8b./b",
        "/a/.%c2%ad./b",
        "/a/..%ef%bb%bf/b",
        "/a/..%c2%a0/b",
        "/a/\u{2024}\u{2024}/b",
        "/a/%e2%80%a4./b",
        "/a/%ef%b9%92./b",
        "/a/..%ef%b8%96x/b",
        "/a/..%ef%b9%96x/b",
        "/a/..%e2%81%87x/b",
        "/a/..%e2%81%89x/b",
        "/a/..%ef%b9%9fx/b",
    ];

    /// Paths that look similar and stay where they are.
    const NEAR_MISSES: [&str; 37] = [
        "",
        "/",
        "//",
        "/a/b",
        "/a/./b",
        "/a..b",
        "/a/..b",
        "/a/b..",
        "/...",
        "/a/.../b",
        "/a/....",
        "/file..txt",
        "/a/.hidden",
        "/a/..hidden/b",
        "/%2Ffoo",
        "/foo%2F",
        "/a%2Fb%5Cc",
        "/v1.0",
        "/v1.0/me",
        "/a;b=../c",
        "/a;..",
        "/a%3b../c",
        "/%2e",
        "/a/%2e%2e%2e/b",
        "/a/%2ea",
        "/a/%25/b",
        "/a/%",
        "/a/%2",
        "/a/%zz..%zz/b",
        "/a/%u00",
        "/a/100%25..",
        "/a/b%20..c",
        "/%ef%bc%8ea",
        "/\u{fc}..\u{fc}",
        "/\u{418}.\u{418}. \u{418}\u{432}\u{430}\u{43d}\u{43e}\u{432}",
        "/a/%f0%9f%98%80../b",
        "/a/c++..",
    ];

    #[test]
    fn what_goes_up_for_any_server_climbs() {
        for path in HOSTILE {
            assert!(climbs(path), "{path}");
        }
        for path in NEAR_MISSES {
            assert!(!climbs(path), "{path}");
        }
    }

    #[test]
    fn a_segment_that_goes_up_or_disappears_is_none() {
        for path in HOSTILE {
            let segment = path.trim_start_matches("/a/").trim_end_matches("/b");
            assert!(is_dot_segment(segment), "{segment}");
        }
        for segment in [".", "%2e", "%252E", ".;", ".%3bx", ".%00", ".%20", "%20.", "+%2e", ".%09", "%u002e", "%c0%ae"]
        {
            assert!(is_dot_segment(segment) && !climbs(segment), "{segment}");
        }
        for segment in ["", "a", "...", ".a", "a.", "a..b", "v1.0", "%2Ffoo", ";", "%", "a%2F.", ".%2Fa"] {
            assert!(!is_dot_segment(segment), "{segment}");
        }
    }

    /// Decoding step by step would take a step for each level.
    #[test]
    fn many_levels_of_encoding_take_little_time() {
        let path = format!("/a/%{}2e%{}2e/b", "25".repeat(30_000), "25".repeat(30_000));
        assert!(climbs(&path));
    }
}
