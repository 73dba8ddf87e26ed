//! A locked name never changes. `names.lock` is read and written without loss, and its faults are reported.

use super::build::*;
use super::obstacles::{HOSTILE, course};
use super::{by_place, name};
use crate::diagnostic::Diagnostics;
use crate::model::Connector;
use crate::names::{Lock, Module, assign};
use crate::source::{Member, Node, Value};
use crate::span::Span;

fn text(text: &str) -> Node {
    Node { span: Span::default(), value: Value::String(text.to_owned()) }
}

fn document(entries: &[(&str, Node)]) -> Node {
    let member = |(key, value): &(&str, Node)| Member {
        key: (*key).to_owned(),
        key_span: Span::default(),
        value: value.clone(),
    };
    Node { span: Span::default(), value: Value::Object(entries.iter().map(member).collect()) }
}

fn read(entries: &[(&str, Node)]) -> (Lock, Vec<&'static str>) {
    let mut diagnostics = Diagnostics::default();
    let lock = Lock::read(&document(entries), &mut diagnostics);
    (lock, diagnostics.iter().map(|diagnostic| diagnostic.problem.code()).collect())
}

fn lock(entries: &[(&str, &str)]) -> Lock {
    let nodes: Vec<(&str, Node)> = entries.iter().map(|(place, name)| (*place, text(name))).collect();
    let (lock, faults) = read(&nodes);
    assert_eq!(faults, [""; 0]);
    lock
}

/// In the worst order: what comes later often is what would have the plain name.
const GROWING: &[&str] = &[
    "FILTER",
    "$filter",
    "fil-ter",
    "Filter",
    "fil.ter",
    "filTer",
    "fil_ter",
    "FilTer",
    "filter",
    "filter_dollar",
    "+1",
    "1",
    "-1",
    "value_1",
    "foo1bar",
    "foo_1bar",
    "A1b",
    "A1B",
    "New",
    "new",
    "new_operation",
    "Self",
    "self",
    "self_field",
    "👎 Like",
    "👍 Like",
    "like",
    "body",
    "extra",
    "Required",
    "e\u{301}",
    "é",
    "e",
    "",
    "empty",
];

#[test]
fn adding_one_item_at_a_time_renames_nothing() {
    let mut locked = Lock::default();
    for count in 0..=GROWING.len() {
        let (assigned, _) = name(&course(&GROWING[..count]), Some(&locked));
        for (place, identifier) in locked.iter() {
            assert_eq!(assigned.lock.get(place), Some(identifier), "{place}");
        }
        locked = assigned.lock;
    }
    let mut shuffled = GROWING.to_vec();
    shuffled.reverse();
    for names in [GROWING, &shuffled] {
        let (again, warnings) = name(&course(names), Some(&locked));
        assert_eq!(warnings, [""; 0], "locked names are not reported again");
        assert_eq!(again.lock.to_string(), locked.to_string());
    }
}

#[test]
fn a_lock_of_everything_changes_nothing() {
    let connector = course(HOSTILE);
    let (first, _) = name(&connector, None);
    let (again, warnings) = name(&connector, Some(&first.lock));
    assert_eq!(by_place(&connector, &first.names), by_place(&connector, &again.names));
    assert_eq!(again.lock.to_string(), first.lock.to_string());
    assert_eq!(warnings, [""; 0]);
}

#[test]
fn a_new_collider_takes_the_suffix() {
    let before = connector(vec![], vec![object(definition("Foo"), &["$filter"])]);
    let locked = name(&before, None).0.lock;
    let after = connector(vec![], vec![object(definition("Foo"), &["$filter", "filter"])]);
    let (assigned, warnings) = name(&after, Some(&locked));
    let fields: Vec<&str> = assigned.names.types[0].fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(fields[0], "filter");
    assert!(fields[1].starts_with("filter_x"), "{fields:?}");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    let (unlocked, _) = name(&after, None);
    let fields: Vec<&str> = unlocked.names.types[0].fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(fields[0], "filter_dollar");
    assert!(fields[1].starts_with("filter_x"), "without a lock nobody has the plain name: {fields:?}");
}

#[test]
fn a_removed_name_is_kept_for_its_place() {
    let before = connector(vec![], vec![object(definition("Foo"), &["$filter"])]);
    let locked = name(&before, None).0.lock;
    let without = connector(vec![], vec![object(definition("Foo"), &["filter"])]);
    let (assigned, _) = name(&without, Some(&locked));
    assert_eq!(assigned.lock.get("models/Foo#$filter"), Some("filter"));
    assert_ne!(assigned.names.types[0].fields[0].field, "filter");
    let (back, _) = name(&before, Some(&assigned.lock));
    assert_eq!(back.names.types[0].fields[0].field, "filter");
}

