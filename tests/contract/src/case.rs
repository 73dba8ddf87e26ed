//! A case: the values of one call, and its outcome.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use azure_core::credentials::TokenCredential;
use connector_runtime::{ClientOptions, Decode, Error, ErrorKind, Upload, codegen::TriggerItem};
use serde::Deserialize;
use serde_json::Value;

use crate::connection::JudgeConnection;

/// A call under way.
pub type Calling<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;
/// What became of a case.
pub type Outcome = Result<(), Failure>;

/// One call to make.
pub struct Case {
    planned: Planned,
    connection: Arc<JudgeConnection>,
    /// Which of the values the client had a place for.
    used: Vec<bool>,
}

/// A case as the judge planned it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Planned {
    pub(crate) case: u64,
    pub(crate) connector: String,
    pub(crate) operation: String,
    pub(crate) values: Vec<Given>,
    /// The value to use if the client requires one that the definition does not require.
    #[serde(default)]
    pub(crate) spare: Vec<Given>,
}

/// A value and where it goes.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Given {
    pub(crate) place: String,
    pub(crate) key: String,
    pub(crate) value: Value,
}

/// Why a case did not come to its end.
#[derive(Debug)]
pub enum Failure {
    /// The client insists on a value that neither the case nor its spare ones hold.
    NoValue(String),
    /// A value of the definition is none of the client's type.
    NoFit(String),
    /// The client could not send the request, or could not read the response.
    Client(Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoValue(address) => write!(f, "the client insists on a value of {address}"),
            Self::NoFit(problem) => f.write_str(problem),
            Self::Client(error) => write!(f, "{error}"),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Client(error)
    }
}

impl Failure {
    /// The kind, in one word that a table can hold.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::NoValue(_) => "no-value",
            Self::NoFit(_) => "no-fit",
            Self::Client(error) => match error.kind() {
                ErrorKind::Decode => "not-decoded",
                ErrorKind::Request => "not-built",
                ErrorKind::Unsupported => "unsupported",
                ErrorKind::Status => "status",
                _ => "not-sent",
            },
        }
    }
}

impl Case {
    pub(crate) fn new(planned: Planned, connection: Arc<JudgeConnection>) -> Self {
        let used = vec![false; planned.values.len()];
        Self { planned, connection, used }
    }

    /// The `operationId`.
    pub fn operation(&self) -> &str {
        &self.planned.operation
    }

    /// The connection runtime URL; it names the case, so that the judge knows which one a request is of.
    pub fn url(&self) -> &str {
        self.connection.url_of(self.planned.case)
    }

    /// A credential that hands out a fixed token.
    pub fn credential(&self) -> Arc<dyn TokenCredential> {
        self.connection.credential()
    }

    /// Options whose transport leads to the judge.
    pub fn options(&self) -> ClientOptions {
        self.connection.options()
    }

    /// The value of an argument: the case's own, or a spare one.
    ///
    /// # Errors
    /// There is none, or it is none of the argument's type.
    pub fn needed<T>(&mut self, place: &str, key: &str, read: fn(&Value) -> Result<T, Failure>) -> Result<T, Failure> {
        if let Some(value) = self.given(place, key, read)? {
            return Ok(value);
        }
        match self.planned.spare.iter().find(|given| given.is_at(place, key)) {
            Some(given) => read(&given.value),
            None => Err(Failure::NoValue(format!("{place} {key:?}"))),
        }
    }

    /// The value of an option, if the case has one.
    ///
    /// # Errors
    /// It is none of the option's type.
    pub fn given<T>(
        &mut self,
        place: &str,
        key: &str,
        read: fn(&Value) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        let Some(index) = self.planned.values.iter().position(|given| given.is_at(place, key)) else { return Ok(None) };
        self.used[index] = true;
        read(&self.planned.values[index].value).map(Some)
    }

    /// What the client made of the response.
    ///
    /// # Errors
    /// It made none of it.
    pub fn sent<T>(&self, response: connector_runtime::Result<T>) -> Outcome {
        response.map(drop).map_err(Failure::from)
    }

