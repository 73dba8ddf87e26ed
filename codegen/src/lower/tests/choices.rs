//! Choices.

use insta::assert_snapshot;

use super::support::{document, summary};

/// A helper that lists groups, and one that lists what is in a group.
const HELPERS: &str = r#""/groups": {"get": {"operationId": "GetGroups", "x-ms-visibility": "internal", "parameters": [
        {"name": "top", "in": "query", "type": "integer"}],
        "responses": {"200": {"schema": {"type": "object", "properties": {"groups": {"type": "array", "items": {"type": "object", "properties": {
            "id": {"type": "string"}, "name": {"type": "string"}}}}}}}}}},
    "/groups/{group}/items": {"get": {"operationId": "GetItems", "x-ms-visibility": "internal", "parameters": [
        {"name": "group", "in": "path", "required": true, "type": "string"}],
        "responses": {"200": {"schema": {"type": "array", "items": {"type": "string"}}}}}},
    "/search": {"post": {"operationId": "Search", "x-ms-visibility": "internal", "parameters": [
        {"name": "q", "in": "body", "required": true, "schema": {"type": "object"}}], "responses": {}}}"#;

const GROUPS: &str = r#""x-ms-dynamic-values": {"operationId": "GetGroups", "value-collection": "groups", "value-path": "id", "value-title": "name"}"#;

fn chosen(operations: &str) -> String {
    let text = summary(&document(&format!("{HELPERS}, {operations}"), ""));
    let is_wanted = |line: &&str| !line.starts_with("Get") && !line.starts_with("response");
    let from = text.find("choice from").or_else(|| text.find("Warning")).unwrap_or_default();
    text[from..].lines().filter(is_wanted).collect::<Vec<_>>().join("\n")
}

#[test]
fn equal_choices_are_one_with_all_its_places() {
    assert_snapshot!(chosen(&format!(
        r#""/a": {{"get": {{"operationId": "A", "parameters": [{{"name": "groupId", "in": "query", "type": "string", {GROUPS}}}], "responses": {{}}}}}},
        "/t": {{"post": {{"operationId": "T", "x-ms-trigger": "single", "parameters": [{{"name": "body", "in": "body", "schema": {{"type": "object", "properties": {{
            "outer": {{"type": "object", "properties": {{"group": {{"type": "string", {GROUPS}}}}}}}}}}}}}], "responses": {{"200": {{"schema": {{}}}}}}}}}},
        "/h": {{"get": {{"operationId": "H", "x-ms-visibility": "internal", "parameters": [{{"name": "groupId", "in": "query", "type": "string", {GROUPS}}}], "responses": {{}}}}}}"#
    )));
}

