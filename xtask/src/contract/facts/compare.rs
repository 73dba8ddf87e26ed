//! A fact and the request that a client sent in, their differences out. Values compare by type, a query as a set of pairs.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::Value;

use super::read::{Call, Callback};

/// What the driver saw of a call.
#[derive(Deserialize)]
pub(super) struct Outcome {
    pub(super) kind: String,
    pub(super) error: Option<String>,
    /// The path of the field that does not fit.
    field: Option<String>,
    /// The argument whose value is missing or does not fit.
    argument: Option<Argument>,
    status: Option<u16>,
    #[serde(default)]
    unused: Vec<String>,
    requests: Vec<Request>,
    answer: Option<Payload>,
}

/// An argument of a generated client.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub(super) struct Argument {
    /// `path`, `query`, `header`, `form` or `body`.
    pub(super) place: String,
    pub(super) key: String,
}

#[derive(Deserialize)]
struct Request {
    method: String,
    url: String,
    headers: BTreeMap<String, String>,
    /// The body as a string; `None` if it is not UTF-8.
    body: Option<String>,
    base64: String,
}

/// A decoded value: JSON, or bytes as a string; as Base64 if they are not UTF-8.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Payload {
    Json(Value),
    Text(String),
    Base64(String),
}

/// One difference between a fact and the client.
#[derive(Debug, PartialEq)]
pub(super) enum Difference {
    /// The client takes no value of this key.
    NotTaken(String),
    /// The client sent no request: the kind of its failure, and the message.
    NotSent {
        kind: String,
        reason: String,
        argument: Option<Argument>,
    },
    Method {
        fact: String,
        sent: String,
    },
    Path {
        fact: String,
        sent: String,
    },
    /// A pair of the query that the client does not send.
    QueryMissing {
        key: String,
        value: String,
    },
    /// A pair of the query that the fact does not have.
    QueryExtra {
        key: String,
        value: String,
    },
    Header {
        name: String,
        fact: String,
        sent: Option<String>,
    },
    Body {
        fact: String,
        sent: String,
    },
    /// A member of the body that the fact's client adds unasked.
    BodyDefault(String),
    /// The client could not read the answer: the kind of its failure, and the message.
    NotRead {
        kind: String,
        error: String,
        field: Option<String>,
    },
    /// A value in the answer.
    Answer {
        pointer: String,
        fact: String,
        read: String,
    },
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotTaken(key) => write!(f, "the client takes no value of {key}"),
            Self::NotSent { reason, .. } => write!(f, "the client sends no request: {reason}"),
            Self::Method { fact, sent } => write!(f, "method: fact {fact}, client {sent}"),
            Self::Path { fact, sent } => write!(f, "path: fact {fact}, client {sent}"),
            Self::QueryMissing { key, value } => write!(f, "query: the client does not send {key}={value}"),
            Self::QueryExtra { key, value } => write!(f, "query: only the client sends {key}={value}"),
            Self::Header { name, fact, sent } => {
                write!(f, "header {name}: fact {fact}, client {}", sent.as_deref().unwrap_or("none"))
            }
            Self::Body { fact, sent } => write!(f, "body: fact {fact}, client {sent}"),
            Self::BodyDefault(pointer) => write!(f, "body: the client does not send {pointer}"),
            Self::NotRead { error, .. } => write!(f, "answer not read: {error}"),
            Self::Answer { pointer, fact, read } => write!(f, "answer {pointer}: fact {fact}, client {read}"),
        }
    }
}

/// The differences of a call; without an address, those of the method and the answer.
pub(super) fn call(fact: &Call, outcome: &Outcome) -> Vec<Difference> {
    let Some(request) = outcome.requests.first() else {
        let reason = outcome.error.clone().unwrap_or_else(|| outcome.kind.clone());
        return vec![Difference::NotSent { kind: outcome.kind.clone(), reason, argument: outcome.argument.clone() }];
    };
    let mut found: Vec<_> = outcome.unused.iter().cloned().map(Difference::NotTaken).collect();
    if fact.method != request.method {
        found.push(Difference::Method { fact: fact.method.clone(), sent: request.method.clone() });
    }
    if let Some(url) = &fact.url {
        address(url, &request.url, &mut found);
        headers(fact, request, &mut found);
        body(fact, request, &mut found);
    }
    answer(fact, outcome, &mut found);
    found
}

