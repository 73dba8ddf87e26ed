//! A caller's program: it uses every method, setter, constructor, field and variant of a crate that puts a value on the wire.
//!
//! Each use is one function on one line, with values of its own that can be told apart. The program prints a line of JSON for each.
//! Where another crate does not accept a use, [`Program::without`] leaves it out. [`places`] reads where the values went.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use connector_codegen::Files;
use connector_emitted::{Contents, Names, Source, Target, TypeKind};
use serde_json::Value;
use syn::{
    FnArg, GenericArgument, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, PathArguments, ReturnType, Type,
    TypeParamBound, Visibility, ext::IdentExt,
};

/// How deep models inside models are filled.
const DEEPEST: usize = 2;
/// The first number that stands for a value.
const FIRST: usize = 1_000_001;

/// What a program begins with. `client` is the crate's.
const HEAD: &str = r##"
#![allow(deprecated)]
use subject::runtime::{self, serde_json::{Value, json}};

fn client() -> subject::CLIENT {
    let (url, credential) = (runtime::testing::CONNECTION_URL, runtime::testing::credential());
    let options = runtime::testing::FakeTransport::new().options();
    subject::CLIENT::new(url, credential, Some(options)).expect("a client")
}

fn sent(request: runtime::Result<runtime::HttpRequest>) -> Value {
    match request {
        Ok(request) => {
            let headers: Vec<_> = request.headers().map(|(name, value)| json!([name, value])).collect();
            let body = request.body().map(|body| String::from_utf8_lossy(body).into_owned());
            json!({"method": request.method(), "url": request.url().as_str(), "headers": headers, "body": body})
        }
        Err(error) => json!({"error": error.to_string()}),
    }
}

fn json(value: &impl runtime::Encode) -> Value {
    match runtime::convert::<Value>(value) {
        Ok(json) => json!({"json": json}),
        Err(error) => json!({"error": error.to_string()}),
    }
}

fn say(path: &str, of: fn() -> Value) {
    println!("{}", json!({"use": path, "is": of()}));
}

"##;

/// A program over a crate.
#[derive(Clone, Debug)]
pub struct Program {
    client: String,
    /// The public path that is used, and the expression that uses it.
    uses: Vec<(String, String)>,
}

impl Program {
    /// The program over these files of a crate, or `None` if it has no client.
    ///
    /// # Panics
    /// If a file does not parse.
    pub fn of(files: &Files) -> Option<Self> {
        let contents = Contents::read(files).unwrap_or_else(|error| panic!("{error}"));
        let source = Source::read(files).unwrap_or_else(|error| panic!("{error}"));
        let names = Names::of(&source);
        let mut writer = Writer::new(&contents, &source, &names);
        let client = writer.client()?;
        let blocks =
            blocks(&source).filter_map(|(module, block)| Some((writer.subject(module, block)?, module, block)));
        let blocks: Vec<_> = blocks.collect();
        for (path, module, block) in &blocks {
            if *path == client {
                writer.calls(module, block);
            }
        }
        for (path, module, block) in &blocks {
            if writer.constructors.contains_key(path) {
                writer.setters(path, module, block);
            } else if matches!(contents.types.get(path).map(|it| &it.kind), Some(TypeKind::Model(_))) {
                writer.models(path, module, block);
            }
        }
        writer.fields_and_variants();
        Some(Self { client, uses: writer.uses })
    }

    /// The paths that it uses.
    pub fn paths(&self) -> BTreeSet<&str> {
        self.uses.iter().map(|(path, _)| path.as_str()).collect()
    }

    /// Its text. The crate is called `subject` in it.
    pub fn text(&self) -> String {
        let mut text = HEAD.replace("CLIENT", &self.client);
        let mut main = String::new();
        for (index, (path, expression)) in self.uses.iter().enumerate() {
            let _ = writeln!(text, "fn use_{index}() -> Value {{ {expression} }}");
            let _ = writeln!(main, "    say({path:?}, use_{index});");
        }
        let _ = write!(text, "\nfn main() {{\n{main}}}\n");
        text
    }

    /// The program without the uses at these lines of its text, which start at 1.
    pub fn without(&self, lines: &BTreeSet<usize>) -> Self {
        let first = HEAD.lines().count() + 1;
        let keep = |index: &usize| !lines.contains(&(first + index));
        let uses = self.uses.iter().enumerate().filter(|(index, _)| keep(index)).map(|(_, it)| it.clone());
        Self { client: self.client.clone(), uses: uses.collect() }
    }
}

