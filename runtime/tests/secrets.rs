//! No value of the caller or of a credential is in an error, wherever it stood and whoever quotes it, in any encoding.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use async_trait::async_trait;
use azure_core::{
    base64,
    credentials::{AccessToken, TokenCredential, TokenRequestOptions},
    error::ErrorKind as AzureErrorKind,
    http::{AsyncRawResponse, Body, HttpClient, Request, StatusCode, headers::Headers},
    time::{Duration, OffsetDateTime},
};
use connector_runtime::{
    CallOptions, ClientOptions, Error, ErrorKind, Pages, Poller, RawResponse, Result, Secret, Transport, Upload,
    codegen::{
        Connection, Connector, Operation, RequestBuilder,
        direct::{Auth, Credential, Service, Through},
        policy::{Change, Exists, Expression, Location, Piece, Policy, Reshape, Root, Rule, Step},
    },
    oauth2::{ClientAuth, ClientCredentials, RefreshToken, TokenEndpoint},
};
use std::{
    error::Error as StdError,
    io,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Each position has its own value, so that a leak names the position. Marks and letters outside ASCII make the encodings differ.
fn planted(position: &str) -> String {
    format!("{position}/s3cr&t ü+\"word")
}

const PLACES: [&str; 17] = [
    "path",
    "double",
    "query",
    "header",
    "own-header",
    "own-query",
    "json",
    "json-list",
    "form",
    "part",
    "file-name",
    "file",
    "text",
    "token",
    "user",
    "password",
    "key",
];

fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}

fn form_encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The characters of Base64 that a value decides alone, after each number of bytes before it.
fn base64_cores(text: &str) -> Vec<String> {
    let cores = (0..3_usize).map(|before| {
        let whole = base64::encode(format!("{}{text}", "z".repeat(before)));
        let first = (before * 8).div_ceil(6);
        let last = (before + text.len()) * 8 / 6;
        whole[first..last].to_owned()
    });
    cores.flat_map(|core| [core.replace('+', "-").replace('/', "_"), core]).collect()
}

/// What must not be printed of a value: the value and its encodings.
fn forms(value: &str) -> Vec<String> {
    let json = serde_json::to_string(value).unwrap();
    let mut forms = vec![value.to_owned(), percent(value), percent(value).to_lowercase(), form_encoded(value)];
    forms.push(percent(&percent(value)));
    forms.push(json.trim_matches('"').to_owned());
    // Most of it is one too.
    forms.push("s3cr&t".to_owned());
    forms.push("s3cr%26t".to_owned());
    forms.extend([value.to_owned(), percent(value), form_encoded(value)].iter().flat_map(|form| base64_cores(form)));
    forms
}

/// Of each place, its forms.
static FORMS: LazyLock<Vec<(&str, Vec<String>)>> =
    LazyLock::new(|| PLACES.iter().map(|place| (*place, forms(&planted(place)))).collect());

fn assert_clean(what: &str, text: &str) {
    for (place, forms) in &*FORMS {
        for form in forms {
            assert!(!text.contains(form), "{what}: the value of `{place}` is in it as {form}: {text}");
        }
    }
}

/// Each way to print an error.
fn printed(error: &Error) -> Vec<String> {
    let mut texts = Vec::new();
    let mut chain = Vec::new();
    let mut link: Option<&dyn StdError> = Some(error);
    while let Some(error) = link {
        texts.extend([format!("{error}"), format!("{error:?}"), format!("{error:#?}")]);
        chain.push(error.to_string());
        link = error.source();
    }
    texts.push(chain.join(": "));
    texts
}

fn assert_says_nothing(what: &str, error: &Error) {
    let texts = printed(error);
    assert_clean(what, &texts.join("\n"));
    assert!(texts.iter().all(|text| text.chars().count() < 2500), "{what}: {texts:?}");
    for (place, forms) in FORMS.iter().filter(|(place, _)| ["token", "user", "password", "key"].contains(place)) {
        for form in forms.iter().filter(|form| !form.starts_with("s3cr")) {
            for said in [error.code(), error.message()].into_iter().flatten() {
                assert!(!said.contains(form.as_str()), "{what}: accessors: {place}: {said}");
            }
        }
    }
}

