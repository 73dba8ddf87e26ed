//! Everything that a crate cannot represent is reported. Each case was once lost without a diagnostic.

use super::support::{document, lowered, with_body, with_parameters, with_responses};

/// Code and message of what a document loses.
fn losses(document: &str) -> Vec<String> {
    let (_, diagnostics, _) = lowered(document);
    diagnostics.iter().map(|it| format!("{}: {}", it.problem.code(), it.problem.message())).collect()
}

/// Codes of what a document loses.
fn codes(document: &str) -> Vec<&'static str> {
    let (_, diagnostics, _) = lowered(document);
    diagnostics.iter().map(|it| it.problem.code()).collect()
}

/// Whether two parts of an object that describe a property by these schemas differ.
fn differ(one: &str, other: &str) -> bool {
    let part = |schema: &str| format!(r#"{{"type": "object", "properties": {{"p": {schema}}}}}"#);
    let parts = format!(r#"{{"allOf": [{}, {}]}}"#, part(one), part(other));
    let definitions = r#""A": {"type": "string"}, "B": {"type": "string"}"#;
    codes(&with_schema(&parts, definitions)).contains(&"property-conflict")
}

#[test]
fn descriptions_of_a_property_differ_in_each_key_that_counts() {
    let text = r#"{"type": "string"}"#;
    for other in [
        r#"{"type": "integer"}"#,
        r#"{"type": ["string", "integer"]}"#,
        r#"{"type": "string", "format": "date"}"#,
        r#"{"type": "string", "x-ms-visibility": "internal"}"#,
        r#"{"type": "string", "x-nullable": true}"#,
        r#"{"type": "string", "readOnly": true}"#,
        r#"{"type": "string", "default": "a"}"#,
        r#"{"type": "string", "enum": ["a"]}"#,
    ] {
        assert!(differ(text, other), "{other}");
    }
    assert!(!differ(text, r#"{"type": "string", "title": "T", "description": "D"}"#));
    assert!(!differ(r#"{"type": "string", "enum": ["a", "b"]}"#, r#"{"type": "string", "enum": ["b", "a"]}"#));
    let same = [
        r##"{"$ref": "#/definitions/A"}"##,
        r##"{"$ref": "#/definitions/B"}"##,
        r#"{"type": "array", "items": {"type": "string"}}"#,
        r#"{"type": "array", "items": {"type": "integer"}}"#,
        r#"{"type": "array"}"#,
        r#"{"type": "object", "properties": {"a": {"type": "string"}}}"#,
        r#"{"type": "object", "properties": {"a": {"type": "integer"}}}"#,
        r#"{"type": "object", "properties": {"b": {"type": "string"}}}"#,
        r#"{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}"#,
        r#"{"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": true}"#,
        r#"{"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": {"type": "string"}}"#,
        r#"{"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": {"type": "integer"}}"#,
    ];
    for (at, one) in same.iter().enumerate() {
        for (other_at, other) in same.iter().enumerate() {
            assert_eq!(differ(one, other), at != other_at, "{one} {other}");
        }
    }
}

/// A document with one action that takes this body.
fn with_schema(schema: &str, definitions: &str) -> String {
    with_parameters(&format!(r#"{{"name": "body", "in": "body", "schema": {schema}}}"#), definitions)
}

#[test]
fn shared_parts_that_no_operation_uses() {
    let document = r##"{"swagger": "2.0", "info": {}, "paths": {"/do": {"get": {"operationId": "Do",
        "parameters": [{"$ref": "#/parameters/used"}], "responses": {"200": {"$ref": "#/responses/used"}}}}},
        "parameters": {"used": {"name": "a", "in": "query", "type": "string"}, "other": {"name": "a", "in": "query", "type": "string"}},
        "responses": {"used": {}, "other": {}}}"##;
    let expected = [
        "unused-shared: no operation uses the parameter `other`; it is left out",
        "unused-shared: no operation uses the response `other`; it is left out",
    ];
    assert_eq!(losses(document), expected);
}

#[test]
fn a_path_without_an_operation() {
    let hook = r#""/hook": {"x-ms-notification-content": {"schema": {"properties": {"a": {}}}}}"#;
    let document = document(&format!(r#"{hook}, "/do": {{"get": {{"operationId": "Do"}}}}"#), "");
    let expected = ["path-without-operation: the path `/hook` has no operation; its content is left out"];
    assert_eq!(losses(&document), expected);
}

#[test]
fn a_reference_beside_a_dynamic_schema_of_the_body_parameter() {
    let dynamic = r#""x-ms-dynamic-schema": {"operationId": "Do", "value-path": "a"}"#;
    let body = r##""schema": {"$ref": "#/definitions/Thing"}"##;
    let thing = r#""Thing": {"type": "object", "properties": {"a": {"type": "string"}}}"#;
    let document = with_parameters(&format!(r#"{{"name": "body", "in": "body", {dynamic}, {body}}}"#), thing);
    assert!(codes(&document).contains(&"properties-beside-dynamic"), "{:?}", codes(&document));
}

#[test]
fn a_method_that_is_no_operation() {
    let document = document(r#""/do": {"get": {"operationId": "Do"}, "put": []}"#, "");
    assert_eq!(losses(&document), ["wrong-kind: `put` takes an object, but this is a list; it is left out"]);
}

#[test]
fn a_parameter_of_the_path_without_a_name_beside_a_body() {
    let body = r#"{"name": "body", "in": "body", "schema": {"type": "object"}}"#;
    let nameless = r#"{"in": "query", "type": "string"}"#;
    let post = format!(r#"{{"operationId": "Do", "parameters": [{body}]}}"#);
    let document = document(&format!(r#""/do": {{"parameters": [{nameless}], "post": {post}}}"#), "");
    assert_eq!(codes(&document), ["unnamed-parameter"]);
}

#[test]
fn defaults_where_nothing_is_sent() {
    let list = r#""a": {"type": "array", "items": {"type": "string", "default": "x"}}"#;
    assert_eq!(codes(&with_body(list, "", "")), ["default-left-out"]);
    let map = r#""a": {"type": "object", "additionalProperties": {"type": "string", "default": "x"}}"#;
    assert_eq!(codes(&with_body(map, "", "")), ["default-left-out"]);
    let part = r#"{"allOf": [{"properties": {"a": {"type": "string"}}, "default": {"a": "x"}}]}"#;
    assert_eq!(codes(&with_schema(part, "")), ["default-left-out"]);
    let part = r##"{"allOf": [{"$ref": "#/definitions/A"}, {"properties": {"b": {"type": "string"}}}]}"##;
    let part_of = r#""A": {"type": "object", "properties": {"a": {"type": "string"}}, "default": {"a": "x"}}"#;
    assert_eq!(codes(&with_schema(part, part_of)), ["default-left-out"]);
    let bytes = r#"{"type": "string", "format": "binary", "default": "x"}"#;
    assert_eq!(codes(&with_schema(bytes, "")), ["default-left-out"]);
    let only = r#""a": {"type": "string", "enum": ["x"], "default": "y"}"#;
    assert_eq!(codes(&with_body(only, r#""a""#, "")), ["default-left-out"]);
    let response = r#""200": {"schema": {"type": "string", "default": "x"}}"#;
    assert_eq!(codes(&with_responses(response, "", "")), ["default-left-out"]);
}

#[test]
fn values_that_an_object_lists() {
    assert_eq!(codes(&with_body(r#""a": {"type": "object", "enum": ["x"]}"#, "", "")), ["enumeration-widened"]);
    let part = r#"{"allOf": [{"properties": {"a": {}}, "enum": ["x"]}]}"#;
    assert_eq!(codes(&with_schema(part, "")), ["enumeration-widened"]);
}

#[test]
fn values_of_texts_and_bytes_that_are_sent_as_they_are() {
    let text = r#"{"type": "string", "enum": ["x"]}"#;
    let header = r#"{"name": "Content-Type", "in": "header", "type": "string", "default": "text/plain"}"#;
    let body = format!(r#"{header}, {{"name": "body", "in": "body", "schema": {text}}}"#);
    assert_eq!(codes(&with_parameters(&body, "")), ["client-header", "enumeration-widened"]);
    let file = r#""200": {"schema": {"type": "file", "properties": {"a": {}}}}"#;
    assert_eq!(codes(&with_responses(file, "", "")), ["key-beside-type"]);
}

#[test]
fn names_of_values_that_no_enumeration_lists() {
    let names = r#""x-ms-enum-values": [{"value": "a", "displayName": "A"}, {"value": "b", "displayName": "B"}]"#;
    assert_eq!(codes(&with_body(&format!(r#""a": {{"type": "string", {names}}}"#), "", "")), ["enum-names"]);
    let listed = format!(r#""a": {{"type": "string", "enum": ["a", "c"], {names}}}"#);
    assert_eq!(codes(&with_body(&listed, "", "")), ["enum-names"]);
}

/// Nothing is known of a text but its media type; a reference that leads nowhere is named.
#[test]
fn a_text_whose_schema_says_nothing_or_leads_nowhere() {
    let text = |schema: &str| {
        let header = r#"{"name": "Content-Type", "in": "header", "type": "string", "default": "text/plain"}"#;
        with_parameters(&format!(r#"{header}, {{"name": "body", "in": "body", "schema": {schema}}}"#), "")
    };
    assert_eq!(codes(&text(r#"{"description": "CSV."}"#)), ["client-header"]);
    let dangling = codes(&text(r##"{"$ref": "#/definitions/Nowhere"}"##));
    assert_eq!(dangling, ["client-header", "body-sent-as-json", "dangling-reference"]);
}

#[test]
fn successes_of_which_one_is_dynamic_are_told_apart() {
    let schema = |more: &str| format!(r#"{{"schema": {{"type": "object", {more} "properties": {{"a": {{}}}}}}}}"#);
    let dynamic = schema(r#""x-ms-dynamic-schema": {"operationId": "Do"},"#);
    let (connector, ..) = lowered(&with_responses(&format!(r#""200": {}, "201": {dynamic}"#, schema("")), "", ""));
    let success = &connector.expect("the document has an operation").operations[0].success;
    assert!(matches!(success, crate::model::SuccessResponse::ByStatus(_)), "{success:?}");
}

#[test]
fn numbers_that_have_more_digits_than_a_number_keeps() {
    let numbers = r#""a": {"type": "number", "enum": [9223372036854775807, 9223372036854775808]}"#;
    assert_eq!(codes(&with_body(numbers, "", "")), ["enumeration-widened"]);
    let numbers = r#""a": {"type": "number", "enum": [1e21, -0.0, 0.125, "7"]}"#;
    assert_eq!(codes(&with_body(numbers, "", "")), [] as [&str; 0]);
}

#[test]
fn values_that_are_no_booleans() {
    let flags =
        r#""one": {"type": "boolean", "enum": [true]}, "both": {"type": "boolean", "enum": [true, "False", 1]}"#;
    assert_eq!(codes(&with_body(flags, "", "")), [] as [&str; 0]);
    assert_eq!(
        codes(&with_body(r#""a": {"type": "boolean", "enum": [true, "often"]}"#, "", "")),
        ["enumeration-widened"]
    );
}

#[test]
fn whatever_the_schema_of_a_dynamic_body_says() {
    let dynamic = r#""x-ms-dynamic-schema": {"operationId": "Do"}"#;
    for beside in [r#""properties": {"a": {}}"#, r#""additionalProperties": {"type": "string"}"#, r#""items": {}"#] {
        assert_eq!(codes(&with_schema(&format!("{{{beside}, {dynamic}}}"), "")), [] as [&str; 0]);
        let body = format!(r#"{{"name": "body", "in": "body", {dynamic}, "schema": {{{beside}}}}}"#);
        assert_eq!(codes(&with_parameters(&body, "")), ["properties-beside-dynamic"]);
    }
}

#[test]
fn a_notification_of_a_path_whose_operation_takes_no_callback_url() {
    let take = r#"{"name": "url", "in": "query", "type": "string", "x-ms-notification-url": true}"#;
    let paths = format!(
        r#""/wait": {{"x-ms-notification-content": {{"schema": {{"type": "object"}}}},
            "post": {{"operationId": "Ask", "parameters": [{take}], "responses": {{}}}},
            "delete": {{"operationId": "Forget", "responses": {{}}}}}}"#
    );
    assert_eq!(codes(&document(&paths, "")), ["notification-left-out"]);
}

#[test]
fn whatever_stands_beside_the_one_reference_of_all_of() {
    let schema = r##"{"allOf": [{"$ref": "#/definitions/A"}], "enum": ["x"]}"##;
    assert_eq!(codes(&with_schema(schema, r#""A": {"type": "string"}"#)), ["beside-reference"]);
}

#[test]
fn what_parts_of_an_object_say_of_more_than_its_properties() {
    let values =
        |kind: &str| format!(r#"{{"additionalProperties": {{"type": "{kind}"}}, "properties": {{"a": {{}}}}}}"#);
    let parts = format!(r#"{{"allOf": [{}, {}]}}"#, values("string"), values("integer"));
    assert_eq!(codes(&with_schema(&parts, "")), ["property-conflict"]);
    let lists = r#"{"allOf": [{"type": "array"}, {"type": "string"}]}"#;
    assert_eq!(codes(&with_schema(lists, "")), ["part-not-object"]);
    let items = r#"{"allOf": [{"type": "object", "items": {"type": "string"}}]}"#;
    assert_eq!(codes(&with_schema(items, "")), ["key-beside-type"]);
}

#[test]
fn nothing_of_many_values_side_by_side() {
    let properties: Vec<String> =
        (0..300).map(|at| format!(r#""p{at}": {{"type": "array", "items": {{}}}}"#)).collect();
    assert_eq!(codes(&with_body(&properties.join(", "), "", "")), [""; 0], "only nested ones are too deep");
}

#[test]
fn nothing_of_a_failure_but_a_default() {
    let failure = r#""400": {"schema": {"type": "array", "items": {"properties": {"a": {}}}}}, "200": {}"#;
    assert_eq!(codes(&with_responses(failure, "", "")), [""; 0]);
    let default = r#""400": {"schema": {"type": "string", "default": "a"}}, "200": {}"#;
    assert_eq!(codes(&with_responses(default, "", "")), ["default-left-out"]);
}

#[test]
fn the_shapes_of_successes_that_no_number_tells_apart() {
    let successes = r#""2XX": {"schema": {"type": "integer"}}, "200": {"schema": {"properties": {"a": {}}}}"#;
    assert_eq!(codes(&with_responses(successes, "", "")), ["answers-differ"]);
}

#[test]
fn what_a_body_parameter_says_beside_its_schema() {
    let body =
        r#"{"name": "b", "in": "body", "enum": ["x"], "default": 1, "schema": {"type": "integer", "default": 2}}"#;
    assert_eq!(codes(&with_parameters(body, "")), ["unknown-key", "unknown-key"]);
}

#[test]
fn a_notification_of_the_path_whose_operation_has_its_own() {
    let content =
        |key: &str| format!(r#""x-ms-notification-content": {{"schema": {{"properties": {{"{key}": {{}}}}}}}}"#);
    let post = format!(r#"{{"operationId": "Do", "x-ms-trigger": "single", {}}}"#, content("a"));
    let document = document(&format!(r#""/do": {{{}, "post": {post}}}"#, content("b")), "");
    assert_eq!(codes(&document), ["unknown-key"]);
}

#[test]
fn a_reference_to_nothing_where_bytes_are_sent() {
    let body = r#"{"name": "body", "in": "body", "schema": {"$ref": ""}}"#;
    let post = format!(r#"{{"operationId": "Do", "consumes": ["application/octet-stream"], "parameters": [{body}]}}"#);
    let document = document(&format!(r#""/do": {{"post": {post}}}"#), "");
    assert_eq!(codes(&document), ["dangling-reference"]);
}

/// Definitions of which each refers twice to the inside of the next: as many schemas as the end is deep in powers of two.
#[test]
fn references_that_multiply() {
    let level = |at: usize| {
        let next = format!(r##"{{"$ref": "#/definitions/D{}/properties/a"}}"##, at + 1);
        format!(r#""D{at}": {{"properties": {{"a": {{"properties": {{"p": {next}, "q": {next}}}}}}}}}"#)
    };
    let mut definitions: Vec<String> = (0..30).map(level).collect();
    definitions.push(r#""D30": {"properties": {"a": {"type": "string"}}}"#.to_owned());
    let (connector, diagnostics, _) =
        lowered(&with_schema(r##"{"$ref": "#/definitions/D0"}"##, &definitions.join(", ")));
    assert!(connector.is_some_and(|connector| connector.types.len() < 100_100));
    assert!(diagnostics.iter().any(|it| it.problem.code() == "too-many-schemas"));
}

/// As above with definitions, which are read once, but whose defaults each hold those inside twice.
#[test]
fn defaults_that_multiply() {
    let level = |at: usize| {
        let next = format!(r##"{{"$ref": "#/definitions/D{}"}}"##, at + 1);
        format!(r#""D{at}": {{"type": "object", "required": ["p", "q"], "properties": {{"p": {next}, "q": {next}}}}}"#)
    };
    let mut definitions: Vec<String> = (0..30).map(level).collect();
    definitions
        .push(r#""D30": {"type": "object", "required": ["x"], "properties": {"x": {"enum": ["only"]}}}"#.to_owned());
    let (connector, ..) = lowered(&with_schema(r##"{"$ref": "#/definitions/D0"}"##, &definitions.join(", ")));
    assert!(connector.is_some());
}

#[test]
fn a_default_that_no_text_can_be() {
    let parameter = r#"{"name": "a", "in": "query", "type": "file", "default": {"b": 1}}"#;
    let expected = [
        "parameter-as-text: the parameter `a` is a file, which only a body can contain; callers pass it as text",
        "default-of-other-type: the default `{b: 1}` does not fit the type string; it is left out",
    ];
    assert_eq!(losses(&with_parameters(parameter, "")), expected);
}