fn address(fact: &str, sent: &str, found: &mut Vec<Difference>) {
    let ((path, query), (sent_path, sent_query)) = (parts(fact), parts(sent));
    let segments =
        |path: &str| -> Vec<Vec<u8>> { path.split('/').map(|part| percent_decode_str(part).collect()).collect() };
    if segments(path) != segments(sent_path) {
        found.push(Difference::Path { fact: path.to_owned(), sent: sent_path.to_owned() });
    }
    let mut extra = pairs(sent_query);
    for (key, value) in pairs(query) {
        match extra.iter().position(|(other, sent)| *other == key && same_text(&value, sent)) {
            Some(index) => drop(extra.remove(index)),
            None => found.push(Difference::QueryMissing { key, value }),
        }
    }
    found.extend(extra.into_iter().map(|(key, value)| Difference::QueryExtra { key, value }));
}

fn parts(url: &str) -> (&str, &str) {
    url.split_once('?').unwrap_or((url, ""))
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (decoded(key), decoded(value)))
        .collect()
}

/// Whether two values in an address or header are the same: booleans in any case.
fn same_text(fact: &str, sent: &str) -> bool {
    let boolean = |text: &str| text.to_ascii_lowercase().parse::<bool>().ok();
    fact == sent || boolean(fact).is_some_and(|value| boolean(sent) == Some(value))
}

fn headers(fact: &Call, request: &Request, found: &mut Vec<Difference>) {
    for (name, value) in &fact.headers {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let sent = request.headers.get(&name.to_ascii_lowercase());
        if !sent.is_some_and(|sent| same_text(&value, sent)) {
            found.push(Difference::Header { name: name.clone(), fact: value, sent: sent.cloned() });
        }
    }
    if let Some(media_type) = &fact.content_type {
        let sent = request.headers.get("content-type");
        let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if sent.map(|sent| essence(sent)) != Some(essence(media_type)) {
            let (name, fact) = ("content-type".to_owned(), media_type.clone());
            found.push(Difference::Header { name, fact, sent: sent.cloned() });
        }
    }
}

fn body(fact: &Call, request: &Request, found: &mut Vec<Difference>) {
    let sent = request.body.as_deref().unwrap_or(&request.base64);
    let (same, stated) = match (&fact.body, &fact.body_text, &fact.body_base64) {
        (Some(text), ..) => (same_json(text, sent), text.as_str()),
        (None, Some(text), _) => (text == sent, text.as_str()),
        (None, None, Some(base64)) => (*base64 == request.base64, base64.as_str()),
        (None, None, None) => (sent.is_empty(), ""),
    };
    let without = fact.body.as_ref().and_then(|_| fact.given_body());
    if !same && without.is_some_and(|given| same_json(&given.to_string(), sent)) {
        let pointers = fact.sent_by_default.iter().filter(|name| name.starts_with('/'));
        found.extend(pointers.cloned().map(Difference::BodyDefault));
    } else if !same {
        found.push(Difference::Body { fact: stated.to_owned(), sent: sent.to_owned() });
    }
}

fn same_json(fact: &str, sent: &str) -> bool {
    match (serde_json::from_str::<Value>(fact), serde_json::from_str::<Value>(sent)) {
        (Ok(fact), Ok(sent)) => same_value(&fact, &sent),
        _ => fact == sent,
    }
}

/// Whether two JSON values are equal: numbers by value, members in any order.
fn same_value(fact: &Value, sent: &Value) -> bool {
    match (fact, sent) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_value(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same_value(a, b)))
        }
        _ => fact == sent,
    }
}

