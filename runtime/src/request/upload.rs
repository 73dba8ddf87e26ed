//! Files to send. In: bytes, a path, or a reader. Out: a content of known length that can be sent again.

use crate::{
    error::{Error, ErrorKind, Result},
    http::payload::{Content, Open},
};
use bytes::Bytes;
use std::{
    borrow::Cow,
    fmt,
    fs::{File, Metadata},
    io::{self, Read, Seek, SeekFrom},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

/// A file to send: its content, a name and a content type.
///
/// In a form, it is a part with its name and type. As the body of a request, its content is sent. The media type that
/// [`with_content_type`](Self::with_content_type) states goes first; without one, the definition's is sent. A definition that names
/// exactly one type for the body determines it alone; the documentation of the operation states which case it is.
///
/// The content is in memory, or is read in pieces while it is sent: see [`from_path`](Self::from_path),
/// [`from_seekable`](Self::from_seekable) and [`from_source`](Self::from_source). A retry reads it again from its
/// start.
///
/// ```
/// use connector_runtime::Upload;
/// let upload = Upload::new("a,b\n1,2\n").with_file_name("table.csv").with_content_type("text/csv");
/// assert_eq!(upload.file_name(), "table.csv");
/// assert_eq!(upload.length(), 8);
/// ```
#[derive(Clone)]
pub struct Upload {
    content: Content,
    file_name: Cow<'static, str>,
    content_type: Option<Cow<'static, str>>,
}

/// The media type of a file that states none.
const UNKNOWN_TYPE: &str = "application/octet-stream";

impl Upload {
    /// A file named `file` of type `application/octet-stream`.
    pub fn new(content: impl Into<Bytes>) -> Self {
        Self::of(Content::Bytes(content.into()))
    }

    fn of(content: Content) -> Self {
        Self { content, file_name: Cow::Borrowed("file"), content_type: None }
    }

    /// The regular file at a path, under its own name. It is opened and read for each attempt.
    ///
    /// # Errors
    /// There is no such file, or it is a folder, a pipe or a device. The call fails if, when it is sent, the file is
    /// missing, shorter, or something other than a regular file.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        // Errors do not have the path: the name in it is a value that is sent.
        let length = regular(path)
            .map_err(|error| Error::new(ErrorKind::Request, "cannot read the file to upload").with_source(error))?;
        let owned = path.to_owned();
        let upload = Self::from_source(length, move || open(&owned));
        Ok(match path.file_name() {
            Some(name) => upload.with_file_name(name.to_string_lossy()),
            None => upload,
        })
    }

    /// The content of a source that can seek, from its start.
    ///
    /// # Errors
    /// The length cannot be determined.
    pub fn from_seekable(mut source: impl Read + Seek + Send + 'static) -> Result<Self> {
        let length = source.seek(SeekFrom::End(0)).map_err(|error| {
            Error::new(ErrorKind::Request, "cannot determine the length of the upload").with_source(error)
        })?;
        let source = Arc::new(Mutex::new(source));
        Ok(Self::from_source(length, move || Ok(Shared { source: source.clone(), position: 0 })))
    }

    /// `length` bytes of the reader that `open` returns. `open` is called for each attempt. Content beyond the length
    /// is not read; if the reader ends earlier, the call fails.
    pub fn from_source<R: Read + Send + 'static>(
        length: u64,
        open: impl Fn() -> io::Result<R> + Send + Sync + 'static,
    ) -> Self {
        let open: Open = Arc::new(move || Ok(Box::new(open()?) as Box<dyn Read + Send>));
        Self::of(Content::Source { length, open })
    }

    /// The content of a reader, which is read into memory now, up to `limit` bytes.
    ///
    /// # Errors
    /// The reader fails, or has more bytes.
    pub fn from_reader(reader: impl Read, limit: u64) -> Result<Self> {
        let mut content = Vec::new();
        reader
            .take(limit.saturating_add(1))
            .read_to_end(&mut content)
            .map_err(|error| Error::new(ErrorKind::Request, "cannot read the content to upload").with_source(error))?;
        if content.len() as u64 > limit {
            let problem = format!("the upload is longer than the limit of {limit} bytes");
            return Err(Error::new(ErrorKind::Request, problem));
        }
        Ok(Self::new(content))
    }

    /// Sets the file's name.
    pub fn with_file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Cow::Owned(name.into());
        self
    }

    /// Sets the content's media type.
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(Cow::Owned(content_type.into()));
        self
    }

    /// The file's name.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// The content's media type; `application/octet-stream` if none was set.
    pub fn content_type(&self) -> &str {
        self.content_type.as_deref().unwrap_or(UNKNOWN_TYPE)
    }

    pub(crate) fn take_content_type(&mut self) -> Option<Cow<'static, str>> {
        self.content_type.take()
    }

    /// The length of the content in bytes.
    pub fn length(&self) -> u64 {
        self.content.length()
    }

    /// The content, if it is in memory.
    pub fn content(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes),
            Content::Source { .. } => None,
        }
    }

    pub(crate) fn into_content(self) -> Content {
        self.content
    }
}

