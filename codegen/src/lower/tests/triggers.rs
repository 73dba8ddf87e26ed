//! Triggers.

use insta::assert_snapshot;

use super::support::{document, summary};

const EVENT: &str = r#""Event": {"type": "object", "properties": {"id": {"type": "string"}}}"#;

#[test]
fn a_webhook_posts_its_notification_content() {
    assert_snapshot!(summary(&document(
        r##""/hook": {"x-ms-notification-content": {"description": "What happened.", "schema": {"$ref": "#/definitions/Event"}},
            "post": {"operationId": "OnEvent", "x-ms-trigger": "single", "parameters": [
                {"name": "sub", "in": "body", "schema": {"type": "object", "properties": {
                    "event": {"type": "string", "x-ms-visibility": "internal", "default": "created"},
                    "hook": {"type": "object", "x-ms-visibility": "internal", "properties": {"url": {"type": "string", "x-ms-visibility": "internal", "x-ms-notification-url": true}}}}}}
            ], "responses": {"201": {}}}}"##,
        EVENT
    )));
}

#[test]
fn payloads_without_a_definition_stand_at_their_place() {
    let hook = |id: &str, schema: &str| {
        format!(
            r#""/{id}": {{"x-ms-notification-content": {{"schema": {schema}}},
            "post": {{"operationId": "{id}", "x-ms-trigger": "single", "parameters": [
                {{"name": "url", "in": "query", "type": "string", "required": true, "x-ms-notification-url": true}}], "responses": {{"201": {{}}}}}}}}"#
        )
    };
    let hooks = [
        hook("Inline", r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#),
        hook("Free", r#"{"type": "object"}"#),
        hook("Dynamic", r#"{"type": "object", "x-ms-dynamic-schema": {"operationId": "Schema"}}"#),
        hook("File", r#"{"type": "string", "format": "binary"}"#),
    ];
    assert_snapshot!(summary(&document(&hooks.join(","), "")));
}

#[test]
fn a_polled_batch_delivers_the_items_of_its_response() {
    let poll = |id: &str, kind: &str, schema: &str| {
        format!(
            r#""/{id}": {{"get": {{"operationId": "{id}", "x-ms-trigger": "{kind}", "x-ms-trigger-hint": "Try it.",
            "responses": {{"200": {{"schema": {schema}}}, "202": {{}}}}}}}}"#
        )
    };
    let list = r##"{"type": "array", "items": {"$ref": "#/definitions/Event"}}"##;
    let wrapped = format!(r#"{{"type": "object", "properties": {{"count": {{"type": "integer"}}, "found": {list}}}}}"#);
    let several = format!(r#"{{"type": "object", "properties": {{"other": {list}, "value": {list}}}}}"#);
    let unclear = format!(r#"{{"type": "object", "properties": {{"other": {list}, "another": {list}}}}}"#);
    let polls = [
        poll("Bare", "batch", list),
        poll("Wrapped", "batch", &wrapped),
        poll("Several", "batch", &several),
        poll("Unclear", "batch", &unclear),
        poll("Single", "single", &wrapped),
    ];
    assert_snapshot!(summary(&document(&polls.join(","), EVENT)));
}

#[test]
fn what_a_trigger_or_an_action_leaves_unsaid() {
    assert_snapshot!(summary(&document(
        r##""/poll": {"get": {"operationId": "Silent", "x-ms-trigger": "batch", "responses": {"200": {}}}},
        "/wait": {"x-ms-notification-content": {"schema": {"$ref": "#/definitions/Event"}},
            "post": {"operationId": "SendAndWait", "responses": {}}}"##,
        EVENT
    )));
}

fn poll(id: &str, path: &str, visibility: &str, payload: &str) -> String {
    format!(
        r##""{path}": {{"get": {{"operationId": "{id}", "x-ms-trigger": "batch", "x-ms-visibility": "{visibility}",
        "responses": {{"200": {{"schema": {{"type": "array", "items": {{"$ref": "#/definitions/{payload}"}}}}}}}}}}}}"##
    )
}

/// What the docs say about internal triggers that are the same as a visible one.
fn twins(polls: &[String]) -> Vec<String> {
    let text = summary(&document(&polls.join(","), &format!(r#"{EVENT}, "Other": {{"type": "object"}}"#)));
    text.lines().filter(|line| line.contains("the same as")).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn an_internal_trigger_in_the_style_of_odata_is_the_visible_one() {
    let polls = [
        poll("New", "/sets/{set}/tables/{table}/new", "important", "Event"),
        poll("Changed", "/sets/default/tables/{table}/changed", "", "Event"),
        // The same.
        poll("ODataNew", "/sets({set})/tables({table})/new", "internal", "Event"),
        poll("ODataChanged", "/sets({set})/tables({table})/changed", "internal", "Event"),
        // Another path, another payload, another style, and one that callers see.
        poll("ODataGone", "/sets({set})/tables({table})/gone", "internal", "Event"),
        poll("ODataOther", "/sets({other})/tables({table})/new", "internal", "Other"),
        poll("Hidden", "/sets/{set}/tables/{table}/New", "internal", "Event"),
        poll("ODataShown", "/Sets({set})/tables({table})/new", "advanced", "Event"),
    ];
    assert_eq!(twins(&polls), ["ODataNew is the same as New", "ODataChanged is the same as Changed"]);
}

#[test]
fn of_several_visible_triggers_the_first_one_is_the_same_if_they_are_not_too_many() {
    let found = |visible: &[usize]| {
        let visible = visible.iter().map(|n| poll(&format!("V{n}"), &format!("/S{n}/rows/{{row}}/new"), "", "Event"));
        twins(&visible.chain([poll("OData", "/{set}/Rows({row})/new", "internal", "Event")]).collect::<Vec<_>>())
    };
    assert_eq!(found(&[2, 1, 3]), ["OData is the same as V2"]);
    assert_eq!(found(&(0..200).collect::<Vec<_>>()), ["OData is the same as V0"]);
    // Four segments each.
    assert!(found(&(0..300).collect::<Vec<_>>()).is_empty());
}
