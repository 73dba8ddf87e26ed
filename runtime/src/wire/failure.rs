//! What azure_core's failures mean. In: an error of its pipeline and the request's method. Out: an [`Error`], and whether
//! another attempt has a point.

use crate::{
    error::{
        Error, ErrorKind,
        cause::{Cause, find, is_refused, is_timeout},
    },
    http::values::Values,
    wire::{body_limit::TooLong, retry},
};
use azure_core::error::ErrorKind as AzureErrorKind;

/// The error of a request that got no response. `values` are those of the request.
pub(crate) fn failure(error: &azure_core::Error, method: &str, values: &Values) -> Error {
    if let Some(too_long) = find::<TooLong>(error) {
        return Error::new(ErrorKind::Transport, too_long.to_string());
    }
    let is_refused = is_refused(error);
    let (kind, problem) = match error.kind() {
        AzureErrorKind::Credential => (ErrorKind::Credential, "could not get a token"),
        AzureErrorKind::Connection if is_refused => {
            (ErrorKind::Transport, "could not open a secure connection to the service")
        }
        AzureErrorKind::Connection => (ErrorKind::Transport, "could not connect to the service"),
        _ => (ErrorKind::Transport, "the request could not be sent, or its response was cut off"),
    };
    let is_retryable = !is_refused && retry::is_retryable_failure(method, error.kind());
    Error::new(kind, problem).with_transience(is_retryable, is_timeout(error)).with_cause(Cause::new(error, values))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    #[test]
    fn each_failure_says_what_it_means_and_whether_to_try_again() {
        use AzureErrorKind::{Connection, Credential, Io};
        for (kind, cause, method, expected, problem, is_retryable) in [
            (Credential, io::ErrorKind::Other, "GET", ErrorKind::Credential, "could not get a token", false),
            (Connection, io::ErrorKind::Other, "POST", ErrorKind::Transport, "could not connect to the service", true),
            (Connection, io::ErrorKind::InvalidData, "GET", ErrorKind::Transport, "could not open a secure", false),
            (Io, io::ErrorKind::Other, "GET", ErrorKind::Transport, "the request could not be sent", true),
            (Io, io::ErrorKind::Other, "POST", ErrorKind::Transport, "the request could not be sent", false),
        ] {
            let azure = azure_core::Error::with_error(kind, io::Error::new(cause, "x"), "sending failed");
            let error = failure(&azure, method, &Values::default());
            assert!(error.to_string().starts_with(problem), "{error}");
            assert_eq!((error.kind(), error.is_retryable()), (expected, is_retryable), "{error}");
        }
    }
}
