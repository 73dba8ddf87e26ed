//! Texts of services and libraries without values of the caller or of a credential. In: a text, and the values that are
//! known. Out: the text for an error.
//!
//! Two walls. Values are found however they are encoded, also several times: as in a URL, in a form, in JSON, in HTML, in
//! Base64 or as hexadecimal digits. What is not known is found by its place: of a URL only the origin stays, and nothing of what
//! follows an authentication scheme.

use crate::{
    http::values::{MIN_VALUE, Values},
    limits::{MAX_TEXT, line},
};
use std::{collections::HashMap, ops::Range};

/// How much of a text is read, in characters: more than an error keeps, so that a value is whole where the text is cut.
const MAX_READ: usize = 4 * MAX_TEXT;

/// The most characters of an entity, with zeros before its number.
const MOST_OF_ENTITY: usize = 24;

/// How many encodings around a value are undone.
const MAX_ENCODINGS: usize = 3;

/// Stands for what is left out.
const GONE: &str = "…";

/// A text as errors print it.
pub(crate) fn shown(text: &str, values: &Values) -> String {
    let text = Needles::new(values.all()).removed_from(line(text, MAX_READ));
    line(&without_tokens(&text, push_word), MAX_TEXT)
}

/// A text without the values of credentials.
pub(crate) fn without_credentials(text: &str, values: &Values) -> String {
    let text = Needles::new(values.credentials()).removed_from(line(text, MAX_READ));
    line(&without_tokens(&text, |word, out| out.push_str(word)), MAX_TEXT)
}

/// A text without values.
pub(crate) fn without_values(text: &str, values: &Values) -> String {
    line(&Needles::new(values.all()).removed_from(line(text, MAX_READ)), MAX_TEXT)
}

/// The values to find.
struct Needles<'v> {
    /// By their first bytes, in lower case.
    long: HashMap<[u8; MIN_VALUE], Vec<&'v [u8]>>,
    /// They count as whole words only.
    short: Vec<&'v [u8]>,
    /// The bytes with which a long one begins, in lower case: few bytes of a text are one.
    firsts: [bool; 256],
}

impl<'v> Needles<'v> {
    fn new(values: impl Iterator<Item = &'v str>) -> Self {
        let mut needles = Self { long: HashMap::new(), short: Vec::new(), firsts: [false; 256] };
        for value in values.map(str::as_bytes) {
            match value.first_chunk::<MIN_VALUE>() {
                Some(start) => {
                    needles.firsts[usize::from(start[0].to_ascii_lowercase())] = true;
                    needles.long.entry(start.map(|byte| byte.to_ascii_lowercase())).or_default().push(value);
                }
                None => needles.short.push(value),
            }
        }
        needles
    }

    fn removed_from(&self, text: String) -> String {
        if self.long.is_empty() && self.short.is_empty() {
            return text;
        }
        let mut found = Vec::new();
        self.explore(&View::of(&text), MAX_ENCODINGS, true, &mut found);
        if found.is_empty() {
            return text;
        }
        found.sort_unstable_by_key(|range| range.start);
        let (mut out, mut end) = (String::with_capacity(text.len()), 0);
        for range in found {
            // A part of a character is not left over.
            let is_whole = |at: &usize| text.is_char_boundary(*at);
            let from = (0..=range.start).rev().find(is_whole).unwrap_or_default();
            let to = (range.end..text.len()).find(is_whole).unwrap_or(text.len());
            if from > end || end == 0 {
                out.push_str(&text[end..from.max(end)]);
                out.push_str(GONE);
            }
            end = end.max(to);
        }
        out.push_str(&text[end..]);
        out
    }

    /// Searches a view, and what it is once another encoding is undone.
    fn explore(&self, view: &View, encodings: usize, may_be_base64: bool, found: &mut Vec<Range<usize>>) {
        self.search(view, found);
        if encodings == 0 {
            return;
        }
        let views = [view.without_percent(), view.without_plus(), view.without_escapes(), view.without_hexadecimal()];
        for decoded in views.into_iter().flatten() {
            self.explore(&decoded, encodings - 1, may_be_base64, found);
        }
        // The text before a value decides at which character its encoding begins.
        for shift in (0..4).filter(|_| may_be_base64) {
            self.explore(&view.without_base64(shift), encodings.min(2), false, found);
        }
    }

