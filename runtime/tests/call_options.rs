//! Options of one call.

use crate::support::connection;
use connector_runtime::{
    CallOptions, ErrorKind, Result,
    codegen::{Operation, RequestBuilder},
    testing::{FakeResponse, FakeTransport},
};
use std::time::Duration;

const GET: Operation = Operation::new("GetThings", "GET", "/things");
const POST: Operation = Operation::new("PostThing", "POST", "/things");

fn call(service: &FakeTransport, operation: &'static Operation, options: CallOptions) -> RequestBuilder {
    let mut call = RequestBuilder::new(&connection(service.options()), operation);
    call.query("$top", &5_i64);
    call.header("X-Kind", &"operation");
    call.options(options);
    call
}

#[tokio::test]
async fn headers_and_query_are_added_and_replace_the_operations_own() {
    let service = FakeTransport::new();
    let options = CallOptions::default()
        .with_header("X-Own", "a b")
        .with_header("x-kind", "mine")
        .with_header("Accept", "text/csv")
        .with_query("a b", "1&2")
        .with_query("$top", "7")
        .with_query("$top", "8");
    let request = call(&service, &GET, options.clone()).into_request().unwrap();
    assert_eq!(request.url().query(), Some("a%20b=1%262&$top=7&$top=8"));
    let headers: Vec<_> = request.headers().collect();
    assert_eq!(headers, [("X-Kind", "mine"), ("Accept", "text/csv"), ("X-Own", "a b")]);

    call(&service, &GET, options).send().await.unwrap();
    let sent = &service.requests()[0];
    assert_eq!(sent.url(), request.url());
    assert!(headers.iter().all(|(name, value)| sent.header(name) == Some(value)), "{sent:?}");
}

#[tokio::test]
async fn a_request_id_of_the_callers_own_goes_out() {
    let service = FakeTransport::new();
    let options = CallOptions::default().with_header("x-ms-client-request-id", "mine");
    call(&service, &GET, options).send().await.unwrap();
    assert_eq!(service.requests()[0].header("x-ms-client-request-id"), Some("mine"));
}

#[test]
fn what_the_client_knows_better_cannot_be_set() {
    for name in
        ["Authorization", "HOST", "content-length", "Content-Type", "Transfer-Encoding", "Accept-Encoding", "TE"]
    {
        let options = CallOptions::default().with_header(name, "secret");
        let error = call(&FakeTransport::new(), &GET, options).into_request().unwrap_err();
        assert_eq!(error.to_string(), format!("GetThings: the client sets the header `{name}` itself"));
        assert_eq!(error.kind(), ErrorKind::Request);
    }
}

#[test]
fn hostile_options_are_errors_or_stay_values() {
    for value in ["a\r\nX-Evil: 1", "a\nb", "a\0b", "\u{7f}"] {
        let error = call(&FakeTransport::new(), &GET, CallOptions::default().with_header("X-Own", value));
        let error = error.into_request().unwrap_err().to_string();
        assert_eq!(error, "GetThings: the value of the header `X-Own` contains control characters");
    }
    for name in ["", "a b", "a:b", "a\r\nX-Evil", "ä"] {
        let options = CallOptions::default().with_header(name, "x");
        assert!(call(&FakeTransport::new(), &GET, options).into_request().is_err(), "{name:?}");
    }
    for text in ["&x=1", "#x", "a\r\nb", "\0", "%26", "../..", "?"] {
        let options = CallOptions::default().with_query(text, text);
        let request = call(&FakeTransport::new(), &GET, options).into_request().unwrap();
        let pairs: Vec<_> = request.url().query_pairs().into_owned().collect();
        assert_eq!(pairs[1..], [(text.to_owned(), text.to_owned())], "{}", request.url());
        assert!(request.url().path().ends_with("/things") && request.url().fragment().is_none());
    }
}