/// A service and a transport that quote one piece of the request, in one form.
#[derive(Clone, Debug)]
struct Quoting {
    how: How,
    /// Which piece in which form, and how many there are.
    number: usize,
    count: Arc<AtomicUsize>,
    first: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum How {
    NoConnection,
    Lost,
    Status,
    Code,
    CodeHeader,
    Failed,
}

fn pieces(request: &Request) -> Vec<String> {
    let url = request.url();
    let mut pieces = vec![url.to_string(), url[url::Position::BeforePath..].to_owned(), format!("{url:?}")];
    pieces.extend(url.path().split('/').map(str::to_owned));
    for (name, value) in request.headers().iter() {
        pieces.push(format!("{}: {}", name.as_str(), value.as_str()));
        pieces.push(value.as_str().rsplit(' ').next().unwrap_or_default().to_owned());
        if let Some(pair) = value.as_str().strip_prefix("Basic ") {
            let pair = String::from_utf8(base64::decode(pair).unwrap()).unwrap();
            pieces.extend(pair.split(':').map(str::to_owned));
        }
    }
    if let Body::Bytes(body) = request.body() {
        let body = String::from_utf8_lossy(body).into_owned();
        pieces.extend(body.split('&').map(str::to_owned));
        pieces.push(body);
    }
    pieces.extend(url.query_pairs().map(|(_, value)| value.into_owned()));
    // What the service read of it.
    pieces.extend(PLACES.iter().filter(|place| holds(request, place)).map(|place| planted(place)));
    pieces.retain(|piece| piece.len() > 3);
    pieces
}

/// Each call quotes the form so many after the last one: all of them would take minutes.
const STEP: usize = 29;

/// How many forms a piece is quoted in.
const QUOTED_FORMS: usize = 12;

fn quoted(piece: &str, form: usize) -> String {
    let in_base64 = |before: &str| base64::encode(format!("{before}{piece}"));
    let url_safe =
        |before: &str| in_base64(before).replace('+', "-").replace('/', "_").trim_end_matches('=').to_owned();
    match form {
        0 => piece.to_owned(),
        1 => percent(piece),
        2 => percent(piece).to_lowercase(),
        3 => form_encoded(piece),
        4 => percent(&percent(piece)),
        5 => serde_json::to_string(piece).unwrap(),
        6..9 => in_base64(["", "a", "a:"][form - 6]),
        _ => url_safe(["", "a", "a:"][form - 9]),
    }
}

/// Whether the request holds the value of a place, in the form of its position.
fn holds(request: &Request, place: &str) -> bool {
    let value = planted(place);
    let body = match request.body() {
        Body::Bytes(body) => String::from_utf8_lossy(body).into_owned(),
        Body::SeekableStream(_) => String::new(),
    };
    let headers: Vec<_> = request.headers().iter().map(|(_, value)| value.as_str().to_owned()).collect();
    let all = format!("{} {} {body}", request.url(), headers.join(" "));
    forms(&value)[..6].iter().any(|form| all.contains(form))
        || base64_cores(&value).iter().any(|core| all.contains(core))
}

#[async_trait]
impl HttpClient for Quoting {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let pieces = pieces(request);
        self.count.store(pieces.len() * QUOTED_FORMS, Ordering::Relaxed);
        let quote = pieces.get(self.number / QUOTED_FORMS).map(|piece| quoted(piece, self.number % QUOTED_FORMS));
        let quote = quote.unwrap_or_default();
        let said = format!("no luck with {quote} (today)");
        let mut headers = Headers::new();
        headers.insert("content-type", "application/json");
        let json = |status: u16, headers: Headers, body: serde_json::Value| {
            Ok(AsyncRawResponse::from_bytes(StatusCode::from(status), headers, body.to_string()))
        };
        match self.how {
            How::NoConnection => {
                Err(azure_core::Error::with_error(AzureErrorKind::Connection, io::Error::other(said.clone()), said))
            }
            How::Lost => Err(azure_core::Error::with_error(
                AzureErrorKind::Io,
                io::Error::other(io::Error::other(said)),
                "sending failed",
            )),
            How::Status => json(400, headers, serde_json::json!({"error": {"code": "Bad", "message": said}})),
            How::Code => json(400, headers, serde_json::json!({"code": quote})),
            How::CodeHeader => {
                headers.insert("x-ms-error-code", quote.replace(['\n', '\r'], ""));
                json(403, headers, serde_json::json!({}))
            }
            How::Failed if self.first.is_some_and(|method| method == request.method().as_str()) => {
                headers.insert(
                    "operation-location",
                    format!("{}/status", request.url().as_str().split('?').next().unwrap()),
                );
                json(202, headers, serde_json::json!({}))
            }
            How::Failed => {
                // The body of the first request, which the status quotes, is the caller's too.
                json(
                    200,
                    headers,
                    serde_json::json!({"status": "Failed", "error": {"message": format!("{said} {}", planted("json"))}}),
                )
            }
        }
    }
}

