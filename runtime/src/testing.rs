//! A transport for your own tests. It sends nothing, responds from a script, and records the requests.
//!
//! Enable the feature `testing`. Everything before and after the transport works as usual: retries, limits, redirects,
//! decoding, errors.
//!
//! ```
//! # async fn example() -> connector_runtime::Result<()> {
//! # use connector_runtime::codegen::{Connection, Connector, Operation, RequestBuilder};
//! # struct Client(Connection);
//! # const CONNECTOR: Connector = Connector::new("sample", "1.0.0");
//! # const OPERATION: Operation = Operation::new("GetName", "GET", "/name");
//! # impl Client {
//! #     fn new(url: &str, credential: std::sync::Arc<dyn connector_runtime::TokenCredential>, options: Option<connector_runtime::ClientOptions>) -> connector_runtime::Result<Self> {
//! #         Connection::new(url, credential, options, CONNECTOR).map(Self)
//! #     }
//! #     async fn get_name(&self) -> connector_runtime::Result<String> {
//! #         RequestBuilder::new(&self.0, &OPERATION).send().await?.text()
//! #     }
//! # }
//! use connector_runtime::testing::{self, FakeResponse, FakeTransport};
//!
//! let service = FakeTransport::new();
//! service.then(FakeResponse::new(503).with_header("retry-after", "0"));
//! service.then(FakeResponse::json(200, r#""Ada""#));
//!
//! let client = Client::new(testing::CONNECTION_URL, testing::credential(), Some(service.options()))?;
//! assert_eq!(client.get_name().await?, "Ada");
//!
//! let requests = service.requests();
//! assert_eq!(requests.len(), 2);
//! assert_eq!(requests[0].method(), "GET");
//! assert!(requests[0].url().path().ends_with("/name"));
//! # Ok(())
//! # }
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(example()).unwrap();
//! ```

use crate::{http::headers::Headers, options::ClientOptions};
use async_trait::async_trait;
use azure_core::{
    credentials::{AccessToken, TokenCredential, TokenRequestOptions},
    error::ErrorKind,
    http::{AsyncRawResponse, Body, HttpClient, Request, StatusCode, Transport},
    time::{Duration, OffsetDateTime},
};
use bytes::Bytes;
use futures_io::AsyncRead as _;
use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};
use url::Url;

/// A connection runtime URL whose host does not exist.
pub const CONNECTION_URL: &str = "https://connection.invalid/apim/connector/0123456789abcdef";

/// A credential that returns the token `token-for-tests` for any scope.
pub fn credential() -> Arc<dyn TokenCredential> {
    Arc::new(Token)
}

#[derive(Debug)]
struct Token;

#[async_trait]
impl TokenCredential for Token {
    async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        Ok(AccessToken::new("token-for-tests", OffsetDateTime::now_utc() + Duration::hours(1)))
    }
}

/// A fake service. Clones share script and requests.
///
/// It responds with the script of [`then`](Self::then), in order; then with the function of
/// [`responding`](Self::responding), if there is one; then with 200 and no body.
#[derive(Clone, Default)]
pub struct FakeTransport {
    state: Arc<Mutex<State>>,
    response: Option<Arc<Responder>>,
}

type Responder = dyn Fn(&FakeRequest) -> FakeResponse + Send + Sync;

#[derive(Default)]
struct State {
    script: VecDeque<FakeResponse>,
    requests: Vec<FakeRequest>,
}

impl FakeTransport {
    /// A service without a script.
    pub fn new() -> Self {
        Self::default()
    }

    /// A service that computes each response from its request.
    pub fn responding(response: impl Fn(&FakeRequest) -> FakeResponse + Send + Sync + 'static) -> Self {
        Self { state: Arc::default(), response: Some(Arc::new(response)) }
    }

    /// Adds a response to the end of the script.
    pub fn then(&self, response: FakeResponse) -> &Self {
        self.state().script.push_back(response);
        self
    }

    /// The requests so far; each attempt counts.
    pub fn requests(&self) -> Vec<FakeRequest> {
        self.state().requests.clone()
    }

    /// This service as the transport of a client.
    pub fn transport(&self) -> Transport {
        Transport::new(Arc::new(self.clone()))
    }

    /// Options of a client that uses this service and does not wait long between attempts.
    pub fn options(&self) -> ClientOptions {
        ClientOptions::default()
            .with_transport(self.transport())
            .with_max_retry_delay(std::time::Duration::from_millis(1))
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for FakeTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeTransport").field("requests", &self.state().requests.len()).finish_non_exhaustive()
    }
}

