//! A [`Node`] tree in, JSON text out: strict, indented, in the order of the tree.

use crate::source::{Node, Value};

/// The text of a file.
pub(super) fn text(node: &Node) -> String {
    let mut text = String::new();
    write(node, 0, &mut text);
    text.push('\n');
    text
}

fn write(node: &Node, depth: usize, text: &mut String) {
    match &node.value {
        Value::Null => text.push_str("null"),
        Value::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => text.push_str(number),
        Value::String(string) => text.push_str(&quoted(string)),
        Value::Array(items) if items.is_empty() => text.push_str("[]"),
        Value::Object(members) if members.is_empty() => text.push_str("{}"),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                line(index, depth + 1, text);
                write(item, depth + 1, text);
            }
            end(']', depth, text);
        }
        Value::Object(members) => {
            text.push('{');
            for (index, member) in members.iter().enumerate() {
                line(index, depth + 1, text);
                text.push_str(&quoted(&member.key));
                text.push_str(": ");
                write(&member.value, depth + 1, text);
            }
            end('}', depth, text);
        }
    }
}

fn quoted(string: &str) -> String {
    serde_json::Value::from(string).to_string()
}

fn line(index: usize, depth: usize, text: &mut String) {
    text.push_str(if index == 0 { "\n" } else { ",\n" });
    text.push_str(&"  ".repeat(depth));
}

fn end(bracket: char, depth: usize, text: &mut String) {
    text.push('\n');
    text.push_str(&"  ".repeat(depth));
    text.push(bracket);
}
