//! Choices whose names a lock keeps, or that ask for the same name.

use super::build::*;
use super::name;
use crate::model::*;
use crate::names::address::dynamic_key;
use crate::names::identifier::digest;
use crate::span::Span;

const SIX: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// Choices for parameters of the second operation and of the third; the first supplies them.
fn with(sources: Vec<DynamicSource>) -> Connector {
    let mut connector = connector(vec![action("Get"), action("A"), action("B"), action("Find")], vec![]);
    connector.dynamic_sources = sources;
    connector
}

#[test]
fn choices_that_ask_for_one_name_differ_by_a_digest_of_their_place() {
    let connector = with(vec![choice(0, &[(1, "x-y")], &[]), choice(0, &[(1, "x_y")], &[])]);
    let names = name(&connector, None).0.names.choices;
    let methods: Vec<&str> = names.iter().map(|names| names.method.as_str()).collect();
    assert_eq!(methods, ["A/x-y", "A/x_y"].map(|place| format!("get_{}", digest(place, 4))));
}

#[test]
fn choices_of_one_place_are_numbered() {
    let connector = with(vec![choice(0, &[(1, "x")], &[]), choice(3, &[(1, "x")], &[]), choice(0, &[(2, "x")], &[])]);
    let lock = name(&connector, None).0.lock;
    let locked: Vec<(&str, &str)> =
        lock.scope("sources").map(|(key, entry)| (key, entry.identifier.as_str())).collect();
    assert_eq!(locked, [("A/x", "get_for_a_x"), ("A/x#2", "find"), ("B/x", "get_for_b_x")]);
    // So are the values of their methods.
    let both = with(vec![needing_all(choice(0, &[(1, "x")], &["a"])), needing_all(choice(3, &[(1, "x")], &["b"]))]);
    let lock = name(&both, None).0.lock;
    assert_eq!((lock.signatures("sources/A/x", "get").len(), lock.signatures("sources/A/x#2", "find").len()), (1, 1));
}

#[test]
fn the_struct_of_required_values_lasts_as_long_as_one_of_the_places() {
    let of = |places: &[(usize, &str)]| with(vec![needing_all(choice(0, places, &SIX))]);
    let mut locked = name(&of(&[(1, "x"), (2, "x")]), None).0.lock;
    locked.insert("sources", "A/x#required", "get_all", Span::default());
    locked.remove("sources", "B/x#required");
    let both = name(&of(&[(1, "x"), (2, "x")]), Some(&locked)).0;
    assert_eq!(both.names.choices[0].required.as_deref(), Some("GetAll"));
    let one = name(&of(&[(2, "x")]), Some(&both.lock)).0;
    assert_eq!(one.names.choices[0].required.as_deref(), Some("GetAll"));
}

/// The name of a place that an earlier version locked.
fn with_name_of_a_place(connector: &Connector) -> crate::names::Lock {
    let mut locked = name(connector, None).0.lock;
    locked.insert("choices", "A/x", "x_of_a", Span::default());
    name(connector, Some(&locked)).0.lock
}

#[test]
fn a_locked_name_of_a_place_keeps_the_order_of_all_its_values() {
    let locked = with_name_of_a_place(&with(vec![choice(0, &[(1, "x")], &SIX)]));
    let mut turned = SIX;
    turned.reverse();
    let after = name(&with(vec![choice(0, &[(1, "x")], &turned)]), Some(&locked)).0;
    let place = &after.names.choices[0].places[0];
    assert_eq!((place.name.as_str(), place.locked.as_deref()), ("x_of_a", Some(&[5, 4, 3, 2, 1, 0][..])));
}

#[test]
fn a_choice_of_another_operation_loses_the_names_of_its_places_too() {
    let locked = with_name_of_a_place(&with(vec![choice(0, &[(1, "x")], &[])]));
    let (after, _) = name(&with(vec![choice(3, &[(1, "x")], &[])]), Some(&locked));
    let names = &after.names.choices[0];
    assert_eq!((names.method.as_str(), names.places[0].name.as_str()), ("find", "a_x"));
    assert_eq!(names.places[0].locked, None);
    let again = name(&with(vec![choice(0, &[(1, "x")], &[])]), Some(&after.lock)).0;
    assert_ne!(again.names.choices[0].places[0].name, "x_of_a", "nothing gets it again");
}

#[test]
fn a_tree_beside_values_has_a_key_of_its_own() {
    let tree = DynamicKind::Tree(Box::new(Tree {
        end: TreeEnd { full_title: Vec::new(), is_parent: ParentTest::Always },
        browse: None,
        selects_parents: true,
        selects_leaves: true,
    }));
    let at = |beside_values: bool| DynamicLocation {
        operation: OperationId(0),
        part: DynamicPart::Parameter("folder".to_owned()),
        beside_values,
        callers: Vec::new(),
    };
    assert_eq!(dynamic_key(&tree, &at(true)), "folder/tree");
    assert_eq!(dynamic_key(&tree, &at(false)), "folder");
}