#[test]
fn a_shared_type_keeps_its_name_while_one_of_its_places_is_known() {
    let of = |operations: &[&str], values: &[&str]| {
        let places = operations.iter().map(|id| parameter(id, "status", &[])).collect();
        let shared_type = shared("status", places, texts(definition(""), values));
        connector(operations.iter().map(|id| action(id)).collect(), vec![shared_type])
    };
    let (first, _) = name(&of(&["M", "N"], &["a"]), None);
    for operations in [&["A", "M", "N"][..], &["N", "Z"], &["A", "N"], &["M"]] {
        let (next, warnings) = name(&of(operations, &["A", "a"]), Some(&first.lock));
        assert_eq!(next.names.types[0].name, "Status", "{operations:?}");
        assert_eq!(next.names.types[0].variants[1], "A", "{operations:?}");
        assert_eq!(warnings.len(), 1, "{warnings:?}");
    }
}

#[test]
fn fields_keep_their_names_when_their_type_becomes_shared() {
    let alone = connector(vec![], vec![object(body("M", &["x"]), &["$a"])]);
    let locked = name(&alone, None).0.lock;
    let places = vec![body("A", &["x"]), body("M", &["x"])];
    let together = connector(vec![], vec![shared("x", places, object(definition(""), &["a", "$a"]))]);
    let (assigned, _) = name(&together, Some(&locked));
    assert_eq!(assigned.names.types[0].fields[1].field, "a");
    assert_eq!(assigned.names.types[0].aliases[1].name, "MX");
}

#[test]
fn places_that_part_are_two_types() {
    let places = |ids: &[&str]| ids.iter().map(|id| parameter(id, "status", &[])).collect();
    let together =
        connector(vec![], vec![shared("status", places(&["A", "B", "C", "D"]), texts(definition(""), &["a"]))]);
    let locked = name(&together, None).0.lock;
    let parted = connector(
        vec![],
        vec![
            shared("status", places(&["B", "D"]), texts(definition(""), &["b"])),
            shared("status", places(&["A", "C"]), texts(definition(""), &["a"])),
        ],
    );
    let (assigned, _) = name(&parted, Some(&locked));
    let names: Vec<&str> = assigned.names.types.iter().map(|ty| ty.name.as_str()).collect();
    assert_eq!(names, ["BStatus", "Status"]);
    let (again, warnings) = name(&parted, Some(&assigned.lock));
    assert_eq!(warnings, [""; 0]);
    assert_eq!(again.lock.to_string(), assigned.lock.to_string());
}

/// Seven required fields, the names of two of which depend on what else is there.
const SEVEN: [&str; 7] = ["$a", "b", "c", "d", "e", "f", "g"];

/// Two shared types, in two places each.
fn two_shared() -> Connector {
    let of = |key: &str, ids: [&str; 2], keys: &[&str]| {
        shared(key, ids.iter().map(|id| body(id, &[key])).collect(), required_object(definition(""), keys))
    };
    connector(vec![], vec![of("x", ["M", "N"], &SEVEN), of("y", ["O", "P"], &SEVEN[1..])])
}

#[test]
fn two_shared_types_that_become_equal_keep_both_names() {
    let locked = name(&two_shared(), None).0.lock;
    let places = vec![body("M", &["x"]), body("N", &["x"]), body("O", &["y"]), body("P", &["y"])];
    let merged = connector(vec![], vec![shared("x", places, required_object(definition(""), &SEVEN))]);
    let (assigned, warnings) = name(&merged, Some(&locked));
    let of = &assigned.names.types[0];
    assert_eq!((of.name.as_str(), of.required.as_deref()), ("X", Some("XRequired")));
    assert_eq!((&of.former[..], &of.former_required[..]), (&["Y".to_owned()][..], &["YRequired".to_owned()][..]));
    for (place, identifier) in locked.iter() {
        assert_eq!(assigned.lock.get(place), Some(identifier), "{place}");
    }
    assert_eq!(warnings, [""; 0]);

    let (again, _) = name(&merged, Some(&assigned.lock));
    assert_eq!(again.lock.to_string(), assigned.lock.to_string());
    let (parted, _) = name(&two_shared(), Some(&again.lock));
    let names: Vec<&str> = parted.names.types.iter().map(|ty| ty.name.as_str()).collect();
    assert_eq!(names, ["X", "Y"]);
}

#[test]
fn a_shared_type_without_required_values_keeps_its_former_name_too() {
    let of = |key: &str, ids: &[&str]| {
        shared(key, ids.iter().map(|id| body(id, &[key])).collect(), object(definition(""), &["a"]))
    };
    let locked = name(&connector(vec![], vec![of("x", &["M", "N"]), of("y", &["O", "P"])]), None).0.lock;
    let places = vec![body("M", &["x"]), body("N", &["x"]), body("O", &["y"]), body("P", &["y"])];
    let merged = connector(vec![], vec![shared("x", places, object(definition(""), &["a"]))]);
    let of = &name(&merged, Some(&locked)).0.names.types[0];
    assert_eq!((of.name.as_str(), &of.former[..]), ("X", &["Y".to_owned()][..]));
}

