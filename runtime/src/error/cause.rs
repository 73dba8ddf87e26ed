//! The chain of causes below an [`Error`]. In: errors of libraries and what they wrap. Out: their texts, without values.

use super::redaction;
use crate::http::values::Values;
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

/// The texts of a chain of causes, without the values of a call. Transports print URLs in their errors; libraries and
/// credentials may print anything.
pub(crate) struct Cause {
    text: String,
    source: Option<Box<Cause>>,
}

/// The maximum number of causes: a library decides how many there are.
const MAX_CAUSES: usize = 16;

impl Cause {
    pub(crate) fn new(error: &(dyn StdError + 'static), values: &Values) -> Self {
        Self::chain(error, values, MAX_CAUSES)
    }

    fn chain(error: &(dyn StdError + 'static), values: &Values, most: usize) -> Self {
        let source = error.source().filter(|_| most > 1);
        let source = source.map(|source| Box::new(Self::chain(source, values, most - 1)));
        Self { text: redaction::shown(&error.to_string(), values), source }
    }

    /// The same causes without further values.
    pub(super) fn without(self, values: &Values) -> Self {
        let source = self.source.map(|source| Box::new(source.without(values)));
        Self { text: redaction::shown(&self.text, values), source }
    }
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
    fn only_a_connection_without_valid_tls_is_refused() {
        let failure = |kind, inner| azure_core::Error::with_error(kind, io::Error::new(inner, "x"), "sending failed");
        assert!(is_refused(&failure(AzureErrorKind::Connection, io::ErrorKind::InvalidData)));
        assert!(!is_refused(&failure(AzureErrorKind::Connection, io::ErrorKind::ConnectionRefused)));
        assert!(!is_refused(&failure(AzureErrorKind::Io, io::ErrorKind::InvalidData)));
        let wrapped = io::Error::other(io::Error::from(io::ErrorKind::InvalidData));
        assert!(is_refused(&azure_core::Error::with_error(AzureErrorKind::Connection, wrapped, "sending failed")));
    }

    #[test]
    fn causes_keep_their_chain_and_lose_values() {
        let inner = io::Error::other("no route to (https://host/v6/word/x?key=hush) now, https://b?hush or /c?hush");
        let error = azure_core::Error::with_error(AzureErrorKind::Io, inner, "sending of known failed");
        let cause = Cause::new(&error, &Values::of_credentials(["known"]));
        assert_eq!(cause.to_string(), "sending of … failed");
        let source = cause.source().map(ToString::to_string);
        assert_eq!(source.as_deref(), Some("no route to (https://host/…) now, https://b/… or /…"));
        assert_eq!(format!("{cause:?}"), "\"sending of … failed\"");
    }

    #[test]
    fn the_chain_has_an_end() {
        let first = azure_core::Error::with_message(AzureErrorKind::Io, "the first");
        let outer = |inner, _| azure_core::Error::with_error(AzureErrorKind::Io, inner, "another");
        let inner = (0..100).fold(first, outer);
        let cause = Cause::new(&inner, &Values::default());
        let (mut count, mut link) = (0, Some(&cause as &dyn StdError));
        while let Some(error) = link {
            (count, link) = (count + 1, error.source());
        }
        assert_eq!(count, MAX_CAUSES);
    }
}
