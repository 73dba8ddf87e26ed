//! Tokens of Microsoft Entra, as connector namespaces send them for `ManagedServiceIdentity` and `ActiveDirectoryOAuth`.

use crate::receiver::auth::problem::{AuthProblem, Refusal};
use async_trait::async_trait;
pub use azure_core::http::Transport;
use azure_core::http::{ClientOptions, Context, Method, Pipeline, Request};
use bytes::{Bytes, BytesMut};
use futures_core::Stream as _;
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation,
    crypto::{CryptoProvider, aws_lc},
    decode, decode_header,
};
use std::{
    collections::HashMap,
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};
use tokio::time::{Instant, timeout};
use url::Url;

/// A token of Microsoft Entra is accepted if one of the tenant's keys has signed it (RS256 alone), the tenant has issued
/// it (version 1 or 2), it is for one of the audiences, the present time is within its own (with a minute's
/// leeway), and its `oid` is one of the principals. A genuine token of another principal is answered with 403.
///
/// The keys are chosen by `kid` among those of the [`JwksSource`] alone: a key or an address of keys that stands in the
/// token itself is never used. They are fetched when they are needed first, again after 12 hours, and if a token names
/// an unknown key, but then at most once a minute. If they cannot be fetched, the last ones are used for 48 hours; after that
/// the answer is 503.
///
/// ```
/// use connector_triggers::receiver::{Auth, Entra, Transport};
/// # fn example(transport: Transport) {
/// let entra = Entra::new(
///     "72f988bf-86f1-41af-91ab-2d7cd011db47",           // the tenant
///     ["https://management.azure.com/"],                // `notificationDetails.authentication.audience`
///     ["5b7a3e6e-0f0e-4d8e-9d0e-3c5c1b8b7a11"],         // the object id of the namespace's identity
///     transport,                                        // of azure_core, as for a client
/// );
/// let auth = Auth::entra(entra);
/// # }
/// ```
///
/// The audience says little, since namespaces ask for `https://management.azure.com/` by default, for which many can
/// get a token. It is the principal that tells them apart.
#[derive(Clone)]
pub struct Entra {
    shared: Arc<Shared>,
}

struct Shared {
    tenant: String,
    audiences: Vec<String>,
    principals: Vec<String>,
    validation: Validation,
    source: Box<dyn JwksSource>,
    fetched: RwLock<Option<Arc<Fetched>>>,
    /// Held while keys are fetched.
    last_fetch: tokio::sync::Mutex<Option<LastFetch>>,
}

struct Fetched {
    keys: HashMap<String, DecodingKey>,
    at: Instant,
}

#[derive(Clone, Copy)]
struct LastFetch {
    at: Instant,
    failed: bool,
}

/// After so long the keys are fetched again.
const REFRESH: Duration = Duration::from_secs(12 * 60 * 60);
/// Keys that cannot be fetched again are used for so long.
const STALE: Duration = Duration::from_secs(48 * 60 * 60);
/// So long after a fetch an unknown key does not cause another one.
const PAUSE: Duration = Duration::from_secs(60);
/// So long after a fetch that failed no other one begins.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);
const FETCH_TIME: Duration = Duration::from_secs(10);
/// A key set of Entra has some 20 KiB.
const MAX_KEY_SET: usize = 1024 * 1024;

#[derive(serde::Deserialize)]
struct Claims {
    iss: String,
    tid: Option<String>,
    oid: Option<String>,
}

impl Entra {
    /// Tokens of this tenant for one of these audiences, held by one of these principals: the object ids (`oid`) of
    /// managed identities or of the service principals of applications. The keys come from the tenant's own address,
    /// through azure_core's pipeline over this transport. `Transport::default()` is azure_core's own; it needs the
    /// feature `reqwest_rustls` of `azure_core`, which `connector-runtime` enables by default, and panics without.
    pub fn new(
        tenant: &str,
        audiences: impl IntoIterator<Item = impl Into<String>>,
        principals: impl IntoIterator<Item = impl Into<String>>,
        transport: Transport,
    ) -> Self {
        Self::with_keys(tenant, audiences, principals, EntraKeys::new(tenant, transport))
    }

