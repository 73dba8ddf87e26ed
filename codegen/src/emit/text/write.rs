//! Prints [`Block`]s as Markdown.

use super::clean;
use super::escape::{self, At};
use super::tree::{Block, Inline, List};

/// How many characters before its lines a paragraph of several lines has at most, for the lists and quotes around it. A line of the
/// text needs none of them, so each could become many times as long; a deeper paragraph is one line.
const DEEPEST_LINES: usize = 12;

/// How headings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Headings {
    /// As bold text, because the surrounding page has its own headings.
    Bold,
    /// As headings. The highest gets this level.
    From(u8),
}

/// The blocks as a Markdown text of several lines.
pub(super) fn document(blocks: &[Block], headings: Headings) -> String {
    let levels =
        blocks.iter().filter_map(|block| if let Block::Heading(level, _) = block { Some(*level) } else { None });
    let uppermost = levels.min().unwrap_or(1);
    Document { headings, uppermost }.blocks(blocks, 0).join("\n")
}

/// The blocks on one line.
pub(super) fn line(blocks: Vec<Block>) -> String {
    let inlines = flat(blocks);
    Form { line_break: " ", wrap: " ", cell: false, block: true }.inlines(&inlines)
}

/// The blocks on one line, for a table cell.
pub(super) fn cell(blocks: Vec<Block>) -> String {
    let inlines = flat(blocks);
    Form { line_break: "<br>", wrap: "<br>", cell: true, block: false }.inlines(&inlines)
}

/// The blocks on one line without links, for the text of a link.
pub(super) fn link_text(blocks: Vec<Block>) -> String {
    let form = Form { cell: true, block: false, ..Form::LINE };
    let mut printer = Printer { link: true, ..Printer::new(form) };
    printer.inlines(&flat(blocks), true);
    printer.out
}

/// A code span for a table cell.
pub(super) fn cell_code(code: &str) -> String {
    let mut printer = Printer::new(Form { cell: true, block: false, ..Form::LINE });
    printer.code(code);
    printer.out
}

/// Literal text, safe in a table cell. The text must be one line.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::new();
    escape::text(&mut out, text, At { line_start: true, cell: true, ..At::default() });
    out
}

struct Document {
    headings: Headings,
    /// The highest heading level in the text.
    uppermost: u8,
}

impl Document {
    /// The lines of blocks, with blank lines between them. `before`: the characters that the blocks around them put before each line.
    fn blocks(&self, blocks: &[Block], before: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut other_mark = false;
        for (index, block) in blocks.iter().enumerate() {
            let last = index.checked_sub(1).map(|last| &blocks[last]);
            // Markdown merges adjacent lists that have the same mark.
            other_mark = !other_mark && matches!((last, block), (Some(Block::List(_)), Block::List(_)));
            let block = self.block(block, other_mark, before);
            if !lines.is_empty() && !block.is_empty() {
                lines.push(String::new());
            }
            lines.extend(block);
        }
        lines
    }

    fn block(&self, block: &Block, other_mark: bool, before: usize) -> Vec<String> {
        match block {
            Block::Paragraph(inlines) if before > DEEPEST_LINES => Form::LINE.lines(inlines),
            Block::Paragraph(inlines) => Form::DOCUMENT.lines(inlines),
            Block::Heading(level, inlines) => self.heading(*level, inlines),
            Block::Code(code) => fence(code),
            Block::Quote(blocks) => {
                let lines = self.blocks(blocks, before + 2);
                lines.into_iter().map(|line| format!("> {line}").trim_end().to_owned()).collect()
            }
            Block::List(list) => self.list(list, other_mark, before),
            Block::Table(rows) => table(rows),
            Block::Rule => vec!["***".to_owned()],
        }
    }

    fn heading(&self, level: u8, inlines: &[Inline]) -> Vec<String> {
        let plain = inlines.iter().all(|inline| matches!(inline, Inline::Text(_) | Inline::Wrap));
        let text = match self.headings {
            Headings::From(first) => {
                let text = Form { block: false, ..Form::LINE }.inlines(inlines);
                let text = text.strip_suffix('#').map(|text| format!("{text}\\#")).unwrap_or(text);
                format!("{} {text}", "#".repeat(usize::from(first + level.saturating_sub(self.uppermost)).min(6)))
            }
            Headings::Bold if plain => Form::LINE.inlines(&[Inline::Strong(inlines.to_vec())]),
            Headings::Bold => Form::LINE.inlines(inlines),
        };
        if text.trim_matches(['#', ' ']).is_empty() { Vec::new() } else { vec![text] }
    }

