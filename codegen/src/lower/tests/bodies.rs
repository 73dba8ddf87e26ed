//! Request bodies: arguments, values that are always sent, and media types.

use insta::assert_snapshot;

use super::support::{document, summary, with_body, with_parameters};

#[test]
fn properties_are_asked_by_the_same_rule_as_parameters() {
    assert_snapshot!(summary(&with_body(
        r#""must": {"type": "string", "description": "Say it.", "title": "Must"}, "may": {"type": "string", "default": "x"},
        "preset": {"type": "string", "default": "x"}, "only": {"type": "integer", "enum": [1]},
        "id": {"type": "string", "readOnly": true},
        "hidden": {"type": "string", "x-ms-visibility": "internal", "default": "x"},
        "bare": {"type": "string", "x-ms-visibility": "internal"}"#,
        r#""must", "preset", "only", "id", "bare""#,
        ""
    )));
}

#[test]
fn internal_objects_imply_their_defaults_at_any_depth() {
    assert_snapshot!(summary(&with_body(
        r##""visible": {"type": "string"},
        "a": {"type": "object", "x-ms-visibility": "internal", "properties": {
            "b": {"type": "object", "properties": {"c": {"type": "string", "x-ms-visibility": "internal", "default": "deep"}}},
            "shown": {"type": "string"}}},
        "unmarked": {"$ref": "#/definitions/Hidden"},
        "seen": {"type": "object", "properties": {"d": {"type": "string", "x-ms-visibility": "internal", "default": "x"}, "e": {"type": "string"}}},
        "needs": {"type": "object", "x-ms-visibility": "internal", "required": ["f"], "properties": {
            "f": {"type": "string"}, "g": {"type": "string", "x-ms-visibility": "internal", "default": "x"}}}"##,
        "",
        r#""Hidden": {"type": "object", "properties": {"h": {"type": "integer", "x-ms-visibility": "internal", "default": 1}}}"#
    )));
}

#[test]
fn a_body_with_nothing_visible_is_not_asked() {
    assert_snapshot!(summary(&with_body(
        r#""h": {"type": "integer", "x-ms-visibility": "internal", "default": 1}"#,
        r#""h""#,
        ""
    )));
}

#[test]
fn an_optional_body_with_internal_defaults_sends_them() {
    assert_snapshot!(summary(&with_body(
        r#""h": {"type": "integer", "x-ms-visibility": "internal", "default": 1}, "seen": {"type": "string"}"#,
        "",
        ""
    )));
}

