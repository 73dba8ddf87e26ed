//! Callback URLs: where triggers, actions and properties take them.

use insta::assert_snapshot;

use super::support::{document, lowered, summary};
use crate::model::Certainty;

/// A trigger with these parameters whose path has a notification.
fn hook(id: &str, parameters: &str) -> String {
    format!(
        r#""/{id}": {{"x-ms-notification-content": {{"schema": {{"type": "object"}}}}, "post": {{"operationId": "{id}",
            "x-ms-trigger": "single", "parameters": [{parameters}], "responses": {{"201": {{}}}}}}}}"#
    )
}

/// Where a trigger with this body takes the callback URL.
fn in_body(schema: &str, definitions: &str) -> Option<String> {
    let body = format!(r#"{{"name": "body", "in": "body", "schema": {schema}}}"#);
    of(&hook("Hook", &body), definitions)
}

fn of(paths: &str, definitions: &str) -> Option<String> {
    let connector = lowered(&document(paths, definitions)).0.expect("the document lowers");
    connector.operations.into_iter().next().and_then(|it| it.trigger).expect("it is a trigger").notification_url
}

const URL: &str = r#"{"type": "string", "x-ms-notification-url": true}"#;

#[test]
fn a_callback_url_is_found_in_lists_and_behind_references() {
    let object = format!(r#"{{"type": "object", "properties": {{"url": {URL}}}}}"#);
    let definitions = format!(r#""Url": {URL}, "Text": {{"type": "string"}}"#);
    let with = |property: &str| format!(r#"{{"type": "object", "properties": {{{property}}}}}"#);
    for (schema, expected) in [
        (with(&format!(r#""url": {URL}"#)), Some("url")),
        (with(&format!(r#""to": {{"type": "array", "items": {object}}}"#)), Some("to/url")),
        // What stands beside another type has no effect.
        (
            format!(r#"{{"type": "object", "items": {{"type": "string"}}, "properties": {{"url": {URL}}}}}"#),
            Some("url"),
        ),
        (with(r##""url": {"$ref": "#/definitions/Url"}"##), Some("url")),
        (with(r##""url": {"$ref": "#/definitions/Text", "x-ms-notification-url": true}"##), Some("url")),
        (with(r##""url": {"$ref": "#/definitions/Text"}"##), None),
    ] {
        assert_eq!(in_body(&schema, &definitions).as_deref(), expected, "{schema}");
    }
}

/// Some definitions describe a parameter by a schema, as in later versions of the format.
#[test]
fn a_parameter_with_a_schema_may_take_the_callback_url() {
    for parameter in [
        r#"{"name": "url", "in": "query", "x-ms-notification-url": true, "schema": {"type": "string"}}"#,
        r#"{"name": "url", "in": "query", "schema": {"type": "string", "x-ms-notification-url": true}}"#,
    ] {
        assert_eq!(of(&hook("Hook", parameter), "").as_deref(), Some("url"), "{parameter}");
        let paths =
            format!(r#""/do": {{"get": {{"operationId": "Do", "parameters": [{parameter}], "responses": {{}}}}}}"#);
        let text = summary(&document(&paths, ""));
        assert!(text.contains("`url` Query: String, Positional"), "{text}");
    }
}

#[test]
fn a_property_has_what_its_definition_says_of_it() {
    let body = r##"{"name": "b", "in": "body", "schema": {"type": "object", "properties": {
        "id": {"$ref": "#/definitions/Id"}, "own": {"$ref": "#/definitions/Text", "readOnly": true},
        "url": {"$ref": "#/definitions/Url"}, "callback": {"$ref": "#/definitions/Text", "x-ms-notification-url": true},
        "plain": {"$ref": "#/definitions/Text"}}}}"##;
    let definitions =
        format!(r#""Id": {{"type": "string", "readOnly": true}}, "Url": {URL}, "Text": {{"type": "string"}}"#);
    let paths = format!(r#""/do": {{"post": {{"operationId": "Do", "parameters": [{body}], "responses": {{}}}}}}"#);
    assert_snapshot!(summary(&document(&paths, &definitions)), @r#"
    Do: Action POST /do
      body `b` after 0 parameters: body Do/ as application/json, Positional, `Object`
    Id = String
    Url = String
    Text = String
    body Do/:
      `id` read-only: Id, Setter, `Definition("Id")`
      `own` read-only: Text, Setter, `Definition("Text")`
      `url`: Url, Positional, `Definition("Url")`
      `callback`: Text, Positional, `Definition("Text")`
        remark: CallbackUrl
      `plain`: Text, Setter, `Definition("Text")`
    "#);
}

/// Where a path has several operations, the notification is that of the one that takes the URL.
#[test]
fn the_notification_of_a_path_belongs_to_the_operation_that_takes_the_callback_url() {
    let take = r#"{"name": "url", "in": "query", "type": "string", "x-ms-notification-url": true}"#;
    let paths = format!(
        r#""/wait": {{"x-ms-notification-content": {{"schema": {{"type": "object"}}}},
            "post": {{"operationId": "Ask", "parameters": [{take}], "responses": {{}}}},
            "delete": {{"operationId": "Forget", "responses": {{}}}}}}"#
    );
    assert_snapshot!(summary(&document(&paths, "")), @r#"
    Ask: Action POST /wait
      `url` Query: String, Positional, `Text`
        remark: CallbackUrl
      posts Json, `Unstated`, to its callback URL
    Forget: Action DELETE /wait
    Warning notification-left-out 2:50 `Forget` takes no callback URL, so the notification of its path does not apply to it
    "#);
}

#[test]
fn a_key_in_brackets_is_a_placeholder_or_no_segment_of_its_own() {
    let poll = |id: &str, path: &str, visibility: &str| {
        format!(
            r#""{path}": {{"get": {{"operationId": "{id}", "x-ms-trigger": "batch", "x-ms-visibility": "{visibility}",
            "responses": {{"200": {{"schema": {{"type": "array", "items": {{"type": "string"}}}}}}}}}}}}"#
        )
    };
    let polls = [
        poll("Fixed", "/sets/default/new", "important"),
        poll("Table", "/sets/{set}/tables/new", "important"),
        // The same, and two others: one whose key is fixed, and one with a segment of which a placeholder is only a part.
        poll("ODataTable", "/sets({set})/tables/new", "internal"),
        poll("ODataFixed", "/sets(default)/new", "internal"),
        poll("ODataPart", "/sets({set})/{kind}s/new", "internal"),
    ];
    let text = summary(&document(&polls.join(","), ""));
    let twins: Vec<&str> = text.lines().filter(|line| line.contains("the same as")).collect();
    assert_eq!(twins, ["  ODataTable is the same as Table"], "{text}");
}

#[test]
fn a_registration_is_removed_by_an_operation_that_deletes() {
    let path = r#""parameters": [{"name": "id", "in": "path", "required": true, "type": "string"}]"#;
    let operation = |method: &str, more: &str| {
        let hook = hook("hooks", "");
        let of = format!(
            r#""/hooks/{{id}}": {{"{method}": {{"operationId": "D", {more} {path}, "responses": {{"200": {{}}}}}}}}"#
        );
        let connector = lowered(&document(&format!("{hook}, {of}"), "")).0.expect("the document lowers");
        let trigger = connector.operations.into_iter().next().and_then(|it| it.trigger).expect("it is a trigger");
        trigger.registration.expect("it is a webhook").removal.is_some()
    };
    assert!(operation("delete", ""));
    assert!(!operation("get", ""));
    assert!(!operation("delete", r#""x-ms-trigger": "single","#));
}

/// A value of a body that callers may leave out, or that the registration has, is not missing.
#[test]
fn a_removal_lacks_the_values_that_it_needs() {
    let certainty = |required: &str| {
        let kind = r#"{"name": "kind", "in": "query", "required": true, "type": "string"}"#;
        let hook = hook("hooks", kind).replace(r#""201": {}"#, r#""201": {"schema": {"type": "integer"}}"#);
        let content = format!(
            r#"{{"type": "object", "required": [{required}], "properties": {{"kind": {{"type": "string"}}, "note": {{"type": "string"}}}}}}"#
        );
        let delete = format!(
            r#""/hooks/{{id}}": {{"delete": {{"operationId": "D", "parameters": [
                {{"name": "id", "in": "path", "required": true, "type": "string"}},
                {{"name": "b", "in": "body", "required": true, "schema": {content}}}], "responses": {{"200": {{}}}}}}}}"#
        );
        let connector = lowered(&document(&format!("{hook}, {delete}"), "")).0.expect("the document lowers");
        let trigger = connector.operations.into_iter().next().and_then(|it| it.trigger).expect("it is a trigger");
        trigger.registration.expect("it is a webhook").certainty
    };
    assert_eq!(certainty(r#""kind""#), Certainty::DeclaredId);
    assert_eq!(certainty(r#""kind", "note""#), Certainty::Several);
}
