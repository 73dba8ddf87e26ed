//! Tables: the operations that are recognised, and what queries can do with columns.

use super::support::document;
use crate::diagnostic::Diagnostics;
use crate::input::Input;
use crate::lower::lower;
use crate::model::{
    Connector, Enum, FilterFunction, FilterValue, SchemaLocation, Table, TableColumn, Type, TypeId, TypeKind,
};
use crate::span::Sources;
use crate::spec::Definition;

/// The schema of a table with this key of `x-ms-capabilities` and these columns.
fn schema(capabilities: &str, columns: &str) -> String {
    format!(
        r#"{{"name": "[dbo].[Rows]", "x-ms-capabilities": {{{capabilities}}},
            "schema": {{"type": "array", "items": {{"type": "object", "required": ["Name"], "properties": {{{columns}}}}}}}}}"#
    )
}

const ALL: &str = r#""filterFunctionSupport": ["eq", "gt", "startswith", "and"], "filterRestrictions": {"filterable": true},
    "sortRestrictions": {"sortable": true, "unsortableProperties": ["Note"]}"#;
const COLUMNS: &str = r#""Id": {"type": "integer", "x-ms-keyType": "primary", "x-ms-permission": "read-only"}, "Name": {"type": "string"},
    "Note": {"type": "string", "x-ms-capabilities": {"filterFunctions": ["startswith", "endswith"]}}, "a b": {"type": "string"}"#;

fn read(paths: &str, schema: &str) -> (Connector, Vec<&'static str>) {
    let input = Input::new("test", document(paths, "")).with_table("rows.Schema.json", schema);
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let definition = Definition::read(input, &mut sources, &mut diagnostics).unwrap();
    let connector = lower(&definition, &mut diagnostics).unwrap();
    let codes = diagnostics.iter().map(|it| it.problem.code()).collect();
    (connector, codes)
}

/// The schema of a body that takes a row.
const ROW: &str = r#"{"type": "object"}"#;

