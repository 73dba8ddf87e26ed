//! The connection of the calls: its host does not exist, and its transport redirects every request to the judge's port.

use std::{fmt::Debug, sync::Arc};

use async_trait::async_trait;
use azure_core::{
    credentials::{AccessToken, TokenCredential, TokenRequestOptions},
    http::{AsyncRawResponse, HttpClient, Request, Transport, new_http_client},
    time::{Duration, OffsetDateTime},
};
use connector_runtime::ClientOptions;

/// The origin of every connection runtime URL. A connection requires `https`; the judge serves plain HTTP on loopback.
const ORIGIN: &str = "https://connection.invalid";

/// The connection to the judge, for all cases.
#[derive(Debug)]
pub(crate) struct JudgeConnection {
    transport: Arc<Loopback>,
    urls: Vec<String>,
}

impl JudgeConnection {
    /// A connection to a port of this machine, for cases numbered from 0.
    pub(crate) fn new(port: u16, cases: u64) -> Self {
        let urls = (0..cases).map(|case| format!("{ORIGIN}/apim/case/{case}")).collect();
        Self { transport: Arc::new(Loopback { port, client: new_http_client(None) }), urls }
    }

    pub(crate) fn url_of(&self, case: u64) -> &str {
        usize::try_from(case).ok().and_then(|case| self.urls.get(case)).map_or(ORIGIN, String::as_str)
    }

    pub(crate) fn credential(&self) -> Arc<dyn TokenCredential> {
        Arc::new(FixedToken)
    }

    pub(crate) fn options(&self) -> ClientOptions {
        let transport = Transport::new(Arc::clone(&self.transport) as Arc<dyn HttpClient>);
        ClientOptions::default().with_transport(transport).with_max_retries(0)
    }
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
        let url = request.url().as_str().replacen(ORIGIN, &format!("http://127.0.0.1:{}", self.port), 1);
        *request.url_mut() = url.parse()?;
        self.client.execute_request(&request).await
    }
}

#[derive(Debug)]
struct FixedToken;

#[async_trait]
impl TokenCredential for FixedToken {
    async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        Ok(AccessToken::new("token-for-tests", OffsetDateTime::now_utc() + Duration::hours(1)))
    }
}
