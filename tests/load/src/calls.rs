//! The calls, and the judgement about them by the server's record.

use std::{
    collections::{BTreeMap, HashMap},
    io,
    time::{Duration, Instant},
};

use connector_kaizala::{KaizalaClient, KaizalaClientOptions, bodies::SendMessageRequest};
use connector_runtime::{CallOptions, ErrorKind, Result};

use crate::{
    Arguments, Ports,
    fate::Fate,
    memory,
    transport::{CALL, STRANGER, URL, credential, transport},
};

/// The time limit of an attempt among all calls at once. A response that arrives later is lost, so it is far above what the server
/// needs for all of them.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The same among the fewer calls of a wave.
const TIMEOUT_IN_WAVES: Duration = Duration::from_secs(10);
/// The time limit of a call: more than all its attempts take.
const ATTEMPTS: u32 = 5;
/// A call that takes this much longer than its limit hangs.
const GRACE: Duration = Duration::from_secs(15);
/// One of this many calls goes to a host whose certificate does not match.
const STRANGERS: u64 = 50;
/// Calls at the same time in each wave of a soak.
const WAVE: usize = 1_000;
/// How much more memory the second half of a soak may take than the first.
const GROWTH: f64 = 1.1;

/// What came of a call.
enum Outcome {
    Success,
    Failure(ErrorKind),
    Hangs,
}

/// Sends the calls and judges them; whether they pass.
///
/// # Errors
/// The server does not return its record, or the kernel does not state the memory of this process.
pub(crate) fn run(arguments: &Arguments, ports: Ports) -> io::Result<bool> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    // The first call loads what every call needs.
    let first = wave(&runtime, ports, 0, 1, TIMEOUT)?;
    let (memory, descriptors) = (memory::peak()?, memory::descriptors()?);
    if arguments.minutes > 0 {
        return soak(&runtime, arguments, ports, descriptors);
    }
    let start = Instant::now();
    let judged = wave(&runtime, ports, 1, arguments.calls, TIMEOUT)?;
    judged.print(arguments.seed, start.elapsed());
    let each = memory::peak()?.saturating_sub(memory) as f64 / arguments.calls.max(1) as f64 / 1024.0;
    println!("{each:.1} kB of memory per call at its peak");
    Ok(closed(descriptors)? & judged.passed() & first.passed())
}

/// Waits until the descriptors of idle connections are closed; whether none is left.
fn closed(before: usize) -> io::Result<bool> {
    let until = Instant::now() + Duration::from_secs(10);
    while memory::descriptors()? > before && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(50));
    }
    let left = memory::descriptors()?.saturating_sub(before);
    println!("{left} file descriptors left open");
    Ok(left == 0)
}

/// Waves of calls until the time is over.
fn soak(
    runtime: &tokio::runtime::Runtime,
    arguments: &Arguments,
    ports: Ports,
    descriptors: usize,
) -> io::Result<bool> {
    let (start, mut next, mut passed) = (Instant::now(), 1, true);
    let mut memory = Vec::new();
    for minute in 1..=arguments.minutes {
        let mut count = 0;
        while start.elapsed() < Duration::from_secs(60 * minute) {
            let judged = wave(runtime, ports, next, arguments.calls.min(WAVE), TIMEOUT_IN_WAVES)?;
            if !judged.passed() {
                judged.print(arguments.seed, start.elapsed());
                passed = false;
            }
            next += judged.calls as u64;
            count += judged.calls;
        }
        memory.push(memory::resident()?);
        println!("minute {minute}: {count} calls, {:.1} MB of memory", memory[memory.len() - 1] as f64 / 1e6);
    }
    let (earlier, later) = memory.split_at(memory.len() / 2);
    let highest = |memory: &[u64]| memory.iter().copied().max().unwrap_or_default() as f64;
    if !earlier.is_empty() {
        let growth = highest(later) / highest(earlier);
        println!("highest memory of the second half: {growth:.2} of that of the first half");
        passed &= growth <= GROWTH;
    }
    Ok(closed(descriptors)? & passed)
}

/// Calls at the same time, numbered from `first`.
fn wave(
    runtime: &tokio::runtime::Runtime,
    ports: Ports,
    first: u64,
    count: usize,
    timeout: Duration,
) -> io::Result<Judged> {
    let time_limit = timeout * ATTEMPTS;
    let options = || {
        KaizalaClientOptions::default()
            .with_transport(transport(ports))
            .with_timeout(timeout)
            .with_time_limit(time_limit)
            .with_max_retry_delay(Duration::from_secs(2))
    };
    let client = |url| KaizalaClient::new(url, credential(), Some(options())).map_err(io::Error::other);
    let (known, stranger) = (client(URL)?, client(STRANGER)?);
    let outcomes = runtime.block_on(async {
        let calls: Vec<_> = (first..first + count as u64)
            .map(|call| {
                let client = if call % STRANGERS == STRANGERS - 1 { &stranger } else { &known };
                (call, tokio::spawn(tokio::time::timeout(time_limit + GRACE, send(client.clone(), call))))
            })
            .collect();
        let mut outcomes = Vec::new();
        for (call, sent) in calls {
            let outcome = match sent.await.map_err(io::Error::other)? {
                Ok(Ok(())) => Outcome::Success,
                Ok(Err(error)) => Outcome::Failure(error.kind()),
                Err(_) => Outcome::Hangs,
            };
            outcomes.push((call, outcome));
        }
        Ok::<_, io::Error>(outcomes)
    })?;
    drop((known, stranger));
    let record = runtime.block_on(record(ports)).map_err(io::Error::other)?;
    Ok(Judged::of(&outcomes, &record))
}

