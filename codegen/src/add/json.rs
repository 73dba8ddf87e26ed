//! A [`Node`] tree in, JSON text out: strict, indented, in the order of the tree.

use crate::input::LONGEST_FILE;
use crate::source::{Node, Value};

/// The text of a file; without line breaks and indents if they would make it longer than a file that is read. `None` if it is longer
/// without them too.
pub(super) fn text(node: &Node) -> Option<String> {
    [Layout::Indented, Layout::Compact].into_iter().find_map(|layout| laid_out(node, layout, LONGEST_FILE))
}

#[derive(Clone, Copy, PartialEq)]
enum Layout {
    Indented,
    Compact,
}

fn laid_out(node: &Node, layout: Layout, most: usize) -> Option<String> {
    let mut writer = Writer { text: String::new(), layout, most };
    writer.write(node, 0);
    writer.text.push('\n');
    (writer.text.len() <= most).then_some(writer.text)
}

struct Writer {
    text: String,
    layout: Layout,
    /// The text is not used if it has more bytes, so the rest of it is not written.
    most: usize,
}

impl Writer {
    fn write(&mut self, node: &Node, depth: usize) {
        let text = &mut self.text;
        if text.len() > self.most {
            return;
        }
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
                    self.line(index, depth + 1);
                    self.write(item, depth + 1);
                }
                self.end(']', depth);
            }
            Value::Object(members) => {
                text.push('{');
                for (index, member) in members.iter().enumerate() {
                    self.line(index, depth + 1);
                    self.text.push_str(&quoted(&member.key));
                    self.text.push_str(if self.layout == Layout::Compact { ":" } else { ": " });
                    self.write(&member.value, depth + 1);
                }
                self.end('}', depth);
            }
        }
    }

    fn line(&mut self, index: usize, depth: usize) {
        if index > 0 {
            self.text.push(',');
        }
        self.indent(depth);
    }

    fn end(&mut self, bracket: char, depth: usize) {
        self.indent(depth);
        self.text.push(bracket);
    }

    fn indent(&mut self, depth: usize) {
        if self.layout == Layout::Indented {
            self.text.push('\n');
            self.text.extend(std::iter::repeat_n("  ", depth));
        }
    }
}

fn quoted(string: &str) -> String {
    serde_json::Value::from(string).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source;
    use crate::span::Sources;

    #[test]
    fn a_text_that_indents_make_too_long_has_none() {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let bytes = br#"{"a": [1, {}, []], "b": {"c": null}}"#.to_vec();
        let file = source::add(&mut sources, "", bytes, &mut diagnostics).unwrap();
        let node = source::json(&sources, file, &mut diagnostics).unwrap();
        let compact = "{\"a\":[1,{},[]],\"b\":{\"c\":null}}\n";
        let indented = "{\n  \"a\": [\n    1,\n    {},\n    []\n  ],\n  \"b\": {\n    \"c\": null\n  }\n}\n";
        for (layout, text) in [(Layout::Compact, compact), (Layout::Indented, indented)] {
            assert_eq!(laid_out(&node, layout, text.len()).as_deref(), Some(text));
            assert_eq!(laid_out(&node, layout, text.len() - 1), None);
        }
        assert_eq!(super::text(&node).as_deref(), Some(indented));
    }
}