/// Where the caller's values went on each line that a program printed: places and values, by public path. `None` for a use that
/// the client refused.
///
/// # Panics
/// If a line is not one of a program over these files.
pub fn places(printed: &str, files: &Files) -> BTreeMap<String, Option<BTreeSet<String>>> {
    let contents = Contents::read(files).unwrap_or_else(|error| panic!("{error}"));
    let line = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let of = &line["is"];
        let mut found = BTreeSet::new();
        if let Some(json) = of.get("json") {
            // A variant is its value.
            match json {
                Value::Object(_) | Value::Array(_) => collect(json, "", &mut found),
                value => drop(found.insert(format!("is {value}"))),
            }
        } else if of.get("error").is_some() {
            return (text_of(&line["use"]), None);
        } else {
            request(of, &contents, &mut found);
        }
        (text_of(&line["use"]), Some(found))
    };
    printed.lines().map(line).collect()
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Whether a text holds one of the program's values.
fn is_value(text: &str) -> bool {
    let digits = |text: &str| text.len() >= 7 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split(|letter: char| !letter.is_alphanumeric()).any(|word| digits(word.strip_prefix('v').unwrap_or(word)))
}

fn collect(json: &Value, place: &str, found: &mut BTreeSet<String>) {
    match json {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| collect(value, &format!("{place}/{key}"), found))
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, &format!("{place}/[]"), found)),
        Value::String(text) if is_value(text) => drop(found.insert(format!("body {place} {text}"))),
        Value::Number(number) if is_value(&number.to_string()) => drop(found.insert(format!("body {place} {number}"))),
        _ => {}
    }
}

fn request(of: &Value, contents: &Contents, found: &mut BTreeSet<String>) {
    let url = connector_runtime::Url::parse(of["url"].as_str().unwrap_or_default()).expect("a URL");
    let base = connector_runtime::Url::parse(connector_runtime::testing::CONNECTION_URL).expect("a URL");
    let path = url.path().strip_prefix(base.path()).expect("a path below the connection");
    for (name, value) in in_path(of["method"].as_str().unwrap_or_default(), path, contents) {
        found.insert(format!("path {name} {value}"));
    }
    for (key, value) in url.query_pairs().filter(|(_, value)| is_value(value)) {
        found.insert(format!("query {key} {value}"));
    }
    for header in of["headers"].as_array().into_iter().flatten() {
        let (name, value) = (text_of(&header[0]), text_of(&header[1]));
        if is_value(&value) && !name.eq_ignore_ascii_case("content-type") {
            found.insert(format!("header {} {value}", name.to_lowercase()));
        }
    }
    let Some(body) = of["body"].as_str() else { return };
    match serde_json::from_str::<Value>(body) {
        Ok(Value::String(text)) => drop(found.insert(format!("body  {text}"))),
        Ok(json) => collect(&json, "", found),
        Err(_) if body.starts_with("--") => {
            for part in body.split("\r\n--") {
                let name = part.split_once(" name=\"").and_then(|(_, rest)| rest.split_once('"'));
                let value = part.split_once("\r\n\r\n").map(|(_, value)| value.trim_end());
                if let (Some((name, _)), Some(value)) = (name, value.filter(|value| is_value(value))) {
                    found.insert(format!("body /{name} {value}"));
                }
            }
        }
        Err(_) if body.contains('=') => {
            let form = connector_runtime::Url::parse(&format!("https://form.invalid/?{body}")).expect("a URL");
            for (key, value) in form.query_pairs().filter(|(_, value)| is_value(value)) {
                found.insert(format!("body /{key} {value}"));
            }
        }
        // The caller passed nothing. What the definition states may be sent in its place.
        Err(_) if body.is_empty() => {}
        Err(_) => drop(found.insert(format!("body  {body}"))),
    }
}

