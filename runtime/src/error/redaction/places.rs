//! What is a value by its place in a text: the path and the query of a URL, and what follows an authentication scheme. In: a text
//! without the values that are known. Out: the text without such places.

use super::haystack::GONE;

/// Words after which a credential follows.
const SCHEMES: [&str; 5] = ["basic", "bearer", "sharedaccesssignature", "sharedaccesskey", "apikey"];

/// What names of credentials end with: `client_secret`.
const NAMES: [&str; 5] = ["secret", "password", "token", "sig", "key"];

/// Those after which a colon is no part of a sentence.
const SECRETS: [&str; 2] = ["secret", "password"];

/// The text without what follows an authentication scheme or the name of a secret. `push` appends each other word.
pub(super) fn without_tokens(text: &str, push: impl Fn(&str, &mut String)) -> String {
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
        is_after_scheme = SCHEMES.iter().any(|scheme| plain.eq_ignore_ascii_case(scheme))
            || bare.ends_with([':', '=']) && ends_with_any(plain, &SECRETS);
    }
    out
}

/// Appends a word: of a URL its origin, of a path nothing, of a parameter its name.
pub(super) fn push_word(word: &str, out: &mut String) {
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
    /// Shorter ones say nothing.
    const MIN_CREDENTIAL: usize = 4;
    let query = word.find('?').filter(|at| at + 1 < word.len()).map(|at| at + 1);
    let path = word.find('/').filter(|at| at + 1 < word.len() && !is_pair(word)).map(|at| at + 1);
    let parameter = word.find('=').map(|at| at + 1).filter(|at| word.contains('&') || word.len() - at >= MIN_PARAMETER);
    let of_credential = word.find('=').filter(|at| ends_with_any(&word[..*at], &NAMES));
    let secret = word.find(':').filter(|at| ends_with_any(&word[..*at], &SECRETS));
    let credential = of_credential.or(secret).map(|at| at + 1).filter(|at| word.len() - at >= MIN_CREDENTIAL);
    [query, path, parameter, credential].into_iter().flatten().min()
}

/// Whether a name ends with one of the words, in any case and within quotes.
fn ends_with_any(name: &str, words: &[&str]) -> bool {
    let name = name.trim_end_matches(['"', '\'', '\\', ' ']).to_ascii_lowercase();
    words.iter().any(|word| name.ends_with(word))
}

/// Whether a word with a slash is something other than a path: `and/or`, `text/html`, `HTTP/1.1`, `5/10`, `yyyy/MM/dd`.
fn is_pair(word: &str) -> bool {
    /// Longer numbers are ids.
    const MAX_DIGITS: usize = 4;
    let is_short = |text: &str| (1..=MAX_DIGITS).contains(&text.len());
    let is_number = |text: &str| is_short(text) && text.bytes().all(|byte| byte.is_ascii_digit());
    // A part of a date, as formats write it.
    let is_part = |text: &str| {
        is_short(text)
            && text.starts_with(['y', 'Y', 'M', 'm', 'D', 'd'])
            && text.bytes().all(|byte| byte == text.as_bytes()[0])
    };
    if word.split('/').all(is_number) || word.split('/').all(is_part) {
        return true;
    }
    match word.split_once('/') {
        Some(("HTTP" | "TLS", version)) => version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'),
        Some((left, right)) => {
            let is_name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphabetic() || "+-.".contains(c));
            is_name(left) && is_name(right)
        }
        None => false,
    }
}
