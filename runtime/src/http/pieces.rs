//! What a message may quote of a value alone. In: a value or a body as it was sent. Out: its pieces, each where it lies: nothing is
//! copied, so a body may have any length.
//!
//! Pieces are what stands in quotes, the items of a list, the lines and cells of a text, and the words that are data. A word is data
//! if it has a digit or a mark such as `@`, or is longer than words are: a message needs the other ones. The same holds for what
//! stands between the slashes of a URL.
//!
//! Keys of objects are names of the definition and no pieces, unless no definition has such names: see [`is_name`].

use super::escapes::{self, Read};
use crate::json::is_name;
use serde::de::IgnoredAny;

/// The media type that an upload has if the caller states none.
const UNKNOWN_TYPE: &[u8] = b"application/octet-stream";

/// A shorter word is not data. In bytes.
const MIN_WORD: usize = 6;

/// A shorter line of a text is a word of a message too. In bytes.
const MIN_LINE: usize = 12;

/// Longer words are data. In bytes.
const MAX_WORD: usize = 20;

/// The longest spelling of a colon that is read. In bytes.
const MAX_COLON: usize = 16;

/// Quotes that may be open at once: each depth of escapes has its own.
const MAX_QUOTES: usize = 8;

/// Where a value stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Where lists are written with commas and the like: a query, a path, a header, a form, a text.
    List,
    /// A string of JSON, whose commas are those of a sentence.
    String,
}

/// Visits a value and its pieces.
pub(crate) fn value(value: &[u8], place: Place, visit: &mut dyn FnMut(&[u8])) {
    let value = value.trim_ascii();
    visit(value);
    quoted(value, visit);
    cells(value, place, visit);
    if place == Place::String {
        lines(value, visit);
    }
}

/// Visits the lines of a text of several. Commas within them are those of a sentence.
fn lines(value: &[u8], visit: &mut dyn FnMut(&[u8])) {
    let mut from = 0;
    while let Some((end, length, _)) = next_mark(value, from, |byte| matches!(byte, b'\r' | b'\n' | b'\t')) {
        line(&value[from..end], visit);
        from = end + length;
    }
    if from > 0 {
        line(&value[from..], visit);
    }
}

fn line(line: &[u8], visit: &mut dyn FnMut(&[u8])) {
    let line = line.trim_ascii();
    if line.len() >= MIN_LINE {
        visit(line);
    }
}

/// Visits the values of a body, as its content type says.
pub(crate) fn body(content_type: &str, body: &[u8], visit: &mut dyn FnMut(&[u8])) {
    let kind = content_type.to_ascii_lowercase();
    if kind.contains("x-www-form-urlencoded") {
        for pair in body.split(|byte| *byte == b'&') {
            let start = pair.iter().position(|byte| *byte == b'=').map_or(0, |at| at + 1);
            value(&pair[start..], Place::List, visit);
        }
    } else if let Some((_, boundary)) = content_type.split_once("boundary=") {
        parts(body, format!("--{}", boundary.trim_matches('"')).as_bytes(), visit);
    } else {
        content(body, visit);
    }
}

/// Visits the values of JSON, or of any other text.
fn content(text: &[u8], visit: &mut dyn FnMut(&[u8])) {
    match serde_json::from_slice::<IgnoredAny>(text) {
        Ok(_) => json(text, visit),
        Err(_) => value(text, Place::List, visit),
    }
}

/// Visits the contents, file names and media types of a multipart form.
fn parts(body: &[u8], boundary: &[u8], visit: &mut dyn FnMut(&[u8])) {
    let mut rest = body;
    while !rest.is_empty() {
        let (part, after) = split(rest, boundary);
        let (head, text) = split(part, b"\r\n\r\n");
        let (_, name) = split(head, b"filename=\"");
        value(&name[..string_length(name)], Place::List, visit);
        let (_, media_type) = split(head, b"Content-Type: ");
        let (media_type, _) = split(media_type, b"\r\n");
        if media_type != UNKNOWN_TYPE {
            value(media_type, Place::String, visit);
        }
        content(text, visit);
        rest = after;
    }
}

/// What stands before a mark and behind it; nothing is behind one that is missing.
fn split<'t>(text: &'t [u8], mark: &[u8]) -> (&'t [u8], &'t [u8]) {
    let mut from = 0;
    // Most bytes are not the first one of the mark.
    while let Some(next) = text[from..].iter().position(|byte| mark.first() == Some(byte)) {
        let at = from + next;
        if let Some(after) = text[at..].strip_prefix(mark) {
            return (&text[..at], after);
        }
        from = at + 1;
    }
    (text, &[])
}

