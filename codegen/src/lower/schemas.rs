//! Schemas become types: a reference keeps its definition, an object with properties or an enumeration becomes a type of its
//! own at its place, everything else is written out.

use crate::diagnostic::{DefaultPlace, EnumValues, KeyPlace, Problem};
use crate::lower::context::{Context, MAX_DEPTH, MOST_SCHEMAS};
use crate::lower::json_pointer::{self, Target};
use crate::lower::kinds::{self, Kind};
use crate::lower::{all_of, defaults, dynamic, enums, fields, scalars, variants};
use crate::model::{SchemaLocation, Type, TypeId, TypeKind};
use crate::spec::{Additional, Schema, Spanned};

/// Gives every definition its kind of type, in the document's order, used or not.
pub(super) fn define_all(context: &mut Context<'_>) {
    for index in 0..context.schemas.len() {
        let id = TypeId(index);
        let (Some(schema), Some(def)) = (context.definition(id), context.types.get(index)) else { continue };
        let location = def.location.clone();
        let default = schema.default.as_ref().and_then(|_| defaults::stated(context, schema));
        if let Some(def) = context.types.get_mut(index) {
            def.default = default;
        }
        let ty = bare(context, schema, &location, Some(id));
        // A struct or an enumeration has filled its own place; what is left is another name for `ty`.
        if ty != Type::Named(id) {
            context.fill(id, TypeKind::Alias(ty));
        }
    }
}

/// The type of a schema that stands at `place`.
pub(super) fn ty<'a>(context: &mut Context<'a>, schema: &'a Schema, location: &SchemaLocation) -> Type {
    if context.depth >= MAX_DEPTH {
        context.report(schema.span, Problem::SchemaTooDeep { depth: MAX_DEPTH.to_string() });
        return Type::Json;
    }
    if context.read >= MOST_SCHEMAS {
        context.report(schema.span, Problem::TooManySchemas { most: MOST_SCHEMAS.to_string() });
        return Type::Json;
    }
    context.read += 1;
    context.depth += 1;
    let ty = bare(context, schema, location, None);
    context.depth -= 1;
    if kinds::is_nullable(schema) { nullable(ty) } else { ty }
}

/// A type that may say null. Free JSON says it already.
fn nullable(ty: Type) -> Type {
    match ty {
        Type::Json | Type::Nullable(_) => ty,
        other => Type::Nullable(Box::new(other)),
    }
}

/// The type without its nullability, which belongs to the places that use it. `slot` is the definition that the schema is.
fn bare<'a>(context: &mut Context<'a>, schema: &'a Schema, location: &SchemaLocation, slot: Option<TypeId>) -> Type {
    if let Some(ty) = referenced(context, schema, location) {
        return ty;
    }
    if dynamic::is_free(schema) {
        return Type::Json;
    }
    report_kinds(context, schema);
    match kinds::kind(schema) {
        Kind::Object => {
            if schema.enumeration.is_some() {
                enums::widened(context, schema, Kind::Object);
            }
            object(context, schema, location, slot)
        }
        Kind::Array => {
            if schema.enumeration.is_some() {
                enums::widened(context, schema, Kind::Array);
            }
            let item = match schema.items.as_deref() {
                Some(items) => {
                    defaults::report_unsent(context, items, DefaultPlace::ListItem);
                    ty(context, items, &child(location, "[]"))
                }
                None => Type::Json,
            };
            Type::List(Box::new(item))
        }
        kind => match enums::enumeration(context, schema, kind) {
            Some(enumeration) => named(context, schema, location, slot, |_| TypeKind::Enum(enumeration)),
            None => scalars::scalar(context, schema, kind),
        },
    }
}

/// The type that a reference names; `None` where the schema is none.
fn referenced<'a>(context: &mut Context<'a>, schema: &'a Schema, location: &SchemaLocation) -> Option<Type> {
    let reference = json_pointer::reference(schema)?;
    report_keys_beside_reference(context, schema);
    let Some(target) = json_pointer::target(context, reference) else {
        let reference = reference.to_owned();
        context.report(schema.span, Problem::DanglingReference { reference });
        return Some(Type::Json);
    };
    Some(match target {
        Target::Definition(id) if context.definition(id).is_some_and(kinds::is_nullable) => nullable(Type::Named(id)),
        Target::Definition(id) => Type::Named(id),
        Target::Inner(inner) => ty(context, inner, location),
    })
}

/// An object: a struct where it has properties, a map where it says what its values are, else free JSON.
fn object<'a>(context: &mut Context<'a>, schema: &'a Schema, location: &SchemaLocation, slot: Option<TypeId>) -> Type {
    let flat = all_of::flatten(context, schema);
    all_of::report_mismatches(context, schema, &flat);
    if !flat.properties.is_empty() {
        let variants = variants::variants(context, schema, &flat, slot);
        return named(context, schema, location, slot, |context| {
            TypeKind::Struct(fields::structure(context, &flat, location, variants))
        });
    }
    match (flat.additional, flat.other) {
        (Some(Additional::Schema(values)), _) => Type::Map(Box::new(fields::value(context, values, location))),
        (_, Some(other)) => bare(context, other, location, slot),
        _ => Type::Json,
    }
}

