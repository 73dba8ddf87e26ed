//! Parameters: types, places, and what is asked of the caller.

use insta::assert_snapshot;

use super::support::{document, summary, with_parameters};

#[test]
fn what_is_asked_of_the_caller() {
    assert_snapshot!(summary(&with_parameters(
        r#"{"name": "required", "in": "query", "type": "string", "required": true},
        {"name": "optional", "in": "query", "type": "string"},
        {"name": "with_default", "in": "query", "type": "string", "required": true, "default": "x"},
        {"name": "optional_default", "in": "query", "type": "string", "default": "x"},
        {"name": "internal", "in": "query", "type": "string", "x-ms-visibility": "internal"},
        {"name": "internal_default", "in": "query", "type": "string", "x-ms-visibility": "internal", "default": "x"},
        {"name": "only", "in": "query", "type": "string", "required": true, "enum": ["v1"]},
        {"name": "optional_only", "in": "query", "type": "string", "enum": ["v1"]},
        {"name": "callback", "in": "query", "type": "string", "x-ms-visibility": "internal", "x-ms-notification-url": true}"#,
        ""
    )));
}

#[test]
fn types_of_parameters() {
    assert_snapshot!(summary(&with_parameters(
        r#"{"name": "day", "in": "query", "type": "string", "format": "date"},
        {"name": "colour", "in": "query", "type": "string", "enum": ["red", "green"], "x-ms-summary": "Colour"},
        {"name": "list", "in": "query", "type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
        {"name": "null", "in": "query", "type": "integer", "x-nullable": true},
        {"name": "object", "in": "query", "type": "object"}, {"name": "nothing", "in": "query"},
        {"name": "objects", "in": "query", "type": "array", "items": {"type": "object"}}"#,
        ""
    )));
}

#[test]
fn a_list_whose_items_only_the_service_knows_is_text() {
    let summary = summary(&with_parameters(
        r#"{"name": "list", "in": "query", "type": "array",
            "items": {"type": "string", "x-ms-dynamic-schema": {"operationId": "Do"}}}"#,
        "",
    ));
    assert!(summary.contains("`list` Query: String") && summary.contains("parameter-as-text"), "{summary}");
}

#[test]
fn defaults_are_read_as_their_type_has_them() {
    assert_snapshot!(summary(&with_parameters(
        r#"{"name": "a", "in": "query", "type": "integer", "default": "5"},
        {"name": "b", "in": "query", "type": "string", "default": 5},
        {"name": "c", "in": "query", "type": "boolean", "default": "True"},
        {"name": "d", "in": "query", "type": "array", "items": {"type": "string"}, "default": "x"},
        {"name": "e", "in": "query", "type": "integer", "default": "many", "required": true},
        {"name": "f", "in": "query", "type": "number", "default": ".5"}"#,
        ""
    )));
}

#[test]
fn placeholders_and_path_parameters_meet() {
    assert_snapshot!(summary(&document(
        r#""/a/{id}/{ spaced }/{Case}/e({undeclared})/$literal$/": {"get": {"operationId": "Do", "parameters": [
            {"name": "id", "in": "path", "type": "string", "required": true, "x-ms-url-encoding": "double", "default": ""},
            {"name": "spaced", "in": "path", "type": "string"},
            {"name": "case", "in": "path", "type": "string", "required": true, "x-ms-visibility": "internal"},
            {"name": "gone", "in": "path", "type": "string", "required": true}
        ], "responses": {}}}, "/open/{id": {"get": {"operationId": "Open", "responses": {}}}"#,
        ""
    )));
}

#[test]
fn headers_that_the_client_knows_better_are_not_asked() {
    assert_snapshot!(summary(&with_parameters(
        r#"{"name": "accept", "in": "header", "type": "string", "required": true},
        {"name": "Content-Type:", "in": "header", "type": "string", "default": "application/merge-patch+json"},
        {"name": "Account Id", "in": "header", "type": "string"}, {"name": "X-Key: ", "in": "header", "type": "string"},
        {"name": "b", "in": "body", "schema": {"type": "object"}}"#,
        ""
    )));
}

#[test]
fn a_content_type_that_is_stated_counts_if_it_can_be_sent() {
    let sent = |stated: &str| {
        let operation = format!(
            r#""/do": {{"put": {{"operationId": "Do", "consumes": ["text/csv"], "responses": {{}}, "parameters": [
                {{"name": "Content-Type", "in": "header", "type": "string", "default": "{stated}"}},
                {{"name": "b", "in": "body", "schema": {{"type": "string"}}}}]}}}}"#
        );
        let text = summary(&document(&operation, ""));
        let body = text.lines().find(|line| line.starts_with("  body")).expect("it has a body");
        body.split(" as ").nth(1).and_then(|text| text.split(", ").next()).map(str::to_owned)
    };
    for (stated, expected) in [
        ("text/plain", "text/plain"),
        ("text/plain; charset=utf-8", "text/plain; charset=utf-8"),
        ("text/plain; title=é", "text/csv"),
        ("The type of the text.", "text/csv"),
        ("text/*", "text/csv"),
    ] {
        assert_eq!(sent(stated).as_deref(), Some(expected), "{stated}");
    }
}

