//! Lowering ends and does not panic, whatever a document contains.

use serde_json::{Value, json};

use crate::diagnostic::Diagnostics;
use crate::input::{Input, InputFile};
use crate::lower::lower;
use crate::span::Sources;
use crate::spec::Definition;

/// A document that holds something of everything that lowering reads.
fn everything() -> Value {
    json!({
        "swagger": "2.0", "info": {"title": "T", "version": "1", "x-ms-api-annotation": {"status": "Preview"}},
        "host": "example.com", "basePath": "/", "schemes": ["https"], "consumes": ["application/json"],
        "securityDefinitions": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
        "parameters": {"shared": {"name": "version", "in": "query", "type": "string", "default": "1"}},
        "responses": {"ok": {"description": "Fine.", "schema": {"$ref": "#/definitions/Node"}}},
        "x-ms-connector-metadata": [{"propertyName": "Website", "propertyValue": "https://example.com"}],
        "paths": {
            "/groups": {"get": {"operationId": "GetGroups", "x-ms-visibility": "internal", "responses": {
                "200": {"schema": {"type": "array", "items": {"$ref": "#/definitions/Node"}}}}}},
            "/groups/{id}/x({other})": {
                "parameters": [{"name": "id", "in": "path", "required": true, "type": "string"}],
                "post": {"operationId": "Post", "parameters": [
                    {"$ref": "#/parameters/shared"},
                    {"name": "list", "in": "query", "type": "array", "items": {"type": "string", "enum": ["a", "b"]},
                        "x-ms-dynamic-values": {"operationId": "GetGroups", "value-path": "id", "parameters": {"a": {"parameter": "id"}}}},
                    {"name": "Content-Type", "in": "header", "type": "string", "default": "application/json"},
                    {"name": "body", "in": "body", "schema": {"type": "object", "required": ["node"], "properties": {
                        "node": {"$ref": "#/definitions/Node"},
                        "fixed": {"type": "integer", "default": 1, "x-ms-visibility": "internal"},
                        "free": {"type": "object", "x-ms-dynamic-schema": {"operationId": "GetGroups"}}}}}
                ], "responses": {"200": {"$ref": "#/responses/ok"}, "202": {"description": "Later."}, "default": {"schema": {"type": "string"}}}}
            },
            "/form": {"put": {"operationId": "Form", "consumes": ["multipart/form-data"], "parameters": [
                {"name": "file", "in": "formData", "type": "file", "required": true}], "responses": {"200": {"schema": {"type": "file"}}}}},
            "/hook": {"x-ms-notification-content": {"schema": {"$ref": "#/definitions/Derived"}},
                "post": {"operationId": "Hook", "x-ms-trigger": "single", "parameters": [{"name": "sub", "in": "body", "schema": {
                    "type": "object", "properties": {"url": {"type": "string", "x-ms-notification-url": true}}}}], "responses": {"201": {}}}},
            "/poll": {"get": {"operationId": "Poll", "x-ms-trigger": "batch", "responses": {"200": {"schema": {
                "type": "object", "properties": {"value": {"type": "array", "items": {"$ref": "#/definitions/Node"}}}}}}}}
        },
        "definitions": {
            "Node": {"type": "object", "properties": {"next": {"$ref": "#/definitions/Node"}, "list": {"$ref": "#/definitions/List"}}},
            "List": {"type": "array", "items": {"$ref": "#/definitions/Node"}},
            "Derived": {"allOf": [{"$ref": "#/definitions/Node"}, {"type": "object", "properties": {"own": {"type": "number", "enum": [1, 2]}}}]},
            "Map": {"type": "object", "additionalProperties": {"$ref": "#/definitions/Map"}}
        }
    })
}

/// What is put in place of each part of the document in turn.
fn replacements() -> Vec<Value> {
    vec![
        Value::Null,
        json!([]),
        json!({}),
        json!(""),
        json!("{"),
        json!("x/y"),
        json!(-1.5e300),
        json!(true),
        json!([null, {}]),
        json!({"$ref": "#/definitions/Node"}),
        json!({"$ref": "#/definitions/Node/properties/next"}),
        json!({"$ref": "#/"}),
        json!({"allOf": [{"$ref": "#/definitions/Derived"}]}),
        json!({"type": ["array", "null"], "enum": [[], null]}),
    ]
}

/// The JSON pointers of all parts of a value.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                pointers(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                pointers(value, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Whether a connector was made. If none was, there must be an error.
fn survives(document: &Value) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let bytes = document.to_string().into_bytes();
    let input = Input { definition: InputFile { path: "x.json".to_owned(), bytes }, ..Input::default() };
    let definition = Definition::read(input, &mut sources, &mut diagnostics);
    let connector = definition.and_then(|definition| lower(&definition, &mut diagnostics));
    assert!(connector.is_some() || diagnostics.has_errors(), "no crate and no error: {document}");
}

#[test]
fn each_part_of_a_document_may_be_anything() {
    let document = everything();
    let mut places = Vec::new();
    pointers(&document, "", &mut places);
    for place in &places {
        for replacement in replacements() {
            let mut changed = document.clone();
            *changed.pointer_mut(place).expect("the pointer was made from the document") = replacement;
            survives(&changed);
        }
    }
}

#[test]
fn long_chains_of_definitions_end() {
    let mut document = everything();
    for (kind, link) in [("alias", "alias"), ("object", "object"), ("all", "all")] {
        for number in 0..5_000 {
            let next = json!({"$ref": format!("#/definitions/{kind}{}", number + 1)});
            document["definitions"][format!("{kind}{number}")] = match link {
                "alias" => next,
                "object" => json!({"type": "object", "properties": {"next": next}}),
                _ => json!({"allOf": [next, {"properties": {"own": {"type": "string"}}}]}),
            };
        }
    }
    survives(&document);
}