/// An operation of a path with one method; a body takes any JSON.
fn operation(path: &str, method: &str, id: &str, more: &str) -> String {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let parameters =
        names.map(|name| format!(r#"{{"name": "{name}", "in": "path", "required": true, "type": "string"}}"#));
    let body = matches!(method, "post" | "patch" | "put")
        .then(|| format!(r#"{{"name": "item", "in": "body", "required": true, "schema": {ROW}}}"#));
    let parameters: Vec<String> = parameters.chain(body).collect();
    let parameters = parameters.join(", ");
    format!(
        r#""{method}": {{"operationId": "{id}", {more} "parameters": [{parameters}], "responses": {{"200": {{"schema": {{"type": "object"}}}}}}}}"#
    )
}

fn path(path: &str, operations: &[(&str, &str, &str)]) -> String {
    let operations: Vec<String> =
        operations.iter().map(|(method, id, more)| operation(path, method, id, more)).collect();
    format!(r#""{path}": {{{}}}"#, operations.join(", "))
}

/// The ids of the operations for list, get, create, update and delete.
fn recognised(paths: &[String]) -> Option<[Option<String>; 5]> {
    let (connector, _) = read(&paths.join(", "), &schema(ALL, COLUMNS));
    let operations = connector.tables.as_ref()?.operations.clone();
    let id = |id: Option<crate::model::OperationId>| id.map(|id| connector.operations[id.0].id.clone());
    let ids = [Some(operations.list), operations.get, operations.create, operations.update, operations.delete];
    Some(ids.map(id))
}

#[test]
fn the_newest_operations_that_are_not_deprecated_are_taken() {
    let list = "/datasets/{server},{db}/tables/{t}/items";
    let old = "/datasets/default/tables/{t}/items";
    let found = recognised(&[
        path("/$metadata.json/datasets/default/tables/{t}", &[("get", "Describe", "")]),
        path(old, &[("get", "OldList", r#""deprecated": true,"#), ("post", "OldCreate", "")]),
        path("/v2/$metadata.json/datasets/{s},{d}/tables/{t}", &[("get", "DescribeV2", "")]),
        path(&format!("/v2{list}"), &[("get", "List", ""), ("post", "Create", "")]),
        path(&format!("/v3{list}"), &[("post", "CreateV3", r#""deprecated": true,"#)]),
        path(&format!("/v2{list}/{{id}}"), &[("get", "Get", ""), ("delete", "Delete", ""), ("put", "Put", "")]),
        path(&format!("/v4{list}/{{id}}"), &[("patch", "Patch", "")]),
    ]);
    assert_eq!(found.unwrap().map(Option::unwrap), ["List", "Get", "Create", "Patch", "Delete"]);
}

#[test]
fn a_list_without_a_description_is_none_and_the_table_is_reported() {
    let paths = [path("/datasets/{d}/tables/{t}/items", &[("get", "List", "")])];
    assert_eq!(recognised(&paths), None);
    let (connector, codes) = read(&paths.join(", "), &schema(ALL, COLUMNS));
    assert_eq!(codes, ["tables-without-operations"]);
    assert!(connector.types.is_empty());
}

#[test]
fn a_column_can_do_what_it_and_the_table_allow() {
    let paths = [
        path("/$metadata.json/datasets/{d}/tables/{t}", &[("get", "Describe", "")]),
        path("/datasets/{d}/tables/{t}/items", &[("get", "List", "")]),
    ];
    let (connector, codes) = read(&paths.join(", "), &schema(ALL, COLUMNS));
    assert_eq!(codes, [""; 0]);
    let table = &connector.tables.as_ref().unwrap().tables[0];
    use FilterFunction::{Equals, Greater, StartsWith};
    let can: Vec<_> = table.columns.iter().map(|it| (it.query.as_str(), it.filters.clone(), it.sortable)).collect();
    assert_eq!(
        can,
        [
            // No text function for a number.
            ("Id", vec![Equals, Greater], true),
            ("Name", vec![Equals, Greater, StartsWith], true),
            ("Note", vec![StartsWith], false),
            // A name that would end early in a query.
            ("a b", vec![], false),
        ]
    );
    assert_eq!((table.name.as_str(), table.stem.as_str(), table.logic), ("[dbo].[Rows]", "rows", [true, false, false]));
    let fields = [table.row, table.new, table.changes].map(|id| fields(&connector, id));
    let field = |key: &str, required: bool| (key.to_owned(), required);
    assert_eq!(fields[0], [field("Id", false), field("Name", false), field("Note", false), field("a b", false)]);
    // The service makes the key.
    assert_eq!(fields[1], [field("Name", true), field("Note", false), field("a b", false)]);
    assert_eq!(fields[2], [field("Name", false), field("Note", false), field("a b", false)]);
}

#[test]
fn two_tables_of_one_name_are_reported_and_the_first_stays() {
    let paths = path("/datasets/{d}/tables/{t}/items", &[("get", "List", "")]);
    let input = Input::new("test", document(&paths, "")).with_table("rows.json", schema(ALL, COLUMNS));
    let input = input.with_table("rows.Schema.json", schema(ALL, COLUMNS));
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let definition = Definition::read(input, &mut sources, &mut diagnostics).unwrap();
    assert_eq!(definition.tables.len(), 1);
    let codes: Vec<_> = diagnostics.iter().map(|it| it.problem.code()).collect();
    assert_eq!(codes, ["duplicate-table"]);
}

#[test]
fn what_is_no_table_or_has_no_operations_is_reported() {
    let paths = path("/a", &[("get", "A", "")]);
    assert_eq!(read(&paths, r#"{"name": "x"}"#).1, ["not-a-table"]);
    let dataverse = schema("", r#""id": {"type": "string", "x-ms-dataverse-type": "StringType"}"#);
    assert_eq!(read(&paths, &dataverse).1, ["tables-without-operations"]);
    // Operations for tables of another form do not help.
    let tabular = [
        path("/$metadata.json/datasets/{d}/tables/{t}", &[("get", "Describe", "")]),
        path("/datasets/{d}/tables/{t}/items", &[("get", "List", "")]),
    ];
    assert_eq!(read(&tabular.join(", "), &dataverse).1, ["tables-without-operations"]);
}

#[test]
fn an_insert_is_better_than_a_post_to_the_list() {
    let list = "/drives/{d}/files/{f}/tables/{t}/items";
    let item = format!("{list}/{{id}}");
    let upsert = path(list, &[("get", "List", ""), ("post", "Upsert", "")]);
    let of_row = path(&item, &[("get", "Get", ""), ("patch", "Patch", ""), ("delete", "Delete", "")]);
    let insert = |names: [&str; 3], more| {
        let [drive, file, table] = names;
        let inserts = format!("/v1.2/drives/{{{drive}}}/items/{{{file}}}/workbook/tables/{{{table}}}/rows");
        path(&inserts, &[("post", "Insert", more)])
    };
    let create = |insert: String| recognised(&[upsert.clone(), of_row.clone(), insert]).unwrap()[2].clone().unwrap();
    assert_eq!(create(insert(["d", "f", "t"], "")), "Insert");
    assert_eq!(create(insert(["d", "f", "t"], r#""deprecated": true,"#)), "Upsert");
    assert_eq!(create(insert(["d", "x", "t"], "")), "Upsert");
    // What takes no row inserts none, nor does a request to another path.
    let names = ["d", "f", "t"];
    assert_eq!(create(insert(names, "").replace(ROW, r#"{"type": "string"}"#)), "Upsert");
    assert_eq!(create(insert(names, "").replace("post", "get")), "Upsert");
    assert_eq!(create(insert(names, "").replace("rows", "clear")), "Upsert");
    let of_text = recognised(&[upsert.replace(ROW, r#"{"type": "string"}"#), of_row.clone()]);
    assert_eq!(of_text.unwrap()[2], None);
    for (method, id) in [("patch", "Patch"), ("put", "Put")] {
        let update = |body: &str| path(&item, &[("get", "Get", ""), (method, id, "")]).replace(ROW, body);
        let updated = |body: &str| recognised(&[upsert.clone(), update(body)]).map(|found| found[3].clone().unwrap());
        assert_eq!((updated(ROW), updated(r#"{"type": "string"}"#)), (Some(id.to_owned()), None));
    }
    // Without a description below `$metadata.json`, a list is one of rows only if they can be changed.
    assert_eq!(recognised(&[upsert.clone(), path(&item, &[("get", "Get", "")])]), None);
}

#[test]
fn entity_sets_are_read_and_changed_by_operations_of_their_own_shape() {
    let set = "/data/v9.1/{set}";
    let item = format!("{set}({{id}})");
    let conditional = operation("/data/v9.0/{set}({id})", "patch", "Update", "").replace(
        r#""parameters": ["#,
        r#""parameters": [{"name": "If-Match", "in": "header", "required": true, "type": "string", "default": "*"}, "#,
    );
    let needy = operation("/data/v9.1.0/{set}", "get", "ListOfOrganization", "").replace(
        r#""parameters": ["#,
        r#""parameters": [{"name": "organization", "in": "header", "required": true, "type": "string"}, "#,
    );
    let paths = [
        path("/data/v9.1.0/{set}", &[]).replace("{}", &format!("{{{needy}}}")),
        path(set, &[("get", "List", ""), ("post", "Create", "")]),
        path(&item, &[("get", "Get", ""), ("patch", "Upsert", ""), ("delete", "Delete", "")]),
        format!(r#""/data/v9.0/{{set}}({{id}})": {{{conditional}}}"#),
        path("/data/v9.2/{action}", &[("post", "Run", "")]),
        path("/other/{set}", &[("get", "Other", "")]),
    ];
    let columns = r#""id": {"type": "string", "x-ms-dataverse-type": "UniqueidentifierType", "x-ms-keyType": "primary"},
        "state": {"type": "string", "x-ms-dataverse-type": "StateType", "enum": ["Active", "Gone"], "x-ms-enum-values": [0, 1]},
        "new_Unit": {"type": "string", "x-ms-dataverse-type": "LookupType", "x-ms-schema-name": "new_Unit"},
        "price": {"type": "string", "x-ms-dataverse-type": "MoneyType", "x-ms-read-only": true},
        "statename": {"type": "string", "x-ms-dataverse-type": "VirtualType", "x-ms-read-only": true}"#;
    let schema = schema("", columns).replace(r#""type": "object","#, r#""x-ms-dataverse-entityset": "things","#);
    let (connector, codes) = read(&paths.join(", "), &schema);
    assert_eq!(codes, [""; 0]);
    let tables = connector.tables.as_ref().unwrap();
    let operations: Vec<_> = tables.operations.all().map(|id| connector.operations[id.0].id.as_str()).collect();
    assert_eq!(operations, ["List", "Get", "Create", "Update", "Delete"]);
    let table = &tables.tables[0];
    assert_eq!((table.name.as_str(), table.key_columns.as_slice()), ("things", ["id".to_owned()].as_slice()));
    let keys = |id: TypeId| fields(&connector, id).into_iter().map(|(key, _)| key).collect::<Vec<_>>();
    assert_eq!(keys(table.row), ["id", "state", "_new_Unit_value", "price", "statename"]);
    assert_eq!(keys(table.new), ["id", "state", "new_Unit@odata.bind"]);
    assert_eq!(keys(table.changes), ["state", "new_Unit@odata.bind"]);
    let values: Vec<_> = table.columns.iter().map(|column| column.value.clone()).collect();
    let Some(FilterValue::Typed(Type::Named(state))) = values[1] else { panic!("{values:?}") };
    let typed = |ty| Some(FilterValue::Typed(ty));
    assert_eq!(
        values,
        [Some(FilterValue::Guid), typed(Type::Named(state)), Some(FilterValue::Guid), typed(Type::Decimal), None]
    );
    assert!(!table.columns[4].is_usable());
    assert_eq!(labels(&connector, state), [("0", "Active"), ("1", "Gone")]);
}

#[test]
fn columns_have_the_types_and_the_values_that_their_schema_states() {
    let paths = [
        path("/$metadata.json/datasets/{d}/tables/{t}", &[("get", "Describe", "")]),
        path("/datasets/{d}/tables/{t}/items", &[("get", "List", "")]),
    ];
    let columns = r#"
        "B": {"type": "integer", "x-ms-keyType": "primary", "x-ms-keyOrder": 2, "x-ms-permission": "read-write"},
        "A": {"type": "string", "format": "guid", "x-ms-keyType": "primary", "x-ms-keyOrder": 1, "x-ms-permission": "read-only"},
        "Name": {"type": "number", "format": "currency"},
        "Made": {"type": "string", "format": "date-no-tz"},
        "state": {"type": "integer"},
        "_state_label": {"type": "string", "enum": ["", "On"], "x-ms-crm-enumvalues": [null, 7]},
        "level": {"type": "string", "x-ms-enum-values": [{"value": "new", "displayName": "New"}]},
        "Who": {"type": "object", "x-ms-capabilities": {"filterFunctions": ["eq"]}, "properties": {
            "Id": {"type": "integer"},
            "Email": {"type": "string", "x-ms-capabilities": {"x-ms-sp": {"OdataQueryName": "EMail"}, "filterFunctions": ["startswith"]}},
            "Value": {"type": "string", "x-ms-capabilities": {"x-ms-sp": {"OdataQueryName": "Who/Title"}, "filterFunctions": ["eq"]}},
            "Picture": {"type": "string"}}},
        "Choice": {"type": "object", "x-ms-capabilities": {"x-ms-sp": {"IsChoice": true}, "filterFunctions": ["eq"]}, "properties": {
            "Id": {"type": "integer"}, "Value": {"type": "string"}}}"#;
    let (connector, codes) = read(&paths.join(", "), &schema(ALL, columns));
    assert_eq!(codes, [""; 0]);
    let table = &connector.tables.as_ref().unwrap().tables[0];
    // No protocol says how several keys are joined.
    assert_eq!((&table.key, table.key_columns.as_slice()), (&None, ["A".to_owned(), "B".to_owned()].as_slice()));
    let TypeKind::Struct(row) = &connector.types[table.row.0].kind else { panic!() };
    let ty = |key: &str| row.fields.iter().find(|field| field.key == key).unwrap().ty.clone();
    assert_eq!([ty("Name"), ty("Made"), ty("B")], [Type::Decimal, Type::DateTime, Type::Integer]);
    let (Type::Named(state), Type::Named(level)) = (ty("state"), ty("level")) else { panic!("{row:?}") };
    assert_eq!(labels(&connector, state), [("7", "On")]);
    assert_eq!(labels(&connector, level), [("new", "New")]);
    let keys: Vec<_> = fields(&connector, table.new).into_iter().map(|(key, _)| key).collect();
    assert!(keys.contains(&"B".to_owned()) && !keys.contains(&"A".to_owned()), "{keys:?}");
    use FilterFunction::{Equals, StartsWith};
    let inside: Vec<_> = table.columns[9..].iter().map(|it| (it.query.as_str(), it.filters.clone())).collect();
    assert_eq!(inside, [("Who/Id", vec![Equals]), ("Who/EMail", vec![StartsWith]), ("Who/Title", vec![Equals])]);
    assert_eq!(table.columns[8].value, Some(FilterValue::Typed(Type::String)));
    assert_eq!(table.columns[1].value, Some(FilterValue::Guid));
    assert_eq!(table.columns[3].value, Some(FilterValue::LocalTime));
}

fn labels(connector: &Connector, id: TypeId) -> Vec<(&str, &str)> {
    match &connector.types[id.0].kind {
        TypeKind::Enum(Enum { values, .. }) => {
            values.iter().map(|value| (value.wire.as_str(), value.title.as_deref().unwrap_or_default())).collect()
        }
        other => panic!("{other:?}"),
    }
}

/// The fields of a struct, and whether each is required.
fn fields(connector: &Connector, id: TypeId) -> Vec<(String, bool)> {
    match &connector.types[id.0].kind {
        TypeKind::Struct(structure) => {
            structure.fields.iter().map(|field| (field.key.clone(), field.required)).collect()
        }
        other => panic!("{other:?}"),
    }
}

const TABULAR: [&str; 2] = ["/$metadata.json/datasets/{d}/tables/{t}", "/datasets/{d}/tables/{t}/items"];

/// The first table, with these columns, of a connector that lists rows.
fn table(columns: &str) -> (Connector, Table) {
    let paths = TABULAR.map(|at| path(at, &[("get", &at[1..5], "")]));
    let connector = read(&paths.join(", "), &schema(ALL, columns)).0;
    let table = connector.tables.as_ref().unwrap().tables[0].clone();
    (connector, table)
}

#[test]
fn each_of_many_columns_is_found_by_its_key() {
    let columns: Vec<String> = (0..1_000)
        .map(|at| {
            format!(
                r#""c{at}": {{"type": "integer"}},
                   "_c{at}_label": {{"type": "string", "enum": ["L{at}"], "x-ms-crm-enumvalues": [{at}]}}"#
            )
        })
        .collect();
    let keys = |from: usize, to: usize| {
        (from..to).map(|at| format!(r#""c{at}""#)).chain((0..1_000).map(|at| format!(r#""none{at}""#)))
    };
    let list = |from, to| keys(from, to).collect::<Vec<_>>().join(",");
    let capabilities = format!(
        r#""filterFunctionSupport": [{}, "eq"],
           "filterRestrictions": {{"filterable": true, "nonFilterableProperties": [{}]}},
           "sortRestrictions": {{"sortable": true, "unsortableProperties": [{}]}}"#,
        list(0, 0),
        list(0, 300),
        list(200, 600)
    );
    let schema = schema(&capabilities, &columns.join(","))
        .replace(r#""required": ["Name"]"#, &format!(r#""required": [{}]"#, list(0, 500)));
    let paths = TABULAR.map(|at| path(at, &[("get", &at[1..5], "")]));
    let connector = read(&paths.join(", "), &schema).0;
    let table = &connector.tables.as_ref().unwrap().tables[0];
    let count = |is: fn(&TableColumn) -> bool| table.columns.iter().filter(|column| is(column)).count();
    assert_eq!((count(|it| it.sortable), count(|it| !it.filters.is_empty())), (2_000 - 400, 2_000 - 300));
    assert_eq!(fields(&connector, table.new).iter().filter(|(_, required)| *required).count(), 500);
    let TypeKind::Struct(row) = &connector.types[table.row.0].kind else { panic!() };
    let Type::Named(last) = &row.fields[1_998].ty else { panic!("{:?}", row.fields[1_998]) };
    assert_eq!(labels(&connector, *last), [("999", "L999")]);
}

#[test]
fn a_table_has_as_many_columns_as_a_compiler_can_read() {
    let paths = TABULAR.map(|at| path(at, &[("get", &at[1..5], "")])).join(", ");
    let columns: Vec<_> = (0..4_001).map(|at| format!(r#""c{at}": {{"type": "string"}}"#)).collect();
    let input = Input::new("test", document(&paths, "")).with_table("rows.json", schema(ALL, &columns.join(",")));
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let definition = Definition::read(input, &mut sources, &mut diagnostics).unwrap();
    assert!(lower(&definition, &mut diagnostics).is_none());
    assert_eq!(diagnostics.iter().map(|it| it.problem.code()).collect::<Vec<_>>(), ["too-many-properties"]);
}

#[test]
fn a_key_is_an_integer_or_a_text_of_one_column() {
    let key = |ty: &str| table(&format!(r#""Id": {{"type": "{ty}", "x-ms-keyType": "primary"}}"#)).1.key;
    assert_eq!(key("integer"), Some(Type::Integer));
    assert_eq!(key("string"), Some(Type::String));
    assert_eq!((key("number"), key("boolean")), (None, None));
}

#[test]
fn the_types_of_a_table_stay_apart_even_if_they_are_equal() {
    let (connector, table) = table(r#""Any": {}"#);
    for id in [table.new, table.changes] {
        assert_eq!(fields(&connector, id), [("Any".to_owned(), false)]);
    }
    assert_ne!(table.new, table.changes);
    for id in [table.row, table.new, table.changes] {
        let def = &connector.types[id.0];
        assert!(matches!(def.location, SchemaLocation::Table { .. }) && def.aliases.is_empty(), "{def:?}");
    }
}

#[test]
fn a_value_inside_a_column_needs_functions_and_names_that_a_query_can_hold() {
    let functions = r#""x-ms-capabilities": {"filterFunctions": ["eq"]}"#;
    let columns = format!(
        r#""Who": {{"type": "object", {functions}, "properties": {{
            "Id": {{"type": "string"}}, "Number": {{"type": "integer"}}, "Name": {{"type": "string", {functions}}},
            "a b": {{"type": "string", {functions}}},
            "None": {{"type": "string", "x-ms-capabilities": {{"filterFunctions": ["ne"]}}}}}}}}"#
    );
    let (_, table) = table(&columns);
    let inside: Vec<_> = table.columns[1..].iter().map(|it| it.query.as_str()).collect();
    assert_eq!(inside, ["Who/Name"]);
}

#[test]
fn only_a_request_that_reads_describes_a_table() {
    let recognised = |method: &str| {
        recognised(&[path(TABULAR[0], &[(method, "Describe", "")]), path(TABULAR[1], &[("get", "List", "")])])
    };
    assert_eq!(recognised("get").map(|ids| ids[0].clone()), Some(Some("List".to_owned())));
    assert_eq!(recognised("post"), None);
}

#[test]
fn a_list_that_callers_see_is_better_than_a_newer_one_that_they_do_not() {
    let describe = |prefix: &str| {
        path(&format!("/$metadata.json/{prefix}/tables/{{t}}"), &[("get", &format!("Describe{prefix}"), "")])
    };
    let found = recognised(&[
        describe("a"),
        describe("b"),
        path("/v1/a/tables/{t}/items", &[("get", "Visible", "")]),
        path("/v2/b/tables/{t}/items", &[("get", "Internal", r#""x-ms-visibility": "internal","#)]),
    ]);
    assert_eq!(found.unwrap()[0].as_deref(), Some("Visible"));
}

#[test]
fn a_connector_may_list_rows_of_tables_and_have_tables_of_entity_sets() {
    let paths = [
        path(TABULAR[0], &[("get", "Describe", "")]),
        path(TABULAR[1], &[("get", "List", "")]),
        path("/data/v9.1/{set}", &[("get", "ListOfSet", "")]),
        path("/data/v9.1/{set}({id})", &[("get", "GetOfSet", "")]),
    ];
    let columns =
        r#""id": {"type": "string", "x-ms-dataverse-type": "UniqueidentifierType", "x-ms-keyType": "primary"}"#;
    let schema = schema("", columns).replace(r#""type": "object","#, r#""x-ms-dataverse-entityset": "things","#);
    let (connector, codes) = read(&paths.join(", "), &schema);
    assert_eq!(codes, [""; 0]);
    let list = connector.tables.as_ref().unwrap().operations.list;
    assert_eq!(connector.operations[list.0].id, "ListOfSet");
}
