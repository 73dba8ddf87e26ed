//! Responses: read up to a limit, and what a failure of each means.

use crate::azure::error::{AzureError, AzureErrorKind};
use azure_core::{
    error::ErrorKind,
    http::{
        AsyncRawResponse,
        headers::{CONTENT_LENGTH, HeaderName, Headers},
    },
    time::{OffsetDateTime, parse_rfc7231},
};
use bytes::{Bytes, BytesMut};
use connector_runtime::redaction::Sent;
use futures_core::Stream as _;
use serde::Deserialize;
use std::{future::poll_fn, pin::Pin, time::Duration};

/// How much of the body of a failure is read.
const MAX_FAILURE: u64 = 64 << 10;

/// Who answers. The same status means different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::azure) enum Plane {
    /// Azure Resource Manager.
    Arm,
    /// The pull endpoints of a trigger configuration.
    Pull,
    /// The storage behind a signed link. Requests carry no token.
    Link,
}

/// A response with a status of success.
pub(in crate::azure) struct Answer {
    pub(in crate::azure) status: u16,
    pub(in crate::azure) headers: Headers,
    pub(in crate::azure) body: Bytes,
}

impl Answer {
    /// The value of a header.
    pub(in crate::azure) fn header(&self, name: &'static str) -> Option<&str> {
        self.headers.get_optional_str(&HeaderName::from_static(name))
    }
}

/// Reads a response.
pub(super) async fn read(
    response: AsyncRawResponse,
    plane: Plane,
    doing: &'static str,
    limit: u64,
    sent: &Sent,
) -> Result<Answer, AzureError> {
    let (status, headers, mut body) = response.deconstruct();
    let status = u16::from(status);
    let is_success = (200..300).contains(&status);
    let limit = if is_success { limit } else { MAX_FAILURE };
    // Room for all of it where its length is known: a buffer that grows takes twice as much.
    let stated = headers.get_optional_str(&CONTENT_LENGTH).and_then(|length| length.trim().parse::<u64>().ok());
    let stated = stated.filter(|length| *length <= limit).unwrap_or_default();
    let mut whole = BytesMut::with_capacity(usize::try_from(stated).unwrap_or_default());
    while let Some(piece) = poll_fn(|cx| Pin::new(&mut body).poll_next(cx)).await {
        let piece = match piece {
            Ok(piece) => piece,
            // The status says more than the end of the body does.
            Err(_) if !is_success => break,
            Err(error) => return Err(unanswered(&error, doing, sent)),
        };
        if piece.len() as u64 > limit - whole.len() as u64 {
            if is_success {
                let problem = format!("the response is longer than {limit} bytes");
                return Err(
                    AzureError::new(AzureErrorKind::TooLarge, doing, &problem, &Sent::default()).with_status(status)
                );
            }
            break;
        }
        whole.extend_from_slice(&piece);
    }
    let answer = Answer { status, headers, body: whole.freeze() };
    if is_success { Ok(answer) } else { Err(refused(&answer, plane, doing, sent)) }
}

/// The error of a response without success.
fn refused(answer: &Answer, plane: Plane, doing: &'static str, sent: &Sent) -> AzureError {
    let kind = match (answer.status, plane) {
        (401, Plane::Arm | Plane::Pull) => AzureErrorKind::Unauthorized,
        (403, Plane::Arm) => AzureErrorKind::Forbidden,
        (403, Plane::Pull) => AzureErrorKind::NoAccessPolicy,
        (404 | 410, Plane::Arm) => AzureErrorKind::NotFound,
        (404 | 410, Plane::Pull) => AzureErrorKind::StaleEndpoint,
        (409 | 412, _) => AzureErrorKind::Conflict,
        (429, _) => AzureErrorKind::Throttled,
        (500.., _) => AzureErrorKind::Service,
        _ => AzureErrorKind::Refused,
    };
    let failure: Failure = serde_json::from_slice(&answer.body).unwrap_or_default();
    let inner = failure.error.unwrap_or_default();
    let code = answer.header("x-ms-error-code").map(str::to_owned).or(inner.code).or(failure.code);
    let message = inner.message.or(failure.message);
    let message = message.as_deref().unwrap_or("the response states no reason");
    AzureError::new(kind, doing, message, sent)
        .with_status(answer.status)
        .with_code(code.as_deref(), sent)
        .with_retry_after(retry_after(answer))
}

#[derive(Default, Deserialize)]
struct Failure {
    #[serde(default)]
    error: Option<FailureDetail>,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    message: Option<String>,
}

#[derive(Default, Deserialize)]
struct FailureDetail {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    message: Option<String>,
}

/// The wait that a response asks for: at most a day.
fn retry_after(answer: &Answer) -> Option<Duration> {
    const LONGEST: Duration = Duration::from_secs(86_400);
    let milliseconds = ["x-ms-retry-after-ms", "retry-after-ms"]
        .iter()
        .find_map(|name| answer.header(name)?.trim().parse().ok().map(Duration::from_millis));
    let wait = milliseconds.or_else(|| {
        let text = answer.header("retry-after")?.trim();
        text.parse().ok().map(Duration::from_secs).or_else(|| {
            let wait = parse_rfc7231(text).ok()? - OffsetDateTime::now_utc();
            Some(Duration::try_from(wait).unwrap_or_default())
        })
    });
    wait.map(|wait| wait.min(LONGEST))
}

/// The error of a request without a whole response. The library's error is not a source of it: its text may contain the
/// URL.
pub(super) fn unanswered(error: &azure_core::Error, doing: &'static str, sent: &Sent) -> AzureError {
    let (kind, problem) = match error.kind() {
        ErrorKind::Credential => (AzureErrorKind::Credential, "there is no token"),
        ErrorKind::Connection => (AzureErrorKind::Transport, "there is no connection"),
        _ => (AzureErrorKind::Transport, "there is no whole response"),
    };
    let mut text = format!("{problem}: {error}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    AzureError::new(kind, doing, &text, sent)
}
