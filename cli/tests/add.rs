//! `cargo connector add` from the outside.

use crate::support::{codegen, definition, run, write};
use std::fs;

#[test]
fn an_added_connector_is_generated_by_the_printed_command() {
    let folder = tempfile::tempdir().unwrap();
    let swagger = definition("GetSmall").replace("example.com", "a.01.azure-apihub.net");
    let wrapped =
        format!(r#"{{"name": "shared_small", "properties": {{"createdTime": "now", "swagger": {swagger}}}}}"#);
    write(folder.path(), "export.json", &wrapped);
    let arguments = ["add", "export.json", "--spec", "spec"];
    let added = run(folder.path(), &arguments, &[]);
    assert_eq!(added.code, 0, "{}", added.err);
    assert!(added.out.contains("small: host is `gateway.azure-apihub.net` in the copy ("), "{}", added.out);
    assert!(added.out.contains("small: properties.createdTime is left out of the copy ("), "{}", added.out);
    let next = added.out.lines().last().and_then(|line| line.strip_prefix("next: cargo connector codegen ")).unwrap();
    let next: Vec<&str> = next.split(' ').collect();
    assert_eq!(next, ["small", "--spec", "spec"]);
    let generated = codegen(folder.path(), &[&next[..], &["--out", "out"]].concat());
    assert_eq!(generated.code, 0, "{}", generated.err);
    assert!(folder.path().join("out/small/src/operations/get_small.rs").is_file());
    assert!(fs::read_to_string(folder.path().join("spec/small/names.lock")).unwrap().contains("GetSmall"));

    let again = run(folder.path(), &arguments, &[]);
    assert_eq!(again.code, 1);
    assert!(again.err.contains("exists, so `small` was not added"), "{}", again.err);
    let two = run(folder.path(), &[&arguments[..], &["--name", "a/b"]].concat(), &[]);
    assert_eq!((two.code, two.out.as_str()), (2, ""), "{}", two.err);
}

#[cfg(unix)]
#[test]
fn no_name_of_an_added_file_steers_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "in/apiDefinition.swagger.json", &definition("GetSmall"));
    let table = r#"{"name": "t", "schema": {"type": "array", "items": {"type": "object", "properties": {}}}}"#;
    write(folder.path(), "in/tables/t\u{1b}[31m\u{202e}x.json", table);
    let added = run(folder.path(), &["add", "in", "--spec", "spec"], &[]);
    assert_eq!(added.code, 0, "{}", added.err);
    assert!(added.out.contains("tables/t\\u{1b}[31m\\u{202e}x.json"), "{}", added.out);
    let is_plain = |text: &str| text.chars().all(|letter| letter == '\n' || letter.is_ascii_graphic() || letter == ' ');
    assert!(is_plain(&added.out) && is_plain(&added.err), "{}{}", added.out, added.err);
}

/// Other tools write keys in another letter case, and ARM reads them so.
#[test]
fn no_client_secret_is_copied_wherever_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "in/apiDefinition.swagger.json", &definition("GetSmall"));
    let settings =
        r#"{"ClientId": "x", "ClientSecret": "hush1", "customParameters": {"client_secret": {"value": "hush2"}}}"#;
    let properties = format!(
        r#"{{"clientSecret": "hush3", "Properties": {{"ConnectionParameters": {{"token": {{"type": "oauthSetting", "OAuthSettings": {settings}}}}}}}}}"#
    );
    write(folder.path(), "in/apiProperties.json", &properties);
    let added = run(folder.path(), &["add", "in", "--spec", "spec"], &[]);
    assert_eq!(added.code, 0, "{}", added.err);
    let copy = fs::read_to_string(folder.path().join("spec/in/apiProperties.json")).unwrap();
    for text in [&copy, &added.out, &added.err] {
        assert!(!text.contains("hush"), "{text}");
    }
    assert!(copy.contains("OAuthSettings"), "{copy}");
    assert_eq!(added.out.matches("is left out of the copy").count(), 3, "{}", added.out);
}

#[test]
fn what_keeps_a_connector_from_being_added_is_shown_and_leaves_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "in/apiDefinition.swagger.json", &definition("GetSmall"));
    write(folder.path(), "in/connector.toml", &"#".repeat((1 << 20) + 1));
    let added = run(folder.path(), &["add", "in", "--spec", "deep/spec"], &[]);
    assert_eq!(added.code, 1, "{}", added.out);
    assert!(added.err.contains("error[copy-too-large]: "), "{}", added.err);
    assert!(!folder.path().join("deep").exists());
}
