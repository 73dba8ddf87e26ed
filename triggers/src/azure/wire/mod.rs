//! From calls to azure_core's requests, and from its responses to answers. No other module sends.
//!
//! There is one pipeline for each plane, because each has a token for another audience, or none.

mod answer;
mod quiet;

pub(super) use answer::{Answer, Plane};

use super::{
    error::{AzureError, AzureErrorKind},
    options::NamespaceOptions,
};
use azure_core::{
    credentials::TokenCredential,
    http::{
        self, Context, HttpClientOptions, Method, PipelineStreamOptions, Request, RetryOptions, Transport, Url,
        headers::AUTHORIZATION,
        new_http_client,
        policies::{Policy, auth::BearerTokenAuthorizationPolicy},
    },
};
use bytes::Bytes;
use connector_runtime::redaction::Sent;
use quiet::Quiet;
use std::{io, sync::Arc, time::Duration};
use tokio::time::{Instant, sleep, timeout};
use tracing::debug;
use zeroize::Zeroizing;

/// How often an idempotent request is sent at most.
pub(super) const TRIES: u32 = 3;

/// The wait before the second try; it doubles with each further one.
const FIRST_DELAY: Duration = Duration::from_secs(1);

/// The longest wait that a response may ask for between two tries.
const LONGEST_DELAY: Duration = Duration::from_secs(60);

/// The random part of a wait, so that clients do not ask in step.
const JITTER: Duration = Duration::from_millis(250);

/// The pipelines of a namespace.
pub(super) struct Wire {
    arm: http::Pipeline,
    pull: http::Pipeline,
    link: http::Pipeline,
}

/// A request to be sent.
pub(super) struct Call {
    pub(super) plane: Plane,
    /// What fails if it fails.
    pub(super) doing: &'static str,
    pub(super) method: Method,
    pub(super) url: Url,
    /// JSON text.
    pub(super) body: Option<Bytes>,
    /// The maximum length of the response in bytes.
    pub(super) limit: u64,
    /// The time limit of one try.
    pub(super) timeout: Duration,
    /// How often it is sent at most.
    pub(super) tries: u32,
    /// No try begins after this time.
    pub(super) deadline: Option<Instant>,
    /// What no error may contain. [`Wire::send`] adds the token, and a URL that is a secret.
    pub(super) sent: Sent,
}

impl Wire {
    pub(super) fn new(credential: &Arc<dyn TokenCredential>, options: &NamespaceOptions) -> Result<Self, AzureError> {
        let own = options.transport.clone();
        if own.is_none() && !cfg!(feature = "reqwest_rustls") {
            return Err(AzureError::invalid(
                "make the client",
                "this build has no HTTP transport: enable the feature `reqwest_rustls` or set one with `with_transport`",
            ));
        }
        let reports = own.is_none();
        // Linked outputs must not be encoded: their size is counted as it arrives.
        let ours = || Transport::new(new_http_client(Some(HttpClientOptions { automatic_decompression: false })));
        let transport = own.unwrap_or_else(ours);
        let last: Arc<dyn Policy> = Arc::new(Quiet::new(transport.clone(), reports));
        let made = |scope: Option<&str>| {
            let azure_options = http::ClientOptions {
                // `send` repeats what may be repeated.
                retry: RetryOptions::none(),
                transport: Some(transport.clone()),
                ..Default::default()
            };
            let token = scope.map(|scope| -> Arc<dyn Policy> {
                Arc::new(BearerTokenAuthorizationPolicy::new(credential.clone(), [scope]))
            });
            let per_try = token.into_iter().chain([last.clone()]).collect();
            let (name, version) = (option_env!("CARGO_PKG_NAME"), option_env!("CARGO_PKG_VERSION"));
            http::Pipeline::new(name, version, azure_options, Vec::new(), per_try, None)
        };
        Ok(Self { arm: made(Some(&options.arm_scope)), pull: made(Some(&options.pull_scope)), link: made(None) })
    }

    /// Sends a request up to `tries` times. A response without success is an error. The call stays, for a next request that
    /// may not quote it either.
    pub(super) async fn send(&self, call: &mut Call) -> Result<Answer, AzureError> {
        if call.plane != Plane::Arm {
            call.sent.add_url(&call.url);
        }
        let mut delay = FIRST_DELAY;
        let mut sent = 1;
        loop {
            let error = match self.send_once(call).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let wait = error.retry_after().unwrap_or(delay) + jitter();
            let is_in_time = call.deadline.is_none_or(|deadline| Instant::now() + wait < deadline);
            if sent >= call.tries || !is_repeatable(&error) || wait > LONGEST_DELAY + JITTER || !is_in_time {
                return Err(error);
            }
            debug!(doing = call.doing, sent, kind = ?error.kind(), status = error.status(), ?wait, "sent again");
            sleep(wait).await;
            delay *= 2;
            sent += 1;
        }
    }

    async fn send_once(&self, call: &mut Call) -> Result<Answer, AzureError> {
        let mut request = Request::new(call.url.clone(), call.method);
        match &call.body {
            Some(body) => {
                request.insert_header("content-type", "application/json");
                request.set_body(body.clone());
            }
            None if call.method == Method::Post => request.insert_header("content-length", "0"),
            None => {}
        }
        request.insert_header("accept", "application/json");
        if call.plane == Plane::Link {
            request.insert_header("accept-encoding", "identity");
        }
        let pipeline = match call.plane {
            Plane::Arm => &self.arm,
            Plane::Pull => &self.pull,
            Plane::Link => &self.link,
        };
        let answered = async {
            let options = PipelineStreamOptions { skip_checks: true, ..Default::default() };
            let response = pipeline.stream(&Context::new(), &mut request, Some(options)).await;
            if let Some(token) = request.headers().get_optional_str(&AUTHORIZATION) {
                call.sent.add_header(AUTHORIZATION.as_str(), token);
            }
            let response = response.map_err(|error| answer::unanswered(&error, call.doing, &call.sent))?;
            answer::read(response, call.plane, call.doing, call.limit, &call.sent).await
        };
        timeout(call.timeout, answered).await.unwrap_or_else(|_| {
            let problem = format!("there is no response within {:?}", call.timeout);
            Err(AzureError::new(AzureErrorKind::Timeout, call.doing, &problem, &Sent::default()))
        })
    }
}

/// Whether an idempotent request may succeed if it is sent again.
fn is_repeatable(error: &AzureError) -> bool {
    match error.status() {
        Some(status) => matches!(status, 408 | 429 | 500..=599),
        None => matches!(error.kind(), AzureErrorKind::Transport | AzureErrorKind::Timeout),
    }
}

/// A random wait.
pub(super) fn jitter() -> Duration {
    JITTER.mul_f64(fastrand::f64())
}

/// A JSON body. It may contain secrets, so its memory is wiped on drop. Its length is counted first, because a buffer
/// that grows leaves copies.
pub(super) fn json(doing: &'static str, value: &impl serde::Serialize) -> Result<Bytes, AzureError> {
    struct Length(usize);
    impl io::Write for Length {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let unwritable =
        |error: serde_json::Error| AzureError::invalid(doing, &format!("the request is not JSON: {error}"));
    let mut length = Length(0);
    serde_json::to_writer(&mut length, value).map_err(unwritable)?;
    let mut body = Zeroizing::new(Vec::with_capacity(length.0));
    serde_json::to_writer(&mut *body, value).map_err(unwritable)?;
    Ok(Bytes::from_owner(body))
}
