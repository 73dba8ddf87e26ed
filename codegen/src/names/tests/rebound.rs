//! No name is rebound in silence: with a lock, an earlier call means the same or does not compile; a name follows only the one key
//! that respells its own.

use super::build::*;
use super::name;
use crate::diagnostic::Diagnostics;
use crate::model::*;
use crate::names::{Assigned, Lock, assign};

const QUERY: ParameterLocation = ParameterLocation::Query;

/// An operation that takes these texts by position; a `?` before a key makes it a setter.
fn taking(keys: &[&str]) -> Operation {
    keys.iter().fold(action("Send"), |operation, key| match key.strip_prefix('?') {
        Some(key) => operation.with(QUERY, key, Exposure::Setter),
        None => operation.with(QUERY, key, Exposure::Positional),
    })
}

/// The same for a struct.
fn having(keys: &[&str]) -> TypeDef {
    let plain: Vec<&str> = keys.iter().map(|key| key.trim_start_matches('?')).collect();
    let mut ty = required_object(definition("Foo"), &plain);
    let TypeKind::Struct(structure) = &mut ty.kind else { unreachable!() };
    for (field, key) in structure.fields.iter_mut().zip(keys) {
        if key.starts_with('?') {
            field.exposure = Exposure::Setter;
        }
    }
    ty
}

/// An operation and a struct with the same values.
fn both(keys: &[&str]) -> Connector {
    connector(vec![taking(keys)], vec![having(keys)])
}

/// The method and its values, and the constructor and its fields.
fn calls(connector: &Connector, assigned: &Assigned) -> [String; 2] {
    let (operation, names) = (&connector.operations[0], &assigned.names.operations[0]);
    let values = names.order.iter().map(|&index| operation.parameters[index].key.as_str());
    let method = format!("{}({})", names.method, values.collect::<Vec<_>>().join(", "));
    let TypeKind::Struct(structure) = &connector.types[0].kind else { unreachable!() };
    let names = &assigned.names.types[0];
    let fields = names.order.iter().map(|&index| structure.fields[index].key.as_str());
    [method, format!("{}({})", names.constructor, fields.collect::<Vec<_>>().join(", "))]
}

/// The calls after each of these versions, with the lock of the version before, and the codes of its diagnostics.
fn history(versions: &[&[&str]]) -> Vec<([String; 2], Vec<String>)> {
    let mut lock = Lock::default();
    let after = versions.iter().map(|keys| {
        let connector = both(keys);
        let (assigned, diagnostics) = name(&connector, Some(&lock));
        let (again, silent) = name(&connector, Some(&assigned.lock));
        assert_eq!(again.lock.to_string(), assigned.lock.to_string(), "a second run changes nothing");
        assert_eq!(calls(&connector, &again), calls(&connector, &assigned));
        assert_eq!(silent, [""; 0]);
        lock = assigned.lock.clone();
        let codes = diagnostics.iter().map(|it| it.split(':').next().unwrap_or_default().to_owned());
        (calls(&connector, &assigned), codes.collect())
    });
    after.collect()
}

fn last(versions: &[&[&str]]) -> [String; 2] {
    history(versions).pop().expect("there are versions").0
}

#[test]
fn arguments_keep_their_order_and_new_ones_come_after_them() {
    assert_eq!(last(&[&["a", "b"], &["b", "a"]]), ["send(a, b)", "new(a, b)"]);
    assert_eq!(last(&[&["a", "b"], &["c", "b", "a"]]), ["send(a, b, c)", "new(a, b, c)"]);
    assert_eq!(last(&[&["b", "a"], &["a"], &["a", "b"]]), ["send(b, a)", "new(b, a)"], "as it was once");
    assert_eq!(last(&[&["b", "a"], &["a", "c"], &["a", "b"]]), ["send(b, a)", "new(b, a)"], "as the same values were");
    assert_eq!(last(&[&["b", "a"]]), ["send(b, a)", "new(b, a)"], "at first as the definition has them");
}

