//! The request of the operation that removes a registration. In: its values as data, and a subscription. Out: the request, or the
//! names of the values that are missing.

use crate::{
    connection::Connection,
    error::Result,
    http::request::HttpRequest,
    request::builder::RequestBuilder,
    webhook::{
        removal::{Given, Place, Removal, RemovalValue},
        subscription::Subscription,
    },
};
use serde_json::{Map, Value};

/// The request, or what it lacks.
pub(super) enum Filled {
    Request(Box<HttpRequest>),
    Needs(Vec<String>),
}

/// Fills in an operation. `values` are the caller's; they come before what was sent, and that before what was returned.
///
/// # Errors
/// A value cannot be sent.
pub(super) fn request(
    connection: &Connection,
    removal: &'static Removal,
    subscription: &Subscription,
    values: &[(String, String)],
) -> Result<Filled> {
    // A constant of the body is another value than a parameter of the same name.
    let is_constant = |value: &RemovalValue| value.0 == Place::Member && matches!(value.2, Given::Default(_));
    let known = |value: &RemovalValue| match is_constant(value) {
        true => own(value.1, values).map(Value::from),
        false => given(value.1, subscription, values),
    };
    let mut found: Vec<Option<Value>> = removal.values.iter().map(known).collect();
    let missing = |found: &[Option<Value>]| -> Vec<usize> {
        let needed = removal.values.iter().enumerate().filter(|(_, value)| value.2 == Given::Required);
        needed.map(|(at, _)| at).filter(|at| found[*at].is_none()).collect()
    };
    for at in missing(&found) {
        let name = removal.values[at].1;
        found[at] = returned(subscription, name).or_else(|| in_body(subscription, name));
    }
    if let [at] = missing(&found)[..] {
        found[at] = subscription.response().and_then(id);
    }
    let missing = missing(&found);
    if !missing.is_empty() {
        return Ok(Filled::Needs(missing.into_iter().map(|at| removal.values[at].1.trim().to_owned()).collect()));
    }
    let mut call = RequestBuilder::new(connection, &removal.operation);
    if let Some(body) = removal.body {
        call.json_default(body);
    }
    for (RemovalValue(place, name, given), value) in removal.values.iter().zip(found) {
        let value = match (value, given) {
            (Some(value), _) => value,
            (None, Given::Default(json)) if *place == Place::Member => serde_json::from_str(json).unwrap_or_default(),
            (None, Given::Default(text)) => Value::from(*text),
            (None, _) => continue,
        };
        put(&mut call, *place, name, &value);
    }
    Ok(Filled::Request(Box::new(call.into_request()?)))
}

/// The headers of a removal that follows `Location`.
pub(super) fn headers(removal: &'static Removal, subscription: &Subscription) -> Vec<(&'static str, String)> {
    let headers = removal.values.iter().filter(|value| value.0 == Place::Header);
    let headers = headers.filter_map(|RemovalValue(_, name, given)| {
        let sent = subscription.values().parameter(name).map(str::to_owned);
        let default = match given {
            Given::Default(text) => Some((*text).to_owned()),
            Given::Required | Given::Optional => None,
        };
        Some((*name, sent.or(default)?))
    });
    headers.collect()
}

fn put(call: &mut RequestBuilder, place: Place, name: &'static str, value: &Value) {
    let text = text(value);
    match place {
        Place::Path => call.path(name, &text),
        Place::PathDouble => call.path_double(name, &text),
        Place::Query => call.query(name, &text),
        Place::Header => call.header(name, &text),
        Place::Form => call.form(name, &text),
        Place::Member => call.json_member(&[name], value),
        Place::Body => call.json(value),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The caller's value of this name, or the parameter that was sent with it.
fn given(name: &str, subscription: &Subscription, values: &[(String, String)]) -> Option<Value> {
    own(name, values).or_else(|| subscription.values().parameter(name)).map(Value::from)
}

/// The caller's value of this name.
fn own<'v>(name: &str, values: &'v [(String, String)]) -> Option<&'v str> {
    values.iter().find(|(other, _)| other.trim() == name.trim()).map(|(_, value)| value.as_str())
}

/// The property of the response with this name, also in an object inside it.
fn returned(subscription: &Subscription, name: &str) -> Option<Value> {
    let response = subscription.response()?.as_object()?;
    let of = |object: &Map<String, Value>| {
        let mut members = object.iter().filter(|(key, value)| word(key) == word(name) && is_scalar(value));
        members.next().map(|(_, value)| value.clone())
    };
    of(response).or_else(|| response.values().filter_map(Value::as_object).find_map(of))
}

/// The property of the body that was sent with this name.
fn in_body(subscription: &Subscription, name: &str) -> Option<Value> {
    subscription.values().body.as_ref()?.get(name.trim()).filter(|value| is_scalar(value)).cloned()
}

/// The id in a response: the response itself, its `id`, or its only property for an id; else that of an object inside it.
fn id(response: &Value) -> Option<Value> {
    if is_scalar(response) {
        return Some(response.clone());
    }
    let object = response.as_object()?;
    let of = |object: &Map<String, Value>| {
        let scalars = || object.iter().filter(|(_, value)| is_scalar(value));
        let id = scalars().find(|(key, _)| word(key) == "id");
        let mut ids = scalars().filter(|(key, _)| is_id(key));
        let only = match (ids.next(), ids.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        };
        id.or(only).map(|(_, value)| value.clone())
    };
    let mut inside = object.values().filter_map(Value::as_object).filter_map(of);
    of(object).or_else(|| match (inside.next(), inside.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    })
}

/// Whether a key names an id. The generator has the same rule for declared responses.
fn is_id(key: &str) -> bool {
    ["id", "uuid", "guid"].iter().any(|end| word(key).ends_with(end))
}

fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::Number(_)) || value.as_str().is_some_and(|text| !text.is_empty())
}

/// A name without case and separators.
fn word(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_id_is_found_where_there_is_only_one() {
        for (response, expected) in [
            (json!("h-1"), Some(json!("h-1"))),
            (json!(7), Some(json!(7))),
            (json!({"id": "h-1", "accountId": "a"}), Some(json!("h-1"))),
            (json!({"ID": 3, "ok": true}), Some(json!(3))),
            (json!({"webhookId": "h-1", "name": "n"}), Some(json!("h-1"))),
            (json!({"hook_uuid": "h-1"}), Some(json!("h-1"))),
            (json!({"data": {"id": "h-1"}, "ok": true}), Some(json!("h-1"))),
            (json!({"webhookId": "h-1", "accountId": "a"}), None),
            (json!({"data": {"id": "h-1"}, "user": {"id": "u"}}), None),
            (json!({"name": "n", "id": null}), None),
            (json!([{"id": "h-1"}]), None),
            (json!({}), None),
        ] {
            assert_eq!(id(&response), expected, "{response}");
        }
    }
}
