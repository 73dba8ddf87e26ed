//! A server on loopback that does as little as possible: it sends the same JSON for each request and keeps the connection open.
//!
//! It runs on the client's thread. On a thread of its own the scheduler decides whether both share a core, which changes the time
//! of a call by a factor of five.

use std::io;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
};

/// Starts the server on a single-threaded runtime, which drives it while it waits for a client; the port that it listens at.
pub(crate) fn start(runtime: &Runtime, json: &'static str) -> u16 {
    let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0))).expect("a port of this machine is free");
    let port = listener.local_addr().expect("a listener has an address").port();
    let response = head(json) + json;
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A client that goes away ends its task.
            tokio::spawn(serve(stream, response.clone()));
        }
    });
    port
}

fn head(json: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", json.len())
}

async fn serve(mut stream: TcpStream, response: String) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut received = Vec::with_capacity(16 * 1024);
    loop {
        while let Some(length) = request_length(&received) {
            received.drain(..length);
            stream.write_all(response.as_bytes()).await?;
        }
        if stream.read_buf(&mut received).await? == 0 {
            return Ok(());
        }
    }
}

/// A connection that sends prepared bytes and reads a response of a known length: the cost of a call without any HTTP library.
pub(crate) struct Plain {
    stream: TcpStream,
    request: Vec<u8>,
    response: Vec<u8>,
}

impl Plain {
    pub(crate) async fn connect(port: u16, request: Vec<u8>, json: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, request, response: vec![0; head(json).len() + json.len()] })
    }

    pub(crate) async fn call(&mut self) -> io::Result<()> {
        self.stream.write_all(&self.request).await?;
        self.stream.read_exact(&mut self.response).await.map(drop)
    }
}

/// The length of the request that `received` begins with, once it is whole.
fn request_length(received: &[u8]) -> Option<usize> {
    let head = received.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = str::from_utf8(&received[..head]).ok()?;
    let headers = text.split("\r\n").filter_map(|line| line.split_once(':'));
    let mut lengths = headers.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let body: usize = lengths.next().and_then(|(_, length)| length.trim().parse().ok()).unwrap_or(0);
    Some(head + body).filter(|&length| length <= received.len())
}
