//! From our requests to azure_core's, and from its responses to ours. No other module converts them.

use crate::{
    error::{Error, ErrorKind, Result},
    http::{headers::is_token, payload::Payload, request::HttpRequest},
    limits::Limits,
    options::ClientOptions,
    response::{RawResponse, byte_stream::ByteStream},
    wire::{
        attempts::Sender,
        body_limit::{Reading, Received, ReceivedBody},
        failure::failure,
        quiet::Quiet,
        redirect::{self, Hop},
        retry,
        sent::{Sent, Unsent},
        throttle::{CountSends, Throttle},
        time_limit::within,
    },
};
use azure_core::{
    credentials::TokenCredential,
    http::{
        self, AsyncRawResponse, Method, Request, RetryOptions, UserAgentOptions,
        headers::{CLIENT_REQUEST_ID, CONTENT_LENGTH},
        policies::{Policy, auth::BearerTokenAuthorizationPolicy},
    },
};
use bytes::Bytes;
use std::{collections::HashMap, pin::pin, sync::Arc};
use tracing::{Instrument as _, field::Empty, info_span};
use url::Url;

/// OAuth scope for Azure API connections.
const SCOPE: &str = "https://apihub.azure.com/.default";

/// The pipelines of a connection.
pub(crate) struct Pipeline {
    connector: &'static str,
    /// With the credential.
    trusted: Sender,
    /// Without the credential, for the targets of redirects.
    bare: Sender,
    pub(crate) limits: Limits,
}

/// The pipelines of a connection. A direct client passes no credential: it authenticates by itself.
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
            "the application id must consist of up to 24 letters, digits and other token characters",
        ));
    }
    let reports = options.transport.is_none();
    // Shared, so that both use the same open connections.
    let transport = options.transport.unwrap_or_default();
    let last: Arc<dyn Policy> = Arc::new(Quiet::new(transport.clone(), reports));
    let made = |per_attempt: Vec<Arc<dyn Policy>>| {
        let azure_options = http::ClientOptions {
            // `attempts` does the retries.
            retry: RetryOptions::none(),
            transport: Some(transport.clone()),
            user_agent: UserAgentOptions { application_id: options.application_id.clone() },
            ..Default::default()
        };
        let per_attempt = per_attempt.into_iter().chain([last.clone()]).collect();
        http::Pipeline::new(Some(crate_name), Some(crate_version), azure_options, Vec::new(), per_attempt, None)
    };
    let mut per_attempt: Vec<Arc<dyn Policy>> = Vec::new();
    if let Some(credential) = credential {
        per_attempt.push(Arc::new(BearerTokenAuthorizationPolicy::new(credential, [SCOPE])));
    }
    let throttle = Throttle::new(&options.rate_limits);
    if throttle.is_some() {
        // Behind the credential: the token is there when the request is counted.
        per_attempt.push(Arc::new(CountSends));
    }
    Ok(Pipeline {
        connector: crate_name,
        trusted: Sender { azure: made(per_attempt), throttle },
        bare: Sender { azure: made(Vec::new()), throttle: None },
        limits: options.limits,
    })
}

/// Sends a request. Returns the response and what was sent. A response that is not a success is an error.
pub(crate) async fn send(pipeline: &Pipeline, base: &Url, request: HttpRequest) -> Result<(RawResponse, Sent)> {
    let operation = request.operation;
    let (Received { status, headers, body }, sent) = successful(pipeline, base, request, Reading::Whole).await?;
    let body = whole(operation, body, &sent).await?;
    Ok((RawResponse::new(operation, status, headers, body), sent))
}

/// Like [`send`], but leaves the body to the caller.
pub(crate) async fn send_streaming(pipeline: &Pipeline, base: &Url, request: HttpRequest) -> Result<ByteStream> {
    let operation = request.operation;
    let (Received { status, headers, body }, sent) = successful(pipeline, base, request, Reading::Head).await?;
    let body = match body {
        ReceivedBody::Coming(body) => body,
        ReceivedBody::Whole(bytes) => {
            AsyncRawResponse::from_bytes(status.into(), Default::default(), bytes).into_body()
        }
    };
    Ok(ByteStream::new(operation, status, headers, body, Box::new(move || sent.values())))
}

