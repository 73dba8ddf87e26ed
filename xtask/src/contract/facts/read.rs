//! A folder of facts in, plain data out: its definitions by file name, its calls, links and callbacks.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

/// `wire.toml`.
#[derive(Default, Deserialize)]
pub(super) struct Wire {
    #[serde(default)]
    pub(super) call: Vec<Call>,
    #[serde(default)]
    pub(super) next_link: Vec<NextLink>,
}

/// A call: the values that the caller gives, the request, and the answer.
#[derive(Deserialize)]
pub(super) struct Call {
    pub(super) id: String,
    pub(super) connector: String,
    pub(super) operation: String,
    #[serde(default)]
    pub(super) operation_is_sdk_method: bool,
    #[serde(default)]
    pub(super) values: Map<String, Value>,
    pub(super) values_named_by: Option<String>,
    pub(super) method: String,
    /// Path and query below the connection runtime URL.
    pub(super) url: Option<String>,
    pub(super) url_from: Option<String>,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, Value>,
    pub(super) body: Option<String>,
    pub(super) body_text: Option<String>,
    pub(super) body_base64: Option<String>,
    pub(super) content_type: Option<String>,
    #[serde(default)]
    pub(super) sent_by_default: Vec<String>,
    #[serde(default)]
    pub(super) defaults_not_sent: Vec<String>,
    pub(super) status: Option<u16>,
    pub(super) answer: Option<String>,
    pub(super) answer_text: Option<String>,
    #[serde(default)]
    pub(super) expect: BTreeMap<String, Value>,
    #[serde(default)]
    pub(super) doubtful: bool,
    pub(super) doubtful_reason: Option<String>,
}

impl Call {
    /// The status of the answer; 200 if the fact does not state it.
    pub(super) fn status(&self) -> u16 {
        self.status.unwrap_or(200)
    }

    /// The body that the caller gives, as a value of the driver's: without the members that the fact's client adds.
    pub(super) fn given_body(&self) -> Option<Value> {
        let media_type = self.content_type.as_deref();
        match (&self.body, &self.body_text, &self.body_base64) {
            (Some(text), ..) => {
                let mut value = serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone()));
                let pointers = self.sent_by_default.iter().filter(|name| name.starts_with('/'));
                pointers.for_each(|pointer| remove(&mut value, pointer));
                Some(value)
            }
            (None, Some(text), _) => Some(json!({ "text": text, "type": media_type })),
            (None, None, Some(base64)) => Some(json!({ "base64": base64, "type": media_type })),
            (None, None, None) => None,
        }
    }
}

/// Removes the member of a pointer, which the client adds itself.
fn remove(value: &mut Value, pointer: &str) {
    let Some((parent, key)) = pointer.rsplit_once('/') else { return };
    if let Some(Value::Object(members)) = value.pointer_mut(parent) {
        members.remove(&key.replace("~1", "/").replace("~0", "~"));
    }
}

/// A link in a response, and the request that follows it.
#[derive(Deserialize)]
pub(super) struct NextLink {
    pub(super) connection: String,
    pub(super) link: String,
    pub(super) request: Option<String>,
    #[serde(default)]
    pub(super) refused: bool,
}

/// `triggers.toml`.
#[derive(Default, Deserialize)]
struct Triggers {
    #[serde(default)]
    callback: Vec<Callback>,
}

/// A body that a service posts.
#[derive(Deserialize)]
pub(super) struct Callback {
    pub(super) id: String,
    pub(super) connector: String,
    pub(super) operation: Option<String>,
    pub(super) body: String,
    pub(super) count: Option<usize>,
    #[serde(default)]
    pub(super) expect: BTreeMap<String, Value>,
    pub(super) decoded: Option<String>,
    #[serde(default)]
    pub(super) refused: bool,
    #[serde(default)]
    pub(super) doubtful: bool,
    pub(super) doubtful_reason: Option<String>,
}

/// The whole folder.
pub(super) struct Folder {
    pub(super) path: PathBuf,
    pub(super) wire: Wire,
    pub(super) callbacks: Vec<Callback>,
    definitions: Vec<PathBuf>,
}

/// Reads a folder of facts.
///
/// # Errors
/// A file cannot be read or is not such TOML, or there is neither `wire.toml` nor `triggers.toml`.
pub(super) fn folder(path: &Path) -> io::Result<Folder> {
    let wire = toml(&path.join("wire.toml"))?;
    let triggers: Option<Triggers> = toml(&path.join("triggers.toml"))?;
    if wire.is_none() && triggers.is_none() {
        let message = format!("{} has neither wire.toml nor triggers.toml", path.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, message));
    }
    let mut definitions = Vec::new();
    files(&path.join("definitions"), &mut definitions)?;
    definitions.sort();
    let callbacks = triggers.unwrap_or_default().callback;
    Ok(Folder { path: path.to_owned(), wire: wire.unwrap_or_default(), callbacks, definitions })
}

fn toml<T: DeserializeOwned>(path: &Path) -> io::Result<Option<T>> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(|error| at(path, &error))?,
    };
    let table: toml::Table = text.parse().map_err(|error| at(path, &error))?;
    table.try_into().map(Some).map_err(|error| at(path, &error))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder).map_err(|error| at(folder, &error))? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => files(&entry.path(), found)?,
            false => found.push(entry.path()),
        }
    }
    Ok(())
}

fn at(path: &Path, error: &dyn std::fmt::Display) -> io::Error {
    io::Error::other(format!("{}: {error}", path.display()))
}

impl Folder {
    /// The definition of a call: the file of that name.
    pub(super) fn definition(&self, connector: &str) -> Option<&Path> {
        self.only(|name| name == connector)
    }

    /// The definition of a callback: the file whose name begins with that word, up to its first dot.
    pub(super) fn definition_of_callback(&self, connector: &str) -> Option<&Path> {
        self.definition(connector).or_else(|| self.only(|name| name.split('.').next() == Some(connector)))
    }

    /// The one definition whose file name fits; of several, none.
    fn only(&self, fits: impl Fn(&str) -> bool) -> Option<&Path> {
        let name = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()).is_some_and(&fits);
        let mut found = self.definitions.iter().filter(|path| name(path));
        match (found.next(), found.next()) {
            (Some(path), None) => Some(path),
            _ => None,
        }
    }
}
