//! Facts of a crate, one per line: a crate in, sorted lines out. Two crates with the same lines offer and send the same.
//!
//! * `struct`, `enum`, `fn`, `const`, `type`, `static`, `field`, `variant`, `impl`: an item by its public path, with its signature;
//! * `private …`: the same for items that are not public;
//! * `path`: a further public path of an item;
//! * `reexport`: a public name for an item of another crate;
//! * `operation`: id, method, path template and content types;
//! * `row`: a row of a table macro, with field or variant, wire key, requiredness, and constants that are sent;
//! * `body`: a statement of a function, with parameters, encodings, bodies, responses and lookups;
//! * `data`: a value inside a static, such as a policy or a credential;
//! * `manifest`: features and dependencies.

use std::collections::HashMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, Block, Expr, Fields, Generics, ImplItem, Item, ItemImpl, ItemMacro, Meta, Signature, Stmt, Token, Type,
    Visibility, ext::IdentExt, punctuated::Punctuated, visit_mut::VisitMut,
};

use crate::{
    names::{Names, Target},
    normal::{Context, Locals},
    print, renames,
    source::{Files, Source, join},
};

/// The facts of a crate, sorted.
///
/// # Errors
/// A file does not parse, or a declared module has no file.
pub fn facts(files: &Files) -> Result<Vec<String>, String> {
    let source = Source::read(files)?;
    let names = Names::of(&source);
    let constants = constants(&source, &names);
    let mut facts = Facts { lines: Vec::new(), names: &names, constants: &constants, fields: fields(&source) };
    for (path, module) in &source.modules {
        module.items.iter().for_each(|item| facts.item(path, item));
    }
    for paths in names.public().values() {
        let further = paths.iter().skip(1).map(|path| format!("path {path} = {}", paths[0]));
        facts.lines.extend(further);
    }
    for (name, steps) in names.external() {
        facts.lines.push(format!("reexport {name} = {}", renames::external(steps).join("::")));
    }
    facts.manifest(files)?;
    let mut lines = facts.lines;
    lines.sort_unstable();
    Ok(lines)
}

/// Values of private constants, by the paths of their declarations. They replace the constant in the functions that use it.
fn constants(source: &Source, names: &Names) -> HashMap<String, Expr> {
    let (mut constants, none) = (HashMap::new(), HashMap::new());
    for (module, content) in &source.modules {
        let context = Context { names, module, constants: &none };
        for item in &content.items {
            if let Item::Const(item) = item
                && matches!(item.vis, Visibility::Inherited)
            {
                let value = context.normal(&*item.expr, |normal, value| normal.visit_expr_mut(value));
                constants.insert(join(module, &item.ident.unraw().to_string()), value);
            }
        }
    }
    constants
}

/// Numbered names of private fields, by the path at which their struct is declared: renaming such a field is not a change.
fn fields(source: &Source) -> HashMap<String, HashMap<String, String>> {
    let mut all = HashMap::new();
    for (path, module) in &source.modules {
        for item in &module.items {
            let Item::Struct(item) = item else { continue };
            let private = item.fields.iter().filter(|field| !is_public(&field.vis));
            let names = private.filter_map(|field| field.ident.as_ref()).enumerate();
            let names = names.map(|(index, name)| (name.unraw().to_string(), format!("_field{index}")));
            all.insert(join(path, &item.ident.unraw().to_string()), names.collect());
        }
    }
    all
}

struct Facts<'f> {
    lines: Vec<String>,
    names: &'f Names,
    constants: &'f HashMap<String, Expr>,
    fields: HashMap<String, HashMap<String, String>>,
}

