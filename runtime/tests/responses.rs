//! Responses and errors, as a caller sees them.

use crate::support::{
    CONNECTOR, NoCredential, Reply, SendMessageRequest, SendMessageResponse, SendToAll, Service, URL, json, reply,
};
use connector_runtime::{
    Bytes, ChoiceRequest, ErrorKind, Result,
    codegen::{Connection, Operation, RequestBuilder},
    serde_json,
};
use std::{error::Error as _, sync::Arc, time::Duration};

const GET: Operation = Operation::new("GetThing", "GET", "/thing");
const POST: Operation = Operation::new("PostThing", "POST", "/thing");

async fn response(reply: Reply) -> connector_runtime::RawResponse {
    Service::new([reply]).call(&GET).await.expect("the reply is a success")
}

#[tokio::test]
async fn a_response_has_the_value_and_the_raw_response() {
    let service = Service::new([json(201, r#"{"referenceId":7}"#)]);
    let response =
        service.client().send_message("g", SendMessageRequest::new("Hi")).send_with_response().await.unwrap();
    assert_eq!(response.value().reference_id.as_deref(), Some("7"));
    assert_eq!(response.status(), 201);
    assert_eq!(response.header("Content-Type"), Some("application/json; charset=utf-8"));
    assert_eq!(response.headers().collect::<Vec<_>>(), [("content-type", "application/json; charset=utf-8")]);
    assert_eq!(response.body(), r#"{"referenceId":7}"#);
    assert!(!format!("{response:?}").contains("referenceId"));
    assert_eq!(response.into_value().reference_id.as_deref(), Some("7"));
}

#[tokio::test]
async fn a_string_is_quoted_json_or_raw_text() {
    let text = async |headers, body| response(reply(200, headers, body)).await.text().unwrap();
    assert_eq!(text(&[("content-type", "application/json")], r#" "a\nb" "#).await, "a\nb");
    assert_eq!(text(&[], r#""a""#).await, "a");
    assert_eq!(text(&[], "plain").await, "plain");
    assert_eq!(text(&[("content-type", "application/json")], "7").await, "7");
    assert_eq!(text(&[("content-type", "text/plain; charset=utf-8")], r#""a""#).await, r#""a""#);
    assert_eq!(text(&[("content-type", "text/json")], r#""a""#).await, "a");
    assert_eq!(text(&[], r#"{"a": 1}"#).await, r#"{"a": 1}"#);
    assert_eq!(text(&[], "\u{feff}bom").await, "bom");
    assert_eq!(text(&[], "").await, "");
}

#[tokio::test]
async fn an_empty_body_is_an_error_unless_the_value_is_optional() {
    let error = response(reply(204, &[], "")).await.json::<SendMessageResponse>().unwrap_err();
    assert_eq!(error.to_string(), "GetThing: the response is empty (status 204)");
    assert_eq!((error.kind(), error.status()), (ErrorKind::Empty, Some(204)));

    let free = response(reply(200, &[], "")).await.json::<serde_json::Value>().unwrap();
    assert_eq!(free, serde_json::Value::Null);

    for body in ["", " \n", "null", "[]", "\"\"", "false"] {
        assert_eq!(response(reply(200, &[], body)).await.optional_json::<SendMessageResponse>().unwrap(), None);
    }
    for body in ["", "null"] {
        let free = response(reply(200, &[], body)).await.optional_json::<serde_json::Value>().unwrap();
        assert_eq!(free, None, "free JSON is no exception: {body:?}");
    }
    let some = response(json(200, "{}")).await.optional_json::<SendMessageResponse>().unwrap();
    assert_eq!(some, Some(SendMessageResponse::default()));
    assert_eq!(response(reply(200, &[], "")).await.optional_text().unwrap(), None);
    assert_eq!(response(reply(200, &[], "a")).await.optional_text().unwrap().as_deref(), Some("a"));
    assert_eq!(response(reply(200, &[], "")).await.optional_bytes().unwrap(), None);
    assert_eq!(response(reply(200, &[], "a")).await.optional_bytes().unwrap(), Some(Bytes::from_static(b"a")));
}

#[tokio::test]
async fn only_an_empty_response_is_no_value() {
    use connector_runtime::Optional as _;
    let of = async |answer| response(answer).await.json::<SendMessageResponse>().optional();
    assert_eq!(of(reply(204, &[], "")).await.unwrap(), None);
    assert_eq!(of(json(200, "{}")).await.unwrap(), Some(SendMessageResponse::default()));
    assert_eq!(of(json(200, r#"{"referenceId":[1]}"#)).await.unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn the_body_of_a_redirect_is_no_value() {
    static MOVED: Operation = Operation::new("GetThing", "GET", "/thing").redirects();
    let moved = async || Service::new([reply(302, &[], "7")]).call(&MOVED).await.unwrap();
    assert_eq!(moved().await.optional_json::<serde_json::Value>().unwrap(), None);
    assert_eq!(moved().await.optional_text().unwrap(), None);
    assert_eq!(moved().await.optional_bytes().unwrap(), None);
}

#[tokio::test]
async fn bytes_and_nothing_take_whatever_comes() {
    let blob = Bytes::from_static(&[0, 159, 146, 150]);
    assert_eq!(response(Reply::Answer(200, &[], blob.clone())).await.bytes().unwrap(), blob);
    response(Reply::Answer(200, &[], blob.clone())).await.empty().unwrap();
    let error = response(Reply::Answer(200, &[], blob)).await.text().unwrap_err();
    assert_eq!(error.to_string(), "GetThing: the response is not UTF-8 from byte 1 on (status 200)");
}

#[tokio::test]
async fn a_byte_order_mark_is_skipped() {
    let value: SendMessageResponse = response(reply(200, &[], "\u{feff}{\"referenceId\":\"r\"}")).await.json().unwrap();
    assert_eq!(value.reference_id.as_deref(), Some("r"));
}

#[tokio::test]
async fn a_response_with_a_text_content_type_is_text() {
    let plain: &[_] = &[("content-type", "text/html; charset=utf-8")];
    assert_eq!(response(reply(200, plain, "<p>")).await.json::<serde_json::Value>().unwrap(), "<p>");
    assert_eq!(response(reply(200, plain, "Yes")).await.json::<SendToAll>().unwrap(), SendToAll::Yes);
    assert_eq!(
        response(reply(200, plain, r#"{"referenceId":"r"}"#)).await.json::<SendMessageResponse>().unwrap().reference_id,
        Some("r".to_owned())
    );
    let error = response(reply(200, plain, "<p>")).await.json::<SendMessageResponse>().unwrap_err();
    assert_eq!(error.to_string(), "GetThing: the response is text/html, not JSON (status 200)");
    let error = response(reply(200, plain, r#"{"referenceId":[1]}"#)).await.json::<SendMessageResponse>().unwrap_err();
    assert_eq!(error.to_string(), "GetThing: `referenceId`: expected text, found a list (status 200)");
    let error = response(json(200, "<p>")).await.json::<serde_json::Value>().unwrap_err();
    assert!(error.to_string().starts_with("GetThing: not JSON: expected value"), "{error}");
}

#[tokio::test]
async fn a_response_that_does_not_fit_gives_an_error_with_path_and_body() {
    let body = r#"{"referenceId":{"secret":1}}"#;
    let error = response(json(200, body)).await.json::<SendMessageResponse>().unwrap_err();
    assert_eq!(error.to_string(), "GetThing: `referenceId`: expected text, found an object (status 200)");
    assert_eq!(error.raw_body(), body.as_bytes());
    assert!(!error.is_retryable());
    assert_eq!(error.body_without_misfits::<SendMessageResponse>().unwrap(), SendMessageResponse::default());
    assert_eq!(error.body_without_misfits::<Vec<i64>>().unwrap_err().operation(), Some("GetThing"));
}

/// The text of the error has none of it.
#[tokio::test]
async fn a_number_that_does_not_fit_is_there_in_digits() {
    let error = response(json(200, "[1, 2.50]")).await.json::<Vec<i64>>().unwrap_err();
    assert_eq!((error.field(), error.digits()), (Some("[1]"), Some("2.50")));
    assert_eq!(error.to_string(), "GetThing: `[1]`: expected an integer, found a number with a fraction (status 200)");
    let error = response(json(200, r#"["a"]"#)).await.json::<Vec<i64>>().unwrap_err();
    assert_eq!((error.field(), error.digits()), (Some("[0]"), None));
}

#[tokio::test]
async fn a_status_other_than_success_is_an_error_with_the_services_message() {
    const HEADERS: &[(&str, &str)] = &[
        ("x-ms-request-id", "req-7"),
        ("retry-after", "120"),
        ("set-cookie", "hush"),
        ("content-type", "application/json"),
    ];
    let body = r#"{"error":{"code":"TooMany","message":"slow down"},"private":"hush"}"#;
    let error = Service::new([reply(429, HEADERS, body)]).call(&POST).await.unwrap_err();
    assert_eq!(error.to_string(), "PostThing: the service responded with 429 (TooMany: slow down)");
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.operation(), Some("PostThing"));
    assert_eq!(error.status(), Some(429));
    assert_eq!(error.code(), Some("TooMany"));
    assert_eq!(error.message(), Some("slow down"));
    assert_eq!(error.request_id(), Some("req-7"));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(120)));
    assert_eq!(error.location(), None);
    assert_eq!(error.raw_body(), body.as_bytes());
    assert!(error.is_retryable() && !error.is_timeout());
    assert!(!format!("{error:?} {error}").contains("hush"));

    assert_eq!(error.body_as::<serde_json::Value>().unwrap()["private"], "hush");
    let misfit = error.body_as::<Vec<i64>>().unwrap_err();
    assert_eq!(misfit.to_string(), "PostThing: expected an integer, found an object");
}

#[tokio::test]
async fn a_redirect_is_an_error_with_its_location() {
    let error = Service::new([reply(302, &[("location", "https://other/x?sig=1")], "")]).call(&GET).await.unwrap_err();
    assert_eq!((error.status(), error.location()), (Some(302), Some("https://other/x?sig=1")));
    assert_eq!(error.to_string(), "GetThing: the service responded with 302");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_long_error_body_is_cut() {
    let long = Bytes::from(vec![b'x'; 3 << 20]);
    let error = Service::new([Reply::Answer(400, &[], long.clone())]).call(&GET).await.unwrap_err();
    assert_eq!(error.raw_body().len(), 1 << 20);
    let misfit = response(Reply::Answer(200, &[], long)).await.json::<Vec<i64>>().unwrap_err();
    assert_eq!(misfit.raw_body().len(), 1 << 20);
}

#[tokio::test]
async fn a_failure_on_the_way_keeps_its_cause_without_the_query() {
    let service = Service::new([Reply::Lost]);
    let request = service.client().send_message("g", SendMessageRequest::new("Hi")).send_to_all("hush");
    let error = request.send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(error.to_string(), "SendMessage: the request could not be sent, or its response was cut off");
    let cause = error.source().unwrap().to_string();
    assert!(
        cause.contains("reset while sending to https://host.azure-apihub.net/") && !cause.contains("hush"),
        "{cause}"
    );
    assert!(!format!("{error:?}").contains("hush"));
    assert!(!error.is_retryable(), "a POST may have been carried out");
}

#[tokio::test]
async fn no_token_means_that_nothing_is_sent() {
    let service = Service::default();
    let connection = Connection::new(URL, Arc::new(NoCredential), Some(service.options()), CONNECTOR).unwrap();
    let error = RequestBuilder::new(&connection, &GET).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credential);
    assert_eq!(error.to_string(), "GetThing: could not get a token");
    assert_eq!(error.source().unwrap().to_string(), "nobody is signed in");
    assert!(service.sent().is_empty());
}

#[tokio::test]
async fn choices_come_from_the_response() {
    let service = Service::new([json(200, r#"{"groups":[{"groupId":"g1","groupName":"One"},{"groupId":2}]}"#)]);
    let call = RequestBuilder::new(&service.connection(), &GET);
    let choices = ChoiceRequest::<String>::new(call, &["groups"], &["groupId"], &["groupName"]).send().await.unwrap();
    let pairs: Vec<_> = choices.iter().map(|choice| (choice.value.as_str(), choice.title.as_str())).collect();
    assert_eq!(pairs, [("g1", "One"), ("2", "2")]);
    assert_eq!(service.sent()[0].url, format!("{URL}/thing"));
}

#[test]
fn errors_travel_between_threads() {
    fn travels<T: Send + Sync + 'static>() {}
    travels::<connector_runtime::Error>();
    travels::<RequestBuilder>();
    travels::<ChoiceRequest>();
    let _: fn() -> Result<()> = || Ok(());
}
