//! [`Diagnostics`] and the files that they point into come in; text for terminals and logs goes out.
//!
//! Text from a document is shown as data: characters that steer a terminal or turn the direction of writing are escaped. A client
//! secret and the login of a URL are drawn as `*`.
//!
//! The drawing is our own. `annotate-snippets` computes the column in `file:line:column` from the snippet that it draws. Our snippet
//! is a window of the line with escapes in it: a definition may be one line of megabytes, and the library maps the whole snippet for
//! each diagnostic. An explicit position (`Origin`) makes the library draw the window as that of a second file. The window and the
//! escapes would stay here anyway, because the library replaces fewer characters.

use std::collections::BTreeMap;
use std::fmt::{Arguments, Write as _};
use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

use super::escape::shown;
use super::found::{Diagnostic, Diagnostics};
use super::secrets::secrets;
use super::severity::Severity;
use super::wrap::prose;
use crate::span::{Source, Sources};

/// The most columns of a source line that are shown.
const WIDTH: usize = 160;
/// The part of these columns that may stand before the place, if the line is cut.
const BEFORE: (usize, usize) = (3, 8);

const PLACE_COLOUR: &str = "1;34";
const HELP_COLOUR: &str = "1;36";

/// How diagnostics are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// The number of columns that messages and source lines have; `None` for messages on one line.
    pub width: Option<usize>,
    /// Whether severities and places have colours.
    pub colours: bool,
}

impl Diagnostics {
    /// All diagnostics as text, sorted by place. The order in which they were found makes no difference.
    pub fn render(&self, sources: &Sources) -> String {
        self.draw(sources, Severity::Note, Drawing::default())
    }

    /// Like [`render`](Self::render), without those of a lower severity, for a terminal.
    #[doc(hidden)]
    pub fn draw(&self, sources: &Sources, least: Severity, drawing: Drawing) -> String {
        let shown = self.iter().filter(|diagnostic| diagnostic.problem.severity() >= least);
        let mut sorted: Vec<(&Diagnostic, String)> =
            shown.map(|diagnostic| (diagnostic, diagnostic.problem.message())).collect();
        sorted.sort_by(|(one, message), (other, other_message)| {
            let place = one.span.cmp(&other.span);
            place.then_with(|| one.problem.code().cmp(other.problem.code())).then_with(|| message.cmp(other_message))
        });
        let mut out = String::new();
        let mut of_files = BTreeMap::new();
        for (diagnostic, message) in sorted {
            if !out.is_empty() {
                out.push('\n');
            }
            let source = sources.get(diagnostic.span.file);
            // Once for each file: it may be one line of megabytes with a diagnostic at each key.
            let found = of_files.entry(diagnostic.span.file);
            let found = found.or_insert_with(|| source.map_or_else(Vec::new, |source| secrets(&source.text)));
            drawing.diagnostic(&mut out, diagnostic, &message, source, found);
        }
        for more in self.more().filter(|more| more.severity >= least) {
            push(&mut out, format_args!("\n{}", drawing.heading(more.severity, more.code, &more.message())));
        }
        out
    }
}

impl Drawing {
    /// `error[code]: message`.
    pub fn heading(self, severity: Severity, code: &str, message: &str) -> String {
        let colour = colour(severity);
        self.labelled(&format!("{}[{code}]", severity.word()), colour, message)
    }

    /// `error: message`.
    pub fn error(self, message: &str) -> String {
        self.labelled("error", colour(Severity::Error), message)
    }

    /// `help: message`.
    pub fn help(self, message: &str) -> String {
        self.labelled("help", HELP_COLOUR, message)
    }

    /// A message after its label, in lines that end.
    fn labelled(self, label: &str, colour: &str, message: &str) -> String {
        let text = self.hanging(&format!("{label}: {message}"), 2) + "\n";
        match text.strip_prefix(label) {
            Some(rest) => self.painted(colour, label) + rest,
            None => text,
        }
    }

    /// A text in lines of the width, all but the first one indented.
    fn hanging(self, text: &str, indent: usize) -> String {
        let lines = self.width.map(|width| prose(text, width.saturating_sub(indent).max(1)));
        let newline = format!("\n{:indent$}", "");
        lines.map_or_else(|| text.to_owned(), |lines| lines.join(&newline))
    }

    fn painted(self, colour: &str, text: &str) -> String {
        if self.colours { format!("\u{1b}[{colour}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn diagnostic(
        self,
        out: &mut String,
        diagnostic: &Diagnostic,
        message: &str,
        source: Option<&Source>,
        secrets: &[Range<usize>],
    ) {
        let Diagnostic { problem, span } = diagnostic;
        let severity = problem.severity();
        out.push_str(&self.heading(severity, problem.code(), &shown(message)));
        let place = |text: &str| self.painted(PLACE_COLOUR, text);
        let mut gutter = 1;
        if let Some(source) = source {
            let start = span.start as usize;
            let (line, column) = source.position(span.start);
            gutter = line.to_string().len();
            push(out, format_args!("{:gutter$}{} {}:{line}:{column}\n", "", place("-->"), shown(&source.path)));
            let most = self.width.map_or(WIDTH, |width| width.saturating_sub(gutter + 3).clamp(8, WIDTH));
            let line_start = source.line_start(span.start);
            let (row, before, marked) = excerpt(&source.text, line_start, start..span.end as usize, most, secrets);
            let row = format!(" {row}");
            push(
                out,
                format_args!(
                    "{:gutter$} {}\n{}{row}\n",
                    "",
                    place("|"),
                    place(&format!("{line} |")),
                    row = row.trim_end()
                ),
            );
            let marks = self.painted(colour(severity), &"^".repeat(marked));
            push(out, format_args!("{:gutter$} {} {:before$}{marks}\n", "", place("|"), ""));
        }
        let help = self.hanging(problem.help(), gutter + 9);
        push(out, format_args!("{:gutter$} {} {} {help}\n", "", place("="), self.painted(HELP_COLOUR, "help:")));
    }
}

fn colour(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "1;32",
        Severity::Warning => "1;33",
        Severity::Error => "1;31",
    }
}

/// The part of a place's line that is shown, the columns before the place, and the columns that the place takes.
fn excerpt(
    text: &str,
    line_start: usize,
    place: Range<usize>,
    most: usize,
    secrets: &[Range<usize>],
) -> (String, usize, usize) {
    let Range { start, end } = place;
    let drawn = |at: usize, character: char| {
        let behind = secrets.partition_point(|secret| secret.end <= at);
        let is_secret = secrets.get(behind).is_some_and(|secret| secret.contains(&at));
        if is_secret { "*".to_owned() } else { cell(character) }
    };
    let is_end = |character: &char| matches!(character, '\n' | '\r');
    let before = text.get(line_start..start).unwrap_or_default().char_indices().rev().take(most + 1);
    let mut before: Vec<String> = before.map(|(at, character)| drawn(line_start + at, character)).collect();
    let rest = text.get(start..).unwrap_or_default().char_indices().take_while(|(_, character)| !is_end(character));
    let rest = rest.take(most + 1).map(|(at, character)| (start + at, drawn(start + at, character)));
    let rest: Vec<(usize, String)> = rest.collect();

    let (mut row, mut width) = (String::new(), usize::MAX);
    let whole: usize = before.iter().chain(rest.iter().map(|(_, cell)| cell)).map(|cell| cell.width()).sum();
    if whole > most {
        width = most - 1;
        let mut taken = 0;
        let fitting = before.iter().take_while(|cell| {
            taken += cell.width();
            taken <= most * BEFORE.0 / BEFORE.1
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
