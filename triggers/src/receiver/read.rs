//! Reads a body within the limits of size, time and memory.

use crate::receiver::{
    limits::{Limits, UNIT},
    response::Rejection,
};
use bytes::{Buf as _, Bytes, BytesMut};
use http_body::Body;
use http_body_util::BodyExt as _;
use std::{pin::pin, sync::Arc};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// The bytes of all bodies that may be in memory, in units. Each body has one unit for nothing.
#[derive(Clone)]
pub(crate) struct Memory(Arc<Semaphore>);

impl Memory {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self(Arc::new(Semaphore::new((limits.buffered / UNIT).min(Semaphore::MAX_PERMITS))))
    }
}

/// The memory of one body. It is given back when this is dropped.
#[derive(Default)]
pub(crate) struct Reserved(Option<OwnedSemaphorePermit>);

impl Reserved {
    fn grow(&mut self, memory: &Memory, bytes: usize) -> Result<(), Rejection> {
        let held = self.0.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let missing = bytes.saturating_sub(1) / UNIT - held.min(bytes.saturating_sub(1) / UNIT);
        if missing == 0 {
            return Ok(());
        }
        let missing = u32::try_from(missing).map_err(|_| Rejection::NoMemory)?;
        let more = memory.0.clone().try_acquire_many_owned(missing).map_err(|_| Rejection::NoMemory)?;
        match &mut self.0 {
            Some(permit) => permit.merge(more),
            None => self.0 = Some(more),
        }
        Ok(())
    }
}

/// The whole body, and the memory that it takes.
pub(crate) async fn read<B: Body>(body: B, limits: &Limits, memory: &Memory) -> Result<(Bytes, Reserved), Rejection> {
    if body.size_hint().lower() > limits.body as u64 {
        return Err(Rejection::TooLarge);
    }
    timeout(limits.read_time, collect(body, limits.body, memory)).await.unwrap_or(Err(Rejection::Slow))
}

async fn collect<B: Body>(body: B, limit: usize, memory: &Memory) -> Result<(Bytes, Reserved), Rejection> {
    let mut body = pin!(body);
    let mut reserved = Reserved::default();
    let mut first = Bytes::new();
    let mut whole = BytesMut::new();
    while let Some(frame) = body.frame().await {
        // Trailers are not data.
        let Ok(mut data) = frame.map_err(|_| Rejection::CutOff)?.into_data() else { continue };
        let length = first.len() + whole.len() + data.remaining();
        if length > limit {
            return Err(Rejection::TooLarge);
        }
        reserved.grow(memory, length)?;
        let piece = data.copy_to_bytes(data.remaining());
        // One piece, as most bodies are, is not copied.
        if first.is_empty() && whole.is_empty() {
            first = piece;
        } else {
            whole.extend_from_slice(&std::mem::take(&mut first));
            whole.extend_from_slice(&piece);
        }
    }
    Ok((if whole.is_empty() { first } else { whole.freeze() }, reserved))
}
