//! Routes: which requests are events of which trigger.

use crate::{
    envelope,
    event::{DuplicateKey, Form},
    receiver::{
        auth::Auth,
        error::BuildError,
        handshake::Handshake,
        json::{self, id_at},
        path::{Pattern, Written},
    },
};
use bytes::Bytes;
use connector_runtime::redaction::is_name;
use http::{
    HeaderMap, HeaderName, Method, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, PROXY_AUTHORIZATION, SET_COOKIE},
};
use std::{collections::BTreeSet, fmt, time::Duration};

/// Which requests are events of a connector, and what becomes of them.
///
/// ```
/// use connector_triggers::receiver::{Auth, Duplicates, Handshake, Route, Signature};
/// # let secret = "s";
/// // The service posts the payload itself. The path names the trigger and contains the secret.
/// let kaizala = Route::payload("kaizala", "/hooks/kaizala/{secret}/{trigger}", Auth::path_segment([secret]))
///     .triggers(["TextMessageCreatedOnGroup", "JobCreatedOnGroup"])
///     .handshake(Handshake::validation_token());
/// // GitHub signs, and gives each event an id.
/// let github = Route::payload("github", "/hooks/github", Auth::signature(Signature::github([secret])))
///     .trigger("WebhookPullRequest")
///     .duplicates(Duplicates::by_header("x-github-delivery"));
/// // A connector namespace posts the payload in its envelope.
/// let office365 = Route::envelope("office365", "/azure/office365/{trigger}", Auth::query("code", [secret]));
/// ```
#[derive(Clone, Debug)]
pub struct Route {
    name: String,
    form: Form,
    path: Written,
    auth: Auth,
    trigger: Option<Trigger>,
    triggers: Option<BTreeSet<String>>,
    duplicates: Duplicates,
    content: Content,
    methods: Vec<Method>,
    kept: Vec<Name>,
    handshakes: Vec<Handshake>,
    success: StatusCode,
}

/// The name of a header or a JSON pointer, as a program writes it. `Debug` prints it only if it may be one: it is a value if a program
/// mixes up name and value.
#[derive(Clone)]
struct Name(String);

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Only a pointer has a `/`, and it begins with one.
        let is_shown = match self.0.strip_prefix('/') {
            Some(pointer) => pointer.split('/').all(is_name),
            None => is_name(&self.0),
        };
        let shown = if is_shown { &self.0 } else { "…" };
        shown.fmt(f)
    }
}

/// What names the trigger, if the path does not.
#[derive(Clone, Debug)]
enum Trigger {
    Fixed(String),
    Header(Name),
}

/// Which bodies a route accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// JSON, with a `Content-Type` that says so: `application/json`, `text/json` or `…+json`. Other types are answered
    /// with 415, other bodies with 400.
    Json,
    /// JSON with any `Content-Type`, or none.
    JsonOfAnyType,
    /// Any body.
    Any,
}

/// Which events are the same one. A service sends an event again if it gets no answer in time, and some do so anyway.
#[derive(Clone, Debug)]
pub struct Duplicates {
    key: Key,
    window: Duration,
}

#[derive(Clone, Debug)]
enum Key {
    Header(Name),
    Pointer(Name),
    Body,
    Never,
}

const SEVEN_DAYS: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// The retry of a request that got no answer within the two minutes that Logic Apps waits comes within this time.
const FIVE_MINUTES: Duration = Duration::from_secs(300);

impl Duplicates {
    /// Events with an equal value of this header, within 7 days: `X-GitHub-Delivery`, `webhook-id`. An event without
    /// the header is no duplicate of any.
    pub fn by_header(name: &str) -> Self {
        Self { key: Key::Header(Name(name.to_owned())), window: SEVEN_DAYS }
    }

    /// Events with an equal string or whole number at this JSON pointer of the body, within 7 days: `/event_id`; in
    /// Azure's envelope `/body/id`. An event without it is no duplicate of any.
    pub fn by_pointer(pointer: &str) -> Self {
        Self { key: Key::Pointer(Name(pointer.to_owned())), window: SEVEN_DAYS }
    }

    /// Events of the same trigger with the same body, within 5 minutes. This is the default. It can drop an event: two
    /// events of their own with equal bodies are one for it. Where that matters and the service has no id, use
    /// [`off`](Self::off).
    pub fn by_body() -> Self {
        Self { key: Key::Body, window: FIVE_MINUTES }
    }

