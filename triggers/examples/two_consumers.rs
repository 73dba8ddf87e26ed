//! Two consumers share the events of one PostgreSQL database. They may run on two machines.
//!
//! `DATABASE_URL=postgres://… cargo run -p connector-triggers --example two_consumers`

use std::{
    error::Error,
    sync::Arc,
    time::{Duration, SystemTime},
};

use connector_triggers::{
    Form, Inbox, NewEvent,
    consumer::{Consumer, InboxExt as _},
    inbox::Postgres,
};

const EVENTS: u64 = 100;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let Ok(url) = std::env::var("DATABASE_URL") else {
        return Err("set DATABASE_URL to an empty PostgreSQL database".into());
    };
    let (one, other) = run(&url).await?;
    println!("one consumer handled {one} events, the other {other}");
    Ok(())
}

/// How many events each of the two handled.
pub(crate) async fn run(url: &str) -> Result<(u64, u64), Box<dyn Error>> {
    // Two connections, as two machines would have.
    let (one, other) = (Arc::new(Postgres::open(url).await?), Arc::new(Postgres::open(url).await?));
    let event = |number: u64| NewEvent {
        route: "example".to_owned(),
        trigger: "OnEvent".to_owned(),
        form: Form::Payload,
        headers: Vec::new(),
        body: format!(r#"{{"number":{number}}}"#).into(),
        duplicate: None,
        received_at: SystemTime::now(),
    };
    one.put((0..EVENTS).map(event).collect()).await?;

    let consumer = Consumer::default().with_concurrency(4);
    let handler = |_| async {
        tokio::time::sleep(Duration::from_millis(5)).await;
        Ok(())
    };
    let (first, second) = (one.run(consumer.clone(), handler), other.run(consumer, handler));
    while first.metrics().done + second.metrics().done < EVENTS {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok((first.shutdown().await.done, second.shutdown().await.done))
}
