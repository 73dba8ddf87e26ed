//! The values that a request holds, so that errors can be kept free of them. In: parts of a request, after it failed.
//! Out: the values of the caller, and those of credentials. They are wiped on drop. Bodies are not copied.

use super::{
    payload::Payload,
    percent::decode,
    pieces::{self, Place},
};
use crate::json::is_id;
use bytes::Bytes;
use url::Url;
use zeroize::{Zeroize as _, Zeroizing};

/// The length of the pieces of a credential: no text of an error is as long. In bytes.
const MAX_PIECE: usize = 4096;

/// Shorter values of the caller are words of any text. In bytes.
const MIN_VALUE: usize = 4;

/// Shorter parts of a credential are words of any text. In bytes.
const MIN_PART: usize = 6;

/// Shorter users of `Basic` are names, which may be words such as `api`; some services take a key for the user. In bytes.
const MIN_KEY: usize = 8;

/// Shorter segments of a connection's path are names. In bytes.
const MIN_ID: usize = 16;

/// Headers whose values come from the definition, from the body's length or from this crate, unless a caller sets them.
const OF_DEFINITION: [&str; 6] = ["accept", "accept-encoding", "content-length", "content-type", "host", "user-agent"];

/// Headers whose value is a credential.
const OF_CREDENTIAL: [&str; 3] = ["authorization", "proxy-authorization", "cookie"];

/// Values that no text of an error may contain.
#[derive(Default)]
pub(crate) struct Values {
    caller: Vec<String>,
    credential: Vec<String>,
    /// Bodies with their content types. They are read when a text is searched: most errors quote nothing.
    bodies: Vec<(String, Bytes)>,
}

/// Whose value it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    Caller,
    Credential,
}