/// One call: a `POST`, a `DELETE` or a `GET`.
async fn send(client: KaizalaClient, call: u64) -> Result<()> {
    let options = CallOptions::default().with_header(CALL, call.to_string());
    match call % 3 {
        0 => {
            let request = client.send_message("group", SendMessageRequest::new("Standup"));
            request.with_call_options(options).send().await.map(drop)
        }
        1 => client.remove_user_from_group("group", "user").with_call_options(options).send().await.map(drop),
        _ => client.internal().get_groups().with_call_options(options).send().await.map(drop),
    }
}

/// The server's record: the fates of each call.
async fn record(ports: Ports) -> reqwest::Result<HashMap<u64, (String, Vec<Fate>)>> {
    let text = reqwest::get(format!("http://127.0.0.1:{}/record", ports.http)).await?.text().await?;
    let line = |line: &str| {
        let mut words = line.split(' ');
        let (call, method, fates) = (words.next()?.parse().ok()?, words.next()?, words.next()?);
        Some((call, (method.to_owned(), fates.chars().filter_map(Fate::of_letter).collect())))
    };
    Ok(text.lines().filter_map(line).collect())
}

/// What the calls came to.
struct Judged {
    calls: usize,
    /// Requests that the server received.
    sent: usize,
    outcomes: BTreeMap<String, usize>,
    faults: BTreeMap<&'static str, Vec<u64>>,
}

impl Judged {
    fn of(outcomes: &[(u64, Outcome)], record: &HashMap<u64, (String, Vec<Fate>)>) -> Self {
        let mut judged = Self { calls: outcomes.len(), sent: 0, outcomes: BTreeMap::new(), faults: BTreeMap::new() };
        for (call, outcome) in outcomes {
            let none = (String::new(), Vec::new());
            let (method, fates) = record.get(call).unwrap_or(&none);
            judged.sent += fates.len();
            let name = match outcome {
                Outcome::Success => "success".to_owned(),
                Outcome::Failure(kind) => format!("{kind:?}"),
                Outcome::Hangs => "hangs".to_owned(),
            };
            *judged.outcomes.entry(name).or_default() += 1;
            let mut fault = |is: bool, what| {
                if is {
                    judged.faults.entry(what).or_default().push(*call);
                }
            };
            fault(matches!(outcome, Outcome::Hangs), "it hangs");
            fault(fates.len() > 4, "it was sent more than four times");
            let earlier = fates.split_last().map_or(&[][..], |(_, earlier)| earlier);
            fault(earlier.iter().any(|fate| fate.is_success()), "it was sent again after a success");
            let is_unsafe = method == "POST" && earlier.iter().any(|fate| !fate.did_nothing());
            fault(is_unsafe, "a POST was sent again that may have taken effect");
            let is_success = fates.last().is_some_and(|fate| fate.is_success());
            fault(
                is_success != matches!(outcome, Outcome::Success),
                "the client and the server differ about its success",
            );
        }
        judged
    }

    fn passed(&self) -> bool {
        self.faults.is_empty()
    }

    fn print(&self, seed: u64, time: Duration) {
        let Self { calls, sent, .. } = self;
        println!(
            "{calls} calls at the same time, seed {seed}: {sent} requests received in {:.1} s",
            time.as_secs_f64()
        );
        for (outcome, count) in &self.outcomes {
            println!("    {count:>7} {outcome}");
        }
        for (fault, calls) in &self.faults {
            println!("FAULT: {fault}: {} calls, such as {:?}", calls.len(), &calls[..calls.len().min(5)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The faults of one call.
    fn faults(outcome: Outcome, method: &str, letters: &str) -> Vec<&'static str> {
        let fates = letters.chars().filter_map(Fate::of_letter).collect();
        let record = HashMap::from([(7, (method.to_owned(), fates))]);
        Judged::of(&[(7, outcome)], &record).faults.into_keys().collect()
    }

    #[test]
    fn each_fault_is_found_and_nothing_else_is_one() {
        let failed = || Outcome::Failure(ErrorKind::Transport);
        for (outcome, method, letters) in [
            (Outcome::Success, "POST", "tbs"),
            (Outcome::Success, "GET", "ruks"),
            (failed(), "POST", "r"),
            (failed(), "DELETE", "rrrr"),
            (failed(), "", ""),
        ] {
            assert_eq!(faults(outcome, method, letters), [""; 0], "{method} {letters}");
        }
        for (outcome, method, letters, fault) in [
            (Outcome::Hangs, "GET", "n", "it hangs"),
            (failed(), "GET", "rrrrr", "it was sent more than four times"),
            (Outcome::Success, "GET", "ss", "it was sent again after a success"),
            (Outcome::Success, "POST", "us", "a POST was sent again that may have taken effect"),
            (failed(), "GET", "s", "the client and the server differ about its success"),
            (Outcome::Success, "GET", "y", "the client and the server differ about its success"),
        ] {
            assert_eq!(faults(outcome, method, letters), [fault], "{method} {letters}");
        }
    }
}