impl Quoting {
    fn new(how: How) -> Self {
        // Another place to begin for each: together they quote each form of each piece.
        static BEGUN: AtomicUsize = AtomicUsize::new(0);
        let number = BEGUN.fetch_add(1, Ordering::Relaxed) % STEP;
        Self { how, number, count: Arc::default(), first: None }
    }

    fn options(&self) -> ClientOptions {
        ClientOptions::default().with_transport(Transport::new(Arc::new(self.clone()))).with_max_retries(0)
    }

    /// Each quote of a call in turn.
    async fn each(self, what: &str, call: impl AsyncFn(ClientOptions) -> Result<()>) {
        let mut service = self;
        loop {
            let error = call(service.options()).await.unwrap_err();
            let what = format!("{what}, {:?} {}", service.how, service.number);
            assert_says_nothing(&what, &error);
            service.number += STEP;
            if service.number >= service.count.load(Ordering::Relaxed) {
                break;
            }
        }
        assert!(service.number > 100, "{what}: the service quoted {} pieces", service.number);
    }
}

#[derive(Debug)]
struct Token;

#[async_trait]
impl TokenCredential for Token {
    async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        Ok(AccessToken::new(percent(&planted("token")), OffsetDateTime::now_utc() + Duration::hours(1)))
    }
}

const CONNECTOR: Connector = Connector::new("sample", "1.0.0");
const JSON: Operation = Operation::new("Json", "POST", "/v6/{path}/x/{double}");
const LIST: Operation = Operation::new("List", "GET", "/v6/{path}/x/{double}");
const REPLIES: [How; 5] = [How::NoConnection, How::Lost, How::Status, How::Code, How::CodeHeader];

fn common(connection: &Connection, operation: &'static Operation) -> RequestBuilder {
    let mut call = RequestBuilder::new(connection, operation);
    call.path("path", &planted("path"));
    call.path_double("double", &planted("double"));
    call.query("q", &planted("query"));
    call.header("X-Word", &planted("header"));
    let options = CallOptions::default().with_header("x-own", planted("own-header"));
    call.options(options.with_query("own", planted("own-query")));
    call
}

fn with_body(mut call: RequestBuilder, kind: &str) -> RequestBuilder {
    match kind {
        "json" => call.json(&serde_json::json!({"a": planted("json"), "b": [planted("json-list")]})),
        "form" => call.form("a", &planted("form")),
        "multipart" => {
            call.form_multipart("a", &planted("part"));
            call.file("f", Upload::new(planted("file")).with_file_name(planted("file-name")));
        }
        "text" => call.text("text/plain", planted("text")),
        _ => {}
    }
    call
}

fn behind_azure(options: ClientOptions) -> Connection {
    Connection::new("https://gate.example/apim/sample/id", Arc::new(Token), Some(options), CONNECTOR).unwrap()
}

#[tokio::test]
async fn a_call_through_a_connection_fails_without_its_values() {
    for how in REPLIES {
        for kind in ["json", "form", "multipart", "text"] {
            Quoting::new(how)
                .each(kind, async |options| {
                    with_body(common(&behind_azure(options), &JSON), kind).send().await.map(drop)
                })
                .await;
        }
    }
}

const KEY: &[Piece] = &[Piece::Expression(Expression::ConnectionParameter("key", None))];
const fn everywhere(rule: Rule) -> Policy {
    Policy { operations: &[], of_response: false, rule }
}

