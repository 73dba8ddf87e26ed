//! JSON that is wiped from memory.

use serde_json::Value;
use std::mem;
use zeroize::Zeroize as _;

/// Wipes the texts and keys of a value, which is null then.
pub(crate) fn wipe(value: &mut Value) {
    match mem::take(value) {
        Value::String(mut text) => text.zeroize(),
        Value::Array(mut items) => items.iter_mut().for_each(wipe),
        Value::Object(members) => {
            for (mut key, mut value) in members {
                key.zeroize();
                wipe(&mut value);
            }
        }
        // They have no memory of their own that could be wiped.
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
