//! Subscriptions in a file, and what a program does with them at its start.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use connector_kaizala::{
    KaizalaClient,
    runtime::testing::{self, FakeRequest, FakeResponse, FakeTransport},
};
use connector_triggers::{Reconcile, Reconciled, SubscriptionFile};

const URL: &str = "https://me.example/hooks/1";

/// A service that answers each registration with this body, and removes any. What it saw, as `METHOD path`.
fn service(answer: &'static str) -> (FakeTransport, KaizalaClient) {
    let service = FakeTransport::responding(move |request: &FakeRequest| match request.method() {
        "DELETE" => FakeResponse::new(200),
        _ => FakeResponse::json(200, answer),
    });
    let client = KaizalaClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options())).unwrap();
    (service, client)
}

fn seen(service: &FakeTransport) -> Vec<String> {
    let path = |request: &FakeRequest| request.url().path().rsplit('/').next().unwrap_or_default().to_owned();
    service.requests().iter().map(|request| format!("{} {}", request.method(), path(request))).collect()
}

/// What a program does at its start that needs one subscription.
async fn start(file: &Path, client: &KaizalaClient, url: &str) -> BTreeMap<String, Reconciled> {
    let file = SubscriptionFile::open(file).unwrap();
    let (triggers, other) = (client.triggers(), client.triggers());
    Reconcile::new(&file)
        .want(
            "messages",
            url,
            |url| triggers.text_message_created_on_group("g").subscribe(url),
            |subscription| other.unsubscribe(subscription),
        )
        .run()
        .await
}

#[tokio::test]
async fn a_subscription_is_made_once_kept_and_replaced_when_the_address_changes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("subscriptions.json");
    let (service, client) = service(r#"{"webhookId": "w-1"}"#);
    let outcome = start(&file, &client, URL).await;
    assert!(matches!(outcome["messages"], Reconciled::Subscribed), "{outcome:?}");
    let outcome = start(&file, &client, URL).await;
    assert!(matches!(outcome["messages"], Reconciled::Kept), "{outcome:?}");
    let outcome = start(&file, &client, "https://me.example/hooks/2").await;
    assert!(matches!(outcome["messages"], Reconciled::Replaced), "{outcome:?}");
    // The new one is there before the old one goes.
    assert_eq!(seen(&service), ["POST TextMessageCreated", "POST TextMessageCreated", "DELETE w-1"]);
    let kept = SubscriptionFile::open(&file).unwrap().all();
    assert_eq!(kept["messages"].callback_url(), "https://me.example/hooks/2");
}

