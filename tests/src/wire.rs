//! The wire facts that were typed by hand, `tests/fixtures/kaizala-wire.toml`; that file explains its keys.
//!
//! In: the file's text. Out: [`Wire`]; a key that nobody reads is an error.

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
    /// A call with everything set.
    pub full: Call,
    /// A call with what is required and nothing else.
    pub least: Call,
    /// An answer; a 200 without a body where it is missing.
    pub answer: Option<Answer>,
}

/// A key and what is known of it.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// The wire key.
    pub key: String,
    /// Whether it must be given.
    #[serde(default)]
    pub required: bool,
    /// What its value is where it is no plain string.
    #[serde(default = "text")]
    pub kind: String,
}

fn text() -> String {
    "string".to_owned()
}

/// What a call puts on the wire.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
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

/// An answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
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

/// What a registration puts on the wire.
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
    /// Where it cannot be read.
    pub fn of_kaizala() -> Self {
        let path = "tests/fixtures/kaizala-wire.toml";
        Self::parse(&crate::read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The action with this operationId.
    ///
    /// # Panics
    /// Where there is none.
    pub fn action(&self, operation: &str) -> &Action {
        let found = self.actions.iter().find(|action| action.operation == operation);
        found.unwrap_or_else(|| panic!("kaizala-wire.toml has no action {operation}"))
    }
}

impl Call {
    /// The JSON that the server receives; `None` where there is no JSON body.
    ///
    /// # Panics
    /// Where the file's text is no JSON.
    pub fn body(&self) -> Option<Value> {
        self.json.as_deref().map(json)
    }
}

/// JSON that the file holds as text.
///
/// # Panics
/// Where it is none.
pub fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}
