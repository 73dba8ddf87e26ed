//! Places in a tree: one at random, or all of a kind.

use connector_codegen::internal::source::{Member, Node, Value};

use super::values::SCHEMAS;
use crate::random::Random;

/// The names of the definitions.
pub(super) fn definitions(document: &Node) -> Vec<String> {
    keys(document, "definitions")
}

/// The keys of a section of the root.
pub(super) fn keys(document: &Node, section: &str) -> Vec<String> {
    let Value::Object(root) = &document.value else { return Vec::new() };
    match root.iter().find(|member| member.key == section).map(|member| &member.value.value) {
        Some(Value::Object(members)) => members.iter().map(|member| member.key.clone()).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn any(_: &str, _: &Node) -> bool {
    true
}

pub(super) fn is_object(_: &str, node: &Node) -> bool {
    matches!(node.value, Value::Object(_))
}

pub(super) fn is_full(_: &str, node: &Node) -> bool {
    matches!(&node.value, Value::Object(members) if !members.is_empty())
}

/// Whether the value is a schema, judged by its key.
pub(super) fn is_schema(key: &str, node: &Node) -> bool {
    is_object(key, node) && SCHEMAS.contains(&key)
}

pub(super) fn members(node: &mut Node) -> Option<&mut Vec<Member>> {
    match &mut node.value {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

pub(super) fn items(node: &mut Node) -> Option<&mut Vec<Node>> {
    match &mut node.value {
        Value::Array(items) => Some(items),
        _ => None,
    }
}

/// A random value that is `wanted`. `wanted` gets the key of each value and the value; the key of the root and of list items is empty.
pub(super) fn choose<'n>(
    root: &'n mut Node,
    random: &mut Random,
    wanted: &dyn Fn(&str, &Node) -> bool,
) -> Option<&'n mut Node> {
    let mut count = 0;
    each_value(root, "", &mut |key, node| count += usize::from(wanted(key, node)));
    if count == 0 {
        return None;
    }
    nth(root, "", wanted, &mut random.below(count))
}

fn each_value(node: &Node, key: &str, see: &mut dyn FnMut(&str, &Node)) {
    see(key, node);
    match &node.value {
        Value::Object(members) => members.iter().for_each(|member| each_value(&member.value, &member.key, see)),
        Value::Array(items) => items.iter().for_each(|item| each_value(item, "", see)),
        _ => {}
    }
}

fn nth<'n>(
    node: &'n mut Node,
    key: &str,
    wanted: &dyn Fn(&str, &Node) -> bool,
    left: &mut usize,
) -> Option<&'n mut Node> {
    if wanted(key, node) {
        if *left == 0 {
            return Some(node);
        }
        *left -= 1;
    }
    match &mut node.value {
        Value::Object(members) => {
            members.iter_mut().find_map(|member| nth(&mut member.value, &member.key, wanted, left))
        }
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, "", wanted, left)),
        _ => None,
    }
}

pub(super) fn each_object(node: &mut Node, change: &mut dyn FnMut(&mut Vec<Member>)) {
    match &mut node.value {
        Value::Object(members) => {
            change(members);
            members.iter_mut().for_each(|member| each_object(&mut member.value, change));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_object(item, change)),
        _ => {}
    }
}
