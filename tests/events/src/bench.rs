//! What receiver, stores and consumer cost, beside the same work by hand in the same run.

use std::{
    error::Error,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use axum::{Json, http::StatusCode, routing::post};
use bytes::Bytes;
use connector_triggers::{
    Event, Form, Inbox, NewEvent,
    consumer::{Consumer, InboxExt as _},
    inbox::{Claim, Limits, Memory},
};
use sqlx::{Connection as _, PgConnection, SqliteConnection};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
};

use crate::{
    cluster::Cluster,
    sender::{body, request, status},
    serve::{PATH, receiver},
    store,
};

/// Connections of the sender.
const CONNECTIONS: u64 = 32;
/// The size of a body, without its frame.
const PADDING: usize = 900;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Rounds; in each, both sides are measured one after the other.
    #[arg(long, value_name = "N", default_value_t = 7)]
    rounds: usize,
    /// Callbacks a side and round.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    callbacks: u64,
}

/// Runs the command.
///
/// # Errors
/// A server cannot be started, or a store fails.
pub(crate) async fn run(arguments: &Arguments) -> Result<bool, Box<dyn Error>> {
    callbacks(arguments).await?;
    println!();
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("floor.sqlite");
    let mut floor = SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", file.display())).await?;
    for pragma in ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"] {
        sqlx::query(pragma).execute(&mut floor).await?;
    }
    sqlx::query(TABLE_SQLITE).execute(&mut floor).await?;
    let inbox = store::open(&folder.path().join("inbox.sqlite").display().to_string()).await?;
    durable("SQLite", arguments, inbox, &mut Floor::Sqlite(floor)).await?;
    // It says so if PostgreSQL is not installed.
    if let Some(cluster) = Cluster::start() {
        let mut floor = PgConnection::connect(&cluster.url()).await?;
        sqlx::query(TABLE_POSTGRES).execute(&mut floor).await?;
        durable("PostgreSQL", arguments, store::open(&cluster.url()).await?, &mut Floor::Postgres(floor)).await?;
    }
    println!();
    memory(10_000).await?;
    consumer(arguments).await?;
    Ok(true)
}

fn event(number: u64) -> NewEvent {
    NewEvent {
        route: "load".to_owned(),
        trigger: "OnEvent".to_owned(),
        form: Form::Payload,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: Bytes::from(body(number, PADDING)),
        duplicate: None,
        received_at: SystemTime::now(),
    }
}

/// The median and the quartiles.
fn quartiles(mut values: Vec<f64>) -> (f64, f64, f64) {
    values.sort_by(f64::total_cmp);
    let at = |part: usize| values[(values.len() - 1) * part / 4];
    (at(1), at(2), at(3))
}

/// Callbacks over sockets: a receiver with an inbox in memory, and a bare axum handler that decodes the same body.
async fn callbacks(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let bare = axum::Router::new().route(PATH, post(|Json(_): Json<serde_json::Value>| async { StatusCode::ACCEPTED }));
    let bare = listen(bare).await?;
    let inbox = Arc::new(Memory::with_limits(Limits::new(10_000_000, 1 << 34)));
    let ours = listen(axum::Router::new().fallback_service(receiver(inbox.clone())?)).await?;
    let consumer = inbox.run(Consumer::default().with_concurrency(64), |_| async { Ok(()) });
    let (mut ratios, mut tails) = (Vec::new(), Vec::new());
    let mut number = 0;
    let mut last = (0.0, 0.0);
    // The first round warms up both sides.
    for round in 0..=arguments.rounds {
        let floor = load(bare, arguments.callbacks, &mut number).await?;
        let measured = load(ours, arguments.callbacks, &mut number).await?;
        if round > 0 {
            ratios.push(measured.rate / floor.rate);
            tails.push(measured.p99.as_secs_f64() / floor.p99.as_secs_f64());
            last = (measured.rate, floor.rate);
        }
    }
    let done = consumer.shutdown().await.done;
    let (low, median, high) = quartiles(ratios);
    println!(
        "receiver, memory inbox: {median:.2} of a bare axum handler's callbacks/s (quartiles {low:.2} to {high:.2}); last round {:.0} and {:.0}",
        last.0, last.1
    );
    let (low, median, high) = quartiles(tails);
    println!(
        "  p99: {median:.2} times the bare handler's (quartiles {low:.2} to {high:.2}); {done} events handled beside it"
    );
    Ok(())
}