    fn search(&self, view: &View, found: &mut Vec<Range<usize>>) {
        let bytes = &view.bytes;
        for at in 0..bytes.len() {
            let rest = &bytes[at..];
            if let Some(start) = rest.first_chunk::<MIN_VALUE>()
                && self.firsts[usize::from(start[0].to_ascii_lowercase())]
            {
                let start = start.map(|byte| byte.to_ascii_lowercase());
                for needle in self.long.get(&start).into_iter().flatten() {
                    let same =
                        rest.iter().zip(*needle).take_while(|(one, other)| one.eq_ignore_ascii_case(other)).count();
                    // The beginning of a value counts where someone cut the text.
                    let more = if same == needle.len() { Some(0) } else { cut(&rest[same..]) };
                    found.extend(more.map(|more| view.range(at..at + same + more)));
                }
            }
            let is_start = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
            for needle in self.short.iter().filter(|needle| is_start && rest.starts_with(needle)) {
                if !rest.get(needle.len()).is_some_and(u8::is_ascii_alphanumeric) {
                    found.push(view.range(at..at + needle.len()));
                }
            }
        }
    }
}

/// The length of the mark where a text is cut, with the part of an encoding before it.
fn cut(rest: &[u8]) -> Option<usize> {
    let part = match rest {
        [b'%', digit, ..] if digit.is_ascii_hexdigit() => 2,
        [b'%' | b'\\', ..] => 1,
        _ => 0,
    };
    [GONE, "..."].iter().any(|mark| rest[part..].starts_with(mark.as_bytes())).then_some(part + GONE.len())
}

/// A text with some encodings undone. Each byte knows which part of the text it stands for.
struct View {
    bytes: Vec<u8>,
    from: Vec<usize>,
    to: Vec<usize>,
}

impl View {
    fn of(text: &str) -> Self {
        Self { bytes: text.as_bytes().to_vec(), from: (0..text.len()).collect(), to: (1..=text.len()).collect() }
    }

    fn empty() -> Self {
        Self { bytes: Vec::new(), from: Vec::new(), to: Vec::new() }
    }

    fn range(&self, bytes: Range<usize>) -> Range<usize> {
        self.from[bytes.start]..self.to[bytes.end - 1]
    }

    fn push(&mut self, byte: u8, range: &Range<usize>) {
        self.bytes.push(byte);
        self.from.push(range.start);
        self.to.push(range.end);
    }

    /// Replaces each part that `read` decodes. `read` returns the length of the part and the bytes that it stands for. `None` if
    /// nothing was decoded.
    fn decoded(&self, read: impl Fn(&[u8]) -> Option<(usize, Vec<u8>)>) -> Option<Self> {
        let (mut out, mut at, mut is_changed) = (Self::empty(), 0, false);
        while at < self.bytes.len() {
            let (length, bytes) = match read(&self.bytes[at..]) {
                Some(read) => {
                    is_changed = true;
                    read
                }
                None => (1, vec![self.bytes[at]]),
            };
            let range = self.range(at..at + length);
            bytes.into_iter().for_each(|byte| out.push(byte, &range));
            at += length;
        }
        is_changed.then_some(out)
    }

    fn without_percent(&self) -> Option<Self> {
        self.decoded(|rest| match rest {
            [b'%', high, low, ..] => Some((3, vec![u8::try_from(hex(&[*high, *low])?).ok()?])),
            _ => None,
        })
    }

    fn without_plus(&self) -> Option<Self> {
        self.decoded(|rest| (rest[0] == b'+').then(|| (1, vec![b' '])))
    }

    /// Without the escapes of JSON and HTML.
    fn without_escapes(&self) -> Option<Self> {
        self.decoded(|rest| match rest {
            [b'\\', b'u', ..] => {
                let unit = |at: usize| hex(rest.get(at..at + 4)?);
                let first = unit(2)?;
                match char::from_u32(first) {
                    Some(c) => Some((6, c.to_string().into_bytes())),
                    None => {
                        let second = unit(8).filter(|_| rest.get(6..8) == Some(b"\\u"))?;
                        let c = 0x10000 + ((first & 0x3ff) << 10) + (second & 0x3ff);
                        Some((12, char::from_u32(c)?.to_string().into_bytes()))
                    }
                }
            }
            [b'\\', b'x', high, low, ..] => Some((4, vec![u8::try_from(hex(&[*high, *low])?).ok()?])),
            [b'\\', b'n' | b'r' | b't', ..] => Some((2, vec![b' '])),
            [b'\\', c @ (b'"' | b'\\' | b'/' | b'\''), ..] => Some((2, vec![*c])),
            [b'&', entity @ ..] => {
                let length = entity.iter().take(MOST_OF_ENTITY).position(|byte| *byte == b';')?;
                let c = match entity[..length].to_ascii_lowercase().as_slice() {
                    b"amp" => '&',
                    b"lt" => '<',
                    b"gt" => '>',
                    b"quot" => '"',
                    b"apos" => '\'',
                    b"sol" => '/',
                    b"plus" => '+',
                    b"nbsp" => ' ',
                    [b'#', b'x', digits @ ..] => char::from_u32(hex(digits)?)?,
                    [b'#', digits @ ..] => char::from_u32(std::str::from_utf8(digits).ok()?.parse().ok()?)?,
                    _ => return None,
                };
                Some((length + 2, c.to_string().into_bytes()))
            }
            _ => None,
        })
    }

