//! A table's schema: the answer of `$metadata.json/datasets/…/tables/…`, and Dataverse's form of it.

use super::skim::{self, Member, value};

/// Whether an object is the schema of a table: `schema` describes its rows, with extensions that only connectors have.
pub(super) fn is_table(text: &str, members: &[Member]) -> bool {
    let Some(schema) = value(members, "schema") else { return false };
    let inner = skim::members(text, schema.value.start);
    let rows = value(&inner, "items").map(|items| skim::members(text, items.value.start));
    let columns = value(rows.as_deref().unwrap_or(&inner), "properties");
    columns.is_some() && text.contains("\"x-ms-")
}
