//! Bodies that are sent as forms, and how bodies that callers do not see are sent.

use insta::assert_snapshot;

use super::support::{document, lowered, summary, with_parameters};

/// An action that consumes these media types, with these parameters.
fn form(consumes: &str, parameters: &str, definitions: &str) -> String {
    let post =
        format!(r#""operationId": "Do", "consumes": [{consumes}], "parameters": [{parameters}], "responses": {{}}"#);
    document(&format!(r#""/do": {{"post": {{{post}}}}}"#), definitions)
}

const FORM: &str = r#""multipart/form-data""#;

#[test]
fn a_body_that_callers_do_not_see_sends_its_default() {
    let body = |more: &str| {
        let schema = format!(r#"{{"type": "object", "properties": {{"a": {{"type": "string"}}}}{more}}}"#);
        let text = with_parameters(
            &format!(r#"{{"name": "b", "in": "body", "x-ms-visibility": "internal", "schema": {schema}}}"#),
            "",
        );
        summary(&text).lines().find(|line| line.starts_with("  body")).map(str::to_owned).expect("it has a body")
    };
    assert_snapshot!([body(""), body(r#", "default": {"a": "x"}"#)].join("\n"), @r#"
    body `b` after 0 parameters: body Do/ as application/json, InternalSetter, `Object`
    body `b` after 0 parameters: body Do/ as application/json, Never sends {a: x}, `Object`
    "#);
}

#[test]
fn a_form_is_written_as_its_first_media_type() {
    let body = r#"{"name": "b", "in": "body", "schema": {"type": "object", "properties": {"a": {"type": "string"}}}}"#;
    let written = |consumes: &str| {
        let text = summary(&form(consumes, body, ""));
        text.lines().filter(|line| line.starts_with("  form") || line.starts_with("  body")).collect::<String>()
    };
    let url = r#""application/x-www-form-urlencoded""#;
    assert_snapshot!([
        written(&format!("{url}, {FORM}")),
        written(&format!("{FORM}, {url}")),
        // JSON is preferred.
        written(&format!(r#"{FORM}, "application/json""#)),
        written(&format!(r#""text/csv", {FORM}"#)),
    ].join("\n"), @r#"
    form UrlEncoded
    form Multipart
    body `b` after 0 parameters: body Do/ as application/json, Setter, `Object`
    body `b` after 0 parameters: body Do/ as application/json, Setter, `Object`
    "#);
}

/// The default of a definition stays with the definition.
#[test]
fn the_default_of_a_form_is_left_out_once() {
    let object = r#"{"type": "object", "properties": {"a": {"type": "string"}}, "default": {"a": "x"}}"#;
    let definitions = format!(r#""Form": {object}, "Group": {{"type": "object", "properties": {{"form": {object}}}}}"#);
    let codes = |schema: &str| {
        let body = format!(r#"{{"name": "b", "in": "body", "schema": {schema}}}"#);
        let (_, diagnostics, _) = lowered(&form(FORM, &body, &definitions));
        diagnostics.iter().map(|it| it.problem.code()).collect::<Vec<_>>()
    };
    assert_eq!(codes(object), ["default-left-out"]);
    assert_eq!(codes(r##"{"$ref": "#/definitions/Form"}"##), [""; 0]);
    assert_eq!(codes(r##"{"$ref": "#/definitions/Group/properties/form"}"##), ["default-left-out"]);
}

#[test]
fn files_and_callback_urls_in_a_form_have_no_default() {
    let body = r#"{"name": "b", "in": "body", "schema": {"type": "object", "required": ["must"], "properties": {
        "must": {"type": "string", "format": "binary", "default": "x"},
        "file": {"type": "string", "format": "binary", "default": "x"},
        "url": {"type": "string", "x-ms-notification-url": true, "default": "y"},
        "text": {"type": "string", "default": "z"}}}}"#;
    assert_snapshot!(summary(&form(FORM, body, "")), @r#"
    Do: Action POST /do
      `must` Form required: File, Positional, `Binary`
      `file` Form: File, Setter, `Binary`
      `url` Form: String, Positional, `Text`
        remark: CallbackUrl
      `text` Form: String, Setter default Text("z"), `Text`
      form Multipart
    Warning default-left-out 3:67 a default has no effect on a value that the caller must always pass; it is left out
    Warning default-left-out 4:67 a default has no effect on a value that the caller must always pass; it is left out
    Warning default-left-out 5:77 a default has no effect on a value that the caller must always pass; it is left out
    "#);
}

#[test]
fn a_parameter_of_a_form_whose_body_has_that_field_is_left_out() {
    let parameters = r#"{"name": "b", "in": "body", "schema": {"type": "object", "properties": {"a": {"type": "string"}}}},
        {"name": "a", "in": "formData", "type": "integer"}"#;
    assert_snapshot!(summary(&form(FORM, parameters, "")), @r#"
    Do: Action POST /do
      `a` Form: String, Setter, `Text`
      form Multipart
    Warning duplicate-parameter 3:9 the parameter `a` occurs twice in the same location; the second one is left out
    "#);
}

#[test]
fn the_texts_of_a_form_are_remarks_of_its_operation() {
    let body = r#"{"name": "b", "in": "body", "x-ms-summary": "Upload", "description": "What is uploaded.",
        "schema": {"type": "object", "properties": {"a": {"type": "string"}}}}"#;
    assert_snapshot!(summary(&form(FORM, body, "")), @r#"
    Do: Action POST /do
      `a` Form: String, Setter, `Text`
      form Multipart
        remark: FormText("Upload")
        remark: FormText("What is uploaded.")
    "#);
}

#[test]
fn a_parameter_whose_type_only_the_service_knows_is_text() {
    let parameter = r#"{"name": "a", "in": "query", "type": "string", "x-ms-dynamic-schema": {"operationId": "Do"}}"#;
    assert_snapshot!(summary(&with_parameters(parameter, "")), @r#"
    Do: Action POST /do
      `a` Query: String, Setter, `Dynamic`
        remark: DynamicSchema("Do")
    choice from Do
      for Parameter("a") of Do
      [] [] []
      Schema
    Warning parameter-as-text 2:64 the parameter `a` is a dynamic value, which only a body can contain; callers pass it as text
    "#);
}
