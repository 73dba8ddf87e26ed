//! Values in filters.

use crate::values::{Date, DateTime};

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

/// OData's words for what has no digits are `NaN`, `INF` and `-INF`.
impl Literal for f64 {
    fn literal(&self, _: Dialect) -> String {
        match self {
            number if number.is_nan() => "NaN".to_owned(),
            number if number.is_infinite() => if *number > 0.0 { "INF" } else { "-INF" }.to_owned(),
            number => number.to_string(),
        }
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
