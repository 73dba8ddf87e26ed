//! Group commit: one task writes, and answers all callers that wait for it in one transaction.
//!
//! A commit waits for the disk, whatever is in it. While one runs, other callers queue, and the next one takes all of them.

use super::record::Record;
use crate::inbox::{
    contract::{Claim, Failure, Lease, Put},
    error::{InboxError, InboxErrorKind},
};
use async_trait::async_trait;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Requests that wait, at most; later callers wait for a place.
const QUEUE: usize = 1_024;

/// Requests of one transaction, at most.
const GROUP: usize = 256;

/// The bytes of headers and bodies after which a transaction takes no further request.
const GROUP_BYTES: usize = 16 << 20;

/// A change of events.
pub(crate) enum Request {
    Put(Vec<Record>),
    Claim(Claim),
    Extend(Vec<Lease>, Duration),
    Done(Vec<Lease>),
    Failed(Lease, Failure),
    /// Numbers of events that were finished when they were read.
    Replay(Vec<i64>),
    /// Likewise.
    Purge(Vec<i64>),
}

impl Request {
    fn bytes(&self) -> usize {
        match self {
            Self::Put(records) => records.iter().map(|record| record.headers.len() + record.body.len()).sum(),
            _ => 0,
        }
    }
}

/// The answer to a [`Request`].
#[derive(Debug)]
pub(crate) enum Reply {
    Puts(Vec<Put>),
    Leases(Vec<Lease>),
    /// For each lease, whether it was held.
    Held(Vec<bool>),
    Count(u64),
}

impl Reply {
    pub(super) fn puts(self) -> Vec<Put> {
        if let Self::Puts(puts) = self { puts } else { Vec::new() }
    }

    pub(super) fn leases(self) -> Vec<Lease> {
        if let Self::Leases(leases) = self { leases } else { Vec::new() }
    }

    pub(super) fn held(self) -> Vec<bool> {
        if let Self::Held(held) = self { held } else { Vec::new() }
    }

    pub(super) fn count(self) -> u64 {
        if let Self::Count(count) = self { count } else { 0 }
    }
}

/// Writes a group in one transaction.
#[async_trait]
pub(crate) trait Writer: Send + 'static {
    /// When it returns `Ok`, the transaction is committed and on the disk. Each request has its reply, in order; one that
    /// was refused has changed nothing.
    async fn write(&mut self, requests: &[Request]) -> Result<Vec<Result<Reply, InboxError>>, WriteError>;
}

/// A transaction that failed as a whole.
pub(crate) struct WriteError {
    pub(crate) error: InboxError,
    /// Nothing was committed and the store can be used, so that one request may be the cause: the others succeed alone.
    pub(crate) separable: bool,
}

struct Job {
    request: Request,
    reply: oneshot::Sender<Result<Reply, InboxError>>,
}

/// The way to the writer. The writer ends after the last one is dropped.
#[derive(Clone, Debug)]
pub(crate) struct Queue(mpsc::Sender<Job>);

impl Queue {
    /// Starts a writer on the current runtime.
    pub(crate) fn start(writer: impl Writer) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        tokio::spawn(run(writer, receiver));
        Self(sender)
    }

    pub(super) async fn call(&self, request: Request) -> Result<Reply, InboxError> {
        let (reply, answer) = oneshot::channel();
        self.0.send(Job { request, reply }).await.map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())?
    }
}

async fn run(mut writer: impl Writer, mut jobs: mpsc::Receiver<Job>) {
    while let Some(first) = jobs.recv().await {
        let mut bytes = first.request.bytes();
        let mut group = vec![first];
        while group.len() < GROUP && bytes < GROUP_BYTES {
            let Ok(job) = jobs.try_recv() else { break };
            bytes += job.request.bytes();
            group.push(job);
        }
        // Nobody waits for the answer any more: an event that is claimed now would wait for the end of its lease.
        group.retain(|job| !job.reply.is_closed());
        if !group.is_empty() {
            answer(&mut writer, group).await;
        }
    }
}

async fn answer(writer: &mut impl Writer, group: Vec<Job>) {
    let (requests, replies): (Vec<_>, Vec<_>) = group.into_iter().map(|job| (job.request, job.reply)).unzip();
    // A caller that is gone needs no answer, so `send` may fail.
    match writer.write(&requests).await {
        Ok(answers) => {
            for (reply, answer) in replies.into_iter().zip(answers) {
                _ = reply.send(answer);
            }
        }
        Err(WriteError { separable: true, .. }) if requests.len() > 1 => {
            for (request, reply) in requests.into_iter().zip(replies) {
                let answer = match writer.write(&[request]).await {
                    Ok(mut answers) => answers.pop().unwrap_or_else(|| Err(stopped())),
                    Err(failure) => Err(failure.error),
                };
                _ = reply.send(answer);
            }
        }
        Err(WriteError { error, .. }) => {
            for reply in replies {
                _ = reply.send(Err(again(&error)));
            }
        }
    }
}

/// The kind and message of an error for each of several callers.
fn again(error: &InboxError) -> InboxError {
    InboxError::new(error.kind(), error.to_string())
}

/// The reply to a request that the writer has lost.
fn stopped() -> InboxError {
    InboxError::new(InboxErrorKind::Unavailable, "the inbox is closed")
}
