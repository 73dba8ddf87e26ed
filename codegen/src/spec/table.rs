//! The schema of a table: the answer of `$metadata.json/datasets/…/tables/…`. Its columns are schemas with facts of their own.

use std::collections::HashSet;

use super::dataverse;
use super::definition::{Capabilities, Column, ColumnPart, Spanned, Table};
use super::reader::Reader;
use super::table_node::{ByKey, added, by_key, flag, list, member, options, string, strings};
use crate::source::{Member, Node, Value};

/// The keys of a column that describe its type. Others describe the column, or the table's user interface.
const TYPE_KEYS: &[&str] =
    &["type", "format", "title", "description", "enum", "items", "properties", "x-ms-enum-values"];

impl Reader<'_> {
    /// The table whose schema a file holds; `None` if the file is another one.
    pub(super) fn table(&mut self, stem: String, node: Node) -> Option<Table> {
        let span = node.span;
        let name = string(&node, "name")?;
        let title = string(&node, "title");
        let rows = member(member(&node, "schema")?, "items").or_else(|| member(&node, "schema"))?;
        let required: HashSet<String> = strings(member(rows, "required")).into_iter().collect();
        let Value::Object(properties) = &member(rows, "properties")?.value else { return None };
        if dataverse::is_table(properties) {
            let table = dataverse::Columns::of(properties, &required);
            let columns = properties.iter().filter_map(|property| table.column(self, property)).collect();
            let name = string(rows, dataverse::ENTITY_SET).unwrap_or(name);
            let capabilities = dataverse::capabilities();
            return Some(Table { stem, span, name, title, columns, capabilities, is_dataverse: true });
        }
        let by_key = by_key(properties);
        let columns = properties.iter().filter_map(|property| self.column(property, &by_key, &required)).collect();
        let capabilities = capabilities(member(&node, "x-ms-capabilities"));
        Some(Table { stem, span, name, title, columns, capabilities, is_dataverse: false })
    }

    fn column(&mut self, property: &Member, all: &ByKey<'_>, required: &HashSet<String>) -> Option<Column> {
        let node = &property.value;
        let word = |key: &str| string(node, key).map(|word| word.value).unwrap_or_default();
        let key_order = (word("x-ms-keyType") == "primary").then(|| {
            member(node, "x-ms-keyOrder").and_then(|order| match &order.value {
                Value::Number(number) => number.parse().ok(),
                _ => None,
            })
        });
        let permission = word("x-ms-permission");
        let mut schema = described(node);
        add_options(&mut schema, node, labels(property, all));
        Some(Column {
            key: Spanned { value: property.key.clone(), span: property.key_span },
            written_as: None,
            schema: self.schema(schema, &property.key)?,
            required: required.contains(&property.key),
            writable: permission.is_empty() || permission == "read-write" || permission == "write-only",
            key_order: key_order.map(Option::unwrap_or_default),
            filter_functions: functions(node),
            is_choice: of_service(node).is_some_and(|it| flag(it, "IsChoice")),
            is_queried: true,
            parts: parts(node),
        })
    }
}

/// `x-ms-capabilities.filterFunctions`.
fn functions(node: &Node) -> Option<Vec<String>> {
    let functions = member(node, "x-ms-capabilities").and_then(|it| member(it, "filterFunctions"));
    functions.map(|functions| strings(Some(functions)))
}

/// `x-ms-sp`, which stands among the capabilities.
fn of_service(node: &Node) -> Option<&Node> {
    member(node, "x-ms-capabilities").and_then(|it| member(it, "x-ms-sp"))
}

/// The values inside a column.
fn parts(node: &Node) -> Vec<ColumnPart> {
    let Some(Value::Object(properties)) = member(node, "properties").map(|it| &it.value) else { return Vec::new() };
    let parts = properties.iter().map(|property| ColumnPart {
        key: property.key.clone(),
        query_name: of_service(&property.value).and_then(|it| string(it, "OdataQueryName")).map(|name| name.value),
        filter_functions: functions(&property.value),
    });
    parts.collect()
}

/// The numbers of an option set and their labels: a second column, `_x_label` for the column `x`, lists both.
fn labels(property: &Member, all: &ByKey<'_>) -> Option<(Vec<Node>, Vec<Node>)> {
    let twin = *all.get(format!("_{}_label", property.key).as_str())?;
    Some((list(twin, "x-ms-crm-enumvalues")?, list(twin, "enum")?))
}

/// Adds the values of an option set that its column states in another way than by `enum`.
fn add_options(schema: &mut Node, node: &Node, labels: Option<(Vec<Node>, Vec<Node>)>) {
    let Value::Object(members) = &mut schema.value else { return };
    if members.iter().any(|member| member.key == "enum") {
        return;
    }
    if let Some((values, labels)) = labels {
        members.extend(options(values, labels, node.span));
        return;
    }
    let values = list(node, "x-ms-enum-values").unwrap_or_default();
    let values: Vec<Node> = values.iter().filter_map(|value| member(value, "value").cloned()).collect();
    if !values.is_empty() {
        members.push(added("enum", Value::Array(values), node.span));
    }
}

/// What an object says of the type of a value, at any depth.
fn described(node: &Node) -> Node {
    let Value::Object(members) = &node.value else { return node.clone() };
    let known = members.iter().filter(|member| TYPE_KEYS.contains(&member.key.as_str()));
    let members = known.map(|member| match member.key.as_str() {
        "items" => Member { value: described(&member.value), ..member.clone() },
        "properties" => Member { value: each_described(&member.value), ..member.clone() },
        _ => member.clone(),
    });
    Node { value: Value::Object(members.collect()), span: node.span }
}

fn each_described(node: &Node) -> Node {
    let Value::Object(members) = &node.value else { return node.clone() };
    let members = members.iter().map(|member| Member { value: described(&member.value), ..member.clone() });
    Node { value: Value::Object(members.collect()), span: node.span }
}

fn capabilities(node: Option<&Node>) -> Capabilities {
    let of = |restrictions: &str, allowed: &str, except: &str| {
        let restrictions = node.and_then(|node| member(node, restrictions));
        let is_allowed = restrictions.is_some_and(|it| flag(it, allowed));
        let except = strings(restrictions.and_then(|it| member(it, except))).into_iter().collect();
        is_allowed.then_some(except)
    };
    let version = node.and_then(|node| member(node, "odataVersion"));
    Capabilities {
        filter_functions: strings(node.and_then(|node| member(node, "filterFunctionSupport"))).into_iter().collect(),
        not_filterable: of("filterRestrictions", "filterable", "nonFilterableProperties"),
        not_sortable: of("sortRestrictions", "sortable", "unsortableProperties"),
        selectable: of("selectRestrictions", "selectable", "").is_some(),
        odata_version: version.and_then(|version| match &version.value {
            Value::Number(text) | Value::String(text) => Some(text.clone()),
            _ => None,
        }),
    }
}
