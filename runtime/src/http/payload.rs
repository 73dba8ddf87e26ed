//! The body of a request as it is sent: bytes, or pieces that are read while they are sent. In: contents of known
//! length. Out: a body for azure_core that can be sent again.
//!
//! Files are read on tokio's blocking threads if there is a tokio runtime, else in place.

use async_trait::async_trait;
use azure_core::{http::Body, stream::SeekableStream};
use bytes::{Buf as _, Bytes};
use futures_io::AsyncRead;
use std::{
    fmt,
    io::{self, Read},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

/// How much of a source is read at once, in bytes.
const CHUNK: u64 = 256 << 10;

/// The body of a request.
#[derive(Clone)]
pub(crate) enum Payload {
    Bytes(Bytes),
    /// Sent in order.
    Pieces(Arc<[Content]>),
}

impl Payload {
    /// One payload of several contents. It is in memory if all of them are.
    pub(crate) fn new(contents: Vec<Content>) -> Self {
        let mut pieces: Vec<Content> = Vec::new();
        let mut bytes = Vec::new();
        for content in contents {
            match content {
                Content::Bytes(more) => bytes.extend_from_slice(&more),
                source => {
                    pieces.push(Content::Bytes(std::mem::take(&mut bytes).into()));
                    pieces.push(source);
                }
            }
        }
        if pieces.is_empty() {
            return Self::Bytes(bytes.into());
        }
        pieces.push(Content::Bytes(bytes.into()));
        Self::Pieces(pieces.into())
    }

    pub(crate) fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Pieces(pieces) => pieces.iter().map(Content::length).sum(),
        }
    }

    /// The contents that are in memory.
    pub(crate) fn in_memory(&self) -> impl Iterator<Item = &Bytes> {
        let (whole, pieces) = match self {
            Self::Bytes(bytes) => (Some(bytes), &[][..]),
            Self::Pieces(pieces) => (None, &pieces[..]),
        };
        whole.into_iter().chain(pieces.iter().filter_map(|piece| match piece {
            Content::Bytes(bytes) => Some(bytes),
            Content::Source { .. } => None,
        }))
    }

    pub(crate) fn into_azure(self) -> Body {
        match self {
            Self::Bytes(bytes) => Body::Bytes(bytes),
            Self::Pieces(pieces) => Body::SeekableStream(Box::new(Pieces::new(pieces))),
        }
    }
}

impl Default for Payload {
    fn default() -> Self {
        Self::Bytes(Bytes::new())
    }
}

impl From<Bytes> for Payload {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<Content> for Payload {
    fn from(content: Content) -> Self {
        match content {
            Content::Bytes(bytes) => Self::Bytes(bytes),
            source => Self::Pieces([source].into()),
        }
    }
}

/// A content of known length.
#[derive(Clone)]
pub(crate) enum Content {
    Bytes(Bytes),
    Source { length: u64, open: Open },
}

/// Opens a source at its start.
pub(crate) type Open = Arc<dyn Fn() -> io::Result<Box<dyn Read + Send>> + Send + Sync>;

impl Content {
    pub(crate) fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Source { length, .. } => *length,
        }
    }
}

/// Reads pieces in order.
struct Pieces {
    pieces: Arc<[Content]>,
    next: usize,
    /// Read and not yet passed on.
    chunk: Bytes,
    source: Option<Source>,
}

impl Pieces {
    fn new(pieces: Arc<[Content]>) -> Self {
        Self { pieces, next: 0, chunk: Bytes::new(), source: None }
    }
}

/// A clone begins at the start: transports clone the body for each attempt.
impl Clone for Pieces {
    fn clone(&self) -> Self {
        Self::new(self.pieces.clone())
    }
}

impl fmt::Debug for Pieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pieces").field("count", &self.pieces.len()).finish_non_exhaustive()
    }
}

impl AsyncRead for Pieces {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        loop {
            if !this.chunk.is_empty() {
                let count = this.chunk.len().min(buffer.len());
                this.chunk.copy_to_slice(&mut buffer[..count]);
                return Poll::Ready(Ok(count));
            }
            if let Some(source) = &mut this.source {
                this.chunk = ready!(source.poll_chunk(cx))?;
                if this.chunk.is_empty() {
                    this.source = None;
                }
                continue;
            }
            match this.pieces.get(this.next) {
                None => return Poll::Ready(Ok(0)),
                Some(Content::Bytes(bytes)) => this.chunk = bytes.clone(),
                Some(Content::Source { length, open }) => this.source = Some(Source::new(*length, open.clone())),
            }
            this.next += 1;
        }
    }
}

#[async_trait]
impl SeekableStream for Pieces {
    async fn reset(&mut self) -> azure_core::Result<()> {
        *self = self.clone();
        Ok(())
    }