#[tokio::test]
async fn a_subscription_that_is_about_to_expire_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("subscriptions.json");
    let (_, soon) = service(r#"{"webhookId": "w-1", "expirationDateTime": "2026-01-01T00:00:00Z"}"#);
    start(&file, &soon, URL).await;
    let (service, late) = service(r#"{"webhookId": "w-2", "expirationDateTime": "2999-01-01T00:00:00Z"}"#);
    let outcome = start(&file, &late, URL).await;
    assert!(matches!(outcome["messages"], Reconciled::Replaced), "{outcome:?}");
    assert_eq!(seen(&service), ["POST TextMessageCreated", "DELETE w-1"]);
    let outcome = start(&file, &late, URL).await;
    assert!(matches!(outcome["messages"], Reconciled::Kept), "{outcome:?}");
    let opened = SubscriptionFile::open(&file).unwrap();
    let outcome = Reconcile::new(&opened).with_margin(Duration::from_secs(1)).run().await;
    assert!(matches!(outcome["messages"], Reconciled::Unknown), "{outcome:?}");
}

#[tokio::test]
async fn a_subscription_that_ends_within_the_margin_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("subscriptions.json");
    let (_, client) = service(r#"{"webhookId": "w-1", "expirationDateTime": "2999-01-01T00:00:00Z"}"#);
    start(&file, &client, URL).await;
    let opened = SubscriptionFile::open(&file).unwrap();
    let year = Duration::from_secs(366 * 24 * 60 * 60);
    for (margin, is_replaced) in [(year, false), (year * 1_000, true)] {
        let (triggers, other) = (client.triggers(), client.triggers());
        let reconcile = Reconcile::new(&opened).with_margin(margin).want(
            "messages",
            URL,
            |url| triggers.text_message_created_on_group("g").subscribe(url),
            |subscription| other.unsubscribe(subscription),
        );
        let outcome = reconcile.run().await;
        let found =
            (matches!(outcome["messages"], Reconciled::Kept), matches!(outcome["messages"], Reconciled::Replaced));
        assert_eq!(found, (!is_replaced, is_replaced), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_failure_changes_nothing_and_an_old_one_that_stays_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("subscriptions.json");
    let failing = FakeTransport::responding(|_| FakeResponse::new(400));
    let client = KaizalaClient::new(testing::CONNECTION_URL, testing::credential(), Some(failing.options())).unwrap();
    let outcome = start(&file, &client, URL).await;
    assert!(matches!(outcome["messages"], Reconciled::Failed(_)), "{outcome:?}");
    assert!(SubscriptionFile::open(&file).unwrap().all().is_empty());

    // Without an id nothing can be removed.
    let (_, nameless) = service("{}");
    start(&file, &nameless, URL).await;
    let outcome = start(&file, &nameless, "https://me.example/hooks/2").await;
    let Reconciled::OldRemains(old) = &outcome["messages"] else { panic!("{outcome:?}") };
    assert_eq!(old.callback_url(), URL);
}

#[tokio::test]
async fn a_registration_that_cannot_be_saved_is_removed_again() {
    let folder = tempfile::tempdir().unwrap();
    // A folder stands where the new file would be written.
    let file = folder.path().join("subscriptions.json");
    fs::create_dir(folder.path().join("subscriptions.json.new")).unwrap();
    let (service, client) = service(r#"{"webhookId": "w-1"}"#);
    let outcome = start(&file, &client, URL).await;
    assert!(matches!(outcome["messages"], Reconciled::Failed(_)), "{outcome:?}");
    assert_eq!(seen(&service), ["POST TextMessageCreated", "DELETE w-1"]);
}

#[tokio::test]
async fn one_that_can_neither_be_saved_nor_removed_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("subscriptions.json");
    fs::create_dir(folder.path().join("subscriptions.json.new")).unwrap();
    // Without an id it cannot be removed.
    let (_, nameless) = service("{}");
    let outcome = start(&file, &nameless, URL).await;
    let Reconciled::Unsaved(subscription, _) = &outcome["messages"] else { panic!("{outcome:?}") };
    assert_eq!(subscription.callback_url(), URL);
}

#[test]
fn a_file_of_something_else_is_an_error_with_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("subscriptions.json");
    fs::write(&file, "[]").unwrap();
    let error = SubscriptionFile::open(&file).unwrap_err().to_string();
    assert!(error.contains("subscriptions.json"), "{error}");
    for text in [
        r#""hunter2-token""#,
        r#"{"client_secret":"hunter2-secret"}"#,
        r#"{"t":{"version":1,"trigger":"T","callback_url":"https://me/?sig=hunter2","url":"https://x","status":"hunter2"}}"#,
    ] {
        fs::write(&file, text).unwrap();
        let error = SubscriptionFile::open(&file).unwrap_err();
        let is_clean = |text: &str| text.contains("line 1, column ") && !text.contains("hunter2");
        assert!(is_clean(&error.to_string()) && is_clean(&format!("{error:?}")), "{error}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_file_and_no_secret_is_printed() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("subscriptions.json");
    let (_, client) = service(r#"{"webhookId": "w-1", "secret": "hush"}"#);
    start(&file, &client, "https://me.example/hooks/s3cret").await;
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let opened = SubscriptionFile::open(&file).unwrap();
    let printed = format!("{opened:?} {:?}", opened.all());
    assert!(!printed.contains("hush") && !printed.contains("s3cret"), "{printed}");
    assert!(printed.contains("subscriptions.json\", count: 1"), "{printed}");
}
