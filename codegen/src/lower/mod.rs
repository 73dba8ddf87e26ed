//! [`Definition`] in, [`Connector`] out: the document as written becomes the connector as meant.
//!
//! Here references are resolved, `allOf` is merged, roles are decided (action, trigger, helper) and what real definitions get
//! wrong is repaired, each repair with its diagnostic. Nothing here knows a Rust name or how a type is printed.
//!
//! The phases, in order: definitions, operations, cycles (aliases broken, recursion boxed), implied defaults, pages,
//! choices, direct calls, sharing.

mod all_of;
mod bodies;
mod compare;
mod context;
mod cycles;
mod defaults;
mod direct;
mod documented_type;
mod dynamic;
mod dynamic_calls;
mod dynamic_extensions;
mod dynamic_sources;
mod enums;
mod exposure;
mod fields;
mod forms;
mod head;
mod headers;
mod implied_defaults;
mod json_pointer;
mod kinds;
mod media;
mod operations;
mod paging;
mod parameter_location;
mod parameter_path;
mod parameters;
mod paths;
mod remarks;
mod responses;
mod roles;
mod scalars;
mod schema_reports;
mod schemas;
mod share;
mod texts;
mod triggers;
mod unused;
mod variants;

use crate::diagnostic::{Diagnostics, Problem};
use crate::model::{Connector, Family};
use crate::spec::{Definition, Schema};
use context::Context;

/// Makes the connector that a definition means.
///
/// `None` only where there is nothing to make: then `diagnostics` holds the error. A shape that is not supported costs its own
/// operation, with a warning, never the connector.
pub fn lower(definition: &Definition, diagnostics: &mut Diagnostics) -> Option<Connector> {
    let document = &definition.document;
    let mut context = Context::new(document, diagnostics);
    schemas::define_all(&mut context);
    let mut lowered = operations::lower_all(&mut context);
    if lowered.is_empty() {
        context.report(document.span, Problem::NoOperations);
        return None;
    }
    unused::report(&mut context);
    cycles::break_alias_cycles(&mut context);
    cycles::box_recursion(&mut context.types);
    let facts = implied_defaults::settle_types(&mut context.types, &context.callbacks);
    for lowered in &mut lowered {
        implied_defaults::settle_form(&mut lowered.operation, &context.types, &facts);
        if let Some(span) = implied_defaults::settle_body(&mut lowered.operation, &context.types, &facts) {
            context.report(span, Problem::BodyDefaultLeftOut { operation: lowered.operation.id.clone() });
        }
    }
    lowered.iter_mut().for_each(|lowered| paging::find_items(&mut lowered.operation, &context.types));
    let dynamic_sources = dynamic_sources::collect(&mut context, &lowered);
    let direct = direct::lower(&mut context, definition, &mut lowered);
    let mut connector = Connector {
        folder: definition.folder.clone(),
        family: Family::of_tree(definition.tree.as_deref().unwrap_or_default()),
        head: head::head(definition),
        operations: lowered.into_iter().map(|lowered| lowered.operation).collect(),
        types: context.types,
        dynamic_sources,
        direct,
    };
    share::share(&mut connector);
    Some(connector)
}

/// The word for the sort of value that a schema describes itself, references not followed: its `type` where it has one that is
/// known, what it holds otherwise, `value` for anything.
pub(crate) fn kind_word(schema: &Schema) -> &'static str {
    kinds::kind(schema).word()
}

#[cfg(test)]
pub(crate) mod tests;
