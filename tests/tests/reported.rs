//! Faults that bug reports of other generators and clients describe, through a generated crate: `tests/fixtures/decoding` holds
//! the definition and the crate, which is compiled into this test. Each test is one class.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

/// The generated bodies.
#[path = "../fixtures/decoding/generated/reported/src/bodies.rs"]
#[rustfmt::skip]
pub mod bodies;
/// The generated client.
#[path = "../fixtures/decoding/generated/reported/src/client.rs"]
#[rustfmt::skip]
pub mod client;
/// The generated ways to authenticate.
#[path = "../fixtures/decoding/generated/reported/src/direct.rs"]
#[rustfmt::skip]
pub mod direct;
/// The generated models.
#[path = "../fixtures/decoding/generated/reported/src/models/mod.rs"]
#[rustfmt::skip]
pub mod models;
/// The generated operations.
#[path = "../fixtures/decoding/generated/reported/src/operations/mod.rs"]
#[rustfmt::skip]
mod operations;
/// The generated requests.
#[path = "../fixtures/decoding/generated/reported/src/requests.rs"]
#[rustfmt::skip]
pub mod requests;
/// The generated responses.
#[path = "../fixtures/decoding/generated/reported/src/responses.rs"]
#[rustfmt::skip]
pub mod responses;

use std::time::Duration;

use bodies::{AddPlaceRequest, AnalyzeRequest, CreateMachineRequest};
pub use client::ReportedClient;
pub use connector_runtime as runtime;
pub use connector_runtime::ClientOptions as ReportedClientOptions;
pub use direct::ReportedAuth;
use models::{Place, parts::PlaceLevel};
use runtime::{
    ErrorKind, Optional as _, Progress, Upload,
    testing::{self, CONNECTION_URL, FakeResponse, FakeTransport},
};
use serde_json::{Value, json};

/// A client of a service that gives these responses in turn.
fn answering(responses: impl IntoIterator<Item = FakeResponse>) -> (FakeTransport, ReportedClient) {
    let service = FakeTransport::new();
    for response in responses {
        service.then(response);
    }
    let client = ReportedClient::new(CONNECTION_URL, testing::credential(), Some(service.options())).unwrap();
    (service, client)
}

fn json_of(status: u16, body: &Value) -> FakeResponse {
    FakeResponse::json(status, body.to_string())
}

fn ok(body: &Value) -> FakeResponse {
    json_of(200, body)
}

/// Method, path and query of each request below the connection.
fn sent(service: &FakeTransport) -> Vec<String> {
    let line = |url: &str| url.strip_prefix(CONNECTION_URL).map(str::to_owned).unwrap_or_else(|| url.to_owned());
    service.requests().iter().map(|request| format!("{} {}", request.method(), line(request.url().as_str()))).collect()
}

// --------------------------------------------------------------------------------------------------------------- pages

fn rows(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({ "id": id })).collect()
}

#[tokio::test]
async fn items_and_link_are_where_the_definition_says() {
    let (service, client) = answering([
        ok(
            &json!({ "warnings": ["x"], "data": { "rows": rows(&["a"]), "errors": ["y"] }, "meta": { "next": "/v1/nested?p=2" } }),
        ),
        ok(&json!({ "data": { "rows": rows(&["b"]) }, "meta": {} })),
    ]);
    let mut items = client.list_nested().items();
    let mut ids = Vec::new();
    while let Some(row) = items.next_item().await {
        ids.extend(row.unwrap().id);
    }
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(sent(&service), ["GET /nested", "GET /nested?p=2"]);

    let (service, client) = answering([
        ok(&json!({ "value": ["no row"], "records": rows(&["a"]), "@odata.nextLink": "/v1/named?p=2" })),
        ok(&json!({ "records": rows(&["b"]) })),
    ]);
    let mut items = client.list_named().items();
    assert_eq!(items.next_item().await.unwrap().unwrap().id.as_deref(), Some("a"));
    assert_eq!(items.next_item().await.unwrap().unwrap().id.as_deref(), Some("b"));
    assert_eq!(sent(&service).len(), 2);
}