#[test]
fn options_print_no_values() {
    let options = CallOptions::default().with_header("X-Own", "hush").with_query("key", "hush");
    let text = format!("{options:?} {:?}", call(&FakeTransport::new(), &GET, options.clone()));
    assert!(text.contains("X-Own") && !text.contains("hush"), "{text}");
    // Names that are none.
    let options = CallOptions::default().with_header("hush12345", "x").with_query("hush@contoso.com", "1");
    let request = call(&FakeTransport::new(), &GET, options.clone()).into_request().unwrap();
    let text = format!("{options:?} {request:?}");
    assert!(text.contains("[…]") && !text.contains("hush"), "{text}");
}

#[tokio::test]
async fn a_call_can_set_its_own_retries() {
    for (retries, sent) in [(0, 1), (1, 2), (5, 6)] {
        let service = FakeTransport::responding(|_| FakeResponse::new(503));
        let options = CallOptions::default().with_max_retries(retries);
        let error = call(&service, &GET, options).send().await.unwrap_err();
        assert_eq!((error.status(), service.requests().len()), (Some(503), sent));
    }
    let service = FakeTransport::responding(|_| FakeResponse::new(429).with_header("retry-after", "7"));
    let options = CallOptions::default().with_max_retry_delay(Duration::from_secs(5));
    call(&service, &GET, options).send().await.unwrap_err();
    assert_eq!(service.requests().len(), 1, "the service asks for more than this call waits");
}

#[tokio::test]
async fn a_call_has_its_own_end_of_retries_and_length_of_a_response() {
    let service = FakeTransport::responding(|_| FakeResponse::new(503));
    let options = CallOptions::default().with_query("own", "1").with_retry_time_limit(Duration::ZERO);
    call(&service, &GET, options).send().await.unwrap_err();
    assert_eq!(service.requests().len(), 1);
    assert!(service.requests()[0].url().query().unwrap_or_default().contains("own=1"), "other options stay");

    for (limit, is_read) in [(2, true), (1, false)] {
        let service = FakeTransport::responding(|_| FakeResponse::new(200).with_body("{}"));
        let options = CallOptions::default().with_query("own", "1").with_max_body(limit);
        assert_eq!(call(&service, &GET, options).send().await.is_ok(), is_read, "{limit}");
        assert!(service.requests()[0].url().query().unwrap_or_default().contains("own=1"), "other options stay");
    }
}

async fn timed(operation: &'static Operation, options: CallOptions) -> (usize, Result<u16>) {
    let service = FakeTransport::responding(|_| FakeResponse::silence());
    let outcome = tokio::time::timeout(Duration::from_secs(30), call(&service, operation, options).send()).await;
    let outcome = outcome.expect("the call has a limit").map(|answer| answer.status());
    (service.requests().len(), outcome)
}

#[tokio::test]
async fn a_call_has_its_own_limits_of_time() {
    let short = Duration::from_millis(20);
    let (tries, outcome) = timed(&GET, CallOptions::default().with_timeout(short)).await;
    assert!(tries == 4 && outcome.unwrap_err().is_timeout(), "each try has the limit");

    let (tries, outcome) = timed(&POST, CallOptions::default().with_timeout(short)).await;
    let error = outcome.unwrap_err();
    assert!(tries == 1 && error.is_timeout() && !error.is_retryable(), "what may have been carried out is sent once");

    let (tries, outcome) = timed(&GET, CallOptions::default().with_time_limit(short)).await;
    let error = outcome.unwrap_err();
    assert_eq!((tries, error.kind()), (1, ErrorKind::Transport));
    assert!(error.is_timeout() && error.is_retryable());
}

#[tokio::test]
async fn the_time_limit_covers_all_attempts_and_waits() {
    let service = FakeTransport::responding(|_| FakeResponse::new(503).with_header("retry-after", "20"));
    let options =
        CallOptions::default().with_max_retry_delay(Duration::from_secs(60)).with_time_limit(Duration::from_millis(50));
    let sent = tokio::time::timeout(Duration::from_secs(10), call(&service, &GET, options).send()).await;
    assert!(sent.expect("the wait is cut short").unwrap_err().is_timeout());
    assert_eq!(service.requests().len(), 1);
}
