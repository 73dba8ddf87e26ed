//! Objects that nest deeper than the compiler follows types: a caller's program in another workspace sends calls to other threads.

use std::collections::BTreeMap;

use connector_tests::{compile::Workspace, generate};
use serde_json::{Value, json};

/// The compiler follows types to a depth of 128, which a chain of some 43 lists reaches.
const LENGTH: usize = 48;

const MAIN: &str = r#"
use connector_chains::{ChainsClient, Result, models, runtime};

/// The bounds of `tokio::spawn`.
fn spawn<F: Future<Output: Send + 'static> + Send + 'static>(_: F) {}

fn call(client: &ChainsClient) {
    let [list, map, value, knot, page] = std::array::from_fn(|_| client.clone());
    spawn(async move { list.get_list().send().await });
    spawn(async move { map.get_map().send().await });
    spawn(async move { value.get_value().send().await });
    spawn(async move {
        let held = knot.get_knot().send().await;
        let further = knot.get_knot().send().await;
        held.and(further)
    });
    spawn(async move {
        let items = page.get_page().items();
        let sent = page.put_list(models::List0::new()).send().await;
        drop(items);
        sent
    });
}

fn main() -> Result<()> {
    let _ = call;
    let mut text = "{}".to_owned();
    for _ in 0..47 {
        text = format!("{{\"next\":[{text}]}}");
    }
    let list: models::List0 = runtime::serde_json::from_str(&text).expect("the text is a chain");
    assert_eq!(runtime::serde_json::to_string(&list).expect("a chain is JSON"), text);
    assert!(list.clone() == list);
    assert_eq!(format!("{list:?}").matches("next: Some").count(), 47);
    let printed: &dyn std::fmt::Debug = &models::Map0::new();
    assert!(format!("{printed:#?}").starts_with("Map0"));
    let deep = models::List6::new().with_next(vec![models::List7::new()]);
    println!("{}", deep.next.map_or(0, |next| next.len()));
    Ok(())
}
"#;

#[test]
#[ignore = "slow: compiles long chains of types"]
fn a_call_that_returns_a_long_chain_can_be_sent_to_another_thread() {
    let generated = generate::generate("chains", definition().to_string(), &[]);
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "chains");
    workspace.add("chains", generate::files(&generated));
    workspace.assert_silent();
    let manifest = "[package]\nname = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                    connector-chains = { path = \"../chains\", default-features = false }\n";
    let program = [("Cargo.toml", manifest), ("src/main.rs", MAIN)];
    workspace.add("program", &program.map(|(path, text)| (path.to_owned(), text.to_owned())).into());
    workspace.assert_runs("program");
}

/// Chains through lists, maps and objects; objects that all refer to each other; a page of a chain.
fn definition() -> Value {
    let reference = |name: String| json!({"$ref": format!("#/definitions/{name}")});
    let object = |next: Option<Value>| match next {
        Some(next) => json!({"type": "object", "properties": {"id": {"type": "string"}, "next": next}}),
        None => json!({"type": "object", "properties": {"id": {"type": "string"}}}),
    };
    let mut definitions = BTreeMap::new();
    for at in 0..LENGTH {
        let next = |name: &str| (at + 1 < LENGTH).then(|| reference(format!("{name}{}", at + 1)));
        let list = next("List").map(|next| json!({"type": "array", "items": next}));
        let map = next("Map").map(|next| json!({"type": "object", "additionalProperties": next}));
        let knot: BTreeMap<_, _> = (0..LENGTH)
            .step_by(7)
            .chain([(at + 1) % LENGTH])
            .map(|to| (format!("to{to}"), reference(format!("Knot{to}"))))
            .collect();
        definitions.insert(format!("List{at}"), object(list));
        definitions.insert(format!("Map{at}"), object(map));
        definitions.insert(format!("Value{at}"), object(next("Value")));
        definitions.insert(format!("Knot{at}"), json!({"type": "object", "properties": knot}));
    }
    let page = json!({"type": "object", "properties": {
        "value": {"type": "array", "items": reference("List0".into())}, "nextLink": {"type": "string"},
    }});
    definitions.insert("Page".to_owned(), page);
    // A required alias at the depth at which an example builds no more models.
    definitions.insert("Free".to_owned(), json!({"type": "object", "properties": {}}));
    let card = json!({"type": "object", "required": ["body"], "properties": {"body": {
        "type": "object", "required": ["recipient", "or_null"],
        "properties": {"recipient": reference("Free".into()), "or_null": {"type": "string", "x-nullable": true}},
    }}});
    let body = |schema: Value| json!([{"name": "body", "in": "body", "required": true, "schema": schema}]);
    let get = |id: &str, name: &str| {
        let response = json!({"200": {"description": "OK", "schema": reference(name.into())}});
        json!({"get": {"operationId": id, "responses": response}})
    };
    let mut pages = get("GetPage", "Page");
    pages["get"]["x-ms-pageable"] = json!({"nextLinkName": "nextLink"});
    json!({
        "swagger": "2.0", "info": {"title": "Chains", "version": "1.0"}, "host": "chains.example.com", "basePath": "/",
        "schemes": ["https"], "consumes": ["application/json"], "produces": ["application/json"],
        "paths": {
            "/list": get("GetList", "List0"), "/map": get("GetMap", "Map0"), "/value": get("GetValue", "Value0"),
            "/knot": get("GetKnot", "Knot0"), "/page": pages,
            "/put": {"put": {"operationId": "PutList", "parameters": body(reference("List0".into())), "responses": {"200": {"description": "OK"}}}},
            "/card": {"post": {"operationId": "PostCard", "parameters": body(card), "responses": {"200": {"description": "OK"}}}},
        },
        "definitions": definitions,
    })
}
