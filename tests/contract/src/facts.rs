//! Runs the cases of `cargo xtask contract --facts`: each against a service of its own, which records the request and gives the
//! recorded answer.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use connector_runtime::{
    Base64, Bytes, Pages, RawResponse, Result,
    codegen::{Connection, Connector, Operation, RequestBuilder},
    serde_json::{Value, json},
    testing::{self, FakeRequest, FakeResponse, FakeTransport},
};
use serde::Deserialize;

use crate::{
    case::{Case, Failure, Payload, Planned, Service},
    run::CallFn,
};

/// A connector's generated function: the payloads of a callback.
pub type PayloadsFn = fn(&str, &[u8], bool) -> std::result::Result<Vec<Payload>, Failure>;

/// A generated library that calls a connector.
pub struct Caller {
    /// The connector's name in the cases.
    pub name: &'static str,
    /// Its calls.
    pub call: CallFn,
    /// Its payloads.
    pub payloads: PayloadsFn,
}

/// A line of the file of cases.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Planning {
    Call {
        #[serde(flatten)]
        planned: Planned,
        reply: Reply,
    },
    Callback {
        connector: String,
        trigger: String,
        body: String,
        is_envelope: bool,
    },
    Link {
        connection: String,
        link: String,
    },
}

/// The recorded answer; without content, an empty body.
#[derive(Deserialize)]
struct Reply {
    status: u16,
    file: Option<PathBuf>,
    text: Option<String>,
}

/// The driver's whole `main`: `driver CASES OUTCOMES`, where a line of `OUTCOMES` belongs to the line of `CASES` with its number.
pub fn run_facts(callers: &[Caller]) -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [cases, outcomes] = arguments.as_slice() else {
        eprintln!("error: usage: driver CASES OUTCOMES");
        return ExitCode::from(2);
    };
    match run_all(callers, cases, outcomes) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run_all(callers: &[Caller], cases: &Path, outcomes: &Path) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut file = BufWriter::new(File::create(outcomes)?);
    for line in BufReader::new(File::open(cases)?).lines() {
        let outcome = match serde_json::from_str(&line?)? {
            Planning::Call { planned, reply } => {
                runtime.block_on(called(caller(callers, &planned.connector)?, planned, reply))?
            }
            Planning::Callback { connector, trigger, body, is_envelope } => {
                let payloads = (caller(callers, &connector)?.payloads)(&trigger, body.as_bytes(), is_envelope);
                match payloads {
                    Ok(items) => json!({ "payloads": items.iter().map(Payload::shown).collect::<Vec<_>>() }),
                    Err(failure) => json!({ "error": failure.to_string(), "field": failure.field() }),
                }
            }
            Planning::Link { connection, link } => runtime.block_on(followed(&connection, &link)),
        };
        writeln!(file, "{outcome}")?;
    }
    file.flush()
}

fn caller<'a>(callers: &'a [Caller], name: &str) -> std::io::Result<&'a Caller> {
    let caller = callers.iter().find(|caller| caller.name == name);
    caller.ok_or_else(|| std::io::Error::other(format!("no caller of {name:?}")))
}

/// Makes a call, and returns its request and what the client made of the answer.
async fn called(caller: &Caller, planned: Planned, reply: Reply) -> std::io::Result<Value> {
    let answer: Bytes = match (reply.file, reply.text) {
        (Some(file), _) => std::fs::read(file)?.into(),
        (None, Some(text)) => text.into(),
        (None, None) => Bytes::new(),
    };
    let is_json = serde_json::from_slice::<Value>(&answer).is_ok();
    let media_type = if is_json { "application/json" } else { "application/octet-stream" };
    let response = FakeResponse::new(reply.status).with_header("content-type", media_type).with_body(answer);
    let transport = FakeTransport::responding(move |_| response.clone());
    let mut case = Case::new(planned, service(testing::CONNECTION_URL, &transport));
    let outcome = match (caller.call)(&mut case) {
        Some(calling) => calling.await,
        None => return Ok(json!({ "kind": "not-emitted", "requests": [] })),
    };
    let (kind, error, status) = match &outcome {
        Ok(()) => ("done", None, None),
        Err(failure) if failure.kind() == "not-decoded" && !is_json => ("not-json", Some(failure.to_string()), None),
        Err(failure) => (failure.kind(), Some(failure.to_string()), failure.status()),
    };
    let argument = outcome.as_ref().err().and_then(|failure| case.argument_of(failure));
    Ok(json!({
        "kind": kind,
        "error": error,
        "field": outcome.as_ref().err().and_then(Failure::field),
        "argument": argument.map(|(place, key)| json!({ "place": place, "key": key })),
        "status": status,
        "unused": case.unused(),
        "requests": transport.requests().iter().map(shown).collect::<Vec<_>>(),
        "answer": case.answer().map(Payload::shown),
    }))
}

fn service(url: &str, transport: &FakeTransport) -> Service {
    let options = transport.options().with_max_retries(0);
    Service { url: url.to_owned(), credential: testing::credential(), options, keeps_answer: true }
}

/// A request as JSON; the URL without the connection's, the body as Base64.
fn shown(request: &FakeRequest) -> Value {
    let url = request.url().as_str();
    let headers: std::collections::BTreeMap<_, _> = request.headers().collect();
    json!({
        "method": request.method(),
        "url": url.strip_prefix(testing::CONNECTION_URL).unwrap_or(url),
        "headers": headers,
        "body": String::from_utf8(request.body().to_vec()).ok(),
        "base64": Base64::from(request.body().clone()).as_str(),
    })
}

/// Follows a link from a first page, and returns the URL that was requested, or the error.
async fn followed(connection: &str, link: &str) -> Value {
    match second_page(connection, link).await {
        Ok(Some(url)) => json!({ "url": url }),
        Ok(None) => json!({ "error": "the client requested no further page" }),
        Err(error) => json!({ "error": error.to_string() }),
    }
}

async fn second_page(connection: &str, link: &str) -> Result<Option<String>> {
    const CONNECTOR: Connector = Connector::new("links", "1.0.0");
    const FIRST: Operation = Operation::new("First", "GET", "/first");
    let transport = FakeTransport::new();
    transport.then(FakeResponse::json(200, json!({ "nextLink": link }).to_string()));
    transport.then(FakeResponse::json(200, "{}"));
    let Service { url, credential, options, .. } = service(connection, &transport);
    let connection = Connection::new(&url, credential, Some(options), CONNECTOR)?;
    let mut pages = Pages::new(RequestBuilder::new(&connection, &FIRST), &["nextLink"], RawResponse::json::<Value>);
    while let Some(page) = pages.next_page().await {
        page?;
    }
    Ok(transport.requests().get(1).map(|request| request.url().to_string()))
}
