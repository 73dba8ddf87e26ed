//! Envelopes of triggers, read by a slow reader of serde's values: keys in any case, each rule spelt out.

use std::collections::BTreeMap;

use connector_runtime::codegen::TriggerItem;
use serde_json::{Map, Value};

/// A model without other members.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Closed {
    id: Option<String>,
    big_id: Option<String>,
    name: Option<String>,
    inner: Option<Box<Closed>>,
}

connector_runtime::codegen::model! {
    Closed { optional id = "id", optional big_id = "ID", optional name = "displayName", optional inner = "inner" }
}

/// A model that keeps other members.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Open {
    id: Option<String>,
    name: Option<String>,
    inner: Option<Box<Open>>,
    extra: BTreeMap<String, Value>,
}

connector_runtime::codegen::model! {
    Open { optional id = "id", optional name = "displayName", optional inner = "inner", extra extra }
}

/// Reads the items of an envelope as both models.
pub type Subject = fn(&[u8]) -> Result<Vec<(Closed, Open)>, String>;

/// The runtime's reader.
///
/// # Errors
/// The text of the runtime's error.
pub fn runtime(bytes: &[u8]) -> Result<Vec<(Closed, Open)>, String> {
    fn both(item: &TriggerItem) -> connector_runtime::Result<(Closed, Open)> {
        Ok((item.clone().json()?, item.clone().json()?))
    }
    let items = TriggerItem::envelope("Fuzz", bytes).map_err(|error| error.to_string())?;
    items.iter().map(|item| both(item).map_err(|error| error.to_string())).collect()
}

/// The property of an envelope.
///
/// # Errors
/// How the two readers differ.
pub fn envelope(bytes: &[u8]) -> Result<(), String> {
    agrees(runtime, bytes)
}

/// Whether a reader agrees with the slow one, as far as serde's values can say: they have one member of each key, texts and objects.
///
/// # Errors
/// How they differ.
pub fn agrees(subject: Subject, bytes: &[u8]) -> Result<(), String> {
    let read = subject(bytes);
    let Some(value) = value(bytes) else { return Ok(()) };
    let Some(expected) = items(&value) else {
        return read.map_or(Ok(()), |read| Err(format!("no envelope, and the runtime reads {read:?}")));
    };
    let expected: Option<Vec<_>> = expected.into_iter().map(|item| Some((closed(item)?, opened(item)?))).collect();
    match (expected, read) {
        // A value that does not fit is the business of `response`.
        (None, _) => Ok(()),
        (Some(expected), Ok(read)) if expected == read => Ok(()),
        (expected, read) => Err(format!("expected {expected:?}, read {read:?}")),
    }
}

/// The value, if no object in it has a key twice.
fn value(bytes: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(bytes).ok()?;
    let value: Value = serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text)).ok()?;
    let members = |value: &Value| value.as_object().map_or(0, Map::len);
    let mut all = 0;
    visit(&value, &mut |value| all += members(value));
    (text.matches(':').count() == all + colons(&value)).then_some(value)
}

/// The colons within keys and texts.
fn colons(value: &Value) -> usize {
    let mut count = 0;
    visit(value, &mut |value| match value {
        Value::String(text) => count += text.matches(':').count(),
        Value::Object(members) => count += members.keys().map(|key| key.matches(':').count()).sum::<usize>(),
        _ => {}
    });
    count
}

fn visit(value: &Value, see: &mut dyn FnMut(&Value)) {
    see(value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| visit(item, see)),
        Value::Object(members) => members.values().for_each(|member| visit(member, see)),
        _ => {}
    }
}

/// The items of an envelope; `None` if it is none.
fn items(value: &Value) -> Option<Vec<&Value>> {
    let body = member(value.as_object()?, "body", &["body"])?;
    if body.is_null() {
        return None;
    }
    let Some(members) = body.as_object() else { return Some(vec![body]) };
    let is_annotation = |key: &str| key.starts_with('@') || key.starts_with("odata.") || key == "nextLink";
    let mut others = members.iter().filter(|(key, _)| !is_annotation(key));
    match (others.next(), others.next()) {
        (Some((key, Value::Array(items))), None) if key.eq_ignore_ascii_case("value") => {
            Some(items.iter().filter(|item| !item.is_null()).collect())
        }
        (Some((key, Value::Null)), None) if key.eq_ignore_ascii_case("value") => Some(Vec::new()),
        _ => Some(vec![body]),
    }
}

fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// The key of the member that belongs to a field: its own, or the only one in another case that is no field's own.
fn key_of<'m>(members: &'m Map<String, Value>, key: &str, known: &[&str]) -> Option<&'m str> {
    if let Some((own, _)) = members.get_key_value(key) {
        return Some(own);
    }
    let mut others = members.keys().filter(|other| lower(other) == lower(key) && !known.contains(&other.as_str()));
    match (others.next(), others.next()) {
        // The first field without a member of its own takes it.
        (Some(other), None) => {
            let first = known.iter().find(|known| lower(known) == lower(key) && !members.contains_key(**known))?;
            (*first == key).then_some(other)
        }
        _ => None,
    }
}

fn member<'m>(members: &'m Map<String, Value>, key: &str, known: &[&str]) -> Option<&'m Value> {
    key_of(members, key, known).and_then(|key| members.get(key))
}

/// A text, or nothing for null; `None` if the value does not fit.
fn text(value: Option<&Value>) -> Option<Option<String>> {
    match value {
        None | Some(Value::Null) => Some(None),
        Some(Value::String(text)) => Some(Some(text.clone())),
        Some(_) => None,
    }
}

/// An object, or nothing for what stands for a missing one.
fn object<T>(value: Option<&Value>, read: fn(&Value) -> Option<T>) -> Option<Option<Box<T>>> {
    match value {
        None | Some(Value::Null | Value::Bool(false)) => Some(None),
        Some(Value::String(text)) if text.is_empty() => Some(None),
        Some(Value::Array(items)) if items.is_empty() => Some(None),
        Some(value) => read(value).map(|value| Some(Box::new(value))),
    }
}

fn closed(value: &Value) -> Option<Closed> {
    let (members, known) = (value.as_object()?, ["id", "ID", "displayName", "inner"]);
    let get = |key: &str| member(members, key, &known);
    let (id, big_id, name) = (text(get("id"))?, text(get("ID"))?, text(get("displayName"))?);
    Some(Closed { id, big_id, name, inner: object(get("inner"), closed)? })
}

fn opened(value: &Value) -> Option<Open> {
    let (members, known) = (value.as_object()?, ["id", "displayName", "inner"]);
    let get = |key: &str| member(members, key, &known);
    let taken: Vec<&str> = known.iter().filter_map(|key| key_of(members, key, &known)).collect();
    let rest = members.iter().filter(|(key, value)| !taken.contains(&key.as_str()) && !value.is_null());
    Some(Open {
        id: text(get("id"))?,
        name: text(get("displayName"))?,
        inner: object(get("inner"), opened)?,
        extra: rest.map(|(key, value)| (key.clone(), value.clone())).collect(),
    })
}
