//! Schemas to types.

use insta::assert_snapshot;

use super::support::{document, summary, with_body};

/// A document whose one action says nothing of these definitions.
fn defined(definitions: &str) -> String {
    summary(&document(r#""/do": {"get": {"operationId": "Do", "responses": {"200": {}}}}"#, definitions))
}

#[test]
fn definitions_keep_their_names_and_order_used_or_not() {
    assert_snapshot!(defined(
        r##""Zebra": {"type": "object", "properties": {"next": {"$ref": "#/definitions/Ant"}}},
        "Ant": {"type": "string"},
        "Groups": {"type": "array", "items": {"$ref": "#/definitions/Zebra"}},
        "Response[Foo.Bar]": {"type": "object", "properties": {"a/b": {"type": "object", "properties": {"c": {"type": "integer"}}}}},
        "Pointer": {"type": "object", "properties": {
            "raw": {"$ref": "#/definitions/Response[Foo.Bar]"},
            "encoded": {"$ref": "#/definitions/Response%5BFoo.Bar%5D"},
            "inner": {"$ref": "#/definitions/Response[Foo.Bar]/properties/a~1b"}
        }}"##
    ));
}

#[test]
fn types_and_formats() {
    assert_snapshot!(defined(
        r#""All": {"type": "object", "properties": {
            "text": {"type": "string"}, "made_up": {"type": "string", "format": "colour"},
            "uuid": {"type": "string", "format": "uuid"}, "when": {"type": "string", "format": "date-time"},
            "day": {"type": "string", "format": "date"}, "bytes": {"type": "string", "format": "byte"},
            "raw": {"type": "string", "format": "binary"}, "key": {"type": "string", "format": "password"},
            "integer": {"type": "integer", "format": "int64"}, "number": {"type": "number", "format": "double"},
            "flag": {"type": "boolean"}, "free": {}, "object": {"type": "object"},
            "map": {"type": "object", "additionalProperties": {"type": "integer"}},
            "anything": {"type": "object", "additionalProperties": true},
            "list": {"type": "array", "items": {"type": "string"}}, "list_of_free": {"type": "array", "items": {}},
            "list_of_nothing": {"type": "array"},
            "nested": {"type": "array", "items": {"type": "array", "items": {"type": "object"}}},
            "null": {"type": "string", "x-nullable": true}, "never_null": {"type": "string", "x-nullable": false},
            "or_null": {"type": ["integer", "null"]}
        }}"#
    ));
}

#[test]
fn properties_beside_additional_ones_keep_both() {
    assert_snapshot!(defined(
        r#""Free": {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": true},
        "Typed": {"type": "object", "properties": {"a": {"type": "string"}},
            "additionalProperties": {"type": "object", "properties": {"b": {"type": "string"}}}},
        "Closed": {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": false}"#
    ));
}

#[test]
fn what_types_get_wrong_is_survived() {
    assert_snapshot!(defined(
        r##""Odd": {"type": "object", "required": ["ghost"], "properties": {
            "contradicted": {"type": "boolean", "format": "date-time"},
            "unknown": {"type": "money"}, "null": {"type": "null"}, "either": {"type": ["string", "integer"]},
            "file": {"type": "file"}, "gone": {"$ref": "#/definitions/Gone"},
            "beside": {"$ref": "#/definitions/Other", "description": "Kept.", "enum": ["a"]},
            "scalar": {"type": "string", "properties": {"x": {"type": "string"}}}
        }},
        "Other": {"type": "string"}"##
    ));
}

#[test]
fn what_is_only_null_is_free_whatever_else_it_states() {
    let text = defined(r#""Null": {"type": ["null"], "properties": {"a": {"type": "string"}}}"#);
    assert!(text.contains("Null = Json"), "{text}");
}

#[test]
fn enumerations() {
    assert_snapshot!(defined(
        r#""Colour": {"type": "string", "enum": ["red", "", "green", "red"],
            "x-ms-enum-values": [{"value": "green", "displayName": "Green"}]},
        "Level": {"type": "integer", "enum": [1, "2", 3.0]},
        "Untyped": {"enum": ["a", "b"]},
        "Flag": {"type": "boolean", "enum": ["true", "false"]},
        "NotFlag": {"type": "boolean", "enum": ["yes", "no"]},
        "Always": {"type": "boolean", "enum": [true]},
        "Loose": {"type": "boolean", "enum": [true, false, 1, 0]},
        "Price": {"type": "number", "enum": [1.5, 2]},
        "Mixed": {"enum": ["a", 1]},
        "OrNull": {"type": "string", "enum": ["a", null]},
        "Holder": {"type": "object", "properties": {"price": {"type": "number", "enum": [1.5, 2]}}}"#
    ));
}

#[test]
fn all_of_is_merged() {
    assert_snapshot!(defined(
        r##""Base": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "same": {"type": "string"}}},
        "Derived": {"allOf": [{"$ref": "#/definitions/Base"}, {"type": "object", "properties": {"id": {"type": "integer"}}}],
            "properties": {"own": {"type": "string"}, "same": {"type": "string", "description": "Only the text differs."}}},
        "Renamed": {"title": "Another name", "allOf": [{"$ref": "#/definitions/Base"}]},
        "Circle": {"allOf": [{"$ref": "#/definitions/Circle"}, {"$ref": "#/definitions/Gone"}],
            "properties": {"a": {"type": "string"}}},
        "Lonely": {"type": "object", "discriminator": "kind", "properties": {"kind": {"type": "string"}}}"##
    ));
}

