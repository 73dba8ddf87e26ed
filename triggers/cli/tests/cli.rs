//! `connector-inbox`, the program.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

#[path = "../../tests/inbox/cluster.rs"]
#[allow(dead_code, reason = "the tests of the stores use the rest")]
mod cluster;
#[path = "../../tests/inbox/store.rs"]
#[allow(dead_code, reason = "the tests of the stores use the rest")]
mod store;

use connector_triggers::{
    Inbox, NewEvent,
    inbox::{Failure, Sqlite},
};
use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};
use store::{MINUTE, claim, event, event_of};
use tempfile::TempDir;

fn program(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_connector-inbox")).args(arguments).output().unwrap()
}

/// What a command prints that succeeds.
fn printed(file: &Path, arguments: &[&str]) -> String {
    let mut all = vec![file.to_str().unwrap()];
    all.extend(arguments);
    let output = program(&all);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(file: &Path, arguments: &[&str]) -> serde_json::Value {
    let arguments: Vec<_> = arguments.iter().copied().chain(["--format", "json"]).collect();
    serde_json::from_str(&printed(file, &arguments)).unwrap()
}

/// Exit code and message of a command that fails.
fn failed(arguments: &[&str]) -> (i32, String) {
    let output = program(arguments);
    assert!(output.stdout.is_empty());
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// An inbox with a waiting event, a delayed one, a done one and a dead one.
async fn inbox() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("inbox.db");
    let inbox = Sqlite::open(&file).await.unwrap();
    let hostile =
        NewEvent { trigger: "Red\u{1b}[31m".to_owned(), ..event_of("orders", "{\"name\": \"Ada\"}\u{7}\nend") };
    inbox.put(vec![event("1"), event("2"), hostile, event("4")]).await.unwrap();
    let claimed = claim(&inbox, 3).await;
    inbox.done(&[claimed[0].lease]).await.unwrap();
    inbox.failed(claimed[1].lease, Failure::Retry { after: MINUTE, reason: "later".to_owned() }).await.unwrap();
    inbox.failed(claimed[2].lease, Failure::Dead { reason: "no such order".to_owned() }).await.unwrap();
    (folder, file)
}

#[tokio::test]
async fn an_operator_sees_events_and_no_body() {
    let (_folder, file) = inbox().await;
    let list = json(&file, &["list"]);
    let of = |name: &str| list.as_array().unwrap().iter().map(|entry| entry[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("state"), ["done", "waiting", "dead", "waiting"]);
    assert_eq!(of("id"), [1, 2, 3, 4]);
    assert_eq!(of("received_at")[0], "2023-11-14T22:13:20Z");
    let table = printed(&file, &["list", "--state", "dead"]);
    assert_eq!(table, printed(&file, &["dead"]));
    let lines: Vec<_> = table.lines().collect();
    assert!(lines.len() == 2 && lines[0].starts_with("ID  STATE"), "{table}");
    assert!(lines[1].contains("Red\\u{1b}[31m") && lines[1].ends_with("no such order"), "{table}");

    for arguments in [&["list"][..], &["show", "3"], &["stats"], &["dead"]] {
        assert!(!printed(&file, arguments).contains("Ada"), "{arguments:?} shows a body");
    }
    let shown = printed(&file, &["show", "3", "--body"]);
    assert!(shown.ends_with("\n{\"name\": \"Ada\"}\\u{7}\nend\n") && shown.contains("header Content-Type"), "{shown}");
    assert_eq!(json(&file, &["show", "3", "--body"])["body"], "{\"name\": \"Ada\"}\u{7}\nend");
    assert_eq!(json(&file, &["list", "--route", "orders", "--since", "2023-11-14", "--before", "7d"])[0]["id"], 3);
    assert_eq!(json(&file, &["list", "--since", "12h"]), serde_json::json!([]));
    assert_eq!(json(&file, &["list", "--after", "1", "--limit", "1"])[0]["id"], 2);
    let stats = json(&file, &["stats"]);
    assert_eq!((stats["waiting"].as_u64(), stats["dead"].as_u64()), (Some(2), Some(1)));
    assert_eq!(stats["last_received"]["orders"], "2023-11-14T22:13:20Z");
    assert!(printed(&file, &["stats"]).contains("last of orders"));
}

#[tokio::test]
async fn an_operator_replays_and_purges() {
    let (_folder, file) = inbox().await;
    assert_eq!(json(&file, &["replay", "3", "4"]), serde_json::json!({ "replayed": 1 }));
    assert_eq!(printed(&file, &["purge", "--state", "dead"]), "purged: 0\n");
    assert_eq!(printed(&file, &["purge", "--all"]), "purged: 1\n");
    let stats = json(&file, &["stats"]);
    assert_eq!((stats["waiting"].as_u64(), stats["done"].as_u64()), (Some(3), Some(0)));
}

#[tokio::test]
async fn what_is_wrong_has_an_exit_code() {
    let (folder, file) = inbox().await;
    let file = file.to_str().unwrap();
    assert_eq!(failed(&[file, "show", "77"]), (1, "error: the inbox has no event 77\n".to_owned()));
    for arguments in
        [&[file, "purge"][..], &[file, "purge", "--all", "1"], &[file, "list", "--since", "x"], &[file], &[]]
    {
        assert_eq!(failed(arguments).0, 2, "{arguments:?}");
    }
    let missing = folder.path().join("none.db");
    let (code, message) = failed(&[missing.to_str().unwrap(), "list"]);
    assert!(code == 2 && message.contains("there is no inbox") && !missing.exists(), "{message}");
    for url in ["postgres://user:pa55word@127.0.0.1:1/x", "mysql://user:pa55word@127.0.0.1/x"] {
        let (code, message) = failed(&[url, "list"]);
        assert!(code != 0 && message.starts_with("error: ") && !message.contains("pa55word"), "{message}");
    }
    // An address in the wrong place, and one that is none.
    for arguments in [
        &["list", "postgres://user:pa55word@127.0.0.1/x"][..],
        &["postgres://user:pa55word@127.0.0.1/x", "lst"],
        &[file, "list", "--limit=user:pa55word@127.0.0.1"],
        &[file, "list", "--state", "host=127.0.0.1 password=pa55word"],
        &[file, "list", "--since", "user:pa55word@127.0.0.1"],
        &["postgres:/user:pa55word@127.0.0.1/x", "list"],
        &["user:pa55word@127.0.0.1/x", "list"],
        &["user/pa55word@127.0.0.1/x", "list"],
        &["list", "user/pa55word@127.0.0.1/x"],
        &["host=127.0.0.1 password=pa55word", "list"],
        &["postgres+user+pa55word", "list"],
    ] {
        let (code, message) = failed(arguments);
        assert!(code == 2 && message.starts_with("error: ") && !message.contains("pa55word"), "{message}");
    }
    let (_, message) = failed(&["postgres:/user:pa55word@127.0.0.1/x", "list"]);
    assert!(message.ends_with("nor a URL of PostgreSQL, such as postgres://user@host/database\n"), "{message}");
    assert!(failed(&["list", "postgres://user@host/x"]).1.contains("'…'"));
    assert!(failed(&[file, "lst"]).1.contains("'lst'"));
    // A file may have any name.
    Sqlite::open(folder.path().join("postgres")).await.unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_connector-inbox"))
        .args(["postgres", "stats"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = folder.path().join("text");
    std::fs::write(&text, "no database").unwrap();
    assert_eq!(failed(&[text.to_str().unwrap(), "list"]).0, 1);
}

#[tokio::test]
async fn an_operator_of_postgres() {
    let Some(cluster) = cluster::Cluster::shared() else { return };
    let url = cluster.url().replace("inbox@", "inbox:pa55word@");
    let options = connector_triggers::inbox::Postgres::options(&url).unwrap().schema("operator");
    let inbox = options.open().await.unwrap();
    inbox.put(vec![event("a")]).await.unwrap();
    let list = json(Path::new(&url), &["--schema", "operator", "list"]);
    assert_eq!(list[0]["state"], "waiting");
    let (code, message) = failed(&[&url, "--schema", "none", "list"]);
    assert!(code == 2 && message.contains("no schema `none`"), "{message}");
}
