//! Decoding and encoding of scalars, boxes and free JSON.

use super::{Decode, Decoder, Encode, Encoder, JsonError, StandIns};

impl Decode for String {
    fn decode(value: &mut Decoder<'_>) -> Result<Self, JsonError> {
        Ok(value.text()?.into_owned())
    }
}

impl Encode for String {
    fn encode(&self, out: &mut Encoder) -> Result<(), JsonError> {
        out.text(self)
    }
}

impl Decode for i64 {
    const STAND_INS: StandIns = StandIns::OF_NUMBER;

    fn decode(value: &mut Decoder<'_>) -> Result<Self, JsonError> {
        value.scalar("an integer", |text| {
            if let Ok(integer) = whole(text).parse() {
                return Ok(integer);
            }
            // 2^63 is the first float beyond i64; -2^63 is the last float within it.
            match decimal(text) {
                Some(number) if is_exact(text, number) && (-TWO_TO_63..TWO_TO_63).contains(&number) => {
                    Ok(number as i64)
                }
                Some(number) => Err(Some(no_integer(text, number, "an integer beyond 64 bits"))),
                None => Err(None),
            }
        })
    }
}

/// A number without a fraction of zeros, and zero without a sign.
fn whole(text: &str) -> &str {
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => whole,
        _ => text,
    };
    if whole == "-0" { "0" } else { whole }
}

/// Whether a float is an integer that its text states by an exponent. Digits alone are read exactly, so a float of them is
/// only near.
fn is_exact(text: &str, number: f64) -> bool {
    number.fract() == 0.0 && text.contains(['e', 'E'])
}

/// The error of a number that is not an integer of the type.
fn no_integer(text: &str, number: f64, beyond: &'static str) -> JsonError {
    match number.fract() {
        0.0 => JsonError::new(beyond).with_digits(text),
        _ => JsonError::new("expected an integer, found a number with a fraction").with_digits(text),
    }
}

impl Decode for u64 {
    const STAND_INS: StandIns = StandIns::OF_NUMBER;

    fn decode(value: &mut Decoder<'_>) -> Result<Self, JsonError> {
        value.scalar("an integer", |text| {
            if let Ok(integer) = whole(text).parse() {
                return Ok(integer);
            }
            match decimal(text) {
                Some(number) if is_exact(text, number) && (0.0..TWO_TO_64).contains(&number) => Ok(number as u64),
                Some(number) if text.starts_with('-') => Err(Some(no_integer(text, number, "an integer below zero"))),
                Some(number) => Err(Some(no_integer(text, number, "an integer beyond 64 bits"))),
                None => Err(None),
            }
        })
    }
}

impl Encode for u64 {
    fn encode(&self, out: &mut Encoder) -> Result<(), JsonError> {
        out.serde(self)
    }
}

const TWO_TO_64: f64 = 18_446_744_073_709_551_616.0;

const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

impl Encode for i64 {
    fn encode(&self, out: &mut Encoder) -> Result<(), JsonError> {
        out.serde(self)
    }
}

impl Decode for f64 {
    const STAND_INS: StandIns = StandIns::OF_NUMBER;

    fn decode(value: &mut Decoder<'_>) -> Result<Self, JsonError> {
        value.scalar("a number", |text| decimal(text).ok_or(None))
    }
}

impl Encode for f64 {
    fn encode(&self, out: &mut Encoder) -> Result<(), JsonError> {
        if self.is_finite() {
            return out.number(*self);
        }
        out.unencodable("a number that JSON cannot represent")
    }
}

impl Decode for bool {
    const STAND_INS: StandIns = StandIns::OF_BOOLEAN;

    fn decode(value: &mut Decoder<'_>) -> Result<Self, JsonError> {
        value.scalar("a boolean", |text| {
            match (text.eq_ignore_ascii_case("true"), text.eq_ignore_ascii_case("false")) {
                (true, _) => Ok(true),
                (_, true) => Ok(false),
                _ => Err(None),
            }
        })
    }
}

impl Encode for bool {
    fn encode(&self, out: &mut Encoder) -> Result<(), JsonError> {
        out.raw(if *self { "true" } else { "false" });
        Ok(())
    }
}

/// Free JSON accepts null.
impl Decode for serde_json::Value {
    fn decode(value: &mut Decoder<'_>) -> Result<Self, JsonError> {
        value.value()
    }
}

impl Encode for serde_json::Value {
    fn encode(&self, out: &mut Encoder) -> Result<(), JsonError> {
        out.serde(self)
    }
}

impl<T: Decode> Decode for Box<T> {
    const STAND_INS: StandIns = T::STAND_INS;

    fn decode(value: &mut Decoder<'_>) -> Result<Self, JsonError> {
        T::decode(value).map(Box::new)
    }

    fn decode_null() -> Option<Self> {
        T::decode_null().map(Box::new)
    }

    fn named_keys() -> Option<&'static [&'static str]> {
        T::named_keys()
    }
}

impl<T: Encode + ?Sized> Encode for Box<T> {
    fn encode(&self, out: &mut Encoder) -> Result<(), JsonError> {
        (**self).encode(out)
    }
}

/// A finite decimal number in JSON's notation: no `inf`, no `nan`.
fn decimal(text: &str) -> Option<f64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let number: f64 = if digits { text.parse().ok()? } else { return None };
    number.is_finite().then_some(number)
}
