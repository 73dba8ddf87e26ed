//! A type of a crate in, the items that a value of it holds out: aliases followed, shared types written out at their place.

use std::collections::{BTreeSet, HashMap};

use syn::{GenericArgument, PathArguments, Type, TypeParamBound};

use super::{
    ITEM, Item, Kind, Place, VALUE,
    files::{Shape, Types},
    loose,
};

/// Types deeper in one another than this are not written out.
const DEEPEST: usize = 200;

/// Collects the items of types.
pub(super) struct Expansion<'t> {
    types: &'t Types,
    definitions: HashMap<&'t str, &'t str>,
    pub(super) items: BTreeSet<Item>,
    /// Places whose value is any JSON.
    pub(super) free: BTreeSet<Place>,
    /// Places whose value is a text or bytes.
    pub(super) plain: BTreeSet<Place>,
    depth: usize,
}

impl<'t> Expansion<'t> {
    pub(super) fn new(types: &'t Types) -> Self {
        let definitions = types.definitions.iter().map(|(path, name, _)| (path.as_str(), name.as_str()));
        Self {
            types,
            definitions: definitions.collect(),
            items: BTreeSet::new(),
            free: BTreeSet::new(),
            plain: BTreeSet::new(),
            depth: 0,
        }
    }

    pub(super) fn item(&mut self, kind: Kind, place: &Place, value: impl Into<String>) {
        self.items.insert(Item { kind, place: place.clone(), value: value.into() });
    }

    /// The definitions and what they hold.
    pub(super) fn definitions(&mut self) {
        for (path, name, default) in &self.types.definitions {
            let place = Place::definition(name);
            self.item(Kind::Definition, &place, place.path.as_str());
            if let Some(default) = default {
                self.item(Kind::Default, &place, loose::json(default));
            }
            self.shape(path, &place);
        }
    }

    /// A type that stands at a place.
    pub(super) fn ty(&mut self, ty: &Type, place: &Place) {
        let path = match ty {
            Type::Path(ty) => &ty.path,
            Type::ImplTrait(ty) => {
                for bound in &ty.bounds {
                    let TypeParamBound::Trait(bound) = bound else { continue };
                    let inner = bound.path.segments.last().and_then(|segment| arguments(&segment.arguments).pop());
                    inner.into_iter().for_each(|inner| self.ty(inner, place));
                }
                return;
            }
            _ => return,
        };
        let Some(last) = path.segments.last() else { return };
        let inner = arguments(&last.arguments);
        let is_own = path.segments.first().is_some_and(|first| first.ident == "crate");
        match last.ident.to_string().as_str() {
            _ if is_own && path.segments.iter().nth(1).is_some_and(|segment| segment.ident != "runtime") => {
                let path: Vec<_> = path.segments.iter().skip(1).map(|segment| segment.ident.to_string()).collect();
                self.named(&path.join("::").replace("r#", ""), place);
            }
            "Option" | "Box" | "Nullable" => inner.into_iter().for_each(|inner| self.ty(inner, place)),
            "Vec" => inner.into_iter().for_each(|inner| self.ty(inner, &place.step(ITEM))),
            "BTreeMap" => {
                self.item(Kind::Additional, place, "");
                inner.last().into_iter().for_each(|inner| self.ty(inner, &place.step(VALUE)));
            }
            "Value" => {
                self.free.insert(place.clone());
            }
            "String" | "Bytes" | "Upload" => {
                self.plain.insert(place.clone());
            }
            _ => {}
        }
    }

    /// A type of the crate: a definition's is a reference, any other is written out.
    pub(super) fn named(&mut self, path: &str, place: &Place) {
        match self.definitions.get(path).copied() {
            Some(name) => self.item(Kind::Reference, place, Place::definition(name).path),
            None => self.shape(path, place),
        }
    }

    fn shape(&mut self, path: &str, place: &Place) {
        let types = self.types;
        let Some(shape) = types.by_path.get(path).filter(|_| self.depth < DEEPEST) else { return };
        self.depth += 1;
        match shape {
            Shape::Struct(rows) => {
                for row in rows {
                    let Some(key) = &row.key else {
                        self.ty(&row.ty, place);
                        continue;
                    };
                    let place = place.property(key);
                    self.item(Kind::Property, &place, "");
                    if let Some(default) = &row.default {
                        self.item(Kind::Default, &place, loose::json(default));
                    }
                    self.ty(&row.ty, &place);
                }
            }
            Shape::Enum(values) => values.iter().for_each(|value| self.item(Kind::EnumValue, place, value)),
            Shape::Alias(ty) => self.ty(ty, place),
            Shape::Answers(held) => held.iter().for_each(|ty| self.ty(ty, place)),
        }
        self.depth -= 1;
    }
}

/// The types between angle brackets.
fn arguments(arguments: &PathArguments) -> Vec<&Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else { return Vec::new() };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}
