//! Where chains of structs are ended: the steps that the compiler takes through each form of a field.

use super::support::{document, lowered};
use crate::model::{Connector, Type, TypeKind};

/// A connector with `First`, which has these properties and definitions beside it, and a chain of so many objects after `D0`.
fn connector(properties: &str, more: &str, chain: usize) -> Connector {
    let link = |at: usize| match at == chain {
        true => format!(r#""D{at}": {{"type": "object", "properties": {{"end": {{"type": "string"}}}}}}"#),
        false => format!(
            r##""D{at}": {{"type": "object", "properties": {{"next": {{"$ref": "#/definitions/D{}"}}}}}}"##,
            at + 1
        ),
    };
    let chain: Vec<_> = (0..=chain).map(link).collect();
    let first = format!(r#""First": {{"type": "object", "properties": {{{properties}}}}}{more}, {}"#, chain.join(", "));
    lowered(&document(r#""/do": {"get": {"operationId": "Do", "responses": {"200": {}}}}"#, &first))
        .0
        .expect("it is one")
}

fn is_ended(ty: &Type) -> bool {
    match ty {
        Type::Nullable(inner) => is_ended(inner),
        ty => matches!(ty, Type::Deep(_)),
    }
}

/// How many fields are ended.
fn ended(connector: &Connector) -> usize {
    let structures = connector.types.iter().filter_map(|def| match &def.kind {
        TypeKind::Struct(structure) => Some(structure),
        _ => None,
    });
    structures.flat_map(|structure| &structure.fields).filter(|field| is_ended(&field.ty)).count()
}

const NEXT: &str = r##"{"$ref": "#/definitions/D0"}"##;

#[test]
fn each_form_of_a_field_has_its_steps() {
    let list = |items: &str| format!(r#"{{"type": "array", "items": {items}}}"#);
    let map = |values: &str| format!(r#"{{"type": "object", "additionalProperties": {values}}}"#);
    let object = |more: &str| format!(r#"{{"type": "object"{more}, "properties": {{"next": {NEXT}}}}}"#);
    let nullable = object(r#", "x-nullable": true"#);
    // The steps to `D0`: one for the field, one for the type, and those of each form.
    for (property, steps) in [
        (NEXT.to_owned(), 2),
        (list(NEXT), 2 + 3),
        (map(NEXT), 2 + 6),
        (map(&list(NEXT)), 2 + 6 + 3),
        (map(&list(&list(NEXT))), 2 + 6 + 3 + 3),
        (object(""), 2 + 2),
        (nullable, 2 + 1 + 2),
    ] {
        // Two for each object of the chain: the compiler may take 64.
        let longest = (64 - steps) / 2;
        let ended = [longest, longest + 1].map(|chain| ended(&connector(&format!(r#""p": {property}"#), "", chain)));
        assert_eq!(ended, [0, 1], "{property}");
    }
}

#[test]
fn a_circle_counts_its_own_steps() {
    let own = r##""own": {"$ref": "#/definitions/First"}, "p": "##;
    // Through the box of `own`, and then to `D0`.
    let longest = (64 - (2 + 3) - 2) / 2;
    let ended = [longest, longest + 1].map(|chain| ended(&connector(&format!("{own}{NEXT}"), "", chain)));
    assert_eq!(ended, [0, 1]);
}

#[test]
fn a_circle_of_as_many_steps_as_the_compiler_may_take_is_not_ended() {
    let circle = |length: usize| {
        let link = |at: usize| {
            let next = format!(r##"{{"$ref": "#/definitions/C{}"}}"##, (at + 1) % length);
            // Two lists, so that the steps are as many as an even number.
            let next = if at < 2 { format!(r#"{{"type": "array", "items": {next}}}"#) } else { next };
            format!(r#", "C{at}": {{"type": "object", "properties": {{"next": {next}}}}}"#)
        };
        ended(&connector("", &(0..length).map(link).collect::<String>(), 0))
    };
    assert_eq!((2 * 29 + 2 * 3, circle(29), circle(30)), (64, 0, 30));
}