impl Values {
    /// Values of credentials.
    #[cfg(any(test, feature = "oauth2"))]
    pub(crate) fn of_credentials<'v>(values: impl IntoIterator<Item = &'v str>) -> Self {
        let mut all = Self::default();
        values.into_iter().for_each(|value| all.add(value, Whose::Credential));
        all
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.caller.is_empty() && self.credential.is_empty() && self.bodies.is_empty()
    }

    /// Visits the values of one, and the pieces that a message may quote alone. Nothing is copied.
    pub(crate) fn each(&self, whose: Whose, visit: &mut dyn FnMut(&[u8])) {
        match whose {
            Whose::Credential => {
                for value in &self.credential {
                    visit(value.as_bytes());
                    pieces::value(value.as_bytes(), Place::String, &mut |piece| {
                        if piece.len() >= MIN_PART {
                            visit(piece);
                        }
                    });
                }
            }
            Whose::Caller => {
                // A short one, and a word that JSON has for a value, say nothing.
                let mut visit = |value: &[u8]| {
                    if value.len() >= MIN_VALUE && !matches!(value, b"true" | b"false" | b"null") {
                        visit(value);
                    }
                };
                for value in &self.caller {
                    pieces::value(value.as_bytes(), Place::List, &mut visit);
                }
                for (content_type, body) in &self.bodies {
                    pieces::body(content_type, body, &mut visit);
                }
            }
        }
    }

    /// Adds a value.
    pub(crate) fn add(&mut self, value: &str, whose: Whose) {
        let value = value.trim();
        match whose {
            _ if value.is_empty() => {}
            Whose::Caller => self.caller.push(value.to_owned()),
            Whose::Credential => {
                let most = value.len().min(MAX_PIECE);
                let end = (1..=most).rev().find(|end| value.is_char_boundary(*end)).unwrap_or(value.len());
                let (piece, rest) = value.split_at(end);
                self.credential.push(piece.to_owned());
                self.add(rest, whose);
            }
        }
    }

    /// Adds the ids in a path: of a definition's own path nothing looks like one. Of the first `of_base` segments, which a caller gives,
    /// also the long ones count.
    pub(crate) fn add_path(&mut self, url: &Url, of_base: usize) {
        for (number, segment) in url.path_segments().into_iter().flatten().enumerate() {
            if is_id(segment.as_bytes()) || number < of_base && segment.len() >= MIN_ID {
                self.add(&decoded(segment), Whose::Caller);
            }
        }
    }

    /// Adds the values of the URLs of a call, in the order of its requests. The path of the first one is the definition's behind `of_base`
    /// segments. A later one comes from a response: its long segments may be tokens wherever they are, unless its path is the first one's.
    pub(crate) fn add_urls<'u>(&mut self, urls: impl IntoIterator<Item = &'u Url>, of_base: usize) {
        let mut first = None;
        for url in urls {
            let is_of_definition = *first.get_or_insert(url.path()) == url.path();
            self.add_query(url);
            self.add_path(url, if is_of_definition { of_base } else { usize::MAX });
        }
    }

    /// Adds the values of a query.
    pub(crate) fn add_query(&mut self, url: &Url) {
        for pair in url.query().unwrap_or_default().split('&') {
            self.add(&decoded(pair.split_once('=').map_or(pair, |(_, value)| value)), Whose::Caller);
        }
    }

    /// Adds the values of a header: the whole of it, what follows a scheme, and the parts of `Basic`.
    pub(crate) fn add_header(&mut self, name: &str, value: &str) {
        if is_of_definition(name) {
            return;
        }
        let whose = if is_one_of(name, &OF_CREDENTIAL) { Whose::Credential } else { Whose::Caller };
        self.add(value, whose);
        if whose == Whose::Credential {
            self.add_parts_of_credential(value);
        }
        let Some((scheme, rest)) = value.trim().split_once(' ').filter(|(_, rest)| !rest.trim().contains(' ')) else {
            return;
        };
        self.add(rest, whose);
        if scheme.eq_ignore_ascii_case("basic")
            && let Ok(pair) = azure_core::base64::decode(rest.trim()).map(Zeroizing::new)
            && let Ok(pair) = str::from_utf8(&pair)
        {
            self.add(pair, whose);
            for (number, part) in pair.splitn(2, ':').enumerate() {
                let is_name = number == 0 && part.len() < MIN_KEY;
                let whose = if is_name { Whose::Caller } else { whose };
                self.add(part, whose);
                // OAuth 2 encodes both parts as in a form.
                self.add(&decoded(&Zeroizing::new(part.replace('+', " "))), whose);
            }
        }
    }

    /// Adds the values of cookies and of `name="value"` pairs, and the parts of a token with dots.
    fn add_parts_of_credential(&mut self, value: &str) {
        for part in value.split([';', ',', ' ']) {
            let of_pair = part.split_once('=').map_or("", |(_, value)| value.trim_matches(['"', '=']));
            let of_token = part.split('.').filter(|_| part.contains('.'));
            for part in of_token.chain([of_pair]).filter(|part| part.len() >= MIN_PART) {
                self.add(part, Whose::Credential);
            }
        }
    }

    /// Adds a body, whose content type says which values it has.
    pub(crate) fn add_body(&mut self, content_type: Option<&str>, body: &Bytes) {
        if !body.is_empty() {
            self.bodies.push((content_type.unwrap_or_default().to_owned(), body.clone()));
        }
    }

    /// Adds a payload. A file that is read while it is sent is not read again.
    pub(crate) fn add_payload(&mut self, content_type: Option<&str>, payload: &Payload) {
        payload.in_memory().for_each(|content| self.add_body(content_type, content));
    }
}

/// Text without its percent-encoding. It may be a secret, so it is wiped too.
fn decoded(text: &str) -> Zeroizing<String> {
    Zeroizing::new(decode(text))
}

/// Whether the value of a header comes from the definition, unless a caller sets it.
pub(crate) fn is_of_definition(header: &str) -> bool {
    is_one_of(header, &OF_DEFINITION)
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|other| name.eq_ignore_ascii_case(other))
}

