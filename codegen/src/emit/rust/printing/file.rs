//! A file of Rust: tokens in, text out, with a header, and blank lines where a person would put them.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens as _, quote};
use syn::{Attribute, Fields, Item, ItemImpl, ItemStruct};

use super::docs::{Doc, LINE_END};
use super::members::{Methods, Pair};
use crate::emit::header;
use crate::emit::input::Input;

/// A file of Rust.
pub(in crate::emit::rust) struct RustFile {
    docs: Doc,
    parts: Vec<Part>,
}

enum Part {
    Items(TokenStream),
    Item(Box<Item>),
    Rows(Rows),
}

/// A call of one of the runtime's table macros: `runtime::{name}! { {subject} { {rows} } {rest} }`.
pub(in crate::emit::rust) struct Rows {
    pub(in crate::emit::rust) name: &'static str,
    pub(in crate::emit::rust) subject: Ident,
    pub(in crate::emit::rust) rows: Vec<Row>,
    pub(in crate::emit::rust) rest: Option<Ident>,
}

/// One row: `{keyword} {name} = {value}, {value}`.
pub(in crate::emit::rust) struct Row {
    pub(in crate::emit::rust) keyword: Option<&'static str>,
    pub(in crate::emit::rust) name: Ident,
    pub(in crate::emit::rust) values: Vec<Literal>,
}

impl RustFile {
    /// A file without documentation of its own.
    pub(in crate::emit::rust) fn new(items: TokenStream) -> Self {
        Self { docs: Doc::default(), parts: vec![Part::Items(items)] }
    }

    /// A file that opens with the documentation of its module.
    pub(in crate::emit::rust) fn with_docs(docs: Doc, items: TokenStream) -> Self {
        Self { docs, parts: vec![Part::Items(items)] }
    }

    /// Adds items.
    pub(in crate::emit::rust) fn items(mut self, items: TokenStream) -> Self {
        self.parts.push(Part::Items(items));
        self
    }

    /// Adds a struct and its methods: the fields of `members`, `new` and the setters of `members`.
    pub(in crate::emit::rust) fn structure(
        mut self,
        item: TokenStream,
        name: &Ident,
        new: TokenStream,
        members: Vec<Pair>,
    ) -> Self {
        let mut item: ItemStruct = syn::parse2(item).expect("a quoted struct is one");
        let (fields, setters): (Vec<_>, Vec<_>) = members.into_iter().map(Pair::into_parts).unzip();
        if let Fields::Named(named) = &mut item.fields {
            named.named.extend(fields);
        }
        self.parts.push(Part::Item(Box::new(Item::Struct(item))));
        self.methods(name, [Methods::parsed(new), Methods::from(setters)])
    }

    /// Adds the methods of a type as one block.
    pub(in crate::emit::rust) fn methods(mut self, name: &Ident, parts: impl IntoIterator<Item = Methods>) -> Self {
        let mut block: ItemImpl = syn::parse2(quote!(impl #name {})).expect("a quoted impl is one");
        block.items.extend(parts.into_iter().flat_map(Methods::into_items));
        self.parts.push(Part::Item(Box::new(Item::Impl(block))));
        self
    }

    /// Adds a call of a table macro.
    pub(in crate::emit::rust) fn rows(mut self, rows: Rows) -> Self {
        self.parts.push(Part::Rows(rows));
        self
    }

    /// The text of the file.
    pub(in crate::emit::rust) fn print(self, input: Input<'_>) -> String {
        let mut text = format!("// {}\n", header::mark(input.connector));
        if !self.docs.is_empty() {
            let docs = syn::parse2(self.docs.inner().into_token_stream()).expect("doc attributes are a file");
            text.push('\n');
            lay_out(&prettyplease::unparse(&docs), false, &mut text);
        }
        let mut last = Kind::Header;
        for part in self.parts {
            match part {
                Part::Items(tokens) => {
                    let syn::File { attrs, items, .. } = syn::parse2(tokens).expect("quoted items are a file");
                    if !attrs.is_empty() {
                        text.push('\n');
                        text.push_str(&prettyplease::unparse(&file(attrs, Vec::new())));
                    }
                    for item in items {
                        print_item(item, &mut last, &mut text);
                    }
                }
                Part::Item(item) => print_item(*item, &mut last, &mut text),
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

fn file(attrs: Vec<Attribute>, items: Vec<Item>) -> syn::File {
    syn::File { shebang: None, frontmatter: None, attrs, items }
}

fn print_item(item: Item, last: &mut Kind, text: &mut String) {
    let kind = Kind::of(&item);
    if *last == Kind::Other || *last != kind {
        text.push('\n');
    }
    *last = kind;
    let has_members = matches!(item, Item::Impl(_) | Item::Struct(_) | Item::Enum(_));
    lay_out(&prettyplease::unparse(&file(Vec::new(), vec![item])), has_members, text);
}

/// Adds what was printed, each line of a comment on a line of its own, and, if the item has members, a blank line
/// between documented ones and between methods.
///
/// A literal that `quote` wrote holds no line break, so a line that begins with four spaces and no more is the beginning
/// or the end of a member.
fn lay_out(printed: &str, has_members: bool, text: &mut String) {
    let mut previous = "";
    for line in printed.lines() {
        let opens = member(line).is_some_and(opens_attribute) && !member(previous).is_some_and(is_attribute);
        let after_body = previous == "    }" && line != "}";
        if has_members && (after_body || (opens && previous.starts_with("    "))) {
            text.push('\n');
        }
        print_line(line, text);
        previous = line;
    }
}

fn print_line(line: &str, text: &mut String) {
    let code = line.trim_start();
    match code.get(..3).filter(|mark| matches!(*mark, "///" | "//!")) {
        Some(mark) => {
            let indent = &line[..line.len() - code.len()];
            for part in code[mark.len()..].split(LINE_END) {
                text.extend([indent, mark, part, "\n"]);
            }
        }
        None => text.extend([line, "\n"]),
    }
}

/// The text of a line at the depth of a member.
fn member(line: &str) -> Option<&str> {
    line.strip_prefix("    ").filter(|rest| !rest.starts_with(' '))
}

/// Whether a line at the depth of a member begins one of its attributes.
fn opens_attribute(line: &str) -> bool {
    line.starts_with("///") || line.starts_with("#[")
}

/// Whether a line at the depth of a member begins or ends one of its attributes.
fn is_attribute(line: &str) -> bool {
    opens_attribute(line) || line == ")]"
}

impl Rows {
    fn print(&self, text: &mut String) {
        let Self { name, subject, rows, rest } = self;
        let rest = rest.as_ref().map(|rest| format!(" {rest}")).unwrap_or_default();
        let open = if rows.is_empty() { "" } else { "\n" };
        let close = if rows.is_empty() { "" } else { "    " };
        text.push_str(&format!("runtime::codegen::{name}! {{\n    {subject} {{{open}"));
        for Row { keyword, name, values } in rows {
            let keyword = keyword.map(|keyword| format!("{keyword} ")).unwrap_or_default();
            let values: Vec<_> = values.iter().map(Literal::to_string).collect();
            let equals = if values.is_empty() { "" } else { " = " };
            text.push_str(&format!("        {keyword}{name}{equals}{},\n", values.join(", ")));
        }
        text.push_str(&format!("{close}}}{rest}\n}}\n"));
    }
}
