//! The server: it does with each request what its fate says, and records it.
//!
//! `GET /record` returns the record and empties it: a line for each call with its number, its method and the letters of its fates.

use std::{
    collections::HashMap,
    fmt::Write as _,
    io::{self, Read as _},
    net::TcpListener as BlockingListener,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::{fate::Fate, transport::CALL};

const BODY: &str = r#"{"referenceId":"0f8fad5b-d9cb-469f-a165-70867728950e"}"#;

/// The calls so far: method and fates.
type Record = Arc<Mutex<HashMap<u64, (String, String)>>>;

/// Serves until the process ends. Prints the ports first.
///
/// # Errors
/// No port can be had.
pub(crate) fn run(seed: u64) -> io::Result<bool> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let tls = tls()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        println!("{} {tls}", listener.local_addr()?.port());
        let record = Record::default();
        loop {
            match listener.accept().await {
                // A client that goes away ends its task.
                Ok((stream, _)) => drop(tokio::spawn(serve(stream, seed, record.clone()))),
                // Too many open files, for a moment.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    })
}

/// Starts a TLS server with a certificate of its own making; its port.
fn tls() -> io::Result<u16> {
    let made = rcgen::generate_simple_self_signed(["other.invalid".to_owned()]).map_err(io::Error::other)?;
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).map_err(io::Error::other)?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key))
        .map_err(io::Error::other)?;
    let (config, listener) = (Arc::new(config), BlockingListener::bind(("127.0.0.1", 0))?);
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        for mut socket in listener.incoming().flatten() {
            let Ok(mut tls) = rustls::ServerConnection::new(config.clone()) else { continue };
            // The client refuses the certificate. If it does not, it waits for a response until its time limit.
            let _ = socket.set_read_timeout(Some(Duration::from_secs(5)));
            let _ = rustls::Stream::new(&mut tls, &mut socket).read(&mut [0; 1024]);
        }
    });
    Ok(port)
}

async fn serve(mut stream: TcpStream, seed: u64, record: Record) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut received = Vec::new();
    loop {
        let Some((length, request)) = request(&received) else {
            if stream.read_buf(&mut received).await? == 0 {
                return Ok(());
            }
            continue;
        };
        received.drain(..length);
        let Some(call) = request.call else {
            let text = std::mem::take(&mut *record.lock().unwrap_or_else(PoisonError::into_inner));
            let text = text.iter().fold(String::new(), |mut text, (call, (method, fates))| {
                let _ = writeln!(text, "{call} {method} {fates}");
                text
            });
            respond(&mut stream, 200, "", &text).await?;
            continue;
        };
        let fate = {
            let mut record = record.lock().unwrap_or_else(PoisonError::into_inner);
            let (_, fates) = record.entry(call).or_insert_with(|| (request.method, String::new()));
            let fate = Fate::of(seed, call, fates.len());
            fates.push(fate.letter());
            fate
        };
        if !play(&mut stream, fate).await? {
            return Ok(());
        }
    }
}

/// Does what the fate says; whether the connection stays open.
async fn play(stream: &mut TcpStream, fate: Fate) -> io::Result<bool> {
    match fate {
        Fate::Success => respond(stream, 200, "", BODY).await?,
        Fate::TooMany => respond(stream, 429, "Retry-After: 1\r\n", "").await?,
        Fate::Busy => respond(stream, 503, "Retry-After: 1\r\n", "").await?,
        Fate::Unavailable => respond(stream, 503, "", "").await?,
        Fate::Broken => respond(stream, 500, "", "").await?,
        Fate::Refused => respond(stream, 400, "", r#"{"error":{"code":"Bad","message":"no"}}"#).await?,
        Fate::Flood => {
            for _ in 0..200 {
                stream.write_all(b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n").await?;
            }
            respond(stream, 200, "", BODY).await?;
        }
        Fate::Slow => {
            for byte in response(200, "", BODY).into_bytes() {
                stream.write_all(&[byte]).await?;
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
        Fate::Reset => {
            stream.set_zero_linger()?;
            return Ok(false);
        }
        Fate::HalfHead => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Le").await?;
            return Ok(false);
        }
        Fate::HalfBody => {
            let whole = response(200, "", BODY);
            stream.write_all(&whole.as_bytes()[..whole.len() - 10]).await?;
            return Ok(false);
        }
        Fate::Silence => {
            // Until the client goes away.
            while stream.read(&mut [0; 64]).await? > 0 {}
            return Ok(false);
        }
    }
    Ok(true)
}

async fn respond(stream: &mut TcpStream, status: u16, lines: &str, body: &str) -> io::Result<()> {
    stream.write_all(response(status, lines, body).as_bytes()).await
}

fn response(status: u16, lines: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{lines}\r\n{body}",
        body.len()
    )
}

struct Request {
    method: String,
    /// The number of the call; `None` for a request of the record.
    call: Option<u64>,
}

/// The request that `received` begins with and its length, once it is whole.
fn request(received: &[u8]) -> Option<(usize, Request)> {
    let head = received.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = str::from_utf8(&received[..head]).ok()?;
    let header = |wanted: &str| -> Option<u64> {
        let mut headers = text.split("\r\n").filter_map(|line| line.split_once(':'));
        headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted))?.1.trim().parse().ok()
    };
    let length = head + usize::try_from(header("content-length").unwrap_or(0)).ok()?;
    let method = text.split(' ').next().unwrap_or_default().to_owned();
    (received.len() >= length).then(|| (length, Request { method, call: header(CALL) }))
}
