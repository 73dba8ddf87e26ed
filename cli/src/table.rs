//! Facts and rows in, text for a terminal out. It stays readable at any width.

use connector_codegen::internal::diagnostic::{pieces, shown, wrapped};
use unicode_width::UnicodeWidthStr;

/// A column is not made narrower than its longest unbreakable part, up to this width.
const UNBROKEN: usize = 30;
/// Between two columns.
const GAP: &str = "  ";

/// Text of a definition on one line, without characters that steer a terminal.
pub(crate) fn cell(text: &str) -> String {
    shown(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Labels and their values, one below the other. Empty values are left out.
pub(crate) fn facts(facts: &[(&str, String)], indent: usize, width: usize) -> String {
    let facts: Vec<_> = facts.iter().filter(|(_, value)| !value.is_empty()).collect();
    let label_width = facts.iter().map(|(label, _)| label.width()).max().unwrap_or_default();
    let margin = " ".repeat(indent);
    let hanging = " ".repeat(indent + label_width + GAP.len());
    let mut text = String::new();
    for (label, value) in facts {
        for (index, line) in wrapped(value, width.saturating_sub(hanging.len())).iter().enumerate() {
            let start =
                if index == 0 { format!("{margin}{}{GAP}", padded(label, label_width)) } else { hanging.clone() };
            text.push_str(&format!("{start}{line}\n"));
        }
    }
    text
}

/// A text, wrapped.
pub(crate) fn paragraph(text: &str, width: usize) -> String {
    wrapped(text, width).into_iter().map(|line| line + "\n").collect()
}

/// Rows below headings. Cells are escaped already.
pub(crate) struct Table<const N: usize> {
    headings: [&'static str; N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    pub(crate) fn new(headings: [&'static str; N], rows: impl IntoIterator<Item = [String; N]>) -> Self {
        Self { headings, rows: rows.into_iter().collect() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table in columns, with wrapped cells if it is too wide. If that is not enough, each row is a block: its first cell, and
    /// the other cells below it with their headings. A column without a value is left out.
    pub(crate) fn print(&self, width: usize) -> String {
        let used: Vec<usize> = (0..N).filter(|column| self.rows.iter().any(|row| !row[*column].is_empty())).collect();
        match self.widths(&used, width) {
            Some(widths) => self.columns(&used, &widths),
            None => self.blocks(width),
        }
    }

    /// The widths of the columns; `None` if the least widths are too wide together.
    fn widths(&self, used: &[usize], width: usize) -> Option<Vec<usize>> {
        let room = width.saturating_sub(GAP.len() * used.len().saturating_sub(1));
        let cells =
            |column: usize| self.rows.iter().map(move |row| row[column].as_str()).chain([self.headings[column]]);
        let mut widths: Vec<usize> =
            used.iter().map(|column| cells(*column).map(UnicodeWidthStr::width).max().unwrap_or_default()).collect();
        let longest = |text: &str| pieces(text).map(|piece| piece.trim_end().width()).max().unwrap_or_default();
        let least = used.iter().map(|column| cells(*column).map(longest).max().unwrap_or_default().min(UNBROKEN));
        let least: Vec<usize> = least.collect();
        if least.iter().sum::<usize>() > room {
            return None;
        }
        while widths.iter().sum::<usize>() > room {
            let shrinkable = widths.iter().zip(&least).enumerate().filter(|(_, (width, least))| width > least);
            let (widest, _) = shrinkable.max_by_key(|(_, (width, _))| **width)?;
            widths[widest] -= 1;
        }
        Some(widths)
    }

    fn columns(&self, used: &[usize], widths: &[usize]) -> String {
        let headings = self.headings.map(str::to_owned);
        let mut text = String::new();
        for row in std::iter::once(&headings).chain(&self.rows) {
            let cells: Vec<Vec<String>> =
                used.iter().zip(widths).map(|(column, width)| wrapped(&row[*column], *width)).collect();
            for line in 0..cells.iter().map(Vec::len).max().unwrap_or_default() {
                let parts = cells.iter().zip(widths);
                let parts = parts.map(|(cell, width)| padded(cell.get(line).map_or("", String::as_str), *width));
                text.push_str(parts.collect::<Vec<_>>().join(GAP).trim_end());
                text.push('\n');
            }
        }
        text
    }

    fn blocks(&self, width: usize) -> String {
        let mut text = String::new();
        for row in &self.rows {
            let mut cells = self.headings.iter().copied().zip(row.iter().cloned());
            text.push_str(&cells.next().map(|(_, first)| paragraph(&first, width)).unwrap_or_default());
            text.push_str(&facts(&cells.collect::<Vec<_>>(), GAP.len(), width));
        }
        text
    }
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_columns_if_there_is_room_and_blocks_if_not() {
        let row = |id: &str, text: &str| [id.to_owned(), text.to_owned(), String::new()];
        let table = Table::new(["id", "title", "unused"], [row("GetSomething", "a title of words"), row("B", "消息")]);
        assert_eq!(table.print(80), "id            title\nGetSomething  a title of words\nB             消息\n");
        assert_eq!(
            table.print(24),
            "id            title\nGetSomething  a title of\n              words\nB             消息\n"
        );
        assert_eq!(table.print(16), "GetSomething\n  title  a title\n         of\n         words\nB\n  title  消息\n");
    }
}
