//! Beginnings of values that a text quotes without the mark of a cut, as some databases do. In: a text, and the part of it that is the
//! beginning of a value. Out: what stands in quotes there.

use super::view::Part;

/// A shorter beginning is a word of any text. In bytes.
pub(super) const MIN: usize = 8;

/// The same of one that only has letters, and of one without quotes where the text ends. In bytes.
const MIN_WORD: usize = 20;

/// What opens and closes.
const QUOTES: [(&str, &str); 14] = [
    ("\"", "\""),
    ("'", "'"),
    ("`", "`"),
    ("`", "'"),
    ("‘", "’"),
    ("“", "”"),
    ("«", "»"),
    ("(", ")"),
    ("[", "]"),
    ("<", ">"),
    ("&quot;", "&quot;"),
    ("&#39;", "&#39;"),
    ("%22", "%22"),
    ("%27", "%27"),
];

/// The part of the text that is a value which is cut: all of a quotation, or what the text ends with. `part` is as much of a value as the
/// text is the same.
pub(super) fn cut(text: &str, part: Part) -> Option<Part> {
    let (before, rest) = (text.get(..part.from)?, text.get(part.from..)?);
    let quoted = QUOTES.iter().filter(|(open, _)| before.ends_with(open)).filter_map(|(_, close)| {
        let most = part.to - part.from + "\\".len() + close.len();
        let end = (0..=rest.len().min(most)).rev().find_map(|end| rest.get(..end))?.rfind(close)?;
        let end = rest[..end].trim_end_matches('\\').len();
        (part.from + end <= part.to && is_data(&rest[..end])).then_some(part.from + end)
    });
    let ending = (part.to == text.len() && rest.len() >= MIN_WORD).then_some(part.to);
    quoted.max().or(ending).map(|to| Part { from: part.from, to })
}

/// Whether a beginning is more than a word of a sentence or a name.
fn is_data(beginning: &str) -> bool {
    let is_word = |text: &str| text.chars().all(|c| c.is_alphabetic() || c == '_');
    beginning.len() >= MIN && (beginning.len() >= MIN_WORD || !is_word(beginning))
}
