//! Direct calls: where links of their responses may lead, who receives the credential, and which policies apply to
//! responses that are read as a stream.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use crate::support::{Reply, Service, json, reply};
use async_trait::async_trait;
use azure_core::{
    credentials::{AccessToken, TokenRequestOptions},
    time::OffsetDateTime,
};
use connector_runtime::{
    ErrorKind, Pages, Polled, Poller, RawResponse, Secret, TokenCredential,
    codegen::{
        Connection, Connector, Operation, PolledItems, RequestBuilder,
        direct::{Auth, Credential, Service as Definition, Through},
        policy::{self, Change, Exists, Location, Piece, Policy, Reshape, Root, Rule, Step},
    },
};
use std::sync::Arc;

const CONNECTOR: Connector = Connector::new("tenants", "1.0.0").backend("https", "api.example.com", "/v1");
const LIST: Operation = Operation::new("List", "GET", "/things");
const START: Operation = Operation::new("Start", "POST", "/jobs");
const FILE: Operation = Operation::new("File", "GET", "/file").accept("*/*").binary();

const fn policy(operations: &'static [&'static str], of_response: bool, rule: Rule) -> Policy {
    Policy { operations, of_response, rule }
}

const KIND: Location = Location { root: Root::Body, steps: &[Step::Key("kind")] };

/// The query parameter `tenant` chooses the host; the key goes into each request.
static DEFINITION: Definition = Definition {
    base: "https://api.example.com/v1",
    policies: &[
        policy(
            &["List", "Start"],
            false,
            Rule::HostUrl(&[
                Piece::Text("https://"),
                Piece::Expression(policy::Expression::Query("tenant", None)),
                Piece::Text(".example.com/v2"),
            ]),
        ),
        policy(&["File"], true, Rule::Header("x-kind", &[Piece::Text("file")], Exists::Override)),
        policy(
            &["File"],
            true,
            Rule::Reshape(Reshape {
                parent: Location { root: Root::Body, steps: &[] },
                source: &[],
                change: Change::Set(&[Piece::Text("file")]),
                target: KIND,
            }),
        ),
    ],
    through_connection: Through::Some(&[]),
};

fn call(service: &Service, operation: &'static Operation) -> RequestBuilder {
    let mut auth = Auth::new(&[Credential::Header { name: "x-key", parameter: "key" }]);
    auth.set_secret("key", Secret::from("hush"));
    let connection = Connection::direct(&DEFINITION, auth, Some(service.options()), CONNECTOR).unwrap();
    let mut call = RequestBuilder::new(&connection, operation);
    call.query("tenant", &"ann".to_owned());
    call
}

/// Each request, and whether it had the key.
fn sent(service: &Service) -> Vec<(String, bool)> {
    service.sent().iter().map(|sent| (sent.url.clone(), sent.header("x-key") == Some("hush"))).collect()
}

fn with_key(urls: &[&str]) -> Vec<(String, bool)> {
    urls.iter().map(|&url| (url.to_owned(), true)).collect()
}