/// The values are wiped. A body is what the request itself holds.
impl Drop for Values {
    fn drop(&mut self) {
        self.caller.zeroize();
        self.credential.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(values: &Values) -> Vec<String> {
        let mut all = Vec::new();
        for whose in [Whose::Caller, Whose::Credential] {
            values.each(whose, &mut |value| all.push(String::from_utf8_lossy(value).into_owned()));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    #[test]
    fn a_body_has_the_values_that_its_type_says() {
        let of = |content_type: &str, body: &str| {
            let mut values = Values::default();
            values.add_body(Some(content_type), &Bytes::copy_from_slice(body.as_bytes()));
            all(&values)
        };
        let json = r#"{"name":["one \"two\"",12345,true,"abc"]}"#;
        assert_eq!(of("application/json", json), ["12345", r#"one \"two\""#]);
        assert_eq!(of("application/x-www-form-urlencoded", "name=one+%26%20two&b=tiny"), ["one+%26%20two", "tiny"]);
        assert_eq!(of("text/csv", "one two,three"), ["one two", "one two,three", "three"]);
        let part = "--b\r\nContent-Disposition: form-data; name=\"field\"; filename=\"a%22b.csv\"\r\n\
                    Content-Type: text/x\r\n\r\nhello\r\n--b--";
        assert_eq!(of("multipart/form-data; boundary=b", part), ["a%22b.csv", "b.csv", "hello", "text/x"]);
        assert_eq!(
            of("multipart/form-data; boundary=\"b\"", &part.replace("text/x", "application/octet-stream")).len(),
            3
        );
    }

    #[test]
    fn ids_of_a_path_are_values() {
        let of = |of_base| {
            let mut values = Values::default();
            let url = Url::parse("https://host/apim/a-connector-of-a/c0ffee12/v1.0/getManyThingsOfSomeone/12345");
            values.add_path(&url.unwrap(), of_base);
            all(&values)
        };
        assert_eq!(of(0), ["12345", "c0ffee12"]);
        for of_base in [2, 4] {
            assert_eq!(of(of_base), ["12345", "a-connector-of-a", "c0ffee12"]);
        }
    }

    #[test]
    fn long_segments_of_a_later_url_are_values_unless_its_path_is_the_first_ones() {
        let of = |paths: &[&str]| {
            let urls: Vec<_> = paths.iter().map(|path| Url::parse(&format!("https://host{path}")).unwrap()).collect();
            let mut values = Values::default();
            values.add_urls(&urls, 1);
            all(&values)
        };
        assert_eq!(of(&["/id/getManyThingsOfSomeone", "/id/getManyThingsOfSomeone?page=more"]), ["more"]);
        let later = of(&["/id/getManyThingsOfSomeone", "/v1/files/hunterHunterHunter/file"]);
        assert_eq!(later, ["hunterHunterHunter"]);
    }

    #[test]
    fn a_credential_has_parts_and_any_length() {
        let of = |name: &str, value: &str| {
            let mut values = Values::default();
            values.add_header(name, value);
            all(&values)
        };
        assert!(of("cookie", "a=b; session=hush-word").contains(&"hush-word".to_owned()));
        assert!(of("authorization", r#"Digest user="u", response="6629fae4""#).contains(&"6629fae4".to_owned()));
        assert!(of("authorization", "Bearer header.payload.signature").contains(&"signature".to_owned()));
        let long = format!("{}the end", "x".repeat(MAX_PIECE - "Bearer ".len()));
        assert!(of("authorization", &format!("Bearer {long}")).contains(&"the end".to_owned()));
        let mut key = Values::default();
        key.add(r#"{"private_key": "line one\nline2two", "e": "hush"}"#, Whose::Credential);
        let (found, expected) = (all(&key), ["line one\\nline2two", "line2two"].map(str::to_owned));
        assert!(expected.iter().all(|value| found.contains(value)), "{found:?}");
        assert!(!found.contains(&"private_key".to_owned()));
    }

    #[test]
    fn a_word_that_says_nothing_is_no_value() {
        let mut values = Values::default();
        ["", " "].into_iter().for_each(|word| values.add(word, Whose::Caller));
        ["", " "].into_iter().for_each(|word| values.add(word, Whose::Credential));
        assert!(values.is_empty());
        ["abc", "true", "false", "null", "word"].into_iter().for_each(|word| values.add(word, Whose::Caller));
        values.add("no", Whose::Credential);
        assert!(!values.is_empty());
        assert_eq!(all(&values), ["no", "word"]);
    }

    #[test]
    fn a_header_has_what_follows_its_scheme_and_the_parts_of_basic() {
        let mut values = Values::default();
        values.add_header("Authorization", "Basic dXNlcjpwYXNzK3dvcmQ=");
        values.add_header("X-Key", "ApiKey word");
        values.add_header("Accept", "application/json");
        assert_eq!(
            values.credential,
            ["Basic dXNlcjpwYXNzK3dvcmQ=", "dXNlcjpwYXNzK3dvcmQ=", "user:pass+word", "pass+word", "pass word"]
        );
        assert_eq!(values.caller, ["user", "user", "ApiKey word", "word"]);
        let mut key = Values::default();
        key.add_header("Authorization", "Basic a2V5LXdvcmQ6WA==");
        assert!(key.credential.contains(&"key-word".to_owned()) && key.caller.is_empty());
    }
}
