//! Links in responses beside an oracle of origins: the `url` crate and a server that decodes as often as it can.

use std::sync::LazyLock;

use connector_runtime::{
    Pages, RawResponse,
    codegen::{Connection, Connector, Operation, RequestBuilder},
    testing::{self, FakeTransport},
};
use url::Url;

static LIST: Operation = Operation::new("List", "GET", "/things");
static CONNECTION: LazyLock<Connection> = LazyLock::new(|| {
    let connector = Connector::new("fuzz", "1.0.0").backend("https", "api.example.com", "/v1");
    let options = Some(FakeTransport::new().options());
    Connection::new(testing::CONNECTION_URL, testing::credential(), options, connector).expect("the URL is fit")
});

/// The URL to which a link leads; `None` if it is refused.
pub type Subject = fn(&str) -> Option<String>;

/// The runtime's answer.
pub fn runtime(link: &str) -> Option<String> {
    let call = RequestBuilder::new(&CONNECTION, &LIST);
    let pages = Pages::new(call, &["nextLink"], RawResponse::text).resume(link);
    pages.next_link().map(str::to_owned)
}

/// The property of a link.
///
/// # Errors
/// The URL outside the connection.
pub fn link(bytes: &[u8]) -> Result<(), String> {
    stays(runtime, bytes)
}

/// Whether a link is refused, or leads below the connection's URL.
///
/// # Errors
/// The URL outside of it.
pub fn stays(subject: Subject, bytes: &[u8]) -> Result<(), String> {
    let link = String::from_utf8_lossy(bytes);
    let Some(followed) = subject(&link) else { return Ok(()) };
    let base = Url::parse(testing::CONNECTION_URL).map_err(|error| error.to_string())?;
    let url = Url::parse(&followed).map_err(|error| format!("{followed}: {error}"))?;
    if url.origin() != base.origin() || !url.username().is_empty() || url.password().is_some() {
        return Err(format!("{followed} is at another origin"));
    }
    let below = url.path().strip_prefix(base.path()).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    let below = below.ok_or_else(|| format!("{followed} is not below the connection"))?;
    match climbs(below) {
        true => Err(format!("{followed} climbs on a server that decodes")),
        false => Ok(()),
    }
}

/// Whether a path leads upwards for a server that decodes until nothing changes, after any of the times.
pub(super) fn climbs(path: &str) -> bool {
    let mut bytes = path.as_bytes().to_vec();
    loop {
        // A server may drop what follows `;`, and controls and spaces around a segment. A plus may be a space.
        let is_edge = |byte: &u8| *byte <= b' ' || matches!(*byte, b'+' | 0x7f);
        let is_up = |segment: &[u8]| {
            let segment = segment.split(|byte| *byte == b';').next().unwrap_or_default();
            let kept: Vec<u8> = segment.iter().copied().filter(|byte| !is_edge(byte)).collect();
            kept == b".."
        };
        if bytes.split(|byte| b"/\\".contains(byte)).any(is_up) {
            return true;
        }
        let decoded = decoded(&bytes);
        if decoded == bytes {
            return false;
        }
        bytes = decoded;
    }
}

fn decoded(bytes: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::new(), bytes);
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.first_chunk::<2>().filter(|_| first == b'%').and_then(|pair| std::str::from_utf8(pair).ok());
        let digits = digits.filter(|pair| pair.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = &after[2..];
            }
            None => {
                out.push(first);
                rest = after;
            }
        }
    }
    out
}
