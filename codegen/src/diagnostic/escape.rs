//! Text of a document in, text that is safe on a terminal or in a log out.

use std::fmt::Write as _;

/// The most characters of a message or path that are shown; names in a document can be of any length.
const LONGEST: usize = 400;

/// Escapes characters that steer a terminal, turn the direction of writing or take no column, and cuts a very long text.
pub fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (count, character) in text.chars().enumerate() {
        if count == LONGEST {
            out.push('…');
            break;
        }
        let steers = character.is_control()
            || matches!(character, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}')
            || matches!(character, '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}');
        if steers {
            write!(out, "\\u{{{:x}}}", u32::from(character)).expect("writing to a string cannot fail");
        } else {
            out.push(character);
        }
    }
    out
}
