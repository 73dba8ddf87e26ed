//! Calls that lead to further calls, through a generated crate: pages, long-running operations, trees, dynamic values whose request
//! has a body, dynamic schemas. `tests/fixtures/decoding` holds the definition and the crate.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use async_trait::async_trait;
use azure_core::http::{AsyncRawResponse, Body, HttpClient, Request, StatusCode, Transport, headers::Headers};
use connector_calls::{
    CallsClient, CallsClientOptions,
    bodies::{CreateContentRequest, StartThingRequest},
    runtime::{CallOptions, DynamicSchema, ErrorKind, Progress},
};
use connector_tests::loopback::{CONNECTION_URL, TOKEN, credential};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

/// One response: status, headers, body.
type Reply = (u16, Vec<(&'static str, String)>, Value);

/// One request: method and path, body.
type Sent = (String, Value);

/// A service that gives its responses in turn, and remembers each request in one line and its body.
#[derive(Clone, Default, Debug)]
struct Service(Arc<Mutex<(VecDeque<Reply>, Vec<Sent>)>>);

impl Service {
    fn responding(replies: impl IntoIterator<Item = Reply>) -> (Self, CallsClient) {
        let service = Self(Arc::new(Mutex::new((replies.into_iter().collect(), Vec::new()))));
        let options = CallsClientOptions::default().with_transport(Transport::new(Arc::new(service.clone())));
        (service, CallsClient::new(CONNECTION_URL, credential(), Some(options)).unwrap())
    }

    fn sent(&self) -> Vec<String> {
        self.0.lock().unwrap().1.iter().map(|(line, _)| line.clone()).collect()
    }

    fn bodies(&self) -> Vec<Value> {
        self.0.lock().unwrap().1.iter().map(|(_, body)| body.clone()).collect()
    }
}

#[async_trait]
impl HttpClient for Service {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let authorization = request.headers().get_optional_str(&"authorization".into());
        assert_eq!(authorization, Some(format!("Bearer {TOKEN}").as_str()));
        let path = request.url().as_str().replacen(CONNECTION_URL, "", 1);
        let body = match request.body() {
            Body::Bytes(bytes) => serde_json::from_slice(bytes).unwrap_or_default(),
            Body::SeekableStream(_) => panic!("a stream"),
        };
        let mut state = self.0.lock().unwrap();
        state.1.push((format!("{} {path}", request.method()), body));
        let (status, lines, body) = state.0.pop_front().expect("a request that nobody expected");
        let mut headers = Headers::new();
        headers.insert("content-type", "application/json");
        lines.into_iter().for_each(|(name, value)| headers.insert(name, value));
        Ok(AsyncRawResponse::from_bytes(StatusCode::from(status), headers, body.to_string()))
    }
}

fn response(body: Value) -> Reply {
    (200, Vec::new(), body)
}

fn page(ids: &[&str], next: Option<&str>) -> Reply {
    let things: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    response(json!({ "value": things, "nextLink": next }))
}

// --------------------------------------------------------------------------------------------------------------- pages

#[tokio::test]
async fn items_come_from_all_pages_whatever_host_the_link_names() {
    let (service, client) = Service::responding([
        page(&["a", "b"], Some("https://calls.example/v1/things?skip=2&top=2")),
        page(&["c"], Some("/v1/things?skip=4")),
        page(&[], Some("?skip=6")),
        page(&["d"], None),
    ]);
    let mut items = client.list_things().top(2).items();
    let mut ids = Vec::new();
    while let Some(thing) = items.next_item().await {
        ids.extend(thing.unwrap().id);
    }
    assert_eq!(ids, ["a", "b", "c", "d"]);
    let asked = ["GET /things?top=2", "GET /things?skip=2&top=2", "GET /things?skip=4", "GET /things?skip=6"];
    assert_eq!(service.sent(), asked);
}

#[tokio::test]
async fn a_saved_link_resumes_in_another_run() {
    let (_, client) = Service::responding([page(&["a"], Some("https://calls.example/v1/things?skip=1"))]);
    let mut pages = client.list_things().pages();
    assert_eq!(pages.next_page().await.unwrap().unwrap().value().value.as_ref().unwrap().len(), 1);
    let kept = pages.next_link().unwrap().to_owned();
    let (service, client) = Service::responding([page(&["b"], None)]);
    let mut pages = client.list_things().pages().resume(&kept);
    assert!(pages.next_page().await.unwrap().is_ok());
    assert!(pages.next_page().await.is_none());
    assert_eq!(service.sent(), ["GET /things?skip=1"]);
}

#[tokio::test]
async fn a_link_to_another_host_or_in_a_circle_is_an_error() {
    for link in [
        "https://evil.example/v1/things",
        "http://calls.example/v1/things",
        "https://calls.example:8443/v1/things",
        "https://calls.example/v1/things",
    ] {
        let (service, client) = Service::responding([page(&["a"], Some(link))]);
        let mut items = client.list_things().items();
        assert!(items.next_item().await.unwrap().is_ok());
        assert_eq!(items.next_item().await.unwrap().unwrap_err().kind(), ErrorKind::Link, "{link}");
        assert_eq!(service.sent().len(), 1, "{link}");
    }
}

// -------------------------------------------------------------------------------------------------- what takes its time

fn accepted(location: &str) -> Reply {
    (202, vec![("location", location.to_owned()), ("retry-after", "0".to_owned())], Value::Null)
}

#[tokio::test]
async fn a_long_running_operation_is_awaited() {
    let (service, client) = Service::responding([
        accepted("https://calls.example/v1/things/7"),
        accepted("/v1/things/7?try=2"),
        response(json!({ "id": "7" })),
    ]);
    let made = client.start_thing(StartThingRequest::new("x")).send_and_wait().await.unwrap();
    assert_eq!(made.unwrap().id.as_deref(), Some("7"));
    assert_eq!(service.sent(), ["POST /things", "GET /things/7", "GET /things/7?try=2"]);
    assert_eq!(service.bodies(), [json!({ "name": "x" }), Value::Null, Value::Null]);
}

#[tokio::test]
async fn or_stepped_and_resumed_from_its_link() {
    let (_, client) = Service::responding([accepted("https://calls.example/v1/things/7")]);
    let mut poller = client.start_thing(StartThingRequest::new("x")).poller();
    assert!(matches!(poller.step().await.unwrap(), Progress::Pending(_)));
    let kept = poller.link().unwrap().to_owned();
    let (service, client) = Service::responding([accepted("/v1/things/7"), response(json!({ "id": "7" }))]);
    let poller = client.start_thing(StartThingRequest::new("x")).poller().resume(&kept);
    let end = poller.with_time_limit(Duration::from_secs(60)).wait().await.unwrap();
    assert_eq!(end.into_value().unwrap().id.as_deref(), Some("7"));
    assert_eq!(service.sent(), ["GET /things/7", "GET /things/7"]);
}

#[tokio::test]
async fn polling_never_leaves_the_host() {
    let (service, client) = Service::responding([accepted("https://evil.example/v1/things/7")]);
    let error = client.start_thing(StartThingRequest::new("x")).send_and_wait().await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Link, Some("StartThing")));
    assert_eq!(service.sent(), ["POST /things"]);
}

