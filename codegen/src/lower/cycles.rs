//! Types that contain themselves: circular aliases are cut, fields of recursive structs are boxed. Long chains of aliases are cut short.

use crate::diagnostic::Problem;
use crate::graph::components;
use crate::lower::context::Context;
use crate::lower::implied_defaults::struct_of;
use crate::model::{SchemaLocation, Type, TypeDef, TypeId, TypeKind};
use crate::span::Span;

/// Cuts aliases that lead back to themselves, directly or through lists and maps: a Rust alias cannot be circular.
pub(super) fn break_alias_cycles(context: &mut Context<'_>) {
    // An alias names at most one type, so each chain is followed to its end. `met` is the start of the walk that visited a type.
    let mut met: Vec<Option<usize>> = vec![None; context.types.len()];
    for start in 0..context.types.len() {
        let mut at = start;
        while let Some(slot @ None) = met.get_mut(at) {
            *slot = Some(start);
            let Some(next) = context.types.get(at).and_then(next_alias) else { break };
            if met.get(next.0) == Some(&Some(start)) {
                if let Some((name, span)) = cut(context, TypeId(at)) {
                    context.report(span, Problem::ReferenceCycle { name });
                }
                break;
            }
            at = next.0;
        }
    }
}

/// The most aliases from a type to the type behind them. Each use of a type follows them all, and so does the compiler.
const MOST_ALIASES: usize = 64;
/// The most lists, maps and nullable values within each other.
const MOST_LEVELS: usize = 64;

/// Lets an alias refer to the type behind its chain if the chain is long. No chain may be circular.
pub(super) fn shorten_alias_chains(types: &mut [TypeDef]) {
    // The aliases from a type to the type behind them, and that type.
    let mut known: Vec<Option<(usize, TypeId)>> = vec![None; types.len()];
    for start in 0..types.len() {
        let (mut chain, mut at) = (Vec::new(), start);
        let (mut steps, behind) = loop {
            if let Some(Some(known)) = known.get(at) {
                break *known;
            }
            chain.push(at);
            match types.get(at).map(|def| &def.kind) {
                Some(TypeKind::Alias(Type::Named(next))) => at = next.0,
                _ => break (0, TypeId(at)),
            }
        };
        for at in chain.into_iter().rev() {
            if at != behind.0 {
                steps += 1;
                if steps > MOST_ALIASES
                    && let Some(def) = types.get_mut(at)
                {
                    def.kind = TypeKind::Alias(Type::Named(behind));
                    steps = 1;
                }
            }
            if let Some(known) = known.get_mut(at) {
                *known = Some((steps, behind));
            }
        }
    }
}

/// The named type that an alias leads to.
fn next_alias(def: &TypeDef) -> Option<TypeId> {
    let TypeKind::Alias(ty) = &def.kind else { return None };
    let mut ty = ty;
    loop {
        ty = match ty {
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => inner,
            Type::Named(id) => return Some(*id),
            _ => return None,
        };
    }
}

/// Cuts aliases that are lists, maps or nullable values within each other, too many levels deep. None may be circular.
pub(super) fn cut_deep_aliases(context: &mut Context<'_>) {
    let mut known: Vec<Option<usize>> = vec![None; context.types.len()];
    for start in 0..context.types.len() {
        let (mut chain, mut next) = (Vec::new(), Some(TypeId(start)));
        let mut levels = loop {
            let Some(at) = next else { break 0 };
            if let Some(Some(levels)) = known.get(at.0) {
                break *levels;
            }
            chain.push(at);
            next = context.types.get(at.0).and_then(next_alias);
        };
        for at in chain.into_iter().rev() {
            let own = context.types.get(at.0).map_or(0, levels_of);
            levels += own;
            if levels > MOST_LEVELS {
                if let Some((name, span)) = cut(context, at) {
                    context.report(span, Problem::ReferencesTooDeep { name, most: MOST_LEVELS.to_string() });
                }
                levels = own;
            }
            if let Some(known) = known.get_mut(at.0) {
                *known = Some(levels);
            }
        }
    }
}

/// How many lists, maps and nullable values an alias has around a named type.
fn levels_of(def: &TypeDef) -> usize {
    let TypeKind::Alias(ty) = &def.kind else { return 0 };
    let (mut ty, mut levels) = (ty, 0);
    while let Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) = ty {
        ty = inner;
        levels += 1;
    }
    levels
}

/// Makes any JSON of what an alias leads to. Returns its name and place.
fn cut(context: &mut Context<'_>, id: TypeId) -> Option<(String, Span)> {
    let def = context.types.get_mut(id.0)?;
    let TypeKind::Alias(ty) = &mut def.kind else { return None };
    let mut ty = ty;
    loop {
        ty = match ty {
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => inner,
            ty => {
                *ty = Type::Json;
                break;
            }
        };
    }
    let name = match &def.location {
        SchemaLocation::Definition { name } => name.clone(),
        _ => String::new(),
    };
    Some((name, def.span))
}

/// Boxes the fields through which a struct contains itself without a list or a map between.
pub(super) fn box_recursion(types: &mut [TypeDef]) {
    let edges: Vec<Vec<usize>> = types.iter().map(|def| held(types, def)).collect();
    let component = components(&edges);
    let mut boxed = Vec::new();
    for (at, def) in types.iter().enumerate() {
        let TypeKind::Struct(structure) = &def.kind else { continue };
        for (index, field) in structure.fields.iter().enumerate() {
            let target = struct_of(types, &field.ty).map(|id| id.0);
            if target.is_some_and(|target| component.get(target) == component.get(at)) {
                boxed.push((at, index));
            }
        }
    }
    for (at, index) in boxed {
        let Some(TypeKind::Struct(structure)) = types.get_mut(at).map(|def| &mut def.kind) else { continue };
        let Some(field) = structure.fields.get_mut(index) else { continue };
        let inner = match &mut field.ty {
            Type::Nullable(inner) => inner.as_mut(),
            ty => ty,
        };
        *inner = Type::Boxed(Box::new(std::mem::replace(inner, Type::Json)));
    }
}

/// The structs that a struct contains by value.
fn held(types: &[TypeDef], def: &TypeDef) -> Vec<usize> {
    match &def.kind {
        TypeKind::Struct(structure) => {
            structure.fields.iter().filter_map(|field| struct_of(types, &field.ty)).map(|id| id.0).collect()
        }
        _ => Vec::new(),
    }
}
