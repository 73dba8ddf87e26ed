//! Emitted Rust as tokens: its structure without texts, and its doc comments. What its items are is read by `connector-emitted`.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

/// The structure of a Rust file: its tokens without documentation, each literal as a dot.
///
/// # Panics
/// If it does not parse.
pub fn shape(text: &str) -> String {
    syn::parse_file(text).expect("emitted Rust parses");
    let tokens: TokenStream = text.parse().expect("emitted Rust is made of tokens");
    let mut shape = String::new();
    for token in without_values(tokens) {
        shape.push_str(&token.to_string());
        shape.push('\n');
    }
    shape
}

fn without_values(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if is_doc(&group) => {
                // The `#`, and the `!` of an inner comment.
                while kept
                    .last()
                    .is_some_and(|last| matches!(last, TokenTree::Punct(mark) if "#!".contains(mark.as_char())))
                {
                    kept.pop();
                }
            }
            TokenTree::Group(group) => {
                kept.push(Group::new(group.delimiter(), without_values(group.stream())).into());
            }
            TokenTree::Literal(_) => kept.push(Ident::new("literal", proc_macro2::Span::call_site()).into()),
            other => kept.push(other),
        }
    }
    // The formatter adds a trailing comma if a list takes several lines.
    if matches!(kept.last(), Some(TokenTree::Punct(mark)) if mark.as_char() == ',') {
        kept.pop();
    }
    kept.into_iter().collect()
}

/// The doc comments of a Rust file, in order.
///
/// # Panics
/// If it is not made of tokens.
pub fn comments(text: &str) -> Vec<String> {
    let mut comments = Vec::new();
    add_comments(text.parse().expect("emitted Rust is made of tokens"), &mut comments);
    comments
}

fn add_comments(tokens: TokenStream, comments: &mut Vec<String>) {
    let mut lines: Vec<String> = Vec::new();
    let mut flush = |lines: &mut Vec<String>| {
        if !lines.is_empty() {
            comments.push(std::mem::take(lines).join("\n"));
        }
    };
    let mut inside = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Punct(mark) if "#!".contains(mark.as_char()) => {}
            TokenTree::Group(group) if is_doc(&group) => match group.stream().into_iter().nth(2) {
                Some(TokenTree::Literal(text)) => {
                    let text = text_of(text);
                    lines.push(text.strip_prefix(' ').unwrap_or(&text).to_owned());
                }
                _ => flush(&mut lines),
            },
            other => {
                flush(&mut lines);
                if let TokenTree::Group(group) = other {
                    inside.push(group.stream());
                }
            }
        }
    }
    flush(&mut lines);
    inside.into_iter().for_each(|tokens| add_comments(tokens, comments));
}

fn text_of(literal: proc_macro2::Literal) -> String {
    let text: syn::LitStr = syn::parse2(TokenTree::from(literal).into()).expect("a doc attribute holds a text");
    text.value()
}

fn is_doc(group: &Group) -> bool {
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket && matches!(first, Some(TokenTree::Ident(word)) if word == "doc")
}
