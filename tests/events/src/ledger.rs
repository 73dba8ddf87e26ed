//! The service and the judge: sends callbacks with faults, kills processes, and counts.

use std::{
    collections::BTreeSet,
    error::Error,
    net::TcpListener,
    path::Path,
    process::Stdio,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{
    cluster::Cluster,
    journal,
    judge::{judge, states},
    sender::{Fault, send},
    serve::Part,
    store,
};

/// Callbacks in flight.
const AT_ONCE: u64 = 64;
/// How long the consumer may finish no event after the last callback, with the leases of killed consumers.
const REST: Duration = Duration::from_secs(120);

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How many callbacks.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    callbacks: u64,
    /// How often a process is killed; never with `memory`.
    #[arg(long, value_name = "N", default_value_t = 50)]
    kills: u64,
    /// `memory`, `sqlite` (a file of its own), `postgres` (a server of its own), or the `postgres://…` URL of an empty database.
    #[arg(long, value_name = "STORE", default_value = "sqlite")]
    store: String,
    /// Seed of the faults, the kills and the handler's failures.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

/// What happened to requests.
#[derive(Default)]
struct Counts {
    sent: AtomicU64,
    accepted: AtomicU64,
    refused: AtomicU64,
    broken: AtomicU64,
    faults: AtomicU64,
}

/// Runs the command. Whether every promise was kept.
///
/// # Errors
/// A process cannot be started, or the store cannot be read.
pub(crate) async fn run(arguments: &Arguments) -> Result<bool, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let Arguments { callbacks, seed, .. } = *arguments;
    let kills = if arguments.store == "memory" { 0 } else { arguments.kills };
    let cluster = match arguments.store.as_str() {
        "postgres" => Some(Cluster::start().ok_or("PostgreSQL is not installed")?),
        _ => None,
    };
    let store = match arguments.store.as_str() {
        "postgres" => cluster.as_ref().map(Cluster::url).unwrap_or_default(),
        "sqlite" => folder.path().join("inbox.sqlite").display().to_string(),
        store => store.to_owned(),
    };
    let journal = folder.path().join("journal");
    // The port stays the same when the receiver is started again, as the address of a real one does.
    let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let start = |part: Part| Process::start(part, &store, port, &journal, seed);
    // Memory is not shared, and the states are in it: only the journal is judged then.
    let mut processes = match store.as_str() {
        "memory" => vec![start(Part::Both).await?],
        _ => vec![start(Part::Receiver).await?, start(Part::Consumer).await?],
    };
    let began = Instant::now();

    let (accepted, counts) = (Arc::new(Mutex::new(BTreeSet::new())), Arc::new(Counts::default()));
    let next = Arc::new(AtomicU64::new(0));
    let mut senders = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (accepted, counts, next) = (accepted.clone(), counts.clone(), next.clone());
        senders.spawn(async move {
            loop {
                let callback = next.fetch_add(1, Relaxed);
                if callback >= callbacks {
                    return;
                }
                deliver(port, callback, seed, &accepted, &counts).await;
            }
        });
    }
    // Kills are spread over the callbacks.
    let mut random = fastrand::Rng::with_seed(seed);
    let mut killed = 0;
    while !senders.is_empty() || killed < kills {
        let due = callbacks * (killed + 1) / (kills + 1);
        if killed < kills && counts.accepted.load(Relaxed) >= due.min(callbacks) {
            sleep(Duration::from_micros(random.u64(..20_000))).await;
            // The server of the store is one of the processes.
            let index = random.usize(..processes.len() + usize::from(cluster.is_some()));
            match (processes.get_mut(index), &cluster) {
                (Some(process), _) => {
                    process.kill().await?;
                    *process = start(process.part).await?;
                }
                (None, Some(cluster)) => {
                    cluster.crash();
                    sleep(Duration::from_millis(random.u64(..300))).await;
                    cluster.start_again();
                }
                (None, None) => {}
            }
            killed += 1;
        } else if timeout(Duration::from_millis(2), senders.join_next()).await.is_ok_and(|ended| ended.is_none()) {
            // All callbacks are accepted; the rest of the kills follows at once.
            continue;
        }
    }
    let sending = began.elapsed();

    let count = |counter: &AtomicU64| counter.load(Relaxed);
    println!(
        "seed {seed}, {}: {callbacks} callbacks in {:.1} s, {} requests: {} accepted, {} refused (4xx, 5xx), {} broken, {} faults; {killed} kills",
        if arguments.store.starts_with("postgres") { "postgres" } else { &arguments.store },
        sending.as_secs_f64(),
        count(&counts.sent),
        count(&counts.accepted),
        count(&counts.refused),
        count(&counts.broken),
        count(&counts.faults),
    );
    let accepted = accepted.lock().expect("no sender panicked").clone();
    if store == "memory" {
        wait_for(&journal, callbacks).await?;
        for process in processes {
            process.stop().await?;
        }
        let lines = journal::read(&journal)?;
        let verdict = judge(&accepted, &lines, &states_of(&lines));
        println!("{verdict}");
        return Ok(verdict.is_kept() && accepted.len() as u64 == callbacks);
    }
    let inbox = store::open(&store).await?;
    let (mut left, mut changed) = (u64::MAX, Instant::now());
    while left > 0 && changed.elapsed() < REST {
        let stats = inbox.stats().await?;
        if stats.waiting + stats.claimed < left {
            (left, changed) = (stats.waiting + stats.claimed, Instant::now());
        }
        sleep(Duration::from_millis(50)).await;
    }
    for process in processes {
        process.stop().await?;
    }
    let verdict = judge(&accepted, &journal::read(&journal)?, &states(&*inbox).await?);
    println!("{verdict}");
    Ok(verdict.is_kept() && accepted.len() as u64 == callbacks)
}

