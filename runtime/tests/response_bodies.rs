//! How much of a response is read, and how it is passed on.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use crate::support::connection;
use async_trait::async_trait;
use azure_core::{
    error::ErrorKind as AzureErrorKind,
    http::{AsyncRawResponse, HttpClient, Request, StatusCode, Transport, headers::Headers},
};
use connector_runtime::{
    ByteStream, Bytes, ClientOptions, ErrorKind,
    codegen::{Operation, RequestBuilder},
};
use futures_core::Stream;
use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

const GET: Operation = Operation::new("GetFile", "GET", "/file").accept("*/*").binary();
const HEAD: Operation = Operation::new("HeadFile", "HEAD", "/file");
const POST: Operation = Operation::new("PostFile", "POST", "/file").accept("*/*").binary();

/// Responds with pieces of a kibibyte and counts those that were read.
#[derive(Clone, Debug)]
struct Pieces {
    status: u16,
    headers: &'static [(&'static str, &'static str)],
    /// Then the body ends, or is cut off.
    count: u64,
    breaks: bool,
    read: Arc<AtomicU64>,
    sent: Arc<AtomicU64>,
}

impl Pieces {
    fn new(count: u64) -> Self {
        Self { status: 200, headers: &[], count, breaks: false, read: Arc::default(), sent: Arc::default() }
    }

    fn options(&self) -> ClientOptions {
        ClientOptions::default()
            .with_transport(Transport::new(Arc::new(self.clone())))
            .with_max_retry_delay(std::time::Duration::from_millis(1))
    }

    fn call(&self, operation: &'static Operation) -> RequestBuilder {
        RequestBuilder::new(&connection(self.options().with_max_body(10 << 10)), operation)
    }
}

struct Body {
    of: Pieces,
    given: u64,
}

impl Stream for Body {
    type Item = azure_core::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.given == self.of.count {
            let broken = azure_core::Error::with_message(AzureErrorKind::Io, "reset by peer");
            return Poll::Ready(self.of.breaks.then_some(Err(broken)));
        }
        self.given += 1;
        self.of.read.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(Some(Ok(Bytes::from_static(&[b'x'; 1024]))))
    }
}

#[async_trait]
impl HttpClient for Pieces {
    async fn execute_request(&self, _: &Request) -> azure_core::Result<AsyncRawResponse> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        let mut headers = Headers::new();
        for (name, value) in self.headers {
            headers.insert(*name, *value);
        }
        let body = Body { of: self.clone(), given: 0 };
        Ok(AsyncRawResponse::new(StatusCode::from(self.status), headers, Box::pin(body)))
    }
}

async fn length(mut stream: ByteStream) -> u64 {
    let mut length = 0;
    while let Some(piece) = stream.next().await {
        length += piece.unwrap().len() as u64;
    }
    length
}

#[tokio::test]
async fn a_response_up_to_the_limit_is_read() {
    let service = Pieces::new(10);
    assert_eq!(service.call(&GET).send().await.unwrap().body().len(), 10 << 10);
    assert!(Pieces::new(0).call(&GET).send().await.unwrap().body().is_empty());
}

#[tokio::test]
async fn an_endless_response_is_cut_at_the_limit() {
    let service = Pieces::new(u64::MAX);
    let error = service.call(&GET).send().await.unwrap_err();
    assert_eq!(error.to_string(), "GetFile: the response is longer than the limit of 10240 bytes");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(!error.is_retryable());
    assert_eq!(service.read.load(Ordering::Relaxed), 11);
    assert_eq!(service.sent.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_response_that_states_a_length_over_the_limit_is_not_read() {
    let mut service = Pieces::new(u64::MAX);
    service.headers = &[("content-length", "10000000000")];
    assert!(service.call(&POST).send().await.unwrap_err().to_string().contains("the limit of 10240 bytes"));
    assert_eq!(service.read.load(Ordering::Relaxed), 0);

    (service.headers, service.count) = (&[("content-length", "10240")], 10);
    assert_eq!(service.call(&POST).send().await.unwrap().body().len(), 10 << 10, "the limit itself is none over it");
    (service.headers, service.count) = (&[("content-length", "10000000000")], 0);
    assert_eq!(service.call(&HEAD).send().await.unwrap().header("content-length"), Some("10000000000"));
}

#[tokio::test]
async fn of_a_failure_so_much_is_read_as_an_error_keeps() {
    let mut service = Pieces::new(u64::MAX);
    service.status = 400;
    let error = service.call(&GET).send().await.unwrap_err();
    assert_eq!((error.status(), error.raw_body().len()), (Some(400), 1 << 20));
    assert!(service.read.load(Ordering::Relaxed) <= 1025);
    let error = service.call(&GET).send_streaming().await.unwrap_err();
    assert_eq!((error.status(), error.raw_body().len()), (Some(400), 1 << 20));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_asked_for_again_where_that_is_safe() {
    let mut service = Pieces::new(3);
    service.breaks = true;
    let error = service.call(&GET).send().await.unwrap_err();
    assert!(error.kind() == ErrorKind::Transport && error.is_retryable(), "{error:?}");
    assert_eq!(service.sent.swap(0, Ordering::Relaxed), 4);
    let error = service.call(&POST).send().await.unwrap_err();
    assert!(error.kind() == ErrorKind::Transport && !error.is_retryable(), "{error:?}");
    assert_eq!(service.sent.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_stream_has_no_limit_and_reads_what_is_asked_for() {
    let service = Pieces::new(1000);
    let mut stream = service.call(&GET).send_streaming().await.unwrap();
    assert_eq!((stream.status(), stream.content_length()), (200, None));
    assert_eq!(service.read.load(Ordering::Relaxed), 0);
    assert_eq!(stream.next().await.unwrap().unwrap().len(), 1024);
    assert_eq!(service.read.load(Ordering::Relaxed), 1);
    assert_eq!(length(stream).await, 999 << 10);

    let mut service = Pieces::new(2);
    service.headers = &[("content-length", "2048"), ("content-type", "image/png")];
    let stream = service.call(&GET).send_streaming().await.unwrap();
    assert_eq!((stream.content_length(), stream.header("Content-Type")), (Some(2048), Some("image/png")));
    assert_eq!(stream.headers().collect::<Vec<_>>(), [("content-length", "2048"), ("content-type", "image/png")]);
    assert!(!format!("{stream:?}").contains("png"));
}

#[tokio::test]
async fn a_stream_that_breaks_off_says_so() {
    let mut service = Pieces::new(1);
    service.breaks = true;
    let mut stream = service.call(&GET).send_streaming().await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().len(), 1024);
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "GetFile: the response was cut off (status 200)");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "reset by peer");
}

#[test]
fn a_stream_can_go_to_any_thread() {
    fn free<T: Send + Sync + Unpin + 'static>() {}
    free::<ByteStream>();
}
