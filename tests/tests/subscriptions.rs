//! Webhooks and polled triggers through generated crates: `connector-kaizala`, and the triggers of `tests/fixtures/decoding`.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use connector_calls::{
    CallsClient, TriggerName, TriggerPayload,
    bodies::{OnEventRequest, OnEventTarget},
    payloads::OnEventPayload,
    requests,
    responses::OnNewItemValueItem,
    runtime::{
        DateTime, ErrorKind, PollState, Secret, Subscription, Unsubscribed,
        testing::{self, CONNECTION_URL, FakeResponse, FakeTransport},
    },
};
use serde_json::{Value, json};

const CALLBACK: &str = "https://me.example/hooks/1";

fn answering(responses: impl IntoIterator<Item = FakeResponse>) -> (FakeTransport, CallsClient) {
    let service = FakeTransport::new();
    responses.into_iter().for_each(|response| _ = service.then(response));
    let client = CallsClient::new(CONNECTION_URL, testing::credential(), Some(service.options())).unwrap();
    (service, client)
}

/// Method, path and query of each request below the connection, and its body.
fn sent(service: &FakeTransport) -> Vec<(String, Value)> {
    let line = |url: &str| url.replacen(CONNECTION_URL, "", 1);
    let requests = service.requests().into_iter();
    requests
        .map(|it| (format!("{} {}", it.method(), line(it.url().as_str())), serde_json::from_slice(it.body()).unwrap_or_default()))
        .collect()
}

