//! Tables: the operations that are recognised, and what queries can do with columns.

use super::support::document;
use crate::diagnostic::Diagnostics;
use crate::input::Input;
use crate::lower::lower;
use crate::model::{Connector, FilterFunction, TypeKind};
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

/// An operation of a path with one method; a body takes any JSON.
fn operation(path: &str, method: &str, id: &str, more: &str) -> String {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let parameters =
        names.map(|name| format!(r#"{{"name": "{name}", "in": "path", "required": true, "type": "string"}}"#));
    let body = matches!(method, "post" | "patch" | "put")
        .then(|| r#"{"name": "item", "in": "body", "required": true, "schema": {"type": "object"}}"#.to_owned());
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
    let can: Vec<_> = table.columns.iter().map(|it| (it.key.as_str(), it.filters.clone(), it.sortable)).collect();
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
    let fields = |id: crate::model::TypeId| match &connector.types[id.0].kind {
        TypeKind::Struct(structure) => {
            structure.fields.iter().map(|field| (field.key.clone(), field.required)).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    let fields = [table.row, table.new, table.changes].map(fields);
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
fn what_is_no_table_and_the_form_of_dataverse_are_reported() {
    let paths = path("/a", &[("get", "A", "")]);
    assert_eq!(read(&paths, r#"{"name": "x"}"#).1, ["not-a-table"]);
    let dataverse = schema("", r#""id": {"type": "string", "x-ms-dataverse-type": "StringType"}"#);
    assert_eq!(read(&paths, &dataverse).1, ["dataverse-table"]);
}
