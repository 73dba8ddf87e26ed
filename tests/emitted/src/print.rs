//! Tokens as one line of text that does not depend on the formatter: no trailing commas, few spaces.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The text of tokens.
pub(crate) fn line(tokens: TokenStream) -> String {
    let mut text = String::new();
    write(tokens, &mut text);
    text
}

fn write(tokens: TokenStream, text: &mut String) {
    let mut is_joint = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(group.stream(), text);
                trim_comma(text);
                text.push_str(close);
                is_joint = false;
            }
            TokenTree::Punct(mark) => {
                if mark.as_char() == '>' && !text.ends_with(['-', '=']) {
                    trim_comma(text);
                }
                if mark.as_char() == '=' && !is_joint && !text.ends_with(' ') {
                    text.push(' ');
                }
                text.push(mark.as_char());
                is_joint = mark.spacing() == Spacing::Joint;
                if mark.as_char() == ',' {
                    text.push(' ');
                }
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                if !is_joint && text.ends_with(|last: char| last.is_alphanumeric() || "_\"'=>|".contains(last)) {
                    text.push(' ');
                }
                text.push_str(&token.to_string());
                is_joint = false;
            }
        }
    }
}

fn trim_comma(text: &mut String) {
    if text.ends_with(", ") {
        text.truncate(text.len() - 2);
    }
}
