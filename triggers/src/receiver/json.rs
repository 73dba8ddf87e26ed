//! Looks at a JSON body without building a tree.

use memchr::memchr2;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Why a body is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotJson {
    Syntax,
    Depth,
}

/// Whether the body is one JSON value in UTF-8, nested no deeper than `depth`. A byte order mark may precede it.
pub(crate) fn check(body: &[u8], depth: usize) -> Result<(), NotJson> {
    let text = std::str::from_utf8(without_mark(body)).map_err(|_| NotJson::Syntax)?;
    // serde_json skips values of any depth without recursion, so the order of the two does not matter.
    if deepest(text.as_bytes()) > depth {
        return Err(NotJson::Depth);
    }
    serde_json::from_str::<IgnoredAny>(text).map(drop).map_err(|_| NotJson::Syntax)
}

/// The body without a byte order mark.
pub(crate) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}

/// The largest number of arrays and objects that are open at the same time.
fn deepest(text: &[u8]) -> usize {
    let (mut open, mut deepest, mut rest) = (0_usize, 0, text);
    while let [byte, after @ ..] = rest {
        rest = after;
        match byte {
            b'{' | b'[' => {
                open += 1;
                deepest = deepest.max(open);
            }
            b'}' | b']' => open = open.saturating_sub(1),
            b'"' => rest = behind_string(rest),
            _ => {}
        }
    }
    deepest
}

/// What follows a string, whose opening quote was taken.
fn behind_string(mut text: &[u8]) -> &[u8] {
    while let Some(at) = memchr2(b'"', b'\\', text) {
        if text[at] == b'"' {
            return &text[at + 1..];
        }
        text = text.get(at + 2..).unwrap_or_default();
    }
    &[]
}

/// The segments of a JSON pointer; `None` if it is none.
pub(crate) fn pointer(text: &str) -> Option<Vec<String>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let rest = text.strip_prefix('/')?;
    Some(rest.split('/').map(|segment| segment.replace("~1", "/").replace("~0", "~")).collect())
}

/// The string or whole number at a pointer, as bytes that differ for different values. `None` if there is none; a
/// number with a fraction or beyond 64 bits is none, because two of them may look equal.
pub(crate) fn id_at(body: &[u8], pointer: &[String]) -> Option<Vec<u8>> {
    let mut json = serde_json::Deserializer::from_slice(without_mark(body));
    Find(pointer).deserialize(&mut json).ok().flatten()
}

struct Find<'a>(&'a [String]);

impl<'de> DeserializeSeed<'de> for Find<'_> {
    type Value = Option<Vec<u8>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Find<'_> {
    type Value = Option<Vec<u8>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok((self.0.is_empty() && !text.is_empty()).then(|| format!("s{text}").into_bytes()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(self.0.is_empty().then(|| format!("n{number}").into_bytes()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(self.0.is_empty().then(|| format!("n{number}").into_bytes()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<String>()? {
            match self.0.split_first() {
                Some((segment, rest)) if *segment == key => {
                    if found.is_some() {
                        return Err(A::Error::custom("the id is there twice"));
                    }
                    found = map.next_value_seed(Find(rest))?;
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let wanted = self.0.split_first().and_then(|(segment, rest)| Some((segment.parse::<usize>().ok()?, rest)));
        let mut found = None;
        let mut index = 0_usize;
        loop {
            match wanted {
                Some((wanted, rest)) if wanted == index => match items.next_element_seed(Find(rest))? {
                    Some(value) => found = value,
                    None => return Ok(found),
                },
                _ => {
                    if items.next_element::<IgnoredAny>()?.is_none() {
                        return Ok(found);
                    }
                }
            }
            index += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_of_a_bounded_depth_is_json() {
        for body in ["{}", " [1, {\"a\": \"[[[[\\\"[[\"}] ", "null", "\"x\"", "\u{feff}{}", "\"\\ud800\""] {
            assert_eq!(check(body.as_bytes(), 2), Ok(()), "{body}");
        }
        for body in ["", " ", "{", "{}{}", "{\"a\":}", "nul", "[1,]", "'a'", "\"\u{1}\""] {
            assert_eq!(check(body.as_bytes(), 2), Err(NotJson::Syntax), "{body}");
        }
        assert_eq!(check(b"\"\xff\"", 2), Err(NotJson::Syntax));
        assert_eq!(check(b"[[[]]]", 2), Err(NotJson::Depth));
        assert_eq!(check(&b"[".repeat(1_000_000), 128), Err(NotJson::Depth));
    }

    #[test]
    fn an_id_is_found_where_the_pointer_says() {
        let id = |body: &str, text: &str| id_at(body.as_bytes(), &pointer(text).unwrap());
        let body = r#"{"a": [{"id": 1}, {"id": "x", "n": 18446744073709551615}], "b/c": {"~": -7}, "f": 1.5, "e": ""}"#;
        assert_eq!(id(body, "/a/0/id").unwrap(), b"n1");
        assert_eq!(id(body, "/a/1/id").unwrap(), b"sx");
        assert_eq!(id(body, "/a/1/n").unwrap(), b"n18446744073709551615");
        assert_eq!(id(body, "/b~1c/~0").unwrap(), b"n-7");
        for missing in ["", "/a", "/a/2/id", "/a/x", "/f", "/e", "/f/g", "/none"] {
            assert_eq!(id(body, missing), None, "{missing}");
        }
        assert_eq!(id("\"x\"", "").unwrap(), b"sx");
        assert_eq!(id(r#"{"id": 1, "id": 2}"#, "/id"), None);
        assert_eq!(pointer("a"), None);
    }
}