#[async_trait]
impl HttpClient for FakeTransport {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let body = match request.body().clone() {
            Body::Bytes(bytes) => bytes,
            Body::SeekableStream(mut stream) => {
                let mut whole = Vec::new();
                let mut piece = vec![0; stream.buffer_size()];
                loop {
                    let read = poll_fn(|cx| Pin::new(&mut stream).poll_read(cx, &mut piece)).await;
                    match read.map_err(|error| azure_core::Error::new(ErrorKind::Io, error))? {
                        0 => break whole.into(),
                        count => whole.extend_from_slice(&piece[..count]),
                    }
                }
            }
        };
        let request = FakeRequest {
            method: request.method().as_str(),
            url: request.url().clone(),
            headers: Headers::from_azure(request.headers().clone()),
            body,
        };
        let scripted = {
            let mut state = self.state();
            state.requests.push(request.clone());
            state.script.pop_front()
        };
        let response = match (scripted, &self.response) {
            (Some(response), _) => response,
            (None, Some(response)) => response(&request),
            (None, None) => FakeResponse::new(200),
        };
        response.into_azure().await
    }
}

/// A request as the transport received it.
#[derive(Clone)]
pub struct FakeRequest {
    method: &'static str,
    url: Url,
    headers: Headers,
    body: Bytes,
}

impl FakeRequest {
    /// The HTTP method, in capitals.
    pub fn method(&self) -> &str {
        self.method
    }

    /// The whole URL.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The value of a header; the name's case does not matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)
    }

    /// Names, in lower case, and values of the headers, including the credential's.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter()
    }

    /// The complete body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

/// Without values: they may be private.
impl fmt::Debug for FakeRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeRequest")
            .field("method", &self.method)
            .field("host", &self.url.host_str())
            .field("headers", &self.headers)
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The service's reaction to one request.
#[derive(Clone)]
pub struct FakeResponse(Kind);

#[derive(Clone)]
enum Kind {
    Response { status: u16, headers: Headers, body: Bytes },
    NoConnection,
    Lost,
    Silence,
}

impl FakeResponse {
    /// A response without headers and body.
    pub fn new(status: u16) -> Self {
        Self(Kind::Response { status, headers: Headers::default(), body: Bytes::new() })
    }

    /// A response with JSON text.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self::new(status).with_header("content-type", "application/json").with_body(body.into())
    }

    /// No connection: the request never reaches the service.
    pub fn no_connection() -> Self {
        Self(Kind::NoConnection)
    }

    /// The connection breaks before the response: it is unknown whether the service acted.
    pub fn lost() -> Self {
        Self(Kind::Lost)
    }

    /// No response, for tests of time limits.
    pub fn silence() -> Self {
        Self(Kind::Silence)
    }

    /// Sets a header of the response.
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        if let Kind::Response { headers, .. } = &mut self.0 {
            headers.set(name.to_owned(), value.into());
        }
        self
    }

    /// Sets the body of the response.
    pub fn with_body(mut self, content: impl Into<Bytes>) -> Self {
        if let Kind::Response { body, .. } = &mut self.0 {
            *body = content.into();
        }
        self
    }

    async fn into_azure(self) -> azure_core::Result<AsyncRawResponse> {
        match self.0 {
            Kind::Response { status, headers: lines, body } => {
                let mut headers = azure_core::http::headers::Headers::new();
                for (name, value) in lines.into_azure() {
                    headers.insert(name, value);
                }
                Ok(AsyncRawResponse::from_bytes(StatusCode::from(status), headers, body))
            }
            Kind::NoConnection => Err(azure_core::Error::with_message(ErrorKind::Connection, "no connection")),
            Kind::Lost => Err(azure_core::Error::with_message(ErrorKind::Io, "the connection broke")),
            Kind::Silence => std::future::pending().await,
        }
    }
}

impl fmt::Debug for FakeResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Response { status, body, .. } => {
                f.debug_struct("FakeResponse").field("status", status).field("body_length", &body.len()).finish()
            }
            Kind::NoConnection => f.write_str("FakeResponse(no connection)"),
            Kind::Lost => f.write_str("FakeResponse(lost)"),
            Kind::Silence => f.write_str("FakeResponse(silence)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_token_for_tests_is_valid_for_the_length_of_a_test() {
        let token = credential().get_token(&[], None).await.expect("a token");
        assert_eq!(token.token.secret(), "token-for-tests");
        assert!(token.expires_on > OffsetDateTime::now_utc());
    }
}
