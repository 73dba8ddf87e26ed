//! A small definition in, its shapes counted by hand.

use super::{Shape, Shapes};
use crate::diagnostic::Diagnostics;
use crate::input::{Input, InputFile};
use crate::lower::lower;
use crate::span::Sources;
use crate::spec::Definition;

const DOCUMENT: &str = r##"{
  "swagger": "2.0", "info": {"title": "T", "version": "1"}, "host": "example.com",
  "paths": {"/ask/{id}": {
    "parameters": [{"name": "id", "in": "path", "required": true, "type": "string"}],
    "x-ms-notification-content": {"schema": {"$ref": "#/definitions/Reply"}},
    "post": {"operationId": "Ask", "responses": {"200": {"schema": {"$ref": "#/definitions/Reply"}}, "404": {"schema": {"type": "object"}}},
      "parameters": [
        {"$ref": "#/parameters/Tags"},
        {"name": "body", "in": "body", "schema": {"type": "object", "properties": {"url": {"type": "string", "x-ms-notification-url": true}}}}]}}},
  "parameters": {"Tags": {"name": "tags", "in": "query", "type": "array", "items": {"type": "string"}}},
  "definitions": {
    "Reply": {"type": "object", "additionalProperties": true, "properties": {
      "rating": {"type": "number", "enum": [0.5, 1]}, "sure": {"type": "boolean", "enum": ["true"]},
      "inner": {"$ref": "#/definitions/Reply"}, "at": {"type": "string", "format": "date-time"}}}}
}"##;

fn shapes() -> Shapes {
    shapes_of(DOCUMENT, None)
}

fn shapes_of(document: &str, properties: Option<&str>) -> Shapes {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = |path: &str, text: &str| InputFile { path: path.to_owned(), bytes: text.into() };
    let input = Input {
        folder: "test".to_owned(),
        definition: file("apiDefinition.swagger.json", document),
        properties: properties.map(|text| file("apiProperties.json", text)),
        ..Input::default()
    };
    let definition = Definition::read(input, &mut sources, &mut diagnostics).expect("the document can be read");
    let connector = lower(&definition, &mut diagnostics).expect("the document has an operation");
    Shapes::of(&definition, &connector)
}

#[test]
fn each_shape_is_counted_where_it_stands() {
    let found: Vec<_> =
        shapes().rows().filter(|(_, places, _)| *places > 0).map(|(it, places, _)| (it, places)).collect();
    let expected = [
        (Shape::Action, 1),
        (Shape::Notified, 1),
        (Shape::Direct, 1),
        (Shape::SchemeNone, 1),
        (Shape::PathParameter, 1),
        (Shape::Query, 1),
        (Shape::ListJoined, 1),
        (Shape::ByReference, 1),
        (Shape::OfPath, 1),
        (Shape::CallbackUrl, 1),
        (Shape::BodyObject, 1),
        (Shape::BodyOptional, 1),
        (Shape::ResponseJson, 1),
        (Shape::Failure, 1),
        (Shape::Object, 2),
        (Shape::ExtraFree, 1),
        (Shape::FreeObject, 1),
        (Shape::List, 1),
        (Shape::Recursive, 1),
        (Shape::EnumNumber, 1),
        (Shape::EnumBoolean, 1),
        (Shape::DateTime, 1),
    ];
    assert_eq!(found, expected);
}

/// Shapes of calls: pages, long-running operations, choices, credentials, policies.
#[test]
fn what_a_call_takes_is_counted() {
    let document = r##"{
      "swagger": "2.0", "info": {"title": "T", "version": "1"}, "host": "example.com", "schemes": ["https"],
      "securityDefinitions": {"key": {"type": "apiKey", "in": "header", "name": "x-key"}},
      "paths": {
        "/things": {
          "get": {"operationId": "List", "x-ms-pageable": {"nextLinkName": "next"}, "responses": {"200": {"schema":
            {"type": "object", "properties": {"next": {"type": "string"}, "value": {"type": "array", "items": {"type": "object"}}}}}}},
          "post": {"operationId": "Start", "responses": {"202": {}}, "parameters": [
            {"name": "thing", "in": "query", "required": true, "type": "string",
             "x-ms-dynamic-values": {"operationId": "List", "value-collection": "value", "value-path": "id", "value-title": "id"}}]}}}}"##;
    let properties = r#"{"properties": {
      "connectionParameters": {"api_key": {"type": "securestring"}},
      "policyTemplateInstances": [{"templateId": "setheader", "title": "t", "parameters": {
        "x-ms-apimTemplateParameter.name": "x", "x-ms-apimTemplateParameter.value": "1",
        "x-ms-apimTemplateParameter.existsAction": "override",
        "x-ms-apimTemplate-policySection": "Request"}}]}}"#;
    let found: Vec<_> = shapes_of(document, Some(properties))
        .rows()
        .filter(|(it, places, _)| *places > 0 && it.group().ends_with("alls"))
        .map(|(it, places, _)| (it, places))
        .collect();
    let expected = [
        (Shape::Pageable, 1),
        (Shape::LongRunning, 1),
        (Shape::ChoiceValues, 1),
        (Shape::Direct, 1),
        (Shape::SchemeHeader, 1),
        (Shape::PolicyOfRequest, 1),
    ];
    assert_eq!(found, expected);
}

#[test]
fn connectors_are_added_up() {
    let mut sum = shapes();
    sum.add(&shapes());
    let objects = sum.rows().find(|(shape, ..)| *shape == Shape::Object);
    assert_eq!(objects, Some((Shape::Object, 4, 2)));
}
