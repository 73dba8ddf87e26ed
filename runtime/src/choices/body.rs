//! The JSON body of a request for choices: constants of the definition, and values of the operation that needs the
//! choices.

use crate::json::{Encode, Encoder, JsonError, encode_strict};
use serde_json::{Map, Value};

/// A JSON body made of parts.
#[derive(Clone, Debug)]
pub struct JsonBody {
    json: Value,
    error: Option<JsonError>,
}

impl JsonBody {
    /// A body that contains the definition's constants, as JSON text.
    pub fn new(constants: &'static str) -> Self {
        Self { json: serde_json::from_str(constants).unwrap_or_default(), error: None }
    }

    /// Sets the value at the path `keys`. Missing objects on the path are created.
    pub fn set(&mut self, keys: &[&str], value: &dyn Encode) {
        let value = encode_strict(value).and_then(|json| {
            serde_json::from_slice(&json).map_err(|error| JsonError::new(format!("not JSON: {error}")))
        });
        match value {
            Ok(value) => put(&mut self.json, keys, value),
            Err(error) => {
                self.error.get_or_insert(error.under(&keys.join("/")));
            }
        }
    }
}

fn put(at: &mut Value, keys: &[&str], value: Value) {
    let Some((key, rest)) = keys.split_first() else {
        *at = value;
        return;
    };
    if !at.is_object() {
        *at = Value::Object(Map::new());
    }
    if let Value::Object(members) = at {
        put(members.entry(*key).or_insert(Value::Null), rest, value);
    }
}

impl Encode for JsonBody {
    fn encode(&self, out: &mut Encoder) -> Result<(), JsonError> {
        match &self.error {
            Some(error) => Err(JsonError::new(error.to_string())),
            None => self.json.encode(out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_join_the_constants() {
        let mut body = JsonBody::new(r#"{"operation":4,"deep":{"a":1}}"#);
        body.set(&["name"], &"x\"y".to_owned());
        body.set(&["deep", "b", "c"], &7_i64);
        let json: Value = serde_json::from_slice(&encode_strict(&body).unwrap()).unwrap();
        assert_eq!(json.to_string(), r#"{"deep":{"a":1,"b":{"c":7}},"name":"x\"y","operation":4}"#);
    }

    #[test]
    fn a_value_that_json_cannot_represent_is_an_error_with_its_path() {
        let mut body = JsonBody::new("{}");
        body.set(&["a", "b"], &f64::NAN);
        assert!(encode_strict(&body).unwrap_err().to_string().contains("a/b"));
    }
}
