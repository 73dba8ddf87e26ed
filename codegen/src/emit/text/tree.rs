//! What is kept of a Markdown text.

/// A block.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Block {
    Paragraph(Vec<Inline>),
    /// The level is 1 to 6.
    Heading(u8, Vec<Inline>),
    Code(String),
    Quote(Vec<Block>),
    List(List),
    /// The first row is the head.
    Table(Vec<Vec<Vec<Inline>>>),
    Rule,
}

/// A list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct List {
    /// The first item's number, where they are numbered.
    pub(super) start: Option<u64>,
    /// No blank lines between the items.
    pub(super) tight: bool,
    pub(super) items: Vec<Vec<Block>>,
}

/// A part of a line.
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
    /// A line end of the source, which Markdown reads as a space.
    Wrap,
    /// A line break that is meant.
    Break,
}
