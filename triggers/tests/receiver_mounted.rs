//! The receiver in servers.

use crate::receiver_support::{Fake, full, one, open, post, until};
use axum::Router;
use connector_triggers::receiver::Receiver;
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use std::sync::Arc;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, duplex},
    task::JoinHandle,
};
use tower_service::Service as _;

#[tokio::test]
async fn in_axum() {
    let inbox = Fake::new();
    let receiver = one(&inbox, open());
    let mut whole = Router::new().fallback_service(receiver.clone());
    let mut nested = Router::new().nest_service("/hooks", receiver);
    let answer = whole.call(full(post("/open/OnA"), "1").map(axum::body::Body::new)).await.unwrap();
    assert_eq!(answer.status(), 202);
    let answer = nested.call(full(post("/hooks/open/OnA"), "2").map(axum::body::Body::new)).await.unwrap();
    assert_eq!(answer.status(), 202);
    let answer = nested.call(full(post("/open/OnA"), "3").map(axum::body::Body::new)).await.unwrap();
    assert_eq!(answer.status(), 404);
    assert_eq!(inbox.count(), 2);
}

/// Starts hyper on one end of a pipe.
fn serve(receiver: Receiver) -> (tokio::io::DuplexStream, JoinHandle<()>) {
    let (client, server) = duplex(64 * 1024);
    let task = tokio::spawn(async move {
        let service = TowerToHyperService::new(receiver);
        // A client that leaves is an error of the connection, which is none of the test's.
        let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(server), service).await;
    });
    (client, task)
}

#[tokio::test]
async fn in_hyper() {
    let inbox = Fake::new();
    let (mut client, _) = serve(one(&inbox, open()));
    let request = "POST /open/OnA HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\
        connection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
    client.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 202 "), "{answer}");
    assert_eq!(inbox.events()[0].body, "{}");
}

#[tokio::test]
async fn a_client_that_leaves_while_the_inbox_stores_loses_nothing() {
    let inbox = Fake::closed();
    let receiver = one(&inbox, open());
    let (mut client, connection) = serve(receiver.clone());
    let request = "POST /open/OnA HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    client.write_all(request.as_bytes()).await.unwrap();
    until(|| receiver.snapshot().routes[0].received > 0).await;
    drop(client);
    connection.await.unwrap();
    assert_eq!((inbox.count(), Arc::strong_count(&inbox) > 1), (0, true));
    inbox.gate.add_permits(1);
    until(|| receiver.snapshot().routes[0].stored > 0).await;
    assert_eq!(inbox.count(), 1);
}
