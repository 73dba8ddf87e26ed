//! Real definitions, broken at random: what the generator may meet in a catalogue that nobody here has seen.
//!
//! In: the tree of a definition, another one to borrow from, a row of numbers. Out: the bytes of a broken one, and what was done to
//! it. A change is of the tree (`tree`) or of the bytes (`bytes`); several add up. It knows nothing of what a change means.

mod bytes;
mod places;
mod tree;
mod values;

use connector_codegen::source::{Node, Value};

use crate::random::Random;

/// A broken definition.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// The file.
    pub bytes: Vec<u8>,
    /// What was done, in order.
    pub changes: Vec<&'static str>,
}

/// Breaks a definition in one to six places, and in few of them its bytes too. Parts of `donor` may stand in the result.
pub fn mutate(definition: &Node, donor: &Node, random: &mut Random) -> Mutant {
    let mut definition = definition.clone();
    let mut changes = Vec::new();
    let is_cut = random.below(12) == 0;
    // Three of four are broken once or twice: what many changes do together rarely passes the first check.
    let wanted = if is_cut { 0 } else { [1, 1, 2, 6][random.below(4)] };
    for _ in 0..wanted * 4 {
        if changes.len() == wanted {
            break;
        }
        let (name, change) = tree::CHANGES[random.below(tree::CHANGES.len())];
        if change(&mut definition, donor, random).is_some() {
            changes.push(name);
        }
    }
    let mut bytes = text(&definition).into_bytes();
    if is_cut {
        let (name, change) = bytes::CHANGES[random.below(bytes::CHANGES.len())];
        change(&mut bytes, random);
        changes.push(name);
    }
    Mutant { bytes, changes }
}

/// A value as JSON, a member a line, keys as often as they stand there.
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
