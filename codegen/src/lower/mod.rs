//! [`Definition`] in, [`Connector`] out: from the document as written to its meaning.
//!
//! This stage resolves references, merges `allOf`, decides roles (action, trigger, internal) and repairs common faults of real
//! definitions, each with a diagnostic. It does not know Rust names, how a type is printed or how a fact is worded.
//!
//! The phases, in order: definitions, operations, cycles (cut aliases, box recursion), implied defaults, pages, dynamic sources,
//! direct calls, sharing, registrations of webhooks, chains.

mod all_of;
mod bodies;
mod chains;
mod compare;
mod connection_path;
mod context;
mod continuations;
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
mod rows;
mod scalars;
mod schema_reports;
mod schemas;
mod share;
mod size;
mod tables;
mod texts;
mod triggers;
mod unused;
mod variants;
mod webhooks;

use crate::diagnostic::{Diagnostics, Problem};
use crate::model::{Connector, Family};
use crate::spec::{Definition, Schema};
use context::Context;
pub(crate) use kinds::Kind;

/// The most operations of a definition. Real ones have up to 813.
const MOST_OPERATIONS: usize = 10_000;

/// Makes the connector that a definition means.
///
/// `None`, with an error in `diagnostics`, only if no operation is left. An operation in an unsupported form is left out with a
/// warning; the others stay.
pub(crate) fn lower(definition: &Definition, diagnostics: &mut Diagnostics) -> Option<Connector> {
    lower_within(definition, diagnostics, context::MOST_VISITS)
}

/// Like [`lower`], with another bound for the visits of properties.
fn lower_within(definition: &Definition, diagnostics: &mut Diagnostics, visits: usize) -> Option<Connector> {
    let document = &definition.document;
    let operations = document.paths.iter().map(|item| item.operations.len()).sum::<usize>();
    if operations > MOST_OPERATIONS {
        diagnostics.push(document.span, Problem::TooLarge);
        return None;
    }
    let mut context = Context::new(document, diagnostics, visits);
    schemas::define_all(&mut context);
    let mut lowered = operations::lower_all(&mut context);
    if context.is_exhausted() {
        context.report(document.span, Problem::TooLarge);
        return None;
    }
    if lowered.is_empty() {
        context.report(document.span, Problem::NoOperations);
        return None;
    }
    let tables = tables::lower(&mut context, definition, &lowered);
    unused::report(&mut context);
    connection_path::note(&mut context);
    cycles::break_alias_cycles(&mut context);
    cycles::cut_deep_aliases(&mut context);
    cycles::shorten_alias_chains(&mut context.types);
    cycles::box_recursion(&mut context.types);
    let mut operations: Vec<_> = lowered.iter_mut().map(|lowered| &mut lowered.operation).collect();
    let callbacks = webhooks::place_callbacks(&mut operations, &context.types, &context.callbacks);
    let facts = implied_defaults::settle_types(&mut context.types, &callbacks);
    let retyped = callbacks.retyped;
    for (span, key) in retyped {
        context.report(span, Problem::CallbackTypeLeftOut { key });
    }
    for lowered in &mut lowered {
        implied_defaults::settle_form(&mut lowered.operation, &context.types, &facts);
        if let Some(span) = implied_defaults::settle_body(&mut lowered.operation, &context.types, &facts) {
            context.report(span, Problem::BodyDefaultLeftOut { operation: lowered.operation.id.clone() });
        }
        let default = lowered.operation.body.as_ref().and_then(|body| body.default.as_ref());
        if !context.copy(default.map_or(0, implied_defaults::bytes)) {
            break;
        }
    }
    lowered.iter_mut().for_each(|lowered| paging::find_items(&mut lowered.operation, &context.types));
    continuations::settle(&mut context, &mut lowered);
    let dynamic_sources = dynamic_sources::collect(&mut context, &lowered);
    let direct = direct::lower(&mut context, definition, &mut lowered);
    if context.is_exhausted() {
        context.report(document.span, Problem::TooLarge);
        return None;
    }
    let mut connector = Connector {
        folder: definition.folder.clone(),
        family: Family::of_tree(definition.tree.as_deref().unwrap_or_default()),
        head: head::head(definition),
        operations: lowered.into_iter().map(|lowered| lowered.operation).collect(),
        types: context.types,
        tables,
        dynamic_sources,
        direct,
    };
    share::share(&mut connector);
    triggers::find_twins(&mut connector.operations);
    webhooks::find_removals(&mut connector);
    chains::end(&mut connector.types);
    let too_large = size::too_large(&connector.types);
    if !too_large.is_empty() {
        too_large.into_iter().for_each(|(span, problem)| diagnostics.push(span, problem));
        return None;
    }
    if size::lines(&connector) > size::MOST_LINES {
        diagnostics.push(document.span, Problem::TooLarge);
        return None;
    }
    Some(connector)
}

/// The kind of a schema, without following references: its `type`, or the kind that its content implies.
pub(crate) fn schema_kind(schema: &Schema) -> Kind {
    kinds::kind(schema)
}

#[cfg(test)]
pub(crate) mod tests;
