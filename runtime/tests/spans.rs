//! What a call reports to `tracing`, and what it never reports.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

mod support;

use connector_runtime::{
    CallOptions, ClientOptions, Upload,
    codegen::{Connection, Operation, RequestBuilder},
    testing::{FakeResponse, FakeTransport},
};
use std::{
    fmt,
    sync::{Arc, Mutex},
};
use support::connection;
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

const GET: Operation = Operation::new("GetThing", "GET", "/things/{id}");
const POST: Operation = Operation::new("PostThing", "POST", "/things");

/// Records everything, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Lines>>);

#[derive(Default)]
struct Lines {
    /// Fields of the spans named `connector.call`.
    calls: Vec<(u64, Vec<(String, String)>)>,
    all: String,
    last: u64,
}

struct Fields(Vec<(String, String)>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push((field.name().to_owned(), format!("{value:?}").trim_matches('"').to_owned()));
    }
}

impl Log {
    fn write(&self, fields: Fields, span: Option<u64>) {
        let mut lines = self.0.lock().unwrap();
        lines.all.push_str(&format!("{:?}\n", fields.0));
        if let Some((_, call)) = lines.calls.iter_mut().find(|(id, _)| Some(*id) == span) {
            call.extend(fields.0);
        }
    }

    fn calls(&self) -> Vec<Vec<(String, String)>> {
        self.0.lock().unwrap().calls.iter().map(|(_, fields)| fields.clone()).collect()
    }

    fn all(&self) -> String {
        self.0.lock().unwrap().all.clone()
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let id = {
            let mut lines = self.0.lock().unwrap();
            lines.last += 1;
            let id = lines.last;
            if span.metadata().name() == "connector.call" {
                lines.calls.push((id, Vec::new()));
            }
            id
        };
        let mut fields = Fields(Vec::new());
        span.record(&mut fields);
        self.write(fields, Some(id));
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut fields = Fields(Vec::new());
        values.record(&mut fields);
        self.write(fields, Some(span.into_u64()));
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields(Vec::new());
        event.record(&mut fields);
        self.write(fields, None);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// One after the other: tests must not change each other's subscriber.
#[tokio::test]
async fn a_call_is_reported_without_its_values() {
    each_call_is_a_span_with_operation_method_status_and_attempts().await;
    no_secret_value_or_body_is_reported().await;
    nor_by_the_transport_of_azure_core().await;
    what_the_callers_transport_reports_is_kept().await;
}

async fn each_call_is_a_span_with_operation_method_status_and_attempts() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let service = FakeTransport::new();
    service
        .then(FakeResponse::new(503))
        .then(FakeResponse::new(200))
        .then(FakeResponse::new(404))
        .then(FakeResponse::lost());
    let connection = connection(service.options());
    let get = || {
        let mut call = RequestBuilder::new(&connection, &GET);
        call.path("id", &"7");
        call
    };
    get().send().await.unwrap();
    get().send().await.unwrap_err();
    RequestBuilder::new(&connection, &POST).send().await.unwrap_err();

    let head = |operation, method| pairs(&[("connector", "kaizala"), ("operation", operation), ("method", method)]);
    let expected = [
        (head("GetThing", "GET"), pairs(&[("attempts", "2"), ("status", "200")])),
        (head("GetThing", "GET"), pairs(&[("attempts", "1"), ("status", "404")])),
        (head("PostThing", "POST"), pairs(&[("attempts", "1")])),
    ];
    assert_eq!(log.calls(), expected.map(|(head, tail)| [head, tail].concat()));
}

async fn no_secret_value_or_body_is_reported() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let service = FakeTransport::new();
    let hush = || FakeResponse::json(400, r#"{"a":"hush"}"#).with_header("x-a", "hush");
    service.then(FakeResponse::lost()).then(FakeResponse::new(429)).then(hush()).then(hush());
    let connection = connection(service.options());
    for operation in [&GET, &POST] {
        let mut call = RequestBuilder::new(&connection, operation);
        call.path("id", &"hush");
        call.query("key", &"hush");
        call.header("X-Key", &"hush");
        call.form_multipart("field", &"hush");
        call.file("file", Upload::new("hush").with_file_name("hush"));
        call.options(CallOptions::default().with_header("X-Own", "hush").with_query("own", "hush"));
        call.send().await.unwrap_err();
    }
    let all = log.all();
    assert!(all.contains("GetThing") && all.contains("PostThing"), "{all}");
    assert!(!all.contains("hush") && !all.contains("token-for-tests"), "{all}");
}

async fn nor_by_the_transport_of_azure_core() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (url, credential) = (format!("https://{closed}/apim/x/id"), connector_runtime::testing::credential());
    let options =
        ClientOptions::default().with_max_retries(1).with_max_retry_delay(std::time::Duration::from_millis(1));
    let connection = Connection::new(&url, credential, Some(options), support::CONNECTOR).unwrap();
    let mut call = RequestBuilder::new(&connection, &GET);
    call.path("id", &"hush");
    call.send().await.unwrap_err();
    let all = log.all();
    assert!(all.contains("GetThing") && all.contains("sent again"), "{all}");
    assert!(!all.contains("hush") && !all.contains("token-for-tests"), "{all}");
    // What comes after the call is reported as ever.
    tracing::debug!("the subscriber is back");
    assert!(log.all().contains("the subscriber is back"));
}

async fn what_the_callers_transport_reports_is_kept() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let service = FakeTransport::responding(|_| {
        tracing::debug!("the caller's transport sends");
        FakeResponse::new(200)
    });
    RequestBuilder::new(&connection(service.options()), &POST).send().await.unwrap();
    assert!(log.all().contains("the caller's transport sends"));
}
