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
        if steers(character) {
            write!(out, "\\u{{{:x}}}", u32::from(character)).expect("writing to a string cannot fail");
        } else {
            out.push(character);
        }
    }
    out
}

/// Whether a character steers a terminal, turns the direction of writing or takes no column.
fn steers(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}')
        || matches!(character, '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
        // Fillers of scripts, marks of music, and tags.
        || matches!(character, '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}')
        || matches!(character, '\u{3164}' | '\u{FFA0}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Escapes the same characters in JSON, all of which may stand in its strings only. Its values stay equal, and so do its line breaks.
pub fn shown_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if character == '\n' || !steers(character) {
            out.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}").expect("writing to a string cannot fail");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{shown, shown_json};

    #[test]
    fn what_takes_no_column_is_written_out() {
        for character in ['\u{7}', '\u{34F}', '\u{61C}', '\u{180E}', '\u{202E}', '\u{3164}', '\u{1D173}', '\u{E0041}'] {
            assert_eq!(shown(&format!("a{character}é")), format!("a\\u{{{:x}}}é", u32::from(character)));
        }
    }

    #[test]
    fn json_is_written_out_and_stays_equal() {
        let json = "{\n  \"é😀\u{7F}\u{9B}\": \"\u{202E}\u{E0041}\\n\"\n}";
        let written = shown_json(json);
        assert_eq!(written, "{\n  \"é😀\\u007f\\u009b\": \"\\u202e\\udb40\\udc41\\n\"\n}");
        let value = |json: &str| serde_json::from_str::<serde_json::Value>(json).unwrap();
        assert_eq!(value(&written), value(json));
    }
}
