//! The removal of a registration. In: a [`Subscription`]. Out: whether the service has removed it.

use crate::{
    connection::Connection,
    error::{Error, ErrorKind, Result},
    http::{
        headers::{Headers, problem},
        payload::Payload,
        request::HttpRequest,
        values::{Values, Whose},
    },
    links::link,
    webhook::{
        filling::{self, Filled},
        removal::Webhook,
        subscription::Subscription,
    },
};
use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

/// The most redirects that a removal follows.
const MOST_HOPS: usize = 5;

/// What became of a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "the registration may still exist"]
pub enum Unsubscribed {
    /// The service has removed it.
    Removed,
    /// The service does not know it (404 or 410): it is removed, has expired, or the id that the response gave is another one.
    AlreadyGone,
    /// Nothing was sent: these values are missing, by their names on the wire. `unsubscribe_with` takes them.
    Needs(Vec<String>),
    /// Nothing was sent: the response had no `Location`, and the definition has no operation that removes a registration.
    NoWay,
}

impl Unsubscribed {
    /// Whether the registration is gone.
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Removed | Self::AlreadyGone)
    }
}

/// The future of a removal: what became of the registration, or the error.
///
/// Nothing is sent before it is awaited. Dropping it cancels the call; a request that was already sent may still take effect.
#[must_use = "nothing is sent until it is awaited"]
pub struct Unsubscribing(Pin<Box<dyn Future<Output = Result<Unsubscribed>> + Send>>);

impl Future for Unsubscribing {
    type Output = Result<Unsubscribed>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(context)
    }
}

impl fmt::Debug for Unsubscribing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsubscribing").finish_non_exhaustive()
    }
}

/// Removes a registration: at its `Location`, else with the operation of the definition. With `values`, the operation comes first.
pub fn unsubscribe(
    connection: &Connection,
    webhook: &'static Webhook,
    subscription: &Subscription,
    values: &[(&str, &str)],
) -> Unsubscribing {
    let (connection, subscription) = (connection.clone(), subscription.clone());
    let values: Vec<_> = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Unsubscribing(Box::pin(async move {
        let outcome = match planned(&connection, webhook, &subscription, &values) {
            Ok(Plan::Send(request)) => send(&connection, *request).await,
            Ok(Plan::Stop(outcome)) => Ok(outcome),
            Err(error) => Err(error),
        };
        outcome.map_err(|error| error.without(&known(&connection, &subscription, &values)))
    }))
}

/// The values of a registration and of its removal. A service may quote what it got long before.
fn known(connection: &Connection, subscription: &Subscription, values: &[(String, String)]) -> Values {
    let url = subscription.url().ok();
    let mut known = url.map(|url| connection.values_of_url(&url)).unwrap_or_default();
    subscription.add_values(&mut known);
    values.iter().for_each(|(_, value)| known.add(value, Whose::Caller));
    known
}

enum Plan {
    Send(Box<HttpRequest>),
    Stop(Unsubscribed),
}

fn planned(
    connection: &Connection,
    webhook: &'static Webhook,
    subscription: &Subscription,
    values: &[(String, String)],
) -> Result<Plan> {
    let trigger = webhook.triggers.iter().find(|id| **id == subscription.trigger()).copied();
    let trigger = trigger.ok_or_else(|| {
        Error::new(ErrorKind::Request, "the subscription is of none of the connector's webhooks")
            .of_operation(subscription.trigger())
    })?;
    let location = subscription.location().filter(|_| values.is_empty() || webhook.removal.is_none());
    let by_location = location.map(|location| at_location(connection, webhook, subscription, (trigger, location)));
    if let Some(Ok(request)) = by_location {
        return Ok(Plan::Send(Box::new(request)));
    }
    match (&webhook.removal, by_location) {
        (Some(removal), _) => Ok(match filling::request(connection, removal, subscription, values)? {
            Filled::Request(request) => Plan::Send(request),
            Filled::Needs(names) => Plan::Stop(Unsubscribed::Needs(names)),
        }),
        (None, Some(Err(error))) => Err(error.of_operation(trigger)),
        (None, _) => Ok(Plan::Stop(Unsubscribed::NoWay)),
    }
}

/// The request that follows `Location`, with the policies and headers of the operation that removes registrations.
fn at_location(
    connection: &Connection,
    webhook: &'static Webhook,
    subscription: &Subscription,
    (trigger, location): (&'static str, &str),
) -> Result<HttpRequest> {
    let sent = subscription.values();
    // A saved subscription may have been changed.
    let valid = sent.headers.iter().filter(|(name, value)| problem(name, value).is_none());
    let mut headers = Headers::default();
    valid.for_each(|(name, value)| headers.set(name.clone(), value.clone()));
    let accept = webhook.removal.as_ref().map_or("application/json", |removal| removal.operation.accepted());
    headers.set("Accept", accept);
    let mut first = HttpRequest {
        operation: trigger,
        method: "DELETE",
        url: subscription.url()?,
        headers,
        body: Payload::default(),
        is_binary: false,
        takes_redirects: true,
        limits: Default::default(),
        path_values: Vec::new(),
        own: Vec::new(),
        follows: None,
        before: None,
    };
    let url = link::resolve(connection, &connection.target_of(&first), location)?;
    if let Some(removal) = &webhook.removal {
        first.operation = removal.operation.id();
        for (name, value) in filling::headers(removal, subscription) {
            first.headers.set(name, value);
        }
    }
    let follows = Some(Box::new(first.url.clone()));
    Ok(HttpRequest { url, follows, ..first })
}

/// Sends a removal and follows redirects within the service.
async fn send(connection: &Connection, mut request: HttpRequest) -> Result<Unsubscribed> {
    request.takes_redirects = true;
    for _ in 0..=MOST_HOPS {
        let response = match connection.send(request.clone()).await {
            Ok(response) => response,
            Err(error) if matches!(error.status(), Some(404 | 410)) => return Ok(Unsubscribed::AlreadyGone),
            Err(error) => return Err(error),
        };
        let location = response.header("location").filter(|_| matches!(response.status(), 301 | 302 | 307 | 308));
        let Some(location) = location else { return Ok(Unsubscribed::Removed) };
        let url = link::resolve(connection, &connection.target_of(&request), location)
            .map_err(|error| error.without(&connection.values_of(&request)).of_operation(request.operation))?;
        let follows = request.follows.take().or_else(|| Some(Box::new(request.url.clone())));
        request = HttpRequest { url, follows, ..request };
    }
    Err(Error::link_refused("there are too many redirects").of_operation(request.operation))
}
