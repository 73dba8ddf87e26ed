//! Questions of services, and what cannot be asked.

use crate::receiver_support::{Answer, Fake, full, now, one, post, send, status};
use bytes::Bytes;
use connector_triggers::receiver::{
    Auth, AuthProblem, BuildError, Content, Handshake, HandshakeAnswer, Receiver, Route, Signature,
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{Method, Request, request::Builder};
use http_body_util::Empty;
use sha2::Sha256;

async fn ask(receiver: &Receiver, request: Builder) -> Answer {
    send(receiver, request.body(Empty::<Bytes>::new()).unwrap()).await
}

fn route(auth: Auth) -> Route {
    Route::payload("service", "/in", auth).trigger("OnA")
}

#[tokio::test]
async fn validation_token() {
    let inbox = Fake::new();
    let route = Route::payload("service", "/in/{secret}", Auth::path_segment(["s"]).and(Auth::header("x", ["t"])));
    let receiver = one(&inbox, route.trigger("OnA").handshake(Handshake::validation_token()));
    let token = "Validation: Testing%20client%3Cb%3E%C3%A9";
    for method in [Method::GET, Method::POST] {
        let request =
            Request::builder().method(method).uri(format!("/in/s?validationToken={}", token.replace(' ', "+")));
        let answer = ask(&receiver, request.header("content-type", "text/plain")).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "Validation: Testing client<b>\u{e9}"));
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
    // The secret of the address is needed for a question too.
    assert_eq!(ask(&receiver, Request::get("/in/x?validationToken=1")).await.status, 401);
    // No control characters, no endless ones, no empty one.
    for token in ["a%0D%0Ab", "%00", "%1B", "", &"x".repeat(2049)] {
        assert_eq!(ask(&receiver, Request::get(format!("/in/s?validationToken={token}"))).await.status, 400, "{token}");
    }
    let longest = "x".repeat(2048);
    let answer = ask(&receiver, Request::get(format!("/in/s?validationToken={longest}"))).await;
    assert_eq!((answer.status, answer.body), (200, longest));
    assert_eq!(ask(&receiver, Request::get("/in/s")).await.status, 405);
    // Of several, the first one.
    let several = "/in/s?other=0&validationToken=1&validationToken=2";
    assert_eq!(ask(&receiver, Request::get(several)).await.body, "1");
    // An event is no question, whatever its address says: it is stored, and needs its credential.
    assert_eq!(status(&receiver, post("/in/s?validationToken=1"), "{}").await, 401);
    assert_eq!(status(&receiver, post("/in/s?validationToken=1").header("x", "t"), "{}").await, 202);
    assert_eq!(inbox.count(), 1);
    let snapshot = &receiver.snapshot().routes[0];
    assert_eq!((snapshot.handshakes, snapshot.stored), (9, 1));
}

/// Where events may be any text, a text is no question.
#[tokio::test]
async fn a_text_is_a_question_where_events_are_json() {
    for (content, asked) in [(Content::Json, 200), (Content::Any, 401)] {
        let route = route(Auth::header("x", ["t"])).content(content).handshake(Handshake::validation_token());
        let receiver = one(&Fake::new(), route);
        let text = Request::post("/in?validationToken=1").header("content-type", "Text/Plain; charset=utf-8");
        assert_eq!(status(&receiver, text, "text").await, asked, "{content:?}");
    }
}

#[tokio::test]
async fn a_route_without_a_handshake_answers_no_question() {
    let receiver = one(&Fake::new(), route(Auth::none_anyone_may_post()));
    assert_eq!(ask(&receiver, Request::get("/in?validationToken=1&challenge=1")).await.status, 405);
}

#[tokio::test]
async fn dropbox() {
    let auth = Auth::signature(Signature::dropbox(["k"]));
    let receiver = one(&Fake::new(), route(auth).handshake(Handshake::dropbox()));
    let answer = ask(&receiver, Request::get("/in?challenge=abc")).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "abc"));
    assert_eq!(ask(&receiver, Request::post("/in?challenge=abc")).await.status, 401);
}

#[tokio::test]
async fn meta() {
    let auth = Auth::signature(Signature::meta(["k"]));
    let receiver = one(&Fake::new(), route(auth).handshake(Handshake::meta(["new", "old"])));
    let asked = |query: &str| Request::get(format!("/in?hub.challenge=1158201444&{query}"));
    for token in ["new", "old"] {
        let answer = ask(&receiver, asked(&format!("hub.mode=subscribe&hub.verify_token={token}"))).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "1158201444"));
    }
    let answer = ask(&receiver, asked("hub.mode=subscribe&hub.verify_token=ne")).await;
    assert_eq!((answer.status, answer.body.as_str()), (403, ""));
    assert_eq!(ask(&receiver, asked("hub.mode=subscribe")).await.status, 403);
    assert_eq!(ask(&receiver, asked("hub.verify_token=new")).await.status, 405);
}

