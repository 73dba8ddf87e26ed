//! Calls without an Azure connection, over HTTP: authentication schemes, and the effect of policies on requests and responses.
//! `tests/fixtures/decoding` holds a definition with three sets of connection parameters and its generated crate.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use connector_doors::{
    DoorsAuth, DoorsClient,
    direct::{BasicParameters, KeyParameters, OauthParameters},
    models::Thing,
    runtime::{
        ErrorKind,
        oauth2::{ClientCredentials, TokenEndpoint},
    },
};
use connector_kaizala::{KaizalaAuth, KaizalaClient, bodies::SendMessageRequest};
use connector_tests::{
    exchange::Sent,
    loopback::{CONNECTION_URL, MEANT_FOR, Server, TOKEN, credential, credential_for},
};
use serde_json::{Value, json};
use std::sync::Arc;
use wiremock::ResponseTemplate;

const KEY: &str = "key-for-tests";

async fn client(auth: impl Into<DoorsAuth>) -> (Server, DoorsClient) {
    let server = Server::responding(Some(r#"{"@tag": "tag-7"}"#)).await;
    let client = DoorsClient::direct(auth.into(), Some(server.options())).unwrap();
    (server, client)
}

async fn only(server: &Server) -> Sent {
    let mut received = server.received().await;
    assert_eq!(received.len(), 1);
    received.remove(0)
}

fn header<'s>(sent: &'s Sent, name: &'s str) -> Option<&'s str> {
    let mut values = sent.header(name);
    let value = values.next();
    assert_eq!(values.next(), None, "{name} stands twice");
    value
}

#[tokio::test]
async fn a_key_is_sent_in_its_header_only() {
    let (server, client) = client(KeyParameters::new(KEY)).await;
    client.list_things().send().await.unwrap();
    let sent = only(&server).await;
    assert_eq!((header(&sent, "x-key"), header(&sent, "authorization")), (Some(KEY), None));
    assert!(!format!("{:?}{}", sent.query, sent.path).contains(KEY));
}

#[tokio::test]
async fn user_and_password_make_basic() {
    let (server, client) = client(BasicParameters::new("ann", "open: sesame")).await;
    client.list_things().send().await.unwrap();
    let sent = only(&server).await;
    assert_eq!(header(&sent, "authorization"), Some("Basic YW5uOm9wZW46IHNlc2FtZQ=="));
    assert_eq!(header(&sent, "x-key"), None);
}

#[tokio::test]
async fn a_credential_gives_bearer_tokens_for_the_scopes_of_the_definition_or_of_the_caller() {
    let (server, client) = client(OauthParameters::new(credential_for(&["things.read", "things.write"]))).await;
    client.list_things().send().await.unwrap();
    assert_eq!(header(&only(&server).await, "authorization"), Some(format!("Bearer {TOKEN}").as_str()));

    let auth = OauthParameters::new(credential_for(&["mine"])).with_scopes(["mine"]);
    let (server, client) = self::client(auth).await;
    client.list_things().send().await.unwrap();
    assert_eq!(header(&only(&server).await, "authorization"), Some(format!("Bearer {TOKEN}").as_str()));
}

#[tokio::test]
async fn a_token_is_requested_from_the_stated_issuer_and_sent_to_the_service_only() {
    let granted = r#"{"access_token": "granted", "token_type": "Bearer", "expires_in": 3600}"#;
    let server = Server::responding(Some(granted)).await;
    let endpoint = TokenEndpoint::new(OauthParameters::TOKEN_URL, "client-1").unwrap();
    let endpoint = endpoint.with_client_secret("client-secret").with_options(server.options());
    let credential = Arc::new(ClientCredentials::new(endpoint).unwrap());
    for auth in [OauthParameters::new(credential.clone()), OauthParameters::new(credential)] {
        let client = DoorsClient::direct(auth.into(), Some(server.options())).unwrap();
        client.list_things().send().await.unwrap();
    }
    let [asked, first, second] = <[_; 3]>::try_from(server.received().await).unwrap();
    assert_eq!(header(&asked, MEANT_FOR), Some("https://login.doors.invalid"));
    assert_eq!(
        asked.body,
        b"grant_type=client_credentials&scope=things.read+things.write&client_id=client-1&client_secret=client-secret"
    );
    for sent in [first, second] {
        assert_eq!(header(&sent, MEANT_FOR), Some("https://eu.doors.invalid"));
        assert_eq!(header(&sent, "authorization"), Some("Bearer granted"));
        assert!(!format!("{:?}{:?}", sent.headers, sent.body).contains("client-secret"));
    }
}

#[tokio::test]
async fn the_reason_for_a_refused_token_is_in_the_error_of_the_call() {
    let refused = ResponseTemplate::new(400).set_body_raw(
        r#"{"error": "invalid_client", "error_description": "no client client-secret"}"#,
        "application/json",
    );
    let server = Server::with(refused).await;
    let endpoint = TokenEndpoint::new(OauthParameters::TOKEN_URL, "client-1").unwrap();
    let endpoint = endpoint.with_client_secret("client-secret").with_options(server.options());
    let auth = OauthParameters::new(Arc::new(ClientCredentials::new(endpoint).unwrap()));
    let client = DoorsClient::direct(auth.into(), Some(server.options())).unwrap();
    let error = client.list_things().send().await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Credential, Some("ListThings")));
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("400 (invalid_client: no client …)"), "{cause}");
    assert_eq!(server.received().await.len(), 1);
}

