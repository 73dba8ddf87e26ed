//! Equal anonymous types become one.
//!
//! Two anonymous types are equal if everything emitted for them is the same except their place in the definition: the values
//! on the wire and the docs. The docs are made from titles, descriptions, documented types, visibility and remarks, so
//! [`facts`] has these too. The generator emits equal types once, with an alias for each place. Definitions stay
//! apart: their names are the author's.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::model::visit;
use crate::model::{
    Connector, Enum, Field, SchemaLocation, StatusResponse, Struct, Type, TypeDef, TypeId, TypeKind, Variants,
};

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
        match bucket.iter_mut().find(|(other, _)| facts(other) == facts(&neutral)) {
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

/// What two types must agree on. Buckets are made from the same facts: a fact that only the comparison knew would put all types that
/// differ in it alone into one bucket, and each would be compared with each.
fn facts(def: &TypeDef) -> impl Hash + PartialEq {
    let kind = match &def.kind {
        TypeKind::Struct(Struct { fields, extra, variants }) => {
            KindFacts::Struct(fields.iter().map(field_facts).collect::<Vec<_>>(), extra, variants)
        }
        TypeKind::Enum(enumeration) => KindFacts::Enum(enumeration),
        TypeKind::Responses(responses) => KindFacts::Responses(responses),
        TypeKind::Alias(ty) => KindFacts::Alias(ty),
    };
    (&def.title, &def.description, kind)
}

#[derive(Hash, PartialEq)]
enum KindFacts<'t, F> {
    Struct(Vec<F>, &'t Option<Type>, &'t Option<Variants>),
    Enum(&'t Enum),
    Responses(&'t [StatusResponse]),
    Alias(&'t Type),
}

/// What two properties must agree on, on the wire and in the docs. The pattern names every field, so that a new one is decided on.
fn field_facts(field: &Field) -> impl Hash + PartialEq {
    #[rustfmt::skip]
    let Field {
        key, ty, required, read_only, default, sent, exposure, filled,
        title, description, visibility, documented_type, remarks,
        span: _,
    } = field;
    let wire = (key, ty, required, read_only, default, sent, exposure, filled);
    let docs = (title, description, visibility, documented_type, remarks);
    (wire, docs)
}

fn digest(def: &TypeDef) -> u64 {
    let mut hasher = DefaultHasher::new();
    facts(def).hash(&mut hasher);
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
