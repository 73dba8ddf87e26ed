//! Guarantees of the client that need no network: building a request has no effect, hostile values stay values, secrets are not
//! printed, and responses can be constructed for tests.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use std::{error::Error as _, future::Future, sync::Arc};

use async_trait::async_trait;
use azure_core::{
    credentials::{AccessToken, TokenCredential, TokenRequestOptions},
    http::{AsyncRawResponse, HttpClient, Request, Transport},
};
use connector_kaizala::{
    Error, KaizalaClient, KaizalaClientOptions, bodies,
    bodies::{SendMessageRequest, SendReplyRequest},
    choices, internal, models,
    models::shared::{ActionType, CreateGroupRequest, GroupType, SendToAll},
    parameters::{GetActionSchemaActionType, GetActionsActionType, SendActionReminderActionType},
    requests,
    runtime::{
        ByteStream, CallOptions, ErrorKind, HttpRequest, Upload,
        codegen::{Connection, Connector, Operation, RequestBuilder},
    },
};
use connector_tests::{
    exchange::multipart,
    loopback::{CONNECTION_PATH, CONNECTION_URL, Server, credential},
    wire::Wire,
};
use serde_json::json;
use wiremock::ResponseTemplate;

/// A credential and a transport that nobody may use.
#[derive(Debug)]
struct Untouchable;

#[async_trait]
impl TokenCredential for Untouchable {
    async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        panic!("a token was asked for")
    }
}

#[async_trait]
impl HttpClient for Untouchable {
    async fn execute_request(&self, _: &Request) -> azure_core::Result<AsyncRawResponse> {
        panic!("a request was sent")
    }
}

fn options(transport: impl HttpClient + 'static) -> KaizalaClientOptions {
    KaizalaClientOptions::default().with_transport(Transport::new(Arc::new(transport)))
}

/// A client that can make requests and send none.
fn client() -> KaizalaClient {
    KaizalaClient::new(CONNECTION_URL, Arc::new(Untouchable), Some(options(Untouchable))).unwrap()
}

fn message() -> SendMessageRequest {
    SendMessageRequest::new("private-message")
}

// ------------------------------------------------------------------------------------------------------------ requests