    fn len(&self) -> Option<u64> {
        Some(self.pieces.iter().map(Content::length).sum())
    }
}

/// A source that is being read.
struct Source {
    remaining: u64,
    state: State,
}

enum State {
    /// Never locked: the mutex makes a `Send` type `Sync`.
    Ready(Mutex<Reader>),
    #[cfg(feature = "reqwest_rustls")]
    Reading(tokio::task::JoinHandle<io::Result<(Reader, Bytes)>>),
    Failed,
}

enum Reader {
    Closed(Open),
    Open(Box<dyn Read + Send>),
}

impl Source {
    fn new(length: u64, open: Open) -> Self {
        Self { remaining: length, state: State::Ready(Mutex::new(Reader::Closed(open))) }
    }

    /// The next bytes; empty at the end.
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Bytes>> {
        if self.remaining == 0 {
            return Poll::Ready(Ok(Bytes::new()));
        }
        let (reader, chunk) = ready!(self.poll_read(cx))?;
        if chunk.is_empty() {
            self.state = State::Failed;
            let problem = "the source is shorter than when the upload was created";
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::UnexpectedEof, problem)));
        }
        self.remaining -= chunk.len() as u64;
        self.state = State::Ready(Mutex::new(reader));
        Poll::Ready(Ok(chunk))
    }

    #[cfg(feature = "reqwest_rustls")]
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<(Reader, Bytes)>> {
        use std::future::Future as _;
        loop {
            match std::mem::replace(&mut self.state, State::Failed) {
                State::Ready(reader) => {
                    let reader = reader.into_inner().unwrap_or_else(PoisonError::into_inner);
                    let most = self.remaining.min(CHUNK);
                    match tokio::runtime::Handle::try_current() {
                        Ok(runtime) => {
                            self.state = State::Reading(runtime.spawn_blocking(move || read(reader, most)));
                        }
                        Err(_) => return Poll::Ready(read(reader, most)),
                    }
                }
                State::Reading(mut task) => {
                    return match Pin::new(&mut task).poll(cx) {
                        Poll::Ready(outcome) => {
                            Poll::Ready(outcome.unwrap_or_else(|error| Err(io::Error::other(error))))
                        }
                        Poll::Pending => {
                            self.state = State::Reading(task);
                            Poll::Pending
                        }
                    };
                }
                State::Failed => return Poll::Ready(Err(io::Error::other("the source could not be read"))),
            }
        }
    }

    #[cfg(not(feature = "reqwest_rustls"))]
    fn poll_read(&mut self, _: &mut Context<'_>) -> Poll<io::Result<(Reader, Bytes)>> {
        Poll::Ready(match std::mem::replace(&mut self.state, State::Failed) {
            State::Ready(reader) => {
                read(reader.into_inner().unwrap_or_else(PoisonError::into_inner), self.remaining.min(CHUNK))
            }
            State::Failed => Err(io::Error::other("the source could not be read")),
        })
    }
}

/// Reads up to `most` bytes and blocks.
fn read(reader: Reader, most: u64) -> io::Result<(Reader, Bytes)> {
    let mut reader = match reader {
        Reader::Closed(open) => open()?,
        Reader::Open(reader) => reader,
    };
    let mut chunk = Vec::new();
    (&mut *reader).take(most).read_to_end(&mut chunk)?;
    Ok((Reader::Open(reader), chunk.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;

    #[test]
    fn a_body_of_pieces_prints_their_number_alone() {
        let source = Content::Source { length: 3, open: Arc::new(|| Ok(Box::new(io::empty()))) };
        let pieces = [Content::Bytes(Bytes::from_static(b"a caller's text")), source];
        assert_eq!(format!("{:?}", Pieces::new(pieces.into())), "Pieces { count: 2, .. }");
    }

    async fn read_to_end(pieces: &mut Pieces) -> Vec<u8> {
        let (mut all, mut buffer) = (Vec::new(), [0; 4]);
        loop {
            let read = poll_fn(|cx| Pin::new(&mut *pieces).poll_read(cx, &mut buffer)).await;
            match read.expect("nothing fails") {
                0 => return all,
                count => all.extend_from_slice(&buffer[..count]),
            }
        }
    }

    #[tokio::test]
    async fn a_transport_knows_the_length_of_pieces_and_may_begin_again() {
        let source = Content::Source { length: 5, open: Arc::new(|| Ok(Box::new(&b"defgh"[..]))) };
        let (first, last) = (Content::Bytes(Bytes::from_static(b"abc")), Content::Bytes(Bytes::from_static(b"ij")));
        let mut pieces = Pieces::new([first, source, last].into());
        assert_eq!(pieces.len(), Some(10));
        for _ in 0..2 {
            assert_eq!(read_to_end(&mut pieces).await, b"abcdefghij");
            pieces.reset().await.expect("a source is opened again");
        }
    }
}
