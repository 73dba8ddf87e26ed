//! Decimal numbers: the service's digits, all of them.

use crate::{
    json::{Decode, Decoder, Encode, Encoder, JsonError, StandIns},
    text::Text,
};
use std::{borrow::Cow, error, fmt, str::FromStr};

/// A decimal number, such as an amount of money, as its digits on the wire. A float would round them.
///
/// It is sent as a number. A text is parsed; a float gives the fewest digits that mean it. Equality compares the digits, so `1.50`
/// is not `1.5`. The digits are what a library for decimal numbers reads.
///
/// ```
/// use connector_runtime::Decimal;
/// let price: Decimal = "123456789012345678.90".parse()?;
/// assert_eq!(price.as_str(), "123456789012345678.90");
/// assert_eq!(Decimal::from(9.99).to_string(), "9.99");
/// assert!("nine".parse::<Decimal>().is_err());
/// # Ok::<(), connector_runtime::ParseDecimalError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decimal(String);

/// A text is not a decimal number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseDecimalError(());

impl fmt::Display for ParseDecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a decimal number such as -12.50")
    }
}

impl error::Error for ParseDecimalError {}

impl Decimal {
    /// The digits on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest float.
    pub fn to_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }
}

/// Whether a text is a number as JSON writes it.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.strip_prefix(['+', '-']).unwrap_or(exponent)),
        None => (text, "0"),
    };
    let mantissa = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let is_padded = whole.len() > 1 && whole.starts_with('0');
    digits(whole) && !is_padded && digits(fraction) && digits(exponent)
}

impl FromStr for Decimal {
    type Err = ParseDecimalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_number(text) { Ok(Self(text.to_owned())) } else { Err(ParseDecimalError(())) }
    }
}

impl From<i32> for Decimal {
    fn from(value: i32) -> Self {
        Self(value.to_string())
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self(value.to_string())
    }
}

/// NaN and infinities have no digits: a request with one is not sent.
impl From<f64> for Decimal {
    fn from(value: f64) -> Self {
        Self(value.to_string())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Text for Decimal {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

impl Decode for Decimal {
    const STAND_INS: StandIns = StandIns::OF_NUMBER;

    fn decode(value: &mut Decoder<'_>) -> Result<Self, JsonError> {
        value.scalar("a number", |text| text.parse().map_err(|_| None))
    }
}

impl Encode for Decimal {
    fn encode(&self, out: &mut Encoder) -> Result<(), JsonError> {
        if !is_number(&self.0) {
            return out.unencodable("a number that JSON cannot represent");
        }
        out.raw(&self.0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{decode, encode_strict};

    #[test]
    fn digits_stay_as_they_are() {
        for (json, digits) in [
            ("0.1000", "0.1000"),
            ("922337203685477.5807", "922337203685477.5807"),
            ("\"12.50\"", "12.50"),
            ("-0", "-0"),
            ("1E+2", "1E+2"),
        ] {
            let decimal: Decimal = decode(json).unwrap();
            assert_eq!(decimal.as_str(), digits);
            assert_eq!(encode_strict(&decimal).unwrap(), digits.as_bytes());
        }
        for json in ["\"a\"", "\"1,5\"", "\"01\"", "\".5\"", "\"1.\"", "true", "{}"] {
            assert!(decode::<Decimal>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_decimal_prints_its_digits_and_the_error_an_example() {
        assert_eq!("-12.50".parse::<Decimal>().unwrap().to_string(), "-12.50");
        assert_eq!("nine".parse::<Decimal>().unwrap_err().to_string(), "expected a decimal number such as -12.50");
    }

    #[test]
    fn a_float_gives_its_shortest_digits_or_is_not_sent() {
        assert_eq!(Decimal::from(-0.1), "-0.1".parse().unwrap());
        assert_eq!((Decimal::from(-7_i64).as_str(), Decimal::from(-7_i64).text()), ("-7", "-7".into()));
        assert!((Decimal::from(0.1).to_f64() - 0.1).abs() < f64::EPSILON);
        assert!(encode_strict(&Decimal::from(f64::INFINITY)).is_err());
    }
}