    fn list(&self, list: &List, other_mark: bool, before: usize) -> Vec<String> {
        let mark = |index: usize| match (list.start, other_mark) {
            (None, false) => "* ".to_owned(),
            (None, true) => "- ".to_owned(),
            (Some(start), false) => format!("{}. ", number(start, index)),
            (Some(start), true) => format!("{}) ", number(start, index)),
        };
        let items = list.items.iter().enumerate();
        let items: Vec<Vec<String>> =
            items.map(|(index, item)| self.item(item, list.tight, before + mark(index).len())).collect();
        let tight = list.tight && !items.iter().flatten().any(String::is_empty);
        let mut lines = Vec::new();
        for (index, item) in items.iter().enumerate() {
            if index > 0 && !tight {
                lines.push(String::new());
            }
            let mark = mark(index);
            let indent = " ".repeat(mark.len());
            lines.push(format!("{mark}{}", item.first().map_or("", String::as_str)).trim_end().to_owned());
            lines.extend(item.iter().skip(1).map(|line| format!("{indent}{line}").trim_end().to_owned()));
        }
        lines
    }

    /// The lines of a list item. In a tight list, no blank line separates a paragraph from its nested list.
    fn item(&self, blocks: &[Block], tight: bool, before: usize) -> Vec<String> {
        match blocks {
            [Block::Paragraph(_), Block::List(List { start: None | Some(1), .. })] if tight => {
                blocks.iter().flat_map(|block| self.block(block, false, before)).collect()
            }
            _ => self.blocks(blocks, before),
        }
    }
}

/// The number of a list item. Markdown allows at most nine digits.
fn number(start: u64, index: usize) -> u64 {
    start.saturating_add(u64::try_from(index).unwrap_or(u64::MAX)).min(999_999_999)
}

fn fence(code: &str) -> Vec<String> {
    let longest = code.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let mut lines = vec![format!("{fence}text")];
    lines.extend(code.trim_end_matches('\n').split('\n').map(|line| line.trim_end().to_owned()));
    lines.push(fence);
    lines
}

fn table(rows: &[Vec<Vec<Inline>>]) -> Vec<String> {
    let form = Form { cell: true, block: false, ..Form::LINE };
    let row =
        |cells: &[Vec<Inline>]| cells.iter().fold("|".to_owned(), |line, cell| line + " " + &form.inlines(cell) + " |");
    let mut lines: Vec<String> = rows.iter().map(|cells| row(cells)).collect();
    if let Some(head) = rows.first() {
        lines.insert(1, format!("|{}", "---|".repeat(head.len())));
    }
    lines
}

/// The blocks, flattened to the inlines of one paragraph.
fn flat(blocks: Vec<Block>) -> Vec<Inline> {
    let mut inlines = Vec::new();
    for block in blocks {
        if !inlines.is_empty() {
            inlines.push(Inline::Break);
        }
        match block {
            Block::Paragraph(content) | Block::Heading(_, content) => inlines.extend(content),
            Block::Code(code) => inlines.push(Inline::Code(clean::one_line(&code))),
            Block::Quote(blocks) => inlines.extend(flat(blocks)),
            Block::Rule => {}
            Block::List(list) => {
                for (index, item) in list.items.into_iter().enumerate() {
                    if index > 0 {
                        inlines.push(Inline::Break);
                    }
                    let mark =
                        list.start.map_or_else(|| "- ".to_owned(), |start| format!("{}. ", number(start, index)));
                    inlines.push(Inline::Text(mark));
                    inlines.extend(flat(item));
                }
            }
            Block::Table(rows) => {
                for (index, row) in rows.into_iter().enumerate() {
                    if index > 0 {
                        inlines.push(Inline::Break);
                    }
                    for (index, cell) in row.into_iter().enumerate() {
                        if index > 0 {
                            inlines.push(Inline::Text(" | ".to_owned()));
                        }
                        inlines.extend(cell);
                    }
                }
            }
        }
    }
    inlines
}

/// How inlines are printed.
#[derive(Clone, Copy)]
struct Form {
    /// Text of a hard line break.
    line_break: &'static str,
    /// Text of a soft line break.
    wrap: &'static str,
    /// The output is a table cell.
    cell: bool,
    /// The output starts a line, so its first character could start a block.
    block: bool,
}

impl Form {
    const DOCUMENT: Self = Self { line_break: "\\\n", wrap: "\n", cell: false, block: true };
    const LINE: Self = Self { line_break: " ", wrap: " ", cell: false, block: true };