/// Visits the strings and numbers of JSON, and their pieces.
pub(crate) fn json(text: &[u8], visit: &mut dyn FnMut(&[u8])) {
    let mut rest = text;
    while let Some(start) = rest.iter().position(|byte| matches!(byte, b'"' | b'-' | b'0'..=b'9')) {
        rest = &rest[start..];
        if let Some(string) = rest.strip_prefix(b"\"") {
            let (content, after) = string.split_at(string_length(string));
            rest = after.get(1..).unwrap_or_default();
            if !is_key(content, rest) {
                value(content, Place::String, visit);
            }
        } else {
            let length = rest.iter().take_while(|byte| b"+-.eE0123456789".contains(byte)).count();
            visit(&rest[..length]);
            rest = &rest[length..];
        }
    }
}

/// The length of a string up to the quote that ends it.
fn string_length(string: &[u8]) -> usize {
    let mut is_escaped = false;
    let end = string.iter().position(|byte| {
        let is_end = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        is_end
    });
    end.unwrap_or(string.len())
}

/// Visits what stands in quotes, at each depth of escapes. Two quotes in a row are one of the content.
fn quoted(value: &[u8], visit: &mut dyn FnMut(&[u8])) {
    let mut open: Vec<(&[u8], usize)> = Vec::new();
    let mut at = 0;
    while let Some((start, length, mark)) = next_mark(value, at, is_between_cells) {
        at = start + length;
        if !is_quote(mark) {
            continue;
        }
        let quote = &value[start..at];
        match open.iter().position(|(other, _)| *other == quote) {
            Some(_) if value[at..].starts_with(quote) => at += length,
            Some(found) => {
                let (_, from) = open.swap_remove(found);
                let content = &value[from..start];
                if !is_key(content, &value[at..]) {
                    visit(content);
                }
            }
            None if open.len() < MAX_QUOTES => open.push((quote, at)),
            None => {}
        }
    }
}

/// Visits the items of lists and the words that are data.
fn cells(value: &[u8], place: Place, visit: &mut dyn FnMut(&[u8])) {
    let (mut from, mut is_quoted) = (0, false);
    loop {
        let next = next_mark(value, from, is_between_cells);
        let (end, length, mark) = next.unwrap_or((value.len(), 0, b'\n'));
        let start = from + value[from..end].len() - value[from..end].trim_ascii_start().len();
        let cell = value[start..end].trim_ascii_end();
        if !(is_quoted && is_quote(mark) && is_key(cell, &value[end + length..])) {
            if place == Place::List && cell.len() < value.len() {
                visit(cell);
            }
            words(cell, &value[start..], visit);
        }
        if next.is_none() {
            return;
        }
        (from, is_quoted) = (end + length, is_quote(mark));
    }
}

/// Visits the words of a cell that are data. `text` begins with the cell, and goes on behind it.
fn words(cell: &[u8], text: &[u8], visit: &mut dyn FnMut(&[u8])) {
    let mut from = 0;
    loop {
        let next = next_mark(cell, from, is_between_words);
        let (end, length, mark) = next.unwrap_or((cell.len(), 0, b' '));
        let word = without_marks(&cell[from..end]);
        if is_data(word) {
            visit(word);
        }
        if next.is_none() {
            return;
        }
        from = end + length;
        if let Some(address) = (mark == b':').then(|| behind_slashes(&text[from..])).flatten() {
            segments(address, visit);
        }
    }
}

/// Visits the segments of a path and the values of a query that are data. The first one is the host, which a message may name.
fn segments(address: &[u8], visit: &mut dyn FnMut(&[u8])) {
    let (mut from, mut is_host) = (0, true);
    loop {
        let next = next_mark(address, from, is_in_address);
        let (end, length, mark) = next.unwrap_or((address.len(), 0, b' '));
        let segment = without_marks(&address[from..end]);
        if !is_host && is_data(segment) {
            visit(segment);
        }
        from = end + length;
        // The next URL is read by itself, so that many of them cost no more.
        let is_next = mark == b':' && behind_slashes(&address[from..]).is_some();
        let is_end = length == 1 && mark == b' ' || is_between_cells(mark) && !matches!(mark, b',' | b';');
        if next.is_none() || is_next || is_end {
            return;
        }
        is_host &= !matches!(mark, b'/' | b'?' | b'#');
    }
}

/// What stands behind the two slashes with which a text begins.
fn behind_slashes(text: &[u8]) -> Option<&[u8]> {
    let behind = |text| match next_mark(text, 0, |byte| byte == b'/') {
        Some((0, length, _)) => Some(&text[length..]),
        _ => None,
    };
    behind(text).and_then(behind)
}

