//! Fake services, so that the examples run without secrets and without a network.

#![allow(dead_code, reason = "each example uses its part")]

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use connector_kaizala::runtime::testing::{FakeRequest, FakeResponse, FakeTransport};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::mpsc,
};

/// A Kaizala with one group. After a subscription, somebody writes to the group. Also what the service saw, as `METHOD /path`.
pub(crate) fn kaizala(messages: &'static [&'static str]) -> (FakeTransport, mpsc::UnboundedReceiver<String>) {
    let (saw, seen) = mpsc::unbounded_channel();
    let service = FakeTransport::responding(move |request: &FakeRequest| {
        let path = request.url().path().trim_start_matches("/apim/connector/0123456789abcdef").to_owned();
        // Nobody looks any more when the example ends.
        let _ = saw.send(format!("{} {path}", request.method()));
        match (request.method(), path.as_str()) {
            ("POST", path) if path.starts_with("/v1/webhook/") => {
                let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap_or_default();
                if let Some(url) = body["callbackUrl"].as_str().or_else(|| body["CallbackUrl"].as_str()) {
                    tokio::spawn(write_to_group(url.to_owned(), messages));
                }
                FakeResponse::json(200, r#"{"webhookId": "w-1"}"#)
            }
            ("DELETE", "/v1/webhook/w-1") => FakeResponse::new(200),
            ("POST", _) => FakeResponse::json(200, r#"{"referenceId": "m-1"}"#),
            _ => FakeResponse::new(404),
        }
    });
    (service, seen)
}

/// Posts each message to the callback URL; a service sends an event again until it is accepted.
async fn write_to_group(url: String, messages: &'static [&'static str]) {
    for (number, text) in messages.iter().enumerate() {
        let body = serde_json::json!({"fromUserName": "Ada", "textMessage": text, "messageId": number.to_string()})
            .to_string();
        while !matches!(post(&url, &body).await, Ok(202)) {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }
}

/// Posts JSON to an `http://` URL. The status of the answer.
async fn post(url: &str, body: &str) -> std::io::Result<u16> {
    let rest = url.trim_start_matches("http://");
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut stream = TcpStream::connect(host).await?;
    let length = body.len();
    let request = format!(
        "POST /{path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let status = answer.get(9..12).and_then(|status| status.parse().ok());
    status.ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
}

/// Counts down; `true` once nothing is left.
pub(crate) struct Remaining(AtomicUsize);

impl Remaining {
    pub(crate) fn of(count: usize) -> Arc<Self> {
        Arc::new(Self(AtomicUsize::new(count)))
    }

    pub(crate) fn one_less(&self) -> bool {
        self.0.fetch_sub(1, SeqCst) == 1
    }
}
