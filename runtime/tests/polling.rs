//! Polled triggers: what is new, where the next poll goes, and when.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use crate::support::{Reply, Service, URL, json, reply};
use connector_runtime::{
    ErrorKind, PollState, Polled, Secret, Start, Stream,
    codegen::{
        Connection, Connector, Operation, PolledItems, RequestBuilder,
        direct::{Auth, Credential, Service as Definition, Through},
        policy::{self, Change, Location, Piece, Policy, Reshape, Root, Rule, Step},
    },
    serde_json::{self, Value, json as value},
    testing,
};
use std::{future::poll_fn, pin::Pin, time::Duration};

const NEW: Operation = Operation::new("OnNew", "GET", "/items");
const POSTED: Operation = Operation::new("OnPosted", "POST", "/search");
const BASE: &str = URL;
const CONNECTOR: Connector = Connector::new("kaizala", "1.2.3").backend("https", "api.kaiza.la", "/");
const ITEMS: PolledItems = PolledItems::List(&["value"]);

fn connection(service: &Service) -> Connection {
    Connection::new(URL, testing::credential(), Some(service.options()), CONNECTOR).unwrap()
}

fn polled(connection: &Connection, operation: &'static Operation) -> Polled<Value> {
    let mut call = RequestBuilder::new(connection, operation);
    call.query("kind", &"a");
    if operation.method() == "POST" {
        call.json(&value!({"filter": "f"}));
    }
    Polled::new(call, ITEMS)
}

/// One poll of a program that goes on from its state: the items, the wait, and where it asked.
struct Poll {
    items: Vec<Value>,
    wait: u64,
    asked: String,
    state: PollState,
}

async fn poll(reply: Reply, state: Option<&PollState>, start: Start) -> connector_runtime::Result<Poll> {
    let service = Service::new([reply]);
    let mut polled = polled(&connection(&service), &NEW).with_start(start);
    if let Some(state) = state {
        // A program saves its state as text.
        let saved = serde_json::to_string(state).unwrap();
        polled = polled.resume(serde_json::from_str(&saved).unwrap());
    }
    let mut page = polled.next_page().await?;
    let items = page.take_items().into_iter().map(Result::unwrap).collect();
    let wait = page.wait().as_secs();
    assert_eq!(polled.state().has_begun(), state.is_some_and(PollState::has_begun), "only a commit moves it");
    page.commit();
    let asked = service.sent()[0].url.replace(BASE, "");
    Ok(Poll { items, wait, asked, state: polled.state() })
}

fn list(ids: &[u32]) -> Reply {
    let items: Vec<Value> = ids.iter().map(|id| value!({"id": id})).collect();
    json(200, value!({"value": items}).to_string().leak())
}

fn with(status: u16, headers: &[(&'static str, &'static str)], ids: &[u32]) -> Reply {
    let items: Vec<Value> = ids.iter().map(|id| value!({"id": id})).collect();
    let body = if status == 200 { value!({"value": items}).to_string() } else { String::new() };
    let headers = headers.iter().copied().chain([("content-type", "application/json")]).collect::<Vec<_>>();
    reply(status, headers.leak(), body.leak())
}

fn ids(poll: &Poll) -> Vec<u64> {
    poll.items.iter().filter_map(|item| item["id"].as_u64()).collect()
}

#[tokio::test]
async fn a_service_that_carries_the_state_is_asked_where_it_says() {
    let first = poll(with(202, &[("location", "/items?since=1"), ("retry-after", "30")], &[]), None, Start::Now).await;
    let first = first.unwrap();
    assert_eq!((first.items.len(), first.wait, first.asked.as_str()), (0, 30, "/items?kind=a"));
    let replies = with(200, &[("location", "https://api.kaiza.la/items?since=2"), ("retry-after", "0")], &[1, 2]);
    let second = poll(replies, Some(&first.state), Start::Now).await.unwrap();
    assert_eq!((ids(&second), second.wait, second.asked.as_str()), (vec![1, 2], 0, "/items?since=1"));
    // Items that were there before are new: the service says so.
    let third = poll(with(200, &[("location", "/items?since=3")], &[2, 3]), Some(&second.state), Start::Now).await;
    let third = third.unwrap();
    assert_eq!((ids(&third), third.wait, third.asked.as_str()), (vec![2, 3], 180, "/items?since=2"));
    let fourth =
        poll(with(202, &[("location", "/items?since=3"), ("retry-after", "0")], &[]), Some(&third.state), Start::Now)
            .await;
    let fourth = fourth.unwrap();
    assert_eq!((fourth.items.len(), fourth.wait, fourth.asked.as_str()), (0, 1, "/items?since=3"));
    // Without a link, the next poll is the trigger's own request.
    let fifth = poll(with(202, &[], &[]), Some(&fourth.state), Start::Now).await.unwrap();
    let sixth = poll(with(202, &[], &[]), Some(&fifth.state), Start::Now).await.unwrap();
    assert_eq!((fifth.asked.as_str(), sixth.asked.as_str()), ("/items?since=3", "/items?kind=a"));
}

