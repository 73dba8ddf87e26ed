//! The outline of a JSON text: the members of an object and the items of a list, as ranges of bytes, without a tree.
//!
//! It reads comments, single quotes, bare keys and missing or spare commas, and it stops at the end of a text that is cut off. So
//! a broken file is still recognised, and reading it reports the place of the fault.

use std::ops::Range;

/// A member of an object.
pub(super) struct Member {
    /// The key, with its escapes decoded.
    pub(super) key: String,
    /// The bytes of the value.
    pub(super) value: Range<usize>,
}

/// The members of the object that starts at `at`; none if there is no object.
pub(super) fn members(text: &str, at: usize) -> Vec<Member> {
    let mut members = Vec::new();
    let Some(mut at) = opened(text, at, b'{') else { return members };
    loop {
        at = separator(text, at, b",");
        let key = match text.as_bytes().get(at) {
            None | Some(b'}' | b']') => return members,
            Some(_) => at..value_end(text, at),
        };
        at = separator(text, key.end, b":");
        let value = at..value_end(text, at);
        if value.is_empty() {
            return members;
        }
        at = value.end;
        members.push(Member { key: string(text, key.clone()).unwrap_or_else(|| text[key].to_owned()), value });
    }
}

/// The member with a key. Of several, JSON readers take the last one.
pub(super) fn value<'m>(members: &'m [Member], key: &str) -> Option<&'m Member> {
    members.iter().rev().find(|member| member.key == key)
}

/// The items of the list that starts at `at`; none if there is no list.
pub(super) fn items(text: &str, at: usize) -> Vec<Range<usize>> {
    let mut items = Vec::new();
    let Some(mut at) = opened(text, at, b'[') else { return items };
    loop {
        at = separator(text, at, b",");
        if matches!(text.as_bytes().get(at), None | Some(b'}' | b']')) {
            return items;
        }
        let item = at..value_end(text, at);
        if item.is_empty() {
            return items;
        }
        at = item.end;
        items.push(item);
    }
}

/// The string at a range; `None` for another value.
pub(super) fn string(text: &str, range: Range<usize>) -> Option<String> {
    let quoted = text.get(range)?;
    let inner = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(_) => serde_json::from_str(quoted).ok().or_else(|| inner.map(str::to_owned)),
        None => quoted.strip_prefix('\'')?.strip_suffix('\'').map(str::to_owned),
    }
}

/// Where the first value of a text starts.
pub(super) fn start(text: &str) -> usize {
    separator(text, 0, b"")
}

/// Whether the text is one value, closed, and nothing but white space and comments follow it.
pub(super) fn is_whole(text: &str) -> bool {
    let at = start(text);
    let end = value_end(text, at);
    let closed = match text.as_bytes().get(at) {
        Some(b'{') => text[..end].ends_with('}'),
        Some(b'[') => text[..end].ends_with(']'),
        _ => true,
    };
    closed && separator(text, end, b"") == text.len()
}

/// The byte after the opening bracket, if it stands at `at`.
fn opened(text: &str, at: usize, bracket: u8) -> Option<usize> {
    (text.as_bytes().get(at) == Some(&bracket)).then_some(at + 1)
}

/// The next byte outside white space and comments that is not one of `skipped`.
fn separator(text: &str, mut at: usize, skipped: &[u8]) -> usize {
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'/' if matches!(bytes.get(at + 1), Some(b'/' | b'*')) => at = comment_end(text, at),
            _ if byte.is_ascii_whitespace() || skipped.contains(byte) => at += 1,
            // A space that JSON does not know.
            0xC2 if bytes.get(at + 1) == Some(&0xA0) => at += 2,
            _ => return at,
        }
    }
    bytes.len()
}

/// The end of the comment that starts at `at`.
fn comment_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let (end, length): (&[u8], _) = if bytes.get(at + 1) == Some(&b'*') { (b"*/", 2) } else { (b"\n", 1) };
    let rest = bytes.get(at + 2..).unwrap_or_default();
    rest.windows(length).position(|window| window == end).map_or(bytes.len(), |found| at + 2 + found + length)
}

/// The end of the value that starts at `at`.
fn value_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    match bytes.get(at) {
        Some(b'{' | b'[') => {}
        Some(quote @ (b'"' | b'\'')) => return string_end(bytes, at, *quote),
        _ => {
            let ends = |byte: &u8| byte.is_ascii_whitespace() || b",:{}[]\"".contains(byte);
            let rest = bytes.get(at..).unwrap_or_default();
            return at + rest.iter().position(ends).unwrap_or(rest.len());
        }
    }
    let (mut at, mut depth) = (at, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b'"' | b'\'' => {
                at = string_end(bytes, at, *byte);
                continue;
            }
            b'/' if matches!(bytes.get(at + 1), Some(b'/' | b'*')) => {
                at = comment_end(text, at);
                continue;
            }
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return at;
        }
    }
    bytes.len()
}

/// The byte after the closing quote.
fn string_end(bytes: &[u8], at: usize, quote: u8) -> usize {
    let mut at = at + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            _ if *byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The members of an object as `key = value`.
    fn read(text: &str) -> Vec<String> {
        members(text, start(text))
            .iter()
            .map(|member| format!("{} = {}", member.key, &text[member.value.clone()]))
            .collect()
    }

    #[test]
    fn members_are_read_whatever_is_spelt_as_javascript_has_it() {
        for text in [
            r#"{"a": 1, "b": {"x": "}"}, "c\u0064": [1, "]"]}"#,
            r#"{"a":1,"b":{"x": "}"},"cd":[1, "]"]}"#,
            "\u{a0} /* { */ { // }\n 'a' : 1 ,, b: {\"x\": \"}\"} /* , */ cd: [1, \"]\"],}",
            "{a:1 b:{\"x\": \"}\"} \"cd\":[1, \"]\"]",
        ] {
            assert_eq!(read(text), ["a = 1", "b = {\"x\": \"}\"}", "cd = [1, \"]\"]"], "{text}");
        }
        assert_eq!(
            read("{a: true, b: {c: 'x\\'}' /* } */, d: \"\\\"}\"}, e: 1"),
            ["a = true", "b = {c: 'x\\'}' /* } */, d: \"\\\"}\"}", "e = 1"]
        );
        for other in ["", "[1]", "5", "// {a: 1}", "{", "{a", "{a:"] {
            assert_eq!(read(other), [""; 0], "{other}");
        }
    }

    #[test]
    fn items_are_read_up_to_the_end_of_their_list() {
        let of = |text: &str| -> Vec<String> { items(text, 0).into_iter().map(|item| text[item].to_owned()).collect() };
        assert_eq!(of("[1, {\"a\": [2]} /* , 3 */ 'x]',] , 4"), ["1", "{\"a\": [2]}", "'x]'"]);
        assert_eq!(of("[[1], [2"), ["[1]", "[2"]);
        assert_eq!(of("{1}"), [""; 0]);
    }
}
