//! The receiver as a service: one request from its arrival to its answer.

use crate::{
    event::NewEvent,
    inbox::{Inbox, InboxErrorKind, Put},
    receiver::{
        counters::{Counters, End, Receiving, Snapshot},
        error::BuildError,
        handshake::{Handshake, HandshakeAnswer},
        json::{self, NotJson},
        limits::Limits,
        path::Captured,
        read::{Memory, read},
        response::{Facts, Rejection, ResponseBody, accepted, answered, rejected},
        route::{Built, Content, NoTrigger, Route},
    },
};
use http::{
    Request, Response,
    header::{CONTENT_ENCODING, CONTENT_TYPE},
    request::Parts,
};
use http_body::Body;
use std::{
    convert::Infallible,
    fmt,
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::SystemTime,
};
use tokio::{sync::Semaphore, time::timeout};
use tower_service::Service;
use tracing::{Instrument as _, Span, field::Empty, info_span, instrument::WithSubscriber as _};

/// Collects routes and limits of a [`Receiver`].
#[derive(Clone)]
#[must_use]
pub struct ReceiverBuilder {
    inbox: Arc<dyn Inbox>,
    routes: Vec<Route>,
    limits: Limits,
}

impl ReceiverBuilder {
    /// Adds a route. The order of routes says nothing: no two match the same path.
    pub fn route(mut self, route: Route) -> Self {
        self.routes.push(route);
        self
    }

    /// Sets the limits.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The receiver.
    ///
    /// # Errors
    /// [`BuildError`]: each mistake in the settings that can be seen without a request.
    pub fn build(self) -> Result<Receiver, BuildError> {
        let Self { inbox, routes, limits } = self;
        limits.check()?;
        if routes.is_empty() {
            return Err(BuildError::NoRoute);
        }
        let mut built: Vec<(Built, Arc<Counters>)> = Vec::new();
        for route in routes {
            let route = route.build()?;
            for (other, _) in &built {
                if other.pattern.overlaps(&route.pattern) {
                    return Err(BuildError::SamePath { first: other.path.clone(), second: route.path });
                }
                if other.name == route.name && other.form == route.form {
                    return Err(BuildError::SameRoute { route: route.name, form: route.form });
                }
            }
            built.push((route, Arc::default()));
        }
        let shared = Shared {
            inbox,
            routes: built,
            unrouted: AtomicU64::new(0),
            running: Arc::new(Semaphore::new(limits.concurrency)),
            memory: Memory::new(&limits),
            limits,
        };
        Ok(Receiver { shared: Arc::new(shared) })
    }
}

impl fmt::Debug for ReceiverBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceiverBuilder")
            .field("routes", &self.routes)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// An HTTP service that checks who sent an event and stores it. Clones share everything.
///
/// It is always ready: what it cannot take now is answered with 503, not queued. It needs tokio's runtime.
#[derive(Clone)]
pub struct Receiver {
    shared: Arc<Shared>,
}

struct Shared {
    inbox: Arc<dyn Inbox>,
    routes: Vec<(Built, Arc<Counters>)>,
    unrouted: AtomicU64,
    limits: Limits,
    running: Arc<Semaphore>,
    memory: Memory,
}

impl Receiver {
    /// A receiver that stores events in this inbox.
    pub fn builder(inbox: Arc<dyn Inbox>) -> ReceiverBuilder {
        ReceiverBuilder { inbox, routes: Vec::new(), limits: Limits::default() }
    }

    /// What it has done since it was built.
    pub fn snapshot(&self) -> Snapshot {
        let routes = self.shared.routes.iter();
        Snapshot {
            routes: routes.map(|(route, counters)| counters.snapshot(&route.name, route.form)).collect(),
            unrouted: self.shared.unrouted.load(Relaxed),
        }
    }
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let routes: Vec<&str> = self.shared.routes.iter().map(|(route, _)| route.name.as_str()).collect();
        f.debug_struct("Receiver").field("routes", &routes).field("limits", &self.shared.limits).finish_non_exhaustive()
    }
}

impl<B> Service<Request<B>> for Receiver
where
    B: Body + Send + 'static,
    B::Data: Send,
{
    type Response = Response<ResponseBody>;
    type Error = Infallible;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let shared = self.shared.clone();
        ResponseFuture(Box::pin(async move { shared.respond(request).await }))
    }
}

/// The answer of a [`Receiver`]. If it is dropped before the whole body is there, nothing is stored; later, the event is
/// stored all the same.
pub struct ResponseFuture(Pin<Box<dyn Future<Output = Response<ResponseBody>> + Send>>);

