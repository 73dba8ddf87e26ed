//! Rows of tables whose columns are known when the crate is generated: typed columns, and OData queries that cannot be malformed.
//! In: columns and values. Out: the text of `$filter`, `$orderby` and `$select`, and the requests of one table's rows.

mod column;
mod filter;
mod literal;
mod page;
mod query;
mod request;
mod table;
#[cfg(test)]
mod tests;

pub use column::{
    Column, ColumnType, Contains, EndsWith, Equals, Greater, GreaterOrEqual, IsNull, Less, LessOrEqual, NotEquals,
    Selectable, Sortable, StartsWith,
};
pub use filter::{And, Filter, Not, Or};
pub use literal::{Dialect, Guid, Literal, LocalTime};
pub use page::RowPage;
pub use query::{Order, Query, Selected};
pub use request::RowRequest;
pub use table::Table;
