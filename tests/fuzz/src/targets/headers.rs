//! Headers of responses: `Retry-After`, and the charset of a content type beside encoding_rs.

use std::{cell::RefCell, time::Duration};

use connector_runtime::{
    RawResponse,
    codegen::{Connection, Connector, Operation, RequestBuilder},
    testing::{self, FakeResponse, FakeTransport},
};
use tokio::runtime::{Builder, Runtime};

static GET: Operation = Operation::new("Get", "GET", "/thing");

/// A response: two headers and a body.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// `Content-Type`.
    pub content_type: &'a str,
    /// `Retry-After`.
    pub retry_after: &'a str,
    /// The body.
    pub body: &'a [u8],
}

/// What a caller sees of it.
#[derive(Debug)]
pub struct Seen {
    /// The body as text.
    pub text: Result<String, String>,
    /// The wait that it asks for.
    pub wait: Option<Duration>,
}

/// Reads a response.
pub type Subject = fn(&Answer<'_>) -> Seen;

thread_local! {
    static RUNTIME: RefCell<Option<Runtime>> = const { RefCell::new(None) };
}

fn response(status: u16, answer: &Answer<'_>) -> connector_runtime::Result<RawResponse> {
    let service = FakeTransport::new();
    let response = FakeResponse::new(status)
        .with_header("content-type", answer.content_type)
        .with_header("retry-after", answer.retry_after);
    service.then(response.with_body(answer.body.to_vec()));
    let connector = Connector::new("fuzz", "1.0.0");
    let connection =
        Connection::new(testing::CONNECTION_URL, testing::credential(), Some(service.options()), connector)?;
    let sent = RequestBuilder::new(&connection, &GET).send();
    RUNTIME.with_borrow_mut(|runtime| {
        let build = || Builder::new_current_thread().enable_time().build().expect("a runtime can be built");
        runtime.get_or_insert_with(build).block_on(sent)
    })
}

/// The runtime's reader.
pub fn runtime(answer: &Answer<'_>) -> Seen {
    Seen {
        text: response(200, answer).and_then(RawResponse::text).map_err(|error| error.to_string()),
        wait: response(404, answer).err().and_then(|error| error.retry_after()),
    }
}

/// The property of headers: a line with the content type, one with `Retry-After`, and the body.
///
/// # Errors
/// How the readers differ.
pub fn header(bytes: &[u8]) -> Result<(), String> {
    agrees(runtime, bytes)
}

/// Whether a reader reads a text as encoding_rs does, and a number of seconds as a number.
///
/// # Errors
/// How they differ.
pub fn agrees(subject: Subject, bytes: &[u8]) -> Result<(), String> {
    let mut parts = bytes.splitn(3, |byte| *byte == b'\n');
    let mut line = || std::str::from_utf8(parts.next()?).ok();
    let (Some(content_type), Some(retry_after)) = (line(), line()) else { return Ok(()) };
    let body = parts.next().unwrap_or_default();
    let seen = subject(&Answer { content_type, retry_after, body });
    let digits = retry_after.trim();
    if digits.len() <= 9 && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        // Longer waits are read as a year.
        let seconds = digits.parse().ok().map(|seconds: u64| Duration::from_secs(seconds.min(365 * 24 * 60 * 60)));
        if seen.wait != seconds {
            return Err(format!("a wait of {seconds:?} is read as {:?}", seen.wait));
        }
    }
    let Some(encoding) = charset(content_type) else { return Ok(()) };
    let (expected, _, has_errors) = encoding.decode(body);
    // A JSON string is read without its quotes, unless the type says that it is plain text.
    let unquoted = serde_json::from_str::<String>(&expected).ok();
    match seen.text {
        Ok(text) if !has_errors && Some(&text) == unquoted.as_ref() => Ok(()),
        Ok(text) if has_errors => Err(format!("not {}, and read as {text:?}", encoding.name())),
        Ok(text) if text != expected => Err(format!("{}: {text:?} in place of {expected:?}", encoding.name())),
        Err(error) if !has_errors && error.contains("is not UTF") => Err(format!("{}: {error}", encoding.name())),
        _ => Ok(()),
    }
}

/// The encoding of a content type that states at most one charset, and one that the runtime knows.
fn charset(content_type: &str) -> Option<&'static encoding_rs::Encoding> {
    let lower = content_type.to_ascii_lowercase();
    let mut stated = lower.split(';').skip(1).filter(|parameter| parameter.contains("charset"));
    let Some(parameter) = stated.next() else { return Some(encoding_rs::UTF_8) };
    let label = parameter.trim().strip_prefix("charset=")?;
    match (label, stated.next()) {
        ("utf-8" | "utf8", None) => Some(encoding_rs::UTF_8),
        ("utf-16" | "utf-16le", None) => Some(encoding_rs::UTF_16LE),
        ("utf-16be", None) => Some(encoding_rs::UTF_16BE),
        ("iso-8859-1" | "latin1" | "windows-1252" | "cp1252", None) => Some(encoding_rs::WINDOWS_1252),
        _ => None,
    }
}
