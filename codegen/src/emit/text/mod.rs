//! Any text of a definition in, Markdown out that nobody can mistake for more than text.
//!
//! A description may hold Markdown, HTML, a whole Rust item or controls that turn the reading direction round. It is parsed
//! as Markdown (`read`) and printed again (`write`): what is harmless (emphasis, lists, tables, web links) stays; what
//! rustdoc, clippy, `cargo test --doc` or a browser would act upon is shown instead. A plain sentence comes out as it went
//! in. It must not know where the text goes.

mod clean;
mod escape;
mod read;
mod tree;
mod write;

#[cfg(test)]
mod tests;

use write::Headings;

/// A text that comes out as it went in, whatever it is for: three of four do, and need not be parsed to know it.
///
/// One line that begins with a letter and holds nothing that Markdown could act upon, nor the beginning of an address.
fn plain(text: &str) -> Option<&str> {
    let text = text.trim_matches(' ');
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b" ,.;'\"()?/%:-".contains(&byte);
    let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(harmless)
        && !text.contains("  ")
        && !text.contains("://");
    is_plain.then_some(text)
}

/// Text of a definition as paragraphs of a doc comment; its headings become bold, its code blocks `text` fences.
pub fn paragraphs(text: &str) -> String {
    if let Some(plain) = plain(text) {
        return plain.to_owned();
    }
    write::document(&read::blocks(text), Headings::Bold)
}

/// The text of `intro.md` for a Markdown file: as [`paragraphs`], but with headings, the uppermost of the level `uppermost`.
pub fn prose(text: &str, uppermost: u8) -> String {
    write::document(&read::blocks(text), Headings::From(uppermost))
}

/// Text of a definition on one line: line breaks become spaces, code blocks code spans.
pub fn line(text: &str) -> String {
    if let Some(plain) = plain(text) {
        return plain.to_owned();
    }
    write::line(&read::blocks(text))
}

/// Text of a definition in a cell of a Markdown table: line breaks become `<br>`.
pub fn cell(text: &str) -> String {
    if let Some(plain) = plain(text) {
        return plain.to_owned();
    }
    write::cell(&read::blocks(text))
}

/// Text of a definition on one line, also for a cell of a table, as the text of a link. `to` is a URL of ours.
pub fn link(text: &str, to: &str) -> String {
    format!("[{}]({to})", write::link_text(&read::blocks(text)))
}

/// A wire name or a constant, which is not Markdown, as plain text on one line, also for a cell of a table.
pub fn literal(text: &str) -> String {
    write::literal(&clean::one_line(text))
}

/// A wire name or a constant as a code span in a cell of a table.
pub fn cell_code(text: &str) -> String {
    write::cell_code(text)
}

/// A wire name or a constant as a code span.
pub fn code(text: &str) -> String {
    escape::code(&clean::one_line(text))
}