#[tokio::test]
async fn a_link_that_the_response_does_not_describe_is_followed() {
    let (service, client) = answering([
        ok(&json!({ "value": rows(&["a"]), "nextLink": "/v1/undeclared?p=2" })),
        ok(&json!({ "value": rows(&["b"]) })),
    ]);
    let mut pages = client.list_undeclared().pages();
    assert!(pages.next_page().await.unwrap().is_ok());
    assert!(pages.next_page().await.unwrap().is_ok());
    assert!(pages.next_page().await.is_none());
    assert_eq!(sent(&service), ["GET /undeclared", "GET /undeclared?p=2"]);
}

#[tokio::test]
async fn another_operation_returns_the_further_pages() {
    let (service, client) = answering([
        ok(&json!({ "value": rows(&["a"]), "next": "https://evil.example/x?token=1" })),
        ok(&json!({ "value": rows(&["b"]), "next": "third" })),
        ok(&json!({ "value": rows(&["c"]), "next": "third" })),
    ]);
    let mut items = client.list_fragments("t 1", "2024").x_trace("trace").items();
    for id in ["a", "b", "c"] {
        assert_eq!(items.next_item().await.unwrap().unwrap().id.as_deref(), Some(id));
    }
    assert_eq!(items.next_item().await.unwrap().unwrap_err().kind(), ErrorKind::Link, "a circle");
    let expected = [
        "GET /fragments/t%201?api-version=2024",
        "POST /fragments/t%201/https%3A%2F%2Fevil.example%2Fx%3Ftoken%3D1?api-version=2024",
        "POST /fragments/t%201/third?api-version=2024",
    ];
    assert_eq!(sent(&service), expected);
    let traces: Vec<_> = service.requests().iter().map(|request| request.header("x-trace").is_some()).collect();
    assert_eq!(traces, [true, false, false], "the other operation has no such header");

    let (service, client) = answering([ok(&json!({ "value": rows(&["b"]) }))]);
    let mut items = client.list_fragments("t", "2024").items().resume("second");
    assert!(items.next_item().await.unwrap().is_ok());
    assert_eq!(sent(&service), ["POST /fragments/t/second?api-version=2024"]);
}

// -------------------------------------------------------------------------------------------------- what takes its time

fn accepted(status: u16, headers: &[(&str, &str)], body: &Value) -> FakeResponse {
    let response = json_of(status, body).with_header("retry-after", "0");
    headers.iter().fold(response, |response, &(name, value)| response.with_header(name, value))
}

#[tokio::test]
async fn the_status_of_an_operation_is_polled_until_it_ends() {
    for header in ["Operation-Location", "Azure-AsyncOperation"] {
        let (service, client) = answering([
            accepted(202, &[(header, "https://reported.example/v1/status/7")], &json!({})),
            accepted(200, &[], &json!({ "status": "running" })),
            ok(&json!({ "status": "succeeded", "result": "text" })),
        ]);
        let done = client.analyze(AnalyzeRequest::new().with_url("u")).send_and_wait().await.unwrap().unwrap();
        assert_eq!(done.result.as_deref(), Some("text"), "the status of a POST is its result");
        assert_eq!(sent(&service), ["POST /analyze", "GET /status/7", "GET /status/7"]);
    }
}

