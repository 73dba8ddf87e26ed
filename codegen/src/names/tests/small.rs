//! The names of a small connector, as a whole.

use super::build::*;
use super::{by_place, name};
use crate::model::{Connector, Exposure, Operation, ParameterLocation, TypeDef};
use crate::names::Lock;
use crate::span::Span;

/// A connector as they come: a few operations, a definition, inline types, choices.
pub(super) fn connector_of_chat() -> Connector {
    let path = ParameterLocation::Path { double: false };
    let places = || vec![parameter("SendMessage", "sendToAll", &[]), parameter("SendActions_v2", "sendToAll", &[])];
    let mut connector = connector(
        vec![
            action("SendMessage").with(path, "groupId", Exposure::Positional).with_queries(&["sendToAll"]).with_body(),
            action("SendActions_v2").with(path, "groupId", Exposure::Positional).with_queries(&["type", "$filter"]),
            action("GetGroups"),
            trigger("UserJoinedOnGroup").with(ParameterLocation::Query, "objectId", Exposure::Positional).with_body(),
        ],
        vec![
            object(definition("SendMessageResponse"), &["referenceId", "@odata.type", "type"]),
            open_object(part("SendMessageResponse", &["groups", "[]"]), &["groupId", "id"]),
            object(body("SendMessage", &[]), &["Message", "subscribers"]),
            object(body("SendMessage", &["subscribers", "[]"]), &["1", "memberIDs"]),
            required_object(response("GetGroups", &["{}"]), &["a", "b", "c", "d", "e", "f"]),
            object(payload("UserJoinedOnGroup", &[]), &["data"]),
            responses(response("SendMessage", &[]), &[200, 202]),
            object(status("SendMessage", "404", &[]), &["code"]),
            object(status("SendMessage", "404", &["inner", "[]"]), &["code"]),
            object(status("SendMessage", "default", &[]), &["code"]),
            shared("sendToAll", places(), texts(definition(""), &["Yes", "No", "", "-1", "1", "Action Package"])),
        ],
    );
    connector.dynamic_sources =
        vec![choice(2, &[(0, "groupId"), (1, "groupId")], &[]), choice(1, &[(3, "objectId")], &["objectId", "type"])];
    connector
}

#[test]
fn a_small_connector() {
    let connector = connector_of_chat();
    let (assigned, warnings) = name(&connector, None);
    assert_eq!(warnings, [""; 0]);
    let mut lines: Vec<String> = vec![
        assigned.names.package.clone(),
        assigned.names.library.clone(),
        assigned.names.client.clone(),
        assigned.names.options.clone(),
    ];
    lines.extend(by_place(&connector, &assigned.names).into_iter().map(|(place, name)| format!("{place}: {name}")));
    insta::assert_snapshot!("small", lines.join("\n"));
    insta::assert_snapshot!("small_lock", assigned.lock.to_string());
}

#[test]
fn a_struct_holds_the_required_values_of_a_choice_if_they_are_many() {
    let of = |keys: &[&str]| {
        let mut connector = connector(vec![action("Get"), action("Do")], Vec::new());
        connector.dynamic_sources = vec![needing_all(choice(0, &[(1, "x")], keys))];
        let assigned = name(&connector, None).0;
        (assigned.names.choices[0].required.clone(), assigned.lock.get("sources/get#a").map(str::to_owned))
    };
    assert_eq!(of(&["a", "b", "c", "d", "e"]), (None, None), "callers do not see the names of arguments");
    let names = (Some("GetRequired".to_owned()), Some("a".to_owned()));
    assert_eq!(of(&["a", "b", "c", "d", "e", "f"]), names);
}

#[test]
fn a_value_of_a_choice_does_not_hide_what_its_method_needs() {
    let mut connector = connector(vec![action("Get"), action("Do")], Vec::new());
    connector.dynamic_sources = vec![choice(0, &[(1, "x")], &["open", "opened"])];
    assert_eq!(name(&connector, None).0.names.choices[0].arguments, ["open_value", "opened"]);
}

