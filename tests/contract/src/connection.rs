//! The connection of the calls: its host does not exist, and its transport redirects every request to the judge's port.

use std::{fmt::Debug, sync::Arc};

use async_trait::async_trait;
use azure_core::http::{AsyncRawResponse, HttpClient, Request, Transport, new_http_client};
use connector_runtime::{ClientOptions, testing};

use crate::case::Service;

/// The origin of every connection runtime URL. A connection requires `https`; the judge serves plain HTTP on loopback.
const ORIGIN: &str = "https://connection.invalid";

/// The connection to the judge, for all cases.
#[derive(Debug)]
pub(crate) struct JudgeConnection {
    transport: Arc<Loopback>,
}

impl JudgeConnection {
    /// A connection to a port of this machine.
    pub(crate) fn new(port: u16) -> Self {
        Self { transport: Arc::new(Loopback { port, client: new_http_client(None) }) }
    }

    /// The service of a case. Its URL names the case, so that the judge knows which one a request is of.
    pub(crate) fn service(&self, case: u64) -> Service {
        let transport = Transport::new(Arc::clone(&self.transport) as Arc<dyn HttpClient>);
        Service {
            url: format!("{ORIGIN}/apim/case/{case}"),
            credential: testing::credential(),
            options: ClientOptions::default().with_transport(transport).with_max_retries(0),
            keeps_answer: false,
        }
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