#[tokio::test]
async fn where_nothing_carries_the_state_items_are_told_apart() {
    let first = poll(list(&[3, 2, 1]), None, Start::Now).await.unwrap();
    assert_eq!((first.items.len(), first.state.has_begun(), first.state.remembered()), (0, true, 3));
    let second = poll(list(&[5, 4, 3, 2]), Some(&first.state), Start::Now).await.unwrap();
    assert_eq!((ids(&second), second.asked.as_str()), (vec![5, 4], "/items?kind=a"));
    // An item is known by its content, in any order of its members. A changed item is a new one.
    let body = r#"{"value":[{"id": 5},{"id":4,"name":"x"}]}"#;
    let third = poll(json(200, body), Some(&second.state), Start::Now).await.unwrap();
    assert_eq!(third.items, [value!({"id": 4, "name": "x"})]);
    // Two items of equal content that appear together are two.
    let fourth = poll(list(&[7, 7]), Some(&third.state), Start::Now).await.unwrap();
    assert_eq!(ids(&fourth), [7, 7]);
    let fifth = poll(json(200, "[]"), Some(&fourth.state), Start::Now).await.unwrap();
    assert_eq!(ids(&fifth), [0; 0]);
}

#[tokio::test]
async fn a_link_that_does_not_move_carries_no_state() {
    let same = [("location", "/items?since=5")];
    let first = poll(with(200, &same, &[5]), None, Start::Now).await.unwrap();
    let second = poll(with(200, &same, &[5]), Some(&first.state), Start::Now).await.unwrap();
    let third = poll(with(200, &same, &[6, 5]), Some(&second.state), Start::Now).await.unwrap();
    assert_eq!((ids(&second), ids(&third), third.asked.as_str()), (vec![], vec![6], "/items?since=5"));
}

#[tokio::test]
async fn the_beginning_has_what_is_there_already() {
    let first = poll(list(&[2, 1]), None, Start::Beginning).await.unwrap();
    let second = poll(list(&[3, 2, 1]), Some(&first.state), Start::Beginning).await.unwrap();
    assert_eq!((ids(&first), ids(&second)), (vec![2, 1], vec![3]));
}

#[tokio::test]
async fn old_items_may_come_in_several_responses() {
    let more = |since: &'static str| with(200, vec![("location", since), ("retry-after", "0")].leak(), &[1, 2]);
    let first = poll(more("/items?since=1"), None, Start::Now).await.unwrap();
    assert_eq!((first.items.len(), first.wait, first.state.has_begun()), (0, 0, false));
    let last = poll(with(202, &[("location", "/items?since=2")], &[]), Some(&first.state), Start::Now).await.unwrap();
    assert_eq!((last.items.len(), last.asked.as_str(), last.state.has_begun()), (0, "/items?since=1", true));
}

#[tokio::test]
async fn a_page_that_is_not_committed_comes_again() {
    let begun = poll(list(&[1]), None, Start::Now).await.unwrap().state;
    let reply = || with(200, &[("retry-after", "0")], &[2, 1]);
    let service = Service::new([reply(), reply(), reply(), Reply::Lost]);
    let mut polled = polled(&connection(&service), &NEW).resume(begun.clone());
    let first = polled.next_page().await.unwrap();
    assert_eq!((first.items().len(), polled.state() == begun), (1, true));
    let second = polled.next_page().await.unwrap();
    assert_eq!(second.items().len(), 1);
    second.commit();
    let state = polled.state();
    // A page before the one that was committed moves nothing back.
    first.commit();
    assert!(polled.state() == state && state != begun);
    let third = polled.next_page().await.unwrap();
    assert_eq!((third.items().len(), third.wait()), (0, Duration::from_secs(1)));
}

#[tokio::test]
async fn a_page_from_before_a_resume_moves_nothing() {
    let begun = poll(list(&[1]), None, Start::Now).await.unwrap().state;
    let service = Service::new([with(200, &[("retry-after", "0")], &[2, 1]), list(&[3, 2, 1])]);
    let mut polled = polled(&connection(&service), &NEW).resume(begun.clone());
    let before = polled.next_page().await.unwrap();
    let mut polled = polled.resume(begun.clone());
    before.commit();
    assert!(polled.state() == begun);
    let page = polled.next_page().await.unwrap();
    assert_eq!(page.items().len(), 2);
    page.commit();
    assert_eq!(polled.state().remembered(), 3);
}

