//! Small documents in, emitted files out.

use super::{Files, emit};
use crate::diagnostic::Diagnostics;
use crate::lower::tests::support::{document, lowered};
use crate::names::assign;

fn emitted(document: &str) -> Files {
    let connector = lowered(document).0.expect("the test's document has an operation");
    let names = assign(&connector, None, &mut Diagnostics::default());
    emit(&connector, &names.names)
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
