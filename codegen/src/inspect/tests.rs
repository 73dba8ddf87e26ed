//! Small connectors in memory in, what pages show of them out.

use std::path::Path;

use serde::Serialize;

use super::{ConnectorReference, TypeForm};
use crate::{Generator, Input};

fn reference(paths: &str, definitions: &str, properties: &str) -> ConnectorReference {
    let definition = format!(
        r#"{{"swagger": "2.0", "info": {{"title": "T", "version": "1"}}, "host": "h.example.com", "basePath": "/v1/",
            "schemes": ["https"], "securityDefinitions": {{"api_key": {{"type": "apiKey", "in": "header", "name": "X-Key"}}}},
            "paths": {{{paths}}}, "definitions": {{{definitions}}}}}"#
    );
    let input = Input::new("tasks", definition).with_properties(properties);
    Generator::default().describe_from(input).reference().expect("the definition has no error")
}

const TASK: &str = r##""Task": {"type": "object", "required": ["Title"], "properties": {
    "Title": {"type": "string", "x-ms-summary": "The title"},
    "Kind": {"type": "string", "enum": ["a", "b"]},
    "Parent": {"$ref": "#/definitions/Task"},
    "Done": {"type": "boolean", "readOnly": true}}}"##;

#[test]
fn the_request_on_the_wire_has_what_the_call_passes_and_what_is_sent_anyway() {
    let paths = r##""/tasks/{id}": {"post": {"operationId": "AddTask", "parameters": [
        {"name": "id", "in": "path", "required": true, "type": "string"},
        {"name": "a b", "in": "query", "required": true, "type": "string"},
        {"name": "version", "in": "query", "type": "string", "default": "1 0", "x-ms-visibility": "internal", "required": true},
        {"name": "optional", "in": "query", "type": "string"},
        {"name": "body", "in": "body", "required": true, "schema": {"$ref": "#/definitions/Task"}}],
        "responses": {"200": {"schema": {"$ref": "#/definitions/Task"}}, "404": {"description": "none"}}}}"##;
    let reference = reference(paths, TASK, "{}");
    let [operation] = reference.operations.as_slice() else { panic!("one operation") };
    assert_eq!(operation.request.target, "/v1/tasks/{id}?a%20b={a b}&version=1%200");
    assert_eq!(operation.request.headers[0].value, "application/json");
    assert_eq!(operation.request.body.as_deref(), Some("{\n  \"Title\": \"title\"\n}"));
    assert_eq!(
        operation.response.as_deref(),
        Some("{\n  \"Title\": \"title\",\n  \"Kind\": \"a\",\n  \"Parent\": {},\n  \"Done\": true\n}")
    );
    assert!(operation.statement.contains(".add_task("), "{}", operation.statement);
    let task = operation.response_type.expect("the response is a definition");
    assert_eq!(operation.argument_types.last(), Some(&Some(task)));
    assert_eq!(operation.failure_types, [None]);
    let task = &reference.types[task];
    assert_eq!(
        (task.rust.as_str(), task.definition.as_deref(), task.form),
        ("models::Task", Some("Task"), TypeForm::Object)
    );
    let facts: Vec<_> = task.fields.iter().map(|field| (field.key.as_str(), field.required, field.read_only)).collect();
    assert_eq!(
        facts,
        [("Title", true, false), ("Kind", false, false), ("Parent", false, false), ("Done", false, true)]
    );
}

#[test]
fn an_example_of_a_deep_or_wide_type_ends() {
    let wide: Vec<_> = (0..9)
        .map(|at| format!(r##""p{at}": {{"type": "array", "items": {{"$ref": "#/definitions/D{{next}}"}}}}"##))
        .collect();
    let definition = |at: usize| {
        let properties = wide.join(",").replace("{next}", &((at + 1) % 12).to_string());
        format!(r#""D{at}": {{"type": "object", "properties": {{{properties}}}}}"#)
    };
    let definitions: Vec<_> = (0..12).map(definition).collect();
    let paths =
        r##""/x": {"get": {"operationId": "X", "responses": {"200": {"schema": {"$ref": "#/definitions/D0"}}}}}"##;
    let reference = reference(paths, &definitions.join(","), "{}");
    let example = reference.operations[0].response.as_deref().expect("the response is JSON");
    assert!(example.len() < 20_000, "{}", example.len());
    serde_json::from_str::<serde_json::Value>(example).expect("the example is JSON");
}

#[test]
fn a_direct_client_is_created_with_the_values_that_its_scheme_requires() {
    let paths = r#""/x": {"get": {"operationId": "X", "responses": {"200": {"description": "ok"}}}}"#;
    let properties = r##"{"properties": {"iconBrandColor": "#123456", "publisher": "P", "connectionParameters": {
        "api_key": {"type": "securestring", "uiDefinition": {"constraints": {"required": "true"}}}}}}"##;
    let reference = reference(paths, "", properties);
    assert_eq!(reference.head.brand_color.as_deref(), Some("#123456"));
    let statements: Vec<_> = reference.direct.iter().map(|start| start.statement.as_str()).collect();
    assert_eq!(statements, ["let client = TasksClient::direct(TasksAuth::new(\"api-key\"), None)?;"]);
    assert!(reference.program.is_some_and(|program| program.contains("TasksClient::new(")));
}

#[test]
fn a_form_and_a_file_are_on_the_wire_as_fields() {
    let paths = r#""/x": {"post": {"operationId": "X", "consumes": ["multipart/form-data"], "parameters": [
        {"name": "Name", "in": "formData", "required": true, "type": "string"},
        {"name": "File", "in": "formData", "required": true, "type": "file"}],
        "responses": {"200": {"description": "ok"}}}}"#;
    let reference = reference(paths, "", "{}");
    let operation = &reference.operations[0];
    assert_eq!(operation.request.body.as_deref(), Some("Name=name\nFile=@file"));
    assert!(operation.carries_bytes && operation.response.is_none());
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("a description is JSON")
}

/// What `inspect --format json` and the site show of definitions of this repository.
#[test]
fn the_descriptions_are_the_same() {
    let tests = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures"));
    for (group, folder) in [("emitted", "emitted/spec"), ("decoding", "decoding/spec/sql")] {
        let generator = Generator::new(tests.join(folder));
        for connector in generator.connectors().expect("the folder has connectors") {
            let described = generator.describe(&connector).expect("the connector can be read");
            let mut description = described.description.clone().expect("the definition has no error");
            description.summary.connector.clear();
            let reference = described.reference().expect("the definition has no error");
            let name = format!("{group}_{}", Generator::crate_folder(&connector));
            insta::assert_snapshot!(name.clone(), json(&description));
            insta::assert_snapshot!(name + "_reference", json(&(reference.operations, reference.types)));
        }
    }
}
