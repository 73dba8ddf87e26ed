//! Client secrets and logins of URLs in a file: they are not drawn, because logs keep what is drawn. In: the text of a file. Out: where
//! they are.
//!
//! The text may be no valid JSON or TOML, and a diagnostic may say so. So this looks for such a key wherever it stands, and for the string,
//! the object or the list behind its colon; and for what stands before the `@` of any URL.

use std::ops::Range;

/// Whether a key is `clientSecret`, also as `client_secret` or in another letter case.
pub(crate) fn is_client_secret(key: &str) -> bool {
    key.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()).eq("clientsecret".chars())
}

/// The places of all secrets, in order. None overlaps another one.
pub(super) fn secrets(text: &str) -> Vec<Range<usize>> {
    let mut found = client_secrets(text);
    found.extend(logins(text));
    found.sort_unstable_by_key(|place| place.start);
    // A client secret may be a URL.
    found.dedup_by(|next, last| {
        let overlaps = next.start < last.end;
        if overlaps {
            last.end = last.end.max(next.end);
        }
        overlaps
    });
    found
}

/// A URL without its login, as a message shows it.
pub fn without_login(url: &str) -> String {
    let (mut shown, mut read) = (String::new(), 0);
    for login in logins(url) {
        shown += &url[read..login.start];
        shown.push('…');
        read = login.end;
    }
    shown + &url[read..]
}

/// The places of users and passwords in URLs: a user alone may be a token. What ends the address ends the search, so nothing is read
/// twice.
fn logins(text: &str) -> Vec<Range<usize>> {
    let ends = |c: char| matches!(c, '/' | '?' | '#' | '\\' | '"' | '\'' | '`' | '<' | '>') || c.is_whitespace();
    let starts = text.match_indices("://").map(|(at, mark)| at + mark.len());
    let login = |start: usize| {
        let address = text[start..].split(ends).next().unwrap_or_default();
        address.rfind('@').filter(|length| *length > 0).map(|length| start..start + length)
    };
    starts.filter_map(login).collect()
}

/// The places of client secrets, in order, without the quotes around them. In an object or a list, each string is one that is no key.
fn client_secrets(text: &str) -> Vec<Range<usize>> {
    /// How such a key ends.
    const END: &[u8] = b"secret";
    let bytes = text.as_bytes();
    let is_of_key = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let mut found: Vec<Range<usize>> = Vec::new();
    // Nothing is read twice: a text may be such keys only.
    let mut read = 0;
    for (at, _) in bytes.windows(END.len()).enumerate().filter(|(_, word)| word.eq_ignore_ascii_case(END)) {
        let end = at + END.len();
        if at < read || bytes.get(end).is_some_and(is_of_key) {
            continue;
        }
        let start = at - bytes[..at].iter().rev().take_while(|byte| is_of_key(byte)).count();
        if !is_client_secret(&text[start..end]) {
            continue;
        }
        let Some(value) = value_of_key(bytes, end) else { continue };
        read = value;
        let mut depth = 0_usize;
        loop {
            match bytes.get(read) {
                Some(b'"' | b'\'') => {
                    let inner = string(bytes, read);
                    read = behind_blanks(bytes, inner.end + 1);
                    if depth == 0 || bytes.get(read) != Some(&b':') {
                        found.push(inner);
                    }
                }
                Some(b'{' | b'[') => (depth, read) = (depth + 1, read + 1),
                Some(b'}' | b']') => (depth, read) = (depth.saturating_sub(1), read + 1),
                Some(_) if depth > 0 => read += 1,
                _ => break,
            }
            if depth == 0 {
                break;
            }
        }
    }
    found
}

/// The content of the string whose quote is at a place. It may have line ends, which the reader repairs. One without an end goes to the
/// end of the text.
fn string(bytes: &[u8], quote: usize) -> Range<usize> {
    let (start, mut is_escaped) = (quote + 1, false);
    let end = bytes[start..].iter().position(|byte| {
        let ends = *byte == bytes[quote] && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        ends
    });
    start..end.map_or(bytes.len(), |end| start + end)
}

