//! Filters of rows: the text of `$filter`.

use super::table::Table;
use std::{fmt, marker::PhantomData};

/// A table whose filters may use `and`.
#[diagnostic::on_unimplemented(message = "filters of `{Self}` cannot use `and`")]
pub trait And: Table {}
/// A table whose filters may use `or`.
#[diagnostic::on_unimplemented(message = "filters of `{Self}` cannot use `or`")]
pub trait Or: Table {}
/// A table whose filters may use `not`.
#[diagnostic::on_unimplemented(message = "filters of `{Self}` cannot use `not`")]
pub trait Not: Table {}

/// A condition on the rows of a table, in the form that its service reads.
///
/// Columns make filters, e.g. `Bookings::STATUS.eq("Active").and(Bookings::ID.gt(5))`. Values are quoted as their types
/// need it, so no value can change a filter.
pub struct Filter<T> {
    text: String,
    /// How tightly its outermost operator binds.
    rank: Rank,
    table: PhantomData<fn() -> T>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Or,
    And,
    Atom,
}

impl<T: Table> Filter<T> {
    pub(super) fn atom(text: String) -> Self {
        Self { text, rank: Rank::Atom, table: PhantomData }
    }

    /// Rows that fulfil both conditions.
    pub fn and(self, other: Self) -> Self
    where
        T: And,
    {
        self.join("and", Rank::And, other)
    }

    /// Rows that fulfil one of two conditions, or both.
    pub fn or(self, other: Self) -> Self
    where
        T: Or,
    {
        self.join("or", Rank::Or, other)
    }

    /// Rows that do not fulfil the condition.
    pub fn negated(self) -> Self
    where
        T: Not,
    {
        Self::atom(format!("not ({})", self.text))
    }

    fn join(self, operator: &str, rank: Rank, other: Self) -> Self {
        let text = format!("{} {operator} {}", self.inside(rank), other.inside(rank));
        Self { text, rank, table: PhantomData }
    }

    /// The condition as an operand of an operator.
    fn inside(self, rank: Rank) -> String {
        if self.rank < rank { format!("({})", self.text) } else { self.text }
    }

    /// The text of `$filter`, not encoded.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<T> Clone for Filter<T> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), rank: self.rank, table: PhantomData }
    }
}

/// Without the text: it holds values of the caller.
impl<T> fmt::Debug for Filter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filter").finish_non_exhaustive()
    }
}
