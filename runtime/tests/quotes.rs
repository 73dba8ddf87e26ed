//! A service quotes a piece of what it got. The text of the error has none of it, wherever the piece stood.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use crate::support::{Reply, Service, URL, reply};
use connector_runtime::{
    CallOptions, ClientOptions, Error, Pages, Poller, RawResponse, Upload,
    codegen::{Connection, Connector, Operation, RequestBuilder},
};
use std::{error::Error as StdError, sync::Arc};

static OPERATION: Operation = Operation::new("Op", "POST", "/things/{id}");

/// What an error says if a service quotes something in its message.
async fn said(quoted: &str, with: impl FnOnce(&mut RequestBuilder)) -> String {
    let body = serde_json::json!({"error": {"code": "Bad", "message": format!("no luck with \"{quoted}\" today")}});
    let service = Service::new([Reply::Answer(400, &[("content-type", "application/json")], body.to_string().into())]);
    let mut call = RequestBuilder::new(&service.connection(), &OPERATION);
    call.path("id", &"a");
    with(&mut call);
    printed(&call.send().await.unwrap_err())
}

fn printed(error: &Error) -> String {
    let mut texts = vec![format!("{error:?}")];
    let mut link: Option<&dyn StdError> = Some(error);
    while let Some(error) = link {
        texts.push(format!("{error} {error:?}"));
        link = error.source();
    }
    texts.join("\n")
}

/// Neither the piece nor more of it than a few letters is left.
async fn assert_gone(quoted: &str, with: impl FnOnce(&mut RequestBuilder)) {
    let text = said(quoted, with).await;
    assert!(text.contains("no luck with \"…\" today"), "{quoted}: {text}");
}

async fn assert_stays(quoted: &str, with: impl FnOnce(&mut RequestBuilder)) {
    let text = said(quoted, with).await;
    assert!(text.contains(&format!("no luck with \"{quoted}\" today")), "{quoted}: {text}");
}

#[tokio::test]
async fn an_item_of_a_list() {
    for list in ["alpha-1,beta-2,gamma", "alpha-1 beta-2 gamma", "alpha-1|beta-2|gamma", "alpha-1\tbeta-2\tgamma"] {
        assert_gone("beta-2", |call| call.query("ids", &list)).await;
        assert_gone("beta-2", |call| call.header("x-ids", &list)).await;
        assert_gone("beta-2", |call| call.path("id", &list)).await;
        assert_gone("beta-2", |call| call.form("ids", &list)).await;
    }
    assert_gone("gamma", |call| call.query("ids", &"alpha-1,gamma")).await;
    assert_stays("thing", |call| call.query("q", &"any thing at all")).await;
}

#[tokio::test]
async fn a_field_of_a_form() {
    for quoted in ["hunter", "open sesame"] {
        assert_gone(quoted, |call| {
            call.form("word", &"hunter");
            call.form("sentence", &"open sesame");
        })
        .await;
    }
}

#[tokio::test]
async fn a_literal_of_a_filter() {
    for (filter, quoted) in [
        ("Email eq 'ada@contoso.com'", "ada@contoso.com"),
        ("Name eq 'O''Neil'", "O'Neil"),
        ("Name eq 'O''Neil'", "O''Neil"),
        ("contains(Name,'Mary Ann') and Age gt 12345", "Mary Ann"),
        ("contains(Name,'Mary Ann') and Age gt 12345", "12345"),
    ] {
        assert_gone(quoted, |call| call.query("$filter", &filter)).await;
    }
    assert_stays("Email", |call| call.query("$filter", &"Email eq 'ada@contoso.com'")).await;
}

#[tokio::test]
async fn a_segment_of_a_url() {
    let url = "https://me.example/hooks/callbackSecret77/team?sig=abc-123";
    for quoted in ["callbackSecret77", "abc-123"] {
        assert_gone(quoted, |call| call.query("to", &url)).await;
        assert_gone(quoted, |call| call.form("to", &url)).await;
        assert_gone(quoted, |call| call.json(&serde_json::json!({"to": url, "text": "any"}))).await;
        assert_gone(quoted, |call| call.callback_url(&["to"], url)).await;
        assert_gone(quoted, |call| call.text("text/plain", format!("see {url}, please"))).await;
    }
    for word in ["hooks", "team", "me.example"] {
        assert_stays(word, |call| call.query("to", &url)).await;
    }
}

/// Most of them have values of the definition, which stay.
#[tokio::test]
async fn a_header_of_the_caller_of_any_name() {
    let secret = "headerSecret-77";
    let accept = |call: &mut RequestBuilder| call.options(CallOptions::default().with_header("Accept", secret));
    assert_gone(secret, accept).await;
    assert_gone(secret, |call| call.header("Content-Type", &secret)).await;
    assert_gone(secret, |call| call.header("Host", &format!("x {secret}"))).await;
    assert_gone(secret, |call| call.header("user-agent", &secret)).await;
    assert_gone(secret, |call| call.header("Accept-Encoding", &secret)).await;
    assert_stays("application/json", |call| call.json(&serde_json::json!({"a": 1}))).await;
}

