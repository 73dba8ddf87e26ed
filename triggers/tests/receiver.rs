//! Every status, every limit, and what is stored.

use crate::receiver_support::{Fake, Mood, full, limited, one, open, post, send, status, until};
use bytes::Bytes;
use connector_triggers::{
    Form,
    receiver::{Auth, AuthProblem, BuildError, Content, Duplicates, Limits, Receiver, Route, Signature},
};
use http::{Method, Request, StatusCode};
use http_body::{Body, Frame, SizeHint};
use std::{
    collections::VecDeque,
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::Sleep;
use tower_service::Service as _;

/// A body in pieces of no stated length, with a pause before each; then it ends, is cut off, or never ends.
struct Slow {
    pieces: VecDeque<Bytes>,
    pause: Duration,
    sleep: Option<Pin<Box<Sleep>>>,
    end: End,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Whole,
    CutOff,
    Never,
}

impl Slow {
    fn new(pieces: impl IntoIterator<Item = &'static str>, pause: Duration, end: End) -> Self {
        Self { pieces: pieces.into_iter().map(Bytes::from).collect(), pause, sleep: None, end }
    }
}

impl Body for Slow {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
        let pause = self.pause;
        if !pause.is_zero() {
            let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep(pause)));
            std::task::ready!(sleep.as_mut().poll(cx));
            self.sleep = None;
        }
        match (self.pieces.pop_front(), self.end) {
            (Some(piece), _) => Poll::Ready(Some(Ok(Frame::data(piece)))),
            (None, End::Whole) => Poll::Ready(None),
            (None, End::CutOff) => Poll::Ready(Some(Err("reset"))),
            (None, End::Never) => Poll::Pending,
        }
    }
}

/// A body that states a length and has no bytes yet.
struct Stated(u64);

impl Body for Stated {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        panic!("a body that is too long is not read")
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0)
    }
}

#[tokio::test]
async fn an_event_is_stored_as_it_came() {
    let inbox = Fake::new();
    let route =
        Route::envelope("office365", "/azure/{trigger}", Auth::query("code", ["s3cret"])).keep_headers(["x-mine"]);
    let receiver = one(&inbox, route);
    let request = post("/azure/OnNewEmailV3?code=s3cret&other=1")
        .header("X-Mine", "kept")
        .header("x-ms-client-request-id", "7")
        .header("authorization", "Bearer t")
        .header("cookie", "c=1")
        .header("x-other", "dropped");
    let body = "{\"body\": {\"Subject\" : \"\u{e9}\"} }";
    assert_eq!(send(&receiver, full(request, body)).await.status, 202);
    let [event] = &inbox.events()[..] else { panic!("one event") };
    assert_eq!(
        (event.route.as_str(), event.trigger.as_str(), event.form),
        ("office365", "OnNewEmailV3", Form::Envelope)
    );
    assert_eq!(event.body, body.as_bytes());
    let headers = [("content-type", "application/json"), ("x-ms-client-request-id", "7"), ("x-mine", "kept")];
    assert_eq!(event.headers, headers.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let snapshot = &receiver.snapshot().routes[0];
    assert_eq!((snapshot.received, snapshot.stored), (1, 1));
    assert!(snapshot.last_received.unwrap() <= event.received_at);
}

#[tokio::test]
async fn each_refusal_has_its_status_and_stores_nothing() {
    let inbox = Fake::new();
    let route =
        Route::payload("service", "/in/{trigger}", Auth::header("x-token", ["right", "older"])).triggers(["OnA"]);
    let receiver = one(&inbox, route);
    let good = |path: &str| post(path).header("x-token", "right");
    let big = format!("\"{}\"", "x".repeat(10 * 1024 * 1024));
    let cases = [
        (404, good("/elsewhere"), "{}"),
        (404, good("/in/OnB"), "{}"),
        (404, good("/in/%FF"), "{}"),
        (401, post("/in/OnA"), "{}"),
        (401, post("/in/OnA").header("x-token", ""), "{}"),
        (401, post("/in/OnA").header("x-token", "wrong"), "{}"),
        (401, post("/in/OnA").header("x-token", "right2"), "{}"),
        (401, good("/in/OnA").header("x-token", "right"), "{}"),
        (405, good("/in/OnA").method(Method::GET), "{}"),
        (405, good("/in/OnA").method(Method::DELETE), "{}"),
        (413, good("/in/OnA"), &big),
        (415, Request::post("/in/OnA").header("x-token", "right"), "{}"),
        (415, Request::post("/in/OnA").header("x-token", "right").header("content-type", "text/plain"), "{}"),
        (415, good("/in/OnA").header("content-encoding", "gzip"), "{}"),
        (400, good("/in/OnA"), ""),
        (400, good("/in/OnA"), "{\"a\":"),
        (400, good("/in/OnA"), "{} x"),
        (431, good("/in/OnA").header("x-long", "x".repeat(33 * 1024)), "{}"),
    ];
    let count = cases.len() as u64;
    for (expected, request, body) in cases {
        let shown = format!("{request:?}");
        assert_eq!(status(&receiver, request, body.to_owned()).await, expected, "{shown}");
    }
    let deep = "[".repeat(129) + &"]".repeat(129);
    assert_eq!(status(&receiver, good("/in/OnA"), deep).await, 400);
    assert_eq!(inbox.count(), 0);
    let snapshot = receiver.snapshot();
    assert_eq!((snapshot.unrouted, snapshot.routes[0].refused), (1, count));
    assert_eq!(status(&receiver, good("/in/OnA").method(Method::PUT), "[]").await, 202);
    assert_eq!(status(&receiver, post("/in/OnA").header("x-token", "older"), "{}").await, 202);
    assert_eq!(inbox.count(), 2);
}

#[tokio::test]
async fn answers_say_what_to_do() {
    let inbox = Fake::new();
    let receiver = one(&inbox, Route::payload("s", "/in", Auth::basic([("me", "pw")])).trigger("OnA"));
    let answer = send(&receiver, full(post("/in"), "{}")).await;
    assert!(answer.header("www-authenticate").unwrap().starts_with("Basic "));
    let answer = send(&receiver, full(post("/in").method(Method::PATCH), "{}")).await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("POST, PUT")));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
}

