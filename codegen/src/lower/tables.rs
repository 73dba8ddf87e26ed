//! Tables: their types, what queries can do with their columns, and the operations that reach their rows.
//!
//! The operations are recognised by their shape: a list `P = …/tables/{x}/items`, whose dataset part also has a description
//! below `$metadata.json`, and `P/{y}` for one row. A leading version (`/v2`) does not count; of several the newest that is not
//! deprecated is taken.

use std::collections::HashMap;

use crate::diagnostic::Problem;
use crate::lower::context::Context;
use crate::lower::operations::Lowered;
use crate::lower::{documented_type, schemas, texts};
use crate::model::{
    self, Content, Exposure, Field, FilterFunction, OperationId, SchemaLocation, Struct, Table, TableColumn,
    TableDialect, TableOperations, TablePart, Tables, Type, TypeKind, Visibility,
};
use crate::spec::{self, Definition};

/// Makes the tables of a definition. Each that has no typed rows is left out with a diagnostic.
pub(super) fn lower<'a>(
    context: &mut Context<'a>,
    definition: &'a Definition,
    lowered: &[Lowered<'a>],
) -> Option<Tables> {
    let operations = operations(context, lowered);
    let mut tables = Vec::new();
    for written in &definition.tables {
        let table = || written.stem.clone();
        if written.is_dataverse {
            context.report(written.name.span, Problem::DataverseTable { table: table() });
        } else if operations.is_none() {
            context.report(written.name.span, Problem::TablesWithoutOperations { table: table() });
        } else {
            tables.push(self::table(context, written));
        }
    }
    Some(Tables { tables, operations: operations? }).filter(|tables| !tables.tables.is_empty())
}

/// The operations of the newest group that is not deprecated.
fn operations(context: &Context<'_>, lowered: &[Lowered<'_>]) -> Option<TableOperations> {
    let described: Vec<(u64, String)> = lowered
        .iter()
        .filter(|it| it.operation.method == "GET")
        .filter_map(|it| {
            let (version, path) = shape(&it.operation.path);
            Some((version, path.strip_prefix("/$metadata.json")?.to_owned()))
        })
        .collect();
    let mut found: HashMap<(String, &'static str), (bool, u64, usize)> = HashMap::new();
    for (at, it) in lowered.iter().enumerate() {
        let operation = &it.operation;
        let (version, path) = shape(&operation.path);
        let (list, is_item) = match path.strip_suffix("/{}") {
            Some(list) if list.ends_with("/tables/{}/items") => (list, true),
            _ if path.ends_with("/tables/{}/items") => (path.as_str(), false),
            _ => continue,
        };
        let role = match (operation.method.as_str(), is_item) {
            ("GET", false) => "list",
            ("POST", false) if has_row_body(context, it) => "create",
            ("GET", true) => "get",
            ("PATCH" | "PUT", true) if has_row_body(context, it) => "update",
            ("DELETE", true) => "delete",
            _ => continue,
        };
        let table = list.strip_suffix("/items").unwrap_or(list);
        if !described.iter().any(|(_, path)| path == table) {
            continue;
        }
        // Newer is better, but nothing is better if it is deprecated.
        let rank = (operation.deprecated.is_none(), version, at);
        let best = found.entry((list.to_owned(), role)).or_insert(rank);
        if (rank.0, rank.1) > (best.0, best.1) {
            *best = rank;
        }
    }
    // A definition may have groups with other datasets, the older ones deprecated.
    let lists = found.iter().filter(|((_, role), _)| *role == "list");
    let best = lists.max_by_key(|(_, (is_current, version, at))| (*is_current, *version, std::cmp::Reverse(*at)));
    let group = best?.0.0.clone();
    let of = |role: &'static str| found.get(&(group.clone(), role)).map(|(_, _, at)| OperationId(*at));
    Some(TableOperations {
        list: of("list")?,
        get: of("get"),
        create: of("create"),
        update: of("update"),
        delete: of("delete"),
    })
}

/// The version before a path, 0 without one, and the path behind it with `{}` for each placeholder.
fn shape(path: &str) -> (u64, String) {
    let version = |segment: &str| segment.strip_prefix('v').and_then(|digits| digits.parse().ok());
    let first = path.strip_prefix('/').and_then(|rest| rest.split('/').next());
    let (version, path) = match first.and_then(|first| Some((version(first)?, first.len() + 1))) {
        Some((version, length)) => (version, &path[length..]),
        None => (0, path),
    };
    let mut shape = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        shape.push_str(before);
        shape.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    shape.push_str(rest);
    (version, shape)
}

/// Whether an operation takes a row as its body.
fn has_row_body(context: &Context<'_>, it: &Lowered<'_>) -> bool {
    match it.operation.body.as_ref().map(|body| &body.content) {
        Some(Content::Json(ty)) => {
            matches!(model::resolve(&context.types, ty), Type::Row | Type::Json | Type::Map(_))
        }
        _ => false,
    }
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
    let mut columns = Vec::new();
    for column in &written.columns {
        let ty = schemas::ty(context, &column.schema, &location(TablePart::Row).child(&column.key.value));
        columns.push(self::column(context, written, column, &ty));
        rows.push(field(context, column, ty));
    }
    let is_writable =
        |column: &&(&spec::Column, &Field)| column.0.writable && column.0.key_order.is_none_or(|_| column.0.required);
    let writable: Vec<(&spec::Column, &Field)> =
        written.columns.iter().zip(&rows).filter(|it| is_writable(&it)).collect();
    let of_new = writable.iter().map(|(column, field)| Field {
        required: column.required,
        exposure: if column.required { Exposure::Positional } else { Exposure::Setter },
        ..(*field).clone()
    });
    let of_changes = writable.iter().map(|(_, field)| Field { ty: nullable(field.ty.clone()), ..(*field).clone() });
    let (of_new, of_changes) = (of_new.collect(), of_changes.collect());
    let key = key(written, &rows);
    let structure = |fields| TypeKind::Struct(Struct { fields, extra: None, variants: None });
    context.fill(row, structure(rows));
    context.fill(new, structure(of_new));
    context.fill(changes, structure(of_changes));
    let allows = |function: &str| written.capabilities.filter_functions.iter().any(|it| it == function);
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
        columns,
        logic: ["and", "or", "not"].map(allows),
        dialect: TableDialect { numeric_booleans: is_version_3, quoted_dates: is_version_3 },
    }
}

