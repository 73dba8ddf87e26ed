//! A call through an Azure connection: required values are arguments, optional values are set by name.
//!
//! The service does not exist: `main` brings a transport with scripted responses. docs/connecting.md shows a real connection.
//!
//! `cargo run -p connector-examples --example connection`

use connector_kaizala::{
    KaizalaClient, Result,
    bodies::SendMessageRequest,
    models::shared::SendToAll,
    runtime::testing::{self, FakeResponse, FakeTransport},
};

#[tokio::main]
async fn main() -> Result<()> {
    let service = FakeTransport::new();
    service.then(FakeResponse::json(200, r#"{"referenceId": "m-1"}"#).with_header("x-ms-request-id", "r-1"));
    // Your program passes the connection's URL, a credential of the crate `azure_identity`, and no options.
    let client = KaizalaClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options()))?;
    println!("sent as {}", run(&client).await?);
    Ok(())
}

/// Sends a message to a group; what it is known by.
pub(crate) async fn run(client: &KaizalaClient) -> Result<String> {
    let request = client
        .send_message("group-id", SendMessageRequest::new("Standup in 5")) // required: positional
        .send_to_all(SendToAll::Yes); // optional: setters

    // A request is a value. Nothing was sent yet: this is what would be.
    let preview = request.clone().into_request()?;
    println!("{} {}", preview.method(), preview.url().path());

    // `send` gives the value alone; this also gives status, headers and the raw body.
    let response = request.send_with_response().await?;
    println!("status {}, request {:?}", response.status(), response.header("x-ms-request-id"));
    Ok(response.into_value().reference_id.unwrap_or_default())
}
