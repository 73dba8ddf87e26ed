//! The credentials that a caller creates, one for each grant.

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
/// A token is cached by its scopes until shortly before it expires. If the service states no lifetime, it is cached for
/// five minutes. Callers that need a token at the same time share one request.
pub struct ClientCredentials {
    endpoint: TokenEndpoint,
    tokens: Tokens,
}

impl ClientCredentials {
    /// Creates the credential. No request is sent yet.
    ///
    /// # Errors
    /// An option is out of range, there is no HTTP transport, or a parameter is one that the grant itself sends.
    pub fn new(endpoint: TokenEndpoint) -> Result<Self> {
        let tokens = Tokens::new(endpoint.clone().open()?, Grant::ClientCredentials);
        Ok(Self { endpoint, tokens })
    }
}

/// Tokens for a user who signed in earlier, by the grant `refresh_token`.
///
/// Tokens are cached as by [`ClientCredentials`]. If the service sends a new refresh token, that one is used from then
/// on; [`with_on_rotation`](Self::with_on_rotation) passes it to you.
///
/// On a tokio runtime, a token request runs to its end even if the calls that wait for it, or this credential, are
/// dropped: a new refresh token is not lost. Without tokio, the request makes progress only while a call waits for a token.
/// If no call does until the transport gives up, a refresh token that is valid only once is used up, and the user has to
/// sign in again.
pub struct RefreshToken {
    endpoint: TokenEndpoint,
    tokens: Tokens,
}

impl RefreshToken {
    /// Creates the credential. No request is sent yet. The endpoint for refreshing may differ from the endpoint for
    /// other grants.
    ///
    /// # Errors
    /// Like [`ClientCredentials::new`].
    pub fn new(endpoint: TokenEndpoint, refresh_token: impl Into<Secret>) -> Result<Self> {
        let tokens = Tokens::new(endpoint.clone().open()?, Grant::RefreshToken(refresh_token.into()));
        Ok(Self { endpoint, tokens })
    }

    /// Sets a function that receives each new refresh token, before anyone gets the access token that came with it. If
    /// refresh tokens are valid only once and you do not store the new one, the user has to sign in again.
    pub fn with_on_rotation(self, store: impl Fn(&Secret) + Send + Sync + 'static) -> Self {
        self.tokens.set_on_rotation(Arc::new(store));
        self
    }
}

macro_rules! token_credential {
    ($($name:ident),*) => {$(
        #[async_trait]
        impl TokenCredential for $name {
            /// A token for these scopes; without scopes, for the service's default.
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
