//! Small documents in, emitted files out.

use super::{Files, emit};
use crate::diagnostic::Diagnostics;
use crate::input::Input;
use crate::lower::tests::support::{document, lowered};
use crate::names::assign;
use crate::package::Package;
use crate::pipeline;

fn emitted(document: &str) -> Files {
    let connector = lowered(document).0.expect("the test's document has an operation");
    let names = assign(&connector, None, &mut Diagnostics::default());
    emit(&connector, &names.names, &Package::default())
}

#[test]
fn a_key_that_looks_like_a_kind_of_source_is_a_key() {
    let property = r#""tree": {"type": "string", "x-ms-dynamic-tree": {"open": {"operationId": "List"}}},
        "schema": {"type": "object", "x-ms-dynamic-schema": {"operationId": "List"}}"#;
    let files = emitted(&document(
        &format!(
            r#""/list": {{"get": {{"operationId": "List", "responses": {{"200": {{"schema": {{"type": "object"}}}}}}}}}},
            "/put": {{"put": {{"operationId": "Put", "parameters": [{{"name": "body", "in": "body", "schema": {{
                "type": "object", "properties": {{"folder": {{"type": "object", "properties": {{{property}}}}}}}
            }}}}], "responses": {{}}}}}}"#
        ),
        "",
    ));
    let choices = &files["src/choices.rs"];
    assert!(choices.contains("/// Tree of values for `folder/tree` of"), "{choices}");
    assert!(choices.contains("/// Dynamic JSON Schema of `folder/schema` of"), "{choices}");
}

#[test]
fn a_choice_belongs_to_its_own_parameter_or_property() {
    let values = r#""type": "string", "x-ms-dynamic-values": {"operationId": "List"}"#;
    let files = emitted(&document(
        &format!(
            r#""/list": {{"get": {{"operationId": "List", "responses": {{"200": {{"schema": {{"type": "object"}}}}}}}}}},
            "/put": {{"put": {{"operationId": "Put", "parameters": [
                {{"name": "group", "in": "query", "type": "string", "x-ms-summary": "Of the query", "description": "D."}},
                {{"name": "body", "in": "body", "schema": {{"type": "object", "properties": {{
                    "group": {{{values}}},
                    "folder": {{"type": "array", "items": {{"type": "object", "properties": {{"file": {{{values}}}}}}}}}
                }}}}}}], "responses": {{}}}}}}"#
        ),
        "",
    ));
    let reference = &files["docs/reference.md"];
    assert_eq!(reference.matches("`client.choices().list()`").count(), 2, "{reference}");
    assert!(
        reference.contains("* `folder.file`: `List` supplies the choices. Rust: `client.choices().list()`."),
        "{reference}"
    );
    let choices = &files["src/choices.rs"];
    assert!(choices.contains("/// * `group` of") && !choices.contains("Of the query"), "{choices}");
}

#[test]
fn callers_values_with_the_same_keys_stay_apart() {
    let find =
        r#"{"operationId": "Find", "parameters": {"a": {"parameter": "kind"}, "b": {"parameter": "body/kind"}}}"#;
    let files = emitted(&document(
        &format!(
            r#""/find": {{"get": {{"operationId": "Find", "parameters": [
                {{"name": "a", "in": "query", "type": "string"}}, {{"name": "b", "in": "query", "type": "string"}}
            ], "responses": {{"200": {{"schema": {{"type": "object"}}}}}}}}}},
            "/put": {{"put": {{"operationId": "Put", "parameters": [
                {{"name": "kind", "in": "query", "type": "string", "x-ms-dynamic-values": {find}}},
                {{"name": "body", "in": "body", "schema": {{"type": "object", "properties": {{"kind": {{"type": "string"}}}}}}}}
            ], "responses": {{}}}}}}"#
        ),
        "",
    ));
    let choices = &files["src/choices.rs"];
    assert_eq!(choices.matches("/// The value of `kind`.").count(), 2, "{choices}");
}

#[test]
fn an_internal_trigger_that_is_a_visible_one_is_decoded_and_not_listed() {
    let poll = |id: &str, path: &str, visibility: &str| {
        format!(
            r##""{path}": {{"get": {{"operationId": "{id}", "x-ms-trigger": "batch", "x-ms-visibility": "{visibility}",
            "responses": {{"200": {{"schema": {{"type": "array", "items": {{"$ref": "#/definitions/Event"}}}}}}}}}}}}"##
        )
    };
    let polls = [poll("New", "/sets/{set}/new", "important"), poll("ODataNew", "/sets({set})/new", "internal")];
    let event = r#""Event": {"type": "object", "properties": {"id": {"type": "string"}}}"#;
    let triggers = &emitted(&document(&polls.join(","), event))["src/triggers.rs"];
    let lines: Vec<&str> = triggers.lines().map(str::trim).collect();
    let hidden = lines.windows(2).filter(|lines| lines[0] == "#[doc(hidden)]").map(|lines| lines[1]);
    assert_eq!(hidden.collect::<Vec<_>>(), ["ODataNew,", "ODataNew(crate::models::Event),"], "{triggers}");
    assert!(triggers.contains("TriggerName::ODataNew => item.json().map(Self::ODataNew)"), "{triggers}");
}

