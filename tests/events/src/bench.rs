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
use serde_json::json;
use sqlx::{Connection as _, PgConnection, SqliteConnection};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
};

use crate::{
    cluster::Cluster,
    sender::{request, status},
    serve::{PATH, receiver},
    store,
};

/// Connections of the sender.
const CONNECTIONS: u64 = 32;

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
    // First: later, the process has memory that it has freed.
    memory(10_000).await?;
    callbacks(arguments).await?;
    println!();
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("floor.sqlite");
    drop(store::open(&file.display().to_string()).await?);
    let mut floor = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await?;
    sqlx::query("PRAGMA synchronous = FULL").execute(&mut floor).await?;
    let inbox = store::open(&folder.path().join("inbox.sqlite").display().to_string()).await?;
    durable("SQLite", arguments, inbox, &mut Floor::Sqlite(floor)).await?;
    // It says so if PostgreSQL is not installed.
    if let Some(cluster) = Cluster::start() {
        let inbox = store::open(&cluster.url()).await?;
        for (name, in_transaction) in [("PostgreSQL", true), ("PostgreSQL, by hand without BEGIN and COMMIT", false)] {
            let mut connection = PgConnection::connect(&cluster.url()).await?;
            sqlx::query("SET search_path TO connector_triggers").execute(&mut connection).await?;
            let mut floor = Floor::Postgres { connection, in_transaction };
            durable(name, arguments, inbox.clone(), &mut floor).await?;
        }
    }
    println!();
    consumer(arguments).await?;
    Ok(true)
}

/// The body of a callback, as large and as nested as the messages that services post.
fn body(number: u64) -> String {
    json!({
        "subscriptionId": "0f1b7a52-6c1e-4a57-9d0e-2f8f4b1f6a10",
        "eventId": format!("event-{number}"),
        "eventType": "MessageCreated",
        "createdDateTime": "2026-03-14T09:26:53.589Z",
        "data": {
            "id": number,
            "text": "The delivery of Thursday has arrived. Two of the boxes are open, and the list of contents is missing in both. \
                     Please call the sender before noon, and tell the group what they say.",
            "language": "en",
            "isEdited": false,
            "from": { "id": "u-2718", "displayName": "Ines Okafor", "mail": "ines.okafor@example.com", "phone": "+15550100" },
            "group": { "id": "g-31415", "name": "Warehouse North", "type": "public", "members": 42 },
            "mentions": [{ "id": "u-1618", "displayName": "Tomasz Lind" }, { "id": "u-1414", "displayName": "Mei Sato" }],
            "attachments": [{ "id": "a-1", "name": "boxes.jpg", "contentType": "image/jpeg", "size": 183_204 }],
        },
        "links": { "self": "https://service.example/v1/messages/2718281828", "web": "https://service.example/m/2718281828" },
    })
    .to_string()
}

