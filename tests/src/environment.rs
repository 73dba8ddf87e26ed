//! A client and a credential from the environment, for the examples' `main`.
//!
//! `CONNECTION_RUNTIME_URL` is the connection's URL and `ACCESS_TOKEN` a token for it; `docs/connecting.md` explains how to get both.
//! Your own program should use a credential of the crate `azure_identity`, which renews its tokens.

use std::{env, error::Error, sync::Arc};

use async_trait::async_trait;
use azure_core::{
    credentials::{AccessToken, TokenCredential, TokenRequestOptions},
    time::{Duration, OffsetDateTime},
};
use connector_kaizala::KaizalaClient;

/// A client of the connection that the environment names.
///
/// # Errors
/// A variable is missing, or the URL is that of no connection.
pub fn client() -> Result<KaizalaClient, Box<dyn Error>> {
    let url = env::var("CONNECTION_RUNTIME_URL").map_err(|_| "set CONNECTION_RUNTIME_URL")?;
    Ok(KaizalaClient::new(&url, credential()?, None)?)
}

/// The token that the environment holds, as a credential.
///
/// # Errors
/// The variable is missing.
pub fn credential() -> Result<Arc<dyn TokenCredential>, Box<dyn Error>> {
    let token = env::var("ACCESS_TOKEN").map_err(|_| "set ACCESS_TOKEN")?;
    Ok(Arc::new(FixedToken(AccessToken::new(token, in_an_hour()))))
}

fn in_an_hour() -> OffsetDateTime {
    OffsetDateTime::now_utc() + Duration::hours(1)
}

#[derive(Debug)]
struct FixedToken(AccessToken);

#[async_trait]
impl TokenCredential for FixedToken {
    async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        Ok(self.0.clone())
    }
}
