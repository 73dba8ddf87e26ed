//! Escapes text for Markdown. Only characters that Markdown would interpret get a backslash. Web addresses become links.

use std::collections::BTreeSet;

/// Position of a string in the Markdown.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct At {
    /// The text starts a line.
    pub(super) line_start: bool,
    /// Another part of the line follows.
    pub(super) more: bool,
    /// The text is inside a link. Links cannot nest.
    pub(super) link: bool,
    /// The text is inside a table cell.
    pub(super) cell: bool,
}

/// Appends the escaped text to `out`. The text must be one line.
pub(super) fn text(out: &mut String, text: &str, at: At) {
    let mark = if at.line_start { block_mark(text) } else { None };
    let mut before = None;
    let mut index = 0;
    while let Some(character) = text[index..].chars().next() {
        if !at.link
            && let Some((address, length)) = address(&text[index..])
        {
            out.push_str(&address);
            index += length;
            before = text[..index].chars().next_back();
            continue;
        }
        let rest = &text[index + character.len_utf8()..];
        let first_on_line = at.line_start && index == 0;
        if mark == Some(index) || acts(character, before, rest, first_on_line, at) {
            out.push('\\');
        }
        out.push(character);
        before = Some(character);
        index += character.len_utf8();
    }
}

/// Whether Markdown could interpret the character. At either end of the text the neighbour is unknown, so the check assumes the
/// worst case.
fn acts(character: char, before: Option<char>, rest: &str, first_on_line: bool, at: At) -> bool {
    let after = rest.chars().next();
    let both = |test: fn(char) -> bool| before.is_some_and(test) && after.is_some_and(test);
    match character {
        '`' | '[' | ']' => true,
        '|' => at.cell,
        '\\' => !after.is_some_and(char::is_alphanumeric),
        '*' | '~' => first_on_line || !both(char::is_whitespace),
        '_' => first_on_line || !(both(char::is_alphanumeric) || both(char::is_whitespace)),
        '<' => !after.is_some_and(|after| after.is_whitespace() || after.is_ascii_digit() || after == '='),
        '&' => is_entity(rest),
        '!' => after.is_none() && at.more,
        _ => false,
    }
}

/// Whether `&` followed by `rest` is an entity. Examples of `rest`: `amp;`, `#x202E;`.
fn is_entity(rest: &str) -> bool {
    let name = rest.trim_start_matches(|character: char| character.is_ascii_alphanumeric() || character == '#');
    name.starts_with(';') && name.len() < rest.len()
}

/// Byte position of the backslash that prevents the line from being a heading, quote, list item, table or rule.
pub(super) fn block_mark(line: &str) -> Option<usize> {
    let ends = |at: usize| line[at..].chars().next().is_none_or(char::is_whitespace);
    match line.chars().next()? {
        '>' | '=' | '|' => Some(0),
        '+' | '*' if ends(1) => Some(0),
        '-' if ends(1) || line[1..].starts_with(['-', ':', '|']) => Some(0),
        ':' if line[1..].starts_with('-') => Some(0),
        '#' => ends(line.len() - line.trim_start_matches('#').len()).then_some(0),
        '0'..='9' => {
            let digits = line.len() - line.trim_start_matches(|character: char| character.is_ascii_digit()).len();
            (line[digits..].starts_with(['.', ')']) && ends(digits + 1)).then_some(digits)
        }
        _ => None,
    }
}

/// The Markdown for the web address at the start of the text, and the address's length in bytes.
///
/// A valid address becomes a link. A pattern of an address (`{id}`) becomes a code span.
fn address(text: &str) -> Option<(String, usize)> {
    let scheme = scheme(text)?;
    let breaks =
        |character: char| !character.is_ascii_graphic() || matches!(character, '<' | '>' | '"' | '`' | '|' | '\\');
    let taken = &text[..text.find(breaks).unwrap_or(text.len())];
    let taken = &taken[..taken.len() - loose_end(taken)];
    if taken.len() <= scheme {
        None
    } else if is_address(taken) {
        Some((format!("<{taken}>"), taken.len()))
    } else {
        Some((code(taken), taken.len()))
    }
}

/// Number of bytes at the end of an address that belong to the surrounding sentence: punctuation, and closing brackets whose
/// opening bracket precedes the address.
fn loose_end(address: &str) -> usize {
    let mut surplus = [('(', ')'), ('[', ']'), ('{', '}')]
        .map(|(open, close)| (close, address.matches(close).count().saturating_sub(address.matches(open).count())));
    let kept = address.trim_end_matches(|last: char| {
        let bracket = surplus.iter_mut().find(|(close, count)| *close == last && *count > 0);
        bracket.is_some_and(|(_, count)| {
            *count -= 1;
            true
        }) || ".,;:!?'*_~".contains(last)
    });
    address.len() - kept.len()
}

/// Whether the text is a valid link target: `http` or `https`, and only characters of a URL.
pub(super) fn is_address(text: &str) -> bool {
    let Some(host) = scheme(text).map(|length| &text[length..]) else { return false };
    let allowed = |character: char| {
        character.is_ascii_alphanumeric()
            || "-._~:/?#[]@!$&'()*+,;=%".contains(character)
            || !character.is_ascii() && character.is_alphanumeric()
    };
    host.starts_with(|character: char| character.is_alphanumeric()) && host.chars().all(allowed)
}

/// Length of `https://` or `http://` at the start of the text; `None` if the text starts otherwise.
fn scheme(text: &str) -> Option<usize> {
    // Most characters start no address, and this is asked for each.
    if !matches!(text.as_bytes().first(), Some(b'h' | b'H')) {
        return None;
    }
    ["https://", "http://"]
        .into_iter()
        .find(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
        .map(str::len)
}

/// The text as a code span. The text must be one line.
pub(super) fn code(text: &str) -> String {
    let runs: BTreeSet<usize> = text.split(|character| character != '`').map(str::len).collect();
    let ticks = (1..).find(|ticks| !runs.contains(ticks)).unwrap_or(1);
    let fence = "`".repeat(ticks);
    let pad = if text.is_empty() || text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    if text.trim().is_empty() { "` `".to_owned() } else { format!("{fence}{pad}{text}{pad}{fence}") }
}
