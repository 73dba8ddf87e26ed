//! Rows: objects whose properties only the service knows. A dynamic schema describes them, or the definition holds
//! `dynamicProperties`, the name of .NET's own map of them.

use crate::diagnostic::Problem;
use crate::lower::all_of::Flat;
use crate::lower::context::Context;
use crate::lower::kinds::{self, Kind};
use crate::spec::{Additional, Schema};

/// The property that stands for all properties of a row.
const ARTEFACT: &str = "dynamicProperties";

/// Removes the property that stands for all others, and notes it.
pub(super) fn remove_artefact<'a>(context: &mut Context<'a>, flat: &mut Flat<'a>) {
    let is_open = flat.is_open || matches!(flat.additional, Some(Additional::Schema(_) | Additional::Allowed(true)));
    let Some(at) = flat.properties.iter().position(|(name, _)| name.value == ARTEFACT).filter(|_| is_open) else {
        return;
    };
    let (_, schema) = flat.properties[at];
    let is_map = kinds::kind(schema) == Kind::Object
        && schema.properties.is_empty()
        && matches!(schema.additional, Some(Additional::Schema(_) | Additional::Allowed(true)));
    if is_map {
        context.report(schema.span, Problem::RowArtefact);
        flat.properties.remove(at);
        flat.is_open = true;
    }
}

/// Whether an object is a row: it has no properties of its own, and its other properties are objects or of any type.
pub(super) fn is_row<'a>(context: &Context<'a>, flat: &Flat<'a>) -> bool {
    flat.is_open && flat.properties.is_empty() && flat.other.is_none() && has_any_values(context, flat)
}

/// Whether the additional properties of an open object are values of any type: the schema of a value that the definition states
/// is the one of the row.
pub(super) fn has_any_values<'a>(context: &Context<'a>, flat: &Flat<'a>) -> bool {
    match flat.additional {
        Some(Additional::Schema(values)) => flat.is_open && is_object(context, values),
        Some(Additional::Allowed(allowed)) => *allowed,
        None => false,
    }
}

fn is_object<'a>(context: &Context<'a>, values: &'a Schema) -> bool {
    matches!(kinds::resolved(context, values), Kind::Object | Kind::Free)
}
