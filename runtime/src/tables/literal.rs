//! Values in filters.

use crate::values::{Date, DateTime, Decimal};

/// How a service writes values in filters.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Booleans are `1` and `0`.
    pub numeric_booleans: bool,
    /// Dates and times are quoted.
    pub quoted_dates: bool,
}

/// A value that a filter can compare with.
pub trait Literal {
    /// The value as the service reads it in a filter.
    #[doc(hidden)]
    fn literal(&self, dialect: Dialect) -> String;
}

/// Text in quotes. A quote inside is written twice.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl Literal for str {
    fn literal(&self, _: Dialect) -> String {
        quoted(self)
    }
}

impl Literal for String {
    fn literal(&self, _: Dialect) -> String {
        quoted(self)
    }
}

impl Literal for i64 {
    fn literal(&self, _: Dialect) -> String {
        self.to_string()
    }
}

impl Literal for u64 {
    fn literal(&self, _: Dialect) -> String {
        self.to_string()
    }
}

/// OData's words for what has no digits are `NaN`, as Rust writes it, `INF` and `-INF`.
impl Literal for f64 {
    fn literal(&self, _: Dialect) -> String {
        match self {
            number if number.is_infinite() => if *number > 0.0 { "INF" } else { "-INF" }.to_owned(),
            number => number.to_string(),
        }
    }
}

impl Literal for Decimal {
    fn literal(&self, dialect: Dialect) -> String {
        let number = self.to_f64();
        if number.is_finite() { self.as_str().to_owned() } else { number.literal(dialect) }
    }
}

/// A GUID in a filter: services read it without quotes. The field of a row is its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guid(String);

/// A date and time without a time zone, in a filter. A `Z` at its end is not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalTime(String);

impl From<&str> for Guid {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl From<String> for Guid {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl From<&str> for LocalTime {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl From<DateTime> for LocalTime {
    fn from(value: DateTime) -> Self {
        Self(value.as_str().to_owned())
    }
}

impl Literal for Guid {
    fn literal(&self, _: Dialect) -> String {
        let groups: Vec<&str> = self.0.split('-').collect();
        let is_hexadecimal = |group: &&str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_guid = groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]) && groups.iter().all(is_hexadecimal);
        if is_guid { self.0.clone() } else { quoted(&self.0) }
    }
}

impl Literal for LocalTime {
    fn literal(&self, dialect: Dialect) -> String {
        date(self.0.strip_suffix('Z').unwrap_or(&self.0), dialect)
    }
}

impl Literal for bool {
    fn literal(&self, dialect: Dialect) -> String {
        let words = if dialect.numeric_booleans { ["0", "1"] } else { ["false", "true"] };
        words[usize::from(*self)].to_owned()
    }
}

impl Literal for Date {
    fn literal(&self, dialect: Dialect) -> String {
        date(self.as_str(), dialect)
    }
}

impl Literal for DateTime {
    fn literal(&self, dialect: Dialect) -> String {
        date(self.as_str(), dialect)
    }
}

/// A date or time. Its type keeps any text, so what is neither stands in quotes.
fn date(text: &str, dialect: Dialect) -> String {
    let is_date = !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b':' | b'.' | b'+' | b'T' | b'Z'));
    if is_date && !dialect.quoted_dates { text.to_owned() } else { quoted(text) }
}
