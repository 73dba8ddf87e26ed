//! The parameters of a trigger, in the form that a namespace takes: an array of name and value, with the whole body under
//! the name `body`.

use super::{error::AzureError, secret::Values};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_json::{Map, Value};

/// The name of the entry that has the body, whatever the definition calls its body parameter.
const BODY: &str = "body";

/// The parameters of a trigger. `Debug` prints their names alone; their texts are wiped on drop.
///
/// ```
/// use connector_triggers::azure::Parameters;
/// use serde_json::json;
///
/// let parameters = Parameters::new().with("folderPath", "Inbox").with_body(json!({ "filter": { "labels": ["a"] } }));
/// assert_eq!(
///     serde_json::to_value(&parameters)?,
///     json!([
///         { "name": "folderPath", "value": "Inbox" },
///         { "name": "body", "value": { "filter": { "labels": ["a"] } } },
///     ]),
/// );
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    values: Values,
    body: Values,
}

impl Parameters {
    /// No parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// The parameters of a request as a client of the connector would send it: its path, query and header values by
    /// name, and its JSON body. A body without any member is left out.
    pub fn from_request(values: Map<String, Value>, body: Option<Value>) -> Self {
        let parameters = Self { values: Values(values), body: Values::default() };
        match body {
            Some(body) => parameters.with_body(body),
            None => parameters,
        }
    }

    /// Sets a path, query or header parameter by its wire name.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.values.0.insert(name.into(), value.into());
        self
    }

    /// Sets the JSON body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Value>) -> Self {
        let body = body.into();
        self.body = Values::default();
        if !body.as_object().is_some_and(Map::is_empty) {
            self.body.0.insert(BODY.into(), body);
        }
        self
    }

    /// Visits every text and number, and every key that is data.
    pub(super) fn each(&self, visit: &mut dyn FnMut(&str)) {
        self.values.each(visit);
        self.body.each(visit);
    }

    /// A namespace ignores in silence what these checks find.
    pub(super) fn check(&self, doing: &'static str) -> Result<(), AzureError> {
        for name in self.values.0.keys() {
            if name == BODY && !self.body.0.is_empty() {
                return Err(AzureError::invalid(doing, "there is a parameter `body` beside the body"));
            }
            if name.starts_with("body.") || name.starts_with("body/") {
                // The name is not printed: the part may be a key that is data.
                let problem = "a parameter names a part of the body: pass the whole body with `with_body`";
                return Err(AzureError::invalid(doing, problem));
            }
        }
        Ok(())
    }
}

impl From<Map<String, Value>> for Parameters {
    fn from(values: Map<String, Value>) -> Self {
        Self::from_request(values, None)
    }
}

impl From<(Map<String, Value>, Option<Value>)> for Parameters {
    fn from((values, body): (Map<String, Value>, Option<Value>)) -> Self {
        Self::from_request(values, body)
    }
}

impl Serialize for Parameters {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entries = self.values.0.iter().chain(&self.body.0);
        let mut list = serializer.serialize_seq(Some(entries.clone().count()))?;
        for (name, value) in entries {
            list.serialize_element(&Entry { name, value })?;
        }
        list.end()
    }
}

struct Entry<'a> {
    name: &'a str,
    value: &'a Value,
}

impl Serialize for Entry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entry = serializer.serialize_map(Some(2))?;
        entry.serialize_entry("name", self.name)?;
        entry.serialize_entry("value", self.value)?;
        entry.end()
    }
}
