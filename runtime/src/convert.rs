//! From one model to another by way of JSON: a value as one of its variants, a variant as what it is a variant of.

use crate::{
    error::{Error, Result},
    json::{self, Decode, Encode, JsonError},
};
use bytes::Bytes;

/// Reads a value as another type, as if it had just come off the wire.
///
/// A value that could be sent takes along what would be sent with it, such as the default of the property that names its
/// variant; an incomplete one, such as a part of a response, is taken as it is.
///
/// # Errors
/// Where the value does not fit the type, with the path of the field; or cannot be written as JSON.
pub fn convert<T: Decode>(value: &impl Encode) -> Result<T> {
    let text = json::encode_strict(value).or_else(|_| json::encode_lenient(value));
    let value = text.and_then(|text| match std::str::from_utf8(&text) {
        Ok(text) => json::decode(text),
        Err(_) => Err(JsonError::new("no UTF-8")),
    });
    value.map_err(|error| Error::from_json(error, Bytes::new()))
}
