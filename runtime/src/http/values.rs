//! The values that a request holds, so that errors can be kept free of them. In: parts of a request, after it failed.
//! Out: the values of the caller, and those of credentials. They are wiped on drop.

use crate::{
    http::{payload::Payload, percent::decode},
    limits::line,
};
use serde_json::Value;
use url::Url;
use zeroize::Zeroize as _;

/// How much of a body is searched for values, in bytes.
const MAX_BODY: usize = 1 << 20;

/// How much of a value is kept: no text of an error is as long. In bytes.
const MAX_VALUE: usize = 4096;

/// Shorter values of the caller are words of any text. In bytes.
pub(crate) const MIN_VALUE: usize = 4;

/// Shorter parts of a credential are words of any text. In bytes.
const MIN_PART: usize = 6;

/// Headers whose values come from the definition, from the body's length or from this crate.
const OF_DEFINITION: [&str; 6] = ["accept", "accept-encoding", "content-length", "content-type", "host", "user-agent"];

/// Headers whose value is a credential.
const OF_CREDENTIAL: [&str; 3] = ["authorization", "proxy-authorization", "cookie"];

/// Values that no text of an error may contain.
#[derive(Default)]
pub(crate) struct Values {
    caller: Vec<String>,
    credential: Vec<String>,
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
        self.caller.is_empty() && self.credential.is_empty()
    }

    /// The values of credentials.
    pub(crate) fn credentials(&self) -> impl Iterator<Item = &str> {
        self.credential.iter().map(String::as_str)
    }

    /// All values.
    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        self.credentials().chain(self.caller.iter().map(String::as_str))
    }

    /// Adds a value. A short one of the caller, and a word that JSON has for a value, are left out: they say nothing.
    pub(crate) fn add(&mut self, value: &str, whose: Whose) {
        let value = value.trim();
        let end = (0..=value.len().min(MAX_VALUE)).rev().find(|end| value.is_char_boundary(*end)).unwrap_or_default();
        let (value, rest) = value.split_at(end);
        if whose == Whose::Credential && !rest.is_empty() {
            self.add(rest, whose);
        }
        let list = match whose {
            Whose::Credential if !value.is_empty() => &mut self.credential,
            Whose::Caller if value.len() >= MIN_VALUE && !matches!(value, "true" | "false" | "null") => {
                &mut self.caller
            }
            _ => return,
        };
        // An error's text is one line, and a service may quote a value without the encoding in which it got it.
        for form in [line(value, MAX_VALUE), decode(value)] {
            if form != value && form.len() >= MIN_VALUE {
                list.push(form);
            }
        }
        list.push(value.to_owned());
    }

    /// Adds the values of a query.
    pub(crate) fn add_query(&mut self, url: &Url) {
        for pair in url.query().unwrap_or_default().split('&') {
            self.add(&decode(pair.split_once('=').map_or(pair, |(_, value)| value)), Whose::Caller);
        }
    }

    /// Adds the values of a header: the whole of it, what follows a scheme, and the parts of `Basic`.
    pub(crate) fn add_header(&mut self, name: &str, value: &str) {
        let is_one_of = |names: &[&str]| names.iter().any(|other| name.eq_ignore_ascii_case(other));
        if is_one_of(&OF_DEFINITION) {
            return;
        }
        let whose = if is_one_of(&OF_CREDENTIAL) { Whose::Credential } else { Whose::Caller };
        self.add(value, whose);
        if whose == Whose::Credential {
            self.add_parts_of_credential(value);
        }
        let Some((scheme, rest)) = value.trim().split_once(' ').filter(|(_, rest)| !rest.trim().contains(' ')) else {
            return;
        };
        self.add(rest, whose);
        if scheme.eq_ignore_ascii_case("basic")
            && let Ok(pair) = azure_core::base64::decode(rest.trim())
            && let Ok(pair) = String::from_utf8(pair)
        {
            self.add(&pair, whose);
            for part in pair.splitn(2, ':') {
                self.add(part, whose);
                // OAuth 2 encodes both parts as in a form.
                self.add(&decode(&part.replace('+', " ")), whose);
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

    /// Adds the values of a body, as its content type says.
    pub(crate) fn add_body(&mut self, content_type: Option<&str>, body: &[u8]) {
        let text = String::from_utf8_lossy(&body[..body.len().min(MAX_BODY)]);
        let content_type = content_type.unwrap_or_default();
        let kind = content_type.to_ascii_lowercase();
        if kind.contains("x-www-form-urlencoded") {
            for pair in text.split('&') {
                let value = pair.split_once('=').map_or(pair, |(_, value)| value);
                self.add(&decode(&value.replace('+', " ")), Whose::Caller);
            }
        } else if let Some((_, boundary)) = content_type.split_once("boundary=") {
            self.add_parts(&text, boundary.trim_matches('"'));
        } else if let Ok(json) = serde_json::from_str(&text) {
            self.add_json(&json);
        } else {
            self.add_text(&text);
        }
    }

    /// Adds the values of a payload. A file that is read while it is sent is not read again.
    pub(crate) fn add_payload(&mut self, content_type: Option<&str>, payload: &Payload) {
        payload.in_memory().for_each(|content| self.add_body(content_type, content));
    }

    /// Adds the contents and file names of a multipart form.
    fn add_parts(&mut self, text: &str, boundary: &str) {
        for part in text.split(&format!("--{boundary}")) {
            let (head, content) = part.split_once("\r\n\r\n").unwrap_or((part, ""));
            if let Some((_, name)) = head.split_once("filename=\"") {
                self.add(&decode(name.split('"').next().unwrap_or_default()), Whose::Caller);
            }
            match serde_json::from_str(content) {
                Ok(json) => self.add_json(&json),
                Err(_) => self.add_text(content),
            }
        }
    }

    fn add_json(&mut self, json: &Value) {
        match json {
            Value::String(text) => self.add(text, Whose::Caller),
            Value::Number(number) => self.add(&number.to_string(), Whose::Caller),
            Value::Array(items) => items.iter().for_each(|item| self.add_json(item)),
            Value::Object(members) => members.values().for_each(|member| self.add_json(member)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Adds a text, and the pieces that a message may quote.
    fn add_text(&mut self, text: &str) {
        self.add(text, Whose::Caller);
        text.split(['\r', '\n', '\t', '"', '<', '>', ',', ';']).for_each(|piece| self.add(piece, Whose::Caller));
    }
}

impl Drop for Values {
    fn drop(&mut self) {
        self.caller.zeroize();
        self.credential.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(values: &Values) -> Vec<&str> {
        let mut all: Vec<_> = values.all().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    #[test]
    fn a_body_has_the_values_that_its_type_says() {
        let of = |content_type: &str, body: &str| {
            let mut values = Values::default();
            values.add_body(Some(content_type), body.as_bytes());
            sorted(&values).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(of("application/json", r#"{"name":["one \"two\"",12345,true,"abc"]}"#), ["12345", "one \"two\""]);
        assert_eq!(of("application/x-www-form-urlencoded", "name=one+%26%20two&b=tiny"), ["one & two", "tiny"]);
        assert_eq!(of("text/csv", "one two,three"), ["one two", "one two,three", "three"]);
        let part =
            "--b\r\nContent-Disposition: form-data; name=\"field\"; filename=\"a%22b.csv\"\r\n\r\nhello\r\n--b--";
        assert_eq!(of("multipart/form-data; boundary=b", part), ["a\"b.csv", "hello"]);
    }

    #[test]
    fn a_credential_has_parts_and_any_length() {
        let of = |name: &str, value: &str| {
            let mut values = Values::default();
            values.add_header(name, value);
            sorted(&values).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert!(of("cookie", "a=b; session=hush-word").contains(&"hush-word".to_owned()));
        assert!(of("authorization", r#"Digest user="u", response="6629fae4""#).contains(&"6629fae4".to_owned()));
        assert!(of("authorization", "Bearer header.payload.signature").contains(&"signature".to_owned()));
        let long = format!("{}the end", "x".repeat(MAX_VALUE));
        assert!(of("authorization", &long).contains(&"the end".to_owned()));
    }

    #[test]
    fn a_word_that_says_nothing_is_no_value() {
        let mut values = Values::default();
        ["", " ", "abc", "true", "false", "null"].into_iter().for_each(|word| values.add(word, Whose::Caller));
        ["", " "].into_iter().for_each(|word| values.add(word, Whose::Credential));
        assert!(values.is_empty());
        values.add("no", Whose::Credential);
        assert!(!values.is_empty());
        values.add("word", Whose::Caller);
        assert_eq!(sorted(&values), ["no", "word"]);
    }

    #[test]
    fn a_header_has_what_follows_its_scheme_and_the_parts_of_basic() {
        let mut values = Values::default();
        values.add_header("Authorization", "Basic dXNlcjpwYXNzK3dvcmQ=");
        values.add_header("X-Key", "ApiKey word");
        values.add_header("Accept", "application/json");
        assert_eq!(
            values.credentials().collect::<Vec<_>>(),
            [
                "Basic dXNlcjpwYXNzK3dvcmQ=",
                "dXNlcjpwYXNzK3dvcmQ=",
                "user:pass+word",
                "user",
                "user",
                "pass+word",
                "pass word"
            ]
        );
        assert!(sorted(&values).contains(&"word") && !sorted(&values).contains(&"application/json"));
    }
}
