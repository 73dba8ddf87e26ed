//! Breaks real definitions at random. The generator may find such input in an unknown catalogue.
//!
//! In: the trees of a connector's files, the trees of a second connector, a sequence of random numbers. Out: the bytes of broken files,
//! and a description of the changes. A mutant has several changes of the tree (`tree`, `extensions`, `policies`) or one change of the
//! bytes (`bytes`). This module does not know the meaning of a change.

mod bytes;
mod extensions;
pub mod faults;
mod places;
mod policies;
mod tree;
mod values;

use connector_codegen::internal::source::{Node, Value};

use crate::random::Random;

/// A connector before the changes.
#[derive(Clone, Debug)]
pub struct Original {
    /// `apiDefinition.swagger.json`.
    pub definition: Node,
    /// `apiProperties.json`; `None` if it is missing or not JSON.
    pub properties: Option<Node>,
}

/// A broken connector.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// `apiDefinition.swagger.json`.
    pub definition: Vec<u8>,
    /// `apiProperties.json`.
    pub properties: Option<Vec<u8>>,
    /// The names of the changes, in order.
    pub changes: Vec<&'static str>,
}

/// A change of a tree; `None` if the tree has no place for it. The second tree is the donor: the change may copy parts of it.
type Change = fn(&mut Node, &Node, &mut Random) -> Option<()>;

/// Breaks a connector by one to six changes of its trees, or by one change of a file's bytes. The result may contain parts of `donor`.
pub fn mutate(original: &Original, donor: &Original, random: &mut Random) -> Mutant {
    let Original { mut definition, mut properties } = original.clone();
    let mut changes = Vec::new();
    let is_cut = random.below(12) == 0;
    // Three of four mutants have one or two changes: a definition with many changes rarely passes the first check.
    let wanted = if is_cut { 0 } else { [1, 1, 2, 6][random.below(4)] };
    for _ in 0..wanted * 4 {
        if changes.len() == wanted {
            break;
        }
        if random.below(8) == 0
            && let (Some(properties), Some(donor)) = (&mut properties, &donor.properties)
        {
            let sort = [policies::CHANGES, policies::CHANGES, tree::CHANGES][random.below(3)];
            changes.extend(change(sort, properties, donor, random));
        } else {
            let sort = [tree::CHANGES, extensions::CHANGES][random.below(2)];
            changes.extend(change(sort, &mut definition, &donor.definition, random));
        }
    }
    let mut definition = text(&definition).into_bytes();
    let mut properties = properties.map(|properties| text(&properties).into_bytes());
    if is_cut {
        let (name, change) = bytes::CHANGES[random.below(bytes::CHANGES.len())];
        match &mut properties {
            Some(properties) if random.below(6) == 0 => change(properties, random),
            _ => change(&mut definition, random),
        }
        changes.push(name);
    }
    Mutant { definition, properties, changes }
}

/// Makes one of the changes. Returns its name; `None` if the tree has no place for it.
fn change(
    changes: &[(&'static str, Change)],
    node: &mut Node,
    donor: &Node,
    random: &mut Random,
) -> Option<&'static str> {
    let (name, change) = changes[random.below(changes.len())];
    change(node, donor, random).map(|()| name)
}

/// A value as JSON, one member per line. Duplicate keys stay.
pub fn text(node: &Node) -> String {
    let mut text = String::new();
    print(&node.value, &mut text);
    text
}

fn print(value: &Value, text: &mut String) {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => text.push_str(number),
        Value::String(value) => text.push_str(&quoted(value)),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                print(&item.value, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (index, member) in members.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { ",\n" });
                text.push_str(&quoted(&member.key));
                text.push(':');
                print(&member.value.value, text);
            }
            text.push('}');
        }
    }
}
