//! From a caller's values to a request on the wire.

use crate::support::{CONNECTOR, Credential, NoCredential, SendMessageRequest, SendToAll, Service, URL, json};
use connector_runtime::{
    Bytes, ErrorKind, Upload,
    codegen::{Connection, Joined, Operation, RequestBuilder},
    serde_json,
};
use std::sync::Arc;

const GET: Operation = Operation::new("GetThing", "GET", "/things/{id}");
const POST: Operation = Operation::new("PostThing", "POST", "/things");

#[tokio::test]
async fn a_call_reaches_the_service_with_all_its_values() {
    let service = Service::new([json(200, r#"{"referenceId":"r1"}"#)]);
    let request = service.client().send_message("a/b", SendMessageRequest::new("Hi")).send_to_all("Yes").trace("t");
    let answer = tokio::spawn(request.send()).await.unwrap().unwrap();
    assert_eq!(answer.reference_id.as_deref(), Some("r1"));

    let sent = &service.sent()[0];
    assert_eq!(sent.method, "POST");
    assert_eq!(sent.url, format!("{URL}/v1/groups/a%2Fb/messages?sendToAll=Yes"));
    assert_eq!(sent.body, r#"{"message":"Hi","type":"text"}"#);
    assert_eq!(sent.header("content-type"), Some("application/json"));
    assert_eq!(sent.header("accept"), Some("application/json"));
    assert_eq!(sent.header("x-trace"), Some("t"));
    assert_eq!(sent.header("authorization"), Some("Bearer the-token"));
    assert!(sent.header("user-agent").unwrap().contains("kaizala/1.2.3"), "{sent:?}");
}

#[test]
fn a_request_needs_neither_network_nor_credential() {
    let service = Service::default();
    let connection = Connection::new(URL, Arc::new(NoCredential), Some(service.options()), CONNECTOR).unwrap();
    let client = crate::support::MiniClient { connection };
    let request = client.send_message("g", SendMessageRequest::new("Hi")).into_request().unwrap();
    assert_eq!(request.method(), "POST");
    assert_eq!(request.url().as_str(), format!("{URL}/v1/groups/g/messages"));
    assert_eq!(request.header("CONTENT-TYPE"), Some("application/json"));
    assert_eq!(
        request.headers().collect::<Vec<_>>(),
        [("Accept", "application/json"), ("Content-Type", "application/json")]
    );
    assert_eq!(request.body().unwrap(), r#"{"message":"Hi","type":"text"}"#);
    assert!(service.sent().is_empty());
}

#[test]
fn setting_a_value_again_replaces_it() {
    let request = Service::default()
        .client()
        .send_message("g", SendMessageRequest::new("Hi"))
        .send_to_all("Perhaps")
        .send_to_all(SendToAll::No)
        .trace("1")
        .trace("2")
        .into_request()
        .unwrap();
    assert_eq!(request.url().query(), Some("sendToAll=No"));
    assert_eq!(request.header("x-trace"), Some("2"));
}

#[test]
fn a_get_says_nothing_of_a_body() {
    let mut call = RequestBuilder::new(&Service::default().connection(), &GET);
    call.path("id", &7_i64);
    call.query("ids", &vec!["a".to_owned(), "b".to_owned()]);
    call.query("mask", &u64::MAX);
    let request = call.into_request().unwrap();
    assert_eq!(request.url().as_str(), format!("{URL}/things/7?ids=a%2Cb&mask=18446744073709551615"));
    assert_eq!(request.headers().collect::<Vec<_>>(), [("Accept", "application/json")]);
    assert!(request.body().unwrap().is_empty());
}

#[test]
fn into_request_returns_the_first_problem() {
    let connection = Service::default().connection();
    let mut call = RequestBuilder::new(&connection, &POST);
    call.header("Account Id", &"x");
    call.header("X-Ok", &"a\r\nX-Evil: b");
    let error = call.into_request().unwrap_err();
    assert_eq!(error.to_string(), "PostThing: `Account Id` is not a valid header name");
    assert_eq!(error.kind(), ErrorKind::Request);

    let mut call = RequestBuilder::new(&connection, &POST);
    call.header("X-Ok", &"a\r\nX-Evil: b");
    let error = call.into_request().unwrap_err();
    assert_eq!(error.to_string(), "PostThing: the value of the header `X-Ok` contains control characters");
}

#[test]
fn a_required_field_that_is_none_is_an_error() {
    let mut body = SendMessageRequest::new("Hi");
    body.message = None;
    let error = Service::default().client().send_message("g", body).into_request().unwrap_err();
    assert_eq!(error.to_string(), "SendMessage: the body cannot be sent: `message`: a required field is `None`");
    assert_eq!(error.operation(), Some("SendMessage"));
}

#[test]
fn bodies_have_their_content_type() {
    const PATCH: Operation =
        Operation::new("PatchThing", "DELETE", "/things").json_type("application/json-patch+json").accept("text/csv");
    let connection = Service::default().connection();
    let sent = |operation, fill: fn(&mut RequestBuilder)| {
        let mut call = RequestBuilder::new(&connection, operation);
        fill(&mut call);
        let request = call.into_request().unwrap();
        (request.header("content-type").map(str::to_owned), request.body().unwrap().clone(), request)
    };

    let (content_type, body, request) = sent(&PATCH, |call| call.json_default("[]"));
    assert_eq!((content_type.as_deref(), &body[..]), (Some("application/json-patch+json"), &b"[]"[..]));
    assert_eq!((request.method(), request.header("accept")), ("DELETE", Some("text/csv")));

    let (_, body, _) = sent(&PATCH, |call| {
        call.json_default("[]");
        call.json(&vec![1_i64]);
    });
    assert_eq!(body, "[1]");

    let (content_type, body, _) = sent(&PATCH, |call| {
        call.json_default(r#"{"operation":4,"deep":{"a":1}}"#);
        call.json_member(&["name"], &"x\"y".to_owned());
        call.json_member(&["deep", "b", "c"], &7_i64);
    });
    assert_eq!(content_type.as_deref(), Some("application/json-patch+json"));
    assert_eq!(body, r#"{"deep":{"a":1,"b":{"c":7}},"name":"x\"y","operation":4}"#);

    let (content_type, body, _) = sent(&POST, |call| call.text("text/plain", "ü".to_owned()));
    assert_eq!((content_type.as_deref(), &body[..]), (Some("text/plain"), "ü".as_bytes()));

    let (content_type, body, _) = sent(&POST, |call| call.bytes("image/png", Bytes::from_static(&[0, 255]).into()));
    assert_eq!((content_type.as_deref(), &body[..]), (Some("image/png"), &[0, 255][..]));

    let (content_type, body, _) = sent(&POST, |call| {
        call.form("a", &"1 2");
        call.form("b", &true);
    });
    assert_eq!(
        (content_type.as_deref(), &body[..]),
        (Some("application/x-www-form-urlencoded"), &b"a=1%202&b=true"[..])
    );

    let (content_type, body, _) = sent(&POST, |call| {
        call.form_multipart("a", &1.0_f64);
        call.file("f", Upload::new("content").with_file_name("n.txt"));
    });
    let boundary = content_type.as_deref().unwrap().strip_prefix("multipart/form-data; boundary=").unwrap();
    let text = std::str::from_utf8(&body).unwrap();
    assert!(text.starts_with(&format!("--{boundary}\r\n")) && text.ends_with(&format!("--{boundary}--\r\n")));
    assert!(text.contains("name=\"a\"\r\n\r\n1\r\n"), "{text}");
    assert!(text.contains("name=\"f\"; filename=\"n.txt\"\r\nContent-Type: application/octet-stream\r\n\r\ncontent"));
}

#[test]
fn lists_are_written_in_each_way() {
    let mut call = RequestBuilder::new(&Service::default().connection(), &GET);
    call.path("id", &Joined(&vec![1_i64, 2], "|"));
    call.query_each("each", &["old"]);
    call.query("one", &Joined(&vec!["a".to_owned(), "b".to_owned()], " "));
    call.query_each("each", &vec!["a&b".to_owned(), "c".to_owned()]);
    let request = call.into_request().unwrap();
    assert_eq!(request.url().as_str(), format!("{URL}/things/1%7C2?one=a%20b&each=a%26b&each=c"));

    let mut call = RequestBuilder::new(&Service::default().connection(), &POST);
    call.form("x", &"1");
    call.form_each("each", &["old", "older", "oldest"]);
    call.form("y", &"2");
    call.form_each("each", &["a", "b"]);
    call.form_json("tags", &vec!["t".to_owned()]);
    call.form_json("free", &serde_json::json!("text"));
    let request = call.into_request().unwrap();
    assert_eq!(request.body().unwrap(), "x=1&each=a&each=b&y=2&tags=%5B%22t%22%5D&free=text");
}

#[test]
fn files_of_one_name_are_parts_of_their_own() {
    let mut call = RequestBuilder::new(&Service::default().connection(), &POST);
    call.form_multipart_json("details", &serde_json::json!({"a": [1]}));
    call.form_multipart_each("each", &["a", "b"]);
    call.files("f", vec![Upload::new("1").with_file_name("1.txt"), Upload::new("2").with_file_name("2.txt")]);
    let request = call.into_request().unwrap();
    let part = |head: &str, value: &str| {
        format!("--connector-form-boundary-0\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n")
    };
    let file = |name: &str| format!("name=\"f\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream");
    let expected = [
        part("name=\"details\"", "{\"a\":[1]}"),
        part("name=\"each\"", "a"),
        part("name=\"each\"", "b"),
        part(&file("1.txt"), "1"),
        part(&file("2.txt"), "2"),
        "--connector-form-boundary-0--\r\n".to_owned(),
    ];
    assert_eq!(request.body().unwrap(), expected.concat().as_bytes());
}

#[test]
fn a_field_without_a_required_value_is_an_error() {
    let mut call = RequestBuilder::new(&Service::default().connection(), &POST);
    let mut value = SendMessageRequest::new("Hi");
    value.message = None;
    call.form_json("details", &value);
    let error = call.into_request().unwrap_err();
    assert!(error.to_string().contains("the field `details` cannot be sent: `message`"), "{error}");
}

#[test]
fn only_https_makes_a_connection() {
    for (url, problem) in [
        ("http://host/apim", "the connection runtime URL must be https, not http"),
        ("mailto:a@b", "the connection runtime URL must be https"),
        ("no url", "the connection runtime URL is not a valid URL"),
        ("https://user:key@host/", "the connection runtime URL must not contain a user or password"),
    ] {
        let options = Some(Service::default().options());
        let error = Connection::new(url, Arc::new(Credential), options, CONNECTOR).unwrap_err();
        assert_eq!(error.to_string(), problem);
    }
}

#[test]
fn an_application_id_out_of_range_is_an_error() {
    for id in ["a b", "", "1234567890123456789012345"] {
        let options = Some(Service::default().options().with_application_id(id));
        let error = Connection::new(URL, Arc::new(Credential), options, CONNECTOR).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request, "{id}");
    }
}

#[tokio::test]
async fn an_application_id_stands_first_in_the_user_agent() {
    let service = Service::default();
    for (at, id) in ["my-app", "an-app-of-24-characters."].into_iter().enumerate() {
        let connection = service.connection_with(service.options().with_application_id(id));
        RequestBuilder::new(&connection, &POST).send().await.unwrap();
        assert!(service.sent()[at].header("user-agent").unwrap().starts_with(&format!("{id} ")));
    }
}

#[cfg(not(feature = "reqwest_rustls"))]
#[test]
fn without_a_transport_there_is_an_error() {
    let error = Connection::new(URL, Arc::new(Credential), None, CONNECTOR).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("with_transport"), "{error}");
}

#[cfg(feature = "reqwest_rustls")]
#[test]
fn the_default_transport_needs_no_options() {
    assert!(Connection::new(URL, Arc::new(Credential), None, CONNECTOR).is_ok());
}

#[tokio::test]
async fn a_method_that_cannot_be_sent_is_an_error() {
    const OPTIONS: Operation = Operation::new("Preflight", "OPTIONS", "/things");
    let service = Service::default();
    let error = service.call(&OPTIONS).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(error.to_string(), "Preflight: the HTTP client cannot send the method OPTIONS");
    assert!(service.sent().is_empty());
}

#[test]
fn debug_prints_no_value() {
    let service = Service::default();
    let client = service.client();
    let request = client.send_message("group", SendMessageRequest::new("hush")).send_to_all("hush").trace("hush");
    let built = request.clone().into_request().unwrap();
    for text in [format!("{client:?}"), format!("{request:?}"), format!("{built:?}")] {
        assert!(!text.contains("hush") && !text.contains("0123?"), "{text}");
    }
    assert!(format!("{request:?}").contains("SendMessage"));
    assert!(format!("{:?}", client.connection).contains("host.azure-apihub.net"));
}

#[test]
fn multipart_text_states_its_own_boundary() {
    let made = |text: &str| {
        let mut call = RequestBuilder::new(&Service::default().connection(), &POST);
        call.text("multipart/form-data", text.to_owned());
        call.into_request()
    };
    let request = made("--mine\r\n\r\na\r\n--mine--\r\n").unwrap();
    assert_eq!(request.header("content-type"), Some("multipart/form-data; boundary=mine"));
    assert_eq!(request.body().unwrap(), "--mine\r\n\r\na\r\n--mine--\r\n");
    let error = made("a").unwrap_err();
    assert_eq!(
        error.to_string(),
        "PostThing: the body cannot be sent: a multipart/form-data body must begin with its boundary"
    );
}

#[test]
fn a_value_of_a_form_stays_in_its_field() {
    for value in
        ["../", "%2e%2e", "\r\nX-Evil: 1\r\n\r\n", "\0", "?a=b&c=d#e", "a\r\n--connector-form-boundary-0--\r\n"]
    {
        let made = |fill: fn(&mut RequestBuilder, &str)| {
            let mut call = RequestBuilder::new(&Service::default().connection(), &POST);
            fill(&mut call, value);
            call.into_request().unwrap()
        };
        let request = made(|call, value| call.form("a", &value));
        let body = std::str::from_utf8(request.body().unwrap()).unwrap().to_owned();
        let pairs: Vec<_> = connector_runtime::Url::parse(&format!("https://host/?{body}"))
            .unwrap()
            .query_pairs()
            .into_owned()
            .collect();
        assert_eq!(pairs, [("a".to_owned(), value.to_owned())]);

        let request = made(|call, value| call.form_multipart("a", &value));
        let boundary = request.header("content-type").unwrap().split_once("boundary=").unwrap().1.to_owned();
        let body = std::str::from_utf8(request.body().unwrap()).unwrap();
        let expected =
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n{value}\r\n--{boundary}--\r\n");
        assert_eq!(body, expected);
        assert_eq!(body.matches(&format!("--{boundary}")).count(), 2, "the value does not end its part");
    }
}