static IN_QUERY: Service = Service {
    base: "https://api.example/base",
    policies: &[
        everywhere(Rule::Query("k", KEY, Exists::Append)),
        everywhere(Rule::Header("x-k", KEY, Exists::Override)),
    ],
    through_connection: Through::Some(&[]),
};
static IN_PATH: Service = Service {
    base: "https://api.example/base",
    policies: &[everywhere(Rule::Route(
        &[Piece::Text("/v7/"), Piece::Expression(Expression::ConnectionParameter("key", None)), Piece::Text("/x")],
        None,
    ))],
    through_connection: Through::Some(&[]),
};
const BASIC: &[Credential] = &[Credential::Basic { user: "user", password: "password" }];
const QUERY: &[Credential] = &[Credential::Query { name: "apikey", parameter: "key" }];
const HEADER: &[Credential] = &[Credential::Header { name: "X-Api-Key", parameter: "key" }];

fn direct(service: &'static Service, credentials: &'static [Credential], options: ClientOptions) -> Connection {
    let mut auth = Auth::new(credentials);
    auth.set("user", planted("user"));
    auth.set_secret("password", Secret::from(planted("password")));
    auth.set_secret("key", Secret::from(planted("key")));
    Connection::direct(service, auth, Some(options), CONNECTOR).unwrap()
}

#[tokio::test]
async fn a_direct_call_fails_without_its_credential() {
    for how in REPLIES {
        for (what, service, credentials) in [
            ("basic", &IN_QUERY, BASIC),
            ("query", &IN_QUERY, QUERY),
            ("header", &IN_PATH, HEADER),
            ("path", &IN_PATH, QUERY),
        ] {
            Quoting::new(how)
                .each(what, async |options| {
                    common(&direct(service, credentials, options), &LIST).send().await.map(drop)
                })
                .await;
        }
    }
}

/// A policy moves the caller's value to another place, and the next one replaces it in its own.
#[tokio::test]
async fn a_value_that_a_policy_has_moved_and_replaced_is_the_callers() {
    use crate::support::{Reply, Service as Fake};
    const BODY: Location = Location { root: Root::Body, steps: &[Step::Key("a")] };
    static MOVING: Service = Service {
        base: "https://api.example/base",
        policies: &[
            everywhere(Rule::Route(
                &[
                    Piece::Text("/v7/"),
                    Piece::Expression(Expression::Query("q", None)),
                    Piece::Text("/"),
                    Piece::Expression(Expression::Header("X-Word", None)),
                ],
                None,
            )),
            everywhere(Rule::Query("q", &[Piece::Text("fixed")], Exists::Override)),
            everywhere(Rule::Query("moved", &[Piece::Expression(Expression::Json(BODY))], Exists::Override)),
            everywhere(Rule::Query("moved", &[Piece::Text("fixed")], Exists::Override)),
            everywhere(Rule::Header("X-Word", &[Piece::Text("fixed")], Exists::Override)),
            everywhere(Rule::Reshape(Reshape {
                parent: Location { root: Root::Body, steps: &[] },
                source: &[Step::Key("a")],
                change: Change::Set(&[Piece::Text("fixed")]),
                target: BODY,
            })),
        ],
        through_connection: Through::Some(&[]),
    };
    static SEND: Operation = Operation::new("Send", "POST", "/send");
    let said = serde_json::json!({"message": "no hush-query, hush-header and hush-body"}).to_string();
    let service = Fake::new([Reply::Answer(400, &[("content-type", "application/json")], said.into())]);
    let connection = direct(&MOVING, QUERY, service.options());
    let mut call = RequestBuilder::new(&connection, &SEND);
    call.query("q", &"hush-query");
    call.header("X-Word", &"hush-header");
    call.json(&serde_json::json!({"a": "hush-body"}));
    let error = call.send().await.unwrap_err();
    let sent = service.sent().pop().unwrap();
    assert!(sent.url.starts_with("https://api.example/base/v7/hush-query/hush-header?"), "{}", sent.url);
    assert!(sent.url.ends_with("&q=fixed&moved=fixed"), "{}", sent.url);
    assert_eq!(error.to_string(), "Send: the service responded with 400 (no …, … and …)");
}

