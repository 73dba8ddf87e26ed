//! Equal anonymous types become one.
//!
//! Two anonymous types are equal if everything emitted for them is the same except their place in the definition: the values
//! on the wire and the docs. The docs are made from titles, descriptions, documented types, visibility and remarks, so
//! [`same_field`] compares these too. The generator emits equal types once, with an alias for each place. Definitions stay
//! apart: their names are the author's.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::model::visit;
use crate::model::{Connector, Field, SchemaLocation, Struct, TypeDef, TypeId, TypeKind};

/// Replaces each set of equal anonymous types by its first in the document, and renumbers the types.
pub(super) fn share(connector: &mut Connector) {
    let classes = classes(&connector.types);
    let mut kept: Vec<usize> = (0..connector.types.len()).collect();
    for members in &classes {
        let mut members = members.clone();
        members.sort_by_key(|at| (connector.types.get(*at).map(|def| def.span.start), *at));
        let Some(first) = members.first().copied() else { continue };
        for member in &members {
            if let Some(slot) = kept.get_mut(*member) {
                *slot = first;
            }
        }
        let locations: Vec<SchemaLocation> =
            members.iter().filter_map(|at| connector.types.get(*at)).map(|def| def.location.clone()).collect();
        if let Some(def) = connector.types.get_mut(first) {
            let first = Box::new(def.location.clone());
            // The smallest key, not the first in the document: a name must not depend on an order.
            let key = locations.iter().map(last_key).min().unwrap_or_default();
            def.location = SchemaLocation::Shared { key, first };
            def.aliases = locations;
        }
    }
    renumber(connector, &kept);
}

/// The sets of two or more equal anonymous types.
fn classes(types: &[TypeDef]) -> Vec<Vec<usize>> {
    let mut buckets: HashMap<u64, Vec<(TypeDef, Vec<usize>)>> = HashMap::new();
    // The representative of each type in comparisons.
    let mut canonical: Vec<TypeId> = (0..types.len()).map(TypeId).collect();
    // An anonymous type precedes the types inside it, so in reverse order the inner types are decided first.
    for (at, def) in types.iter().enumerate().rev() {
        if is_named(&def.location) || matches!(def.kind, TypeKind::Alias(_)) {
            continue;
        }
        let neutral = neutral(def, &canonical);
        let bucket = buckets.entry(digest(&neutral)).or_default();
        match bucket.iter_mut().find(|(other, _)| is_equal(other, &neutral)) {
            Some((_, members)) => {
                if let (Some(slot), Some(first)) = (canonical.get_mut(at), members.first()) {
                    *slot = TypeId(*first);
                }
                members.push(at);
            }
            None => bucket.push((neutral, vec![at])),
        }
    }
    buckets.into_values().flatten().map(|(_, members)| members).filter(|members| members.len() > 1).collect()
}

/// Whether a type has a name of its own: a definition, and the types of a table.
fn is_named(location: &SchemaLocation) -> bool {
    match location {
        SchemaLocation::Definition { .. } => true,
        SchemaLocation::Table { path, .. } => path.is_empty(),
        _ => false,
    }
}

/// A type that refers to the canonical types.
fn neutral(def: &TypeDef, canonical: &[TypeId]) -> TypeDef {
    let mut neutral = def.clone();
    visit::type_of_kind(&mut neutral.kind, &mut |id| {
        if let Some(canonical) = canonical.get(id.0) {
            *id = *canonical;
        }
    });
    neutral
}

fn is_equal(left: &TypeDef, right: &TypeDef) -> bool {
    (&left.title, &left.description) == (&right.title, &right.description) && same_kind(&left.kind, &right.kind)
}

fn same_kind(left: &TypeKind, right: &TypeKind) -> bool {
    match (left, right) {
        (TypeKind::Struct(left), TypeKind::Struct(right)) => same_struct(left, right),
        (TypeKind::Enum(left), TypeKind::Enum(right)) => left == right,
        (TypeKind::Responses(left), TypeKind::Responses(right)) => left == right,
        // An alias is only a name, so it is never anonymous.
        _ => false,
    }
}

