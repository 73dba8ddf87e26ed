//! The names of columns. The constant of a column is the field of the row in upper case, its type the same in camel case. The constant
//! of a value inside a column is that of the column, two underscores, and the field inside. Where the type has lost its name because
//! the column is another one in queries, the constant ends like the new name of the type.

use super::address::{key, type_scope};
use super::identifier::Style;
use super::meaning::Meaning;
use super::scope::{Alternative, Book, Claim, Scope};
use super::table::{ColumnNames, FieldNames, TableNames, TypeNames};
use super::words::Spelling;
use crate::model::{Connector, Table, TableColumn, Type, TypeKind};

/// Names the columns of every table.
pub(super) fn assign(connector: &Connector, types: &[TypeNames], book: &mut Book<'_>) -> Vec<TableNames> {
    let tables = connector.tables.iter().flat_map(|tables| &tables.tables);
    let named = tables.map(|table| {
        let def = &connector.types[table.row.0];
        let of_row = |scope: &str| format!("{scope}/#columns");
        let mut scope = Scope::new(of_row(&type_scope(&def.location)), Style::Camel, &[]);
        for former in &types[table.row.0].respelt {
            scope = scope.known_at(of_row(former));
        }
        let claims = table.columns.iter().map(|column| {
            let alternative = Some(Alternative::OfReserved("column"));
            let spelling = spelling(&column.path);
            let key = key(column.path.iter().map(String::as_str));
            let wire = column.path.join("/");
            let meaning = Some(Meaning::of_column(&column.query));
            Claim { alternative, key, meaning, ..Claim::spelled(&wire, spelling, def.span) }
        });
        let claims: Vec<Claim> = claims.collect();
        claims.iter().for_each(|claim| scope.claim(claim.clone()));
        let settled = scope.settle(book).into_iter().zip(&claims);
        if !table.key_columns.is_empty() {
            // Callers pass a key to get, change and delete a row.
            let key = key(table.key_columns.iter().map(String::as_str));
            book.keep_meaning(&of_row(&type_scope(&def.location)), "#key", &types[table.row.0].name, &key, def.span);
        }
        let columns = settled.zip(&table.columns).map(|((settled, claim), column)| {
            let mut constant = constant(connector, types, table, column);
            if let Some(ending) = scope.ending_of_lost(claim, &settled.identifier) {
                constant = format!("{constant}_{}", ending.to_ascii_uppercase());
            }
            ColumnNames { constant, marker: settled.identifier }
        });
        TableNames { columns: columns.collect() }
    });
    named.collect()
}

/// The words of a column; of a value inside a column e.g. `email of author`.
fn spelling(path: &[String]) -> Spelling {
    let mut keys = path.iter().rev().map(|key| Spelling::of_column(key));
    let mut all = keys.next().unwrap_or_default();
    for outer in keys {
        all.words.push("of".to_owned());
        all.append(outer);
    }
    all
}

/// The constant of a column: the fields on the way to it.
fn constant(connector: &Connector, types: &[TypeNames], table: &Table, column: &TableColumn) -> String {
    let mut id = Some(table.row);
    let mut words = Vec::new();
    for key in &column.path {
        let Some(at) = id.take() else { break };
        let TypeKind::Struct(structure) = &connector.types[at.0].kind else { break };
        let mut fields = structure.fields.iter().zip(&types[at.0].fields);
        let Some((field, names)) = fields.find(|(field, _)| field.key == *key) else { break };
        words.push(word(names));
        id = match connector.resolve_value(&field.ty) {
            Type::Named(id) => Some(*id),
            _ => None,
        };
    }
    words.join("__")
}

fn word(names: &FieldNames) -> String {
    names.with.strip_prefix("with_").unwrap_or(&names.with).to_ascii_uppercase()
}