#[tokio::test]
async fn a_link_that_is_refused_quotes_no_value_in_its_host() {
    use crate::support::{Service as Fake, json};
    static THINGS: Operation = Operation::new("Things", "GET", "/things/{id}");
    for credentials in [HEADER, QUERY] {
        let service = Fake::new([json(200, r#"{"next":"https://Hush-Word.key-word.example/"}"#)]);
        let mut auth = Auth::new(credentials);
        auth.set_secret("key", Secret::from("key-word"));
        let connection = Connection::direct(&IN_PATH, auth, Some(service.options()), CONNECTOR).unwrap();
        let mut call = RequestBuilder::new(&connection, &THINGS);
        call.path("id", &"hush-word");
        let mut pages = Pages::new(call, &["next"], RawResponse::json::<serde_json::Value>);
        pages.next_page().await.unwrap().unwrap();
        let error = pages.next_page().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Link);
        let text = printed(&error).join(" ");
        assert!(text.contains(".example") && !text.contains("hush-word") && !text.contains("key-word"), "{text}");
    }
}

#[tokio::test]
async fn the_status_of_an_operation_does_not_quote_its_request() {
    let service = Quoting { first: Some("POST"), ..Quoting::new(How::Failed) };
    service
        .each("status", async |options| {
            let call = with_body(common(&behind_azure(options), &JSON), "json");
            let mut poller = Poller::new(call, RawResponse::json::<serde_json::Value>);
            poller.step().await?;
            poller.step().await.map(drop)
        })
        .await;
}

/// As `Status`, but of a token endpoint.
#[tokio::test]
async fn no_token_and_no_secret() {
    for how in REPLIES {
        for client_auth in [ClientAuth::Form, ClientAuth::Basic] {
            let mut service = Quoting::new(how);
            loop {
                let endpoint = TokenEndpoint::new("https://login.example/token", planted("user")).unwrap();
                let endpoint = endpoint.with_client_secret(planted("password")).with_client_auth(client_auth);
                let endpoint = endpoint.with_parameter("more", planted("key")).with_options(service.options());
                let refresh = RefreshToken::new(endpoint.clone(), planted("token")).unwrap();
                let client = ClientCredentials::new(endpoint).unwrap();
                for error in [refresh.get_token(&[], None).await, client.get_token(&[], None).await] {
                    let error = error.unwrap_err();
                    let mut link: Option<&dyn StdError> = Some(&error);
                    while let Some(error) = link {
                        assert_clean(&format!("{how:?} {}", service.number), &format!("{error} {error:?}"));
                        link = error.source();
                    }
                }
                service.number += STEP;
                if service.number >= service.count.load(Ordering::Relaxed) {
                    break;
                }
            }
            assert!(service.number > 100);
        }
    }
}

/// Who mixes up the name of a parameter and its value gives a value.
#[tokio::test]
async fn a_value_in_place_of_a_parameters_name_is_not_printed() {
    use crate::support::{Reply, Service as Fake};
    for value in [planted("key"), "hush2hush3hush4567890".to_owned()] {
        let body = serde_json::json!({"error": "bad", "error_description": format!("no '{value}' here")}).to_string();
        let service = Fake::new([Reply::Answer(400, &[("content-type", "application/json")], body.into())]);
        let endpoint = TokenEndpoint::new("https://login.example/token", "me").unwrap();
        let endpoint = endpoint.with_parameter(&value, "1").with_parameter("audience", "2");
        let endpoint = endpoint.with_options(service.options());
        let shown = format!("{endpoint:?}");
        assert!(shown.contains("parameters: [\"[…]\", \"audience\"]"), "{shown}");
        let error = ClientCredentials::new(endpoint).unwrap().get_token(&[], None).await.unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(text.contains("no '…' here") && !text.contains("hush"), "{text}");
        assert_clean("name", &text);
    }
}

/// azure_core's own transport, which prints the URL.
#[tokio::test]
async fn a_key_in_a_path_is_in_no_error_of_the_transport() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let plain = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = plain.local_addr().unwrap();
    std::thread::spawn(move || {
        use std::io::Write as _;
        while let Ok((mut stream, _)) = plain.accept() {
            drop(stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n"));
        }
    });
    for address in [closed, address] {
        let url = format!("https://{address}/apim/sample/id");
        let options = ClientOptions::default().with_max_retries(0);
        let connection = Connection::new(&url, Arc::new(Token), Some(options), CONNECTOR).unwrap();
        let error = with_body(common(&connection, &JSON), "json").send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport);
        assert_says_nothing("real", &error);
        let chain = printed(&error).pop().unwrap();
        assert!(chain.contains(&address.to_string()), "the origin stays: {chain}");
    }
}

#[tokio::test]
async fn a_key_of_a_map_is_for_the_caller_alone() {
    use crate::support::{Reply, Service as Fake};
    let body = serde_json::json!({planted("query"): "text"}).to_string();
    let service = Fake::new([Reply::Answer(200, &[("content-type", "application/json")], body.into())]);
    static THINGS: Operation = Operation::new("Things", "GET", "/things");
    let response = service.call(&THINGS).await;
    let error = response.unwrap().json::<std::collections::BTreeMap<String, i64>>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_says_nothing("map", &error);
    assert!(error.field().unwrap().contains("s3cr&t"));
}

#[test]
fn an_error_before_sending_quotes_no_value() {
    let connection = behind_azure(ClientOptions::default());
    let mut call = common(&connection, &LIST);
    call.header("X-Word", &format!("{}\r\n", planted("header")));
    assert_says_nothing("header", &call.into_request().unwrap_err());
    let options = CallOptions::default().with_header(format!("x-own: {}", planted("own-header")), "1");
    let mut call = common(&connection, &LIST);
    call.options(options);
    let error = call.into_request().unwrap_err();
    assert_says_nothing("name", &error);
    let expected = "List: the name of a header is not valid: its character 6 is not allowed";
    assert_eq!(error.to_string(), expected);
    let mut call = common(&connection, &LIST);
    call.options(CallOptions::default().with_header("hush2hush3hush4567890", "x-own\n"));
    let error = call.into_request().unwrap_err();
    assert_eq!(error.to_string(), "List: the value of the header `[…]` contains control characters");
    for url in [
        format!("https://host:{}/", planted("path")),
        format!("https://ho st/{}", planted("path")),
        planted("path"),
        "hush:p@ss".to_owned(),
    ] {
        let error = Connection::new(&url, Arc::new(Token), None, CONNECTOR).unwrap_err();
        assert!(!printed(&error).join(" ").contains("hush"), "{error}");
        assert_says_nothing("url", &error);
        assert_says_nothing("token url", &TokenEndpoint::new(&url, "client").unwrap_err());
    }
    let error = Upload::from_path(format!("/nowhere/{}", planted("file-name"))).unwrap_err();
    assert_says_nothing("upload", &error);
}

#[test]
fn each_text_in_an_error_has_one_bound() {
    let long = "word ".repeat(100_000);
    let scheme = Connection::new(&format!("{}:x", "a".repeat(100_000)), Arc::new(Token), None, CONNECTOR).unwrap_err();
    let name = CallOptions::default().with_header("a".repeat(100_000), "\n");
    let mut call = RequestBuilder::new(&behind_azure(ClientOptions::default()), &LIST);
    call.options(name);
    let reader = Upload::from_reader(Failing(long), 5).unwrap_err();
    for error in [scheme, call.into_request().unwrap_err(), reader] {
        for text in printed(&error) {
            assert!(text.chars().count() < 2500, "{} characters", text.chars().count());
        }
    }
}

struct Failing(String);

impl io::Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other(self.0.clone()))
    }
}