/// Without a store that outlives its process: an event is done if the journal says so, and dead otherwise.
fn states_of(lines: &[journal::Line]) -> std::collections::BTreeMap<i64, connector_triggers::inbox::State> {
    use connector_triggers::inbox::State::{Dead, Done};
    let mut states = std::collections::BTreeMap::new();
    for line in lines {
        match *line {
            journal::Line::Began { id, .. } => _ = states.entry(id).or_insert(Dead),
            journal::Line::Done { id } => _ = states.insert(id, Done),
        }
    }
    states
}

/// Waits until a handler began with every callback and nothing more happens.
async fn wait_for(path: &Path, callbacks: u64) -> Result<(), Box<dyn Error>> {
    let end = Instant::now() + REST;
    let mut before = 0;
    while Instant::now() < end {
        sleep(Duration::from_secs(1)).await;
        let now = journal::read(path)?.len();
        if now == before && now as u64 >= callbacks {
            break;
        }
        before = now;
    }
    Ok(())
}

/// Sends a callback until it is accepted, as a service does; sometimes once more after that.
async fn deliver(port: u16, callback: u64, seed: u64, accepted: &Mutex<BTreeSet<u64>>, counts: &Counts) {
    let mut random = fastrand::Rng::with_seed(seed.wrapping_add(callback.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    let mut again = random.u32(..20) == 0;
    loop {
        let fault = match random.u32(..100) {
            0..3 => Fault::Cut,
            3..6 => Fault::Deaf,
            6..10 => Fault::Slow,
            _ => Fault::None,
        };
        counts.sent.fetch_add(1, Relaxed);
        counts.faults.fetch_add(u64::from(fault != Fault::None), Relaxed);
        match send(port, callback, fault).await {
            Ok(Some(202)) => {
                let is_new = accepted.lock().expect("no sender panicked").insert(callback);
                counts.accepted.fetch_add(u64::from(is_new), Relaxed);
                if !again {
                    return;
                }
                again = false;
            }
            Ok(Some(_)) => _ = counts.refused.fetch_add(1, Relaxed),
            Ok(None) => {}
            Err(_) => _ = counts.broken.fetch_add(1, Relaxed),
        }
        sleep(Duration::from_millis(random.u64(1..40))).await;
    }
}

/// A receiver or a consumer.
struct Process {
    part: Part,
    child: Child,
}

impl Process {
    async fn start(part: Part, store: &str, port: u16, journal: &Path, seed: u64) -> Result<Self, Box<dyn Error>> {
        let name = match part {
            Part::Receiver => "receiver",
            Part::Consumer => "consumer",
            Part::Both => "both",
        };
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", "--part", name, "--store", store, "--journal"])
            .arg(journal)
            .args(["--port", &port.to_string(), "--seed", &seed.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut line = String::new();
        let out = child.stdout.take().ok_or("no standard output")?;
        let mut out = BufReader::new(out);
        let read = timeout(Duration::from_secs(60), out.read_line(&mut line)).await;
        read.map_err(|_| format!("the {name} does not start"))??;
        match line.trim() {
            "ready" => Ok(Self { part, child }),
            _ => Err(format!("the {name} ended at its start").into()),
        }
    }

    /// Ends it at once: SIGKILL.
    async fn kill(&mut self) -> Result<(), Box<dyn Error>> {
        Ok(self.child.kill().await?)
    }

    /// Ends it gracefully.
    async fn stop(mut self) -> Result<(), Box<dyn Error>> {
        drop(self.child.stdin.take());
        let status = timeout(Duration::from_secs(60), self.child.wait()).await??;
        if status.success() { Ok(()) } else { Err(format!("a process ended with {status}").into()) }
    }
}