fn event(number: u64) -> NewEvent {
    NewEvent {
        route: "load".to_owned(),
        trigger: "OnEvent".to_owned(),
        form: Form::Payload,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: Bytes::from(body(number)),
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

/// Callbacks over sockets: a receiver with an inbox in memory, and a bare axum handler that decodes the same body. Then the same with a
/// consumer, whose work the bare handler does not have.
async fn callbacks(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let bare = axum::Router::new().route(PATH, post(|Json(_): Json<serde_json::Value>| async { StatusCode::ACCEPTED }));
    let bare = listen(bare).await?;
    let mut number = 0;
    for with_consumer in [false, true] {
        let (mut ratios, mut tails) = (Vec::new(), Vec::new());
        let mut last = (0.0, 0.0);
        // The first round warms up both sides.
        for round in 0..=arguments.rounds {
            let floor = load(bare, arguments.callbacks, &mut number).await?;
            let inbox = Arc::new(Memory::with_limits(Limits::new(10_000_000, 1 << 34)));
            let ours = listen(axum::Router::new().route_service(PATH, receiver(inbox.clone())?)).await?;
            let consumer =
                with_consumer.then(|| inbox.run(Consumer::default().with_concurrency(64), |_| async { Ok(()) }));
            let measured = load(ours, arguments.callbacks, &mut number).await?;
            if let Some(consumer) = consumer {
                consumer.shutdown().await;
            }
            if round > 0 {
                ratios.push(measured.rate / floor.rate);
                tails.push(measured.p99.as_secs_f64() / floor.p99.as_secs_f64());
                last = (measured.rate, floor.rate);
            }
        }
        let (low, median, high) = quartiles(ratios);
        let what = if with_consumer { "the same with a consumer beside it" } else { "receiver, memory inbox" };
        println!(
            "{what}: {median:.2} of a bare axum handler's callbacks/s (quartiles {low:.2} to {high:.2}); last round {:.0} and {:.0}",
            last.0, last.1
        );
        let (low, median, high) = quartiles(tails);
        println!("  p99: {median:.2} times the bare handler's (quartiles {low:.2} to {high:.2})");
    }
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
    let mut requests = Vec::new();
    for _ in 0..CONNECTIONS {
        let last = *number + callbacks / CONNECTIONS;
        requests.push((*number..last).map(|callback| request(callback, &body(callback), true).0).collect::<Vec<_>>());
        *number = last;
    }
    let began = Instant::now();
    let mut senders = JoinSet::new();
    for requests in requests {
        senders.spawn(async move {
            let mut times = Vec::new();
            let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
            stream.set_nodelay(true)?;
            let mut answer = [0; 1024];
            for bytes in requests {
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

/// A durable insert by hand: the rows that an inbox writes, into its tables, one transaction a batch. It checks no limit and knows no
/// duplicates.
enum Floor {
    Sqlite(SqliteConnection),
    /// Without `BEGIN` and `COMMIT`, a statement is a transaction, and one round trip instead of three.
    Postgres {
        connection: PgConnection,
        in_transaction: bool,
    },
}

const EVENT_SQLITE: &str =
    "INSERT INTO events (route, trigger_id, form, sealed, received_at, size) VALUES (?, ?, 0, 0, ?, ?)";
const CONTENT_SQLITE: &str = "INSERT INTO contents (id, headers, body) VALUES (last_insert_rowid(), ?, ?)";
const INSERT_POSTGRES: &str = "INSERT INTO events (id, route, trigger_id, form, sealed, received_at, size, headers, body) \
    SELECT nextval('events_id'), route, trigger_id, 0, false, $3, octet_length(body), $4, body \
    FROM unnest($1, $2, $5) AS new (route, trigger_id, body)";

impl Floor {
    async fn insert(&mut self, events: &[NewEvent]) -> Result<(), sqlx::Error> {
        let headers = br#"[["content-type","application/json"]]"#.as_slice();
        match self {
            Self::Sqlite(connection) => {
                let mut transaction = connection.begin().await?;
                for event in events {
                    let query = sqlx::query(EVENT_SQLITE).bind(&event.route).bind(&event.trigger).bind(0_i64);
                    query.bind(event.body.len() as i64).execute(&mut *transaction).await?;
                    let query = sqlx::query(CONTENT_SQLITE).bind(headers).bind(&event.body[..]);
                    query.execute(&mut *transaction).await?;
                }
                transaction.commit().await
            }
            // One statement, as PostgreSQL's manual recommends.
            Self::Postgres { connection, in_transaction } => {
                let texts =
                    |of: fn(&NewEvent) -> &str| events.iter().map(|event| of(event).to_owned()).collect::<Vec<_>>();
                let bodies: Vec<Vec<u8>> = events.iter().map(|event| event.body.to_vec()).collect();
                let query = sqlx::query(INSERT_POSTGRES).bind(texts(|event| &event.route));
                let query = query.bind(texts(|event| &event.trigger)).bind(0_i64).bind(headers).bind(bodies);
                if !*in_transaction {
                    return query.execute(connection).await.map(drop);
                }
                let mut transaction = connection.begin().await?;
                query.execute(&mut *transaction).await?;
                transaction.commit().await
            }
        }
    }
}

/// Puts of as many events as a transaction by hand has, and puts of one event each from twice as many tasks: while one half is
/// written, the other half arrives.
async fn durable(
    name: &str,
    arguments: &Arguments,
    inbox: Arc<dyn Inbox>,
    floor: &mut Floor,
) -> Result<(), Box<dyn Error>> {
    let batch = usize::try_from(CONNECTIONS)?;
    let count = arguments.callbacks / 4;
    let numbers: Vec<u64> = (0..count).collect();
    let events = |numbers: &[u64]| numbers.iter().map(|number| event(*number)).collect::<Vec<_>>();
    let batches = |numbers: &[u64]| numbers.chunks(batch).map(events).collect::<Vec<_>>();
    let (mut whole, mut single) = (Vec::new(), Vec::new());
    let mut last = (0.0, 0.0);
    for round in 0..=arguments.rounds {
        let batches = batches(&numbers);
        let began = Instant::now();
        for batch in &batches {
            floor.insert(batch).await?;
        }
        let by_hand = count as f64 / began.elapsed().as_secs_f64();

        let began = Instant::now();
        for batch in batches {
            inbox.put(batch).await?;
        }
        let ours = count as f64 / began.elapsed().as_secs_f64();

        let single_events = events(&numbers);
        let began = Instant::now();
        let room = Arc::new(Semaphore::new(batch * 2));
        let mut puts = JoinSet::new();
        for event in single_events {
            let (inbox, room) = (inbox.clone(), room.clone().acquire_owned().await?);
            puts.spawn(async move {
                let put = inbox.put(vec![event]).await;
                drop(room);
                put
            });
        }
        while let Some(put) = puts.join_next().await {
            put??;
        }
        let one_each = count as f64 / began.elapsed().as_secs_f64();
        if round > 0 {
            whole.push(ours / by_hand);
            single.push(one_each / by_hand);
            last = (ours, by_hand);
        }
    }
    let (low, median, high) = quartiles(whole);
    println!(
        "{name}: {median:.2} of the same durable inserts by hand, {batch} a transaction (quartiles {low:.2} to {high:.2}); last round {:.0} and {:.0} events/s",
        last.0, last.1
    );
    let (low, median, high) = quartiles(single);
    println!("  one event each, from {} tasks: {median:.2} (quartiles {low:.2} to {high:.2})", batch * 2);
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
    let bodies = count * body(0).len() as u64;
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
