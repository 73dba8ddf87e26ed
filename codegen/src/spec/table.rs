//! The schema of a table: the answer of `$metadata.json/datasets/…/tables/…`. Its columns are schemas with facts of their own.

use super::definition::{Capabilities, Column, Spanned, Table, Text};
use super::reader::Reader;
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
        let capabilities = capabilities(member(&node, "x-ms-capabilities"));
        let rows = member(member(&node, "schema")?, "items").or_else(|| member(&node, "schema"))?;
        let required = strings(member(rows, "required"));
        let Value::Object(properties) = &member(rows, "properties")?.value else { return None };
        let columns: Vec<Column> = properties.iter().filter_map(|property| self.column(property, &required)).collect();
        let is_dataverse = properties.iter().any(|property| member(&property.value, "x-ms-dataverse-type").is_some());
        Some(Table { stem, span, name, title, columns, capabilities, is_dataverse })
    }

    fn column(&mut self, property: &Member, required: &[String]) -> Option<Column> {
        let node = &property.value;
        let word = |key: &str| string(node, key).map(|word| word.value).unwrap_or_default();
        let key_order = (word("x-ms-keyType") == "primary").then(|| {
            member(node, "x-ms-keyOrder").and_then(|order| match &order.value {
                Value::Number(number) => number.parse().ok(),
                _ => None,
            })
        });
        let functions = member(node, "x-ms-capabilities").and_then(|it| member(it, "filterFunctions"));
        let is_choice = member(node, "x-ms-sp").and_then(|it| member(it, "IsChoice"));
        let permission = word("x-ms-permission");
        Some(Column {
            key: Spanned { value: property.key.clone(), span: property.key_span },
            schema: self.schema(described(node), &property.key)?,
            required: required.contains(&property.key),
            writable: permission.is_empty() || permission == "read-write" || permission == "write-only",
            key_order: key_order.map(Option::unwrap_or_default),
            filter_functions: functions.map(|functions| strings(Some(functions))),
            is_choice: is_choice.is_some_and(|flag| matches!(flag.value, Value::Bool(true))),
        })
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
        let is_allowed =
            restrictions.and_then(|it| member(it, allowed)).map(|flag| matches!(flag.value, Value::Bool(true)));
        let except = strings(restrictions.and_then(|it| member(it, except)));
        is_allowed.unwrap_or_default().then_some(except)
    };
    let version = node.and_then(|node| member(node, "odataVersion"));
    Capabilities {
        filter_functions: strings(node.and_then(|node| member(node, "filterFunctionSupport"))),
        not_filterable: of("filterRestrictions", "filterable", "nonFilterableProperties"),
        not_sortable: of("sortRestrictions", "sortable", "unsortableProperties"),
        selectable: of("selectRestrictions", "selectable", "").is_some(),
        odata_version: version.and_then(|version| match &version.value {
            Value::Number(text) | Value::String(text) => Some(text.clone()),
            _ => None,
        }),
    }
}

fn member<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Object(members) => members.iter().find(|member| member.key == key).map(|member| &member.value),
        _ => None,
    }
}

fn string(node: &Node, key: &str) -> Text {
    let value = member(node, key)?;
    match &value.value {
        Value::String(text) => Some(Spanned { value: text.clone(), span: value.span }),
        _ => None,
    }
}

fn strings(node: Option<&Node>) -> Vec<String> {
    let Some(Value::Array(items)) = node.map(|node| &node.value) else { return Vec::new() };
    let texts = items.iter().filter_map(|item| match &item.value {
        Value::String(text) => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}
