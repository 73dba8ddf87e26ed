//! What a call has sent, to keep it out of errors. In: parts of the request that its sending would drop. Out: the values,
//! after a failure. A call that succeeds copies nothing.

use crate::http::{
    payload::Payload,
    request::{HttpRequest, PathValue},
    values::{Values, Whose},
};
use azure_core::http::{Body, Request};
use std::sync::Arc;
use url::Url;

/// What azure_core's request does not have.
pub(crate) struct Unsent {
    path_values: Vec<PathValue>,
    own: Vec<String>,
    /// The URL of the first request, if this one follows a link.
    follows: Option<Box<Url>>,
    /// The request before policies changed it.
    before: Option<Arc<HttpRequest>>,
    /// A body that is read while it is sent.
    pieces: Payload,
    /// How many segments of the path are the connection's.
    of_base: usize,
}

/// What a call has sent.
pub(crate) struct Sent {
    /// The last request.
    pub(crate) request: Request,
    unsent: Unsent,
    /// Requests and URLs before a redirect.
    requests: Vec<Request>,
    urls: Vec<Url>,
}

impl Unsent {
    /// Takes what sending does not need.
    pub(crate) fn take(request: &mut HttpRequest, base: &Url) -> Self {
        let pieces = match &request.body {
            // azure_core's request keeps it.
            Payload::Bytes(_) => Payload::default(),
            pieces => pieces.clone(),
        };
        let of_base = base.path_segments().map_or(0, Iterator::count);
        Self {
            path_values: std::mem::take(&mut request.path_values),
            own: std::mem::take(&mut request.own),
            follows: request.follows.take(),
            before: request.before.take(),
            pieces,
            of_base,
        }
    }

    pub(crate) fn with(self, request: Request) -> Sent {
        Sent { request, unsent: self, requests: Vec::new(), urls: Vec::new() }
    }
}

impl Sent {
    /// Sends the same request to another URL next.
    pub(crate) fn go_to(&mut self, url: Url) {
        self.urls.push(std::mem::replace(self.request.url_mut(), url));
    }

    /// Requests another URL next, without credential and without headers of the definition or the caller.
    pub(crate) fn go_bare_to(&mut self, url: Url) {
        let bare = Request::new(url, self.request.method());
        self.requests.push(std::mem::replace(&mut self.request, bare));
        self.request.insert_header("accept", "*/*");
    }

    /// The values of all that was sent.
    pub(crate) fn values(&self) -> Values {
        let Unsent { path_values, own, follows, before, pieces, of_base } = &self.unsent;
        let mut values = Values::default();
        before.iter().for_each(|before| before.add_values(&mut values, *of_base));
        path_values.iter().for_each(|value| values.add(&value.value, Whose::Caller));
        own.iter().for_each(|value| values.add(value, Whose::Caller));
        let requests = || self.requests.iter().chain([&self.request]);
        // After a redirect to elsewhere there is none within the service, so the URLs alone are the earlier ones.
        let urls = follows.as_deref().into_iter().chain(&self.urls).chain(requests().map(Request::url));
        values.add_urls(urls, *of_base);
        for request in requests() {
            let mut content_type = None;
            for (name, value) in request.headers().iter() {
                values.add_header(name.as_str(), value.as_str());
                if name.as_str() == "content-type" {
                    content_type = Some(value.as_str());
                }
            }
            match request.body() {
                Body::Bytes(bytes) => values.add_body(content_type, bytes),
                Body::SeekableStream(_) => values.add_payload(content_type, pieces),
            }
        }
        values
    }
}
