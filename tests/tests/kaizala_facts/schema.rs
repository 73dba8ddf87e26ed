//! Microsoft's JSON Schemas of the format accept Kaizala's folder and reject broken copies of it.

use connector_tests::read;
use jsonc_parser::{ParseOptions, parse_to_serde_value};
use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

const DEFINITION: &str = "spec/kaizala/apiDefinition.swagger.json";
const PROPERTIES: &str = "spec/kaizala/apiProperties.json";

/// A schema of `tests/fixtures/schemas`; it asks no network, the meta-schemas come with the library.
fn validator(name: &str, draft: Draft) -> Validator {
    let path = format!("tests/fixtures/schemas/{name}");
    let mut schema: Value = parse_to_serde_value(&read(&path), &ParseOptions::default()).expect("the schema is JSONC");
    escape_references(&mut schema);
    jsonschema::options().with_draft(draft).offline().build(&schema).expect("the schema is one")
}

/// Some references hold `<` and `>`, which no URI may hold unescaped.
fn escape_references(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref") {
                *reference = reference.replace('<', "%3C").replace('>', "%3E");
            }
            members.values_mut().for_each(escape_references);
        }
        Value::Array(items) => items.iter_mut().for_each(escape_references),
        _ => {}
    }
}

fn definition_schema() -> Validator {
    validator("apiDefinition.swagger.schema.json", Draft::Draft4)
}

fn properties_schema() -> Validator {
    validator("paconn-apiProperties.schema.json", Draft::Draft7)
}

fn document(path: &str) -> Value {
    serde_json::from_str(&read(path)).expect("the file is strict JSON")
}

fn faults(schema: &Validator, document: &Value) -> Vec<String> {
    schema.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn the_definition_is_accepted() {
    assert_eq!(faults(&definition_schema(), &document(DEFINITION)), Vec::<String>::new());
}

#[test]
fn the_properties_are_accepted() {
    assert_eq!(faults(&properties_schema(), &document(PROPERTIES)), Vec::<String>::new());
}

#[test]
fn broken_definitions_are_rejected() {
    let schema = definition_schema();
    let message = "/paths/~1v1~1groups~1{groupId}~1messages/post";
    for (pointer, value) in [
        ("/swagger".to_owned(), json!("3.0")),
        (format!("{message}/parameters/0/in"), json!("route")),
        (format!("{message}/parameters/0/required"), json!(false)),
        (format!("{message}/x-ms-visibility"), json!("Internal")),
        ("/definitions/SendMessageResponse/properties/referenceId/type".to_owned(), json!("text")),
        ("/info/x-ms-api-annotation/status".to_owned(), json!("Beta")),
    ] {
        let mut broken = document(DEFINITION);
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        broken.pointer_mut(parent).and_then(Value::as_object_mut).expect(parent).insert(key.to_owned(), value);
        assert!(!schema.is_valid(&broken), "{pointer}");
    }
}

#[test]
fn broken_properties_are_rejected() {
    let mut broken = document(PROPERTIES);
    broken["properties"].as_object_mut().expect("an object").remove("iconBrandColor");
    assert!(!properties_schema().is_valid(&broken));
    let mut broken = document(PROPERTIES);
    broken["properties"]["connectionParameters"]["token"]["oAuthSettings"]["identityProvider"] = json!("magic");
    assert!(!properties_schema().is_valid(&broken));
}