#[tokio::test]
async fn an_inbox_that_does_not_store_is_never_a_success() {
    for mood in [Mood::IsFull, Mood::Fails, Mood::Panics, Mood::Forgets] {
        let inbox = Fake::new().is(mood);
        let receiver = one(&inbox, open());
        let answer = send(&receiver, full(post("/open/OnA"), "{}")).await;
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")), "{mood:?}");
        assert_eq!(receiver.snapshot().routes[0].failed, 1);
        inbox.is(Mood::Stores);
        assert_eq!(status(&receiver, post("/open/OnA"), "{}").await, 202);
    }
}

#[tokio::test(start_paused = true)]
async fn an_inbox_that_is_slow_is_answered_for_and_still_counts() {
    let inbox = Fake::closed();
    let receiver = limited(&inbox, Limits::default().store_time(Duration::from_secs(3)));
    assert_eq!(status(&receiver, post("/open/OnA"), "{}").await, 503);
    assert_eq!(receiver.snapshot().routes[0].stored, 0);
    inbox.gate.add_permits(2);
    assert_eq!(status(&receiver, post("/open/OnA"), "{}").await, 202);
    until(|| receiver.snapshot().routes[0].duplicates > 0).await;
    let snapshot = &receiver.snapshot().routes[0];
    assert_eq!((snapshot.stored, snapshot.duplicates, inbox.count()), (1, 1, 1));
}

#[tokio::test]
async fn an_event_whose_sender_has_left_is_stored_or_does_not_count() {
    let inbox = Fake::closed();
    let receiver = one(&inbox, open());
    // Left while the body arrives.
    let body = Slow::new(["{"], Duration::ZERO, End::Never);
    let unfinished = receiver.clone().call(post("/open/OnA").body(body).unwrap());
    assert!(tokio::time::timeout(Duration::from_millis(20), unfinished).await.is_err());
    let snapshot = &receiver.snapshot().routes[0];
    assert_eq!((snapshot.received, snapshot.abandoned), (1, 1));
    // Left while the inbox stores.
    let unfinished = receiver.clone().call(full(post("/open/OnA"), "{}"));
    assert!(tokio::time::timeout(Duration::from_millis(20), unfinished).await.is_err());
    inbox.gate.add_permits(1);
    until(|| receiver.snapshot().routes[0].stored > 0).await;
    assert_eq!(inbox.count(), 1);
    assert_eq!(receiver.snapshot().routes[0].abandoned, 1);
}