#[test]
fn a_status_and_a_property_called_so_are_two_places() {
    let types = [response("Do", &["404"]), status("Do", "404", &[])].map(|place| object(place, &["a"]));
    let (assigned, warnings) = name(&connector(vec![action("Do")], types.into()), None);
    let names: Vec<&str> = assigned.names.types.iter().map(|names| names.name.as_str()).collect();
    assert!(names.iter().all(|name| name.starts_with("Do404X")) && warnings.len() == 2, "{names:?} {warnings:?}");
    assert_eq!(assigned.lock.get("responses#Do/404~"), Some(names[1]));
}

/// The names of a struct's fields, where a lock keeps the name `taken` for a field that is gone.
fn fields(ty: TypeDef, taken: &str) -> Vec<String> {
    let mut locked = Lock::default();
    locked.insert("models/Foo", "gone", taken, Span::default());
    let assigned = name(&connector(Vec::new(), vec![ty]), Some(&locked)).0;
    assigned.names.types[0].fields.iter().map(|names| names.field.clone()).collect()
}

#[test]
fn only_a_field_that_is_called_like_the_additional_ones_says_that_it_is_a_field() {
    assert_eq!(fields(open_object(definition("Foo"), &["extra", "a"]), "z"), ["extra_field", "a"]);
    assert_eq!(fields(open_object(definition("Foo"), &["a-b", "aB"]), "z"), ["a_b_dash", "a_b_x042a"]);
    assert_eq!(fields(open_object(definition("Foo"), &["a"]), "a"), ["a_xca97"]);
    assert_eq!(fields(object(definition("Foo"), &["extra"]), "extra"), ["extra_xc8de"]);
}

#[test]
fn only_a_parameter_that_is_called_like_another_or_the_body_says_where_it_goes() {
    let names = |operation: Operation, taken: &str| {
        let mut locked = Lock::default();
        locked.insert("arguments/Get", "query/gone", taken, Span::default());
        name(&connector(vec![operation], vec![]), Some(&locked)).0.names.operations[0].parameters.clone()
    };
    let get = |keys: &[&str]| action("Get").with_queries(keys);
    assert_eq!(names(get(&["a-b", "aB", "body"]).with_body(), "z"), ["a_b_dash", "a_b_x042a", "body_query"]);
    assert_eq!(names(get(&["a"]), "a"), ["a_xca97"]);
    assert_eq!(names(get(&["a"]).with_body(), "a"), ["a_xca97"]);
    assert_eq!(names(get(&["body"]), "body"), ["body_x230d"]);
    let twice = get(&["a"]).with(ParameterLocation::Header, "a", Exposure::Setter);
    assert_eq!(names(twice, "z"), ["a_query", "a_header"]);
}

#[test]
fn only_the_keys_of_a_table_are_read_as_columns() {
    assert_eq!(fields(object(definition("Foo"), &["a_x0020_b"]), "z"), ["a_x0020_b"]);
    let tables = with_tables(&[("orders", "Orders", &[("a_x0020_b", "a_x0020_b")])]);
    assert_eq!(name(&tables, None).0.names.types[0].fields[0].field, "a_b");
}

#[test]
fn types_within_others_that_ask_for_one_name_differ_by_their_symbols() {
    let names = |types: Vec<TypeDef>| {
        let assigned = name(&connector(vec![action("Do")], types), None).0;
        assigned.names.types.iter().map(|names| names.name.clone()).collect::<Vec<_>>()
    };
    let types = names(vec![object(body("Do", &["a-b"]), &[]), object(body("Do", &["aB"]), &[])]);
    assert_eq!(types, ["DoABDash", "DoABX498f"]);
    let tables = with_tables(&[("self", "Self", &[])]);
    assert_eq!(name(&tables, None).0.names.types[0].name, "SelfType");
}

#[test]
fn the_struct_of_required_values_makes_room_for_a_type_of_that_name() {
    let many = required_object(definition("Foo"), &["a", "b", "c", "d", "e", "f"]);
    let assigned = name(&connector(Vec::new(), vec![many, object(definition("FooRequired"), &[])]), None).0;
    let types = &assigned.names.types;
    assert_eq!((types[0].required.as_deref(), types[1].name.as_str()), (Some("FooRequiredValues"), "FooRequired"));
}
