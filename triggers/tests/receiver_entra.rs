//! Tokens of Entra: genuine ones, and ones forged in the usual ways. This file signs by itself, with aws-lc.

use crate::receiver_support::{Fake, now, one, post, send, status};
use async_trait::async_trait;
use aws_lc_rs::{
    encoding::AsDer as _,
    rand::SystemRandom,
    rsa::{KeySize, PublicKeyComponents},
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA512, RsaEncoding, RsaKeyPair},
};
use azure_core::http::{
    AsyncRawResponse, HttpClient, Request as AzureRequest, StatusCode, Transport, headers::Headers,
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use connector_triggers::receiver::{Auth, AuthProblem, BuildError, Entra, JwksError, JwksSource, Receiver, Route};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use std::{
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const OTHER_TENANT: &str = "11111111-86f1-41af-91ab-2d7cd011db47";
const PRINCIPAL: &str = "5b7a3e6e-0f0e-4d8e-9d0e-3c5c1b8b7a11";
const AUDIENCE: &str = "https://management.azure.com/";

static KEYS: LazyLock<[RsaKeyPair; 2]> =
    LazyLock::new(|| [(); 2].map(|()| RsaKeyPair::generate(KeySize::Rsa2048).unwrap()));

/// A public key as a key set has it.
fn jwk(kid: &str, key: &RsaKeyPair) -> Value {
    let PublicKeyComponents { n, e }: PublicKeyComponents<Vec<u8>> = key.public_key().into();
    json!({
        "kty": "RSA", "use": "sig", "kid": kid, "x5t": kid,
        "n": BASE64_URL_SAFE_NO_PAD.encode(n), "e": BASE64_URL_SAFE_NO_PAD.encode(e),
    })
}

/// Keys that a test sets. It counts how often they are fetched.
#[derive(Clone, Default)]
struct Source(Arc<Mutex<Option<Value>>>, Arc<AtomicUsize>);

impl Source {
    fn of(keys: impl IntoIterator<Item = Value>) -> Self {
        let source = Self::default();
        source.set(keys);
        source
    }

    fn set(&self, keys: impl IntoIterator<Item = Value>) {
        *self.0.lock().unwrap() = Some(json!({ "keys": keys.into_iter().collect::<Vec<_>>() }));
    }

    fn fail(&self) {
        *self.0.lock().unwrap() = None;
    }

    fn fetches(&self) -> usize {
        self.1.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl JwksSource for Source {
    async fn fetch(&self) -> Result<Bytes, JwksError> {
        self.1.fetch_add(1, Ordering::SeqCst);
        match &*self.0.lock().unwrap() {
            Some(keys) => Ok(keys.to_string().into()),
            None => Err("no network".into()),
        }
    }
}

fn part(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

fn signed_as(header: &Value, claims: &Value, key: &RsaKeyPair, encoding: &'static dyn RsaEncoding) -> String {
    let message = format!("{}.{}", part(header), part(claims));
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(encoding, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
    format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

fn signed(header: &Value, claims: &Value, key: &RsaKeyPair) -> String {
    signed_as(header, claims, key, &RSA_PKCS1_SHA256)
}

/// The header and claims of a genuine token.
fn genuine() -> (Value, Value) {
    let claims = json!({
        "aud": AUDIENCE, "iss": format!("https://login.microsoftonline.com/{TENANT}/v2.0"),
        "iat": now() - 5, "nbf": now() - 5, "exp": now() + 3600,
        "oid": PRINCIPAL, "tid": TENANT, "sub": PRINCIPAL, "ver": "2.0",
    });
    (json!({ "typ": "JWT", "alg": "RS256", "kid": "k1" }), claims)
}

/// A copy with these members; `null` removes one.
fn with(value: &Value, changes: Value) -> Value {
    let mut value = value.clone();
    let object = value.as_object_mut().unwrap();
    for (name, change) in changes.as_object().unwrap().clone() {
        if change.is_null() {
            object.remove(&name);
        } else {
            object.insert(name, change);
        }
    }
    value
}

fn receiver(inbox: &Arc<Fake>, source: &Source) -> Receiver {
    let entra = Entra::with_keys(TENANT, [AUDIENCE, "api://mine"], [PRINCIPAL], source.clone());
    one(inbox, Route::envelope("office365", "/in", Auth::entra(entra)).trigger("OnNewEmail"))
}

async fn answer(receiver: &Receiver, token: &str) -> u16 {
    status(receiver, post("/in").header("authorization", format!("Bearer {token}")), "{\"body\":{}}").await
}

#[tokio::test]
async fn genuine_tokens_are_accepted() {
    let (inbox, source) = (Fake::new(), Source::of([jwk("k0", &KEYS[1]), jwk("k1", &KEYS[0])]));
    let receiver = receiver(&inbox, &source);
    let (header, claims) = genuine();
    let v1 = json!({ "iss": format!("https://sts.windows.net/{TENANT}/"), "ver": "1.0" });
    let accepted = [
        claims.clone(),
        with(&claims, v1),
        with(&claims, json!({ "aud": "api://mine" })),
        with(&claims, json!({ "aud": ["api://mine", "api://other"] })),
        with(&claims, json!({ "oid": PRINCIPAL.to_uppercase() })),
        with(&claims, json!({ "tid": null, "nbf": null })),
        with(&claims, json!({ "exp": now() - 30 })),
    ];
    for claims in accepted {
        assert_eq!(answer(&receiver, &signed(&header, &claims, &KEYS[0])).await, 202, "{claims}");
    }
    assert_eq!(source.fetches(), 1);
    assert_eq!(inbox.events()[0].headers.len(), 1, "the token is not stored");
}

#[tokio::test]
async fn forged_tokens_are_refused() {
    let (inbox, source) = (Fake::new(), Source::of([jwk("k1", &KEYS[0])]));
    let receiver = receiver(&inbox, &source);
    let (header, claims) = genuine();
    let good = signed(&header, &claims, &KEYS[0]);
    let [head, body, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    let unsigned = |alg: &str| format!("{}.{body}", part(&with(&header, json!({ "alg": alg }))));
    let public_key = KEYS[0].public_key();
    // The public key as the secret of an HMAC: as PKCS#1, as SubjectPublicKeyInfo, and the modulus in the key set.
    let der = public_key.as_der().unwrap();
    let modulus = jwk("k1", &KEYS[0])["n"].as_str().unwrap().to_owned();
    let with_hmac = |secret: &[u8]| {
        let message = unsigned("HS256");
        let mac = Hmac::<Sha256>::new_from_slice(secret).unwrap().chain_update(&message).finalize().into_bytes();
        format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac))
    };
    let own_key = jwk("evil", &KEYS[1]);
    let other_header = |changes: Value| signed(&with(&header, changes), &claims, &KEYS[1]);
    let other_claims = |changes: Value| signed(&header, &with(&claims, changes), &KEYS[0]);
    let forged = [
        ("no signature", format!("{head}.{body}.")),
        ("two parts", format!("{head}.{body}")),
        ("alg none", format!("{}.", unsigned("none"))),
        ("alg None with a signature", format!("{}.{signature}", unsigned("None"))),
        ("HMAC with the public key", with_hmac(public_key.as_ref())),
        ("HMAC with the public key's info", with_hmac(der.as_ref())),
        ("HMAC with the modulus", with_hmac(modulus.as_bytes())),
        ("alg RS512", signed_as(&with(&header, json!({ "alg": "RS512" })), &claims, &KEYS[0], &RSA_PKCS1_SHA512)),
        ("another key", signed(&header, &claims, &KEYS[1])),
        ("another key's kid", other_header(json!({ "kid": "evil" }))),
        ("no kid", other_header(json!({ "kid": null }))),
        ("kid is a path", other_header(json!({ "kid": "../../dev/null" }))),
        ("kid is a query", other_header(json!({ "kid": "k1' OR '1'='1" }))),
        ("kid is a number", other_header(json!({ "kid": 1 }))),
        ("a key in the token", other_header(json!({ "jwk": own_key, "kid": "evil" }))),
        ("a key in the token, known kid", other_header(json!({ "jwk": own_key }))),
        ("an address in the token", other_header(json!({ "jku": "https://evil.example/keys", "kid": "evil" }))),
        ("a certificate in the token", other_header(json!({ "x5u": "https://evil.example/c", "x5c": ["AAAA"] }))),
        ("an extension that must be understood", other_header(json!({ "crit": ["x"], "x": 1 }))),
        ("changed claims", format!("{head}.{}.{signature}", part(&with(&claims, json!({ "oid": "x" }))))),
        ("another tenant", other_claims(json!({ "iss": format!("https://sts.windows.net/{OTHER_TENANT}/") }))),
        (
            "another issuer",
            other_claims(json!({ "iss": format!("https://login.microsoftonline.com.evil/{TENANT}/v2.0") })),
        ),
        ("an issuer too many", other_claims(json!({ "iss": [format!("https://sts.windows.net/{TENANT}/"), "x"] }))),
        ("no issuer", other_claims(json!({ "iss": null }))),
        ("another tid", other_claims(json!({ "tid": OTHER_TENANT }))),
        ("another audience", other_claims(json!({ "aud": "https://graph.microsoft.com" }))),
        ("no audience", other_claims(json!({ "aud": null }))),
        ("expired", other_claims(json!({ "exp": now() - 90 }))),
        ("no expiry", other_claims(json!({ "exp": null }))),
        ("expiry is text", other_claims(json!({ "exp": "never" }))),
        ("not yet valid", other_claims(json!({ "nbf": now() + 90 }))),
        ("empty", String::new()),
        ("not a token", "a.b.c".into()),
    ];
    for (name, token) in forged {
        assert_eq!(answer(&receiver, &token).await, 401, "{name}");
    }
    assert_eq!(status(&receiver, post("/in"), "{}").await, 401);
    assert_eq!(status(&receiver, post("/in").header("authorization", format!("Basic {good}")), "{}").await, 401);
    let twice = post("/in").header("authorization", format!("Bearer {good}"));
    assert_eq!(status(&receiver, twice.header("authorization", format!("Bearer {good}")), "{}").await, 401);
    // Genuine, but of somebody else.
    assert_eq!(answer(&receiver, &other_claims(json!({ "oid": OTHER_TENANT }))).await, 403);
    assert_eq!(answer(&receiver, &other_claims(json!({ "oid": null }))).await, 403);
    assert_eq!(inbox.count(), 0);
    // Unknown keys caused one fetch more than the first, not one each.
    assert!(source.fetches() <= 2, "{}", source.fetches());
    let unauthorized = send(&receiver, post("/in").body(http_body_util::Empty::<Bytes>::new()).unwrap()).await;
    assert_eq!(unauthorized.header("www-authenticate"), Some("Bearer"));
    assert_eq!(answer(&receiver, &good).await, 202);
}

#[tokio::test]
async fn no_keys_are_fetched_for_a_token_of_another_algorithm() {
    let (inbox, source) = (Fake::new(), Source::of([jwk("k1", &KEYS[0])]));
    let receiver = receiver(&inbox, &source);
    let (header, claims) = genuine();
    let other = signed_as(&with(&header, json!({ "alg": "RS512" })), &claims, &KEYS[0], &RSA_PKCS1_SHA512);
    assert_eq!((answer(&receiver, &other).await, source.fetches()), (401, 0));
    assert_eq!((answer(&receiver, &signed(&header, &claims, &KEYS[0])).await, source.fetches()), (202, 1));
}

#[tokio::test]
async fn keys_that_are_not_for_tokens_are_not_used() {
    let key = jwk("k1", &KEYS[0]);
    let unusable = [
        with(&key, json!({ "use": "enc" })),
        with(&key, json!({ "alg": "RS512" })),
        with(&key, json!({ "kty": "oct", "k": "c2VjcmV0" })),
        json!({ "kid": "k1", "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA" }),
        json!("no key"),
    ];
    let (header, claims) = genuine();
    for unusable in unusable {
        let source = Source::of([unusable.clone(), jwk("k2", &KEYS[1])]);
        let receiver = receiver(&Fake::new(), &source);
        assert_eq!(answer(&receiver, &signed(&header, &claims, &KEYS[0])).await, 401, "{unusable}");
    }
}

#[tokio::test(start_paused = true)]
async fn keys_are_cached_and_replaced() {
    let (inbox, source) = (Fake::new(), Source::default());
    let receiver = receiver(&inbox, &source);
    let (header, claims) = genuine();
    let old = || signed(&header, &claims, &KEYS[0]);
    let new = || signed(&with(&header, json!({ "kid": "k2" })), &claims, &KEYS[1]);
    let wait = |seconds| tokio::time::sleep(Duration::from_secs(seconds));
    // Without keys nothing can be said of a token, and the next attempt is not at once.
    let request = || post("/in").header("authorization", format!("Bearer {}", old()));
    let response = send(&receiver, request().body(http_body_util::Full::<Bytes>::from("{}")).unwrap()).await;
    assert_eq!((response.status, response.header("retry-after")), (503, Some("5")));
    assert_eq!((answer(&receiver, &old()).await, source.fetches()), (503, 1));
    source.set([jwk("k1", &KEYS[0])]);
    wait(6).await;
    assert_eq!((answer(&receiver, &old()).await, source.fetches()), (202, 2));
    // A new key: one fetch a minute at most.
    assert_eq!((answer(&receiver, &new()).await, source.fetches()), (401, 2));
    wait(61).await;
    assert_eq!((answer(&receiver, &new()).await, source.fetches()), (401, 3));
    source.set([jwk("k1", &KEYS[0]), jwk("k2", &KEYS[1])]);
    assert_eq!((answer(&receiver, &new()).await, source.fetches()), (401, 3));
    wait(61).await;
    assert_eq!((answer(&receiver, &new()).await, source.fetches()), (202, 4));
    assert_eq!((answer(&receiver, &old()).await, source.fetches()), (202, 4));
    // After half a day they are fetched again, and a key that is gone is refused.
    source.set([jwk("k2", &KEYS[1])]);
    assert_eq!((answer(&receiver, &old()).await, source.fetches()), (202, 4));
    wait(12 * 60 * 60).await;
    assert_eq!((answer(&receiver, &old()).await, source.fetches()), (401, 5));
    // If that fails, the last ones are used, but not for ever.
    source.fail();
    wait(13 * 60 * 60).await;
    assert_eq!((answer(&receiver, &new()).await, source.fetches()), (202, 6));
    wait(36 * 60 * 60).await;
    assert_eq!(answer(&receiver, &new()).await, 503);
}

#[tokio::test]
async fn callers_that_leave_do_not_end_a_fetch() {
    /// Takes some time.
    struct Late(Source);
    #[async_trait]
    impl JwksSource for Late {
        async fn fetch(&self) -> Result<Bytes, JwksError> {
            tokio::time::sleep(Duration::from_millis(60)).await;
            self.0.fetch().await
        }
    }
    let source = Source::of([jwk("k1", &KEYS[0])]);
    let entra = Entra::with_keys(TENANT, [AUDIENCE], [PRINCIPAL], Late(source.clone()));
    let receiver = one(&Fake::new(), Route::payload("s", "/in", Auth::entra(entra)).trigger("OnA"));
    let (header, claims) = genuine();
    let token = signed(&header, &claims, &KEYS[0]);
    let left = tokio::time::timeout(Duration::from_millis(10), answer(&receiver, &token)).await;
    assert!(left.is_err());
    let (one, other) = tokio::join!(answer(&receiver, &token), answer(&receiver, &token));
    assert_eq!((one, other, source.fetches()), (202, 202, 1));
}

/// A transport that answers each request with this.
#[derive(Debug)]
struct Service(Mutex<Vec<String>>, StatusCode, String);

#[async_trait]
impl HttpClient for Service {
    async fn execute_request(&self, request: &AzureRequest) -> azure_core::Result<AsyncRawResponse> {
        self.0.lock().unwrap().push(request.url().to_string());
        Ok(AsyncRawResponse::from_bytes(self.1, Headers::new(), self.2.clone()))
    }
}

#[tokio::test]
async fn keys_come_from_the_tenants_address() {
    let (header, claims) = genuine();
    let token = signed(&header, &claims, &KEYS[0]);
    let document = json!({ "keys": [jwk("k1", &KEYS[0])] }).to_string();
    let too_long = format!("{document}{}", " ".repeat(1024 * 1024));
    let cases = [
        (StatusCode::Ok, document.clone(), 202),
        (StatusCode::Found, document.clone(), 503),
        // A success, but not of the whole document.
        (StatusCode::PartialContent, document, 503),
        (StatusCode::Ok, too_long, 503),
    ];
    for (code, document, expected) in cases {
        let service = Arc::new(Service(Mutex::default(), code, document));
        let entra = Entra::new(TENANT, [AUDIENCE], [PRINCIPAL], Transport::new(service.clone()));
        let receiver = one(&Fake::new(), Route::payload("s", "/in", Auth::entra(entra)).trigger("OnA"));
        assert_eq!(answer(&receiver, &token).await, expected);
        let urls = service.0.lock().unwrap().clone();
        assert_eq!(urls, [format!("https://login.microsoftonline.com/{TENANT}/discovery/v2.0/keys")]);
    }
}

#[test]
fn mistakes_show_when_the_receiver_is_built() {
    let problem = |tenant: &str, audiences: &[&str], principals: &[&str]| {
        let (audiences, principals) = (audiences.to_vec(), principals.to_vec());
        let entra = Entra::with_keys(tenant, audiences, principals, Source::default());
        assert!(format!("{entra:?}").contains(&tenant.to_lowercase()));
        let route = Route::payload("s", "/in", Auth::entra(entra)).trigger("OnA");
        match Receiver::builder(Fake::new()).route(route).build() {
            Err(BuildError::Auth { problem, .. }) => Some(problem),
            _ => None,
        }
    };
    assert_eq!(problem("common", &[AUDIENCE], &[PRINCIPAL]), Some(AuthProblem::Tenant));
    assert_eq!(problem("contoso.com", &[AUDIENCE], &[PRINCIPAL]), Some(AuthProblem::Tenant));
    assert_eq!(problem(TENANT, &[], &[PRINCIPAL]), Some(AuthProblem::NoAudience));
    assert_eq!(problem(TENANT, &[""], &[PRINCIPAL]), Some(AuthProblem::NoAudience));
    assert_eq!(problem(TENANT, &[AUDIENCE], &[]), Some(AuthProblem::Principal));
    assert_eq!(problem(TENANT, &[AUDIENCE], &["name"]), Some(AuthProblem::Principal));
    assert_eq!(problem(&TENANT.to_uppercase(), &[AUDIENCE], &[PRINCIPAL]), None);
}
