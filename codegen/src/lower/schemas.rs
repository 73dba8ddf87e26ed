//! Schemas become types. A reference stays a reference to its definition. An object with properties or an enumeration becomes a
//! named type at its location. Any other schema becomes a type without a name.

use crate::diagnostic::{DefaultPlace, Problem};
use crate::lower::all_of::Flat;
use crate::lower::context::{Context, MAX_DEPTH, MOST_SCHEMAS};
use crate::lower::json_pointer::{self, Target};
use crate::lower::kinds::{self, Kind};
use crate::lower::{all_of, defaults, dynamic, enums, fields, rows, scalars, schema_reports, variants};
use crate::model::{SchemaLocation, Struct, Type, TypeId, TypeKind, Variants};
use crate::spec::{Additional, Schema};

/// Fills the type of every definition, in the document's order, used or not.
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
        // A struct or an enumeration has filled the reserved type; any other type gets an alias.
        if ty != Type::Named(id) {
            context.fill(id, TypeKind::Alias(ty));
        }
    }
}

/// The type of a schema at a location.
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

/// The type with null. Any JSON includes null already.
fn nullable(ty: Type) -> Type {
    match ty {
        Type::Json | Type::Nullable(_) => ty,
        other => Type::Nullable(Box::new(other)),
    }
}

/// The type without its nullability, which belongs to the references. `slot` is the definition whose schema this is.
fn bare<'a>(context: &mut Context<'a>, schema: &'a Schema, location: &SchemaLocation, slot: Option<TypeId>) -> Type {
    if let Some(ty) = referenced(context, schema, location) {
        return ty;
    }
    if dynamic::is_free(schema) {
        return Type::Json;
    }
    schema_reports::report_kinds(context, schema);
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
                    ty(context, items, &location.child("[]"))
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

/// The type that a reference names; `None` if the schema is not a reference.
fn referenced<'a>(context: &mut Context<'a>, schema: &'a Schema, location: &SchemaLocation) -> Option<Type> {
    let reference = json_pointer::reference(schema)?;
    schema_reports::report_beside_reference(context, schema);
    let Some(target) = json_pointer::target(context, reference) else {
        let (reference, meant) = (reference.to_owned(), context.meant(reference));
        context.report(schema.span, Problem::DanglingReference { reference, meant });
        return Some(Type::Json);
    };
    Some(match target {
        Target::Definition(id) if context.definition(id).is_some_and(kinds::is_nullable) => nullable(Type::Named(id)),
        Target::Definition(id) => Type::Named(id),
        Target::Inner(inner) => ty(context, inner, location),
    })
}

/// An object: a row if only the service knows its properties, a struct if it has properties, a map if it describes its values,
/// else any JSON.
fn object<'a>(context: &mut Context<'a>, schema: &'a Schema, location: &SchemaLocation, slot: Option<TypeId>) -> Type {
    let mut flat = all_of::flatten(context, schema);
    all_of::report_mismatches(context, schema, &flat);
    rows::remove_artefact(context, &mut flat);
    if rows::is_row(context, &flat) {
        if matches!(flat.additional, Some(Additional::Schema(_))) {
            context.report(schema.span, Problem::RowValues);
        }
        return Type::Row;
    }
    if !flat.properties.is_empty() {
        let variants = variants::variants(context, schema, &flat, slot);
        return named(context, schema, location, slot, |context| {
            TypeKind::Struct(structure(context, &flat, location, variants))
        });
    }
    match (flat.additional, flat.other) {
        (Some(Additional::Schema(values)), _) => Type::Map(Box::new(value(context, values, location))),
        (_, Some(other)) => bare(context, other, location, slot),
        _ => Type::Json,
    }
}

/// Makes a named type. It is reserved before its content is read, so that types stay in the document's order.
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

/// A field takes as long to make as this many visits.
const VISITS_OF_FIELD: usize = 10;

/// The struct of an object at a location.
fn structure<'a>(
    context: &mut Context<'a>,
    flat: &Flat<'a>,
    location: &SchemaLocation,
    variants: Option<Variants>,
) -> Struct {
    context.visit(VISITS_OF_FIELD * flat.properties.len());
    context.copy(flat.properties.iter().map(|(_, schema)| crate::lower::texts::bytes(schema)).sum());
    let properties = if context.is_exhausted() { &[][..] } else { &flat.properties };
    let fields = properties
        .iter()
        .map(|(name, schema)| {
            let ty = self::ty(context, schema, &location.child(&name.value));
            fields::field(context, name, schema, flat.required.contains(name.value.as_str()), ty)
        })
        .collect();
    let extra = match flat.additional {
        Some(Additional::Allowed(true)) => Some(Type::Json),
        Some(Additional::Schema(values)) if rows::has_any_values(context, flat) => {
            context.report(values.span, Problem::RowValues);
            Some(Type::Json)
        }
        Some(Additional::Schema(values)) => Some(value(context, values, location)),
        // A dynamic schema or a variant adds properties of any type.
        Some(Additional::Allowed(false)) | None => (flat.is_open || variants.is_some()).then_some(Type::Json),
    };
    Struct { fields, extra, variants }
}

/// The type of the additional properties of an object at a location.
fn value<'a>(context: &mut Context<'a>, values: &'a Schema, location: &SchemaLocation) -> Type {
    defaults::report_unsent(context, values, DefaultPlace::AdditionalProperty);
    ty(context, values, &location.child("{}"))
}
