//! The way from a client to the server: a transport, and a credential.

use std::sync::Arc;

use async_trait::async_trait;
use azure_core::{
    credentials::{AccessToken, TokenCredential, TokenRequestOptions},
    http::{AsyncRawResponse, HttpClient, Request, Transport, new_http_client},
    time::{Duration, OffsetDateTime},
};

use crate::Ports;

/// The URL of the connection that the server plays.
pub(crate) const URL: &str = "https://connection.invalid/apim/kaizala/0123456789abcdef";
/// A host whose certificate does not match.
pub(crate) const STRANGER: &str = "https://stranger.invalid/apim/kaizala/0123456789abcdef";
/// The header with the number of a call.
pub(crate) const CALL: &str = "x-call";

/// A credential with a fixed token.
pub(crate) fn credential() -> Arc<dyn TokenCredential> {
    Arc::new(FixedToken)
}

#[derive(Debug)]
struct FixedToken;

#[async_trait]
impl TokenCredential for FixedToken {
    async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        Ok(AccessToken::new("token-for-tests", OffsetDateTime::now_utc() + Duration::hours(1)))
    }
}

/// A transport to the server's ports: [`STRANGER`] through TLS, any other host without.
pub(crate) fn transport(ports: Ports) -> Transport {
    Transport::new(Arc::new(Loopback { ports, client: new_http_client(None) }))
}

#[derive(Debug)]
struct Loopback {
    ports: Ports,
    client: Arc<dyn HttpClient>,
}

#[async_trait]
impl HttpClient for Loopback {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let mut request = request.clone();
        let mut url = request.url().clone();
        let is_stranger = STRANGER.contains(url.host_str().unwrap_or("/"));
        let port = if is_stranger { self.ports.tls } else { self.ports.http };
        let is_moved = (is_stranger || url.set_scheme("http").is_ok()) && url.set_host(Some("127.0.0.1")).is_ok();
        assert!(is_moved && url.set_port(Some(port)).is_ok(), "any https URL can be one of this machine");
        *request.url_mut() = url;
        self.client.execute_request(&request).await
    }
}
