//! Roles, ids, deprecation.

use insta::assert_snapshot;

use super::support::{document, lowered, summary};
use crate::model::{Operation, Remark};

#[test]
fn roles() {
    assert_snapshot!(summary(&document(
        r#""/a": {"get": {"operationId": "Shown", "responses": {}}, "put": {"operationId": "Hidden", "x-ms-visibility": "internal", "responses": {}},
            "post": {"operationId": "Fires", "x-ms-trigger": "single", "x-ms-visibility": "internal", "responses": {"200": {"schema": {"type": "object"}}}}}"#,
        ""
    )));
}

#[test]
fn missing_and_double_ids_are_made() {
    assert_snapshot!(summary(&document(
        r#""/groups/{id}": {"parameters": [{"name": "id", "in": "path", "required": true, "type": "string"}],
            "get": {"responses": {}}, "put": {"operationId": "Twice", "responses": {}}, "delete": {"operationId": "Twice", "responses": {}},
            "post": {"operationId": "GetGroupsId", "responses": {}}}"#,
        ""
    )));
}

#[test]
fn a_made_id_is_none_that_the_definition_has() {
    let get = |id: &str| format!(r#""get": {{"operationId": "{id}", "responses": {{}}}}"#);
    let paths = format!(r#""/a": {{{}}}, "/b": {{{}}}, "/c": {{{}}}"#, get("A"), get("A"), get("GetB"));
    let operations = lowered(&document(&paths, "")).0.unwrap().operations;
    assert_eq!(operations.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["A", "GetB2", "GetB"]);
}

#[test]
fn ids_that_are_made_of_the_same_words_are_numbered() {
    let paths = ["/a-b", "/a/b", "/a.b", "/a_b"].map(|path| format!(r#""{path}": {{"get": {{"responses": {{}}}}}}"#));
    let operations = lowered(&document(&paths.join(","), "")).0.unwrap().operations;
    let ids: Vec<_> = operations.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["GetAB", "GetAB2", "GetAB3", "GetAB4"]);
}

#[test]
fn a_method_that_nothing_sends_is_told() {
    let (connector, diagnostics, _) = lowered(&document(
        r#""/a": {"options": {"operationId": "Ask", "responses": {}}, "head": {"operationId": "Look", "responses": {}}}"#,
        "",
    ));
    let told = diagnostics.iter().filter(|it| it.problem.code() == "method-not-sent");
    let told: Vec<String> = told.map(|it| it.problem.message()).collect();
    assert!(matches!(&told[..], [one] if one.contains("`Ask`") && one.contains("OPTIONS")), "{told:?}");
    let operations = connector.unwrap().operations;
    let remarked = operations.iter().filter(|it| it.remarks.contains(&Remark::MethodNotSent("OPTIONS".to_owned())));
    assert_eq!(remarked.map(|it| it.id.as_str()).collect::<Vec<_>>(), ["Ask"]);
}

#[test]
fn only_a_replacement_deprecates() {
    let annotation = |text: &str| format!(r#""x-ms-api-annotation": {{{text}}}, "responses": {{}}"#);
    let one = annotation(r#""family": "Get", "revision": 1"#);
    let two = annotation(r#""family": "Get", "revision": 2, "status": "Preview""#);
    let gone = annotation(r#""replacement": {"operationId": "GetV2"}"#);
    assert_snapshot!(summary(&document(
        &format!(
            r#""/1": {{"get": {{"operationId": "GetV1", {one}}}}}, "/2": {{"get": {{"operationId": "GetV2", {two}}}}},
            "/3": {{"get": {{"operationId": "Old", {gone}}}}}, "/4": {{"get": {{"operationId": "Older", "deprecated": true, "responses": {{}}}}}}"#
        ),
        ""
    )));
}

#[test]
fn the_newest_current_revision_replaces_a_deprecated_one_without_a_replacement() {
    let path = |revision: u32, deprecated: bool, more: &str| {
        format!(
            r#""/{revision}": {{"get": {{"operationId": "V{revision}", "deprecated": {deprecated}, "responses": {{}},
            "x-ms-api-annotation": {{"family": "Get", "revision": {revision}{more}}}}}}}"#
        )
    };
    let stated = r#", "replacement": {"operationId": "V1"}"#;
    let paths = [path(1, true, ""), path(2, true, stated), path(3, false, ""), path(4, true, "")];
    let (connector, ..) = lowered(&document(&paths.join(", "), ""));
    let operations = connector.unwrap().operations;
    let replacement = |operation: &Operation| operation.deprecated.as_ref().map(|it| it.replacement.clone());
    let replacements: Vec<_> = operations.iter().map(replacement).collect();
    let some = |id: &str| Some(Some(id.to_owned()));
    assert_eq!(replacements, [some("V3"), some("V1"), None, Some(None)]);
}

#[test]
fn a_document_without_operations_is_an_error() {
    let (connector, diagnostics, _) = lowered(&document("", ""));
    assert!(connector.is_none());
    assert!(diagnostics.has_errors());
}

#[test]
fn facts_about_a_connector_have_their_places() {
    let fact = |name: &str, value: &str| format!(r#"{{"propertyName": "{name}", "propertyValue": "{value}"}}"#);
    let facts = [
        fact(" Website", "w"),
        fact("privacy POLICY", "p"),
        fact("Categories", "c"),
        fact("Website", "again"),
        fact("Colour", "red"),
    ];
    let metadata = format!(r#""x-ms-connector-metadata": [{}], "host""#, facts.join(", "));
    let paths = r#""/a": {"get": {"operationId": "A", "responses": {}}}"#;
    let document = document(paths, "").replace(r#""host""#, &metadata);
    let contact = r#""version": "1", "contact": {"name": "n", "url": "u", "email": "e"}"#;
    let head = lowered(&document.replace(r#""version": "1""#, contact)).0.unwrap().head;
    let contact = head.contact.map(|it| [it.name, it.url, it.email].map(Option::unwrap_or_default));
    assert_eq!(contact, Some(["n", "u", "e"].map(str::to_owned)));
    let stated = [head.website, head.privacy_policy, head.categories].map(Option::unwrap_or_default);
    assert_eq!(stated, ["w", "p", "c"]);
    let other: Vec<_> = head.metadata.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(other, [("Website", "again"), ("Colour", "red")]);
}
