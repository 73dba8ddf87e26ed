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
    if let Some(TooLong { limit }) = find(error) {
        return Error::new(ErrorKind::Transport, format!("the response is longer than the limit of {limit} bytes"));
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
