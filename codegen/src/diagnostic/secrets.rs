//! Client secrets and logins of URLs in a file: they are not drawn, because logs keep what is drawn. In: the text of a file. Out: where
//! they are.
//!
//! The text may be no valid JSON or TOML, and a diagnostic may say so. So this looks for such a key wherever it stands, and for the string
//! or the object behind its colon; and for what stands before the `@` of any URL.

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

/// The places of client secrets, in order, without the quotes around them. In an object, each string is one that is no key.
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
        match behind_colon(text, end) {
            Some(value) if matches!(bytes.get(value), Some(b'"' | b'\'')) => {
                found.push(string(text, value));
                read = found[found.len() - 1].end;
            }
            Some(value) if bytes.get(value) == Some(&b'{') => {
                read = value;
                loop {
                    let Some(next) = text.get(read..).and_then(|rest| rest.find(['"', '\'', '}'])) else {
                        return found;
                    };
                    let next = read + next;
                    if bytes[next] == b'}' {
                        break;
                    }
                    let inner = string(text, next);
                    read = inner.end + 1;
                    if behind_colon(text, inner.end).is_none() {
                        found.push(inner);
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// The content of the string whose quote is at a place. One without an end goes to the end of its line.
fn string(text: &str, quote: usize) -> Range<usize> {
    let (start, mark, mut is_escaped) = (quote + 1, text.as_bytes()[quote], false);
    let end = text[start..].bytes().position(|byte| {
        let ends = byte == mark && !is_escaped || matches!(byte, b'\n' | b'\r');
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    start..end.map_or(text.len(), |end| start + end)
}

/// The place of what stands behind a key and its colon, if a colon is next.
fn behind_colon(text: &str, key_end: usize) -> Option<usize> {
    let rest = text.get(key_end..)?;
    let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest);
    let rest = rest.trim_start().strip_prefix(':')?.trim_start();
    Some(text.len() - rest.len())
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
            ("{\"clientSecret\":\"no end\n\"b\":\"c\"}", &["no end"]),
            ("{\"clientSecret\":\"no end", &["no end"]),
            (r#"{"clientSecret":{"#, &[]),
            (r#"{"clientSecret":"#, &[]),
            (r#"{"clientSecret"#, &[]),
            ("", &[]),
        ] {
            let found: Vec<&str> = client_secrets(text).into_iter().map(|place| &text[place]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
