//! Percent-encoding in paths and queries. In: text. Out: text that is safe in its position, and back.
//!
//! The sets differ from those of the `url` crate: text of a definition is sent as written, a value is encoded
//! completely.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, percent_encode};

/// Encoded in text of a definition: what no URL may contain.
const LITERAL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'#');

/// Encoded in the name of a query parameter: what ends it, and what no query may contain.
const NAME: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'#').add(b'&').add(b'=').add(b'+').add(b'%').add(b'\'');

/// Encoded in a value: everything but the unreserved characters of RFC 3986.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Appends text of a definition.
pub(crate) fn encode_literal(text: &str, out: &mut String) {
    out.extend(percent_encode(text.as_bytes(), LITERAL));
}

/// Appends the name of a query parameter.
pub(crate) fn encode_name(text: &str, out: &mut String) {
    out.extend(percent_encode(text.as_bytes(), NAME));
}

/// Appends a value.
pub(crate) fn encode_value(value: impl AsRef<[u8]>, out: &mut String) {
    out.extend(percent_encode(value.as_ref(), VALUE));
}

/// Appends a value in which some unreserved characters are encoded too.
pub(crate) fn encode_value_without(value: &str, without: &[u8], out: &mut String) {
    if without.is_empty() {
        return encode_value(value, out);
    }
    for byte in value.bytes() {
        match without.contains(&byte) {
            true => out.push_str(percent_encoding::percent_encode_byte(byte)),
            false => encode_value([byte], out),
        }
    }
}

/// Text without its percent-encoding. Invalid encodings stay as written, and so does `+`: this crate never writes a space
/// as `+`.
pub(crate) fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The decoded value of a query parameter; the name's case does not matter.
pub(crate) fn query_value(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        decode(key).eq_ignore_ascii_case(name).then(|| decode(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(byte: u8, set: &'static AsciiSet) -> bool {
        percent_encode(&[byte], set).to_string() != char::from(byte).to_string()
    }

    #[test]
    fn each_set_encodes_what_its_position_cannot_hold() {
        for byte in 0..=u8::MAX {
            let (is_visible, is_word) = (byte.is_ascii_graphic(), byte.is_ascii_alphanumeric());
            assert_eq!(encoded(byte, LITERAL), !is_visible || b"\"<>\\^`{|}#".contains(&byte), "{byte}");
            assert_eq!(encoded(byte, NAME), !is_visible || b"\"<>#&=+%'".contains(&byte), "{byte}");
            assert_eq!(encoded(byte, VALUE), !is_word && !b"-._~".contains(&byte), "{byte}");
        }
    }

    #[test]
    fn encodings_are_upper_case() {
        let mut out = String::new();
        encode_value("\u{fc} /", &mut out);
        assert_eq!(out, "%C3%BC%20%2F");
    }

    #[test]
    fn query_values_are_found_whatever_the_case_and_decoded() {
        let query = "a=1&%24Top=a%20b+c&flag&bad=%zz%4";
        assert_eq!(query_value(query, "$top").as_deref(), Some("a b+c"));
        assert_eq!(query_value(query, "FLAG").as_deref(), Some(""));
        assert_eq!(query_value(query, "bad").as_deref(), Some("%zz%4"));
        assert_eq!(query_value(query, "b"), None);
    }
}
