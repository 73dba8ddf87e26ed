//! The URLs of pull endpoints and links. They are opaque, but a token or a body goes there only if they are safe.

use crate::azure::error::AzureError;
use azure_core::http::Url;

const MAX_EVENTS: &str = "maxEvents";

/// A URL that is `https`, with a host, and without user, password and fragment.
pub(super) fn checked(url: &str, doing: &'static str) -> Result<Url, AzureError> {
    Url::parse(url)
        .ok()
        .filter(|url| url.scheme() == "https" && url.has_host() && url.fragment().is_none())
        .filter(|url| url.username().is_empty() && url.password().is_none())
        .ok_or_else(|| AzureError::protocol(doing, "the URL is not `https`, or has a user or a fragment"))
}

/// The URL that receives up to `count` messages. All other query parameters stay as they are, byte for byte: they may be
/// signed.
pub(super) fn receiving(endpoint: &Url, count: u32) -> Url {
    let is_count = |pair: &&str| {
        let mut decoded = url::form_urlencoded::parse(pair.as_bytes());
        decoded.next().is_some_and(|(name, _)| name.eq_ignore_ascii_case(MAX_EVENTS))
    };
    let query = endpoint.query().unwrap_or_default();
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !is_count(pair));
    let pairs: Vec<String> = kept.map(str::to_owned).chain([format!("{MAX_EVENTS}={count}")]).collect();
    let mut url = endpoint.clone();
    url.set_query(Some(&pairs.join("&")));
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_replaced_and_nothing_else() {
        for (endpoint, expected) in [
            ("https://h/r", "https://h/r?maxEvents=7"),
            ("https://h/r?sig=a%2Bb%20c&MaxEvents=32&x", "https://h/r?sig=a%2Bb%20c&x&maxEvents=7"),
            ("https://h/r?max%45vents=1&maxEvents=2&xmaxEvents=3", "https://h/r?xmaxEvents=3&maxEvents=7"),
        ] {
            assert_eq!(receiving(&Url::parse(endpoint).unwrap(), 7).as_str(), expected);
        }
    }

    #[test]
    fn an_unsafe_url_is_refused() {
        for url in ["http://h/r", "https://u@h/r", "https://u:p@h/r", "https://h/r#f", "/r", "", "ftp://h/r"] {
            assert!(checked(url, "x").is_err(), "{url}");
        }
        assert!(checked("https://h/r?sig=1", "x").is_ok());
    }
}
