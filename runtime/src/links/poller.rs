//! Long-running operations. In: the request that starts one. Out: its result, which the service publishes at the
//! `Location` of a 202 response; awaited, or step by step.

use crate::{
    connection::Connection,
    error::{Error, ErrorKind, Result},
    http::{
        headers::Headers,
        request::{HttpRequest, RequestTarget},
        retry_after::retry_after,
    },
    links::{
        in_flight::InFlight,
        link::{self},
    },
    request::builder::RequestBuilder,
    response::{RawResponse, Response},
};
use std::{
    fmt,
    time::{Duration, Instant},
};
use url::Url;

/// The minimum wait between two polls, whatever the service asks for.
const MIN_DELAY: Duration = Duration::from_millis(100);

/// A wait beyond every limit that the clock can still represent.
const FAR: Duration = Duration::from_secs(365 * 86_400);

/// A long-running operation: the service accepts it with 202 and a link to its result.
///
/// [`wait`](Self::wait) awaits the result; [`step`](Self::step) sends one request at a time. The operation ends with
/// the first response that is not 202 or that names no link. A `Location` at another origin is an [`Error`] and is not
/// requested.
///
/// You can drop a future that waits: the operation is not started again, and the next call continues.
/// [`link`](Self::link) outlives the program: [`resume`](Self::resume) continues from it.
#[must_use = "nothing is sent until the poller is awaited or stepped"]
pub struct Poller<T> {
    connection: Connection,
    first: Option<HttpRequest>,
    read: fn(RawResponse) -> Result<T>,
    next: Next,
    link: Option<Url>,
    /// The target of the request in flight.
    target: Option<RequestTarget>,
    in_flight: InFlight,
    delay: Duration,
    time_limit: Duration,
    max_polls: u32,
    polls: u32,
    started: Option<Instant>,
    due: Option<Instant>,
}

enum Next {
    Begin(Box<HttpRequest>),
    Poll,
    Fail(Error),
    End,
}

/// The state of a long-running operation.
#[derive(Debug)]
#[non_exhaustive]
pub enum Progress<T> {
    /// It is still running. Poll again after this time, which the service or the poller's delay sets.
    Pending(Duration),
    /// It has ended.
    Done(Response<T>),
}

impl<T> Poller<T> {
    /// The request that starts the operation, and the decoder of its last response.
    #[doc(hidden)]
    pub fn new(request: RequestBuilder, read: fn(RawResponse) -> Result<T>) -> Self {
        let connection = request.connection().clone();
        let (first, next) = match request.into_request() {
            Ok(request) => (Some(request.clone()), Next::Begin(Box::new(request))),
            Err(error) => (None, Next::Fail(error)),
        };
        Self {
            connection,
            first,
            read,
            next,
            link: None,
            target: None,
            in_flight: InFlight::default(),
            delay: Duration::from_secs(5),
            time_limit: Duration::from_secs(3600),
            max_polls: 1000,
            polls: 0,
            started: None,
            due: None,
        }
    }

    /// Sets the wait between two polls if the service states none: 5 seconds by default.
    pub fn with_delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Sets how long to wait for the operation, counted from the first request: an hour by default. After that, the
    /// operation continues at the service; you can resume it.
    pub fn with_time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// Sets the maximum number of polls: 1,000 by default.
    pub fn with_max_polls(mut self, max_polls: u32) -> Self {
        self.max_polls = max_polls;
        self
    }

    /// Continues from a [`link`](Self::link), now or in a later run of the program, instead of starting the operation.
    pub fn resume(mut self, link: &str) -> Self {
        if let Some(first) = &self.first {
            let from = self.connection.target_of(first);
            let operation = first.operation;
            self.in_flight = InFlight::default();
            self.next = match self.lead_to(&from, link) {
                Ok(()) => Next::Poll,
                Err(error) => Next::Fail(error.of_operation(operation)),
            };
        }
        self
    }

    /// The link to the result, to store and to [`resume`](Self::resume) from. `None` before the operation started, and
    /// if it is not long-running. It may contain secrets of the service.
    pub fn link(&self) -> Option<&str> {
        self.link.as_ref().map(Url::as_str)
    }

