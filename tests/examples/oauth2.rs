//! A direct call with a token that the program requests itself, using the refresh token of an earlier sign-in.
//!
//! `cargo run -p connector-tests --example oauth2`

use std::{env, sync::Arc};

use connector_kaizala::{
    KaizalaAuth, KaizalaClient, KaizalaClientOptions, Result,
    bodies::SendMessageRequest,
    runtime::{
        Secret,
        oauth2::{RefreshToken, TokenEndpoint},
    },
};

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let store = |token: &Secret| {
        // The old one may be good for one use only: keep the new one where the next run finds it.
        let _ = token.as_str();
    };
    println!("{}", run(&env::var("CLIENT_ID")?, env::var("REFRESH_TOKEN")?, store, None).await?);
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
