//! Paged responses. In: the request of the first page, and the path to the next link in a response. Out: streams of
//! pages and of their items.

use crate::{
    connection::Connection,
    error::{Error, ErrorKind, Result},
    http::request::{HttpRequest, RequestTarget},
    json::{JsonError, Raw},
    links::{
        in_flight::InFlight,
        link::{self},
    },
    request::{builder::RequestBuilder, continuation::Continuation},
    response::{RawResponse, Response, byte_stream::SentValues},
};
use futures_core::Stream;
use std::{
    collections::HashSet,
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
    vec,
};

/// A stream of pages. Each page is requested when the stream is polled for it.
///
/// The first page is the operation's own request. Each response contains a link to the next page, which is requested
/// with `GET`, or the value with which another operation of the definition requests it. A link to another origin, or one that
/// was followed before, is not followed: it is an [`Error`].
/// After an error the stream ends; [`next_link`](Self::next_link) still returns the position, and
/// [`resume`](Self::resume) continues from it.
///
/// You can drop a future that awaits a page: the next one awaits the same page.
#[must_use = "nothing is sent until the stream is polled"]
pub struct Pages<T> {
    connection: Connection,
    /// The basis of further requests; `None` if the first request cannot be built.
    first: Option<HttpRequest>,
    /// Path from a response to its next link; empty if the definition names none.
    link_path: &'static [&'static str],
    /// The operation that returns further pages, and the call whose values it takes. Without one, links are URLs.
    continuation: Option<Box<(RequestBuilder, &'static Continuation)>>,
    read: fn(RawResponse) -> Result<T>,
    next: Next,
    next_link: Option<String>,
    /// The target of the request in flight.
    target: Option<RequestTarget>,
    /// The links so far.
    seen: HashSet<String>,
    in_flight: InFlight,
}

enum Next {
    Send(Box<HttpRequest>),
    Fail(Error),
    End,
}

impl<T> Pages<T> {
    /// The request of the first page, the path from a response to its next link, and the decoder of a response.
    #[doc(hidden)]
    pub fn new(
        request: RequestBuilder,
        link_path: &'static [&'static str],
        read: fn(RawResponse) -> Result<T>,
    ) -> Self {
        let connection = request.connection().clone();
        let (first, next) = match request.into_request() {
            Ok(request) => (Some(request.clone()), Next::Send(Box::new(request))),
            Err(error) => (None, Next::Fail(error)),
        };
        // A later page may link to the first page again. With a body, the same URL is another request.
        let seen = first
            .iter()
            .filter(|request| request.method == "GET")
            .map(|request| connection.target_of(request).url.to_string())
            .collect();
        Self {
            connection,
            first,
            link_path,
            continuation: None,
            read,
            next,
            next_link: None,
            target: None,
            seen,
            in_flight: InFlight::default(),
        }
    }

    /// Requests further pages with another operation. `call` is the first call; its values are used again.
    #[doc(hidden)]
    pub fn continued_by(mut self, call: RequestBuilder, continuation: &'static Continuation) -> Self {
        self.continuation = Some(Box::new((call, continuation)));
        self.seen.clear();
        self
    }

    /// Starts with the page of a link instead of the first page. `link` comes from [`next_link`](Self::next_link), now
    /// or in an earlier run of the program.
    pub fn resume(mut self, link: &str) -> Self {
        if let Some(first) = &self.first {
            let from = self.connection.target_of(first);
            self.in_flight = InFlight::default();
            self.seen.clear();
            self.lead_to(&from, link);
        }
        self
    }

    /// The link to the next page, to store and to [`resume`](Self::resume) from. It may contain secrets of the service.
    ///
    /// `None` before the first page and after the last one. After an error, the link to the page that failed.
    pub fn next_link(&self) -> Option<&str> {
        self.next_link.as_deref()
    }

    /// The next page; `None` after the last one. Equivalent to the stream, for callers without stream adapters.
    ///
    /// # Errors
    /// The request cannot be sent, the service refuses it, the response cannot be decoded, or its link is not followed.
    pub async fn next_page(&mut self) -> Option<Result<Response<T>>> {
        poll_fn(|cx| self.poll_page(cx)).await
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Response<T>>>> {
        if !self.in_flight.is_open() {
            match std::mem::replace(&mut self.next, Next::End) {
                Next::Send(request) => {
                    self.target = Some(self.connection.target_of(&request));
                    self.in_flight.start(&self.connection, *request);
                }
                Next::Fail(error) => return Poll::Ready(Some(Err(error))),
                Next::End => return Poll::Ready(None),
            }
        }
        let response = ready!(self.in_flight.poll(cx)).map_err(|error| match &self.first {
            Some(first) => self.of_first(error, first),
            None => error,
        });
        Poll::Ready(Some(response.and_then(|(response, sent)| self.page_of(response, &sent))))
    }

    /// An error without the values of the first request.
    fn of_first(&self, error: Error, first: &HttpRequest) -> Error {
        error.without(&self.connection.values_of(first)).of_operation(first.operation)
    }

    /// Decodes a page and prepares the next one.
    fn page_of(&mut self, response: RawResponse, sent: &SentValues) -> Result<Response<T>> {
        let link = response.clone().read(|response| named_link(response, self.link_path));
        let page = response.into_response(self.read)?;
        self.next_link = None;
        match (link, self.target.take()) {
            (Ok(Some(link)), Some(from)) => self.lead_to(&from, &link),
            (Err(error), _) => self.next = Next::Fail(error),
            _ => {}
        }
        self.next = match std::mem::replace(&mut self.next, Next::End) {
            Next::Fail(error) => Next::Fail(error.without(&sent())),
            next => next,
        };
        Ok(page)
    }

    /// Makes a link the next page. If the link is refused, the error is returned in place of that page: the current
    /// page is good.
    fn lead_to(&mut self, from: &RequestTarget, link: &str) {
        let Some(first) = &self.first else { return };
        let next = match &self.continuation {
            Some(continuation) => {
                let (call, continuation) = &**continuation;
                call.clone().continued(continuation, link).map(|request| (link.to_owned(), request))
            }
            None => link::resolve(&self.connection, from, link).map(|url| {
                let url = self.connection.without_keys(first, url);
                (url.to_string(), link::request(first, url))
            }),
        };
        let next = next.and_then(|(link, request)| match self.seen.insert(link.clone()) {
            true => Ok((link, request)),
            false => Err(Error::new(ErrorKind::Link, "the next link leads to an earlier page")),
        });
        self.next = match next {
            Ok((link, request)) => {
                self.next_link = Some(link);
                Next::Send(Box::new(request))
            }
            Err(error) => Next::Fail(self.of_first(error, first)),
        };
    }
}