#[test]
fn a_shared_type_that_is_no_longer_shared_keeps_its_names() {
    let locked = name(&two_shared(), None).0.lock;
    let mut keys = SEVEN.to_vec();
    keys.push("a");
    let alone = connector(vec![], vec![required_object(body("M", &["x"]), &keys)]);
    let (assigned, _) = name(&alone, Some(&locked));
    let of = &assigned.names.types[0];
    assert_eq!((of.name.as_str(), of.module), ("MX", Module::Bodies));
    assert_eq!((&of.former[..], &of.former_required[..]), (&["X".to_owned()][..], &["XRequired".to_owned()][..]));
    let fields: Vec<&str> = of.fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(fields[..2], ["a", "b"], "the field has the name that it had when the type was shared");
    assert!(fields[7].starts_with("a_x"), "{fields:?}");
    let (again, _) = name(&alone, Some(&assigned.lock));
    assert_eq!(again.lock.to_string(), assigned.lock.to_string());
}

#[test]
fn the_struct_of_required_values_keeps_its_names_with_its_type() {
    let alone = connector(vec![], vec![required_object(body("M", &["x"]), &SEVEN)]);
    let locked = name(&alone, None).0;
    assert_eq!(locked.names.types[0].required.as_deref(), Some("MXRequired"));
    let places = vec![body("M", &["x"]), body("N", &["x"])];
    let together = connector(vec![], vec![shared("x", places, required_object(definition(""), &SEVEN))]);
    let (together, warnings) = name(&together, Some(&locked.lock));
    let of = &together.names.types[0];
    assert_eq!(of.required.as_deref(), Some("XRequired"));
    assert_eq!(of.aliases[0].required.as_deref(), Some("MXRequired"));
    assert_eq!(warnings, [""; 0]);

    let places = vec![body("A", &["x"]), body("N", &["x"])];
    let moved = connector(vec![], vec![shared("x", places, required_object(definition(""), &SEVEN))]);
    let (moved, warnings) = name(&moved, Some(&together.lock));
    assert_eq!(moved.names.types[0].required.as_deref(), Some("XRequired"));
    assert_eq!(warnings, [""; 0]);
}

/// One operation that supplies choices, for `x` of two others: one source for each list of places.
fn two_places(sources: &[&[(usize, &str)]]) -> Connector {
    let mut connector = connector(vec![action("Get"), action("A"), action("B")], vec![]);
    connector.dynamic_sources = sources.iter().map(|places| choice(0, places, &["n", "size"])).collect();
    connector
}

#[test]
fn a_choice_is_named_after_its_operation_and_keeps_the_names_of_its_places() {
    let (new, warnings) = name(&two_places(&[&[(1, "x"), (2, "x")]]), None);
    let of = &new.names.choices[0];
    assert_eq!((of.method.as_str(), of.request.as_str()), ("get", "Get"));
    assert_eq!(of.arguments, ["n", "size"]);
    assert_eq!((new.lock.get("sources/get#size"), new.lock.get("sources/get#n")), (Some("size"), None));
    assert!(of.places.iter().all(|place| place.locked.is_none()) && warnings.is_empty(), "{of:?} {warnings:?}");
    assert_eq!(new.lock.get("choices#A/x"), None);

    let earlier = lock(&[("choices#A/x", "a_x"), ("choices#B/x", "get")]);
    let (kept, warnings) = name(&two_places(&[&[(1, "x"), (2, "x")]]), Some(&earlier));
    let of = &kept.names.choices[0];
    let places: Vec<(&str, bool)> =
        of.places.iter().map(|place| (place.name.as_str(), place.locked.is_some())).collect();
    assert_eq!(places, [("a_x", true), ("get", true)]);
    assert_eq!((of.method.as_str(), warnings.len()), ("get_for_a_x", 1), "no method takes a locked name");
    assert_eq!(kept.lock.get("choices#A/x"), Some("a_x"));
}

#[test]
fn a_choice_lasts_as_long_as_one_of_its_places() {
    let first = lock(&[("sources#A/x", "list"), ("sources/list#size", "length")]);
    let (second, _) = name(&two_places(&[&[(1, "x"), (2, "x")]]), Some(&first));
    assert_eq!(second.names.choices[0].method, "list");
    assert_eq!(second.names.choices[0].arguments, ["n", "length"], "a setter keeps its name");
    assert_eq!(second.lock.get("sources#B/x"), Some("list"));

    let (third, _) = name(&two_places(&[&[(2, "x")]]), Some(&second.lock));
    assert_eq!(third.names.choices[0].method, "list");

    let (parted, warnings) = name(&two_places(&[&[(2, "x")], &[(1, "x")]]), Some(&second.lock));
    let methods: Vec<&str> = parted.names.choices.iter().map(|of| of.method.as_str()).collect();
    assert_eq!((methods, warnings), (vec!["get", "list"], Vec::new()));

    let (merged, _) = name(&two_places(&[&[(1, "x"), (2, "x")]]), Some(&parted.lock));
    assert_eq!(merged.names.choices[0].method, "list");
    assert_eq!(merged.names.choices[0].merged, ["get"], "users of both names find the one choice");
}

