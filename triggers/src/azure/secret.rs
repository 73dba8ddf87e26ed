//! Texts and JSON values that are not printed, and that are wiped from memory on drop.

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

/// JSON values by name. `Debug` prints the names alone. The texts are wiped on drop.
#[derive(Clone, Default)]
pub(super) struct Values(pub(super) Map<String, Value>);

impl Values {
    /// Every text of the values.
    pub(super) fn texts(&self) -> Vec<&str> {
        let mut texts = Vec::new();
        self.0.values().for_each(|value| collect(value, &mut texts));
        texts
    }
}

impl Drop for Values {
    fn drop(&mut self) {
        self.0.values_mut().for_each(wipe);
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

fn collect<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(members) => members.values().for_each(|member| collect(member, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
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
    fn every_text_is_found_and_wiped() {
        let mut value = json!({ "a": ["x", { "b": "y" }], "c": 1 });
        let values = Values(value.as_object().cloned().unwrap_or_default());
        assert_eq!(values.texts(), ["x", "y"]);
        assert_eq!(format!("{values:?}"), r#"{"a", "c"}"#);
        wipe(&mut value);
        assert_eq!(value, json!({ "a": ["", { "b": "" }], "c": 1 }));
    }
}
