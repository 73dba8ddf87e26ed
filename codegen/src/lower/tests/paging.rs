//! Pages and long-running operations.

use super::support::{document, lowered};
use crate::model::{Operation, PageItems};

/// The operation `Do`, and what is said of it.
fn done(operation: &str) -> (Operation, Vec<String>) {
    let text = document(&format!(r#""/a": {{"post": {{"operationId": "Do", {operation}}}}}"#), "");
    let (connector, diagnostics, _) = lowered(&text);
    let operation = connector.and_then(|connector| connector.operations.into_iter().next()).expect("there is one");
    (operation, diagnostics.iter().map(|diagnostic| diagnostic.problem.message()).collect())
}

/// Keys to the link, and where the items are.
type Pages = (Vec<String>, Option<PageItems>);

fn paged(pageable: &str, schema: &str) -> (Option<Pages>, Vec<String>) {
    let (operation, warnings) = done(&format!(
        r#""x-ms-pageable": {pageable}, "responses": {{"200": {{"description": "d", "schema": {schema}}}}}"#
    ));
    (operation.paging.map(|paging| (paging.link, paging.items)), warnings)
}

fn list(key: &str) -> String {
    format!(r#""{key}": {{"type": "array", "items": {{"type": "string"}}}}"#)
}

#[test]
fn a_link_is_a_property_or_a_path() {
    let object = |properties: &str| format!(r#"{{"type": "object", "properties": {{{properties}}}}}"#);
    let link = |name: &str, schema: String| {
        let (paging, warnings) = paged(&format!(r#"{{"nextLinkName": "{name}"}}"#), &schema);
        assert_eq!(warnings, [""; 0]);
        paging.expect("it has pages").0
    };
    assert_eq!(link("@odata.nextLink", object(&list("value"))), ["@odata.nextLink"]);
    assert_eq!(link("a/b", object(r#""a": {"type": "object"}"#)), ["a", "b"]);
    assert_eq!(link("a/b", object(r#""a/b": {"type": "string"}"#)), ["a/b"]);
}

#[test]
fn the_items_are_value_or_the_only_list() {
    let items = |properties: &str| {
        let schema = format!(r#"{{"type": "object", "properties": {{{properties}}}}}"#);
        paged(r#"{"nextLinkName": "next"}"#, &schema).0.expect("it has pages").1
    };
    let property = |key: &str| Some(PageItems::Property(key.to_owned()));
    assert_eq!(items(&list("things")), property("things"));
    assert_eq!(items(&format!("{}, {}", list("other"), list("value"))), property("value"));
    assert_eq!(items(&format!("{}, {}", list("a"), list("b"))), None);
    assert_eq!(items(r#""a": {"type": "string"}"#), None);
    let response = paged(r#"{"nextLinkName": "next"}"#, r#"{"type": "array", "items": {"type": "string"}}"#);
    assert_eq!(response.0.expect("it has pages").1, Some(PageItems::WholeResponse));
}

#[test]
fn pages_that_cannot_be_followed_are_told() {
    for pageable in ["{}", r#"{"nextLinkName": null}"#, r#"{"nextLinkName": ""}"#] {
        let (paging, warnings) = paged(pageable, r#"{"type": "object"}"#);
        assert_eq!(paging, Some((Vec::new(), None)), "{pageable}");
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(warnings[0].contains("cannot follow the pages of `Do`"), "{warnings:?}");
    }
    let (paging, warnings) = paged(r#"{"nextLinkName": "next"}"#, r#"{"type": "string", "format": "binary"}"#);
    assert_eq!(paging, None);
    assert!(warnings.iter().any(|warning| warning.contains("its response is not JSON")), "{warnings:?}");
}

#[test]
fn what_declares_a_202_or_says_so_may_take_long() {
    let is_long = |operation: &str| done(operation).0.is_long_running;
    assert!(is_long(r#""responses": {"202": {"description": "d"}}"#));
    assert!(is_long(r#""responses": {"200": {"description": "d"}, "202": {"description": "d"}}"#));
    assert!(is_long(r#""x-ms-long-running-operation": true, "responses": {"200": {"description": "d"}}"#));
    assert!(!is_long(r#""responses": {"200": {"description": "d"}}"#));
    // Of a trigger, 202 says that nothing is new.
    assert!(!is_long(r#""x-ms-trigger": "batch", "responses": {"202": {"description": "d"}}"#));
}
