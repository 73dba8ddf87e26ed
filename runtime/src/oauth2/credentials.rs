//! The credentials that a caller makes: one a grant.

use super::{
    endpoint::{Grant, TokenEndpoint},
    tokens::Tokens,
};
use crate::{error::Result, values::Secret};
use async_trait::async_trait;
use azure_core::{
    credentials::{AccessToken, TokenCredential, TokenRequestOptions},
    error::ErrorKind,
};
use std::{fmt, sync::Arc};

/// Tokens for the application itself, by the grant `client_credentials`.
///
/// A token is cached until shortly before it ends, by the scopes that it is for; one whose lifetime the service does not state,
/// for five minutes. Those who need one at the same time wait for one request.
pub struct ClientCredentials {
    endpoint: TokenEndpoint,
    tokens: Tokens,
}

impl ClientCredentials {
    /// Asks nothing yet.
    ///
    /// # Errors
    /// Where an option is out of range, there is no HTTP transport, or a parameter is one that the grant itself sends.
    pub fn new(endpoint: TokenEndpoint) -> Result<Self> {
        let tokens = Tokens::new(endpoint.clone().open()?, Grant::ClientCredentials);
        Ok(Self { endpoint, tokens })
    }
}

/// Tokens for a user who has signed in before, by the grant `refresh_token`.
///
/// Tokens are cached as by [`ClientCredentials`]. Where the service answers with a new refresh token, that one is used from
/// then on; [`with_on_rotation`](Self::with_on_rotation) says what it is.
pub struct RefreshToken {
    endpoint: TokenEndpoint,
    tokens: Tokens,
}

impl RefreshToken {
    /// Asks nothing yet. An endpoint for refreshing may differ from that for other grants.
    ///
    /// # Errors
    /// As [`ClientCredentials::new`].
    pub fn new(endpoint: TokenEndpoint, refresh_token: impl Into<Secret>) -> Result<Self> {
        let tokens = Tokens::new(endpoint.clone().open()?, Grant::RefreshToken(refresh_token.into()));
        Ok(Self { endpoint, tokens })
    }

    /// Sets what is called with each new refresh token, before anyone gets the token that came with it. Where the old one is
    /// good for one use only, whoever does not store the new one has to have the user sign in again.
    pub fn with_on_rotation(mut self, store: impl Fn(&Secret) + Send + Sync + 'static) -> Self {
        self.tokens.on_rotation = Some(Arc::new(store));
        self
    }
}

macro_rules! token_credential {
    ($($name:ident),*) => {$(
        #[async_trait]
        impl TokenCredential for $name {
            /// A token for these scopes; the service's own default where there is none.
            async fn get_token(
                &self,
                scopes: &[&str],
                _: Option<TokenRequestOptions<'_>>,
            ) -> azure_core::Result<AccessToken> {
                let token = self.tokens.get(scopes).await;
                token.map_err(|failure| azure_core::Error::new(ErrorKind::Credential, failure))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).field("endpoint", &self.endpoint).finish_non_exhaustive()
            }
        }
    )*};
}

token_credential!(ClientCredentials, RefreshToken);