#[tokio::test]
async fn a_webhook_is_subscribed_and_unsubscribed() {
    let (service, client) = answering([
        FakeResponse::json(201, r#"{"hookId":"h/1","key":"hush"}"#),
        FakeResponse::new(204),
        FakeResponse::new(404),
    ]);
    let request = client.triggers().on_event("a team", OnEventRequest::new("s3cret").with_expiration_date("2027-01-31"));
    let built = request.clone().into_request(CALLBACK).unwrap();
    let body = json!({"event": "any", "secret": "s3cret", "expirationDate": "2027-01-31", "target": {"url": CALLBACK}});
    assert_eq!(serde_json::from_slice::<Value>(built.body().unwrap()).unwrap(), body);
    let subscription = request.subscribe(CALLBACK).await.unwrap();
    assert_eq!(sent(&service), [("POST /teams/a%20team/hooks".to_owned(), body)]);
    assert_eq!(subscription.expires_at(), Some(DateTime::from("2027-01-31")));
    let response = requests::OnEvent::decode_response(&subscription).unwrap();
    assert_eq!((response.hook_id.as_deref(), response.key.as_deref()), (Some("h/1"), Some("hush")));
    assert!(!format!("{subscription:?}").contains("s3cret") && !format!("{subscription:?}").contains("hush"));

    // A program that runs later has the saved form only.
    let saved = serde_json::to_string(&subscription).unwrap();
    let subscription: Subscription = serde_json::from_str(&saved).unwrap();
    assert_eq!(client.triggers().unsubscribe(&subscription).await.unwrap(), Unsubscribed::Removed);
    assert_eq!(sent(&service)[1].0, "DELETE /teams/a%20team/hooks/h%2F1?force=true");
    assert_eq!(client.triggers().unsubscribe(&subscription).await.unwrap(), Unsubscribed::AlreadyGone);
}

#[tokio::test]
async fn what_a_removal_lacks_is_named_and_can_be_given() {
    let (service, client) = answering([FakeResponse::new(201), FakeResponse::new(204)]);
    let request = client.triggers().on_event("t", OnEventRequest::new("s3cret").with_target(OnEventTarget::new()));
    let subscription = request.subscribe(CALLBACK).await.unwrap();
    let outcome = client.triggers().unsubscribe(&subscription).await.unwrap();
    assert_eq!((outcome, service.requests().len()), (Unsubscribed::Needs(vec!["hook".to_owned()]), 1));
    let outcome = client.triggers().unsubscribe_with(&subscription, &[("hook", "h1")]).await.unwrap();
    assert_eq!((outcome, sent(&service)[1].0.as_str()), (Unsubscribed::Removed, "DELETE /teams/t/hooks/h1?force=true"));
}

#[tokio::test]
async fn a_location_goes_before_the_operation() {
    let created = FakeResponse::json(201, r#"{"hookId":"h1"}"#).with_header("location", "/v1/registered/7");
    let (service, client) = answering([created, FakeResponse::new(204)]);
    let subscription = client.triggers().on_event("t", OnEventRequest::new("s")).subscribe(CALLBACK).await.unwrap();
    assert!(client.triggers().unsubscribe(&subscription).await.unwrap().is_gone());
    // The service's base path is not the connection's.
    assert_eq!(sent(&service)[1].0, "DELETE /registered/7");
}

#[tokio::test]
async fn kaizala_is_subscribed_with_the_callback_url_alone() {
    let service = FakeTransport::new();
    service.then(FakeResponse::json(200, r#"{"webhookId":"w-1"}"#)).then(FakeResponse::new(200));
    let options = Some(service.options());
    let client = connector_kaizala::KaizalaClient::new(CONNECTION_URL, testing::credential(), options).unwrap();
    let subscription = client.triggers().text_message_created_on_group("g-1").subscribe(CALLBACK).await.unwrap();
    assert_eq!(client.triggers().unsubscribe(&subscription).await.unwrap(), Unsubscribed::Removed);
    let expected = [
        ("POST /v1/webhook/Group/TextMessageCreated?objectId=g-1".to_owned(), json!({"CallbackUrl": CALLBACK})),
        ("DELETE /v1/webhook/w-1".to_owned(), Value::Null),
    ];
    assert_eq!(sent(&service), expected);
    // It is no subscription of another connector.
    let (_, other) = answering([]);
    assert_eq!(other.triggers().unsubscribe(&subscription).await.unwrap_err().kind(), ErrorKind::Request);
}

#[tokio::test]
async fn new_items_are_polled() {
    let page = |ids: &[i64]| {
        let items: Vec<Value> = ids.iter().map(|id| json!({"id": id, "title": format!("Item {id}")})).collect();
        FakeResponse::json(200, json!({"count": ids.len(), "value": items}).to_string()).with_header("retry-after", "0")
    };
    let (service, client) = answering([page(&[1]), page(&[3, 2, 1]), FakeResponse::new(202)]);
    let mut state: Option<PollState> = None;
    let mut delivered = Vec::new();
    for _ in 0..3 {
        let mut polled = client.triggers().on_new_item("a/b").kind("note").poll();
        if let Some(saved) = state.take() {
            polled = polled.resume(saved);
        }
        let mut page = polled.next_page().await.unwrap();
        delivered.extend(page.take_items().into_iter().map(Result::unwrap));
        page.commit();
        state = Some(polled.state());
    }
    let item = |id: i64| OnNewItemValueItem::new().with_id(id).with_title(format!("Item {id}"));
    assert_eq!(delivered, [item(3), item(2)]);
    assert!(sent(&service).iter().all(|(line, _)| line == "GET /folders/a%2Fb/items?kind=note"));
}

#[test]
fn an_envelope_is_not_taken_for_a_payload() {
    let name = TriggerName::OnEvent;
    let posted = TriggerPayload::decode(&name, br#"{"event":"made"}"#).unwrap();
    let payload = OnEventPayload::new().with_event("made");
    assert_eq!(posted, TriggerPayload::OnEvent(payload.clone()));
    let envelope = br#"{"body":{"event":"made"}}"#;
    let error = TriggerPayload::decode(&name, envelope).unwrap_err();
    assert!(error.to_string().contains("`decode_envelope`"), "{error}");
    assert_eq!(TriggerPayload::decode_envelope(&name, envelope).unwrap(), [TriggerPayload::OnEvent(payload)]);
}

#[tokio::test]
async fn a_secret_stays_one() {
    let (_, client) = answering([]);
    let request = client.triggers().on_event("t", OnEventRequest::new(Secret::from("s3cret")));
    assert!(!format!("{request:?}").contains("s3cret"));
}
