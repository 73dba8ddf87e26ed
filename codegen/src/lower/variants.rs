//! `discriminator`: the property of an object that names the definition of a value.

use crate::lower::all_of::Flat;
use crate::lower::context::Context;
use crate::lower::json_pointer::{self, Target};
use crate::model::{TypeId, Variants};
use crate::source::Value;
use crate::spec::Schema;

/// The variants of the definition `slot`, in the document's order: the definitions with it in their `allOf`, and those that its
/// discriminator lists by name, as some documents do without `allOf`. `None` if there are none.
pub(super) fn variants<'a>(
    context: &Context<'a>,
    schema: &'a Schema,
    flat: &Flat<'a>,
    slot: Option<TypeId>,
) -> Option<Variants> {
    let (base, property) = (slot?, schema.discriminator.as_ref()?);
    let listed: Vec<TypeId> = flat
        .property(&property.value)
        .map(|property| json_pointer::resolve(context, property))
        .and_then(|property| property.enumeration.as_deref())
        .unwrap_or_default()
        .iter()
        .filter_map(|node| match &node.value {
            Value::String(name) => context.definition_named(name),
            _ => None,
        })
        .collect();
    let is_variant = |id: &TypeId| {
        let inherits = |schema: &&'a Schema| is_part(context, schema, base);
        *id != base && (listed.contains(id) || context.definition(*id).as_ref().is_some_and(inherits))
    };
    let types: Vec<TypeId> = (0..context.schemas.len()).map(TypeId).filter(is_variant).collect();
    (!types.is_empty()).then(|| Variants { property: property.value.clone(), types })
}

/// Whether a schema's own `allOf` refers to a definition.
fn is_part(context: &Context<'_>, schema: &Schema, base: TypeId) -> bool {
    schema.all_of.iter().any(|part| {
        let target = part.reference.as_ref().and_then(|reference| json_pointer::target(context, &reference.value));
        matches!(target, Some(Target::Definition(id)) if id == base)
    })
}
