//! A table, as the type of its rows.

use super::literal::Dialect;
use crate::json::{Decode, Encode};

/// A table: the type of its rows. Generated code implements it.
pub trait Table: Decode + Send + 'static {
    /// The name of the table on the wire.
    const NAME: &'static str;
    /// How the service writes values in filters.
    #[doc(hidden)]
    const DIALECT: Dialect;
    /// The type of the column that identifies a row.
    type Key;
    /// What a new row may have: the columns that a caller can write, the required ones first.
    type New: Encode;
    /// What an update may change: the columns that a caller can write. It sends only what is set.
    type Changes: Encode;
}
