//! Values: formats, defaults, enumerations, null, and what references and parts of objects say of them.

use insta::assert_snapshot;

use super::support::{document, lowered, summary, with_body, with_parameters};

/// A document whose one action says nothing of these definitions.
fn defined(definitions: &str) -> String {
    summary(&document(r#""/do": {"get": {"operationId": "Do", "responses": {"200": {}}}}"#, definitions))
}

/// Codes of what a definition loses.
fn codes(definitions: &str) -> Vec<&'static str> {
    let text = document(r#""/do": {"get": {"operationId": "Do", "responses": {"200": {}}}}"#, definitions);
    lowered(&text).1.iter().map(|it| it.problem.code()).collect()
}

#[test]
fn a_format_that_belongs_to_another_type_is_reported() {
    const FORMATS: [&str; 8] = ["date-time", "uuid", "int32", "int64", "uint64", "float", "double", "colour"];
    let reported = |kind: &str| {
        let is_reported = |format: &&str| {
            codes(&format!(r#""A": {{"type": "{kind}", "format": "{format}"}}"#)) == ["format-contradicts-type"]
        };
        FORMATS.into_iter().filter(is_reported).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(reported("string"), "int32 int64 uint64 float double");
    assert_eq!(reported("integer"), "date-time uuid float double");
    // A number may be narrowed to integers.
    assert_eq!(reported("number"), "date-time uuid");
    assert_eq!(reported("boolean"), "date-time uuid int32 int64 uint64 float double");
}

#[test]
fn defaults_are_read_as_their_type_whatever_they_are_written_as() {
    let default = |schema: &str, default: &str| {
        let text = with_parameters(&format!(r#"{{"name": "a", "in": "query", {schema}, "default": {default}}}"#), "");
        let (connector, ..) = lowered(&text);
        let value = connector.expect("the document lowers").operations[0].parameters[0].default.clone();
        value.map(|value| format!("{value:?}"))
    };
    let number = |digits: &str| Some(format!("Number({digits:?})"));
    let unsigned = r#""type": "integer", "format": "uint64""#;
    assert_eq!(default(unsigned, "18446744073709551615"), number("18446744073709551615"));
    assert_eq!(default(unsigned, "\" 7 \""), number("7"));
    assert_eq!(default(unsigned, "-1"), None);
    assert_eq!(default(r#""type": "integer""#, "-1"), number("-1"));
    assert_eq!(default(r#""type": "integer""#, "18446744073709551615"), None);
    assert_eq!(default(r#""type": "string""#, "true"), Some("Text(\"true\")".to_owned()));
}

#[test]
fn null_is_no_value_that_is_always_sent() {
    assert_snapshot!(summary(&with_body(r#""only": {"enum": [null]}, "one": {"enum": ["x"]}"#, r#""only", "one""#, "")), @r#"
    Do: Action POST /do
      body `body` after 0 parameters: body Do/ as application/json, Positional, `Object`
    body Do/:
      `only` required: Json, Positional, `Unstated`
        remark: ListedValues([Null])
      `one` required: body Do/one, Never sends Text("x"), `Text`
    body Do/one: Text "x"
    Warning enumeration-widened 2:176 the values `null` cannot become an enumeration; every value is accepted
    "#);
}

#[test]
fn values_of_an_enumeration_are_written_as_their_type_writes_them() {
    assert_snapshot!(defined(
        r#""Text": {"type": "string", "enum": ["a", true, 1]},
        "Unsigned": {"type": "integer", "format": "uint64", "enum": [18446744073709551615, " 7 "]},
        "Zero": {"type": "number", "enum": [-0.0, 0, 1.50]}"#
    ), @r#"
    Do: Action GET /do
    Text: Text "a" | "true" | "1"
    Unsigned: Unsigned "18446744073709551615" | "7"
    Zero: Number "0" | "1.5"
    Warning duplicate-enum-value 5:51 the value `0` is listed twice; the second one is left out
    "#);
}

/// Both booleans restrict nothing. Any other list of them stands in the docs.
#[test]
fn booleans_of_which_one_is_meant_are_documented() {
    let is_documented = |values: &str| {
        let text = summary(&with_body(&format!(r#""a": {{"type": "boolean", "enum": [{values}]}}"#), "", ""));
        text.contains("remark: ListedValues")
    };
    for (values, expected) in [
        ("true, false", false),
        ("false, true", false),
        ("true", true),
        ("false", true),
        ("true, true", true),
        ("false, false", true),
        ("true, false, 1", true),
    ] {
        assert_eq!(is_documented(values), expected, "{values}");
    }
}

#[test]
fn a_definition_of_several_types_is_null_only_where_null_is_one_of_them() {
    assert_snapshot!(defined(
        r##""Either": {"type": ["string", "integer"]}, "Null": {"type": ["null"]}, "OrNull": {"type": ["integer", "null"]},
        "Holder": {"type": "object", "properties": {"either": {"$ref": "#/definitions/Either"},
            "null": {"$ref": "#/definitions/Null"}, "orNull": {"$ref": "#/definitions/OrNull"}}}"##
    ), @r#"
    Do: Action GET /do
    Either = Json
    Null = Json
    OrNull = Integer
    Holder:
      `either`: Either, Setter, `Definition("Either")`
      `null`: Null, Setter, `Definition("Null")`
      `orNull`: Nullable(OrNull), Setter, `Definition("OrNull")`
    Warning several-types 3:37 the schema has several types (string, integer); the value is read as any JSON
    Warning null-type 3:78 the schema allows only null; the value is read as any JSON
    "#);
}

#[test]
fn a_reference_may_lead_to_any_part_of_a_definition() {
    assert_snapshot!(defined(
        r##""List": {"type": "array", "items": {"type": "integer"}},
        "Map": {"type": "object", "additionalProperties": {"type": "boolean"}},
        "Open": {"type": "object", "additionalProperties": true},
        "Parts": {"allOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"b": {"type": "number"}}}]},
        "Holder": {"type": "object", "properties": {
            "item": {"$ref": "#/definitions/List/items"}, "value": {"$ref": "#/definitions/Map/additionalProperties"},
            "part": {"$ref": "#/definitions/Parts/allOf/1/properties/b"},
            "open": {"$ref": "#/definitions/Open/additionalProperties"}, "gone": {"$ref": "#/definitions/Parts/allOf/2"}}}"##
    ), @r#"
    Do: Action GET /do
    List = List(Integer)
    Map = Map(Boolean)
    Open = Json
    Parts:
      `a`: String, Setter, `Text`
      `b`: Number, Setter, `Number`
    Holder:
      `item`: Integer, Setter, `Integer`
      `value`: Boolean, Setter, `Boolean`
      `part`: Number, Setter, `Number`
      `open`: Json, Setter, `Unstated`
      `gone`: Json, Setter, `Unstated`
    Warning dangling-reference 10:21 `#/definitions/Open/additionalProperties` does not exist in this document; the value is read as any JSON
    Warning dangling-reference 10:82 `#/definitions/Parts/allOf/2` does not exist in this document; the value is read as any JSON
    "#);
}

#[test]
fn a_type_beside_a_reference_is_reported_where_it_differs() {
    let beside = |kind: &str| {
        codes(&format!(
            r##""Text": {{"type": "string"}}, "Holder": {{"type": "object", "properties": {{"a": {{"$ref": "#/definitions/Text"{kind}}}}}}}"##
        ))
    };
    assert_eq!(beside(r#", "type": "integer""#), ["beside-reference"]);
    assert_eq!(beside(r#", "type": "string""#), [""; 0]);
    assert_eq!(beside(""), [""; 0]);
}

#[test]
fn parts_that_are_no_objects_are_the_type_where_nothing_else_is() {
    assert_snapshot!(defined(
        r#""Text": {"allOf": [{"type": "string"}]}, "Colour": {"allOf": [{"type": "string", "enum": ["red"]}]},
        "Object": {"allOf": [{"type": "string"}, {"properties": {"a": {"type": "string"}}}]},
        "Map": {"allOf": [{"type": "string"}, {"additionalProperties": {"type": "string"}}]}"#
    ), @r#"
    Do: Action GET /do
    Text = String
    Colour: Text "red"
    Object:
      `a`: String, Setter, `Text`
    Map = Map(String)
    Warning part-not-object 4:30 this part of `allOf` has the type string, but the whole is an object; the part is left out
    Warning part-not-object 5:27 this part of `allOf` has the type string, but the whole is an object; the part is left out
    "#);
}
