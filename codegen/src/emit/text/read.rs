//! Parses Markdown into [`Block`]s. Unsupported constructs, such as HTML, become literal text.

use std::collections::BTreeSet;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::clean;
use super::escape;
use super::tree::{Block, Inline, List};

/// Maximum nesting depth of lists, quotes, emphasis and links. Deeper content moves to the enclosing element.
const MAX_DEPTH: usize = 12;

/// The blocks of a text.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let cleaned = clean::clean(text);
    let text = cleaned.trim_matches(|character: char| character == '\n' || character == ' ');
    if text.contains('\n') { parse(text) } else { parse(&single_line(text)) }
}

/// Escapes the block mark at the start of a single line, so that it stays a paragraph: `# of rows`, `- none`, `> 5`.
fn single_line(text: &str) -> String {
    let rule =
        |mark: char| text.starts_with(mark) && text.chars().all(|character| character == mark || character == ' ');
    let fence = text.starts_with("~~~") || text.starts_with("```") && !text.trim_start_matches('`').contains('`');
    let definition = text.starts_with('[') && text.contains("]:");
    let at = if rule('*') || rule('_') || fence || definition { Some(0) } else { escape::block_mark(text) };
    match at {
        Some(at) => format!("{}\\{}", &text[..at], &text[at..]),
        None => text.to_owned(),
    }
}

/// The Markdown of a text that is read. A parser fills the rows of a table up to the columns of its head, so a short text can have
/// very many cells; one that has far more of them than bytes has no tables.
pub fn options(text: &str) -> Options {
    let tables = if cells(text) > 2 * text.len() { Options::empty() } else { Options::ENABLE_TABLES };
    tables | Options::ENABLE_STRIKETHROUGH
}

/// How many cells the tables of a text have at most. A table ends at an empty line, and the line below its head has no other
/// characters than those of its form and of quotes and lists around it.
fn cells(text: &str) -> usize {
    let is_of_form =
        |character: char| "|:->*+.)".contains(character) || character.is_whitespace() || character.is_ascii_digit();
    let (mut cells, mut columns) = (0, 0);
    for line in text.lines() {
        if line.trim_matches(' ').is_empty() {
            columns = 0;
        } else if line.contains('|') && line.chars().all(is_of_form) {
            columns = columns.max(line.matches('|').count() + 1);
        }
        cells += columns;
    }
    cells
}

fn parse(text: &str) -> Vec<Block> {
    let parser = Parser::new_ext(text, options(text));
    let mut definitions: Vec<(usize, String, String)> = parser
        .reference_definitions()
        .iter()
        .map(|(label, definition)| (definition.span.start, label.to_owned(), definition.dest.to_string()))
        .collect();
    let mut reader = Reader { frames: vec![Frame::new(Kind::Root)], depth: 0, used: BTreeSet::new() };
    for event in parser {
        reader.event(event);
    }
    // Markdown hides link definitions. An unused one is probably ordinary text, so it stays visible.
    definitions.sort();
    definitions.retain(|(_, _, to)| !reader.used.contains(to));
    let mut blocks = reader.finish();
    blocks.extend(
        definitions.into_iter().map(|(_, label, to)| Block::Paragraph(vec![shown(&format!("[{label}]: {to}"))])),
    );
    blocks
}

/// A string from the parser. It is cleaned again because decoded entities can produce any character.
fn shown(text: &str) -> Inline {
    Inline::Text(clean::clean(text).replace('\n', " "))
}

/// An element whose end the reader has not reached yet.
struct Frame {
    kind: Kind,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    rows: Vec<Vec<Vec<Inline>>>,
    cells: Vec<Vec<Inline>>,
    items: Vec<Vec<Block>>,
    tight: bool,
}

enum Kind {
    Root,
    /// An element that is nested too deeply or is not kept. Its content moves to the enclosing element.
    Transparent,
    Paragraph,
    Heading(u8),
    Code,
    Html,
    Quote,
    List(Option<u64>),
    Item,
    Table,
    Row,
    Cell,
    Emphasis,
    Strong,
    Strike,
    Link(String),
}

impl Frame {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            blocks: Vec::new(),
            inlines: Vec::new(),
            rows: Vec::new(),
            cells: Vec::new(),
            items: Vec::new(),
            tight: true,
        }
    }

    fn inline(&mut self, inline: Inline) {
        if let (Some(Inline::Text(last)), Inline::Text(next)) = (self.inlines.last_mut(), &inline) {
            last.push_str(next);
        } else {
            self.inlines.push(inline);
        }
    }

    fn block(&mut self, block: Block) {
        self.flush();
        self.blocks.push(block);
    }

    /// Turns pending inlines into a paragraph. Items of a tight list contain inlines beside blocks.
    fn flush(&mut self) {
        if !self.inlines.is_empty() {
            self.blocks.push(Block::Paragraph(std::mem::take(&mut self.inlines)));
        }
    }

    fn into_blocks(mut self) -> Vec<Block> {
        self.flush();
        self.blocks
    }
}

struct Reader {
    /// Never empty. The first frame is the root.
    frames: Vec<Frame>,
    depth: usize,
    /// Targets of all links and images.
    used: BTreeSet<String>,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(end),
            Event::Text(text) => match self.top().kind {
                Kind::Code => self.top().inlines.push(Inline::Text(text.into_string())),
                _ => self.top().inline(shown(&text)),
            },
            Event::Code(text) => self.top().inline(Inline::Code(text.into_string())),
            Event::Html(text) | Event::InlineHtml(text) => self.html(&text),
            Event::SoftBreak => self.top().inline(Inline::Wrap),
            Event::HardBreak => self.top().inline(Inline::Break),
            Event::Rule => self.top().block(Block::Rule),
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.top().inline(shown(&text));
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn top(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the root is never closed")
    }

