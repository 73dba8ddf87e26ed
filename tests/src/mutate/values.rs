//! Valid and invalid content for a definition: keys, types, names, references, values.

use connector_codegen::{
    Diagnostics, Sources,
    internal::source::{self, Member, Node, Value},
};

use crate::{hostile, obstacle, random::Random};

/// Keys that have a meaning in a definition.
pub(super) const WORDS: &[&str] = &[
    "$ref",
    "type",
    "format",
    "items",
    "properties",
    "additionalProperties",
    "allOf",
    "required",
    "enum",
    "default",
    "title",
    "description",
    "schema",
    "name",
    "in",
    "parameters",
    "responses",
    "operationId",
    "summary",
    "definitions",
    "paths",
    "get",
    "post",
    "200",
    "201",
    "204",
    "default",
    "headers",
    "consumes",
    "produces",
    "collectionFormat",
    "discriminator",
    "readOnly",
    "deprecated",
    "tags",
    "info",
    "host",
    "basePath",
    "schemes",
    "swagger",
    "securityDefinitions",
    "security",
    "x-ms-summary",
    "x-ms-visibility",
    "x-ms-trigger",
    "x-ms-notification-content",
    "x-ms-notification-url",
    "x-ms-dynamic-values",
    "x-ms-dynamic-list",
    "x-ms-dynamic-schema",
    "x-ms-dynamic-properties",
    "x-ms-dynamic-tree",
    "x-ms-api-annotation",
    "x-ms-url-encoding",
    "x-ms-trigger-hint",
    "x-ms-trigger-metadata",
    "x-ms-enum-values",
    "x-ms-enum",
    "x-nullable",
    "x-ms-connector-metadata",
    "x-ms-capabilities",
    "x-ms-pageable",
    "value-path",
    "value-collection",
    "value-title",
    "itemsPath",
    "operation",
    "parameter",
    "x-ms-parameter-location",
    "x-ms-no-generic-test",
    "minimum",
    "maxLength",
    "pattern",
    "example",
];

/// Keys whose value is a schema.
pub(super) const SCHEMAS: &[&str] = &["schema", "items", "additionalProperties", "x-ms-notification-content"];

/// Values of `type` and `format`.
pub(super) const TYPES: &[&str] = &[
    "string",
    "integer",
    "number",
    "boolean",
    "object",
    "array",
    "file",
    "null",
    "",
    "String",
    "int32",
    "int64",
    "float",
    "double",
    "date",
    "date-time",
    "byte",
    "binary",
    "password",
    "uuid",
    "uri",
    "email",
    "html",
    "enum",
    "any",
    "decimal",
];

/// Members of a schema. REF is replaced by a reference.
pub(super) const ADDITIONS: &[(&str, &str)] = &[
    ("$ref", "\"REF\""),
    (
        "allOf",
        "[{\"$ref\":\"REF\"},{\"$ref\":\"REF\"},{\"properties\":{\"a\":{\"$ref\":\"REF\"}},\"required\":[\"a\"]}]",
    ),
    (
        "properties",
        "{\"a\":{\"$ref\":\"REF\"},\"A\":{\"enum\":[1,\"1\",true,null,\"\"]},\"a_\":{\"type\":\"array\",\"items\":{\"$ref\":\"REF\"}}}",
    ),
    ("additionalProperties", "{\"$ref\":\"REF\"}"),
    ("additionalProperties", "{\"type\":\"array\",\"items\":{\"additionalProperties\":{\"enum\":[\"a\",\"b\"]}}}"),
    ("items", "{\"allOf\":[{\"$ref\":\"REF\"}],\"default\":{\"a\":1}}"),
    ("default", "{\"a\":[{\"b\":null}],\"c\":1e400,\"d\":-0.0}"),
    ("default", "[[],[[]],{}]"),
    ("default", "\"\\u0000\\u202e\""),
    ("default", "123456789012345678901234567890"),
    ("enum", "[\"a\",\"A\",\"a\",\"-a\",\"\",\" \",\"1\",1,1.0,true,\"true\",null,[],{}]"),
    ("enum", "[1e400,-1,0,-0,1.5,123456789012345678901234567890]"),
    ("enum", "[\"only\"]"),
    ("enum", "[true]"),
    ("type", "[\"string\",\"null\"]"),
    (
        "x-ms-dynamic-values",
        "{\"operationId\":\"Get\",\"value-path\":\"a/b//c\",\"value-title\":\"\",\"parameters\":{\"x\":{\"parameter\":\"y\"}}}",
    ),
    ("x-ms-dynamic-schema", "{\"operationId\":\"Get\",\"value-path\":\"a\",\"parameters\":{\"x\":1}}"),
    ("x-ms-visibility", "\"internal\""),
    ("x-ms-notification-url", "true"),
    ("readOnly", "true"),
    ("x-nullable", "true"),
    ("discriminator", "\"a\""),
    ("required", "[\"a\",\"A\",\"nowhere\",\"a\",1]"),
];