#[test]
fn an_upload_states_its_media_type_where_the_definition_leaves_it_open() {
    let of = |consumes: &str, header: &str, schema: &str| {
        let operation = format!(
            r#""/do": {{"put": {{"operationId": "Do", "consumes": [{consumes}], "responses": {{}}, "parameters": [
                {header} {{"name": "b", "in": "body", "required": true, "schema": {schema}}}]}}}}"#
        );
        summary(&document(&operation, ""))
    };
    let header = |more: &str| format!(r#"{{"name": "Content-Type", "in": "header", "type": "string" {more}}},"#);
    let binary = r#"{"type": "string", "format": "binary"}"#;
    for (consumes, header, expected) in [
        ("", header(""), "Bytes as application/octet-stream or the upload's type"),
        (r#""image/png""#, header(""), "Bytes as image/png or the upload's type"),
        ("", header(r#", "default": "image/jpeg""#), "Bytes as image/jpeg or the upload's type"),
        ("", String::new(), "Bytes as application/octet-stream or the upload's type"),
        ("", header(r#", "default": "image/""#), "Bytes as application/octet-stream or the upload's type"),
        ("", header(r#", "default": "/png""#), "Bytes as application/octet-stream or the upload's type"),
        (r#""image/png", "image/jpeg""#, String::new(), "Bytes as image/png or the upload's type"),
        (r#""image/*""#, String::new(), "Bytes as application/octet-stream or the upload's type"),
        (r#""image/png""#, String::new(), "Bytes as image/png,"),
        ("", header(r#", "enum": ["image/png"]"#), "Bytes as image/png,"),
    ] {
        let summary = of(consumes, &header, binary);
        assert!(summary.contains(expected), "{consumes} {header} {summary}");
        let by_upload = !header.is_empty() && expected.ends_with("the upload's type");
        assert_eq!(summary.contains("Note upload-states-type"), by_upload, "{summary}");
    }
    assert!(of("", &header(""), r#"{"type": "object"}"#).contains("Note client-header"));
}

#[test]
fn parameters_of_the_path_and_references() {
    let parameters = r##""/x/{id}": {"parameters": [
            {"name": "id", "in": "path", "type": "string", "required": true},
            {"name": "both", "in": "query", "type": "string"}, {"$ref": "#/parameters/shared"}
        ], "get": {"operationId": "Do", "parameters": [
            {"name": "both", "in": "query", "type": "integer"}, {"name": "both", "in": "query", "type": "boolean"},
            {"$ref": "#/parameters/gone"}, {"name": "lost", "type": "string"}
        ], "responses": {}}}"##;
    let document = document(parameters, "").replacen(
        "\"paths\"",
        r#""parameters": {"shared": {"name": "version", "in": "query", "type": "string", "required": true, "default": "1"}}, "paths""#,
        1,
    );
    assert_snapshot!(summary(&document));
}

#[test]
fn a_parameter_in_a_credentials_place_is_secret() {
    let document = with_parameters(
        r#"{"name": "api_key", "in": "query", "type": "string"}, {"name": "api_key", "in": "header", "type": "string"}"#,
        "",
    );
    let scheme = r#""securityDefinitions": {"key": {"type": "apiKey", "in": "query", "name": "api_key"}}, "paths""#;
    assert_snapshot!(summary(&document.replacen("\"paths\"", scheme, 1)));
}

#[test]
fn lists_are_written_as_their_format_says() {
    let list = |format: &str, place: &str| {
        format!(
            r#"{{"name": "{format}-{place}", "in": "{place}", "type": "array", "items": {{"type": "string"}}, "collectionFormat": "{format}"}}"#
        )
    };
    let lists = ["csv", "ssv", "tsv", "pipes", "multi", "odd"].map(|format| list(format, "query"));
    let lists = [lists.join(","), list("multi", "header"), list("multi", "formData")];
    assert_snapshot!(summary(&with_parameters(&lists.join(","), "")));
}

#[test]
fn forms() {
    let form = |consumes: &str, fields: &str| {
        format!(
            r#"{{"post": {{"operationId": "{consumes}", "consumes": [{consumes:?}], "parameters": [{fields}], "responses": {{}}}}}}"#
        )
    };
    let text = r#"{"name": "t", "in": "formData", "type": "string", "required": true}"#;
    let paths = [
        form("multipart/form-data", text),
        form("application/x-www-form-urlencoded", text),
        form("application/json", r#"{"name": "f", "in": "formData", "type": "string", "format": "binary"}"#),
        form("text/plain", r#"{"name": "f", "in": "formData", "type": "array", "items": {"type": "file"}}"#),
    ];
    let paths: Vec<_> = paths.iter().enumerate().map(|(at, item)| format!("\"/{at}\": {item}")).collect();
    assert_snapshot!(summary(&document(&paths.join(","), "")));
}
