//! A client's behaviour when the network or the service fails, over real sockets, through a generated client if it has a suitable
//! operation.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use std::{
    error::Error as _,
    future::Future,
    io::Read as _,
    net::TcpListener,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, SystemTime},
};

use azure_core::time::{OffsetDateTime, to_rfc7231};
use connector_kaizala::{Error, KaizalaClient, bodies::SendMessageRequest};
use connector_runtime::{
    CallOptions, ClientOptions, ErrorKind,
    codegen::{Connection, Connector, Operation, RequestBuilder},
};
use connector_tests::{
    loopback::{CONNECTION_URL, TOKEN, credential},
    raw::{Act, RawServer, response},
};

const CONNECTOR: Connector = Connector::new("files", "1.0.0");
const FILE: Operation = Operation::new("GetFile", "GET", "/file").accept("*/*").binary();

fn client(options: ClientOptions) -> KaizalaClient {
    KaizalaClient::new(CONNECTION_URL, credential(), Some(options)).unwrap()
}

/// What a call comes to; one that hangs is a failure of the test.
async fn bounded<T>(call: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), call).await.expect("the call comes to an end")
}

/// A `GET`: how often it was sent, and its error if it failed.
async fn get(server: &RawServer, options: ClientOptions) -> (usize, Option<Error>) {
    let outcome = bounded(client(options).internal().get_groups().send()).await;
    (server.received().len(), outcome.err())
}

/// A `POST`, likewise.
async fn post(server: &RawServer, options: ClientOptions) -> (usize, Option<Error>) {
    let message = SendMessageRequest::new("Hi");
    let outcome = bounded(client(options).send_message("g", message).send()).await;
    (server.received().len(), outcome.err())
}

fn file(options: ClientOptions) -> RequestBuilder {
    RequestBuilder::new(&Connection::new(CONNECTION_URL, credential(), Some(options), CONNECTOR).unwrap(), &FILE)
}