#[tokio::test]
async fn a_link_of_another_host_is_bounded() {
    use crate::support::{Reply, Service as Fake};
    let link = format!("https://{}.example/", ["a".repeat(60).as_str(); 3000].join("."));
    let body = serde_json::json!({"next": link}).to_string();
    let service = Fake::new([Reply::Answer(200, &[("content-type", "application/json")], body.into())]);
    static THINGS: Operation = Operation::new("Things", "GET", "/things");
    let call = RequestBuilder::new(&service.connection(), &THINGS);
    let mut pages = Pages::new(call, &["next"], RawResponse::json::<serde_json::Value>);
    pages.next_page().await.unwrap().unwrap();
    let error = pages.next_page().await.unwrap().unwrap_err();
    assert!(error.to_string().chars().count() < 600, "{}", error.to_string().len());
}

/// A key that a policy puts into the query is no part of a link that the caller may store, and is sent with it.
#[tokio::test]
async fn a_key_in_the_query_is_in_no_link() {
    use crate::support::{Reply, Service as Fake};
    static START: Operation = Operation::new("Start", "POST", "/jobs");
    static JOBS: Operation = Operation::new("Jobs", "GET", "/jobs");
    let key = percent(&planted("key"));
    for (credentials, name, times) in [(QUERY, "apikey", 2), (HEADER, "k", 1), (QUERY, "K", 2)] {
        let link: &'static str = format!("https://api.example/base/jobs/7?{name}={key}&page=2").leak();
        let headers: &'static [(&str, &str)] = vec![("location", link), ("retry-after", "0")].leak();
        let both: &'static [(&str, &str)] =
            vec![("operation-location", link), ("location", link), ("retry-after", "0")].leak();
        for headers in [headers, both] {
            let service = Fake::new([Reply::Answer(202, headers, "{}".into())]);
            let connection = direct(&IN_QUERY, credentials, service.options());
            let call = RequestBuilder::new(&connection, &START);
            let mut poller = Poller::new(call, RawResponse::json::<serde_json::Value>);
            poller.step().await.unwrap();
            let saved = poller.link().unwrap().to_owned();
            assert_clean("poller", &saved);
            assert!(saved.contains("/base/jobs/7?page=2"), "{saved}");
            drop(poller.step().await);
            let sent = service.sent().pop().unwrap();
            assert_eq!(sent.url.matches(&key).count(), times, "{}", sent.url);
        }
        let body = serde_json::json!({"next": link}).to_string();
        let service = Fake::new([Reply::Answer(200, &[("content-type", "application/json")], body.into())]);
        let call = RequestBuilder::new(&direct(&IN_QUERY, credentials, service.options()), &JOBS);
        let mut pages = Pages::new(call, &["next"], RawResponse::json::<serde_json::Value>);
        pages.next_page().await.unwrap().unwrap();
        assert_clean("pages", pages.next_link().unwrap());
    }
}

