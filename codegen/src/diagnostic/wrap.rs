//! Text in, lines of a width out.

use unicode_width::UnicodeWidthStr as _;

/// A sentence in lines of at most `width` columns, broken between words only, so that a path or a command can be copied. A longer
/// word has a line of its own.
pub fn prose(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The parts of a text that stay on one line: a line may end after a space, and inside paths and types.
pub fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive([' ', '/', ',', ':', '.', '<'])
}

/// A text in lines of at most `width` columns, also broken inside paths and types. A longer part is broken anywhere.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let (mut lines, mut line) = (Vec::new(), String::new());
    for piece in pieces(text) {
        if !line.is_empty() && line.width() + piece.trim_end().width() > width {
            lines.push(std::mem::take(&mut line));
        }
        if piece.trim_end().width() <= width {
            line.push_str(piece);
            continue;
        }
        for character in piece.chars() {
            line.push(character);
            if line.trim_end().width() > width && line.chars().count() > 1 {
                let last = line.len() - character.len_utf8();
                // A name is broken after one of its words, if it has several.
                let at = line[..last].rfind(['-', '_']).map_or(last, |at| at + 1);
                let rest = line.split_off(at);
                lines.push(std::mem::replace(&mut line, rest));
            }
        }
    }
    lines.push(line);
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_asked_and_no_character_is_lost() {
        let text = "POST /v1/groups/{groupId}/messages-without-any-place-to-break and 消息消息消息 words";
        let bare = |text: &str| text.chars().filter(|it| !it.is_whitespace()).collect::<String>();
        for width in 2..90 {
            let lines = wrapped(text, width);
            assert!(lines.iter().all(|line| line.width() <= width), "{width}: {lines:?}");
            assert_eq!(bare(&lines.concat()), bare(text), "{width}");
            let lines = prose(text, width);
            assert!(lines.iter().all(|line| line.width() <= width || !line.contains(' ')), "{width}: {lines:?}");
            assert_eq!(lines.join(" "), text, "{width}");
        }
    }
}