    fn start(&mut self, tag: Tag<'_>) {
        let kind = match tag {
            Tag::Paragraph => {
                self.loosen();
                Kind::Paragraph
            }
            Tag::Heading { level, .. } => Kind::Heading(number(level)),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => Kind::Code,
            Tag::HtmlBlock => Kind::Html,
            Tag::Table(_) => Kind::Table,
            Tag::TableHead | Tag::TableRow => Kind::Row,
            Tag::TableCell => Kind::Cell,
            container => {
                self.depth += 1;
                let kind = self.container(container);
                if self.depth > MAX_DEPTH { Kind::Transparent } else { kind }
            }
        };
        self.frames.push(Frame::new(kind));
    }

    fn container(&mut self, tag: Tag<'_>) -> Kind {
        match tag {
            Tag::BlockQuote(_) => Kind::Quote,
            Tag::List(start) => Kind::List(start),
            Tag::Item => Kind::Item,
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strong => Kind::Strong,
            Tag::Strikethrough => Kind::Strike,
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.used.insert(dest_url.to_string());
                Kind::Link(dest_url.into_string())
            }
            _ => Kind::Transparent,
        }
    }

    /// Marks the list as loose if a paragraph starts in its item: only items of loose lists contain paragraphs.
    fn loosen(&mut self) {
        if let [.., list, item] = self.frames.as_mut_slice()
            && matches!(item.kind, Kind::Item)
        {
            list.tight = false;
        }
    }

    fn end(&mut self, end: TagEnd) {
        if self.frames.len() < 2 {
            return;
        }
        let Some(mut frame) = self.frames.pop() else { return };
        if !matches!(
            end,
            TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::CodeBlock
                | TagEnd::HtmlBlock
                | TagEnd::Table
                | TagEnd::TableHead
                | TagEnd::TableRow
                | TagEnd::TableCell
        ) {
            self.depth -= 1;
        }
        let parent = self.top();
        match std::mem::replace(&mut frame.kind, Kind::Root) {
            Kind::Root | Kind::Transparent => {
                if frame.blocks.is_empty() && frame.items.is_empty() {
                    frame.inlines.into_iter().for_each(|inline| parent.inline(inline));
                } else {
                    frame.flush();
                    frame.items.into_iter().flatten().chain(frame.blocks).for_each(|block| parent.block(block));
                }
            }
            Kind::Paragraph | Kind::Html => parent.block(Block::Paragraph(frame.inlines)),
            Kind::Heading(level) => parent.block(Block::Heading(level, frame.inlines)),
            Kind::Code => parent.block(Block::Code(plain(&frame.inlines))),
            Kind::Quote => parent.block(Block::Quote(frame.into_blocks())),
            Kind::List(start) => {
                let (tight, mut items) = (frame.tight, std::mem::take(&mut frame.items));
                // The content of items beyond the maximum depth is in the list's own frame.
                items.extend(Some(frame.into_blocks()).filter(|blocks| !blocks.is_empty()));
                parent.block(Block::List(List { start, tight, items }));
            }
            Kind::Item => parent.items.push(frame.into_blocks()),
            Kind::Table => parent.block(Block::Table(frame.rows)),
            Kind::Row => parent.rows.push(frame.cells),
            Kind::Cell => parent.cells.push(frame.inlines),
            Kind::Emphasis => parent.inline(Inline::Emphasis(frame.inlines)),
            Kind::Strong => parent.inline(Inline::Strong(frame.inlines)),
            Kind::Strike => parent.inline(Inline::Strike(frame.inlines)),
            Kind::Link(to) => parent.inline(Inline::Link { to, content: frame.inlines }),
        }
    }

    /// Adds HTML as text. `<br>` becomes a line break. The parser reports an HTML block line by line.
    fn html(&mut self, html: &str) {
        let html = html.trim_matches(|character: char| character == '\n' || character == ' ');
        let block = matches!(self.top().kind, Kind::Html);
        if block && !self.top().inlines.is_empty() {
            self.top().inline(Inline::Wrap);
        }
        for (index, part) in split_at_breaks(html).into_iter().enumerate() {
            if index > 0 {
                self.top().inline(Inline::Break);
            }
            if !part.is_empty() {
                self.top().inline(shown(part));
            }
        }
    }

    fn finish(mut self) -> Vec<Block> {
        while self.frames.len() > 1 {
            self.end(TagEnd::Paragraph);
        }
        self.frames.pop().map(Frame::into_blocks).unwrap_or_default()
    }
}

/// The joined texts of the inlines.
fn plain(inlines: &[Inline]) -> String {
    inlines.iter().map(|inline| if let Inline::Text(text) = inline { text.as_str() } else { "" }).collect()
}

/// The parts of the HTML between `<br>` tags.
fn split_at_breaks(html: &str) -> Vec<&str> {
    let lower = html.to_ascii_lowercase();
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, start) in lower.match_indices("<br") {
        let rest = html[at + start.len()..].trim_start();
        if let Some(rest) = rest.strip_prefix('/').unwrap_or(rest).strip_prefix('>') {
            parts.push(&html[from..at]);
            from = html.len() - rest.len();
        }
    }
    parts.push(&html[from..]);
    parts
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
