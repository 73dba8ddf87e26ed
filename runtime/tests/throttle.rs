//! Calls that wait for the rate limit.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use connector_runtime::{
    RateLimit,
    codegen::{Connection, Connector, Operation, RequestBuilder},
    testing::{self, FakeResponse, FakeTransport},
};
use std::time::Duration;

const GET: Operation = Operation::new("GetThing", "GET", "/thing");
const STATED: Connector = Connector::new("sample", "1.0.0").limits(&[RateLimit::new(2, 3600)]);

/// How many of three calls are sent within a short time.
async fn sent(options: connector_runtime::ClientOptions) -> usize {
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
    let service = FakeTransport::new();
    service.then(FakeResponse::new(503));
    assert_eq!(sent(service.options().with_throttle(true)).await, 1);
    assert_eq!(service.requests().len(), 2);
}
