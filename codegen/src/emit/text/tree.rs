//! The Markdown elements that the generator keeps.

/// A block element.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Block {
    Paragraph(Vec<Inline>),
    /// The level, 1 to 6, and the content.
    Heading(u8, Vec<Inline>),
    Code(String),
    Quote(Vec<Block>),
    List(List),
    /// Rows of cells. The first row is the header.
    Table(Vec<Vec<Vec<Inline>>>),
    Rule,
}

/// A list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct List {
    /// The first item's number; `None` for a bullet list.
    pub(super) start: Option<u64>,
    /// No blank lines between the items.
    pub(super) tight: bool,
    pub(super) items: Vec<Vec<Block>>,
}

/// An inline element.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Inline {
    Text(String),
    Code(String),
    Emphasis(Vec<Inline>),
    Strong(Vec<Inline>),
    Strike(Vec<Inline>),
    Link {
        to: String,
        content: Vec<Inline>,
    },
    /// A soft line break: a line end in the source that Markdown renders as a space.
    Wrap,
    /// A hard line break.
    Break,
}