fn same_struct(left: &Struct, right: &Struct) -> bool {
    let Struct { fields, extra, variants } = left;
    *extra == right.extra
        && *variants == right.variants
        && fields.len() == right.fields.len()
        && fields.iter().zip(&right.fields).all(|(left, right)| same_field(left, right))
}

/// Whether two properties agree on the wire and in the docs. The pattern names every field, so that a new one is decided on.
fn same_field(left: &Field, right: &Field) -> bool {
    #[rustfmt::skip]
    let Field {
        key, ty, required, read_only, default, sent, exposure, filled,
        title, description, visibility, documented_type, remarks,
        span: _,
    } = left;
    let same_wire = *key == right.key
        && *ty == right.ty
        && *required == right.required
        && *read_only == right.read_only
        && *default == right.default
        && *sent == right.sent
        && *exposure == right.exposure
        && *filled == right.filled;
    let same_docs = (title, description) == (&right.title, &right.description)
        && *visibility == right.visibility
        && *documented_type == right.documented_type
        && *remarks == right.remarks;
    same_wire && same_docs
}

/// Sorts types into buckets by what differs most often; the comparison looks at the rest.
fn digest(def: &TypeDef) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&def.title, &def.description).hash(&mut hasher);
    match &def.kind {
        TypeKind::Struct(structure) => {
            for field in &structure.fields {
                (&field.key, &field.title, &field.description, &field.documented_type, field.required)
                    .hash(&mut hasher);
            }
        }
        TypeKind::Enum(enumeration) => {
            for value in &enumeration.values {
                (&value.wire, &value.title).hash(&mut hasher);
            }
        }
        TypeKind::Responses(responses) => responses.iter().for_each(|one| one.status.hash(&mut hasher)),
        TypeKind::Alias(_) => {}
    }
    hasher.finish()
}

/// The last wire key of a location, or a name for a whole body, response or payload.
fn last_key(location: &SchemaLocation) -> String {
    let last = |path: &[String]| path.iter().rev().find(|step| *step != "[]" && *step != "{}").cloned();
    match location {
        SchemaLocation::Definition { name } => name.clone(),
        SchemaLocation::Part { definition, path } => last(path).unwrap_or_else(|| definition.clone()),
        SchemaLocation::Shared { key, .. } => key.clone(),
        SchemaLocation::Body { operation, path } => last(path).unwrap_or_else(|| format!("{operation}Request")),
        SchemaLocation::Response { operation, path } => last(path).unwrap_or_else(|| format!("{operation}Response")),
        SchemaLocation::Status { operation, status, path } => {
            last(path).unwrap_or_else(|| format!("{operation} {status}"))
        }
        SchemaLocation::Payload { operation, path } => last(path).unwrap_or_else(|| format!("{operation}Payload")),
        SchemaLocation::Table { table, path, .. } => last(path).unwrap_or_else(|| table.clone()),
        SchemaLocation::Parameter { key, path, .. } => last(path).unwrap_or_else(|| key.clone()),
    }
}

/// Drops the types that `kept` replaces by another one, and renumbers the rest.
fn renumber(connector: &mut Connector, kept: &[usize]) {
    let mut numbers = vec![TypeId(0); kept.len()];
    let mut types = Vec::new();
    for (at, def) in std::mem::take(&mut connector.types).into_iter().enumerate() {
        if kept.get(at) == Some(&at) {
            if let Some(number) = numbers.get_mut(at) {
                *number = TypeId(types.len());
            }
            types.push(def);
        }
    }
    let mut renumber = |id: &mut TypeId| {
        if let Some(number) = kept.get(id.0).and_then(|kept| numbers.get(*kept)) {
            *id = *number;
        }
    };
    for def in &mut types {
        visit::type_of_kind(&mut def.kind, &mut renumber);
    }
    for operation in &mut connector.operations {
        visit::type_of_operation(operation, &mut renumber);
    }
    for table in connector.tables.iter_mut().flat_map(|tables| &mut tables.tables) {
        table.types_mut().for_each(&mut renumber);
    }
    connector.types = types;
}
