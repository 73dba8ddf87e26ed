//! A type of a crate in, the items of its values out: aliases are followed, shared types are written out at each place.

use std::collections::{BTreeMap, BTreeSet};

use connector_emitted::{Contents, Row, TypeKind};
use syn::{GenericArgument, PathArguments, Type, TypeParamBound};

use super::{ITEM, Item, ItemPath, Kind, VALUE, loose, text};

/// Types nested more deeply than this are not written out.
const DEEPEST: usize = 200;

/// Names of definitions by the public paths of their types.
pub(super) type Definitions = BTreeMap<String, String>;

/// Collects the items of types.
pub(super) struct Expansion<'t> {
    contents: &'t Contents,
    definitions: &'t Definitions,
    pub(super) items: BTreeSet<Item>,
    /// Constants in the documentation of a place.
    pub(super) documented: BTreeMap<ItemPath, BTreeSet<String>>,
    /// Places whose value is any JSON.
    pub(super) free: BTreeSet<ItemPath>,
    /// Places whose value is a text or bytes.
    pub(super) plain: BTreeSet<ItemPath>,
    depth: usize,
}

impl<'t> Expansion<'t> {
    pub(super) fn new(contents: &'t Contents, definitions: &'t Definitions) -> Self {
        Self {
            contents,
            definitions,
            items: BTreeSet::new(),
            documented: BTreeMap::new(),
            free: BTreeSet::new(),
            plain: BTreeSet::new(),
            depth: 0,
        }
    }

    pub(super) fn item(&mut self, kind: Kind, place: &ItemPath, value: impl Into<String>) {
        self.items.insert(Item { kind, place: place.clone(), value: value.into() });
    }

    /// Notes the constants in the documentation of a place. `"ASC"` is the JSON of a text, or a text that has the quotes.
    pub(super) fn documented(&mut self, place: &ItemPath, docs: &[String]) {
        let spans = docs.iter().flat_map(|line| text::code_spans(line));
        let constants: Vec<String> = spans.flat_map(|span| [loose::json(&span), loose::scalar(&span)]).collect();
        if !constants.is_empty() {
            self.documented.entry(place.clone()).or_default().extend(constants);
        }
    }

    /// The definitions that the crate exports, and what they hold.
    pub(super) fn definitions(&mut self) {
        for (path, name) in self.definitions {
            let Some(shortest) = self.contents.paths.get(path) else { continue };
            let Some(item) = self.contents.types.get(shortest) else { continue };
            let place = ItemPath::definition(name);
            self.item(Kind::Definition, &place, place.path.as_str());
            self.documented(&place, &item.docs);
            self.shape(path, &place);
        }
    }

    /// A type that stands at a place.
    pub(super) fn ty(&mut self, ty: &Type, place: &ItemPath) {
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
        let steps: Vec<String> = path.segments.iter().map(|step| step.ident.to_string().replace("r#", "")).collect();
        let known = steps.join("::");
        if self.contents.types.contains_key(&known) {
            self.named(&known, place);
            return;
        }
        let inner = path.segments.last().map(|last| arguments(&last.arguments)).unwrap_or_default();
        match known.as_str() {
            "Option" | "Box" | "Deep" | "Nullable" => inner.into_iter().for_each(|inner| self.ty(inner, place)),
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
    pub(super) fn named(&mut self, path: &str, place: &ItemPath) {
        match self.definitions.get(path) {
            Some(name) => self.item(Kind::Reference, place, ItemPath::definition(name).path),
            None => self.shape(path, place),
        }
    }

    fn shape(&mut self, path: &str, place: &ItemPath) {
        let contents = self.contents;
        let Some(item) = contents.types.get(path).filter(|_| self.depth < DEEPEST) else { return };
        self.depth += 1;
        match &item.kind {
            TypeKind::Model(rows) => rows.iter().for_each(|row| self.row(row, place)),
            TypeKind::Values(rows) => {
                let values = rows.iter().filter_map(|row| row.wire.as_ref());
                values.for_each(|value| self.item(Kind::EnumValue, place, value));
            }
            TypeKind::Alias(ty) => self.ty(ty, place),
            TypeKind::Variants(held) => held.iter().for_each(|ty| self.ty(ty, place)),
            TypeKind::Plain => {}
        }
        self.depth -= 1;
    }

    fn row(&mut self, row: &Row, place: &ItemPath) {
        let Some(ty) = &row.ty else { return };
        let Some(key) = &row.wire else {
            self.ty(ty, place);
            return;
        };
        let place = place.property(key);
        self.item(Kind::Property, &place, "");
        match &row.sent {
            Some(default) => self.item(Kind::Default, &place, loose::json(default)),
            None => self.documented(&place, &row.docs),
        }
        self.ty(ty, &place);
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
