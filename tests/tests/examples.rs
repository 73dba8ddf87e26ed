//! Each example of `examples` works against a server on loopback: the test calls `run`, as `main` does. `examples/tests` starts the
//! programs.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]
#![allow(dead_code, reason = "each example has a `main` of its own")]

use std::sync::{Arc, Mutex};

use connector_bookings::BookingsClient;
use connector_calls::{
    CallsClient,
    runtime::{
        Secret,
        testing::{self, FakeResponse, FakeTransport},
    },
};
use connector_outlook::OutlookClient;
use connector_sql::SqlClient;
use connector_teams::TeamsClient;
use connector_tests::{
    exchange::multipart,
    loopback::{MEANT_FOR, Server, TOKEN, credential_for},
};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

#[path = "../../examples/choices.rs"]
mod choices;
#[path = "../../examples/connection.rs"]
mod connection;
#[path = "../../examples/direct.rs"]
mod direct;
#[path = "../../examples/errors.rs"]
mod errors;
#[path = "../../examples/fake_transport.rs"]
mod fake_transport;
#[path = "../../examples/oauth2.rs"]
mod oauth2;
#[path = "../../examples/outlook_attachment.rs"]
mod outlook_attachment;
#[path = "../../examples/paging.rs"]
mod paging;
#[path = "../../examples/sharepoint_rows.rs"]
mod sharepoint_rows;
#[path = "../../examples/sql_rows.rs"]
mod sql_rows;
#[path = "../../examples/teams_message.rs"]
mod teams_message;
#[path = "../../examples/trigger.rs"]
mod trigger;
#[path = "../../examples/upload.rs"]
mod upload;

