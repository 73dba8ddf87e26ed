//! From a type to the type behind its names.

use super::{Connector, Type, TypeDef, TypeId, TypeKind};

/// The type behind aliases. A chain of aliases that leads back to itself ends at one of its aliases.
pub(crate) fn resolve<'t>(types: &'t [TypeDef], ty: &'t Type) -> &'t Type {
    follow(types, ty, |_| None)
}

/// Like [`resolve`], also behind nullable types and boxes.
pub(crate) fn resolve_value<'t>(types: &'t [TypeDef], ty: &'t Type) -> &'t Type {
    follow(types, ty, |ty| match ty {
        Type::Nullable(inner) | Type::Boxed(inner) | Type::Deep(inner) => Some(inner),
        _ => None,
    })
}

/// The kind of a named type; `None` for other types.
pub(crate) fn kind<'t>(types: &'t [TypeDef], ty: &Type) -> Option<&'t TypeKind> {
    match ty {
        Type::Named(TypeId(index)) => types.get(*index).map(|def| &def.kind),
        _ => None,
    }
}

fn follow<'t>(types: &'t [TypeDef], ty: &'t Type, unwrap: fn(&'t Type) -> Option<&'t Type>) -> &'t Type {
    let mut ty = ty;
    for _ in 0..=types.len() {
        while let Some(inner) = unwrap(ty) {
            ty = inner;
        }
        match kind(types, ty) {
            Some(TypeKind::Alias(target)) => ty = target,
            _ => break,
        }
    }
    ty
}

impl Connector {
    /// The type behind aliases.
    pub(crate) fn resolve<'t>(&'t self, ty: &'t Type) -> &'t Type {
        resolve(&self.types, ty)
    }

    /// The type behind aliases, nullable types and boxes.
    pub(crate) fn resolve_value<'t>(&'t self, ty: &'t Type) -> &'t Type {
        resolve_value(&self.types, ty)
    }
}
