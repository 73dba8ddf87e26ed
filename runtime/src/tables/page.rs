//! A page of rows: an object with the list `value`, as OData writes it.

use crate::json::{Decode, Decoder, JsonError, Keys};

/// A page of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct RowPage<T> {
    /// The rows.
    pub value: Vec<T>,
}

impl<T: Decode> Decode for RowPage<T> {
    fn decode(value: &mut Decoder<'_>) -> Result<Self, JsonError> {
        static KEYS: Keys = Keys::new(&["value"]);
        let mut rows: Option<Vec<T>> = None;
        value.object(&KEYS, &mut [&mut rows])?;
        Ok(Self { value: rows.unwrap_or_default() })
    }
}