impl Future for ResponseFuture {
    type Output = Result<Response<ResponseBody>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx).map(Ok)
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

/// How a request ended, but for rejections.
enum Taken {
    Answered(HandshakeAnswer),
    Stored,
    Duplicate,
}

impl Shared {
    async fn respond<B: Body>(&self, request: Request<B>) -> Response<ResponseBody> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path();
        let found =
            self.routes.iter().find_map(|(route, counters)| Some((route, counters, route.pattern.matches(path)?)));
        let Some((route, counters, captured)) = found else {
            self.unrouted.fetch_add(1, Relaxed);
            tracing::debug!("no route has the path of a request");
            return rejected(Rejection::NoRoute, &self.facts(None));
        };
        let span = info_span!(
            "connector.receive",
            route = route.name,
            form = ?route.form,
            trigger = Empty,
            status = Empty,
            outcome = Empty,
        );
        let exchange = Exchange { shared: self, route, counters, span: &span };
        let outcome = exchange.run(&parts, &captured, body).instrument(span.clone()).await;
        let (response, outcome) = match outcome {
            Ok(Taken::Answered(answer)) => (answered(answer), "handshake"),
            Ok(Taken::Stored) => (accepted(route.success), "stored"),
            Ok(Taken::Duplicate) => (accepted(route.success), "duplicate"),
            Err(rejection) => {
                let (status, reason) = (rejection.status().as_u16(), rejection.text());
                span.in_scope(|| tracing::debug!(status, reason, "a request is refused"));
                (rejected(rejection, &self.facts(Some(route))), rejection.text())
            }
        };
        span.record("status", response.status().as_u16());
        span.record("outcome", outcome);
        response
    }

    fn facts<'a>(&self, route: Option<&'a Built>) -> Facts<'a> {
        Facts {
            methods: route.map_or(&[], |route| &route.methods),
            challenge: route.and_then(|route| route.challenge.as_deref()),
            retry_after: self.limits.retry_after,
        }
    }
}

/// One request to a route.
struct Exchange<'a> {
    shared: &'a Shared,
    route: &'a Built,
    counters: &'a Arc<Counters>,
    span: &'a Span,
}