#[tokio::test]
async fn a_content_type() {
    type Headers = &'static [(&'static str, &'static str)];
    let types: [(Headers, &[u8], &str); 6] = [
        (&[("content-type", "text/html; charset=utf-8")], b"hello", "the response is text/html, not JSON"),
        (&[("content-type", "application/callerSecret-77")], b"hello", "the response is application/…, not JSON"),
        (&[("content-type", "callerSecret-77/html")], b"hello", "the response is …, not JSON"),
        (&[("content-type", "Bearer tokenSecret-99")], b"hello", "the response is …, not JSON"),
        (&[("content-type", "text/plain; charset=callerSecret-77")], b"\xff\xfb", "and its charset is not known"),
        (&[("content-type", "text/plain; charset=Shift_JIS")], b"\xff\xfb", "and its charset `shift_jis` is not known"),
    ];
    for (headers, body, expected) in types {
        let service = Service::new([Reply::Answer(200, headers, body.into())]);
        let mut call = RequestBuilder::new(&service.connection(), &OPERATION);
        call.path("id", &"a");
        call.query("q", &"callerSecret-77");
        let error = call.send().await.unwrap().json::<Vec<i64>>().unwrap_err();
        let text = printed(&error);
        assert!(text.contains(expected) && !text.to_lowercase().contains("secret"), "{headers:?}: {text}");
        let again = printed(&error.body_as::<Vec<i64>>().unwrap_err());
        assert!(!again.to_lowercase().contains("secret"), "{headers:?}: {again}");
    }
}

/// As servers that state the default of their library.
#[tokio::test]
async fn a_value_in_utf_8_that_is_stated_to_be_latin_1() {
    for value in
        ["Jürgen Weiß, Großstraße 5", "Ödön Ügyes – Ís à 5 €", "Łódź Sp. z o.o.", "Екатерина", "東京都千代田区"]
    {
        let body = serde_json::json!({"error": {"code": "Bad", "message": format!("no customer '{value}' today")}});
        let headers = &[("content-type", "application/json; charset=iso-8859-1")];
        // UTF-8 that was read as Latin-1 before it was sent.
        let misread: String = body.to_string().bytes().map(char::from).collect();
        for reply in [
            Reply::Answer(400, headers, body.to_string().into()),
            Reply::Answer(400, &[("content-type", "application/json")], misread.into()),
        ] {
            let service = Service::new([reply]);
            let mut call = RequestBuilder::new(&service.connection(), &OPERATION);
            call.path("id", &"a");
            call.query("q", &value);
            let text = printed(&call.send().await.unwrap_err());
            assert!(text.contains("no customer '…' today"), "{value}: {text}");
        }
    }
}

#[tokio::test]
async fn a_key_of_a_body_that_is_data() {
    let body = serde_json::json!({"ada@contoso.com": "owner", "two words": 1, "displayName": {"p1234567": 2}});
    for key in ["ada@contoso.com", "two words", "p1234567"] {
        assert_gone(key, |call| call.json(&body)).await;
    }
    assert_stays("displayName", |call| call.json(&body)).await;
}

#[tokio::test]
async fn a_name_of_the_callers_own_that_is_data() {
    let with = |name: &'static str| {
        move |call: &mut RequestBuilder| {
            call.options(CallOptions::default().with_query(name, "1").with_header("x-p1234567", "1"));
        }
    };
    assert_gone("ada@contoso.com", with("ada@contoso.com")).await;
    assert_gone("x-p1234567", with("any")).await;
    assert_stays("displayName", with("displayName")).await;
}

#[tokio::test]
async fn json_within_a_string() {
    const JSON: &str = r#"{"password":"hunter2hunter2","list":["open sesame",12345]}"#;
    let twice = serde_json::json!({"inner": JSON}).to_string();
    for quoted in ["hunter2hunter2", "open sesame", "12345"] {
        assert_gone(quoted, |call| call.json(&serde_json::json!({"body": JSON}))).await;
        assert_gone(quoted, |call| call.json(&serde_json::json!({"body": twice}))).await;
        assert_gone(quoted, |call| call.form("body", &JSON)).await;
        assert_gone(quoted, |call| call.form_multipart("body", &JSON)).await;
        assert_gone(quoted, |call| call.query("body", &JSON)).await;
    }
    assert_stays("password", |call| call.json(&serde_json::json!({"body": JSON}))).await;
    assert_stays("password", |call| call.query("body", &JSON)).await;
}

#[tokio::test]
async fn a_word_of_a_text() {
    const TEXT: &str = "Dear all,\nthe token is abc-123-secret for ada@contoso.com: please wait";
    for quoted in ["abc-123-secret", "'abc-123-secret'", "ada@contoso.com"] {
        assert!(
            !said(quoted, |call| call.text("text/plain", TEXT.to_owned())).await.contains(quoted.trim_matches('\''))
        );
    }
    assert_stays("please", |call| call.text("text/plain", TEXT.to_owned())).await;
}

