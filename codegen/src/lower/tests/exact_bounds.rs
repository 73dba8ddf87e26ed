//! Bounds, from both sides.

use super::support::{document, lowered, lowered_by, with_responses};
use crate::lower::{lower_within, size};

/// Definitions `D0` to `Dn` of which each holds the next one as `next`, with more properties.
fn chain(length: usize, more: impl Fn(usize) -> String) -> String {
    let definitions = (0..=length).map(|at| {
        let next = format!(r##""next": {{"$ref": "#/definitions/D{}"}}"##, at + 1);
        let next = if at == length { r#""end": {"type": "string"}"#.to_owned() } else { next };
        format!(r#""D{at}": {{"type": "object", "properties": {{{next}{}}}}}"#, more(at))
    });
    definitions.collect::<Vec<_>>().join(",")
}

#[test]
fn ten_thousand_operations_are_not_too_many() {
    let open =
        |number: usize| format!(r#""/{number}/{{id": {{"get": {{"operationId": "Op{number}", "responses": {{}}}}}}"#);
    let is_read = |count: usize| {
        let operations: Vec<String> = (1..count).map(open).collect();
        let do_ = r#""/do": {"get": {"operationId": "Do", "responses": {}}}"#;
        lowered(&document(&format!("{do_}, {}", operations.join(",")), "")).0.is_some()
    };
    assert_eq!((is_read(10_000), is_read(10_001)), (true, false));
}

#[test]
fn a_million_lines_are_not_too_many() {
    let text = "x".repeat(20 * 2_300);
    let parameter = format!(
        r#""parameters": {{"long": {{"name": "q", "in": "query", "type": "string", "description": "{text}"}}}}"#
    );
    let connector = |mut more: usize| {
        let mut get = |number: usize| {
            let own = more.min(200);
            more -= own;
            format!(
                r##""/{number}": {{"get": {{"operationId": "Op{number}", "description": "{}",
                    "parameters": [{{"$ref": "#/parameters/long"}}], "responses": {{"200": {{}}}}}}}}"##,
                "x".repeat(20 * own)
            )
        };
        let operations: Vec<String> = (0..400).map(&mut get).collect();
        lowered(&document(&operations.join(","), "").replacen('{', &format!("{{{parameter},"), 1)).0
    };
    let lines = connector(0).map(|connector| size::lines(&connector)).expect("it is short enough");
    let rest = size::MOST_LINES - lines;
    assert_eq!(connector(rest).map(|connector| size::lines(&connector)), Some(size::MOST_LINES));
    assert!(connector(rest + 1).is_none());
}

/// The codes of a document with this definition.
fn codes_of(definition: &str) -> Vec<&'static str> {
    let answer = r##""200": {"schema": {"$ref": "#/definitions/D"}}"##;
    let (connector, diagnostics, _) = lowered(&with_responses(answer, "", definition));
    let codes: Vec<_> = diagnostics.iter().map(|it| it.problem.code()).collect();
    assert_eq!(connector.is_some(), codes.is_empty(), "{codes:?}");
    codes
}

#[test]
fn types_are_not_larger_than_a_compiler_can_read() {
    let listed = |count: usize, of: fn(usize) -> String| (0..count).map(of).collect::<Vec<_>>().join(",");
    let object = |count| listed(count, |at| format!(r#""p{at}": {{"type": "string"}}"#));
    let object = |count| codes_of(&format!(r#""D": {{"type": "object", "properties": {{{}}}}}"#, object(count)));
    assert_eq!(object(size::MOST_PROPERTIES), [""; 0]);
    assert_eq!(object(size::MOST_PROPERTIES + 1), ["too-many-properties"]);
    let values = |count| listed(count, |at| format!(r#""v{at}""#));
    let values = |count| codes_of(&format!(r#""D": {{"type": "string", "enum": [{}]}}"#, values(count)));
    assert_eq!(values(size::MOST_VALUES), [""; 0]);
    assert_eq!(values(size::MOST_VALUES + 1), ["too-many-enum-values"]);
}

#[test]
fn the_parts_of_an_object_may_be_nested_up_to_a_depth() {
    let codes = |length: usize| {
        let part = |at: usize| match at {
            at if at == length => format!(r#""D{at}": {{"type": "object"}}"#),
            at => format!(r##""D{at}": {{"allOf": [{{"$ref": "#/definitions/D{}"}}, {{"type": "object"}}]}}"##, at + 1),
        };
        let definitions: Vec<_> = (0..=length).map(part).collect();
        let (_, diagnostics, _) = lowered(&with_responses("", "", &definitions.join(",")));
        diagnostics.iter().map(|it| it.problem.code()).collect::<Vec<_>>()
    };
    // A part and its reference are two levels.
    assert_eq!(codes(32), [""; 0]);
    assert_eq!(codes(33), ["schema-too-deep"]);
}

#[test]
fn a_part_without_properties_is_visited_too() {
    let parts = vec![r#"{"type": "object"}"#; 500].join(",");
    let document = with_responses("", "", &format!(r#""A": {{"allOf": [{parts}]}}"#));
    let fits = |visits: usize| {
        lowered_by(&document, |definition, diagnostics| lower_within(definition, diagnostics, visits)).0.is_some()
    };
    assert_eq!((fits(500), fits(1_000)), (false, true));
}

#[test]
fn a_callback_url_is_found_up_to_a_depth() {
    let url = |end: usize| {
        let url = |at: usize| match at == end {
            true => r#", "url": {"type": "string", "x-ms-notification-url": true}"#.to_owned(),
            false => String::new(),
        };
        let hook = r##""/hook": {"x-ms-notification-content": {"schema": {"type": "object"}}, "post": {"operationId": "Hook",
            "x-ms-trigger": "single", "parameters": [{"name": "b", "in": "body", "schema": {"$ref": "#/definitions/D0"}}],
            "responses": {"201": {}}}}"##;
        let connector = lowered(&document(hook, &chain(70, url))).0.expect("the document lowers");
        let trigger = connector.operations.into_iter().next().and_then(|it| it.trigger).expect("it is a trigger");
        trigger.notification_url.map(|path| path.split('/').count())
    };
    assert_eq!((url(0), url(64), url(65)), (Some(1), Some(65), None));
}

#[test]
fn choices_are_read_up_to_a_depth() {
    let values = |_: usize| r#", "at": {"type": "string", "x-ms-dynamic-values": {"operationId": "All"}}"#.to_owned();
    let paths = r##""/all": {"get": {"operationId": "All", "x-ms-visibility": "internal", "responses": {}}},
        "/do": {"post": {"operationId": "Do", "parameters": [{"name": "b", "in": "body", "schema": {"$ref": "#/definitions/D0"}}],
            "responses": {}}}"##;
    let connector = lowered(&document(paths, &chain(70, values))).0.expect("the document lowers");
    assert_eq!(connector.dynamic_sources.iter().map(|it| it.locations.len()).collect::<Vec<_>>(), [65]);
}
