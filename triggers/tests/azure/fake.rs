//! A connector namespace in memory, behind azure_core's transport. It is written from the documented facts alone, with
//! plain JSON, and shares nothing with the client. It records each request that breaks a fact, and misbehaves on demand.

use super::fake_resources::Resources;
use async_trait::async_trait;
use azure_core::{
    credentials::{AccessToken, TokenCredential, TokenRequestOptions},
    error::ErrorKind,
    http::{AsyncRawResponse, Body, HttpClient, Request, StatusCode, Transport, headers::Headers},
    time::{Duration as AzureDuration, OffsetDateTime},
};
use bytes::Bytes;
use futures_core::Stream;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard},
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::Instant;

pub(crate) const ARM_HOST: &str = "management.azure.com";
pub(crate) const PULL_HOST: &str = "unit-01.westus.logic.azure.com";
pub(crate) const LINK_HOST: &str = "outputs.blob.core.windows.net";
pub(crate) const LINK_SIGNATURE: &str = "signed-Zm9v%2Bbar";

const PULL_TOKEN: &str = "token for https://apihub.azure.com/.default";
const LOCK: Duration = Duration::from_secs(120);
const LARGEST_LINKED: usize = 104_857_600;

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Arm,
    Receive,
    Acknowledge,
    Depth,
    Link,
}

/// What goes wrong with one request.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// This status, without effect.
    Status(u16),
    /// A status with `Retry-After` in seconds, without effect.
    RetryAfter(u16, u64),
    /// The connection breaks before the request has an effect.
    LostRequest,
    /// The request has its effect, and the connection breaks.
    LostResponse,
    /// No response.
    Silence,
    /// The request has its effect, and the response has this body.
    Body(&'static str),
    /// The request has its effect, and the response has this header, or lacks it.
    Header(&'static str, Option<&'static str>),
    /// Each message has `outputs` and `outputsLink`.
    BothOutputs,
    /// No message has outputs.
    NoOutputs,
    /// Twice as many messages as asked for, as far as there are any.
    TooMany,
    /// The results lack the last one.
    ResultMissing,
    /// The results come in another order.
    ResultsReversed,
    /// No message is deleted, and this is the status of each.
    ResultStatus(&'static str),
    /// A redirect to another host.
    Redirect,
    /// The linked outputs are one byte too long.
    Oversized,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) kind: Kind,
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Value,
    pub(crate) at: Instant,
}

struct Message {
    id: String,
    outputs: String,
    is_linked: bool,
    lock: Option<(String, Instant)>,
    is_deleted: bool,
    deliveries: u32,
}

type IsStored = dyn Fn(&str) -> bool + Send + Sync;

#[derive(Default)]
struct State {
    resources: Resources,
    messages: Vec<Message>,
    faults: BTreeMap<Kind, VecDeque<Fault>>,
    seen: Vec<Seen>,
    violations: Vec<String>,
    /// The part of the endpoints that changes.
    generation: u32,
    locks: u64,
    is_caller_allowed: bool,
    chaos: Option<(fastrand::Rng, u32)>,
    is_stored: Option<Arc<IsStored>>,
}

/// The fake. Clones share everything.
#[derive(Clone)]
pub(crate) struct Fake(Arc<Mutex<State>>);

impl Fake {
    /// A namespace with the connection `conn`, both access policies, and the trigger `mail` with pull delivery.
    pub(crate) fn new() -> Self {
        let state = State { resources: Resources::ready(), is_caller_allowed: true, ..State::default() };
        Self(Arc::new(Mutex::new(state)))
    }

