//! The messages of a receive response, and the bodies that an inbox stores of them.

use crate::azure::{error::AzureError, secret::Secret};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::BTreeMap};

/// A received message. Its lock lasts 2 minutes.
pub(super) struct Message {
    pub(super) id: String,
    pub(super) lock: Secret,
    pub(super) outputs: Outputs,
}

/// The outputs of a trigger.
pub(super) enum Outputs {
    /// Their JSON text.
    Inline(Bytes),
    /// The signed URL of their JSON text.
    Linked(Secret),
}

#[derive(Deserialize)]
struct Response<'a> {
    #[serde(borrow)]
    messages: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MessageOnWire<'a> {
    message_id: String,
    lock_token: Secret,
    #[serde(borrow, default)]
    outputs: Option<&'a RawValue>,
    #[serde(default)]
    outputs_link: Option<Link>,
}

#[derive(Deserialize)]
struct Link {
    uri: Secret,
}

/// The messages of a receive response, and how many of its messages are not usable. A message that is not usable is never
/// acknowledged, so nothing of it is lost.
pub(super) fn messages(body: &Bytes, doing: &'static str) -> Result<(Vec<Message>, usize), AzureError> {
    let response: Response<'_> = serde_json::from_slice(body)
        .map_err(|_| AzureError::protocol(doing, "the response is not JSON with a list `messages`"))?;
    let all = response.messages.len();
    let usable: Vec<_> = response.messages.into_iter().filter_map(|raw| message(raw, body)).collect();
    let unusable = all - usable.len();
    Ok((usable, unusable))
}

fn message(raw: &RawValue, body: &Bytes) -> Option<Message> {
    let message: MessageOnWire<'_> = serde_json::from_str(raw.get()).ok()?;
    let outputs = match (message.outputs, message.outputs_link) {
        (Some(outputs), None) => Outputs::Inline(body.slice_ref(outputs.get().as_bytes())),
        (None, Some(link)) => Outputs::Linked(link.uri),
        // Exactly one of them is there.
        (Some(_), Some(_)) | (None, None) => return None,
    };
    let is_named = !message.message_id.is_empty() && !message.lock_token.as_str().is_empty();
    is_named.then_some(Message { id: message.message_id, lock: message.lock_token, outputs })
}

/// What an inbox stores of outputs.
pub(super) struct Stored {
    /// An envelope for `TriggerPayload::decode_envelope`.
    pub(super) body: Bytes,
    /// The headers that the program chose.
    pub(super) headers: Vec<(String, String)>,
}

/// What an inbox stores of the JSON text of outputs; `None` if it is not JSON. The text stays as it is, byte for byte,
/// unless it has a header that may be a credential: such a header is left out.
pub(super) fn stored(outputs: Bytes, chosen: &[String]) -> Option<Stored> {
    let _: &RawValue = serde_json::from_slice(&outputs).ok()?;
    let members: BTreeMap<Cow<'_, str>, &RawValue> = serde_json::from_slice(&outputs).unwrap_or_default();
    let raw = members.iter().find(|(name, _)| is_headers(name)).map_or("{}", |(_, headers)| headers.get());
    let Ok(all) = serde_json::from_str::<BTreeMap<Cow<'_, str>, &RawValue>>(raw) else {
        // Not an object: it cannot be searched for credentials.
        return Some(Stored { body: rebuilt(&members, None), headers: Vec::new() });
    };
    let is_chosen = |name: &str| chosen.iter().any(|chosen| chosen.eq_ignore_ascii_case(name));
    let (secret, open): (BTreeMap<_, _>, BTreeMap<_, _>) = all.into_iter().partition(|(name, _)| is_credential(name));
    let text =
        |value: &RawValue| serde_json::from_str::<String>(value.get()).unwrap_or_else(|_| value.get().to_owned());
    let headers = open.iter().filter(|(name, _)| is_chosen(name));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), text(value))).collect();
    let open = serde_json::to_string(&open).ok()?;
    let body = if secret.is_empty() { None } else { Some(rebuilt(&members, Some(&open))) };
    Some(Stored { body: body.unwrap_or_else(|| outputs.clone()), headers })
}

/// The JSON text of outputs with other headers, or without any.
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

/// Whether a member of outputs has the headers.
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
        let stored = stored(Bytes::from_static(outputs.as_bytes()), &["ETag".to_owned(), "Set-Cookie".to_owned()])?;
        Some((String::from_utf8(stored.body.to_vec()).unwrap(), stored.headers))
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
    fn what_is_not_json_is_not_stored() {
        for outputs in ["", "{", "{\"body\":1}x", "\u{feff}{}"] {
            assert!(of(outputs).is_none(), "{outputs}");
        }
    }
}
