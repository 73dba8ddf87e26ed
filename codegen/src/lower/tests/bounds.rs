//! Definitions that are short, or not, and would make a crate that nobody can print or compile.

use super::support::{document, lowered, lowered_by, with_parameters, with_responses};
use crate::lower::{lower_within, size};

fn get(number: usize, more: &str) -> String {
    format!(r#""/a{number}": {{"get": {{"operationId": "Op{number}", {more} "responses": {{"200": {{}}}}}}}}"#)
}

/// Whether there is no crate because it would be too large.
fn is_too_large(document: &str) -> bool {
    let (connector, diagnostics, _) = lowered(document);
    let codes: Vec<_> = diagnostics.iter().map(|it| it.problem.code()).collect();
    assert_eq!(connector.is_none(), codes == ["too-large"], "{codes:?}");
    connector.is_none()
}

#[test]
fn more_operations_than_any_connector_has() {
    let operations: Vec<String> = (0..10_001).map(|number| get(number, "")).collect();
    assert!(is_too_large(&document(&operations.join(","), "")));
    assert!(!is_too_large(&document(&operations[..10].join(","), "")));
}

#[test]
fn a_text_that_references_multiply() {
    let shared = |operations: usize| {
        let reference = r##""parameters": [{"$ref": "#/parameters/long"}],"##;
        let operations: Vec<String> = (0..operations).map(|number| get(number, reference)).collect();
        let text = "word ".repeat(12_000);
        let parameter = format!(r#"{{"name": "q", "in": "query", "type": "string", "description": "{text}"}}"#);
        let document = document(&operations.join(","), "");
        document.replacen('{', &format!(r#"{{"parameters": {{"long": {parameter}}},"#), 1)
    };
    assert!(is_too_large(&shared(400)));
    assert!(!is_too_large(&shared(1)));
}

fn lines(document: &str) -> usize {
    lowered(document).0.map(|connector| size::lines(&connector)).expect("there is a connector")
}

#[test]
fn a_body_has_rows_in_each_operation() {
    let properties: Vec<String> = (0..100).map(|number| format!(r#""p{number}": {{"type": "string"}}"#)).collect();
    let definition = format!(r#""Big": {{"type": "object", "properties": {{{}}}}}"#, properties.join(","));
    let body = r##""parameters": [{"name": "b", "in": "body", "schema": {"$ref": "#/definitions/Big"}}],"##;
    let post = |number: usize| get(number, body).replace("get", "post");
    let [one, two] =
        [1, 2].map(|count| lines(&document(&(0..count).map(post).collect::<Vec<_>>().join(","), &definition)));
    assert!((100..300).contains(&(two - one)), "{one} {two}");
}

/// Each object holds the next one twice, and the page has a row for each way to the innermost.
#[test]
fn an_object_has_rows_at_each_place() {
    let nested = (0..11).fold(r#"{"type": "string"}"#.to_owned(), |inner, _| {
        format!(r#"{{"type": "object", "properties": {{"p": {inner}, "q": {inner}}}}}"#)
    });
    let document = with_responses(&format!(r#""200": {{"schema": {nested}}}"#), "", "");
    let connector = lowered(&document).0.expect("there is a connector");
    assert!(connector.types.len() < 20);
    // As many rows, and an alias with three lines for each place of an object.
    let lines = size::lines(&connector);
    assert!((4_094 + 3 * 2_036..11_000).contains(&lines), "{lines}");
}

#[test]
fn properties_that_are_visited_too_often() {
    let properties: Vec<String> = (0..100).map(|number| format!(r#""p{number}": {{"type": "string"}}"#)).collect();
    let definition = format!(r#""Big": {{"type": "object", "properties": {{{}}}}}"#, properties.join(","));
    let body = r##"{"name": "b", "in": "body", "schema": {"$ref": "#/definitions/Big"}}"##;
    let document = with_parameters(body, &definition);
    let codes = |visits: usize| {
        let (connector, diagnostics, _) =
            lowered_by(&document, |definition, diagnostics| lower_within(definition, diagnostics, visits));
        (connector.is_some(), diagnostics.iter().map(|it| it.problem.code()).collect::<Vec<_>>())
    };
    assert_eq!(codes(10_000), (true, vec![]));
    for visits in [0, 50, 1_000, 1_150] {
        assert_eq!(codes(visits), (false, vec!["too-large"]), "{visits}");
    }
}

#[test]
fn fields_of_a_form_are_visited_as_parameters_are() {
    let fields: Vec<_> = (0..500).map(|number| format!(r#""p{number}": {{"type": "string"}}"#)).collect();
    let schema = format!(r#"{{"type": "object", "properties": {{{}}}}}"#, fields.join(","));
    let form = get(
        0,
        &format!(
            r#""consumes": ["application/x-www-form-urlencoded"], "parameters": [{{"name": "b", "in": "body", "schema": {schema}}}],"#
        ),
    );
    let parameters = (0..500).map(|number| format!(r#"{{"name": "p{number}", "in": "query", "type": "string"}}"#));
    let parameters = get(0, &format!(r#""parameters": [{}],"#, parameters.collect::<Vec<_>>().join(",")));
    for paths in [form, parameters] {
        let document = document(&paths.replace("get", "post"), "");
        let fits = |visits: usize| {
            lowered_by(&document, |definition, diagnostics| lower_within(definition, diagnostics, visits)).0.is_some()
        };
        assert_eq!((fits(9_000), fits(20_000)), (false, true), "{}", &paths[..100]);
    }
}

#[test]
fn an_operation_with_more_parameters_than_any_has() {
    let parameters = |count: usize| {
        let parameters =
            (0..count).map(|number| format!(r#"{{"name": "p{number}", "in": "query", "type": "string"}}"#));
        let parameters = format!(r#""parameters": [{}],"#, parameters.collect::<Vec<_>>().join(","));
        let (connector, diagnostics, _) = lowered(&document(&[get(0, &parameters), get(1, "")].join(","), ""));
        let codes: Vec<_> = diagnostics.iter().map(|it| it.problem.message()).collect();
        (connector.map_or(0, |connector| connector.operations.len()), codes)
    };
    assert_eq!(parameters(4_000), (2, vec![]));
    let left_out = "the operation `Op0` is left out: it has more than 4000 parameters".to_owned();
    assert_eq!(parameters(4_001), (1, vec![left_out.clone()]));

    let fields = |count: usize| {
        let fields: Vec<_> = (0..count).map(|number| format!(r#""p{number}": {{"type": "string"}}"#)).collect();
        let schema = format!(r#"{{"type": "object", "properties": {{{}}}}}"#, fields.join(","));
        let form = format!(
            r#""/a": {{"post": {{"operationId": "Op0", "consumes": ["application/x-www-form-urlencoded"],
                "parameters": [{{"name": "b", "in": "body", "schema": {schema}}}], "responses": {{"200": {{}}}}}}}}"#
        );
        let (connector, diagnostics, _) = lowered(&document(&[form, get(1, "")].join(","), ""));
        let codes: Vec<_> = diagnostics.iter().map(|it| it.problem.message()).collect();
        (connector.map_or(0, |connector| connector.operations.len()), codes)
    };
    assert_eq!(fields(4_000), (2, vec![]));
    assert_eq!(fields(4_002), (1, vec![left_out]));
}
