//! A polled trigger: one request after another, each a page.

use crate::{
    connection::Connection,
    error::{Error, ErrorKind, Result},
    http::{
        headers::Headers,
        request::{HttpRequest, RequestTarget},
        retry_after::retry_after,
    },
    json::{self, Decode},
    links::{in_flight::InFlight, link},
    polling::{
        items::PolledItems,
        state::{Digest, PollState},
    },
    request::builder::RequestBuilder,
    response::RawResponse,
};
use bytes::Bytes;
use futures_core::Stream;
use std::{
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

/// The wait between two polls if neither the service nor the caller states one.
const INTERVAL: Duration = Duration::from_secs(180);

/// The shortest wait, unless the service has more items at once.
const SHORTEST: Duration = Duration::from_secs(1);

/// The longest wait that a service can ask for.
const LONGEST: Duration = Duration::from_secs(86_400);

/// How many items are remembered where the service carries no state.
const MEMORY: usize = 1_000;

/// The wait before the next request.
type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Which items the first poll delivers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Start {
    /// None: those that exist already are old. The platform does the same.
    #[default]
    Now,
    /// All that the service returns.
    Beginning,
}

/// A polled trigger: a stream of pages without an end, one for each request.
///
/// * **State.** [`state`](Self::state) is where the next poll goes on. It moves only when a page is
///   [committed](PolledPage::commit). A page that is not committed comes again, with what is new by then. So each item is
///   delivered at least once. The first page of [`Start::Now`] has no items; commit it too.
/// * **Which items are new.** A response with a `Location` other than the URL of the request carries the state: the next poll
///   goes there, and each item of its response is new. Otherwise the next poll requests the same URL, and an item is new if
///   the memory does not have a digest of the same content. The memory has [1,000](Self::with_memory) items, but always those
///   of the last page. There, an item that is exactly like one in the memory is not delivered, and one that the service has
///   changed is delivered again.
/// * **Waits.** A response's `Retry-After` states the wait, up to one day; 0 means that there is more. Without one it is the
///   [interval](Self::with_interval), by default three minutes. No wait is shorter than a second, except after items and
///   `Retry-After: 0`.
/// * **Failures.** An error leaves the state as it is; the next poll repeats the request after its wait. Nothing ends the stream:
///   the caller decides whether to go on. A link to another origin is not followed and is an error.
///
/// You can drop a future that awaits a page: the next one awaits the same page.
///
/// ```
/// # use connector_runtime::{Decode, Polled, PollState, Result};
/// # fn handle<T>(_: &T) {}
/// # fn save(_: PollState) {}
/// # async fn example<T: Decode>(mut polled: Polled<T>) -> Result<()> {
/// // `polled` is `client.triggers().….poll()`, and `.resume(state)` after a restart.
/// loop {
///     let page = polled.next_page().await?;
///     for item in page.items() {
///         match item {
///             Ok(item) => handle(item),
///             Err(error) => eprintln!("not decoded: {error}"),
///         }
///     }
///     page.commit();
///     save(polled.state());
/// }
/// # }
/// ```
#[must_use = "nothing is sent until a page is awaited"]
pub struct Polled<T> {
    connection: Connection,
    /// `None` if the request cannot be built.
    first: Option<HttpRequest>,
    problem: Option<Error>,
    items: PolledItems,
    start: Start,
    interval: Duration,
    memory: usize,
    committed: Arc<Mutex<Committed>>,
    /// The number of the last page.
    number: u64,
    /// What the request in flight asks, and where it goes.
    asked: Option<(String, RequestTarget)>,
    in_flight: InFlight,
    due: Option<Instant>,
    sleep: Mutex<Option<Sleep>>,
    item: std::marker::PhantomData<fn() -> T>,
}

/// The state, and the number of the page that set it.
struct Committed {
    state: PollState,
    number: u64,
}

impl<T: Decode> Polled<T> {
    /// The request of a trigger, and where its response has the items.
    #[doc(hidden)]
    pub fn new(call: RequestBuilder, items: PolledItems) -> Self {
        let (connection, trigger) = (call.connection().clone(), call.operation_id());
        let (first, problem) = match call.into_request() {
            Ok(request) => (Some(request), None),
            Err(error) => (None, Some(error)),
        };
        Self {
            connection,
            first,
            problem,
            items,
            start: Start::default(),
            interval: INTERVAL,
            memory: MEMORY,
            committed: Arc::new(Mutex::new(Committed { state: PollState::new(trigger), number: 0 })),
            number: 0,
            asked: None,
            in_flight: InFlight::default(),
            due: None,
            sleep: Mutex::default(),
            item: std::marker::PhantomData,
        }
    }

    /// Sets which items the first poll delivers. By default, none.
    pub fn with_start(mut self, start: Start) -> Self {
        self.start = start;
        self
    }

    /// Sets the wait between two polls for which the service states none. By default, three minutes; at least one second.
    pub fn with_interval(mut self, interval: Duration) -> Self {
        self.interval = interval.max(SHORTEST);
        self
    }

    /// Sets how many items are remembered where the service carries no state. By default, 1,000; those of the last page are
    /// remembered anyway.
    pub fn with_memory(mut self, items: usize) -> Self {
        self.memory = items;
        self
    }

    /// Goes on from a state, which may be of an earlier run of the program. The state of another trigger is an error of the next
    /// poll.
    pub fn resume(mut self, state: PollState) -> Self {
        (self.in_flight, self.asked, self.due) = (InFlight::default(), None, None);
        if let Some(first) = &self.first
            && first.operation != state.trigger()
        {
            let error = Error::new(ErrorKind::Request, "the state is of another trigger");
            self.problem = Some(error.of_operation(first.operation));
            self.first = None;
        }
        // The pages so far are behind it.
        *lock(&self.committed) = Committed { state, number: self.number };
        self
    }

    /// Where the next poll goes on: the state of the last page that was committed.
    pub fn state(&self) -> PollState {
        lock(&self.committed).state.clone()
    }

    /// Waits until the next poll is due, and sends its request. The page has the items that are new, perhaps none. Equivalent
    /// to the stream, for callers without stream adapters.
    ///
    /// # Errors
    /// The request cannot be built or sent, the service reports a failure, the response is not JSON, or its link is not followed.
    pub async fn next_page(&mut self) -> Result<PolledPage<T>> {
        poll_fn(|cx| self.poll_page(cx)).await
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Result<PolledPage<T>>> {
        let Some(first) = &self.first else {
            let again = || Error::new(ErrorKind::Request, "the request of the trigger cannot be built");
            return Poll::Ready(Err(self.problem.take().unwrap_or_else(again)));
        };
        if !self.in_flight.is_open() {
            ready!(poll_sleep(&self.sleep, self.due, cx));
            self.due = None;
            let request = next(&self.connection, first, lock(&self.committed).state.link());
            let request = match request {
                Ok(request) => request,
                Err(error) => {
                    let error = of_first(error, &self.connection, first);
                    return Poll::Ready(Err(self.failed(error)));
                }
            };
            let target = self.connection.target_of(&request);
            let asked = self.connection.without_keys(&request, target.url.clone());
            self.asked = Some((asked.into(), target));
            self.in_flight.start(&self.connection, request);
        }
        let outcome = ready!(self.in_flight.poll(cx));
        let asked = self.asked.take();
        let page = match (outcome, asked) {
            (Ok((response, sent)), Some((asked, target))) => {
                self.page(first, &response, &asked, &target).map_err(|error| error.without(&sent()))
            }
            (Ok(_), None) => Err(Error::new(ErrorKind::Request, "the response belongs to no poll")),
            (Err(error), _) => Err(error),
        };
        Poll::Ready(match page {
            Ok(mut page) => {
                self.number += 1;
                page.number = self.number;
                self.due = Instant::now().checked_add(page.wait);
                Ok(page)
            }
            Err(error) => {
                let error = of_first(error, &self.connection, first);
                Err(self.failed(error))
            }
        })
    }

    /// Makes the next poll wait after an error.
    fn failed(&mut self, error: Error) -> Error {
        let wait = error.retry_after().map_or(self.interval, |wait| wait.clamp(SHORTEST, LONGEST));
        self.due = Instant::now().checked_add(wait);
        error
    }

    /// The page of a response.
    fn page(
        &self,
        first: &HttpRequest,
        response: &RawResponse,
        asked: &str,
        target: &RequestTarget,
    ) -> Result<PolledPage<T>> {
        let before = self.state();
        let location = response.header("location").map(str::trim).filter(|location| !location.is_empty());
        let link = location.map(|location| link::resolve(&self.connection, target, location)).transpose()?;
        let link = link.map(|url| String::from(self.connection.without_keys(first, url)));
        let carries_state = link.as_deref().is_some_and(|link| link != asked);
        // 202 means that nothing is new, also with a body.
        let has_items = response.status() != 202 && !response.body().trim_ascii().is_empty();
        let texts = match has_items {
            true => response.clone().read(|body| self.items.of(body))?,
            false => Vec::new(),
        };
        let digests: Vec<Digest> = texts.iter().map(|text| Digest::of(text)).collect();

        let is_first = !before.has_begun;
        let seen = before.seen();
        let is_new = |digest: &Digest| match (is_first, self.start) {
            (true, start) => start == Start::Beginning,
            (false, _) => carries_state || !seen.contains(digest),
        };
        let new = texts.iter().zip(&digests).filter(|(_, digest)| is_new(digest));
        let items: Vec<Result<T>> = new.map(|(text, _)| self.item(first, text)).collect();

        let headers: Headers = response.headers().collect();
        let asked_wait = retry_after(&headers);
        let has_more = asked_wait == Some(Duration::ZERO) && (!items.is_empty() || carries_state && !texts.is_empty());
        let wait = match asked_wait {
            Some(_) if has_more => Duration::ZERO,
            Some(wait) => wait.clamp(SHORTEST, LONGEST),
            None => self.interval,
        };

        let mut next = before;
        // Old items may come in several responses.
        next.has_begun = !(is_first && self.start == Start::Now && has_more);
        next.set_link(link);
        if carries_state {
            next.forget();
        }
        next.remember(&digests, self.memory);
        let committed = Arc::clone(&self.committed);
        Ok(PolledPage { items, status: response.status(), wait, next, number: 0, committed })
    }

    fn item(&self, first: &HttpRequest, text: &str) -> Result<T> {
        json::decode(text).map_err(|error| {
            let error = Error::from_json(error, Bytes::copy_from_slice(text.as_bytes()));
            of_first(error, &self.connection, first)
        })
    }
}

/// The request of a poll: that of the trigger, or the same at the link of an earlier response.
fn next(connection: &Connection, first: &HttpRequest, link: Option<&str>) -> Result<HttpRequest> {
    let Some(link) = link else { return Ok(first.clone()) };
    let url = link::resolve(connection, &connection.target_of(first), link)?;
    let follows = Some(Box::new(first.url.clone()));
    Ok(HttpRequest { url: connection.without_keys(first, url), follows, ..first.clone() })
}

/// An error without the values of the trigger's request.
fn of_first(error: Error, connection: &Connection, first: &HttpRequest) -> Error {
    error.without(&connection.values_of(first)).of_operation(first.operation)
}

fn poll_sleep(sleep: &Mutex<Option<Sleep>>, due: Option<Instant>, cx: &mut Context<'_>) -> Poll<()> {
    let mut sleep = sleep.lock().unwrap_or_else(PoisonError::into_inner);
    let rest = due.map_or(Duration::ZERO, |due| due.saturating_duration_since(Instant::now()));
    if rest.is_zero() {
        *sleep = None;
        return Poll::Ready(());
    }
    let future = sleep
        .get_or_insert_with(|| Box::pin(azure_core::sleep(rest.try_into().unwrap_or(azure_core::time::Duration::MAX))));
    ready!(future.as_mut().poll(cx));
    *sleep = None;
    Poll::Ready(())
}

fn lock<V>(value: &Mutex<V>) -> std::sync::MutexGuard<'_, V> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<T: Decode> Stream for Polled<T> {
    type Item = Result<PolledPage<T>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_page(cx).map(Some)
    }
}

