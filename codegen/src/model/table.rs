//! Tables whose columns are known, and the operations that reach their rows.

use super::{Operation, OperationId, Parameter, ParameterLocation, Type, TypeId};

/// The tables of a connector, and the operations that all of them share.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
    /// The tables, in the order of their files.
    pub tables: Vec<Table>,
    /// The operations.
    pub operations: TableOperations,
    /// The operations for the files of a table that is a library.
    pub library: Option<TableOperations>,
}

/// The operations that reach the rows of a table. Their path parameters before the table are the same.
#[derive(Clone, Debug)]
pub(crate) struct TableOperations {
    /// Lists rows.
    pub list: OperationId,
    /// Gets a row.
    pub get: Option<OperationId>,
    /// Creates a row.
    pub create: Option<OperationId>,
    /// Changes a row.
    pub update: Option<OperationId>,
    /// Deletes a row.
    pub delete: Option<OperationId>,
}

impl Tables {
    /// Every operation.
    pub(crate) fn all(&self) -> impl Iterator<Item = OperationId> {
        std::iter::once(&self.operations).chain(&self.library).flat_map(TableOperations::all)
    }
}

impl TableOperations {
    /// All of them, to renumber.
    pub(crate) fn all_mut(&mut self) -> impl Iterator<Item = &mut OperationId> {
        let optional = [&mut self.get, &mut self.create, &mut self.update, &mut self.delete];
        std::iter::once(&mut self.list).chain(optional.into_iter().flatten())
    }

    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = OperationId> {
        let optional = [self.get, self.create, self.update, self.delete];
        std::iter::once(self.list).chain(optional.into_iter().flatten())
    }
}

/// What a required parameter of a table's operation is.
pub(crate) enum TableNeed<'a> {
    /// The key of a row.
    Key,
    /// The table.
    Table,
    /// A value that a caller gives once for all requests of a table.
    Given(TablePlace<'a>),
}

/// Where an operation of a table has such a value. Paths of one table may call their parameters differently, so these count by
/// position.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum TablePlace<'a> {
    /// The number of its placeholder.
    Path(usize),
    /// Its location and key.
    Other(ParameterLocation, &'a str),
}

impl TableOperations {
    /// What a parameter of one of the operations is.
    pub(crate) fn need<'a>(&self, id: OperationId, operation: &Operation, parameter: &'a Parameter) -> TableNeed<'a> {
        if !matches!(parameter.location, ParameterLocation::Path { .. }) {
            return TableNeed::Given(TablePlace::Other(parameter.location, &parameter.key));
        }
        let names: Vec<&str> = placeholders(&operation.path).collect();
        let has_key = [self.get, self.update, self.delete].contains(&Some(id));
        let table = names.len().checked_sub(if has_key { 2 } else { 1 });
        match names.iter().position(|name| *name == parameter.key) {
            at if at == table => TableNeed::Table,
            Some(at) if has_key && at + 1 == names.len() => TableNeed::Key,
            at => TableNeed::Given(TablePlace::Path(at.unwrap_or_default())),
        }
    }
}

/// The names of a path's placeholders.
pub(crate) fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// A table.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// Name of its schema's file without the ending; the names of its types are made from it.
    pub stem: String,
    /// The table on the wire.
    pub name: String,
    /// `title`.
    pub title: Option<String>,
    /// The type of its rows.
    pub row: TypeId,
    /// The type of a new row: the columns that a caller can write.
    pub new: TypeId,
    /// The type of a change: the same columns, each with a null.
    pub changes: TypeId,
    /// The type of the column that is the key; `None` if the table has none, or several.
    pub key: Option<Type>,
    /// The columns of the key, in their order.
    pub key_columns: Vec<String>,
    /// What filters and orders can do with each field of `row`, and behind it with values inside.
    pub columns: Vec<TableColumn>,
    /// Whether filters may use `and`, `or` and `not`.
    pub logic: [bool; 3],
    /// How the service writes values in filters.
    pub dialect: TableDialect,
}

impl Table {
    /// Every named type that the table itself refers to.
    pub(crate) fn types_mut(&mut self) -> impl Iterator<Item = &mut TypeId> {
        let values = self.columns.iter_mut().filter_map(|column| match &mut column.value {
            Some(FilterValue::Typed(Type::Named(id))) => Some(id),
            _ => None,
        });
        [&mut self.row, &mut self.new, &mut self.changes].into_iter().chain(values)
    }
}

/// What a query can do with a column.
#[derive(Clone, Debug)]
pub(crate) struct TableColumn {
    /// The wire keys from the row to it; more than one for a value inside a column.
    pub path: Vec<String>,
    /// The column in filters and orders.
    pub query: String,
    /// What filters compare with; `None` if no filter can.
    pub value: Option<FilterValue>,
    /// The comparisons and functions.
    pub filters: Vec<FilterFunction>,
    /// Whether rows can be sorted by it.
    pub sortable: bool,
    /// Whether a list can be limited to it.
    pub selectable: bool,
}

impl TableColumn {
    /// Whether a query can name it.
    pub(crate) fn is_usable(&self) -> bool {
        !self.filters.is_empty() || self.sortable || self.selectable
    }
}

/// What filters compare a column with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum FilterValue {
    /// A value of this type.
    Typed(Type),
    /// A GUID, whose field is text.
    Guid,
    /// A date and time without a time zone.
    LocalTime,
}

/// A comparison or function of a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FilterFunction {
    /// `eq`.
    Equals,
    /// `ne`.
    NotEquals,
    /// `gt`.
    Greater,
    /// `ge`.
    GreaterOrEqual,
    /// `lt`.
    Less,
    /// `le`.
    LessOrEqual,
    /// `startswith`.
    StartsWith,
    /// `endswith`.
    EndsWith,
    /// `contains`.
    Contains,
    /// `null`.
    IsNull,
}

impl FilterFunction {
    /// All of them.
    pub(crate) const ALL: [Self; 10] = [
        Self::Equals,
        Self::NotEquals,
        Self::Greater,
        Self::GreaterOrEqual,
        Self::Less,
        Self::LessOrEqual,
        Self::StartsWith,
        Self::EndsWith,
        Self::Contains,
        Self::IsNull,
    ];

    /// Its name in a table's schema.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Equals => "eq",
            Self::NotEquals => "ne",
            Self::Greater => "gt",
            Self::GreaterOrEqual => "ge",
            Self::Less => "lt",
            Self::LessOrEqual => "le",
            Self::StartsWith => "startswith",
            Self::EndsWith => "endswith",
            Self::Contains => "contains",
            Self::IsNull => "null",
        }
    }
}

/// How a service writes values in filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TableDialect {
    /// Booleans are `1` and `0`.
    pub numeric_booleans: bool,
    /// Dates and times are quoted.
    pub quoted_dates: bool,
}
