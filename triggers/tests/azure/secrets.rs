//! Secrets reach no `Debug`, no error and no event of `tracing`.

use super::{
    fake::{Fake, Fault, Kind, LINK_SIGNATURE, Tokens},
    inbox::TestInbox,
    support::{namespace, pull},
};
use async_trait::async_trait;
use azure_core::{
    error::ErrorKind,
    http::{AsyncRawResponse, HttpClient, Request, StatusCode, Transport, headers::Headers},
};
use connector_triggers::azure::{
    Authentication, AzureErrorKind, Consent, Delivery, Namespace, NamespaceOptions, NewConnection, Parameters, Pull,
    Secret, TriggerConfig,
};
use serde_json::json;
use std::{
    fmt::{self, Write as _},
    sync::{Arc, Mutex},
};
use tracing::{
    Dispatch, Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
    subscriber::with_default,
};

fn secret_config() -> TriggerConfig {
    let url = "https://receiver.example/hunter2?code=hunter2";
    let authentication = Authentication::Raw { scheme: "Bearer".into(), parameter: "hunter2".into() };
    let metadata = json!({ "note": "hunter2" }).as_object().unwrap().clone();
    TriggerConfig::new("office365", "conn", "OnNewEmailV3", Delivery::callback(url, authentication))
        .with_parameters(Parameters::new().with("token", "hunter2").with_body(json!({ "secret": ["hunter2"] })))
        .with_metadata(metadata)
}

