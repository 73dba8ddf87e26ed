//! Comparison of schemas by the values that they describe on the wire.

use std::collections::{BTreeSet, HashMap};

use crate::lower::{defaults, dynamic};
use crate::spec::{Additional, Schema};

/// Whether two schemas describe the same values: types, keys, requiredness, defaults. Titles, descriptions and places in the file
/// do not count. The depth of the document bounds the recursion.
pub(super) fn same_wire(left: &Schema, right: &Schema) -> bool {
    std::ptr::eq(left, right)
        || (same_words(left, right)
            && same_values(left, right)
            && same_option(left.items.as_deref(), right.items.as_deref())
            && left.all_of.len() == right.all_of.len()
            && left.all_of.iter().zip(&right.all_of).all(|(left, right)| same_wire(left, right))
            && same_additional(left.additional.as_ref(), right.additional.as_ref())
            && same_properties(left, right))
}

fn same_words(left: &Schema, right: &Schema) -> bool {
    let word = |text: &crate::spec::Text| text.as_ref().map(|text| text.value.clone());
    let kinds = |schema: &Schema| schema.kinds.iter().map(|kind| kind.value.clone()).collect::<BTreeSet<_>>();
    let required = |schema: &Schema| schema.required.iter().map(|name| name.value.clone()).collect::<BTreeSet<_>>();
    word(&left.reference) == word(&right.reference)
        && word(&left.format) == word(&right.format)
        && word(&left.visibility) == word(&right.visibility)
        && kinds(left) == kinds(right)
        && required(left) == required(right)
        && left.nullable == right.nullable
        && left.read_only == right.read_only
        && dynamic::is_dynamic(left) == dynamic::is_dynamic(right)
}

fn same_values(left: &Schema, right: &Schema) -> bool {
    let default = |schema: &Schema| schema.default.as_ref().map(defaults::literal);
    let values = |schema: &Schema| {
        schema.enumeration.as_ref().map(|values| values.iter().map(defaults::literal).collect::<BTreeSet<_>>())
    };
    default(left) == default(right) && values(left) == values(right)
}

fn same_properties(left: &Schema, right: &Schema) -> bool {
    if left.properties.len() != right.properties.len() {
        return false;
    }
    let others: HashMap<&str, &Schema> =
        right.properties.iter().map(|(name, schema)| (name.value.as_str(), schema)).collect();
    left.properties
        .iter()
        .all(|(name, schema)| others.get(name.value.as_str()).is_some_and(|other| same_wire(schema, other)))
}

fn same_option(left: Option<&Schema>, right: Option<&Schema>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => same_wire(left, right),
        (None, None) => true,
        _ => false,
    }
}

/// Whether two schemas allow the same additional properties.
pub(super) fn same_additional(left: Option<&Additional>, right: Option<&Additional>) -> bool {
    match (left, right) {
        (Some(Additional::Schema(left)), Some(Additional::Schema(right))) => same_wire(left, right),
        (Some(Additional::Allowed(left)), Some(Additional::Allowed(right))) => left == right,
        // Without the key, additional properties are allowed but not described.
        (None, None) => true,
        _ => false,
    }
}
