//! Files of a connector → a crate whose files parse, or a diagnostic with a place.

use std::{cell::RefCell, fs, path::PathBuf};

use connector_codegen::{Generated, Generator, Input};

/// A definition with an operation of each kind.
const DEFINITION: &str = include_str!("../../corpus/definition/things.json");
/// One with a single operation, where the definition matters less than the file beside it.
const SMALL: &str = include_str!("../../corpus/definition/one.json");
const TABLES: &str = include_str!("../../corpus/definition/tables.json");

/// The property of a definition.
///
/// # Errors
/// What is wrong with the crate or the diagnostics.
pub fn definition(bytes: &[u8]) -> Result<(), String> {
    sound(&generate(Input::new("fuzz", bytes).with_lock("")))
}

/// The property of `apiProperties.json`.
///
/// # Errors
/// As [`definition`].
pub fn properties(bytes: &[u8]) -> Result<(), String> {
    sound(&generate(Input::new("fuzz", SMALL).with_properties(bytes)))
}

/// The property of `names.lock`.
///
/// # Errors
/// As [`definition`].
pub fn lock(bytes: &[u8]) -> Result<(), String> {
    let generated = generate(Input::new("fuzz", DEFINITION).with_lock(bytes));
    sound(&generated)?;
    // A second run with the new lock changes nothing more.
    let (Some(lock), Some(files)) = (&generated.lock, &generated.files) else { return Ok(()) };
    let again = generate(Input::new("fuzz", DEFINITION).with_lock(lock.text.as_str()));
    match again.files.as_ref() == Some(files) && again.lock.is_some_and(|again| again.text == lock.text) {
        true => Ok(()),
        false => Err("the new lock gives another crate".to_owned()),
    }
}

/// The property of `connector.toml`.
///
/// # Errors
/// As [`definition`].
pub fn head(bytes: &[u8]) -> Result<(), String> {
    sound(&generate(Input::new("fuzz", SMALL).with_head(bytes)))
}

/// The property of a table's schema.
///
/// # Errors
/// As [`definition`].
pub fn table(bytes: &[u8]) -> Result<(), String> {
    sound(&generate(Input::new("fuzz", TABLES).with_table("orders.json", bytes)))
}

/// The property of a policy's expression, which is everywhere where one may stand.
///
/// # Errors
/// As [`definition`].
pub fn expression(bytes: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(bytes);
    let policy = |template: &str, parameters: serde_json::Value| serde_json::json!({"templateId": template, "title": template, "parameters": parameters});
    let file = serde_json::json!({"properties": {
        "connectionParameters": {"a": {"type": "string"}, "token": {"type": "securestring"}},
        "policyTemplateInstances": [
            policy("dynamichosturl", serde_json::json!({"x-ms-apimTemplateParameter.urlTemplate": text})),
            policy("setheader", serde_json::json!({
                "x-ms-apimTemplateParameter.name": "x-a",
                "x-ms-apimTemplateParameter.value": text,
                "x-ms-apimTemplateParameter.existsAction": "override",
                "x-ms-apimTemplate-policySection": "Request",
            })),
            policy("setqueryparameter", serde_json::json!({
                "x-ms-apimTemplateParameter.name": "q",
                "x-ms-apimTemplateParameter.value": text,
                "x-ms-apimTemplateParameter.existsAction": "append",
            })),
            policy("routerequesttoendpoint", serde_json::json!({"x-ms-apimTemplateParameter.newPath": text})),
            policy("setproperty", serde_json::json!({
                "x-ms-apimTemplateParameter.newPropertyParentPathTemplate": text,
                "x-ms-apimTemplateParameter.newPropertySubPathTemplate": text,
                "x-ms-apimTemplateParameter.propertyValuePathTemplate": text,
            })),
        ],
    }});
    properties(file.to_string().as_bytes())
}

thread_local! {
    /// A folder with one file, which is searched for connectors.
    static FOLDER: RefCell<Option<tempfile::TempDir>> = const { RefCell::new(None) };
}

/// The property of a file that may wrap definitions.
///
/// # Errors
/// As [`definition`].
pub fn container(bytes: &[u8]) -> Result<(), String> {
    let path: PathBuf = FOLDER.with_borrow_mut(|folder| match folder {
        Some(folder) => folder.path().to_owned(),
        None => folder.insert(tempfile::tempdir().expect("a folder can be made")).path().to_owned(),
    });
    let file = path.join("wrapped.json");
    fs::write(&file, bytes).expect("a file can be written");
    let generator = Generator::new(&file).out(path.join("out"));
    let Ok(connectors) = generator.connectors() else { return Ok(()) };
    for connector in connectors {
        sound(&generator.generate(&connector).map_err(|error| error.to_string())?)?;
    }
    Ok(())
}

fn generate(input: Input) -> Generated {
    Generator::new("").generate_from(input)
}

/// A crate that parses, or an error with a place.
///
/// # Errors
/// What is wrong with the crate or the diagnostics.
pub fn sound(generated: &Generated) -> Result<(), String> {
    let shown = generated.diagnostics.render(&generated.sources);
    let Some(files) = &generated.files else {
        return match generated.diagnostics.has_errors() && shown.contains("-->") {
            true => Ok(()),
            false => Err(format!("neither a crate nor an error with a place: {shown}")),
        };
    };
    files.iter().try_for_each(|(path, text)| parses(path.as_str(), text))
}

/// Whether a generated file has its language's syntax.
///
/// # Errors
/// The parser's message.
pub fn parses(path: &str, text: &str) -> Result<(), String> {
    match path.rsplit('.').next() {
        Some("rs") => syn::parse_file(text).map(drop).map_err(|error| format!("{path}: {error}")),
        Some("toml") => text.parse::<toml::Table>().map(drop).map_err(|error| format!("{path}: {error}")),
        _ => Ok(()),
    }
}
