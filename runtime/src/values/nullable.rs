//! Values that may be null.

use crate::{
    json::{Decode, Decoder, Encode, Encoder, JsonError, StandIns},
    text::Text,
};
use std::borrow::Cow;

/// A value or null, for fields where null and absent differ: `None` is absent, `Some(Null)` is null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// Null.
    #[default]
    Null,
    /// A value.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value, `None` for null.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// The value by reference, `None` for null.
    pub fn as_option(&self) -> Option<&T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl From<&str> for Nullable<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl<T: Decode> Decode for Nullable<T> {
    const STAND_INS: StandIns = T::STAND_INS;

    fn decode(value: &mut Decoder<'_>) -> Result<Self, JsonError> {
        if value.take_null()? { Ok(Self::Null) } else { T::decode(value).map(Self::Value) }
    }

    fn decode_null() -> Option<Self> {
        Some(Self::Null)
    }

    fn named_keys() -> Option<&'static [&'static str]> {
        T::named_keys()
    }
}

impl<T: Encode> Encode for Nullable<T> {
    fn encode(&self, out: &mut Encoder) -> Result<(), JsonError> {
        match self {
            Self::Null => out.raw("null"),
            Self::Value(value) => value.encode(out)?,
        }
        Ok(())
    }
}

/// Null is an empty text.
impl<T: Text> Text for Nullable<T> {
    fn text(&self) -> Cow<'_, str> {
        self.as_option().map_or(Cow::Borrowed(""), Text::text)
    }

    fn items(&self) -> Vec<Cow<'_, str>> {
        self.as_option().map_or(Vec::new(), Text::items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_is_no_value_and_an_empty_text() {
        let (null, value) = (Nullable::<i64>::Null, Nullable::from(7_i64));
        assert_eq!((null.as_option(), value.as_option()), (None, Some(&7)));
        assert_eq!((null.text(), value.text()), (Cow::from(""), Cow::from("7")));
        assert_eq!((null.items().len(), value.items()), (0, vec![Cow::from("7")]));
        assert_eq!((null.into_option(), value.into_option()), (None, Some(7)));
        assert_eq!(Nullable::<String>::from("a").into_option().as_deref(), Some("a"));
    }
}
