//! Pull delivery, as documented.

use super::{
    fake::{Fake, Fault, Kind, LINK_SIGNATURE},
    inbox::TestInbox,
    support::{namespace, outputs, pull},
};
use connector_triggers::{
    Form,
    azure::{AzureErrorKind, Delivery, Pull, TriggerConfig},
};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;

fn counts(fake: &Fake) -> Vec<u32> {
    let count = |url: &str| url.rsplit_once("maxEvents=").unwrap().1.parse().unwrap();
    fake.seen(Kind::Receive).iter().map(|seen| count(&seen.url)).collect()
}

/// The waits between requests for messages, in whole seconds.
fn waits(fake: &Fake) -> Vec<u64> {
    let seen = fake.seen(Kind::Receive);
    seen.windows(2).map(|pair| (pair[1].at - pair[0].at).as_secs()).collect()
}

#[tokio::test(start_paused = true)]
async fn messages_are_stored_and_acknowledged() {
    let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
    let text = r#"{ "headers": {"ETag":"7", "Set-Cookie":"hunter2"}, "body": {"n": 12345678901234567890.10} }"#;
    fake.event("a", r#"{ "body" : {"n": 12345678901234567890.10} }"#);
    fake.event("b", text);
    let puller = Pull::new(&namespace(&fake), "mail").with_headers(["etag", "set-cookie"]);
    let stats = pull(&puller, &inbox, 1).await.unwrap();
    assert!(format!("{puller:?}").starts_with("Pull { namespace: "), "{puller:?}");
    let events = inbox.events();
    assert_eq!((events[0].route.as_str(), events[0].trigger.as_str()), ("office365", "OnNewEmailV3"));
    assert_eq!(events[0].form, Form::Envelope);
    assert!(events[0].duplicate.as_ref().unwrap().window() > Duration::from_secs(7 * 86_400));
    assert_eq!(
        inbox.bodies(),
        [
            r#"{ "body" : {"n": 12345678901234567890.10} }"#,
            r#"{"body":{"n": 12345678901234567890.10},"headers":{"ETag":"7"}}"#
        ]
    );
    assert_eq!(events[1].headers, [("etag".to_owned(), "7".to_owned())]);
    assert_eq!((stats.received, stats.stored, stats.acknowledged, stats.failures), (2, 2, 2, 0));
    assert_eq!(fake.left(), Vec::<String>::new());
    assert_eq!(fake.seen(Kind::Acknowledge).len(), 1);
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn a_request_asks_for_1_to_32_messages() {
    for (batch, expected) in [(0, 1), (1, 1), (7, 7), (32, 32), (1000, 32)] {
        let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
        let puller = Pull::new(&namespace(&fake), "mail").with_batch(batch).with_route("mine");
        fake.event("a", outputs(1));
        pull(&puller, &inbox, 1).await.unwrap();
        assert_eq!(counts(&fake)[0], expected);
        assert_eq!(inbox.events()[0].route, "mine");
        fake.assert_clean();
    }
}

#[tokio::test(start_paused = true)]
async fn more_messages_are_asked_for_at_once() {
    let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
    for number in 0..70 {
        fake.event(&number.to_string(), outputs(number));
    }
    let stats = pull(&Pull::new(&namespace(&fake), "mail"), &inbox, 1).await.unwrap();
    assert_eq!((stats.stored, stats.acknowledged), (70, 70));
    assert_eq!(waits(&fake)[..2], [0, 0]);
    assert_eq!(fake.seen(Kind::Acknowledge).len(), 3);
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn an_empty_queue_is_asked_ever_more_rarely() {
    let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
    let puller = Pull::new(&namespace(&fake), "mail").with_longest_idle(Duration::from_secs(5));
    pull(&puller, &inbox, 21).await.unwrap();
    assert_eq!(waits(&fake), [1, 2, 4, 5, 5]);
    fake.event("a", outputs(1));
    pull(&puller, &inbox, 3).await.unwrap();
    assert_eq!(inbox.events().len(), 1);
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn failures_are_waited_out() {
    let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
    for _ in 0..7 {
        fake.fault(Kind::Receive, Fault::Status(500));
    }
    fake.event("a", outputs(1));
    let stats = pull(&Pull::new(&namespace(&fake), "mail"), &inbox, 100).await.unwrap();
    assert_eq!(waits(&fake)[..7], [1, 2, 4, 8, 16, 30, 30]);
    assert_eq!((stats.failures, stats.stored, stats.acknowledged), (7, 1, 1));
    fake.fault(Kind::Receive, Fault::RetryAfter(429, 50));
    let before = fake.seen(Kind::Receive).len();
    pull(&Pull::new(&namespace(&fake), "mail"), &inbox, 60).await.unwrap();
    assert_eq!(waits(&fake)[before], 50);
    // A longer wait than ten minutes is not waited for.
    fake.fault(Kind::Receive, Fault::RetryAfter(429, 5_000));
    let before = fake.seen(Kind::Receive).len();
    pull(&Pull::new(&namespace(&fake), "mail"), &inbox, 700).await.unwrap();
    assert_eq!(waits(&fake)[before], 600);
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn linked_outputs_are_fetched_without_a_token() {
    let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
    let large = format!(r#"{{"body":"{}"}}"#, "x".repeat(3 << 20));
    fake.linked_event("large", large.clone());
    fake.event("small", outputs(1));
    let stats = pull(&Pull::new(&namespace(&fake), "mail"), &inbox, 1).await.unwrap();
    assert_eq!((stats.linked, stats.stored, stats.acknowledged), (1, 2, 2));
    assert!(inbox.bodies().contains(&large));
    assert!(fake.seen(Kind::Link)[0].url.ends_with(LINK_SIGNATURE));
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn a_message_that_comes_again_is_a_duplicate_and_is_acknowledged() {
    let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
    fake.event("a", outputs(1));
    fake.fault(Kind::Acknowledge, Fault::LostRequest);
    let puller = Pull::new(&namespace(&fake), "mail");
    let stats = pull(&puller, &inbox, 60).await.unwrap();
    assert_eq!((stats.stored, stats.acknowledged, stats.unacknowledged), (1, 0, 1));
    assert_eq!(fake.seen(Kind::Acknowledge).len(), 1, "an acknowledgement is not repeated");
    let stats = pull(&puller, &inbox, 120).await.unwrap();
    assert_eq!((stats.stored, stats.duplicate, stats.acknowledged), (1, 1, 1));
    let locks: Vec<_> =
        fake.seen(Kind::Acknowledge).iter().map(|seen| seen.body["messages"][0]["lockToken"].clone()).collect();
    assert_eq!(locks, ["lock-1", "lock-2"]);
    assert_eq!((inbox.events().len(), fake.deliveries("a")), (1, 2));
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn equal_ids_of_two_triggers_are_two_events() {
    let inbox = Arc::new(TestInbox::default());
    for trigger in ["mail", "other"] {
        let fake = Fake::new();
        let config = TriggerConfig::new("office365", "conn", "OnNewEmailV3", Delivery::Pull);
        namespace(&fake).put_trigger("other", &config).await.unwrap();
        fake.event("a", outputs(1));
        pull(&Pull::new(&namespace(&fake), trigger), &inbox, 1).await.unwrap();
    }
    assert_eq!(inbox.events().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_lasts_ends_the_pull() {
    let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
    fake.allow_caller(false);
    let puller = Pull::new(&namespace(&fake), "mail").with_patience(Duration::from_secs(60));
    let error = pull(&puller, &inbox, 1000).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (AzureErrorKind::NoAccessPolicy, Some(403)));
    let seen = fake.seen(Kind::Receive);
    assert!(seen[seen.len() - 1].at - seen[0].at >= Duration::from_secs(60));

    // An access policy takes effect late.
    fake.event("a", outputs(1));
    let other = fake.clone();
    let allowed = async move {
        tokio::time::sleep(Duration::from_secs(30)).await;
        other.allow_caller(true);
    };
    let (stats, ()) = tokio::join!(pull(&puller, &inbox, 100), allowed);
    assert_eq!(stats.unwrap().acknowledged, 1);
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn a_stale_endpoint_is_looked_up_again() {
    let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
    fake.event("a", outputs(1));
    let other = fake.clone();
    let moved = async move {
        tokio::time::sleep(Duration::from_secs(5)).await;
        other.move_endpoints();
        other.event("b", outputs(2));
    };
    let puller = Pull::new(&namespace(&fake), "mail");
    let (stats, ()) = tokio::join!(pull(&puller, &inbox, 60), moved);
    assert_eq!(stats.unwrap().acknowledged, 2);
    assert_eq!(fake.seen(Kind::Arm).len(), 2);
    fake.fault(Kind::Receive, Fault::Status(410));
    fake.event("c", outputs(3));
    assert_eq!(pull(&puller, &inbox, 10).await.unwrap().acknowledged, 3);
    assert_eq!(fake.seen(Kind::Arm).len(), 4);
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn what_a_wait_cannot_repair_ends_the_pull_at_once() {
    let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
    let absent = pull(&Pull::new(&namespace(&fake), "absent"), &inbox, 1).await.unwrap_err();
    assert_eq!(absent.kind(), AzureErrorKind::NotFound);
    let posted = TriggerConfig::new("c", "conn", "O", Delivery::callback("https://r.example", None));
    namespace(&fake).put_trigger("posted", &posted).await.unwrap();
    let not_pull = pull(&Pull::new(&namespace(&fake), "posted"), &inbox, 1).await.unwrap_err();
    assert_eq!(not_pull.kind(), AzureErrorKind::Invalid);
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn endpoints_that_are_not_ready_are_waited_for() {
    let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
    fake.event("a", outputs(1));
    fake.resources(|it| it.properties("triggerConfigs/mail")["pollingEndpoints"] = json!({}));
    let other = fake.clone();
    let made = async move {
        tokio::time::sleep(Duration::from_secs(20)).await;
        other.resources(|it| it.properties("triggerConfigs/mail")["pollingEndpoints"] = json!(null));
    };
    let puller = Pull::new(&namespace(&fake), "mail");
    let (stats, ()) = tokio::join!(pull(&puller, &inbox, 60), made);
    assert_eq!(stats.unwrap().acknowledged, 1);
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_must_be_https_without_user_and_fragment() {
    for uri in ["http://h/receive", "https://u@h/receive", "https://h/receive#x", "receive"] {
        let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
        let endpoints = json!({ "receiveUri": uri, "acknowledgeUri": "https://h/acknowledge" });
        fake.resources(|it| it.properties("triggerConfigs/mail")["pollingEndpoints"] = endpoints);
        let puller = Pull::new(&namespace(&fake), "mail").with_patience(Duration::ZERO);
        let error = pull(&puller, &inbox, 1).await.unwrap_err();
        assert_eq!(error.kind(), AzureErrorKind::Protocol, "{uri}");
        assert!(!error.to_string().contains("receive"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_full_inbox_is_not_asked_to_hold_more() {
    let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
    for number in 0..20 {
        fake.event(&number.to_string(), outputs(number));
    }
    inbox.limit(5);
    let stats = pull(&Pull::new(&namespace(&fake), "mail").with_batch(8), &inbox, 60).await.unwrap();
    assert_eq!((stats.received, stats.stored, stats.acknowledged), (8, 5, 5));
    assert_eq!(fake.seen(Kind::Receive).len(), 1, "nothing is asked for while messages wait for room");
    assert_eq!(stats.not_stored, 3);
    // What has no room until its lock ends comes again; then one message shows whether there is room.
    let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
    for number in 0..20 {
        fake.event(&number.to_string(), outputs(number));
    }
    inbox.limit(0);
    let other = inbox.clone();
    let emptied = async move {
        tokio::time::sleep(Duration::from_secs(300)).await;
        other.limit(100);
    };
    let puller = Pull::new(&namespace(&fake), "mail").with_batch(8);
    let (stats, ()) = tokio::join!(pull(&puller, &inbox, 900), emptied);
    assert_eq!(counts(&fake)[..3], [8, 1, 1]);
    assert_eq!((stats.unwrap().stored, fake.left().len()), (20, 0));
    fake.assert_clean();
    // Linked outputs wait for room too.
    let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
    (0..20).for_each(|number| fake.linked_event(&number.to_string(), outputs(number)));
    inbox.limit(1);
    let stats = pull(&Pull::new(&namespace(&fake), "mail").with_batch(4), &inbox, 60).await.unwrap();
    assert_eq!((counts(&fake), stats.stored, stats.not_stored), (vec![4], 1, 3));
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn no_more_is_asked_for_than_may_wait() {
    let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
    for number in 0..20 {
        fake.event(&number.to_string(), outputs(number));
    }
    let puller = Pull::new(&namespace(&fake), "mail").with_batch(8).with_max_waiting(10);
    let stats = pull(&puller, &inbox, 100).await.unwrap();
    assert_eq!(counts(&fake), [8, 2]);
    assert_eq!((stats.received, stats.acknowledged), (10, 10));
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn room_is_reserved_before_messages_are_asked_for() {
    let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
    fake.event("a", outputs(1));
    let room = Arc::new(Semaphore::new(3));
    let all = room.clone().acquire_many_owned(3).await.unwrap();
    let puller = Pull::new(&namespace(&fake), "mail").with_room(room.clone());
    pull(&puller, &inbox, 60).await.unwrap();
    assert_eq!(fake.seen(Kind::Receive).len(), 0);
    drop(all);
    pull(&puller, &inbox, 1).await.unwrap();
    assert_eq!(counts(&fake)[0], 3);
    assert_eq!((room.available_permits(), fake.left().len()), (3, 0));
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_stores_and_acknowledges_what_was_received() {
    let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
    inbox.slow(Duration::from_secs(20));
    fake.event("a", outputs(1));
    fake.linked_event("b", outputs(2));
    let stats = pull(&Pull::new(&namespace(&fake), "mail"), &inbox, 5).await.unwrap();
    assert_eq!((stats.stored, stats.acknowledged), (2, 2));
    assert_eq!(fake.seen(Kind::Receive).len(), 1);
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn the_depth_of_the_queue_is_asked_for_up_to_three_times() {
    let fake = Fake::new();
    fake.event("a", outputs(1));
    let puller = Pull::new(&namespace(&fake), "mail");
    for fault in [Fault::Status(408), Fault::Status(429), Fault::Status(500)] {
        fake.fault(Kind::Depth, fault.clone());
        fake.fault(Kind::Depth, fault);
        assert_eq!(puller.queue_depth().await.unwrap(), 1);
    }
    assert_eq!(fake.seen(Kind::Depth).len(), 9);
    fake.fault(Kind::Depth, Fault::Status(403));
    assert_eq!(puller.queue_depth().await.unwrap_err().kind(), AzureErrorKind::NoAccessPolicy);
    assert_eq!(fake.seen(Kind::Depth).len(), 10);
    fake.assert_clean();
}
