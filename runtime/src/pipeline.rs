//! The way to azure_core and back: the one place that knows its requests, answers and failures.

use crate::{
    Answer, ClientOptions, Error, ErrorKind, HttpRequest, Result,
    headers::{Headers, is_token},
    retry::{self, RetryPolicy},
};
use async_trait::async_trait;
use azure_core::{
    credentials::TokenCredential,
    error::ErrorKind as AzureErrorKind,
    http::{
        self, Context, Method, Pipeline, PipelineSendOptions, Request, RetryOptions, UserAgentOptions,
        policies::{Policy, PolicyResult, auth::BearerTokenAuthorizationPolicy},
    },
};
use std::{error::Error as StdError, fmt, future::poll_fn, io, pin::pin, sync::Arc, task::Poll, time::Duration};

/// Whom a token for Azure's side of connections is for.
const SCOPE: &str = "https://apihub.azure.com/.default";

/// The pipeline of a connection: our retry in place of azure_core's, then the time limit, then the credential
/// of Azure's side; a direct client has none here.
pub(crate) fn new(
    crate_name: &'static str,
    crate_version: &'static str,
    credential: Option<Arc<dyn TokenCredential>>,
    options: ClientOptions,
) -> Result<Pipeline> {
    if options.transport.is_none() && !cfg!(feature = "reqwest_rustls") {
        return Err(Error::new(
            ErrorKind::Unsupported,
            "this build has no HTTP transport: enable the feature `reqwest_rustls` or set one with `with_transport`",
        ));
    }
    if options.application_id.as_ref().is_some_and(|id| id.len() > 24 || !is_token(id)) {
        return Err(Error::new(
            ErrorKind::Request,
            "an application id has up to 24 letters, digits and other token characters",
        ));
    }
    let mut per_try: Vec<Arc<dyn Policy>> = vec![Arc::new(RetryPolicy {
        max_retries: options.max_retries,
        max_delay: options.max_retry_delay,
        time_limit: options.retry_time_limit,
    })];
    if let Some(limit) = options.timeout {
        per_try.push(Arc::new(TimeoutPolicy { limit }));
    }
    if let Some(credential) = credential {
        per_try.push(Arc::new(BearerTokenAuthorizationPolicy::new(credential, [SCOPE])));
    }
    let azure_options = http::ClientOptions {
        retry: RetryOptions::none(),
        transport: options.transport,
        user_agent: UserAgentOptions { application_id: options.application_id },
        ..Default::default()
    };
    Ok(Pipeline::new(Some(crate_name), Some(crate_version), azure_options, Vec::new(), per_try, None))
}

/// Sends a request; an answer that is no success is an error.
pub(crate) async fn send(pipeline: &Pipeline, request: HttpRequest) -> Result<Answer> {
    let (operation, method) = (request.operation, request.method);
    let mut azure_request = to_azure(&request)?;
    let options = PipelineSendOptions { skip_checks: true, ..Default::default() };
    let outcome = pipeline.send(&Context::new(), &mut azure_request, Some(options)).await;
    let response = outcome.map_err(|error| failure(&error, &request).of_operation(operation))?;
    let (status, headers, body) = response.deconstruct();
    let (status, headers, body) = (u16::from(status), from_azure(&headers), body.into());
    match status {
        200..=299 => Ok(Answer::new(operation, status, headers, body)),
        _ => Err(Error::from_answer(method, status, headers, body).of_operation(operation)),
    }
}

fn to_azure(request: &HttpRequest) -> Result<Request> {
    let method = match request.method {
        "GET" => Method::Get,
        "HEAD" => Method::Head,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "PATCH" => Method::Patch,
        "DELETE" => Method::Delete,
        other => {
            let problem = format!("the HTTP client cannot send the method {other}");
            return Err(Error::new(ErrorKind::Unsupported, problem).of_operation(request.operation));
        }
    };
    let mut azure_request = Request::new(request.url.clone(), method);
    for (name, value) in request.headers() {
        azure_request.insert_header(name.to_ascii_lowercase(), value.to_owned());
    }
    azure_request.set_body(request.body.clone());
    Ok(azure_request)
}

