//! The dynamic extensions: which operation they call. They stand as JSON in the definition and are read here only.

use crate::diagnostic::Problem;
use crate::lower::context::Context;
use crate::source::{Node, Value};
use crate::spec::{Additional, Schema};

/// Whether the schema comes from another operation when the connector runs.
pub(super) fn is_dynamic(schema: &Schema) -> bool {
    schema.dynamic.schema.is_some() || schema.dynamic.properties.is_some()
}

/// Whether nothing is known of a schema's values before the connector runs. A dynamic schema that says itself what its values
/// hold is read as it says, and takes further properties.
pub(super) fn is_free(schema: &Schema) -> bool {
    is_dynamic(schema) && !says_values(schema)
}

fn says_values(schema: &Schema) -> bool {
    !schema.properties.is_empty()
        || !schema.all_of.is_empty()
        || schema.items.is_some()
        || schema.enumeration.is_some()
        || matches!(schema.additional, Some(Additional::Schema(_)))
}

/// Says what a schema says of its values where the body around it is dynamic as a whole: nobody reads it.
pub(super) fn report_beside(context: &mut Context<'_>, schema: &Schema) {
    if says_values(schema) || schema.reference.is_some() {
        context.report(schema.span, Problem::PropertiesBesideDynamic);
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
