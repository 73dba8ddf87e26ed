//! Columns, and what a table allows a query to do with each.

use super::{
    filter::Filter,
    literal::Literal,
    query::{Order, Selected},
    table::Table,
};
use std::{fmt, marker::PhantomData};

/// What is known of a column. Generated code implements it for a type of its own per column.
pub trait ColumnType: 'static {
    /// The table.
    type Table: Table;
    /// The type of the values that a filter compares with.
    type Value: Literal;
    /// The column in a filter or an order.
    const PATH: &'static str;
    /// The column in a selection.
    const NAME: &'static str;
}

/// A column of a table. Its methods make filters and orders.
///
/// A method is there if the table allows it for this column; otherwise the call does not compile.
pub struct Column<C>(PhantomData<fn() -> C>);

impl<C> Column<C> {
    #[doc(hidden)]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<C> Clone for Column<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Column<C> {}

impl<C: ColumnType> fmt::Debug for Column<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Column").field(&C::PATH).finish()
    }
}

/// A column that filters compare with `eq`.
#[diagnostic::on_unimplemented(message = "the table does not filter `{Self}` with `eq`")]
pub trait Equals: ColumnType {}
/// A column that filters compare with `ne`.
#[diagnostic::on_unimplemented(message = "the table does not filter `{Self}` with `ne`")]
pub trait NotEquals: ColumnType {}
/// A column that filters compare with `gt`.
#[diagnostic::on_unimplemented(message = "the table does not filter `{Self}` with `gt`")]
pub trait Greater: ColumnType {}
/// A column that filters compare with `ge`.
#[diagnostic::on_unimplemented(message = "the table does not filter `{Self}` with `ge`")]
pub trait GreaterOrEqual: ColumnType {}
/// A column that filters compare with `lt`.
#[diagnostic::on_unimplemented(message = "the table does not filter `{Self}` with `lt`")]
pub trait Less: ColumnType {}
/// A column that filters compare with `le`.
#[diagnostic::on_unimplemented(message = "the table does not filter `{Self}` with `le`")]
pub trait LessOrEqual: ColumnType {}
/// A column that filters test with `startswith`.
#[diagnostic::on_unimplemented(message = "the table does not filter `{Self}` with `startswith`")]
pub trait StartsWith: ColumnType {}
/// A column that filters test with `endswith`.
#[diagnostic::on_unimplemented(message = "the table does not filter `{Self}` with `endswith`")]
pub trait EndsWith: ColumnType {}
/// A column that filters test with `contains`.
#[diagnostic::on_unimplemented(message = "the table does not filter `{Self}` with `contains`")]
pub trait Contains: ColumnType {}
/// A column that filters compare with null.
#[diagnostic::on_unimplemented(message = "the table does not compare `{Self}` with null")]
pub trait IsNull: ColumnType {}
/// A column by which rows can be sorted.
#[diagnostic::on_unimplemented(message = "the table does not sort by `{Self}`")]
pub trait Sortable: ColumnType {}
/// A column that a selection may name.
#[diagnostic::on_unimplemented(message = "the table does not select `{Self}`")]
pub trait Selectable: ColumnType {}

impl<C: ColumnType> Column<C> {
    fn compare(operator: &str, value: impl Into<C::Value>) -> Filter<C::Table> {
        let literal = value.into().literal(C::Table::DIALECT);
        Filter::atom(format!("{} {operator} {literal}", C::PATH))
    }

    fn call(function: &str, value: &str) -> Filter<C::Table> {
        Filter::atom(format!("{function}({},{})", C::PATH, super::literal::quoted(value)))
    }

    /// Rows whose value is equal.
    pub fn eq(self, value: impl Into<C::Value>) -> Filter<C::Table>
    where
        C: Equals,
    {
        Self::compare("eq", value)
    }

    /// Rows whose value differs.
    pub fn ne(self, value: impl Into<C::Value>) -> Filter<C::Table>
    where
        C: NotEquals,
    {
        Self::compare("ne", value)
    }

    /// Rows whose value is greater or later.
    pub fn gt(self, value: impl Into<C::Value>) -> Filter<C::Table>
    where
        C: Greater,
    {
        Self::compare("gt", value)
    }

    /// Rows whose value is equal, greater or later.
    pub fn ge(self, value: impl Into<C::Value>) -> Filter<C::Table>
    where
        C: GreaterOrEqual,
    {
        Self::compare("ge", value)
    }

    /// Rows whose value is less or earlier.
    pub fn lt(self, value: impl Into<C::Value>) -> Filter<C::Table>
    where
        C: Less,
    {
        Self::compare("lt", value)
    }

    /// Rows whose value is equal, less or earlier.
    pub fn le(self, value: impl Into<C::Value>) -> Filter<C::Table>
    where
        C: LessOrEqual,
    {
        Self::compare("le", value)
    }

    /// Rows whose text begins with another.
    pub fn starts_with(self, value: impl AsRef<str>) -> Filter<C::Table>
    where
        C: StartsWith,
    {
        Self::call("startswith", value.as_ref())
    }

    /// Rows whose text ends with another.
    pub fn ends_with(self, value: impl AsRef<str>) -> Filter<C::Table>
    where
        C: EndsWith,
    {
        Self::call("endswith", value.as_ref())
    }

    /// Rows whose text contains another.
    pub fn contains(self, value: impl AsRef<str>) -> Filter<C::Table>
    where
        C: Contains,
    {
        Self::call("contains", value.as_ref())
    }

    /// Rows without a value.
    pub fn is_null(self) -> Filter<C::Table>
    where
        C: IsNull,
    {
        Filter::atom(format!("{} eq null", C::PATH))
    }

    /// Smaller or earlier values first.
    pub fn ascending(self) -> Order<C::Table>
    where
        C: Sortable,
    {
        Order::new(C::PATH, "asc")
    }

    /// Greater or later values first.
    pub fn descending(self) -> Order<C::Table>
    where
        C: Sortable,
    {
        Order::new(C::PATH, "desc")
    }

    /// The column in a selection.
    pub fn selected(self) -> Selected<C::Table>
    where
        C: Selectable,
    {
        Selected::new(C::NAME)
    }
}
