//! Files in forms, in memory and read while they are sent.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use crate::support::connection;
use connector_runtime::{
    ErrorKind, Upload,
    codegen::{Operation, RequestBuilder},
    testing::{FakeResponse, FakeTransport},
};
use std::{
    io::{self, Read, Write as _},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

const POST: Operation = Operation::new("SendFiles", "POST", "/files");
const PUT: Operation = Operation::new("PutFiles", "PUT", "/files");

fn call(service: &FakeTransport, operation: &'static Operation, uploads: Vec<Upload>) -> RequestBuilder {
    let mut call = RequestBuilder::new(&connection(service.options()), operation);
    call.form_multipart("note", &"hello");
    call.files("files", uploads);
    call
}

fn boundary(content_type: Option<&str>) -> String {
    content_type.unwrap().strip_prefix("multipart/form-data; boundary=").unwrap().to_owned()
}

/// A file of this length that the test removes.
fn file(length: usize) -> (tempfile::NamedTempFile, Vec<u8>) {
    let content: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
    let mut file = tempfile::Builder::new().prefix("plän").suffix(".csv").tempfile().unwrap();
    file.write_all(&content).unwrap();
    file.flush().unwrap();
    (file, content)
}

#[tokio::test]
async fn files_are_read_from_disk_and_arrive_whole_in_each_attempt() {
    let service = FakeTransport::new();
    service.then(FakeResponse::new(429).with_header("retry-after", "0"));
    let (file, content) = file(600_000);
    let name = file.path().file_name().unwrap().to_str().unwrap();
    let upload = Upload::from_path(file.path()).unwrap().with_content_type("text/csv");
    assert_eq!((upload.file_name(), upload.length(), upload.content()), (name, 600_000, None));
    let other = Upload::new("small").with_file_name("日本.txt");
    call(&service, &POST, vec![upload, other]).send().await.unwrap();

    let requests = service.requests();
    assert_eq!(requests.len(), 2);
    let boundary = boundary(requests[0].header("content-type"));
    let mut expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
         Content-Type: text/csv\r\n\r\n"
    )
    .into_bytes();
    expected.extend_from_slice(&content);
    expected.extend_from_slice(
        format!(
            "\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"日本.txt\"\r\n\
             Content-Type: application/octet-stream\r\n\r\nsmall\r\n--{boundary}--\r\n"
        )
        .as_bytes(),
    );
    for request in requests {
        assert!(request.body() == &expected, "the body differs");
        assert_eq!(request.header("content-length"), Some(expected.len().to_string().as_str()));
    }
}

#[test]
fn a_request_of_a_file_that_is_read_later_says_how_long_it_is() {
    let never = || -> io::Result<io::Empty> { panic!("nothing is read before the request is sent") };
    let request = || {
        let upload = Upload::from_source(5_000_000_000, never);
        call(&FakeTransport::new(), &POST, vec![upload]).into_request().unwrap()
    };
    let (one, other) = (request(), request());
    assert_eq!(one.body(), None);
    let bytes = call(&FakeTransport::new(), &POST, vec![Upload::new("")]).into_request().unwrap();
    assert_eq!(bytes.body().unwrap().len() as u64, bytes.content_length());
    assert!(one.content_length() > 5_000_000_000 + bytes.content_length());
    assert_ne!(one.header("content-type"), other.header("content-type"), "nobody can guess the boundary");
    assert!(boundary(one.header("content-type")).len() <= 70);
    assert!(format!("{one:?}").contains("body_length"));
}

#[tokio::test]
async fn a_seekable_source_is_sent_again_from_its_start() {
    let service = FakeTransport::new();
    service.then(FakeResponse::new(503)).then(FakeResponse::lost());
    let upload = Upload::from_seekable(io::Cursor::new("content")).unwrap();
    let call = call(&service, &PUT, vec![upload]);
    let (one, other) = tokio::join!(call.clone().send(), call.send());
    assert!(one.is_ok() && other.is_ok(), "clones are sent side by side");
    let requests = service.requests();
    assert_eq!(requests.len(), 4);
    assert!(requests.iter().all(|request| request.body().windows(11).any(|part| part == b"\r\ncontent\r\n")));
}

