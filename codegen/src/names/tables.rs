//! The names of columns. The constant of a column is the field of the row in upper case, its type the same in camel case.

use super::address::type_scope;
use super::identifier::Style;
use super::scope::{Alternative, Book, Claim, Scope};
use super::table::{ColumnNames, TableNames, TypeNames};
use crate::model::Connector;

/// Names the columns of every table.
pub(super) fn assign(connector: &Connector, types: &[TypeNames], book: &mut Book<'_>) -> Vec<TableNames> {
    let tables = connector.tables.iter().flat_map(|tables| &tables.tables);
    let named = tables.map(|table| {
        let def = &connector.types[table.row.0];
        let mut scope = Scope::new(format!("{}/#columns", type_scope(&def.location)), Style::Camel, &[]);
        for column in &table.columns {
            let alternative = Some(Alternative::OfReserved("column"));
            scope.claim(Claim { alternative, ..Claim::of(&column.key, def.span) });
        }
        let fields = &types[table.row.0].fields;
        let columns = scope.settle(book).into_iter().zip(fields).map(|(settled, field)| {
            let field = field.with.strip_prefix("with_").unwrap_or(&field.with);
            ColumnNames { constant: field.to_ascii_uppercase(), marker: settled.identifier }
        });
        TableNames { columns: columns.collect() }
    });
    named.collect()
}
