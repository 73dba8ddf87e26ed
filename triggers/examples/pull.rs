//! Events of a connector namespace of Azure, pulled without a public address: here from a fake one.
//!
//! `cargo run -p connector-triggers --example pull`

use std::{error::Error, sync::Arc, time::Duration};

use connector_kaizala::TriggerPayload;
use connector_triggers::{
    Event, Inbox,
    azure::{Namespace, NamespaceOptions, Pull},
    consumer::{Consumer, HandlerError, InboxExt as _},
    inbox::Memory,
};
use tokio::sync::{mpsc, oneshot};

#[path = "../tests/azure/fake.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::duplicate_mod,
    reason = "the fake of the tests can misbehave too"
)]
mod fake;
#[path = "../tests/azure/fake_resources.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::duplicate_mod,
    reason = "the fake of the tests can misbehave too"
)]
mod fake_resources;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    for text in run().await? {
        println!("{text}");
    }
    Ok(())
}

/// Pulls two messages and handles them.
pub(crate) async fn run() -> Result<Vec<String>, Box<dyn Error>> {
    let azure = fake::Fake::new();
    for (id, text) in [("m-1", "Standup?"), ("m-2", "Lunch?")] {
        azure.event(id, format!(r#"{{"body":{{"fromUserName":"Ada","textMessage":"{text}"}}}}"#));
    }
    azure.resources(|resources| {
        resources.properties("triggerConfigs/mail")["operationName"] = "TextMessageCreatedOnGroup".into();
    });
    let options = NamespaceOptions::default().with_transport(azure.transport());
    let namespace = Namespace::new("sub", "group", "space", Arc::new(fake::Tokens), Some(options))?;

    let inbox: Arc<dyn Inbox> = Arc::new(Memory::new());
    let (said, mut texts) = mpsc::unbounded_channel();
    let running = inbox.run(Consumer::default().with_concurrency(1), move |event| handle(event, said.clone()));

    // The trigger configuration is there already; its documentation shows how to make one.
    let (stop, stopped) = oneshot::channel::<()>();
    let pull = Pull::new(&namespace, TRIGGER).with_longest_idle(Duration::from_secs(1));
    let puller = {
        let inbox = inbox.clone();
        tokio::spawn(async move { pull.run(inbox, async { _ = stopped.await }).await })
    };
    let mut handled = Vec::new();
    while handled.len() < 2 {
        handled.push(texts.recv().await.ok_or("the consumer ended")?);
    }
    drop(stop);
    puller.await??;
    running.shutdown().await;
    Ok(handled)
}

/// The trigger configuration.
const TRIGGER: &str = "mail";

async fn handle(event: Event, said: mpsc::UnboundedSender<String>) -> Result<(), HandlerError> {
    // The trigger of a pulled event is the operation that its configuration names.
    for payload in event.payloads::<TriggerPayload>()? {
        let text = match payload {
            TriggerPayload::TextMessageCreatedOnGroup(message) => message.text_message.unwrap_or_default(),
            other => format!("{other:?}"),
        };
        said.send(text)?;
    }
    Ok(())
}
