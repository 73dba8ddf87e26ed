//! Redirects of responses.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use crate::support::connection;
use connector_runtime::{
    CallOptions, ErrorKind, Result,
    codegen::{Operation, RequestBuilder},
    testing::{CONNECTION_URL, FakeRequest, FakeResponse, FakeTransport},
};

const GET: Operation = Operation::new("GetFile", "GET", "/file").accept("*/*").binary();
const HEAD: Operation = Operation::new("HeadFile", "HEAD", "/file").accept("*/*").binary();
const POST: Operation = Operation::new("MakeFile", "POST", "/file").accept("*/*").binary();
const JSON: Operation = Operation::new("GetThing", "GET", "/thing");

fn to(location: &str) -> FakeResponse {
    FakeResponse::new(302).with_header("location", location)
}

/// The outcome of a call whose first responses are these, and the requests; every later response is a file.
async fn send(operation: &'static Operation, answers: Vec<FakeResponse>) -> (Result<u16>, Vec<FakeRequest>) {
    let service = FakeTransport::responding(|_| FakeResponse::new(200).with_body("file"));
    answers.into_iter().for_each(|answer| _ = service.then(answer));
    let mut call = RequestBuilder::new(&connection(service.options()), operation);
    call.header("X-Key", &"hush");
    call.options(CallOptions::default().with_header("X-Own", "hush").with_query("q", "hush"));
    let outcome = call.send().await.map(|answer| answer.status());
    (outcome, service.requests())
}

#[tokio::test]
async fn a_file_is_fetched_from_where_the_service_keeps_it_and_nothing_secret_follows() {
    for operation in [&GET, &HEAD] {
        let (outcome, sent) = send(operation, vec![to("https://storage.invalid/x?sig=1")]).await;
        assert_eq!(outcome.unwrap(), 200);
        assert_eq!(sent[0].header("authorization"), Some("Bearer token-for-tests"));
        assert_eq!(sent[1].url().as_str(), "https://storage.invalid/x?sig=1");
        assert_eq!(sent[1].method(), operation.method());
        let mut names: Vec<_> = sent[1].headers().map(|(name, _)| name).collect();
        names.sort_unstable();
        assert_eq!(names, ["accept", "user-agent", "x-ms-client-request-id"]);
    }
}

#[tokio::test]
async fn below_the_connection_it_is_the_same_request() {
    let (outcome, sent) = send(&GET, vec![to("other/file")]).await;
    assert_eq!(outcome.unwrap(), 200);
    assert_eq!(sent[1].url().as_str(), format!("{CONNECTION_URL}/other/file"));
    for name in ["authorization", "x-key", "x-own"] {
        assert!(sent[1].header(name).is_some(), "{name}");
    }
}

#[tokio::test]
async fn another_connection_of_the_same_host_gets_no_credential() {
    for location in
        ["/apim/connector/other", "../x", "https://connection.invalid:8443/apim/connector/0123456789abcdef/x"]
    {
        let (_, sent) = send(&GET, vec![to(location)]).await;
        assert_eq!(sent.len(), 2);
        assert_eq!(sent[1].header("authorization"), None, "{location}");
    }
}

#[tokio::test]
async fn the_way_back_gets_no_credential_either() {
    let (_, sent) = send(&GET, vec![to("https://storage.invalid/"), to(&format!("{CONNECTION_URL}/file"))]).await;
    assert_eq!(sent.len(), 3);
    assert_eq!(sent[2].header("authorization"), None);
}

#[tokio::test]
async fn five_hops_are_followed() {
    let hops = |count| (0..count).map(|hop| to(&format!("https://storage.invalid/{hop}"))).collect();
    let (outcome, sent) = send(&GET, hops(5)).await;
    assert_eq!((outcome.unwrap(), sent.len()), (200, 6));
    let (outcome, sent) = send(&GET, hops(6)).await;
    assert_eq!((outcome.unwrap_err().location(), sent.len()), (Some("https://storage.invalid/5"), 6));
}

#[tokio::test]
async fn anything_else_is_an_error_with_the_location() {
    for operation in [&POST, &JSON] {
        let (outcome, sent) = send(operation, vec![to("https://storage.invalid/x")]).await;
        let error = outcome.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Status, Some(302)));
        assert_eq!(error.location(), Some("https://storage.invalid/x"));
        assert_eq!(sent.len(), 1, "{operation:?}");
    }
    for location in ["http://storage.invalid/x", "https://a:b@storage.invalid/x", "file:///etc/passwd", "https://"] {
        let (outcome, sent) = send(&GET, vec![to(location)]).await;
        assert_eq!((outcome.unwrap_err().location(), sent.len()), (Some(location), 1));
    }
    let (outcome, sent) = send(&GET, vec![FakeResponse::new(304)]).await;
    assert_eq!((outcome.unwrap_err().status(), sent.len()), (Some(304), 1));
}

#[tokio::test]
async fn the_location_of_another_status_is_not_followed() {
    for (status, expected) in [(200, Ok(200)), (201, Ok(201)), (300, Err(Some(300))), (304, Err(Some(304)))] {
        let answer = FakeResponse::new(status).with_header("location", "https://storage.invalid/x");
        let (outcome, sent) = send(&GET, vec![answer]).await;
        assert_eq!((outcome.map_err(|error| error.status()), sent.len()), (expected, 1), "{status}");
    }
}

#[tokio::test]
async fn a_stream_is_fetched_from_elsewhere_too() {
    let service = FakeTransport::new();
    service.then(to("https://storage.invalid/x")).then(FakeResponse::new(200).with_body("file"));
    let mut stream = RequestBuilder::new(&connection(service.options()), &GET).send_streaming().await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), "file");
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_documented_redirect_is_a_response() {
    const MOVED: Operation = Operation::new("Moved", "GET", "/file").accept("*/*").binary().redirects();
    let service = FakeTransport::responding(|_| to("https://storage.invalid/x").with_body("<a>moved</a>"));
    let call = RequestBuilder::new(&connection(service.options()), &MOVED);
    let answer = call.clone().send().await.unwrap();
    assert_eq!((answer.status(), answer.header("location")), (302, Some("https://storage.invalid/x")));
    assert_eq!(answer.clone().optional_bytes().unwrap(), None, "its text only says that it is one");
    assert_eq!(answer.clone().optional_json::<Vec<i64>>().unwrap(), None);
    assert_eq!(answer.optional_text().unwrap(), None);
    assert_eq!(call.send_streaming().await.unwrap().status(), 302);
    assert_eq!(service.requests().len(), 2);
}