    /// What the words of hexadecimal digits contain.
    fn without_hexadecimal(&self) -> Option<Self> {
        self.decoded(|rest| {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
            let (pairs, _) = rest[..digits].as_chunks::<2>();
            let bytes = pairs.iter().filter_map(|pair| u8::try_from(hex(pair)?).ok()).collect();
            (pairs.len() >= MIN_VALUE).then_some((2 * pairs.len(), bytes))
        })
    }

    /// What the words of Base64 contain, in both alphabets, read from their character `shift` on. A byte of a word stands for
    /// the whole of it.
    fn without_base64(&self, shift: usize) -> Self {
        let (mut out, mut at) = (Self::empty(), 0);
        while at < self.bytes.len() {
            let rest = &self.bytes[at..];
            let length = rest.iter().take_while(|byte| sextet(**byte).is_some()).count();
            if length < 6 {
                at += length.max(1);
                continue;
            }
            let padding = rest[length..].iter().take_while(|byte| **byte == b'=').count();
            let range = self.range(at..at + length + padding);
            let (mut bits, mut count) = (0_u32, 0);
            for sextet in rest[shift..length].iter().filter_map(|byte| sextet(*byte)) {
                (bits, count) = (bits << 6 | u32::from(sextet), count + 6);
                if count >= 8 {
                    count -= 8;
                    out.push((bits >> count) as u8, &range);
                }
            }
            at += length + padding;
            // Whether the word was cut counts for what it contains.
            match self.bytes[at..].starts_with(GONE.as_bytes()) {
                true => GONE.bytes().for_each(|byte| out.push(byte, &self.range(at..at + GONE.len()))),
                false => out.push(0, &range),
            }
        }
        out
    }
}