impl From<Bytes> for Upload {
    fn from(content: Bytes) -> Self {
        Self::new(content)
    }
}

impl From<Vec<u8>> for Upload {
    fn from(content: Vec<u8>) -> Self {
        Self::new(content)
    }
}

impl From<&'static [u8]> for Upload {
    fn from(content: &'static [u8]) -> Self {
        Self::new(content)
    }
}

impl From<String> for Upload {
    fn from(content: String) -> Self {
        Self::new(content)
    }
}

impl From<&'static str> for Upload {
    fn from(content: &'static str) -> Self {
        Self::new(content)
    }
}

/// The length of a regular file.
fn regular(path: &Path) -> io::Result<u64> {
    length_of(&path.metadata()?)
}

/// Opens a regular file. A device may act when it is opened, so the path is looked at before; what was opened counts.
fn open(path: &Path) -> io::Result<File> {
    regular(path)?;
    let file = open_without_waiting(path)?;
    length_of(&file.metadata()?)?;
    Ok(file)
}

/// Opens a file that may be a pipe by now: that would wait for the pipe's other end.
fn open_without_waiting(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    options.read(true).open(path)
}

fn length_of(metadata: &Metadata) -> io::Result<u64> {
    if metadata.is_file() { Ok(metadata.len()) } else { Err(io::Error::other("it is not a regular file")) }
}

/// Without name and content: both may be private.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").field("length", &self.length()).finish_non_exhaustive()
    }
}

/// A reader with its own position in a shared source: a request may be cloned and sent twice at once.
struct Shared<S> {
    source: Arc<Mutex<S>>,
    position: u64,
}

impl<S: Read + Seek> Read for Shared<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        source.seek(SeekFrom::Start(self.position))?;
        let count = source.read(buffer)?;
        self.position += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(upload: &Upload) -> Vec<u8> {
        let mut all = Vec::new();
        match &upload.content {
            Content::Bytes(bytes) => all.extend_from_slice(bytes),
            Content::Source { open, .. } => _ = open().unwrap().read_to_end(&mut all).unwrap(),
        }
        all
    }

    #[test]
    fn a_seekable_source_is_read_from_its_start_by_each_reader() {
        let mut source = io::Cursor::new(b"content".to_vec());
        source.set_position(3);
        let upload = Upload::from_seekable(source).unwrap();
        assert_eq!((upload.length(), upload.content()), (7, None));
        let Content::Source { open, .. } = &upload.content else { panic!("a source is read while it is sent") };
        let (mut one, mut other) = (open().unwrap(), open().unwrap());
        let mut piece = [0; 4];
        one.read_exact(&mut piece).unwrap();
        other.read_exact(&mut piece).unwrap();
        assert_eq!(&piece, b"cont");
        let mut rest = String::new();
        one.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "ent");
        assert_eq!(read(&upload), b"content");
    }

    #[test]
    fn what_is_read_once_has_a_limit() {
        let upload = Upload::from_reader(&b"content"[..], 7).unwrap();
        assert_eq!(upload.content().map(|content| &content[..]), Some(&b"content"[..]));
        let error = Upload::from_reader(&b"content"[..], 6).unwrap_err();
        assert_eq!(error.to_string(), "the upload is longer than the limit of 6 bytes");
        assert_eq!(error.kind(), ErrorKind::Request);
        assert!(Upload::from_reader(io::repeat(0), 1000).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_opened_without_its_other_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        let (send, opened) = std::sync::mpsc::channel();
        let pipe = path.clone();
        std::thread::spawn(move || send.send(open_without_waiting(&pipe).map(drop)));
        opened.recv_timeout(std::time::Duration::from_secs(10)).expect("nothing waits").unwrap();
        assert!(open(&path).is_err());
    }

    #[test]
    fn a_file_that_is_not_there_is_an_error_at_once() {
        let error = Upload::from_path("/nowhere/at/all").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request);
        assert!(std::error::Error::source(&error).is_some());
        assert_eq!(error.to_string(), "cannot read the file to upload");
        assert!(Upload::from_path(std::env::temp_dir()).is_err());
    }
}
