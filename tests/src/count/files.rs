//! The Rust files of a crate in, its types by path out: fields with the wire keys of their rows, enums with their values.

use std::collections::HashMap;

use connector_codegen::Files;
use syn::{
    Attribute, Expr, Ident, Item, Lit, LitStr, Meta, Token, Type, UseTree,
    ext::IdentExt,
    parse::{Parse, ParseStream},
};

use super::{loose, text};

/// The folders of `src` that hold types, with their paths below the crate.
const ROOMS: [&str; 7] = ["models", "models/parts", "models/shared", "bodies", "responses", "payloads", "parameters"];

/// The types of a crate.
#[derive(Default)]
pub(super) struct Types {
    /// By path below the crate, e.g. `models::shared::Kind`.
    pub(super) by_path: HashMap<String, Shape>,
    /// The path of a type by what its comment says that it is the type of, e.g. `` the body of `Send` ``.
    pub(super) by_use: HashMap<String, String>,
    /// The path of each definition's type, the definition's name and its default.
    pub(super) definitions: Vec<(String, String, Option<String>)>,
}

/// What a type is.
pub(super) enum Shape {
    Struct(Vec<Row>),
    Enum(Vec<String>),
    Alias(Box<Type>),
    /// What each variant of an enum without a table holds: different answers.
    Answers(Vec<Type>),
}

/// A row of `model!` with its field.
pub(super) struct Row {
    /// The wire key; `None` for the row of additional properties.
    pub(super) key: Option<String>,
    /// The JSON that is sent while the field is `None`, or else what its comment calls its default.
    pub(super) default: Option<String>,
    pub(super) ty: Type,
}

/// A file's path below the crate and its syntax.
pub(super) type Parsed = HashMap<String, syn::File>;

/// The syntax of each Rust file.
///
/// # Panics
/// Where a file is no Rust: no crate can be read from it.
pub(super) fn parsed(files: &Files) -> Parsed {
    let rust = files.iter().filter(|(path, _)| path.ends_with(".rs"));
    rust.map(|(path, text)| {
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path} is no Rust: {error}"));
        (path.clone(), file)
    })
    .collect()
}

impl Types {
    pub(super) fn read(parsed: &Parsed) -> Self {
        let mut types = Self::default();
        for room in ROOMS {
            let Some(list) = parsed.get(&format!("src/{room}/mod.rs")) else { continue };
            for item in &list.items {
                match item {
                    Item::Use(item) => {
                        let UseTree::Path(path) = &item.tree else { continue };
                        let UseTree::Path(path) = path.tree.as_ref() else { continue };
                        let file = parsed.get(&format!("src/{room}/{}.rs", path.ident.unraw()));
                        for name in imported(&path.tree) {
                            file.into_iter().for_each(|file| types.add(room, &name, file));
                        }
                    }
                    Item::Type(_) => types.declared(room, item, list),
                    _ => {}
                }
            }
        }
        types
    }

    /// Adds the item of that name.
    fn add(&mut self, room: &str, name: &Ident, file: &syn::File) {
        let declared = file.items.iter().find(|item| match item {
            Item::Struct(item) => item.ident == *name,
            Item::Enum(item) => item.ident == *name,
            Item::Type(item) => item.ident == *name,
            _ => false,
        });
        declared.into_iter().for_each(|item| self.declared(room, item, file));
    }

    fn declared(&mut self, room: &str, item: &Item, file: &syn::File) {
        let (name, attributes, shape) = match item {
            Item::Struct(item) => {
                let Some(rows) = rows(file, &item.ident.unraw().to_string(), "model") else { return };
                let fields: HashMap<_, _> =
                    item.fields.iter().filter_map(|field| Some((field.ident.clone()?, field))).collect();
                let rows = rows.into_iter().filter_map(|row| {
                    let field = fields.get(&row.name)?;
                    let default = row.values.get(1).cloned().or_else(|| stated_default(&field.attrs));
                    let key =
                        if row.keyword.as_deref() == Some("extra") { None } else { Some(row.values.first()?.clone()) };
                    Some(Row { key, default, ty: field.ty.clone() })
                });
                (&item.ident, &item.attrs, Shape::Struct(rows.collect()))
            }
            Item::Enum(item) => {
                let name = item.ident.unraw().to_string();
                let macros = ["open_enum", "open_integer_enum", "open_number_enum"];
                let rows = macros.into_iter().find_map(|macro_| rows(file, &name, macro_));
                let shape = match rows {
                    Some(rows) => {
                        Shape::Enum(rows.into_iter().filter_map(|row| row.values.into_iter().next()).collect())
                    }
                    None => {
                        let held = item.variants.iter().flat_map(|variant| &variant.fields);
                        Shape::Answers(held.map(|field| field.ty.clone()).collect())
                    }
                };
                (&item.ident, &item.attrs, shape)
            }
            Item::Type(item) => (&item.ident, &item.attrs, Shape::Alias(item.ty.clone())),
            _ => return,
        };
        let path = format!("{}::{}", room.replace('/', "::"), name.unraw());
        let comment = comment(attributes);
        let default = comment.iter().find_map(|line| Some(text::code_span(line.strip_prefix("Default: ")?)?.0));
        for line in comment {
            let definition =
                line.strip_prefix("Definition ").and_then(text::code_span).filter(|(_, rest)| *rest == ".");
            if let Some((definition, _)) = definition.filter(|_| room == "models") {
                self.definitions.push((path.clone(), definition, default.clone()));
            }
            if let Some(used) = line.strip_prefix("Type of ").and_then(|line| line.strip_suffix('.')) {
                self.by_use.insert(text::marked(used), path.clone());
            }
        }
        self.by_path.insert(path, shape);
    }
}