    pub(crate) fn transport(&self) -> Transport {
        Transport::new(Arc::new(self.clone()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// The resources, to look at and to change.
    pub(crate) fn resources<T>(&self, change: impl FnOnce(&mut Resources) -> T) -> T {
        change(&mut self.state().resources)
    }

    /// Adds a message with inline outputs.
    pub(crate) fn event(&self, id: &str, outputs: impl Into<String>) {
        self.add(id, outputs.into(), false);
    }

    /// Adds a message with linked outputs.
    pub(crate) fn linked_event(&self, id: &str, outputs: impl Into<String>) {
        self.add(id, outputs.into(), true);
    }

    fn add(&self, id: &str, outputs: String, is_linked: bool) {
        let (lock, is_deleted, deliveries) = (None, false, 0);
        self.state().messages.push(Message { id: id.into(), outputs, is_linked, lock, is_deleted, deliveries });
    }

    /// The next request of this kind goes wrong. Faults of one kind happen in order.
    pub(crate) fn fault(&self, kind: Kind, fault: Fault) {
        self.state().faults.entry(kind).or_default().push_back(fault);
    }

    /// From now on, so many of a hundred requests to pull endpoints and links go wrong at random.
    pub(crate) fn chaos(&self, seed: u64, percent: u32) {
        self.state().chaos = Some((fastrand::Rng::with_seed(seed), percent));
    }

    /// From now on, an acknowledgement of a message for which this is false is a violation.
    pub(crate) fn audit(&self, is_stored: impl Fn(&str) -> bool + Send + Sync + 'static) {
        self.state().is_stored = Some(Arc::new(is_stored));
    }

    /// Pull endpoints that were given out do not exist any more.
    pub(crate) fn move_endpoints(&self) {
        self.state().generation += 1;
    }

    pub(crate) fn allow_caller(&self, is_allowed: bool) {
        self.state().is_caller_allowed = is_allowed;
    }

    /// The locks of all messages end.
    pub(crate) fn unlock(&self) {
        self.state().messages.iter_mut().for_each(|message| message.lock = None);
    }

    pub(crate) fn seen(&self, kind: Kind) -> Vec<Seen> {
        self.state().seen.iter().filter(|seen| seen.kind == kind).cloned().collect()
    }

    /// The ids of messages that are not acknowledged.
    pub(crate) fn left(&self) -> Vec<String> {
        self.state().messages.iter().filter(|it| !it.is_deleted).map(|it| it.id.clone()).collect()
    }

    pub(crate) fn deliveries(&self, id: &str) -> u32 {
        self.state().messages.iter().find(|message| message.id == id).unwrap().deliveries
    }

    /// No request broke a fact.
    pub(crate) fn assert_clean(&self) {
        assert_eq!(self.state().violations, Vec::<String>::new());
    }

    pub(crate) fn violations(&self) -> Vec<String> {
        self.state().violations.clone()
    }
}

impl fmt::Debug for Fake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fake")
    }
}

#[async_trait]
impl HttpClient for Fake {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let Body::Bytes(body) = request.body() else { panic!("the client sends a stream") };
        let url = request.url().clone();
        let kind = match (url.host_str(), url.path().rsplit('/').next()) {
            (Some(PULL_HOST), Some("receive")) => Kind::Receive,
            (Some(PULL_HOST), Some("acknowledge")) => Kind::Acknowledge,
            (Some(PULL_HOST), Some("approximateQueueDepth")) => Kind::Depth,
            (Some(LINK_HOST), _) => Kind::Link,
            (Some(host), _) if host.starts_with("management.") => Kind::Arm,
            _ => panic!("a request to an unknown address: {url}"),
        };
        let headers: BTreeMap<_, _> = request
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), value.as_str().to_owned()))
            .collect();
        let seen = Seen {
            kind,
            method: request.method().as_str().to_owned(),
            url: url.to_string(),
            headers,
            body: serde_json::from_slice(body).unwrap_or(Value::Null),
            at: Instant::now(),
        };
        let (fault, outcome) = {
            let mut state = self.state();
            state.seen.push(seen.clone());
            let fault = state.next_fault(kind);
            match &fault {
                Some(Fault::Status(_) | Fault::RetryAfter(..) | Fault::LostRequest | Fault::Silence) => (fault, None),
                _ => {
                    let answer = state.answer(&seen, fault.as_ref());
                    (fault, Some(answer))
                }
            }
        };
        let lost = || azure_core::Error::with_message(ErrorKind::Io, format!("the connection to {url} broke"));
        match (fault, outcome) {
            (Some(Fault::Silence), _) => std::future::pending().await,
            (Some(Fault::LostRequest | Fault::LostResponse), _) => Err(lost()),
            (Some(Fault::Status(status)), _) => Ok(refusal(status, "Fault", "a fault").into_azure()),
            (Some(Fault::RetryAfter(status, seconds)), _) => {
                let answer = refusal(status, "Fault", "a fault").with("retry-after", seconds.to_string());
                Ok(answer.into_azure())
            }
            (Some(Fault::Redirect), _) => {
                Ok(refusal(302, "", "").with("location", format!("https://{ARM_HOST}/elsewhere")).into_azure())
            }
            (Some(Fault::Oversized), _) => Ok(oversized()),
            (Some(Fault::Body(text)), Some(answer)) => Ok(Answer { body: text.into(), ..answer }.into_azure()),
            (Some(Fault::Header(name, value)), Some(mut answer)) => {
                match value {
                    Some(value) => answer.headers.insert(name, value.to_owned()),
                    None => answer.headers.remove(name),
                };
                Ok(answer.into_azure())
            }
            (_, Some(answer)) => Ok(answer.into_azure()),
            (_, None) => unreachable!("each fault without an effect is above"),
        }
    }
}

