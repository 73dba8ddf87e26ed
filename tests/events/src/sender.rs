//! A service that sends callbacks, written by hand: it must be able to stop in the middle of one.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{sleep, timeout},
};

use crate::serve::{ID, PATH, SECRET};

/// How long an answer may take before the service gives up and sends again.
const PATIENCE: Duration = Duration::from_secs(10);

/// What goes wrong with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// The connection ends in the middle of the body.
    Cut,
    /// The connection ends before the answer.
    Deaf,
    /// The body arrives in two parts, with a pause.
    Slow,
}

/// The text of callback number `callback`, with `padding` bytes more.
pub(crate) fn body(callback: u64, padding: usize) -> String {
    format!(r#"{{"callback":{callback},"text":"{}"}}"#, "x".repeat(padding))
}

/// The bytes of a request, and where its body begins.
pub(crate) fn request(callback: u64, body: &str, keep_alive: bool) -> (Vec<u8>, usize) {
    let (header, secret) = SECRET;
    let connection = if keep_alive { "keep-alive" } else { "close" };
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n{header}: {secret}\r\n{ID}: {callback}\r\n\
         connection: {connection}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let at = head.len();
    (format!("{head}{body}").into_bytes(), at)
}

/// Sends one callback. The status of the answer, if there was one.
///
/// # Errors
/// The connection fails, or the answer takes too long.
pub(crate) async fn send(port: u16, callback: u64, fault: Fault) -> io::Result<Option<u16>> {
    let send = async {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        let body = body(callback, (callback % 700) as usize);
        let (bytes, at) = request(callback, &body, false);
        let half = at + body.len() / 2;
        match fault {
            Fault::Cut => {
                stream.write_all(&bytes[..half]).await?;
                return Ok(None);
            }
            Fault::Deaf => {
                stream.write_all(&bytes).await?;
                sleep(Duration::from_micros(callback % 2000)).await;
                return Ok(None);
            }
            Fault::Slow => {
                stream.write_all(&bytes[..half]).await?;
                sleep(Duration::from_millis(50)).await;
                stream.write_all(&bytes[half..]).await?;
            }
            Fault::None => stream.write_all(&bytes).await?,
        }
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        status(&answer).map(Some)
    };
    timeout(PATIENCE, send).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// The status of an answer.
///
/// # Errors
/// The answer has none.
pub(crate) fn status(answer: &[u8]) -> io::Result<u16> {
    let text = answer.get(9..12).and_then(|text| str::from_utf8(text).ok());
    text.and_then(|text| text.parse().ok()).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}
