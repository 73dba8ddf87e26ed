//! Reports on schemas: keys that have no effect, types that are unclear, references to nothing.

use crate::diagnostic::{EnumValues, KeyPlace, Listed, ObjectPlace, Problem};
use crate::lower::context::Context;
use crate::lower::enums;
use crate::lower::json_pointer::{self, Target};
use crate::lower::kinds::{self, Kind};
use crate::spec::{Schema, Spanned};

/// Reports what is left out of a schema whose values are read as plain text or bytes.
pub(super) fn report_plain<'a>(context: &mut Context<'a>, schema: &'a Schema) {
    match json_pointer::reference(schema) {
        Some(reference) => {
            report_beside_reference(context, schema);
            if json_pointer::target(context, reference).is_none() {
                let (reference, meant) = (reference.to_owned(), context.meant(reference));
                context.report(schema.span, Problem::DanglingReference { reference, meant });
            }
        }
        None => report_kinds(context, schema),
    }
    let values = enums::listed(json_pointer::resolve(context, schema));
    if values != EnumValues::Empty {
        context.report(schema.span, Problem::EnumerationWidened { values, kind: Kind::String.named() });
    }
}

/// Reports keys beside a reference that would change the type: the reference replaces the whole schema. Texts, defaults and
/// visibility belong to the property, so they stay.
pub(super) fn report_beside_reference(context: &mut Context<'_>, schema: &Schema) {
    let beside = [
        (!schema.properties.is_empty(), "properties"),
        (!schema.required.is_empty(), "required"),
        (schema.items.is_some(), "items"),
        (schema.enumeration.is_some(), "enum"),
        (schema.additional.is_some(), "additionalProperties"),
        // Without a `$ref` of its own, `allOf` holds the reference.
        (!schema.all_of.is_empty() && schema.reference.is_some(), "allOf"),
        (schema.format.is_some(), "format"),
        // The same type as the definition's changes nothing.
        (kinds_disagree(context, schema), "type"),
    ];
    for (_, key) in beside.into_iter().filter(|(stands, _)| *stands) {
        let place = KeyPlace::Object { object: ObjectPlace::Schema };
        context.report(schema.span, Problem::BesideReference { key: key.into(), place });
    }
}

/// Whether the `type` beside a reference differs from the definition's.
fn kinds_disagree(context: &Context<'_>, schema: &Schema) -> bool {
    let Some(Target::Definition(id)) =
        json_pointer::reference(schema).and_then(|text| json_pointer::target(context, text))
    else {
        return false;
    };
    !schema.kinds.is_empty()
        && context.definition(id).is_some_and(|definition| kinds::resolved(context, definition) != kinds::kind(schema))
}

/// Reports an unclear `type`, and the keys that do not fit it.
pub(super) fn report_kinds(context: &mut Context<'_>, schema: &Schema) {
    let words: Vec<&Spanned<String>> = schema.kinds.iter().filter(|kind| kind.value != "null").collect();
    match words.as_slice() {
        [] => {
            if let Some(null) = schema.kinds.first() {
                context.report(null.span, Problem::NullType);
            }
        }
        [word] if Kind::from_word(&word.value).is_none() => {
            context.report(word.span, Problem::UnknownType { word: word.value.clone() });
        }
        [_] => {}
        [first, ..] => {
            let words = Listed(words.iter().map(|word| word.value.clone()).collect());
            context.report(first.span, Problem::SeveralTypes { words });
        }
    }
    let own = kinds::kind(schema);
    let beside = [
        (!schema.properties.is_empty() && own != Kind::Object, "properties"),
        (!schema.required.is_empty() && own != Kind::Object, "required"),
        (schema.additional.is_some() && own != Kind::Object, "additionalProperties"),
        (!schema.all_of.is_empty() && own != Kind::Object, "allOf"),
        (schema.items.is_some() && own != Kind::Array, "items"),
    ];
    for (_, key) in beside.into_iter().filter(|(stands, _)| *stands) {
        context.report(schema.span, Problem::KeyBesideType { key: key.into(), kind: own.named() });
    }
}