#[tokio::test(start_paused = true)]
async fn a_body_must_arrive_within_its_time() {
    let inbox = Fake::new();
    let receiver = one(&inbox, open());
    // One byte a second, for ever or for long enough.
    let pieces = || std::iter::repeat_n(" ", 30).chain(["{}"]);
    let second = Duration::from_secs(1);
    for (end, expected) in [(End::Whole, 408), (End::Never, 408)] {
        let body = Slow::new(pieces(), second, end);
        assert_eq!(send(&receiver, post("/open/OnA").body(body).unwrap()).await.status, expected);
    }
    let cut_off = Slow::new(["{", "}"], second, End::CutOff);
    assert_eq!(send(&receiver, post("/open/OnA").body(cut_off).unwrap()).await.status, 400);
    assert_eq!(inbox.count(), 0);
    let slow_but_whole = Slow::new(["{", "\"a\":", "1}"], second, End::Whole);
    assert_eq!(send(&receiver, post("/open/OnA").body(slow_but_whole).unwrap()).await.status, 202);
    assert_eq!(inbox.events()[0].body, "{\"a\":1}");
}

#[tokio::test]
async fn a_head_may_be_as_long_as_the_limit() {
    // The address, and the name and the value of the only header.
    let head = "/open/OnA".len() + "content-type".len() + "application/json".len();
    for (most, expected) in [(head, 202), (head - 1, 431)] {
        let receiver = limited(&Fake::new(), Limits::default().headers(most));
        assert_eq!(status(&receiver, post("/open/OnA"), "{}").await, expected);
    }
}

#[tokio::test]
async fn a_body_that_is_too_long_is_not_read_to_its_end() {
    let inbox = Fake::new();
    let receiver = limited(&inbox, Limits::default().body(10));
    assert_eq!(send(&receiver, post("/open/OnA").body(Stated(11)).unwrap()).await.status, 413);
    // It would wait for ever for the rest.
    let unstated = Slow::new(["{\"a\":", "\"12345\"}"], Duration::ZERO, End::Never);
    assert_eq!(send(&receiver, post("/open/OnA").body(unstated).unwrap()).await.status, 413);
    assert_eq!(status(&receiver, post("/open/OnA"), "12345678901").await, 413);
    assert_eq!(status(&receiver, post("/open/OnA"), "1234567890").await, 202);
}

#[tokio::test]
async fn requests_beyond_the_concurrency_are_refused_and_do_not_wait() {
    let inbox = Fake::closed();
    let receiver = limited(&inbox, Limits::default().concurrency(2).retry_after(Duration::from_secs(9)));
    let spawned = |body: &'static str| {
        let receiver = receiver.clone();
        tokio::spawn(async move { status(&receiver, post("/open/OnA"), body).await })
    };
    let running = [spawned("1"), spawned("2")];
    tokio::task::yield_now().await;
    let answer = send(&receiver, full(post("/open/OnA"), "3")).await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("9")));
    inbox.gate.add_permits(3);
    for task in running {
        assert_eq!(task.await.unwrap(), 202);
    }
    assert_eq!(status(&receiver, post("/open/OnA"), "3").await, 202);
}

#[tokio::test]
async fn bytes_in_memory_are_limited_over_all_bodies() {
    let inbox = Fake::closed();
    let receiver = limited(&inbox, Limits::default().body(64 * 1024).buffered(64 * 1024));
    let long = |digit: &str| format!("\"{}\"", digit.repeat(60_000));
    let first = tokio::spawn({
        let (receiver, body) = (receiver.clone(), long("1"));
        async move { status(&receiver, post("/open/OnA"), body).await }
    });
    tokio::task::yield_now().await;
    assert_eq!(status(&receiver, post("/open/OnA"), long("2")).await, 503);
    inbox.gate.add_permits(3);
    assert_eq!(first.await.unwrap(), 202);
    assert_eq!(status(&receiver, post("/open/OnA"), long("2")).await, 202);
    // All of it is given back, so it is there again; and pieces of one body count once.
    let piece: &'static str = " ".repeat(15_000).leak();
    let pieces = Slow::new([piece, piece, piece, piece, "{}"], Duration::ZERO, End::Whole);
    assert_eq!(send(&receiver, post("/open/OnA").body(pieces).unwrap()).await.status, 202);
}