async fn listen(router: axum::Router) -> std::io::Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(axum::serve(listener, router).into_future());
    Ok(port)
}

struct Load {
    rate: f64,
    p99: Duration,
}

/// Sends callbacks over kept connections.
async fn load(port: u16, callbacks: u64, number: &mut u64) -> Result<Load, Box<dyn Error>> {
    let began = Instant::now();
    let mut senders = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let first = *number;
        *number += callbacks / CONNECTIONS;
        senders.spawn(async move {
            let mut times = Vec::new();
            let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
            stream.set_nodelay(true)?;
            let mut answer = [0; 1024];
            for callback in first..first + callbacks / CONNECTIONS {
                let (bytes, _) = request(callback, &body(callback, PADDING), true);
                let began = Instant::now();
                stream.write_all(&bytes).await?;
                // Both answers are short and arrive in one piece.
                let length = stream.read(&mut answer).await?;
                times.push(began.elapsed());
                if status(&answer[..length])? != 202 {
                    return Err(std::io::Error::other(String::from_utf8_lossy(&answer[..length]).into_owned()));
                }
            }
            Ok(times)
        });
    }
    let mut times = Vec::new();
    while let Some(ended) = senders.join_next().await {
        times.extend(ended??);
    }
    let rate = times.len() as f64 / began.elapsed().as_secs_f64();
    times.sort_unstable();
    Ok(Load { rate, p99: times[times.len() * 99 / 100] })
}

const TABLE_SQLITE: &str = "CREATE TABLE floor (id INTEGER PRIMARY KEY, route TEXT NOT NULL, trigger_name TEXT NOT NULL, \
                            headers TEXT NOT NULL, body BLOB NOT NULL, received_at INTEGER NOT NULL)";
const TABLE_POSTGRES: &str = "CREATE TABLE floor (id BIGSERIAL PRIMARY KEY, route TEXT NOT NULL, trigger_name TEXT NOT NULL, \
                              headers TEXT NOT NULL, body BYTEA NOT NULL, received_at BIGINT NOT NULL)";

