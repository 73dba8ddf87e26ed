//! Long-running operations: what is polled, where and how long, and how polling resumes.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use crate::support::{Reply, Service, URL, json, reply};
use connector_runtime::{
    ErrorKind, Poller, Progress, RawResponse,
    codegen::{FinalState, Operation, RequestBuilder},
    serde_json::Value,
};
use std::{
    future::Future as _,
    task::{Context, Poll, Waker},
    time::Duration,
};

const START: Operation = Operation::new("StartThing", "POST", "/things");

fn poller(service: &Service) -> Poller<Value> {
    let mut call = RequestBuilder::new(&service.connection(), &START);
    call.json(&"start".to_owned());
    Poller::new(call, RawResponse::json as fn(RawResponse) -> connector_runtime::Result<Value>)
        .with_delay(Duration::ZERO)
}

fn requests(service: &Service) -> Vec<String> {
    service.sent().into_iter().map(|sent| format!("{} {}", sent.method, sent.url.replace(URL, ""))).collect()
}

const ACCEPTED: &[(&str, &str)] = &[("location", "/things/7/status"), ("retry-after", "0")];

#[tokio::test]
async fn the_location_is_asked_until_another_status() {
    let service = Service::new([
        reply(202, ACCEPTED, ""),
        reply(202, &[("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")], ""),
        reply(202, &[("location", "/things/7/almost"), ("x-ms-retry-after-ms", "1")], ""),
        json(200, r#"{"done":true}"#),
    ]);
    let end = poller(&service).wait().await.unwrap();
    assert_eq!((end.status(), end.into_value()["done"].as_bool()), (200, Some(true)));
    let status = "GET /things/7/status";
    assert_eq!(requests(&service), ["POST /things", status, status, "GET /things/7/almost"]);
    let sent = service.sent();
    assert_eq!((sent[1].body.len(), sent[1].header("content-type")), (0, None));
    assert!(sent[1].header("authorization").is_some());
}

#[tokio::test]
async fn a_response_other_than_202_ends_the_operation() {
    let service = Service::new([json(200, r#"{"done":1}"#)]);
    assert_eq!(poller(&service).wait().await.unwrap().value()["done"], 1);
    assert_eq!(service.sent().len(), 1);
}

#[tokio::test]
async fn a_202_that_says_nowhere_to_ask_is_not_the_end() {
    let service = Service::new([json(202, r#"{"id":7}"#)]);
    let accepted = poller(&service).wait().await.unwrap_err();
    assert_eq!((accepted.kind(), accepted.status()), (ErrorKind::Accepted, Some(202)));
    assert_eq!(accepted.raw_body(), br#"{"id":7}"#);
    assert!(!accepted.is_retryable());
}

#[tokio::test]
async fn a_failure_at_the_location_is_an_error() {
    let service = Service::new([reply(202, ACCEPTED, ""), json(400, r#"{"error":{"code":"Broken"}}"#)]);
    let error = poller(&service).wait().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(400), Some("Broken")));
}

#[tokio::test]
async fn steps_send_one_request_each() {
    let service = Service::new([reply(202, &[("location", "7"), ("retry-after", "30")], ""), json(200, "{}")]);
    let mut poller = poller(&service);
    assert_eq!((poller.link(), service.sent().len()), (None, 0));
    assert!(matches!(poller.step().await.unwrap(), Progress::Pending(wait) if wait == Duration::from_secs(30)));
    assert_eq!(poller.link(), Some(format!("{URL}/7").as_str()));
    assert_eq!(service.sent().len(), 1);
    assert!(matches!(poller.step().await.unwrap(), Progress::Done(_)));
    assert_eq!(poller.step().await.unwrap_err().kind(), ErrorKind::Request);
    assert_eq!(service.sent().len(), 2);
}

#[tokio::test]
async fn a_poll_that_failed_is_made_again_by_the_next_step() {
    let service = Service::new([reply(202, ACCEPTED, ""), reply(404, &[], ""), json(200, "{}")]);
    let mut poller = poller(&service);
    assert_eq!(poller.wait().await.unwrap_err().status(), Some(404));
    poller.wait().await.unwrap();
    assert_eq!(requests(&service), ["POST /things", "GET /things/7/status", "GET /things/7/status"]);
}

#[tokio::test]
async fn no_credential_goes_to_another_origin() {
    let evil: &[(&str, &str)] = &[("location", "https://evil.example/7")];
    for script in [vec![reply(202, evil, "")], vec![reply(202, ACCEPTED, ""), reply(202, evil, "")]] {
        let sent = script.len();
        let service = Service::new(script);
        let mut poller = poller(&service);
        let error = poller.wait().await.unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Link, Some("StartThing")));
        assert_eq!(service.sent().len(), sent);
    }
}

#[tokio::test]
async fn a_kept_link_resumes_without_beginning_again() {
    let service = Service::new([reply(202, ACCEPTED, ""), json(200, r#"{"done":1}"#)]);
    let mut first = poller(&service);
    first.step().await.unwrap();
    let link = first.link().unwrap().to_owned();
    drop(first);
    assert_eq!(poller(&service).resume(&link).wait().await.unwrap().value()["done"], 1);
    assert_eq!(requests(&service), ["POST /things", "GET /things/7/status"]);
    let error = poller(&service).resume("https://evil.example/").wait().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Link);
    assert_eq!(service.sent().len(), 2);
}

#[tokio::test]
async fn limits_end_the_waiting_and_leave_the_link() {
    let endless = || Service::new((0..9).map(|_| reply(202, ACCEPTED, "")));
    let service = endless();
    let mut few = poller(&service).with_max_polls(2);
    let error = few.wait().await.unwrap_err();
    assert_eq!((error.kind(), error.is_timeout()), (ErrorKind::Pending, false));
    assert_eq!(service.sent().len(), 3);
    assert!(few.link().is_some());

    // The service asks for more time than is left: waiting is pointless.
    for wait in
        [&[("location", "7"), ("retry-after", "7200")], &[("location", "7"), ("retry-after", "9000000000000000000")]]
    {
        let service = Service::new([reply(202, wait, "")]);
        let error = poller(&service).wait().await.unwrap_err();
        assert_eq!((error.kind(), error.is_timeout()), (ErrorKind::Pending, true));
        assert_eq!(service.sent().len(), 1);
    }
}

#[tokio::test]
async fn an_operation_is_begun_once_whoever_stops_waiting() {
    let service = Service::new([Reply::Slow(reply(202, ACCEPTED, "").into()), json(200, "{}")]);
    let mut poller = poller(&service);
    {
        let mut waiting = std::pin::pin!(poller.wait());
        assert!(matches!(waiting.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending));
    }
    poller.wait().await.unwrap();
    assert_eq!(requests(&service), ["POST /things", "GET /things/7/status"]);
}

#[tokio::test]
async fn the_link_is_there_even_if_nobody_waits_for_it() {
    let service = Service::new([Reply::Slow(reply(202, ACCEPTED, "").into()), json(200, "{}")]);
    let mut poller = poller(&service);
    {
        let mut waiting = std::pin::pin!(poller.step());
        assert!(matches!(waiting.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending));
    }
    assert_eq!(poller.link(), None);
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    let link = format!("{URL}/things/7/status");
    assert_eq!(poller.link(), Some(link.as_str()));
    poller.wait().await.unwrap();
    assert_eq!(poller.link(), Some(link.as_str()));
    assert_eq!(requests(&service), ["POST /things", "GET /things/7/status"]);
}

#[tokio::test]
async fn to_drop_the_poller_cancels_the_request() {
    let service = Service::new([]);
    {
        let mut poller = poller(&service);
        assert!(std::pin::pin!(poller.step()).poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    assert!(service.sent().is_empty());
}

#[test]
fn without_a_runtime_the_next_future_continues() {
    let service = Service::new([Reply::Slow(reply(202, ACCEPTED, "").into())]);
    let mut poller = poller(&service);
    let mut context = Context::from_waker(Waker::noop());
    assert!(std::pin::pin!(poller.step()).poll(&mut context).is_pending());
    assert_eq!(poller.link(), None);
    assert!(matches!(std::pin::pin!(poller.step()).poll(&mut context), Poll::Ready(Ok(Progress::Pending(_)))));
    assert_eq!(poller.link(), Some(format!("{URL}/things/7/status").as_str()));
    assert_eq!(requests(&service), ["POST /things"]);
}

#[tokio::test]
async fn no_wait_is_longer_than_a_year() {
    const YEAR: Duration = Duration::from_secs(365 * 86_400);
    const WAITS: [&[(&str, &str)]; 4] = [
        &[("location", "7"), ("retry-after", "18446744073709551615")],
        &[("location", "7"), ("retry-after", "9000000000000000000")],
        &[("location", "7"), ("retry-after", "1e400")],
        &[("location", "7"), ("x-ms-retry-after-ms", "18446744073709551615")],
    ];
    for wait in WAITS {
        let service = Service::new([reply(202, wait, "")]);
        let progress = poller(&service).step().await.unwrap();
        assert!(matches!(progress, Progress::Pending(wait) if wait == YEAR), "{wait:?}: {progress:?}");
        let service = Service::new([reply(429, wait, "")]);
        assert_eq!(poller(&service).step().await.unwrap_err().retry_after(), Some(YEAR), "{wait:?}");
    }
}

const PUT: Operation = Operation::new("MakeThing", "PUT", "/things/1");
const PATCH: Operation = Operation::new("ChangeThing", "PATCH", "/things/1");
const DELETE: Operation = Operation::new("DropThing", "DELETE", "/things/1");

/// A poller of an operation that the definition marks as long-running.
fn marked(service: &Service, operation: &'static Operation, state: FinalState) -> Poller<Value> {
    let call = RequestBuilder::new(&service.connection(), operation);
    Poller::new(call, RawResponse::json as fn(RawResponse) -> connector_runtime::Result<Value>).with_status(state)
}

/// Each step to the end, without the waits between them.
async fn end(mut poller: Poller<Value>) -> connector_runtime::Result<Value> {
    loop {
        match poller.step().await? {
            Progress::Pending(_) => {}
            Progress::Done(response) => return Ok(response.into_value()),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn the_status_of_an_operation_leads_to_its_result() {
    use FinalState::{Location, Original, Status, Unstated};
    const STATUS: &[(&str, &str)] = &[("operation-location", "/status/1")];
    const BOTH: &[(&str, &str)] = &[("azure-asyncoperation", "/status/1"), ("location", "/results/1")];
    const HERE: &str = r#"{"status":"Succeeded"}"#;
    const THERE: &str = r#"{"status":"succeeded","resourceLocation":"/results/2"}"#;
    for (operation, headers, state, last, result) in [
        (&START, STATUS, Unstated, HERE, None),
        (&START, BOTH, Unstated, HERE, Some("/results/1")),
        (&START, BOTH, Unstated, THERE, Some("/results/2")),
        (&START, BOTH, Location, THERE, Some("/results/1")),
        (&START, STATUS, Location, THERE, Some("/results/2")),
        (&START, BOTH, Status, THERE, None),
        (&START, BOTH, Original, THERE, Some("/things")),
        (&PUT, BOTH, Unstated, HERE, Some("/things/1")),
        (&PUT, BOTH, Status, HERE, Some("/things/1")),
        (&PATCH, BOTH, Location, HERE, Some("/things/1")),
        (&PUT, STATUS, Unstated, THERE, Some("/results/2")),
        (&DELETE, BOTH, Unstated, HERE, None),
    ] {
        let polls =
            || [json(200, r#"{"status":"a word of its own"}"#), json(202, "{}"), json(200, last), json(200, "7")];
        let service = Service::new([reply(202, headers, "")].into_iter().chain(polls()));
        let mut poller = marked(&service, operation, state);
        poller.step().await.unwrap();
        let link = poller.link().unwrap().to_owned();
        assert_eq!(link, format!("{URL}/status/1#status{}", if headers.len() > 1 { "=/results/1" } else { "" }));
        end(poller).await.unwrap();
        let mut expected = vec!["GET /status/1".to_owned(); 3];
        expected.extend(result.map(|result| format!("GET {result}")));
        assert_eq!(requests(&service)[1..], expected, "{operation:?} {state:?}");

        let service = Service::new(polls());
        end(marked(&service, operation, state).resume(&link)).await.unwrap();
        assert_eq!(requests(&service), expected, "{operation:?} {state:?}");
    }
}

#[tokio::test]
async fn a_status_names_where_to_go_on() {
    let service = Service::new([
        reply(202, &[("operation-location", "/status/1")], ""),
        reply(200, &[("operation-location", "/status/2"), ("location", "/results/1")], r#"{"status":"Running"}"#),
        json(200, r#"{"status":"Succeeded"}"#),
    ]);
    end(marked(&service, &START, FinalState::Unstated)).await.unwrap();
    assert_eq!(requests(&service), ["POST /things", "GET /status/1", "GET /status/2", "GET /results/1"]);
}

#[tokio::test]
async fn the_state_of_a_resource_is_polled_at_its_url() {
    for (operation, state, first, url) in [
        (&PUT, FinalState::Unstated, r#"{"properties":{"provisioningState":"A word of its own"}}"#, "/things/1"),
        (&PATCH, FinalState::Unstated, r#"{"provisioningState":"Creating"}"#, "/things/1"),
        (&START, FinalState::Original, r#"{"status":"Running"}"#, "/things"),
    ] {
        let service =
            Service::new([json(201, first), json(200, first), json(202, "{}"), json(200, r#"{"status":"open"}"#)]);
        let mut poller = marked(&service, operation, state);
        poller.step().await.unwrap();
        assert_eq!(poller.link(), Some(format!("{URL}{url}#resource").as_str()));
        let link = poller.link().unwrap().to_owned();
        assert_eq!(end(poller).await.unwrap()["status"], "open");
        assert_eq!(requests(&service)[1..], [format!("GET {url}"), format!("GET {url}"), format!("GET {url}")]);
        let service = Service::new([json(200, first)]);
        end(marked(&service, operation, state).resume(&link)).await.unwrap();
        assert_eq!(requests(&service), [format!("GET {url}"), format!("GET {url}")]);
    }
    let service = Service::new([reply(202, &[("location", "/results/1")], ""), json(200, "{}")]);
    end(marked(&service, &PUT, FinalState::Unstated)).await.unwrap();
    assert_eq!(requests(&service), ["PUT /things/1", "GET /results/1"]);
    for done in [r#"{"status":"open"}"#, r#"{"provisioningState":"Succeeded"}"#, r#"{"status":7}"#] {
        let service = Service::new([json(200, done)]);
        end(marked(&service, &PUT, FinalState::Unstated)).await.unwrap();
        assert_eq!(service.sent().len(), 1, "{done}");
    }
    let service = Service::new([json(200, r#"{"status":"Running"}"#)]);
    let step = marked(&service, &START, FinalState::Unstated).step().await.unwrap();
    assert!(matches!(step, Progress::Accepted(_)), "a `GET` of the URL of a POST returns something else");
    // Without the mark, a body is a result.
    let service = Service::new([json(200, r#"{"provisioningState":"Creating"}"#)]);
    assert!(matches!(poller(&service).step().await.unwrap(), Progress::Done(_)));
}

#[tokio::test]
async fn an_operation_that_fails_is_an_error() {
    const FAILED: &str = r#"{"status":"Failed","error":{"code":"Quota"}}"#;
    for script in [
        vec![json(200, FAILED)],
        vec![json(200, r#"{"status":"Running"}"#), json(200, FAILED)],
        vec![reply(202, &[("operation-location", "/status/1")], ""), json(200, FAILED)],
    ] {
        let service = Service::new(script);
        let error = end(marked(&service, &PUT, FinalState::Unstated)).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.code(), error.operation()),
            (ErrorKind::Failed, Some("Quota"), Some("MakeThing"))
        );
    }
}

#[tokio::test]
async fn a_step_beyond_a_limit_sends_nothing() {
    for is_timeout in [false, true] {
        let service = Service::new([reply(202, ACCEPTED, "")]);
        let poller = poller(&service);
        let mut limited = if is_timeout { poller.with_time_limit(Duration::ZERO) } else { poller.with_max_polls(0) };
        limited.step().await.unwrap();
        let error = limited.step().await.unwrap_err();
        assert_eq!((error.kind(), error.is_timeout()), (ErrorKind::Pending, is_timeout));
        assert_eq!(service.sent().len(), 1);
    }
}

#[test]
fn a_poller_can_be_sent_and_shared_and_prints_no_link() {
    fn check<T: Send + Sync + Unpin + std::fmt::Debug>(value: &T) -> String {
        format!("{value:?}")
    }
    assert!(!check(&poller(&Service::new([])).resume("?token=hush")).contains("hush"));
}
