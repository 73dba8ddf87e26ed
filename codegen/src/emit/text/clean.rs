//! Normalises characters: line ends become `\n`, and invisible characters become visible, e.g. as `U+202E`.

/// The text with `\n` as its only line end and its only control character. A tab becomes four spaces.
pub(super) fn clean(text: &str) -> String {
    // Most strings are clean, and the generator calls this function for each one.
    if text.bytes().all(|byte| matches!(byte, b'\n' | b' '..=b'~')) {
        return text.to_owned();
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                characters.next_if_eq(&'\n');
                cleaned.push('\n');
            }
            '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => cleaned.push('\n'),
            '\t' => cleaned.push_str("    "),
            hidden if is_hidden(hidden) => cleaned.push_str(&format!("U+{:04X}", u32::from(hidden))),
            visible => cleaned.push(visible),
        }
    }
    cleaned
}

/// The text on one line, without leading and trailing spaces.
pub(super) fn one_line(text: &str) -> String {
    let cleaned = clean(text);
    cleaned.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether the character is a control, a bidirectional control, or has zero width.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