#[test]
fn what_hangs_on_a_locked_name_follows_it() {
    let connector =
        connector(vec![action("Foo")], vec![object(body("Foo", &[]), &["a"]), object(definition("Bar"), &[])]);
    let locked = lock(&[("operations#Foo", "old_foo"), ("models#Bar", "OldBar"), ("models/Bar#gone", "gone")]);
    let (assigned, _) = name(&connector, Some(&locked));
    let names = by_place(&connector, &assigned.names);
    assert_eq!(names["\"Foo\" request"], "OldFoo");
    assert_eq!(assigned.names.types[0].name, "OldFooRequest");
    assert_eq!(assigned.names.types[1].name, "OldBar");
    assert_eq!(assigned.names.types[1].file, "old_bar");
}

#[test]
fn the_file_has_one_sorted_entry_a_line() {
    let lock = lock(&[("b#\u{202e}\"\\日👍", "b"), ("a#x", "a")]);
    assert_eq!(lock.to_string(), "{\n  \"a#x\": \"a\",\n  \"b#\\u202e\\\"\\\\日\\ud83d\\udc4d\": \"b\"\n}\n");
    let read: serde_json::Value = serde_json::from_str(&lock.to_string()).unwrap();
    assert_eq!(read["b#\u{202e}\"\\日👍"], "b");
    assert_eq!(Lock::default().to_string(), "{}\n");
    let course = name(&course(HOSTILE), None).0.lock;
    let read: std::collections::BTreeMap<String, serde_json::Value> =
        serde_json::from_str(&course.to_string()).unwrap();
    let written: Vec<(&str, &str)> = course.iter().collect();
    let names = read.iter().filter_map(|(place, name)| Some((place.as_str(), name.as_str()?)));
    assert_eq!(names.collect::<Vec<_>>(), written);
}

#[test]
fn faults_of_the_file_are_reported() {
    let number = Node { span: Span::default(), value: Value::Number("1".to_owned()) };
    assert_eq!(read(&[("a#b", number.clone())]).1, ["names-lock-form"]);
    let mut diagnostics = Diagnostics::default();
    Lock::read(&number, &mut diagnostics);
    assert!(diagnostics.has_errors());
    let (lock, faults) = read(&[("a#b", text("c")), ("a#b", text("d"))]);
    assert_eq!(faults, ["names-lock-duplicate"]);
    assert_eq!(lock.get("a#b"), Some("c"));
}

#[test]
fn a_name_that_cannot_be_used_is_an_error() {
    let connector = connector(vec![action("Foo")], vec![object(definition("Bar"), &["a", "b"])]);
    for (entries, expected) in [
        (&[("models/Bar#a", "1x")][..], "names-lock-name"),
        (&[("models/Bar#a", "")], "names-lock-name"),
        (&[("models/Bar#a", "r#type")], "names-lock-name"),
        (&[("models/Bar#a", "camelCase")], "names-lock-name"),
        (&[("models/Bar#a", "日")], "names-lock-name"),
        (&[("models/Bar#a", &"a".repeat(300))], "names-lock-name"),
        (&[("models#Bar", "bar")], "names-lock-name"),
        (&[("models/Bar#a", "self")], "names-lock-conflict"),
        (&[("operations#Foo", "new")], "names-lock-conflict"),
        (&[("models/Bar#a", "x"), ("models/Bar#b", "x")], "names-lock-conflict"),
        (&[("models/Bar#a", "x"), ("models/Bar#gone", "x")], "names-lock-conflict"),
    ] {
        let mut diagnostics = Diagnostics::default();
        let assigned = assign(&connector, Some(&lock(entries)), &mut diagnostics);
        let codes: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.problem.code()).collect();
        assert_eq!(codes, [expected], "{entries:?}");
        assert_eq!(assigned.names.types.len(), 1);
    }
}

#[test]
fn a_locked_keyword_is_printed_raw() {
    let connector = connector(vec![], vec![object(definition("Bar"), &["kind"])]);
    let (assigned, _) = name(&connector, Some(&lock(&[("models/Bar#kind", "type")])));
    assert_eq!(assigned.names.types[0].fields[0].field, "r#type");
    assert_eq!(assigned.names.types[0].fields[0].with, "with_type");
}