fn hex(digits: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(text, 16).ok()
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

/// The text without what follows an authentication scheme. `push` appends each other word.
fn without_tokens(text: &str, push: impl Fn(&str, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_after_scheme = false;
    for word in text.split_inclusive(' ') {
        let bare = word.trim_end();
        let plain = bare.trim_matches(|c: char| !c.is_alphanumeric());
        // The words of a sentence stay.
        let is_word = plain.len() < 16 && plain.bytes().all(|byte| byte.is_ascii_lowercase());
        if is_after_scheme && !is_word {
            out.push_str(GONE);
        } else {
            push(bare, &mut out);
        }
        out.push_str(&word[bare.len()..]);
        is_after_scheme = ["basic", "bearer"].iter().any(|scheme| plain.eq_ignore_ascii_case(scheme));
    }
    out
}

/// Appends a word: of a URL its origin, of a path nothing, of a parameter its name.
fn push_word(word: &str, out: &mut String) {
    let opens = |c: char| "([{<\"'`".contains(c);
    let closes = |c: char| ")]}>\"'`,.;:!".contains(c);
    let start = word.len() - word.trim_start_matches(opens).len();
    let end = start + word[start..].trim_end_matches(closes).len();
    let (open, inner, close) = (&word[..start], &word[start..end], &word[end..]);
    out.push_str(open);
    if let Some((before, rest)) = inner.split_once("://") {
        push_url(before, rest, out);
    } else if is_encoded_url(inner) || inner.starts_with("eyJ") && inner.len() >= 20 {
        out.push_str(GONE);
    } else if let Some(at) = hidden_from(inner) {
        out.push_str(&inner[..at]);
        out.push_str(GONE);
    } else {
        out.push_str(inner);
    }
    out.push_str(close);
}

/// Appends the origin of a URL. What precedes its scheme is kept if it is one name.
fn push_url(before: &str, rest: &str, out: &mut String) {
    let is_in_scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let scheme =
        before.len() - before.chars().rev().take_while(|c| is_in_scheme(*c)).map(char::len_utf8).sum::<usize>();
    let (name, scheme) = before.split_at(scheme);
    let words = name.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).count();
    out.push_str(if words > 1 { GONE } else { name });
    // A URL has at most one `@` before its path, and what precedes it is a user.
    let authority = rest.split(['/', '?', '#', '\\', '"', '\'', ')', '<', '>', ',', ';']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let is_host = host.chars().all(|c| c.is_alphanumeric() || "-._:[]".contains(c) || c == '…');
    out.push_str(scheme);
    out.push_str("://");
    out.push_str(if is_host { host } else { GONE });
    if authority.len() < rest.trim_end_matches('/').len() {
        out.push('/');
        out.push_str(GONE);
    }
}

/// Whether a word contains `://` in percent-encoding, encoded once or more.
fn is_encoded_url(word: &str) -> bool {
    let lower = word.to_ascii_lowercase().replace("%25", "%");
    lower.contains("%3a%2f%2f") || lower.contains("%3a//")
}

/// From where on a word is hidden: in a query, in a path, behind the name of a parameter.
fn hidden_from(word: &str) -> Option<usize> {
    /// Shorter values of a parameter are numbers and names.
    const MIN_PARAMETER: usize = 8;
    let query = word.find('?').filter(|at| at + 1 < word.len()).map(|at| at + 1);
    let path = word.find('/').filter(|at| at + 1 < word.len() && !is_pair(word)).map(|at| at + 1);
    let parameter = word.find('=').map(|at| at + 1).filter(|at| word.contains('&') || word.len() - at >= MIN_PARAMETER);
    [query, path, parameter].into_iter().flatten().min()
}

/// Whether a word with a slash is something other than a path: `and/or`, `text/html`, `HTTP/1.1`.
fn is_pair(word: &str) -> bool {
    match word.split_once('/') {
        Some(("HTTP" | "TLS", version)) => version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'),
        Some((left, right)) => {
            let is_name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphabetic() || "+-.".contains(c));
            is_name(left) && is_name(right)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::values::Whose;

    fn values(caller: &[&str], credential: &[&str]) -> Values {
        let mut values = Values::of_credentials(credential.iter().copied());
        caller.iter().for_each(|value| values.add(value, Whose::Caller));
        values
    }

    #[test]
    fn a_value_is_found_in_any_encoding() {
        const SECRET: &str = "hush & \"hüsh\"/+\\=";
        let known = values(&[], &[SECRET]);
        let percent: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
        let twice: String = url::form_urlencoded::byte_serialize(percent.as_bytes()).collect();
        let json = serde_json::to_string(SECRET).unwrap();
        let ascii: String = SECRET.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        let html = SECRET.replace('&', "&amp;").replace('"', "&#34;").replace('ü', "&#xFC;");
        for form in
            [SECRET, &percent, &percent.to_lowercase(), &percent.replace('+', "%20"), &twice, &json, &ascii, &html]
        {
            let text = shown(&format!("a {form} b"), &known);
            assert!(["a … b", "a \"…\" b"].contains(&text.as_str()), "{form}: {text}");
        }
        let digits: String = SECRET.bytes().map(|byte| format!("{byte:02x}")).collect();
        let marked: String = SECRET.bytes().map(|byte| format!("\\x{byte:02X}")).collect();
        let zeros = SECRET.replace('&', "&#000000000000038;").replace('/', "&sol;").replace('+', "&plus;");
        for form in [&digits, &digits.to_uppercase(), &format!("0x{digits}"), &marked, &zeros] {
            let text = shown(&format!("a {form} b"), &known);
            assert!(["a … b", "a 0x… b"].contains(&text.as_str()), "{form}: {text}");
        }
        for before in ["", "u", "u:", "u::", "user:"] {
            for inner in [SECRET, &percent, &percent.replace('+', "%20")] {
                let standard = azure_core::base64::encode(format!("{before}{inner}:z"));
                let url_safe = standard.replace('+', "-").replace('/', "_");
                let escaped = standard.replace('+', "%2b").replace('/', "%2F").replace('=', "%3D");
                let shifted = format!("x{}", standard.trim_end_matches('='));
                for form in [standard, url_safe, escaped, shifted] {
                    assert_eq!(shown(&format!("a {form}, b"), &known), "a …, b", "{before}{inner}: {form}");
                }
            }
        }
    }

    #[test]
    fn a_value_is_found_in_any_escape() {
        let known = values(&[], &["hush😀", "one\nline", "<hush>'\"'<", "word", "???>>>"]);
        for (text, expected) in [
            (r"a hush\ud83d\ude00 b", "a … b"),
            (r"a hush\ud83d b", r"a hush\ud83d b"),
            (r"a one\nline b", "a … b"),
            (r#"a <hush>\'\"\'< b"#, "a … b"),
            ("a &lt;hush&gt;&apos;&quot;&#39;&LT; b", "a … b"),
            ("a &gt;hush&lt; b", "a &gt;hush&lt; b"),
            // Six characters of Base64 are the shortest word that is read.
            ("a d29yZA== b", "a … b"),
            // Both alphabets of Base64.
            ("a Pz8/Pj4+ b", "a … b"),
            ("a Pz8_Pj4- b", "a … b"),
            ("wordword", "…"),
        ] {
            assert_eq!(without_credentials(text, &known), expected, "{text}");
        }
        let long = format!("{}word", "long ".repeat(130));
        assert_eq!(shown(&format!("{long}, the end"), &values(&[], &[&long])), "…, the end");
    }

    #[test]
    fn the_beginning_of_a_value_is_left_out_where_the_text_is_cut() {
        let known = values(&[], &["hush & hush"]);
        let cut = ["(a hush & h…)", "hush%20%2...", "hush%20%…", r"hush \…", "aHVzaCAmIGh1… b", "hus…", "all is well"];
        let texts = cut.map(|text| shown(text, &known));
        assert_eq!(texts, ["(a …)", "…", "…", "…", "… b", "hus…", "all is well"]);
        let long = format!("{}hush & hush", "word ".repeat(MAX_READ / 5 - 1));
        assert!(!shown(&long, &known).contains("hush"));
        let at_the_cut = format!("{}hush & hush", "…".repeat(MAX_READ - 6));
        assert!(!shown(&at_the_cut, &known).contains("hush"));
    }

    #[test]
    fn short_values_are_whole_words() {
        let known = values(&["no", "5"], &["12", "k"]);
        assert_eq!(shown("no 5 of 12, 123 k ok", &known), "no 5 of …, 123 … ok");
        assert_eq!(without_credentials("key-word hunter2", &values(&["key-word"], &["HUNTER2"])), "key-word …");
    }

    #[test]
    fn of_a_url_only_the_origin_stays() {
        let none = Values::default();
        for (text, expected) in [
            ("for url (https://host:8/v6/KEY/x?k=v)", "for url (https://host:8/…)"),
            ("to HTTPS://u:p@host/KEY, http://host, wss://[::1]:1/", "to HTTPS://host/…, http://host, wss://[::1]:1"),
            ("url=https%3A%2F%2Fhost%2FKEY https%253a%252F%252fhost", "… …"),
            ("GET /v6/KEY/x HTTP/1.1 \"/KEY\" v6/KEY1/x", "GET /… HTTP/1.1 \"/…\" v6/…"),
            ("x?hush ?hush why? nobody knows?", "x?… ?… why? nobody knows?"),
            ("Authorization: Bearer abc.def, basic: QWxh", "Authorization: Bearer … basic: …"),
            ("sig=0123456789 a=1&b=2 max=500", "sig=… a=… max=500"),
            ("and/or text/html, application/json", "and/or text/html, application/json"),
            ("//host/KEY //host", "/… /…"),
            ("the Bearer token expired", "the Bearer token expired"),
            ("bearer abcdefghijklmno", "bearer abcdefghijklmno"),
            ("bearer abcdefghijklmnop", "bearer …"),
            ("token eyJhbGciOiJIUzI1NiJ9 eyJ", "token … eyJ"),
            ("my_url=https://host/KEY key:hush=https://host/KEY", "my_url=https://host/… …https://host/…"),
            ("and/ users/7", "and/ users/…"),
            ("{\"url\":\"https://host/KEY\"}", "{\"url\":\"https://host/…\"}"),
        ] {
            assert_eq!(shown(text, &none), expected, "{text}");
        }
        assert_eq!(shown("https://hush-word.host/KEY", &values(&["hush-word"], &[])), "https://….host/…");
    }
}
