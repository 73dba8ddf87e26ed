//! No secret in `Debug`, in answers, in what is stored, or in what is traced.

use crate::receiver_support::{Fake, full, post, send};
use connector_triggers::receiver::{
    Auth, BuildError, Duplicates, Handshake, HandshakeAnswer, Limits, Receiver, Route, Secret, Signature,
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::{
    fmt::{self, Write as _},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    instrument::WithSubscriber as _,
    span::{Attributes, Id, Record},
};

const SECRET: &str = "hunter2";

/// Records everything, at every level.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<String>>, Arc<AtomicU64>);

impl Log {
    pub(crate) fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        writeln!(self.0, "{}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Fields(&mut self.0.lock().unwrap()));
        Id::from_u64(self.1.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Fields(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Fields(&mut self.0.lock().unwrap()));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn routes() -> Vec<Route> {
    let signatures = Signature::stripe([SECRET]);
    vec![
        Route::payload("path", "/path/{secret}/{trigger}", Auth::path_segment([SECRET]))
            .handshake(Handshake::meta([SECRET]))
            .handshake(Handshake::zoom(SECRET)),
        Route::payload("query", "/query", Auth::query("code", [SECRET])).trigger("OnA"),
        Route::payload("header", "/header", Auth::header("x-key", [SECRET])).trigger("OnA"),
        Route::payload("raw", "/raw", Auth::authorization("Key", [SECRET])).trigger("OnA"),
        Route::payload("basic", "/basic", Auth::basic([("me", SECRET)])).trigger("OnA"),
        Route::payload("signed", "/signed", Auth::signature(signatures)).trigger("OnA"),
    ]
}

#[test]
fn debug_shows_no_secret() {
    let builder = routes().into_iter().fold(Receiver::builder(Fake::new()), |builder, route| builder.route(route));
    let shown = [
        format!("{builder:?} {:?} {:?}", builder.clone().build().unwrap(), routes()),
        format!("{:?} {:?}", Secret::from(SECRET), Signature::github([SECRET])),
        format!("{:?} {:?}", HandshakeAnswer::echo(SECRET), Handshake::zoom(SECRET)),
        format!("{:?} {:?}", Duplicates::by_body(), Limits::default()),
        format!("{:?}", BuildError::NoRoute),
    ];
    // What is printed says which part it is.
    for (shown, parts) in shown.iter().zip([
        &[
            "ReceiverBuilder { routes: [",
            "Receiver { routes: [\"path\"",
            "Handshake before auth",
            "Authorization: Basic",
        ][..],
        &["Secret", "Signature { header: Ok(\"x-hub-signature-256\"), keys: 1"],
        &["HandshakeAnswer { status: 200", "Handshake after auth"],
    ]) {
        assert!(parts.iter().all(|part| shown.contains(part)), "{shown}");
    }
    for shown in shown {
        assert!(!shown.contains(SECRET), "{shown}");
        // Nor as the numbers of its bytes.
        assert!(!shown.contains("104, 117"), "{shown}");
    }
}

/// A program may pass the callback's URL as the path of its route.
#[test]
fn a_pasted_callback_is_not_quoted() {
    for mark in ["?code=", "#"] {
        let path = format!("/hooks{mark}{SECRET}");
        let route = Route::payload("a", path, Auth::query("code", [SECRET])).trigger("OnA");
        let builder = Receiver::builder(Fake::new()).route(route.clone());
        let error = builder.clone().build().unwrap_err();
        let text = format!("{error} {error:?} {route:?} {builder:?}");
        assert!(text.contains(&format!("`/hooks{}…`", &mark[..1])) && !text.contains(SECRET), "{text}");
    }
}

/// Or the whole URL.
#[test]
fn a_whole_url_in_place_of_a_path_is_not_quoted() {
    for path in [
        format!("https://me:{SECRET}@receiver.example/hooks"),
        format!("https://receiver.example/{SECRET}"),
        format!("me:{SECRET}@receiver.example/hooks"),
    ] {
        let route = Route::payload("a", path, Auth::none_anyone_may_post()).trigger("OnA");
        let builder = Receiver::builder(Fake::new()).route(route.clone());
        let error = builder.clone().build().unwrap_err();
        let text = format!("{error} {error:?} {route:?} {builder:?}");
        assert!(text.contains("`…` is not a path") && !text.contains(SECRET), "{text}");
    }
}

#[tokio::test]
async fn nothing_traced_stored_or_answered_contains_a_secret() {
    let log = Log::default();
    let inbox = Fake::new();
    let receiver = routes()
        .into_iter()
        .fold(Receiver::builder(inbox.clone()), |builder, route| builder.route(route))
        .build()
        .unwrap();
    let requests = || {
        let wrong = |text: &str| text.replace(SECRET, "hunter2-wrong");
        let paths = [format!("/path/{SECRET}/OnA"), format!("/query?code={SECRET}"), format!("/none/{SECRET}")];
        let by_path = paths.into_iter().flat_map(move |path| [post(&path), post(&wrong(&path))]);
        let by_header = [
            post("/header").header("x-key", SECRET),
            post("/header").header("x-key", "hunter2-wrong"),
            post("/raw").header("authorization", format!("Key {SECRET}")),
            post("/basic").header("authorization", format!("Basic {SECRET}")),
            post("/signed").header("stripe-signature", format!("t=1,v1={SECRET}")),
        ];
        by_path.chain(by_header).map(|request| request.header("cookie", SECRET).header("user-agent", SECRET))
    };
    let sending = async {
        let mut answers = String::new();
        for request in requests() {
            let answer = send(&receiver, full(request, "{}")).await;
            write!(answers, "{answer:?}").unwrap();
        }
        answers
    };
    let answers = sending.with_subscriber(log.clone()).await;
    let traced = log.text();
    assert!(traced.contains("outcome=\"stored\"") && traced.contains("trigger=\"OnA\""), "{traced}");
    assert!(traced.contains("the credential is not accepted") && traced.contains("event=1"), "{traced}");
    assert!(!traced.contains(SECRET), "{traced}");
    assert!(!answers.contains(SECRET), "{answers}");
    assert_eq!(inbox.count(), 4);
    for event in inbox.events() {
        assert_eq!(event.headers, [("content-type".to_owned(), "application/json".to_owned())]);
    }
}

/// A namespace posts headers of the service in the body. Signature and duplicate key are of the whole body.
#[tokio::test]
async fn an_envelope_is_stored_without_credentials() {
    let inbox = Fake::new();
    let route = Route::envelope("a", "/a", Auth::signature(Signature::github([SECRET]))).trigger("OnA");
    let receiver = Receiver::builder(inbox.clone()).route(route).build().unwrap();
    let signed = |body: &'static str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(body.as_bytes());
        let digits: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        full(post("/a").header("x-hub-signature-256", format!("sha256={digits}")), body)
    };
    let bodies = [
        (r#"{"headers":{"Set-Cookie":"hunter2","etag":"e"},"body":1.00}"#, r#"{"body":1.00,"headers":{"etag":"e"}}"#),
        ("\u{feff}{\"headers\":{\"X-Api-Key\":\"hunter2\"}}", r#"{"headers":{}}"#),
        (r#"{ "headers":{"etag":"e"}, "body": 2 }"#, r#"{ "headers":{"etag":"e"}, "body": 2 }"#),
        // An event with another cookie is another event.
        (r#"{"headers":{"Set-Cookie":"hunter3","etag":"e"},"body":1.00}"#, r#"{"body":1.00,"headers":{"etag":"e"}}"#),
    ];
    for (body, _) in bodies {
        assert_eq!(send(&receiver, signed(body)).await.status, 202, "{body}");
    }
    let stored: Vec<_> = inbox.events().iter().map(|event| String::from_utf8(event.body.to_vec()).unwrap()).collect();
    assert_eq!(stored, bodies.map(|(_, stored)| stored));
}

/// Who mixes up the name of a header and its value gives a value.
#[test]
fn a_value_in_place_of_a_name_is_not_printed() {
    let route = || Route::payload("r", "/in", Auth::none_anyone_may_post());
    for value in ["x-key: hush-77", "Bearer hush-77", "hush=", "hüsh hush", "hush2hush3hush4567890/=", "Qm9v/hush/YmFy"]
    {
        for route in [
            route().trigger("On").keep_headers([value]),
            route().trigger_header(value),
            route().trigger("On").duplicates(Duplicates::by_header(value)),
            route().trigger("On").duplicates(Duplicates::by_pointer(value)),
        ] {
            let shown = format!("{route:?}");
            let error = Receiver::builder(Fake::new()).route(route).build().unwrap_err();
            let text = format!("{shown} {error} {error:?}");
            assert!(!text.contains("hush") && !text.contains("hüsh"), "{text}");
        }
    }
    for value in ["hush=", "hüsh hush", "hush2hush3hush4567890"] {
        for auth in [
            Auth::query(value, ["code"]),
            Auth::header(value, ["x-key"]),
            Auth::authorization(value, ["Key"]),
            Auth::signature(Signature::new(value, ["x-key"])),
        ] {
            let text = format!("{auth:?}");
            assert!(!text.contains("hush") && !text.contains("hüsh"), "{text}");
        }
    }
    let auths = [Auth::query("code", ["a"]), Auth::header("X-Key", ["a"]), Auth::authorization("Key", ["a"])];
    let shown = format!("{auths:?}");
    assert_eq!(shown, "[[the query parameter code], [the header x-key], [Authorization: Key]]");
    let named = route().trigger_header("X-GitHub-Event").duplicates(Duplicates::by_pointer("/body/id"));
    let shown = format!("{named:?}");
    assert!(shown.contains("X-GitHub-Event") && shown.contains("/body/id"), "{shown}");
}