// ------------------------------------------------------------------------------------------- choices, trees and schemas

#[tokio::test]
async fn a_tree_is_opened_and_browsed() {
    let (service, client) = Service::responding([
        response(
            json!({ "entries": [{ "path": "/a b", "name": "A", "is_folder": true }, { "path": "/c", "is_folder": false }] }),
        ),
        response(json!({ "entries": [{ "path": "/a b/d", "name": "D", "is_folder": "false" }] })),
    ]);
    let tree = client.choices().list_root("x").kind("a&b");
    let roots = tree.open().await.unwrap();
    let facts: Vec<_> = roots.iter().map(|it| (it.title.as_str(), it.is_parent, it.is_selectable)).collect();
    assert_eq!(facts, [("A", true, false), ("/c", false, true)]);
    assert_eq!(roots[0].full_title.as_deref(), Some("/a b"));
    let below = tree.browse(&roots[0]).await.unwrap();
    assert_eq!((below[0].value.as_str(), below[0].is_selectable), ("/a b/d", true));
    assert!(tree.browse(&roots[1]).await.unwrap().is_empty());
    assert_eq!(service.sent(), ["GET /drives/x/root?kind=a%26b", "GET /drives/x/list/%2Fa%20b?kind=a%26b"]);
}

#[tokio::test]
async fn a_choice_whose_call_takes_its_values_in_the_body() {
    let (service, client) = Service::responding([response(
        json!({ "items": [{ "fullName": "n.Page", "title": "Page" }, { "title": "no value" }] }),
    )]);
    let types = client.choices().find_types().send().await.unwrap();
    let pairs: Vec<_> = types.iter().map(|choice| (choice.value.as_str(), choice.title.as_str())).collect();
    assert_eq!(pairs, [("n.Page", "Page")]);
    assert_eq!(service.sent(), ["POST /find/types"]);
    assert_eq!(service.bodies(), [json!({ "mode": "all", "operation": 4, "deep": { "version": 2 } })]);
}