/// The placeholders of the operation that has this method and path, and their values.
fn in_path(method: &str, path: &str, contents: &Contents) -> Vec<(String, String)> {
    let mut best: Option<(usize, Vec<(String, String)>)> = None;
    for request in contents.requests.values().filter(|request| request.method.eq_ignore_ascii_case(method)) {
        let template = request.path.split('?').next().unwrap_or_default();
        let (wanted, given): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
        if wanted.len() != given.len() {
            continue;
        }
        let mut values = Vec::new();
        let fits = wanted.iter().zip(&given).all(|(wanted, given)| match wanted.contains('{') {
            true => {
                values.push(((*wanted).to_owned(), (*given).to_owned()));
                true
            }
            false => wanted == given,
        });
        if fits && best.as_ref().is_none_or(|(count, _)| values.len() < *count) {
            best = Some((values.len(), values));
        }
    }
    best.map(|(_, values)| values.into_iter().filter(|(_, value)| is_value(value)).collect()).unwrap_or_default()
}

fn blocks(source: &Source) -> impl Iterator<Item = (&str, &ItemImpl)> {
    source.modules.iter().flat_map(|(module, content)| {
        content.items.iter().filter_map(move |item| match item {
            Item::Impl(block) if block.trait_.is_none() => Some((module.as_str(), block)),
            _ => None,
        })
    })
}

fn functions(block: &ItemImpl) -> impl Iterator<Item = &ImplItemFn> {
    block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) if matches!(function.vis, Visibility::Public(_)) => Some(function),
        _ => None,
    })
}

/// The types of a function's arguments, without the receiver.
fn arguments(function: &ImplItemFn) -> Vec<Type> {
    let typed = function.sig.inputs.iter().filter_map(|argument| match argument {
        FnArg::Typed(argument) => Some((*argument.ty).clone()),
        FnArg::Receiver(_) => None,
    });
    typed.collect()
}

fn returned(function: &ImplItemFn) -> Option<&Type> {
    match &function.sig.output {
        ReturnType::Type(_, ty) => Some(ty),
        ReturnType::Default => None,
    }
}

fn is_self(ty: &Type) -> bool {
    matches!(ty, Type::Path(ty) if ty.path.is_ident("Self"))
}

/// The first type argument of a path's last step.
fn inner(arguments: &PathArguments, at: usize) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else { return None };
    let mut types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.nth(at)
}

/// Writes the uses of a crate.
struct Writer<'c> {
    contents: &'c Contents,
    source: &'c Source,
    names: &'c Names,
    /// Structs by the paths at which they are declared, with their modules.
    structs: BTreeMap<String, (&'c str, &'c ItemStruct)>,
    /// Aliases likewise.
    aliases: BTreeMap<String, (&'c str, &'c Type)>,
    /// Enums of numbers, by the paths at which they are declared, and whether they are of floats.
    numeric: BTreeMap<String, bool>,
    /// By the path of a request: the method that makes it, and its arguments with their module.
    constructors: BTreeMap<String, (String, String, Vec<Type>)>,
    uses: Vec<(String, String)>,
    next: usize,
}

impl<'c> Writer<'c> {
    fn new(contents: &'c Contents, source: &'c Source, names: &'c Names) -> Self {
        let (mut structs, mut aliases, mut numeric) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (module, content) in &source.modules {
            let path = |name: &str| if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") };
            for item in &content.items {
                match item {
                    Item::Struct(item) => {
                        structs.insert(path(&item.ident.unraw().to_string()), (module.as_str(), item));
                    }
                    Item::Type(item) => {
                        aliases.insert(path(&item.ident.unraw().to_string()), (module.as_str(), &*item.ty));
                    }
                    Item::Macro(item) => {
                        let last = item.mac.path.segments.last().map(|step| step.ident.to_string());
                        let of_floats = match last.as_deref() {
                            Some("open_integer_enum" | "open_unsigned_enum") => false,
                            Some("open_number_enum") => true,
                            _ => continue,
                        };
                        if let Some(proc_macro2::TokenTree::Ident(name)) = item.mac.tokens.clone().into_iter().next() {
                            numeric.insert(path(&name.unraw().to_string()), of_floats);
                        }
                    }
                    _ => {}
                }
            }
        }
        let (constructors, uses) = (BTreeMap::new(), Vec::new());
        Self { contents, source, names, structs, aliases, numeric, constructors, uses, next: FIRST }
    }

    /// The path at which a type of the crate is declared.
    fn declared(&self, module: &str, ty: &Type) -> Option<String> {
        let Type::Path(ty) = ty else { return None };
        let steps: Vec<String> = ty.path.segments.iter().map(|step| step.ident.unraw().to_string()).collect();
        match self.names.resolve(module, &steps)? {
            Target::Item(declared, rest) if rest.is_empty() => Some(declared),
            _ => None,
        }
    }

