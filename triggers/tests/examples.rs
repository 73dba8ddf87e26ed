//! Each example works: the test calls `run`, as `main` does.

#![allow(dead_code, reason = "each example has a `main` of its own")]

use std::sync::Arc;

use connector_triggers::inbox::Memory;

#[path = "../examples/kaizala_bot.rs"]
mod kaizala_bot;
#[path = "../examples/polling.rs"]
mod polling;
#[path = "../examples/pull.rs"]
mod pull;
#[path = "../examples/two_consumers.rs"]
mod two_consumers;

#[tokio::test]
async fn a_bot_subscribes_receives_replies_and_unsubscribes() {
    let requests = kaizala_bot::run(Arc::new(Memory::new())).await.unwrap();
    assert_eq!(
        requests,
        [
            "POST /v1/webhook/Group/TextMessageCreated",
            "POST /v1/groups/group-1/messages",
            "POST /v1/groups/group-1/messages",
            "DELETE /v1/webhook/w-1",
        ]
    );
}

#[tokio::test]
async fn polling_goes_on_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let titles = polling::run(&folder.path().join("state.json")).await.unwrap();
    assert_eq!(titles, ["Item 2", "Item 4", "Item 3"]);
}

#[tokio::test]
async fn messages_are_pulled_and_handled() {
    assert_eq!(pull::run().await.unwrap(), ["Standup?", "Lunch?"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_consumers_share_the_events() {
    let Some(cluster) = crate::inbox::cluster::Cluster::shared() else { return };
    let (one, other) = two_consumers::run(&cluster.url()).await.unwrap();
    assert_eq!(one + other, 100);
    assert!(one > 0 && other > 0, "{one} and {other}");
}