#[test]
fn a_call_that_would_mean_something_else_gets_another_name() {
    let versions = history(&[&["a", "b"], &["?a", "b", "c"]]);
    assert_eq!(versions[1].0, ["send_with_c(b, c)", "new_with_c(b, c)"]);
    assert_eq!(versions[1].1, ["method-renamed", "method-renamed"]);
    assert_eq!(last(&[&["a"], &["c"]]), ["send_with_c(c)", "new_with_c(c)"]);
    assert_eq!(last(&[&["a", "b"], &["?a", "b"], &["?a", "b", "c"]]), ["send_with_c(b, c)", "new_with_c(b, c)"]);
    assert_eq!(last(&[&["a"], &["c"], &["d"]]), ["send_with_d(d)", "new_with_d(d)"]);
    assert_eq!(last(&[&["a"], &["c"], &["c", "d"]]), ["send_with_c(c, d)", "new_with_c(c, d)"]);
    assert_eq!(last(&[&["a"], &["c"], &["a"]]), ["send(a)", "new(a)"], "the old meaning has the old name");
    assert_eq!(last(&[&["a", "b"], &["?a", "b"]]), ["send(b)", "new(b)"], "the compiler counts the arguments");
}

#[test]
fn a_renamed_method_leaves_its_name_to_nobody() {
    let first = name(&both(&["a"]), None).0.lock;
    let mut second = both(&["c"]);
    let (renamed, _) = name(&second, Some(&first));
    let of = &renamed.names.operations[0];
    assert_eq!((of.method.as_str(), of.request.as_str(), of.file.as_str()), ("send_with_c", "Send", "send"));
    second.operations.push(action("send with c"));
    second.operations.push(action("$send"));
    let (after, _) = name(&second, Some(&renamed.lock));
    let methods: Vec<&str> = after.names.operations.iter().map(|it| it.method.as_str()).collect();
    assert_eq!(methods[0], "send_with_c");
    assert!(methods[1].starts_with("send_with_c_") && methods[2] == "send_dollar", "{methods:?}");
    second.operations.remove(0);
    let (gone, _) = name(&second, Some(&after.lock));
    let methods: Vec<&str> = gone.names.operations.iter().map(|it| it.method.as_str()).collect();
    assert!(methods[0].starts_with("send_with_c_") && methods[1] == "send_dollar", "{methods:?}");
}

#[test]
fn a_name_that_a_method_had_for_a_while_goes_to_no_other() {
    let locked = name(&both(&["a"]), None).0.lock;
    let renamed = name(&both(&["c"]), Some(&locked)).0.lock;
    let (back, _) = name(&both(&["a"]), Some(&renamed));
    assert_eq!(back.names.operations[0].method, "send");
    let mut with_other = both(&["a"]);
    with_other.operations.push(action("SendWithC"));
    let (after, _) = name(&with_other, Some(&back.lock));
    assert_eq!(after.names.operations[0].method, "send");
    assert!(after.names.operations[1].method.starts_with("send_with_c_x"), "{:?}", after.names.operations[1]);
}

#[test]
fn a_renamed_method_takes_no_name_of_another() {
    let with_other = |keys: &[&str]| {
        let mut connector = both(keys);
        connector.operations.push(action("SendWithC"));
        connector
    };
    let locked = name(&with_other(&["a"]), None).0.lock;
    let (renamed, _) = name(&with_other(&["c"]), Some(&locked));
    let methods: Vec<&str> = renamed.names.operations.iter().map(|it| it.method.as_str()).collect();
    assert!(methods[0].starts_with("send_x") && methods[1] == "send_with_c", "{methods:?}");
}

#[test]
fn a_type_that_the_old_expression_does_not_fit_keeps_the_name() {
    let locked = name(&both(&["a", "b"]), None).0.lock;
    let with = |ty: Type| {
        let mut connector = both(&["?a", "b", "c"]);
        connector.operations[0].parameters[2].ty = ty.clone();
        let TypeKind::Struct(structure) = &mut connector.types[0].kind else { unreachable!() };
        structure.fields[2].ty = ty;
        let assigned = name(&connector, Some(&locked)).0;
        calls(&connector, &assigned)
    };
    for ty in [Type::Integer, Type::Boolean, Type::List(Box::new(Type::String)), Type::Named(TypeId(0))] {
        assert_eq!(with(ty), ["send(b, c)", "new(b, c)"], "a text is none of these");
    }
    for ty in [Type::DateTime, Type::Json, Type::Secret, Type::Nullable(Box::new(Type::String))] {
        assert_eq!(with(ty), ["send_with_c(b, c)", "new_with_c(b, c)"]);
    }
}