#[tokio::test]
async fn the_media_type_of_a_part() {
    let upload =
        || Upload::new("a,b").with_content_type("application/x-of-the-caller").with_file_name("of-the-caller.csv");
    assert_gone("application/x-of-the-caller", |call| call.file("f", upload())).await;
    assert_gone("of-the-caller.csv", |call| call.file("f", upload())).await;
}

#[tokio::test]
async fn a_part_beside_a_file_that_is_read_while_it_is_sent() {
    let file = || Upload::from_source(3, || Ok(&b"a,b"[..])).with_file_name("of-the-caller.csv");
    for quoted in ["hunter2hunter2", "of-the-caller.csv"] {
        assert_gone(quoted, |call| {
            call.form_multipart("note", &"hunter2hunter2");
            call.file("f", file());
        })
        .await;
    }
}

#[tokio::test]
async fn what_follows_the_first_mebibyte() {
    let long = "filler words ".repeat(90_000);
    let text = format!("{long}\nhunter2hunter2\nand so on");
    assert_gone("hunter2hunter2", |call| call.text("text/plain", text.clone())).await;
    assert_gone("hunter2hunter2", |call| call.json(&serde_json::json!([long, "hunter2hunter2"]))).await;
    assert_gone("hunter2hunter2", |call| call.form("a", &text)).await;
    assert_gone("hunter2hunter2", |call| call.file("f", Upload::new(text.clone()))).await;
    assert_stays("today", |call| call.text("text/plain", text.clone())).await;
}

#[tokio::test]
async fn the_id_of_a_connection() {
    const CONNECTOR: Connector = Connector::new("sample", "1.0.0");
    for id in ["c0ffee0123456789", "shared-sample-3f2504e0-4f89-11d3", "the-connection-of-sales", "9ab12cd3"] {
        for reply in [400, 0] {
            let body = serde_json::json!({"message": format!("no connection {id} here")}).to_string();
            let service = Service::new([match reply {
                0 => Reply::Lost,
                status => Reply::Answer(status, &[("content-type", "application/json")], body.into()),
            }]);
            let url = format!("https://host.azure-apihub.net/apim/sample/{id}");
            let options: ClientOptions = service.options().with_max_retries(0);
            let connection =
                Connection::new(&url, Arc::new(crate::support::Credential), Some(options), CONNECTOR).unwrap();
            let mut call = RequestBuilder::new(&connection, &OPERATION);
            call.path("id", &"a");
            let text = printed(&call.send().await.unwrap_err());
            assert!(!text.contains(id), "{text}");
            assert!(reply == 0 || text.contains("no connection … here"), "{text}");
        }
    }
}

/// However short the path of the connection is.
#[tokio::test]
async fn a_token_in_the_path_of_a_redirect_or_of_a_link() {
    const TOKEN: &str = "hunterABCdefGHIjklMNOpqrSTUvwxYZabcdEFGH";
    const FILE: Operation = Operation::new("File", "GET", "/file").accept("*/*").binary();
    let said = || {
        let body = serde_json::json!({"message": format!("the token {TOKEN} has expired")}).to_string();
        Reply::Answer(400, &[("content-type", "application/json")], body.into())
    };
    let leads_to = |status: u16, header: &'static str, before: &str, after: &str| {
        let url: &'static str = format!("{before}{TOKEN}{after}").leak();
        Reply::Answer(status, vec![(header, url), ("retry-after", "0")].leak(), "{}".into())
    };
    let assert_gone = |error: &Error| {
        let text = printed(error);
        assert!(text.contains("the token … has expired"), "{text}");
    };
    for (before, after) in [("https://dl.storage.invalid/v1/get/x/", "/file"), (&*format!("{URL}/a/b/c/"), "")] {
        // The last of two redirects, and the first.
        for more in [None, Some(reply(302, &[("location", "https://other.invalid/")], ""))] {
            let replies = [Some(leads_to(302, "location", before, after)), more, Some(said())];
            let service = Service::new(replies.into_iter().flatten());
            assert_gone(&service.call(&FILE).await.unwrap_err());
            let service = Service::new([leads_to(302, "location", before, after), said()]);
            assert_gone(&RequestBuilder::new(&service.connection(), &FILE).send_streaming().await.unwrap_err());
        }
    }
    let before = format!("{URL}/a/b/c/");
    let service = Service::new([leads_to(202, "operation-location", &before, ""), said()]);
    let mut call = RequestBuilder::new(&service.connection(), &OPERATION);
    call.path("id", &"a");
    let mut poller = Poller::new(call, RawResponse::json::<serde_json::Value>);
    poller.step().await.unwrap();
    assert_gone(&poller.step().await.unwrap_err());
    let body = serde_json::json!({"next": format!("{before}{TOKEN}")}).to_string();
    let service = Service::new([Reply::Answer(200, &[("content-type", "application/json")], body.into()), said()]);
    let mut call = RequestBuilder::new(&service.connection(), &OPERATION);
    call.path("id", &"a");
    let mut pages = Pages::new(call, &["next"], RawResponse::json::<serde_json::Value>);
    pages.next_page().await.unwrap().unwrap();
    assert_gone(&pages.next_page().await.unwrap().unwrap_err());
}
