//! Long-running operations. In: the request that starts one. Out: its result, awaited or step by step.
//!
//! A service shows the end in one of three ways ([`Track`]): at the `Location` of a 202 response; in the status that the URL of
//! `Operation-Location` or `Azure-AsyncOperation` returns; or in the status that the resource itself has.

use crate::{
    connection::Connection,
    error::{Error, ErrorKind, Result},
    http::{
        headers::Headers,
        request::{HttpRequest, RequestTarget},
        retry_after::{LONGEST, retry_after},
    },
    links::{
        in_flight::InFlight,
        link::{self},
        status::{self, Status},
    },
    request::builder::RequestBuilder,
    response::{RawResponse, Response},
};
use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};
use url::Url;

/// The minimum wait between two polls, whatever the service asks for.
const MIN_DELAY: Duration = Duration::from_millis(100);

/// The headers that name the URL of an operation's status.
const MONITORS: [&str; 2] = ["operation-location", "azure-asyncoperation"];

/// A long-running operation: the service accepts it, and shows its end later.
///
/// [`wait`](Self::wait) awaits the result; [`step`](Self::step) sends one request at a time. What the response has decides how
/// the end is found:
///
/// * `Operation-Location` or `Azure-AsyncOperation`: the client requests that URL until its `status` says that the operation
///   succeeded, failed or was cancelled. Then it requests the result, if that is elsewhere: at `resourceLocation` of the
///   status, at the URL of a `PUT` or `PATCH`, or at the `Location` of a `POST`.
/// * A 202 with `Location`: the client requests that URL until its status is not 202.
/// * A `provisioningState` or `status` in the body that says that the operation still runs, if the definition marks the
///   operation as long-running: the client requests the resource of a `PUT` or `PATCH` until that state changes.
/// * None of these: a 202 is [`Progress::Accepted`], any other success is the result.
///
/// A link to another origin is an [`Error`] and is not requested.
///
/// You can drop a future that waits: the operation is not started again, and the next call continues. On a tokio runtime, the
/// request that starts the operation runs on even if nobody waits for it, and [`link`](Self::link) has the link as soon as the
/// response is there. Without tokio, that request makes progress only while a future of the poller is polled: if none is until
/// the transport gives up, the operation may run and its link is lost. To drop the poller itself cancels that request, as with
/// any other call: it may still take effect, and its link is lost.
///
/// The link outlives the program: [`resume`](Self::resume) continues from it.
#[must_use = "nothing is sent until the poller is awaited or stepped"]
pub struct Poller<T> {
    connection: Connection,
    first: Option<HttpRequest>,
    read: fn(RawResponse) -> Result<T>,
    next: Next,
    track: Track,
    /// Whether the body of the first response may have a status.
    reads_status: bool,
    final_state: FinalState,
    link: Option<Url>,
    /// What [`resume`](Self::resume) needs: the link, and how it is read in its fragment.
    saved: Option<String>,
    /// `Location` of a response that also names the URL of a status.
    location: Option<String>,
    /// The target of the poll in flight.
    target: Option<RequestTarget>,
    /// How the response of the request that starts the operation is read, while that is in flight.
    start: Option<Arc<Start>>,
    /// What [`resume`](Self::resume) needs, from that response, even if nobody waited for it.
    begun: Arc<OnceLock<String>>,
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

/// How the response of the link shows the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Track {
    /// By its HTTP status: it is the result unless it is 202.
    Location,
    /// By the status in its body. The result is elsewhere, or in that body.
    Monitor,
    /// By the status in its body, which is the resource.
    Resource,
    /// The operation ended: the response is the result.
    Result,
}

impl Track {
    /// The fragment of a saved link.
    fn fragment(self, location: Option<&str>) -> String {
        match (self, location) {
            (Self::Monitor, Some(location)) => format!("#status={location}"),
            (Self::Monitor, None) => "#status".to_owned(),
            (Self::Resource, _) => "#resource".to_owned(),
            (Self::Location | Self::Result, _) => String::new(),
        }
    }