#[test]
fn a_struct_of_required_values_has_names() {
    let seven = ["a", "b", "c", "d", "e", "f", "g"];
    let other = ["h", "b", "c", "d", "e", "f", "g"];
    let locked = name(&both(&seven), None).0.lock;
    let (assigned, diagnostics) = name(&both(&other), Some(&locked));
    assert_eq!((assigned.names.operations[0].method.as_str(), diagnostics), ("send", Vec::new()));
}

#[test]
fn the_order_lasts_when_a_type_becomes_shared() {
    let alone = connector(vec![], vec![required_object(body("M", &["x"]), &["a", "b"])]);
    let locked = name(&alone, None).0.lock;
    let places = || vec![body("A", &["x"]), body("M", &["x"])];
    let together =
        |keys: &[&str]| connector(vec![], vec![shared("x", places(), required_object(definition(""), keys))]);
    let (same, _) = name(&together(&["b", "a"]), Some(&locked));
    assert_eq!((same.names.types[0].constructor.as_str(), &same.names.types[0].order[..]), ("new", &[1, 0][..]));
    let (other, _) = name(&together(&["b", "c"]), Some(&locked));
    assert_eq!(other.names.types[0].constructor, "new_with_c");
    let parted = connector(vec![], vec![required_object(body("M", &["x"]), &["c", "b"])]);
    let (parted, _) = name(&parted, Some(&other.lock));
    let of = &parted.names.types[0];
    assert_eq!((of.constructor.as_str(), &of.order[..]), ("new_with_c", &[1, 0][..]));
}

#[test]
fn two_types_that_become_equal_share_no_name_of_two_keys() {
    let of = |id: &str, keys: &[&str]| object(body(id, &["x"]), keys);
    let two = connector(vec![], vec![of("M", &["$a"]), of("N", &["a"])]);
    let locked = name(&two, None).0.lock;
    let places = vec![body("M", &["x"]), body("N", &["x"])];
    let one = connector(vec![], vec![shared("x", places, object(definition(""), &["$a", "a"]))]);
    let (one, diagnostics) = name(&one, Some(&locked));
    let fields: Vec<&str> = one.names.types[0].fields.iter().map(|it| it.field.as_str()).collect();
    assert!(!fields.contains(&"a"), "{fields:?}");
    assert!(diagnostics.iter().any(|it| it.starts_with("name-lost")), "{diagnostics:?}");
}

#[test]
fn a_name_follows_the_one_key_that_respells_its_own() {
    let before = connector(
        vec![taking(&["a", "Group Id"])],
        vec![
            object(definition("Ticket"), &["Ticket Number", "b"]),
            texts(body("Send", &["Ticket Type"]), &["mw", "kw"]),
        ],
    );
    let locked = name(&before, None).0.lock;
    let mut after = connector(
        vec![taking(&["groupId", "a"])],
        vec![object(definition("Ticket"), &["b", "TicketNumber"]), texts(body("Send", &["ticketType"]), &["MW", "kw"])],
    );
    after.operations[0].id = "send".to_owned();
    after.types[1].location = body("send", &["ticketType"]);
    let (assigned, diagnostics) = name(&after, Some(&locked));
    let operation = &assigned.names.operations[0];
    assert_eq!((operation.method.as_str(), &operation.order[..]), ("send", &[1, 0][..]));
    assert_eq!(operation.parameters[0], "group_id");
    assert_eq!(assigned.names.types[0].fields[1].field, "ticket_number");
    assert_eq!(
        (assigned.names.types[1].name.as_str(), assigned.names.types[1].variants[0].as_str()),
        ("SendTicketType", "Mw")
    );
    let follows = diagnostics.iter().filter(|it| it.starts_with("name-follows")).count();
    assert_eq!((follows, diagnostics.len()), (5, 5), "{diagnostics:#?}");
    let (again, silent) = name(&after, Some(&assigned.lock));
    assert_eq!((again.lock.to_string(), silent), (assigned.lock.to_string(), Vec::new()));

    let both = connector(vec![], vec![object(definition("Ticket"), &["b", "TicketNumber", "ticketNumber"])]);
    let (both, _) = name(&both, Some(&locked));
    let fields: Vec<&str> = both.names.types[0].fields.iter().map(|it| it.field.as_str()).collect();
    assert!(!fields.contains(&"ticket_number"), "two respell it: {fields:?}");
}

