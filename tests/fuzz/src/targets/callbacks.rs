//! Callbacks: whoever is accepted has the credential, by a reader of requests that shares nothing with the receiver; what is accepted is
//! stored as it came, and nothing else is.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use connector_triggers::{
    Inbox,
    inbox::{Memory, Which},
    receiver::{Auth, Duplicates, Receiver, Route, Signature},
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Request;
use http_body::{Body, Frame};
use sha2::Sha256;
use tower_service::Service as _;

/// The secret of every route.
pub const SECRET: &str = "c0rrect-h0rse";

/// Builds the receiver under test over an inbox.
pub type Subject = fn(Arc<dyn Inbox>) -> Receiver;

/// A receiver with a route for each kind of credential.
///
/// # Panics
/// The routes contradict each other.
pub fn receiver(inbox: Arc<dyn Inbox>) -> Receiver {
    routes(inbox, |auth| auth)
}

/// The routes of [`receiver`], with credentials that a test may break.
///
/// # Panics
/// The routes contradict each other.
pub fn routes(inbox: Arc<dyn Inbox>, change: fn(Auth) -> Auth) -> Receiver {
    let route = |name: &str, path: &str, auth: Auth| {
        Route::payload(name, path, auth).duplicates(Duplicates::off()).trigger("OnEvent")
    };
    Receiver::builder(inbox)
        .route(route("path", "/path/{secret}", Auth::path_segment([SECRET])))
        .route(route("query", "/query", change(Auth::query("code", [SECRET]))))
        .route(route("header", "/header", change(Auth::header("x-key", [SECRET]))))
        .route(route("basic", "/basic", change(Auth::basic([("user", SECRET)]))))
        .route(route("signature", "/signature", change(Auth::signature(Signature::github([SECRET])))))
        .build()
        .expect("the routes fit together")
}

/// The property of a callback.
///
/// # Errors
/// How the receiver differs from the other reader.
pub fn callback(bytes: &[u8]) -> Result<(), String> {
    holds(receiver, bytes)
}

/// A body in one piece.
struct Whole(Option<bytes::Bytes>);

impl Body for Whole {
    type Data = bytes::Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Infallible>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }
}

/// Whether the property holds for one receiver. The input is a request as HTTP/1.1 writes it, with line feeds alone.
///
/// # Errors
/// How the receiver differs from the other reader.
pub fn holds(subject: Subject, bytes: &[u8]) -> Result<(), String> {
    let Some((head, body)) = split(bytes) else { return Ok(()) };
    let Some(request) = request(head, body) else { return Ok(()) };
    let inbox = Arc::new(Memory::new());
    let mut receiver = subject(inbox.clone());
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let Ok(response) = receiver.call(request).await;
        let (parts, mut answer) = response.into_parts();
        let mut text = format!("{parts:?}");
        while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut answer).poll_frame(context)).await {
            let Ok(frame) = frame;
            text.push_str(&String::from_utf8_lossy(&frame.into_data().unwrap_or_default()));
        }
        let stored = inbox.list(&Which::default(), 2).await.map_err(|error| error.to_string())?;
        let is_success = parts.status.is_success();
        if is_success != (stored.len() == 1) {
            return Err(format!("{}, and {} events are stored", parts.status, stored.len()));
        }
        if text.contains(SECRET) {
            return Err(format!("the answer has the secret: {text}"));
        }
        let Some(entry) = stored.first() else { return Ok(()) };
        let Some((_, event)) = inbox.get(entry.id).await.map_err(|error| error.to_string())? else {
            return Err("the event is gone".to_owned());
        };
        if event.body != body {
            return Err(format!("stored {:?}", event.body));
        }
        if event
            .headers
            .iter()
            .any(|(name, value)| value.contains(SECRET) || name.eq_ignore_ascii_case("authorization"))
        {
            return Err(format!("a credential is stored: {:?}", event.headers));
        }
        match has_credential(&entry.route, head, body) {
            true => Ok(()),
            false => Err(format!("{} without the credential of {}", parts.status, entry.route)),
        }
    })
}

/// The lines before the first empty one, and the rest.
fn split(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.windows(2).position(|two| two == b"\n\n")?;
    Some((str::from_utf8(&bytes[..end]).ok()?, &bytes[end + 2..]))
}

/// The request, if its lines are those of one.
fn request(head: &str, body: &[u8]) -> Option<Request<Whole>> {
    let mut lines = head.split('\n');
    let (method, uri) = lines.next()?.split_once(' ')?;
    let mut request = Request::builder().method(method).uri(uri);
    for line in lines {
        let (name, value) = line.split_once(": ")?;
        request = request.header(name, value);
    }
    request.body(Whole(Some(bytes::Bytes::copy_from_slice(body)))).ok()
}

/// Whether the text of a request has the credential of a route.
fn has_credential(route: &str, head: &str, body: &[u8]) -> bool {
    let (line, lines) = head.split_once('\n').unwrap_or((head, ""));
    let uri = line.split_once(' ').map_or("", |(_, uri)| uri);
    // A fragment is not part of a request.
    let uri = uri.split('#').next().unwrap_or_default();
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    let values = |name: &str| {
        let lines = lines.split('\n').filter_map(|line| line.split_once(": "));
        lines.filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).collect::<Vec<_>>()
    };
    match route {
        "path" => path.split('/').any(|segment| decoded(segment) == SECRET.as_bytes()),
        "query" => query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .any(|(name, value)| decoded(name) == b"code" && decoded(value) == SECRET.as_bytes()),
        "header" => values("x-key") == [SECRET],
        // `user:` and the secret in Base64, with and without its padding.
        "basic" => values("authorization").iter().any(|value| {
            let Some((scheme, text)) = value.split_once(' ') else { return false };
            scheme.eq_ignore_ascii_case("basic") && text.trim().trim_end_matches('=') == "dXNlcjpjMHJyZWN0LWgwcnNl"
        }),
        "signature" => {
            let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("HMAC takes keys of any length");
            mac.update(body);
            let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
            values("x-hub-signature-256").iter().any(|value| value.to_lowercase().contains(&hex))
        }
        _ => false,
    }
}

/// A text without its percent-encoding.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().iter();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        let code = (*byte == b'%').then(|| bytes.as_slice().get(..2)).flatten();
        let code = code.and_then(|code| u8::from_str_radix(str::from_utf8(code).ok()?, 16).ok());
        match code {
            Some(code) => {
                decoded.push(code);
                bytes.nth(1);
            }
            None => decoded.push(if *byte == b'+' { b' ' } else { *byte }),
        }
    }
    decoded
}
