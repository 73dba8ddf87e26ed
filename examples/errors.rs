//! A failed call: the service's own code and message, and whether and when to retry.
//!
//! The service does not exist: `main` brings a transport with scripted responses. docs/connecting.md shows a real connection.
//!
//! `cargo run -p connector-examples --example errors`

use connector_kaizala::{
    Error, KaizalaClient, Result,
    bodies::SendMessageRequest,
    runtime::{
        ErrorKind,
        testing::{self, FakeResponse, FakeTransport},
    },
};

#[tokio::main]
async fn main() -> Result<()> {
    let service = FakeTransport::new();
    service
        .then(FakeResponse::json(200, r#"{"referenceId": "m-1"}"#))
        .then(FakeResponse::json(404, r#"{"error": {"code": "NotFound", "message": "Gone"}}"#))
        .then(FakeResponse::json(403, r#"{"error": {"code": "NoMember"}}"#))
        .then(FakeResponse::json(200, r#"{"referenceId": {}}"#));
    let client = KaizalaClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options()))?;
    for _ in 0..4 {
        println!("{}", run(&client).await);
    }
    Ok(())
}

/// Writes to a group that may not be there, and says in a sentence what came of it.
pub(crate) async fn run(client: &KaizalaClient) -> String {
    match client.send_message("group-id", SendMessageRequest::new("Standup in 5")).send().await {
        Ok(sent) => format!("sent as {:?}", sent.reference_id),
        Err(error) => explain(&error),
    }
}

/// There is one type of error; its methods say what matters.
fn explain(error: &Error) -> String {
    match (error.kind(), error.status()) {
        (ErrorKind::Status, Some(404)) => format!("no such group, says the service: {:?}", error.message()),
        // The client has tried again by itself already, as often as its options say.
        (ErrorKind::Status, Some(429)) => format!("too many calls; again in {:?}", error.retry_after()),
        (ErrorKind::Status, Some(status)) => format!("status {status}, code {:?}", error.code()),
        // The text is kept: what was promised and what came can be compared.
        (ErrorKind::Decode, _) => format!("{error}; the response has {} bytes", error.raw_body().len()),
        _ if error.is_retryable() => format!("no connection, worth another try: {error}"),
        _ => error.to_string(),
    }
}