#[tokio::test]
async fn the_result_is_where_the_status_or_the_first_response_names_it() {
    let status = ("operation-location", "/v1/status/7");
    let (service, client) = answering([
        accepted(202, &[status], &json!({})),
        accepted(200, &[], &json!({ "status": "Succeeded", "resourceLocation": "/v1/results/7" })),
        ok(&json!({ "result": "text" })),
    ]);
    let done = client.analyze(AnalyzeRequest::new()).send_and_wait().await.unwrap().unwrap();
    assert_eq!(done.result.as_deref(), Some("text"));
    assert_eq!(sent(&service), ["POST /analyze", "GET /status/7", "GET /results/7"]);

    let (service, client) = answering([
        accepted(202, &[status, ("location", "/v1/results/8")], &json!({})),
        accepted(200, &[], &json!({ "status": "Succeeded" })),
        ok(&json!({ "result": "text" })),
    ]);
    assert!(client.analyze(AnalyzeRequest::new()).send_and_wait().await.unwrap().is_some());
    assert_eq!(sent(&service), ["POST /analyze", "GET /status/7", "GET /results/8"]);

    // A PUT leads back to its own URL.
    let (service, client) = answering([
        accepted(201, &[("azure-asyncoperation", "/v1/status/9")], &json!({ "id": "m" })),
        accepted(200, &[], &json!({ "status": "InProgress" })),
        accepted(200, &[], &json!({ "status": "Succeeded" })),
        ok(&json!({ "id": "m", "properties": { "provisioningState": "Succeeded" } })),
    ]);
    let made = client.create_machine("m", CreateMachineRequest::new()).send_and_wait().await.unwrap();
    assert_eq!(made.id.as_deref(), Some("m"));
    assert_eq!(sent(&service), ["PUT /machines/m", "GET /status/9", "GET /status/9", "GET /machines/m"]);
}

#[tokio::test]
async fn the_state_of_a_resource_is_polled() {
    let state = |state: &str| json!({ "id": "m", "properties": { "provisioningState": state } });
    let (service, client) = answering([
        accepted(201, &[], &state("Creating")),
        accepted(200, &[], &state("Some word of the service")),
        ok(&state("Succeeded")),
    ]);
    assert!(client.create_machine("m", CreateMachineRequest::new()).send_and_wait().await.is_ok());
    assert_eq!(sent(&service), ["PUT /machines/m", "GET /machines/m", "GET /machines/m"]);

    // A status that says nothing about an operation is the resource's own.
    for body in [json!({ "id": "m" }), json!({ "status": "open" }), state("Succeeded")] {
        let (service, client) = answering([json_of(201, &body)]);
        assert!(client.create_machine("m", CreateMachineRequest::new()).send_and_wait().await.is_ok(), "{body}");
        assert_eq!(sent(&service).len(), 1);
    }
}

#[tokio::test]
async fn an_operation_that_fails_is_an_error_with_its_reason() {
    let reason = json!({ "code": "QuotaExceeded", "message": "no more machines" });
    let (_, client) = answering([
        accepted(202, &[("operation-location", "/v1/status/7")], &json!({})),
        ok(&json!({ "status": "Failed", "error": reason })),
    ]);
    let error = client.analyze(AnalyzeRequest::new()).send_and_wait().await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Failed, Some("Analyze")));
    assert_eq!((error.code(), error.message()), (Some("QuotaExceeded"), Some("no more machines")));

    let (_, client) = answering([
        accepted(201, &[], &json!({ "properties": { "provisioningState": "Creating" } })),
        ok(&json!({ "properties": { "provisioningState": "Canceled" } })),
    ]);
    let request = client.create_machine("m", CreateMachineRequest::new());
    assert_eq!(request.send_and_wait().await.unwrap_err().kind(), ErrorKind::Failed);
}

#[tokio::test]
async fn without_a_link_to_the_end_an_operation_is_accepted_and_not_done() {
    let (service, client) = answering([json_of(202, &json!({ "id": "job" }))]);
    let error = client.start_machine("m").send_and_wait().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Accepted, Some(202)));
    assert_eq!(error.body_as::<Value>().unwrap(), json!({ "id": "job" }));
    assert_eq!(sent(&service).len(), 1);

    let (_, client) = answering([json_of(202, &json!({ "id": "job" }))]);
    let Progress::Accepted(response) = client.start_machine("m").poller().step().await.unwrap() else {
        panic!("it is not done")
    };
    assert_eq!(response.json::<Value>().unwrap(), json!({ "id": "job" }));

    // Without waiting, a 202 is what it was.
    let (_, client) = answering([FakeResponse::new(202)]);
    assert_eq!(client.start_machine("m").send().await.unwrap(), None);
}

