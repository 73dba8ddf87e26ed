//! A table in Dataverse's own form: each column is a string by its `type`, and `x-ms-dataverse-type` says what it is.
//!
//! The form states no wire names and no capabilities. Both are those of Dataverse's Web API: the value of a lookup is in
//! `_x_value`, and a reference is sent as `x@odata.bind`.

use std::collections::HashSet;

use super::definition::{Capabilities, Column, Spanned};
use super::reader::Reader;
use super::table_node::{ByKey, added, by_key, flag, list, member, options, string};
use crate::source::{Member, Node, Value};

/// The key of rows that holds the name of the table in paths.
pub(super) const ENTITY_SET: &str = "x-ms-dataverse-entityset";

/// What filters of the Web API can do.
const COMPARISONS: [&str; 6] = ["eq", "ne", "gt", "ge", "lt", "le"];
const OF_TEXTS: [&str; 3] = ["contains", "startswith", "endswith"];
const EQUALITY: [&str; 2] = ["eq", "ne"];

/// Whether the columns have Dataverse's own form.
pub(super) fn is_table(properties: &[Member]) -> bool {
    properties.iter().any(|property| member(&property.value, "x-ms-dataverse-type").is_some())
}

/// What a table allows in queries.
pub(super) fn capabilities() -> Capabilities {
    let functions = COMPARISONS.into_iter().chain(OF_TEXTS).chain(["and", "or", "not", "null"]);
    Capabilities {
        filter_functions: functions.map(str::to_owned).collect(),
        not_filterable: Some(HashSet::new()),
        not_sortable: Some(HashSet::new()),
        selectable: true,
        odata_version: None,
    }
}

/// The columns of a table.
pub(super) struct Columns<'a> {
    all: ByKey<'a>,
    required: &'a HashSet<String>,
}

/// What a column is on the wire.
struct Wire {
    /// `type` and `format`; `None` if the value can be any JSON.
    kind: Option<(&'static str, Option<&'static str>)>,
    /// The filter functions; empty for a column that no query can name.
    functions: Vec<&'static str>,
}

impl<'a> Columns<'a> {
    pub(super) fn of(all: &'a [Member], required: &'a HashSet<String>) -> Self {
        Self { all: by_key(all), required }
    }

    pub(super) fn column(&self, reader: &mut Reader<'_>, property: &Member) -> Option<Column> {
        let (node, name) = (&property.value, property.key.as_str());
        let word = |key: &str| string(node, key).map(|word| word.value).unwrap_or_default();
        let full = word("x-ms-dataverse-type");
        let kind = full.strip_suffix("Type").unwrap_or(&full);
        let is_reference = matches!(kind, "Lookup" | "Owner" | "Customer");
        let is_key = word("x-ms-keyType") == "primary";
        let Wire { kind: of_value, functions } = wire(kind);
        let is_fixed = flag(node, "x-ms-read-only");
        let is_beside = self.is_beside_another(name, kind, is_fixed);
        // The service sets the owner, the state and the key of a new row itself.
        let is_set_by_service = is_key || matches!(kind, "Owner" | "State" | "Status");
        let is_read_only = is_fixed || is_beside || kind == "Customer";
        let key = if is_reference { format!("_{name}_value") } else { name.to_owned() };
        Some(Column {
            key: Spanned { value: key, span: property.key_span },
            written_as: (is_reference && !is_read_only)
                .then(|| format!("{}@odata.bind", navigation(name, &word("x-ms-schema-name")))),
            schema: reader.schema(schema(node, kind, of_value), name)?,
            required: self.required.contains(name) && !is_set_by_service,
            writable: !is_read_only,
            key_order: is_key.then_some(0),
            is_queried: !functions.is_empty() && !is_beside,
            filter_functions: Some(functions.into_iter().map(str::to_owned).collect()),
            is_choice: false,
            parts: Vec::new(),
        })
    }

    /// Whether a column is the name or the type of what another one refers to. Rows have it as an annotation of that column.
    fn is_beside_another(&self, name: &str, kind: &str, is_fixed: bool) -> bool {
        let stem = ["yominame", "name", "type"].into_iter().find_map(|end| name.strip_suffix(end));
        let is_column = |stem: &str| self.all.contains_key(stem);
        matches!(kind, "EntityName" | "Virtual") || kind == "String" && is_fixed && stem.is_some_and(is_column)
    }
}

/// The name that binds a lookup to a row. A column of a solution has a prefix, and keeps the letters of its schema name; one of
/// Dataverse itself is in lower case.
fn navigation<'n>(name: &'n str, schema_name: &'n str) -> &'n str {
    if name.contains('_') && !schema_name.is_empty() { schema_name } else { name }
}

fn wire(kind: &str) -> Wire {
    let compared = || COMPARISONS.into_iter().chain(["null"]).collect();
    let equal = || EQUALITY.into_iter().chain(["null"]).collect();
    let (kind, functions): (_, Vec<&'static str>) = match kind {
        "String" | "Memo" => (("string", None), COMPARISONS.into_iter().chain(OF_TEXTS).chain(["null"]).collect()),
        "Integer" | "BigInt" => (("integer", None), compared()),
        "Double" => (("number", Some("double")), compared()),
        "Decimal" | "Money" => (("number", Some("decimal")), compared()),
        "DateTime" => (("string", Some("date-time")), compared()),
        "Boolean" => (("boolean", None), equal()),
        "Picklist" | "State" | "Status" => (("integer", None), equal()),
        "Uniqueidentifier" | "Lookup" | "Owner" | "Customer" => (("string", Some("guid")), equal()),
        "MultiSelectPicklist" | "EntityName" => (("string", None), Vec::new()),
        "Image" => (("string", Some("byte")), Vec::new()),
        _ => return Wire { kind: None, functions: Vec::new() },
    };
    Wire { kind: Some(kind), functions }
}

/// The schema of a column's values.
fn schema(node: &Node, kind: &str, of_value: Option<(&'static str, Option<&'static str>)>) -> Node {
    let text = |key: &str, text: String| added(key, Value::String(text), node.span);
    let mut members: Vec<Member> = Vec::new();
    if let Some((name, format)) = of_value {
        members.push(text("type", name.to_owned()));
        members.extend(format.map(|format| text("format", format.to_owned())));
    }
    members.extend(member(node, "title").map(|title| added("title", title.value.clone(), title.span)));
    let labels = list(node, "x-ms-enum-values").zip(list(node, "enum")).filter(|(values, _)| !values.is_empty());
    match (kind, labels) {
        ("Picklist" | "State" | "Status", Some((values, labels))) => members.extend(options(values, labels, node.span)),
        ("Boolean", Some((values, labels))) => {
            members.push(text("description", booleans(&values, &labels)));
        }
        ("Lookup" | "Owner", _) => {
            members.push(text("description", "The id of a row; to set it, a path such as `/accounts(…)`.".to_owned()));
        }
        _ => {}
    }
    Node { span: node.span, value: Value::Object(members) }
}

/// The labels of the two values of a boolean.
fn booleans(values: &[Node], labels: &[Node]) -> String {
    let words = values.iter().zip(labels).filter_map(|(value, label)| match (&value.value, &label.value) {
        (Value::Number(number), Value::String(label)) => {
            Some(format!("{}: {label}", if number == "0" { "false" } else { "true" }))
        }
        _ => None,
    });
    words.collect::<Vec<_>>().join("; ")
}
