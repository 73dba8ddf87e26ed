//! The token cache, and the one request for a new token.
//!
//! Callers that need a token while it is being requested wait for that request and receive the same failure. The
//! request belongs to all of them: if the caller that drives it is dropped, the next one continues it. So no response
//! is lost, which matters for refresh tokens that are valid only once.

use super::{
    endpoint::{Grant, TokenClient},
    failure::Failure,
    token_response::LenientTokenResponse,
};
use crate::values::Secret;
use async_lock::Mutex;
use azure_core::{credentials::AccessToken, time::OffsetDateTime};
use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// Receives each refresh token that replaces the previous one.
pub(super) type OnRotation = Arc<dyn Fn(&Secret) + Send + Sync>;

type PendingToken = Pin<Box<dyn Future<Output = Result<LenientTokenResponse, Failure>> + Send>>;

/// The tokens of one client.
pub(super) struct Tokens {
    endpoint: Arc<TokenClient>,
    pub(super) on_rotation: Option<OnRotation>,
    /// How many requests have ended.
    ended: AtomicU64,
    state: Mutex<State>,
}

struct State {
    grant: Grant,
    /// By scopes.
    cached: Vec<(Vec<String>, CachedToken)>,
    /// The request in flight and its scopes.
    pending: Option<(Vec<String>, PendingToken)>,
    /// The number of the last request, its scopes and its outcome.
    last: Option<(u64, Vec<String>, Result<StoredToken, Failure>)>,
}

struct CachedToken {
    token: StoredToken,
    use_until: OffsetDateTime,
}

/// A token that is wiped on drop: azure_core's is not.
#[derive(Clone)]
struct StoredToken {
    text: Secret,
    expires_on: OffsetDateTime,
}

impl StoredToken {
    fn access_token(&self) -> AccessToken {
        AccessToken::new(self.text.as_str().to_owned(), self.expires_on)
    }
}

impl Tokens {
    pub(super) fn new(endpoint: TokenClient, grant: Grant) -> Self {
        let state = State { grant, cached: Vec::new(), pending: None, last: None };
        Self { endpoint: Arc::new(endpoint), on_rotation: None, ended: AtomicU64::new(0), state: Mutex::new(state) }
    }

    /// A token for these scopes, from the cache or from the service.
    pub(super) async fn get(&self, scopes: &[&str]) -> Result<AccessToken, Failure> {
        let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let came = self.ended.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        // A request that ended while this caller waited gives its outcome.
        if let Some((number, of, outcome)) = &state.last
            && *number > came
            && *of == scopes
        {
            return outcome.clone().map(|token| token.access_token());
        }
        loop {
            if let Some(token) = state.fresh(&scopes) {
                return Ok(token);
            }
            let is_own = state.pending.is_none();
            if is_own {
                state.pending = Some((scopes.clone(), self.request(state.grant.clone(), scopes.clone())));
            }
            // There is a request in flight: the lock is held since it was seen or set.
            let Some((of, outcome)) = state.ended().await else { continue };
            let outcome = outcome.map(|response| {
                self.rotate(&mut state, &response);
                state.keep(of.clone(), &response)
            });
            let number = self.ended.fetch_add(1, Ordering::AcqRel) + 1;
            state.last = Some((number, of, outcome.clone()));
            // A request that another caller left behind may have other scopes, or may have failed long ago.
            if is_own {
                return outcome.map(|token| token.access_token());
            }
        }
    }

    fn request(&self, grant: Grant, scopes: Vec<String>) -> PendingToken {
        let endpoint = self.endpoint.clone();
        Box::pin(async move { endpoint.request(&grant, &scopes).await })
    }

    /// Replaces the old refresh token by the new one.
    fn rotate(&self, state: &mut State, response: &LenientTokenResponse) {
        if let (Grant::RefreshToken(current), Some(next)) = (&mut state.grant, response.next_refresh_token())
            && current.as_str() != next
        {
            *current = Secret::from(next);
            if let Some(on_rotation) = &self.on_rotation {
                on_rotation(current);
            }
        }
    }
}

impl State {
    fn fresh(&self, scopes: &[String]) -> Option<AccessToken> {
        let (_, cached) = self.cached.iter().find(|(of, _)| of == scopes)?;
        (OffsetDateTime::now_utc() < cached.use_until).then(|| cached.token.access_token())
    }

    fn keep(&mut self, scopes: Vec<String>, response: &LenientTokenResponse) -> StoredToken {
        let now = OffsetDateTime::now_utc();
        let after = |time: Duration| now.saturating_add(time.try_into().unwrap_or(azure_core::time::Duration::ZERO));
        let token = StoredToken { text: Secret::from(response.token()), expires_on: after(response.lifetime()) };
        let use_until = after(response.use_for());
        self.cached.retain(|(of, cached)| *of != scopes && now < cached.use_until);
        self.cached.push((scopes, CachedToken { token: token.clone(), use_until }));
        token
    }

    /// Awaits the request in flight. If this future is dropped, the request stays in flight.
    async fn ended(&mut self) -> Option<(Vec<String>, Result<LenientTokenResponse, Failure>)> {
        let (_, pending) = self.pending.as_mut()?;
        let outcome = poll_fn(|cx| pending.as_mut().poll(cx)).await;
        self.pending.take().map(|(scopes, _)| (scopes, outcome))
    }
}
