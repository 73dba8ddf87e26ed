//! Questions that a service asks before it sends events.

use crate::receiver::auth::{Accepted, AuthProblem, Secret, check_secrets};
use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
    header::{CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    request::Parts,
};
use serde::Deserialize;
use serde_json::json;
use sha2::Sha256;
use std::{fmt, sync::Arc};

/// A request that is a question of the service, not an event, and its answer. A route may have several; the first that
/// has an answer gives it. Nothing is stored then.
///
/// Some are answered **before the credential** in headers and signature is checked, because the service sends none with
/// its question: [`validation_token`](Self::validation_token), [`dropbox`](Self::dropbox), [`meta`](Self::meta),
/// [`cloud_events`](Self::cloud_events) and [`before_auth`](Self::before_auth). This is safe, because
///
/// * a secret in the address (`{secret}` or a query parameter) is checked first all the same;
/// * only a request without a body is such a question, so an event is never taken for one (a body of the type
///   `text/plain` counts as none on a route for JSON);
/// * the answer says nothing but what the request itself says: a text of bounded length without control characters, as
///   `text/plain` that a browser may not take for anything else.
///
/// The others are answered after the credential is checked: [`slack`](Self::slack), [`zoom`](Self::zoom),
/// [`event_grid`](Self::event_grid) and [`from_fn`](Self::from_fn).
#[derive(Clone)]
pub struct Handshake {
    kind: Kind,
    problem: Option<AuthProblem>,
}

type Before = dyn Fn(&Parts) -> Option<HandshakeAnswer> + Send + Sync;
type After = dyn Fn(&Parts, &[u8]) -> Option<HandshakeAnswer> + Send + Sync;

#[derive(Clone)]
enum Kind {
    Before(Arc<Before>),
    After(Arc<After>),
}

/// The longest text that is echoed.
const MAX_ECHO: usize = 2048;

impl Handshake {
    /// A question that is answered after the credential is checked: one function of the request's head and body.
    /// `None` if the request is not a question.
    ///
    /// ```
    /// use connector_triggers::receiver::{Handshake, HandshakeAnswer};
    /// // `{"ping": "abc"}` is answered with `abc`.
    /// let ping = Handshake::from_fn(|_request, body| {
    ///     let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    ///     Some(HandshakeAnswer::echo(body.get("ping")?.as_str()?))
    /// });
    /// ```
    pub fn from_fn(answer: impl Fn(&Parts, &[u8]) -> Option<HandshakeAnswer> + Send + Sync + 'static) -> Self {
        Self { kind: Kind::After(Arc::new(answer)), problem: None }
    }

    /// A question without a body that is answered before the credential in headers is checked: anyone may ask it. The
    /// answer must say nothing that the asker may not know.
    pub fn before_auth(answer: impl Fn(&Parts) -> Option<HandshakeAnswer> + Send + Sync + 'static) -> Self {
        Self { kind: Kind::Before(Arc::new(answer)), problem: None }
    }

    /// `?validationToken=…`, by GET (Kaizala) or POST (Microsoft Graph): the decoded token as the body. Before the
    /// credential.
    pub fn validation_token() -> Self {
        Self::before_auth(|request| {
            let is_asked = matches!(request.method, Method::GET | Method::POST);
            is_asked.then(|| query(request, "validationToken")).flatten().map(|token| HandshakeAnswer::echo(&token))
        })
    }

    /// Dropbox: GET `?challenge=…`, echoed. Before the credential.
    pub fn dropbox() -> Self {
        Self::before_auth(|request| {
            let challenge = (request.method == Method::GET).then(|| query(request, "challenge")).flatten()?;
            Some(HandshakeAnswer::echo(&challenge))
        })
    }

    /// Meta: GET `?hub.mode=subscribe&hub.verify_token=…&hub.challenge=…`, echoed if the verify token is one of these;
    /// 403 if not. Before the signature, which Meta does not send here.
    pub fn meta(verify_tokens: impl IntoIterator<Item = impl Into<Secret>>) -> Self {
        let accepted = Accepted::new(verify_tokens);
        let problem = accepted.as_ref().err().copied();
        let handshake = Self::before_auth(move |request| {
            let is_asked = request.method == Method::GET && query(request, "hub.mode").as_deref() == Some("subscribe");
            let challenge = is_asked.then(|| query(request, "hub.challenge")).flatten()?;
            let token = query(request, "hub.verify_token").unwrap_or_default();
            let is_accepted = accepted.as_ref().is_ok_and(|accepted| accepted.contains(token.as_bytes()));
            Some(if is_accepted {
                HandshakeAnswer::echo(&challenge)
            } else {
                HandshakeAnswer::empty(StatusCode::FORBIDDEN)
            })
        });
        Self { problem, ..handshake }
    }

    /// CloudEvents: OPTIONS with `WebHook-Request-Origin`. Senders of these origins are allowed, at any rate; others
    /// get 403. Event Grid's origin is `eventgrid.azure.net`. Before the credential.
    pub fn cloud_events(origins: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let origins: Vec<String> = origins.into_iter().map(Into::into).collect();
        Self::before_auth(move |request| {
            let origin = (request.method == Method::OPTIONS).then(|| request.headers.get("webhook-request-origin"));
            let origin = origin.flatten()?;
            if !origins.iter().any(|known| origin.as_bytes().eq_ignore_ascii_case(known.as_bytes())) {
                return Some(HandshakeAnswer::empty(StatusCode::FORBIDDEN));
            }
            let answer = HandshakeAnswer::empty(StatusCode::OK)
                .header(HeaderName::from_static("webhook-allowed-origin"), origin.clone());
            Some(if request.headers.contains_key("webhook-request-rate") {
                answer.header(HeaderName::from_static("webhook-allowed-rate"), HeaderValue::from_static("*"))
            } else {
                answer
            })
        })
    }

