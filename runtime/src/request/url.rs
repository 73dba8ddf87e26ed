//! The URL of a request. In: base URL, path template, values. Out: a URL whose path has the template's segments and no
//! others, whatever the values are.

use crate::{Error, ErrorKind, Result};
use url::Url;

/// A value for a placeholder of the path.
#[derive(Clone)]
pub(crate) struct PathValue {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    /// Percent-encoded twice.
    pub(crate) double: bool,
}

/// Puts base, template and query together. The path and query of the base are kept.
pub(crate) fn build<'q>(
    base: &Url,
    template: &str,
    values: &[PathValue],
    query: impl IntoIterator<Item = (&'q str, &'q str)>,
) -> Result<Url> {
    let (path, template_query) = match template.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (template, None),
    };
    let base_path = base.path().trim_end_matches('/');
    let room = values.iter().map(|value| value.value.len()).sum::<usize>();
    let mut text = String::with_capacity(base_path.len() + template.len() + room + 1);
    text.push_str(base_path);
    if !path.starts_with('/') {
        text.push('/');
    }
    substitute(path, values, &mut text)?;
    // Only what changes is parsed: scheme and host are the base's.
    let mut url = base.clone();
    url.set_fragment(None);
    url.set_path(&text);

    text.clear();
    let mut literal = String::new();
    if let Some(query) = template_query {
        substitute(query, values, &mut literal)?;
    }
    for part in [base.query().unwrap_or_default(), &literal].into_iter().filter(|part| !part.is_empty()) {
        separate(&mut text);
        text.push_str(part);
    }
    for (name, value) in query {
        separate(&mut text);
        encode_name(name, &mut text);
        text.push('=');
        encode_value(value, &mut text);
    }
    url.set_query(Some(text.as_str()).filter(|query| !query.is_empty()));
    Ok(url)
}

/// Parts a pair of a query from the one before it.
fn separate(query: &mut String) {
    if !query.is_empty() {
        query.push('&');
    }
}

/// Appends the template, each placeholder replaced once, from left to right; refuses a segment that would climb or vanish.
fn substitute(template: &str, values: &[PathValue], out: &mut String) -> Result<()> {
    let mut rest = template;
    let mut segment_start = out.len();
    let mut placeholder_in_segment = None;
    loop {
        match rest.find(['/', '{']) {
            Some(at) if rest[at..].starts_with('{') => {
                encode_literal(&rest[..at], out);
                let Some((name, after)) = rest[at + 1..].split_once('}') else {
                    encode_literal(&rest[at..], out);
                    break;
                };
                let name = name.trim();
                let value = values.iter().find(|value| value.name.trim() == name);
                let value = value.ok_or_else(|| invalid(name, "has no value"))?;
                if value.value.is_empty() {
                    return Err(invalid(name, "is empty"));
                }
                encode_path_value(value, out);
                placeholder_in_segment = Some(name);
                rest = after;
            }
            Some(at) => {
                encode_literal(&rest[..at], out);
                check_segment(&out[segment_start..], placeholder_in_segment.take())?;
                out.push('/');
                segment_start = out.len();
                rest = &rest[at + 1..];
            }
            None => {
                encode_literal(rest, out);
                break;
            }
        }
    }
    check_segment(&out[segment_start..], placeholder_in_segment)
}

/// A segment of a value may not be one that a URL resolves away.
pub(crate) fn check_segment(segment: &str, placeholder: Option<&str>) -> Result<()> {
    let Some(name) = placeholder else { return Ok(()) };
    // What is longer than both dots encoded is neither.
    if segment.len() > "%2e%2e".len() {
        return Ok(());
    }
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    if plain == "." || plain == ".." {
        return Err(invalid(name, "would change the path"));
    }
    Ok(())
}