    /// The values that the client has no place for.
    pub(crate) fn unused(&self) -> Vec<String> {
        let values = self.planned.values.iter().zip(&self.used).filter(|(_, used)| !**used);
        values.map(|(given, _)| format!("{} {}", given.place, given.key)).collect()
    }
}

impl Given {
    fn is_at(&self, place: &str, key: &str) -> bool {
        self.place == place && (self.key == key || place == "body")
    }
}

/// A value of any type that a client takes, read as a response's JSON is.
///
/// # Errors
/// The value is none of the type.
pub fn json<T: Decode>(value: &Value) -> Result<T, Failure> {
    let item = TriggerItem::direct("value", value.to_string().as_bytes());
    item.and_then(TriggerItem::json)
        .map_err(|error| Failure::NoFit(format!("the client's type takes no such value: {error}")))
}

/// A body that is sent as it is: the text of a string.
///
/// # Errors
/// The value is not a string.
pub fn bytes(value: &Value) -> Result<Upload, Failure> {
    match value {
        Value::String(text) => Ok(Upload::new(text.clone())),
        _ => Err(Failure::NoFit("the client sends bytes where the definition has something else".to_owned())),
    }
}

/// A file: `{"name", "type", "content"}`.
///
/// # Errors
/// The value is not such an object.
pub fn file(value: &Value) -> Result<Upload, Failure> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    match (text("name"), text("type"), text("content")) {
        (Some(name), Some(media_type), Some(content)) => {
            Ok(Upload::new(content).with_file_name(name).with_content_type(media_type))
        }
        _ => Err(Failure::NoFit("the client sends a file where the definition has none".to_owned())),
    }
}

/// Files: a list of what [`file()`] takes.
///
/// # Errors
/// The value is not such a list.
pub fn files(value: &Value) -> Result<Vec<Upload>, Failure> {
    match value {
        Value::Array(items) => items.iter().map(file).collect(),
        _ => Err(Failure::NoFit("the client sends a list of files where the definition has none".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

    use super::*;
    use serde_json::json as value;

    fn case() -> Case {
        let planned = value!({
            "case": 0, "connector": "kaizala", "operation": "SendMessage",
            "values": [
                { "place": "path", "key": "groupId", "value": "g-1" },
                { "place": "query", "key": "sendToAll", "value": "Yes" },
            ],
            "spare": [{ "place": "query", "key": "limit", "value": 5 }],
        });
        Case::new(serde_json::from_value(planned).unwrap(), Arc::new(JudgeConnection::new(1, 1)))
    }

    #[test]
    fn a_value_is_found_by_place_and_key() {
        let mut case = case();
        assert_eq!(case.needed("path", "groupId", json::<String>).unwrap(), "g-1");
        assert!(case.given("query", "groupId", json::<String>).unwrap().is_none());
        assert_eq!(case.unused(), ["query sendToAll"]);
    }

    #[test]
    fn a_spare_value_is_for_who_insists() {
        let mut case = case();
        assert!(case.given("query", "limit", json::<i64>).unwrap().is_none());
        assert_eq!(case.needed("query", "limit", json::<i64>).unwrap(), 5);
        let failure = case.needed("header", "X-Level", json::<i64>).unwrap_err();
        assert_eq!((failure.kind(), failure.to_string().contains("X-Level")), ("no-value", true));
    }

    #[test]
    fn a_value_of_another_type_does_not_fit() {
        assert_eq!(json::<bool>(&value!([1])).unwrap_err().kind(), "no-fit");
        assert_eq!(bytes(&value!(1)).unwrap_err().kind(), "no-fit");
        assert_eq!(files(&value!([{ "name": "a.txt" }])).unwrap_err().kind(), "no-fit");
    }

    #[test]
    fn a_file_has_name_type_and_content() {
        let file = file(&value!({ "name": "a.txt", "type": "text/plain", "content": "x" })).unwrap();
        assert_eq!((file.file_name(), file.content_type(), file.length()), ("a.txt", "text/plain", 1));
    }
}
