//! Definitions that are short, or not, and would make a crate that nobody can print or compile.

use super::support::{document, lowered, lowered_by, with_parameters, with_responses};
use crate::lower::{lower_within, size};
use crate::model::{Type, TypeKind};

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

/// References multiply long values too: each operation has a copy.
#[test]
fn values_and_texts_that_are_copied_too_often() {
    let long = "q".repeat(8_000);
    let values: Vec<String> = (0..125).map(|number| format!("\"{number}\"")).collect();
    let internal = format!(r#"{{"type": "string", "x-ms-visibility": "internal", "default": "{}"}}"#, &long[..4_000]);
    let query = |rest: &str| format!(r#"{{"name": "q", "in": "query", "type": "string", {rest}}}"#);
    let body = |schema: &str| format!(r#"{{"name": "b", "in": "body", "schema": {schema}}}"#);
    let sent = format!(r#"{{"type": "object", "required": ["p"], "properties": {{"p": {internal}}}}}"#);
    for (parameter, definition) in [
        (query(&format!(r#""default": "{long}""#)), String::new()),
        (query(&format!(r#""enum": ["{long}", "b"]"#)), String::new()),
        (query(&format!(r#""enum": [{}]"#, values.join(","))), String::new()),
        (query(&format!(r#""description": "{long}""#)), String::new()),
        (query(&format!(r#""x-ms-summary": "{long}""#)), String::new()),
        (body(&format!(r#"{{"type": "object", "properties": {{"p": {{"title": "{long}"}}}}}}"#)), String::new()),
        (body(r##"{"$ref": "#/definitions/Sent"}"##), format!(r#""Sent": {sent}"#)),
    ] {
        let post = |number: usize| get(number, &format!(r#""parameters": [{parameter}],"#)).replace("get", "post");
        let paths: Vec<String> = (0..20).map(post).collect();
        let document = document(&paths.join(","), &definition);
        let fits = |visits: usize| {
            lowered_by(&document, |definition, diagnostics| lower_within(definition, diagnostics, visits)).0.is_some()
        };
        // Twenty copies of 8,000 bytes, or of half as many, count like 20,000 or 10,000 visits.
        assert_eq!((fits(9_000), fits(60_000)), (false, true), "{}", &parameter[..60]);
    }
}

#[test]
fn media_types_of_all_operations_are_read_for_each() {
    let types: Vec<String> = (0..1_000).map(|number| format!("\"image/x{number}\"")).collect();
    let paths: Vec<String> = (0..20).map(|number| get(number, "")).collect();
    let document = document(&paths.join(","), "");
    for list in ["consumes", "produces"] {
        let document = document.replacen('{', &format!(r#"{{"{list}": [{}],"#, types.join(",")), 1);
        let fits = |visits: usize| {
            lowered_by(&document, |definition, diagnostics| lower_within(definition, diagnostics, visits)).0.is_some()
        };
        assert_eq!((fits(70_000), fits(90_000)), (false, true), "{list}");
    }
}

/// A default that is composed of others is not longer than a page.
#[test]
fn a_long_value_is_part_of_no_composed_default() {
    let sent = |length: usize| {
        let value = "q".repeat(length);
        let inner = format!(r#"{{"type": "string", "x-ms-visibility": "internal", "default": "{value}"}}"#);
        let schema = format!(r#"{{"type": "object", "properties": {{"p": {inner}}}}}"#);
        let document = with_parameters(&format!(r#"{{"name": "b", "in": "body", "schema": {schema}}}"#), "");
        let connector = lowered(&document).0.expect("there is a connector");
        connector.operations[0].body.as_ref().is_some_and(|body| body.default.is_some())
    };
    assert_eq!([1_000, 60_000, 70_000].map(sent), [true, true, false]);
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

#[test]
fn a_long_chain_of_aliases_has_short_cuts() {
    let definitions = |count: usize| {
        let alias = |at: usize| format!(r##""D{at}": {{"$ref": "#/definitions/D{}"}}"##, at + 1);
        let mut definitions: Vec<_> = (0..count).map(alias).collect();
        definitions.push(format!(r#""D{count}": {{"type": "object", "properties": {{"p": {{"type": "string"}}}}}}"#));
        definitions.join(",")
    };
    // The most aliases from a type to the object.
    let steps = |count: usize| {
        let connector = lowered(&document(&get(0, ""), &definitions(count))).0.expect("there is a connector");
        let steps = |start: usize| {
            let mut at = start;
            for steps in 0..=count {
                match &connector.types[at].kind {
                    TypeKind::Alias(Type::Named(next)) => at = next.0,
                    TypeKind::Struct(_) => return steps,
                    other => panic!("{other:?}"),
                }
            }
            panic!("the chain has no end");
        };
        (0..connector.types.len()).map(steps).max()
    };
    assert_eq!([63, 64, 65, 1_000].map(steps), [Some(63), Some(64), Some(64), Some(64)]);
}

#[test]
fn lists_within_each_other_end_as_any_json() {
    let definitions = |count: usize, first: &str, later: &str| {
        let list = |at: usize| {
            let reference = format!(r##"{{"$ref": "#/definitions/D{}"}}"##, at + 1);
            let schema = if at.is_multiple_of(2) { first } else { later };
            format!(r#""D{at}": {}"#, schema.replace("REF", &reference))
        };
        let mut definitions: Vec<_> = (0..count).map(list).collect();
        definitions.push(format!(r#""D{count}": {{"type": "object", "properties": {{"p": {{"type": "string"}}}}}}"#));
        definitions.join(",")
    };
    let list = r#"{"type": "array", "items": REF}"#;
    let nullable = r#"{"x-nullable": true, "allOf": [REF]}"#;
    let cuts = |count: usize, later: &str| {
        let (connector, diagnostics, _) = lowered(&document(&get(0, ""), &definitions(count, list, later)));
        let codes: Vec<_> = diagnostics.iter().map(|it| it.problem.code()).collect();
        let types = connector.expect("there is a connector").types;
        let cut: Vec<_> = types.iter().filter(|def| format!("{:?}", def.kind).contains("Json")).collect();
        assert!(codes.iter().all(|code| *code == "references-too-deep"), "{codes:?}");
        assert_eq!(cut.len(), codes.len());
        cut.len()
    };
    assert_eq!([64, 65, 128, 1_000].map(|count| cuts(count, list)), [0, 1, 1, 15]);
    assert_eq!([64, 65, 128, 1_000].map(|count| cuts(count, nullable)), [0, 1, 1, 15]);
    // What only refers is no level.
    assert_eq!([64, 128, 130].map(|count| cuts(count, "REF")), [0, 0, 1]);
}
