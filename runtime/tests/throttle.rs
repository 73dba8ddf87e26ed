//! Calls that wait for the rate limit.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use async_trait::async_trait;
use azure_core::{
    credentials::{AccessToken, TokenRequestOptions},
    error::ErrorKind as AzureErrorKind,
    time::OffsetDateTime,
};
use connector_runtime::{
    CallOptions, ClientOptions, ErrorKind, RateLimit, RawResponse, Result, TokenCredential,
    codegen::{Connection, Connector, Operation, RequestBuilder},
    testing::{self, FakeResponse, FakeTransport},
};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

const GET: Operation = Operation::new("GetThing", "GET", "/thing");
const STATED: Connector = Connector::new("sample", "1.0.0").limits(&[RateLimit::new(2, 3600)]);

/// How many of three calls are sent within a short time.
async fn sent(options: ClientOptions) -> usize {
    let options = options.with_time_limit(Duration::from_millis(50));
    let connection = Connection::new(testing::CONNECTION_URL, testing::credential(), Some(options), STATED).unwrap();
    let mut successes = 0;
    for _ in 0..3 {
        match RequestBuilder::new(&connection.clone(), &GET).send().await {
            Ok(_) => successes += 1,
            Err(error) => assert!(error.is_timeout(), "{error}"),
        }
    }
    successes
}

#[tokio::test]
async fn the_connectors_limits_are_kept_if_the_client_enables_the_throttle() {
    let service = FakeTransport::new();
    assert_eq!(sent(service.options()).await, 3);
    assert_eq!(sent(service.options().with_throttle(true)).await, 2);
    assert_eq!(sent(service.options().with_rate_limit(RateLimit::new(1, 3600))).await, 1);
    assert_eq!(service.requests().len(), 6);
}

#[tokio::test]
async fn each_attempt_counts() {
    for response in [FakeResponse::new(503), FakeResponse::no_connection(), FakeResponse::lost()] {
        let service = FakeTransport::new();
        service.then(response);
        assert_eq!(sent(service.options().with_throttle(true)).await, 1);
        assert_eq!(service.requests().len(), 2);
    }
}

/// Has a token after a time, after some failures.
#[derive(Debug, Default)]
struct LateToken {
    after: Duration,
    failures: AtomicU32,
}

#[async_trait]
impl TokenCredential for LateToken {
    async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        tokio::time::sleep(self.after).await;
        if self.failures.load(Ordering::Relaxed) > 0 {
            self.failures.fetch_sub(1, Ordering::Relaxed);
            return Err(azure_core::Error::with_message(AzureErrorKind::Credential, "nobody is signed in"));
        }
        Ok(AccessToken::new("the-token", OffsetDateTime::now_utc() + azure_core::time::Duration::hours(1)))
    }
}

fn connection(credential: LateToken, options: ClientOptions, limit: RateLimit) -> Connection {
    const CONNECTOR: Connector = Connector::new("sample", "1.0.0");
    let options = options.with_rate_limit(limit);
    Connection::new(testing::CONNECTION_URL, Arc::new(credential), Some(options), CONNECTOR).unwrap()
}

async fn call(connection: &Connection, options: CallOptions) -> Result<RawResponse> {
    let mut call = RequestBuilder::new(connection, &GET);
    call.options(options);
    call.send().await
}

#[tokio::test]
async fn a_call_counts_when_it_is_sent_and_not_when_it_waits_for_a_token() {
    let times = Arc::new(Mutex::new(Vec::new()));
    let record = times.clone();
    let service = FakeTransport::responding(move |_| {
        record.lock().unwrap().push(Instant::now());
        FakeResponse::new(200)
    });
    let late = LateToken { after: Duration::from_millis(500), ..LateToken::default() };
    let connection = connection(late, service.options(), RateLimit::new(5, 1));
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let connection = connection.clone();
            tokio::spawn(async move { call(&connection, CallOptions::default()).await.map(|_| ()) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let times = times.lock().unwrap();
    assert_eq!(times.len(), 10);
    for (first, sixth) in times.iter().zip(&times[5..]) {
        assert!(*sixth - *first > Duration::from_millis(900), "six within {:?}", *sixth - *first);
    }
}

#[tokio::test]
async fn a_call_that_gives_up_leaves_its_place_to_the_next() {
    let service = FakeTransport::new();
    let connection = connection(LateToken::default(), service.options(), RateLimit::new(1, 1));
    call(&connection, CallOptions::default()).await.unwrap();
    let given_up: Vec<_> = (0..30)
        .map(|_| {
            let connection = connection.clone();
            let options = CallOptions::default().with_time_limit(Duration::from_millis(20));
            tokio::spawn(async move { call(&connection, options).await.map(|_| ()) })
        })
        .collect();
    for call in given_up {
        assert!(call.await.unwrap().unwrap_err().is_timeout());
    }
    // The time limit of an attempt does not cover the wait.
    let options =
        CallOptions::default().with_time_limit(Duration::from_secs(15)).with_timeout(Duration::from_millis(300));
    call(&connection, options).await.unwrap();
    assert_eq!(service.requests().len(), 2);
}

#[tokio::test]
async fn a_call_without_a_token_takes_no_place() {
    let service = FakeTransport::new();
    let late = LateToken { failures: AtomicU32::new(3), ..LateToken::default() };
    let connection = connection(late, service.options(), RateLimit::new(1, 3600));
    let limited = || CallOptions::default().with_time_limit(Duration::from_secs(5));
    for _ in 0..3 {
        assert_eq!(call(&connection, limited()).await.unwrap_err().kind(), ErrorKind::Credential);
    }
    call(&connection, limited()).await.unwrap();
    assert_eq!(service.requests().len(), 1);
}
