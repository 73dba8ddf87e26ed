//! Transports and the credential of the measurements.

use async_trait::async_trait;
use azure_core::{
    credentials::{AccessToken, TokenCredential, TokenRequestOptions},
    http::{AsyncRawResponse, HttpClient, Request, StatusCode, Transport, headers::Headers, new_http_client},
    time::{Duration, OffsetDateTime},
};
use connector_runtime::{Bytes, ClientOptions};
use std::sync::Arc;

/// The connection runtime URL of the measurements. The host does not exist.
pub(crate) const URL: &str = "https://connection.invalid/apim/kaizala/0123456789abcdef";

/// Runs a future to its end.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts").block_on(future)
}

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

/// Options of a client that receives this JSON for every call, without a server.
pub(crate) fn responding_with(json: Bytes) -> ClientOptions {
    ClientOptions::default().with_transport(Transport::new(Arc::new(FixedResponse(json))))
}

#[derive(Debug)]
struct FixedResponse(Bytes);

#[async_trait]
impl HttpClient for FixedResponse {
    async fn execute_request(&self, _: &Request) -> azure_core::Result<AsyncRawResponse> {
        let mut headers = Headers::new();
        headers.insert("content-type", "application/json");
        Ok(AsyncRawResponse::from_bytes(StatusCode::Ok, headers, self.0.clone()))
    }
}

/// A transport that redirects every request to a port of this machine, without TLS.
pub(crate) fn loopback(port: u16) -> Transport {
    Transport::new(Arc::new(Loopback { port, client: new_http_client(None) }))
}

#[derive(Debug)]
struct Loopback {
    port: u16,
    client: Arc<dyn HttpClient>,
}

#[async_trait]
impl HttpClient for Loopback {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let mut request = request.clone();
        let mut url = request.url().clone();
        let is_moved = url.set_scheme("http").is_ok() && url.set_host(Some("127.0.0.1")).is_ok();
        assert!(is_moved && url.set_port(Some(self.port)).is_ok(), "any https URL can be one of this machine");
        *request.url_mut() = url;
        self.client.execute_request(&request).await
    }
}
