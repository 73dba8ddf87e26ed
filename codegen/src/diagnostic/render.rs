//! [`Diagnostics`] and the files that they point into come in; plain text for terminals and logs goes out.
//!
//! Text from a document is shown as data: characters that steer a terminal or turn the direction of writing are escaped.
//!
//! The drawing is our own. `annotate-snippets` computes the column in `file:line:column` from the snippet that it draws. Our snippet
//! is a window of the line with escapes in it: a definition may be one line of megabytes, and the library maps the whole snippet for
//! each diagnostic. An explicit position (`Origin`) makes the library draw the window as that of a second file. The window and the
//! escapes would stay here anyway, because the library replaces fewer characters.

use std::fmt::{Arguments, Write as _};

use unicode_width::UnicodeWidthStr as _;

use super::escape::shown;
use super::found::{Diagnostic, Diagnostics};
use crate::span::Sources;

/// The most columns of a source line that are shown.
const WIDTH: usize = 160;
/// The most columns before the place, if the line is cut.
const BEFORE: usize = 60;

impl Diagnostics {
    /// All diagnostics as text, sorted by place. The order in which they were found makes no difference.
    pub fn render(&self, sources: &Sources) -> String {
        let mut sorted: Vec<(&Diagnostic, String)> =
            self.iter().map(|diagnostic| (diagnostic, diagnostic.problem.message())).collect();
        sorted.sort_by(|(one, message), (other, other_message)| {
            let place = one.span.cmp(&other.span);
            place.then_with(|| one.problem.code().cmp(other.problem.code())).then_with(|| message.cmp(other_message))
        });
        let mut out = String::new();
        for (diagnostic, message) in sorted {
            if !out.is_empty() {
                out.push('\n');
            }
            render(&mut out, diagnostic, &message, sources);
        }
        for more in self.more() {
            push(&mut out, format_args!("\n{}[{}]: {}\n", more.severity.word(), more.code, more.message()));
        }
        out
    }
}

fn render(out: &mut String, diagnostic: &Diagnostic, message: &str, sources: &Sources) {
    let Diagnostic { problem, span } = diagnostic;
    let severity = problem.severity().word();
    push(out, format_args!("{severity}[{}]: {}\n", problem.code(), shown(message)));
    let mut gutter = 1;
    if let Some(source) = sources.get(span.file) {
        let start = span.start as usize;
        let (line, column) = source.position(span.start);
        gutter = line.to_string().len();
        push(out, format_args!("{:gutter$}--> {}:{line}:{column}\n", "", shown(&source.path)));
        let (row, before, marked) = excerpt(&source.text, source.line_start(span.start), start, span.end as usize);
        push(out, format_args!("{:gutter$} |\n{}\n", "", format!("{line} | {row}").trim_end()));
        push(out, format_args!("{:gutter$} | {:before$}{}\n", "", "", "^".repeat(marked)));
    }
    push(out, format_args!("{:gutter$} = help: {}\n", "", problem.help()));
}

/// The part of a place's line that is shown, the columns before the place, and the columns that the place takes.
fn excerpt(text: &str, line_start: usize, start: usize, end: usize) -> (String, usize, usize) {
    let is_end = |character: &char| matches!(character, '\n' | '\r');
    let before = text.get(line_start..start).unwrap_or_default().chars().rev().take(WIDTH + 1);
    let mut before: Vec<String> = before.map(cell).collect();
    let rest = text.get(start..).unwrap_or_default().char_indices().take_while(|(_, character)| !is_end(character));
    let rest: Vec<(usize, String)> =
        rest.take(WIDTH + 1).map(|(at, character)| (start + at, cell(character))).collect();

    let (mut row, mut width) = (String::new(), usize::MAX);
    let whole: usize = before.iter().chain(rest.iter().map(|(_, cell)| cell)).map(|cell| cell.width()).sum();
    if whole > WIDTH {
        width = WIDTH - 1;
        let mut taken = 0;
        let fitting = before.iter().take_while(|cell| {
            taken += cell.width();
            taken <= BEFORE
        });
        let fitting = fitting.count();
        row.push_str(if fitting < before.len() { "…" } else { "" });
        before.truncate(fitting);
    }
    row.extend(before.into_iter().rev());
    let before = row.width();
    let (mut column, mut marked) = (before, 0);
    for (at, cell) in rest {
        let next = column + cell.width();
        if next > width {
            row.push('…');
            break;
        }
        row.push_str(&cell);
        column = next;
        if at < end {
            marked = column - before;
        }
    }
    (row, before, marked.max(1))
}

/// The text that is shown for a character of a source line.
fn cell(character: char) -> String {
    match character {
        '\t' => "    ".to_owned(),
        _ => shown(character.encode_utf8(&mut [0; 4])),
    }
}

fn push(out: &mut String, text: Arguments<'_>) {
    out.write_fmt(text).expect("writing to a string cannot fail");
}
