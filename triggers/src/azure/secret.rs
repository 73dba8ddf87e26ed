//! Texts and JSON values that are not printed, and that are wiped from memory on drop.

use azure_core::http::Url;
use connector_runtime::redaction::{Sent, is_name};
use serde_json::{Map, Value};
use std::fmt;
use zeroize::{Zeroize as _, Zeroizing};

/// A password, a key, or a URL that contains one. `Debug` hides it. Its memory is wiped on drop.
#[derive(Clone, serde::Deserialize)]
#[serde(from = "String")]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl serde::Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Adds what no error may contain of a URL.
pub(super) fn add_url(url: &str, sent: &mut Sent) {
    sent.add_credential(url);
    if let Ok(url) = Url::parse(url) {
        sent.add_url(&url);
    }
}

/// JSON values by name. `Debug` prints the names alone, and of them those that a definition may have. The texts are wiped on
/// drop.
#[derive(Clone, Default)]
pub(super) struct Values(pub(super) Map<String, Value>);

impl Values {
    /// Visits every text and number, and every key that is data.
    pub(super) fn each(&self, visit: &mut dyn FnMut(&str)) {
        members(&self.0, visit);
    }
}

impl Drop for Values {
    fn drop(&mut self) {
        self.0.values_mut().for_each(wipe);
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys().map(|key| if is_name(key) { key } else { "…" })).finish()
    }
}

fn each(value: &Value, visit: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => visit(text),
        Value::Number(number) => visit(&number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| each(item, visit)),
        Value::Object(object) => members(object, visit),
        Value::Null | Value::Bool(_) => {}
    }
}

fn members(object: &Map<String, Value>, visit: &mut dyn FnMut(&str)) {
    for (key, value) in object {
        if !is_name(key) {
            visit(key);
        }
        each(value, visit);
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(members) => members.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_value_is_found_and_every_text_wiped() {
        let mut value = json!({ "a": ["x", { "b": "y", "e@f": null }], "c": 1, "c d": true });
        let values = Values(value.as_object().cloned().unwrap_or_default());
        let mut found = Vec::new();
        values.each(&mut |value| found.push(value.to_owned()));
        assert_eq!(found, ["x", "y", "e@f", "1", "c d"]);
        assert_eq!(format!("{values:?}"), r#"{"a", "c", "…"}"#);
        wipe(&mut value);
        assert_eq!(value, json!({ "a": ["", { "b": "", "e@f": null }], "c": 1, "c d": true }));
    }
}
