//! A case: the values of one call, and its outcome.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use azure_core::credentials::TokenCredential;
use connector_runtime::{
    Base64, Bytes, ClientOptions, Decode, Encode, Error, ErrorKind, Upload, codegen::TriggerItem, convert,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// A call under way.
pub type Calling<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;
/// What became of a case.
pub type Outcome = Result<(), Failure>;

/// One call to make.
pub struct Case {
    planned: Planned,
    service: Service,
    /// Which of the values the client had a place for.
    used: Vec<bool>,
    /// Place and key of the argument that was read last.
    read_last: Option<(String, String)>,
    /// The decoded response, if somebody compares it.
    answer: Option<Payload>,
}

/// What answers the request of a case.
#[derive(Clone)]
pub(crate) struct Service {
    /// The connection runtime URL.
    pub(crate) url: String,
    pub(crate) credential: Arc<dyn TokenCredential>,
    pub(crate) options: ClientOptions,
    /// Whether the decoded response is kept.
    pub(crate) keeps_answer: bool,
}

/// A decoded value: a response, or the payload of a trigger.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    /// JSON, as the client's type writes it.
    Json(Value),
    /// A file.
    Bytes(Bytes),
}

impl Payload {
    /// The JSON of a value.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    pub fn of(value: &impl Encode) -> Result<Self, Failure> {
        Ok(Self::Json(convert(value)?))
    }

    /// The value for a line of JSON; bytes as a string, or as Base64 if they are not UTF-8.
    pub(crate) fn shown(&self) -> Value {
        match self {
            Self::Json(json) => json!({ "json": json }),
            Self::Bytes(bytes) if std::str::from_utf8(bytes).is_ok() => {
                json!({ "text": String::from_utf8_lossy(bytes) })
            }
            Self::Bytes(bytes) => json!({ "base64": Base64::from(bytes.clone()).as_str() }),
        }
    }
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

/// The place of a value that may be in path, query, header or form.
const ANYWHERE: &str = "parameter";

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
                ErrorKind::Empty => "empty",
                ErrorKind::Request => "not-built",
                ErrorKind::Unsupported => "unsupported",
                ErrorKind::Status => "status",
                _ => "not-sent",
            },
        }
    }

    /// The path of the field that does not fit, in a body or a response.
    pub(crate) fn field(&self) -> Option<&str> {
        match self {
            Self::Client(error) => error.field(),
            _ => None,
        }
    }

    /// The status of the response, if there was one.
    pub(crate) fn status(&self) -> Option<u16> {
        match self {
            Self::Client(error) => error.status(),
            _ => None,
        }
    }
}

impl Case {
    pub(crate) fn new(planned: Planned, service: Service) -> Self {
        let used = vec![false; planned.values.len()];
        Self { planned, service, used, read_last: None, answer: None }
    }

    /// The `operationId`.
    pub fn operation(&self) -> &str {
        &self.planned.operation
    }

    /// The connection runtime URL.
    pub fn url(&self) -> &str {
        &self.service.url
    }

    /// A credential that hands out a fixed token.
    pub fn credential(&self) -> Arc<dyn TokenCredential> {
        Arc::clone(&self.service.credential)
    }

    /// Options whose transport leads to the service.
    pub fn options(&self) -> ClientOptions {
        self.service.options.clone()
    }

    /// The value of an argument: the case's own, or a spare one.
    ///
    /// # Errors
    /// There is none, or it is none of the argument's type.
    pub fn needed<T>(&mut self, place: &str, key: &str, read: fn(&Value) -> Result<T, Failure>) -> Result<T, Failure> {
        self.read_last = Some((place.to_owned(), key.to_owned()));
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
        self.read_last = Some((place.to_owned(), key.to_owned()));
        read(&self.planned.values[index].value).map(Some)
    }

    /// The callback URL at these keys in the body of the case, or in a spare one.
    ///
    /// # Errors
    /// It is missing, or is not text.
    pub fn callback_url(&mut self, keys: &[&str]) -> Result<String, Failure> {
        let body = self.needed("body", "", json::<Value>)?;
        let url = keys.iter().try_fold(&body, |at, key| at.get(key)).and_then(Value::as_str);
        url.map(str::to_owned).ok_or_else(|| Failure::NoValue(format!("body {:?}", keys.join("/"))))
    }

    /// Takes a response whose value is not compared.
    ///
    /// # Errors
    /// The client could not send the request, or could not read the response.
    pub fn sent<T>(&self, response: connector_runtime::Result<T>) -> Outcome {
        response.map(drop).map_err(Failure::from)
    }

    /// Takes a response with a JSON value.
    ///
    /// # Errors
    /// As [`sent`](Self::sent).
    pub fn sent_json<T: Encode>(&mut self, response: connector_runtime::Result<Option<T>>) -> Outcome {
        let value = response?;
        if let (true, Some(value)) = (self.service.keeps_answer, value) {
            self.answer = Some(Payload::of(&value)?);
        }
        Ok(())
    }

    /// Takes a response with a string.
    ///
    /// # Errors
    /// As [`sent`](Self::sent).
    pub fn sent_text(&mut self, response: connector_runtime::Result<Option<String>>) -> Outcome {
        self.answer = response?.map(|text| Payload::Json(Value::String(text)));
        Ok(())
    }

    /// Takes a response with bytes.
    ///
    /// # Errors
    /// As [`sent`](Self::sent).
    pub fn sent_bytes(&mut self, response: connector_runtime::Result<Option<Bytes>>) -> Outcome {
        self.answer = response?.map(Payload::Bytes);
        Ok(())
    }

    /// The decoded response.
    pub(crate) fn answer(&self) -> Option<&Payload> {
        self.answer.as_ref()
    }

    /// Place and key of the argument whose value is missing or is none of its type.
    pub(crate) fn argument_of<'a>(&'a self, failure: &Failure) -> Option<(&'a str, &'a str)> {
        let (place, key) = self.read_last.as_ref()?;
        matches!(failure, Failure::NoValue(_) | Failure::NoFit(_)).then_some((place.as_str(), key.as_str()))
    }

    /// The values that the client has no place for.
    pub(crate) fn unused(&self) -> Vec<String> {
        let values = self.planned.values.iter().zip(&self.used).filter(|(_, used)| !**used);
        values.map(|(given, _)| format!("{} {}", given.place, given.key)).collect()
    }
}

impl Given {
    fn is_at(&self, place: &str, key: &str) -> bool {
        // A fact names a parameter by its key alone.
        let is_place = self.place == place || self.place == ANYWHERE && place != "body";
        is_place && (self.key == key || place == "body")
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

/// A body that is sent as it is: a string, `{"text", "type"}`, or `{"base64", "type"}`, both also without a type.
///
/// # Errors
/// The value is neither.
pub fn bytes(value: &Value) -> Result<Upload, Failure> {
    let member = |key: &str| value.get(key).and_then(Value::as_str);
    let content = match (member("text"), member("base64")) {
        (Some(text), _) => Some(text.to_owned().into()),
        (None, Some(text)) => Base64::from(text).to_bytes(),
        (None, None) => None,
    };
    match (value, content, member("type")) {
        (Value::String(text), ..) => Ok(Upload::new(text.clone())),
        (_, Some(content), Some(media_type)) => Ok(Upload::new(content).with_content_type(media_type)),
        (_, Some(content), None) => Ok(Upload::new(content)),
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
    use crate::connection::JudgeConnection;
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
        Case::new(serde_json::from_value(planned).unwrap(), JudgeConnection::new(1).service(0))
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
        assert_eq!(case.argument_of(&failure), Some(("header", "X-Level")));
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
