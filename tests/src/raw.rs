//! A server that follows a script byte by byte, to send what no HTTP library would.
//!
//! In: an action for each request, in the order of arrival. Out: the bytes of the requests.

use std::{
    io::{self, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use async_trait::async_trait;
use azure_core::http::{AsyncRawResponse, HttpClient, Request, Transport, new_http_client};
use connector_runtime::ClientOptions;

/// What is done with a request that was read to its end. The connection is closed afterwards.
#[derive(Clone, Debug)]
pub enum Act {
    /// These bytes are sent.
    Send(Vec<u8>),
    /// These bytes are sent again and again, until the client goes away.
    Repeat(&'static [u8]),
    /// These bytes are sent one by one, each after a while.
    Trickle(Vec<u8>),
    /// Nothing is sent until the client goes away.
    Wait,
}

/// A response with a status, header lines and a body of known length. It says that the connection is closed: otherwise the client
/// may send its next request over it.
pub fn response(status: u16, lines: &str, body: &[u8]) -> Vec<Act> {
    let head =
        format!("HTTP/1.1 {status} Status\r\nconnection: close\r\ncontent-length: {}\r\n{lines}\r\n", body.len());
    vec![Act::Send([head.as_bytes(), body].concat())]
}

/// The server.
#[derive(Clone)]
pub struct RawServer {
    port: u16,
    received: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl RawServer {
    /// Listens on loopback. Requests beyond the script get 200 and an empty object.
    ///
    /// # Panics
    /// If no port can be had.
    pub fn start(script: Vec<Vec<Act>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port of this machine");
        let port = listener.local_addr().expect("it listens").port();
        let server = Self { port, received: Arc::default() };
        let (running, script) = (server.clone(), Arc::new(Mutex::new(script.into_iter())));
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (running, script) = (running.clone(), script.clone());
                thread::spawn(move || {
                    let Ok(request) = read(&connection) else { return };
                    lock(&running.received).push(request);
                    let acts = lock(&script).next();
                    // A client that goes away is what some tests are about.
                    let _ = play(&connection, acts.unwrap_or_else(|| response(200, "", b"{}")));
                });
            }
        });
        server
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The requests so far: head and body as they came.
    pub fn received(&self) -> Vec<String> {
        lock(&self.received).iter().map(|request| String::from_utf8_lossy(request).into_owned()).collect()
    }

    /// Options whose transport sends what is meant for `https://connection.invalid` here, and tries again at once.
    pub fn options(&self) -> ClientOptions {
        self.options_with(&[])
    }

    /// As [`options`](Self::options), with more hosts that are other servers here.
    pub fn options_with(&self, others: &[(&'static str, &RawServer)]) -> ClientOptions {
        let mut ports = vec![("connection.invalid", self.port)];
        ports.extend(others.iter().map(|(host, server)| (*host, server.port)));
        let transport = Hosts { ports, client: new_http_client(None) };
        ClientOptions::default()
            .with_transport(Transport::new(Arc::new(transport)))
            .with_max_retry_delay(Duration::from_millis(2))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads one request: its head, then as much as its `content-length` says.
fn read(mut connection: &TcpStream) -> io::Result<Vec<u8>> {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some(end) = request.windows(4).position(|part| part == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&request[..end]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
            if request.len() >= end + 4 + length.unwrap_or(0) {
                return Ok(request);
            }
        }
        match connection.read(&mut buffer)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => request.extend_from_slice(&buffer[..count]),
        }
    }
}

fn play(mut connection: &TcpStream, acts: Vec<Act>) -> io::Result<()> {
    for act in acts {
        match act {
            Act::Send(bytes) => connection.write_all(&bytes)?,
            Act::Repeat(bytes) => loop {
                connection.write_all(bytes)?;
            },
            Act::Trickle(bytes) => {
                for byte in bytes {
                    connection.write_all(&[byte])?;
                    thread::sleep(Duration::from_millis(20));
                }
            }
            Act::Wait => while connection.read(&mut [0; 64])? > 0 {},
        }
    }
    Ok(())
}

/// Leads hosts that do not exist to ports of this machine, without TLS; any other host is unreachable.
#[derive(Debug)]
struct Hosts {
    ports: Vec<(&'static str, u16)>,
    client: Arc<dyn HttpClient>,
}

#[async_trait]
impl HttpClient for Hosts {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let mut request = request.clone();
        let host = request.url().host_str().unwrap_or_default().to_owned();
        let Some((_, port)) = self.ports.iter().find(|(other, _)| *other == host) else {
            let kind = azure_core::error::ErrorKind::Connection;
            return Err(azure_core::Error::with_message(kind, format!("no test serves {host}")));
        };
        let url = request.url().as_str().replacen(&format!("https://{host}"), &format!("http://127.0.0.1:{port}"), 1);
        *request.url_mut() = url.parse()?;
        self.client.execute_request(&request).await
    }
}
