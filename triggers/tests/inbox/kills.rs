//! Processes that are killed while they put, claim and finish events. A ledger outside of them counts.
//!
//! `KILLS` is the number of kills a store, 10 by default, `KILLS_SEED` repeats the times of a run.

use super::{
    cluster::Cluster,
    store::{MINUTE, body, keyed},
};
use connector_triggers::{
    Inbox,
    inbox::{Claim, Failure, Postgres, Put, Sqlite, State, Which},
};
use std::{
    collections::{HashMap, HashSet},
    env,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

/// The store of a child; without it, the test below is none.
const STORE: &str = "INBOX_KILLS_STORE";
/// What the keys of a child begin with.
const NAME: &str = "INBOX_KILLS_NAME";

/// A short lease, so that what a dead process held comes back soon.
const LEASE: Duration = Duration::from_millis(400);

async fn open(store: &str) -> Arc<dyn Inbox> {
    match store.strip_prefix("file:") {
        Some(path) => Arc::new(Sqlite::open(path).await.unwrap()),
        None => Arc::new(Postgres::open(store).await.unwrap()),
    }
}

/// What runs in the process that is killed. Each line is in the ledger once `println` returns, whatever happens then.
#[tokio::test(flavor = "multi_thread")]
async fn child() {
    let (Ok(store), Ok(name)) = (env::var(STORE), env::var(NAME)) else { return };
    let inbox = open(&store).await;
    println!("\nLEDGER ready");
    let mut tasks = Vec::new();
    for sender in 0..3 {
        let (inbox, name) = (Arc::clone(&inbox), name.clone());
        tasks.push(tokio::spawn(async move {
            for number in 0.. {
                let keys: Vec<_> = (0..=number % 3).map(|part| format!("{name}-{sender}-{number}-{part}")).collect();
                let events = || keys.iter().map(|key| keyed(key, key, 10 * MINUTE)).collect::<Vec<_>>();
                for put in [inbox.put(events()).await.unwrap(), inbox.put(events()).await.unwrap()] {
                    for (key, put) in keys.iter().zip(put) {
                        let duplicate = matches!(put, Put::Duplicate(_));
                        println!("\nLEDGER put {key} {} {duplicate}", put.id());
                    }
                }
            }
        }));
    }
    for consumer in 0..2_u32 {
        let inbox = Arc::clone(&inbox);
        tasks.push(tokio::spawn(async move {
            loop {
                for claimed in inbox.claim(&Claim::new(10, LEASE)).await.unwrap() {
                    let (id, fence) = (claimed.lease.id, claimed.lease.fence);
                    println!("\nLEDGER got {} {id} {fence}", body(&claimed.event));
                    match (id.0 + i64::from(claimed.event.attempt)) % 5 {
                        0 => {
                            let retry = Failure::Retry { after: Duration::ZERO, reason: "again".to_owned() };
                            inbox.failed(claimed.lease, retry).await.unwrap();
                        }
                        1 if consumer == 0 => {
                            inbox.extend(&[claimed.lease], LEASE).await.unwrap();
                        }
                        _ => {
                            if inbox.done(&[claimed.lease]).await.unwrap() == [true] {
                                println!("\nLEDGER done {} {id} {fence}", body(&claimed.event));
                            }
                        }
                    }
                }
                inbox.wait(Duration::from_millis(50)).await;
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
}

/// A process, and a thread that reads what it says.
struct Process {
    child: Child,
    lines: thread::JoinHandle<Vec<String>>,
}

impl Process {
    /// Starts a process and waits until its inbox is open.
    fn start(store: &str, name: &str) -> Self {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "inbox::kills::child", "--nocapture"])
            .env(STORE, store)
            .env(NAME, name)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (ready, is_ready) = mpsc::channel();
        let lines = thread::spawn(move || {
            let mut lines = Vec::new();
            for line in output.lines().map_while(Result::ok) {
                // A line that the kill cut has no meaning; the next process starts a new one.
                match line.strip_prefix("LEDGER ") {
                    Some("ready") => _ = ready.send(()),
                    Some(line) => lines.push(line.to_owned()),
                    None => {}
                }
            }
            lines
        });
        is_ready.recv_timeout(Duration::from_secs(60)).expect("a process opens the inbox");
        Self { child, lines }
    }

    /// Kills it, and returns what it had said.
    fn kill(mut self) -> Vec<String> {
        let running = self.child.try_wait().unwrap().is_none();
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let lines = self.lines.join().unwrap();
        assert!(running, "a process ended by itself, after {:?}", lines.last());
        lines
    }
}

/// What the processes said.
#[derive(Default)]
struct Ledger {
    /// The number of each accepted key.
    accepted: HashMap<String, i64>,
    /// The fence under which an event was done.
    done: HashMap<i64, i64>,
    /// Each delivery.
    got: Vec<(i64, i64)>,
    duplicates: usize,
}

impl Ledger {
    fn add(&mut self, lines: &[String], context: &str) {
        for line in lines {
            let parts: Vec<_> = line.split(' ').collect();
            let [what, key, id, last] = parts[..] else { continue };
            let Ok(id) = id.parse() else { continue };
            match (what, last.parse::<i64>()) {
                ("put", Err(_)) => {
                    let before = *self.accepted.entry(key.to_owned()).or_insert(id);
                    assert_eq!(before, id, "{context}: {key} was stored twice");
                    self.duplicates += usize::from(last == "true");
                }
                ("got", Ok(fence)) => self.got.push((id, fence)),
                ("done", Ok(fence)) => _ = self.done.insert(id, fence),
                _ => panic!("{context}: {line}"),
            }
        }
    }

    /// Compares with the store.
    async fn check(&self, inbox: &dyn Inbox, context: &str) {
        let mut stored = HashMap::new();
        let mut which = Which::default();
        loop {
            let page = inbox.list(&which, 10_000).await.unwrap();
            let Some(last) = page.last() else { break };
            which.after = Some(last.id);
            stored.extend(page.iter().map(|entry| (entry.id.0, entry.state)));
        }
        for (key, id) in &self.accepted {
            assert!(stored.contains_key(id), "{context}: {key} was accepted and is lost");
        }
        for id in self.done.keys() {
            assert_eq!(stored.get(id), Some(&State::Done), "{context}: event {id} was done");
        }
        for (id, fence) in &self.got {
            let done = self.done.get(id);
            assert!(done.is_none_or(|done| fence <= done), "{context}: event {id} was delivered after it was done");
        }
    }
}

async fn kills(store: &str, what: &str) {
    let number = |name: &str, default: u64| env::var(name).map_or(default, |value| value.parse().unwrap());
    let kills = number("KILLS", 10);
    let seed = number("KILLS_SEED", fastrand::u64(..1_000_000));
    println!("{what}: KILLS={kills} KILLS_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let mut ledger = Ledger::default();
    let inbox = open(store).await;
    // Two processes share the store; one of them is killed and replaced.
    let mut processes = [Process::start(store, "a"), Process::start(store, "b")];
    for kill in 0..kills {
        let context = format!("{what}, kill {kill} of KILLS_SEED={seed}");
        thread::sleep(Duration::from_millis(random.u64(..300)));
        let new = Process::start(store, &format!("{kill}"));
        let dead = std::mem::replace(random.choice(&mut processes).unwrap(), new);
        ledger.add(&dead.kill(), &context);
    }
    let context = format!("{what}, KILLS_SEED={seed}");
    for process in processes {
        ledger.add(&process.kill(), &context);
    }
    ledger.check(&*inbox, &context).await;

    // What the dead left is delivered, and each event once more than it was done: never.
    let mut seen = HashSet::new();
    loop {
        let claimed = inbox.claim(&Claim::new(500, MINUTE)).await.unwrap();
        for claimed in &claimed {
            let id = claimed.lease.id.0;
            assert!(!ledger.done.contains_key(&id), "{context}: event {id} again");
            assert!(seen.insert(id), "{context}: event {id} twice");
        }
        let leases: Vec<_> = claimed.iter().map(|claimed| claimed.lease).collect();
        assert!(inbox.done(&leases).await.unwrap().iter().all(|held| *held), "{context}");
        let stats = inbox.stats().await.unwrap();
        if stats.waiting + stats.claimed == 0 {
            assert!(stats.done as usize >= ledger.accepted.len(), "{context}");
            break;
        }
        inbox.wait(LEASE).await;
    }
    println!(
        "{what}: {} accepted, {} duplicates, {} delivered, {} done, {} left by the dead",
        ledger.accepted.len(),
        ledger.duplicates,
        ledger.got.len(),
        ledger.done.len(),
        seen.len()
    );
    assert!(ledger.accepted.len() > 10 && !ledger.done.is_empty(), "{context}: the processes did nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_processes_with_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    kills(&format!("file:{}", folder.path().join("inbox.db").display()), "SQLite").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_processes_with_postgres() {
    // A server of its own: the inbox has the default schema.
    let Some(cluster) = Cluster::start() else { return };
    kills(&cluster.url(), "PostgreSQL").await;
}