    /// No event is a duplicate: each request is an event.
    pub fn off() -> Self {
        Self { key: Key::Never, window: Duration::ZERO }
    }

    /// Another time within which a second event is a duplicate.
    #[must_use]
    pub fn within(mut self, window: Duration) -> Self {
        self.window = window;
        self
    }
}

/// What a connector namespace says of its callback. These headers are provisional, so nothing depends on them.
const KEPT: [HeaderName; 6] = [
    CONTENT_TYPE,
    HeaderName::from_static("x-ms-client-request-id"),
    HeaderName::from_static("x-ms-trigger-name"),
    HeaderName::from_static("x-ms-gateway-resource-name"),
    HeaderName::from_static("x-ms-resource-group"),
    HeaderName::from_static("x-ms-subscription-id"),
];

/// Headers that contain a credential for any service.
const CREDENTIALS: [HeaderName; 9] = [
    AUTHORIZATION,
    PROXY_AUTHORIZATION,
    COOKIE,
    SET_COOKIE,
    HeaderName::from_static("x-api-key"),
    HeaderName::from_static("x-functions-key"),
    HeaderName::from_static("ocp-apim-subscription-key"),
    HeaderName::from_static("x-ms-token-aad-access-token"),
    HeaderName::from_static("x-ms-token-aad-id-token"),
];

impl Route {
    /// A route whose requests have the payload as their body, as the service posts it.
    ///
    /// `name` is the connector, as the program names it: consumers and counters use it. `path` is what the receiver
    /// sees: a router that nests it removes its prefix. Segments may be `{trigger}` and `{secret}`.
    pub fn payload(name: impl Into<String>, path: impl Into<String>, auth: Auth) -> Self {
        Self::new(name.into(), Form::Payload, path.into(), auth)
    }

    /// A route whose requests have the payload in Azure's envelope, as a connector namespace posts it. Headers of the service
    /// in it that may contain a credential, such as `Set-Cookie`, are not stored.
    pub fn envelope(name: impl Into<String>, path: impl Into<String>, auth: Auth) -> Self {
        Self::new(name.into(), Form::Envelope, path.into(), auth)
    }

    fn new(name: String, form: Form, path: String, auth: Auth) -> Self {
        Self {
            name,
            form,
            path: Written(path),
            auth,
            trigger: None,
            triggers: None,
            duplicates: Duplicates::by_body(),
            content: Content::Json,
            methods: vec![Method::POST, Method::PUT],
            kept: Vec::new(),
            handshakes: Vec::new(),
            success: StatusCode::ACCEPTED,
        }
    }

    /// All events are of this trigger: its operation id.
    #[must_use]
    pub fn trigger(mut self, name: impl Into<String>) -> Self {
        self.trigger = Some(Trigger::Fixed(name.into()));
        self
    }

    /// A header names the trigger, such as `X-GitHub-Event`. A request without it is answered with 400. A namespace's
    /// `x-ms-trigger-name` is provisional; a path with `{trigger}` is safer.
    #[must_use]
    pub fn trigger_header(mut self, name: &str) -> Self {
        self.trigger = Some(Trigger::Header(Name(name.to_owned())));
        self
    }

    /// The triggers of the route. An event of another one is answered with 404. Without this call any name of up to 128
    /// characters is a trigger.
    #[must_use]
    pub fn triggers(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.triggers.get_or_insert_default().extend(names.into_iter().map(Into::into));
        self
    }

    /// Which events are the same one: by default [`Duplicates::by_body`].
    #[must_use]
    pub fn duplicates(mut self, duplicates: Duplicates) -> Self {
        self.duplicates = duplicates;
        self
    }

    /// Which bodies are accepted: by default [`Content::Json`].
    #[must_use]
    pub fn content(mut self, content: Content) -> Self {
        self.content = content;
        self
    }

    /// The methods of events: POST and PUT by default. Others are answered with 405.
    #[must_use]
    pub fn methods(mut self, methods: impl IntoIterator<Item = Method>) -> Self {
        self.methods = methods.into_iter().collect();
        self
    }