fn invalid(name: &str, problem: &str) -> Error {
    Error::new(ErrorKind::Request, format!("the path parameter `{name}` {problem}"))
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

fn encode_path_value(value: &PathValue, out: &mut String) {
    if value.double {
        let mut once = String::new();
        encode_value(&value.value, &mut once);
        encode_value(&once, out);
    } else {
        encode_value(&value.value, out);
    }
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

    fn url(template: &str, values: &[(&'static str, &str)]) -> Result<String> {
        let base = Url::parse("https://host/apim/kaizala/id").unwrap();
        build(&base, template, &path_values(values, false), []).map(|url| url.as_str()[28..].to_owned())
    }

    fn path_values(values: &[(&'static str, &str)], double: bool) -> Vec<PathValue> {
        values.iter().map(|&(name, value)| PathValue { name, value: value.to_owned(), double }).collect()
    }

    #[test]
    fn values_are_one_segment_whatever_they_hold() {
        assert_eq!(url("/g/{id}/m", &[("id", "a/b?c#d%2e e\\ü")]).unwrap(), "/g/a%2Fb%3Fc%23d%252e%20e%5C%C3%BC/m");
        assert_eq!(url("/g/{id}", &[("id", "..a")]).unwrap(), "/g/..a");
        assert_eq!(url("/g/{id}", &[("id", "%2e%2e")]).unwrap(), "/g/%252e%252e");
    }

    #[test]
    fn values_that_climb_or_vanish_are_refused() {
        for value in ["", ".", ".."] {
            let error = url("/g/{id}/m", &[("id", value)]).unwrap_err();
            assert!(error.to_string().contains("the path parameter `id`"), "{error}");
        }
        assert!(url("/g/.{id}", &[("id", ".")]).is_err());
        assert!(url("/g/%2E{id}", &[("id", ".")]).is_err());
        assert!(url("/g/{a}{b}/m", &[("a", "."), ("b", ".")]).is_err());
        assert_eq!(url("/g/{id}.json", &[("id", ".")]).unwrap(), "/g/..json");
    }

    #[test]
    fn a_value_is_no_template() {
        assert_eq!(url("/{a}/{b}", &[("a", "{b}"), ("b", "x")]).unwrap(), "/%7Bb%7D/x");
    }

    #[test]
    fn a_placeholder_may_be_part_of_a_segment_or_hold_spaces() {
        assert_eq!(url("/e({ id })/$value", &[("id", "7")]).unwrap(), "/e(7)/$value");
        assert_eq!(url("/e/{id}.json", &[(" id", "7")]).unwrap(), "/e/7.json");
    }

    #[test]
    fn literal_text_stays_as_it_is() {
        let literal = "/a//b/$c('d',e=f:g;h)/i@j/k%20l/";
        assert_eq!(url(literal, &[]).unwrap(), literal);
        assert_eq!(url("/a b#c\\d", &[]).unwrap(), "/a%20b%23c%5Cd");
        assert_eq!(url("/a/{b", &[]).unwrap(), "/a/%7Bb");
    }

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
    fn a_missing_value_is_named() {
        assert!(url("/g/{id}", &[]).unwrap_err().to_string().ends_with("the path parameter `id` has no value"));
    }

    #[test]
    fn double_encoding_encodes_twice() {
        let base = Url::parse("https://host").unwrap();
        let url = build(&base, "/{id}", &path_values(&[("id", "a/b")], true), []).unwrap();
        assert_eq!(url.as_str(), "https://host/a%252Fb");
    }

    #[test]
    fn query_values_are_found_whatever_the_case_and_decoded() {
        let query = "a=1&%24Top=a%20b+c&flag&bad=%zz%4";
        assert_eq!(query_value(query, "$top").as_deref(), Some("a b+c"));
        assert_eq!(query_value(query, "FLAG").as_deref(), Some(""));
        assert_eq!(query_value(query, "bad").as_deref(), Some("%zz%4"));
        assert_eq!(query_value(query, "b"), None);
    }

    #[test]
    fn path_and_query_of_the_base_are_kept() {
        let base = Url::parse("https://host/apim/x/?tenant=a%20b").unwrap();
        let query = [("$filter", "a eq 'b' & c+d"), ("x[y]", "")];
        let url = build(&base, "/v1/list?kind=all", &[], query).unwrap();
        assert_eq!(
            url.as_str(),
            "https://host/apim/x/v1/list?tenant=a%20b&kind=all&$filter=a%20eq%20%27b%27%20%26%20c%2Bd&x[y]="
        );
    }
}