/// The place of the value of a key that ends at a place; `None` if no colon is next.
fn value_of_key(bytes: &[u8], key_end: usize) -> Option<usize> {
    let quote = usize::from(matches!(bytes.get(key_end), Some(b'"' | b'\'')));
    let colon = behind_blanks(bytes, key_end + quote);
    (bytes.get(colon) == Some(&b':')).then(|| behind_blanks(bytes, colon + 1))
}

/// The next place that is no blank and no comment.
fn behind_blanks(bytes: &[u8], mut at: usize) -> usize {
    /// The most bytes of comments in a row: others may begin at each key.
    const COMMENTS: usize = 1_024;
    let end = bytes.len().min(at.saturating_add(COMMENTS));
    loop {
        at += bytes.iter().skip(at).take_while(|byte| byte.is_ascii_whitespace()).count();
        let rest = bytes.get(at..end).unwrap_or_default();
        let length = match rest {
            [b'/', b'/', line @ ..] => line.iter().position(|byte| matches!(byte, b'\n' | b'\r')),
            [b'/', b'*', inner @ ..] => inner.windows(2).position(|mark| mark == b"*/").map(|length| length + 2),
            _ => None,
        };
        match length {
            Some(length) => at += 2 + length,
            None => return at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_of_a_url_is_found() {
        for (text, expected) in [
            ("git = \"https://u:p@h/r\"", &["u:p"][..]),
            ("https://token@h ssh://a:b@c@d:22/e", &["token", "a:b@c"]),
            ("https://h/a@b https://h?a@b https://h#a@b https://@h://@", &[]),
            ("https://h\" u:p@h '://x' a@b", &[]),
            (r#"{"clientSecret":"https://a:b@c","d":"https://ü:e@f"}"#, &["https://a:b@c", "ü:e"]),
            ("://", &[]),
        ] {
            let found: Vec<&str> = secrets(text).into_iter().map(|place| &text[place]).collect();
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(without_login("https://u:p@h/r"), "https://…@h/r");
        assert_eq!(without_login("https://h/r@a"), "https://h/r@a");
    }

    #[test]
    fn a_client_secret_is_found_in_any_spelling() {
        for (text, expected) in [
            (r#"{"clientSecret":"a","b":"c"}"#, &["a"][..]),
            (r#"{"Client_Secret" : "a\"b" , "clientsecret":""}"#, &[r#"a\"b"#, ""]),
            ("{\"clientSecret\":\n  \"a\"}", &["a"]),
            (r#"{"clientSecret":{"type":"a","value":"b"},"c":"d"}"#, &["a", "b"]),
            (r#"{"clientSecret":{},"c":"d","clientSecret":"e"}"#, &["e"]),
            (r#"{"clientSecret":5,"c":"d"}"#, &[]),
            (r#"{"a":"clientSecret","b":"clientSecret: x","clientSecrets":"c","notClientSecret":"d"}"#, &[]),
            ("{/* don't */ clientSecret: 'a', 'client-secret': 'b\"c'}", &["a", "b\"c"]),
            (r#"{"clientSecret":"my clientSecret: 'a'","b":"c"}"#, &["my clientSecret: 'a'"]),
            ("{\"clientSecret\":\"two\nlines\",\"b\":\"c\"}", &["two\nlines"]),
            ("{\"clientSecret\":\"no end\n}", &["no end\n}"]),
            (r#"{"clientSecret"/* y */:/* x */"a","b":"c"}"#, &["a"]),
            ("{clientSecret: // \"x\"\n'a'}", &["a"]),
            (r#"{"clientSecret":{"t":{"u":"b"},"value":"a"},"c":"d"}"#, &["b", "a"]),
            (r#"{"clientSecret":["a",{"b":"c"}],"d":"e"}"#, &["a", "c"]),
            ("{\"clientSecret\":\"no end", &["no end"]),
            (r#"{"clientSecret":{"#, &[]),
            (r#"{"clientSecret":"#, &[]),
            (r#"{"clientSecret":/*"#, &[]),
            (r#"{"description":"a clientSecret // b","clientSecret":"a"}"#, &["a"]),
            (r#"{"clientSecret"#, &[]),
            ("", &[]),
        ] {
            let found: Vec<&str> = client_secrets(text).into_iter().map(|place| &text[place]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
