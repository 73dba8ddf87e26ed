//! A transport that responds from a script and records requests, a credential, and a client as the generator writes
//! one.

#![allow(dead_code, reason = "`spans` uses a part of it")]

use async_trait::async_trait;
use azure_core::{
    credentials::{AccessToken, TokenRequestOptions},
    error::ErrorKind,
    http::{AsyncRawResponse, Body, HttpClient, Request, StatusCode, headers::Headers},
    time::{Duration, OffsetDateTime},
};
use connector_runtime::{
    Bytes, ClientOptions, RawResponse, TokenCredential, Transport,
    codegen::{Connection, Connector, Operation, RequestBuilder},
};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

pub(crate) const URL: &str = "https://host.azure-apihub.net/apim/kaizala/0123";

/// The fake service's reaction to one request.
pub(crate) enum Reply {
    Answer(u16, &'static [(&'static str, &'static str)], Bytes),
    /// There is no connection.
    NoConnection,
    /// The connection breaks before the response.
    Lost,
    /// There is no response within a minute.
    Silence,
    /// Another reply, after the first poll of the future.
    Slow(Box<Reply>),
}

pub(crate) fn json(status: u16, body: &'static str) -> Reply {
    Reply::Answer(status, &[("content-type", "application/json; charset=utf-8")], Bytes::from_static(body.as_bytes()))
}

pub(crate) fn reply(status: u16, headers: &'static [(&'static str, &'static str)], body: &'static str) -> Reply {
    Reply::Answer(status, headers, Bytes::from_static(body.as_bytes()))
}

/// A request as the transport received it.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Sent {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// The fake service. After its script, it responds with 200 and an empty object.
#[derive(Clone, Default)]
pub(crate) struct Service(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    script: VecDeque<Reply>,
    sent: Vec<Sent>,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Service")
    }
}

impl Service {
    pub(crate) fn new(script: impl IntoIterator<Item = Reply>) -> Self {
        let script = script.into_iter().collect();
        Self(Arc::new(Mutex::new(State { script, sent: Vec::new() })))
    }

    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.0.lock().expect("no test panics with the lock").sent.clone()
    }

    pub(crate) fn options(&self) -> ClientOptions {
        ClientOptions::default()
            .with_transport(Transport::new(Arc::new(self.clone())))
            .with_max_retry_delay(std::time::Duration::from_millis(2))
    }

    pub(crate) fn connection(&self) -> Connection {
        self.connection_with(self.options())
    }

    pub(crate) fn connection_with(&self, options: ClientOptions) -> Connection {
        Connection::new(URL, Arc::new(Credential), Some(options), CONNECTOR).expect("the URL is https")
    }

    pub(crate) fn client(&self) -> MiniClient {
        MiniClient { connection: self.connection() }
    }

    /// Sends a call of an operation without values.
    pub(crate) async fn call(&self, operation: &'static Operation) -> connector_runtime::Result<RawResponse> {
        RequestBuilder::new(&self.connection(), operation).send().await
    }
}

#[async_trait]
impl HttpClient for Service {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let next = {
            let mut state = self.0.lock().expect("no test panics with the lock");
            let headers = request.headers().iter();
            state.sent.push(Sent {
                method: request.method().to_string(),
                url: request.url().to_string(),
                headers: headers.map(|(name, value)| (name.as_str().to_owned(), value.as_str().to_owned())).collect(),
                body: match request.body() {
                    Body::Bytes(bytes) => bytes.clone(),
                    Body::SeekableStream(_) => Bytes::new(),
                },
            });
            state.script.pop_front().unwrap_or_else(|| json(200, "{}"))
        };
        let next = match next {
            Reply::Slow(reply) => {
                tokio::task::yield_now().await;
                *reply
            }
            reply => reply,
        };
        match next {
            Reply::Slow(_) => unreachable!("only one is slow"),
            Reply::Answer(status, lines, body) => {
                let mut headers = Headers::new();
                for (name, value) in lines {
                    headers.insert(*name, *value);
                }
                Ok(AsyncRawResponse::from_bytes(StatusCode::from(status), headers, body))
            }
            Reply::NoConnection => Err(azure_core::Error::with_message(ErrorKind::Connection, "refused")),
            Reply::Lost => {
                let text = format!("reset while sending to {}", request.url());
                Err(azure_core::Error::with_message(ErrorKind::Io, text))
            }
            Reply::Silence => {
                azure_core::sleep(Duration::minutes(1)).await;
                Err(azure_core::Error::with_message(ErrorKind::Io, "a minute is over"))
            }
        }
    }
}