/// A word without the marks of a sentence around it.
fn without_marks(word: &[u8]) -> &[u8] {
    let is_mark = |byte: &u8| b".,!*".contains(byte);
    let start = word.iter().position(|byte| !is_mark(byte)).unwrap_or(word.len());
    let end = word.iter().rposition(|byte| !is_mark(byte)).map_or(start, |last| last + 1);
    &word[start..end]
}

/// Whether a word is data.
fn is_data(word: &[u8]) -> bool {
    let is_mark = |byte: &u8| byte.is_ascii_digit() || b"@#$%^~\\".contains(byte);
    word.iter().all(u8::is_ascii_digit) || word.len() > MAX_WORD || word.len() >= MIN_WORD && word.iter().any(is_mark)
}

/// Whether a string is the key of a member and a name of the definition, not data. `rest` is the text after its closing quote.
fn is_key(key: &[u8], rest: &[u8]) -> bool {
    let rest = rest.trim_ascii_start();
    // Where it is encoded, a space before it may be too.
    let rest = rest.strip_prefix(b"%20").unwrap_or(rest);
    let near = &rest[..rest.len().min(MAX_COLON)];
    matches!(next_mark(near, 0, |byte| byte == b':'), Some((0, ..))) && is_name(key)
}

/// The next mark, from a byte on: where it is, its length in the encoding in which it was sent, and which one it is.
fn next_mark(value: &[u8], from: usize, is_mark: impl Fn(u8) -> bool) -> Option<(usize, usize, u8)> {
    let mut at = from;
    while let Some(byte) = value.get(at) {
        if is_mark(*byte) {
            return Some((at, 1, *byte));
        }
        at += match *byte {
            b'%' | b'\\' | b'&' => match escapes::read(&value[at..]) {
                Some((length, Read::Byte(byte))) if is_mark(byte) => return Some((at, length, byte)),
                Some((length, Read::Char(c))) if u8::try_from(c).is_ok_and(&is_mark) => {
                    return Some((at, length, c as u8));
                }
                Some((length, _)) => length,
                None => 1,
            },
            _ => 1,
        };
    }
    None
}

fn is_quote(mark: u8) -> bool {
    matches!(mark, b'"' | b'\'')
}

fn is_between_cells(mark: u8) -> bool {
    matches!(mark, b'\r' | b'\n' | b'\t' | b'"' | b'\'' | b'<' | b'>' | b',' | b';' | b'|')
}

fn is_between_words(mark: u8) -> bool {
    matches!(mark, b' ' | b'+' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'=' | b':' | b'&' | b'?')
}