#[tokio::test]
async fn cloud_events() {
    let auth = Auth::header("x-key", ["k"]);
    let receiver = one(&Fake::new(), route(auth).handshake(Handshake::cloud_events(["eventgrid.azure.net"])));
    let asked = |origin: &str| Request::options("/in").header("webhook-request-origin", origin);
    let answer = ask(&receiver, asked("eventgrid.azure.net").header("webhook-request-rate", "120")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("webhook-allowed-origin"), Some("eventgrid.azure.net"));
    assert_eq!(answer.header("webhook-allowed-rate"), Some("*"));
    assert_eq!(ask(&receiver, asked("eventgrid.azure.net")).await.header("webhook-allowed-rate"), None);
    let answer = ask(&receiver, asked("evil.example")).await;
    assert_eq!((answer.status, answer.header("webhook-allowed-origin")), (403, None));
    assert_eq!(ask(&receiver, Request::options("/in")).await.status, 405);
    // Another method asks nothing, and needs the credential.
    let answer = ask(&receiver, post("/in").header("webhook-request-origin", "eventgrid.azure.net")).await;
    assert_eq!((answer.status, answer.header("webhook-allowed-origin")), (401, None));
    // Events have a type of their own.
    let event = post("/in").header("x-key", "k");
    assert_eq!(status(&receiver, event, "{}").await, 202);
}

fn hex(key: &str, message: &str) -> String {
    let code = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap().chain_update(message).finalize().into_bytes();
    code.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A request that Slack (`x-slack-signature`) or Zoom (`x-zm-signature`) has signed.
fn signed(service: &str, time: &str, body: &str) -> Builder {
    let now = now();
    post("/in").header(service, format!("v0={}", hex("k", &format!("v0:{now}:{body}")))).header(time, now)
}

#[tokio::test]
async fn slack() {
    let inbox = Fake::new();
    let receiver = one(&inbox, route(Auth::signature(Signature::slack(["k"]))).handshake(Handshake::slack()));
    let body = r#"{"token":"x","challenge":"3eZbrw1aBm2rZgRN","type":"url_verification"}"#;
    let slack = |body: &str| signed("x-slack-signature", "x-slack-request-timestamp", body);
    let answer = send(&receiver, full(slack(body), body)).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"challenge":"3eZbrw1aBm2rZgRN"}"#));
    assert_eq!(status(&receiver, post("/in"), body).await, 401);
    let event = r#"{"type":"event_callback","challenge":"x"}"#;
    assert_eq!(status(&receiver, slack(event), event).await, 202);
    assert_eq!(inbox.count(), 1);
}

#[tokio::test]
async fn zoom() {
    let inbox = Fake::new();
    let receiver = one(&inbox, route(Auth::signature(Signature::zoom(["k"]))).handshake(Handshake::zoom("k")));
    let zoom = |body: &str| signed("x-zm-signature", "x-zm-request-timestamp", body);
    let question =
        |token: &str| format!(r#"{{"payload":{{"plainToken":"{token}"}},"event":"endpoint.url_validation"}}"#);
    let body = question("qgg8vlvZRS6UYooatFL8Aw");
    let answer = send(&receiver, full(zoom(&body), body.clone())).await;
    let encrypted = hex("k", "qgg8vlvZRS6UYooatFL8Aw");
    let expected = format!(r#"{{"encryptedToken":"{encrypted}","plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}"#);
    assert_eq!((answer.status, answer.body), (200, expected));
    assert_eq!(status(&receiver, post("/in"), body).await, 401);
    // Nobody gets a signature for an event of his own.
    for token in [format!("v0:{}:[]", now()), String::new(), "a b".into(), "x".repeat(129)] {
        let body = question(&token);
        let answer = send(&receiver, full(zoom(&body), body.clone())).await;
        assert_eq!((answer.status, answer.body.as_str()), (400, ""), "{token}");
    }
    assert_eq!(inbox.count(), 0);
}

#[test]
fn a_handshake_needs_its_secret() {
    for handshake in [Handshake::zoom(""), Handshake::meta([""])] {
        let route = route(Auth::none_anyone_may_post()).handshake(handshake);
        let error = Receiver::builder(Fake::new()).route(route).build().unwrap_err();
        assert_eq!(error, BuildError::Auth { route: "service".into(), problem: AuthProblem::EmptySecret });
    }
}

#[tokio::test]
async fn event_grid() {
    let inbox = Fake::new();
    let receiver = one(&inbox, route(Auth::query("code", ["k"])).handshake(Handshake::event_grid()));
    let body = r#"[{"id":"1","eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"512d38b6"}}]"#;
    let asked = |path: &str, kind: &str| post(path).header("aeg-event-type", kind);
    let answer = send(&receiver, full(asked("/in?code=k", "SubscriptionValidation"), body)).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"validationResponse":"512d38b6"}"#));
    assert_eq!(status(&receiver, asked("/in?code=x", "SubscriptionValidation"), body).await, 401);
    assert_eq!(status(&receiver, asked("/in?code=k", "Notification"), body).await, 202);
    assert_eq!(inbox.count(), 1);
}

#[tokio::test]
async fn a_question_of_ones_own() {
    let ping = Handshake::from_fn(|request, body| {
        (request.headers.contains_key("x-ping")).then(|| HandshakeAnswer::echo(std::str::from_utf8(body).unwrap_or("")))
    });
    let receiver = one(&Fake::new(), route(Auth::header("x-key", ["k"])).handshake(ping));
    let asked = || Request::post("/in").header("x-ping", "1");
    assert_eq!(status(&receiver, asked(), "pong").await, 401);
    // The question may be of a type that no event is of.
    let answer = send(&receiver, full(asked().header("x-key", "k"), "pong")).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "pong"));
}
