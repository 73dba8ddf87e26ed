//! Tables: their types, what queries can do with their columns, and the operations that reach their rows.

mod columns;
mod operations;

use crate::diagnostic::Problem;
use crate::lower::context::Context;
use crate::lower::operations::Lowered;
use crate::lower::texts;
use crate::model::{Exposure, Field, SchemaLocation, Struct, Table, TableDialect, TablePart, Tables, Type, TypeKind};
use crate::spec::{self, Definition};

/// Makes the tables of a definition. Each that has no operations is left out with a diagnostic.
pub(super) fn lower<'a>(
    context: &mut Context<'a>,
    definition: &'a Definition,
    lowered: &[Lowered<'a>],
) -> Option<Tables> {
    if definition.tables.is_empty() {
        return None;
    }
    let mut found = operations::find(context, lowered);
    // One connector has tables of one form. Columns in the other form have other names on the wire.
    let is_tabular = found.rows.is_some() && definition.tables.iter().any(|table| !table.is_dataverse);
    let (operations, library) = match is_tabular {
        true => (found.rows, found.library.take()),
        false => (found.entities, None),
    };
    let mut tables = Vec::new();
    for written in &definition.tables {
        if operations.is_none() || written.is_dataverse == is_tabular {
            context.report(written.name.span, Problem::TablesWithoutOperations { table: written.stem.clone() });
        } else {
            tables.push(table(context, written));
        }
    }
    Some(Tables { tables, operations: operations?, library }).filter(|tables| !tables.tables.is_empty())
}

fn table<'a>(context: &mut Context<'a>, written: &'a spec::Table) -> Table {
    let location = |part: TablePart| SchemaLocation::Table { table: written.stem.clone(), part, path: Vec::new() };
    let [row, new, changes] = [TablePart::Row, TablePart::New, TablePart::Changes].map(|part| {
        let id = context.reserve_at(written.span, location(part));
        if let Some(def) = context.types.get_mut(id.0) {
            def.title = texts::text(&written.title);
        }
        id
    });
    let mut rows = Vec::new();
    let mut inside = Vec::new();
    let mut columns = Vec::new();
    for column in &written.columns {
        let ty = columns::ty(context, &column.schema, &location(TablePart::Row).child(&column.key.value));
        let mut of_column = columns::columns(context, written, column, &ty).into_iter();
        columns.extend(of_column.next());
        inside.extend(of_column);
        rows.push(columns::field(context, column, ty));
    }
    columns.extend(inside);
    let written_columns = written.columns.iter().zip(&rows).filter(|(column, _)| column.writable);
    let sent = |column: &spec::Column, field: &Field| Field {
        key: column.written_as.clone().unwrap_or_else(|| field.key.clone()),
        ..field.clone()
    };
    let of_new = written_columns.clone().map(|(column, field)| Field {
        required: column.required,
        exposure: if column.required { Exposure::Positional } else { Exposure::Setter },
        ..sent(column, field)
    });
    // The key says which row changes.
    let of_changes = written_columns.filter(|(column, _)| column.key_order.is_none());
    let of_changes = of_changes.map(|(column, field)| Field { ty: nullable(field.ty.clone()), ..sent(column, field) });
    let (of_new, of_changes) = (of_new.collect(), of_changes.collect());
    let (key, key_columns) = key(written, &rows);
    let structure = |fields, extra| TypeKind::Struct(Struct { fields, extra, variants: None });
    // Services add what no schema states: versions of rows, annotations, expanded rows.
    context.fill(row, structure(rows, Some(Type::Json)));
    context.fill(new, structure(of_new, None));
    context.fill(changes, structure(of_changes, None));
    let allows = |function: &str| written.capabilities.filter_functions.contains(function);
    // The protocol of tables names no dialect. Version 3 of OData is SharePoint's, which reads values in its own way.
    let is_version_3 = written.capabilities.odata_version.as_deref() == Some("3");
    Table {
        stem: written.stem.clone(),
        name: written.name.value.clone(),
        title: texts::text(&written.title),
        row,
        new,
        changes,
        key,
        key_columns,
        columns,
        logic: ["and", "or", "not"].map(allows),
        dialect: TableDialect { numeric_booleans: is_version_3, quoted_dates: is_version_3 },
    }
}

/// The type of the key, and its columns in their order. No protocol says how the values of several columns are joined in a path, so
/// such a key is text.
fn key(written: &spec::Table, rows: &[Field]) -> (Option<Type>, Vec<String>) {
    let keys = written.columns.iter().zip(rows).filter_map(|(column, field)| Some((column.key_order?, field)));
    let mut keys: Vec<_> = keys.collect();
    keys.sort_by_key(|(order, _)| *order);
    let ty = match keys.as_slice() {
        [(_, field)] if matches!(field.ty, Type::Integer | Type::String) => Some(field.ty.clone()),
        _ => None,
    };
    (ty, keys.into_iter().map(|(_, field)| field.key.clone()).collect())
}

fn nullable(ty: Type) -> Type {
    match ty {
        Type::Json | Type::Nullable(_) => ty,
        other => Type::Nullable(Box::new(other)),
    }
}
