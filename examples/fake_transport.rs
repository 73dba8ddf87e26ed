//! A test of your own code without a network: a real client whose transport returns scripted responses.
//!
//! It needs the feature `testing` of `connector-runtime` in your `dev-dependencies`.
//!
//! `cargo run -p connector-examples --example fake_transport`

use connector_kaizala::{
    KaizalaClient, Result,
    bodies::SendMessageRequest,
    runtime::testing::{self, FakeRequest, FakeResponse, FakeTransport},
};

#[tokio::main]
async fn main() -> Result<()> {
    for request in run().await? {
        println!("{} {}", request.method(), request.url().path());
    }
    Ok(())
}

/// What you would test: code of yours that takes a client.
async fn announce(client: &KaizalaClient, groups: &[&str], text: &str) -> Result<usize> {
    let mut sent = 0;
    for group in groups {
        match client.send_message(*group, SendMessageRequest::new(text)).send().await {
            Ok(_) => sent += 1,
            Err(error) if error.status() == Some(404) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(sent)
}

/// The test; the requests that the service would have seen.
pub(crate) async fn run() -> Result<Vec<FakeRequest>> {
    let service = FakeTransport::new();
    service
        .then(FakeResponse::new(429).with_header("retry-after", "0")) // the client tries again by itself
        .then(FakeResponse::json(200, r#"{"referenceId": "m-1"}"#))
        .then(FakeResponse::json(404, r#"{"error": {"message": "Gone"}}"#));
    let client = KaizalaClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options()))?;

    assert_eq!(announce(&client, &["sales", "gone"], "Standup in 5").await?, 1);
    Ok(service.requests())
}
