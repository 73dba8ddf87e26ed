//! The wire facts typed by hand in `tests/fixtures/kaizala-wire.toml`; that file explains its keys.
//!
//! In: the file's text. Out: [`Wire`]. An unknown key is an error.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// All facts of the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wire {
    /// Host of the service.
    pub host: String,
    /// Scheme of the service.
    pub scheme: String,
    /// Base path of the service.
    pub base_path: String,
    /// Known values by wire key.
    pub enumerations: BTreeMap<String, Vec<String>>,
    /// The actions.
    #[serde(rename = "action")]
    pub actions: Vec<Action>,
    /// The operations behind drop-downs.
    #[serde(rename = "internal")]
    pub internals: Vec<Internal>,
    /// The triggers.
    #[serde(rename = "trigger")]
    pub triggers: Vec<Trigger>,
}

/// An action.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// The operationId.
    pub operation: String,
    /// The HTTP method.
    pub method: String,
    /// The path, with its placeholders.
    pub path: String,
    /// No source states the path.
    #[serde(default)]
    pub path_inferred: bool,
    /// Keys of the query.
    #[serde(default)]
    pub query: Vec<Key>,
    /// Name of a dynamic body.
    pub body_name: Option<String>,
    /// Whether the dynamic body is required.
    #[serde(default)]
    pub body_required: bool,
    /// Keys of the JSON body.
    #[serde(default)]
    pub body: Vec<Key>,
    /// Names of the form's parts.
    #[serde(default)]
    pub form: Vec<Key>,
    /// A request with every value set.
    pub full: ExampleRequest,
    /// A request with the required values only.
    pub least: ExampleRequest,
    /// The response; `None` for a 200 without a body.
    pub response: Option<ExampleResponse>,
}

/// A key with its properties.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// The wire key.
    pub key: String,
    /// Whether it is required.
    #[serde(default)]
    pub required: bool,
    /// The kind of its value: `string` unless stated.
    #[serde(default = "text")]
    pub kind: String,
}

fn text() -> String {
    "string".to_owned()
}

/// A request as the server receives it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleRequest {
    /// Values of the path's placeholders, as the caller has them.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// The path that the server receives, after the connection's own prefix.
    pub sent_path: String,
    /// The pairs that the server receives, decoded.
    #[serde(default)]
    pub query: BTreeMap<String, String>,
    /// The JSON that the server receives, as text.
    pub json: Option<String>,
    /// The parts of a multipart body.
    #[serde(default)]
    pub parts: Vec<Part>,
}

/// A part of a multipart body.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Name of the form field.
    pub name: String,
    /// Name of the file.
    pub file_name: String,
    /// Its type.
    pub content_type: String,
    /// Its content.
    pub text: String,
}

/// A response.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleResponse {
    /// Its JSON, as text.
    pub json: String,
}

/// An operation behind a drop-down.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Internal {
    /// The operationId.
    pub operation: String,
    /// The HTTP method.
    pub method: String,
    /// The path, with its placeholders.
    pub path: String,
    /// No source states the path.
    #[serde(default)]
    pub path_inferred: bool,
    /// Keys of the query.
    #[serde(default)]
    pub query: Vec<Key>,
}

/// A trigger.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// The operationId.
    pub operation: String,
    /// The path of its registration.
    pub path: String,
    /// Keys of the registration's query.
    pub query: Vec<Key>,
    /// Name of the payload's definition, or `dynamic`.
    pub payload: String,
    /// A registration with everything set.
    pub call: Registration,
}

/// A registration as the server receives it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// The pairs that the server receives, decoded.
    pub query: BTreeMap<String, String>,
    /// The JSON that the server receives, as text.
    pub json: String,
}

impl Wire {
    /// Reads the file.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// The file of this workspace.
    ///
    /// # Panics
    /// If it cannot be read.
    pub fn of_kaizala() -> Self {
        let path = "tests/fixtures/kaizala-wire.toml";
        Self::parse(&crate::read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The action with this operationId.
    ///
    /// # Panics
    /// If there is none.
    pub fn action(&self, operation: &str) -> &Action {
        let found = self.actions.iter().find(|action| action.operation == operation);
        found.unwrap_or_else(|| panic!("kaizala-wire.toml has no action {operation}"))
    }
}

impl ExampleRequest {
    /// The JSON that the server receives; `None` without a JSON body.
    ///
    /// # Panics
    /// If the file's text is not JSON.
    pub fn body(&self) -> Option<Value> {
        self.json.as_deref().map(json)
    }
}

/// JSON that the file holds as text.
///
/// # Panics
/// If it is not JSON.
pub fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}
