//! Bytes in, [`Source`] out: encodings, and JSON read tolerantly into a tree with byte spans.
//!
//! It knows nothing of Swagger. Spans are byte offsets into [`Source::text`], the file decoded to UTF-8.

mod decode;
mod json;
mod repairs;
#[cfg(test)]
mod tests;
mod toml;

use std::sync::OnceLock;

use crate::diagnostic::{Diagnostics, Severity};

/// Which file of a connector folder a span points into; an index into [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(
    /// The index.
    pub u32,
);

/// A stretch of a source file.
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
pub struct Source {
    /// For messages: the path as the caller gave it, `/` between the parts.
    pub path: String,
    /// Its content, decoded to UTF-8, without a byte order mark.
    pub text: String,
    /// Offset of each line's first byte; made when the first position is asked for.
    line_starts: OnceLock<Vec<u32>>,
}

/// The files of one connector folder; [`FileId`] is an index into it.
#[derive(Clone, Debug, Default)]
pub struct Sources(
    /// The files in the order of their ids.
    pub Vec<Source>,
);

/// A JSON value and where it stands.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// From its first byte to its last, quotes and brackets included.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// A JSON value. Objects keep their order; of duplicate keys the last one stands here, as with other readers of JSON.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// The number's source text, always a number of strict JSON.
    Number(String),
    /// A string, its escapes read.
    String(String),
    /// A list.
    Array(Vec<Node>),
    /// An object.
    Object(Vec<Member>),
}

/// A key of an object and its value.
#[derive(Clone, Debug)]
pub struct Member {
    /// The key, its escapes read.
    pub key: String,
    /// Where the key stands, quotes included.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Source {
    /// A file that is text already.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), line_starts: OnceLock::new() }
    }

    /// Line and column of a byte offset, both from 1, the column in characters.
    pub fn position(&self, offset: u32) -> (usize, usize) {
        let (line, start) = self.line_at(offset);
        let before = self.text.get(start..offset as usize).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// The line that holds a byte offset: its number from 1 and the offset of its first byte.
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
    /// Decodes a file and keeps it. `None`: it cannot be read at all, and a diagnostic says why.
    pub fn add(&mut self, path: impl Into<String>, bytes: Vec<u8>, diagnostics: &mut Diagnostics) -> Option<FileId> {
        let file = FileId(self.0.len() as u32);
        let (text, fault) = decode::decode(bytes);
        self.0.push(Source::new(path, text));
        let Some(decode::Fault { start, end, problem }) = fault else { return Some(file) };
        let readable = problem.severity() < Severity::Error;
        diagnostics.push(Span { file, start, end }, problem);
        readable.then_some(file)
    }

    /// Reads a file as JSON; what had to be repaired is a warning. `None`: it is not JSON, and a diagnostic says where.
    pub fn json(&self, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
        json::read(self.text(file), file, diagnostics)
    }

    /// Reads a file as TOML into the same kind of tree. `None`: it is not TOML, and diagnostics say where.
    pub fn toml(&self, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
        toml::read(self.text(file), file, diagnostics)
    }

    /// The text of a file.
    pub fn text(&self, file: FileId) -> &str {
        self.0.get(file.0 as usize).map_or("", |source| &source.text)
    }
}

impl Value {
    /// What it is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a text",
            Self::Array(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}