fn head(lines: &str) -> Act {
    Act::Send(format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{lines}\r\n").into_bytes())
}

// ------------------------------------------------------------------------------------------------------------- retries

#[tokio::test]
async fn a_429_with_a_near_date_is_retried_at_that_date() {
    let in_an_hour = to_rfc7231(&(OffsetDateTime::from(SystemTime::now()) + Duration::from_secs(3600)));
    let server = RawServer::start(vec![response(429, &format!("retry-after: {in_an_hour}\r\n"), b"")]);
    let (sent, error) = post(&server, server.options()).await;
    let error = error.unwrap();
    assert_eq!((sent, error.status()), (1, Some(429)));
    assert!(error.is_retryable() && error.retry_after().unwrap() > Duration::from_secs(3500));

    let past = response(429, "retry-after: Sun, 06 Nov 1994 08:49:37 GMT\r\n", b"");
    let server = RawServer::start(vec![past.clone(), past]);
    let (sent, error) = post(&server, server.options()).await;
    assert!(sent == 3 && error.is_none(), "{error:?}");
}

#[tokio::test]
async fn a_storm_of_503_is_given_up_after_four_sends() {
    let server = RawServer::start(vec![response(503, "", b"busy"); 9]);
    let (sent, error) = get(&server, server.options()).await;
    assert_eq!((sent, error.unwrap().status()), (4, Some(503)));

    let server = RawServer::start(vec![response(503, "", b"busy"); 9]);
    let (sent, error) = post(&server, server.options()).await;
    assert_eq!((sent, error.unwrap().status()), (1, Some(503)), "nobody says that it was not carried out");
}

#[tokio::test]
async fn a_post_that_runs_out_of_time_after_it_was_carried_out_is_never_sent_twice() {
    let server = RawServer::start(vec![vec![Act::Wait]]);
    let options = server.options().with_timeout(Duration::from_millis(200));
    let (sent, error) = post(&server, options).await;
    let error = error.unwrap();
    assert_eq!(sent, 1);
    assert!(error.is_timeout() && !error.is_retryable(), "{error:?}");
}

// ----------------------------------------------------------------------------------------------------- broken responses

#[tokio::test]
async fn a_call_is_retried_after_a_broken_connection_only_if_that_is_safe() {
    let in_head = vec![Act::Send(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec())];
    let in_body = vec![head("content-length: 100\r\n"), Act::Send(b"{\"a\":".to_vec())];
    let in_chunk = vec![head("transfer-encoding: chunked\r\n"), Act::Send(b"64\r\n{\"a\":".to_vec())];
    let before = vec![];
    for broken in [before, in_head, in_body, in_chunk] {
        let server = RawServer::start(vec![broken.clone(); 4]);
        let (sent, error) = get(&server, server.options()).await;
        let error = error.unwrap();
        assert_eq!((sent, error.kind()), (4, ErrorKind::Transport), "{broken:?}");
        assert!(error.is_retryable());

        let server = RawServer::start(vec![broken.clone(), broken.clone(), response(200, "", b"{\"groups\":[]}")]);
        let (sent, error) = get(&server, server.options()).await;
        assert!(sent == 3 && error.is_none(), "{broken:?}: {error:?}");

        let server = RawServer::start(vec![broken.clone(); 4]);
        let (sent, error) = post(&server, server.options()).await;
        assert_eq!((sent, error.unwrap().kind()), (1, ErrorKind::Transport), "{broken:?}");
    }
}

#[tokio::test]
async fn a_service_that_sends_byte_by_byte_is_given_up() {
    let whole = b"HTTP/1.1 200 OK\r\ncontent-length: 10000\r\n\r\n".to_vec();
    let in_body = vec![Act::Send(whole.clone()), Act::Trickle(vec![b' '; 10_000])];
    let in_head = vec![Act::Trickle(whole)];
    for slow in [in_head, in_body] {
        let server = RawServer::start(vec![slow.clone(); 4]);
        let options = server.options().with_timeout(Duration::from_millis(150)).with_max_retries(1);
        let (sent, error) = get(&server, options).await;
        assert!(sent == 2 && error.unwrap().is_timeout());

        let server = RawServer::start(vec![slow; 4]);
        let (sent, error) = get(&server, server.options().with_time_limit(Duration::from_millis(150))).await;
        assert!(sent == 1 && error.unwrap().is_timeout());
    }
}

#[tokio::test]
async fn a_response_of_ten_gigabytes_is_not_read() {
    let stated = vec![head("content-length: 10000000000\r\n"), Act::Repeat(&[b' '; 4096])];
    let endless = vec![head(""), Act::Repeat(&[b' '; 4096])];
    let chunked = vec![head("transfer-encoding: chunked\r\n"), Act::Repeat(b"10\r\n                \r\n")];
    for huge in [stated, endless, chunked] {
        let server = RawServer::start(vec![huge]);
        let (sent, error) = get(&server, server.options().with_max_body(100_000)).await;
        let error = error.unwrap();
        assert_eq!((sent, error.kind()), (1, ErrorKind::Transport));
        assert!(error.to_string().contains("the response is longer than the limit of 100000 bytes"), "{error}");
    }
}

#[tokio::test]
async fn a_compressed_response_that_is_too_large_is_not_unpacked() {
    // Ten megabytes of zeros, as gzip has them: blocks that repeat what came before.
    let packed = gzip_of_zeros(10_000_000);
    assert!(packed.len() < 20_000);
    let server = RawServer::start(vec![response(200, "content-encoding: gzip\r\n", &packed)]);
    let (sent, error) = get(&server, server.options().with_max_body(1_000_000)).await;
    assert!(error.unwrap().to_string().contains("the limit of 1000000 bytes"));
    assert_eq!(sent, 1);

    let server = RawServer::start(vec![response(200, "content-encoding: gzip\r\n", &packed)]);
    let bytes = bounded(file(server.options()).send()).await.unwrap();
    assert!(bytes.body().len() == 10_000_000 && bytes.body().iter().all(|&byte| byte == 0));
}

fn gzip_of_zeros(length: usize) -> Vec<u8> {
    use std::io::Write as _;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(&vec![0; length]).unwrap();
    packer.finish().unwrap()
}

#[tokio::test]
async fn bytes_that_are_not_text_are_a_described_error() {
    let server =
        RawServer::start(vec![response(200, "content-type: application/json\r\n", b"{\"groups\":\"\xff\xfe\"}")]);
    let (sent, error) = get(&server, server.options()).await;
    let error = error.unwrap();
    assert_eq!((sent, error.kind(), error.status()), (1, ErrorKind::Decode, Some(200)));
    assert!(error.to_string().contains("not UTF-8 from byte 11 on"), "{error}");
    assert_eq!(error.raw_body(), b"{\"groups\":\"\xff\xfe\"}");
}

#[tokio::test]
async fn a_response_that_is_not_http_is_an_error() {
    for nonsense in
        [&b"SSH-2.0-OpenSSH_9.6\r\n"[..], b"\0\0\0", b"HTTP/1.1 999999 X\r\n\r\n", b"HTTP/1.1 200\r\n:\r\n\r\n"]
    {
        let server = RawServer::start(vec![vec![Act::Send(nonsense.to_vec())]; 4]);
        let (_, error) = get(&server, server.options()).await;
        assert_eq!(error.unwrap().kind(), ErrorKind::Transport);
    }
}

// ------------------------------------------------------------------------------------------------------- other origins

#[tokio::test]
async fn no_credential_follows_a_redirect_to_another_origin() {
    let storage = RawServer::start(vec![response(200, "content-type: text/plain\r\n", b"file")]);
    let server = RawServer::start(vec![response(302, "location: https://storage.invalid/x?sig=1\r\n", b"")]);
    let options = server.options_with(&[("storage.invalid", &storage)]);
    let mut call = file(options);
    call.header("X-Key", &"secret-of-the-definition");
    call.options(CallOptions::default().with_header("X-Own", "secret-of-the-caller"));
    let response = bounded(call.send()).await.unwrap();
    assert_eq!(response.body(), "file");
    assert!(server.received()[0].contains(&format!("authorization: Bearer {TOKEN}\r\n")));
    let there = &storage.received()[0];
    assert!(there.starts_with("GET /x?sig=1 HTTP/1.1\r\n"), "{there}");
    for secret in [TOKEN, "authorization", "secret-of"] {
        assert!(!there.contains(secret), "{there}");
    }
}

#[tokio::test]
async fn no_error_prints_the_signature_of_a_redirect_target() {
    // A server that breaks off before its head, and one that does within its body.
    for broken in [vec![], vec![head("content-length: 100\r\n"), Act::Send(b"x".to_vec())]] {
        let storage = RawServer::start(vec![broken]);
        let server = RawServer::start(vec![response(302, "location: https://storage.invalid/x?sig=hush\r\n", b"")]);
        let options = server.options_with(&[("storage.invalid", &storage)]).with_max_retries(0);
        let error = bounded(file(options).send()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport);
        let mut text = format!("{error} {error:?}");
        let mut link = error.source();
        while let Some(cause) = link {
            text.push_str(&format!(" {cause} {cause:?}"));
            link = cause.source();
        }
        assert!(!text.contains("hush"), "{text}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_unless_the_response_is_a_file() {
    let storage = RawServer::start(vec![]);
    let moved = response(307, "location: https://storage.invalid/x\r\n", b"");
    let server = RawServer::start(vec![moved; 2]);
    let options = server.options_with(&[("storage.invalid", &storage)]);
    for error in [get(&server, options.clone()).await.1, post(&server, options).await.1] {
        let error = error.unwrap();
        assert_eq!((error.status(), error.location()), (Some(307), Some("https://storage.invalid/x")));
    }
    assert!(storage.received().is_empty());
}

// ------------------------------------------------------------------------------------------------------------------ TLS

/// A TLS server with a certificate of its own making. Out: its port, how many came, and what they said inside TLS.
fn tls_server(name: &str) -> (u16, Arc<AtomicU32>, Arc<Mutex<Vec<u8>>>) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (came, said) = (Arc::new(AtomicU32::new(0)), Arc::new(Mutex::new(Vec::new())));
    let (counter, heard) = (came.clone(), said.clone());
    std::thread::spawn(move || {
        for mut socket in listener.incoming().flatten() {
            counter.fetch_add(1, Ordering::Relaxed);
            let mut tls = rustls::ServerConnection::new(Arc::new(config.clone())).unwrap();
            let mut plain = Vec::new();
            let _ = rustls::Stream::new(&mut tls, &mut socket).read_to_end(&mut plain);
            heard.lock().unwrap().extend(plain);
        }
    });
    (port, came, said)
}

#[tokio::test]
async fn a_certificate_that_does_not_match_gets_neither_token_nor_request() {
    for name in ["other.invalid", "localhost"] {
        let (port, came, said) = tls_server(name);
        let connection =
            Connection::new(&format!("https://localhost:{port}/apim"), credential(), None, CONNECTOR).unwrap();
        let error = bounded(RequestBuilder::new(&connection, &FILE).send()).await.unwrap_err();
        assert_eq!(error.to_string(), "GetFile: could not open a secure connection to the service");
        assert_eq!(error.kind(), ErrorKind::Transport);
        assert!(!error.is_retryable(), "the certificate is the same the next time");
        assert_eq!(came.load(Ordering::Relaxed), 1);
        assert!(said.lock().unwrap().is_empty());
    }
}

// ---------------------------------------------------------------------------------------------------- nothing else sent

#[tokio::test]
async fn a_request_has_only_the_stated_headers() {
    let server = RawServer::start(vec![]);
    let client = client(server.options());
    bounded(client.send_message("g", SendMessageRequest::new("Hi")).send()).await.unwrap();
    let _ = bounded(client.internal().get_groups().send()).await;
    for (request, line) in server.received().iter().zip([
        "POST /apim/kaizala/0123456789abcdef/v1/groups/g/messages HTTP/1.1",
        "GET /apim/kaizala/0123456789abcdef/v1/groups HTTP/1.1",
    ]) {
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let mut lines = head.split("\r\n");
        assert_eq!(lines.next(), Some(line));
        let mut names: Vec<_> = lines.map(|line| line.split_once(':').unwrap().0.to_ascii_lowercase()).collect();
        names.sort_unstable();
        let mut expected =
            vec!["accept", "accept-encoding", "authorization", "host", "user-agent", "x-ms-client-request-id"];
        if line.starts_with("POST") {
            expected.extend(["content-length", "content-type"]);
            assert_eq!(body, r#"{"Message":"Hi"}"#);
        } else {
            assert_eq!(body, "");
        }
        expected.sort_unstable();
        assert_eq!(names, expected, "{request}");
    }
}

#[tokio::test]
async fn a_call_that_is_dropped_is_not_sent_again() {
    let server = RawServer::start(vec![vec![Act::Wait]; 4]);
    let request = client(server.options()).internal().get_groups().send();
    assert!(tokio::time::timeout(Duration::from_millis(200), request).await.is_err());
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_closed_port_is_a_connection_error() {
    let server = RawServer::start(vec![]);
    let options = server.options().with_max_retries(1);
    let connection = Connection::new("https://nowhere.invalid/", credential(), Some(options), CONNECTOR).unwrap();
    let error = bounded(RequestBuilder::new(&connection, &FILE).send()).await.unwrap_err();
    assert_eq!(error.to_string(), "GetFile: could not connect to the service");
    assert!(error.is_retryable() && error.source().is_some());
}
