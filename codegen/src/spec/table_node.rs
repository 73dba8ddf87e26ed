//! Members of an object by key, and new members. A table's schema has keys of many services, so unknown ones are not reported.

use std::collections::HashMap;

use super::definition::{Spanned, Text};
use crate::source::{Member, Node, Value};
use crate::span::Span;

pub(super) fn member<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Object(members) => members.iter().find(|member| member.key == key).map(|member| &member.value),
        _ => None,
    }
}

/// The columns of a table by their keys: each column looks for others.
pub(super) type ByKey<'n> = HashMap<&'n str, &'n Node>;

/// The values of members by key. Of several with one key it has the first, as [`member`] finds it.
pub(super) fn by_key(members: &[Member]) -> ByKey<'_> {
    members.iter().rev().map(|member| (member.key.as_str(), &member.value)).collect()
}

pub(super) fn string(node: &Node, key: &str) -> Text {
    let value = member(node, key)?;
    match &value.value {
        Value::String(text) => Some(Spanned { value: text.clone(), span: value.span }),
        _ => None,
    }
}

pub(super) fn strings(node: Option<&Node>) -> Vec<String> {
    let Some(Value::Array(items)) = node.map(|node| &node.value) else { return Vec::new() };
    let texts = items.iter().filter_map(|item| match &item.value {
        Value::String(text) => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}

/// Whether a member is `true`.
pub(super) fn flag(node: &Node, key: &str) -> bool {
    member(node, key).is_some_and(|flag| matches!(flag.value, Value::Bool(true)))
}

/// The members of a schema that list values and their labels. A value that is null is the label of no choice.
pub(super) fn options(values: Vec<Node>, labels: Vec<Node>, span: Span) -> [Member; 2] {
    let pairs = values.into_iter().zip(labels).filter(|(value, _)| !matches!(value.value, Value::Null));
    let (values, titles) = pairs
        .map(|(value, label)| {
            let title =
                vec![added("value", value.value.clone(), value.span), added("displayName", label.value, label.span)];
            (value, Node { span, value: Value::Object(title) })
        })
        .unzip();
    [added("enum", Value::Array(values), span), added("x-ms-enum-values", Value::Array(titles), span)]
}

/// A member that stands at this place in the file.
pub(super) fn added(key: &str, value: Value, span: Span) -> Member {
    Member { key: key.to_owned(), key_span: span, value: Node { span, value } }
}

/// A list that is a member.
pub(super) fn list(node: &Node, key: &str) -> Option<Vec<Node>> {
    match &member(node, key)?.value {
        Value::Array(items) => Some(items.clone()),
        _ => None,
    }
}
