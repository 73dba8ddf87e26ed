//! A Markdown file, block by block. What goes in is Markdown already.

/// A Markdown file.
#[derive(Default)]
pub(super) struct Markup {
    blocks: Vec<String>,
}

impl Markup {
    /// A heading, which is one line.
    pub(super) fn heading(&mut self, level: usize, title: &str) {
        // Number signs at the end of a heading belong to its marks.
        let last = title.strip_suffix('#').map(|title| format!("{title}\\#"));
        self.blocks.push(format!("{} {}", "#".repeat(level), last.as_deref().unwrap_or(title)));
    }

    /// A place to link to, whatever the words of the heading below it are.
    pub(super) fn anchor(&mut self, anchor: &str) {
        self.blocks.push(format!("<a id=\"{anchor}\"></a>"));
    }

    /// Markdown; nothing where it is empty.
    pub(super) fn block(&mut self, markdown: impl Into<String>) {
        let markdown = markdown.into();
        if !markdown.is_empty() {
            self.blocks.push(markdown);
        }
    }

    /// A list; nothing where it has no items.
    pub(super) fn list(&mut self, items: impl IntoIterator<Item = String>) {
        let items: Vec<_> = items.into_iter().map(|item| format!("* {item}")).collect();
        self.block(items.join("\n"));
    }

    /// A table; nothing where it has no rows. Cells are made for tables.
    pub(super) fn table<const N: usize>(&mut self, head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) {
        let mut lines = vec![row(head), format!("|{}", "---|".repeat(N))];
        lines.extend(rows.into_iter().map(|cells| row(cells.each_ref().map(String::as_str))));
        if lines.len() > 2 {
            self.blocks.push(lines.join("\n"));
        }
    }

    /// A block of Rust or TOML.
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

/// Anchor of an operation: its operationId, with what a URL cannot hold as hexadecimal digits.
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

/// Anchor of a definition; an operation may have the same name.
pub(super) fn definition_anchor(name: &str) -> String {
    format!("definition-{}", anchor(name))
}
