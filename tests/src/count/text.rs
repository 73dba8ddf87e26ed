//! Text: the bytes of a file as text, and names as Rust comments can show them.

use connector_codegen::{Generated, Problem};

/// The definition's text, into which the diagnostics point.
///
/// UTF-8 is decoded here; CR LF ends a line as LF does. For other encodings the generator's text is used: its diagnostics point into it, and the count does not
/// check encodings.
pub(super) fn decoded(bytes: &[u8], generated: &Generated) -> String {
    // In UTF-16 one of the first two bytes of any JSON is zero.
    let is_utf16 = bytes.iter().take(2).any(|byte| *byte == 0);
    match std::str::from_utf8(bytes) {
        Ok(text) if !is_utf16 => text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n"),
        _ => generated.sources.iter().next().map(|source| source.text.to_string()).unwrap_or_default(),
    }
}

/// The text with each misspelt key replaced by the one that the diagnostics name, at the same offsets. A key that is too short for the
/// replacement stays.
pub(super) fn respelt(text: &str, generated: &Generated) -> String {
    let mut respelt = text.to_owned();
    for diagnostic in generated.diagnostics.iter() {
        let Problem::MisspeltKey { known, .. } = &diagnostic.problem else { continue };
        let source = generated.sources.get(diagnostic.span.file);
        let range = diagnostic.span.start as usize..diagnostic.span.end as usize;
        let key = format!("{:width$}", format!("{known:?}"), width = range.len());
        if source.is_some_and(|source| *source.text == *text) && key.len() == range.len() {
            respelt.replace_range(range, &key);
        }
    }
    respelt
}

/// A text as a comment on one line shows it: with single spaces, and with numbers in place of invisible characters.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for character in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        let is_hidden = character.is_control()
            || matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
            || matches!(character, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
        match is_hidden {
            true => plain.push_str(&format!("U+{:04X}", u32::from(character))),
            false => plain.push(character),
        }
    }
    plain
}

/// The texts of the code spans of a line of Markdown.
pub(super) fn code_spans(line: &str) -> Vec<String> {
    let (mut spans, mut rest) = (Vec::new(), line);
    while let Some((span, after)) = rest.find('`').and_then(|at| code_span(&rest[at..])) {
        spans.push(span);
        rest = after;
    }
    spans
}

/// The text of the code span that a Markdown text begins with, and what follows it.
pub(super) fn code_span(markdown: &str) -> Option<(String, &str)> {
    let ticks = markdown.len() - markdown.trim_start_matches('`').len();
    let (fence, mut rest) = markdown.split_at(ticks);
    if ticks == 0 {
        return None;
    }
    let mut code = String::new();
    loop {
        let at = rest.find('`')?;
        let run = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        code.push_str(&rest[..at]);
        let (here, after) = rest[at..].split_at(run);
        rest = after;
        if here == fence {
            break;
        }
        code.push_str(here);
    }
    let padded = code.strip_prefix(' ').and_then(|code| code.strip_suffix(' ')).filter(|code| !code.trim().is_empty());
    Some((padded.map(str::to_owned).unwrap_or(code), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_text_has_single_spaces_and_names_hidden_characters() {
        assert_eq!(plain(" a\n\t b\u{202e}\0 "), "a bU+202EU+0000");
    }

    #[test]
    fn a_code_span_ends_at_as_many_ticks_as_it_began_with() {
        assert_eq!(code_span("`a`. Rest"), Some(("a".to_owned(), ". Rest")));
        assert_eq!(code_span("``a`b`` c"), Some(("a`b".to_owned(), " c")));
        assert_eq!(code_span("`` ` ``"), Some(("`".to_owned(), "")));
        assert_eq!(code_span("` `"), Some((" ".to_owned(), "")));
        assert_eq!(code_span("plain"), None);
    }
}
