//! `allOf`: the parts of an object, merged into one list of properties.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{DefaultPlace, Problem};
use crate::lower::compare;
use crate::lower::context::{Context, MAX_DEPTH};
use crate::lower::dynamic;
use crate::lower::enums;
use crate::lower::json_pointer;
use crate::lower::kinds::{self, Kind};
use crate::lower::schema_reports;
use crate::source::Node;
use crate::spec::{Additional, Schema, Spanned};

/// An object with everything that its `allOf` adds.
#[derive(Default)]
pub(super) struct Flat<'a> {
    /// The properties, those of `allOf` before the object's own.
    pub(super) properties: Vec<(&'a Spanned<String>, &'a Schema)>,
    pub(super) required: HashSet<&'a str>,
    pub(super) additional: Option<&'a Additional>,
    /// Whether another operation adds properties at run time.
    pub(super) is_open: bool,
    /// The first part that is not an object.
    pub(super) other: Option<&'a Schema>,
    /// Further parts that are not objects.
    others: Vec<&'a Schema>,
    /// Parts without a reference; the target of a reference is reported on its own.
    inline: Vec<&'a Schema>,
    /// Parts with an `enum`, which objects do not have.
    listing: Vec<&'a Schema>,
    /// Defaults of parts, which have no effect.
    defaults: Vec<&'a Node>,
    /// Parts that replace the additional properties of an earlier part.
    replacing: Vec<&'a Schema>,
    index: HashMap<&'a str, usize>,
    /// Properties that a later part describes differently.
    conflicts: Vec<&'a Spanned<String>>,
    /// References in `allOf` without a target.
    dangling: Vec<&'a Spanned<String>>,
    visited: HashSet<*const Schema>,
    /// Whether parts are nested too deep to be read.
    is_cut: bool,
}

/// Merges an object with the parts of its `allOf`. Later parts win. A definition that contains itself is read once.
pub(super) fn flatten<'a>(context: &Context<'a>, schema: &'a Schema) -> Flat<'a> {
    let mut flat = Flat::default();
    flat.add(context, schema, 0);
    flat
}

impl<'a> Flat<'a> {
    fn add(&mut self, context: &Context<'a>, schema: &'a Schema, depth: usize) {
        if depth > MAX_DEPTH {
            self.is_cut = true;
            return;
        }
        if !self.visited.insert(schema) || !context.visit(1 + schema.properties.len()) {
            return;
        }
        if let Some(reference) = &schema.reference {
            match json_pointer::hop(context, schema) {
                Some(next) => self.add(context, next, depth + 1),
                None => self.dangling.push(reference),
            }
            return;
        }
        for part in &schema.all_of {
            self.inline.extend(part.reference.is_none().then_some(part));
            self.add(context, part, depth + 1);
        }
        for (name, property) in &schema.properties {
            self.add_property(name, property);
        }
        self.required.extend(schema.required.iter().map(|name| name.value.as_str()));
        self.add_additional(schema);
        self.is_open |= dynamic::is_dynamic(schema);
        if depth == 0 {
            return;
        }
        self.defaults.extend(&schema.default);
        if matches!(kinds::kind(schema), Kind::Object | Kind::Free) {
            self.listing.extend(schema.enumeration.as_ref().map(|_| schema));
        } else {
            match self.other {
                None => self.other = Some(schema),
                Some(_) => self.others.push(schema),
            }
        }
    }

    fn add_additional(&mut self, schema: &'a Schema) {
        let Some(additional) = &schema.additional else { return };
        let describes_values = matches!(self.additional, Some(Additional::Schema(_)));
        if describes_values && !compare::same_additional(self.additional, Some(additional)) {
            self.replacing.push(schema);
        }
        self.additional = Some(additional);
    }

    fn add_property(&mut self, name: &'a Spanned<String>, property: &'a Schema) {
        match self.index.get(name.value.as_str()).and_then(|at| self.properties.get_mut(*at)) {
            Some(earlier) => {
                if !compare::same_wire(earlier.1, property) {
                    self.conflicts.push(name);
                }
                *earlier = (name, property);
            }
            None => {
                self.index.insert(&name.value, self.properties.len());
                self.properties.push((name, property));
            }
        }
    }

    /// Whether the object has a property with this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.index.contains_key(name)
    }

    /// The property with this name.
    pub(super) fn property(&self, name: &str) -> Option<&'a Schema> {
        self.index.get(name).and_then(|at| self.properties.get(*at)).map(|(_, schema)| *schema)
    }
}

/// Reports the losses of a merge.
pub(super) fn report_mismatches(context: &mut Context<'_>, schema: &Schema, flat: &Flat<'_>) {
    for name in &flat.conflicts {
        context.report(name.span, Problem::PropertyConflict { name: name.value.clone() });
    }
    for reference in &flat.dangling {
        let meant = context.meant(&reference.value);
        context.report(reference.span, Problem::DanglingPart { reference: reference.value.clone(), meant });
    }
    for name in schema.required.iter().filter(|name| !flat.has(&name.value)) {
        context.report(name.span, Problem::RequiredWithoutProperty { name: name.value.clone() });
    }
    if flat.is_cut {
        context.report(schema.span, Problem::SchemaTooDeep { depth: MAX_DEPTH.to_string() });
    }
    for part in &flat.inline {
        schema_reports::report_kinds(context, part);
    }
    for part in &flat.listing {
        enums::widened(context, part, Kind::Object);
    }
    for default in &flat.defaults {
        context.report(default.span, Problem::DefaultLeftOut { place: DefaultPlace::AllOfPart });
    }
    for part in &flat.replacing {
        context.report(part.span, Problem::PropertyConflict { name: "additionalProperties".to_owned() });
    }
    let describes_values = matches!(flat.additional, Some(Additional::Schema(_)));
    let other = flat.other.filter(|_| !flat.properties.is_empty() || describes_values);
    for other in other.into_iter().chain(flat.others.iter().copied()) {
        let kind = kinds::kind(other).named();
        context.report(other.span, Problem::PartNotObject { kind });
    }
}