impl Facts<'_> {
    fn push(&mut self, visibility: &Visibility, line: String) {
        let is_private = !is_public(visibility);
        self.lines.push(if is_private { format!("private {line}") } else { line });
    }

    fn context<'c>(&'c self, module: &'c str) -> Context<'c> {
        Context { names: self.names, module, constants: self.constants }
    }

    fn ty(&self, module: &str, ty: &Type) -> String {
        self.context(module).line(ty, |normal, ty| normal.visit_type_mut(ty))
    }

    fn generics(&self, module: &str, generics: &Generics) -> String {
        self.context(module).line(generics, |normal, generics| normal.visit_generics_mut(generics))
    }

    /// The path of an item that a module declares.
    fn known(&self, module: &str, name: &syn::Ident) -> String {
        let canonical = self.names.canonical(&join(module, &name.unraw().to_string()));
        canonical.strip_prefix("private ").map(str::to_owned).unwrap_or(canonical)
    }

    fn item(&mut self, module: &str, item: &Item) {
        match item {
            Item::Struct(item) => {
                let known = self.known(module, &item.ident);
                let generics = self.generics(module, &item.generics);
                self.push(&item.vis, format!("struct {known}{generics}{}", marks(&item.attrs)));
                for (index, field) in item.fields.iter().enumerate() {
                    let name = match &field.ident {
                        Some(name) if is_public(&field.vis) => name.to_string(),
                        Some(_) => format!("_field{index}"),
                        None => index.to_string(),
                    };
                    let ty = self.ty(module, &field.ty);
                    self.push(&field.vis, format!("field {known}.{name}: {ty}{}", marks(&field.attrs)));
                }
            }
            Item::Enum(item) => {
                let known = self.known(module, &item.ident);
                self.push(&item.vis, format!("enum {known}{}", marks(&item.attrs)));
                for (index, variant) in item.variants.iter().enumerate() {
                    let mut line = format!("variant {known}::{} #{index}", variant.ident);
                    if !matches!(variant.fields, Fields::Unit) {
                        let fields = variant.fields.iter().map(|field| self.ty(module, &field.ty));
                        line += &format!(" ({})", fields.collect::<Vec<_>>().join(", "));
                    }
                    self.push(&item.vis, line + &marks(&variant.attrs));
                }
            }
            Item::Type(item) => {
                let line = format!("type {} = {}", self.known(module, &item.ident), self.ty(module, &item.ty));
                self.push(&item.vis, line + &marks(&item.attrs));
            }
            Item::Const(item) if is_public(&item.vis) => {
                let known = self.known(module, &item.ident);
                self.constant(module, &known, &item.vis, &item.ty, &item.expr);
            }
            Item::Const(item) => self.operation(module, item),
            Item::Static(item) => {
                let known = self.known(module, &item.ident);
                let line = format!("static {known}: {}", self.ty(module, &item.ty));
                self.push(&item.vis, line);
                self.data(module, &known, &item.expr);
            }
            Item::Fn(item) => {
                let known = self.known(module, &item.sig.ident);
                let line = self.signature(module, &known, &item.sig) + &marks(&item.attrs);
                self.push(&item.vis, line);
                self.body(module, &known, &item.block, HashMap::new());
            }
            Item::Impl(item) => self.implementation(module, item),
            Item::Macro(item) => self.table(module, item),
            Item::Mod(_) | Item::Use(_) => {}
            other => {
                let line = self.context(module).line(other, |normal, item| normal.visit_item_mut(item));
                self.lines.push(format!("other {line}"));
            }
        }
    }

    fn constant(&mut self, module: &str, known: &str, visibility: &Visibility, ty: &Type, value: &Expr) {
        let value = self.context(module).line(value, |normal, value| normal.visit_expr_mut(value));
        let line = format!("const {known}: {} = {value}", self.ty(module, ty));
        self.push(visibility, line);
    }

    /// A private constant: an operation is stated on its own, others where they are used.
    fn operation(&mut self, module: &str, item: &syn::ItemConst) {
        let line = self.context(module).line(&*item.expr, |normal, value| normal.visit_expr_mut(value));
        if let Some(operation) = line.strip_prefix("Operation::new") {
            self.lines.push(format!("operation {operation}"));
        }
    }

    /// A value as lines, one for each thing inside it.
    fn data(&mut self, module: &str, at: &str, value: &Expr) {
        match value {
            Expr::Reference(value) => self.data(module, at, &value.expr),
            Expr::Struct(value) => {
                for field in &value.fields {
                    let syn::Member::Named(name) = &field.member else { continue };
                    let name = renames::member(&name.to_string());
                    self.data(module, &format!("{at}.{name}"), &field.expr);
                }
            }
            Expr::Array(value) if !value.elems.is_empty() => {
                for (index, value) in value.elems.iter().enumerate() {
                    let line = self.context(module).line(value, |normal, value| normal.visit_expr_mut(value));
                    self.lines.push(format!("data {at} #{index}: {line}"));
                }
            }
            value => {
                let line = self.context(module).line(value, |normal, value| normal.visit_expr_mut(value));
                self.lines.push(format!("data {at}: {line}"));
            }
        }
    }

    fn signature(&self, module: &str, known: &str, signature: &Signature) -> String {
        let mut signature = signature.clone();
        signature.ident = syn::Ident::new("__", signature.ident.span());
        let line = self.context(module).line(&signature, |normal, it| normal.visit_signature_mut(it));
        line.replacen("fn __", &format!("fn {known}"), 1)
    }

    fn body(&mut self, module: &str, known: &str, block: &Block, fields: HashMap<String, String>) {
        let locals = Locals::of(block, fields);
        for (index, statement) in block.stmts.iter().enumerate() {
            let visit = |normal: &mut crate::normal::Normal<'_>, it: &mut Stmt| normal.visit_stmt_mut(it);
            let line = self.context(module).body_line(statement, &locals, visit);
            // Every setter ends with it.
            if line != "self" {
                self.lines.push(format!("body {known} #{index}: {line}"));
            }
        }
    }

    fn implementation(&mut self, module: &str, item: &ItemImpl) {
        let subject = self.ty(module, &item.self_ty);
        let generics = self.generics(module, &item.generics);
        let subject = match &item.trait_ {
            Some((path, _)) => {
                let path = self.context(module).line(path, |normal, path| normal.visit_path_mut(path));
                self.lines.push(format!("impl{generics} {path} for {subject}"));
                format!("<{subject} as {path}>")
            }
            None => subject,
        };
        let fields = self.private_fields(module, &item.self_ty);
        for member in &item.items {
            match member {
                ImplItem::Fn(method) => {
                    let known = format!("{subject}::{}", renames::member(&method.sig.ident.to_string()));
                    let line = self.signature(module, &known, &method.sig) + &marks(&method.attrs);
                    self.push(&method.vis, line);
                    self.body(module, &known, &method.block, fields.clone());
                }
                ImplItem::Const(constant) => {
                    let known = format!("{subject}::{}", constant.ident);
                    self.constant(module, &known, &constant.vis, &constant.ty, &constant.expr);
                }
                other => {
                    let line = self.context(module).line(other, |normal, it| normal.visit_impl_item_mut(it));
                    self.lines.push(format!("member {subject}: {line}"));
                }
            }
        }
    }

    fn private_fields(&self, module: &str, subject: &Type) -> HashMap<String, String> {
        let Type::Path(subject) = subject else { return HashMap::new() };
        let steps: Vec<String> = subject.path.segments.iter().map(|step| step.ident.unraw().to_string()).collect();
        match self.names.resolve(module, &steps) {
            Some(Target::Item(declared, _)) => self.fields.get(&declared).cloned().unwrap_or_default(),
            _ => HashMap::new(),
        }
    }

    /// The rows of `runtime::model! { Subject { … } }` and its like.
    fn table(&mut self, module: &str, item: &ItemMacro) {
        let steps: Vec<String> = item.mac.path.segments.iter().map(|step| step.ident.unraw().to_string()).collect();
        let name = steps.last().cloned().unwrap_or_default();
        let mut tokens = item.mac.tokens.clone().into_iter();
        let (Some(TokenTree::Ident(subject)), Some(TokenTree::Group(rows))) = (tokens.next(), tokens.next()) else {
            self.lines.push(format!("macro {name}: {}", print::line(item.mac.tokens.clone())));
            return;
        };
        let subject = self.known(module, &subject);
        let rest = print::line(tokens.collect());
        self.lines.push(format!("table {name} {subject} {rest}"));
        for (index, row) in rows_of(&rows).into_iter().enumerate() {
            self.lines.push(format!("row {subject} #{index}: {}", print::line(row)));
        }
    }

    fn manifest(&mut self, files: &Files) -> Result<(), String> {
        let Some(text) = files.get("Cargo.toml") else { return Ok(()) };
        let manifest: toml::Table = text.parse().map_err(|error| format!("Cargo.toml: {error}"))?;
        for section in ["features", "dependencies"] {
            for (key, value) in manifest.get(section).and_then(toml::Value::as_table).into_iter().flatten() {
                self.lines.push(format!("manifest {section}.{key} = {value}"));
            }
        }
        for key in ["name", "version", "edition", "rust-version"] {
            if let Some(value) = manifest.get("package").and_then(|package| package.get(key)) {
                self.lines.push(format!("manifest package.{key} = {value}"));
            }
        }
        Ok(())
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The attributes that callers depend on: derived traits, sorted by name, and markers. Their texts are documentation and left out.
fn marks(attributes: &[Attribute]) -> String {
    let mut marks = Vec::new();
    for attribute in attributes {
        let Some(name) = attribute.path().get_ident().map(ToString::to_string) else { continue };
        match (name.as_str(), &attribute.meta) {
            ("allow" | "expect", _) => {}
            ("doc", Meta::List(list)) => marks.push(format!("doc({})", print::line(list.tokens.clone()))),
            ("doc", _) => {}
            ("derive", Meta::List(list)) => {
                let parser = Punctuated::<syn::Path, Token![,]>::parse_terminated;
                let derived = list.parse_args_with(parser).unwrap_or_default();
                let mut derived: Vec<_> = derived.iter().map(|it| print::line(it.to_token_stream())).collect();
                derived.sort();
                marks.push(format!("derive({})", derived.join(", ")));
            }
            ("must_use" | "deprecated", _) => marks.push(name),
            (_, meta) => marks.push(print::line(meta.to_token_stream())),
        }
    }
    marks.sort();
    marks.iter().map(|mark| format!(" #[{mark}]")).collect()
}

/// The rows of a table: `name = "key"` and the like up to the next name. A row may hold commas, before a literal.
fn rows_of(table: &proc_macro2::Group) -> Vec<TokenStream> {
    debug_assert_eq!(table.delimiter(), Delimiter::Brace, "a table stands in braces");
    let (mut rows, mut row) = (Vec::new(), Vec::new());
    let mut tokens = table.stream().into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_end = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == ',')
            && !matches!(tokens.peek(), Some(TokenTree::Literal(_) | TokenTree::Punct(_)));
        if is_end {
            rows.push(std::mem::take(&mut row).into_iter().collect());
        } else {
            row.push(token);
        }
    }
    if !row.is_empty() {
        rows.push(row.into_iter().collect());
    }
    rows
}