fn is_in_address(mark: u8) -> bool {
    matches!(mark, b'/' | b'#') || is_between_words(mark) || is_between_cells(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visited(visit: impl FnOnce(&mut dyn FnMut(&[u8]))) -> Vec<String> {
        let mut all = Vec::new();
        visit(&mut |piece| {
            if piece.len() >= 4 {
                all.push(String::from_utf8_lossy(piece).into_owned());
            }
        });
        all.sort_unstable();
        all.dedup();
        all
    }

    fn of(text: &str, place: Place) -> Vec<String> {
        // Without the whole.
        visited(|visit| value(text.as_bytes(), place, visit)).into_iter().filter(|piece| piece != text).collect()
    }

    #[test]
    fn items_of_lists_are_pieces() {
        for list in
            ["alpha-1,beta", "alpha-1;beta", "alpha-1|beta", "alpha-1%2Cbeta", "alpha-1%7cbeta", "alpha-1\tbeta"]
        {
            assert_eq!(of(list, Place::List), ["alpha-1", "beta"], "{list}");
            assert_eq!(of(list, Place::String), ["alpha-1"], "{list}");
        }
        assert_eq!(of("alpha-1 beta-2", Place::List), ["alpha-1", "beta-2"]);
        assert_eq!(of("alpha-1%20beta-2+gamma-3", Place::List), ["alpha-1", "beta-2", "gamma-3"]);
    }

    #[test]
    fn what_stands_in_quotes_is_a_piece() {
        let of = |text| of(text, Place::String);
        assert_eq!(of("Email eq 'ada@contoso.com'"), ["ada@contoso.com"]);
        assert_eq!(of("Name eq 'O''Neil' and x"), ["O''Neil"]);
        assert_eq!(of("Name%20eq%20%27Mary%20Ann%27"), ["Mary%20Ann"]);
        assert_eq!(of(r#"{\"address1_city\":\"hunter\"}"#), ["hunter"]);
        assert_eq!(of(r#"{\"password\":\"hunter\",\"ada@x.org\": \"\"}"#), ["ada@x.org", "hunter"]);
        assert_eq!(
            of(r#"{\"body\":\"{\\\"word\\\":\\\"secret\\\"}\"}"#),
            ["secret", r#"{\\\"word\\\":\\\"secret\\\"}"#]
        );
    }

    #[test]
    fn words_are_pieces_if_they_are_data() {
        assert_eq!(
            of("Dear all, the token is abc-123-secret, (PIN=0815), for a@b.org.", Place::String),
            ["0815", "a@b.org", "abc-123-secret"]
        );
        assert_eq!(of("a1 word twenty-five https", Place::String), [""; 0]);
        assert_eq!(of("pin12 pin123", Place::String), ["pin123"]);
        assert_eq!(of(&format!("{} {}", "x".repeat(20), "x".repeat(21)), Place::String), ["x".repeat(21)]);
    }

    #[test]
    fn what_stands_between_the_slashes_of_a_url_is_a_piece_if_it_is_data() {
        let of = |text: &str| {
            let all = visited(|visit| value(text.as_bytes(), Place::String, visit));
            all.into_iter().filter(|piece| !piece.contains(['/', '#'])).collect::<Vec<_>>()
        };
        let url = "https://me7777.example:8443/hooks/callbackSecret77/acme?sig=abc123&word=plain#part-22";
        assert_eq!(of(url), ["abc123", "callbackSecret77", "part-22"]);
        for encoded in [
            "https%3A%2F%2Fme.example%2Fhooks%2FcallbackSecret77",
            r"https:\/\/me.example\/hooks\/callbackSecret77",
            "https://me.example/a,b;c%20d/callbackSecret77",
            "x https://first.example/a https://me.example/callbackSecret77/",
            "https://first.example?u=https://me.example/callbackSecret77",
        ] {
            assert!(of(encoded).contains(&"callbackSecret77".to_owned()), "{encoded}");
        }
        for other in ["a/callbackSecret77", "https://callbackSecret77.example/a", "https:/a/callbackSecret77"] {
            assert_eq!(of(other), [""; 0], "{other}");
        }
    }

    #[test]
    fn many_urls_cost_no_more_than_their_length() {
        let mut count = 0;
        value("https://a/b%20".repeat(200_000).as_bytes(), Place::List, &mut |_| count += 1);
        assert!(count < 1_000_000, "{count}");
    }

    #[test]
    fn json_has_strings_and_numbers_and_keys_that_are_data() {
        let body = br#"{"name":["one \"two\"",12345,-1.5e3,true],"ada@contoso.com" : "owner","size@odata.type":"x"}"#;
        let expected = ["-1.5e3", "12345", "ada@contoso.com", r#"one \"two\""#, "owner"];
        assert_eq!(visited(|visit| json(body, visit)), expected);
        assert_eq!(visited(|visit| json(br#""open"#, visit)), ["open"]);
    }

    #[test]
    fn words_in_quotes_are_pieces_too() {
        assert_eq!(of("say \"pin12345 now\" x", Place::String), ["pin12345", "pin12345 now"]);
    }

    #[test]
    fn a_word_before_a_colon_is_a_key_only_between_quotes() {
        assert_eq!(of(r#"a,"pin123": b"#, Place::String), [""; 0]);
        for text in [r#"a,pin123": b"#, r#"a,"pin123;: b"#, "a,pin123: b"] {
            assert_eq!(of(text, Place::String), ["pin123"], "{text}");
        }
    }

    #[test]
    fn a_key_is_one_also_if_its_colon_is_encoded() {
        for text in [r#"{"amount":5,"word" : "hunter"}"#, "%7B%22amount%22%3A5%2C%22word%22%20%3a%22hunter%22%7D"] {
            let pieces = of(text, Place::List);
            assert!(pieces.contains(&"hunter".to_owned()) && !pieces.contains(&"amount".to_owned()), "{pieces:?}");
        }
    }

    #[test]
    fn lines_of_a_string_are_pieces() {
        let text = r"Dear Jane,\n\nAnna Kowalska, of Berlin, is ill\r\nRegards";
        assert_eq!(of(text, Place::String), ["Anna Kowalska, of Berlin, is ill"]);
        assert_eq!(of("Anna Kowalska, of Berlin, is ill", Place::String), [""; 0]);
    }

    #[test]
    fn a_letter_that_is_escaped_ends_no_word() {
        assert_eq!(of(r"the k\u00f6nig-77 is", Place::String), [r"k\u00f6nig-77"]);
    }

    /// More of them would take more time.
    #[test]
    fn eight_quotes_within_one_another_are_read() {
        let within = |count: usize| {
            let quotes: Vec<_> = (0..count).map(|depth| format!("{}\"", "\\".repeat(depth))).collect();
            of(&format!("{}hunter{}", quotes.join("x"), quotes[count - 1]), Place::String)
        };
        assert_eq!((within(8), within(9)), (vec!["hunter".to_owned()], Vec::new()));
    }
}
