//! Paged responses: which requests are sent, where links may lead, and how a stream ends and resumes.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use crate::support::{Reply, Service, URL, json, reply};
use connector_runtime::{
    Decode, ErrorKind, Items, Pages, RawResponse, Stream,
    codegen::{Continuation, Decoder, JsonError, Keys, LinkParameter, Operation, RequestBuilder},
};
use std::{
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, Waker},
};

const LIST: Operation = Operation::new("ListThings", "GET", "/things");
const SEARCH: Operation = Operation::new("SearchThings", "POST", "/things/search");

struct Page(Vec<i64>);

impl Decode for Page {
    fn decode(value: &mut Decoder<'_>) -> Result<Self, JsonError> {
        let mut items = None::<Vec<i64>>;
        static KEYS: Keys = Keys::new(&["value"]);
        value.object(&KEYS, &mut [&mut items])?;
        Ok(Self(items.unwrap_or_default()))
    }
}

fn pages(service: &Service, operation: &'static Operation, link: &'static [&'static str]) -> Pages<Page> {
    Pages::new(RequestBuilder::new(&service.connection(), operation), link, RawResponse::json)
}

fn list(service: &Service) -> Pages<Page> {
    pages(service, &LIST, &["nextLink"])
}

fn items(pages: Pages<Page>) -> Items<Page, i64> {
    Items::new(pages, |page| page.0)
}

/// All items, and the error after them.
async fn all(mut items: Items<Page, i64>) -> (Vec<i64>, Option<ErrorKind>) {
    let mut taken = Vec::new();
    loop {
        match items.next_item().await {
            Some(Ok(item)) => taken.push(item),
            Some(Err(error)) => return (taken, Some(error.kind())),
            None => return (taken, None),
        }
    }
}

fn urls(service: &Service) -> Vec<String> {
    service.sent().into_iter().map(|sent| sent.url.replace(URL, "")).collect()
}

#[tokio::test]
async fn each_page_names_the_next() {
    let service = Service::new([
        json(200, r#"{"value":[1,2],"nextLink":"https://host.azure-apihub.net/apim/kaizala/0123/things?page=2"}"#),
        json(200, r#"{"value":[],"nextLink":"?page=3"}"#),
        json(200, r#"{"value":[3],"nextLink":null}"#),
    ]);
    assert_eq!(all(items(list(&service))).await, (vec![1, 2, 3], None));
    assert_eq!(urls(&service), ["/things", "/things?page=2", "/things?page=3"]);
}

#[tokio::test]
async fn pages_that_hold_nothing_come_to_an_end() {
    let page = |number: usize| {
        let body = format!(r#"{{"value":[],"nextLink":"?page={number}"}}"#);
        Reply::Answer(200, &[("content-type", "application/json")], body.into())
    };
    let service = Service::new((2..2_000).map(page));
    let mut items = items(list(&service));
    assert_eq!(items.next_item().await.unwrap().unwrap_err().kind(), ErrorKind::Link);
    assert_eq!(service.sent().len(), 1_001);
    assert_eq!(all(items.resume("?page=1002")).await, (vec![], None), "it counts from the start");
    assert_eq!(service.sent().len(), 1_999);
}

#[tokio::test]
async fn the_stream_is_the_same() {
    let answers = [r#"{"value":[1],"nextLink":"?page=2"}"#, r#"{"value":[2],"nextLink":""}"#];
    let service = Service::new(answers.repeat(2).into_iter().map(|answer| json(200, answer)));
    let mut pages = list(&service);
    let mut sizes = Vec::new();
    while let Some(page) = poll_fn(|cx| Pin::new(&mut pages).poll_next(cx)).await {
        let page = page.unwrap();
        assert_eq!(page.status(), 200);
        sizes.push(page.into_value().0);
    }
    assert_eq!(sizes, [[1], [2]]);

    let (mut items, mut taken) = (items(list(&service)), Vec::new());
    while let Some(item) = poll_fn(|cx| Pin::new(&mut items).poll_next(cx)).await {
        taken.push(item.unwrap());
    }
    assert_eq!(taken, [1, 2]);
}

#[tokio::test]
async fn nothing_is_sent_before_it_is_asked_for() {
    let service = Service::new([json(200, r#"{"value":[1],"nextLink":"?page=2"}"#)]);
    let mut items = items(list(&service));
    assert_eq!(service.sent().len(), 0);
    items.next_item().await.unwrap().unwrap();
    assert_eq!(service.sent().len(), 1);
    assert_eq!(items.next_link(), Some(format!("{URL}/things?page=2").as_str()));
    let service = Service::new([json(200, r#"{"value":[1,2]}"#), json(200, r#"{"value":[7]}"#)]);
    let mut items = self::items(list(&service));
    items.next_item().await.unwrap().unwrap();
    assert_eq!(all(items.resume("?page=7")).await, (vec![7], None), "what was left of the page is not resumed");
}

#[tokio::test]
async fn further_pages_are_asked_by_get_without_body_and_with_the_credential() {
    let service = Service::new([json(200, r#"{"value":[1],"nextLink":"/things/search?page=2"}"#), json(200, "{}")]);
    let mut call = RequestBuilder::new(&service.connection(), &SEARCH);
    call.header("x-tenant", &"t");
    call.json(&"q".to_owned());
    all(items(Pages::new(call, &["nextLink"], RawResponse::json))).await;
    let sent = service.sent();
    assert_eq!(sent.iter().map(|sent| sent.method.as_str()).collect::<Vec<_>>(), ["POST", "GET"]);
    assert_eq!(sent[1].body, "");
    assert_eq!(sent[1].header("content-type"), None);
    assert_eq!(sent[1].header("x-tenant"), Some("t"));
    assert_eq!(sent[1].header("accept"), Some("application/json"));
    assert_eq!(sent[1].header("authorization"), sent[0].header("authorization"));
    assert!(sent[1].header("authorization").is_some());
}

#[tokio::test]
async fn a_link_stands_where_its_keys_lead() {
    let answers = [r#"{"d":{"next":"?page=2"}}"#, r#"{"@odata.nextLink":"?page=2"}"#];
    for (path, answer) in [&["d", "next"][..], &["@odata.nextLink"][..]].into_iter().zip(answers) {
        let service = Service::new([json(200, answer), json(200, "{}")]);
        all(items(pages(&service, &LIST, path))).await;
        assert_eq!(urls(&service), ["/things", "/things?page=2"]);
    }
}

#[tokio::test]
async fn without_a_link_there_is_one_page() {
    for (path, answer) in [
        (&["nextLink"][..], r#"{"value":[1]}"#),
        (&["nextLink"][..], r#"{"value":[1],"nextLink":"  "}"#),
        (&["d", "next"][..], r#"{"value":[1],"d":null}"#),
        (&[][..], r#"{"value":[1],"nextLink":"?page=2"}"#),
    ] {
        let service = Service::new([json(200, answer)]);
        assert_eq!(all(items(pages(&service, &LIST, path))).await, (vec![1], None), "{answer}");
        assert_eq!(service.sent().len(), 1, "{answer}");
    }
}

#[tokio::test]
async fn a_link_that_leads_back_is_an_error() {
    // To itself, to the first page, and in a circle of two.
    let circles: [&[&str]; 3] = [&["?page=2", "?page=2"], &["/things"], &["?page=2", "?page=3", "?page=2"]];
    for links in circles {
        let answers = links.iter().map(|link| {
            let body = format!(r#"{{"value":[1],"nextLink":"{link}"}}"#);
            Reply::Answer(200, &[("content-type", "application/json")], body.into())
        });
        let service = Service::new(answers);
        let (taken, end) = all(items(list(&service))).await;
        assert_eq!((taken.len(), end), (links.len(), Some(ErrorKind::Link)), "{links:?}");
        assert_eq!(service.sent().len(), links.len());
    }
}

#[tokio::test]
async fn no_request_and_no_credential_goes_to_another_origin() {
    for link in [
        "https://evil.example/things?page=2",
        "//evil.example/things",
        "http://host.azure-apihub.net/apim/kaizala/0123",
    ] {
        let body = format!(r#"{{"value":[1],"nextLink":"{link}"}}"#);
        let service = Service::new([Reply::Answer(200, &[("content-type", "application/json")], body.into())]);
        let mut pages = list(&service);
        assert_eq!(pages.next_page().await.unwrap().unwrap().value().0, [1]);
        let error = pages.next_page().await.unwrap().err().unwrap();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Link, Some("ListThings")));
        assert!(pages.next_page().await.is_none());
        assert_eq!(service.sent().len(), 1);
    }
}

#[tokio::test]
async fn a_link_that_is_no_text_is_an_error() {
    let service = Service::new([json(200, r#"{"value":[1],"nextLink":{"href":"?page=2"}}"#)]);
    assert_eq!(all(items(list(&service))).await, (vec![1], Some(ErrorKind::Decode)));
}

#[tokio::test]
async fn after_an_error_the_stream_can_be_resumed_where_it_stood() {
    let service = Service::new([
        json(200, r#"{"value":[1],"nextLink":"?page=2"}"#),
        reply(404, &[], "gone"),
        json(200, r#"{"value":[2]}"#),
    ]);
    let mut pages = list(&service);
    pages.next_page().await.unwrap().unwrap();
    assert_eq!(pages.next_page().await.unwrap().err().unwrap().status(), Some(404));
    assert!(pages.next_page().await.is_none());
    let link = pages.next_link().unwrap().to_owned();
    assert_eq!(all(items(pages.resume(&link))).await, (vec![2], None));
    assert_eq!(urls(&service), ["/things", "/things?page=2", "/things?page=2"]);
}

#[tokio::test]
async fn a_kept_link_resumes_and_a_foreign_one_does_not() {
    let service = Service::new([json(200, r#"{"value":[2]}"#)]);
    assert_eq!(all(items(list(&service)).resume("/things?page=2")).await, (vec![2], None));
    assert_eq!(urls(&service), ["/things?page=2"]);
    assert_eq!(all(items(list(&service)).resume("https://evil.example/")).await, (vec![], Some(ErrorKind::Link)));
    assert_eq!(service.sent().len(), 1);
}

#[tokio::test]
async fn a_request_that_cannot_be_sent_is_the_first_item() {
    const BROKEN: Operation = Operation::new("GetThing", "GET", "/things/{id}");
    let service = Service::new([]);
    assert_eq!(all(items(pages(&service, &BROKEN, &["nextLink"]))).await, (vec![], Some(ErrorKind::Request)));
    assert_eq!(all(items(pages(&service, &BROKEN, &[])).resume("?page=2")).await, (vec![], Some(ErrorKind::Request)));
}

#[tokio::test]
async fn a_future_that_is_dropped_loses_no_page() {
    let service = Service::new([Reply::Slow(json(200, r#"{"value":[1]}"#).into())]);
    let mut pages = list(&service);
    {
        let mut waiting = std::pin::pin!(pages.next_page());
        let mut cx = Context::from_waker(Waker::noop());
        assert!(matches!(waiting.as_mut().poll(&mut cx), Poll::Pending));
    }
    assert_eq!(pages.next_page().await.unwrap().unwrap().value().0, [1]);
    assert_eq!(service.sent().len(), 1);
}

/// An operation that returns further pages; this parameter takes the link.
const fn further(link: LinkParameter) -> Continuation {
    let operation = Operation::new("MoreThings", "POST", "/more/{link}");
    Continuation { operation, link, query: &["kept"], headers: &["X-Kept"] }
}

#[tokio::test]
async fn another_operation_returns_further_pages() {
    static PATH: Continuation = further(LinkParameter::Path("link"));
    static DOUBLE: Continuation = further(LinkParameter::PathDouble("link"));
    static QUERY: Continuation = Continuation {
        operation: Operation::new("MoreThings", "GET", "/more"),
        ..further(LinkParameter::Query("link"))
    };
    static HEADER: Continuation = Continuation {
        operation: Operation::new("MoreThings", "GET", "/more"),
        ..further(LinkParameter::Header("link"))
    };
    for (continuation, url, header) in [
        (&PATH, "/more/a%2Fb?kept=1", None),
        (&DOUBLE, "/more/a%252Fb?kept=1", None),
        (&QUERY, "/more?kept=1&link=a%2Fb", None),
        (&HEADER, "/more?kept=1", Some("a/b")),
    ] {
        let service = Service::new([
            json(200, r#"{"value":[1],"nextLink":"a/b"}"#),
            json(200, r#"{"value":[2],"nextLink":"a/b"}"#),
        ]);
        let mut call = RequestBuilder::new(&service.connection(), &SEARCH);
        call.query("kept", &"1");
        call.query("dropped", &"1");
        call.header("x-kept", &"1");
        call.header("x-dropped", &"1");
        call.json(&"q".to_owned());
        let pages = Pages::new(call.clone(), &["nextLink"], RawResponse::json).continued_by(call, continuation);
        // The second link is the first one again.
        assert_eq!(all(items(pages)).await, (vec![1, 2], Some(ErrorKind::Link)));
        assert_eq!(urls(&service), ["/things/search?kept=1&dropped=1", url]);
        let sent = &service.sent()[1];
        assert_eq!((sent.method.as_str(), sent.body.len()), (continuation.operation.method(), 0));
        assert_eq!(["x-kept", "x-dropped", "link"].map(|name| sent.header(name)), [Some("1"), None, header]);
    }
}

#[test]
fn streams_can_be_sent_and_shared_and_print_no_link() {
    fn check<T: Send + Sync + Unpin + std::fmt::Debug>(value: &T) -> String {
        format!("{value:?}")
    }
    let pages = list(&Service::new([])).resume("?token=hush");
    assert!(!check(&pages).contains("hush"));
    assert!(!check(&items(pages)).contains("hush"));
}