#[tokio::test]
async fn a_message_goes_through_a_connection() {
    let server = Server::responding(Some(r#"{"referenceId": "m-1"}"#)).await;
    assert_eq!(connection::run(&server.client()).await.unwrap(), "m-1");
    let [sent] = <[_; 1]>::try_from(server.received().await).unwrap();
    assert_eq!(sent.query, [("sendToAll".to_owned(), "Yes".to_owned())]);
    assert_eq!(sent.body, br#"{"Message":"Standup in 5"}"#);
}

#[tokio::test]
async fn a_message_goes_to_the_service_itself() {
    let server = Server::responding(Some(r#"{"referenceId": "m-1"}"#)).await;
    assert_eq!(direct::run(credential_for(&[]), Some(server.options())).await.unwrap(), "m-1");
    let [sent] = <[_; 1]>::try_from(server.received().await).unwrap();
    assert!(sent.header(MEANT_FOR).any(|host| host.contains("api.kaiza.la")));
    assert_eq!(sent.header("accesstoken").collect::<Vec<_>>(), [TOKEN]);
    assert_eq!(sent.header("authorization").count(), 0);
}

#[tokio::test]
async fn tokens_are_cached_and_a_new_refresh_token_is_reported() {
    let service = testing::FakeTransport::responding(|request| match request.url().host_str() {
        Some("login.windows.net") => testing::FakeResponse::json(
            200,
            r#"{"access_token": "t-1", "token_type": "Bearer", "expires_in": "3600", "refresh_token": "r-1"}"#,
        ),
        _ => testing::FakeResponse::json(200, r#"{"referenceId": "m-1"}"#),
    });
    let (told, options) = (Arc::new(Mutex::new(Vec::new())), service.options());
    let listener = told.clone();
    let store = move |token: &Secret| listener.lock().unwrap().push(token.as_str().to_owned());
    assert_eq!(oauth2::run("client-1", "r-0", store, Some(options)).await.unwrap(), "m-1");
    assert_eq!(*told.lock().unwrap(), ["r-1"]);
    let [asked, sent] = <[_; 2]>::try_from(service.requests()).unwrap();
    assert_eq!(&asked.body()[..], b"grant_type=refresh_token&refresh_token=r-0&client_id=client-1");
    assert_eq!((sent.url().host_str(), sent.header("accesstoken")), (Some("api.kaiza.la"), Some("t-1")));
}

#[tokio::test]
async fn pages_are_read_item_by_item_and_from_a_kept_link() {
    let service = testing::FakeTransport::responding(|request| {
        let body = match request.url().query() {
            Some("skip=2") => r#"{"value": [{"id": "c"}]}"#,
            _ => r#"{"value": [{"id": "a"}, {"id": "b"}], "nextLink": "/v1/things?skip=2"}"#,
        };
        testing::FakeResponse::json(200, body)
    });
    let client = CallsClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options())).unwrap();
    assert_eq!(paging::all(&client).await.unwrap(), ["a", "b", "c"]);
    let (ids, link) = paging::first_page(&client).await.unwrap();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(paging::rest(&client, &link.unwrap()).await.unwrap(), ["c"]);
    let queries: Vec<_> = service.requests().iter().map(|it| it.url().query().map(str::to_owned)).collect();
    let queries: Vec<_> = queries.iter().map(Option::as_deref).collect();
    assert_eq!(queries, [Some("top=2"), Some("skip=2"), None, Some("skip=2")]);
}

#[tokio::test]
async fn a_fake_transport_sees_every_try() {
    let requests = fake_transport::run().await.unwrap();
    let [busy, again, gone] = <[_; 3]>::try_from(requests).unwrap();
    assert_eq!((busy.url(), busy.body()), (again.url(), again.body()));
    assert!(again.url().path().contains("/sales/") && gone.url().path().contains("/gone/"));
}

#[tokio::test]
async fn choices_are_listed_with_value_and_title() {
    let server = Server::responding(Some(r#"{"groups": [{"groupId": "g-1", "groupName": "Sales"}]}"#)).await;
    assert_eq!(choices::run(&server.client()).await.unwrap(), ["g-1: Sales"]);
}

#[tokio::test]
async fn failures_are_distinguished() {
    let json = |status, body: &str| ResponseTemplate::new(status).set_body_raw(body, "application/json");
    for (response, said) in [
        (
            json(404, r#"{"error": {"code": "NotFound", "message": "Gone"}}"#),
            r#"no such group, says the service: Some("Gone")"#,
        ),
        (json(403, r#"{"error": {"code": "NoMember"}}"#), r#"status 403, code Some("NoMember")"#),
        (json(200, r#"{"referenceId": {}}"#), "the response has 19 bytes"),
        (json(200, r#"{"referenceId": "m-1"}"#), r#"sent as Some("m-1")"#),
    ] {
        let server = Server::with(response).await;
        let sentence = errors::run(&server.client()).await;
        assert!(sentence.contains(said), "{sentence}");
    }
}

#[test]
fn a_callback_is_decoded() {
    let body = br#"{"body": {"value": [{"fromUserName": "Ada", "textMessage": "Hi"}, {"textMessage": "Bye"}]}}"#;
    assert_eq!(trigger::run("TextMessageCreatedOnGroup", body).unwrap(), ["Ada: Hi", ": Bye"]);
    assert_eq!(trigger::run("BrandNew", br#"{"body": 1}"#).unwrap(), ["a trigger newer than this crate, BrandNew: 1"]);
}

#[tokio::test]
async fn a_file_is_uploaded_with_its_name_and_type() {
    let server = Server::responding(Some(r#"{"mediaResource": "r-1"}"#)).await;
    assert_eq!(upload::run(&server.client(), b"a,b\n".to_vec()).await.unwrap(), "r-1");
    let [sent] = <[_; 1]>::try_from(server.received().await).unwrap();
    let parts = multipart(sent.header("content-type").next().unwrap(), &sent.body).unwrap();
    let [part] = <[_; 1]>::try_from(parts).unwrap();
    assert_eq!(
        (part.file_name.as_str(), part.content_type.as_str(), part.text.as_str()),
        ("table.csv", "text/csv", "a,b\n")
    );
}

/// The path and query of each request below the connection, decoded once, and its JSON body.
fn sent(service: &FakeTransport) -> Vec<(String, String, Value)> {
    let root = testing::CONNECTION_URL.trim_end_matches('/');
    let target = |request: &testing::FakeRequest| {
        let below = request.url().as_str().strip_prefix(root).unwrap().to_owned();
        percent_encoding::percent_decode_str(&below).decode_utf8().unwrap().into_owned()
    };
    let body = |request: &testing::FakeRequest| serde_json::from_slice(request.body()).unwrap_or_default();
    service.requests().iter().map(|it| (it.method().to_owned(), target(it), body(it))).collect()
}

#[tokio::test]
async fn rows_of_a_list_are_added_and_changed() {
    let service = FakeTransport::responding(|request| match request.method() {
        "GET" => FakeResponse::json(200, r#"{"value": [{"ID": 8, "Title": "Room 2"}]}"#),
        _ => FakeResponse::json(200, r#"{"ID": 8}"#),
    });
    let client = BookingsClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options())).unwrap();
    assert_eq!(sharepoint_rows::book(&client, "Room 2").await.unwrap(), Some(8));
    assert_eq!(sharepoint_rows::confirm_all(&client).await.unwrap(), ["Room 2"]);
    let [added, listed, changed] = <[_; 3]>::try_from(sent(&service)).unwrap();
    assert_eq!(added.2, json!({"Title": "Room 2", "Status": {"Value": "Requested"}}));
    assert!(listed.1.ends_with("?$filter=Status eq 'Requested' and Seats gt 0&$orderby=ID asc"), "{}", listed.1);
    assert_eq!((changed.0.as_str(), changed.2), ("PATCH", json!({"Confirmed": true})));
    assert!(changed.1.ends_with("/items/8"), "{}", changed.1);
}

#[tokio::test]
async fn mail_is_sent_and_read_with_attachments() {
    let mail = r#"{"value": [{"attachments": [{"name": "a.txt", "contentBytes": "aGk="}]}, {"subject": "none"}]}"#;
    let service = FakeTransport::new();
    service.then(FakeResponse::new(200)).then(FakeResponse::json(200, mail));
    let client = OutlookClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options())).unwrap();
    outlook_attachment::send(&client, "report.csv", b"hi".to_vec()).await.unwrap();
    let read = outlook_attachment::unread_attachments(&client).await.unwrap();
    assert_eq!(read, [("a.txt".to_owned(), "hi".into())]);
    let [sent, asked] = <[_; 2]>::try_from(sent(&service)).unwrap();
    assert_eq!((sent.0.as_str(), sent.1.as_str()), ("POST", "/v2/Mail"));
    assert_eq!(sent.2["Attachments"], json!([{"Name": "report.csv", "ContentBytes": "aGk="}]));
    assert_eq!((&sent.2["Importance"], &sent.2["Cc"]), (&json!("High"), &Value::Null));
    assert_eq!(asked.1, "/v3/Mail?includeAttachments=true&top=50");
}

#[tokio::test]
async fn a_message_is_posted_in_a_channel() {
    let service = FakeTransport::responding(|request| match request.url().path() {
        path if path.ends_with("joinedTeams") => {
            FakeResponse::json(200, r#"{"value": [{"id": "t-0"}, {"id": "t-1", "displayName": "Rooms"}]}"#)
        }
        path if path.ends_with("channels") => {
            FakeResponse::json(200, r#"{"value": [{"id": "c-1", "displayName": "General"}]}"#)
        }
        _ => FakeResponse::json(200, r#"{"id": "m-1"}"#),
    });
    let client = TeamsClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options())).unwrap();
    let (team, channel) = teams_message::channel(&client, "Rooms", "General").await.unwrap().unwrap();
    assert_eq!(teams_message::channel(&client, "Rooms", "Off topic").await.unwrap(), None);
    let id = teams_message::post(&client, &team, &channel, "<b>Hi</b>").await.unwrap();
    assert_eq!(id.as_deref(), Some("m-1"));
    let sent = sent(&service);
    assert_eq!(sent[1].1, "/beta/groups/t-1/channels");
    let (method, target, body) = sent.last().unwrap();
    assert_eq!(
        (method.as_str(), target.as_str()),
        ("POST", "/beta/teams/conversation/message/poster/Flow bot/location/Channel")
    );
    assert_eq!(body, &json!({"recipient": {"groupId": "t-1", "channelId": "c-1"}, "messageBody": "<b>Hi</b>"}));
}

#[tokio::test]
async fn rows_of_a_database_are_filtered() {
    let rows = r#"{"value": [{"OrderID": 7, "Customer": "O'Neill", "Total": 120.5}, {"OrderID": 8}]}"#;
    let service = FakeTransport::responding(move |_| FakeResponse::json(200, rows));
    let client = SqlClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options())).unwrap();
    assert_eq!(sql_rows::open_orders(&client, "O'Neill").await.unwrap(), [(7, 120.5)]);
    assert_eq!(sql_rows::customers(&client, "Total gt 100").await.unwrap(), ["O'Neill"]);
    let [typed, by_hand] = <[_; 2]>::try_from(sent(&service)).unwrap();
    let items = "/v2/datasets/default,default/tables/%5Bdbo%5D.%5BOrders%5D/items";
    let filter = "Status ne 'Closed' and Customer eq 'O''Neill' and Total gt 0";
    assert_eq!(typed.1, format!("{items}?$filter={filter}&$orderby=Total desc&$top=100"));
    assert_eq!(by_hand.1, format!("{items}?$filter=Total gt 100"));
}
