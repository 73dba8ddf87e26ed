//! Dynamic values, trees and schemas: where they are declared, what their calls pass, and where their paths lead.

use insta::assert_snapshot;

use super::support::{document, summary};

/// The choices and the diagnostics of a document.
fn choices(paths: &str, definitions: &str) -> String {
    let text = summary(&document(paths, definitions));
    let is_wanted = |line: &&str| {
        let word = line.trim_start().split(' ').next().unwrap_or_default();
        matches!(word, "choice" | "for" | "value" | "body" | "Warning" | "Note")
            || line.contains("` is ")
            || line.starts_with("  Values(")
    };
    let from = text.find("choice from").or_else(|| text.find("Warning")).unwrap_or_default();
    text[from..].lines().filter(is_wanted).collect::<Vec<_>>().join("\n")
}

/// An action with these parameters.
fn action(id: &str, parameters: &str) -> String {
    format!(r#""/{id}": {{"post": {{"operationId": "{id}", "parameters": [{parameters}], "responses": {{}}}}}}"#)
}

/// A helper with a body of this schema that is called `query`.
fn helper(id: &str, schema: &str) -> String {
    let body = format!(r#"{{"name": "query", "in": "body", "schema": {schema}}}"#);
    let post = format!(r#""operationId": "{id}", "x-ms-visibility": "internal", "parameters": [{body}]"#);
    format!(r#""/{id}": {{"post": {{{post}, "responses": {{}}}}}}"#)
}

/// A parameter whose values this operation lists, called with these arguments.
fn chosen(name: &str, id: &str, arguments: &str) -> String {
    let list = format!(r#"{{"operationId": "{id}", "parameters": {{{arguments}}}}}"#);
    format!(r#"{{"name": "{name}", "in": "query", "type": "string", "x-ms-dynamic-list": {list}}}"#)
}

const OWN: &str = r#"{"name": "own", "in": "query", "type": "string"}"#;

#[test]
fn an_argument_is_the_whole_body_where_the_body_has_no_such_property() {
    let calls = |schema: &str, keys: &[&str]| {
        let arguments = keys.iter().map(|key| chosen(key, "Find", &format!(r#""{key}": {{"parameter": "own"}}"#)));
        let parameters = [OWN.to_owned()].into_iter().chain(arguments).collect::<Vec<_>>().join(",");
        choices(&format!("{}, {}", helper("Find", schema), action("A", &parameters)), "")
    };
    let free = calls(r#"{"type": "object"}"#, &["query", "kind"]);
    let named = calls(r#"{"type": "object", "properties": {"query": {"type": "string"}}}"#, &["query", "body", "kind"]);
    let needed = calls(
        r#"{"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}"#,
        &["query", "body", "kind"],
    );
    assert_snapshot!([free, named, needed].join("\n\n"), @r#"
    choice from Find
      for Parameter("query") of A
        value 0 is Parameter("own")
      body {}
      body [] is Caller(0), Json
    choice from Find
      for Parameter("kind") of A
        value 0 is Parameter("own")
      body {}
      body ["kind"] is Caller(0), Json

    choice from Find
      for Parameter("query") of A
        value 0 is Parameter("own")
      body {}
      body ["query"] is Caller(0), Text
    choice from Find
      for Parameter("body") of A
        value 0 is Parameter("own")
      body {}
      body [] is Caller(0), Json
    choice from Find
      for Parameter("kind") of A
    Warning choice-argument-left-out 2:731 the argument `kind` of the operation that supplies choices is left out: `Find` has no such parameter

    choice from Find
      for Parameter("query") of A
        value 0 is Parameter("own")
      for Parameter("body") of A
        value 0 is Parameter("own")
      body {}
      body [] required is Caller(0), Json
    choice from Find
      for Parameter("kind") of A
        value 0 is Parameter("own")
      body {}
      body ["kind"] required is Caller(0), Text
    "#);
}

#[test]
fn an_argument_may_be_a_field_of_a_form() {
    let form = helper("Find", r#"{"type": "object", "properties": {"kind": {"type": "string"}}}"#)
        .replace(r#""parameters""#, r#""consumes": ["application/x-www-form-urlencoded"], "parameters""#);
    let arguments = ["kind", "query/kind", "query", "other"]
        .map(|key| chosen(key, "Find", &format!(r#""{key}": {{"parameter": "own"}}"#)));
    assert_snapshot!(choices(&format!("{form}, {}", action("A", &format!("{OWN}, {}", arguments.join(",")))), ""), @r#"
    choice from Find
      for Parameter("kind") of A
        value 0 is Parameter("own")
      for Parameter("query/kind") of A
        value 0 is Parameter("own")
      `kind` is the caller's value 0
    choice from Find
      for Parameter("query") of A
      for Parameter("other") of A
    Warning choice-argument-left-out 2:794 the argument `query` of the operation that supplies choices is left out: `Find` has no such parameter
    Warning choice-argument-left-out 2:938 the argument `other` of the operation that supplies choices is left out: `Find` has no such parameter
    "#);
}

#[test]
fn a_reference_into_a_body_is_a_property_or_the_field_of_a_form() {
    let groups = r#""/groups/{group}": {"get": {"operationId": "Groups", "x-ms-visibility": "internal", "parameters": [
        {"name": "group", "in": "path", "required": true, "type": "string"}], "responses": {}}}"#;
    let body = r#"{"name": "b", "in": "body", "schema": {"type": "object", "properties": {"a": {"type": "string"}}}}"#;
    let chosen =
        |reference: &str| chosen("item", "Groups", &format!(r#""group": {{"parameterReference": "{reference}"}}"#));
    let json =
        action("Json", &format!(r#"{{"name": "a", "in": "query", "type": "string"}}, {body}, {}"#, chosen("b/a")));
    let form = action("Form", &format!("{body}, {}", chosen("b/a"))).replace(
        r#""parameters": [{"name": "b""#,
        r#""consumes": ["multipart/form-data"], "parameters": [{"name": "b""#,
    );
    // Keys of a request are those of the definition, with their letter case.
    let upper = action("Upper", &format!("{body}, {}", chosen("b/A")));
    let none = action("None", &self::chosen("item", "Groups", r#""group": {}"#));
    assert_snapshot!(choices(&[groups, &json, &form, &upper, &none].join(","), ""), @r#"
    choice from Groups
      for Parameter("item") of Json
        value 0 is Body { parameter: "b", path: ["a"] }
      for Parameter("item") of Form
        value 0 is Parameter("a")
      `group` is the caller's value 0
    Warning choice-argument-left-out 3:1124 the argument `group` of the operation that supplies choices is left out: `Upper` has no parameter or body property `b/A`
    Warning choice-left-out 3:1074 the choices for `item` of `Upper` are left out: `Groups` needs a value for the parameter `group`
    Warning choice-argument-left-out 3:1355 the argument `group` of the operation that supplies choices is left out: it has neither a value nor a parameter reference
    Warning choice-left-out 3:1305 the choices for `item` of `None` are left out: `Groups` needs a value for the parameter `group`
    "#);
}

#[test]
fn the_values_of_a_list_have_the_type_of_its_items() {
    let all = r#""/all": {"get": {"operationId": "All", "x-ms-visibility": "internal", "responses": {}}}"#;
    let parameter = |name: &str, ty: &str| {
        format!(r#"{{"name": "{name}", "in": "query", {ty}, "x-ms-dynamic-values": {{"operationId": "All"}}}}"#)
    };
    let parameters = [
        parameter("integers", r#""type": "array", "items": {"type": "integer"}"#),
        parameter("unsigned", r#""type": "integer", "format": "uint64""#),
        parameter("flag", r#""type": "boolean""#),
        parameter("free", r#""description": "Any.""#),
    ];
    assert_snapshot!(choices(&format!("{all}, {}", action("A", &parameters.join(","))), ""), @r#"
    choice from All
      for Parameter("integers") of A
      Values(Integer)
    choice from All
      for Parameter("unsigned") of A
      Values(Unsigned)
    choice from All
      for Parameter("flag") of A
      Values(Boolean)
    choice from All
      for Parameter("free") of A
    Warning parameter-as-text 2:501 the parameter `free` is a value without a type, which only a body can contain; callers pass it as text
    "#);
}

#[test]
fn what_is_left_out_says_for_which_value() {
    let gone = r#""x-ms-dynamic-schema": {"operationId": "Gone"}"#;
    let schema = format!(r#"{{"type": "object", {gone}, "properties": {{"p": {{"type": "object", {gone}}}}}}}"#);
    let hook = format!(
        r#""/hook": {{"x-ms-notification-content": {{"schema": {schema}}}, "post": {{"operationId": "Hook", "x-ms-trigger": "single",
            "parameters": [{{"name": "b", "in": "body", "schema": {schema}}}], "responses": {{"200": {{"schema": {schema}}}}}}}}}"#
    );
    assert_snapshot!(choices(&hook, ""), @r#"
    Warning choice-left-out 3:108 the choices for the body of `Hook` are left out: the operation `Gone` does not exist
    Warning choice-left-out 3:195 the choices for `p` of `Hook` are left out: the operation `Gone` does not exist
    Warning choice-left-out 3:299 the choices for the response of `Hook` are left out: the operation `Gone` does not exist
    Warning choice-left-out 3:386 the choices for `p` in the response of `Hook` are left out: the operation `Gone` does not exist
    Warning choice-left-out 2:103 the choices for the notification of `Hook` are left out: the operation `Gone` does not exist
    Warning choice-left-out 2:190 the choices for `p` in the notification of `Hook` are left out: the operation `Gone` does not exist
    "#);
}

/// Values and trees of a definition are not those of a property that refers to it.
#[test]
fn only_the_dynamic_schema_of_a_definition_is_that_of_its_uses() {
    let all = r#""/all": {"get": {"operationId": "All", "x-ms-visibility": "internal", "responses": {}}}"#;
    let body = r##"{"name": "b", "in": "body", "schema": {"type": "object", "properties": {
        "listed": {"$ref": "#/definitions/Listed"}, "tree": {"$ref": "#/definitions/Tree"}, "row": {"$ref": "#/definitions/Row"},
        "own": {"type": "string", "x-ms-dynamic-values": {"operationId": "All"}}}}}"##;
    let definitions = r#""Listed": {"type": "string", "x-ms-dynamic-values": {"operationId": "All"}},
        "Tree": {"type": "string", "x-ms-dynamic-tree": {"open": {"operationId": "All"}}},
        "Row": {"type": "object", "x-ms-dynamic-schema": {"operationId": "All"}}"#;
    assert_snapshot!(choices(&format!("{all}, {}", action("A", body)), definitions), @r#"
    choice from All
      for Body { parameter: "b", path: ["row"] } of A
    choice from All
      for Body { parameter: "b", path: ["own"] } of A
    "#);
}

#[test]
fn a_body_that_holds_itself_declares_its_choices_once() {
    let all = r#""/all": {"get": {"operationId": "All", "x-ms-visibility": "internal", "responses": {}}}"#;
    let body = r##"{"name": "b", "in": "body", "schema": {"$ref": "#/definitions/Node"}}"##;
    let node = r##""Node": {"type": "object", "properties": {"next": {"$ref": "#/definitions/Node"},
        "at": {"type": "string", "x-ms-dynamic-values": {"operationId": "All"}}}}"##;
    assert_snapshot!(choices(&format!("{all}, {}", action("A", body)), node), @r#"
    choice from All
      for Body { parameter: "b", path: ["at"] } of A
    "#);
}

/// The path that a choice does not find in a response, if it does not.
fn missing(response: &str, collection: &str, value: &str) -> Option<String> {
    let list = format!(
        r#""/all": {{"get": {{"operationId": "All", "x-ms-visibility": "internal", "responses": {{"200": {{"schema": {response}}}}}}}}}"#
    );
    let parameter = format!(
        r#"{{"name": "a", "in": "query", "type": "string",
            "x-ms-dynamic-values": {{"operationId": "All", "value-collection": "{collection}", "value-path": "{value}"}}}}"#
    );
    let text = choices(&format!("{list}, {}", action("A", &parameter)), "");
    let message = text.lines().find(|line| line.contains("choice-path-missing"))?;
    message.split('`').nth(3).map(str::to_owned)
}

#[test]
fn a_path_leads_to_what_the_response_describes_or_leaves_open() {
    let objects = r#"{"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}}}}"#;
    let texts = r#"{"type": "array", "items": {"type": "string"}}"#;
    let page = |list: &str, more: &str| format!(r#"{{"type": "object", "properties": {{"all": {list}}}{more}}}"#);
    let alike = r#"{"type": "object", "properties": {"all": {"type": "array"}, "All": {"type": "array"}}}"#;
    for (response, collection, value, expected) in [
        (page(objects, ""), "all", "id", None),
        (page(objects, ""), "ALL", "Id", None),
        (page(objects, ""), "all", "name", Some("all/name")),
        // An item that is not an object is its own value.
        (texts.to_owned(), "", "id", None),
        (page(texts, ""), "all", "id", None),
        (page(r#"{"type": "string"}"#, ""), "all", "id", Some("all/id")),
        (page(r#"{"type": "string"}"#, ""), "all/more", "id", Some("all/more/id")),
        (page(r#"{"type": "string"}"#, ""), "all/more", "", Some("all/more")),
        // Which of two keys is meant is not known.
        (alike.to_owned(), "ALL", "", Some("ALL")),
        // There may be properties that the definition does not name.
        (page(objects, r#", "additionalProperties": true"#), "other", "id", None),
        (page(objects, r#", "x-ms-dynamic-schema": {"operationId": "All"}"#), "other", "id", None),
        (page(objects, ""), "other", "id", Some("other/id")),
    ] {
        assert_eq!(missing(&response, collection, value).as_deref(), expected, "{response} {collection} {value}");
    }
}
