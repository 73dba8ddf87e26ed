//! Percent-encoding in paths and queries. In: text. Out: text that is safe at its position, and back.

/// Whether a URL resolves a path segment away: `.` or `..`, also with the dots encoded.
pub(crate) fn is_dot_segment(segment: &str) -> bool {
    // A longer text than both dots encoded is neither.
    if segment.len() > "%2e%2e".len() {
        return false;
    }
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

/// Which bytes stay as they are.
type Kept = [bool; 256];

/// What a URL may hold.
const LITERAL: Kept = visible_but(b"\"<>\\^`{|}#");

/// What may stand in a name of a query.
const NAME: Kept = visible_but(b"\"<>#&=+%'");

/// RFC 3986's unreserved characters.
const UNRESERVED: Kept = visible_but(b"!\"#$%&'()*+,/:;<=>?@[\\]^`{|}");

/// The visible characters of ASCII but for some.
const fn visible_but(others: &[u8]) -> Kept {
    let mut kept = [false; 256];
    let mut byte = b'!';
    while byte <= b'~' {
        kept[byte as usize] = true;
        byte += 1;
    }
    let mut index = 0;
    while index < others.len() {
        kept[others[index] as usize] = false;
        index += 1;
    }
    kept
}

/// Text of the definition: only what no URL may hold is encoded.
pub(crate) fn encode_literal(text: &str, out: &mut String) {
    encode(text.as_bytes(), out, &LITERAL);
}

/// A name stays as it is, save for what would end it or what no URL may hold.
pub(crate) fn encode_name(text: &str, out: &mut String) {
    encode(text.as_bytes(), out, &NAME);
}

/// The value of a query parameter, decoded; the name's case does not matter.
pub(crate) fn query_value(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        decode(key).eq_ignore_ascii_case(name).then(|| decode(value))
    })
}

/// A text without its percent-encoding. What is no encoding stays, and so does `+`: nothing here writes a space so.
pub(crate) fn decode(text: &str) -> String {
    let (mut out, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let [byte, after @ ..] = rest {
        let encoded = match after {
            [high, low, ..] if *byte == b'%' => char::from(*high).to_digit(16).zip(char::from(*low).to_digit(16)),
            _ => None,
        };
        match encoded.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = &after[2..];
            }
            None => {
                out.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Everything but RFC 3986's unreserved characters is encoded.
pub(crate) fn encode_value(value: impl AsRef<[u8]>, out: &mut String) {
    encode(value.as_ref(), out, &UNRESERVED);
}

fn encode(bytes: &[u8], out: &mut String, kept: &Kept) {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|&byte| !kept[usize::from(byte)]) {
        push_ascii(&rest[..at], out);
        out.push('%');
        out.extend([rest[at] >> 4, rest[at] & 15].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)])));
        rest = &rest[at + 1..];
    }
    push_ascii(rest, out);
}

/// Appends bytes that stay as they are, which only ASCII does.
fn push_ascii(bytes: &[u8], out: &mut String) {
    out.push_str(std::str::from_utf8(bytes).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_kept_or_encoded_as_its_place_asks() {
        for byte in 0..=u8::MAX {
            let index = usize::from(byte);
            let (is_visible, is_word) = (byte.is_ascii_graphic(), byte.is_ascii_alphanumeric());
            assert_eq!(LITERAL[index], is_visible && !b"\"<>\\^`{|}#".contains(&byte), "{byte}");
            assert_eq!(NAME[index], is_visible && !b"\"<>#&=+%'".contains(&byte), "{byte}");
            assert_eq!(UNRESERVED[index], is_word || b"-._~".contains(&byte), "{byte}");
        }
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
