//! A call through an Azure connection: required values are arguments, optional values are set by name.
//!
//! `cargo run -p connector-tests --example connection`

use connector_kaizala::{KaizalaClient, Result, bodies::SendMessageRequest, models::shared::SendToAll};
use connector_tests::environment;

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    println!("{}", run(&environment::client()?).await?);
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
