//! A server on loopback with as little of its own as can be: it answers each request with the same JSON and keeps the
//! connection open.

use std::{
    io::{self, Read, Write},
    net::{TcpListener, TcpStream},
    thread,
};

/// Starts the server; the port that it listens at.
pub(crate) fn start(json: &'static str) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port of this machine is free");
    let port = listener.local_addr().expect("a listener has an address").port();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", json.len());
    let answer = head + json;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            // A client that goes away ends its thread.
            thread::spawn(move || serve(stream, answer.as_bytes()));
        }
    });
    port
}

fn serve(mut stream: TcpStream, answer: &[u8]) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut received = Vec::new();
    loop {
        while let Some(length) = request_length(&received) {
            received.drain(..length);
            stream.write_all(answer)?;
        }
        let mut chunk = [0; 8192];
        match stream.read(&mut chunk)? {
            0 => return Ok(()),
            length => received.extend_from_slice(&chunk[..length]),
        }
    }
}

/// The length of the request that `received` begins with, once it is whole.
fn request_length(received: &[u8]) -> Option<usize> {
    let head = received.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = str::from_utf8(&received[..head]).ok()?.to_ascii_lowercase();
    let body = text.split("\r\ncontent-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
    Some(head + body.unwrap_or(0)).filter(|&length| length <= received.len())
}
