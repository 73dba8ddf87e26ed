//! A direct call with a token that the program requests itself, using the refresh token of an earlier sign-in.
//!
//! The service does not exist: `main` brings a transport with scripted responses. docs/direct.md shows where the refresh token of an
//! earlier sign-in comes from.
//!
//! `cargo run -p connector-examples --example oauth2`

use std::sync::Arc;

use connector_kaizala::{
    KaizalaAuth, KaizalaClient, KaizalaClientOptions, Result,
    bodies::SendMessageRequest,
    runtime::{
        Secret,
        oauth2::{RefreshToken, TokenEndpoint},
        testing::{FakeResponse, FakeTransport},
    },
};

#[tokio::main]
async fn main() -> Result<()> {
    let service = FakeTransport::new();
    let tokens = r#"{"access_token": "t-1", "token_type": "Bearer", "expires_in": "3600", "refresh_token": "r-1"}"#;
    service.then(FakeResponse::json(200, tokens)).then(FakeResponse::json(200, r#"{"referenceId": "m-1"}"#));
    let store = |token: &Secret| {
        // The old one may be good for one use only: keep the new one where the next run finds it.
        let _ = token.as_str();
    };
    println!("sent as {}", run("client-1", "r-0", store, Some(service.options())).await?);
    Ok(())
}

/// Sends a message to a group; what it is known by.
pub(crate) async fn run(
    client_id: &str,
    refresh_token: impl Into<Secret>,
    store: impl Fn(&Secret) + Send + Sync + 'static,
    options: Option<KaizalaClientOptions>,
) -> Result<String> {
    // The definition says where tokens are asked for; `ClientCredentials` takes the same endpoint, for tokens without a user.
    let endpoint =
        TokenEndpoint::new(KaizalaAuth::TOKEN_URL, client_id)?.with_options(options.clone().unwrap_or_default());
    let credential = RefreshToken::new(endpoint, refresh_token)?.with_on_rotation(store);
    // Tokens are kept until shortly before they end, for all clients that share the credential.
    let client = KaizalaClient::direct(KaizalaAuth::new(Arc::new(credential)), options)?;
    let sent = client.send_message("group-id", SendMessageRequest::new("Standup in 5")).send().await?;
    Ok(sent.reference_id.unwrap_or_default())
}
