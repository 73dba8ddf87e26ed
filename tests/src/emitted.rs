//! Emitted Rust read back: which wire name stands where, and which identifier it has.
//!
//! In: the files of a crate. Out: [`Emitted`]. It reads the syntax tree, not the generator: literals of calls, and the rows of
//! the runtime's table macros.

use std::collections::{BTreeMap, BTreeSet};

use connector_codegen::Files;
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use syn::{
    Expr, ExprLit, Lit, Token, braced,
    ext::IdentExt,
    parse::{Parse, ParseStream},
    visit::{self, Visit},
};

use crate::obstacle::{Position, Wire};

/// What a crate holds.
#[derive(Clone, Debug, Default)]
pub struct Emitted {
    /// Every wire name, sorted; a key or a value once for each type that has it, everything else once.
    pub wires: Vec<Wire>,
    /// The identifier of each wire name, by the file and the item that it stands in.
    pub identifiers: BTreeMap<(String, String, Wire), String>,
}

/// Reads the Rust files of a crate.
///
/// # Panics
/// Where one is no Rust.
pub fn read(files: &Files) -> Emitted {
    let mut emitted = Emitted::default();
    let mut calls = BTreeSet::new();
    for (path, file) in rust(files) {
        let mut reader =
            Reader { path, operation: String::new(), item: String::new(), emitted: &mut emitted, calls: &mut calls };
        reader.visit_file(&file);
    }
    emitted.wires.extend(calls);
    emitted.wires.sort();
    emitted
}

/// The Rust files of a crate, parsed.
///
/// # Panics
/// Where one is no Rust.
pub fn rust(files: &Files) -> impl Iterator<Item = (&str, syn::File)> {
    let files = files.iter().filter(|(path, _)| path.ends_with(".rs"));
    files.map(|(path, text)| (path.as_str(), syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"))))
}

/// The structure of a Rust file: its tokens without documentation, each literal as a dot.
///
/// # Panics
/// Where it is no Rust.
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
                // The `#`, and the `!` of a comment about what it stands in.
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
    // Whether a list ends in a comma is a matter of how long its lines are.
    if matches!(kept.last(), Some(TokenTree::Punct(mark)) if mark.as_char() == ',') {
        kept.pop();
    }
    kept.into_iter().collect()
}

/// The doc comments of a Rust file, in order.
///
/// # Panics
/// Where it is not made of tokens.
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

struct Reader<'a> {
    path: &'a str,
    /// The id in the file's constant `OPERATION`.
    operation: String,
    /// The function that is being read.
    item: String,
    emitted: &'a mut Emitted,
    /// Operations, keys of calls, and what belongs to choices.
    calls: &'a mut BTreeSet<Wire>,
}