    /// Slack and Feishu: `{"type": "url_verification", "challenge": "…"}`, answered with the challenge as JSON. After
    /// the signature, which Slack sends here too.
    pub fn slack() -> Self {
        #[derive(Deserialize)]
        struct Question {
            r#type: String,
            challenge: String,
        }
        Self::from_fn(|_, body| {
            let Question { r#type, challenge } = serde_json::from_slice(body).ok()?;
            (r#type == "url_verification").then(|| HandshakeAnswer::json(&json!({ "challenge": challenge })))
        })
    }

    /// Zoom: `endpoint.url_validation` with `plainToken`, answered with the token and its HMAC. After the signature, and
    /// only for a token of letters, digits, `-` and `_`: else whoever can ask would get a signature for an event of his
    /// own. The secret is the one that Zoom uses now.
    pub fn zoom(secret: impl Into<Secret>) -> Self {
        #[derive(Deserialize)]
        struct Question {
            event: String,
            payload: Payload,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Payload {
            plain_token: String,
        }
        let secret: Secret = secret.into();
        let problem = check_secrets(std::slice::from_ref(&secret)).err();
        let handshake = Self::from_fn(move |_, body| {
            let Question { event, payload: Payload { plain_token } } = serde_json::from_slice(body).ok()?;
            if event != "endpoint.url_validation" {
                return None;
            }
            let is_token = (1..=128).contains(&plain_token.len())
                && plain_token.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
            let mac = Hmac::<Sha256>::new_from_slice(secret.bytes()).ok().filter(|_| is_token);
            let Some(mac) = mac else { return Some(HandshakeAnswer::empty(StatusCode::BAD_REQUEST)) };
            let code = mac.chain_update(&plain_token).finalize().into_bytes();
            let encrypted: String = code.iter().map(|byte| format!("{byte:02x}")).collect();
            Some(HandshakeAnswer::json(&json!({ "plainToken": plain_token, "encryptedToken": encrypted })))
        });
        Self { problem, ..handshake }
    }

    /// Event Grid's own schema: `aeg-event-type: SubscriptionValidation` with a `validationCode`, answered with
    /// `validationResponse`. After the credential, which Event Grid sends here too.
    pub fn event_grid() -> Self {
        #[derive(Deserialize)]
        struct Question {
            data: Data,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Data {
            validation_code: String,
        }
        Self::from_fn(|request, body| {
            let kind = request.headers.get("aeg-event-type")?;
            if !kind.as_bytes().eq_ignore_ascii_case(b"SubscriptionValidation") {
                return None;
            }
            let [Question { data: Data { validation_code } }]: [Question; 1] = serde_json::from_slice(body).ok()?;
            Some(HandshakeAnswer::json(&json!({ "validationResponse": validation_code })))
        })
    }

    pub(crate) fn check(&self) -> Result<(), AuthProblem> {
        self.problem.map_or(Ok(()), Err)
    }

    /// The answer before the credential, if the request is such a question.
    pub(crate) fn answer_before(&self, request: &Parts) -> Option<HandshakeAnswer> {
        match &self.kind {
            Kind::Before(answer) => answer(request),
            Kind::After(_) => None,
        }
    }

    /// The answer after the credential, if the request is such a question.
    pub(crate) fn answer_after(&self, request: &Parts, body: &[u8]) -> Option<HandshakeAnswer> {
        match &self.kind {
            Kind::Before(_) => None,
            Kind::After(answer) => answer(request, body),
        }
    }
}

impl fmt::Debug for Handshake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            Kind::Before(_) => "Handshake before auth",
            Kind::After(_) => "Handshake after auth",
        })
    }
}

/// The first value of a query parameter, decoded.
fn query(request: &Parts, name: &str) -> Option<String> {
    let query = request.uri.query()?;
    url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The answer to a question.
#[derive(Clone)]
pub struct HandshakeAnswer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl HandshakeAnswer {
    /// 200 with this text, of at most 2,048 bytes and without control characters; 400 for another text.
    pub fn echo(text: &str) -> Self {
        if text.is_empty() || text.len() > MAX_ECHO || text.chars().any(char::is_control) {
            return Self::empty(StatusCode::BAD_REQUEST);
        }
        Self::with_body("text/plain; charset=utf-8", text.to_owned())
    }

    /// 200 with this JSON.
    pub fn json(value: &serde_json::Value) -> Self {
        Self::with_body("application/json", value.to_string())
    }

    /// An answer without a body.
    pub fn empty(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Bytes::new() }
    }

    /// The same answer with a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    fn with_body(content_type: &'static str, body: String) -> Self {
        Self { body: body.into(), ..Self::empty(StatusCode::OK) }
            .header(CONTENT_TYPE, HeaderValue::from_static(content_type))
            .header(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"))
    }
}

/// Prints sizes: the body may contain a token.
impl fmt::Debug for HandshakeAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandshakeAnswer")
            .field("status", &self.status)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}