/// A name that is hard to turn into an identifier.
pub(super) fn name(random: &mut Random) -> String {
    let colliding = || obstacle::COLLIDING;
    match random.below(4) {
        0 => random.one(colliding()).to_owned(),
        1 => random.one(NAMES).to_owned(),
        2 => random.one(hostile::TEXTS).to_owned(),
        _ => random.one(NAMES).repeat(1 + random.below(300)),
    }
}

/// Names that Rust or generated crates use, and names without a letter or digit.
const NAMES: &[&str] = &[
    "Self",
    "self",
    "crate",
    "super",
    "_",
    "type",
    "fn",
    "String",
    "Option",
    "Vec",
    "Box",
    "Some",
    "None",
    "Ok",
    "Err",
    "Result",
    "Error",
    "Client",
    "runtime",
    "models",
    "requests",
    "bodies",
    "responses",
    "choices",
    "internal",
    "client",
    "lib",
    "mod",
    "main",
    "std",
    "core",
    "alloc",
    "call",
    "send",
    "new",
    "into_request",
    "send_with_response",
    "clone",
    "default",
    "fmt",
    "from",
    "into",
    "drop",
    "eq",
    "as_str",
    "TriggerName",
    "TriggerPayload",
    "Unknown",
    "decode",
    "u8",
    "str",
    "bool",
    "i64",
    "r#type",
    "",
    " ",
    "0",
    "..",
    "../..",
    "/",
    "\\",
    "con",
    "nul.rs",
    "a.b",
    "a b",
    "é",
    "日本",
    "\u{202e}",
    "\0",
    "\u{1}",
    "\n",
    "👍",
    "'",
    "\"",
    "`",
    "a`b",
    "]",
    "[",
    "{",
    "}",
    "{}",
    "{a}",
    "%2e%2e",
    "$ref",
    "x-ms-visibility",
    "Send",
    "Sync",
    "Deserialize",
    "extra",
    "with_",
    "Copy",
];

/// The target of a reference: a definition, or something that is not a definition.
pub(super) fn reference(names: &[String], random: &mut Random) -> String {
    let definition = if names.is_empty() { "None".to_owned() } else { names[random.below(names.len())].clone() };
    match random.below(14) {
        0 => String::new(),
        1 => "#".to_owned(),
        2 => format!("#/parameters/{definition}"),
        3 => format!("#/responses/{definition}"),
        4 => format!("#/definitions/{definition}/properties/a"),
        5 => format!("other.json#/definitions/{definition}"),
        6 => definition,
        7 => format!("#/definitions/{}", definition.to_uppercase()),
        8 => "#/definitions/".to_owned(),
        9 => format!("#/definitions/{definition}%20~1~0"),
        _ => format!("#/definitions/{definition}"),
    }
}

/// Any value.
pub(super) fn value(random: &mut Random) -> Node {
    let number = |number: &str| Node { value: Value::Number(number.to_owned()), ..Node::default() };
    match random.below(16) {
        0 => Node::default(),
        1 => Node { value: Value::Bool(true), ..Node::default() },
        2 => Node { value: Value::Bool(false), ..Node::default() },
        3 => number("0"),
        4 => number("123456789012345678901234567890123456789012345678901234567890"),
        5 => number("-1e999"),
        6 => number("1.5E-320"),
        7 => number("-0"),
        8 => text(""),
        9 => text(&name(random)),
        10 => text(random.one(hostile::TEXTS)),
        11 => text(random.one(TYPES)),
        12 => list(Vec::new()),
        13 => list((0..random.below(4)).map(|_| value(random)).collect()),
        14 => object(Vec::new()),
        _ => object((0..random.below(4)).map(|_| member(random.one(WORDS), value(random))).collect()),
    }
}

pub(super) fn text(text: &str) -> Node {
    Node { value: Value::String(text.to_owned()), ..Node::default() }
}

pub(super) fn list(items: Vec<Node>) -> Node {
    Node { value: Value::Array(items), ..Node::default() }
}

pub(super) fn object(members: Vec<Member>) -> Node {
    Node { value: Value::Object(members), ..Node::default() }
}

pub(super) fn member(key: &str, value: Node) -> Member {
    Member { key: key.to_owned(), key_span: value.span, value }
}

/// A value written as JSON.
pub(super) fn parsed(json: &str) -> Node {
    let mut diagnostics = Diagnostics::default();
    let mut sources = Sources::default();
    let file = source::add(&mut sources, "", json.as_bytes().to_vec(), &mut diagnostics).expect("the text is UTF-8");
    source::json(&sources, file, &mut diagnostics).expect("the text is JSON")
}
