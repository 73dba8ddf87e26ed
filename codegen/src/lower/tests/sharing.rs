//! Equal anonymous types.

use insta::assert_snapshot;

use super::support::{document, summary};

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
