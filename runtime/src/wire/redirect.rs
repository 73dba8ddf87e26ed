//! Where a redirect leads, and whether it is trusted. In: the `Location` of a response and the URL that gave it. Out:
//! the next URL and whether the connection's credential may go there, or nothing if the redirect is not followed.
//!
//! Only files are fetched this way: services redirect a `GET` for a file to their storage. That address is not trusted:
//! outside the connection's own URL, a request carries neither the credential nor a header of the definition or the
//! caller. A redirect back stays untrusted.

use crate::http::path::{after, climbs};
use url::Url;

/// The maximum number of redirects of one call.
pub(crate) const MAX_HOPS: usize = 5;

/// The next URL of a call.
#[derive(Debug, PartialEq)]
pub(crate) struct Hop {
    pub(crate) url: Url,
    /// Whether the URL still belongs to the connection.
    pub(crate) is_trusted: bool,
}

/// Whether a status points to another URL for the same content.
pub(crate) fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// The target of `location`, relative to `from`; `None` if it is not an `https` URL or contains a user or password.
pub(crate) fn follow(base: &Url, from: &Hop, location: &str) -> Option<Hop> {
    let mut url = from.url.join(location.trim()).ok()?;
    if url.scheme() != "https" || !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    url.set_fragment(None);
    // A direct call may have gone to another host than the base's; the credential for that host stays there.
    let is_below = after(url.path(), base.path()).is_some() && !climbs(url.path());
    let is_trusted = from.is_trusted && url.origin() == from.url.origin() && url.origin() == base.origin() && is_below;
    Some(Hop { url, is_trusted })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hop(location: &str) -> Option<(String, bool)> {
        let base = Url::parse("https://host/apim/files/id").unwrap();
        let from = Hop { url: base.join("/apim/files/id/a/b?c=d").unwrap(), is_trusted: true };
        follow(&base, &from, location).map(|hop| (hop.url.into(), hop.is_trusted))
    }

    #[test]
    fn what_is_below_the_connection_is_trusted() {
        for (location, url) in [
            ("c", "https://host/apim/files/id/a/c"),
            ("/apim/files/id", "https://host/apim/files/id"),
            ("https://HOST:443/apim/files/id/x#top", "https://host/apim/files/id/x"),
        ] {
            assert_eq!(hop(location), Some((url.to_owned(), true)), "{location}");
        }
    }

    #[test]
    fn what_was_meant_for_another_host_stays_there() {
        let base = Url::parse("https://host/base").unwrap();
        let from = Hop { url: Url::parse("https://customer/base/file").unwrap(), is_trusted: true };
        for location in ["https://host/base/x", "/base/x"] {
            assert!(matches!(follow(&base, &from, location), Some(Hop { is_trusted: false, .. })), "{location}");
        }
    }

    #[test]
    fn anything_else_is_not() {
        for location in [
            "https://storage/x",
            "//storage/x",
            "/x",
            "/apim/files/id2",
            "/apim/other/id",
            "../../../../other",
            "/apim/files/id/%2e%2e%2fid2",
            "/apim/files/id/..;/id2",
            "/apim/files/id/%2e%2e;a=b/id2",
            "/apim/files/id/..%3b/id2",
            "/apim/files/id/%252e%252e/id2",
            "/apim/files/id/..%00/id2",
            "..%20/..%20/..%20/id2",
            "https://host:444/apim/files/id/x",
        ] {
            assert!(matches!(hop(location), Some((_, false))), "{location}: {:?}", hop(location));
        }
    }

    #[test]
    fn what_is_not_https_is_not_followed() {
        for location in ["http://host/apim/files/id/x", "ftp://host/x", "file:///etc/passwd", "https://a:b@host/x"] {
            assert_eq!(hop(location), None, "{location}");
        }
    }

    #[test]
    fn there_is_no_way_back() {
        let base = Url::parse("https://host/apim/files/id").unwrap();
        let outside = Hop { url: Url::parse("https://storage/x").unwrap(), is_trusted: false };
        let back = follow(&base, &outside, "https://host/apim/files/id/x").unwrap();
        assert!(!back.is_trusted);
    }
}