/// Without the link: it may be a secret.
impl<T> fmt::Debug for Polled<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Polled")
            .field("state", &lock(&self.committed).state)
            .field("start", &self.start)
            .field("interval", &self.interval)
            .field("memory", &self.memory)
            .finish_non_exhaustive()
    }
}

/// The items of one poll that are new.
#[must_use = "a page that is not committed comes again"]
pub struct PolledPage<T> {
    items: Vec<Result<T>>,
    status: u16,
    wait: Duration,
    /// The state after this page.
    next: PollState,
    number: u64,
    committed: Arc<Mutex<Committed>>,
}

impl<T> PolledPage<T> {
    /// The items, in the order of the service. One that does not fit the payload is an error with its text; the others stay.
    pub fn items(&self) -> &[Result<T>] {
        &self.items
    }

    /// Takes the items out of the page, which can still be committed.
    pub fn take_items(&mut self) -> Vec<Result<T>> {
        std::mem::take(&mut self.items)
    }

    /// The status of the response: 202 if nothing is new.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The wait before the next poll, counted from the response.
    pub fn wait(&self) -> Duration {
        self.wait
    }

    /// Moves the state behind this page. Call it when the items are handled, then save the state. If a later page is committed
    /// already, it has no effect.
    pub fn commit(self) {
        let mut committed = lock(&self.committed);
        if self.number > committed.number {
            *committed = Committed { state: self.next, number: self.number };
        }
    }
}

/// The number of items only: they may be private.
impl<T> fmt::Debug for PolledPage<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PolledPage")
            .field("items", &self.items.len())
            .field("status", &self.status)
            .field("wait", &self.wait)
            .finish_non_exhaustive()
    }
}