    /// Stores these headers too. By default `Content-Type` is stored, the header of the id, the one of the trigger, and
    /// what a namespace says of its callback: `x-ms-client-request-id`, `x-ms-trigger-name`,
    /// `x-ms-gateway-resource-name`, `x-ms-resource-group`, `x-ms-subscription-id`. A header with a credential cannot
    /// be stored.
    #[must_use]
    pub fn keep_headers<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.kept.extend(names.into_iter().map(|name| Name(name.to_owned())));
        self
    }

    /// Answers this question of the service.
    #[must_use]
    pub fn handshake(mut self, handshake: Handshake) -> Self {
        self.handshakes.push(handshake);
        self
    }

    /// The status that says that the event is stored: 202 by default. Some services, such as Xero, ask for 200.
    #[must_use]
    pub fn success(mut self, status: StatusCode) -> Self {
        self.success = status;
        self
    }

    pub(crate) fn build(self) -> Result<Built, BuildError> {
        let Self { name, form, path, auth, trigger, triggers, duplicates, content, methods, kept, .. } = self;
        let route = || name.clone();
        let pattern = Pattern::parse(&path.0).ok_or_else(|| BuildError::Path { path: path.shown() })?;
        if pattern.has_secret() != auth.needs_segment() {
            return Err(BuildError::SecretSegment { route: route() });
        }
        let problems = self.handshakes.iter().map(Handshake::check).chain([auth.check()]);
        for problem in problems {
            problem.map_err(|problem| BuildError::Auth { route: route(), problem })?;
        }
        let header = |Name(name): &Name| {
            let is_of_name = |c: char| HeaderName::from_bytes(c.encode_utf8(&mut [0; 4]).as_bytes()).is_ok();
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| BuildError::HeaderName {
                route: route(),
                character: 1 + name.chars().take_while(|c| is_of_name(*c)).count(),
            })
        };
        let mut kept = kept.iter().map(header).collect::<Result<Vec<_>, _>>()?;
        let trigger = match (pattern.has_trigger(), trigger) {
            (true, None) => TriggerName::Segment,
            (true, Some(_)) => return Err(BuildError::TwoTriggers { route: route() }),
            (false, None) => return Err(BuildError::NoTrigger { route: route() }),
            (false, Some(Trigger::Fixed(name))) => TriggerName::Fixed(name),
            (false, Some(Trigger::Header(name))) => {
                kept.push(header(&name)?);
                TriggerName::Header(header(&name)?)
            }
        };
        let key = match duplicates.key {
            Key::Header(name) => {
                kept.push(header(&name)?);
                BuiltKey::Header(header(&name)?)
            }
            Key::Pointer(pointer) => {
                BuiltKey::Pointer(json::pointer(&pointer.0).ok_or_else(|| BuildError::Pointer { route: route() })?)
            }
            Key::Body => BuiltKey::Body,
            Key::Never => BuiltKey::Never,
        };
        let credentials = auth.credential_headers();
        let is_credential = |name: &&HeaderName| CREDENTIALS.contains(name) || credentials.contains(name);
        if let Some(name) = kept.iter().find(is_credential) {
            return Err(BuildError::CredentialHeader { route: route(), header: name.to_string() });
        }
        // A credential may be in a header that is stored by default; then it is not stored.
        let by_default = KEPT.into_iter().filter(|name| !credentials.contains(name) && !kept.contains(name));
        let mut kept: Vec<HeaderName> = by_default.chain(kept.iter().cloned()).collect();
        let mut seen = BTreeSet::new();
        kept.retain(|name| seen.insert(name.as_str().to_owned()));
        if !self.success.is_success() {
            return Err(BuildError::Status { route: route(), status: self.success.as_u16() });
        }
        if methods.is_empty() {
            return Err(BuildError::NoMethod { route: route() });
        }
        let challenge = auth.challenge();
        Ok(Built {
            name,
            form,
            path: path.0,
            pattern,
            auth,
            challenge,
            trigger,
            triggers,
            key,
            window: duplicates.window,
            content,
            methods,
            kept,
            handshakes: self.handshakes,
            success: self.success,
        })
    }
}

/// A route without mistakes.
pub(crate) struct Built {
    pub(crate) name: String,
    pub(crate) form: Form,
    pub(crate) path: String,
    pub(crate) pattern: Pattern,
    pub(crate) auth: Auth,
    pub(crate) challenge: Option<String>,
    pub(crate) content: Content,
    pub(crate) methods: Vec<Method>,
    pub(crate) handshakes: Vec<Handshake>,
    pub(crate) success: StatusCode,
    trigger: TriggerName,
    triggers: Option<BTreeSet<String>>,
    key: BuiltKey,
    window: Duration,
    kept: Vec<HeaderName>,
}

/// What names the trigger of a request.
enum TriggerName {
    Fixed(String),
    Segment,
    Header(HeaderName),
}

