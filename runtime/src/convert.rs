//! Conversion between models through JSON, such as from a base model to one of its variants.

use crate::{
    error::{Error, Result},
    json::{self, Decode, Encode, JsonError},
};
use bytes::Bytes;

/// Reads a value as another type, as if a service had sent it.
///
/// The value is encoded as for a request, with defaults such as the one of the property that names its variant. If it
/// is incomplete, such as a part of a response, it is encoded without them.
///
/// # Errors
/// The value does not fit the type (the error names the field), or cannot be written as JSON.
pub fn convert<T: Decode>(value: &impl Encode) -> Result<T> {
    let text = json::encode_strict(value).or_else(|_| json::encode_lenient(value));
    let value = text.and_then(|text| match std::str::from_utf8(&text) {
        Ok(text) => json::decode(text),
        Err(_) => Err(JsonError::new("not UTF-8")),
    });
    value.map_err(|error| Error::from_json(error, Bytes::new()))
}