#[test]
fn a_request_is_made_without_network_or_credential() {
    let request = client().send_message("g-1", message()).send_to_all("Some").into_request().unwrap();
    assert_eq!(request.method(), "POST");
    assert_eq!(request.url().as_str(), format!("{CONNECTION_URL}/v1/groups/g-1/messages?sendToAll=Some"));
    assert_eq!(request.body().unwrap(), r#"{"Message":"private-message"}"#);
    let mut names: Vec<_> = request.headers().map(|(name, _)| name).collect();
    names.sort_unstable();
    assert_eq!(names, ["Accept", "Content-Type"]);
    assert_eq!(request.header("content-type"), Some("application/json"));
}

#[test]
fn setting_a_value_again_replaces_it() {
    let request = client().send_message("g-1", message()).send_to_all(SendToAll::Yes).send_to_all(SendToAll::No);
    assert_eq!(request.into_request().unwrap().url().query(), Some("sendToAll=No"));
}

#[tokio::test]
async fn a_request_can_be_sent_from_another_task() {
    let server = Server::responding(Some(r#"{"referenceId":"message-1"}"#)).await;
    let client = server.client();
    let task = tokio::spawn(client.send_message("g-1", message()).send());
    let other = tokio::spawn(client.choices().get_groups().send());
    drop(client);
    assert_eq!(task.await.unwrap().unwrap().reference_id.as_deref(), Some("message-1"));
    assert!(other.await.unwrap().unwrap().is_empty(), "a response without groups has no choices");
}

#[test]
fn public_types_can_be_sent_between_threads() {
    fn free<T: Send + Sync + 'static>() {}
    fn free_and_clone<T: Clone + Send + Sync + 'static>() {}
    fn free_future<F: Future + Send + 'static>(_: F) {}
    free_and_clone::<KaizalaClient>();
    free_and_clone::<internal::Internal>();
    free_and_clone::<choices::Choices>();
    free_and_clone::<requests::SendMessage>();
    free_and_clone::<requests::SendActionReminder>();
    free_and_clone::<requests::UploadMediaFileContent>();
    free_and_clone::<requests::GetGroups>();
    free_and_clone::<HttpRequest>();
    free_and_clone::<KaizalaClientOptions>();
    free_and_clone::<CallOptions>();
    free_and_clone::<Upload>();
    free::<ByteStream>();
    free_and_clone::<models::SendMessageResponse>();
    free::<Error>();
    free_future(client().send_message("g-1", message()).send());
    free_future(client().upload_media_file_content(Upload::new("a")).send_with_response());
    free_future(client().choices().get_groups().send());
    const PROBE: Operation = Operation::new("Probe", "GET", "/probe").binary();
    let connector = Connector::new("probe", "1.0.0");
    let connection =
        Connection::new(CONNECTION_URL, Arc::new(Untouchable), Some(options(Untouchable)), connector).unwrap();
    free_future(RequestBuilder::new(&connection, &PROBE).send_streaming());
}

#[test]
fn a_client_is_one_pointer_to_clone() {
    assert_eq!(size_of::<KaizalaClient>(), size_of::<usize>());
}

#[test]
fn a_url_that_cannot_be_a_base_is_refused() {
    let make = |url: &str| KaizalaClient::new(url, Arc::new(Untouchable), Some(options(Untouchable)));
    for url in ["http://host/apim/kaizala/1", "", "host/apim", "ftp://host", "https://", "https://user:secret@host/a"] {
        let error = make(url).expect_err(url);
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Request, None), "{url}");
        assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
    }
    let request = make(&format!("{CONNECTION_URL}/")).unwrap().internal().get_groups().into_request().unwrap();
    assert_eq!(request.url().path(), format!("{CONNECTION_PATH}/v1/groups"), "a slash at the end changes nothing");
}

// ------------------------------------------------------------------------------------------------------ hostile values

#[test]
fn a_path_value_is_always_one_segment() {
    for (value, segment) in [
        ("a/b", "a%2Fb"),
        ("a%2Fb", "a%252Fb"),
        ("?", "%3F"),
        ("a?b=c&d#e", "a%3Fb%3Dc%26d%23e"),
        ("\r\nHost: evil", "%0D%0AHost%3A%20evil"),
        ("\0", "%00"),
        ("\t \u{7f}", "%09%20%7F"),
        ("%41", "%2541"),
        ("a..b", "a..b"),
        ("...", "..."),
        ("{groupId}", "%7BgroupId%7D"),
        ("$actionId$;v=1@x", "%24actionId%24%3Bv%3D1%40x"),
        ("ä🚲", "%C3%A4%F0%9F%9A%B2"),
        ("\u{202e}", "%E2%80%AE"),
        ("https://evil.example", "https%3A%2F%2Fevil.example"),
    ] {
        let request = client().send_message(value, message()).into_request().unwrap();
        assert_eq!(request.url().path(), format!("{CONNECTION_PATH}/v1/groups/{segment}/messages"), "{value:?}");
        assert_eq!((request.url().query(), request.url().fragment()), (None, None), "{value:?}");
        assert_eq!(request.url().host_str(), Some("connection.invalid"), "{value:?}");
        let last = client().delete_trigger(value).into_request().unwrap();
        assert_eq!(last.url().path(), format!("{CONNECTION_PATH}/v1/webhook/{segment}"), "{value:?}");
    }
}

#[test]
fn a_value_that_would_leave_its_place_is_an_error() {
    for value in ["", ".", "..", "../b", "%2e%2e", "%2E", "..\\.."] {
        let error = client().send_message(value, message()).into_request().unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Request, Some("SendMessage")));
        assert!(error.to_string().contains("`groupId`"), "{error}");
        let error = client().remove_group_from_group("g-1", value).into_request().unwrap_err();
        assert!(error.to_string().contains("`subGroupId`"), "{error}");
        assert!(client().delete_trigger(value).into_request().is_err());
    }
}

#[tokio::test]
async fn a_request_that_cannot_be_built_is_not_sent() {
    assert_eq!(client().send_message("..", message()).send().await.unwrap_err().kind(), ErrorKind::Request);
}

#[test]
fn a_value_of_the_query_stays_in_its_pair() {
    let value = "a&sendToAll=Yes#b +%20\r\n\0ü";
    let request = client().send_actions("g-1", json!({})).id(value).into_request().unwrap();
    let pairs: Vec<_> = request.url().query_pairs().into_owned().collect();
    assert_eq!(pairs, [("id".to_owned(), value.to_owned())]);
    assert_eq!(request.url().query(), Some("id=a%26sendToAll%3DYes%23b%20%2B%2520%0D%0A%00%C3%BC"));
}

#[test]
fn a_value_of_a_header_cannot_begin_another_line() {
    const PROBE: Operation = Operation::new("Probe", "GET", "/probe");
    let connector = Connector::new("probe", "1.0.0");
    let connection =
        Connection::new(CONNECTION_URL, Arc::new(Untouchable), Some(options(Untouchable)), connector).unwrap();
    for value in ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "\u{7f}"] {
        let mut call = RequestBuilder::new(&connection, &PROBE);
        call.header("X-Probe", &value);
        let error = call.into_request().unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Request, Some("Probe")));
        assert!(error.to_string().contains("`X-Probe`") && !error.to_string().contains("Evil"), "{error}");
    }
    let options = |id: &str| Some(options(Untouchable).with_application_id(id));
    for id in ["a\r\nX-Evil: 1", "a b", "", "a-name-that-is-far-too-long-for-it"] {
        assert!(KaizalaClient::new(CONNECTION_URL, Arc::new(Untouchable), options(id)).is_err(), "{id:?}");
    }
}