#[tokio::test(start_paused = true)]
async fn debug_hides_secrets() {
    let fake = Fake::new();
    let namespace = namespace(&fake);
    let values = json!({ "key": "hunter2" }).as_object().unwrap().clone();
    let config = secret_config().with_description("for hunter2");
    let connection = NewConnection::new("sql").with_parameter_values(values);
    let made = namespace.put_trigger("t", &config).await.unwrap();
    assert_eq!(made.description.as_deref(), Some("for hunter2"));
    let pulled = namespace.get_trigger("mail").await.unwrap();
    let text = format!("{config:?} {connection:?} {made:?} {pulled:?} {:?} {namespace:?}", Secret::from("hunter2"));
    assert!(!text.contains("hunter2") && !text.contains("sig="), "{text}");
    for part in ["OnNewEmailV3", "{\"token\"", "{\"key\"}", " Secret ", "Namespace { name: "] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

/// A service whose failures quote the request, and a connection whose failures quote the URL.
#[derive(Debug)]
struct Parrot {
    breaks: bool,
}

#[async_trait]
impl HttpClient for Parrot {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let body = match request.body() {
            azure_core::http::Body::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            azure_core::http::Body::SeekableStream(_) => String::new(),
        };
        let token = request.headers().iter().find(|(name, _)| name.as_str() == "authorization");
        let text = format!("{body} {:?} {} hunter2-in-url", token.map(|(_, value)| value.as_str()), request.url());
        if self.breaks {
            return Err(azure_core::Error::with_message(ErrorKind::Io, format!("error for url ({})", request.url())));
        }
        let body = json!({ "error": { "code": "BadRequest", "message": text } }).to_string();
        Ok(AsyncRawResponse::from_bytes(StatusCode::from(400), Headers::new(), body))
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_quotes_no_secret() {
    for breaks in [false, true] {
        let options = NamespaceOptions::default().with_transport(Transport::new(Arc::new(Parrot { breaks })));
        let namespace = Namespace::new("sub", "group", "space", Arc::new(Tokens), Some(options)).unwrap();
        let error = namespace.put_trigger("t", &secret_config()).await.unwrap_err();
        let values = json!({ "deep": [{ "key": "hunter2" }] }).as_object().unwrap().clone();
        let connection = NewConnection::new("sql").with_parameter_values(values);
        let other = namespace.put_connection("c", &connection).await.unwrap_err();
        for error in [error, other] {
            let expected = if breaks { AzureErrorKind::Transport } else { AzureErrorKind::Refused };
            assert_eq!(error.kind(), expected);
            let mut text = format!("{error} {error:?} {} ", error.message());
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                write!(text, "{cause} {cause:?}").unwrap();
                source = cause.source();
            }
            // The URL itself is not a secret here; its path and query are left out nevertheless.
            for secret in ["hunter2", "token for", "api-version"] {
                assert!(!text.contains(secret), "{secret}: {text}");
            }
            assert!(error.to_string().chars().count() <= 500);
        }
    }
}

/// A service whose failures quote one text.
#[derive(Debug)]
struct Quoting(String);

#[async_trait]
impl HttpClient for Quoting {
    async fn execute_request(&self, _: &Request) -> azure_core::Result<AsyncRawResponse> {
        let body = json!({ "error": { "code": self.0, "message": format!("it says {} here", self.0) } }).to_string();
        Ok(AsyncRawResponse::from_bytes(StatusCode::from(400), Headers::new(), body))
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_quotes_no_secret_in_any_encoding() {
    let config = secret_config().with_parameters(
        Parameters::new().with("token", "hunter2").with("number", 5_551_234).with_body(json!(["x-y-z"])),
    );
    let connection = NewConnection::new("sql")
        .with_parameter_values(json!({ "key": ["hunter2", 5_551_234, "x-y-z"] }).as_object().unwrap().clone());
    let token = "token for https://management.azure.com/.default";
    let written: [fn(&str) -> String; 6] = [
        str::to_owned,
        |secret| azure_core::base64::encode(secret),
        |secret| azure_core::base64::encode(format!("u:{secret}")),
        |secret| secret.bytes().map(|byte| format!("%{byte:02x}")).collect(),
        |secret| secret.bytes().map(|byte| format!("{byte:02X}")).collect(),
        |secret| secret.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
    ];
    for secret in ["hunter2", "5551234", "x-y-z", "https://receiver.example/hunter2?code=hunter2", token] {
        for written in written {
            let quoted = written(secret);
            let transport = Transport::new(Arc::new(Quoting(quoted.clone())));
            let options = NamespaceOptions::default().with_transport(transport);
            let namespace = Namespace::new("sub", "group", "space", Arc::new(Tokens), Some(options)).unwrap();
            let mut errors = vec![namespace.put_trigger("t", &config).await.unwrap_err()];
            if !secret.starts_with("https") {
                errors.push(namespace.put_connection("c", &connection).await.unwrap_err());
            }
            for error in errors {
                let text = format!("{error} {error:?} {} {:?}", error.message(), error.code());
                assert!(!text.contains(&quoted) && text.contains("it says"), "{secret}: {text}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_quotes_no_condition_and_no_key_that_is_data() {
    let object = |value: serde_json::Value| value.as_object().unwrap().clone();
    let config = TriggerConfig::new("office365", "conn", "OnNewEmailV3", Delivery::Pull)
        .with_parameters(Parameters::new().with("to@hunter2", "").with_body(json!({ "a": { "hunter2 key": 1 } })))
        .with_metadata(object(json!({ "of@hunter2": null })))
        .with_condition("@equals(triggerBody()?['from'],'ada-hunter2')")
        .with_description("for hunter2 and others");
    let connection = NewConnection::new("sql").with_parameter_values(object(json!({ "at": { "hunter2@x": 1 } })));
    let consent = Consent::new("https://app.example/?state=hunter2").with_user("hunter2-user", "hunter2-tenant");
    let of_config = ["to@hunter2", "hunter2 key", "of@hunter2", "ada-hunter2", "for hunter2 and others"];
    let of_consent = ["hunter2", "hunter2-user", "hunter2-tenant", "https://app.example/?state=hunter2"];
    for quoted in of_config.iter().chain(&["hunter2@x"]).chain(&of_consent) {
        let options = NamespaceOptions::default().with_transport(Transport::new(Arc::new(Quoting((*quoted).into()))));
        let namespace = Namespace::new("sub", "group", "space", Arc::new(Tokens), Some(options)).unwrap();
        let error = if of_consent.contains(quoted) {
            namespace.consent_link("c", &consent).await.unwrap_err()
        } else if of_config.contains(quoted) {
            namespace.put_trigger("t", &config).await.unwrap_err()
        } else {
            namespace.put_connection("c", &connection).await.unwrap_err()
        };
        let text = format!("{error} {error:?}");
        assert!(text.contains("it says") && !text.contains("hunter2"), "{quoted}: {text}");
    }
    let namespace = namespace(&Fake::new());
    let part = TriggerConfig::new("office365", "conn", "OnNewEmailV3", Delivery::Pull)
        .with_parameters(Parameters::new().with("body/hunter2", 1));
    let error = namespace.put_trigger("t", &part).await.unwrap_err();
    assert_eq!(error.kind(), AzureErrorKind::Invalid);
    let authentications = [
        Authentication::QueryString { name: "code".into(), value: "hunter2".into() },
        Authentication::Raw { scheme: "Key".into(), parameter: "hunter2".into() },
        Authentication::Basic { username: "hunter2".into(), password: "hunter2".into() },
        Authentication::ManagedServiceIdentity { audience: "audience".into(), identity: None },
        Authentication::ActiveDirectoryOAuth {
            tenant: "tenant".into(),
            audience: "audience".into(),
            client_id: "client".into(),
            secret: "hunter2".into(),
        },
        Authentication::ClientCertificate { pfx: "hunter2".into(), password: "hunter2".into() },
    ];
    let mixed_up = [
        Authentication::QueryString { name: "hunter2=x".into(), value: "code".into() },
        Authentication::Raw { scheme: "hunter2 x".into(), parameter: "Key".into() },
    ];
    let text = format!("{error:?} {config:?} {connection:?} {consent:?} {authentications:?} {mixed_up:?}");
    assert!(!text.contains("hunter2"), "{text}");
    for part in ["conditions: 1", "Consent { user: true", "name: \"code\"", "Basic", "client_id: \"client\""] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

/// A service that accepts what is put, and later says what is wrong with it.
#[derive(Debug, Default)]
struct Later(Mutex<String>);

#[async_trait]
impl HttpClient for Later {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let mut put = self.0.lock().unwrap();
        if let azure_core::http::Body::Bytes(bytes) = request.body()
            && !bytes.is_empty()
        {
            *put = String::from_utf8_lossy(bytes).into_owned();
            return Ok(AsyncRawResponse::from_bytes(StatusCode::from(202), Headers::new(), ""));
        }
        let body = json!({ "error": { "code": "BadRequest", "message": format!("it says {put}") } }).to_string();
        Ok(AsyncRawResponse::from_bytes(StatusCode::from(400), Headers::new(), body))
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_quotes_no_secret_that_was_put_before() {
    let options = NamespaceOptions::default().with_transport(Transport::new(Arc::new(Later::default())));
    let namespace = Namespace::new("sub", "group", "space", Arc::new(Tokens), Some(options)).unwrap();
    let values = json!({ "key": "hunter2" }).as_object().unwrap().clone();
    let connection = NewConnection::new("sql").with_parameter_values(values);
    for error in [
        namespace.put_connection("c", &connection).await.unwrap_err(),
        namespace.put_trigger("t", &secret_config()).await.unwrap_err(),
    ] {
        let text = format!("{error} {error:?} {}", error.message());
        assert!(text.contains("it says") && !text.contains("hunter2"), "{text}");
    }
}

/// Everything that is reported, as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        writeln!(self.0.lock().unwrap(), "{} = {value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        attributes.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn events_of_tracing_have_no_secret() {
    let log = Log::default();
    // With one subscriber alone, `tracing` would ask the threads of other tests, which have none.
    let _second = Dispatch::new(log.clone());
    with_default(log.clone(), || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
            for id in 0..4 {
                fake.linked_event(&id.to_string(), r#"{"headers":{"Cookie":"hunter2"},"body":"hunter2"}"#);
            }
            fake.event("4", r#"{"body":"hunter2"}"#);
            for fault in [Fault::Status(403), Fault::LostResponse, Fault::Redirect, Fault::Body("{\"hunter2")] {
                fake.fault(Kind::Link, fault);
            }
            fake.fault(Kind::Receive, Fault::Body("{\"messages\":\"hunter2\"}"));
            fake.fault(Kind::Receive, Fault::LostResponse);
            fake.fault(Kind::Acknowledge, Fault::LostResponse);
            let namespace = namespace(&fake);
            namespace.put_trigger("t", &secret_config()).await.unwrap();
            let stats = pull(&Pull::new(&namespace, "mail"), &inbox, 600).await.unwrap();
            assert_eq!((fake.left().len(), stats.stored), (0, 5));
        });
    });
    let text = log.0.lock().unwrap().clone();
    assert!(text.contains("could not receive messages"), "{text}");
    for secret in ["hunter2", LINK_SIGNATURE, "sig=", "token for", "lock-"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

#[test]
fn a_credential_that_fails_is_not_quoted() {
    #[derive(Debug)]
    struct Fails;
    #[async_trait]
    impl azure_core::credentials::TokenCredential for Fails {
        async fn get_token(
            &self,
            _: &[&str],
            _: Option<azure_core::credentials::TokenRequestOptions<'_>>,
        ) -> azure_core::Result<azure_core::credentials::AccessToken> {
            let problem = "https://login.example/t?client_secret=hunter2 says no to client_secret=hunter2";
            Err(azure_core::Error::with_message(ErrorKind::Credential, problem))
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let fake = Fake::new();
    let options = NamespaceOptions::default().with_transport(fake.transport());
    let namespace = Namespace::new("sub", "group", "space", Arc::new(Fails), Some(options)).unwrap();
    let error = runtime.block_on(namespace.get_namespace()).unwrap_err();
    assert_eq!(error.kind(), AzureErrorKind::Credential);
    assert!(!error.to_string().contains("hunter2") && error.to_string().contains("login.example"), "{error}");
    assert_eq!(fake.seen(Kind::Arm).len(), 0);
    assert!(serde_json::to_value(Secret::from("x")).is_ok_and(|value| value == "x"));
}
