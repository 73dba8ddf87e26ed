//! Pull delivery from a namespace that misbehaves. Nothing is lost, nothing is acknowledged that is not stored, and no
//! receive or acknowledgement is repeated by itself.

use super::{
    fake::{Fake, Fault, Kind},
    inbox::{Refusal, TestInbox},
    support::{namespace, outputs, pull},
};
use connector_triggers::{
    azure::{AzureErrorKind, Pull},
    inbox::InboxErrorKind,
};
use std::{collections::BTreeSet, sync::Arc, time::Duration};

/// A fake whose acknowledgements are compared with the inbox.
fn audited(inbox: &Arc<TestInbox>) -> Fake {
    let (fake, inbox) = (Fake::new(), inbox.clone());
    fake.audit(move |id| inbox.has_number(id));
    fake
}

#[tokio::test(start_paused = true)]
async fn a_receive_that_fails_is_made_up_for_later() {
    for fault in [
        Fault::Status(408),
        Fault::Status(429),
        Fault::Status(500),
        Fault::Status(404),
        Fault::LostRequest,
        Fault::LostResponse,
        Fault::Silence,
        Fault::Body("{\"messages\":[{]}"),
        Fault::Body("[]"),
        Fault::Body("{\"messages\":[{\"messageId\":\"0\"}, 7, {\"lockToken\":\"x\",\"outputs\":{}}]}"),
        Fault::Header("x-ms-more-messages-available", Some("maybe")),
        Fault::BothOutputs,
        Fault::NoOutputs,
    ] {
        let inbox = Arc::new(TestInbox::default());
        let fake = audited(&inbox);
        (0..3).for_each(|number| fake.event(&number.to_string(), outputs(number)));
        fake.fault(Kind::Receive, fault.clone());
        let puller = Pull::new(&namespace(&fake), "mail");
        // One receive, and a wait of at least a second.
        pull(&puller, &inbox, 0).await.unwrap();
        assert_eq!(fake.seen(Kind::Receive).len(), 1, "{fault:?}");
        assert_eq!((fake.left().len(), inbox.events().len()), (3, 0), "{fault:?}");
        let stats = pull(&puller, &inbox, 300).await.unwrap();
        assert_eq!((stats.stored, stats.acknowledged, fake.left().len()), (3, 3, 0), "{fault:?}");
        fake.assert_clean();
    }
}

#[tokio::test(start_paused = true)]
async fn an_acknowledgement_that_fails_is_not_repeated() {
    for (fault, acknowledged) in [
        (Fault::Status(429), 0),
        (Fault::Status(500), 0),
        (Fault::Status(404), 0),
        (Fault::LostRequest, 0),
        (Fault::LostResponse, 3),
        (Fault::Silence, 0),
        (Fault::Body("{}"), 3),
        (Fault::Body("<html>"), 3),
        (Fault::ResultMissing, 3),
        (Fault::ResultsReversed, 3),
        (Fault::ResultStatus("NotFound"), 0),
        (Fault::ResultStatus("Failed"), 0),
        (Fault::ResultStatus("SomethingNew"), 0),
    ] {
        let inbox = Arc::new(TestInbox::default());
        let fake = audited(&inbox);
        (0..3).for_each(|number| fake.event(&number.to_string(), outputs(number)));
        fake.fault(Kind::Acknowledge, fault.clone());
        let puller = Pull::new(&namespace(&fake), "mail");
        let stats = pull(&puller, &inbox, 100).await.unwrap();
        assert_eq!(fake.seen(Kind::Acknowledge).len(), 1, "{fault:?}");
        assert_eq!((stats.stored, stats.acknowledged, stats.unacknowledged), (3, 0, 3), "{fault:?}");
        assert_eq!(fake.left().len(), 3 - acknowledged, "{fault:?}");
        let stats = pull(&puller, &inbox, 300).await.unwrap();
        assert_eq!((stats.stored, stats.duplicate as usize), (3, 3 - acknowledged), "{fault:?}");
        assert_eq!((inbox.events().len(), fake.left().len()), (3, 0), "{fault:?}");
        fake.assert_clean();
    }
}

