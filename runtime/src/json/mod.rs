//! JSON in and out of models: [`Decode`] reads liberally, [`Encode`] writes strictly, the macros write both for models
//! and enumerations. Knows nothing of HTTP.

mod decode;
mod encode;
mod fault;
mod kinds;
mod model;
mod open_enum;

pub use decode::{Decode, Decoder, ObjectDecoder};
pub use encode::{Encode, Encoder, ObjectEncoder};
pub use fault::Fault;

pub(crate) use encode::{encode_lenient, encode_strict};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::Error as _};

/// What `model!` puts behind `serde::Serialize`: the JSON that a request would hold, without its checks and defaults.
///
/// # Errors
/// Where the serializer fails.
#[doc(hidden)]
pub fn serialize<S: Serializer>(value: &dyn Encode, serializer: S) -> Result<S::Ok, S::Error> {
    lenient_value(value).map_err(S::Error::custom)?.serialize(serializer)
}

/// What `model!` puts behind `serde::Deserialize`: the decoding that an answer gets.
///
/// # Errors
/// Where the deserializer fails or the value does not fit.
#[doc(hidden)]
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = serde_json::Value::deserialize(deserializer)?.to_string();
    Decoder::parse(&text).and_then(T::decode).map_err(D::Error::custom)
}

/// Reads a value from JSON in UTF-8.
pub(crate) fn decode<T: Decode>(text: &[u8]) -> Result<T, Fault> {
    let text = std::str::from_utf8(text).map_err(|_| Fault::new("no UTF-8"))?;
    T::decode(Decoder::parse(text)?)
}

fn lenient_value(value: &dyn Encode) -> Result<serde_json::Value, Fault> {
    let text = encode_lenient(value)?;
    serde_json::from_slice(&text).map_err(|error| Fault::new(error.to_string()))
}

/// The text of a scalar, for enumerations.
///
/// # Errors
/// Where the value is no scalar.
#[doc(hidden)]
pub fn read_text(value: Decoder<'_>) -> Result<String, Fault> {
    String::decode(value)
}

/// Writes text, for enumerations.
///
/// # Errors
/// Where the text cannot be written.
#[doc(hidden)]
pub fn write_text(out: &mut Encoder, text: &str) -> Result<(), Fault> {
    out.text(text)
}
