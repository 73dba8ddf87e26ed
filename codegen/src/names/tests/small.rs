//! The names of a small connector, as a whole.

use super::build::*;
use super::{by_place, name};
use crate::model::{Connector, Exposure, ParameterLocation};

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
