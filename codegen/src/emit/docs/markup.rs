//! Builds a Markdown file block by block. All inputs are Markdown.

/// A Markdown file.
#[derive(Default)]
pub(super) struct Markup {
    blocks: Vec<String>,
}

impl Markup {
    /// Adds a heading. The title must be one line.
    pub(super) fn heading(&mut self, level: usize, title: &str) {
        // Markdown drops number signs at the end of a heading.
        let last = title.strip_suffix('#').map(|title| format!("{title}\\#"));
        self.blocks.push(format!("{} {}", "#".repeat(level), last.as_deref().unwrap_or(title)));
    }

    /// Adds a heading and what `add` adds below it; nothing if `add` adds nothing.
    pub(super) fn section(&mut self, level: usize, title: &str, add: impl FnOnce(&mut Self)) {
        let before = self.blocks.len();
        self.heading(level, title);
        add(self);
        if self.blocks.len() == before + 1 {
            self.blocks.truncate(before);
        }
    }

    /// Adds a link target that does not depend on the text of the next heading.
    pub(super) fn anchor(&mut self, anchor: &str) {
        self.blocks.push(format!("<a id=\"{anchor}\"></a>"));
    }

    /// Adds a block of Markdown, unless it is empty.
    pub(super) fn block(&mut self, markdown: impl Into<String>) {
        let markdown = markdown.into();
        if !markdown.is_empty() {
            self.blocks.push(markdown);
        }
    }

    /// Adds a bullet list, unless it has no items.
    pub(super) fn list(&mut self, items: impl IntoIterator<Item = String>) {
        let items: Vec<_> = items.into_iter().map(|item| format!("* {item}")).collect();
        self.block(items.join("\n"));
    }

    /// Adds a table, unless it has no rows. The caller escapes the cells.
    pub(super) fn table<const N: usize>(&mut self, head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) {
        let mut lines = vec![row(head), format!("|{}", "---|".repeat(N))];
        lines.extend(rows.into_iter().map(|cells| row(cells.each_ref().map(String::as_str))));
        if lines.len() > 2 {
            self.blocks.push(lines.join("\n"));
        }
    }

    /// Adds a code block in the language, e.g. `rust` or `toml`.
    pub(super) fn code(&mut self, language: &str, code: &str) {
        self.blocks.push(format!("```{language}\n{}\n```", code.trim_end()));
    }

    /// The text of the file.
    pub(super) fn into_text(self) -> String {
        self.blocks.join("\n\n") + "\n"
    }
}

fn row<const N: usize>(cells: [&str; N]) -> String {
    cells
        .iter()
        .fold("|".to_owned(), |line, cell| if cell.is_empty() { line + "  |" } else { format!("{line} {cell} |") })
}

/// Anchor of an operation: its operationId, with hexadecimal codes for characters other than ASCII letters, digits, `_`, `-`
/// and `.`.
pub(super) fn anchor(id: &str) -> String {
    let mut anchor = String::new();
    for character in id.chars() {
        if character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.') {
            anchor.push(character);
        } else {
            anchor.push_str(&format!("-{:x}-", u32::from(character)));
        }
    }
    anchor
}

/// Anchor of a definition. The prefix separates it from an operation with the same name.
pub(super) fn definition_anchor(name: &str) -> String {
    format!("definition-{}", anchor(name))
}
