//! Bytes in, [`Node`] trees out: encodings, and JSON and TOML read tolerantly into a tree with byte spans.
//!
//! Each file is kept decoded in [`Sources`], which spans and diagnostics point into. Nothing here knows Swagger.

mod decode;
mod json;
mod node;
mod repairs;
#[cfg(test)]
mod tests;
mod toml;

pub use node::{Member, Node, Value};

use crate::diagnostic::{Diagnostics, Severity};
use crate::span::{FileId, Source, Sources, Span};

impl Sources {
    /// Decodes a file and keeps it. `None` where it cannot be decoded; a diagnostic gives the reason.
    pub fn add(&mut self, path: impl Into<String>, bytes: Vec<u8>, diagnostics: &mut Diagnostics) -> Option<FileId> {
        let file = FileId(self.0.len() as u32);
        let (text, fault) = decode::decode(bytes);
        self.0.push(Source::new(path, text));
        let Some(decode::Fault { start, end, problem }) = fault else { return Some(file) };
        let readable = problem.severity() < Severity::Error;
        diagnostics.push(Span { file, start, end }, problem);
        readable.then_some(file)
    }

    /// Reads a file as JSON; each repair is a warning. `None` where it is not JSON; a diagnostic shows the place.
    pub fn json(&self, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
        json::read(self.text(file), file, diagnostics)
    }

    /// Reads a file as TOML into the same kind of tree. `None` where it is not TOML; diagnostics show the places.
    pub fn toml(&self, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
        toml::read(self.text(file), file, diagnostics)
    }
}
