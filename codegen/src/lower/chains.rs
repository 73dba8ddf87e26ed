//! Long chains of structs: the field at which a chain gets too long is held in a box that ends it.
//!
//! To decide whether a value can be sent to another thread, the compiler follows the fields of its type, and gives up after 128
//! steps. It does so in the crate of the caller, who cannot change the limit for a type of another crate.

use crate::graph::components;
use crate::model::{self, Type, TypeDef, TypeId, TypeKind};

/// The most steps from a struct to the end of its chain. The other half of the compiler's limit is the caller's.
const MOST: usize = 64;

/// A struct in a field of another struct.
struct Edge {
    /// The field, or the additional properties after the last field.
    field: usize,
    to: usize,
    /// The steps from one struct to the other.
    steps: usize,
}

/// Ends each chain that is longer than the compiler follows.
pub(super) fn end(types: &mut [TypeDef]) {
    let edges: Vec<Vec<Edge>> = types.iter().map(|def| edges(types, def)).collect();
    let targets: Vec<Vec<usize>> = edges.iter().map(|edges| edges.iter().map(|edge| edge.to).collect()).collect();
    let component = components(&targets);
    let mut members = vec![Vec::new(); types.len()];
    for (at, component) in component.iter().enumerate() {
        if let Some(members) = members.get_mut(*component) {
            members.push(at);
        }
    }
    let mut height = vec![0; types.len()];
    let mut ended = Vec::new();
    // Components are numbered before those that they lead to.
    for members in members.iter().rev() {
        let of = |at: usize| edges.get(at).into_iter().flatten().map(move |edge| (at, edge));
        let is_inner = |(at, edge): &(usize, &Edge)| component.get(*at) == component.get(edge.to);
        let inside = members.iter().map(|at| of(*at).filter(is_inner).map(|(_, edge)| edge.steps).max().unwrap_or(0));
        let inside: usize = inside.sum();
        // The compiler may visit all structs of a component in a row.
        let is_tangled = inside > MOST;
        let start = if is_tangled { 0 } else { inside };
        let mut highest = start;
        for (at, edge) in members.iter().flat_map(|at| of(*at)) {
            let steps = match is_inner(&(at, edge)) {
                true if is_tangled => usize::MAX,
                true => continue,
                false => start + edge.steps + height.get(edge.to).copied().unwrap_or(0),
            };
            match steps > MOST {
                true => ended.push((at, edge.field)),
                false => highest = highest.max(steps),
            }
        }
        for at in members {
            if let Some(height) = height.get_mut(*at) {
                *height = highest;
            }
        }
    }
    for (at, field) in ended {
        let Some(TypeKind::Struct(structure)) = types.get_mut(at).map(|def| &mut def.kind) else { continue };
        let ty = structure.fields.get_mut(field).map(|field| &mut field.ty).or(structure.extra.as_mut());
        if let Some(ty) = ty {
            hold(ty);
        }
    }
}

/// The structs that the fields of a struct hold in any form.
fn edges(types: &[TypeDef], def: &TypeDef) -> Vec<Edge> {
    let TypeKind::Struct(structure) = &def.kind else { return Vec::new() };
    // A field is in an `Option`, the additional properties are in a map.
    let fields = structure.fields.iter().map(|field| (1, &field.ty));
    let all = fields.chain(structure.extra.iter().map(|extra| (MAP, extra)));
    let edge = |(field, (around, ty))| {
        let (to, steps) = reached(types, ty)?;
        Some(Edge { field, to: to.0, steps: around + steps })
    };
    all.enumerate().filter_map(edge).collect()
}

/// Steps through a `BTreeMap`, a `Vec` and a `Box` of the standard library.
const MAP: usize = 6;
const LIST: usize = 3;
const BOX: usize = 3;

/// The struct in a type, and the steps to it.
fn reached(types: &[TypeDef], ty: &Type) -> Option<(TypeId, usize)> {
    let (mut ty, mut steps) = (ty, 1);
    loop {
        ty = match model::resolve(types, ty) {
            Type::List(inner) => {
                steps += LIST;
                inner
            }
            Type::Map(inner) => {
                steps += MAP;
                inner
            }
            Type::Boxed(inner) => {
                steps += BOX;
                inner
            }
            Type::Nullable(inner) => {
                steps += 1;
                inner
            }
            Type::Named(id) => return matches!(types.get(id.0)?.kind, TypeKind::Struct(_)).then_some((*id, steps)),
            _ => return None,
        };
    }
}

fn hold(ty: &mut Type) {
    let inner = match ty {
        Type::Nullable(inner) => inner.as_mut(),
        ty => ty,
    };
    let held = match std::mem::replace(inner, Type::Json) {
        Type::Boxed(held) => held,
        other => Box::new(other),
    };
    *inner = Type::Deep(held);
}
