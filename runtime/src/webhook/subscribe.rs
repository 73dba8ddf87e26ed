//! The registration of a callback URL. In: its request. Out: a [`Subscription`].

use crate::{
    connection::Connection,
    error::{Error, ErrorKind, Result},
    http::{percent::decode, request::HttpRequest},
    links::link,
    request::{builder::RequestBuilder, operation::Operation},
    response::RawResponse,
    webhook::subscription::{Registered, Sent, Subscription},
};
use serde_json::Value;
use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use url::Url;

/// The future of a registration: its [`Subscription`], or its error.
///
/// Nothing is sent before it is awaited. Dropping it cancels the call; a registration that was already sent may still take
/// effect, and its subscription is lost. To let it run to its end, spawn it on your runtime.
#[must_use = "nothing is sent until it is awaited"]
pub struct Subscribing(Pin<Box<dyn Future<Output = Result<Subscription>> + Send>>);

impl Future for Subscribing {
    type Output = Result<Subscription>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(context)
    }
}

impl fmt::Debug for Subscribing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscribing").finish_non_exhaustive()
    }
}

/// Sends the request that registers a callback URL.
pub fn subscribe(call: RequestBuilder, callback_url: &str) -> Subscribing {
    let callback_url = callback_url.to_owned();
    Subscribing(Box::pin(async move {
        let connection = call.connection().clone();
        check(&callback_url).map_err(|error| error.of_operation(call.operation_id()))?;
        let request = call.into_request()?;
        let response = connection.send(request.clone()).await?;
        Ok(subscription(&connection, &request, &response, callback_url))
    }))
}

/// Refuses what a service cannot post to. The text of the error does not contain the URL: it may have a secret.
fn check(callback_url: &str) -> Result<()> {
    match Url::parse(callback_url) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(()),
        _ => Err(Error::new(ErrorKind::Request, "the callback URL is not an absolute http or https URL")),
    }
}

/// What is kept of a registration.
fn subscription(
    connection: &Connection,
    request: &HttpRequest,
    response: &RawResponse,
    callback_url: String,
) -> Subscription {
    let target = connection.target_of(request);
    let location = response.header("location").map(str::trim).filter(|location| !location.is_empty());
    Subscription::new(Registered {
        trigger: request.operation.to_owned(),
        callback_url,
        url: connection.without_keys(request, request.url.clone()).into(),
        location: location.map(|location| link::kept(connection, request, &target, location)),
        status: response.status(),
        response: json(response),
        sent: sent(request),
    })
}

/// The body of a response: JSON, or plain text, which may be an id.
fn json(response: &RawResponse) -> Option<Value> {
    match serde_json::from_slice(response.body().trim_ascii()) {
        Ok(json) => Some(json).filter(|json: &Value| !json.is_null()),
        Err(_) => {
            let content_type = response.header("content-type")?;
            let text = content_type.trim_start().starts_with("text/plain").then(|| response.clone().text().ok())??;
            Some(text.trim()).filter(|text| !text.is_empty()).map(Value::from)
        }
    }
}

/// The response of a registration, from what is kept of it.
pub fn registered(operation: &'static Operation, subscription: &Subscription) -> RawResponse {
    let body = subscription.response().map(Value::to_string).unwrap_or_default();
    let headers = [("Content-Type", "application/json")].into_iter().collect();
    RawResponse::new(operation.id(), subscription.status(), headers, body.into())
}

/// Headers of every request, and those of credentials: no values of the registration.
const OTHER_HEADERS: [&str; 9] = [
    "accept",
    "accept-encoding",
    "authorization",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "proxy-authorization",
    "user-agent",
];

/// The values of a request by their names.
fn sent(request: &HttpRequest) -> Sent {
    let is_other = |name: &str| OTHER_HEADERS.iter().any(|other| other.eq_ignore_ascii_case(name));
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let body = request.body().filter(|body| !body.is_empty());
    let content_type = request.header("content-type").unwrap_or_default();
    let form = body.filter(|_| content_type.contains("x-www-form-urlencoded"));
    let form = form.map(|form| String::from_utf8_lossy(form).into_owned()).unwrap_or_default();
    Sent {
        path: request.path_values.iter().map(|value| (value.name.to_owned(), value.value.clone())).collect(),
        query: pairs(request.url.query().unwrap_or_default()),
        headers: request.headers.iter().filter(|(name, _)| !is_other(name)).map(owned).collect(),
        form: pairs(&form),
        body: body.and_then(|body| serde_json::from_slice(body).ok()),
    }
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}