/// The next link of a response. It is null, empty or missing on the last page.
fn named_link(response: Raw<'_>, path: &[&str]) -> Result<Option<String>, JsonError> {
    if path.is_empty() || !response.is_object() {
        return Ok(None);
    }
    let Some(link) = response.follow(path)? else { return Ok(None) };
    if !link.is_string() {
        return Err(link.unexpected("a link").under(&path.join("/")));
    }
    Ok(Some(link.text()?.trim().to_owned()).filter(|link| !link.is_empty()))
}

impl<T> Stream for Pages<T> {
    type Item = Result<Response<T>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_page(cx)
    }
}

/// Without the link: it may be a secret.
impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &self.first.as_ref().map(|first| first.operation))
            .field("followed", &self.seen.len())
            .finish_non_exhaustive()
    }
}

/// The maximum number of consecutive pages without an item. It ends the stream of a service that sends empty pages
/// forever.
const MOST_EMPTY: u32 = 1000;

/// A stream of the items of all pages. A page is requested when the items of the previous one are used up.
#[must_use = "nothing is sent until the stream is polled"]
pub struct Items<P, T> {
    pages: Pages<P>,
    of_page: fn(P) -> Vec<T>,
    items: vec::IntoIter<T>,
    /// The number of consecutive pages without an item so far.
    empty: u32,
}

impl<P, T> Items<P, T> {
    /// The pages, and the function that takes the items out of one.
    #[doc(hidden)]
    pub fn new(pages: Pages<P>, of_page: fn(P) -> Vec<T>) -> Self {
        Self { pages, of_page, items: Vec::new().into_iter(), empty: 0 }
    }

    /// Starts with the page of a link, as [`Pages::resume`].
    pub fn resume(self, link: &str) -> Self {
        Self { pages: self.pages.resume(link), items: Vec::new().into_iter(), empty: 0, ..self }
    }

    /// The link to the page after the current one, as [`Pages::next_link`]. It does not cover the items of the current
    /// page that were not taken yet.
    pub fn next_link(&self) -> Option<&str> {
        self.pages.next_link()
    }

    /// The next item; `None` after the last one. Equivalent to the stream, for callers without stream adapters.
    ///
    /// # Errors
    /// A page cannot be fetched.
    pub async fn next_item(&mut self) -> Option<Result<T>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(cx)) {
                Some(Ok(page)) => {
                    self.items = (self.of_page)(page.into_value()).into_iter();
                    self.empty = if self.items.len() == 0 { self.empty + 1 } else { 0 };
                    if self.empty > MOST_EMPTY {
                        self.pages.next = Next::End;
                        let problem = format!("{MOST_EMPTY} consecutive pages have no item");
                        return Poll::Ready(Some(Err(Error::new(ErrorKind::Link, problem))));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// No field is pinned.
impl<P, T> Unpin for Items<P, T> {}

impl<P, T> Stream for Items<P, T> {
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(cx)
    }
}

impl<P, T> fmt::Debug for Items<P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}