/// `pollingtrigger` copies the URL of the request, with the key that another policy has put there.
#[tokio::test]
async fn a_polling_location_has_no_key() {
    use crate::support::Service as Fake;
    const ITEMS: Location = Location { root: Root::Body, steps: &[] };
    static POLLING: Service = Service {
        base: "https://api.example/base",
        policies: &[
            everywhere(Rule::Query("k", KEY, Exists::Override)),
            everywhere(Rule::Query("more", KEY, Exists::Append)),
            Policy {
                operations: &[],
                of_response: true,
                rule: Rule::Polling { state: &[("since", &[Piece::Text("5")])], items: ITEMS },
            },
        ],
        through_connection: Through::Some(&[]),
    };
    static JOBS: Operation = Operation::new("Jobs", "GET", "/jobs");
    let service = Fake::default();
    let connection = direct(&POLLING, QUERY, service.options());
    let mut call = RequestBuilder::new(&connection, &JOBS);
    call.query("more", &"mine");
    let response = call.send().await.unwrap();
    let location = response.header("location").unwrap().to_owned();
    assert_eq!(location, "https://api.example/base/jobs?more=mine&since=5");
    let call = RequestBuilder::new(&connection, &JOBS);
    let mut pages = Pages::new(call, &["next"], RawResponse::json::<serde_json::Value>).resume(&location);
    pages.next_page().await.unwrap().unwrap();
    let key = percent(&planted("key"));
    let sent = service.sent();
    assert_eq!(sent[0].url.matches(&key).count(), 3);
    assert_eq!(sent[1].url.matches(&key).count(), 3, "the keys are sent again: {}", sent[1].url);
}