    /// The same with keys from elsewhere.
    pub fn with_keys(
        tenant: &str,
        audiences: impl IntoIterator<Item = impl Into<String>>,
        principals: impl IntoIterator<Item = impl Into<String>>,
        source: impl JwksSource,
    ) -> Self {
        if CryptoProvider::try_get_default().is_none() {
            // A program whose dependencies enable both providers of jsonwebtoken has no default one, and each call
            // panics. An error says that another thread was faster, which is as good.
            let _ = aws_lc::DEFAULT_PROVIDER.install_default();
        }
        let tenant = tenant.to_ascii_lowercase();
        let audiences: Vec<String> = audiences.into_iter().map(Into::into).collect();
        let mut validation = Validation::new(Algorithm::RS256);
        validation.validate_nbf = true;
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.set_audience(&audiences);
        validation.set_issuer(&issuers(&tenant));
        let principals = principals.into_iter().map(|principal| principal.into().to_ascii_lowercase()).collect();
        Self {
            shared: Arc::new(Shared {
                tenant,
                audiences,
                principals,
                validation,
                source: Box::new(source),
                fetched: RwLock::new(None),
                last_fetch: tokio::sync::Mutex::new(None),
            }),
        }
    }

    pub(crate) fn check(&self) -> Result<(), AuthProblem> {
        let Shared { tenant, audiences, principals, .. } = &*self.shared;
        if !is_uuid(tenant) {
            return Err(AuthProblem::Tenant);
        }
        if audiences.is_empty() || audiences.iter().any(String::is_empty) {
            return Err(AuthProblem::NoAudience);
        }
        if principals.is_empty() || !principals.iter().all(|principal| is_uuid(principal)) {
            return Err(AuthProblem::Principal);
        }
        Ok(())
    }

    pub(crate) async fn verify(&self, token: &[u8]) -> Result<(), Refusal> {
        let header = decode_header(token).map_err(|_| Refusal::Malformed)?;
        // `decode` checks it again. Here it saves a fetch for a token that is refused anyway.
        if header.alg != Algorithm::RS256 {
            return Err(Refusal::Wrong);
        }
        let kid = header.kid.ok_or(Refusal::Malformed)?;
        let key = self.key(&kid).await?;
        let shared = &self.shared;
        let claims = decode::<Claims>(token, &key, &shared.validation).map_err(|_| Refusal::Wrong)?.claims;
        // The library also accepts a list of issuers of which one is right; Entra never sends a list.
        let is_issuer = issuers(&shared.tenant).contains(&claims.iss);
        let is_tenant = claims.tid.is_none_or(|tid| tid.eq_ignore_ascii_case(&shared.tenant));
        if !is_issuer || !is_tenant {
            return Err(Refusal::Wrong);
        }
        let oid = claims.oid.ok_or(Refusal::NotAllowed)?;
        if !shared.principals.iter().any(|principal| principal.eq_ignore_ascii_case(&oid)) {
            return Err(Refusal::NotAllowed);
        }
        Ok(())
    }

    async fn key(&self, kid: &str) -> Result<DecodingKey, Refusal> {
        let known = self.shared.known();
        if let Some(fetched) = &known
            && fetched.at.elapsed() < REFRESH
            && let Some(key) = fetched.keys.get(kid)
        {
            return Ok(key.clone());
        }
        let shared = self.shared.clone();
        let seen = known.map(|fetched| fetched.at);
        // A task of its own: a caller that disconnects does not end a fetch that others wait for.
        let fetch = tokio::spawn(async move { shared.fetch_after(seen).await });
        let has_failed = fetch.await.unwrap_or(true);
        let fetched = self.shared.known().filter(|fetched| fetched.at.elapsed() < STALE).ok_or(Refusal::NoKeys)?;
        match fetched.keys.get(kid) {
            Some(key) => Ok(key.clone()),
            None if has_failed => Err(Refusal::NoKeys),
            None => Err(Refusal::Wrong),
        }
    }
}

impl Shared {
    fn known(&self) -> Option<Arc<Fetched>> {
        self.fetched.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Fetches the keys, unless there are newer ones than those that the caller saw, or the last fetch is too recent.
    /// Returns whether the last fetch failed.
    async fn fetch_after(&self, seen: Option<Instant>) -> bool {
        let mut last_fetch = self.last_fetch.lock().await;
        if self.known().map(|fetched| fetched.at) > seen {
            return false;
        }
        if let Some(LastFetch { at, failed }) = *last_fetch
            && at.elapsed() < if failed { PAUSE_AFTER_FAILURE } else { PAUSE }
        {
            return failed;
        }
        let fetched: Result<_, JwksError> = match timeout(FETCH_TIME, self.source.fetch()).await {
            Ok(answer) => answer.and_then(|document| keys(&document)),
            Err(elapsed) => Err(elapsed.into()),
        };
        let at = Instant::now();
        let failed = fetched.is_err();
        *last_fetch = Some(LastFetch { at, failed });
        match fetched {
            Ok(keys) => {
                tracing::debug!(keys = keys.len(), "fetched the keys of the tenant");
                *self.fetched.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(Fetched { keys, at }));
            }
            Err(error) => tracing::warn!(error = %error, "the keys of the tenant cannot be fetched"),
        }
        failed
    }
}