#[test]
fn the_description_of_a_file_cannot_begin_another_line() {
    let file = Upload::new("Hi").with_file_name("a\"\r\nX-Evil: 1\r\n\r\n.txt").with_content_type("text/plain");
    let request = client().upload_media_file_content(file).into_request().unwrap();
    let parts = multipart(request.header("content-type").unwrap(), request.body().unwrap()).unwrap();
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0].file_name, "a%22%0D%0AX-Evil: 1%0D%0A%0D%0A.txt");

    let file = Upload::new("Hi").with_content_type("text/plain\r\nX-Evil: 1");
    let error = client().upload_media_file_content(file).into_request().unwrap_err();
    assert!(error.to_string().contains("`fileContent`"), "{error}");
}

#[test]
fn a_file_that_looks_like_the_end_of_its_form_stays_a_file() {
    let request = client().upload_media_file_content(Upload::new("plain")).into_request().unwrap();
    let boundary = request.header("content-type").unwrap().split_once("boundary=").unwrap().1.to_owned();
    let content = format!("a\r\n--{boundary}--\r\n");
    let request = client().upload_media_file_content(Upload::new(content.clone())).into_request().unwrap();
    let parts = multipart(request.header("content-type").unwrap(), request.body().unwrap()).unwrap();
    assert_eq!(parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>(), [content]);
}

// ---------------------------------------------------------------------------------------------------- required values

#[test]
fn a_required_field_that_is_none_is_an_error_with_its_name() {
    let mut body = message();
    body.message = None;
    let error = client().send_message("g-1", body).into_request().unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Request, Some("SendMessage")));
    assert!(error.to_string().ends_with("`Message`: a required field is `None`"), "{error}");

    let error = client().send_reply("g-1", SendReplyRequest::default()).into_request().unwrap_err();
    assert!(error.to_string().contains("`replyToReferenceId`"), "the first one: {error}");
    let error = client().create_group(CreateGroupRequest::default().with_name("a")).into_request().unwrap_err();
    assert!(error.to_string().contains("`WelcomeMessage`"), "{error}");
    for error in [
        client().add_group_to_group("g-1", bodies::AddGroupToGroupRequest::default()).into_request(),
        client().add_user_to_group("g-1", bodies::AddUserToGroupRequest::default()).into_request(),
        client().add_subscriber_to_group("g-1", bodies::AddSubscriberToGroupRequest::default()).into_request(),
        client().upload_media_from_url(bodies::UploadMediaFromUrlRequest::default()).into_request(),
        client().upload_media_from_attachment(bodies::UploadMediaFromAttachmentRequest::default()).into_request(),
    ] {
        assert!(error.unwrap_err().to_string().ends_with("a required field is `None`"));
    }
}