/// What carries values to the wire prints what it is, and none of them.
#[tokio::test]
async fn debug_prints_no_value() {
    use connector_runtime::{
        ChoiceRequest, Items, Tree,
        codegen::{IsParent, Joined, TreeItems, TriggerItem},
        serde_json::Value,
        tables::RowRequest,
        testing::{FakeResponse, FakeTransport},
    };
    let mut shown = Vec::new();
    let mut add = |name: &str, value: &dyn std::fmt::Debug| {
        let text = format!("{value:?}");
        assert!(text.starts_with(name), "{name}: {text}");
        shown.extend([text, format!("{value:#?}")]);
    };
    let planted_json = || FakeResponse::json(200, format!("{:?}", planted("json"))).with_header("x", planted("header"));
    let fake = FakeTransport::new();
    for (kind, body) in [
        ("", "none"),
        ("json", "application/json"),
        ("form", "application/x-www-form-urlencoded"),
        ("multipart", "multipart/form-data"),
        ("text", "text/plain"),
    ] {
        let call = with_body(common(&behind_azure(fake.options()), &JSON), kind);
        let names = "operation: \"Json\", query: [\"q\"], headers: [\"X-Word\"]";
        add(&format!("RequestBuilder {{ {names}, body: {body:?}"), &call);
        add("HttpRequest { operation: \"Json\"", &call.clone().into_request().unwrap());
        add("Poller { operation: Some(\"Json\")", &Poller::new(call.clone(), RawResponse::json::<Value>));
        let pages = Pages::new(call.clone(), &["next"], RawResponse::json::<Vec<Value>>);
        add("Pages { operation: Some(\"Json\")", &pages);
        add("Items { pages: Pages", &Items::new(pages, |page| page));
        add("Sending", &call.clone().sending(RawResponse::json::<Value>));
        add("ChoiceRequest { request: RequestBuilder", &ChoiceRequest::<String>::new(call.clone(), &[], &[], &[]));
        add("RowRequest { request: RequestBuilder", &RowRequest::new(call.clone(), RawResponse::json::<Value>));
        let is_parent = IsParent::Never;
        let items = TreeItems { collection: &[], value: &[], title: &[], full_title: &[], is_parent };
        add("Tree { open: RequestBuilder", &Tree::new(call, items));
    }
    let call = || common(&behind_azure(fake.options()), &JSON);
    for _ in 0..3 {
        fake.then(planted_json());
    }
    add("RawResponse { operation: \"Json\", status: 200", &call().send().await.unwrap());
    let response = call().send().await.unwrap().into_response(RawResponse::json::<Value>).unwrap();
    add("Response { response: RawResponse", &response);
    add("ByteStream { operation: \"Json\", status: 200", &call().send_streaming().await.unwrap());
    add("FakeTransport { requests: 3", &fake);
    add("FakeRequest { method: \"POST\"", &fake.requests()[0]);
    add("FakeResponse { status: 200", &planted_json());
    add("FakeResponse(no connection)", &FakeResponse::no_connection());
    add("FakeResponse(lost)", &FakeResponse::lost());
    add("FakeResponse(silence)", &FakeResponse::silence());
    add("TriggerItem { trigger: \"On\"", &TriggerItem::direct("On", planted("json").as_bytes()).unwrap());
    add("Joined", &Joined(&vec![planted("query")], ","));
    let upload = Upload::new(planted("file")).with_file_name(planted("file-name")).with_content_type(planted("text"));
    add("Upload { length: 20", &upload);
    let options = CallOptions::default().with_header("x-own", planted("own-header"));
    let options = options.with_query("own", planted("own-query"));
    add("CallOptions { headers: [\"x-own\"], query: [\"own\"]", &options);
    add("Secret", &Secret::from(planted("key")));
    let mut auth = Auth::new(BASIC);
    auth.set("user", planted("user"));
    auth.set_secret("key", Secret::from(planted("key")));
    auth.set_token("token", Arc::new(Token), &["scope"]);
    add("Auth { parameters: [\"user\", \"key\"], has_token: true", &auth);
    add("Connection { connector: \"sample\"", &direct(&IN_QUERY, QUERY, ClientOptions::default()));
    let endpoint = TokenEndpoint::new(&format!("https://login.example/{}", percent(&planted("path"))), planted("user"));
    let endpoint = endpoint.unwrap().with_client_secret(planted("password")).with_parameter("a", planted("key"));
    add("TokenEndpoint { host: Some(\"login.example\")", &endpoint);
    add("RefreshToken { endpoint: TokenEndpoint", &RefreshToken::new(endpoint.clone(), planted("token")).unwrap());
    add("ClientCredentials { endpoint: TokenEndpoint", &ClientCredentials::new(endpoint).unwrap());
    for text in shown {
        assert_clean("debug", &text);
    }
}
