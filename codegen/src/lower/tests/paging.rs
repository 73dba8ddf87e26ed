//! Pages and long-running operations.

use super::support::{document, lowered};
use crate::model::{FinalState, LongRunning, Operation};

/// The operation `Do`, and what is said of it.
fn done(operation: &str) -> (Operation, Vec<String>) {
    let text = document(&format!(r#""/a": {{"post": {{"operationId": "Do", {operation}}}}}"#), "");
    let (connector, diagnostics, _) = lowered(&text);
    let operation = connector.and_then(|connector| connector.operations.into_iter().next()).expect("there is one");
    (operation, diagnostics.iter().map(|diagnostic| diagnostic.problem.message()).collect())
}

/// Keys to the link, and where the items are.
type Pages = (Vec<String>, Option<Vec<String>>);

fn paged(pageable: &str, schema: &str) -> (Option<Pages>, Vec<String>) {
    let (operation, warnings) = done(&format!(
        r#""x-ms-pageable": {pageable}, "responses": {{"200": {{"description": "d", "schema": {schema}}}}}"#
    ));
    (operation.paging.map(|paging| (paging.link, paging.items)), warnings)
}

fn list(key: &str) -> String {
    format!(r#""{key}": {{"type": "array", "items": {{"type": "string"}}}}"#)
}

fn object(properties: &str) -> String {
    format!(r#"{{"type": "object", "properties": {{{properties}}}}}"#)
}

#[test]
fn a_link_is_a_property_or_a_path() {
    let link = |name: &str, schema: String| {
        let (paging, warnings) = paged(&format!(r#"{{"nextLinkName": "{name}"}}"#), &schema);
        (paging.expect("it has pages").0, warnings.len())
    };
    let string = r#"{"type": "string"}"#;
    let of = |keys: &[&str], warnings: usize| (keys.iter().map(|key| (*key).to_owned()).collect(), warnings);
    let nested = |key: &str| object(&format!(r#""a": {}"#, object(&format!(r#""{key}": {string}"#))));
    assert_eq!(link("a/b", nested("b")), of(&["a", "b"], 0));
    assert_eq!(link("a.b", nested("b")), of(&["a", "b"], 0));
    assert_eq!(link("/a/b", nested("b")), of(&["a", "b"], 0));
    assert_eq!(link("a.@odata.nextLink", nested("@odata.nextLink")), of(&["a", "@odata.nextLink"], 0));
    assert_eq!(link("a/b", object(&format!(r#""a/b": {string}"#))), of(&["a/b"], 0));
    assert_eq!(link("a.b", object(&format!(r#""a.b": {string}"#))), of(&["a.b"], 0));
    // A path of more than eight keys is not followed.
    let deep = |most: usize| {
        let keys: Vec<String> = (1..=most).map(|at| format!("k{at}")).collect();
        let schema = keys.iter().rev().fold(string.to_owned(), |inner, key| object(&format!(r#""{key}": {inner}"#)));
        (link(&keys.join("."), schema.clone()), link(&format!("/{}", keys.join(".")), schema).1, keys)
    };
    assert_eq!((deep(8).0, deep(8).1), ((deep(8).2, 0), 1));
    assert_eq!(deep(9).0, of(&[&deep(9).2.join(".")], 1));
    // What the response does not describe is looked for at run time. A dot may be part of a key.
    assert_eq!(link("@odata.nextLink", object(&list("value"))), of(&["@odata.nextLink"], 1));
    assert_eq!(link("a/b", object(r#""a": {"type": "object"}"#)), of(&["a", "b"], 1));
    // A response that describes nothing hides nothing.
    assert_eq!(link("next", "{}".to_owned()), of(&["next"], 0));
}

#[test]
fn the_items_are_value_or_the_only_list() {
    let next = r#""next": {"type": "string"}"#;
    let items = |properties: &str| {
        paged(r#"{"nextLinkName": "next"}"#, &object(&format!("{next}, {properties}"))).0.expect("it has pages").1
    };
    let property = |key: &str| Some(vec![key.to_owned()]);
    assert_eq!(items(&list("things")), property("things"));
    assert_eq!(items(&format!("{}, {}", list("other"), list("value"))), property("value"));
    assert_eq!(items(&format!("{}, {}", list("a"), list("b"))), None);
    assert_eq!(items(r#""a": {"type": "string"}"#), None);
}

#[test]
fn the_definition_may_name_the_items() {
    let next = r#""next": {"type": "string"}"#;
    let inner = object(&format!("{}, {}", list("rows"), list("errors")));
    let schema = object(&format!(r#"{next}, "data": {inner}, {}, {}"#, list("value"), list("records")));
    let items = |name: &str| {
        let (paging, warnings) = paged(&format!(r#"{{"nextLinkName": "next", "itemName": "{name}"}}"#), &schema);
        (paging.expect("it has pages").1.map(|keys| keys.join(" > ")), warnings)
    };
    assert_eq!(items("records"), (Some("records".to_owned()), Vec::new()));
    assert_eq!(items("data.rows"), (Some("data > rows".to_owned()), Vec::new()));
    assert_eq!(items("data/errors"), (Some("data > errors".to_owned()), Vec::new()));
    for name in ["missing", "data.missing", "data", "next"] {
        let (found, warnings) = items(name);
        assert_eq!((found, warnings.len()), (None, 1), "{name}: {warnings:?}");
        assert!(warnings[0].contains(&format!("does not describe the list `{name}`")), "{warnings:?}");
    }
}

/// The definition names a list, but a page has any JSON there.
#[test]
fn a_list_that_only_the_service_knows_has_no_items_to_iterate() {
    let schema = object(
        r#""next": {"type": "string"}, "rows": {"type": "array", "x-ms-dynamic-schema": {"operationId": "Do"}}"#,
    );
    let (paging, _) = paged(r#"{"nextLinkName": "next", "itemName": "rows"}"#, &schema);
    assert_eq!(paging.expect("it has pages").1, None);
}

#[test]
fn pages_that_cannot_be_followed_are_told() {
    for (pageable, schema, reason) in [
        ("{}", r#"{"type": "object"}"#, "`nextLinkName` is missing"),
        (r#"{"nextLinkName": null}"#, r#"{"type": "object"}"#, "`nextLinkName` is missing"),
        (r#"{"nextLinkName": ""}"#, r#"{"type": "object"}"#, "`nextLinkName` is missing"),
        (r#"{"nextLinkName": "next"}"#, r#"{"type": "array", "items": {"type": "string"}}"#, "its response is a list"),
        (r#"{"nextLinkName": "next"}"#, r#"{"type": "string", "format": "binary"}"#, "its response is not JSON"),
    ] {
        let (paging, warnings) = paged(pageable, schema);
        // A stream that ends after one page would hide the others.
        assert_eq!(paging, None, "{pageable}");
        let is_told =
            |warning: &String| warning.contains("cannot follow the pages of `Do`") && warning.contains(reason);
        assert!(warnings.iter().any(is_told), "{warnings:?}");
    }
}

/// How further pages of `Do` are requested if `Next` has these parameters and this body, and what is said of it.
fn continued(next: &str, parameters: &str) -> (Option<String>, Vec<String>) {
    let page = object(&format!(r#""next": {{"type": "string"}}, {}"#, list("value")));
    let responses = format!(r#""responses": {{"200": {{"description": "d", "schema": {page}}}}}"#);
    let tenant = r#"{"name": "tenant", "in": "path", "type": "string", "required": true}"#;
    let rest: String = ["nextLink", "page"]
        .iter()
        .filter(|name| parameters.contains(*name))
        .map(|name| format!("/{{{name}}}"))
        .collect();
    let paths = format!(
        r#""/a/{{tenant}}": {{"get": {{"operationId": "Do", "parameters": [{tenant}], {responses},
            "x-ms-pageable": {{"nextLinkName": "next", "operationName": "{next}"}}}}}},
        "/b/{{tenant}}{rest}": {{"post": {{"operationId": "Next", "parameters": [{tenant}, {parameters}], {responses}}}}}"#
    );
    let (connector, diagnostics, _) = lowered(&document(&paths, ""));
    let operation = connector.and_then(|connector| connector.operations.into_iter().next()).expect("there is one");
    let continuation = operation.paging.expect("it has pages").continuation;
    let shown = continuation.map(|it| format!("{} {} by {}, query {:?}", it.method, it.path, it.link.1, it.query));
    (shown, diagnostics.iter().map(|diagnostic| diagnostic.problem.message()).collect())
}

#[test]
fn another_operation_may_return_further_pages() {
    let link = r#"{"name": "nextLink", "in": "path", "type": "string", "required": true}"#;
    let (continuation, warnings) = continued("Next", link);
    assert_eq!(continuation.as_deref(), Some("POST /b/{tenant}/{nextLink} by nextLink, query []"));
    assert_eq!(warnings, [""; 0]);
    let filter = r#"{"name": "filter", "in": "query", "type": "string"}"#;
    let (continuation, _) = continued("Next", &format!("{link}, {filter}"));
    assert_eq!(continuation.as_deref(), Some(r#"POST /b/{tenant}/{nextLink} by nextLink, query ["filter"]"#));
    // The only value that it needs and the first operation does not have.
    let token = r#"{"name": "token", "in": "query", "type": "string", "required": true}"#;
    let (continuation, _) = continued("Next", &format!("{filter}, {token}"));
    assert_eq!(continuation.as_deref(), Some(r#"POST /b/{tenant} by token, query ["filter"]"#));

    let required = r#"{"name": "filter", "in": "query", "type": "string", "required": true}"#;
    let page = r#"{"name": "page", "in": "path", "type": "string", "required": true}"#;
    let body = r#"{"name": "body", "in": "body", "required": true, "schema": {"type": "object"}}"#;
    for (next, parameters, reason) in [
        ("Missing", link.to_owned(), "there is no such operation"),
        ("Next", format!("{link}, {required}"), "it needs a value for `filter`"),
        // The first operation has another value in the path.
        ("Next", format!("{link}, {page}"), "it needs a value for `page`"),
        ("Next", format!("{link}, {body}"), "it needs a body"),
        ("Next", format!("{token}, {required}"), "it needs a value for `filter`"),
    ] {
        let (continuation, warnings) = continued(next, &parameters);
        assert_eq!(continuation, None, "{reason}");
        assert!(warnings.iter().any(|warning| warning.contains(reason)), "{warnings:?}");
    }
}

#[test]
fn what_declares_a_202_or_says_so_may_take_long() {
    let long_running = |operation: &str| done(operation).0.long_running;
    let of = |has_status, final_state| Some(LongRunning { has_status, final_state });
    assert_eq!(long_running(r#""responses": {"202": {"description": "d"}}"#), of(false, FinalState::Unstated));
    let both = r#""responses": {"200": {"description": "d"}, "202": {"description": "d"}}"#;
    assert_eq!(long_running(both), of(false, FinalState::Unstated));
    let marked = r#""x-ms-long-running-operation": true, "responses": {"200": {"description": "d"}}"#;
    assert_eq!(long_running(marked), of(true, FinalState::Unstated));
    for (via, final_state) in [
        ("azure-async-operation", FinalState::Status),
        ("operation-location", FinalState::Status),
        ("location", FinalState::Location),
        ("original-uri", FinalState::Original),
        ("elsewhere", FinalState::Unstated),
    ] {
        let options = format!(r#""x-ms-long-running-operation-options": {{"final-state-via": "{via}"}}, {marked}"#);
        assert_eq!(long_running(&options), of(true, final_state), "{via}");
    }
    assert_eq!(long_running(r#""responses": {"200": {"description": "d"}}"#), None);
    // Of a trigger, 202 says that nothing is new.
    assert_eq!(long_running(r#""x-ms-trigger": "batch", "responses": {"202": {"description": "d"}}"#), None);
}
