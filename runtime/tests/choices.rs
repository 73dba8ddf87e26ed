//! Choices, trees and schemas that the service supplies.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use crate::support::{Service, URL, json};
use connector_runtime::{
    CallOptions, ChoiceRequest, DynamicSchema, ErrorKind, HttpRequest, Result, SchemaRequest, Tree,
    codegen::{IsParent, Operation, RequestBuilder, TreeItems},
    serde_json::json,
};

const ROOT: Operation = Operation::new("ListRoot", "GET", "/root");
const BELOW: Operation = Operation::new("ListFolder", "GET", "/folders/{path}");

const ITEMS: TreeItems = TreeItems {
    collection: &["items"],
    value: &["path"],
    title: &["name"],
    full_title: &["path"],
    is_parent: IsParent::Equals(&["folder"], "true"),
};

fn call(service: &Service) -> RequestBuilder {
    RequestBuilder::new(&service.connection(), &ROOT)
}

fn tree(service: &Service, is_parent: IsParent) -> Tree {
    let connection = service.connection();
    Tree::new(call(service), TreeItems { is_parent, ..ITEMS }).browsing(ITEMS, move |item| {
        let mut call = RequestBuilder::new(&connection, &BELOW);
        call.path("path", &item.selected::<String>(&["path"])?);
        Ok(call)
    })
}

fn urls(service: &Service) -> Vec<String> {
    service.sent().into_iter().map(|sent| sent.url.replace(URL, "")).collect()
}

#[tokio::test]
async fn a_tree_is_opened_and_browsed() {
    let service = Service::new([
        json(200, r#"{"items":[{"path":"a b","name":"A","folder":true},{"path":"c","folder":"no"},{"path":"d"},{}]}"#),
        json(200, r#"{"items":[{"path":"a b/d"}]}"#),
    ]);
    let mut tree = tree(&service, ITEMS.is_parent).selecting(false, true);
    tree.browse_with(|call| call.query("kind", &"x"));
    let roots = tree.open().await.unwrap();
    let facts: Vec<_> = roots
        .iter()
        .map(|it| (it.value.as_str(), it.title.as_str(), it.full_title.as_deref(), it.is_parent, it.is_selectable))
        .collect();
    let expected = [
        ("a b", "A", Some("a b"), true, false),
        ("c", "c", Some("c"), false, true),
        ("d", "d", Some("d"), false, true),
    ];
    assert_eq!(facts, expected);
    let shown = format!("{:?}", roots[0]);
    assert_eq!(
        shown, "TreeItem { value: \"a b\", title: \"A\", is_parent: true, .. }",
        "the item itself may hold anything"
    );
    assert_eq!(tree.browse(&roots[0]).await.unwrap()[0].value, "a b/d");
    assert!(tree.browse(&roots[1]).await.unwrap().is_empty());
    assert_eq!(urls(&service), ["/root", "/folders/a%20b?kind=x"]);
    let error = roots[0].selected::<String>(&["id"]).unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (ErrorKind::Request, "the selected item has no `id`: missing")
    );
}

#[tokio::test]
async fn all_items_or_none_may_have_children() {
    for (is_parent, expected) in [(IsParent::Always, true), (IsParent::Never, false)] {
        let service = Service::new([json(200, r#"[{"path":"a","folder":"true"}]"#)]);
        let roots = tree(&service, is_parent).selecting(expected, !expected).open().await.unwrap();
        assert_eq!((roots[0].is_parent, roots[0].is_selectable), (expected, true));
    }
    let service = Service::new([json(200, r#"[{"path":"a"},{"path":{}}]"#)]);
    let error = tree(&service, IsParent::Never).open().await.unwrap_err();
    assert!(error.to_string().contains("`[1]`"), "{error}");
}

#[test]
fn a_lookup_has_values_and_options_of_its_own() {
    let service = Service::default();
    let options = || CallOptions::default().with_query("v", "2");
    let query = |request: Result<HttpRequest>| request.unwrap().url().query().unwrap_or_default().to_owned();

    let mut choices = ChoiceRequest::<String>::new(call(&service), &[], &[], &[]);
    choices.call().query("q", &"1");
    assert_eq!(query(choices.with_call_options(options()).into_request()), "q=1&v=2");
    let mut schema = SchemaRequest::new(call(&service), &[]);
    schema.call().query("q", &"1");
    assert_eq!(query(schema.with_call_options(options()).into_request()), "q=1&v=2");
    let mut tree = tree(&service, IsParent::Never);
    tree.call().query("q", &"1");
    assert_eq!(query(tree.with_call_options(options()).into_request()), "q=1&v=2");
}

#[tokio::test]
async fn a_schema_is_an_object_a_boolean_or_their_text() {
    let schema = async |body, path| {
        let service = Service::new([json(200, body)]);
        SchemaRequest::new(call(&service), path).send().await.map(DynamicSchema::into_json)
    };
    assert_eq!(schema(r#"{"a":{"type":"string"}}"#, &["a"]).await.unwrap(), json!({"type": "string"}));
    assert_eq!(schema(r#"{"a":"{\"x\":1}"}"#, &["a"]).await.unwrap(), json!({"x": 1}));
    assert_eq!(schema("true", &[]).await.unwrap(), json!(true));
    for (body, path, problem) in [
        ("7", &[][..], "the response is not a schema"),
        (r#"{"a":"text"}"#, &["a"], "the response has no schema at `a`"),
        (r#"{"a":{}}"#, &["a", "b"], "the response has no schema at `a/b`"),
    ] {
        let error = schema(body, path).await.unwrap_err();
        assert!(error.to_string().contains(problem), "{error}");
    }
    let stored = DynamicSchema::new(json!({"x": 1}));
    assert_eq!(*stored.as_json(), json!({"x": 1}));
}
