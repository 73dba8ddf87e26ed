//! Columns: their types, and what queries can do with each.

use std::collections::{HashMap, HashSet};

use crate::lower::context::Context;
use crate::lower::kinds::{self, Kind};
use crate::lower::{documented_type, schemas, texts};
use crate::model::{
    self, EnumBase, Exposure, Field, FilterFunction, FilterValue, SchemaLocation, TableColumn, Type, TypeKind,
    Visibility,
};
use crate::spec::{self, Schema};

/// The type of a column's values. A decimal number keeps its digits.
pub(super) fn ty<'a>(context: &mut Context<'a>, schema: &'a Schema, location: &SchemaLocation) -> Type {
    match (kinds::kind(schema), format(schema)) {
        (Kind::Number, "decimal" | "currency") => Type::Decimal,
        (Kind::String, LOCAL_TIME) => Type::DateTime,
        _ => schemas::ty(context, schema, location),
    }
}

/// The format of dates and times without a time zone.
const LOCAL_TIME: &str = "date-no-tz";

fn format(schema: &Schema) -> &str {
    schema.format.as_ref().map(|format| format.value.as_str()).unwrap_or_default()
}

/// The field of a row. A row comes from the service, so no field of it is required.
pub(super) fn field<'a>(context: &Context<'a>, column: &'a spec::Column, ty: Type) -> Field {
    Field {
        key: column.key.value.clone(),
        title: texts::title(&column.schema),
        description: texts::text(&column.schema.description),
        ty,
        required: false,
        read_only: !column.writable,
        visibility: Visibility::None,
        default: None,
        sent: None,
        exposure: Exposure::Setter,
        filled: false,
        documented_type: documented_type::of_schema(context, &column.schema),
        remarks: Vec::new(),
        span: column.key.span,
    }
}

/// What queries can do with a column and with the values inside: what it allows itself, and the table too.
pub(super) fn columns<'a>(
    context: &Context<'a>,
    table: &'a spec::Table,
    column: &'a spec::Column,
    ty: &Type,
) -> Vec<TableColumn> {
    let key = &column.key.value;
    let capabilities = &table.capabilities;
    let except = |list: &Option<HashSet<String>>| list.as_ref().is_some_and(|except| !except.contains(key));
    let is_named = column.is_queried && is_word(key);
    let is_filtered = is_named && except(&capabilities.not_filterable);
    let value = value(context, column, ty).filter(|_| is_filtered);
    let own = TableColumn {
        path: vec![key.clone()],
        query: key.clone(),
        filters: filters(context, table, column.filter_functions.as_deref(), value.as_ref()),
        value,
        sortable: is_named && except(&capabilities.not_sortable),
        selectable: is_named && capabilities.selectable,
    };
    let properties = column.schema.properties.iter().rev();
    let schemas: HashMap<&str, &Schema> = properties.map(|(name, schema)| (name.value.as_str(), schema)).collect();
    let parts = column.parts.iter().filter(|_| is_filtered).filter_map(|part| {
        let schema = schemas.get(part.key.as_str())?;
        self::part(context, table, column, part, schema)
    });
    std::iter::once(own).chain(parts).collect()
}

/// What filters can do with a value inside a column; `None` if nothing.
fn part<'a>(
    context: &Context<'a>,
    table: &'a spec::Table,
    column: &'a spec::Column,
    part: &spec::ColumnPart,
    schema: &Schema,
) -> Option<TableColumn> {
    let key = &column.key.value;
    let value = match kinds::kind(schema) {
        Kind::String => Type::String,
        Kind::Integer => Type::Integer,
        _ => return None,
    };
    // A reference to another row is compared by that row's id, and the functions are those of the column.
    let is_id = part.key == "Id" && value == Type::Integer && !column.is_choice;
    let (functions, name) = match (&part.filter_functions, &part.query_name) {
        (Some(functions), name) => (functions, name.as_deref()),
        (None, None) if is_id => (column.filter_functions.as_ref()?, None),
        (None, _) => return None,
    };
    let query = match name {
        Some(path) if path.contains('/') => path.to_owned(),
        name => format!("{key}/{}", name.unwrap_or(&part.key)),
    };
    let value = Some(FilterValue::Typed(value));
    let filters = filters(context, table, Some(functions), value.as_ref());
    let is_usable = !filters.is_empty() && query.split('/').all(is_word);
    let path = vec![key.clone(), part.key.clone()];
    is_usable.then_some(TableColumn { path, query, value, filters, sortable: false, selectable: false })
}

/// Whether a query can hold a name: with other characters it would end early.
fn is_word(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || matches!(c, '\'' | '"' | '(' | ')' | ','))
}

/// The functions that a column allows, and the table too, with values of a type.
fn filters(
    context: &Context<'_>,
    table: &spec::Table,
    own: Option<&[String]>,
    value: Option<&FilterValue>,
) -> Vec<FilterFunction> {
    let Some(value) = value else { return Vec::new() };
    let allowed = |name: &str| {
        own.is_none_or(|own| own.iter().any(|it| it == name)) && table.capabilities.filter_functions.contains(name)
    };
    let is_text = match value {
        FilterValue::Typed(Type::String) => true,
        FilterValue::Typed(ty) => {
            matches!(model::kind(&context.types, ty), Some(TypeKind::Enum(it)) if it.base == EnumBase::Text)
        }
        FilterValue::Guid | FilterValue::LocalTime => false,
    };
    let fits = |function: FilterFunction| match function {
        FilterFunction::StartsWith | FilterFunction::EndsWith | FilterFunction::Contains => is_text,
        _ => true,
    };
    FilterFunction::ALL.into_iter().filter(|function| allowed(function.word()) && fits(*function)).collect()
}

/// What filters compare a column with: its own type, or the text of a choice.
fn value<'a>(context: &Context<'a>, column: &spec::Column, ty: &Type) -> Option<FilterValue> {
    match (model::resolve(&context.types, ty), format(&column.schema)) {
        (Type::String, "guid" | "uuid") => Some(FilterValue::Guid),
        (Type::DateTime, LOCAL_TIME) => Some(FilterValue::LocalTime),
        (ty, _) if matches!(model::kind(&context.types, ty), Some(TypeKind::Enum(_))) => {
            Some(FilterValue::Typed(ty.clone()))
        }
        (
            ty @ (Type::String
            | Type::Integer
            | Type::Number
            | Type::Decimal
            | Type::Boolean
            | Type::Date
            | Type::DateTime),
            _,
        ) => Some(FilterValue::Typed(ty.clone())),
        _ if column.is_choice => Some(FilterValue::Typed(Type::String)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_holds_names_without_marks_that_end_them() {
        assert!(is_word("Name") && is_word("Room_x0020_Name"));
        for name in ["", "a b", "a'", "a\"", "a(", "a)", "a,b"] {
            assert!(!is_word(name), "{name}");
        }
    }
}
