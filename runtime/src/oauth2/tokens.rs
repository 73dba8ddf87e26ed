//! The token cache, and the one request for a new token.
//!
//! Callers that need a token while it is being requested wait for that request and receive the same outcome. The
//! request belongs to the credential: where there is a tokio runtime, it runs to its end even if all callers are
//! dropped; without one, the next caller continues it. So no response is lost, which matters for refresh tokens that are
//! valid only once.

use super::{
    endpoint::{Grant, TokenClient},
    failure::Failure,
    token_response::LenientTokenResponse,
};
use crate::{
    values::Secret,
    wire::background::{Dropped, in_background},
};
use azure_core::{credentials::AccessToken, time::OffsetDateTime};
use futures_util::future::{FutureExt as _, Shared};
use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Receives each refresh token that replaces the previous one.
pub(super) type OnRotation = Arc<dyn Fn(&Secret) + Send + Sync>;

type Outcome = Result<StoredToken, Failure>;

/// The tokens of one client.
pub(super) struct Tokens(Arc<Inner>);

struct Inner {
    endpoint: TokenClient,
    /// Never held across an await.
    state: Mutex<State>,
}

struct State {
    grant: Grant,
    on_rotation: Option<OnRotation>,
    /// By scopes.
    cached: Vec<(Vec<String>, CachedToken)>,
    pending: Option<Pending>,
    /// How many requests have started.
    started: u64,
}

/// The request in flight.
#[derive(Clone)]
struct Pending {
    number: u64,
    scopes: Vec<String>,
    outcome: Shared<Pin<Box<dyn Future<Output = Outcome> + Send>>>,
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
        let state = State { grant, on_rotation: None, cached: Vec::new(), pending: None, started: 0 };
        Self(Arc::new(Inner { endpoint, state: Mutex::new(state) }))
    }

    pub(super) fn set_on_rotation(&self, on_rotation: OnRotation) {
        self.0.state().on_rotation = Some(on_rotation);
    }

    /// A token for these scopes, from the cache or from the service.
    pub(super) async fn get(&self, scopes: &[&str]) -> Result<AccessToken, Failure> {
        let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        loop {
            let (pending, is_left_behind) = {
                let mut state = self.0.state();
                if let Some(token) = state.fresh(&scopes) {
                    return Ok(token);
                }
                match &state.pending {
                    Some(pending) => {
                        // Nobody else waits for it.
                        let is_left_behind = pending.outcome.strong_count() == Some(1);
                        (pending.clone(), is_left_behind)
                    }
                    None => {
                        let pending = self.0.start(&mut state, scopes.clone());
                        state.pending = Some(pending.clone());
                        (pending, false)
                    }
                }
            };
            let outcome = pending.outcome.await;
            self.0.forget(pending.number);
            // A request that another caller left behind may have failed long ago.
            if pending.scopes == scopes && (outcome.is_ok() || !is_left_behind) {
                return outcome.map(|token| token.access_token());
            }
        }
    }
}

/// The request in flight holds the state, and the state holds the request.
impl Drop for Tokens {
    fn drop(&mut self) {
        let pending = self.0.state().pending.take();
        drop(pending);
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start(self: &Arc<Self>, state: &mut State, scopes: Vec<String>) -> Pending {
        state.started += 1;
        let (inner, number, grant, of) = (self.clone(), state.started, state.grant.clone(), scopes.clone());
        let outcome = async move {
            let response = inner.endpoint.request(&grant, &of).await;
            inner.ended(number, of, response)
        };
        let lost = || Err(Failure::default().of("the async runtime ended before the service responded"));
        Pending { number, scopes, outcome: in_background(outcome, Dropped::Continues, lost).shared() }
    }

    /// Takes what a response has.
    fn ended(&self, number: u64, scopes: Vec<String>, response: Result<LenientTokenResponse, Failure>) -> Outcome {
        // Also if the caller's function panics.
        let _ended = Ended { inner: self, number };
        let response = response?;
        // The new refresh token counts, whatever else the response has. Nobody gets the access token before.
        if let Some((token, on_rotation)) = self.rotate(&response) {
            on_rotation(&token);
        }
        if response.token().trim().is_empty() {
            return Err(Failure::default().of("the response contains no token"));
        }
        Ok(self.state().keep(scopes, &response))
    }

    /// Replaces the old refresh token by the new one; returns it if someone waits for it.
    fn rotate(&self, response: &LenientTokenResponse) -> Option<(Secret, OnRotation)> {
        let next = response.next_refresh_token()?;
        let state = &mut *self.state();
        match &mut state.grant {
            Grant::RefreshToken(current) if current.as_str() != next => {
                *current = Secret::from(next);
                Some((current.clone(), state.on_rotation.clone()?))
            }
            _ => None,
        }
    }

    /// Forgets a request in flight: it has ended.
    fn forget(&self, number: u64) {
        let ended = self.state().pending.take_if(|pending| pending.number == number);
        drop(ended);
    }
}

/// A request that ends with this value.
struct Ended<'a> {
    inner: &'a Inner,
    number: u64,
}

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.inner.forget(self.number);
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_kept_once_and_not_beyond_its_end() {
        let mut state =
            State { grant: Grant::ClientCredentials, on_rotation: None, cached: Vec::new(), pending: None, started: 0 };
        for (scope, lifetime) in [("ended", 0), ("a", 3600), ("b", 3600), ("a", 3600)] {
            let response = serde_json::json!({"access_token": "t", "expires_in": lifetime});
            state.keep(vec![scope.to_owned()], &serde_json::from_str(&response.to_string()).unwrap());
        }
        let kept: Vec<_> = state.cached.iter().map(|(scopes, _)| scopes.join(" ")).collect();
        assert_eq!(kept, ["b", "a"]);
    }
}