enum BuiltKey {
    Header(HeaderName),
    Pointer(Vec<String>),
    Body,
    Never,
}

/// Why a request is an event of no trigger.
pub(crate) enum NoTrigger {
    /// The header that names it is missing, twice there, or not text.
    Header,
    Unknown,
}

/// The longest name of a trigger that no list states.
const MAX_TRIGGER: usize = 128;

impl Built {
    /// The trigger of a request whose path has this segment.
    pub(crate) fn trigger(&self, headers: &HeaderMap, segment: Option<&[u8]>) -> Result<String, NoTrigger> {
        let name = match &self.trigger {
            TriggerName::Fixed(name) => return Ok(name.clone()),
            TriggerName::Segment => std::str::from_utf8(segment.unwrap_or_default()).map_err(|_| NoTrigger::Unknown)?,
            TriggerName::Header(header) => {
                let mut values = headers.get_all(header).iter();
                match (values.next(), values.next()) {
                    (Some(value), None) => value.to_str().map_err(|_| NoTrigger::Header)?.trim(),
                    _ => return Err(NoTrigger::Header),
                }
            }
        };
        let is_known = match &self.triggers {
            Some(triggers) => triggers.contains(name),
            None => (1..=MAX_TRIGGER).contains(&name.chars().count()) && !name.chars().any(char::is_control),
        };
        if is_known { Ok(name.to_owned()) } else { Err(NoTrigger::Unknown) }
    }

    /// The headers to store. A value that is not UTF-8 is left out.
    pub(crate) fn kept(&self, headers: &HeaderMap) -> Vec<(String, String)> {
        let values = self.kept.iter().flat_map(|name| headers.get_all(name).iter().map(move |value| (name, value)));
        let text = |(name, value): (&HeaderName, &http::HeaderValue)| {
            Some((name.to_string(), std::str::from_utf8(value.as_bytes()).ok()?.to_owned()))
        };
        values.filter_map(text).collect()
    }

    pub(crate) fn duplicate_key(&self, headers: &HeaderMap, trigger: &str, body: &[u8]) -> Option<DuplicateKey> {
        let of_id = |id: &[u8]| DuplicateKey::of_id(&self.name, id, self.window);
        match &self.key {
            BuiltKey::Header(name) => {
                let mut values = headers.get_all(name).iter().map(|value| value.as_bytes().trim_ascii());
                values.next().filter(|id| !id.is_empty()).map(of_id)
            }
            BuiltKey::Pointer(pointer) => id_at(body, pointer).map(|id| of_id(&id)),
            BuiltKey::Body => Some(DuplicateKey::of_body(&self.name, trigger, body, self.window)),
            BuiltKey::Never => None,
        }
    }

    /// What is stored of a body. Credentials of an envelope are not; what is not JSON has no headers to search.
    pub(crate) fn stored(&self, body: Bytes) -> Bytes {
        match self.form {
            Form::Payload => body,
            Form::Envelope => {
                let text = body.slice_ref(json::without_mark(&body));
                envelope::stored(text, &[]).map_or(body, |(stored, _)| stored)
            }
        }
    }

    /// Whether a request may have a body of this type. `None` if it states none.
    pub(crate) fn accepts(&self, content_type: Option<&[u8]>) -> bool {
        match self.content {
            Content::Json => content_type.is_some_and(is_json),
            Content::JsonOfAnyType | Content::Any => true,
        }
    }
}

/// Whether a `Content-Type` is one of JSON in UTF-8.
fn is_json(content_type: &[u8]) -> bool {
    let text = String::from_utf8_lossy(content_type).to_ascii_lowercase();
    let mut parts = text.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let charset = parts.find_map(|parameter| parameter.strip_prefix("charset="));
    (matches!(essence, "application/json" | "text/json") || essence.ends_with("+json"))
        && charset.is_none_or(|charset| matches!(charset.trim_matches('"'), "utf-8" | "utf8" | "us-ascii"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_json_in_utf8_are_json() {
        for text in [
            "application/json",
            "Application/JSON; charset=UTF-8",
            "text/json",
            "application/cloudevents+json;charset=\"utf-8\"",
        ] {
            assert!(is_json(text.as_bytes()), "{text}");
        }
        for text in ["", "text/plain", "application/jsonp", "application/json; charset=utf-16", "x/json"] {
            assert!(!is_json(text.as_bytes()), "{text}");
        }
    }
}