impl Exchange<'_> {
    async fn run<B: Body>(&self, parts: &Parts, captured: &Captured, body: B) -> Result<Taken, Rejection> {
        let receiving = Receiving::begin(self.counters);
        let event = match self.receive(parts, captured, body).await {
            Ok(Received::Event(event)) => event,
            Ok(Received::Question(answer)) => {
                receiving.end(End::Handshake);
                return Ok(Taken::Answered(answer));
            }
            Err(rejection) => {
                receiving.end(if rejection.is_temporary() { End::Failed } else { End::Refused });
                return Err(rejection);
            }
        };
        receiving.leave();
        self.store(event).await
    }

    /// The event of a request, or the answer to its question.
    async fn receive<B: Body>(&self, parts: &Parts, captured: &Captured, body: B) -> Result<Received, Rejection> {
        let Self { shared, route, .. } = self;
        if size_of_head(parts) > shared.limits.headers {
            return Err(Rejection::HeadersTooLarge);
        }
        route.auth.check_address(&parts.uri, captured.secret.as_deref()).map_err(Rejection::Auth)?;
        if self.has_no_event(parts, &body)
            && let Some(answer) = self.question(|handshake| handshake.answer_before(parts))
        {
            return Ok(Received::Question(answer));
        }
        if !route.methods.contains(&parts.method) {
            return Err(Rejection::Method);
        }
        route.auth.check_headers(&parts.headers).await.map_err(Rejection::Auth)?;
        let trigger = route.trigger(&parts.headers, captured.trigger.as_deref()).map_err(|problem| match problem {
            NoTrigger::Header => Rejection::NoTriggerHeader,
            NoTrigger::Unknown => Rejection::UnknownTrigger,
        })?;
        self.span.record("trigger", trigger.as_str());
        let is_encoded = |value: &http::HeaderValue| !value.as_bytes().eq_ignore_ascii_case(b"identity");
        if parts.headers.get_all(CONTENT_ENCODING).iter().any(is_encoded) {
            return Err(Rejection::Encoded);
        }
        let running = shared.running.clone().try_acquire_owned().map_err(|_| Rejection::Busy)?;
        let (body, reserved) = read(body, &shared.limits, &shared.memory).await?;
        let received_at = SystemTime::now();
        route.auth.check_body(parts, &body, received_at).map_err(Rejection::Auth)?;
        if let Some(answer) = self.question(|handshake| handshake.answer_after(parts, &body)) {
            return Ok(Received::Question(answer));
        }
        // After the question: a service may ask in another type than it sends events in.
        if !route.accepts(parts.headers.get(CONTENT_TYPE).map(http::HeaderValue::as_bytes)) {
            return Err(Rejection::ContentType);
        }
        if route.content != Content::Any {
            json::check(&body, shared.limits.depth).map_err(|problem| match problem {
                NotJson::Syntax => Rejection::NotJson,
                NotJson::Depth => Rejection::TooDeep,
            })?;
        }
        let event = NewEvent {
            route: route.name.clone(),
            duplicate: route.duplicate_key(&parts.headers, &trigger, &body),
            trigger,
            form: route.form,
            headers: route.kept(&parts.headers),
            body: route.stored(body),
            received_at,
        };
        Ok(Received::Event(Box::new(Pending { event, held: (running, reserved) })))
    }

    /// Whether a request cannot be an event, so that it may be a question that is answered before the credential.
    fn has_no_event(&self, parts: &Parts, body: &impl Body) -> bool {
        let content_type = parts.headers.get(CONTENT_TYPE).map_or(b"".as_slice(), |value| value.as_bytes());
        let is_text = content_type.to_ascii_lowercase().starts_with(b"text/plain");
        body.is_end_stream() || body.size_hint().exact() == Some(0) || is_text && self.route.content == Content::Json
    }

    fn question(&self, answer: impl Fn(&Handshake) -> Option<HandshakeAnswer>) -> Option<HandshakeAnswer> {
        self.route.handshakes.iter().find_map(answer)
    }

    /// Stores the event. A task of its own finishes that and counts it, even if the sender disconnects.
    async fn store(&self, pending: Box<Pending>) -> Result<Taken, Rejection> {
        let inbox = self.shared.inbox.clone();
        let counters = self.counters.clone();
        let store = async move {
            let Pending { event, held } = *pending;
            let received_at = event.received_at;
            let outcome = match inbox.put(vec![event]).await {
                Ok(puts) => match puts.first() {
                    Some(Put::Stored(id)) => {
                        tracing::debug!(event = id.0, "stored");
                        counters.end(End::Stored(received_at));
                        Ok(Taken::Stored)
                    }
                    Some(Put::Duplicate(id)) => {
                        tracing::debug!(event = id.0, "stored already");
                        counters.end(End::Duplicate(received_at));
                        Ok(Taken::Duplicate)
                    }
                    None => Err(Rejection::InboxFailed),
                },
                Err(error) => {
                    tracing::warn!(error = %error, "the inbox does not store an event");
                    Err(if error.kind() == InboxErrorKind::Full {
                        Rejection::InboxFull
                    } else {
                        Rejection::InboxFailed
                    })
                }
            };
            if outcome.is_err() {
                counters.end(End::Failed);
            }
            drop(held);
            outcome
        };
        let mut store = Box::pin(store.instrument(self.span.clone()).with_current_subscriber());
        // An inbox in memory is done at once. The task polls the others again. A panic of the store is as one in the task.
        let polled = poll_fn(|cx| Poll::Ready(catch_unwind(AssertUnwindSafe(|| store.as_mut().poll(cx))))).await;
        match polled {
            Ok(Poll::Ready(outcome)) => return outcome,
            Ok(Poll::Pending) => {}
            Err(_) => return Err(self.store_failed()),
        }
        match timeout(self.shared.limits.store_time, tokio::spawn(store)).await {
            Ok(Ok(outcome)) => outcome,
            // The store has panicked.
            Ok(Err(_)) => Err(self.store_failed()),
            Err(_) => Err(Rejection::InboxSlow),
        }
    }

    fn store_failed(&self) -> Rejection {
        self.counters.end(End::Failed);
        Rejection::InboxFailed
    }
}

enum Received {
    Event(Box<Pending>),
    Question(HandshakeAnswer),
}

/// An event on its way to the inbox, with its share of the limits.
struct Pending {
    event: NewEvent,
    held: (tokio::sync::OwnedSemaphorePermit, crate::receiver::read::Reserved),
}

fn size_of_head(parts: &Parts) -> usize {
    let address = parts.uri.path_and_query().map_or(0, |rest| rest.as_str().len());
    parts.headers.iter().fold(address, |sum, (name, value)| sum + name.as_str().len() + value.len())
}