    /// A saved link without its fragment, how it is read, and the `Location` beside it.
    fn of_saved(link: &str) -> (&str, Self, Option<&str>) {
        match link.split_once('#') {
            Some((link, "status")) => (link, Self::Monitor, None),
            Some((link, "resource")) => (link, Self::Resource, None),
            Some((link, fragment)) => match fragment.strip_prefix("status=") {
                Some(location) => (link, Self::Monitor, Some(location)),
                None => (link, Self::Location, None),
            },
            None => (link, Self::Location, None),
        }
    }
}

/// Where a definition says that the result of a long-running operation is (`final-state-via`).
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FinalState {
    /// It does not say: the method decides.
    #[default]
    Unstated,
    /// In the response that reports the end.
    Status,
    /// At the `Location` of the first response.
    Location,
    /// At the URL of the request.
    Original,
}

/// The state of a long-running operation.
#[derive(Debug)]
#[non_exhaustive]
pub enum Progress<T> {
    /// It is still running. Poll again after this time, which the service or the poller's delay sets.
    Pending(Duration),
    /// It has ended.
    Done(Response<T>),
    /// The service accepted it, and names nothing from which the client can see its end. This is the response; the operation
    /// may still run, and may still fail.
    Accepted(RawResponse),
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
            track: Track::Location,
            reads_status: false,
            final_state: FinalState::Unstated,
            link: None,
            saved: None,
            location: None,
            target: None,
            start: None,
            begun: Arc::default(),
            in_flight: InFlight::default(),
            delay: Duration::from_secs(5),
            time_limit: Duration::from_secs(3600),
            max_polls: 1000,
            polls: 0,
            started: None,
            due: None,
        }
    }

    /// Reads the status in the body of the first response, for operations that the definition marks as long-running.
    #[doc(hidden)]
    pub fn with_status(mut self, final_state: FinalState) -> Self {
        self.reads_status = true;
        self.final_state = final_state;
        self
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
            let (link, track, location) = Track::of_saved(link);
            self.in_flight = InFlight::default();
            (self.start, self.begun) = (None, Arc::default());
            self.location = location.map(str::to_owned);
            if let Err(error) = self.lead_to(&from, link, track) {
                self.next = Next::Fail(error.of_operation(operation));
            }
        }
        self
    }

    /// The link to the result or to the status of the operation, to store and to [`resume`](Self::resume) from. `None` before
    /// the service accepted the operation, and if it is not long-running. On a tokio runtime, it is there as soon as the service
    /// has responded, even if the future that started the operation was dropped. It may contain secrets of the service. Its
    /// fragment is for `resume` alone.
    pub fn link(&self) -> Option<&str> {
        self.saved.as_deref().or_else(|| self.begun.get().map(String::as_str))
    }

    /// Waits for the result. Between polls it waits as long as the service asks (`Retry-After`), else for the poller's
    /// delay.
    ///
    /// # Errors
    /// A request cannot be sent, the service reports that the operation failed ([`ErrorKind::Failed`]), its last response
    /// cannot be decoded, the service names nothing that shows the end ([`ErrorKind::Accepted`]), or a limit is reached
    /// ([`ErrorKind::Pending`]). In the last case you can resume from the link.
    pub async fn wait(&mut self) -> Result<Response<T>> {
        loop {
            if let Some(due) = self.due {
                let rest = due.saturating_duration_since(Instant::now());
                if self.elapsed().saturating_add(rest) > self.time_limit {
                    return Err(self.over("its time limit", true));
                }
                azure_core::sleep(rest.try_into().unwrap_or(azure_core::time::Duration::ZERO)).await;
            }
            match self.step().await? {
                Progress::Pending(_) => {}
                Progress::Done(response) => return Ok(response),
                Progress::Accepted(response) => {
                    let headers = response.headers().collect();
                    let error = Error::accepted(response.status(), headers, response.body().clone());
                    return Err(self.of_operation(error));
                }
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
            let target = self.connection.target_of(&request);
            if self.link.is_some() {
                self.target = Some(target);
                self.in_flight.start(&self.connection, request);
            } else {
                self.begin(request, target);
            }
        }
        self.due = None;
        let (response, sent) = self.in_flight.response().await.map_err(|error| self.of_operation(error))?;
        let outcome = match self.start.take() {
            Some(start) => start.read(&response).map(|(outcome, lead)| {
                lead.into_iter().for_each(|lead| self.follow(lead));
                outcome
            }),
            None => self.polled(&response),
        };
        // The client knows the token of a connection from what it sent alone.
        match outcome.map_err(|error| self.of_operation(error.without(&sent())))? {
            Outcome::Pending => {
                let headers: Headers = response.headers().collect();
                let delay = retry_after(&headers).unwrap_or(self.delay).clamp(MIN_DELAY, LONGEST);
                self.due = Instant::now().checked_add(delay);
                Ok(Progress::Pending(delay))
            }
            // The result is ready.
            Outcome::ResultAtLink => Ok(Progress::Pending(Duration::ZERO)),
            Outcome::Accepted => Ok(Progress::Accepted(response)),
            Outcome::Done => {
                self.next = Next::End;
                response.into_response(self.read).map(Progress::Done)
            }
        }
    }

    /// Starts the operation. The link of the response is kept even if nobody waits for it.
    fn begin(&mut self, request: HttpRequest, target: RequestTarget) {
        let start = Arc::new(Start {
            connection: self.connection.clone(),
            target,
            first: request.clone(),
            reads_status: self.reads_status,
            final_state: self.final_state,
        });
        let begun = self.begun.clone();
        self.start = Some(start.clone());
        self.in_flight.start_once(&self.connection, request, move |response| {
            if let Ok((_, Some(lead))) = start.read(response) {
                begun.get_or_init(|| lead.saved);
            }
        });
    }

    /// Reads the response of a poll.
    fn polled(&mut self, response: &RawResponse) -> Result<Outcome> {
        let Some(from) = self.target.take() else { return Ok(Outcome::Done) };
        let is_accepted = response.status() == 202;
        let status = match self.track {
            Track::Result => return Ok(Outcome::Done),
            Track::Location => {
                // An earlier link stays valid until a response names another.
                if let Some(location) = response.header("location").filter(|_| is_accepted) {
                    self.next = Next::End;
                    self.lead_to(&from, location, Track::Location)?;
                }
                None
            }
            Track::Monitor => status::of_operation(response),
            Track::Resource => status::of_resource(response),
        };
        match status {
            Some(Status::Failed) => {
                self.next = Next::End;
                Err(failed(&self.connection, self.first.as_ref(), response))
            }
            Some(Status::Running) => self.still_running(&from, response),
            None if is_accepted => self.still_running(&from, response),
            Some(Status::Succeeded) | None if self.track == Track::Monitor => self.result_of(&from, response),
            Some(Status::Succeeded) | None => Ok(Outcome::Done),
        }
    }

    /// Takes the further links of a response: of an operation that has a status, both may change.
    fn still_running(&mut self, from: &RequestTarget, response: &RawResponse) -> Result<Outcome> {
        if self.track == Track::Monitor {
            if let Some(location) = response.header("location") {
                self.location = Some(self.kept(from, location));
            }
            let monitor = MONITORS.iter().find_map(|name| response.header(name)).map(str::to_owned);
            let monitor = monitor.or_else(|| self.link.as_ref().map(Url::to_string)).unwrap_or_default();
            self.next = Next::End;
            self.lead_to(from, &monitor, Track::Monitor)?;
        }
        Ok(Outcome::Pending)
    }

    /// Leads to the result of an operation whose status says that it succeeded.
    fn result_of(&mut self, from: &RequestTarget, response: &RawResponse) -> Result<Outcome> {
        let Some(first) = &self.first else { return Ok(Outcome::Done) };
        let (method, start) = (first.method, self.connection.target_of(first));
        let location = self.location.take();
        let at_start = start.url.to_string();
        let (from, link) = match (self.final_state, method, status::resource_location(response), location) {
            (FinalState::Original, ..) => (&start, at_start),
            (FinalState::Location, "POST", _, Some(location)) => (&start, location),
            (FinalState::Status, "POST", ..) => return Ok(Outcome::Done),
            (_, _, Some(resource), _) => (from, resource),
            (_, "PUT" | "PATCH", ..) => (&start, at_start),
            (_, "POST", _, Some(location)) => (&start, location),
            _ => return Ok(Outcome::Done),
        };
        self.next = Next::End;
        self.lead_to(from, &link, Track::Result)?;
        Ok(Outcome::ResultAtLink)
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

    /// Makes a link the next request.
    fn lead_to(&mut self, from: &RequestTarget, link: &str, track: Track) -> Result<()> {
        let lead = Lead::new(&self.connection, self.first.as_ref(), from, link, track, self.location.take())?;
        self.follow(lead);
        Ok(())
    }

    fn follow(&mut self, lead: Lead) {
        self.saved = Some(lead.saved);
        self.link = Some(lead.url);
        self.track = lead.track;
        self.location = lead.location;
        self.next = Next::Poll;
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
            Some(first) => error.without(&self.connection.values_of(first)).of_operation(first.operation),
            None => error,
        }
    }

    /// A link to keep beside the one that is followed.
    fn kept(&self, from: &RequestTarget, link: &str) -> String {
        match &self.first {
            Some(first) => link::kept(&self.connection, first, from, link),
            None => link.to_owned(),
        }
    }
}

