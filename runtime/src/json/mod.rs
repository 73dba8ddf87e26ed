//! JSON in and out of models: [`Decode`] reads leniently, [`Encode`] writes strictly. Knows nothing of HTTP.

mod decode;
mod encode;
mod error;
mod key_case;
mod kinds;
mod lexer;
mod name;
mod raw;
mod stand_ins;
mod wipe;

pub use decode::{Decode, Decoder, Slot};
pub use encode::{Encode, Encoder, ObjectEncoder};
pub use error::JsonError;
pub use key_case::Keys;
pub use stand_ins::StandIns;

pub(crate) use encode::{encode_lenient, encode_strict};
pub(crate) use key_case::equal_but_for_case;
pub(crate) use name::{is_id, is_name};
pub(crate) use raw::Raw;
pub(crate) use stand_ins::is_no_value;
pub(crate) use wipe::wipe;

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::Error as _};

/// Decodes JSON text. A byte order mark before the value is skipped.
///
/// # Errors
/// The text is not JSON, or the value does not fit the type.
pub(crate) fn decode<T: Decode>(text: &str) -> Result<T, JsonError> {
    decode::read(text, decode::Leniency::default(), T::decode)
}

/// Reads JSON text with `value`. A byte order mark before it is skipped.
///
/// # Errors
/// The text is not JSON, or `value` fails.
pub(crate) fn read<'a, T>(
    text: &'a str,
    value: impl FnOnce(&mut Decoder<'a>) -> Result<T, JsonError>,
) -> Result<T, JsonError> {
    decode::read(text, decode::Leniency::default(), value)
}

/// Like [`decode`], but members that do not fit are left out.
pub(crate) fn decode_without_misfits<T: Decode>(text: &str) -> Result<T, JsonError> {
    decode::read(text, decode::Leniency { skips_misfits: true, fold_case: false }, T::decode)
}

/// Like [`decode`], but keys may differ in case from those of the type.
pub(crate) fn decode_folding_case<T: Decode>(text: &str) -> Result<T, JsonError> {
    decode::read(text, decode::Leniency { fold_case: true, skips_misfits: false }, T::decode)
}

/// The body of `serde::Serialize` in `model!`: the JSON of a request, without its checks and defaults.
///
/// # Errors
/// The serializer fails.
#[doc(hidden)]
pub fn serialize<S: Serializer>(value: &dyn Encode, serializer: S) -> Result<S::Ok, S::Error> {
    lenient_value(value).map_err(S::Error::custom)?.serialize(serializer)
}

/// The body of `serde::Deserialize` in `model!`: the decoding of a response.
///
/// # Errors
/// The deserializer fails, or the value does not fit.
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
/// The value is not a scalar.
#[doc(hidden)]
pub fn read_text<'a>(value: &mut Decoder<'a>) -> Result<Cow<'a, str>, JsonError> {
    value.text()
}

/// Reads an integer or the name of one, for enumerations: some services send the name.
///
/// # Errors
/// The value is neither.
#[doc(hidden)]
pub fn read_integer(value: &mut Decoder<'_>, names: &[(&str, i64)]) -> Result<i64, JsonError> {
    value.named_integer(names)
}

/// Writes text, for enumerations.
///
/// # Errors
/// The text cannot be written.
#[doc(hidden)]
pub fn write_text(out: &mut Encoder, text: &str) -> Result<(), JsonError> {
    out.text(text)
}
