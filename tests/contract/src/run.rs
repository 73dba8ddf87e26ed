//! Runs all cases, a few at a time.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead as _, BufReader, BufWriter, Write as _},
    process::ExitCode,
    sync::Arc,
};

use serde_json::json;
use tokio::task::JoinSet;

use crate::case::{Calling, Case, Planned};
use crate::connection::JudgeConnection;

/// A connector's generated function: the call of a case, or `None` if the crate has no such operation.
pub type CallFn = fn(&mut Case) -> Option<Calling<'_>>;

/// How many cases are under way at once.
const AT_ONCE: usize = 16;

/// The driver's whole `main`: `driver PORT CASES OUTCOMES`, where a line of `CASES` is a case and one of `OUTCOMES` what became
/// of it.
pub fn run(calls: &[(&'static str, CallFn)]) -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [port, cases, outcomes] = arguments.as_slice() else {
        eprintln!("error: usage: driver PORT CASES OUTCOMES");
        return ExitCode::from(2);
    };
    let done = port.parse().map_err(std::io::Error::other).and_then(|port| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(run_all(calls.iter().copied().collect(), port, cases, outcomes))
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run_all(calls: HashMap<&'static str, CallFn>, port: u16, cases: &str, outcomes: &str) -> std::io::Result<()> {
    let cases = BufReader::new(File::open(cases)?).lines();
    let cases = cases.map(|line| serde_json::from_str::<Planned>(&line?).map_err(Into::into));
    let cases = cases.collect::<std::io::Result<Vec<_>>>()?;
    let connection = Arc::new(JudgeConnection::new(port));
    let mut file = BufWriter::new(File::create(outcomes)?);
    let mut under_way = JoinSet::new();
    for planned in cases {
        let call = calls.get(planned.connector.as_str()).copied();
        under_way.spawn(one(call, planned, Arc::clone(&connection)));
        if under_way.len() >= AT_ONCE
            && let Some(outcome) = under_way.join_next().await
        {
            writeln!(file, "{}", outcome.map_err(std::io::Error::other)?)?;
        }
    }
    while let Some(outcome) = under_way.join_next().await {
        writeln!(file, "{}", outcome.map_err(std::io::Error::other)?)?;
    }
    file.flush()
}

/// What became of one case, as a line of JSON.
async fn one(call: Option<CallFn>, planned: Planned, connection: Arc<JudgeConnection>) -> String {
    let number = planned.case;
    let mut case = Case::new(planned, connection.service(number));
    let outcome = match call.and_then(|call| call(&mut case)) {
        Some(calling) => calling.await,
        None => return json!({ "case": number, "kind": "not-emitted" }).to_string(),
    };
    let unused = case.unused();
    let line = match outcome {
        Ok(()) => json!({ "case": number, "kind": "done", "unused": unused }),
        Err(failure) => {
            json!({ "case": number, "kind": failure.kind(), "error": failure.to_string(), "unused": unused })
        }
    };
    line.to_string()
}