    /// Waits for the result. Between polls it waits as long as the service asks (`Retry-After`), else for the poller's
    /// delay.
    ///
    /// # Errors
    /// A request cannot be sent, the service reports that the operation failed, its last response cannot be decoded, or
    /// a limit is reached ([`ErrorKind::Pending`]). In the last case you can resume from the link.
    pub async fn wait(&mut self) -> Result<Response<T>> {
        loop {
            if let Some(due) = self.due {
                let rest = due.saturating_duration_since(Instant::now());
                if self.elapsed().saturating_add(rest) > self.time_limit {
                    return Err(self.over("its time limit", true));
                }
                azure_core::sleep(rest.try_into().unwrap_or(azure_core::time::Duration::ZERO)).await;
            }
            if let Progress::Done(response) = self.step().await? {
                return Ok(response);
            }
        }
    }

    /// Sends one request, without a wait before it: first the operation's own, then a poll.
    ///
    /// # Errors
    /// Like [`wait`](Self::wait). After a failed poll, the next step polls again. After the end, a step is an error.
    pub async fn step(&mut self) -> Result<Progress<T>> {
        if !self.in_flight.is_open() {
            let request = self.next_request()?;
            self.target = Some(self.connection.target_of(&request));
            self.in_flight.start(&self.connection, request);
        }
        self.due = None;
        let response = self.in_flight.response().await?;
        if response.status() == 202 && self.follow(&response)? {
            let headers: Headers = response.headers().collect();
            let delay = retry_after(&headers).unwrap_or(self.delay).max(MIN_DELAY);
            self.due = Instant::now().checked_add(delay.min(FAR));
            return Ok(Progress::Pending(delay));
        }
        self.next = Next::End;
        response.into_response(self.read).map(Progress::Done)
    }

    fn next_request(&mut self) -> Result<HttpRequest> {
        self.started.get_or_insert_with(Instant::now);
        match (std::mem::replace(&mut self.next, Next::End), &self.first, &self.link) {
            (Next::Begin(request), ..) => Ok(*request),
            (Next::Poll, Some(first), Some(link)) => {
                let request = link::request(first, link.clone());
                self.next = Next::Poll;
                if self.polls >= self.max_polls {
                    return Err(self.over("its maximum number of polls", false));
                }
                if self.elapsed() > self.time_limit {
                    return Err(self.over("its time limit", true));
                }
                self.polls += 1;
                Ok(request)
            }
            (Next::Fail(error), ..) => Err(error),
            _ => Err(self.of_operation(Error::new(ErrorKind::Request, "the operation has already ended"))),
        }
    }

    /// Whether a 202 response names a link. An earlier link stays valid until a response names another.
    fn follow(&mut self, response: &RawResponse) -> Result<bool> {
        if let (Some(location), Some(from)) = (response.header("location"), self.target.take()) {
            self.next = Next::End;
            self.lead_to(&from, location).map_err(|error| self.of_operation(error))?;
        }
        if self.link.is_some() {
            self.next = Next::Poll;
        }
        Ok(self.link.is_some())
    }

    fn lead_to(&mut self, from: &RequestTarget, location: &str) -> Result<()> {
        self.link = Some(link::resolve(&self.connection, from, location)?);
        Ok(())
    }

    fn elapsed(&self) -> Duration {
        self.started.map_or(Duration::ZERO, |started| started.elapsed())
    }

    fn over(&self, limit: &str, is_timeout: bool) -> Error {
        let problem = format!("the operation did not end within {limit}; resume from its link");
        self.of_operation(Error::new(ErrorKind::Pending, problem).with_transience(false, is_timeout))
    }

    fn of_operation(&self, error: Error) -> Error {
        match &self.first {
            Some(first) => error.of_operation(first.operation),
            None => error,
        }
    }
}

/// Without the link: it may be a secret.
impl<T> fmt::Debug for Poller<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Poller")
            .field("operation", &self.first.as_ref().map(|first| first.operation))
            .field("polls", &self.polls)
            .finish_non_exhaustive()
    }
}
