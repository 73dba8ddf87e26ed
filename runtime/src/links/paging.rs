//! Answers in pages. In: the call of the first page and where a response names the next. Out: streams of pages and of
//! their items.

use crate::{
    connection::Connection,
    error::{Error, ErrorKind, Result},
    http::request::{HttpRequest, RequestTarget},
    json::{JsonError, Raw},
    links::{
        in_flight::InFlight,
        link::{self},
    },
    request::builder::RequestBuilder,
    response::{RawResponse, Response},
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
use url::Url;

/// The pages of a response, each asked for when it is polled for.
///
/// The first page is the operation's own request. Each response names the next by a link, which is asked with `GET`; a
/// link to another origin is an [`Error`] and is not followed, neither is one that was followed before. After an error
/// the stream ends; [`next_link`](Self::next_link) still says where it stood, and [`resume`](Self::resume) goes on from
/// there.
///
/// Dropping a future that waits for a page loses nothing: the next one waits for the same page.
#[must_use = "nothing is sent until the stream is polled"]
pub struct Pages<T> {
    connection: Connection,
    /// What the requests of further pages are made from; `None` where it cannot be sent.
    first: Option<HttpRequest>,
    /// Keys from a response to the link; none where the definition names no link.
    link_path: &'static [&'static str],
    read: fn(RawResponse) -> Result<T>,
    next: Next,
    next_link: Option<Url>,
    /// Where the request under way goes.
    target: Option<RequestTarget>,
    seen: HashSet<Url>,
    in_flight: InFlight,
}

enum Next {
    Send(Box<HttpRequest>),
    Fail(Error),
    End,
}

impl<T> Pages<T> {
    /// For generated code: the call of the first page, the keys from a response to the link, and what reads a response.
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
        // The first page may be named again by a later one; a body makes the same URL another request.
        let seen = first
            .iter()
            .filter(|request| request.method == "GET")
            .map(|request| connection.target_of(request).url)
            .collect();
        Self {
            connection,
            first,
            link_path,
            read,
            next,
            next_link: None,
            target: None,
            seen,
            in_flight: InFlight::default(),
        }
    }

    /// Begins with the page that a link leads to, instead of the first. `link` is what [`next_link`](Self::next_link)
    /// said, now or in an earlier run of the program.
    pub fn resume(mut self, link: &str) -> Self {
        if let Some(first) = &self.first {
            let from = self.connection.target_of(first);
            self.in_flight = InFlight::default();
            self.seen.clear();
            self.lead_to(&from, link);
        }
        self
    }

    /// Where the next page is: a URL to keep and to [`resume`](Self::resume) from. It may hold what only the service and
    /// its caller should know.
    ///
    /// `None` before the first page and after the last. After an error, the page that could not be had.
    pub fn next_link(&self) -> Option<&str> {
        self.next_link.as_ref().map(Url::as_str)
    }

    /// The next page; `None` after the last. The same as the stream's, for callers without stream adapters.
    ///
    /// # Errors
    /// Where the request cannot be sent, the service refuses it, or the response or its link is not as it should be.
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
        let page = ready!(self.in_flight.poll(cx)).and_then(|response| self.page_of(response));
        Poll::Ready(Some(page))
    }

    /// A page, after which the next one is known.
    fn page_of(&mut self, response: RawResponse) -> Result<Response<T>> {
        let link = response.clone().read(|response| named_link(response, self.link_path));
        let page = response.into_response(self.read)?;
        self.next_link = None;
        match (link, self.target.take()) {
            (Ok(Some(link)), Some(from)) => self.lead_to(&from, &link),
            (Err(error), _) => self.next = Next::Fail(error),
            _ => {}
        }
        Ok(page)
    }

    /// Makes a link the next page. An error of it is told where that page would be, since this one is good.
    fn lead_to(&mut self, from: &RequestTarget, link: &str) {
        let Some(first) = &self.first else { return };
        let url = link::resolve(&self.connection, from, link).and_then(|url| match self.seen.insert(url.clone()) {
            true => Ok(url),
            false => {
                Err(Error::new(ErrorKind::Link, "the pages go round in a circle: a link leads to an earlier page"))
            }
        });
        self.next = match url {
            Ok(url) => {
                self.next_link = Some(url.clone());
                Next::Send(Box::new(link::request(first, url)))
            }
            Err(error) => Next::Fail(error.of_operation(first.operation)),
        };
    }
}

/// The link that a response names. Null, empty and missing are the last page's.
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

/// No link, which may be a secret.
impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &self.first.as_ref().map(|first| first.operation))
            .field("followed", &self.seen.len())
            .finish_non_exhaustive()
    }
}

/// How many pages without an item may follow one another: a service that goes on for ever is told from one that has few.
const MOST_EMPTY: u32 = 1000;

/// The items of all pages, one after the other. A page is asked for when the items of the one before are used up.
#[must_use = "nothing is sent until the stream is polled"]
pub struct Items<P, T> {
    pages: Pages<P>,
    of_page: fn(P) -> Vec<T>,
    items: vec::IntoIter<T>,
    /// How many pages without an item came last.
    empty: u32,
}

impl<P, T> Items<P, T> {
    /// For generated code: the pages, and what takes the items out of one.
    #[doc(hidden)]
    pub fn new(pages: Pages<P>, of_page: fn(P) -> Vec<T>) -> Self {
        Self { pages, of_page, items: Vec::new().into_iter(), empty: 0 }
    }

    /// Begins with the page that a link leads to, as [`Pages::resume`].
    pub fn resume(self, link: &str) -> Self {
        Self { pages: self.pages.resume(link), items: Vec::new().into_iter(), empty: 0, ..self }
    }

    /// Where the page after the current one is, as [`Pages::next_link`]. Items of the current page that were not taken
    /// yet are on neither.
    pub fn next_link(&self) -> Option<&str> {
        self.pages.next_link()
    }

    /// The next item; `None` after the last. The same as the stream's, for callers without stream adapters.
    ///
    /// # Errors
    /// Where a page cannot be had.
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
                        let problem = format!("{MOST_EMPTY} pages after one another hold no item");
                        return Poll::Ready(Some(Err(Error::new(ErrorKind::Link, problem))));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// Nothing in it is pinned.
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