/// Only the concurrency limits the first 16 KiB of each body.
#[tokio::test]
async fn the_first_bytes_of_a_body_need_no_memory() {
    const FREE: usize = 16 * 1024;
    let inbox = Fake::closed();
    let receiver = limited(&inbox, Limits::default().body(FREE).buffered(FREE));
    let bodies = ["1", "2", "3"].map(|digit| format!("\"{}\"", digit.repeat(FREE - 2)));
    let sent = bodies.map(|body| {
        let receiver = receiver.clone();
        tokio::spawn(async move { status(&receiver, post("/open/OnA"), body).await })
    });
    // All of them are read before the first one is stored.
    tokio::task::yield_now().await;
    inbox.gate.add_permits(3);
    for answer in sent {
        assert_eq!(answer.await.unwrap(), 202);
    }
}

#[tokio::test]
async fn duplicates_are_told_by_what_the_route_says() {
    let stored = async |duplicates: Duplicates, requests: &[(&str, Option<&str>, &str)]| {
        let inbox = Fake::new();
        let receiver = one(&inbox, open().duplicates(duplicates));
        for (path, id, body) in requests {
            let request = id.map_or(post(path), |id| post(path).header("x-id", id));
            assert_eq!(status(&receiver, request, (*body).to_owned()).await, 202);
        }
        let snapshot = &receiver.snapshot().routes[0];
        assert_eq!(snapshot.stored + snapshot.duplicates, requests.len() as u64);
        let windows: Vec<u64> =
            inbox.events().iter().filter_map(|event| Some(event.duplicate.as_ref()?.window().as_secs())).collect();
        (inbox.count(), windows)
    };
    let same = ("/open/OnA", Some("1"), "{\"id\": 7}");
    let other_trigger = ("/open/OnB", Some("1"), "{\"id\": 7}");
    let other_id = ("/open/OnA", Some("2"), "{\"id\": 7}");
    let other_body = ("/open/OnA", Some("1"), "{\"id\": 8}");
    let without = ("/open/OnA", None, "{\"x\": 7}");
    let day = 24 * 60 * 60;
    assert_eq!(stored(Duplicates::by_body(), &[same, same, other_id, other_trigger]).await, (2, vec![300; 2]));
    assert_eq!(stored(Duplicates::by_body(), &[same, other_body]).await.0, 2);
    let by_header = || Duplicates::by_header("X-Id");
    assert_eq!(stored(by_header(), &[same, other_body, other_id]).await, (2, vec![7 * day; 2]));
    assert_eq!(stored(by_header(), &[without, without]).await, (2, vec![]));
    let by_pointer = || Duplicates::by_pointer("/id").within(Duration::from_secs(9));
    assert_eq!(stored(by_pointer(), &[same, other_id, other_body]).await, (2, vec![9; 2]));
    assert_eq!(stored(by_pointer(), &[without, without]).await, (2, vec![]));
    assert_eq!(stored(Duplicates::off(), &[same, same]).await, (2, vec![]));
}

#[tokio::test]
async fn a_header_or_the_route_names_the_trigger() {
    let inbox = Fake::new();
    let auth = Auth::none_anyone_may_post;
    let receiver = Receiver::builder(inbox.clone())
        .route(Route::payload("github", "/github", auth()).trigger_header("X-GitHub-Event").triggers(["push"]))
        .route(Route::payload("fixed", "/fixed", auth()).trigger("OnA").success(StatusCode::OK))
        .build()
        .unwrap();
    assert_eq!(status(&receiver, post("/github"), "{}").await, 400);
    assert_eq!(status(&receiver, post("/github").header("x-github-event", "fork"), "{}").await, 404);
    assert_eq!(status(&receiver, post("/github").header("x-github-event", "push"), "{}").await, 202);
    assert_eq!(status(&receiver, post("/fixed"), "{}").await, 200);
    let triggers: Vec<String> = inbox.events().into_iter().map(|event| event.trigger).collect();
    assert_eq!(triggers, ["push", "OnA"]);
}