/// A response.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<&'static str, String>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self { status, headers: BTreeMap::new(), body: body.to_string() }.with("content-type", "application/json")
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self { status, headers: BTreeMap::new(), body: String::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.insert(name, value.into());
        self
    }

    fn into_azure(self) -> AsyncRawResponse {
        AsyncRawResponse::from_bytes(StatusCode::from(self.status), azure_headers(self.headers), self.body)
    }
}

fn azure_headers(headers: BTreeMap<&'static str, String>) -> Headers {
    let mut out = Headers::new();
    headers.into_iter().for_each(|(name, value)| out.insert(name, value));
    out
}

/// A failure as Azure writes it.
pub(crate) fn refusal(status: u16, code: &str, message: &str) -> Answer {
    Answer::json(status, &json!({ "error": { "code": code, "message": message } }))
}

impl State {
    fn next_fault(&mut self, kind: Kind) -> Option<Fault> {
        if let Some(fault) = self.faults.get_mut(&kind).and_then(VecDeque::pop_front) {
            return Some(fault);
        }
        let (random, percent) = self.chaos.as_mut()?;
        if kind == Kind::Arm || random.u32(0..100) >= *percent {
            return None;
        }
        let common = [
            Fault::Status(429),
            Fault::RetryAfter(503, 2),
            Fault::Status(500),
            Fault::LostRequest,
            Fault::LostResponse,
            Fault::Silence,
            Fault::Body("<html>not JSON</html>"),
            Fault::Body("{\"mess"),
        ];
        let own: &[Fault] = match kind {
            Kind::Receive => &[
                Fault::BothOutputs,
                Fault::NoOutputs,
                Fault::TooMany,
                Fault::Header("x-ms-more-messages-available", Some("maybe")),
                Fault::Header("x-ms-more-messages-available", None),
            ],
            Kind::Acknowledge => &[
                Fault::ResultMissing,
                Fault::ResultsReversed,
                Fault::ResultStatus("Failed"),
                Fault::ResultStatus("SomethingNew"),
            ],
            Kind::Link => &[Fault::Redirect, Fault::Header("content-type", Some("text/html")), Fault::Status(403)],
            Kind::Arm | Kind::Depth => &[],
        };
        let at = random.usize(0..common.len() + own.len());
        common.iter().chain(own).nth(at).cloned()
    }

    fn violation(&mut self, seen: &Seen, problem: impl fmt::Display) {
        self.violations.push(format!("{} {}: {problem}", seen.method, seen.url));
    }

