//! A call without Azure: the client authenticates with the service itself.
//!
//! The service does not exist: `main` brings a transport with scripted responses. docs/direct.md shows where tokens come from.
//!
//! `cargo run -p connector-examples --example direct`

use std::sync::Arc;

use connector_kaizala::{
    KaizalaAuth, KaizalaClient, KaizalaClientOptions, Result,
    bodies::SendMessageRequest,
    runtime::{
        TokenCredential,
        testing::{self, FakeResponse, FakeTransport},
    },
};

#[tokio::main]
async fn main() -> Result<()> {
    let service = FakeTransport::new();
    service.then(FakeResponse::json(200, r#"{"referenceId": "m-1"}"#));
    println!("sent as {}", run(testing::credential(), Some(service.options())).await?);
    for request in service.requests() {
        println!("{} {}", request.method(), request.url());
    }
    Ok(())
}

/// Sends a message to a group; what it is known by.
pub(crate) async fn run(token: Arc<dyn TokenCredential>, options: Option<KaizalaClientOptions>) -> Result<String> {
    // `new` takes what the definition asks for: here a token, for other connectors a key, or a user and a password.
    let client = KaizalaClient::direct(KaizalaAuth::new(token), options)?;
    // Host and header are the definition's. From here on nothing differs from a call through a connection.
    let sent = client.send_message("group-id", SendMessageRequest::new("Standup in 5")).send().await?;
    Ok(sent.reference_id.unwrap_or_default())
}
