//! Bytes in, [`Node`] trees out: encodings, and JSON and TOML read tolerantly into a tree with byte spans.
//!
//! Each file is kept decoded in [`Sources`], which spans and diagnostics point into. Nothing here knows Swagger.

mod decode;
mod json;
mod node;
mod repairs;
mod size;
#[cfg(test)]
mod tests;
mod toml;

pub use node::{Member, Node, Value};

use crate::diagnostic::{Diagnostics, Severity};
use crate::span::{FileId, Source, Sources, Span};

/// Decodes a file and keeps it in `sources`. `None` if it cannot be decoded; a diagnostic gives the reason.
pub fn add(
    sources: &mut Sources,
    path: impl Into<String>,
    bytes: Vec<u8>,
    diagnostics: &mut Diagnostics,
) -> Option<FileId> {
    let (text, fault) = decode::decode(bytes);
    let file = sources.keep(Source::new(path, text));
    let Some(decode::Fault { start, end, problem }) = fault else { return Some(file) };
    let readable = problem.severity() < Severity::Error;
    diagnostics.push(Span { file, start, end }, problem);
    readable.then_some(file)
}

/// Decodes a file without keeping it, and without a word about faults. If it cannot be decoded, the text is empty.
pub(crate) fn text(bytes: Vec<u8>) -> String {
    decode::decode(bytes).0
}

/// Reads a file as JSON; each repair is a warning. `None` if it is not JSON; a diagnostic shows the place.
pub fn json(sources: &Sources, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    json::read(sources.text(file), file, 0, diagnostics)
}

/// Reads a value in a file as JSON. `None` if it is not JSON; a diagnostic shows the place.
pub(crate) fn json_at(sources: &Sources, span: Span, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = sources.text(span.file).get(span.start as usize..span.end as usize)?;
    json::read(text, span.file, span.start as usize, diagnostics)
}

/// Reads a file as TOML into the same kind of tree. `None` if it is not TOML; diagnostics show the places.
pub fn toml(sources: &Sources, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    toml::read(sources.text(file), file, diagnostics)
}
