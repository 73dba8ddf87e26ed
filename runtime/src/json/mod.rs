//! JSON in and out of models: [`Decode`] reads liberally, [`Encode`] writes strictly, the macros write both for models
//! and enumerations. Knows nothing of HTTP.

mod decode;
mod encode;
mod error;
mod fold;
mod kinds;
mod lexer;
mod raw;

pub use decode::{Decode, Decoder, Slot};
pub use encode::{Encode, Encoder, ObjectEncoder};
pub use error::JsonError;

pub(crate) use encode::{encode_lenient, encode_strict};
pub(crate) use raw::Raw;

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::Error as _};

/// The value that JSON text holds. A byte order mark before it is skipped.
///
/// # Errors
/// Where the text is no JSON, or the value does not fit the type.
pub(crate) fn decode<T: Decode>(text: &str) -> Result<T, JsonError> {
    decode::read(text, false, T::decode)
}

/// As [`decode`], where keys may differ in case from those of the type.
pub(crate) fn decode_folding_case<T: Decode>(text: &str) -> Result<T, JsonError> {
    decode::read(text, true, T::decode)
}

/// What `model!` puts behind `serde::Serialize`: the JSON that a request would hold, without its checks and defaults.
///
/// # Errors
/// Where the serializer fails.
#[doc(hidden)]
pub fn serialize<S: Serializer>(value: &dyn Encode, serializer: S) -> Result<S::Ok, S::Error> {
    lenient_value(value).map_err(S::Error::custom)?.serialize(serializer)
}

/// What `model!` puts behind `serde::Deserialize`: the decoding that a response gets.
///
/// # Errors
/// Where the deserializer fails or the value does not fit.
#[doc(hidden)]
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = serde_json::Value::deserialize(deserializer)?.to_string();
    decode(&text).map_err(D::Error::custom)
}

fn lenient_value(value: &dyn Encode) -> Result<serde_json::Value, JsonError> {
    let text = encode_lenient(value)?;
    serde_json::from_slice(&text).map_err(|error| JsonError::new(error.to_string()))
}

/// The text of a scalar, for enumerations.
///
/// # Errors
/// Where the value is no scalar.
#[doc(hidden)]
pub fn read_text<'a>(value: &mut Decoder<'a>) -> Result<Cow<'a, str>, JsonError> {
    value.text()
}

/// Writes text, for enumerations.
///
/// # Errors
/// Where the text cannot be written.
#[doc(hidden)]
pub fn write_text(out: &mut Encoder, text: &str) -> Result<(), JsonError> {
    out.text(text)
}
