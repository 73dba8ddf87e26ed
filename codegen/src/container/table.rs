//! A table's schema: the answer of `$metadata.json/datasets/…/tables/…`, and Dataverse's form of it.

use super::skim::{self, Member, value};
use crate::source;

/// Whether an object is the schema of a table: `schema` describes its rows, with extensions that only connectors have.
pub(super) fn is_table(text: &str, members: &[Member]) -> bool {
    let Some(schema) = value(members, "schema") else { return false };
    let inner = skim::members(text, schema.value.start);
    let rows = value(&inner, "items").map(|items| skim::members(text, items.value.start));
    let columns = value(rows.as_deref().unwrap_or(&inner), "properties");
    columns.is_some() && text.contains("\"x-ms-")
}

/// Whether a file is the schema of a table of entities: it says of each column what it is in Dataverse.
pub(crate) fn is_of_entities(bytes: Vec<u8>) -> bool {
    source::text(bytes).contains("\"x-ms-dataverse-type\"")
}

/// Whether a definition has operations for the rows of entity sets: paths such as `/{entityName}({recordId})`.
pub(crate) fn has_entity_sets(bytes: Vec<u8>) -> bool {
    source::text(bytes).contains("}({")
}