#[test]
fn members_follow_when_their_type_is_respelt_and_no_longer_shared() {
    let places = vec![body("Send", &["x"]), body("Take", &["x"])];
    let together = connector(vec![], vec![shared("x", places, object(definition(""), &["Ticket Number"]))]);
    let locked = name(&together, None).0.lock;
    let alone = connector(vec![], vec![object(body("send", &["x"]), &["TicketNumber"])]);
    let (assigned, diagnostics) = name(&alone, Some(&locked));
    assert_eq!(assigned.names.types[0].fields[0].field, "ticket_number");
    let of_field = |it: &&String| it.starts_with("name-follows") && it.contains("`ticket_number`");
    assert_eq!(diagnostics.iter().filter(of_field).count(), 1, "{diagnostics:#?}");
}

#[test]
fn without_a_lock_nobody_has_a_name_that_two_ask_for() {
    let values = ["mW", "MW", "mw", "txt", "TXT", "Txt", "kw"];
    let of = |values: &[&str]| {
        let connector = connector(vec![], vec![texts(definition("Kind"), values)]);
        let names = name(&connector, None).0.names;
        values.iter().map(|value| (*value).to_owned()).zip(names.types[0].variants.clone()).collect::<Vec<_>>()
    };
    let named = of(&values);
    for (value, variant) in &named {
        assert!(value == variant || !values.contains(&variant.as_str()), "{value} is called {variant}");
        assert_eq!(value == "kw", variant == "Kw", "{value} is called {variant}");
    }
    let mut turned = of(&["kw", "Txt", "TXT", "txt", "mw", "MW", "mW"]);
    turned.reverse();
    assert_eq!(named, turned);
}

#[test]
fn a_locked_name_that_the_generated_code_needs_now_is_lost() {
    let before = connector(vec![action("Get").with_queries(&["pages", "x"])], vec![]);
    let locked = name(&before, None).0.lock;
    let mut after = before.clone();
    after.operations[0].paging = Some(Paging { link: vec!["next".to_owned()], items: None, continuation: None });
    let (assigned, diagnostics) = name(&after, Some(&locked));
    assert_eq!(assigned.names.operations[0].parameters, ["pages_query", "x"]);
    assert!(diagnostics.iter().any(|it| it.starts_with("name-lost")), "{diagnostics:?}");
    let (back, _) = name(&before, Some(&assigned.lock));
    assert_eq!(back.names.operations[0].parameters, ["pages_query", "x"]);
}

#[test]
fn a_type_may_become_one_of_another_kind() {
    let structure = connector(vec![], vec![object(definition("Foo"), &["id", "x"])]);
    let values = connector(vec![], vec![texts(definition("Foo"), &["id", "y"])]);
    let locked = name(&structure, None).0.lock;
    let (as_values, _) = name(&values, Some(&locked));
    assert_eq!(as_values.names.types[0].variants, ["Id", "Y"]);
    let (back, _) = name(&structure, Some(&as_values.lock));
    assert_eq!(back.names.types[0].fields[1].field, "x");
}

#[test]
fn a_choice_keeps_the_order_of_its_values() {
    let at = |parameter: &str, callers: &[&str]| {
        let mut connector = connector(vec![action("Get"), action("A")], vec![]);
        connector.dynamic_sources = vec![choice(0, &[(1, parameter)], callers)];
        connector
    };
    let of = |callers: &[&str]| at("x", callers);
    let locked = name(&of(&["objectId", "n"]), None).0.lock;
    // Also where its place is respelt: the order follows with the name.
    for parameter in ["x", "X"] {
        let swapped = name(&at(parameter, &["n", "objectId"]), Some(&locked)).0;
        let choice = &swapped.names.choices[0];
        assert_eq!((choice.method.as_str(), &choice.order[..]), ("get", &[1, 0][..]), "{parameter}");
    }
    let one = name(&of(&["n", "size"]), None).0.lock;
    let other = name(&of(&["objectId", "size"]), Some(&one)).0;
    assert_eq!(other.names.choices[0].method, "get_with_object_id");
}

