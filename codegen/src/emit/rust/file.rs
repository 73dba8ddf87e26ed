//! A file of Rust: tokens in, text out, with a header, and blank lines where a person would put them.

use proc_macro2::{Ident, Literal, TokenStream};
use syn::Item;

use super::docs::Doc;
use super::input::Input;

/// A file of Rust.
pub(super) struct RustFile {
    docs: Doc,
    parts: Vec<Part>,
}

enum Part {
    Items(TokenStream),
    Rows(Rows),
}

/// A call of one of the runtime's table macros: `runtime::{name}! { {subject} { {rows} } {rest} }`.
pub(super) struct Rows {
    pub(super) name: &'static str,
    pub(super) subject: Ident,
    pub(super) rows: Vec<Row>,
    pub(super) rest: Option<Ident>,
}

/// One row: `{keyword} {name} = {value}, {value}`.
pub(super) struct Row {
    pub(super) keyword: Option<&'static str>,
    pub(super) name: Ident,
    pub(super) values: Vec<Literal>,
}

impl RustFile {
    /// A file without documentation of its own.
    pub(super) fn new(items: TokenStream) -> Self {
        Self { docs: Doc::default(), parts: vec![Part::Items(items)] }
    }

    /// A file that opens with the documentation of its module.
    pub(super) fn with_docs(docs: Doc, items: TokenStream) -> Self {
        Self { docs, parts: vec![Part::Items(items)] }
    }

    /// Adds items.
    pub(super) fn items(mut self, items: TokenStream) -> Self {
        self.parts.push(Part::Items(items));
        self
    }

    /// Adds a call of a table macro.
    pub(super) fn rows(mut self, rows: Rows) -> Self {
        self.parts.push(Part::Rows(rows));
        self
    }

    /// The text of the file.
    pub(super) fn print(self, input: Input<'_>) -> String {
        let mut text = format!("// {}\n", crate::emit::mark(input.connector));
        if !self.docs.is_empty() {
            let docs = syn::parse2(self.docs.inner()).expect("doc attributes are a file");
            text.push('\n');
            text.push_str(&prettyplease::unparse(&docs));
        }
        let mut last = Kind::Header;
        for part in self.parts {
            match part {
                Part::Items(tokens) => {
                    let parsed: syn::File = syn::parse2(tokens).expect("quoted items are a file");
                    if !parsed.attrs.is_empty() {
                        text.push('\n');
                        text.push_str(&prettyplease::unparse(&syn::File { items: Vec::new(), ..parsed.clone() }));
                    }
                    for item in parsed.items {
                        let kind = Kind::of(&item);
                        if last == Kind::Other || last != kind {
                            text.push('\n');
                        }
                        last = kind;
                        text.push_str(&printed(item));
                    }
                }
                Part::Rows(rows) => {
                    text.push('\n');
                    last = Kind::Other;
                    rows.print(&mut text);
                }
            }
        }
        text
    }
}

/// Neighbours of one kind stand without a blank line between them.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Header,
    Use,
    PublicUse,
    Module,
    PublicModule,
    Other,
}

impl Kind {
    fn of(item: &Item) -> Self {
        let public = |visibility: &syn::Visibility| !matches!(visibility, syn::Visibility::Inherited);
        match item {
            Item::Use(item) if item.attrs.is_empty() && public(&item.vis) => Self::PublicUse,
            Item::Use(item) if item.attrs.is_empty() => Self::Use,
            Item::Mod(item) if item.attrs.is_empty() && public(&item.vis) => Self::PublicModule,
            Item::Mod(item) if item.attrs.is_empty() => Self::Module,
            _ => Self::Other,
        }
    }
}

fn printed(item: Item) -> String {
    let has_members = matches!(item, Item::Impl(_) | Item::Struct(_) | Item::Enum(_));
    let text =
        prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] });
    if has_members { spaced(&text) } else { text }
}

/// Puts a blank line between documented members and between methods.
///
/// A literal that `quote` wrote holds no line break, so a line that begins with four spaces and no more is the beginning
/// or the end of a member.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + text.len() / 16);
    let mut previous = "";
    for line in text.lines() {
        let opens = member(line).is_some_and(is_attribute) && !member(previous).is_some_and(is_attribute);
        let after_body = previous == "    }" && line != "}";
        if after_body || (opens && previous.starts_with("    ")) {
            spaced.push('\n');
        }
        spaced.push_str(line);
        spaced.push('\n');
        previous = line;
    }
    spaced
}

/// The text of a line at the depth of a member.
fn member(line: &str) -> Option<&str> {
    line.strip_prefix("    ").filter(|rest| !rest.starts_with(' '))
}

/// Whether a line at the depth of a member is a part of its attributes.
fn is_attribute(line: &str) -> bool {
    line.starts_with("///") || line.starts_with("#[") || line == ")]"
}

impl Rows {
    fn print(&self, text: &mut String) {
        let Self { name, subject, rows, rest } = self;
        let rest = rest.as_ref().map(|rest| format!(" {rest}")).unwrap_or_default();
        let open = if rows.is_empty() { "" } else { "\n" };
        let close = if rows.is_empty() { "" } else { "    " };
        text.push_str(&format!("runtime::{name}! {{\n    {subject} {{{open}"));
        for Row { keyword, name, values } in rows {
            let keyword = keyword.map(|keyword| format!("{keyword} ")).unwrap_or_default();
            let values: Vec<_> = values.iter().map(Literal::to_string).collect();
            let equals = if values.is_empty() { "" } else { " = " };
            text.push_str(&format!("        {keyword}{name}{equals}{},\n", values.join(", ")));
        }
        text.push_str(&format!("{close}}}{rest}\n}}\n"));
    }
}
