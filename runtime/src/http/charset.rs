//! The text of a body. In: bytes and their `Content-Type`. Out: text, or an error.
//!
//! UTF-8 is assumed unless the `charset` or a byte order mark states otherwise. UTF-16 and Latin-1 are read too; names
//! of Latin-1 mean windows-1252, as in browsers. Any other charset is an error if the bytes are not UTF-8.

use crate::{http::common, json::JsonError};
use std::borrow::Cow;

/// windows-1252 at 0x80 to 0x9F; the rest of it is Latin-1.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of a body, without a byte order mark.
pub(crate) fn text<'a>(content_type: Option<&str>, body: &'a [u8]) -> Result<Cow<'a, str>, JsonError> {
    match body {
        [0xff, 0xfe, rest @ ..] => return utf_16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return utf_16(rest, u16::from_be_bytes),
        _ => {}
    }
    // A byte order mark of UTF-8 says more than a charset that a server adds to every text.
    let charset = content_type.filter(|_| !body.starts_with(b"\xef\xbb\xbf")).and_then(charset);
    match charset.as_deref() {
        Some("iso-8859-1" | "iso8859-1" | "latin1" | "windows-1252" | "cp1252") => {
            Ok(Cow::Owned(body.iter().map(|&byte| windows_1252(byte)).collect()))
        }
        Some("utf-16" | "utf-16le") => utf_16(body, u16::from_le_bytes),
        Some("utf-16be") => utf_16(body, u16::from_be_bytes),
        other => match std::str::from_utf8(body) {
            Ok(text) => Ok(Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text))),
            Err(error) => Err(JsonError::new(match other {
                Some("utf-8" | "utf8") | None => not_utf_8(&error),
                Some(charset) if common::is_charset(charset) => {
                    format!("the response is not UTF-8, and its charset `{charset}` is not known")
                }
                // It may be a value that the service sends back.
                Some(_) => "the response is not UTF-8, and its charset is not known".to_owned(),
            })),
        },
    }
}

fn not_utf_8(error: &std::str::Utf8Error) -> String {
    format!("the response is not UTF-8 from byte {} on", error.valid_up_to())
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// The byte that Latin-1 or windows-1252 reads as a character.
pub(crate) fn byte_of(c: char) -> Option<u8> {
    let of_windows = || WINDOWS.iter().position(|other| *other == c).map(|at| 0x80 + at as u8);
    u8::try_from(c).ok().or_else(of_windows)
}

fn utf_16(body: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'static, str>, JsonError> {
    let (pairs, rest) = body.as_chunks::<2>();
    let units = pairs.iter().copied().map(unit);
    let text: Result<String, _> = char::decode_utf16(units).collect();
    match text {
        Ok(text) if rest.is_empty() => Ok(Cow::Owned(text)),
        _ => Err(JsonError::new("the response is not UTF-16")),
    }
}

/// The `charset` of a content type, in lower case, if it is a valid name.
fn charset(content_type: &str) -> Option<String> {
    let parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, value) = parameters.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    let name = value.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    let is_name = name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:+".contains(&byte));
    (is_name && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content_type: &str, body: &[u8]) -> Result<String, String> {
        text(Some(content_type), body).map(Cow::into_owned).map_err(|error| error.to_string())
    }

    #[test]
    fn the_charset_says_what_the_bytes_mean() {
        assert_eq!(read("text/plain; charset=ISO-8859-1", b"caf\xe9 \x80").unwrap(), "café €");
        assert_eq!(read("text/plain;charset=\"windows-1252\"", b"\x93a\x94").unwrap(), "“a”");
        assert_eq!(read("application/json; charset=utf-16", b"\"\0\xfc\0\"\0").unwrap(), "\"ü\"");
        assert_eq!(read("text/plain; charset=utf-16be", b"\0a\xd8\x3d\xde\x00").unwrap(), "a😀");
        assert_eq!(read("text/plain; charset=us-ascii", "ü".as_bytes()).unwrap(), "ü", "what is UTF-8 is read as such");
    }

    #[test]
    fn a_byte_order_mark_is_taken_at_its_word_and_away() {
        assert_eq!(read("application/json", b"\xff\xfe{\0}\0").unwrap(), "{}");
        assert_eq!(read("application/json; charset=utf-8", b"\xfe\xff\0{\0}").unwrap(), "{}");
        assert_eq!(read("text/plain", b"\xef\xbb\xbfa").unwrap(), "a");
        assert_eq!(read("text/plain; charset=iso-8859-1", b"\xef\xbb\xbf\xc3\xbc").unwrap(), "ü");
    }

    #[test]
    fn bytes_that_are_not_text_are_an_error_with_the_position() {
        assert_eq!(
            read("application/json", b"{\"a\":\"\xff\"}").unwrap_err(),
            "the response is not UTF-8 from byte 6 on"
        );
        let error = read("text/plain; charset=Shift_JIS", b"\x83\x41").unwrap_err();
        assert_eq!(error, "the response is not UTF-8, and its charset `shift_jis` is not known");
        for other in ["hush", &"x".repeat(40)] {
            let error = read(&format!("text/plain; charset={other}"), b"\xff").unwrap_err();
            assert_eq!(error, "the response is not UTF-8, and its charset is not known");
        }
        for odd in [&b"\0"[..], b"\x00\xd8"] {
            assert_eq!(read("text/plain; charset=utf-16", odd).unwrap_err(), "the response is not UTF-16");
        }
    }

    #[test]
    fn a_charset_that_says_nothing_more_is_not_named() {
        for charset in ["utf-8", "UTF8", "", "\"\"", "\"a b\"", "<b>", &"x".repeat(41)] {
            let error = read(&format!("text/plain; charset={charset}"), b"a\xff").unwrap_err();
            assert_eq!(error, "the response is not UTF-8 from byte 1 on", "{charset}");
        }
    }
}