/// Choices for `x` of two operations, or one of both, that need these values.
fn parted_or_one(keys: &[&[&str]]) -> Connector {
    let mut connector = connector(vec![action("Get"), action("A"), action("B")], vec![]);
    let places: &[&[(usize, &str)]] =
        if keys.len() == 1 { &[&[(1, "x"), (2, "x")]] } else { &[&[(1, "x")], &[(2, "x")]] };
    connector.dynamic_sources =
        places.iter().zip(keys).map(|(places, keys)| needing_all(choice(0, places, keys))).collect();
    connector
}

/// The method of the first choice, its values and its other names.
fn of_choice(connector: &Connector, lock: Option<&Lock>) -> (String, Vec<String>, Lock) {
    let Assigned { names, lock } = name(connector, lock).0;
    (names.choices[0].method.clone(), names.choices[0].merged.clone(), lock)
}

#[test]
fn each_name_of_choices_that_became_one_keeps_its_meaning() {
    let four = &["a", "b", "c", "d"][..];
    let parted = of_choice(&parted_or_one(&[four, four]), None).2;
    let (method, merged, one) = of_choice(&parted_or_one(&[&["a", "b", "c", "d", "e"]]), Some(&parted));
    assert_eq!((method.as_str(), &merged[..]), ("get_for_a_x", &["get_for_b_x".to_owned()][..]));
    let (method, merged, _) = of_choice(&parted_or_one(&[&["a", "b", "c", "d", "f"]]), Some(&one));
    assert_eq!((method.as_str(), &merged[..]), ("get_for_a_x_with_f", &[][..]));
}

#[test]
fn a_renamed_choice_keeps_its_name_beside_those_of_others_that_became_equal() {
    let parted = of_choice(&parted_or_one(&[&["a"], &["b", "c"]]), None).2;
    let one = parted_or_one(&[&["d"]]);
    let (method, merged, lock) = of_choice(&one, Some(&parted));
    assert_eq!((method.as_str(), &merged[..]), ("get_for_a_x_with_d", &["get_for_b_x".to_owned()][..]));
    let (again, merged_again, same) = of_choice(&one, Some(&lock));
    assert_eq!((again, merged_again, same.to_string()), (method, merged, lock.to_string()));
}

#[test]
fn calls_are_written_and_read_again() {
    let lock = name(&both(&["b/ä", "a"]), None).0.lock;
    let text = lock.to_string();
    assert!(text.contains("\"calls/operations/Send#send\": [[\"text query/b~1ä\", \"text query/a\"]]"), "{text}");
    let mut sources = crate::span::Sources::default();
    let mut diagnostics = Diagnostics::default();
    let mut read = |text: String| {
        let file =
            crate::source::add(&mut sources, "names.lock", text.into_bytes(), &mut diagnostics).expect("decoded");
        let node = crate::source::json(&sources, file, &mut diagnostics).expect("JSON");
        Lock::read(&node, &mut diagnostics).to_string()
    };
    assert_eq!(read(text.clone()), text);
    for broken in ["[\"text a\"]", "[[\"a\"]]", "[[\"number a\"]]", "\"text a\"", "[[1]]"] {
        read(format!("{{\"calls/operations/Send#send\": {broken}}}"));
    }
    let codes: Vec<&str> = diagnostics.iter().map(|it| it.problem.code()).collect();
    assert_eq!(codes, ["names-lock-form"; 5]);
}

#[test]
fn an_old_lock_without_calls_renames_nothing() {
    let connector = both(&["b", "a"]);
    let text: String = name(&connector, None).0.lock.iter().map(|(place, name)| format!("{place}={name}\n")).collect();
    let mut old = Lock::default();
    for line in text.lines() {
        let (place, name) = line.rsplit_once('=').expect("written so");
        let (scope, key) = place.split_once('#').expect("an address");
        old.insert(scope, key, name, crate::span::Span::default());
    }
    let mut diagnostics = Diagnostics::default();
    let assigned = assign(&connector, Some(&old), &mut diagnostics);
    assert_eq!(diagnostics.iter().count(), 0);
    assert_eq!(calls(&connector, &assigned), ["send(b, a)", "new(b, a)"]);
}