/// How the response of the request that starts an operation is read.
struct Start {
    connection: Connection,
    target: RequestTarget,
    first: HttpRequest,
    reads_status: bool,
    final_state: FinalState,
}

impl Start {
    /// What the response says, and the link at which the end shows.
    fn read(&self, response: &RawResponse) -> Result<(Outcome, Option<Lead>)> {
        let lead = |link: &str, track: Track, location: Option<&str>| -> Result<(Outcome, Option<Lead>)> {
            let location = location.map(|link| link::kept(&self.connection, &self.first, &self.target, link));
            let lead = Lead::new(&self.connection, Some(&self.first), &self.target, link, track, location)?;
            Ok((Outcome::Pending, Some(lead)))
        };
        let location = response.header("location");
        if let Some(monitor) = MONITORS.iter().find_map(|name| response.header(name)) {
            return lead(monitor, Track::Monitor, location);
        }
        let is_accepted = response.status() == 202;
        if let Some(location) = location.filter(|_| is_accepted) {
            return lead(location, Track::Location, None);
        }
        let status = if self.reads_status { status::of_resource(response) } else { None };
        let outcome = match status {
            Some(Status::Running) if self.is_resource() => {
                return lead(self.target.url.as_str(), Track::Resource, None);
            }
            Some(Status::Running) => Outcome::Accepted,
            Some(Status::Failed) => return Err(failed(&self.connection, Some(&self.first), response)),
            Some(Status::Succeeded) => Outcome::Done,
            None if is_accepted => Outcome::Accepted,
            None => Outcome::Done,
        };
        Ok((outcome, None))
    }

