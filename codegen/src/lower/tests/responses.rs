//! Responses.

use insta::assert_snapshot;

use super::support::{summary, with_responses};

const THING: &str =
    r#""Thing": {"type": "object", "properties": {"a": {"type": "string"}}}, "Text": {"type": "string"}"#;

fn summary_of(responses: &str, more: &str) -> String {
    summary(&with_responses(responses, more, THING))
}

#[test]
fn equal_successes_merge_and_one_without_a_schema_makes_it_optional() {
    assert_snapshot!(
        [
            summary_of(r##""200": {"schema": {"$ref": "#/definitions/Thing"}}, "201": {"schema": {"$ref": "#/definitions/Thing"}}"##, ""),
            summary_of(r##""200": {"schema": {"$ref": "#/definitions/Thing"}}, "202": {"description": "Later."}"##, ""),
            summary_of(r##""204": {"schema": {"$ref": "#/definitions/Thing"}}"##, ""),
            summary_of(r##""200": {}, "400": {"schema": {"type": "object", "properties": {"code": {"type": "string"}}}}"##, ""),
        ]
        .join("\n")
    );
}

#[test]
fn different_successes_are_told_apart_by_their_status() {
    assert_snapshot!([
        summary_of(
            r##""200": {"schema": {"$ref": "#/definitions/Thing"}}, "201": {"schema": {"type": "object", "properties": {"b": {"type": "string"}}}},
                "202": {"description": "Later."}, "204": {"schema": {"type": "array", "items": {"type": "string"}}}, "206": {"schema": {"type": "file"}}"##,
            ""
        ),
        summary_of(r#""200": {"schema": {"type": "object"}}, "201": {"schema": {}}, "202": {}"#, ""),
        summary_of(r#""200": {"schema": {"type": "object"}}, "2xx": {"schema": {"type": "string"}}"#, ""),
    ]
    .join("\n"));
}

#[test]
fn a_failure_has_the_type_of_its_schema() {
    assert_snapshot!([
        summary_of(
            r##""200": {}, "400": {"schema": {"$ref": "#/definitions/Thing"}}, "401": {"schema": {"type": "array", "items": {"$ref": "#/definitions/Thing"}}},
                "404": {"schema": {"type": "object", "properties": {"code": {"type": "object", "properties": {"n": {"type": "integer"}}}}}},
                "default": {"schema": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}}, "500": {"description": "Nothing."}"##,
            ""
        ),
        summary_of(
            r#""200": {}, "400": {"schema": {"type": "object", "properties": {"why": {"type": "string"}}}},
                "401": {"schema": {"type": "object", "properties": {"why": {"type": "string"}}}}"#,
            ""
        ),
    ]
    .join("\n"));
}

#[test]
fn without_a_success_the_default_is_one() {
    assert_snapshot!(summary_of(r##""default": {"schema": {"$ref": "#/definitions/Thing"}}, "404": {}"##, ""));
}

#[test]
fn texts_bytes_and_xml() {
    assert_snapshot!(
        [
            summary_of(r#""200": {"schema": {"type": "string"}}"#, ""),
            summary_of(r##""200": {"schema": {"$ref": "#/definitions/Text"}}"##, ""),
            summary_of(r#""200": {"schema": {"type": "string", "format": "date-time"}}"#, ""),
            summary_of(
                r#""200": {"schema": {"type": "string", "format": "binary"}}"#,
                r#""produces": ["application/json"],"#
            ),
            summary_of(r#""200": {"schema": {"type": "file"}}"#, ""),
            summary_of(r#""200": {"schema": {"type": "string"}}"#, r#""produces": ["application/pdf"],"#),
            summary_of(
                r##""200": {"schema": {"$ref": "#/definitions/Thing"}}"##,
                r#""produces": ["application/xml"],"#
            ),
        ]
        .join("\n")
    );
}

#[test]
fn labels_of_responses() {
    assert_snapshot!(
        [
            summary_of(r##""200": {"schema": {"$ref": "#/definitions/Thing"}}"##, ""),
            summary_of(r##""200": {"schema": {"type": "array", "items": {"$ref": "#/definitions/Thing"}}}"##, ""),
            summary_of(r#""200": {"schema": {"type": "object"}}"#, ""),
            summary_of(r#""200": {"schema": {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}}}"#, ""),
        ]
        .join("\n")
    );
}

#[test]
fn references_and_remarks() {
    let document = with_responses(
        r##""200": {"$ref": "#/responses/Ok"}, "201": {"$ref": "#/responses/Gone"}"##,
        r#""x-ms-pageable": {"nextLinkName": "next"}, "x-ms-long-running-operation": true, "x-inferred": "a guess","#,
        THING,
    );
    let responses = r##""responses": {"Ok": {"description": "Fine.", "schema": {"$ref": "#/definitions/Thing"}, "headers": {"Location": {"type": "string"}}}}, "paths""##;
    assert_snapshot!(summary(&document.replacen("\"paths\"", responses, 1)));
}

#[test]
fn a_redirect_that_is_declared_makes_the_response_optional() {
    assert_snapshot!(
        [
            summary_of(
                r##""200": {"schema": {"$ref": "#/definitions/Thing"}}, "302": {"description": "Elsewhere."}"##,
                ""
            ),
            summary_of(r#""302": {"description": "Elsewhere."}"#, ""),
            summary_of(r##""default": {"schema": {"$ref": "#/definitions/Thing"}}, "304": {}"##, ""),
        ]
        .join("\n")
    );
}

#[test]
fn schemas_of_the_same_type_are_one_response() {
    assert_snapshot!(
        [
            summary_of(r#""200": {"schema": {"type": "object"}}, "201": {"schema": {}}"#, ""),
            summary_of(r#""200": {"schema": {"type": "object"}}, "204": {"schema": {}}"#, ""),
        ]
        .join("\n"), @r#"
        Do: Action GET /do
          response Json
          returns 200 `Unstated`
          returns 201 `Unstated`
        Thing:
          `a`: String, Setter, `Text`
        Text = String

        Do: Action GET /do
          response Json or none
          returns 200 `Unstated`
          returns 204 `Unstated`
        Thing:
          `a`: String, Setter, `Text`
        Text = String
        "#
    );
}

#[test]
fn what_is_inferred_of_a_response_is_a_remark_once() {
    let inferred = |schema: &str| {
        let definitions = r#""Guess": {"type": "object", "x-inferred": "a guess"}"#;
        let text = summary(&with_responses(&format!(r#""200": {{"schema": {schema}}}"#), "", definitions));
        text.matches("Inferred").count()
    };
    assert_eq!(inferred(r#"{"type": "object", "x-inferred": "a guess"}"#), 1);
    assert_eq!(inferred(r##"{"$ref": "#/definitions/Guess"}"##), 1);
}
