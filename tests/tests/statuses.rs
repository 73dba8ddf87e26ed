//! Responses that differ by status, and typed failures, over HTTP: `tests/fixtures/decoding` holds such a definition and its generated
//! crate.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use connector_statuses::{
    StatusesClient,
    responses::{GetThing200, GetThing404, GetThingResponse},
    runtime,
};
use connector_tests::loopback::{CONNECTION_URL, Server, credential};
use wiremock::ResponseTemplate;

/// What a caller gets if the service responds with this.
async fn response(status: u16, body: &[u8]) -> runtime::Result<runtime::Response<GetThingResponse>> {
    let server = Server::with(ResponseTemplate::new(status).set_body_raw(body, "application/json")).await;
    let client = StatusesClient::new(CONNECTION_URL, credential(), Some(server.options())).unwrap();
    let response = client.get_thing().send_with_response().await;
    let alone = client.get_thing().send().await;
    match (&response, &alone) {
        (Ok(response), Ok(alone)) => assert_eq!(format!("{:?}", response.value()), format!("{alone:?}")),
        (Err(response), Err(alone)) => assert_eq!(response.to_string(), alone.to_string()),
        _ => panic!("{response:?} is not {alone:?}"),
    }
    response
}

async fn value(status: u16, body: &[u8]) -> GetThingResponse {
    response(status, body).await.unwrap().into_value()
}

#[tokio::test]
async fn the_status_selects_the_type_of_a_response() {
    let GetThingResponse::Status200(thing) = value(200, br#"{"name":"a"}"#).await else { panic!("200") };
    assert_eq!(thing, GetThing200::new().with_name("a"));
    assert!(matches!(value(201, b"7").await, GetThingResponse::Status201(7)));
    assert!(matches!(value(202, b"{}").await, GetThingResponse::Status202));
    let GetThingResponse::Status203(bytes) = value(203, &[0, 255]).await else { panic!("203") };
    assert_eq!(bytes, [0, 255].as_slice());
    assert!(matches!(value(204, b"").await, GetThingResponse::Status204(None)));
}

#[tokio::test]
async fn an_undeclared_success_is_the_raw_response() {
    let GetThingResponse::Other(response) = value(207, br#"{"parts":[1]}"#).await else { panic!("207") };
    assert_eq!((response.status(), response.header("content-type")), (207, Some("application/json")));
    assert_eq!(response.json::<runtime::serde_json::Value>().unwrap()["parts"][0], 1);
}

#[tokio::test]
async fn a_response_that_does_not_fit_its_status_is_an_error() {
    let error = response(201, br#"{"name":"a"}"#).await.unwrap_err();
    assert_eq!(error.to_string(), "GetThing: expected an integer, found an object (status 201)");
}

#[tokio::test]
async fn the_body_of_a_failure_has_a_type() {
    let error = response(404, br#"{"reason":{"code":7}}"#).await.unwrap_err();
    let body = error.body_as::<GetThing404>().unwrap();
    assert_eq!((error.status(), body.reason.unwrap().code), (Some(404), Some(7)));
}
