//! The chain of causes below an [`Error`]. In: errors of azure_core and what they wrap. Out: their texts, without the
//! queries of URLs.

use crate::error::{Error, ErrorKind};
use std::{error::Error as StdError, fmt, io};

/// Whether the chain of causes contains a timeout. reqwest's own error type is private, so its text decides.
pub(crate) fn is_timeout(error: &(dyn StdError + 'static)) -> bool {
    let mut link = Some(error);
    while let Some(error) = link {
        let is_io = error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut);
        if is_io || error.to_string() == "operation timed out" {
            return true;
        }
        link = error.source();
    }
    false
}

/// The texts of a chain of causes, without the queries of URLs. Transports print URLs in their errors; a query contains
/// the caller's values or, after a redirect, the signature that gives access to a file.
pub(crate) struct Cause {
    text: String,
    source: Option<Box<Cause>>,
}

impl Cause {
    pub(crate) fn new(error: &(dyn StdError + 'static)) -> Self {
        let source = error.source().map(|source| Box::new(Self::new(source)));
        Self { text: without_queries(&error.to_string()), source }
    }
}

/// The text without what follows a question mark, up to the next space. A URL contains no space.
fn without_queries(text: &str) -> String {
    let words = text.split_inclusive(char::is_whitespace).map(|word| match word.split_once('?') {
        Some((before, query)) if !query.trim_end().is_empty() => {
            format!("{before}?…{}", &query[query.trim_end().len()..])
        }
        _ => word.to_owned(),
    });
    words.collect()
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// The error of a body that ended too early.
pub(crate) fn cut_off(error: &azure_core::Error) -> Error {
    Error::new(ErrorKind::Transport, "the response was cut off")
        .with_transience(false, is_timeout(error))
        .with_source(Cause::new(error))
}

/// The first error of a type in the chain of causes.
pub(crate) fn find<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    let mut link = Some(error);
    while let Some(error) = link {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        link = error.source();
    }
    None
}

/// Whether TLS failed. A certificate that does not match will not match on the next attempt either.
pub(crate) fn is_refused(error: &azure_core::Error) -> bool {
    // The TLS library reports its failures as invalid data; its callers wrap them once more.
    fn is_invalid(error: &io::Error) -> bool {
        let inner = || error.get_ref()?.downcast_ref();
        error.kind() == io::ErrorKind::InvalidData || inner().is_some_and(is_invalid)
    }
    *error.kind() == azure_core::error::ErrorKind::Connection && find(error).is_some_and(is_invalid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use azure_core::error::ErrorKind as AzureErrorKind;

    #[test]
    fn a_timeout_is_found_anywhere_in_the_chain() {
        let timed_out = io::Error::new(io::ErrorKind::TimedOut, "no response within 1s");
        assert!(is_timeout(&azure_core::Error::new(AzureErrorKind::Io, timed_out)));
        let inner = io::Error::other("operation timed out");
        assert!(is_timeout(&azure_core::Error::with_error(AzureErrorKind::Io, inner, "while reading")));
        assert!(!is_timeout(&azure_core::Error::with_message(AzureErrorKind::Io, "reset")));
    }

    #[test]
    fn causes_keep_their_chain_and_lose_the_query() {
        let inner = io::Error::other("no route to (https://host/a?key=hush)&b=1) now, https://b?hush or /c?hush");
        let error = azure_core::Error::with_error(AzureErrorKind::Io, inner, "sending failed");
        let cause = Cause::new(&error);
        assert_eq!(cause.to_string(), "sending failed");
        let source = cause.source().map(ToString::to_string);
        assert_eq!(source.as_deref(), Some("no route to (https://host/a?… now, https://b?… or /c?…"));
        assert!(!format!("{cause:?}").contains("hush"));
        assert_eq!(without_queries("why? nobody knows?"), "why? nobody knows?");
    }
}
