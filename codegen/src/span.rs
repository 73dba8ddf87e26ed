//! Places in the files of a connector folder: [`Span`], and the decoded texts that it points into.
//!
//! Plain data that every stage shares. A span is a range of byte offsets into [`Source::text`], which is the file decoded to UTF-8.
//! The stage `source` decides how bytes become text, and text a tree.

use std::sync::{Arc, OnceLock};

/// Identifies a file of a connector folder: an index into [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(
    /// The index.
    pub u32,
);

/// A range of bytes in a source file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Byte offset of its beginning in the decoded text.
    pub start: u32,
    /// Byte offset of its end, exclusive.
    pub end: u32,
}

/// One file of a connector folder, decoded.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Source {
    /// For messages: the path as the caller gave it, `/` between the parts.
    pub path: String,
    /// Its content, decoded to UTF-8, without a byte order mark. The connectors of one file share it.
    pub text: Arc<str>,
    /// The place of every [`STRIDE`]th byte; computed on first use.
    marks: Arc<OnceLock<Vec<Place>>>,
}

/// Bytes between two marks. A file may be one line of megabytes with a diagnostic at each key, or megabytes of empty lines: a search
/// for the start of the line would read all of it, and a list of lines would be longer than the file.
const STRIDE: usize = 256;

/// What lies before a byte offset.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// The number of lines that end.
    lines: u32,
    /// Offset of the first byte of the line.
    line_start: u32,
    /// The number of characters.
    characters: u32,
}

/// The files of one connector folder; [`FileId`] is an index into it.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<Source>);

impl Source {
    /// A file whose text is already decoded.
    pub fn new(path: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into(), marks: Arc::default() }
    }

    /// The same file by another path.
    pub(crate) fn at(&self, path: String) -> Self {
        Self { path, ..self.clone() }
    }

    /// Line and column of a byte offset, both from 1, the column in characters.
    pub fn position(&self, offset: u32) -> (usize, usize) {
        let place = self.place(offset);
        let column = place.characters - self.place(place.line_start).characters + 1;
        (place.lines as usize + 1, column as usize)
    }

    /// Offset of the first byte of the line that holds a byte offset.
    pub(crate) fn line_start(&self, offset: u32) -> usize {
        self.place(offset).line_start as usize
    }

    fn place(&self, offset: u32) -> Place {
        let bytes = self.text.as_bytes();
        let offset = bytes.len().min(offset as usize);
        let marks = self.marks.get_or_init(|| marks(bytes));
        let mut place = marks.get(offset / STRIDE).copied().unwrap_or_default();
        (offset / STRIDE * STRIDE..offset).for_each(|at| place.pass(bytes, at));
        place
    }
}

impl Place {
    /// Moves the place behind the byte at an offset. A line ends with LF, CR LF or, in very old files, CR.
    fn pass(&mut self, bytes: &[u8], at: usize) {
        let byte = bytes[at];
        if byte == b'\n' || byte == b'\r' && bytes.get(at + 1) != Some(&b'\n') {
            self.lines += 1;
            self.line_start = at as u32 + 1;
        }
        // A byte that continues a character of UTF-8 starts none.
        self.characters += u32::from(byte & 0xC0 != 0x80);
    }
}

fn marks(bytes: &[u8]) -> Vec<Place> {
    let mut place = Place::default();
    let mut marks = Vec::with_capacity(bytes.len() / STRIDE + 1);
    for at in 0..=bytes.len() {
        if at % STRIDE == 0 {
            marks.push(place);
        }
        if at < bytes.len() {
            place.pass(bytes, at);
        }
    }
    marks
}

impl Sources {
    /// Keeps a file and gives it an id.
    pub(crate) fn keep(&mut self, source: Source) -> FileId {
        self.0.push(source);
        FileId(self.0.len() as u32 - 1)
    }

    /// The file with an id; `None` for an unknown id.
    pub fn get(&self, file: FileId) -> Option<&Source> {
        self.0.get(file.0 as usize)
    }

    /// The files, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.iter()
    }

    /// Gives files other paths in messages: those that `path` returns for the present ones.
    pub fn rename(&mut self, path: impl Fn(&str) -> Option<String>) {
        for source in &mut self.0 {
            source.path = path(&source.path).unwrap_or_else(|| std::mem::take(&mut source.path));
        }
    }

    /// The text of a file; empty for an unknown id.
    pub fn text(&self, file: FileId) -> &str {
        self.get(file).map_or("", |source| &*source.text)
    }
}