#[tokio::test]
async fn a_route_may_accept_other_bodies() {
    let inbox = Fake::new();
    let any = one(&inbox, open().content(Content::Any));
    assert_eq!(status(&any, Request::post("/open/OnA").header("content-type", "text/plain"), "hello").await, 202);
    let any_type = one(&inbox, open().content(Content::JsonOfAnyType));
    assert_eq!(status(&any_type, Request::post("/open/OnA"), "{}").await, 202);
    assert_eq!(status(&any_type, Request::post("/open/OnA"), "hello").await, 400);
}

#[tokio::test]
async fn each_credential_is_needed_and_compared_whole() {
    let cases: [(&str, &str, Auth, http::request::Builder, Vec<http::request::Builder>); 8] = [
        (
            "path",
            "/in/{secret}",
            Auth::path_segment(["a b", "old"]),
            post("/in/a%20b"),
            vec![post("/in/a"), post("/in/a%20bc"), post("/in/A%20b")],
        ),
        (
            "query",
            "/in",
            Auth::query("code", ["s3/cret"]),
            post("/in?x=1&code=s3%2Fcret"),
            vec![post("/in"), post("/in?code="), post("/in?code=s3%2Fcre"), post("/in?code=s3%2Fcret&code=s3%2Fcret")],
        ),
        (
            "header",
            "/in",
            Auth::header("kz-callback-token", ["token"]),
            post("/in").header("KZ-Callback-Token", "token"),
            vec![post("/in"), post("/in").header("kz-callback-token", "Token")],
        ),
        (
            "raw",
            "/in",
            Auth::authorization("SharedKey", ["k"]),
            post("/in").header("authorization", "sharedkey k"),
            vec![
                post("/in"),
                post("/in").header("authorization", "k"),
                post("/in").header("authorization", "Bearer k"),
                post("/in").header("authorization", "SharedKeyk"),
                post("/in").header("authorization", "SharedKey k2"),
            ],
        ),
        (
            "basic",
            "/in",
            Auth::basic([("me", "old"), ("me", "pa:ss")]),
            post("/in").header("authorization", "Basic bWU6cGE6c3M="),
            vec![
                post("/in"),
                post("/in").header("authorization", "Basic bWU6cGE="),
                post("/in").header("authorization", "Basic !!"),
                post("/in").header("authorization", "Bearer bWU6cGE6c3M="),
            ],
        ),
        (
            "both",
            "/in/{secret}",
            Auth::path_segment(["s"]).and(Auth::header("x-token", ["t"])),
            post("/in/s").header("x-token", "t"),
            vec![post("/in/s"), post("/in/x").header("x-token", "t")],
        ),
        (
            "both in the address",
            "/in/{secret}",
            Auth::path_segment(["s"]).and(Auth::query("code", ["c"])),
            post("/in/s?code=c"),
            vec![post("/in/s"), post("/in/s?code=x"), post("/in/x?code=c")],
        ),
        (
            "a header, and the address",
            "/in/{secret}",
            Auth::header("x-token", ["t"]).and(Auth::path_segment(["s"])),
            post("/in/s").header("x-token", "t"),
            vec![post("/in/s"), post("/in/x").header("x-token", "t")],
        ),
    ];
    for (name, path, auth, good, bad) in cases {
        let inbox = Fake::new();
        let receiver = one(&inbox, Route::payload("s", path, auth).trigger("OnA"));
        for request in bad {
            let shown = format!("{name}: {request:?}");
            assert_eq!(status(&receiver, request, "{}").await, 401, "{shown}");
        }
        assert_eq!(inbox.count(), 0);
        assert_eq!(status(&receiver, good, "{}").await, 202, "{name}");
    }
}

