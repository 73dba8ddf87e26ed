//! Tables in, their descriptions out.

use super::description::{ColumnDescription, OptionDescription, TableDescription, TableOperationsDescription};
use crate::emit::Spelling;
use crate::model::{
    Connector, Field, FilterValue, OperationId, Table, TableColumn, TableOperations, Type, TypeId, TypeKind,
};
use crate::names::{ColumnNames, Names};

/// The descriptions of all tables.
pub(super) fn describe(connector: &Connector, names: &Names, spelling: &Spelling<'_>) -> Vec<TableDescription> {
    let Some(tables) = &connector.tables else { return Vec::new() };
    let operations = |group: &TableOperations| operations(connector, group);
    let described = tables.tables.iter().zip(&names.tables).map(|(table, of_table)| TableDescription {
        rust: spelling.ty(&Type::Named(table.row)),
        name: table.name.clone(),
        title: table.title.clone(),
        key: table.key_columns.clone(),
        key_type: spelling.ty(table.key.as_ref().unwrap_or(&Type::String)),
        columns: columns(connector, names, spelling, table, &of_table.columns),
        operations: operations(&tables.operations),
        library: tables.library.as_ref().map(operations),
    });
    described.collect()
}

fn operations(connector: &Connector, group: &TableOperations) -> TableOperationsDescription {
    let name = |id: OperationId| connector.operations[id.0].id.clone();
    TableOperationsDescription {
        list: name(group.list),
        get: group.get.map(name),
        create: group.create.map(name),
        update: group.update.map(name),
        delete: group.delete.map(name),
    }
}

fn columns(
    connector: &Connector,
    names: &Names,
    spelling: &Spelling<'_>,
    table: &Table,
    of_columns: &[ColumnNames],
) -> Vec<ColumnDescription> {
    let (rows, new) = (fields(connector, table.row), fields(connector, table.new));
    let columns = table.columns.iter().zip(of_columns).map(|(column, of_column)| {
        let at = rows.iter().position(|field| column.path == [field.key.as_str()]);
        let field = at.and_then(|at| rows.get(at));
        // A column may have another key in new rows, but stands at the same place of its schema.
        let is_required = |field: &Field| new.iter().any(|other| other.span == field.span && other.required);
        ColumnDescription {
            key: column.path.join("/"),
            rust: at.map(|at| names[table.row].fields[at].field.clone()),
            title: field.and_then(|field| field.title.clone()),
            ty: field.map_or_else(|| of_value(spelling, column), |field| spelling.ty(&field.ty)),
            writable: field.is_some_and(|field| !field.read_only),
            required: field.is_some_and(is_required),
            constant: column.is_usable().then(|| of_column.constant.clone()),
            query: column.query.clone(),
            filters: column.filters.iter().map(|function| function.word()).collect(),
            sortable: column.sortable,
            selectable: column.selectable,
            options: field.map(|field| options(connector, &field.ty)).unwrap_or_default(),
        }
    });
    columns.collect()
}

fn fields(connector: &Connector, id: TypeId) -> &[Field] {
    match &connector.types[id.0].kind {
        TypeKind::Struct(structure) => &structure.fields,
        _ => &[],
    }
}

/// The type that filters compare a value inside a column with.
fn of_value(spelling: &Spelling<'_>, column: &TableColumn) -> String {
    match &column.value {
        Some(FilterValue::Typed(ty)) => spelling.ty(ty),
        Some(FilterValue::Guid | FilterValue::LocalTime) | None => String::new(),
    }
}

/// The values that a schema lists, and their labels.
fn options(connector: &Connector, ty: &Type) -> Vec<OptionDescription> {
    let ty = match connector.resolve_value(ty) {
        Type::List(item) => connector.resolve_value(item),
        ty => ty,
    };
    let Type::Named(id) = ty else { return Vec::new() };
    match &connector.types[id.0].kind {
        TypeKind::Enum(enumeration) => {
            let values = enumeration.values.iter();
            values.map(|value| OptionDescription { value: value.wire.clone(), label: value.title.clone() }).collect()
        }
        _ => Vec::new(),
    }
}