/// A durable insert by hand: one transaction a batch.
enum Floor {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

const INSERT_SQLITE: &str =
    "INSERT INTO floor (route, trigger_name, headers, body, received_at) VALUES (?, ?, ?, ?, ?)";
const INSERT_POSTGRES: &str =
    "INSERT INTO floor (route, trigger_name, headers, body, received_at) VALUES ($1, $2, $3, $4, $5)";

impl Floor {
    async fn insert(&mut self, events: &[NewEvent]) -> Result<(), sqlx::Error> {
        let headers = r#"[["content-type","application/json"]]"#;
        match self {
            Self::Sqlite(connection) => {
                let mut transaction = connection.begin().await?;
                for event in events {
                    let query = sqlx::query(INSERT_SQLITE).bind(&event.route).bind(&event.trigger).bind(headers);
                    query.bind(&event.body[..]).bind(0_i64).execute(&mut *transaction).await?;
                }
                transaction.commit().await
            }
            Self::Postgres(connection) => {
                let mut transaction = connection.begin().await?;
                for event in events {
                    let query = sqlx::query(INSERT_POSTGRES).bind(&event.route).bind(&event.trigger).bind(headers);
                    query.bind(&event.body[..]).bind(0_i64).execute(&mut *transaction).await?;
                }
                transaction.commit().await
            }
        }
    }
}

/// Puts from many tasks, and inserts by hand in batches as large as there are tasks.
async fn durable(
    name: &str,
    arguments: &Arguments,
    inbox: Arc<dyn Inbox>,
    floor: &mut Floor,
) -> Result<(), Box<dyn Error>> {
    let count = arguments.callbacks / 4;
    let mut ratios = Vec::new();
    let mut last = (0.0, 0.0);
    for round in 0..=arguments.rounds {
        let began = Instant::now();
        let numbers: Vec<u64> = (0..count).collect();
        for batch in numbers.chunks(usize::try_from(CONNECTIONS)?) {
            floor.insert(&batch.iter().map(|number| event(*number)).collect::<Vec<_>>()).await?;
        }
        let by_hand = count as f64 / began.elapsed().as_secs_f64();

        let began = Instant::now();
        let room = Arc::new(Semaphore::new(usize::try_from(CONNECTIONS)?));
        let mut puts = JoinSet::new();
        for number in 0..count {
            let (inbox, room) = (inbox.clone(), room.clone().acquire_owned().await?);
            puts.spawn(async move {
                let put = inbox.put(vec![event(number)]).await;
                drop(room);
                put
            });
        }
        while let Some(put) = puts.join_next().await {
            put??;
        }
        let ours = count as f64 / began.elapsed().as_secs_f64();
        if round > 0 {
            ratios.push(ours / by_hand);
            last = (ours, by_hand);
        }
    }
    let (low, median, high) = quartiles(ratios);
    println!(
        "{name}: {median:.2} of the same durable inserts by hand, {CONNECTIONS} a transaction (quartiles {low:.2} to {high:.2}); last round {:.0} and {:.0} events/s",
        last.0, last.1
    );
    Ok(())
}

/// The memory of queued events beside the size of their bodies.
async fn memory(count: u64) -> Result<(), Box<dyn Error>> {
    let resident = || -> Result<u64, Box<dyn Error>> {
        let pages: u64 = std::fs::read_to_string("/proc/self/statm")?.split(' ').nth(1).unwrap_or("0").parse()?;
        Ok(pages * 4096)
    };
    let inbox = Memory::with_limits(Limits::new(10_000_000, 1 << 34));
    let before = resident()?;
    for number in 0..count {
        inbox.put(vec![event(number)]).await?;
    }
    let used = resident()?.saturating_sub(before);
    let bodies = count * body(0, PADDING).len() as u64;
    println!(
        "memory of {count} queued events: {:.1} MB, {:.2} times their bodies ({:.1} MB)",
        used as f64 / 1e6,
        used as f64 / bodies as f64,
        bodies as f64 / 1e6
    );
    Ok(())
}

/// A consumer with a handler that does nothing, beside claims and answers by hand in the same batches.
async fn consumer(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    const BATCH: u32 = 64;
    let count = arguments.callbacks;
    let filled = async || -> Result<Arc<Memory>, Box<dyn Error>> {
        let inbox = Arc::new(Memory::with_limits(Limits::new(10_000_000, 1 << 34)));
        inbox.put((0..count).map(event).collect()).await?;
        Ok(inbox)
    };
    let (mut ratios, mut overheads) = (Vec::new(), Vec::new());
    for round in 0..=arguments.rounds {
        let inbox = filled().await?;
        let began = Instant::now();
        loop {
            let claimed = inbox.claim(&Claim::new(BATCH, Duration::from_secs(60))).await?;
            if claimed.is_empty() {
                break;
            }
            let mut tasks = JoinSet::new();
            let mut leases = Vec::new();
            for claimed in claimed {
                leases.push(claimed.lease);
                let event: Event = claimed.event;
                tasks.spawn(async move { drop(event) });
            }
            while tasks.join_next().await.is_some() {}
            inbox.done(&leases).await?;
        }
        let by_hand = began.elapsed();

        let inbox = filled().await?;
        let began = Instant::now();
        let running = inbox.run(Consumer::default().with_concurrency(BATCH as usize), |_| async { Ok(()) });
        while running.metrics().done < count {
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
        let ours = began.elapsed();
        running.shutdown().await;
        if round > 0 {
            ratios.push(ours.as_secs_f64() / by_hand.as_secs_f64());
            overheads.push((ours.as_secs_f64() - by_hand.as_secs_f64()) / count as f64 * 1e6);
        }
    }
    let (low, median, high) = quartiles(ratios);
    let (_, overhead, _) = quartiles(overheads);
    println!(
        "consumer: {median:.2} times claims, tasks and answers by hand (quartiles {low:.2} to {high:.2}), {overhead:.1} µs more an event"
    );
    Ok(())
}
