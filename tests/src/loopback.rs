//! A connection whose requests reach a real HTTP server on loopback.
//!
//! A connection requires `https`; a test server serves plain HTTP. The transport here sends requests for [`CONNECTION_URL`] to the
//! server's address, over a real socket, and changes nothing else in them.

use std::sync::Arc;

use async_trait::async_trait;
use azure_core::{
    credentials::{AccessToken, TokenCredential, TokenRequestOptions},
    http::{AsyncRawResponse, HttpClient, Request, Transport, new_http_client},
    time::{Duration, OffsetDateTime},
};
use connector_kaizala::KaizalaClient;
use connector_runtime::ClientOptions;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use crate::exchange::{Expected, Sent};

/// The connection runtime URL of every test; its host does not exist.
pub const CONNECTION_URL: &str = "https://connection.invalid/apim/kaizala/0123456789abcdef";
/// The path of [`CONNECTION_URL`], which stands before every operation's own.
pub const CONNECTION_PATH: &str = "/apim/kaizala/0123456789abcdef";
/// The header with the origin of a request, if that is not [`CONNECTION_URL`].
pub const MEANT_FOR: &str = "x-meant-for";
/// The token that [`credential`] hands out.
pub const TOKEN: &str = "token-for-tests";

/// A server that returns one response to every request and remembers what it received.
pub struct Server {
    server: MockServer,
}

impl Server {
    /// Starts a server that responds with 200 and this JSON, or with 200 and no body.
    pub async fn responding(json: Option<&str>) -> Self {
        let template = ResponseTemplate::new(200);
        Self::with(match json {
            Some(json) => template.set_body_raw(json, "application/json"),
            None => template,
        })
        .await
    }

    /// Starts a server that responds with this.
    pub async fn with(template: ResponseTemplate) -> Self {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(template).mount(&server).await;
        Self { server }
    }

    /// A Kaizala client whose requests reach this server.
    ///
    /// # Panics
    /// If the client cannot be made.
    pub fn client(&self) -> KaizalaClient {
        KaizalaClient::new(CONNECTION_URL, credential(), Some(self.options())).expect("the URL is fit for a client")
    }

    /// The port of this machine on which it listens, without TLS.
    pub fn port(&self) -> u16 {
        self.server.address().port()
    }

    /// Options whose transport leads to this server.
    pub fn options(&self) -> ClientOptions {
        let transport = Loopback { port: self.port(), client: new_http_client(None) };
        ClientOptions::default().with_transport(Transport::new(Arc::new(transport)))
    }

    /// The requests received so far.
    ///
    /// # Panics
    /// If the server does not record them.
    pub async fn received(&self) -> Vec<Sent> {
        let requests = self.server.received_requests().await.expect("the server records requests");
        requests.iter().map(Sent::from).collect()
    }

    /// Asserts that these requests were received, in this order, and no others.
    ///
    /// # Panics
    /// If that is not so.
    pub async fn assert_received(&self, expected: &[Expected]) {
        let received = self.received().await;
        assert_eq!(received.len(), expected.len(), "number of requests");
        for (expected, sent) in expected.iter().zip(&received) {
            let differences = expected.differences(sent);
            assert!(differences.is_empty(), "{} {}:\n{}", sent.method, sent.path, differences.join("\n"));
        }
    }
}

/// Sends every request to a port of this machine. If the origin of a request is not [`CONNECTION_URL`], the header [`MEANT_FOR`]
/// has it.
#[derive(Debug)]
struct Loopback {
    port: u16,
    client: Arc<dyn HttpClient>,
}

#[async_trait]
impl HttpClient for Loopback {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let mut request = request.clone();
        let origin = request.url().origin().ascii_serialization();
        let url = request.url().as_str().replacen(&origin, &format!("http://127.0.0.1:{}", self.port), 1);
        *request.url_mut() = url.parse()?;
        if origin != "https://connection.invalid" {
            request.insert_header(MEANT_FOR, origin);
        }
        self.client.execute_request(&request).await
    }
}

/// A credential that hands out [`TOKEN`] for the scope of connections, and fails for any other.
pub fn credential() -> Arc<dyn TokenCredential> {
    credential_for(&["https://apihub.azure.com/.default"])
}

/// A credential that hands out [`TOKEN`] for these scopes, and fails for any other.
pub fn credential_for(scopes: &'static [&'static str]) -> Arc<dyn TokenCredential> {
    Arc::new(FixedToken(scopes))
}

#[derive(Debug)]
struct FixedToken(&'static [&'static str]);

#[async_trait]
impl TokenCredential for FixedToken {
    async fn get_token(&self, scopes: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        assert_eq!(scopes, self.0);
        Ok(AccessToken::new(TOKEN, OffsetDateTime::now_utc() + Duration::hours(1)))
    }
}
