//! OAuth 2 tokens: which requests are sent, how often, and how failures are reported.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use crate::support::{Reply, Sent, Service, json, reply};
use azure_core::{error::ErrorKind as AzureErrorKind, time::OffsetDateTime};
use connector_runtime::{
    ErrorKind, TokenCredential,
    oauth2::{ClientAuth, ClientCredentials, RefreshToken, TokenEndpoint},
};
use std::{
    error::Error as _,
    future::Future as _,
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

const TOKEN_URL: &str = "https://login.example/15162342/token?op=token";
const SECRET: &str = "hush & hush";
const GRANTED: &str = r#"{"access_token": "t-1", "token_type": "Bearer", "expires_in": 3600}"#;

fn endpoint(service: &Service) -> TokenEndpoint {
    TokenEndpoint::new(TOKEN_URL, "client-1").unwrap().with_client_secret(SECRET).with_options(service.options())
}

fn client_credentials(service: &Service) -> ClientCredentials {
    ClientCredentials::new(endpoint(service)).unwrap()
}

fn refresh_token(service: &Service) -> RefreshToken {
    RefreshToken::new(endpoint(service), "r-0 secret").unwrap()
}

async fn token(credential: &impl TokenCredential, scopes: &[&str]) -> String {
    credential.get_token(scopes, None).await.unwrap().token.secret().to_owned()
}

/// The form that was sent, as pairs.
fn form(sent: &Sent) -> Vec<(String, String)> {
    assert_eq!((sent.method.as_str(), sent.url.as_str()), ("POST", TOKEN_URL));
    assert_eq!(sent.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(sent.header("accept"), Some("application/json"));
    url::form_urlencoded::parse(&sent.body).into_owned().collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn client_credentials_stand_in_the_form() {
    let service = Service::new([json(200, GRANTED)]);
    let endpoint = endpoint(&service).with_parameter("audience", "https://api.example");
    let credential = ClientCredentials::new(endpoint).unwrap();
    assert_eq!(token(&credential, &["a", "b"]).await, "t-1");
    let [sent] = <[_; 1]>::try_from(service.sent()).unwrap();
    assert_eq!(sent.header("authorization"), None);
    assert_eq!(
        form(&sent),
        pairs(&[
            ("grant_type", "client_credentials"),
            ("scope", "a b"),
            ("client_id", "client-1"),
            ("client_secret", SECRET),
            ("audience", "https://api.example"),
        ])
    );
}

#[tokio::test]
async fn client_credentials_make_basic_where_the_service_wants_that() {
    let service = Service::new([json(200, GRANTED)]);
    let endpoint = endpoint(&service).with_client_auth(ClientAuth::Basic);
    token(&ClientCredentials::new(endpoint).unwrap(), &[]).await;
    let [sent] = <[_; 1]>::try_from(service.sent()).unwrap();
    // `client-1:hush+%26+hush`: each part is first encoded as in a form.
    assert_eq!(sent.header("authorization"), Some("Basic Y2xpZW50LTE6aHVzaCslMjYraHVzaA=="));
    assert_eq!(form(&sent), pairs(&[("grant_type", "client_credentials")]));
}

#[tokio::test]
async fn a_public_client_says_its_id_alone() {
    let service = Service::new([json(200, GRANTED)]);
    let endpoint = TokenEndpoint::new(TOKEN_URL, "client-1").unwrap().with_options(service.options());
    token(&RefreshToken::new(endpoint, "r-0").unwrap(), &[]).await;
    let [sent] = <[_; 1]>::try_from(service.sent()).unwrap();
    assert_eq!(
        form(&sent),
        pairs(&[("grant_type", "refresh_token"), ("refresh_token", "r-0"), ("client_id", "client-1")])
    );
}

#[tokio::test]
async fn a_token_is_kept_by_its_scopes() {
    let service = Service::new([
        json(200, GRANTED),
        json(200, r#"{"access_token": "t-2", "expires_in": "3600"}"#),
        json(200, r#"{"access_token": "t-3"}"#),
    ]);
    let credential = client_credentials(&service);
    for _ in 0..2 {
        assert_eq!(token(&credential, &["a"]).await, "t-1");
        assert_eq!(token(&credential, &["b"]).await, "t-2");
        // Without a lifetime, the default applies.
        assert_eq!(token(&credential, &[]).await, "t-3");
    }
    assert_eq!(service.sent().len(), 3);
    let kept = credential.get_token(&["a"], None).await.unwrap();
    let left = kept.expires_on - OffsetDateTime::now_utc();
    assert!((3500..=3600).contains(&left.whole_seconds()), "{left}");
}

#[tokio::test]
async fn a_token_that_ended_is_asked_for_anew() {
    let service = Service::new([json(200, r#"{"access_token": "t-1", "expires_in": 0}"#), json(200, GRANTED)]);
    let credential = client_credentials(&service);
    assert_eq!((token(&credential, &[]).await, token(&credential, &[]).await), ("t-1".to_owned(), "t-1".to_owned()));
    assert_eq!(service.sent().len(), 2);
}

#[tokio::test]
async fn a_new_refresh_token_replaces_the_old_one_and_is_passed_on() {
    let service = Service::new([
        json(200, r#"{"access_token": "t-1", "expires_in": 0, "refresh_token": "r-1"}"#),
        json(200, r#"{"access_token": "t-2", "expires_in": 0}"#),
        json(200, r#"{"access_token": "t-3", "expires_in": 0, "refresh_token": "r-1"}"#),
    ]);
    let told = Arc::new(Mutex::new(Vec::new()));
    let listener = told.clone();
    let credential =
        refresh_token(&service).with_on_rotation(move |token| listener.lock().unwrap().push(token.as_str().to_owned()));
    for expected in ["t-1", "t-2", "t-3"] {
        assert_eq!(token(&credential, &[]).await, expected);
    }
    let used: Vec<_> = service.sent().iter().map(|sent| form(sent)[1].1.clone()).collect();
    assert_eq!(used, ["r-0 secret", "r-1", "r-1"]);
    assert_eq!(*told.lock().unwrap(), ["r-1"]);
}

#[tokio::test]
async fn those_who_come_together_wait_for_one_request() {
    let service = Service::new([Reply::Slow(Box::new(json(200, r#"{"access_token": "t-1", "expires_in": 0}"#)))]);
    let credential = client_credentials(&service);
    let tokens = tokio::join!(token(&credential, &["a"]), token(&credential, &["a"]), token(&credential, &["a"]));
    assert_eq!(tokens, ("t-1".to_owned(), "t-1".to_owned(), "t-1".to_owned()));
    assert_eq!(service.sent().len(), 1);

    // Who wakes up late has nothing to do with the request that others wait for by then.
    let service = Service::new([Reply::Slow(Box::new(json(200, GRANTED))), json(200, r#"{"access_token": "t-2"}"#)]);
    let credential = client_credentials(&service);
    let (a, b) = (|| token(&credential, &["a"]), || token(&credential, &["b"]));
    let tokens = tokio::join!(a(), b(), a(), b());
    assert_eq!(tokens, ("t-1".to_owned(), "t-2".to_owned(), "t-1".to_owned(), "t-2".to_owned()));
    assert_eq!(service.sent().len(), 2);

    let service = Service::new([Reply::Slow(Box::new(json(401, r#"{"error": "invalid_client"}"#)))]);
    let credential = client_credentials(&service);
    let outcomes = tokio::join!(credential.get_token(&[], None), credential.get_token(&[], None));
    assert_eq!(outcomes.0.unwrap_err().to_string(), outcomes.1.unwrap_err().to_string());
    assert_eq!(service.sent().len(), 1);
}

#[tokio::test]
async fn who_gives_up_leaves_the_request_to_the_next() {
    let rotated = r#"{"access_token": "t-1", "expires_in": 3600, "refresh_token": "r-1"}"#;
    let service = Service::new([Reply::Slow(Box::new(json(200, rotated)))]);
    let credential = refresh_token(&service);
    {
        let mut given_up = pin!(credential.get_token(&[], None));
        let outcome = given_up.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(outcome, Poll::Pending));
    }
    assert_eq!(token(&credential, &[]).await, "t-1");
    assert_eq!(service.sent().len(), 1);
}

/// Lets the tasks of the runtime run.
async fn idle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_new_refresh_token_is_kept_even_if_nobody_waits_for_it() {
    for is_dropped in [false, true] {
        let rotated = r#"{"access_token": "t-1", "expires_in": 3600, "refresh_token": "r-1"}"#;
        let service = Service::new([Reply::Slow(Box::new(json(200, rotated)))]);
        let told = Arc::new(Mutex::new(Vec::new()));
        let listener = told.clone();
        let credential = refresh_token(&service)
            .with_on_rotation(move |token| listener.lock().unwrap().push(token.as_str().to_owned()));
        {
            let mut given_up = pin!(credential.get_token(&[], None));
            assert!(given_up.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        let credential = Some(credential).filter(|_| !is_dropped);
        idle().await;
        assert_eq!(*told.lock().unwrap(), ["r-1"]);
        if let Some(credential) = credential {
            assert_eq!(token(&credential, &[]).await, "t-1");
        }
        assert_eq!(service.sent().len(), 1);
    }
}

#[tokio::test]
async fn a_panic_of_the_callers_function_stops_no_later_request() {
    let service = Service::new([
        json(200, r#"{"access_token": "t-1", "refresh_token": "r-1"}"#),
        json(200, r#"{"access_token": "t-2"}"#),
    ]);
    let credential = Arc::new(refresh_token(&service).with_on_rotation(|_| panic!("the disk is full")));
    let first = credential.clone();
    assert!(tokio::spawn(async move { token(&*first, &[]).await }).await.unwrap_err().is_panic());
    assert_eq!(token(&*credential, &[]).await, "t-2");
    assert_eq!(form(&service.sent()[1])[1].1, "r-1");
}

#[tokio::test]
async fn a_lifetime_of_any_size_costs_no_token() {
    for (lifetime, is_used_again) in [
        ("1e400", true),
        ("99999999999999999999999999", true),
        (r#""3600""#, true),
        (r#""1e400""#, true),
        ("-1e400", false),
        ("-5", false),
    ] {
        let body = format!(r#"{{"access_token": "t-1", "expires_in": {lifetime}}}"#);
        let answer = || Reply::Answer(200, &[], body.clone().into());
        let service = Service::new([answer(), answer(), answer()]);
        let credential = client_credentials(&service);
        for _ in 0..2 {
            assert_eq!(token(&credential, &[]).await, "t-1", "{lifetime}");
        }
        assert_eq!(service.sent().len() == 1, is_used_again, "{lifetime}");
        let year = azure_core::time::Duration::days(365);
        assert!(credential.get_token(&[], None).await.unwrap().expires_on <= OffsetDateTime::now_utc() + year);
    }
}

#[tokio::test]
async fn a_blank_token_is_none_and_a_refresh_token_beside_it_counts() {
    for blank in ["", "  ", "\\t\\n"] {
        let body = format!(r#"{{"access_token": "{blank}", "refresh_token": "r-1"}}"#);
        let service = Service::new([Reply::Answer(200, &[], body.into()), json(200, GRANTED)]);
        let credential = refresh_token(&service);
        let error = credential.get_token(&[], None).await.unwrap_err();
        assert!(error.to_string().contains("the response contains no token"), "{error}");
        assert_eq!(token(&credential, &[]).await, "t-1");
        assert_eq!(form(&service.sent()[1])[1].1, "r-1");
    }
}

#[tokio::test]
async fn what_someone_left_behind_and_failed_is_tried_again() {
    let service = Service::new([Reply::Slow(Box::new(reply(400, &[], ""))), json(200, GRANTED)]);
    let credential = client_credentials(&service);
    {
        let mut given_up = pin!(credential.get_token(&["a"], None));
        assert!(given_up.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    assert_eq!(token(&credential, &["b"]).await, "t-1");
    assert_eq!(service.sent().len(), 2);
}

#[tokio::test]
async fn a_busy_service_is_asked_again_and_an_unlucky_request_is_not() {
    let service = Service::new([reply(429, &[], ""), Reply::NoConnection, json(200, GRANTED)]);
    assert_eq!(token(&client_credentials(&service), &[]).await, "t-1");
    assert_eq!(service.sent().len(), 3);
    // The service may have acted, so the refresh token may be used up.
    for unlucky in [Reply::Lost, reply(500, &[], "")] {
        let service = Service::new([unlucky]);
        refresh_token(&service).get_token(&[], None).await.unwrap_err();
        assert_eq!(service.sent().len(), 1);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let service = Service::new([reply(307, &[("location", "https://evil.test/")], ""), json(200, GRANTED)]);
    let error = client_credentials(&service).get_token(&[], None).await.unwrap_err();
    assert!(error.to_string().contains("307"), "{error}");
    assert_eq!(service.sent().len(), 1);
}

#[tokio::test]
async fn a_failure_says_what_the_service_says_and_no_secret() {
    let said = r#"{"error": "invalid_grant", "error_description": "r-0 secret of hush+%26+hush is no hush & hush"}"#;
    for (answer, expected) in [
        (json(400, said), "the service responded with 400 (invalid_grant: … of … is no …)"),
        (
            json(200, said),
            "the response contains no token: the service responded with 200 (invalid_grant: … of … is no …)",
        ),
        (json(200, r#"{"access_token": 5}"#), "the response contains no token that can be read"),
        (json(200, r#"{"token": "hush", "message": "hush was issued"}"#), "contains no token that can be read"),
        (json(200, r#"{"refresh_token": {}, "message": "hush"}"#), "contains no token that can be read"),
        // A token deeper inside, beside a number that no f64 holds or half a character, and behind a byte order mark.
        (json(200, r#"{"data": [{"token": "hush"}], "message": "hush"}"#), "contains no token that can be read"),
        (json(200, r#"{"token": "hush", "n": 1e999, "message": "hush"}"#), "contains no token that can be read"),
        (json(200, r#"{"token": "hush", "n": "\ud800", "message": "hush"}"#), "contains no token that can be read"),
        (json(200, "\u{feff}{\"token\": \"hush\", \"message\": \"hush\"}"), "contains no token that can be read"),
        (json(400, r#"{"data": {"access_token": "hush-9"}, "message": "no hush-9"}"#), "responded with 400 (no …)"),
        (json(400, r#"{"tokens": {"access": ["hush-9"]}, "message": "no hush-9"}"#), "responded with 400 (no …)"),
        (json(200, r#"{"message": "no tenant 15162342"}"#), "the service responded with 200 (no tenant …)"),
        (json(200, r#"{"message": "client-1 is unknown"}"#), "the service responded with 200 (… is unknown)"),
        (json(200, r#"["hush"]"#), "the response contains no token: the service responded with 200"),
        (reply(200, &[], ""), "the response contains no token"),
        (reply(403, &[], "<html>"), "the service responded with 403"),
    ] {
        let credential = RefreshToken::new(endpoint(&Service::new([answer])), "r-0 secret");
        let service_said = credential.unwrap().get_token(&[], None).await.unwrap_err();
        assert_eq!(*service_said.kind(), AzureErrorKind::Credential);
        assert!(service_said.to_string().contains(expected), "{service_said}");
        let all = format!("{service_said} {service_said:?} {:?}", service_said.source());
        assert!(!all.contains("hush") && !all.contains("r-0") && !all.contains("client-1"), "{all}");
    }
}

#[tokio::test]
async fn a_failure_names_no_tenant_and_keeps_the_words_of_the_url() {
    let tenant = "0f8fad5b-d9cb-469f-a165-70867728950e";
    let said =
        r#"{"error": "invalid_request", "error_description": "no token for 0f8fad5b-d9cb-469f-a165-70867728950e"}"#;
    let url = format!("https://login.example/{tenant}/oauth2/token");
    let endpoint =
        TokenEndpoint::new(&url, "client-1").unwrap().with_options(Service::new([json(400, said)]).options());
    let error = ClientCredentials::new(endpoint).unwrap().get_token(&[], None).await.unwrap_err().to_string();
    assert!(error.ends_with("the service responded with 400 (invalid_request: no token for …)"), "{error}");
}

#[tokio::test]
async fn a_response_that_is_too_long_is_not_read() {
    let service = Service::new([Reply::Answer(200, &[], vec![b' '; (1 << 20) + 1].into())]);
    let error = client_credentials(&service).get_token(&[], None).await.unwrap_err();
    assert!(error.to_string().contains("longer than the limit of 1048576 bytes"), "{error}");
}

#[test]
fn a_token_url_is_https_and_nothing_else() {
    for bad in [
        "http://login.example/token",
        "http://127.0.0.1/token",
        "https://user:pass@login.example/token",
        "https://login.example/token#x",
        "https://login.{Region}/token",
        "/token",
        "",
    ] {
        assert_eq!(TokenEndpoint::new(bad, "client-1").unwrap_err().kind(), ErrorKind::Request, "{bad}");
    }
}

#[test]
fn a_parameter_of_the_grant_is_no_additional_one() {
    let endpoint = endpoint(&Service::default()).with_parameter("grant_type", "password");
    assert_eq!(ClientCredentials::new(endpoint).unwrap_err().kind(), ErrorKind::Request);
}

#[test]
fn debug_prints_no_secret() {
    let service = Service::default();
    let endpoint = endpoint(&service).with_parameter("audience", "hush-3");
    let printed = format!("{endpoint:?} {:?} {:?}", client_credentials(&service), refresh_token(&service));
    assert!(printed.contains("login.example") && printed.contains("audience"), "{printed}");
    assert!(!printed.contains("hush") && !printed.contains("r-0") && !printed.contains("op=token"), "{printed}");
}