impl Reader<'_> {
    fn named(&mut self, item: &str, wire: Wire, identifier: &str) {
        self.emitted.identifiers.insert((self.path.to_owned(), item.to_owned(), wire), identifier.to_owned());
    }

    fn choice(&mut self, arguments: &syn::punctuated::Punctuated<Expr, Token![,]>) {
        for list in arguments.iter().skip(1) {
            let Expr::Reference(list) = list else { continue };
            let Expr::Array(list) = &*list.expr else { continue };
            for step in list.elems.iter().filter_map(text) {
                self.calls.insert((Position::Step, String::new(), step));
            }
        }
    }

    fn rows(&mut self, name: &str, rows: Rows) {
        let position = match name {
            "model" => Position::Property,
            _ if self.path == "src/triggers.rs" => Position::Trigger,
            _ => Position::Value,
        };
        let subject = rows.subject.to_string();
        for row in rows.rows {
            let Some(wire) = row.values.first().map(words) else { continue };
            if row.keyword.as_deref() == Some("default") {
                let json = row.values.get(1).map(words).unwrap_or_default();
                self.emitted.wires.push((Position::Default, String::new(), json));
            }
            let wire = (position, String::new(), wire);
            self.named(&subject, wire.clone(), &row.name);
            if position == Position::Trigger {
                self.calls.insert(wire);
            } else {
                self.emitted.wires.push(wire);
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.item = function.sig.ident.to_string();
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_item_const(&mut self, constant: &'ast syn::ItemConst) {
        // `runtime::Operation::new("id", …)`, perhaps with `.accept(…)` behind it.
        let mut expression = &*constant.expr;
        while let Expr::MethodCall(call) = expression {
            expression = &call.receiver;
        }
        if let (true, Expr::Call(call)) = (constant.ident == "OPERATION", expression) {
            self.operation = call.args.first().and_then(text).unwrap_or_default();
            let wire = (Position::Operation, String::new(), self.operation.clone());
            self.calls.insert(wire.clone());
            self.named("", wire, self.path);
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let Expr::Path(path) = &*call.func
            && path.path.segments.iter().rev().nth(1).is_some_and(|segment| segment.ident == "ChoiceRequest")
        {
            self.choice(&call.args);
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let position = match call.method.to_string().as_str() {
            "path" | "path_double" => Some(Position::Path),
            "query" | "query_each" => Some(Position::Query),
            "header" => Some(Position::Header),
            "form"
            | "form_multipart"
            | "form_each"
            | "form_multipart_each"
            | "form_json"
            | "form_multipart_json"
            | "file"
            | "files" => Some(Position::Form),
            _ => None,
        };
        if let (Some(position), Some(key)) = (position, call.args.first().and_then(text)) {
            if self.path == "src/choices.rs" {
                self.calls.insert((Position::Argument, String::new(), key));
            } else {
                let wire = (position, self.operation.clone(), key);
                self.calls.insert(wire.clone());
                let name = match (self.item.as_str(), call.args.last()) {
                    // In the constructor a value has the name of its argument.
                    ("new", Some(Expr::Reference(value))) => match &*value.expr {
                        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
                        _ => None,
                    },
                    ("new", _) => None,
                    (setter, _) => Some(setter.to_owned()),
                };
                if let Some(name) = name {
                    self.named("", wire, &name);
                }
            }
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let name = call.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        if ["model", "open_enum", "open_integer_enum", "open_number_enum"].contains(&name.as_str()) {
            let rows = call.parse_body().unwrap_or_else(|error| panic!("{}: {error}", self.path));
            self.rows(&name, rows);
        }
    }
}

fn text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        Expr::Reference(inner) => text(&inner.expr),
        _ => None,
    }
}

fn words(literal: &Lit) -> String {
    match literal {
        Lit::Str(text) => text.value(),
        Lit::Int(number) => number.base10_digits().to_owned(),
        Lit::Float(number) => number.base10_digits().to_owned(),
        other => panic!("a row holds no {other:?}"),
    }
}

/// The rows of a table macro.
struct Rows {
    subject: Ident,
    rows: Vec<Row>,
}

struct Row {
    keyword: Option<String>,
    name: String,
    values: Vec<Lit>,
}

impl Parse for Rows {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let subject = input.call(Ident::parse_any)?;
        let content;
        braced!(content in input);
        let mut rows = Vec::new();
        while !content.is_empty() {
            rows.push(content.parse()?);
        }
        input.parse::<TokenStream>()?;
        Ok(Self { subject, rows })
    }
}

impl Parse for Row {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut words = Vec::new();
        while input.peek(syn::Ident::peek_any) {
            words.push(input.call(Ident::parse_any)?.to_string());
        }
        let mut values = Vec::new();
        if input.parse::<Option<Token![=]>>()?.is_some() {
            values.push(input.parse()?);
        }
        input.parse::<Option<Token![,]>>()?;
        while input.peek(Lit) {
            values.push(input.parse()?);
            input.parse::<Option<Token![,]>>()?;
        }
        let name = words.pop().unwrap_or_default();
        Ok(Self { keyword: words.pop(), name, values })
    }
}
