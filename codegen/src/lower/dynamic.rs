//! The JSON of the dynamic extensions. Only `lower` reads it.

use crate::diagnostic::Problem;
use crate::lower::context::Context;
use crate::source::{Node, Value};
use crate::spec::{Additional, Schema};

/// Whether another operation supplies the schema at run time.
pub(super) fn is_dynamic(schema: &Schema) -> bool {
    schema.dynamic.schema.is_some() || schema.dynamic.properties.is_some()
}

/// Whether a schema's values are known only at run time. A dynamic schema that describes its values itself is read as described,
/// and takes additional properties.
pub(super) fn is_free(schema: &Schema) -> bool {
    is_dynamic(schema) && !describes_values(schema)
}

fn describes_values(schema: &Schema) -> bool {
    !schema.properties.is_empty()
        || !schema.all_of.is_empty()
        || schema.items.is_some()
        || schema.enumeration.is_some()
        || matches!(schema.additional, Some(Additional::Schema(_)))
}

/// Reports a description of values in the schema of a body that is dynamic as a whole: the description is not read.
pub(super) fn report_beside(context: &mut Context<'_>, schema: &Schema) {
    if describes_values(schema) || schema.reference.is_some() {
        context.report(schema.span, Problem::PropertiesBesideDynamic);
    }
}

/// The designer's own control that an extension names in place of an operation: a file picker, a people picker, a directory.
pub(super) fn control(node: &Node) -> Option<&str> {
    match text(node, "operationId") {
        Some(_) => None,
        None => text(node, "capability").or_else(|| text(node, "builtInOperation")),
    }
}

/// The value of a key of an object.
pub(super) fn member<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Object(members) => members.iter().find(|member| member.key == key).map(|member| &member.value),
        _ => None,
    }
}

/// The text at a key of an object.
pub(super) fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    match &member(node, key)?.value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// The keys of a path.
pub(super) fn path(path: &str) -> Vec<String> {
    path.split('/').filter(|key| !key.is_empty()).map(str::to_owned).collect()
}
