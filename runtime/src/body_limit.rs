//! Reads the body of an answer within one try, up to the limit: what breaks off there can be tried again, and what has no
//! end is not read to it.

use crate::{error::MAX_BODY, sending::Sending};
use async_trait::async_trait;
use azure_core::{
    error::ErrorKind,
    http::{
        AsyncRawResponse, AsyncResponseBody, Context, Method, Request,
        headers::Headers,
        policies::{Policy, PolicyResult},
    },
};
use bytes::{Bytes, BytesMut};
use futures_core::Stream as _;
use std::{fmt, future::poll_fn, pin::Pin, sync::Arc};

/// How much of an answer is read before it is handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// All of it.
    Whole,
    /// Its head, where it is a success.
    Head,
}

/// Stands next to the transport.
#[derive(Debug)]
pub(crate) struct ReadPolicy;

#[async_trait]
impl Policy for ReadPolicy {
    async fn send(&self, ctx: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        let response = next[0].send(ctx, request, &next[1..]).await?;
        let sending = ctx.value::<Sending>();
        let limit = sending.map(|sending| sending.limits).unwrap_or_default().max_body;
        let status = response.status();
        let body = if !status.is_success() {
            let (_, headers, body) = response.deconstruct();
            // An error keeps so much of it; whatever else there is does not matter.
            (headers, read(body, MAX_BODY as u64, Longer::IsCut).await?)
        } else if sending.is_some_and(|sending| sending.reading == Reading::Head) {
            return Ok(response);
        } else {
            let (_, headers, body) = response.deconstruct();
            let stated = stated_length(&headers).filter(|_| request.method() != Method::Head);
            if stated.is_some_and(|length| length > limit) {
                return Err(too_long(limit));
            }
            (headers, read(body, limit, Longer::IsAnError).await?)
        };
        Ok(AsyncRawResponse::from_bytes(status, body.0, body.1))
    }
}

fn stated_length(headers: &Headers) -> Option<u64> {
    headers.get_optional_str(&"content-length".into())?.trim().parse().ok()
}

/// What is to be done with what is longer than the limit.
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
            // The room is less than a length in memory.
            piece.truncate(room as usize);
        }
        // One piece, the usual case, is not copied.
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

/// An answer is longer than the limit.
#[derive(Debug)]
pub(crate) struct TooLong {
    pub(crate) limit: u64,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the answer is longer than the limit of {} bytes", self.limit)
    }
}

impl std::error::Error for TooLong {}