#[test]
fn an_address_with_placeholders_is_refused() {
    let error = TokenEndpoint::new(OauthParameters::AUTHORIZATION_URL, "client-1").unwrap_err();
    assert!(error.to_string().contains("placeholders"), "{error}");
}

#[tokio::test]
async fn kaizalas_token_is_sent_in_its_own_header() {
    let server = Server::responding(Some("{}")).await;
    let auth = KaizalaAuth::new(credential_for(&[]));
    let client = KaizalaClient::direct(auth, Some(server.options())).unwrap();
    client.send_message("g", SendMessageRequest::new("Hi")).send().await.unwrap();
    let sent = only(&server).await;
    assert_eq!((sent.method.as_str(), sent.path.as_str()), ("POST", "/v1/groups/g/messages"));
    assert_eq!(header(&sent, MEANT_FOR), Some("https://api.kaiza.la"));
    assert_eq!((header(&sent, "accesstoken"), header(&sent, "authorization")), (Some(TOKEN), None));
}

#[tokio::test]
async fn a_connection_parameter_chooses_the_host() {
    let (server, client) = client(KeyParameters::new(KEY).with_region("us")).await;
    client.list_things().send().await.unwrap();
    let sent = only(&server).await;
    assert_eq!(header(&sent, MEANT_FOR), Some("https://us.doors.invalid"));
    assert_eq!(sent.path, "/v1/things");
    // No value makes another host than one below the definition's.
    for bad in ["evil.test/", "evil.test#", "a@evil.test", "evil.test:1", "", "http://evil.test"] {
        let error = DoorsClient::direct(KeyParameters::new(KEY).with_region(bad).into(), None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request, "{bad}");
    }
}

#[tokio::test]
async fn an_argument_that_chooses_the_host_is_judged_before_anything_is_sent() {
    let (server, client) = client(KeyParameters::new(KEY)).await;
    client.elsewhere("other.invalid").send().await.unwrap();
    assert_eq!(header(&only(&server).await, MEANT_FOR), Some("https://other.invalid"));
    for bad in ["user:pass@other.invalid", "other.invalid?x", "http://other.invalid", "other.invalid\r\nx: y"] {
        let error = client.elsewhere(bad).send().await.unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Request, Some("Elsewhere")), "{bad}");
    }
    assert_eq!(server.received().await.len(), 1);
}

#[tokio::test]
async fn unset_headers_and_query_parameters_are_set_by_policies() {
    let (server, client) = client(KeyParameters::new(KEY).with_team("red")).await;
    client.list_things().send().await.unwrap();
    let sent = only(&server).await;
    assert_eq!((header(&sent, "x-team"), header(&sent, "x-trace")), (Some("team red"), Some("none")));
    assert_eq!(sent.query, [("limit".to_owned(), "50".to_owned())]);

    let (server, client) = self::client(KeyParameters::new(KEY)).await;
    client.list_things().limit(7).x_trace("mine").send().await.unwrap();
    let sent = only(&server).await;
    assert_eq!((header(&sent, "x-team"), header(&sent, "x-trace")), (None, Some("mine")));
    assert_eq!(sent.query, [("limit".to_owned(), "7".to_owned())]);
}