/// Headers in the order of their names: azure_core has none.
pub(crate) fn from_azure(headers: &http::headers::Headers) -> Headers {
    let mut lines: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    lines.sort_unstable();
    lines.into_iter().collect()
}

fn failure(error: &azure_core::Error, request: &HttpRequest) -> Error {
    let (kind, problem) = match error.kind() {
        AzureErrorKind::Credential => (ErrorKind::Credential, "no token could be had"),
        AzureErrorKind::Connection => (ErrorKind::Transport, "no connection to the service came up"),
        _ => (ErrorKind::Transport, "the request could not be sent, or its answer was cut off"),
    };
    let is_retryable = retry::is_retryable_failure(request.method, error.kind());
    Error::new(kind, problem)
        .with_transience(is_retryable, is_timeout(error))
        .with_source(Cause::new(error, request.url.query()))
}

/// Whether the chain of causes says that time ran out. reqwest's own type for it is private: its words are not.
fn is_timeout(error: &(dyn StdError + 'static)) -> bool {
    let mut link = Some(error);
    while let Some(error) = link {
        let is_io = error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut);
        if is_io || error.to_string() == "operation timed out" {
            return true;
        }
        link = error.source();
    }
    false
}

/// The texts of a chain of causes, without the query of the request's URL, which transports like to print.
struct Cause {
    text: String,
    source: Option<Box<Cause>>,
}

impl Cause {
    fn new(error: &(dyn StdError + 'static), query: Option<&str>) -> Self {
        let mut text = error.to_string();
        if let Some(query) = query.filter(|query| !query.is_empty()) {
            text = text.replace(query, "…");
        }
        Self { text, source: error.source().map(|source| Box::new(Self::new(source, query))) }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// Gives up a try that takes too long.
#[derive(Debug)]
struct TimeoutPolicy {
    limit: Duration,
}

#[async_trait]
impl Policy for TimeoutPolicy {
    async fn send(&self, ctx: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        let limit = self.limit.try_into().unwrap_or(azure_core::time::Duration::MAX);
        let mut timer = pin!(azure_core::sleep(limit));
        let mut answer = pin!(next[0].send(ctx, request, &next[1..]));
        poll_fn(|cx| match answer.as_mut().poll(cx) {
            Poll::Ready(outcome) => Poll::Ready(outcome),
            Poll::Pending => timer.as_mut().poll(cx).map(|()| Err(timed_out(self.limit))),
        })
        .await
    }
}

fn timed_out(limit: Duration) -> azure_core::Error {
    let error = io::Error::new(io::ErrorKind::TimedOut, format!("no answer within {limit:?}"));
    azure_core::Error::new(AzureErrorKind::Io, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_found_anywhere_in_the_chain() {
        assert!(is_timeout(&timed_out(Duration::from_secs(1))));
        let inner = io::Error::other("operation timed out");
        assert!(is_timeout(&azure_core::Error::with_error(AzureErrorKind::Io, inner, "while reading")));
        assert!(!is_timeout(&azure_core::Error::with_message(AzureErrorKind::Io, "reset")));
    }

    #[test]
    fn causes_keep_their_chain_and_lose_the_query() {
        let inner = io::Error::other("no route to https://host/a?key=hush&b=1");
        let error = azure_core::Error::with_error(AzureErrorKind::Io, inner, "sending failed");
        let cause = Cause::new(&error, Some("key=hush&b=1"));
        assert_eq!(cause.to_string(), "sending failed");
        let source = cause.source().map(ToString::to_string);
        assert_eq!(source.as_deref(), Some("no route to https://host/a?…"));
        assert!(!format!("{cause:?}").contains("hush"));
    }
}