fn imported(tree: &UseTree) -> Vec<Ident> {
    match tree {
        UseTree::Name(name) => vec![name.ident.clone()],
        UseTree::Group(group) => group.items.iter().flat_map(imported).collect(),
        _ => Vec::new(),
    }
}

/// The lines of a doc comment, without the space before each.
pub(super) fn comment(attributes: &[Attribute]) -> Vec<String> {
    let values = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => Some(&meta.value),
        _ => None,
    });
    let lines = values.filter_map(literal);
    lines.map(|line| line.strip_prefix(' ').unwrap_or(&line).to_owned()).collect()
}

/// The text of a literal.
pub(super) fn literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        Expr::Reference(reference) => literal(&reference.expr),
        _ => None,
    }
}

/// The default that a comment states in the paragraph that begins with the wire key.
pub(super) fn stated_default(attributes: &[Attribute]) -> Option<String> {
    let lines = comment(attributes);
    let line = lines.iter().rev().find_map(|line| line.strip_prefix("Wire key: "))?;
    let (_, facts) = text::code_span(line)?;
    let (_, default) = facts.split_once(" Default: ").or_else(|| facts.split_once(" Sent as "))?;
    Some(text::code_span(default)?.0)
}

/// A row of one of the runtime's table macros.
struct MacroRow {
    keyword: Option<String>,
    name: Ident,
    values: Vec<String>,
}

/// The rows of the macro `runtime::{name}!` for a type.
fn rows(file: &syn::File, subject: &str, name: &str) -> Option<Vec<MacroRow>> {
    file.items.iter().find_map(|item| {
        let Item::Macro(item) = item else { return None };
        let is_it = item.mac.path.segments.last().is_some_and(|segment| segment.ident == name);
        let table = is_it.then(|| item.mac.parse_body::<Table>().ok())??;
        (table.subject.unraw() == *subject).then_some(table.rows)
    })
}

/// The variants of an enum and their values.
pub(super) fn variants(file: &syn::File, subject: &str) -> Vec<(Ident, String)> {
    let rows = rows(file, subject, "open_enum").unwrap_or_default();
    rows.into_iter().filter_map(|row| Some((row.name, row.values.into_iter().next()?))).collect()
}

struct Table {
    subject: Ident,
    rows: Vec<MacroRow>,
}

impl Parse for Table {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let subject = input.call(Ident::parse_any)?;
        let body;
        syn::braced!(body in input);
        let mut rows = Vec::new();
        while !body.is_empty() {
            rows.push(body.parse()?);
        }
        if !input.is_empty() {
            input.call(Ident::parse_any)?;
        }
        Ok(Self { subject, rows })
    }
}

impl Parse for MacroRow {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let first = input.call(Ident::parse_any)?;
        let is_end = input.peek(Token![=]) || input.peek(Token![,]);
        let (keyword, name) =
            if is_end { (None, first) } else { (Some(first.to_string()), input.call(Ident::parse_any)?) };
        let mut values = Vec::new();
        if input.parse::<Option<Token![=]>>()?.is_some() {
            values.push(value(input)?);
        }
        while input.parse::<Option<Token![,]>>()?.is_some() && (input.peek(LitStr) || input.peek(Token![-])) {
            values.push(value(input)?);
        }
        Ok(Self { keyword, name, values })
    }
}

/// A text, or a number with its sign; a whole one has no fraction.
fn value(input: ParseStream<'_>) -> syn::Result<String> {
    let sign = input.parse::<Option<Token![-]>>()?.map_or("", |_| "-");
    match input.parse()? {
        Lit::Str(text) => Ok(text.value()),
        Lit::Int(number) => Ok(format!("{sign}{}", number.base10_digits())),
        Lit::Float(number) => Ok(loose::scalar(&format!("{sign}{}", number.base10_digits()))),
        other => Err(syn::Error::new(other.span(), "neither a text nor a number")),
    }
}