    fn answer(&mut self, seen: &Seen, fault: Option<&Fault>) -> Answer {
        if !seen.url.starts_with("https://") {
            self.violation(seen, "not https");
        }
        let token = match seen.kind {
            Kind::Arm => {
                let host = seen.url.split('/').nth(2).unwrap_or_default();
                Some(format!("Bearer token for https://{host}/.default"))
            }
            Kind::Link => None,
            Kind::Receive | Kind::Acknowledge | Kind::Depth => Some(format!("Bearer {PULL_TOKEN}")),
        };
        if seen.headers.get("authorization") != token.as_ref() {
            self.violation(seen, "another token, or none");
            return refusal(401, "InvalidAuthenticationToken", "the audience is wrong");
        }
        let has_body = matches!(seen.method.as_str(), "PUT") || seen.body != Value::Null;
        if has_body && seen.headers.get("content-type").map(String::as_str) != Some("application/json") {
            self.violation(seen, "the content type is not application/json");
            return refusal(415, "UnsupportedMediaType", "JSON only");
        }
        match seen.kind {
            Kind::Arm => {
                let generation = self.generation;
                match self.resources.answer(seen, generation) {
                    Ok(answer) => answer,
                    Err(problem) => {
                        self.violation(seen, &problem);
                        refusal(400, "InvalidRequestContent", &problem)
                    }
                }
            }
            Kind::Link => self.linked(seen),
            _ if !seen.url.contains(&format!("/connectorGateways/g{}/", self.generation)) => {
                refusal(404, "NotFound", "no such endpoint")
            }
            _ if !self.is_caller_allowed => refusal(403, "Forbidden", "no access policy"),
            Kind::Receive => self.receive(seen, fault),
            Kind::Acknowledge => self.acknowledge(seen, fault),
            Kind::Depth => {
                let now = Instant::now();
                let depth = self.messages.iter().filter(|message| message.is_free(now)).count();
                Answer::json(200, &json!({ "approximateQueueDepth": depth }))
            }
        }
    }

    fn receive(&mut self, seen: &Seen, fault: Option<&Fault>) -> Answer {
        let query = seen.url.split_once('?').map_or("", |(_, query)| query);
        let counts: Vec<_> = query.split('&').filter_map(|pair| pair.strip_prefix("maxEvents=")).collect();
        let count = counts.first().and_then(|count| count.parse().ok()).filter(|count| (1..=32).contains(count));
        let (Some(count), "GET", 1) = (count, seen.method.as_str(), counts.len()) else {
            self.violation(seen, "not a GET with one maxEvents from 1 to 32");
            return refusal(400, "BadRequest", "maxEvents");
        };
        if !query.split('&').any(|pair| pair == "sig=a%2Bb") || seen.body != Value::Null {
            self.violation(seen, "the other query parameters changed, or there is a body");
        }
        let count = if matches!(fault, Some(Fault::TooMany)) { 2 * count } else { count };
        let now = Instant::now();
        let (mut messages, mut locks) = (Vec::new(), self.locks);
        let mut free = self.messages.iter_mut().filter(|message| message.is_free(now));
        for message in free.by_ref().take(count) {
            locks += 1;
            let lock = format!("lock-{locks}");
            message.lock = Some((lock.clone(), now + LOCK));
            message.deliveries += 1;
            messages.push(message.on_wire(&lock, fault));
        }
        let has_more = free.next().is_some();
        self.locks = locks;
        // The outputs keep their text, byte for byte.
        Answer { status: 200, headers: BTreeMap::new(), body: format!("{{\"messages\":[{}]}}", messages.join(",")) }
            .with("content-type", "application/json; charset=utf-8")
            .with("x-ms-more-messages-available", has_more.to_string())
    }