/// Makes a type of its own, reserving its place before its inside is read, so that types stand in the document's order.
fn named<'a>(
    context: &mut Context<'a>,
    schema: &Schema,
    location: &SchemaLocation,
    slot: Option<TypeId>,
    kind: impl FnOnce(&mut Context<'a>) -> TypeKind,
) -> Type {
    let id = slot.unwrap_or_else(|| context.reserve(schema, location.clone()));
    let kind = kind(context);
    context.fill(id, kind);
    Type::Named(id)
}

/// Says what is left out of a schema whose values are read as text or bytes, whatever else it says of them.
pub(super) fn report_plain<'a>(context: &mut Context<'a>, schema: &'a Schema) {
    match json_pointer::reference(schema) {
        Some(reference) => {
            report_keys_beside_reference(context, schema);
            if json_pointer::target(context, reference).is_none() {
                context.report(schema.span, Problem::DanglingReference { reference: reference.to_owned() });
            }
        }
        None => report_kinds(context, schema),
    }
    let values = enums::listed(json_pointer::resolve(context, schema));
    if values != EnumValues::Empty {
        context.report(schema.span, Problem::EnumerationWidened { values, kind: Kind::String.word().to_owned() });
    }
}

/// The place of a property, an item (`[]`) or a value (`{}`).
pub(super) fn child(location: &SchemaLocation, step: &str) -> SchemaLocation {
    let mut child = match location {
        SchemaLocation::Definition { name } => SchemaLocation::Part { definition: name.clone(), path: Vec::new() },
        other => other.clone(),
    };
    match &mut child {
        SchemaLocation::Part { path, .. }
        | SchemaLocation::Body { path, .. }
        | SchemaLocation::Response { path, .. }
        | SchemaLocation::Status { path, .. }
        | SchemaLocation::Payload { path, .. }
        | SchemaLocation::Parameter { path, .. } => path.push(step.to_owned()),
        SchemaLocation::Definition { .. } | SchemaLocation::Shared { .. } => {}
    }
    child
}

/// Says what a schema's `type` leaves unclear, and what contradicts it.
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
            let words: Vec<&str> = words.iter().map(|word| word.value.as_str()).collect();
            context.report(first.span, Problem::SeveralTypes { words: words.join(", ") });
        }
    }
    let kind = kinds::kind(schema);
    let beside = [
        (!schema.properties.is_empty() && kind != Kind::Object, "properties"),
        (!schema.required.is_empty() && kind != Kind::Object, "required"),
        (schema.additional.is_some() && kind != Kind::Object, "additionalProperties"),
        (!schema.all_of.is_empty() && kind != Kind::Object, "allOf"),
        (schema.items.is_some() && kind != Kind::Array, "items"),
    ];
    for (_, key) in beside.into_iter().filter(|(stands, _)| *stands) {
        context.report(schema.span, Problem::KeyBesideType { key: key.into(), kind: kind.word().into() });
    }
}

/// A reference stands for the whole of its schema: what stands beside it and would change the type is left out. Texts,
/// defaults and visibility belong to the property, and are kept.
fn report_keys_beside_reference(context: &mut Context<'_>, schema: &Schema) {
    let beside = [
        (!schema.properties.is_empty(), "properties"),
        (!schema.required.is_empty(), "required"),
        (schema.items.is_some(), "items"),
        (schema.enumeration.is_some(), "enum"),
        (schema.additional.is_some(), "additionalProperties"),
        // Without a `$ref` of its own, `allOf` holds the reference.
        (!schema.all_of.is_empty() && schema.reference.is_some(), "allOf"),
        (schema.format.is_some(), "format"),
        // A type says nothing that the definition does not say, save where it is another one.
        (kinds_disagree(context, schema), "type"),
    ];
    for (_, key) in beside.into_iter().filter(|(stands, _)| *stands) {
        context.report(
            schema.span,
            Problem::BesideReference { key: key.into(), place: KeyPlace::Object { name: "a schema".into() } },
        );
    }
}

/// Whether the `type` beside a reference is another one than the definition's.
fn kinds_disagree(context: &Context<'_>, schema: &Schema) -> bool {
    let Some(Target::Definition(id)) =
        json_pointer::reference(schema).and_then(|text| json_pointer::target(context, text))
    else {
        return false;
    };
    !schema.kinds.is_empty()
        && context.definition(id).is_some_and(|definition| kinds::resolved(context, definition) != kinds::kind(schema))
}
