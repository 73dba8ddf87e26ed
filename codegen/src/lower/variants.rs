//! `discriminator`: the property of an object that names the definition of a value.

use std::collections::{BTreeSet, HashMap, HashSet};

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
    let listed: HashSet<TypeId> = flat
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
    let heirs = context.heirs.get_or_init(|| heirs(context));
    let types: BTreeSet<TypeId> = listed.into_iter().chain(heirs.get(&base).into_iter().flatten().copied()).collect();
    let types: Vec<TypeId> = types.into_iter().filter(|id| *id != base).collect();
    (!types.is_empty()).then(|| Variants { property: property.value.clone(), types })
}

/// For each definition those whose own `allOf` refers to it.
fn heirs(context: &Context<'_>) -> HashMap<TypeId, Vec<TypeId>> {
    let mut heirs: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
    for (index, schema) in context.schemas.iter().enumerate() {
        for reference in schema.all_of.iter().filter_map(|part| part.reference.as_ref()) {
            if let Some(Target::Definition(base)) = json_pointer::target(context, &reference.value) {
                heirs.entry(base).or_default().push(TypeId(index));
            }
        }
    }
    heirs
}
