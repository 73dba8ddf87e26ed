//! Doc comments: strings of the definition and sentences of the generator in, doc attributes out.
//!
//! Texts of the definition go through [`text`] or stand in a code span.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::{Attribute, Expr, Lit, Meta, MetaNameValue};

pub(in crate::emit::rust) use crate::emit::text::code;

use crate::emit::{text, words};
use crate::model::Remark;

/// What stands between the lines of a comment until [`RustFile`](super::RustFile) prints them. No comment holds it.
pub(in crate::emit::rust) const LINE_END: char = '\u{1}';

/// A doc comment, as lines of Markdown.
#[derive(Clone, Debug, Default)]
pub(in crate::emit::rust) struct Doc {
    lines: Vec<String>,
}

impl Doc {
    /// A comment that opens with a paragraph of ours.
    pub(in crate::emit::rust) fn of(paragraph: impl AsRef<str>) -> Self {
        Self::default().paragraph(paragraph)
    }

    /// A comment that opens with a title and a description of the definition.
    pub(in crate::emit::rust) fn described(title: Option<&str>, description: Option<&str>) -> Self {
        let (title, description) = telling(title, description);
        let doc = match title {
            Some(title) => Self::of(text::line(title)),
            None => Self::default(),
        };
        doc.definition_text(description)
    }

    /// Adds a paragraph of the generator if there is nothing yet.
    pub(in crate::emit::rust) fn or(self, markdown: impl AsRef<str>) -> Self {
        if self.lines.is_empty() { self.paragraph(markdown) } else { self }
    }

    pub(in crate::emit::rust) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Adds Markdown of ours as a block of its own; an empty text adds nothing.
    pub(in crate::emit::rust) fn paragraph(mut self, markdown: impl AsRef<str>) -> Self {
        let markdown = markdown.as_ref().trim_end();
        if !markdown.trim().is_empty() {
            if !self.lines.is_empty() {
                self.lines.push(String::new());
            }
            self.lines.extend(markdown.lines().map(str::to_owned));
        }
        self
    }

    /// Adds a string of the definition.
    pub(in crate::emit::rust) fn definition_text(self, definition: Option<&str>) -> Self {
        match definition {
            Some(definition) => self.paragraph(text::paragraphs(definition)),
            None => self,
        }
    }

    /// Adds remarks, one paragraph each.
    pub(in crate::emit::rust) fn remarks(self, remarks: &[Remark]) -> Self {
        remarks.iter().fold(self, |doc, remark| doc.paragraph(text::line(&words::sentence(remark))))
    }

    /// Adds a heading and its content; nothing if that is empty.
    pub(in crate::emit::rust) fn section(self, heading: &str, body: &str) -> Self {
        if body.is_empty() {
            return self;
        }
        self.paragraph(format!("# {heading}")).paragraph(body)
    }

    /// The comment of an item: `///`.
    pub(in crate::emit::rust) fn outer(&self) -> Option<TokenStream> {
        let text = self.literal()?;
        Some(quote!(#[doc = #text]))
    }

    /// Puts the comment in the place of another, which is the attribute `#[doc = "…"]`.
    pub(in crate::emit::rust) fn replace(&self, attribute: &mut Attribute) {
        if let (Meta::NameValue(MetaNameValue { value: Expr::Lit(value), .. }), Some(text)) =
            (&mut attribute.meta, self.literal())
        {
            value.lit = Lit::new(text);
        }
    }

    /// The comment of the module that it stands in: `//!`.
    pub(in crate::emit::rust) fn inner(&self) -> Option<TokenStream> {
        let text = self.literal()?;
        Some(quote!(#![doc = #text]))
    }

    /// All lines in one text, [`LINE_END`] between them, each with a space before it as in a comment that a person wrote.
    fn literal(&self) -> Option<Literal> {
        let (first, rest) = self.lines.split_first()?;
        let mut text = String::with_capacity(self.lines.iter().map(|line| line.len() + 2).sum());
        for (index, line) in std::iter::once(first).chain(rest).enumerate() {
            if index > 0 {
                text.push(LINE_END);
            }
            if !line.is_empty() {
                text.push(' ');
            }
            line.split(LINE_END).for_each(|part| text.push_str(part));
        }
        Some(raw(&text).unwrap_or_else(|| Literal::string(&text)))
    }
}

/// A string as a raw literal; `None` if it cannot be one.
fn raw(text: &str) -> Option<Literal> {
    let marks = text.split('"').skip(1).map(|rest| rest.len() - rest.trim_start_matches('#').len() + 1).max();
    let marks = "#".repeat(marks.unwrap_or_default());
    format!("r{marks}\"{text}\"{marks}").parse().ok()
}

/// A title and a description, without empty ones; a description that only repeats the title counts as empty.
pub(in crate::emit::rust) fn telling<'t>(
    title: Option<&'t str>,
    description: Option<&'t str>,
) -> (Option<&'t str>, Option<&'t str>) {
    let says_something = |text: &&str| !text.trim().is_empty();
    let title = title.filter(says_something);
    let differs = |text: &&str| title.is_none_or(|title| essence(title) != essence(text));
    (title, description.filter(says_something).filter(differs))
}

/// A string without case, spacing and the full stop at its end.
fn essence(text: &str) -> String {
    let text = text.trim().trim_end_matches('.').to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A title without its full stop, for the end of a sentence.
pub(in crate::emit::rust) fn inline(title: &str) -> String {
    text::line(title.trim().trim_end_matches('.'))
}

/// An identifier without `r#`.
pub(in crate::emit::rust) fn spoken(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}