    fn subject(&self, module: &str, block: &ItemImpl) -> Option<String> {
        Some(self.names.canonical(&self.declared(module, &block.self_ty)?))
    }

    /// The client: it has methods that make requests, and a constructor that takes a connection's URL.
    fn client(&self) -> Option<String> {
        let found = blocks(self.source).find(|(_, block)| {
            functions(block).any(|function| {
                let first = function.sig.inputs.first();
                let names_url = |argument: &FnArg| match argument {
                    FnArg::Typed(argument) => {
                        matches!(&*argument.pat, syn::Pat::Ident(name) if name.ident == "connection_runtime_url")
                    }
                    FnArg::Receiver(_) => false,
                };
                function.sig.ident == "new" && first.is_some_and(names_url)
            })
        });
        found.and_then(|(module, block)| self.subject(module, block))
    }

    fn calls(&mut self, module: &str, block: &ItemImpl) {
        for function in functions(block) {
            let Some(request) = returned(function).and_then(|ty| self.declared(module, ty)) else { continue };
            let request = self.names.canonical(&request);
            if !self.contents.requests.contains_key(&request) || function.sig.receiver().is_none() {
                continue;
            }
            let (name, arguments) = (function.sig.ident.to_string(), arguments(function));
            if let Some(call) = self.call(module, &name, &arguments) {
                self.add(format!("client.{name}()"), format!("sent(client().{call}.into_request())"));
                self.constructors.entry(request).or_insert_with(|| (module.to_owned(), name, arguments));
            }
        }
    }

    fn setters(&mut self, path: &str, module: &str, block: &ItemImpl) {
        for function in functions(block).filter(|function| function.sig.ident != "with_call_options") {
            if function.sig.receiver().is_none() || !returned(function).is_some_and(is_self) {
                continue;
            }
            let (of, constructor, values) = self.constructors[path].clone();
            let name = function.sig.ident.to_string();
            let made = self.call(&of, &constructor, &values);
            let set = self.call(module, &name, &arguments(function));
            if let (Some(made), Some(set)) = (made, set) {
                self.add(format!("{path}::{name}()"), format!("sent(client().{made}.{set}.into_request())"));
            }
        }
    }

    fn models(&mut self, path: &str, module: &str, block: &ItemImpl) {
        for function in functions(block).filter(|function| returned(function).is_some_and(is_self)) {
            let name = function.sig.ident.to_string();
            let Some(call) = self.call(module, &name, &arguments(function)) else { continue };
            let (path, made) = (escaped(path), function.sig.receiver().is_some());
            let value =
                if made { format!("subject::{path}::default().{call}") } else { format!("subject::{path}::{call}") };
            self.add(format!("{path}::{name}()"), format!("json(&{value})"));
        }
    }

    fn fields_and_variants(&mut self) {
        let contents = self.contents;
        for (path, item) in &contents.types {
            let shown = escaped(path);
            match &item.kind {
                TypeKind::Values(rows) => {
                    for row in rows.iter().filter(|row| row.wire.is_some()) {
                        self.add(format!("{path}::{}", row.name), format!("json(&subject::{shown}::{})", row.name));
                    }
                }
                TypeKind::Model(_) => {
                    let declared = self.structs.iter().find(|(declared, _)| self.names.canonical(declared) == *path);
                    let Some((module, item)) = declared.map(|(_, it)| *it) else { continue };
                    for field in &item.fields {
                        let Some(name) = field.ident.as_ref().filter(|_| matches!(field.vis, Visibility::Public(_)))
                        else {
                            continue;
                        };
                        let Some(value) = self.value(module, &field.ty, 0) else { continue };
                        let set = format!("let mut it = subject::{shown}::default(); it.{name} = {value}; json(&it)");
                        self.add(format!("{path}.{name}"), set);
                    }
                }
                _ => {}
            }
        }
    }

    fn add(&mut self, path: String, expression: String) {
        self.uses.push((path, expression));
    }

    /// A call with a value for each argument.
    fn call(&mut self, module: &str, name: &str, arguments: &[Type]) -> Option<String> {
        let values: Option<Vec<String>> = arguments.iter().map(|ty| self.value(module, ty, 0)).collect();
        Some(format!("{name}({})", values?.join(", ")))
    }

    fn number(&mut self) -> usize {
        self.next += 1;
        self.next
    }

    fn text(&mut self) -> String {
        format!("\"v{}\"", self.number())
    }