#[test]
fn choices_are_one_wherever_their_operations_have_the_callers_value() {
    let item = r#""type": "string", "x-ms-dynamic-values": {"operationId": "GetItems", "parameters": {"group": {"parameter": "group"}}}"#;
    let text = chosen(&format!(
        r#""/a": {{"get": {{"operationId": "A", "parameters": [
            {{"name": "group", "in": "query", "type": "string"}}, {{"name": "item", "in": "query", {item}}}], "responses": {{}}}}}},
        "/b": {{"post": {{"operationId": "B", "parameters": [{{"name": "message", "in": "body", "schema": {{"type": "object", "properties": {{
            "group": {{"type": "string"}}, "item": {{{item}}}}}}}}}], "responses": {{}}}}}}"#
    ));
    assert_eq!(text.matches("choice from").count(), 1, "{text}");
    assert!(text.contains(r#"for Parameter("item") of A"#), "{text}");
    assert!(text.contains(r#"for Body { parameter: "message", path: ["item"] } of B"#), "{text}");
}

#[test]
fn equal_calls_are_one_choice_whatever_their_values_are_called() {
    let item = |value: &str| {
        format!(
            r#""type": "string", "x-ms-dynamic-values": {{"operationId": "GetItems", "parameters": {{"group": {value}}}}}"#
        )
    };
    let action = |id: &str, own: &str, item: &str| {
        format!(
            r#""/{id}": {{"get": {{"operationId": "{id}", "parameters": [{{"name": "{own}", "in": "query", "type": "string"}},
            {{"name": "item", "in": "query", {item}}}], "responses": {{}}}}}}"#
        )
    };
    let text = chosen(&format!(
        "{}, {}, {}",
        action("A", "group", &item(r#"{"parameter": "group"}"#)),
        action("B", "team", &item(r#"{"parameter": "team"}"#)),
        action("C", "group", &item(r#""all""#)),
    ));
    assert_eq!(text.matches("choice from").count(), 2, "{text}");
    let values: Vec<&str> = text.lines().filter_map(|line| line.trim().strip_prefix("value 0 is ")).collect();
    assert_eq!(values, [r#"Parameter("group")"#, r#"Parameter("team")"#], "{text}");
}

#[test]
fn arguments_are_constants_or_the_callers_values() {
    assert_snapshot!(chosen(
        r#""/a": {"post": {"operationId": "A", "parameters": [
            {"name": "groupId", "in": "query", "type": "string",
                "x-ms-dynamic-list": {"operationId": "GetGroups", "parameters": {"top": {"value": "5"}}, "itemsPath": "groups", "itemValuePath": "id", "itemTitlePath": "name"},
                "x-ms-dynamic-values": {"operationId": "Gone"}},
            {"name": "item", "in": "query", "type": "string", "x-ms-dynamic-values": {"operationId": "GetItems", "parameters": {"group": {"parameter": "groupId"}}}},
            {"name": "fixed", "in": "query", "type": "string", "x-ms-dynamic-values": {"operationId": "GetItems", "parameters": {"group": "all"}}},
            {"name": "message", "in": "body", "schema": {"type": "object", "properties": {
                "deep": {"type": "object", "properties": {"group": {"type": "string"}}},
                "byPath": {"type": "string", "x-ms-dynamic-list": {"operationId": "GetItems", "parameters": {"group": {"parameterReference": "body/deep/group"}}}},
                "byName": {"type": "string", "x-ms-dynamic-list": {"operationId": "GetItems", "parameters": {"group": {"parameterReference": "message/deep/group"}}}},
                "byDots": {"type": "array", "items": {"type": "string", "x-ms-dynamic-list": {"operationId": "GetItems", "parameters": {"group": {"parameterReference": "deep.group"}}}}}
            }}}], "responses": {}}}"#
    ));
}

#[test]
fn dead_references_are_named() {
    assert_snapshot!(chosen(
        r#""/a": {"post": {"operationId": "A", "parameters": [
            {"name": "a", "in": "query", "type": "string", "x-ms-dynamic-values": {"operationId": "Gone"}},
            {"name": "b", "in": "query", "type": "string", "x-ms-dynamic-values": {"operationId": "Search"}},
            {"name": "c", "in": "query", "type": "string", "x-ms-dynamic-values": {"operationId": "GetItems", "parameters": {"group": {"parameter": "nobody"}}}},
            {"name": "d", "in": "query", "type": "string", "x-ms-dynamic-values": {"operationId": "GetGroups", "parameters": {"unknown": 1}, "value-collection": "groups", "value-path": "id"}},
            {"name": "e", "in": "query", "type": "string", "x-ms-dynamic-values": {"operationId": "GetGroups", "value-collection": "teams", "value-path": "id"}},
            {"name": "f", "in": "query", "type": "string", "x-ms-dynamic-values": {"capability": "file-picker"}}
        ], "responses": {}}}"#
    ));
}

#[test]
fn a_path_into_a_list_that_holds_itself_leads_nowhere() {
    let text = summary(&document(
        r##""/list": {"get": {"operationId": "List", "responses": {"200": {"schema": {"$ref": "#/definitions/Loop"}}}}},
            "/a": {"get": {"operationId": "A", "parameters": [{"name": "a", "in": "query", "type": "string",
                "x-ms-dynamic-values": {"operationId": "List", "value-collection": "content", "value-path": "id"}}], "responses": {}}}"##,
        r##""Loop": {"items": {"$ref": "#/definitions/Loop"}}"##,
    ));
    assert!(text.contains("choice-path-missing") || text.contains("choice-left-out"), "{text}");
}

#[test]
fn a_call_may_take_its_values_in_the_body() {
    let text = chosen(
        r#""/find": {"post": {"operationId": "Find", "x-ms-visibility": "internal", "parameters": [
            {"name": "query", "in": "body", "required": true, "schema": {"type": "object", "required": ["kind"], "properties": {
                "kind": {"type": "string"}, "deep": {"type": "object", "properties": {"n": {"type": "integer"}}},
                "mode": {"type": "string", "default": "all", "x-ms-visibility": "internal"}}}}], "responses": {}}},
        "/a": {"get": {"operationId": "A", "parameters": [
            {"name": "kind", "in": "query", "type": "string"},
            {"name": "a", "in": "query", "type": "string", "x-ms-dynamic-list": {"operationId": "Find", "parameters": {"body/kind": {"value": "x"}, "query/deep/n": "7"}}},
            {"name": "b", "in": "query", "type": "integer", "x-ms-dynamic-values": {"operationId": "Find", "parameters": {"kind": {"parameter": "kind"}}}},
            {"name": "c", "in": "query", "type": "string", "x-ms-dynamic-values": {"operationId": "Find", "parameters": {"deep.n": 1}}}
        ], "responses": {}}}"#,
    );
    assert!(text.contains(r#"body {mode: all, kind: x, deep: {n: 7}}"#), "{text}");
    assert!(text.contains(r#"body ["kind"] required is Caller(0), Text"#), "{text}");
    assert!(text.contains("Values(Integer)"), "{text}");
    assert!(
        text.contains("the choices for `c` of `A` are left out: `Find` needs a value for the body property `kind`"),
        "{text}"
    );
    assert_eq!(text.matches("Warning").count(), 1, "{text}");
}

#[test]
fn a_tree_says_how_it_is_opened_and_browsed() {
    let text = chosen(
        r#""/a": {"get": {"operationId": "A", "parameters": [
            {"name": "a", "in": "query", "type": "string",
                "x-ms-dynamic-values": {"capability": "file-picker", "parameters": {"fileFilter": []}},
                "x-ms-dynamic-tree": {"settings": {"canSelectParentNodes": false, "canSelectLeafNodes": true},
                    "open": {"operationId": "GetGroups", "itemsPath": "groups", "itemValuePath": "id", "itemIsParent": "(kind eq 'folder')"},
                    "browse": {"operationId": "GetItems", "parameters": {"group": {"selectedItemValuePath": "id"}}, "itemIsParent": "false"}}},
            {"name": "b", "in": "query", "type": "string", "x-ms-dynamic-tree": {"open": {"operationId": "GetItems", "parameters": {"group": {"selectedItemValuePath": "id"}}}}},
            {"name": "c", "in": "query", "type": "string", "x-ms-dynamic-tree": {}},
            {"name": "d", "in": "query", "type": "string",
                "x-ms-dynamic-tree": {"open": {"operationId": "GetGroups", "itemsPath": "groups", "itemValuePath": "id", "itemIsParent": false}}}
        ], "responses": {}}}"#,
    );
    assert!(text.contains(r#"is_parent: Equals(["kind"], "folder")"#), "{text}");
    assert!(text.contains(r#"Selected(["id"])"#), "{text}");
    assert!(text.contains("is_parent: Never }), selects") || text.contains("is_parent: Never } }), selects"), "{text}");
    assert!(text.contains("is_parent: Never }, browse: None"), "{text}");
    assert!(text.contains("selects_parents: false, selects_leaves: true"), "{text}");
    assert!(text.contains("the choices for `b` of `A` are left out: it uses `selectedItemValuePath`"), "{text}");
    assert!(text.contains("the choices for `c` of `A` are left out: `open` is missing"), "{text}");
    assert_eq!(text.matches("Warning").count(), 2, "{text}");
}

#[test]
fn the_older_extension_serves_where_the_newer_cannot_be_called() {
    let text = chosen(
        r#""/a": {"get": {"operationId": "A", "parameters": [{"name": "a", "in": "query", "type": "string",
            "x-ms-dynamic-list": {"operationId": "Gone"}, "x-ms-dynamic-values": {"operationId": "GetItems", "parameters": {"group": "g"}}}],
            "responses": {"200": {"schema": {"type": "object", "x-ms-dynamic-properties": {"operationId": "GetItems", "parameters": {"group": {"parameterReference": "a"}}, "itemValuePath": "x"}}}}}}"#,
    );
    assert!(text.contains(r#"for Parameter("a") of A"#) && text.contains("for Response([]) of A"), "{text}");
    assert!(text.contains(r#"["x"] [] []"#) && text.contains("Schema"), "{text}");
    assert_eq!(text.matches("choice-left-out").count(), 0, "{text}");
}