/// The issuers of a tenant's tokens of version 1 and 2.
fn issuers(tenant: &str) -> [String; 2] {
    [format!("https://sts.windows.net/{tenant}/"), format!("https://login.microsoftonline.com/{tenant}/v2.0")]
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [8, 4, 4, 4, 12] && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The RSA keys of a key set that may have signed a token. Others are left out: a set may contain keys of any kind.
fn keys(document: &[u8]) -> Result<HashMap<String, DecodingKey>, JwksError> {
    #[derive(serde::Deserialize)]
    struct KeySet {
        keys: Vec<serde_json::Value>,
    }
    #[derive(serde::Deserialize)]
    struct Key {
        kid: String,
        kty: String,
        r#use: Option<String>,
        alg: Option<String>,
        n: String,
        e: String,
    }
    let set: KeySet = serde_json::from_slice(document)?;
    let mut keys = HashMap::new();
    for key in set.keys {
        let Ok(key) = serde_json::from_value::<Key>(key) else { continue };
        let is_for_tokens = key.kty == "RSA"
            && key.r#use.as_deref().is_none_or(|purpose| purpose == "sig")
            && key.alg.as_deref().is_none_or(|algorithm| algorithm == "RS256");
        if is_for_tokens && let Ok(decoding) = DecodingKey::from_rsa_components(&key.n, &key.e) {
            keys.entry(key.kid).or_insert(decoding);
        }
    }
    if keys.is_empty() { Err("the key set has no RSA key".into()) } else { Ok(keys) }
}

impl fmt::Debug for Entra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Shared { tenant, audiences, principals, .. } = &*self.shared;
        f.debug_struct("Entra")
            .field("tenant", tenant)
            .field("audiences", audiences)
            .field("principals", principals)
            .finish_non_exhaustive()
    }
}

/// Why keys cannot be fetched.
pub type JwksError = Box<dyn std::error::Error + Send + Sync>;

/// Where the keys come from that sign tokens.
#[async_trait]
pub trait JwksSource: Send + Sync + 'static {
    /// Fetches the key set: a JSON document as RFC 7517 defines it. A call that takes longer than 10 seconds is
    /// dropped.
    ///
    /// # Errors
    /// The keys cannot be fetched now.
    async fn fetch(&self) -> Result<Bytes, JwksError>;
}

/// The keys of one tenant, from its own address at `login.microsoftonline.com`, through azure_core's pipeline with its
/// retries. A redirect is not followed.
#[derive(Debug)]
pub struct EntraKeys {
    pipeline: Pipeline,
    url: Result<Url, url::ParseError>,
}

impl EntraKeys {
    /// The keys of this tenant.
    pub fn new(tenant: &str, transport: Transport) -> Self {
        let options = ClientOptions { transport: Some(transport), ..Default::default() };
        let pipeline = Pipeline::new(
            option_env!("CARGO_PKG_NAME"),
            option_env!("CARGO_PKG_VERSION"),
            options,
            Vec::new(),
            Vec::new(),
            None,
        );
        let url = Url::parse(&format!("https://login.microsoftonline.com/{tenant}/discovery/v2.0/keys"));
        Self { pipeline, url }
    }
}

#[async_trait]
impl JwksSource for EntraKeys {
    async fn fetch(&self) -> Result<Bytes, JwksError> {
        let mut request = Request::new(self.url.clone()?, Method::Get);
        request.insert_header("accept", "application/json");
        let response = self.pipeline.stream(&Context::new(), &mut request, None).await?;
        let status = u16::from(response.status());
        if status != 200 {
            return Err(format!("the keys were answered with status {status}").into());
        }
        let mut body = response.into_body();
        let mut document = BytesMut::new();
        while let Some(piece) = poll_fn(|cx| Pin::new(&mut body).poll_next(cx)).await {
            let piece = piece?;
            if document.len() + piece.len() > MAX_KEY_SET {
                return Err("the key set is too long".into());
            }
            document.extend_from_slice(&piece);
        }
        Ok(document.freeze())
    }
}
