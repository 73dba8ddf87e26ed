//! Each example of `tests/examples` works against a server on loopback: the test calls `run`, as `main` does.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]
#![allow(dead_code, reason = "each example has a `main` of its own")]

use std::sync::{Arc, Mutex};

use connector_calls::{
    CallsClient,
    runtime::{Secret, testing},
};
use connector_tests::{
    exchange::multipart,
    loopback::{MEANT_FOR, Server, TOKEN, credential_for},
};
use wiremock::ResponseTemplate;

#[path = "../examples/choices.rs"]
mod choices;
#[path = "../examples/connection.rs"]
mod connection;
#[path = "../examples/direct.rs"]
mod direct;
#[path = "../examples/errors.rs"]
mod errors;
#[path = "../examples/fake_transport.rs"]
mod fake_transport;
#[path = "../examples/oauth2.rs"]
mod oauth2;
#[path = "../examples/paging.rs"]
mod paging;
#[path = "../examples/trigger.rs"]
mod trigger;
#[path = "../examples/upload.rs"]
mod upload;

const NAMES: [&str; 9] =
    ["choices", "connection", "direct", "errors", "fake_transport", "oauth2", "paging", "trigger", "upload"];

/// Every file of `tests/examples`; one that is missing above was not run.
#[test]
fn every_example_is_run_here() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = entries.filter_map(|name| name.strip_suffix(".rs").map(str::to_owned)).collect();
    names.sort();
    assert_eq!(names, NAMES);
}

#[tokio::test]
async fn a_message_goes_through_a_connection() {
    let server = Server::responding(Some(r#"{"referenceId": "m-1"}"#)).await;
    assert_eq!(connection::run(&server.client()).await.unwrap(), "m-1");
    let [sent] = <[_; 1]>::try_from(server.received().await).unwrap();
    assert_eq!(sent.query, [("sendToAll".to_owned(), "Yes".to_owned())]);
    assert_eq!(sent.body, br#"{"Message":"Standup in 5"}"#);
}

#[tokio::test]
async fn a_message_goes_to_the_service_itself() {
    let server = Server::responding(Some(r#"{"referenceId": "m-1"}"#)).await;
    assert_eq!(direct::run(credential_for(&[]), Some(server.options())).await.unwrap(), "m-1");
    let [sent] = <[_; 1]>::try_from(server.received().await).unwrap();
    assert!(sent.header(MEANT_FOR).any(|host| host.contains("api.kaiza.la")));
    assert_eq!(sent.header("accesstoken").collect::<Vec<_>>(), [TOKEN]);
    assert_eq!(sent.header("authorization").count(), 0);
}

#[tokio::test]
async fn tokens_are_cached_and_a_new_refresh_token_is_reported() {
    let service = testing::FakeTransport::responding(|request| match request.url().host_str() {
        Some("login.windows.net") => testing::FakeResponse::json(
            200,
            r#"{"access_token": "t-1", "token_type": "Bearer", "expires_in": "3600", "refresh_token": "r-1"}"#,
        ),
        _ => testing::FakeResponse::json(200, r#"{"referenceId": "m-1"}"#),
    });
    let (told, options) = (Arc::new(Mutex::new(Vec::new())), service.options());
    let listener = told.clone();
    let store = move |token: &Secret| listener.lock().unwrap().push(token.as_str().to_owned());
    assert_eq!(oauth2::run("client-1", "r-0", store, Some(options)).await.unwrap(), "m-1");
    assert_eq!(*told.lock().unwrap(), ["r-1"]);
    let [asked, sent] = <[_; 2]>::try_from(service.requests()).unwrap();
    assert_eq!(&asked.body()[..], b"grant_type=refresh_token&refresh_token=r-0&client_id=client-1");
    assert_eq!((sent.url().host_str(), sent.header("accesstoken")), (Some("api.kaiza.la"), Some("t-1")));
}

#[tokio::test]
async fn pages_are_read_item_by_item_and_from_a_kept_link() {
    let service = testing::FakeTransport::responding(|request| {
        let body = match request.url().query() {
            Some("skip=2") => r#"{"value": [{"id": "c"}]}"#,
            _ => r#"{"value": [{"id": "a"}, {"id": "b"}], "nextLink": "/v1/things?skip=2"}"#,
        };
        testing::FakeResponse::json(200, body)
    });
    let client = CallsClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options())).unwrap();
    assert_eq!(paging::all(&client).await.unwrap(), ["a", "b", "c"]);
    let (ids, link) = paging::first_page(&client).await.unwrap();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(paging::rest(&client, &link.unwrap()).await.unwrap(), ["c"]);
    let queries: Vec<_> = service.requests().iter().map(|it| it.url().query().map(str::to_owned)).collect();
    let queries: Vec<_> = queries.iter().map(Option::as_deref).collect();
    assert_eq!(queries, [Some("top=2"), Some("skip=2"), None, Some("skip=2")]);
}

#[tokio::test]
async fn a_fake_transport_sees_every_try() {
    let requests = fake_transport::run().await.unwrap();
    let [busy, again, gone] = <[_; 3]>::try_from(requests).unwrap();
    assert_eq!((busy.url(), busy.body()), (again.url(), again.body()));
    assert!(again.url().path().contains("/sales/") && gone.url().path().contains("/gone/"));
}

#[tokio::test]
async fn choices_are_listed_with_value_and_title() {
    let server = Server::responding(Some(r#"{"groups": [{"groupId": "g-1", "groupName": "Sales"}]}"#)).await;
    assert_eq!(choices::run(&server.client()).await.unwrap(), ["g-1: Sales"]);
}

#[tokio::test]
async fn failures_are_distinguished() {
    let json = |status, body: &str| ResponseTemplate::new(status).set_body_raw(body, "application/json");
    for (response, said) in [
        (
            json(404, r#"{"error": {"code": "NotFound", "message": "Gone"}}"#),
            r#"no such group, says the service: Some("Gone")"#,
        ),
        (json(403, r#"{"error": {"code": "NoMember"}}"#), r#"status 403, code Some("NoMember")"#),
        (json(200, r#"{"referenceId": {}}"#), "the response has 19 bytes"),
        (json(200, r#"{"referenceId": "m-1"}"#), r#"sent as Some("m-1")"#),
    ] {
        let server = Server::with(response).await;
        let sentence = errors::run(&server.client()).await;
        assert!(sentence.contains(said), "{sentence}");
    }
}

#[test]
fn a_callback_is_decoded() {
    let body = br#"{"body": {"value": [{"fromUserName": "Ada", "textMessage": "Hi"}, {"textMessage": "Bye"}]}}"#;
    assert_eq!(trigger::run("TextMessageCreatedOnGroup", body).unwrap(), ["Ada: Hi", ": Bye"]);
    assert_eq!(trigger::run("BrandNew", br#"{"body": 1}"#).unwrap(), ["a trigger newer than this crate, BrandNew: 1"]);
}

#[tokio::test]
async fn a_file_is_uploaded_with_its_name_and_type() {
    let server = Server::responding(Some(r#"{"mediaResource": "r-1"}"#)).await;
    assert_eq!(upload::run(&server.client(), b"a,b\n".to_vec()).await.unwrap(), "r-1");
    let [sent] = <[_; 1]>::try_from(server.received().await).unwrap();
    let parts = multipart(sent.header("content-type").next().unwrap(), &sent.body).unwrap();
    let [part] = <[_; 1]>::try_from(parts).unwrap();
    assert_eq!(
        (part.file_name.as_str(), part.content_type.as_str(), part.text.as_str()),
        ("table.csv", "text/csv", "a,b\n")
    );
}
