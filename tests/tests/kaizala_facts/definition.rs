//! The definition states what the reference page and the wire facts typed by hand state, its own references resolve, and our
//! reference page states what the definition states.

use std::collections::{BTreeMap, BTreeSet};

use connector_tests::{
    definition::{Folder, Sent},
    page::{Count, Page, Returns},
    printed, read, reference,
    wire::{self, ExampleRequest, Key, Wire},
};
use serde_json::Value;

fn sent() -> BTreeMap<String, Sent> {
    let sent = Folder::of_kaizala().sent().expect("the definition is read");
    sent.into_iter().map(|operation| (operation.operation.clone(), operation)).collect()
}

fn page() -> Option<Page> {
    reference("kaizala-connector-page.txt").map(|text| Page::parse(&text).expect("the page is read"))
}

/// The counts add up to the documented number of 241 facts.
#[test]
fn the_page_holds_241_facts() {
    let Some(page) = page() else { return };
    let count = Count {
        head_rows: 9,
        intro_lines: 12,
        operations: 29,
        parameters: 68,
        returns: 23,
        definitions: 15,
        properties: 85,
    };
    assert_eq!(page.count(), count);
    assert_eq!(count.total(), 241);
}

#[test]
fn the_definition_equals_the_public_page() {
    let Some(mut page) = page() else { return };
    let folder = Folder::of_kaizala().page().expect("the folder is read");
    // The page prints no body for this one trigger, of which `kaizala-wire.md` knows the payload.
    let text_message = page.triggers.iter_mut().find(|trigger| trigger.id == "TextMessageCreatedOnGroup");
    let text_message = text_message.expect("the page has this trigger");
    assert_eq!(text_message.returns, Returns::Empty);
    text_message.returns = Returns::Body("TextMessageCreatedSchema".to_owned());

    assert_eq!(folder.head, page.head);
    same(&folder.actions, &page.actions);
    same(&folder.triggers, &page.triggers);
    same(&folder.definitions, &page.definitions);
}

fn same<T: std::fmt::Debug + PartialEq>(found: &[T], wanted: &[T]) {
    for (found, wanted) in found.iter().zip(wanted) {
        assert_eq!(found, wanted);
    }
    assert_eq!(found.len(), wanted.len());
}

