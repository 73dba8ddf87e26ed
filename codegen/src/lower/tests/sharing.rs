//! Equal anonymous types.

use insta::assert_snapshot;

use super::support::{document, lowered, summary};

#[test]
fn equal_anonymous_types_are_one_and_definitions_never() {
    let owner = r#"{"type": "object", "title": "Owner", "properties": {"name": {"type": "string"}, "role": {"type": "string", "enum": ["a", "b"]}}}"#;
    assert_snapshot!(summary(&document(
        &format!(
            r#""/a": {{"get": {{"operationId": "A", "responses": {{"200": {{"schema": {{"type": "object", "properties": {{"owner": {owner}}}}}}}}}}}}}"#
        ),
        &format!(
            r#""First": {{"type": "object", "properties": {{"owner": {owner}}}}}, "Second": {{"type": "object", "properties": {{"owners": {{"type": "array", "items": {owner}}}}}}},
            "Owner": {owner}, "Twin": {owner}"#
        )
    )));
}

#[test]
fn a_difference_in_texts_or_requiredness_keeps_types_apart() {
    let owner = |title: &str, required: &str| {
        format!(
            r#"{{"type": "object", "title": "{title}", "required": [{required}], "properties": {{"name": {{"type": "string"}}}}}}"#
        )
    };
    assert_snapshot!(summary(&document(
        r#""/a": {"get": {"operationId": "A", "responses": {}}}"#,
        &format!(
            r#""Holder": {{"type": "object", "properties": {{"a": {}, "b": {}, "c": {}}}}}"#,
            owner("One", ""),
            owner("Two", ""),
            owner("One", "\"name\"")
        )
    )));
}

#[test]
fn whole_responses_are_shared_by_the_words_for_them() {
    let get = |id: &str| {
        format!(
            r#""/{id}": {{"get": {{"operationId": "{id}", "responses": {{"200": {{"schema": {{"type": "object", "properties": {{"a": {{"type": "string"}}}}}}}}}}}}}}"#
        )
    };
    assert_snapshot!(summary(&document(&[get("One"), get("Two")].join(","), "")));
}

/// How many types the objects `a` and `b` of one definition become.
fn types_of(a: &str, b: &str) -> usize {
    let holder = format!(r#""Holder": {{"type": "object", "properties": {{"a": {a}, "b": {b}}}}}"#);
    let document = document(r#""/a": {"get": {"operationId": "A", "responses": {}}}"#, &holder);
    lowered(&document).0.expect("there is a connector").types.len() - 1
}

#[test]
fn objects_that_differ_in_one_fact_stay_apart() {
    let object = |property: &str, more: &str| {
        format!(r#"{{"type": "object", "properties": {{"p": {{"type": "string"{property}}}}}{more}}}"#)
    };
    let plain = object("", "");
    assert_eq!(types_of(&plain, &plain), 1);
    for (property, more) in [
        (r#", "x-ms-visibility": "advanced""#, ""),
        (r#", "readOnly": true"#, ""),
        (r#", "default": "x""#, ""),
        (r#", "title": "P""#, ""),
        (r#", "description": "P.""#, ""),
        (r#", "format": "uuid""#, ""),
        ("", r#", "required": ["p"]"#),
        ("", r#", "additionalProperties": {"type": "integer"}"#),
        ("", r#", "title": "Object""#),
    ] {
        assert_eq!(types_of(&plain, &object(property, more)), 2, "{property} {more}");
    }
    let [important, advanced] =
        ["important", "advanced"].map(|word| object(&format!(r#", "x-ms-visibility": "{word}""#), ""));
    assert_eq!(types_of(&important, &advanced), 2);
}

#[test]
fn responses_by_status_are_shared_if_all_of_them_are_equal() {
    let get = |id: &str, ty: &str| {
        format!(
            r##""/{id}": {{"get": {{"operationId": "{id}", "responses": {{
                "200": {{"schema": {{"$ref": "#/definitions/A"}}}}, "201": {{"schema": {{"$ref": "#/definitions/{ty}"}}}}}}}}}}"##
        )
    };
    let object =
        |name: &str| format!(r#""{name}": {{"type": "object", "properties": {{"{name}": {{"type": "string"}}}}}}"#);
    assert_snapshot!(summary(&document(
        &[get("One", "B"), get("Two", "B"), get("Three", "C")].join(","),
        &["A", "B", "C"].map(object).join(", ")
    )));
}
