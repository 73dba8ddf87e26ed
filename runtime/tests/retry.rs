//! How often a request is sent.

use crate::support::{Reply, Service, json, reply};
use connector_runtime::{
    ErrorKind,
    codegen::{Operation, RequestBuilder},
};
use std::time::{Duration, Instant};

const GET: Operation = Operation::new("Get", "GET", "/thing");
const PUT: Operation = Operation::new("Put", "PUT", "/thing");
const DELETE: Operation = Operation::new("Delete", "DELETE", "/thing");
const POST: Operation = Operation::new("Post", "POST", "/thing");
const PATCH: Operation = Operation::new("Patch", "PATCH", "/thing");

/// How often an operation is sent to a service that always replies like this.
async fn sends(operation: &'static Operation, always: fn() -> Reply) -> usize {
    let service = Service::new((0..10).map(|_| always()));
    let _ = service.call(operation).await;
    service.sent().len()
}

#[tokio::test]
async fn what_may_be_repeated_is_sent_four_times() {
    for operation in [&GET, &PUT, &DELETE] {
        for always in [
            || reply(408, &[], ""),
            || reply(429, &[], ""),
            || reply(500, &[], ""),
            || reply(503, &[], ""),
            || reply(504, &[], ""),
            || Reply::Lost,
            || Reply::NoConnection,
        ] {
            assert_eq!(sends(operation, always).await, 4, "{operation:?}");
        }
    }
}

#[tokio::test]
async fn what_may_not_be_repeated_is_sent_again_only_where_nothing_was_done() {
    for operation in [&POST, &PATCH] {
        for once in [
            || reply(408, &[], ""),
            || reply(500, &[("retry-after", "0")], ""),
            || reply(503, &[], ""),
            || reply(504, &[], ""),
            || Reply::Lost,
        ] {
            assert_eq!(sends(operation, once).await, 1, "{operation:?}");
        }
        for again in [|| reply(429, &[], ""), || reply(503, &[("retry-after", "0")], ""), || Reply::NoConnection] {
            assert_eq!(sends(operation, again).await, 4, "{operation:?}");
        }
    }
}

#[tokio::test]
async fn what_is_final_is_sent_once() {
    for operation in [&GET, &POST] {
        for once in [|| json(200, "{}"), || reply(302, &[], ""), || reply(400, &[], ""), || reply(401, &[], "")] {
            assert_eq!(sends(operation, once).await, 1, "{operation:?}");
        }
    }
}

#[tokio::test]
async fn a_later_success_is_the_response_and_each_attempt_is_complete() {
    let service = Service::new([reply(429, &[], ""), Reply::NoConnection, json(200, "[1]")]);
    let mut call = RequestBuilder::new(&service.connection(), &POST);
    call.json(&vec![7_i64]);
    let value: Vec<i64> = call.send().await.unwrap().json().unwrap();
    assert_eq!(value, [1]);
    let sent = service.sent();
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|sent| sent.body == "[7]" && sent.header("authorization") == Some("Bearer the-token")));
    let ids: Vec<_> = sent.iter().map(|sent| sent.header("x-ms-client-request-id")).collect();
    assert!(ids[0].is_some() && ids.iter().all(|id| *id == ids[0]), "one call has one id");
}

#[tokio::test]
async fn retries_can_be_turned_off() {
    let service = Service::new([reply(503, &[], "")]);
    let connection = service.connection_with(service.options().with_max_retries(0));
    let error = RequestBuilder::new(&connection, &GET).send().await.unwrap_err();
    assert_eq!((error.status(), service.sent().len()), (Some(503), 1));
    assert!(error.is_retryable());
}

#[tokio::test]
async fn retry_after_is_waited_for() {
    let service = Service::new([reply(503, &[("retry-after", "0.2")], ""), json(200, "{}")]);
    let connection = service.connection_with(service.options().with_max_retry_delay(Duration::from_secs(1)));
    let started = Instant::now();
    RequestBuilder::new(&connection, &POST).send().await.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(200));
    assert_eq!(service.sent().len(), 2);
}

#[tokio::test]
async fn a_wait_beyond_the_limit_is_not_retried() {
    let asked: &[_] = &[("retry-after", "3600")];
    let service = Service::new([reply(429, asked, "")]);
    let error = service.call(&GET).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(service.sent().len(), 1);

    let service = Service::new([reply(429, &[("retry-after", "1")], "")]);
    let options = service.options().with_max_retry_delay(Duration::from_secs(9));
    let connection = service.connection_with(options.with_retry_time_limit(Duration::from_millis(500)));
    assert_eq!(RequestBuilder::new(&connection, &GET).send().await.unwrap_err().status(), Some(429));
    assert_eq!(service.sent().len(), 1);
}

#[tokio::test]
async fn an_attempt_that_takes_too_long_ends() {
    let service = Service::new([Reply::Silence, json(200, "{}")]);
    let options = service.options().with_timeout(Duration::from_millis(50));
    let connection = service.connection_with(options.clone());
    assert_eq!(RequestBuilder::new(&connection, &GET).send().await.unwrap().status(), 200);
    assert_eq!(service.sent().len(), 2);

    let service = Service::new([Reply::Silence]);
    let connection = service.connection_with(service.options().with_timeout(Duration::from_millis(50)));
    let error = RequestBuilder::new(&connection, &POST).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.is_timeout() && !error.is_retryable(), "a POST may have been carried out");
    assert_eq!(service.sent().len(), 1);
}