/// The type of the only column of the key.
fn key(written: &spec::Table, rows: &[Field]) -> Option<Type> {
    let mut keys = written.columns.iter().zip(rows).filter(|(column, _)| column.key_order.is_some());
    match (keys.next(), keys.next()) {
        (Some((_, field)), None) if matches!(field.ty, Type::Integer | Type::String) => Some(field.ty.clone()),
        _ => None,
    }
}

/// The field of a row. A row comes from the service, so no field of it is required.
fn field<'a>(context: &Context<'a>, column: &'a spec::Column, ty: Type) -> Field {
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
        documented_type: documented_type::of_schema(context, &column.schema),
        remarks: Vec::new(),
        span: column.key.span,
    }
}

fn nullable(ty: Type) -> Type {
    match ty {
        Type::Json | Type::Nullable(_) => ty,
        other => Type::Nullable(Box::new(other)),
    }
}

/// The names of the functions in a table's schema.
const FUNCTIONS: [(&str, FilterFunction); 10] = [
    ("eq", FilterFunction::Equals),
    ("ne", FilterFunction::NotEquals),
    ("gt", FilterFunction::Greater),
    ("ge", FilterFunction::GreaterOrEqual),
    ("lt", FilterFunction::Less),
    ("le", FilterFunction::LessOrEqual),
    ("startswith", FilterFunction::StartsWith),
    ("endswith", FilterFunction::EndsWith),
    ("contains", FilterFunction::Contains),
    ("null", FilterFunction::IsNull),
];

/// What queries can do with a column: what it allows itself, and the table too.
fn column<'a>(context: &Context<'a>, table: &spec::Table, column: &spec::Column, ty: &Type) -> TableColumn {
    let key = &column.key.value;
    let capabilities = &table.capabilities;
    let except = |list: &Option<Vec<String>>| list.as_ref().is_some_and(|except| !except.contains(key));
    // A name with these characters would end early in a query.
    let is_word =
        !key.is_empty() && !key.chars().any(|c| c.is_whitespace() || matches!(c, '\'' | '"' | '(' | ')' | ','));
    let value = value(context, column, ty).filter(|_| is_word && except(&capabilities.not_filterable));
    let own = |name: &str| column.filter_functions.as_ref().is_none_or(|own| own.iter().any(|it| it == name));
    let allowed = |name: &str| own(name) && capabilities.filter_functions.iter().any(|it| it == name);
    let is_text = matches!(value, Some(Type::String));
    let fits = |function: FilterFunction| match function {
        FilterFunction::StartsWith | FilterFunction::EndsWith | FilterFunction::Contains => is_text,
        _ => value.is_some(),
    };
    let filters = FUNCTIONS.into_iter().filter(|(name, function)| allowed(name) && fits(*function));
    TableColumn {
        key: key.clone(),
        filters: filters.map(|(_, function)| function).collect(),
        value,
        sortable: is_word && except(&capabilities.not_sortable),
        selectable: is_word && capabilities.selectable,
    }
}

/// The type that filters compare a column with: its own, the text of a choice, or the text of an enumeration.
fn value<'a>(context: &Context<'a>, column: &spec::Column, ty: &Type) -> Option<Type> {
    match model::resolve(&context.types, ty) {
        ty @ (Type::String | Type::Integer | Type::Number | Type::Boolean | Type::Date | Type::DateTime) => {
            Some(ty.clone())
        }
        ty if matches!(model::kind(&context.types, ty), Some(TypeKind::Enum(_))) => Some(Type::String),
        _ if column.is_choice => Some(Type::String),
        _ => None,
    }
}
