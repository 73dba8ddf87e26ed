//! One call, SendMessage of Kaizala: through the generated client, written by hand on azure_core's pipeline with plain
//! derived structs, on reqwest alone, and as prepared bytes over a socket. Client and server share one thread, so the times of a
//! call include the server's.

use crate::{
    rounds::{Candidate, compare},
    server,
    transport::{self, URL},
};
use azure_core::http::{
    ClientOptions, Context, Method, Pipeline, Request, Url, policies::auth::BearerTokenAuthorizationPolicy,
};
use connector_kaizala::{KaizalaClient, bodies::SendMessageRequest, models::shared::SendToAll};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const RESPONSE: &str = r#"{"referenceId":"0f8fad5b-d9cb-469f-a165-70867728950e"}"#;
const TEXT: &str = "Standup in 5 minutes, the room is \"Nile\"";
const GROUP: &str = "a4b1c2d3-4f5a-9b8c";

#[derive(Serialize)]
struct Message<'a> {
    #[serde(rename = "Message")]
    text: &'a str,
}

#[derive(Deserialize)]
struct Sent {
    #[serde(rename = "referenceId")]
    reference_id: Option<String>,
}

pub(crate) fn run() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    let port = server::start(&runtime, RESPONSE);
    let options = connector_runtime::ClientOptions::default().with_transport(transport::loopback(port));
    let client = KaizalaClient::new(URL, transport::credential(), Some(options)).expect("the URL is fit for a client");
    let pipeline = by_hand(port);
    let base: Url = URL.parse().expect("it is a URL");
    let plain = reqwest::Client::new();
    let plain_base: Url =
        format!("http://127.0.0.1:{port}/apim/kaizala/0123456789abcdef").parse().expect("it is a URL");
    let socket = server::Plain::connect(port, prepared(&plain_base), RESPONSE);
    let mut socket = runtime.block_on(socket).expect("the server listens");
    compare(
        "SendMessage of Kaizala, one call",
        4_000,
        vec![
            Candidate::new("  azure_core's pipeline, by hand", || {
                let sent = runtime.block_on(send_by_hand(&pipeline, &base)).expect("the server responds");
                assert!(sent.reference_id.is_some());
            }),
            Candidate::new("  generated client", || {
                let call = client.send_message(GROUP, SendMessageRequest::new(TEXT)).send_to_all(SendToAll::Yes);
                let sent = runtime.block_on(call.send()).expect("the server responds");
                assert!(sent.reference_id.is_some());
            }),
            Candidate::new("  reqwest alone", || {
                let sent = runtime.block_on(send_plainly(&plain, &plain_base)).expect("the server responds");
                assert!(sent.reference_id.is_some());
            }),
            Candidate::new("  floor: prepared bytes over a socket", || {
                runtime.block_on(socket.call()).expect("the server responds");
            }),
        ],
    );
    compare(
        "SendMessage of Kaizala, the request without sending",
        4_000,
        vec![
            Candidate::new("  azure_core's Request, by hand", || {
                drop(request_by_hand(&base).expect("it can be built"))
            }),
            Candidate::new("  generated client", || {
                let call = client.send_message(GROUP, SendMessageRequest::new(TEXT)).send_to_all(SendToAll::Yes);
                drop(call.into_request().expect("it can be built"));
            }),
        ],
    );
}

fn by_hand(port: u16) -> Pipeline {
    let policy = BearerTokenAuthorizationPolicy::new(transport::credential(), ["https://apihub.azure.com/.default"]);
    let options = ClientOptions { transport: Some(transport::loopback(port)), ..Default::default() };
    Pipeline::new(Some("bench"), Some("0.1.0"), options, Vec::new(), vec![Arc::new(policy)], None)
}

async fn send_by_hand(pipeline: &Pipeline, base: &Url) -> azure_core::Result<Sent> {
    let mut request = request_by_hand(base)?;
    let response = pipeline.send(&Context::new(), &mut request, None).await?;
    response.into_body().json()
}

fn request_by_hand(base: &Url) -> azure_core::Result<Request> {
    let mut request = Request::new(url(base), Method::Post);
    request.insert_header("accept", "application/json");
    request.insert_header("content-type", "application/json");
    request.set_json(&Message { text: TEXT })?;
    Ok(request)
}

async fn send_plainly(client: &reqwest::Client, base: &Url) -> reqwest::Result<Sent> {
    let body = serde_json::to_vec(&Message { text: TEXT }).expect("it is JSON");
    let request = client
        .post(url(base))
        .header("accept", "application/json")
        .header("content-type", "application/json")
        .bearer_auth("token-for-tests")
        .body(body);
    let response = request.send().await?.error_for_status()?.bytes().await?;
    Ok(serde_json::from_slice(&response).expect("the response is JSON"))
}

/// The request as bytes.
fn prepared(base: &Url) -> Vec<u8> {
    let (url, body) = (url(base), serde_json::to_string(&Message { text: TEXT }).expect("it is JSON"));
    let (path, query) = (url.path(), url.query().unwrap_or_default());
    format!(
        "POST {path}?{query} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\ncontent-type: application/json\r\n\
         authorization: Bearer token-for-tests\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn url(base: &Url) -> Url {
    let mut url = base.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.extend(["v1", "groups", GROUP, "messages"]);
    }
    url.query_pairs_mut().append_pair("sendToAll", "Yes");
    url
}