/// The complete body.
async fn whole(operation: &str, body: ReceivedBody, sent: &Sent) -> Result<Bytes> {
    match body {
        ReceivedBody::Whole(bytes) => Ok(bytes),
        ReceivedBody::Coming(body) => {
            body.collect().await.map_err(|error| Error::cut_off(&error, &sent.values()).of_operation(operation))
        }
    }
}

/// Sends a request. Returns the response if it is a success, and what was sent.
async fn successful(
    pipeline: &Pipeline,
    base: &Url,
    mut request: HttpRequest,
    reading: Reading,
) -> Result<(Received, Sent)> {
    let HttpRequest { operation, method, takes_redirects, .. } = request;
    let limits = request.limits.over(pipeline.limits);
    let follows = request.is_binary && !takes_redirects && matches!(method, "GET" | "HEAD");
    let exchange = Exchange { pipeline, base, limits, reading, follows };
    let unsent = Unsent::take(&mut request, base);
    let mut sent = unsent.with(into_azure(request)?);
    let span = info_span!(
        "connector.call",
        connector = pipeline.connector,
        operation,
        method,
        status = Empty,
        attempts = Empty,
    );
    let mut attempts = 0;
    let outcome = {
        let run = pin!(exchange.run(&mut sent, &mut attempts));
        within(limits.time_limit, pin!(run.instrument(span.clone()))).await
    };
    span.record("attempts", attempts);
    let received = outcome.map_err(|error| failure(&error, method, &sent.values()).of_operation(operation))?;
    span.record("status", received.status);
    if received.is_success() || takes_redirects && (300..400).contains(&received.status) {
        return Ok((received, sent));
    }
    let Received { status, headers, body } = received;
    let body = whole(operation, body, &sent).await?;
    let is_retryable = retry::is_retryable_status(method, status, &headers);
    Err(Error::from_response(status, headers, body, is_retryable, &sent.values()).of_operation(operation))
}

/// One request on its way, with its redirects.
struct Exchange<'a> {
    pipeline: &'a Pipeline,
    base: &'a Url,
    limits: Limits,
    reading: Reading,
    /// Whether redirects are followed: only requests for files do.
    follows: bool,
}

impl Exchange<'_> {
    /// Sends the request and follows redirects. Returns the last response.
    async fn run(&self, sent: &mut Sent, attempts: &mut u32) -> azure_core::Result<Received> {
        let mut is_trusted = true;
        let mut hops = 0;
        loop {
            let sender = if is_trusted { &self.pipeline.trusted } else { &self.pipeline.bare };
            let received = sender.send(&mut sent.request, &self.limits, self.reading, attempts).await?;
            if !self.follows || hops == redirect::MAX_HOPS || !redirect::is_redirect(received.status) {
                return Ok(received);
            }
            let from = Hop { url: sent.request.url().clone(), is_trusted };
            let location = received.headers.get("location");
            let Some(next) = location.and_then(|location| redirect::follow(self.base, &from, location)) else {
                return Ok(received);
            };
            hops += 1;
            is_trusted = next.is_trusted;
            if is_trusted {
                sent.go_to(next.url);
            } else {
                sent.go_bare_to(next.url);
            }
        }
    }
}

fn into_azure(request: HttpRequest) -> Result<Request> {
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
    // Room for the headers that azure_core adds.
    let mut headers = HashMap::with_capacity(7);
    headers.extend(request.headers.into_azure());
    // azure_core would set it too, but first creates and drops an error, with a backtrace, because it is missing.
    headers.entry(CLIENT_REQUEST_ID).or_insert_with(|| String::from(azure_core::Uuid::new_v4()).into());
    if let Payload::Pieces(_) = request.body {
        // Otherwise the transport sends chunks of unknown total length, which some services reject.
        headers.insert(CONTENT_LENGTH, request.body.length().to_string().into());
    }
    let is_empty = matches!(&request.body, Payload::Bytes(bytes) if bytes.is_empty());
    if is_empty && matches!(method, Method::Post | Method::Put | Method::Patch) {
        headers.insert(CONTENT_LENGTH, "0".into());
    }
    let mut azure_request = Request::new(request.url, method);
    *azure_request.headers_mut() = headers.into();
    azure_request.set_body(request.body.into_azure());
    Ok(azure_request)
}
