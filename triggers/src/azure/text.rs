//! Texts of services and libraries as errors print them: one line of bounded length, without secrets.

/// The maximum length of a text in an error, in characters.
pub(super) const MAX_TEXT: usize = 500;

/// How much of a text is read, in characters. More than an error keeps, so that a secret is whole where the text is cut.
const MAX_READ: usize = 4 * MAX_TEXT;

/// A shorter value is left in a text: it would be found in words that have nothing to do with it.
const MIN_SECRET: usize = 4;

/// Stands for what is left out.
const GONE: &str = "…";

/// Words after which a credential follows.
const SCHEMES: [&str; 5] = ["bearer", "basic", "sharedaccesssignature", "sharedaccesskey", "apikey"];

/// Parameters and beginnings of words that are credentials.
const MARKS: [&str; 6] = ["sig=", "code=", "token=", "key=", "secret=", "password="];

/// A text without `secrets`, tokens and all of a URL but its origin.
pub(super) fn shown(text: &str, secrets: &[&str]) -> String {
    let mut text = line(text, MAX_READ);
    let mut secrets: Vec<&str> = secrets.iter().copied().filter(|secret| secret.len() >= MIN_SECRET).collect();
    // A secret may contain another one.
    secrets.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
    for secret in secrets {
        let in_url: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let in_json = serde_json::to_string(secret).unwrap_or_default();
        let forms = [secret, &line(secret, MAX_READ), &in_url, &in_url.replace('+', "%20"), in_json.trim_matches('"')];
        forms.into_iter().for_each(|form| remove(&mut text, form));
    }
    let (mut out, mut is_credential) = (String::with_capacity(text.len()), false);
    for word in text.split(' ') {
        if !out.is_empty() {
            out.push(' ');
        }
        if std::mem::take(&mut is_credential) && word.len() >= MIN_SECRET {
            out.push_str(GONE);
        } else {
            push_word(word, &mut out);
        }
        let letters: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        is_credential = SCHEMES.iter().any(|scheme| letters.to_ascii_lowercase().ends_with(scheme));
    }
    line(&out, MAX_TEXT)
}

/// Removes a secret. Of a long one the beginning counts, because the text may be cut in it.
fn remove(text: &mut String, secret: &str) {
    const LONG: usize = 48;
    *text = text.replace(secret, GONE);
    let Some((head, _)) = secret.char_indices().nth(LONG).map(|(at, _)| secret.split_at(at)) else { return };
    while let Some(start) = text.find(head) {
        let end = text[start..].find(' ').map_or(text.len(), |length| start + length.max(head.len()));
        text.replace_range(start..end, GONE);
    }
}

fn push_word(word: &str, out: &mut String) {
    let lower = word.to_ascii_lowercase();
    if let Some(at) = word.find("://") {
        let start = word[..at]
            .rfind(|c: char| !c.is_ascii_alphanumeric())
            .map_or(0, |before| before + word[before..].chars().next().map_or(0, char::len_utf8));
        if MARKS.iter().all(|mark| !lower[..start].contains(mark)) {
            out.push_str(&word[..start]);
        }
        let rest = &word[at + 3..];
        let host = rest.split(|c: char| !(c.is_alphanumeric() || "-._~%:@[]".contains(c))).next().unwrap_or_default();
        out.push_str(&word[start..at + 3]);
        // Without user and password.
        out.push_str(host.rsplit('@').next().unwrap_or_default());
        if rest.len() > host.len() {
            out.push('/');
            out.push_str(GONE);
        }
    } else if word.contains("eyJ") || MARKS.iter().any(|mark| lower.contains(mark)) {
        out.push_str(GONE);
    } else {
        out.push_str(word);
    }
}

/// A text as one line of at most `max` characters, without characters that control a terminal or change the direction of
/// text. A longer one is cut and ends with `…`.
pub(super) fn line(text: &str, max: usize) -> String {
    let steers = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let (mut out, mut length, mut is_apart) = (String::new(), 0, false);
    for c in text.chars() {
        if c.is_whitespace() {
            is_apart = length > 0;
            continue;
        }
        if steers(c) {
            continue;
        }
        length += 1 + usize::from(is_apart);
        if length >= max {
            out.push_str(GONE);
            break;
        }
        if std::mem::take(&mut is_apart) {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_url_the_origin_stays() {
        for (text, expected) in [
            ("GET https://host/a?sig=b failed", "GET https://host/… failed"),
            ("(https://user:pass@host:8/x)", "(https://host:8/…"),
            ("url=https://host", "url=https://host"),
            ("no URL", "no URL"),
        ] {
            assert_eq!(shown(text, &[]), expected);
        }
    }

    #[test]
    fn credentials_are_left_out() {
        for text in ["Authorization: Bearer hunter2", "\"Basic hunter2\"", "?code=hunter2", "eyJhunter2.x.y"] {
            assert!(!shown(text, &[]).contains("hunter2"), "{text}");
        }
        assert_eq!(shown("a%20b%2Fc and a+b%2Fc and a b/c, abc", &["a b/c", "abc"]), "… and … and …, abc");
    }

    #[test]
    fn a_long_secret_is_found_where_the_text_is_cut() {
        let secret = "0123456789".repeat(1000);
        assert_eq!(shown(&format!("the key {secret} is wrong"), &[&secret]), "the key …");
        assert_eq!(shown("a b\nc is wrong", &["a b\nc"]), "… is wrong");
    }

    #[test]
    fn a_text_is_one_line_of_bounded_length() {
        assert_eq!(shown("a\n\u{1b}[31m b\u{202e}", &[]), "a [31m b");
        assert_eq!(shown(&"ä".repeat(9000), &[]).chars().count(), MAX_TEXT);
    }
}
