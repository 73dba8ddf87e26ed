//! Receives a response within one attempt, and its body up to a limit. So a body that is cut off can be retried, and an
//! endless one is not read to its end.

use crate::{error::MAX_BODY, http::headers::Headers};
use azure_core::{
    error::ErrorKind,
    http::{AsyncRawResponse, AsyncResponseBody, Method},
};
use bytes::{Bytes, BytesMut};
use futures_core::Stream as _;
use std::{fmt, future::poll_fn, pin::Pin};

/// How much of a response to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// All of it.
    Whole,
    /// The head, if it is a success.
    Head,
}

/// A response of any status.
pub(crate) struct Received {
    pub(crate) status: u16,
    pub(crate) headers: Headers,
    pub(crate) body: ReceivedBody,
}

/// The body of a response, as far as it was read.
pub(crate) enum ReceivedBody {
    Whole(Bytes),
    Coming(AsyncResponseBody),
}

impl Received {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Receives the response to a request of this method.
pub(crate) async fn receive(
    response: AsyncRawResponse,
    method: Method,
    reading: Reading,
    limit: u64,
) -> azure_core::Result<Received> {
    let (status, headers, body) = response.deconstruct();
    let (status, headers) = (u16::from(status), Headers::from_azure(headers));
    let body = if !(200..300).contains(&status) {
        // An error keeps this much of its body.
        ReceivedBody::Whole(read(body, MAX_BODY as u64, Longer::IsCut).await?)
    } else if reading == Reading::Head {
        ReceivedBody::Coming(body)
    } else {
        let stated = stated_length(&headers).filter(|_| method != Method::Head);
        if stated.is_some_and(|length| length > limit) {
            return Err(too_long(limit));
        }
        ReceivedBody::Whole(read(body, limit, Longer::IsAnError).await?)
    };
    Ok(Received { status, headers, body })
}

fn stated_length(headers: &Headers) -> Option<u64> {
    headers.get("content-length")?.trim().parse().ok()
}

/// What to do with a body that exceeds the limit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Longer {
    IsCut,
    IsAnError,
}

async fn read(mut body: AsyncResponseBody, limit: u64, longer: Longer) -> azure_core::Result<Bytes> {
    let mut first = Bytes::new();
    let mut whole = BytesMut::new();
    while let Some(piece) = poll_fn(|cx| Pin::new(&mut body).poll_next(cx)).await {
        let mut piece = piece?;
        let room = limit - (first.len() + whole.len()) as u64;
        let is_longer = piece.len() as u64 > room;
        if is_longer && longer == Longer::IsAnError {
            return Err(too_long(limit));
        }
        if is_longer {
            // Less than the piece's length, so it fits a `usize`.
            piece.truncate(room as usize);
        }
        // A single piece, the usual case, is not copied.
        if first.is_empty() && whole.is_empty() {
            first = piece;
        } else {
            whole.extend_from_slice(&std::mem::take(&mut first));
            whole.extend_from_slice(&piece);
        }
        if is_longer {
            break;
        }
    }
    Ok(if whole.is_empty() { first } else { whole.freeze() })
}

fn too_long(limit: u64) -> azure_core::Error {
    azure_core::Error::new(ErrorKind::Other, TooLong { limit })
}

/// The response exceeds the limit.
#[derive(Debug)]
pub(crate) struct TooLong {
    limit: u64,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the response is longer than the limit of {} bytes", self.limit)
    }
}

impl std::error::Error for TooLong {}