#[tokio::test]
async fn a_next_page_is_asked_at_the_host_that_the_call_went_to() {
    let service = Service::new([
        json(200, r#"{"next":"https://ann.example.com/v2/things?page=2"}"#),
        json(200, r#"{"next":"https://api.example.com/v1/things?page=3"}"#),
        json(200, r#"{"next":"?page=4"}"#),
        json(200, r#"{"next":"https://bob.example.com/v2/things?page=5&tenant=bob"}"#),
    ]);
    let mut pages = Pages::new(call(&service, &LIST), &["next"], RawResponse::json::<serde_json::Value>);
    for _ in 0..4 {
        pages.next_page().await.unwrap().unwrap();
    }
    assert_eq!(pages.next_page().await.unwrap().unwrap_err().kind(), ErrorKind::Link);
    let things = "https://ann.example.com/v2/things";
    let asked = ["?tenant=ann", "?page=2", "?page=3", "?page=4"].map(|query| format!("{things}{query}"));
    assert_eq!(sent(&service), with_key(&asked.each_ref().map(String::as_str)));
}

#[tokio::test]
async fn a_kept_link_is_judged_by_the_host_of_its_call() {
    let kept = "https://ann.example.com/v2/things?page=7";
    let service = Service::new([json(200, "{}")]);
    let pages = || Pages::new(call(&service, &LIST), &["next"], RawResponse::json::<serde_json::Value>);
    pages().resume(kept).next_page().await.unwrap().unwrap();
    for foreign in ["https://bob.example.com/v2/things", "http://ann.example.com/v2/things", "https://evil.example/"] {
        let error = pages().resume(foreign).next_page().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Link, "{foreign}");
    }
    assert_eq!(sent(&service), with_key(&[kept]));
}

#[tokio::test]
async fn a_poll_goes_on_at_the_host_that_the_first_one_went_to() {
    const LINK: &str = "https://ann.example.com/v2/things?since=1";
    let service = Service::new([
        reply(200, &[("content-type", "application/json"), ("location", LINK)], r#"{"value":[]}"#),
        json(200, r#"{"value":[]}"#),
    ]);
    let polled = || Polled::<serde_json::Value>::new(call(&service, &LIST), PolledItems::List(&["value"]));
    let mut first = polled();
    first.next_page().await.unwrap().commit();
    polled().resume(first.state()).next_page().await.unwrap().commit();
    assert_eq!(sent(&service), with_key(&["https://ann.example.com/v2/things?tenant=ann", LINK]));
}

#[tokio::test]
async fn the_end_of_an_operation_is_asked_at_the_host_that_began_it() {
    let service = Service::new([
        reply(202, &[("location", "https://ann.example.com/jobs/7"), ("retry-after", "0")], ""),
        reply(202, &[("location", "https://evil.example/jobs/7"), ("retry-after", "0")], ""),
    ]);
    let error = Poller::new(call(&service, &START), RawResponse::json::<serde_json::Value>).wait().await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Link, Some("Start")));
    let asked = ["https://ann.example.com/v2/jobs?tenant=ann", "https://ann.example.com/jobs/7"];
    assert_eq!(sent(&service), with_key(&asked));
    assert_eq!(service.sent()[1].method, "GET");
}

/// A template of connection parameters is the address of all requests, so also of links.
#[test]
fn the_address_of_all_operations_is_known_before_a_call() {
    const BY_CONNECTION: &[Piece] = &[
        Piece::Text("https://"),
        Piece::Expression(policy::Expression::ConnectionParameter("site", None)),
        Piece::Text(".example.com"),
    ];
    const BY_REQUEST: &[Piece] = &[
        Piece::Text("https://"),
        Piece::Expression(policy::Expression::Query("tenant", None)),
        Piece::Text(".example.com"),
    ];
    static CONNECTION: Definition =
        Definition { policies: &[policy(&[], false, Rule::HostUrl(BY_CONNECTION))], ..DEFINITION };
    static REQUEST: Definition =
        Definition { policies: &[policy(&[], false, Rule::HostUrl(BY_REQUEST))], ..DEFINITION };
    for (definition, base) in [(&CONNECTION, "https://us.example.com/v1"), (&REQUEST, "https://api.example.com/v1")] {
        let mut auth = Auth::new(&[]);
        auth.set("site", "us".to_owned());
        let connection = Connection::direct(definition, auth, Some(Service::default().options()), CONNECTOR).unwrap();
        let request = RequestBuilder::new(&connection, &LIST).into_request().unwrap();
        assert_eq!(request.url().as_str(), format!("{base}/things"));
    }
}

#[tokio::test]
async fn an_operation_that_partly_runs_in_azure_is_not_called() {
    static SOME: Definition = Definition { through_connection: Through::Some(&["List"]), ..DEFINITION };
    static ALL: Definition = Definition { through_connection: Through::All, ..DEFINITION };
    for (definition, operation, is_called) in [(&SOME, &LIST, false), (&SOME, &FILE, true), (&ALL, &FILE, false)] {
        let service = Service::new([json(200, "{}")]);
        let connection = Connection::direct(definition, Auth::new(&[]), Some(service.options()), CONNECTOR).unwrap();
        let mut call = RequestBuilder::new(&connection, operation);
        call.query("tenant", &"ann".to_owned());
        let error = call.send().await.err().map(|error| error.kind());
        assert_eq!(error, (!is_called).then_some(ErrorKind::Unsupported));
        assert_eq!(service.sent().len(), usize::from(is_called));
    }
}

#[tokio::test]
async fn a_value_is_taken_from_the_response_to_another_request() {
    const fn from_url(target: policy::Expression) -> Rule {
        const ID: Location = Location { root: Root::Body, steps: &[Step::Key("id")] };
        Rule::FromUrl { target, path: &[Piece::Text("/me")], value: ID, method: "GET" }
    }
    static FROM_URL: Definition = Definition {
        policies: &[
            policy(&[], false, from_url(policy::Expression::Header("x-me", None))),
            policy(&[], false, from_url(policy::Expression::Query("me", None))),
        ],
        ..DEFINITION
    };
    let start = |service: &Service| {
        let connection = Connection::direct(&FROM_URL, Auth::new(&[]), Some(service.options()), CONNECTOR).unwrap();
        let mut call = RequestBuilder::new(&connection, &START);
        call.json(&"body".to_owned());
        call
    };
    let service = Service::new([json(200, r#"{"id":"a b"}"#), json(200, r#"{"id":7}"#), json(200, "{}")]);
    start(&service).send().await.unwrap();
    let sent = service.sent();
    let [header, query, job] = <[_; 3]>::try_from(sent).unwrap();
    for me in [&header, &query] {
        assert_eq!((me.method.as_str(), me.url.as_str()), ("GET", "https://api.example.com/v1/me"));
        assert_eq!((me.header("content-type"), &me.body[..]), (None, &b""[..]));
    }
    assert_eq!((job.method.as_str(), job.url.as_str()), ("POST", "https://api.example.com/v1/jobs?me=7"));
    assert_eq!((job.header("x-me"), &job.body[..]), (Some("a b"), &b"\"body\""[..]));

    for answer in [json(200, r#"{"id":null}"#), json(200, "no json")] {
        let service = Service::new([answer]);
        let error = start(&service).send().await.unwrap_err();
        let problem = "the response to its first request lacks the value";
        assert_eq!(error.to_string(), format!("Start: a policy of the definition cannot be applied: {problem}"));
        assert_eq!((error.kind(), service.sent().len()), (ErrorKind::Request, 1));
    }
}

#[derive(Debug)]
struct Scoped;

#[async_trait]
impl TokenCredential for Scoped {
    async fn get_token(&self, scopes: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        let expires = OffsetDateTime::now_utc() + azure_core::time::Duration::hours(1);
        Ok(AccessToken::new(scopes.join("+"), expires))
    }
}

#[tokio::test]
async fn a_token_has_the_scopes_that_were_set_last() {
    let service = Service::new([json(200, "{}")]);
    let mut auth = Auth::new(&[Credential::Bearer]);
    auth.set_token("token", Arc::new(Scoped), &["a"]);
    auth.set_scopes(vec!["b".to_owned(), "c".to_owned()]);
    let connection = Connection::direct(&DEFINITION, auth, Some(service.options()), CONNECTOR).unwrap();
    RequestBuilder::new(&connection, &FILE).send().await.unwrap();
    assert_eq!(service.sent()[0].header("authorization"), Some("Bearer b+c"));
}

#[tokio::test]
async fn a_stream_has_the_headers_that_policies_set_and_the_body_that_the_service_sent() {
    let body = || Reply::Answer(200, &[("content-type", "application/json")], "{}".into());
    let service = Service::new([body(), body()]);
    let mut stream = call(&service, &FILE).send_streaming().await.unwrap();
    assert_eq!(stream.header("x-kind"), Some("file"));
    assert_eq!(stream.next().await.unwrap().unwrap(), "{}");
    let whole = call(&service, &FILE).send().await.unwrap();
    assert_eq!((whole.header("x-kind"), &whole.body()[..]), (Some("file"), &br#"{"kind":"file"}"#[..]));
}