#[tokio::test]
async fn a_source_is_opened_for_each_attempt_and_read_up_to_its_length() {
    let service = FakeTransport::new();
    service.then(FakeResponse::new(503));
    let opened = Arc::new(AtomicU32::new(0));
    let counter = opened.clone();
    let upload = Upload::from_source(3, move || {
        counter.fetch_add(1, Ordering::Relaxed);
        Ok(io::repeat(b'x'))
    });
    call(&service, &PUT, vec![upload]).send().await.unwrap();
    assert_eq!(opened.load(Ordering::Relaxed), 2);
    assert!(service.requests().iter().all(|it| String::from_utf8_lossy(it.body()).contains("\r\n\r\nxxx\r\n")));
}

#[tokio::test]
async fn a_file_that_cannot_be_read_when_it_is_sent_is_an_error_that_says_so() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let short = Upload::from_source(9, || Ok(&b"short"[..]));
    let broken = Upload::from_source(9, || Ok(Broken));
    let (file, _) = file(9);
    let gone = Upload::from_path(file.path()).unwrap();
    drop(file);
    let service = FakeTransport::new();
    for (upload, words) in [(short, "shorter than when"), (broken, "the disk is gone"), (gone, "")] {
        let error = call(&service, &POST, vec![upload]).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport);
        let causes = std::iter::successors(std::error::Error::source(&error), |cause| cause.source());
        assert!(causes.map(ToString::to_string).any(|cause| cause.contains(words)), "{error:?}");
    }
    assert!(service.requests().is_empty());
}

#[cfg(unix)]
#[tokio::test]
async fn a_pipe_is_not_read_even_if_it_was_a_file_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("soon-a-pipe");
    std::fs::write(&path, "content").unwrap();
    let upload = Upload::from_path(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let error = Upload::from_path(&path).unwrap_err();
    assert!(format!("{error:?}").contains("not a regular file"), "{error:?}");

    let service = FakeTransport::new();
    let sent = tokio::time::timeout(Duration::from_secs(5), call(&service, &POST, vec![upload]).send()).await;
    // A read that waits for the other end of the pipe ends.
    let _other_end = std::fs::OpenOptions::new().read(true).write(true).open(&path).unwrap();
    let error = sent.expect("nothing waits for the other end of the pipe").unwrap_err();
    let causes = std::iter::successors(std::error::Error::source(&error), |cause| cause.source());
    assert!(causes.map(ToString::to_string).any(|cause| cause.contains("not a regular file")), "{error:?}");
    assert!(service.requests().is_empty());
}

#[tokio::test]
async fn a_body_of_bytes_is_read_from_disk_too() {
    let service = FakeTransport::new();
    service.then(FakeResponse::new(503));
    let (file, content) = file(300_000);
    let mut call = RequestBuilder::new(&connection(service.options()), &PUT);
    call.bytes("image/png", Upload::from_path(file.path()).unwrap().with_content_type("text/csv"));
    call.send().await.unwrap();
    for request in service.requests() {
        assert!(request.body() == &content, "the body differs");
        assert_eq!(request.header("content-type"), Some("image/png"), "the operation knows better");
        assert_eq!(request.header("content-length"), Some("300000"));
    }
}

#[test]
fn an_upload_states_its_media_type_where_the_definition_leaves_it_open() {
    let service = FakeTransport::new();
    let header = |upload: Upload| {
        let mut call = RequestBuilder::new(&connection(service.options()), &PUT);
        call.upload("image/png", upload);
        call.into_request().map(|request| request.header("content-type").map(str::to_owned))
    };
    assert_eq!(header(Upload::new("x")).unwrap().as_deref(), Some("image/png"));
    assert_eq!(header(Upload::new("x").with_content_type("text/csv")).unwrap().as_deref(), Some("text/csv"));
    let octets = Upload::new("x").with_content_type("application/octet-stream");
    assert_eq!(header(octets).unwrap().as_deref(), Some("application/octet-stream"));
    let error = header(Upload::new("x").with_content_type("text/csv\r\nX: y")).unwrap_err();
    assert!(error.to_string().ends_with("the content type of the upload contains control characters"), "{error}");
    let part = call(&service, &POST, vec![Upload::new("x").with_content_type("text/csv\r\nX: y")]);
    let error = part.into_request().unwrap_err();
    assert!(error.to_string().ends_with("the content type of the file `files` contains control characters"), "{error}");
}

#[test]
fn names_cannot_leave_their_quotes() {
    let upload = Upload::new("x").with_file_name("a\"; filename=\"b\r\n\0\\\u{7f}é");
    let request = call(&FakeTransport::new(), &POST, vec![upload]).into_request().unwrap();
    let body = String::from_utf8(request.body().unwrap().to_vec()).unwrap();
    assert!(body.contains("filename=\"a%22; filename=%22b%0D%0A%00\\%7Fé\"\r\n"), "{body}");
}