#[test]
fn an_object_with_variants_keeps_what_they_add() {
    assert_snapshot!(defined(
        r##""Animal": {"type": "object", "discriminator": "kind", "required": ["kind"], "properties": {
            "kind": {"type": "string", "enum": ["Fish", "Animal", "Unheard"]}}},
        "Dog": {"allOf": [{"$ref": "#/definitions/Animal"}], "properties": {"barks": {"type": "boolean"}}},
        "Fish": {"type": "object", "properties": {"kind": {"type": "string"}, "fins": {"type": "integer"}}}"##
    ));
}

#[test]
fn recursion_is_boxed_only_where_no_list_stands_between() {
    assert_snapshot!(defined(
        r##""Node": {"type": "object", "properties": {
            "next": {"$ref": "#/definitions/Node"}, "children": {"type": "array", "items": {"$ref": "#/definitions/Node"}},
            "alias": {"$ref": "#/definitions/NodeAlias"}, "pair": {"$ref": "#/definitions/Pair"}}},
        "NodeAlias": {"$ref": "#/definitions/Node"},
        "Pair": {"type": "object", "properties": {"left": {"type": "object", "properties": {"node": {"$ref": "#/definitions/Node"}}},
            "maybe": {"$ref": "#/definitions/Null"}}},
        "Null": {"type": "object", "x-nullable": true, "properties": {"pair": {"$ref": "#/definitions/Pair"}}},
        "Leaf": {"type": "object", "properties": {"node": {"$ref": "#/definitions/Node"}}}"##
    ));
}

#[test]
fn names_that_lead_back_to_themselves_are_cut() {
    assert_snapshot!(defined(
        r##""Self": {"$ref": "#/definitions/Self"}, "Ping": {"$ref": "#/definitions/Pong"}, "Pong": {"$ref": "#/definitions/Ping"},
        "Tree": {"type": "array", "items": {"$ref": "#/definitions/Tree"}}"##
    ));
}

#[test]
fn dynamic_schemas_are_free_json_with_a_remark_and_open_where_they_say_what_they_hold() {
    assert_snapshot!(summary(&with_body(
        r#""record": {"type": "object", "x-ms-dynamic-schema": {"operationId": "GetSchema"}, "properties": {"kept": {"type": "string"}}},
        "map": {"type": "object", "x-ms-dynamic-schema": {"operationId": "GetSchema"}, "additionalProperties": {"type": "string"}},
        "list": {"type": "array", "x-ms-dynamic-schema": {"operationId": "GetSchema"}, "items": {"type": "string"}},
        "later": {"type": "object", "x-ms-dynamic-properties": {"operationId": "GetSchema"}}"#,
        "",
        ""
    )));
}

#[test]
fn other_properties_of_an_open_object_are_any_json_if_the_definition_states_only_that_they_are_objects() {
    let of = |values: &str| {
        defined(&format!(
            r#""Row": {{"type": "object", "x-ms-dynamic-schema": {{"operationId": "Do"}},
                "properties": {{"kept": {{"type": "string"}}}}, "additionalProperties": {values}}}"#
        ))
    };
    let (objects, texts) = (of(r#"{"type": "object"}"#), of(r#"{"type": "string"}"#));
    assert!(objects.contains("row-values") && !texts.contains("row-values"), "{objects} {texts}");
    assert!(objects.contains("and more: Json") && texts.contains("and more: String"), "{objects} {texts}");
}

#[test]
fn a_body_parameter_may_say_itself_that_it_is_dynamic() {
    assert_snapshot!(summary(&super::support::with_parameters(
        r#"{"name": "request", "in": "body", "x-ms-dynamic-schema": {"operationId": "GetSchema"}, "schema": {"type": "object", "properties": {"lost": {"type": "string"}}}}"#,
        ""
    )));
}

/// Sixty levels are more than any definition has; the limit itself is reached only by references into the middle of others.
#[test]
fn a_schema_that_refers_into_itself_ends() {
    let text = defined(
        r##""Loop": {"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"$ref": "#/definitions/Loop/properties/a"}}}}}"##,
    );
    assert!(text.contains("schema-too-deep"), "{text}");
}

#[test]
fn a_chain_is_ended_before_the_compiler_gives_up_and_a_short_one_is_not() {
    let held = |length: usize, of: fn(usize) -> String| {
        let definitions: Vec<_> = (0..length)
            .map(|at| format!(r#""D{at}": {{"type": "object", "properties": {{"next": {}}}}}"#, of((at + 1) % length)))
            .collect();
        defined(&definitions.join(", ")).matches("Deep(").count()
    };
    let list = |to| format!(r##"{{"type": "array", "items": {{"$ref": "#/definitions/D{to}"}}}}"##);
    // A circle of so few is walked once; of many, each member is held apart.
    assert_eq!((held(12, list), held(13, list)), (0, 13));
    // The last member has no further one.
    let chain = |to| match to {
        0 => r#"{"type": "string"}"#.to_owned(),
        to => format!(r##"{{"type": "array", "items": {{"$ref": "#/definitions/D{to}"}}}}"##),
    };
    assert_eq!((held(13, chain), held(14, chain), held(40, chain)), (0, 1, 3));
}
