//! The processes under test: a receiver, a consumer, or both.

use std::{error::Error, path::PathBuf, sync::Arc, time::Duration};

use clap::ValueEnum;
use connector_triggers::{
    Event, Inbox,
    consumer::{Consumer, HandlerError, InboxExt as _},
    receiver::{Auth, Duplicates, Receiver, Route},
};
use tokio::{io::AsyncReadExt as _, net::TcpListener, time::sleep};

use crate::{
    journal::{Journal, Journaled, Line},
    store,
};

/// The secret of the route, and the header that has it.
pub(crate) const SECRET: (&str, &str) = ("x-secret", "0b9f3f4e7c2d4d0a");
/// The header with the id of a callback.
pub(crate) const ID: &str = "x-event-id";
/// The path of the route.
pub(crate) const PATH: &str = "/hooks/load";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    Receiver,
    Consumer,
    Both,
}

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[arg(long)]
    part: Part,
    /// `memory`, a `postgres://…` URL, or the path of an SQLite file.
    #[arg(long)]
    store: String,
    /// The port of the receiver.
    #[arg(long)]
    port: u16,
    #[arg(long)]
    journal: PathBuf,
    /// Seed of the handler's failures.
    #[arg(long)]
    seed: u64,
}

/// Runs until standard input ends, then stops gracefully.
///
/// # Errors
/// The store, the journal or the port cannot be opened.
pub(crate) async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let Arguments { part, store, port, journal, seed } = arguments;
    let journal = Journal::open(&journal)?;
    let inner = store::open(&store).await?;
    let inbox: Arc<dyn Inbox> = Arc::new(Journaled { inner, journal: journal.clone() });
    let consumer = (part != Part::Receiver).then(|| {
        // Short times, so that a run with many kills ends soon.
        let consumer = Consumer::default()
            .with_lease(Duration::from_secs(2))
            .with_attempts(20)
            .with_delays(Duration::from_millis(20), Duration::from_millis(500));
        inbox.run(consumer, move |event| handle(event, journal.clone(), seed))
    });
    let server = match part {
        Part::Consumer => None,
        Part::Receiver | Part::Both => {
            let listener = TcpListener::bind(("127.0.0.1", port)).await?;
            Some(tokio::spawn(
                axum::serve(listener, axum::Router::new().fallback_service(receiver(inbox)?)).into_future(),
            ))
        }
    };
    println!("ready");
    let mut nothing = [0];
    while tokio::io::stdin().read(&mut nothing).await? > 0 {}
    if let Some(server) = server {
        server.abort();
    }
    if let Some(consumer) = consumer {
        consumer.shutdown().await;
    }
    Ok(())
}

/// The receiver of a run.
///
/// # Errors
/// Its settings are wrong.
pub(crate) fn receiver(inbox: Arc<dyn Inbox>) -> Result<Receiver, connector_triggers::receiver::BuildError> {
    let route = Route::payload("load", PATH, Auth::header(SECRET.0, [SECRET.1])).trigger("OnEvent");
    Receiver::builder(inbox).route(route.duplicates(Duplicates::by_header(ID))).build()
}

/// Fails now and then: some attempts are repeated, and one event in a thousand becomes a dead letter.
async fn handle(event: Event, journal: Journal, seed: u64) -> Result<(), HandlerError> {
    let body: serde_json::Value = serde_json::from_slice(&event.body)?;
    let callback = body["callback"].as_u64().ok_or_else(|| HandlerError::dead("no callback"))?;
    journal.write(Line::Began { id: event.id.0, callback });
    let mut random = fastrand::Rng::with_seed(seed ^ callback.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    if random.u32(..1000) == 0 {
        return Err(HandlerError::dead("chosen by the seed"));
    }
    let mut random = fastrand::Rng::with_seed(random.u64(..) ^ u64::from(event.attempt));
    sleep(Duration::from_millis(random.u64(..4))).await;
    match random.u32(..40) {
        0 => Err(HandlerError::retry("chosen by the seed")),
        _ => Ok(()),
    }
}
