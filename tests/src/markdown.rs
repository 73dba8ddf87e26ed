//! Markdown as blocks of plain text: headings, tables, and lines of everything else.
//!
//! In: Markdown. Out: [`Block`]s, with escapes, entities, links and code spans resolved to the visible text. A `<br>` in a cell is a
//! line break; other HTML is dropped. This module does not interpret the text.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A part of a Markdown text.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading and its level, 1 to 6.
    Heading(u8, String),
    /// A paragraph, an item of a list or a code block.
    Text(String),
    /// A table.
    Table(Table),
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The header's cells.
    pub header: Vec<String>,
    /// The rows' cells.
    pub rows: Vec<Vec<String>>,
}

/// Reads Markdown.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        reader.event(event);
    }
    reader.flush();
    reader.blocks
}

/// The rows of the first table with this header; an error if there is none.
pub fn table(blocks: &[Block], header: &[&str]) -> Result<Table, String> {
    let found = blocks.iter().find_map(|block| match block {
        Block::Table(table) if table.header == header => Some(table.clone()),
        _ => None,
    });
    found.ok_or_else(|| format!("no table {header:?}"))
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    text: String,
    table: Table,
    row: Vec<String>,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) => self.text.push_str(&text),
            Event::SoftBreak => self.text.push(' '),
            Event::HardBreak => self.text.push('\n'),
            Event::InlineHtml(html) if html.starts_with("<br") => self.text.push('\n'),
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::Item | Tag::Heading { .. } | Tag::CodeBlock(_) => self.flush(),
            Tag::Table(_) => {
                self.flush();
                self.table = Table::default();
            }
            Tag::TableHead | Tag::TableRow => self.row = Vec::new(),
            Tag::TableCell => self.text.clear(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock => self.flush(),
            TagEnd::Heading(level) => {
                let text = self.take();
                self.blocks.push(Block::Heading(depth(level), text));
            }
            TagEnd::TableCell => {
                let cell = self.take();
                self.row.push(cell);
            }
            TagEnd::TableHead => self.table.header = std::mem::take(&mut self.row),
            TagEnd::TableRow => self.table.rows.push(std::mem::take(&mut self.row)),
            TagEnd::Table => self.blocks.push(Block::Table(std::mem::take(&mut self.table))),
            _ => {}
        }
    }

    fn take(&mut self) -> String {
        std::mem::take(&mut self.text).trim().to_owned()
    }

    fn flush(&mut self) {
        let text = self.take();
        if !text.is_empty() {
            self.blocks.push(Block::Text(text));
        }
    }
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_a_reader_sees() {
        let text = "# A\\_b <a id=\"x\"></a>\n\nOne `two`\n\n- [three](#x)\n- four\n\n| A | B |\n|---|---|\n| c\\|d | e<br>f*, g |\n";
        let table = Table {
            header: vec!["A".to_owned(), "B".to_owned()],
            rows: vec![vec!["c|d".to_owned(), "e\nf*, g".to_owned()]],
        };
        assert_eq!(
            blocks(text),
            [
                Block::Heading(1, "A_b".to_owned()),
                Block::Text("One two".to_owned()),
                Block::Text("three".to_owned()),
                Block::Text("four".to_owned()),
                Block::Table(table),
            ]
        );
    }
}