#[tokio::test]
async fn a_request_is_routed_to_another_path() {
    let (server, client) = client(KeyParameters::new(KEY)).await;
    client.get_thing("a/b").send().await.unwrap();
    assert_eq!(only(&server).await.path, "/v1/items/a%2Fb/details");
}

#[tokio::test]
async fn a_value_is_fetched_first_with_the_same_credentials() {
    let (server, client) = client(KeyParameters::new(KEY)).await;
    client.replace_thing("a", Thing::new()).send().await.unwrap();
    let received = server.received().await;
    let calls: Vec<_> = received.iter().map(|sent| (sent.method.as_str(), sent.path.as_str())).collect();
    assert_eq!(calls, [("GET", "/v1/things/a/tag"), ("PUT", "/v1/things/a")]);
    assert!(received.iter().all(|sent| header(sent, "x-key") == Some(KEY)));
    assert_eq!((received[0].body.len(), header(&received[0], "content-type")), (0, None));
    assert_eq!((header(&received[0], "if-match"), header(&received[1], "if-match")), (None, Some("tag-7")));
}

#[tokio::test]
async fn policies_change_request_and_response_bodies() {
    let (server, client) = client(KeyParameters::new(KEY)).await;
    client.add_thing(Thing::new().with_title("T").with_owners("a;b")).send().await.unwrap();
    let body: Value = serde_json::from_slice(&only(&server).await.body).unwrap();
    let owners = json!([{"userId": "a"}, {"userId": "b"}]);
    assert_eq!(body, json!({"title": "T", "owners": owners, "@version": "v1 of T"}));

    let response = json!({"value": [{"settings": {"color": "red"}}, {"title": "bare"}]}).to_string();
    let server = Server::with(ResponseTemplate::new(200).set_body_raw(response, "application/json")).await;
    let client = DoorsClient::direct(KeyParameters::new(KEY).into(), Some(server.options())).unwrap();
    let things = client.list_things().send().await.unwrap().value.unwrap();
    let settings = things[0].settings.as_ref().unwrap();
    assert_eq!((settings[0].name.as_deref(), settings[0].value.as_deref()), (Some("color"), Some("red")));
    assert_eq!(things[1].settings, None);
}

#[tokio::test]
async fn an_operation_with_a_script_policy_is_refused_without_a_request() {
    let (server, client) = client(KeyParameters::new(KEY)).await;
    let error = client.run_script().send().await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Unsupported, Some("RunScript")));
    assert!(error.to_string().contains("Azure connection"), "{error}");
    assert!(server.received().await.is_empty());
}

#[tokio::test]
async fn through_a_connection_nothing_of_this_is_done() {
    let server = Server::responding(Some("{}")).await;
    let client = DoorsClient::new(CONNECTION_URL, credential(), Some(server.options())).unwrap();
    client.run_script().send().await.unwrap();
    client.list_things().send().await.unwrap();
    for sent in server.received().await {
        assert_eq!(header(&sent, "authorization"), Some(format!("Bearer {TOKEN}").as_str()));
        assert_eq!((header(&sent, "x-key"), header(&sent, "x-trace"), header(&sent, MEANT_FOR)), (None, None, None));
        assert!(sent.query.is_empty());
    }
}

#[tokio::test]
async fn no_secret_is_printed() {
    let auth = KeyParameters::new(KEY).with_region("us");
    let printed = format!("{auth:?} {:?}", DoorsAuth::from(auth.clone()));
    let server = Server::with(ResponseTemplate::new(500)).await;
    let options = server.options().with_max_retries(0);
    let client = DoorsClient::direct(auth.into(), Some(options)).unwrap();
    let error = client.list_things().send().await.unwrap_err();
    let crlf = client_with_key("a\r\nx: stolen").list_things().send().await.unwrap_err();
    let all = format!("{printed} {client:?} {error} {error:?} {crlf} {crlf:?}");
    assert!(!all.contains(KEY) && !all.contains("stolen"), "{all}");
    assert_eq!(crlf.kind(), ErrorKind::Request);
}

fn client_with_key(key: &str) -> DoorsClient {
    DoorsClient::direct(KeyParameters::new(key).into(), None).unwrap()
}
