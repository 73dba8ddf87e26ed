//! What stands around the operations: the head of the page, and words that operations and references share.

use insta::assert_snapshot;

use super::support::{document, lowered, summary, with_parameters};
use crate::diagnostic::Diagnostics;
use crate::input::Input;
use crate::lower::lower;
use crate::model::{Content, Head, SuccessResponse, Visibility};
use crate::span::Sources;
use crate::spec::Definition;

/// The head of a definition with these members of `info` and of the root, these properties and this `connector.toml`.
fn head(info: &str, root: &str, properties: &str, facts: &str) -> Head {
    let definition = format!(
        r#"{{"swagger": "2.0", "info": {{"title": "T", "version": "1"{info}}}, {root}
            "paths": {{"/a": {{"get": {{"operationId": "A", "responses": {{}}}}}}}}}}"#
    );
    let properties = format!(r#"{{"properties": {{{properties}}}}}"#);
    let input = Input::new("test", definition).with_properties(properties).with_head(facts);
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let definition =
        Definition::read(input, &mut sources, &mut diagnostics).expect("the test's definition can be read");
    lower(&definition, &mut diagnostics).expect("there is a connector").head
}

#[test]
fn a_head_has_the_schemes_and_the_colour_that_the_folder_states() {
    let head = head("", r#""schemes": ["https", "http"],"#, r##""publisher": "P", "iconBrandColor": "#112233""##, "");
    assert_eq!(head.schemes, ["https", "http"]);
    assert_eq!((head.publisher.as_deref(), head.brand_color.as_deref()), (Some("P"), Some("#112233")));
}

#[test]
fn a_contact_is_one_if_it_says_anything() {
    let contact = |info: &str, facts: &str| head(info, "", "", facts).contact;
    for stated in ["name", "url", "email"] {
        assert!(contact(&format!(r#", "contact": {{"{stated}": "x"}}"#), "").is_some(), "{stated}");
    }
    assert!(contact("", "[contact]\nlink_texts = [\"x\"]").is_some());
    assert!(contact("", "[contact]\nname = \"x\"").is_some());
    assert!(contact(r#", "contact": {"name": " "}"#, "").is_none());
    assert!(contact("", "").is_none());
}

#[test]
fn a_word_for_visibility_is_read_in_any_letter_case() {
    let seen = |word: &str| {
        let parameter = format!(r#"{{"name": "p", "in": "query", "type": "string", "x-ms-visibility": "{word}"}}"#);
        lowered(&with_parameters(&parameter, "")).0.expect("there is a connector").operations[0].parameters[0]
            .visibility
    };
    assert_eq!(
        ["important", "Advanced", " internal "].map(seen),
        [Visibility::Important, Visibility::Advanced, Visibility::Internal]
    );
    assert_eq!(["none", "secret", ""].map(seen), [Visibility::None; 3]);
}

#[test]
fn a_reference_to_nothing_may_mean_a_similar_name_of_its_kind() {
    let operation = r##"{"operationId": "A", "parameters": [
            {"$ref": "#/parameters/verison"},
            {"name": "body", "in": "body", "schema": {"$ref": "#/definitions/Custmer"}}
        ], "responses": {"200": {"$ref": "#/responses/Answr"}}}"##;
    let known = r#"{"parameters": {"version": {"name": "v", "in": "query", "type": "string"}},
        "responses": {"Answer": {"description": "Fine."}},"#;
    let document = document(&format!(r#""/a": {{"post": {operation}}}"#), r#""Customer": {"type": "string"}"#);
    assert_snapshot!(summary(&document.replacen('{', known, 1)));
}

#[test]
fn a_body_has_the_content_type_that_a_parameter_states_if_it_is_one() {
    let content_type = |stated: &str| {
        let header = format!(r#"{{"name": "Content-Type", "in": "header", "type": "string", "default": "{stated}"}}"#);
        let body = r#"{"name": "body", "in": "body", "schema": {"type": "object"}}"#;
        let document = with_parameters(&format!("{header}, {body}"), "");
        let consumes = r#""consumes": ["application/vnd.a+json"], "operationId""#;
        let connector = lowered(&document.replace(r#""operationId""#, consumes)).0.expect("there is a connector");
        connector.operations[0].body.as_ref().expect("it has a body").content_type.clone()
    };
    assert_eq!(content_type("application/merge-patch+json"), "application/merge-patch+json");
    assert_eq!(content_type("The type of the body"), "application/vnd.a+json");
}

#[test]
fn dynamic_properties_stand_for_a_row_only_as_an_open_object_without_properties() {
    let rows = |properties: &str| {
        let schema = format!(
            r#"{{"type": "object", "additionalProperties": true, "properties": {{"dynamicProperties": {properties}}}}}"#
        );
        let (connector, diagnostics, _) =
            lowered(&super::support::with_responses(&format!(r#""200": {{"schema": {schema}}}"#), "", ""));
        let operation = connector.expect("there is a connector").operations.remove(0);
        let codes: Vec<_> = diagnostics.iter().map(|it| it.problem.code()).collect();
        let SuccessResponse::Content(Content::Json(ty)) = operation.success else { panic!("{:?}", operation.success) };
        (format!("{ty:?}"), codes)
    };
    for open in
        [r#"{"type": "object", "additionalProperties": {}}"#, r#"{"type": "object", "additionalProperties": true}"#]
    {
        assert_eq!(rows(open), ("Row".to_owned(), vec!["row-artefact"]), "{open}");
    }
    for other in [
        r#"{"type": "object"}"#,
        r#"{"type": "object", "additionalProperties": false}"#,
        r#"{"type": "object", "additionalProperties": true, "properties": {"a": {"type": "string"}}}"#,
        r#"{"type": "string", "additionalProperties": true}"#,
    ] {
        let (ty, codes) = rows(other);
        assert!(ty.starts_with("Named") && !codes.contains(&"row-artefact"), "{other}: {ty} {codes:?}");
    }
}
