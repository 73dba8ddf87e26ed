//! What a receiver bears.

use crate::receiver::error::BuildError;
use std::time::Duration;
use tokio::sync::Semaphore;

/// The limits of a receiver. Each has a default.
///
/// A receiver does not queue: a request beyond a limit is refused at once, with 503 and `Retry-After` where the same
/// request may be accepted later.
#[derive(Clone, Debug)]
pub struct Limits {
    pub(crate) body: usize,
    pub(crate) headers: usize,
    pub(crate) depth: usize,
    pub(crate) read_time: Duration,
    pub(crate) store_time: Duration,
    pub(crate) concurrency: usize,
    pub(crate) buffered: usize,
    pub(crate) retry_after: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 10 * 1024 * 1024,
            headers: 32 * 1024,
            depth: 128,
            read_time: Duration::from_secs(20),
            store_time: Duration::from_secs(10),
            concurrency: 512,
            buffered: 256 * 1024 * 1024,
            retry_after: Duration::from_secs(5),
        }
    }
}

impl Limits {
    /// The longest body in bytes: 10 MiB by default, as Azure Functions accepts for a connector trigger. A connector
    /// namespace may send 100 MB. A longer body is answered with 413, and is not read to its end.
    #[must_use]
    pub fn body(mut self, bytes: usize) -> Self {
        self.body = bytes;
        self
    }

    /// The sum of the address and of all names and values of headers in bytes: 32 KiB by default. More is answered with
    /// 431. The HTTP server has a limit of its own, which ends the connection before this crate sees the request.
    #[must_use]
    pub fn headers(mut self, bytes: usize) -> Self {
        self.headers = bytes;
        self
    }

    /// How deeply arrays and objects of a JSON body may be nested: 128 by default. A deeper body is answered with 400.
    #[must_use]
    pub fn depth(mut self, levels: usize) -> Self {
        self.depth = levels;
        self
    }

    /// The time within which the whole body must arrive: 20 seconds by default. A slower one is answered with 408. The
    /// time for the headers is the HTTP server's.
    #[must_use]
    pub fn read_time(mut self, time: Duration) -> Self {
        self.read_time = time;
        self
    }

    /// The time within which the inbox must have stored the event: 10 seconds by default. Then the answer is 503,
    /// although the event may still be stored; the service sends it again, and it is a duplicate then.
    #[must_use]
    pub fn store_time(mut self, time: Duration) -> Self {
        self.store_time = time;
        self
    }

    /// How many requests are read and stored at the same time: 512 by default. A further one is answered with 503.
    /// Requests whose credential is in the address or in a header count after it is checked.
    #[must_use]
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests;
        self
    }

    /// How many bytes of all bodies are in memory at the same time: 256 MiB by default. A request that would exceed it
    /// is answered with 503. The first 16 KiB of a body do not count: [`concurrency`](Self::concurrency) limits them.
    #[must_use]
    pub fn buffered(mut self, bytes: usize) -> Self {
        self.buffered = bytes;
        self
    }

    /// The `Retry-After` of an answer with 503, in whole seconds: 5 by default.
    #[must_use]
    pub fn retry_after(mut self, time: Duration) -> Self {
        self.retry_after = time;
        self
    }

    pub(crate) fn check(&self) -> Result<(), BuildError> {
        let out_of_range = [
            ("body", self.body == 0),
            ("headers", self.headers == 0),
            ("depth", self.depth == 0),
            ("read_time", self.read_time.is_zero()),
            ("store_time", self.store_time.is_zero()),
            ("concurrency", self.concurrency == 0 || self.concurrency > Semaphore::MAX_PERMITS),
            // A body of the longest length must fit.
            ("buffered", self.buffered < self.body || self.buffered / UNIT > u32::MAX as usize),
        ];
        match out_of_range.into_iter().find(|(_, is_out)| *is_out) {
            Some((limit, _)) => Err(BuildError::Limit { limit }),
            None => Ok(()),
        }
    }
}

/// The bytes in memory are counted in units of so many bytes.
pub(crate) const UNIT: usize = 16 * 1024;