#[tokio::test]
async fn nothing_is_sent_before_the_wait_is_over() {
    let service = Service::new([list(&[1]), list(&[2])]);
    let mut polled = polled(&connection(&service), &NEW);
    polled.next_page().await.unwrap().commit();
    let is_pending = {
        let mut page = Box::pin(polled.next_page());
        poll_fn(|cx| std::task::Poll::Ready(page.as_mut().poll(cx).is_pending())).await
    };
    assert_eq!((is_pending, service.sent().len()), (true, 1));
}

#[tokio::test]
async fn a_page_says_its_status_and_prints_no_item() {
    let page = |reply| async move {
        let page = polled(&connection(&Service::new([reply])), &NEW).with_start(Start::Beginning).next_page().await;
        let page = page.unwrap();
        (page.status(), format!("{page:?}"))
    };
    let (status, printed) = page(json(200, r#"{"value":["hush"]}"#)).await;
    assert_eq!((status, printed.as_str()), (200, "PolledPage { items: 1, status: 200, wait: 180s, .. }"));
    // 202 means that nothing is new, whatever its body has.
    let (status, printed) = page(json(202, r#"{"value":["hush"]}"#)).await;
    assert_eq!((status, printed.as_str()), (202, "PolledPage { items: 0, status: 202, wait: 180s, .. }"));
    let (status, printed) = page(json(200, " ")).await;
    assert_eq!((status, printed.as_str()), (200, "PolledPage { items: 0, status: 200, wait: 180s, .. }"));
}

#[tokio::test]
async fn what_a_service_carries_is_not_remembered_longer() {
    let first = poll(list(&[1, 2]), None, Start::Now).await.unwrap();
    let carried =
        poll(with(200, &[("location", "/items?since=3")], &[3]), Some(&first.state), Start::Now).await.unwrap();
    assert_eq!((first.state.remembered(), carried.state.remembered()), (2, 1));
}

#[tokio::test]
async fn an_error_keeps_the_state() {
    let state = poll(with(202, &[("location", "/items?since=1")], &[]), None, Start::Now).await.unwrap().state;
    let replies = [
        reply(403, &[("retry-after", "0")], ""),
        json(200, "{"),
        with(200, &[("location", "https://evil.example/")], &[1]),
    ];
    let kinds = [ErrorKind::Status, ErrorKind::Decode, ErrorKind::Link];
    for (reply, kind) in replies.into_iter().zip(kinds) {
        let service = Service::new([reply]);
        let mut polled = polled(&connection(&service), &NEW).resume(state.clone());
        let error = polled.next_page().await.unwrap_err();
        assert_eq!((error.kind(), error.operation(), polled.state() == state), (kind, Some("OnNew"), true), "{error}");
    }
    // A saved link of another origin is refused before anything is sent.
    let saved = serde_json::to_string(&state).unwrap().replace("host.azure-apihub.net", "evil.example");
    let service = Service::new([]);
    let mut polled = polled(&connection(&service), &NEW).resume(serde_json::from_str(&saved).unwrap());
    assert_eq!(polled.next_page().await.unwrap_err().kind(), ErrorKind::Link);
    assert_eq!(service.sent().len(), 0);
}

#[tokio::test]
async fn the_state_of_another_trigger_is_refused() {
    let state = poll(list(&[1]), None, Start::Now).await.unwrap().state;
    let service = Service::new([]);
    let mut polled = polled(&connection(&service), &POSTED).resume(state);
    assert_eq!(polled.next_page().await.unwrap_err().kind(), ErrorKind::Request);
    assert_eq!((polled.next_page().await.unwrap_err().kind(), service.sent().len()), (ErrorKind::Request, 0));
}

#[tokio::test]
async fn an_item_that_does_not_fit_costs_no_other() {
    let service = Service::new([json(200, r#"{"value":[1,"x",3]}"#)]);
    let call = RequestBuilder::new(&connection(&service), &NEW);
    let mut polled = Polled::<i64>::new(call, ITEMS).with_start(Start::Beginning);
    let page = polled.next_page().await.unwrap();
    let items: Vec<_> = page.items().iter().map(|item| item.as_ref().ok().copied()).collect();
    assert_eq!(items, [Some(1), None, Some(3)]);
    let error = page.items()[1].as_ref().unwrap_err();
    assert_eq!((error.kind(), error.operation(), error.raw_body()), (ErrorKind::Decode, Some("OnNew"), &b"\"x\""[..]));
}

#[tokio::test]
async fn a_post_is_repeated_with_its_body() {
    let service = Service::new([with(200, &[("location", "/search?since=1"), ("retry-after", "0")], &[1]), list(&[])]);
    let mut polled = polled(&connection(&service), &POSTED).with_start(Start::Beginning);
    polled.next_page().await.unwrap().commit();
    polled.next_page().await.unwrap().commit();
    let sent: Vec<_> = service
        .sent()
        .iter()
        .map(|sent| (sent.method.clone(), sent.url.replace(BASE, ""), sent.body.clone()))
        .collect();
    assert_eq!((sent[0].1.as_str(), sent[1].1.as_str()), ("/search?kind=a", "/search?since=1"));
    assert!(sent.iter().all(|(method, _, body)| method == "POST" && body == r#"{"filter":"f"}"#));
}

#[tokio::test]
async fn the_stream_has_no_end_and_a_dropped_future_loses_no_page() {
    let service = Service::new([Reply::Slow(Box::new(list(&[1])))]);
    let mut polled = polled(&connection(&service), &NEW).with_start(Start::Beginning);
    {
        let mut page = Box::pin(polled.next_page());
        let first = poll_fn(|cx| std::task::Poll::Ready(page.as_mut().poll(cx).is_pending())).await;
        assert!(first);
    }
    let page = poll_fn(|cx| Pin::new(&mut polled).poll_next(cx)).await.unwrap().unwrap();
    assert_eq!((page.items().len(), service.sent().len(), page.wait()), (1, 1, Duration::from_secs(180)));
}

/// `since` is a property of the newest item; a value of the caller chooses the kind in the body.
static DEFINITION: Definition = Definition {
    base: "https://api.example.com/v1",
    policies: &[
        Policy {
            operations: &["OnNew", "OnPosted"],
            of_response: true,
            rule: Rule::Polling {
                state: &[(
                    "since",
                    &[Piece::Expression(policy::Expression::Json(Location {
                        root: Root::Body,
                        steps: &[Step::Key("value"), Step::Index(0), Step::Key("id")],
                    }))],
                )],
                items: Location { root: Root::Body, steps: &[Step::Key("value")] },
            },
        },
        Policy {
            operations: &["OnPosted"],
            of_response: false,
            rule: Rule::Reshape(Reshape {
                parent: Location { root: Root::Body, steps: &[] },
                source: &[],
                change: Change::Set(&[Piece::Text("set")]),
                target: Location { root: Root::Body, steps: &[Step::Key("by")] },
            }),
        },
    ],
    through_connection: Through::Some(&[]),
};

fn direct(service: &Service) -> Connection {
    let mut auth = Auth::new(&[Credential::Query { name: "code", parameter: "key" }]);
    auth.set_secret("key", Secret::from("hush"));
    let connector = Connector::new("tenants", "1.0.0").backend("https", "api.example.com", "/v1");
    Connection::direct(&DEFINITION, auth, Some(service.options()), connector).unwrap()
}

#[tokio::test]
async fn a_direct_poll_carries_the_state_that_the_policy_states() {
    for operation in [&NEW, &POSTED] {
        let service = Service::new([list(&[5, 4])]);
        let mut first = polled(&direct(&service), operation);
        first.next_page().await.unwrap().commit();
        let state = first.state();
        assert!(!serde_json::to_string(&state).unwrap().contains("hush"));

        let service = Service::new([list(&[5]), list(&[7, 6])]);
        let mut next = polled(&direct(&service), operation).resume(state.clone());
        // The service counts `since` in; the policy's state stays, so the item is known.
        let page = next.next_page().await.unwrap();
        assert_eq!(page.items().len(), 0);
        page.commit();
        let mut next = polled(&direct(&service), operation).resume(next.state());
        assert_eq!(next.next_page().await.unwrap().items().len(), 2);
        for sent in service.sent() {
            let (_, query) = sent.url.split_once('?').unwrap();
            assert_eq!((query, sent.method.as_str()), ("kind=a&since=5&code=hush", operation.method()));
            let body = if operation.method() == "POST" { r#"{"filter":"f","by":"set"}"# } else { "" };
            let body: Value = serde_json::from_str(body).unwrap_or_default();
            assert_eq!(serde_json::from_slice::<Value>(&sent.body).unwrap_or_default(), body);
        }
    }
}

#[test]
fn a_poll_can_be_spawned_and_shared() {
    fn is_free<T: Send + Sync + 'static>(_: &T) {}
    let service = Service::new([]);
    let polled = polled(&connection(&service), &NEW).with_interval(Duration::ZERO).with_memory(5);
    is_free(&polled);
    assert!(format!("{polled:?}").contains("interval: 1s"), "{polled:?}");
}