#[test]
fn an_empty_text_is_a_value() {
    let request = client().send_message("g-1", SendMessageRequest::new("")).into_request().unwrap();
    assert_eq!(request.body().unwrap(), r#"{"Message":""}"#);
}

// ------------------------------------------------------------------------------------------------------------- secrets

const SECRETS: [&str; 5] =
    ["private-message", "private-query", "private-header", "private-response", "token-for-tests"];

fn assert_no_secret(text: &str) {
    assert!(!SECRETS.iter().any(|secret| text.contains(secret)), "{text}");
}

#[tokio::test]
async fn client_request_and_error_print_no_secret() {
    let response = ResponseTemplate::new(400)
        .insert_header("x-private", "private-header")
        .set_body_raw(r#"{"detail":{"text":"private-response"}}"#, "application/json");
    let server = Server::with(response).await;
    let client = server.client();
    let request = client.send_actions("g-1", json!({ "a": "private-message" })).id("private-query");
    assert_no_secret(&format!("{client:?} {client:#?} {request:?} {request:#?}"));
    let http = request.clone().into_request().unwrap();
    assert_no_secret(&format!("{http:?} {http:#?}"));
    let error = request.send().await.unwrap_err();
    assert_eq!(error.raw_body(), br#"{"detail":{"text":"private-response"}}"#);
    assert_no_secret(&format!("{error} {error:?} {error:#?}"));

    let server = Server::responding(Some(r#"{"referenceId":{"text":"private-response"}}"#)).await;
    let error = server.client().send_message("g-1", message()).send().await.unwrap_err();
    assert_no_secret(&format!("{error} {error:?} {error:#?}"));

    let server = Server::responding(Some(r#"{"referenceId":"private-response"}"#)).await;
    let response = server.client().send_message("g-1", message()).send_with_response().await.unwrap();
    assert_no_secret(&format!("{response:?} {response:#?}"));
    assert_no_secret(&format!("{:?}", Upload::new("private-message")));
}

/// A transport without a network that says what it was to send.
#[derive(Debug)]
struct Unplugged;

#[async_trait]
impl HttpClient for Unplugged {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let problem = format!("no route to {}", request.url());
        Err(azure_core::Error::with_message(azure_core::error::ErrorKind::Io, problem))
    }
}

#[tokio::test]
async fn the_query_is_not_printed_with_the_url() {
    let client = KaizalaClient::new(CONNECTION_URL, credential(), Some(options(Unplugged))).unwrap();
    let request = client.send_actions("g-1", json!({ "a": "private-message" })).id("private-query");
    let error = request.send().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Transport, None));
    let source = error.source().expect("the transport's own words").to_string();
    assert!(source.contains("no route to https://connection.invalid/"), "{source}");
    assert_no_secret(&format!("{error} {error:?} {error:#?} {source}"));
}

// ---------------------------------------------------------------------------------------------------------- transport

#[tokio::test]
async fn the_transport_that_comes_along_sends_nothing_in_the_clear() {
    let server = Server::responding(Some(r#"{"groups":[]}"#)).await;
    let url = format!("https://127.0.0.1:{}{CONNECTION_PATH}", server.port());
    let once = KaizalaClientOptions::default().with_max_retries(0);
    let client = KaizalaClient::new(&url, credential(), Some(once)).unwrap();
    let error = client.internal().get_groups().send().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Transport, None), "{error}");
    assert_eq!(server.received().await.len(), 0, "a server without TLS receives no request");
}

// -------------------------------------------------------------------------------------------------------------- models

#[test]
fn a_users_test_can_construct_a_response() {
    let built = models::SendMessageResponse::new().with_reference_id("message-1");
    let mut filled = models::SendMessageResponse::default();
    filled.reference_id = Some("message-1".to_owned());
    let read: models::SendMessageResponse =
        serde_json::from_value(json!({ "referenceId": "message-1", "later": [] })).unwrap();
    assert_eq!(built, filled);
    assert_eq!(built, read);
    assert_eq!(serde_json::to_value(&built).unwrap(), json!({ "referenceId": "message-1" }));
    assert_eq!(serde_json::to_value(models::SendMessageResponse::new()).unwrap(), json!({}));

    let body: SendMessageRequest = serde_json::from_value(json!({ "subscribers": 911234567890_i64 })).unwrap();
    assert_eq!(body, SendMessageRequest::default().with_subscribers("911234567890"));
    assert_eq!(serde_json::to_string(&body).unwrap(), r#"{"subscribers":"911234567890"}"#, "no check outside requests");

    let error = serde_json::from_value::<models::SendMessageResponse>(json!({ "referenceId": {} })).unwrap_err();
    assert_eq!(error.to_string(), "`referenceId`: expected text, found an object");
}

#[test]
fn the_known_values_are_variants_and_others_are_kept() {
    let known = Wire::of_kaizala().enumerations;
    let kinds = [
        ActionType::Job,
        ActionType::Survey,
        ActionType::Image,
        ActionType::Audio,
        ActionType::Document,
        ActionType::Album,
        ActionType::Announcement,
        ActionType::ActionPackage,
    ];
    assert_eq!(kinds.each_ref().map(ActionType::as_str).as_slice(), known["actionType"]);
    for value in &known["actionType"] {
        let value = value.as_str();
        assert!(!matches!(ActionType::from(value), ActionType::UnlistedValue(_)));
        let reminder = SendActionReminderActionType::from(value);
        assert!(!matches!(reminder, SendActionReminderActionType::UnlistedValue(_)) && reminder.as_str() == value);
        let actions = GetActionsActionType::from(value);
        assert!(!matches!(actions, GetActionsActionType::UnlistedValue(_)) && actions.as_str() == value);
        let schema = GetActionSchemaActionType::from(value);
        assert!(!matches!(schema, GetActionSchemaActionType::UnlistedValue(_)) && schema.as_str() == value);
    }
    assert_eq!([SendToAll::Yes, SendToAll::No].each_ref().map(SendToAll::as_str).as_slice(), known["sendToAll"]);
    let group_types = [GroupType::Group, GroupType::ConnectGroup];
    assert_eq!(group_types.each_ref().map(GroupType::as_str).as_slice(), known["GroupType"]);
    let reactions = [bodies::PostReactionReactionType::Like, bodies::PostReactionReactionType::Comment];
    assert_eq!(reactions.each_ref().map(|reaction| reaction.as_str()).as_slice(), known["ReactionType"]);

    let new = ActionType::from("poll");
    assert!(matches!(new, ActionType::UnlistedValue(_)));
    assert_eq!((new.as_str(), new.to_string(), &new), ("poll", "poll".to_owned(), &ActionType::from("poll")));
}
