//! Implied defaults: objects that callers need not set.

use insta::assert_snapshot;

use super::support::{document, lowered, summary, with_body, with_parameters};
use crate::model::{Exposure, TypeKind};

/// An object of which callers see nothing, and which has a value.
const SILENT: &str = r#"{"type": "object", "required": ["v"], "properties": {
    "v": {"type": "integer", "default": 1, "x-ms-visibility": "internal"}}}"#;

/// The fields that an implied default hides in a chain with so many references.
fn hidden(references: usize) -> usize {
    let definition = |at: usize| {
        let own = r#""v": {"type": "integer", "default": 1, "x-ms-visibility": "internal"}"#;
        let next = match at == references {
            true => own.to_owned(),
            false => format!(r##""next": {{"$ref": "#/definitions/D{}"}}"##, at + 1),
        };
        let required = if at == references { "v" } else { "next" };
        format!(r#""D{at}": {{"type": "object", "required": ["{required}"], "properties": {{{next}}}}}"#)
    };
    let definitions: Vec<_> = (0..=references).map(definition).collect();
    let document = document(r#""/do": {"get": {"operationId": "Do", "responses": {}}}"#, &definitions.join(", "));
    let connector = lowered(&document).0.expect("there is a connector");
    let fields = connector.types.iter().filter_map(|def| match &def.kind {
        TypeKind::Struct(structure) => structure.fields.first(),
        _ => None,
    });
    fields.filter(|field| field.key == "next" && field.exposure == Exposure::Never && field.sent.is_some()).count()
}

#[test]
fn a_default_is_implied_as_deep_as_schemas_may_be() {
    assert_eq!((hidden(3), hidden(64), hidden(65)), (3, 64, 0));
}

#[test]
fn the_items_of_a_list_count_in_a_default() {
    let is_hidden = |items: usize| {
        let default = vec!["1"; items].join(", ");
        let list = format!(
            r#"{{"type": "array", "items": {{"type": "integer"}}, "default": [{default}], "x-ms-visibility": "internal"}}"#
        );
        let inner = format!(r#""p": {{"type": "object", "required": ["v"], "properties": {{"v": {list}}}}}"#);
        let connector = lowered(&with_body(&inner, "\"p\"", "")).0.expect("there is a connector");
        connector.types.iter().any(|def| match &def.kind {
            TypeKind::Struct(structure) => {
                structure.fields.iter().any(|field| field.key == "p" && field.exposure == Exposure::Never)
            }
            _ => false,
        })
    };
    // The object and its list are values too.
    assert_eq!((is_hidden(998), is_hidden(999)), (true, false));
}

/// Objects as properties of a body, or as fields of a form.
const OBJECTS: &str = r##"
    "silent": {"$ref": "#/definitions/Silent"},
    "own_default": {"type": "object", "default": {"v": 2}, "required": ["v"], "properties": {"v": {"$ref": "#/definitions/One"}}},
    "internal": {"type": "object", "x-ms-visibility": "internal", "properties": {
        "v": {"$ref": "#/definitions/One"}, "seen": {"type": "string"}}},
    "seen": {"type": "object", "properties": {"v": {"$ref": "#/definitions/One"}, "seen": {"type": "string"}}},
    "needs": {"type": "object", "x-ms-visibility": "internal", "required": ["needed"], "properties": {
        "v": {"$ref": "#/definitions/One"}, "needed": {"type": "string"}}},
    "read_only": {"type": "object", "readOnly": true, "required": ["v"], "properties": {"v": {"$ref": "#/definitions/One"}}},
    "nothing": {"type": "object", "x-ms-visibility": "internal", "properties": {"seen": {"type": "string"}}}"##;

fn definitions() -> String {
    format!(r#""Silent": {SILENT}, "One": {{"type": "integer", "default": 1, "x-ms-visibility": "internal"}}"#)
}

#[test]
fn a_property_implies_a_default_if_callers_do_not_see_it_and_it_needs_no_value() {
    assert_snapshot!(summary(&with_body(OBJECTS, "", &definitions())));
}

#[test]
fn a_field_of_a_form_implies_a_default_by_the_rule_for_properties() {
    let body =
        format!(r#"{{"name": "body", "in": "body", "schema": {{"type": "object", "properties": {{{OBJECTS}}}}}}}"#);
    let document = with_parameters(&body, &definitions());
    let document = document.replace(r#""operationId""#, r#""consumes": ["multipart/form-data"], "operationId""#);
    assert_snapshot!(summary(&document));
}

/// A webhook whose body holds the callback URL in an object of an object; with `also`, another request takes the same.
fn nested_callback(also: bool) -> String {
    let url = r#"{"type": "string", "x-ms-visibility": "internal", "x-ms-notification-url": true}"#;
    let definitions = format!(
        r##""Hook": {{"type": "object", "properties": {{"outer": {{"$ref": "#/definitions/Outer"}}}}}},
        "Outer": {{"type": "object", "properties": {{"inner": {{"$ref": "#/definitions/Inner"}}}}}},
        "Inner": {{"type": "object", "properties": {{"url": {url}}}}}"##
    );
    let body = r##"[{"name": "body", "in": "body", "required": true, "schema": {"$ref": "#/definitions/Hook"}}]"##;
    let hook = format!(
        r#""/hooks": {{"x-ms-notification-content": {{"schema": {{"type": "object"}}}}, "post": {{"operationId": "OnEvent",
        "x-ms-trigger": "single", "parameters": {body}, "responses": {{}}}}}}"#
    );
    let other =
        format!(r#", "/other": {{"post": {{"operationId": "Other", "parameters": {body}, "responses": {{}}}}}}"#);
    summary(&document(&format!("{hook}{}", if also { &other } else { "" }), &definitions))
}

#[test]
fn a_callback_url_is_filled_in_at_any_depth() {
    assert_snapshot!(nested_callback(false));
}

#[test]
fn a_callback_url_is_taken_from_the_caller_at_any_depth() {
    assert_snapshot!(nested_callback(true));
}