#[test]
fn a_required_property_makes_the_body_required() {
    assert_snapshot!(summary(&with_body(r#""must": {"type": "string"}"#, r#""must""#, "")));
}

#[test]
fn a_stated_default_serves_only_where_it_suffices() {
    let body = |default: &str| {
        let schema = r#"{"type": "object", "required": ["must"], "properties": {"must": {"type": "string"}}"#;
        summary(&with_parameters(
            &format!(r#"{{"name": "b", "in": "body", "required": true, "schema": {schema}, "default": {default}}}}}"#),
            "",
        ))
    };
    assert_snapshot!([body(r#"{"must": "x"}"#), body("{}")].join("\n"));
}

#[test]
fn media_types_of_bodies() {
    let cases = [
        (r#"["application/json"]"#, r#"{"type": "string"}"#),
        (r#"["text/plain"]"#, r#"{"type": "string"}"#),
        (r#"["application/octet-stream"]"#, r#"{"type": "string"}"#),
        (r#"["application/json", "image/png"]"#, r#"{"type": "string", "format": "binary"}"#),
        (
            r#"["application/json-patch+json"]"#,
            r#"{"type": "array", "items": {"type": "object", "properties": {"op": {"type": "string"}}}}"#,
        ),
        (r#"["application/xml"]"#, r#"{"type": "string"}"#),
        (r#"["application/xml"]"#, r#"{"type": "object"}"#),
        (r#"["text/plain"]"#, r#"{"type": "object"}"#),
        (r#"["*/*"]"#, r#"{}"#),
        ("[]", r#"{"type": "boolean"}"#),
        (r#"["image/png", "application/json"]"#, r#"{"type": "string"}"#),
        (r#"["image/png"]"#, r#"{"type": "object"}"#),
    ];
    let paths: Vec<_> = cases
        .iter()
        .enumerate()
        .map(|(at, (consumes, schema))| {
            let body = format!(r#"{{"name": "b", "in": "body", "required": true, "schema": {schema}}}"#);
            format!(
                r#""/{at}": {{"put": {{"operationId": "Put{at}", "consumes": {consumes}, "parameters": [{body}], "responses": {{}}}}}}"#
            )
        })
        .collect();
    assert_snapshot!(summary(&document(&paths.join(",\n"), "")));
}

#[test]
fn an_object_that_travels_as_a_form_becomes_its_fields() {
    let schema = r##"{"type": "object", "required": ["must", "preset", "files"], "additionalProperties": true, "properties": {
        "must": {"type": "string", "x-ms-summary": "Must"}, "may": {"type": "integer"}, "preset": {"type": "string", "default": "x"},
        "hidden": {"type": "string", "x-ms-visibility": "internal", "default": "h"},
        "file": {"type": "string", "format": "binary"}, "files": {"type": "array", "items": {"type": "file"}},
        "tags": {"type": "array", "items": {"type": "string"}, "default": ["a", "b"]},
        "inner": {"type": "object", "properties": {"a": {"type": "string"}}},
        "unseen": {"type": "object", "properties": {"a": {"type": "string", "x-ms-visibility": "internal", "default": "y"}}}}}"##;
    let path = |id: &str, consumes: &str, schema: &str| {
        format!(
            r#""/{id}": {{"post": {{"operationId": "{id}", "consumes": ["{consumes}"], "parameters": [
            {{"name": "b", "in": "body", "schema": {schema}}}, {{"name": "q", "in": "query", "type": "string"}}], "responses": {{}}}}}}"#
        )
    };
    let paths = [
        path("Multi", "multipart/form-data", schema),
        path("Url", "application/x-www-form-urlencoded", r##"{"$ref": "#/definitions/Form"}"##),
        path("List", "multipart/form-data", r#"{"type": "array", "items": {"type": "string"}}"#),
        path("Free", "application/x-www-form-urlencoded", r#"{"type": "object"}"#),
    ];
    let form = r#""Form": {"type": "object", "required": ["a"], "properties": {
        "a": {"type": "string", "enum": ["x", "y"]}, "list": {"type": "array", "items": {"type": "object", "properties": {"b": {"type": "string"}}}}}}"#;
    assert_snapshot!(summary(&document(&paths.join(",\n"), form)));
}

#[test]
fn a_body_and_a_form_that_name_the_same_field_have_it_once() {
    assert_snapshot!(summary(&document(
        r#""/f": {"post": {"operationId": "F", "consumes": ["multipart/form-data"], "parameters": [
            {"name": "a", "in": "formData", "type": "string"},
            {"name": "b", "in": "body", "schema": {"type": "object", "properties": {"a": {"type": "string"}, "c": {"type": "string"}}}}],
            "responses": {}}}"#,
        ""
    )));
}

#[test]
fn two_bodies_or_a_body_and_a_form_cost_their_operation_only() {
    let body = r#"{"name": "a", "in": "body", "schema": {"type": "object", "properties": {"lost": {"type": "object", "properties": {"x": {"type": "string"}}}}}}"#;
    let field = r#"{"name": "f", "in": "formData", "type": "string"}"#;
    assert_snapshot!(summary(&document(
        &format!(
            r#""/two": {{"post": {{"operationId": "Two", "parameters": [{body}, {body}], "responses": {{}}}}}},
            "/form": {{"post": {{"operationId": "Form", "parameters": [{field}, {body}], "responses": {{}}}}}},
            "/ok": {{"post": {{"operationId": "Ok", "responses": {{}}}}}}"#
        ),
        ""
    )));
}