#[tokio::test]
async fn an_optional_value_of_a_choice_is_sent_only_where_it_is_set() {
    let (service, client) = Service::responding([response(json!({})), response(json!({}))]);
    client.choices().find_types().send().await.unwrap();
    client.choices().find_types().like("a").like("n.").send().await.unwrap();
    let constants = json!({ "mode": "all", "operation": 4, "deep": { "version": 2 } });
    let mut with_value = constants.clone();
    with_value["like"] = json!("n.");
    assert_eq!(service.bodies(), [constants, with_value]);
}

#[tokio::test]
async fn values_have_the_type_that_the_setter_takes() {
    let (service, client) = Service::responding([response(json!([{ "n": 1, "name": "One" }, { "n": "2" }]))]);
    let levels = client.choices().find_levels().send().await.unwrap();
    let request = CreateContentRequest::new("n.Page").with_level(levels[1].value);
    assert_eq!((request.level, levels[0].title.as_str()), (Some(2), "One"));
    assert_eq!(service.sent(), ["GET /find/levels?types=a%2Cb"]);
}

#[tokio::test]
async fn a_response_without_the_list_has_no_values() {
    let (_, client) = Service::responding([response(json!({ "other": [] }))]);
    assert_eq!(client.choices().find_types().send().await.unwrap(), []);
}

#[tokio::test]
async fn the_service_returns_a_dynamic_schema() {
    let schema = json!({ "type": "object", "properties": { "title": { "type": "string" } } });
    let (service, client) = Service::responding([
        response(json!({ "schema": schema })),
        response(json!({ "schema": schema.to_string() })),
        response(json!({ "schema": null })),
    ]);
    let choices = client.choices();
    for _ in 0..2 {
        let told = choices.tell_schema_for_create_content_fields_schema("n.Page").send().await.unwrap();
        assert_eq!(told, DynamicSchema::new(schema.clone()));
    }
    let error = choices.tell_schema_for_create_content_answer_schema("n.Page").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("schema"), "{error}");
    assert_eq!(service.sent(), ["POST /find/schema"; 3]);
    let asked = |phase: i64| json!({ "fullName": "n.Page", "phase": phase });
    assert_eq!(service.bodies(), [asked(0), asked(0), asked(1)]);
}

#[tokio::test]
async fn a_lookup_has_its_own_options() {
    let (service, client) = Service::responding([
        response(json!([])),
        response(json!({ "schema": {} })),
        response(json!({ "entries": [{ "path": "/a", "is_folder": true }] })),
        response(json!({ "entries": [] })),
        (503, Vec::new(), Value::Null),
    ]);
    let options = CallOptions::default().with_query("v", "2").with_max_retries(0);
    let choices = client.choices();
    choices.find_levels().with_call_options(options.clone()).send().await.unwrap();
    choices
        .tell_schema_for_create_content_fields_schema("n.Page")
        .with_call_options(options.clone())
        .send()
        .await
        .unwrap();
    let tree = choices.list_root("x").with_call_options(options);
    let roots = tree.open().await.unwrap();
    tree.browse(&roots[0]).await.unwrap();
    // Limits are among them: nothing is sent again.
    assert_eq!(tree.open().await.unwrap_err().status(), Some(503));
    assert!(tree.into_request().unwrap().url().as_str().ends_with("/drives/x/root?v=2"));
    let sent = [
        "GET /find/levels?types=a%2Cb&v=2",
        "POST /find/schema?v=2",
        "GET /drives/x/root?v=2",
        "GET /drives/x/list/%2Fa?v=2",
        "GET /drives/x/root?v=2",
    ];
    assert_eq!(service.sent(), sent);
}