/// The client reads a success and reports a failure's status, and the values in the answer are those of the fact.
fn answer(fact: &Call, outcome: &Outcome, found: &mut Vec<Difference>) {
    let is_failure = fact.status.is_some_and(|status| status >= 400);
    match (outcome.kind.as_str(), is_failure) {
        (_, true) if outcome.status != fact.status => {
            let read = outcome.status.map_or("none".to_owned(), |status| status.to_string());
            let fact = fact.status.unwrap_or_default().to_string();
            found.push(Difference::Answer { pointer: "status".to_owned(), fact, read });
        }
        ("done", _) => {
            let absent = Value::Null;
            let value = match &outcome.answer {
                Some(Payload::Json(value)) => value,
                Some(Payload::Text(_) | Payload::Base64(_)) | None => &absent,
            };
            found.extend(expected(&fact.expect, value));
        }
        (_, true) => {}
        // Without an answer there is nothing to read.
        (_, false) if fact.answer.is_none() && fact.answer_text.is_none() => {}
        (kind, false) => {
            let (error, field) = (outcome.error.clone().unwrap_or_default(), outcome.field.clone());
            found.push(Difference::NotRead { kind: kind.to_owned(), error, field });
        }
    }
}

/// The pointers whose values differ. `#count` at the end of a pointer is the number of items or members.
fn expected(expect: &BTreeMap<String, Value>, answer: &Value) -> Vec<Difference> {
    let differs = expect.iter().filter_map(|(pointer, fact)| {
        let read = match pointer.strip_suffix("#count") {
            None => at(answer, pointer).cloned(),
            Some(place) => answer.pointer(place).and_then(|value| match value {
                Value::Array(items) => Some(items.len().into()),
                Value::Object(members) => Some(members.len().into()),
                _ => None,
            }),
        };
        let same = read.as_ref().is_some_and(|read| same_value(fact, read));
        let read = read.map_or("nothing".to_owned(), |read| read.to_string());
        (!same).then(|| Difference::Answer { pointer: pointer.clone(), fact: fact.to_string(), read })
    });
    differs.collect()
}

/// The value of a pointer; keys as they are, or in another case.
fn at<'a>(value: &'a Value, pointer: &str) -> Option<&'a Value> {
    let keys = pointer.split('/').skip(1).map(|key| key.replace("~1", "/").replace("~0", "~"));
    keys.into_iter().try_fold(value, |value, key| match value {
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        Value::Object(members) => {
            let other_case =
                || members.iter().find(|(name, _)| name.eq_ignore_ascii_case(&key)).map(|(_, value)| value);
            members.get(&key).or_else(other_case)
        }
        _ => None,
    })
}

/// What the driver saw of a callback.
#[derive(Deserialize)]
pub(super) struct Decoded {
    payloads: Option<Vec<Payload>>,
    error: Option<String>,
    /// The path of the field that does not fit.
    field: Option<String>,
}

/// The differences of a callback.
pub(super) fn callback(fact: &Callback, decoded: &Decoded) -> Vec<Difference> {
    let Some(payloads) = &decoded.payloads else {
        let error = decoded.error.clone().unwrap_or_default();
        // No list at all is an error of the client's, as a refused body is.
        let is_expected = fact.refused || fact.count.is_none() && fact.decoded.is_none();
        return if is_expected {
            Vec::new()
        } else {
            vec![Difference::NotRead { kind: "not-decoded".to_owned(), error, field: decoded.field.clone() }]
        };
    };
    let differs = |pointer: &str, fact: String, read: String| {
        vec![Difference::Answer { pointer: pointer.to_owned(), fact, read }]
    };
    if fact.refused {
        return differs("", "an error".to_owned(), format!("{payloads:?}"));
    }
    if let Some(text) = &fact.decoded {
        return match payloads.as_slice() {
            [Payload::Text(read)] if read == text => Vec::new(),
            _ => differs("", text.clone(), format!("{payloads:?}")),
        };
    }
    let items: Vec<Value> = payloads
        .iter()
        .map(|payload| match payload {
            Payload::Json(value) => value.clone(),
            Payload::Text(text) | Payload::Base64(text) => Value::String(text.clone()),
        })
        .collect();
    match fact.count {
        None if items.is_empty() => Vec::new(),
        None => differs("#count", "no list".to_owned(), items.len().to_string()),
        Some(count) if count != items.len() => differs("#count", count.to_string(), items.len().to_string()),
        Some(_) => expected(&fact.expect, &Value::Array(items)),
    }
}