#[test]
fn mistakes_show_when_the_receiver_is_built() {
    let build = |routes: Vec<Route>, limits: Limits| {
        let builder = Receiver::builder(Fake::new()).limits(limits);
        routes.into_iter().fold(builder, |builder, route| builder.route(route)).build().err()
    };
    let of = |route: Route| build(vec![route], Limits::default());
    let open_at = |name: &str, path: &str| Route::payload(name, path, Auth::none_anyone_may_post()).trigger("OnA");
    let auth = |auth: Auth| match of(Route::payload("r", "/in", auth).trigger("OnA")) {
        Some(BuildError::Auth { problem, .. }) => Some(problem),
        _ => None,
    };
    let route = || "r".to_owned();

    assert_eq!(build(vec![], Limits::default()), Some(BuildError::NoRoute));
    assert_eq!(of(open_at("r", "in")), Some(BuildError::Path { path: "in".into() }));
    let same = BuildError::SamePath { first: "/in/{secret}".into(), second: "/in/x".into() };
    let with_secret = Route::payload("r", "/in/{secret}", Auth::path_segment(["s"])).trigger("OnA");
    assert_eq!(build(vec![with_secret, open_at("q", "/in/x")], Limits::default()), Some(same));
    let twice = vec![open_at("r", "/a"), open_at("r", "/b")];
    assert_eq!(build(twice, Limits::default()), Some(BuildError::SameRoute { route: route(), form: Form::Payload }));
    assert_eq!(
        of(Route::payload("r", "/in", Auth::none_anyone_may_post())),
        Some(BuildError::NoTrigger { route: route() })
    );
    assert_eq!(of(open_at("r", "/in/{trigger}")), Some(BuildError::TwoTriggers { route: route() }));
    assert_eq!(of(open_at("r", "/in/{secret}")), Some(BuildError::SecretSegment { route: route() }));
    let kept = open_at("r", "/in").keep_headers(["Authorization"]);
    assert_eq!(of(kept), Some(BuildError::CredentialHeader { route: route(), header: "authorization".into() }));
    let kept = Route::payload("r", "/in", Auth::header("x-key", ["k"])).trigger("OnA").keep_headers(["X-Key"]);
    assert_eq!(of(kept), Some(BuildError::CredentialHeader { route: route(), header: "x-key".into() }));
    let kept = open_at("r", "/in").keep_headers(["no name"]);
    assert_eq!(of(kept), Some(BuildError::HeaderName { route: route(), character: 3 }));
    let empty = open_at("r", "/in").duplicates(Duplicates::by_header(""));
    assert_eq!(of(empty), Some(BuildError::HeaderName { route: route(), character: 1 }));
    let status = open_at("r", "/in").success(StatusCode::FOUND);
    assert_eq!(of(status), Some(BuildError::Status { route: route(), status: 302 }));
    let pointer = open_at("r", "/in").duplicates(Duplicates::by_pointer("id"));
    assert_eq!(of(pointer), Some(BuildError::Pointer { route: route() }));
    assert_eq!(of(open_at("r", "/in").methods([])), Some(BuildError::NoMethod { route: route() }));

    assert_eq!(auth(Auth::header("x", [""])), Some(AuthProblem::EmptySecret));
    assert_eq!(auth(Auth::query("x", [""; 0])), Some(AuthProblem::NoSecret));
    assert_eq!(auth(Auth::basic([("me", "")])), Some(AuthProblem::EmptySecret));
    assert_eq!(auth(Auth::header("no name", ["s"])), Some(AuthProblem::HeaderName));
    let signature = |signature| auth(Auth::signature(signature));
    assert_eq!(signature(Signature::standard_webhooks(["whsec_!"])), Some(AuthProblem::Key));
    assert_eq!(signature(Signature::hubspot_v3(["s"], "example.com")), Some(AuthProblem::PublicUrl));
    assert_eq!(signature(Signature::new("x", ["s"]).signed([])), Some(AuthProblem::BodyNotSigned));
    let unsigned_time = Signature::slack(["s"]).signed([connector_triggers::receiver::Part::Body]);
    assert_eq!(signature(unsigned_time), Some(AuthProblem::Timestamp));
    assert_eq!(signature(Signature::github([""])), Some(AuthProblem::EmptySecret));

    let limits = |limits| build(vec![open_at("r", "/in")], limits);
    assert_eq!(limits(Limits::default().concurrency(0)), Some(BuildError::Limit { limit: "concurrency" }));
    assert_eq!(
        limits(Limits::default().concurrency(usize::MAX)),
        Some(BuildError::Limit { limit: "concurrency" }),
        "more than a semaphore counts"
    );
    assert_eq!(limits(Limits::default().buffered(1)), Some(BuildError::Limit { limit: "buffered" }));
    assert_eq!(limits(Limits::default()), None);
}

#[test]
fn a_receiver_can_be_shared() {
    fn is_shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    is_shared(&one(&Fake::new(), open()));
    let _: Arc<dyn connector_triggers::Inbox> = Fake::new();
}
