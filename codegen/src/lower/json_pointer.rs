//! `$ref`: from a JSON pointer to what it names.

use percent_encoding::percent_decode_str;

use crate::lower::context::Context;
use crate::model::TypeId;
use crate::spec::{Additional, Parameter, Response, Schema};

/// How many references may follow one another before they count as a cycle.
const MAX_HOPS: usize = 64;

/// The target of a schema's reference.
pub(super) enum Target<'a> {
    Definition(TypeId),
    /// A schema inside a definition, e.g. `#/definitions/Group/properties/owner`.
    Inner(&'a Schema),
}

/// Resolves the reference of a schema; `None` if its target does not exist.
pub(super) fn target<'a>(context: &Context<'a>, reference: &str) -> Option<Target<'a>> {
    let pointer = reference.strip_prefix("#/definitions/")?;
    // Names with `/` or `%` are often not escaped, so the unchanged text is tried first.
    if let Some(id) = context.definition_named(pointer).or_else(|| context.definition_named(&decode(pointer))) {
        return Some(Target::Definition(id));
    }
    context.inner(pointer, || inner(context, pointer)).map(Target::Inner)
}

/// Follows a pointer into a definition.
fn inner<'a>(context: &Context<'a>, pointer: &str) -> Option<&'a Schema> {
    let mut steps = pointer.split('/').map(decode);
    let id = context.definition_named(&steps.next()?)?;
    let mut schema = context.definition(id)?;
    while let Some(step) = steps.next() {
        schema = match step.as_str() {
            "properties" => {
                let key = steps.next()?;
                schema.properties.iter().find(|(name, _)| name.value == key).map(|(_, schema)| schema)?
            }
            "items" => schema.items.as_deref()?,
            "allOf" => schema.all_of.get(steps.next()?.parse::<usize>().ok()?)?,
            "additionalProperties" => match schema.additional.as_ref()? {
                Additional::Schema(schema) => schema,
                Additional::Allowed(_) => return None,
            },
            _ => return None,
        };
    }
    Some(schema)
}

/// The schema at the end of a chain of references; the last one reached if the chain is broken or circular.
pub(super) fn resolve<'a>(context: &Context<'a>, schema: &'a Schema) -> &'a Schema {
    let mut schema = schema;
    for _ in 0..MAX_HOPS {
        let Some(next) = hop(context, schema) else { break };
        schema = next;
    }
    schema
}

/// The next schema of the chain: the target of a `$ref`, or of an `allOf` with a single reference and nothing else.
pub(super) fn hop<'a>(context: &Context<'a>, schema: &'a Schema) -> Option<&'a Schema> {
    match target(context, reference(schema)?)? {
        Target::Definition(id) => context.definition(id),
        Target::Inner(inner) => Some(inner),
    }
}

/// The reference that a schema consists of. Tools write `allOf` with one reference to give the reference its own title.
pub(super) fn reference(schema: &Schema) -> Option<&str> {
    if let Some(reference) = &schema.reference {
        return Some(&reference.value);
    }
    let adds_nothing = schema.properties.is_empty() && schema.required.is_empty() && schema.additional.is_none();
    match schema.all_of.as_slice() {
        [only] if adds_nothing => only.reference.as_ref().map(|reference| reference.value.as_str()),
        _ => None,
    }
}

/// Resolves the reference of a parameter.
pub(super) fn parameter<'a>(context: &Context<'a>, reference: &str) -> Option<&'a Parameter> {
    let pointer = reference.strip_prefix("#/parameters/")?;
    context.parameter_named(pointer).or_else(|| context.parameter_named(&decode(pointer)))
}

/// Resolves the reference of a response.
pub(super) fn response<'a>(context: &Context<'a>, reference: &str) -> Option<&'a Response> {
    let pointer = reference.strip_prefix("#/responses/")?;
    context.response_named(pointer).or_else(|| context.response_named(&decode(pointer)))
}

/// Decodes percent-encoding, then the escapes of JSON pointers.
fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().replace("~1", "/").replace("~0", "~")
}