    /// The lines of a paragraph.
    fn lines(self, inlines: &[Inline]) -> Vec<String> {
        let text = self.inlines(inlines);
        if text.is_empty() { Vec::new() } else { text.split('\n').map(str::to_owned).collect() }
    }

    fn inlines(self, inlines: &[Inline]) -> String {
        let mut printer = Printer::new(self);
        printer.inlines(inlines, false);
        printer.out.truncate(printer.out.trim_end().len());
        printer.out
    }
}

struct Printer {
    form: Form,
    out: String,
    /// The line break to print before the next inline. A trailing break is dropped.
    pending: &'static str,
    /// The printer is inside a link.
    link: bool,
}

impl Printer {
    fn new(form: Form) -> Self {
        Self { form, out: String::new(), pending: "", link: false }
    }

    /// Prints the inlines. `more`: the enclosing element continues after them.
    fn inlines(&mut self, inlines: &[Inline], more: bool) {
        for (index, inline) in inlines.iter().enumerate() {
            self.inline(inline, more || index + 1 < inlines.len());
        }
    }

    fn inline(&mut self, inline: &Inline, more: bool) {
        match inline {
            Inline::Text(text) => self.text(text, more),
            Inline::Code(code) => self.code(code),
            Inline::Emphasis(content) => self.around("*", content),
            Inline::Strong(content) => self.around("**", content),
            Inline::Strike(content) => self.around("~~", content),
            Inline::Link { to, content } => self.link(to, content),
            Inline::Wrap if self.pending.is_empty() => self.pending = self.form.wrap,
            Inline::Wrap => {}
            Inline::Break => self.pending = self.form.line_break,
        }
    }

    /// Prints the pending break, unless the output is empty.
    fn go_on(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if !pending.is_empty() {
            self.out.truncate(self.out.trim_end_matches(' ').len());
            if !self.out.is_empty() {
                self.out.push_str(pending);
            }
        }
    }

    fn text(&mut self, text: &str, more: bool) {
        if text.trim().is_empty() && (self.out.is_empty() || !self.pending.is_empty()) {
            return;
        }
        self.go_on();
        let begins = self.out.is_empty() || self.out.ends_with('\n') || self.out.ends_with("<br>");
        let text = if begins { text.trim_start() } else { text };
        let line_start = self.form.block && (self.out.is_empty() || self.out.ends_with('\n'));
        escape::text(&mut self.out, text, At { line_start, more, link: self.link, cell: self.form.cell });
    }

    fn code(&mut self, code: &str) {
        let code = clean::one_line(code);
        // In a code span of a table, `\|` would lose its backslash.
        if code.is_empty() || self.form.cell && code.contains("\\|") {
            return self.text(&code, true);
        }
        self.go_on();
        let span = escape::code(&code);
        self.out.push_str(&if self.form.cell { span.replace('|', "\\|") } else { span });
    }

    /// Prints the content between emphasis marks. Next to a space a mark would be literal text, so such content gets none.
    fn around(&mut self, mark: &str, content: &[Inline]) {
        let text = visible(content);
        if text.is_empty() || text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) {
            return self.inlines(content, true);
        }
        self.go_on();
        self.out.push_str(mark);
        self.inlines(content, true);
        self.out.push_str(mark);
    }

    fn link(&mut self, to: &str, content: &[Inline]) {
        if self.link {
            return self.inlines(content, true);
        }
        let text = visible(content);
        if !escape::is_address(to) {
            self.inlines(content, true);
            let to = clean::one_line(to);
            if text.is_empty() {
                self.code(&to);
            } else if !to.is_empty() && to != text {
                self.text(" (", true);
                self.code(&to);
                self.text(")", true);
            }
        } else if text.trim().is_empty() || text == to {
            self.go_on();
            self.out.push_str(&format!("<{to}>"));
        } else {
            self.go_on();
            self.out.push('[');
            self.link = true;
            self.inlines(content, true);
            self.link = false;
            self.pending = "";
            self.out.push_str(&if to.contains(['(', ')']) { format!("](<{to}>)") } else { format!("]({to})") });
        }
    }
}

/// The joined texts of the inlines.
fn visible(inlines: &[Inline]) -> String {
    let texts = inlines.iter().map(|inline| match inline {
        Inline::Text(text) | Inline::Code(text) => text.clone(),
        Inline::Emphasis(content) | Inline::Strong(content) | Inline::Strike(content) => visible(content),
        Inline::Link { to, content } if content.is_empty() => to.clone(),
        Inline::Link { content, .. } => visible(content),
        Inline::Wrap | Inline::Break => " ".to_owned(),
    });
    texts.collect()
}
