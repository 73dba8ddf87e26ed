//! A bot of a Kaizala group: it subscribes, receives messages, replies and unsubscribes.
//!
//! `cargo run -p connector-triggers --example kaizala_bot`

use std::{error::Error, sync::Arc};

use connector_kaizala::{KaizalaClient, TriggerPayload, bodies::SendMessageRequest, runtime::testing};
use connector_triggers::{
    Event, Inbox,
    consumer::{Consumer, HandlerError, InboxExt as _},
    inbox::Sqlite,
    receiver::{Auth, Receiver, Route},
};
use tokio::net::TcpListener;

mod support;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let inbox = Arc::new(Sqlite::open(folder.path().join("inbox.sqlite")).await?);
    for request in run(inbox).await? {
        println!("the service saw {request}");
    }
    Ok(())
}

/// The bot, until it has replied twice. What the service saw.
pub(crate) async fn run(inbox: Arc<dyn Inbox>) -> Result<Vec<String>, Box<dyn Error>> {
    let (service, mut seen) = support::kaizala(&["Standup?", "Lunch?"]);
    let client = KaizalaClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options()))?;

    // Receive. The service sends no credential, so the path contains a secret.
    let secret = "0b9f3f4e7c2d4d0a91c6";
    let route = Route::payload("kaizala", "/kaizala/{secret}/{trigger}", Auth::path_segment([secret]));
    let receiver = Receiver::builder(inbox.clone()).route(route).build()?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/kaizala/{secret}/TextMessageCreatedOnGroup", listener.local_addr()?);
    let server = tokio::spawn(axum::serve(listener, axum::Router::new().fallback_service(receiver)).into_future());

    // Handle.
    let bot = client.clone();
    let running = inbox.run(Consumer::default(), move |event| reply(bot.clone(), event));

    // Subscribe.
    let subscription = client.triggers().text_message_created_on_group("group-1").subscribe(&url).await?;

    let mut requests = Vec::new();
    while requests.iter().filter(|request: &&String| request.ends_with("/messages")).count() < 2 {
        requests.push(seen.recv().await.ok_or("the service ended")?);
    }

    // Unsubscribe, and let running handlers finish.
    let outcome = client.triggers().unsubscribe(&subscription).await?;
    println!("unsubscribed: {outcome:?}");
    requests.push(seen.recv().await.ok_or("the service ended")?);
    let done = running.shutdown().await.done;
    println!("{done} events are done");
    server.abort();
    Ok(requests)
}

/// Replies to a message. An error makes the consumer try again.
async fn reply(client: KaizalaClient, event: Event) -> Result<(), HandlerError> {
    for payload in event.payloads::<TriggerPayload>()? {
        if let TriggerPayload::TextMessageCreatedOnGroup(message) = payload {
            let text = format!("You said: {}", message.text_message.unwrap_or_default());
            client.send_message("group-1", SendMessageRequest::new(text)).send().await?;
        }
    }
    Ok(())
}