    fn acknowledge(&mut self, seen: &Seen, fault: Option<&Fault>) -> Answer {
        let empty = Vec::new();
        let messages = seen.body["messages"].as_array().unwrap_or(&empty).clone();
        if seen.method != "POST" || !(1..=32).contains(&messages.len()) {
            self.violation(seen, "not a POST of 1 to 32 messages");
            return refusal(400, "BadRequest", "messages");
        }
        let now = Instant::now();
        let mut results = Vec::new();
        for message in &messages {
            let (Some(id), Some(lock)) = (message["messageId"].as_str(), message["lockToken"].as_str()) else {
                self.violation(seen, "a message without messageId and lockToken");
                return refusal(400, "BadRequest", "messages");
            };
            if self.is_stored.as_ref().is_some_and(|is_stored| !is_stored(id)) {
                self.violation(seen, format_args!("{id} is acknowledged and not stored"));
            }
            let found = self.messages.iter_mut().find(|message| {
                let holds = message.lock.as_ref().is_some_and(|(held, until)| held == lock && *until > now);
                message.id == id && holds && !message.is_deleted
            });
            let status = match (found, fault) {
                (Some(_), Some(Fault::ResultStatus(status))) => status,
                (Some(message), _) => {
                    message.is_deleted = true;
                    "Acknowledged"
                }
                (None, _) => "NotFound",
            };
            results.push(json!({ "messageId": id, "status": status }));
        }
        match fault {
            Some(Fault::ResultMissing) => drop(results.pop()),
            Some(Fault::ResultsReversed) => results.reverse(),
            _ => {}
        }
        Answer::json(200, &json!({ "results": results }))
    }

    fn linked(&mut self, seen: &Seen) -> Answer {
        let id = seen.url.split('?').next().and_then(|path| path.rsplit('/').next()).unwrap_or_default().to_owned();
        if seen.method != "GET" || !seen.url.ends_with(&format!("?sig={LINK_SIGNATURE}")) {
            self.violation(seen, "not a GET of the link as it was given");
        }
        if let Some(encoding) = seen.headers.get("accept-encoding").filter(|encoding| *encoding != "identity") {
            self.violation(seen, format_args!("asks for the encoding {encoding}"));
        }
        let message = self.messages.iter().find(|message| message.id == id);
        let Some(message) = message.filter(|message| message.outputs.len() <= LARGEST_LINKED) else {
            return refusal(404, "BlobNotFound", "no such blob");
        };
        Answer { status: 200, headers: BTreeMap::new(), body: message.outputs.clone() }
            .with("content-type", "application/json; charset=utf-8")
    }
}

impl Message {
    fn is_free(&self, now: Instant) -> bool {
        !self.is_deleted && self.lock.as_ref().is_none_or(|(_, until)| *until <= now)
    }

    fn on_wire(&self, lock: &str, fault: Option<&Fault>) -> String {
        let link = format!(r#""outputsLink":{{"uri":"https://{LINK_HOST}/{}?sig={LINK_SIGNATURE}"}}"#, self.id);
        let inline = format!(r#""outputs":{}"#, self.outputs);
        let outputs = match fault {
            Some(Fault::BothOutputs) => format!(",{inline},{link}"),
            Some(Fault::NoOutputs) => String::new(),
            _ if self.is_linked => format!(",{link}"),
            _ => format!(",{inline}"),
        };
        format!(r#"{{"messageId":"{}","lockToken":"{lock}"{outputs}}}"#, self.id)
    }
}

/// Linked outputs of one byte more than the limit, in pieces.
fn oversized() -> AsyncRawResponse {
    struct Pieces(usize);
    impl Stream for Pieces {
        type Item = azure_core::Result<Bytes>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            static PIECE: [u8; 1 << 20] = [b' '; 1 << 20];
            let length = self.0.min(PIECE.len());
            self.0 -= length;
            Poll::Ready((length > 0).then(|| Ok(Bytes::from_static(&PIECE[..length]))))
        }
    }
    let headers = BTreeMap::from([("content-type", "application/json; charset=utf-8".to_owned())]);
    AsyncRawResponse::new(StatusCode::Ok, azure_headers(headers), Box::pin(Pieces(LARGEST_LINKED + 1)))
}

/// A credential whose tokens name their scope.
#[derive(Debug)]
pub(crate) struct Tokens;

#[async_trait]
impl TokenCredential for Tokens {
    async fn get_token(&self, scopes: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        let expires = OffsetDateTime::now_utc() + AzureDuration::hours(1);
        Ok(AccessToken::new(format!("token for {}", scopes.join(" ")), expires))
    }
}
