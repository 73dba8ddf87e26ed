//! `cargo connector list` and `inspect` from the outside.

use crate::support::{Run, definition, firstparty, read, root, run, two_connectors, write};
use std::{collections::BTreeSet, fs};

/// A run of `list` or `inspect` at a width of the terminal.
fn shown_at(columns: &str, arguments: &[&str]) -> Run {
    let run = run(&root(), arguments, &[("COLUMNS", columns)]);
    assert_eq!(run.code, 0, "{}", run.err);
    run
}

fn json(arguments: &[&str]) -> serde_json::Value {
    let run = shown_at("80", &[arguments, &["--json"]].concat());
    serde_json::from_str(&run.out).expect("the output is JSON")
}

/// The members of a definition's operations that have this key.
fn of_operations<'j>(definition: &'j serde_json::Value, key: &str) -> Vec<&'j serde_json::Value> {
    let paths = definition["paths"].as_object().unwrap().values();
    paths.flat_map(|path| path.as_object().unwrap().values()).filter_map(|operation| operation.get(key)).collect()
}

#[test]
fn a_connector_is_listed_with_what_its_definition_has() {
    let definition: serde_json::Value =
        serde_json::from_str(&read("spec/kaizala/apiDefinition.swagger.json")).expect("JSON");
    let ids = |ids: Vec<&serde_json::Value>| {
        ids.into_iter().map(|id| id.as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    let operations = ids(of_operations(&definition, "operationId"));
    let list = json(&["list"]);
    let [kaizala] = list.as_array().unwrap().as_slice() else { panic!("{list}") };
    assert_eq!(kaizala["package"], "connector-kaizala");
    assert_eq!((&kaizala["title"], &kaizala["form"]), (&definition["info"]["title"], &"file".into()));
    let counted: u64 = ["actions", "triggers", "internal"].iter().map(|role| kaizala[role].as_u64().unwrap()).sum();
    assert_eq!(counted, operations.len() as u64);
    assert_eq!((&kaizala["calls"], &kaizala["sign_in"][0]), (&"direct".into(), &"header accessToken".into()));

    let inspected = json(&["inspect", "kaizala"]);
    let described = inspected["operations"].as_array().unwrap();
    assert_eq!(ids(described.iter().map(|it| &it["id"]).collect()), operations);
    assert_eq!(inspected["schemes"][0]["credentials"][0]["parameter"], "token");
}

#[test]
fn no_json_steers_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let hostile = "\u{9B}31m\u{202E}\u{200F}\u{7F}";
    let text = definition("GetSmall").replace("Small\"", &format!("{hostile}Small\""));
    write(folder, "spec/small/apiDefinition.swagger.json", &text.replace("ok", hostile));
    let report = ["codegen", "--out", "out", "--runtime-version", "0.1", "--report", "report.json"];
    let commands: [&[&str]; 4] = [&["list"], &["inspect", "small"], &report, &["docs", "--out", "site"]];
    let mut texts: Vec<String> = commands
        .map(|command| {
            let run = run(folder, &[command, &["--spec", "spec", "--format", "json"]].concat(), &[]);
            assert_eq!(run.code, 0, "{}", run.err);
            run.out
        })
        .into();
    texts.push(fs::read_to_string(folder.join("report.json")).unwrap());
    for text in &texts {
        assert!(
            text.chars().all(|letter| letter == '\n' || !hostile[..].contains(letter) || letter.is_ascii_graphic())
        );
        serde_json::from_str::<serde_json::Value>(text).expect("the output is JSON");
    }
    let list: serde_json::Value = serde_json::from_str(&texts[0]).unwrap();
    assert_eq!(list[0]["title"], format!("{hostile}Small"));
    assert!(texts[0].contains("\\u009b31m\\u202e\\u200f\\u007fSmall"), "{}", texts[0]);
}

#[test]
fn an_operation_is_shown_as_a_caller_sees_it() {
    let operation = json(&["inspect", "kaizala", "SendMessage"]);
    assert_eq!(operation, json(&["inspect", "kaizala", "send_message"]), "the Rust name finds it too");
    assert_eq!(operation["rust"], "client.send_message");
    assert_eq!(operation["response"], "models::SendMessageResponse");
    let arguments = operation["arguments"].as_array().unwrap();
    let facts = |key: &str| arguments.iter().map(|it| it[key].as_str().unwrap()).collect::<Vec<_>>();
    assert_eq!(facts("rust"), ["group_id", "send_to_all", "body"]);
    assert_eq!(facts("kind"), ["positional", "setter", "positional"]);
    assert_eq!(facts("location"), ["path", "query", "body"]);
    assert_eq!(arguments[1]["values"], serde_json::json!(["Yes", "No"]));
    assert_eq!(arguments[2]["properties"][0]["key"], "Message");
    let choice = &operation["choices"][0];
    assert_eq!((&choice["value"], &choice["calls"][0]), (&"groupId".into(), &"GetGroups".into()));

    // The crate has what the description names.
    let request = read("generated/kaizala/src/operations/send_message.rs");
    assert!(request.contains("pub fn send_to_all(") && request.contains("models::SendMessageResponse"), "{request}");
    assert!(read("generated/kaizala/src/choices.rs").contains("pub fn send_message_group_id("));
}

#[test]
fn values_that_are_sent_unasked_pages_and_deprecations_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"{"swagger": "2.0", "info": {"title": "Pages", "version": "1"}, "host": "example.com", "paths": {
        "/rows": {"get": {"operationId": "ListRows", "deprecated": true, "x-ms-pageable": {"nextLinkName": "next"},
            "parameters": [
                {"name": "api-version", "in": "query", "type": "string", "required": true, "default": "7",
                    "x-ms-visibility": "internal"},
                {"name": "top", "in": "query", "type": "integer", "required": true, "default": 10}],
            "responses": {"200": {"description": "ok", "schema": {"type": "object", "properties": {
                "next": {"type": "string"}, "value": {"type": "array", "items": {"type": "string"}}}}}}}},
        "/jobs": {"post": {"operationId": "StartJob", "x-ms-long-running-operation": true, "parameters": [
                {"name": "job", "in": "body", "required": true, "schema": {"type": "object", "required": ["kind", "name"],
                    "properties": {"name": {"type": "string"},
                        "kind": {"type": "string", "default": "full", "x-ms-visibility": "internal"}}}}],
            "responses": {"202": {"description": "accepted"}}}}}}"#;
    write(folder.path(), "pages.json", text);
    let spec = folder.path().join("pages.json");
    let at = ["inspect", "pages", "--spec", spec.to_str().unwrap()];
    let rows = json(&[&at[..], &["ListRows"]].concat());
    assert_eq!((&rows["deprecated"], &rows["paging"]["link"]), (&true.into(), &serde_json::json!(["next"])));
    assert_eq!(rows["paging"]["items"], serde_json::json!(["value"]));
    let sent = |operation: &serde_json::Value| {
        let sent = operation["sent"].as_array().unwrap().iter();
        sent.map(|it| (it["path"][0].clone(), it["value"].clone(), it["can_be_set"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(
        sent(&rows),
        [("api-version".into(), "7".into(), false.into()), ("top".into(), "10".into(), true.into())]
    );
    let job = json(&[&at[..], &["StartJob"]].concat());
    assert_eq!(sent(&job)[0].1, "\"full\"");
    assert_eq!((&job["long_running"]["has_status"], &job["response"]), (&true.into(), &"()".into()));

    let page = shown_at("100", &[&at[..], &["ListRows"]].concat()).out;
    assert!(page.contains("pages(), next link in next; items() from value"), "{page}");
    assert!(page.contains("Sent unasked\n"), "{page}");
}

#[test]
fn an_unknown_name_has_a_suggestion() {
    for (arguments, said) in [
        (vec!["inspect", "kaizla"], "no connector is called `kaizla`; did you mean `kaizala`?"),
        (vec!["list", "kaizla"], "no connector is called `kaizla`; did you mean `kaizala`?"),
        (vec!["inspect", "kaizala", "sendMesage"], "has no operation `sendMesage`; did you mean `SendMessage`?"),
        (vec!["inspect", "kaizala", "xyz"], "the connector `kaizala` has no operation `xyz`\n"),
    ] {
        let run = run(&root(), &arguments, &[]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(run.err.contains(said), "{}", run.err);
    }
}

#[test]
fn a_definition_with_an_error_is_listed_as_one() {
    let folder = two_connectors();
    write(folder.path(), "spec/small/apiDefinition.swagger.json", "{\n  \"swagger\": \"2.0\",,");
    let list = run(folder.path(), &["list", "--spec", "spec", "--json"], &[]);
    assert_eq!(list.code, 1);
    let entries: serde_json::Value = serde_json::from_str(&list.out).expect("JSON");
    assert_eq!((&entries[0]["connector"], &entries[0]["actions"]), (&"other".into(), &1.into()));
    assert!(
        entries[1]["error"].as_str().unwrap().starts_with("spec/small/apiDefinition.swagger.json:2:20 invalid-json")
    );
    let one = run(folder.path(), &["inspect", "small", "--spec", "spec"], &[]);
    assert_eq!((one.code, one.out.as_str()), (1, ""));
    assert!(one.err.contains("error[invalid-json]"), "{}", one.err);
}

#[test]
fn what_is_shown_fits_the_terminal_and_does_not_steer_it() {
    let folder = tempfile::tempdir().unwrap();
    let hostile =
        r"\u001b[31m\u202e\n 消息消息消息消息消息 a-word-that-is-longer-than-any-line-of-a-narrow-terminal-is";
    let text = definition("GetSmall").replace("\"Small\"", &format!("\"{hostile}\"")).replace(
        r#""responses""#,
        &format!(r#""summary": "{hostile}", "parameters": [{{"name": "a\u001b]0;b", "in": "query", "type": "string"}}], "responses""#),
    );
    write(folder.path(), "spec/hostile/apiDefinition.swagger.json", &text);
    let hostile = folder.path().join("spec/hostile");
    let hostile = ["--spec", hostile.to_str().unwrap()];
    for columns in ["40", "80", "140"] {
        for arguments in [
            vec!["list"],
            vec!["inspect", "kaizala"],
            vec!["inspect", "kaizala", "SendMessage"],
            [&["list"], &hostile[..]].concat(),
            [&["inspect", "hostile"], &hostile[..]].concat(),
            [&["inspect", "hostile", "GetSmall"], &hostile[..]].concat(),
        ] {
            let page = shown_at(columns, &arguments).out;
            let width: usize = columns.parse().unwrap();
            // A character of a Chinese word takes two columns.
            let columns_of = |line: &str| line.chars().map(|it| 1 + usize::from(it > '\u{2e80}')).sum::<usize>();
            let widest = page.lines().map(columns_of).max().unwrap_or_default();
            assert!(widest <= width, "{arguments:?} at {columns}: {widest}\n{page}");
            assert!(!page.chars().any(|it| it.is_control() && it != '\n' || it == '\u{202e}'), "{page}");
        }
    }
}

#[test]
fn first_party_connectors_are_described() {
    let Some(data) = firstparty() else { return };
    let file = data.join("definitions/powerfx/Office_365_Outlook.json");
    let text = fs::read_to_string(&file).unwrap();
    let definition: serde_json::Value =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("the definition is JSON");
    let spec = ["--spec", file.to_str().unwrap()];
    let list = json(&[&["list"], &spec[..]].concat());
    let summary = &list[0];
    let number = |key: &str| summary[key].as_u64().unwrap();
    assert_eq!(summary["calls"], "connection");
    let operations = of_operations(&definition, "operationId").len() as u64;
    assert_eq!(number("actions") + number("triggers") + number("internal"), operations);
    let deprecated = of_operations(&definition, "deprecated").into_iter().filter(|it| **it == true).count();
    assert_eq!(number("deprecated"), deprecated as u64);

    let pac = data.join("definitions/pac");
    let list = json(&["list", "--spec", pac.to_str().unwrap()]);
    let connectors = list.as_array().unwrap();
    assert_eq!(connectors.len(), fs::read_dir(&pac).unwrap().count());
    assert!(connectors.iter().all(|it| it["form"] == "export"), "{list}");
}
