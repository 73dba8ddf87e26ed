//! Places in the files of a connector folder: [`Span`], and the decoded texts that it points into.
//!
//! Plain data that every stage shares. A span is a range of byte offsets into [`Source::text`], which is the file decoded to UTF-8.
//! The stage `source` decides how bytes become text, and text a tree.

use std::sync::OnceLock;

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
    /// Its content, decoded to UTF-8, without a byte order mark.
    pub text: String,
    /// Offset of the first byte of each line; computed on first use.
    line_starts: OnceLock<Vec<u32>>,
}

/// The files of one connector folder; [`FileId`] is an index into it.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<Source>);

impl Source {
    /// A file whose text is already decoded.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), line_starts: OnceLock::new() }
    }

    /// Line and column of a byte offset, both from 1, the column in characters.
    pub fn position(&self, offset: u32) -> (usize, usize) {
        let (line, start) = self.line_at(offset);
        let before = self.text.get(start..offset as usize).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// The line that holds a byte offset: its number (from 1) and the offset of its first byte.
    pub(crate) fn line_at(&self, offset: u32) -> (usize, usize) {
        let starts = self.line_starts.get_or_init(|| line_starts(&self.text));
        let line = starts.partition_point(|start| *start <= offset);
        (line, starts.get(line.saturating_sub(1)).map_or(0, |start| *start as usize))
    }
}

/// A line ends with LF, CR LF or, in very old files, CR.
fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let ends = bytes
        .iter()
        .enumerate()
        .filter(|(at, byte)| **byte == b'\n' || **byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
    std::iter::once(0).chain(ends.map(|(at, _)| at as u32 + 1)).collect()
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

    /// The text of a file; empty for an unknown id.
    pub fn text(&self, file: FileId) -> &str {
        self.get(file).map_or("", |source| &source.text)
    }
}
