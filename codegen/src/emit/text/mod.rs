//! Converts untrusted text of a definition to safe Markdown.
//!
//! A description may contain Markdown, HTML, Rust code or bidirectional controls. `read` parses it as Markdown, and `write`
//! prints it again. Harmless markup stays: emphasis, lists, tables, web links. Anything that rustdoc, clippy,
//! `cargo test --doc` or a browser would interpret appears as literal text. A plain sentence stays unchanged.
//!
//! This module must not know which file the text goes to.

mod clean;
mod escape;
mod read;
mod tree;
mod write;

#[cfg(test)]
mod tests;

pub use read::options;
use write::Headings;

/// The text without surrounding spaces, if it needs no escaping in any context; otherwise `None`.
///
/// Such a string is one line, starts with a letter, and contains neither Markdown characters nor a web address. Three of four
/// strings qualify, and this check saves parsing them.
fn plain(text: &str) -> Option<&str> {
    let text = text.trim_matches(' ');
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b" ,.;'\"()?/%:-".contains(&byte);
    let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(harmless)
        && !text.contains("  ")
        && !text.contains("://");
    is_plain.then_some(text)
}

/// Text of a definition as paragraphs of a doc comment. Headings become bold text, and code blocks become `text` fences.
pub(crate) fn paragraphs(text: &str) -> String {
    if let Some(plain) = plain(text) {
        return plain.to_owned();
    }
    write::document(&read::blocks(text), Headings::Bold)
}

/// The text of `intro.md` for a Markdown file. Unlike [`paragraphs`], it keeps headings; the highest gets the level `uppermost`.
pub(crate) fn prose(text: &str, uppermost: u8) -> String {
    write::document(&read::blocks(text), Headings::From(uppermost))
}

/// Text of a definition on one line. Line breaks become spaces, and code blocks become code spans.
pub(crate) fn line(text: &str) -> String {
    if let Some(plain) = plain(text) {
        return plain.to_owned();
    }
    write::line(read::blocks(text))
}

/// Text of a definition for a cell of a Markdown table. Line breaks become `<br>`.
pub(crate) fn cell(text: &str) -> String {
    if let Some(plain) = plain(text) {
        return plain.to_owned();
    }
    write::cell(read::blocks(text))
}

/// A link with a string of the definition on one line, safe in a table cell. `to` must be a URL that the generator made.
pub(crate) fn link(text: &str, to: &str) -> String {
    format!("[{}]({to})", write::link_text(read::blocks(text)))
}

/// A wire name or a constant as plain text on one line, safe in a table cell. The input is not parsed as Markdown.
pub(crate) fn literal(text: &str) -> String {
    write::literal(&clean::one_line(text))
}

/// A wire name or a constant as a code span for a table cell.
pub(crate) fn cell_code(text: &str) -> String {
    write::cell_code(text)
}

/// A text on one line, with no invisible character. It is not Markdown.
pub(crate) fn shown(text: &str) -> String {
    clean::one_line(text)
}

/// A wire name or a constant as a code span.
pub(crate) fn code(text: &str) -> String {
    escape::code(&clean::one_line(text))
}