#[tokio::test]
async fn no_status_and_no_result_leads_to_another_host() {
    for headers in [
        vec![("operation-location", "https://evil.example/status")],
        vec![("azure-asyncoperation", "http://reported.example/v1/status")],
    ] {
        let (service, client) = answering([accepted(202, &headers, &json!({}))]);
        let error = client.analyze(AnalyzeRequest::new()).send_and_wait().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Link);
        assert_eq!(sent(&service), ["POST /analyze"]);
    }
    for (headers, body) in [
        (vec![("location", "https://evil.example/result")], json!({ "status": "Succeeded" })),
        (vec![], json!({ "status": "Succeeded", "resourceLocation": "https://evil.example/result" })),
    ] {
        let headers: Vec<_> = headers.into_iter().chain([("operation-location", "/v1/status/7")]).collect();
        let (service, client) = answering([accepted(202, &headers, &json!({})), ok(&body)]);
        let error = client.analyze(AnalyzeRequest::new()).send_and_wait().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Link);
        assert_eq!(sent(&service), ["POST /analyze", "GET /status/7"]);
    }
}

#[tokio::test]
async fn a_saved_link_knows_how_the_end_is_found() {
    let headers = [("operation-location", "/v1/status/7"), ("location", "/v1/results/7")];
    let (_, client) = answering([accepted(202, &headers, &json!({}))]);
    let mut poller = client.analyze(AnalyzeRequest::new()).poller();
    assert!(matches!(poller.step().await.unwrap(), Progress::Pending(_)));
    let kept = poller.link().unwrap().to_owned();
    let (service, client) = answering([
        accepted(200, &[], &json!({ "status": "Running" })),
        ok(&json!({ "status": "Succeeded" })),
        ok(&json!({ "result": "text" })),
    ]);
    let mut poller = client.analyze(AnalyzeRequest::new()).poller().with_delay(Duration::ZERO).resume(&kept);
    assert_eq!(poller.wait().await.unwrap().into_value().unwrap().result.as_deref(), Some("text"));
    assert_eq!(sent(&service), ["GET /status/7", "GET /status/7", "GET /results/7"]);
}

// ---------------------------------------------------------------------------------------------------------- empty values

/// What the service's description of a new place becomes.
async fn added(body: &str) -> runtime::Result<Place> {
    let (_, client) = answering([FakeResponse::json(200, body)]);
    client.add_place(AddPlaceRequest::new().with_x("x")).send().await
}