#[test]
fn a_value_is_found_by_its_title_where_its_key_says_nothing() {
    let files = emitted(&document(
        r#""/run": {"post": {"operationId": "Run", "parameters": [
            {"name": "k1", "in": "query", "type": "string", "x-ms-summary": "Number of days"},
            {"name": "k2", "in": "query", "type": "string", "x-ms-summary": "K2"},
            {"name": "body", "in": "body", "schema": {"type": "object", "properties": {
                "text_1": {"type": "string", "title": "Approver's \"comment\""}, "text_2": {"type": "string", "title": "Text"}}}}
        ], "responses": {}}}"#,
        "",
    ));
    let lines: Vec<&str> = files["src/operations/run.rs"].lines().map(str::trim).collect();
    let pairs = lines.windows(2).filter(|lines| lines[0].starts_with("#[doc(alias"));
    let found: Vec<(&str, bool)> = pairs
        .map(|lines| (lines[0], lines[1].starts_with("pub text_1: ") || lines[1].starts_with("pub fn k1(")))
        .collect();
    let expected = [r#"#[doc(alias = "Number of days")]"#, r#"#[doc(alias = "Approvers comment")]"#];
    assert_eq!(found, expected.map(|alias| (alias, true)), "{lines:?}");
}

#[test]
fn an_enumeration_without_a_sign_keeps_values_of_64_bits() {
    let files = emitted(&document(
        r##""/run": {"post": {"operationId": "Run", "parameters": [
            {"name": "body", "in": "body", "schema": {"$ref": "#/definitions/Mask"}}], "responses": {}}}"##,
        r#""Mask": {"type": "object", "properties": {"bits": {"type": "integer", "format": "uint64",
            "enum": [1, 18446744073709551615]}}}"#,
    ));
    let model: String =
        files.iter().filter(|(path, _)| path.starts_with("src/models")).map(|(_, text)| &**text).collect();
    let row = "Value18446744073709551615 = 18446744073709551615,";
    assert!(model.contains("open_unsigned_enum! {") && model.contains(row), "{model}");
    assert!(model.contains("UnlistedValue(runtime::UnlistedUnsigned)"), "{model}");
}

#[test]
fn docs_have_only_sections_with_content() {
    let get = r#""/get": {"get": {"operationId": "Get", "responses": {"200": {"description": "OK", "schema": {}}}}}"#;
    let posts = r#""/hook": {"x-ms-notification-content": {"schema": {"type": "object"}}, "post": {"operationId": "Hook",
        "x-ms-trigger": "single", "parameters": [{"name": "url", "in": "query", "type": "string", "x-ms-notification-url": true}],
        "responses": {"200": {}}}}"#;
    let heading = |text: &str, heading: &str| text.lines().any(|line| line == heading);

    let files = emitted(&document(get, ""));
    assert!(!heading(&files["docs/reference.md"], "#### Returns"), "{}", files["docs/reference.md"]);
    assert!(!heading(&files["README.md"], "## Limits"), "{}", files["README.md"]);

    let readme = &emitted(&document(&format!("{get}, {posts}"), ""))["README.md"];
    assert!(heading(readme, "## Limits") && readme.contains("* The crate subscribes and decodes;"), "{readme}");
    assert!(!readme.contains("* A direct client"), "{readme}");

    let without_host = document(get, "").replacen("\"host\": \"example.com\",", "", 1);
    let readme = &emitted(&without_host)["README.md"];
    assert!(readme.contains("* Every call needs an Azure connection:") && !readme.contains("posts"), "{readme}");
}

#[test]
fn paths_on_the_reference_page_begin_with_the_library() {
    let thing = r#"{"schema": {"type": "object", "properties": {"a": {"type": "string"}}}}"#;
    let other = r#"{"schema": {"type": "object", "properties": {"b": {"type": "string"}}}}"#;
    let responses = format!(r#""200": {thing}, "201": {other}, "404": {other}"#);
    let files = emitted(&document(
        &format!(r#""/get": {{"get": {{"operationId": "Get", "responses": {{{responses}}}}}}}"#),
        "",
    ));
    let reference = &files["docs/reference.md"];
    let paths: Vec<&str> = reference.split("Rust: `").skip(1).filter_map(|rest| rest.split('`').next()).collect();
    assert!(paths.len() > 2 && paths.iter().all(|path| path.starts_with("connector_")), "{paths:?}\n{reference}");
}

#[test]
fn a_table_may_be_called_like_the_module_of_columns() {
    let get = |id: &str| {
        let path = r#"{"name": "d", "in": "path", "required": true, "type": "string"}, {"name": "t", "in": "path", "required": true, "type": "string"}"#;
        format!(
            r#"{{"get": {{"operationId": "{id}", "parameters": [{path}], "responses": {{"200": {{"schema": {{"type": "object"}}}}}}}}}}"#
        )
    };
    let paths = format!(
        r#""/datasets/{{d}}/tables/{{t}}/items": {}, "/$metadata.json/datasets/{{d}}/tables/{{t}}": {}"#,
        get("List"),
        get("Describe")
    );
    let table = r#"{"name": "x", "schema": {"items": {"properties": {"a": {"type": "string", "x-ms-sort": "asc"}}}}}"#;
    let input =
        Input::new("test", document(&paths, "")).with_table("columns.json", table).with_table("plain.json", table);
    let files = pipeline::generate(input, &[], &Package::default()).files.expect("the definition has no error");
    let module = &files["src/columns.rs"];
    let before = |name: &str| module.split(&format!("pub mod {name};")).next().unwrap().trim_end().ends_with(']');
    assert!(before("columns") && module.contains("clippy::module_inception"), "{module}");
    assert!(!before("plain"), "{module}");
}

#[test]
fn additional_properties_without_a_name_of_their_own_are_objects() {
    let files = emitted(&document(
        r##""/a": {"get": {"operationId": "A", "responses": {"200": {"schema": {"$ref": "#/definitions/Bag"}}}}}"##,
        r#""Bag": {"type": "object", "properties": {"n": {"type": "integer"}}, "additionalProperties": {
            "type": "object", "properties": {"inner": {"type": "string"}}}}"#,
    ));
    let reference = &files["docs/reference.md"];
    assert!(reference.contains("Additional properties: object."), "{reference}");
}
