//! How many keys and values a JSON text has, before a tree of them takes memory.
//!
//! Every token but a separator counts, so that a text that is no JSON has a bound too.

/// The offset of the token `most + 1`; `None` if there are fewer. Comments are not counted.
pub(super) fn offset_of_token(text: &str, most: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut count) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        let end = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' | b']' | b'}' => {
                at += 1;
                continue;
            }
            b'/' if matches!(bytes.get(at + 1), Some(b'/' | b'*')) => {
                at = comment_end(text, at);
                continue;
            }
            b'"' | b'\'' => string_end(bytes, at),
            b'[' | b'{' => at + 1,
            _ => at + 1 + bytes[at + 1..].iter().take_while(|byte| is_of_word(**byte)).count(),
        };
        if count == most {
            return Some(at);
        }
        count += 1;
        at = end;
    }
    None
}

fn is_of_word(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && !b",:[]{}\"'/".contains(&byte)
}

/// The byte after the comment that starts at `at`.
fn comment_end(text: &str, at: usize) -> usize {
    let rest = &text[at + 2..];
    let end = if text[at..].starts_with("/*") { rest.find("*/").map(|end| end + 2) } else { rest.find('\n') };
    end.map_or(text.len(), |end| at + 2 + end)
}

/// The byte after the string that starts at `at`.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let (quote, mut at) = (bytes[at], at + 1);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            _ if *byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::offset_of_token;

    #[test]
    fn keys_values_and_words_count_and_nothing_else_does() {
        let text = r#" {"a,b": [1, 'x"', true], /* 1, 2 */ "\"c": {} } // 3"#;
        let starts = ["{", "\"a", "[", "1,", "'x", "true", "\"\\\"c", "{}"].map(|start| text.find(start));
        let found: Vec<_> = (0..=starts.len()).map(|most| offset_of_token(text, most)).collect();
        assert_eq!(found, [&starts[..], &[None]].concat());
        assert_eq!(offset_of_token("1 2 3", 2), Some(4), "values without commas count too");
        for cut in ["\"a", "'", "/*", "//", "\"\\"] {
            assert_eq!(offset_of_token(cut, 1), None, "{cut}");
        }
    }
}
