//! Azure's envelope: what a connector namespace says of a response of the service. In: its JSON text, pulled or posted. Out: the
//! text that an inbox stores, without headers that may contain a credential.

use bytes::Bytes;
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::BTreeMap};

/// What an inbox stores of the JSON text of an envelope, and those of its headers that a program chose; `None` if it is not
/// JSON. The text stays as it is, byte for byte, unless it has a header that may be a credential: such a header is left out.
pub(crate) fn stored(outputs: Bytes, chosen: &[String]) -> Option<(Bytes, Vec<(String, String)>)> {
    let _: &RawValue = serde_json::from_slice(&outputs).ok()?;
    let members: BTreeMap<Cow<'_, str>, &RawValue> = serde_json::from_slice(&outputs).unwrap_or_default();
    let raw = members.iter().find(|(name, _)| is_headers(name)).map_or("{}", |(_, headers)| headers.get());
    let Ok(all) = serde_json::from_str::<BTreeMap<Cow<'_, str>, &RawValue>>(raw) else {
        // Not an object: it cannot be searched for credentials.
        return Some((rebuilt(&members, None), Vec::new()));
    };
    let is_chosen = |name: &str| chosen.iter().any(|chosen| chosen.eq_ignore_ascii_case(name));
    let (secret, open): (BTreeMap<_, _>, BTreeMap<_, _>) = all.into_iter().partition(|(name, _)| is_credential(name));
    let text =
        |value: &RawValue| serde_json::from_str::<String>(value.get()).unwrap_or_else(|_| value.get().to_owned());
    let headers = open.iter().filter(|(name, _)| is_chosen(name));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), text(value))).collect();
    let open = serde_json::to_string(&open).ok()?;
    let body = if secret.is_empty() { None } else { Some(rebuilt(&members, Some(&open))) };
    Some((body.unwrap_or_else(|| outputs.clone()), headers))
}

/// The JSON text of an envelope with other headers, or without any.
fn rebuilt(members: &BTreeMap<Cow<'_, str>, &RawValue>, headers: Option<&str>) -> Bytes {
    let others = members.iter().filter(|(name, _)| !is_headers(name));
    let others = others.map(|(name, value)| (name.as_ref(), value.get()));
    let members: Vec<_> = others.chain(headers.map(|headers| ("headers", headers))).collect();
    let size = members.iter().map(|(name, value)| name.len() + value.len() + 8).sum();
    let mut text = String::with_capacity(size);
    for (name, value) in members {
        text.push_str(if text.is_empty() { "{" } else { "," });
        // A text is always JSON.
        text.push_str(&serde_json::Value::from(name).to_string());
        text.push(':');
        text.push_str(value);
    }
    text.push_str(if text.is_empty() { "{}" } else { "}" });
    text.into()
}

/// Whether a member of an envelope has the headers.
fn is_headers(name: &str) -> bool {
    name.eq_ignore_ascii_case("headers")
}

/// Whether a header may contain a credential, by its name.
fn is_credential(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["auth", "cookie", "token", "secret", "key", "password", "signature", "credential"]
        .iter()
        .any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(outputs: &'static str) -> Option<(String, Vec<(String, String)>)> {
        let chosen = ["ETag".to_owned(), "Set-Cookie".to_owned()];
        let (body, headers) = stored(Bytes::from_static(outputs.as_bytes()), &chosen)?;
        Some((String::from_utf8(body.to_vec()).unwrap(), headers))
    }

    #[test]
    fn outputs_stay_byte_for_byte() {
        for outputs in [
            r#"{ "body" : {"n": 12345678901234567890.10}, "headers":{"Date":"x"} }"#,
            r#"{"body":1.0}"#,
            r#"{"headers":{},"body":null}"#,
            "[]",
            "1e400",
        ] {
            assert_eq!(of(outputs).unwrap().0, outputs);
        }
    }

    #[test]
    fn a_header_with_a_credential_is_not_stored() {
        let (body, headers) =
            of(r#"{"headers":{"Set-Cookie":"hunter2","X-Api-Key":"hunter2","etag":"e"},"body":1.00,"a\"b":2}"#)
                .unwrap();
        assert_eq!(body, r#"{"a\"b":2,"body":1.00,"headers":{"etag":"e"}}"#);
        assert_eq!(headers, [("etag".to_owned(), "e".to_owned())]);
        assert_eq!(of(r#"{"headers":"Cookie: hunter2","body":1}"#).unwrap().0, r#"{"body":1}"#);
    }

    #[test]
    fn only_chosen_headers_are_kept_beside_the_text() {
        let outputs = r#"{"headers":{"Date":"d","ETag":"e","Content-Length":5,"X-Etag":"x"},"body":1}"#;
        let (body, headers) = of(outputs).unwrap();
        assert_eq!((body.as_str(), headers), (outputs, vec![("etag".to_owned(), "e".to_owned())]));
    }

    #[test]
    fn what_is_not_json_is_not_stored() {
        for outputs in ["", "{", "{\"body\":1}x", "\u{feff}{}"] {
            assert!(of(outputs).is_none(), "{outputs}");
        }
    }
}