    /// An expression of a type, which is written in `module`.
    fn value(&mut self, module: &str, ty: &Type, depth: usize) -> Option<String> {
        match ty {
            Type::ImplTrait(ty) => {
                let into = ty.bounds.iter().find_map(|bound| match bound {
                    TypeParamBound::Trait(bound) => bound.path.segments.last().filter(|last| last.ident == "Into"),
                    _ => None,
                });
                let inner = inner(&into?.arguments, 0)?;
                match self.value(module, inner, depth)? {
                    // As a caller writes it.
                    text if text.ends_with(".to_owned()") => Some(text.trim_end_matches(".to_owned()").to_owned()),
                    value => Some(value),
                }
            }
            Type::Reference(_) => Some(self.text()),
            Type::Path(path) => {
                let last = path.path.segments.last()?;
                if let Some(declared) = self.declared(module, ty) {
                    return self.own(&declared, depth);
                }
                let of = |writer: &mut Self, at: usize| writer.value(module, inner(&last.arguments, at)?, depth);
                Some(match last.ident.to_string().as_str() {
                    "String" => format!("{}.to_owned()", self.text()),
                    "bool" => "true".to_owned(),
                    "i32" | "i64" | "u32" | "u64" => self.number().to_string(),
                    "f32" | "f64" => format!("{}.0", self.number()),
                    "Option" => format!("Some({})", of(self, 0)?),
                    "Vec" => format!("vec![{}]", of(self, 0)?),
                    "Box" => format!("Box::new({})", of(self, 0)?),
                    "BTreeMap" => format!("std::collections::BTreeMap::from([(\"key\".to_owned(), {})])", of(self, 1)?),
                    "Nullable" => format!("runtime::Nullable::from({})", of(self, 0)?),
                    "Value" => format!("Value::from({})", self.text()),
                    "Bytes" => format!("runtime::Bytes::from({})", self.text()),
                    "Upload" => format!("runtime::Upload::new({})", self.text()),
                    name @ ("DateTime" | "Date" | "Secret" | "Base64") => {
                        format!("runtime::{name}::from({})", self.text())
                    }
                    _ => return None,
                })
            }
            _ => None,
        }
    }

    /// An expression of a type of the crate.
    fn own(&mut self, declared: &str, depth: usize) -> Option<String> {
        if let Some((module, ty)) = self.aliases.get(declared).copied() {
            return self.value(module, ty, depth);
        }
        let path = self.names.canonical(declared);
        if path.starts_with("private ") {
            return None;
        }
        let shown = escaped(&path);
        match &self.contents.types.get(&path)?.kind {
            TypeKind::Values(_) => Some(match self.numeric.get(declared) {
                None => format!("subject::{shown}::from({})", self.text()),
                Some(false) => format!("subject::{shown}::from({})", self.number()),
                Some(true) => format!("subject::{shown}::from({}.0)", self.number()),
            }),
            TypeKind::Alias(_) | TypeKind::Variants(_) => None,
            kind => {
                let is_literal = matches!(kind, TypeKind::Plain);
                let (module, item) = self.structs.get(declared).copied()?;
                let mut fields = Vec::new();
                for field in &item.fields {
                    let (Some(name), Visibility::Public(_)) = (&field.ident, &field.vis) else { return None };
                    let value = if depth < DEEPEST { self.value(module, &field.ty, depth + 1) } else { None };
                    match value {
                        Some(value) => fields.push((name.to_string(), value)),
                        None if is_literal => return None,
                        None => {}
                    }
                }
                if is_literal {
                    let fields: Vec<_> = fields.iter().map(|(name, value)| format!("{name}: {value}")).collect();
                    return Some(format!("subject::{shown} {{ {} }}", fields.join(", ")));
                }
                let set: String = fields.iter().map(|(name, value)| format!("it.{name} = {value}; ")).collect();
                let mutable = if fields.is_empty() { "" } else { "mut " };
                Some(format!("{{ let {mutable}it = subject::{shown}::default(); {set}it }}"))
            }
        }
    }
}

/// A public path as Rust writes it: names that are keywords are raw in it.
fn escaped(path: &str) -> String {
    let step = |step: &str| match syn::parse_str::<syn::Ident>(step) {
        Ok(_) => step.to_owned(),
        Err(_) => format!("r#{step}"),
    };
    path.split("::").map(step).collect::<Vec<_>>().join("::")
}