#[tokio::test(start_paused = true)]
async fn an_ended_lock_is_not_acknowledged() {
    let inbox = Arc::new(TestInbox::default());
    let fake = audited(&inbox);
    fake.event("0", outputs(0));
    inbox.slow(Duration::from_secs(121));
    let puller = Pull::new(&namespace(&fake), "mail");
    let stats = pull(&puller, &inbox, 1).await.unwrap();
    assert_eq!((stats.stored, stats.unacknowledged), (1, 1));
    assert_eq!(fake.seen(Kind::Acknowledge).len(), 0);
    inbox.slow(Duration::ZERO);
    let stats = pull(&puller, &inbox, 1).await.unwrap();
    assert_eq!((stats.duplicate, stats.acknowledged), (1, 1));

    // A lock that ends early is the service's `NotFound`.
    fake.event("1", outputs(1));
    inbox.slow(Duration::from_secs(10));
    let other = fake.clone();
    let unlocked = async move {
        tokio::time::sleep(Duration::from_secs(5)).await;
        other.unlock();
    };
    let (stats, ()) = tokio::join!(pull(&puller, &inbox, 1), unlocked);
    assert_eq!((stats.unwrap().unacknowledged, fake.left().len()), (2, 1));
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn more_messages_than_asked_for_are_left() {
    let inbox = Arc::new(TestInbox::default());
    let fake = audited(&inbox);
    (0..10).for_each(|number| fake.event(&number.to_string(), outputs(number)));
    fake.fault(Kind::Receive, Fault::TooMany);
    let puller = Pull::new(&namespace(&fake), "mail").with_batch(5);
    let stats = pull(&puller, &inbox, 60).await.unwrap();
    assert_eq!((stats.received, stats.acknowledged, stats.not_stored), (10, 5, 5));
    assert_eq!(pull(&puller, &inbox, 120).await.unwrap().acknowledged, 10);
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn a_link_is_tried_up_to_three_times_where_that_may_help() {
    for (faults, tries, is_stored) in [
        (vec![Fault::Status(500); 2], 3, true),
        (vec![Fault::Status(429); 2], 3, true),
        (vec![Fault::Status(408); 2], 3, true),
        (vec![Fault::LostResponse; 2], 3, true),
        (vec![Fault::Status(500); 3], 3, false),
        (vec![Fault::Status(403)], 1, false),
        (vec![Fault::Status(404)], 1, false),
        (vec![Fault::Redirect], 1, false),
        (vec![Fault::Oversized], 1, false),
        (vec![Fault::Body("{\"body\":")], 1, false),
        (vec![Fault::Header("content-type", Some("text/html"))], 1, false),
        (vec![Fault::Header("content-type", Some("application/json; charset=utf-16"))], 1, false),
        (vec![Fault::Header("content-type", None)], 1, false),
        (vec![Fault::Header("content-encoding", Some("gzip"))], 1, false),
        (vec![Fault::Silence], 1, false),
    ] {
        let inbox = Arc::new(TestInbox::default());
        let fake = audited(&inbox);
        fake.linked_event("0", outputs(0));
        faults.iter().for_each(|fault| fake.fault(Kind::Link, fault.clone()));
        let puller = Pull::new(&namespace(&fake), "mail");
        let stats = pull(&puller, &inbox, 100).await.unwrap();
        assert_eq!(fake.seen(Kind::Link).len(), tries, "{faults:?}");
        let expected = if is_stored { (1, 0, 1) } else { (0, 1, 0) };
        assert_eq!((stats.stored, stats.unusable, stats.acknowledged), expected, "{faults:?}");
        // It comes again.
        let stats = pull(&puller, &inbox, 300).await.unwrap();
        assert_eq!((stats.stored, fake.left().len()), (1, 0), "{faults:?}");
        fake.assert_clean();
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_link_does_not_keep_other_messages() {
    let inbox = Arc::new(TestInbox::default());
    let fake = audited(&inbox);
    fake.linked_event("0", outputs(0));
    fake.fault(Kind::Link, Fault::Silence);
    let puller = Pull::new(&namespace(&fake), "mail").with_longest_idle(Duration::from_secs(1));
    let other = (fake.clone(), inbox.clone());
    let looked = async move {
        let (fake, inbox) = other;
        tokio::time::sleep(Duration::from_secs(10)).await;
        fake.event("1", outputs(1));
        tokio::time::sleep(Duration::from_secs(5)).await;
        assert_eq!((inbox.events().len(), fake.left().len()), (1, 1));
    };
    let (stats, ()) = tokio::join!(pull(&puller, &inbox, 300), looked);
    assert_eq!((stats.unwrap().acknowledged, fake.left().len()), (2, 0));
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn an_inbox_that_fails_for_a_while_gets_the_messages_again() {
    let inbox = Arc::new(TestInbox::default());
    let fake = audited(&inbox);
    (0..3).for_each(|number| fake.event(&number.to_string(), outputs(number)));
    inbox.refuse(Refusal::Error(InboxErrorKind::Unavailable));
    inbox.refuse(Refusal::StoredAndFailed);
    let stats = pull(&Pull::new(&namespace(&fake), "mail"), &inbox, 60).await.unwrap();
    assert_eq!((stats.received, stats.duplicate, stats.acknowledged), (3, 3, 3));
    assert_eq!(inbox.puts(), 3);
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn a_single_message_without_room_is_stored_after_a_wait() {
    let inbox = Arc::new(TestInbox::default());
    let fake = audited(&inbox);
    fake.event("0", outputs(0));
    inbox.refuse(Refusal::Error(InboxErrorKind::Full));
    let stats = pull(&Pull::new(&namespace(&fake), "mail"), &inbox, 60).await.unwrap();
    assert_eq!((stats.stored, inbox.puts()), (1, 2));
    let [received, acknowledged] = [Kind::Receive, Kind::Acknowledge].map(|kind| fake.seen(kind)[0].at);
    assert!(acknowledged - received >= Duration::from_secs(1), "{:?}", acknowledged - received);
    fake.assert_clean();
}

/// What an inbox holds is not known: nothing is received that it may have no room for.
#[tokio::test(start_paused = true)]
async fn an_inbox_without_counts_gets_no_messages() {
    for (kind, outcome) in [(InboxErrorKind::Unavailable, Ok(1)), (InboxErrorKind::Corrupt, Err(AzureErrorKind::Inbox))]
    {
        let inbox = Arc::new(TestInbox::default());
        let fake = audited(&inbox);
        fake.event("0", outputs(0));
        inbox.refuse_stats(kind);
        let ended = pull(&Pull::new(&namespace(&fake), "mail").with_max_waiting(10), &inbox, 60).await;
        assert_eq!(ended.map(|stats| stats.stored).map_err(|error| error.kind()), outcome);
        assert_eq!(fake.left().len(), usize::from(outcome.is_err()));
        fake.assert_clean();
    }
}

#[tokio::test(start_paused = true)]
async fn an_inbox_that_stays_broken_ends_the_pull() {
    for kind in [InboxErrorKind::Corrupt, InboxErrorKind::Invalid] {
        let inbox = Arc::new(TestInbox::default());
        let fake = audited(&inbox);
        fake.event("0", outputs(0));
        fake.linked_event("1", outputs(1));
        inbox.refuse(Refusal::Error(kind));
        let error = pull(&Pull::new(&namespace(&fake), "mail"), &inbox, 60).await.unwrap_err();
        assert_eq!(error.kind(), AzureErrorKind::Inbox);
        assert!(std::error::Error::source(&error).is_some());
        assert!(fake.left().contains(&"0".to_owned()));
        fake.assert_clean();
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_message_twice_in_one_response_is_one_event() {
    let inbox = Arc::new(TestInbox::default());
    let fake = audited(&inbox);
    fake.event("7", outputs(7));
    let twice = "{\"messages\":[{\"messageId\":\"7\",\"lockToken\":\"lock-1\",\"outputs\":{\"body\":{\"number\":7}}},\
                 {\"messageId\":\"7\",\"lockToken\":\"lock-1\",\"outputs\":{\"body\":{\"number\":7}}}]}";
    fake.fault(Kind::Receive, Fault::Body(twice));
    let stats = pull(&Pull::new(&namespace(&fake), "mail"), &inbox, 10).await.unwrap();
    assert_eq!((stats.stored, stats.duplicate), (1, 1));
    assert_eq!(inbox.bodies().into_iter().collect::<BTreeSet<_>>().len(), 1);
    assert_eq!(fake.left().len(), 0);
    fake.assert_clean();
}