/// Our page therefore states what the public page states: the test above compares that one with the definition.
#[test]
fn our_reference_page_equals_the_definition() {
    let printed = read("generated/kaizala/docs/reference.md");
    let page = Folder::of_kaizala().page().expect("the folder is read");
    let differences = printed::differences(&page, &printed);
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

#[test]
fn the_definition_sends_what_was_typed_by_hand() {
    let (wire, sent) = (Wire::of_kaizala(), sent());
    assert_eq!(sent.len(), wire.actions.len() + wire.internals.len() + wire.triggers.len());
    for action in &wire.actions {
        let of = &sent[&action.operation];
        assert_eq!((&of.method, &of.path, of.inferred), (&action.method, &action.path, action.path_inferred));
        assert_eq!((of.internal, &of.payload), (false, &None), "{}", action.operation);
        assert_eq!((&of.query, &of.form), (&action.query, &action.form), "{}", action.operation);
        match &action.body_name {
            Some(name) => assert_eq!(of.dynamic_body, Some((name.clone(), action.body_required))),
            None => assert_eq!((&of.body, &of.dynamic_body), (&action.body, &None), "{}", action.operation),
        }
    }
    for internal in &wire.internals {
        let of = &sent[&internal.operation];
        assert_eq!((&of.method, &of.path, of.inferred), (&internal.method, &internal.path, internal.path_inferred));
        assert_eq!((&of.query, of.internal, &of.payload), (&internal.query, true, &None), "{}", internal.operation);
    }
    for trigger in &wire.triggers {
        let of = &sent[&trigger.operation];
        assert_eq!((of.method.as_str(), &of.path), ("POST", &trigger.path));
        assert_eq!((&of.query, of.payload.as_ref()), (&trigger.query, Some(&trigger.payload)), "{}", trigger.operation);
        let callback = Key { key: "CallbackUrl".to_owned(), required: true, kind: "string".to_owned() };
        assert_eq!(of.body, [callback], "{}", trigger.operation);
    }
}

#[test]
fn the_definition_knows_the_enumerations() {
    let wire = Wire::of_kaizala();
    let mut met = BTreeSet::new();
    for operation in sent().values() {
        let keys: BTreeSet<&String> = operation.enumerations.iter().map(|(key, _)| key).collect();
        for key in operation.query.iter().chain(&operation.body) {
            let known = wire.enumerations.contains_key(&key.key);
            assert_eq!(keys.contains(&key.key), known, "{}: {}", operation.operation, key.key);
        }
        for (key, values) in &operation.enumerations {
            assert_eq!(Some(values), wire.enumerations.get(key), "{}: {key}", operation.operation);
            met.insert(key.clone());
        }
    }
    assert_eq!(met, wire.enumerations.keys().cloned().collect());
}

#[test]
fn each_example_call_is_one_of_its_operation() {
    let wire = Wire::of_kaizala();
    for action in &wire.actions {
        for (call, is_full) in [(&action.full, true), (&action.least, false)] {
            check_call(action, call, is_full);
        }
    }
    for trigger in &wire.triggers {
        let keys: BTreeSet<&str> = trigger.query.iter().map(|key| key.key.as_str()).collect();
        assert_eq!(
            trigger.call.query.keys().map(String::as_str).collect::<BTreeSet<_>>(),
            keys,
            "{}",
            trigger.operation
        );
        assert_eq!(keys_of(&wire::json(&trigger.call.json)), ["CallbackUrl"]);
    }
}

fn check_call(action: &wire::Action, call: &ExampleRequest, is_full: bool) {
    let operation = &action.operation;
    let wanted = |keys: &[Key]| -> BTreeSet<String> {
        keys.iter().filter(|key| is_full || key.required).map(|key| key.key.clone()).collect()
    };
    assert_eq!(call.query.keys().cloned().collect::<BTreeSet<_>>(), wanted(&action.query), "{operation}");
    match call.body() {
        Some(body) => {
            assert_eq!(keys_of(&body).into_iter().collect::<BTreeSet<_>>(), wanted(&action.body), "{operation}");
        }
        None => assert!(
            action.body.is_empty() || (!is_full && action.body_name.is_some() && !action.body_required),
            "{operation}"
        ),
    }
    assert_eq!(call.parts.iter().map(|part| part.name.clone()).collect::<BTreeSet<_>>(), wanted(&action.form));
    let mut path = action.path.clone();
    for (key, value) in &call.values {
        path = path.replace(&format!("{{{key}}}"), &percent_encoded(value));
    }
    assert_eq!(path, call.sent_path, "{operation}");
}

/// A path segment, encoded once.
fn percent_encoded(segment: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    segment.bytes().map(byte).collect()
}

fn keys_of(value: &Value) -> Vec<String> {
    value.as_object().expect("an object").keys().cloned().collect()
}

#[test]
fn each_example_response_and_payload_has_the_keys_of_its_definition() {
    let folder = Folder::of_kaizala().page().expect("the folder is read");
    let keys = |name: &str| -> BTreeSet<String> {
        let definition = folder.definitions.iter().find(|definition| definition.name == name).expect(name);
        definition.properties.iter().map(|property| property.path.clone()).collect()
    };
    let wire = Wire::of_kaizala();
    for operation in &folder.actions {
        let response = wire.action(&operation.id).response.as_ref().map(|response| wire::json(&response.json));
        match (&operation.returns, response) {
            (Returns::Nothing, None) => {}
            (Returns::Empty, Some(response)) => assert!(response.is_object(), "{}", operation.id),
            (Returns::Body(name), Some(response)) => {
                assert_eq!(keys_of(&response).into_iter().collect::<BTreeSet<_>>(), keys(name), "{}", operation.id);
            }
            (returns, response) => panic!("{}: {returns:?}, but {response:?}", operation.id),
        }
    }
    for trigger in &wire.triggers {
        let payload = wire::json(&read(&format!("tests/fixtures/kaizala-triggers/{}.json", trigger.operation)));
        if trigger.payload != "dynamic" {
            let found: BTreeSet<String> = keys_of(&payload).into_iter().collect();
            assert_eq!(found, keys(&trigger.payload), "{}", trigger.operation);
        }
    }
}

/// Each drop-down and each dynamic schema calls an internal operation, fills declared parameters of it from parameters of its own
/// operation, and names existing properties of the response.
#[test]
fn dynamic_references_resolve() {
    let document = wire::json(&Folder::of_kaizala().definition);
    let items = document["paths"].as_object().expect("paths").values();
    let all = items.flat_map(|item| item.as_object().expect("a path item").values());
    let operations: BTreeMap<&str, &Value> =
        all.filter_map(|operation| Some((operation["operationId"].as_str()?, operation))).collect();
    let (mut choices, mut schemas) = (0, 0);
    for (id, operation) in &operations {
        for parameter in parameters(operation) {
            let (values, schema) = (&parameter["x-ms-dynamic-values"], &parameter["schema"]["x-ms-dynamic-schema"]);
            if !values.is_null() {
                choices += 1;
                let response = called(&operations, id, values);
                let items = &response["properties"][text(values, "value-collection")]["items"]["properties"];
                for path in ["value-path", "value-title"] {
                    assert_eq!(items[text(values, path)]["type"], "string", "{id}: {path}");
                }
            }
            if !schema.is_null() {
                schemas += 1;
                let response = called(&operations, id, schema);
                assert_eq!(response["properties"][text(schema, "value-path")]["type"], "object", "{id}");
            }
        }
    }
    assert_eq!((choices, schemas), (29, 3));
}

/// The response's schema of the operation that a reference at `id` calls, once its arguments are found right.
fn called<'a>(operations: &BTreeMap<&str, &'a Value>, id: &str, reference: &Value) -> &'a Value {
    let called = operations[text(reference, "operationId")];
    assert_eq!(called["x-ms-visibility"], "internal", "{id}");
    let names = |operation: &Value| -> BTreeSet<String> {
        parameters(operation).map(|parameter| text(parameter, "name").to_owned()).collect()
    };
    let arguments = reference["parameters"].as_object().cloned().unwrap_or_default();
    for (name, value) in &arguments {
        assert!(names(called).contains(name), "{id}: {name}");
        let from = value["parameter"].as_str();
        assert!(from.map_or(value.is_string(), |from| names(operations[id]).contains(from)), "{id}: {value}");
    }
    for parameter in parameters(called).filter(|parameter| parameter["required"] == true) {
        assert!(arguments.contains_key(text(parameter, "name")), "{id}: {parameter}");
    }
    &called["responses"]["200"]["schema"]
}

fn parameters(operation: &Value) -> impl Iterator<Item = &Value> {
    operation["parameters"].as_array().into_iter().flatten()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no text {key:?} in {value}"))
}
