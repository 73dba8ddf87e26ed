//! Dependencies between crates: the `wrappers` of `deny.toml` hold for the resolved dependency graph.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
};

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ has a parent")
}

/// Package name -> names of the packages that depend on it directly, over every target and dependency kind.
fn users() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--all-features", "--locked"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let names: BTreeMap<&str, &str> = metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .map(|package| (package["id"].as_str().expect("id"), package["name"].as_str().expect("name")))
        .collect();
    let mut users: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for node in metadata["resolve"]["nodes"].as_array().expect("nodes") {
        let user = names[node["id"].as_str().expect("id")];
        for dependency in node["dependencies"].as_array().expect("dependencies") {
            users.entry(names[dependency.as_str().expect("id")].to_owned()).or_default().push(user.to_owned());
        }
    }
    users
}

/// The offences against one `deny` table: each user of a crate that is not among its wrappers.
fn offences(users: &BTreeMap<String, Vec<String>>, deny: &toml::Table) -> Vec<String> {
    let mut offences = Vec::new();
    for rule in deny["bans"]["deny"].as_array().expect("bans.deny") {
        let denied = rule["crate"].as_str().expect("crate");
        let wrappers: Vec<&str> = rule
            .get("wrappers")
            .and_then(toml::Value::as_array)
            .map(|wrappers| wrappers.iter().filter_map(toml::Value::as_str).collect())
            .unwrap_or_default();
        for user in users.get(denied).into_iter().flatten() {
            if !wrappers.contains(&user.as_str()) {
                offences.push(format!("{user} uses {denied}"));
            }
        }
    }
    offences
}

fn rules() -> toml::Table {
    std::fs::read_to_string(root().join("deny.toml")).expect("deny.toml").parse().expect("deny.toml is TOML")
}

#[test]
fn every_arrow_is_allowed() {
    assert_eq!(offences(&users(), &rules()), Vec::<String>::new());
}

#[test]
fn a_forbidden_arrow_is_found() {
    let mut users = users();
    users.get_mut("azure_core").expect("the runtime uses azure_core").push("connector-codegen".to_owned());
    assert_eq!(offences(&users, &rules()), ["connector-codegen uses azure_core"]);
}

#[test]
fn the_generator_pulls_no_http_stack() {
    let users = users();
    for stack in ["azure_core", "reqwest", "hyper", "rustls", "tokio"] {
        let mut above = vec![stack];
        let mut seen = BTreeSet::new();
        while let Some(name) = above.pop() {
            if seen.insert(name) {
                above.extend(users.get(name).into_iter().flatten().map(String::as_str));
            }
        }
        for program in ["connector-codegen", "cargo-connector", "xtask"] {
            assert!(!seen.contains(program), "{program} reaches {stack}");
        }
    }
}
