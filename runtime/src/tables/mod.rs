//! Rows of tables whose columns are known when the crate is generated: typed columns, and OData queries that cannot be malformed.
//! In: columns and values. Out: the text of `$filter`, `$orderby` and `$select`, and the requests of one table's rows.

mod column;
mod filter;
mod literal;
mod page;
mod query;
mod request;
#[cfg(test)]
mod tests;

pub use column::{
    Column, ColumnType, Contains, EndsWith, Equals, Greater, GreaterOrEqual, IsNull, Less, LessOrEqual, NotEquals,
    Selectable, Sortable, StartsWith,
};
pub use filter::{And, Filter, Not, Or};
pub use literal::{Dialect, Literal};
pub use page::RowPage;
pub use query::{Order, Query, Selected};
pub use request::RowRequest;

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