/// Returns the same token for any scope.
#[derive(Debug)]
pub(crate) struct Credential;

#[async_trait]
impl TokenCredential for Credential {
    async fn get_token(&self, scopes: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        assert_eq!(scopes, ["https://apihub.azure.com/.default"]);
        Ok(AccessToken::new("the-token", OffsetDateTime::now_utc() + Duration::hours(1)))
    }
}

/// Returns no token.
#[derive(Debug)]
pub(crate) struct NoCredential;

#[async_trait]
impl TokenCredential for NoCredential {
    async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        Err(azure_core::Error::with_message(ErrorKind::Credential, "nobody is signed in"))
    }
}

pub(crate) const CONNECTOR: Connector = Connector::new("kaizala", "1.2.3");

/// A connection of the fake service that the crate itself offers.
pub(crate) fn connection(options: ClientOptions) -> Connection {
    let (url, credential) = (connector_runtime::testing::CONNECTION_URL, connector_runtime::testing::credential());
    Connection::new(url, credential, Some(options), CONNECTOR).expect("the URL is https")
}

// From here on as the generator writes it.

#[derive(Clone, Debug)]
pub(crate) struct MiniClient {
    pub(crate) connection: Connection,
}

impl MiniClient {
    pub(crate) fn send_message(&self, group_id: impl Into<String>, body: SendMessageRequest) -> SendMessage {
        SendMessage::new(&self.connection, group_id.into(), body)
    }
}

const SEND_MESSAGE: Operation = Operation::new("SendMessage", "POST", "/v1/groups/{groupId}/messages");

#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub(crate) struct SendMessage {
    call: RequestBuilder,
}

impl SendMessage {
    fn new(connection: &Connection, group_id: String, body: SendMessageRequest) -> Self {
        let mut call = RequestBuilder::new(connection, &SEND_MESSAGE);
        call.path("groupId", &group_id);
        call.json(&body);
        Self { call }
    }

    pub(crate) fn send_to_all(mut self, value: impl Into<SendToAll>) -> Self {
        self.call.query("sendToAll", &value.into());
        self
    }

    pub(crate) fn trace(mut self, value: impl Into<String>) -> Self {
        self.call.header("X-Trace", &value.into());
        self
    }

    pub(crate) fn into_request(self) -> connector_runtime::Result<connector_runtime::HttpRequest> {
        self.call.into_request()
    }

    pub(crate) async fn send(self) -> connector_runtime::Result<SendMessageResponse> {
        self.call.send().await?.json()
    }

    pub(crate) async fn send_with_response(
        self,
    ) -> connector_runtime::Result<connector_runtime::Response<SendMessageResponse>> {
        self.call.send().await?.into_response(connector_runtime::RawResponse::json)
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub(crate) struct SendMessageRequest {
    pub(crate) message: Option<String>,
    pub(crate) kind: Option<String>,
}

impl SendMessageRequest {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: Some(message.into()), ..Self::default() }
    }
}

connector_runtime::codegen::model! {
    SendMessageRequest {
        required message = "message",
        default kind = "type", "\"text\"",
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub(crate) struct SendMessageResponse {
    pub(crate) reference_id: Option<String>,
}

connector_runtime::codegen::model! {
    SendMessageResponse {
        optional reference_id = "referenceId",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub(crate) enum SendToAll {
    Yes,
    No,
    UnlistedValue(connector_runtime::Unlisted),
}

connector_runtime::codegen::open_enum! { SendToAll { Yes = "Yes", No = "No" } UnlistedValue }