    /// Whether a `GET` of the request's URL returns what the request changes.
    fn is_resource(&self) -> bool {
        matches!(self.first.method, "PUT" | "PATCH") || self.final_state == FinalState::Original
    }
}

/// A link at which the end of an operation shows.
struct Lead {
    url: Url,
    /// What [`Poller::resume`] needs.
    saved: String,
    track: Track,
    /// `Location` of a response that also names the URL of a status.
    location: Option<String>,
}

impl Lead {
    fn new(
        connection: &Connection,
        first: Option<&HttpRequest>,
        from: &RequestTarget,
        link: &str,
        track: Track,
        location: Option<String>,
    ) -> Result<Self> {
        let mut url = link::resolve(connection, from, link)?;
        if let Some(first) = first {
            url = connection.without_keys(first, url);
        }
        let saved = format!("{url}{}", track.fragment(location.as_deref()));
        Ok(Self { url, saved, track, location })
    }
}

/// What a response says about the operation.
enum Outcome {
    Pending,
    /// It has ended, and the next request returns its result.
    ResultAtLink,
    Accepted,
    /// It has ended, and the response is its result.
    Done,
}

/// The service reports that the operation failed. `first` is the request that started it.
fn failed(connection: &Connection, first: Option<&HttpRequest>, response: &RawResponse) -> Error {
    let values = first.map(|first| connection.values_of(first)).unwrap_or_default();
    let (headers, body) = (response.headers().collect(), response.body().clone());
    Error::operation_failed(response.status(), headers, body, &values)
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