#[tokio::test]
async fn an_empty_stand_in_is_an_absent_value() {
    let stand_ins = ["[]", r#""""#, "{}", "false", "[ ]", "{\n}"];
    for key in ["location", "map", "images", "tags", "flags", "count", "price", "level", "hash", "open"] {
        for value in stand_ins {
            let place = added(&format!(r#"{{"name": "n", "{key}": {value}}}"#)).await.unwrap();
            let expected = match (key, value.as_bytes()[0]) {
                ("location", b'{') => Place::new().with_location(models::parts::PlaceLocation::new()),
                ("map", b'{') => Place::new().with_map(Default::default()),
                ("images", b'[') => Place::new().with_images(Vec::new()),
                ("tags", b'[') => Place::new().with_tags(Vec::new()),
                ("flags", b'[') => Place::new().with_flags(Vec::new()),
                ("flags", b'f') => Place::new().with_flags(vec![false]),
                ("open", b'f') => Place::new().with_open(false),
                _ => Place::new(),
            };
            assert_eq!(place, expected.with_name("n"), "{key}: {value}");
        }
    }
    // A value that is not empty stands for nothing else.
    for (key, value) in [("location", r#"["a"]"#), ("location", "true"), ("count", r#"{"a": 1}"#), ("map", r#""a""#)] {
        let error = added(&format!(r#"{{"{key}": {value}}}"#)).await.unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Decode, Some(key)), "{value}");
    }
}

#[tokio::test]
async fn a_success_without_the_promised_body_is_a_value_for_who_asks() {
    for body in ["", "null", "[]", r#""""#, "false"] {
        let error = added(body).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Empty, Some(200)), "{body}");
        assert_eq!(added(body).await.optional().unwrap(), None, "{body}");
    }
    assert_eq!(added("{}").await.optional().unwrap(), Some(Place::new()));
    assert_eq!(added(r#"{"count": "x"}"#).await.optional().unwrap_err().kind(), ErrorKind::Decode);
    for body in [r#""""#, "{}", "false"] {
        let (_, client) = answering([FakeResponse::json(200, body)]);
        assert_eq!(client.replace_tags().send().await.unwrap(), [""; 0], "{body}");
    }
}

// -------------------------------------------------------------------------------------------------------------- integers

#[tokio::test]
async fn an_unsigned_integer_has_all_its_values() {
    let place = added(r#"{"hash": 18446744073709551615}"#).await.unwrap();
    assert_eq!(place.hash, Some(u64::MAX));
    assert_eq!(added(r#"{"hash": "7"}"#).await.unwrap().hash, Some(7));
    assert_eq!(serde_json::to_value(Place::new().with_hash(u64::MAX)).unwrap(), json!({ "hash": u64::MAX }));
    let (service, client) = answering([ok(&json!({}))]);
    client.get_place().after(u64::MAX).send().await.unwrap();
    assert_eq!(sent(&service), ["GET /place?after=18446744073709551615"]);
}

#[tokio::test]
async fn an_integer_that_does_not_fit_costs_its_field_alone() {
    for (key, digits) in [
        ("count", "9223372036854775808"),
        ("count", "-9223372036854775809"),
        ("hash", "18446744073709551616"),
        ("hash", "-1"),
        ("hash", "1.5"),
    ] {
        let body = format!(r#"{{"name": "n", "{key}": {digits}, "tags": ["a"]}}"#);
        let error = added(&body).await.unwrap_err();
        assert_eq!((error.field(), error.digits()), (Some(key), Some(digits)));
        assert!(!error.to_string().contains(digits), "a text of an error holds no value: {error}");
        let rest: Place = error.body_without_misfits().unwrap();
        assert_eq!(rest, Place::new().with_name("n").with_tags(vec!["a".to_owned()]), "{key}");
    }
}

#[tokio::test]
async fn a_listed_integer_may_be_sent_by_its_name() {
    for body in [json!({"level": 2}), json!({"level": "High"}), json!({"level": "high"})] {
        assert_eq!(added(&body.to_string()).await.unwrap().level, Some(PlaceLevel::Value2), "{body}");
    }
    let error = added(r#"{"name": "n", "level": "Medium"}"#).await.unwrap_err();
    assert_eq!(error.field(), Some("level"));
    let rest: Place = error.body_without_misfits().unwrap();
    assert_eq!(rest, Place::new().with_name("n"));
}

// ----------------------------------------------------------------------------------------------------- paths and headers

#[tokio::test]
async fn an_upload_states_its_media_type() {
    let (service, client) = answering([ok(&json!({})), ok(&json!({}))]);
    client.set_photo(Upload::new("x")).send().await.unwrap();
    client.set_photo(Upload::new("x").with_content_type("image/png")).send().await.unwrap();
    let requests = service.requests();
    let types: Vec<_> = requests.iter().map(|request| request.header("content-type").unwrap()).collect();
    assert_eq!(types, ["image/jpeg", "image/png"]);
}

#[tokio::test]
async fn a_separator_inside_a_value_is_encoded() {
    let (service, client) = answering([ok(&json!({})), ok(&json!({}))]);
    client.get_point("1,5", "2").send().await.unwrap();
    client.get_set("a-b", "c.d-e", "json").send().await.unwrap();
    assert_eq!(sent(&service), ["GET /points/1%2C5,2", "GET /sets/a%2Db-c%2Ed%2De.json"]);
}

#[tokio::test]
async fn accept_follows_produces() {
    let (service, client) = answering((0..4).map(|_| ok(&json!({}))));
    client.get_vendor().send().await.unwrap();
    client.add_vendor(bodies::AddVendorRequest::new().with_x("x")).send().await.unwrap();
    client.set_vendor().send().await.unwrap();
    client.drop_vendor().send().await.unwrap();
    let requests = service.requests();
    let accepts: Vec<_> = requests.iter().map(|request| request.header("accept").unwrap()).collect();
    let vendor = "application/vnd.api+json";
    assert_eq!(accepts, [vendor, vendor, "application/json", "application/json"]);
    assert_eq!(requests[1].header("content-type"), Some(vendor));
}
