//! The contents of a crate by kind: types with their wire keys, requests with the values they send, triggers, choices.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use quote::ToTokens;
use syn::{
    Attribute, Expr, ExprCall, ExprMethodCall, FnArg, GenericArgument, ImplItem, ImplItemFn, Item, Lit, Member, Meta,
    Pat, PathArguments, ReturnType, Stmt, Token, Type,
    ext::IdentExt,
    parse::{Parse, ParseStream},
    visit::{self, Visit},
    visit_mut::VisitMut,
};

use crate::{
    names::{Names, Target},
    normal::Context,
    source::{Files, Source, join},
};

/// What a crate holds. Types in it have their names resolved: those of the crate by their shortest public path, others by name.
#[derive(Default)]
pub struct Contents {
    /// Each type by its shortest public path, e.g. `models::shared::Kind`.
    pub types: BTreeMap<String, TypeItem>,
    /// Each public path of an item, and the shortest path of the same item.
    pub paths: BTreeMap<String, String>,
    /// Requests, by the paths of their types.
    pub requests: BTreeMap<String, Request>,
    /// Paths of the request types that a public method of another type returns.
    pub offered: BTreeSet<String>,
    /// Types of trigger payloads by the trigger's name on the wire; `None` if the crate has no payload for a name.
    pub triggers: BTreeMap<String, Option<Type>>,
    /// Public methods that find values, trees and schemas, by name. Hidden ones, which lead to others, are not among them.
    pub choices: BTreeMap<String, Choice>,
    /// What the functions behind them send and read.
    pub lookups: Lookups,
    names: Names,
}

/// A type.
pub struct TypeItem {
    /// The lines of its documentation.
    pub docs: Vec<String>,
    /// What it is.
    pub kind: TypeKind,
}

/// What a type is.
pub enum TypeKind {
    /// A struct with the rows of `model!`.
    Model(Vec<Row>),
    /// An enum with the rows of `open_enum!` and its like.
    Values(Vec<Row>),
    /// An enum without rows: what each variant holds.
    Variants(Vec<Type>),
    /// Another name of a type.
    Alias(Box<Type>),
    /// A struct without rows.
    Plain,
}

/// A row of a table macro.
#[derive(Clone)]
pub struct Row {
    /// The word before the name, e.g. `required`.
    pub keyword: Option<String>,
    /// The field or variant.
    pub name: String,
    /// The wire key or value; `None` for the row of additional properties.
    pub wire: Option<String>,
    /// The JSON that is sent while the field is `None`.
    pub sent: Option<String>,
    /// The field's type.
    pub ty: Option<Type>,
    /// The lines of the field's documentation.
    pub docs: Vec<String>,
}

/// A request.
#[derive(Default)]
pub struct Request {
    /// The operation's id.
    pub id: String,
    /// The HTTP method.
    pub method: String,
    /// The path template.
    pub path: String,
    /// Everything that its functions put into it.
    pub sends: Vec<Send>,
    /// What `send` returns, or `decode_response` of a registration; `None` for nothing.
    pub success: Option<Type>,
    /// The lines of the documentation of `send`, or of `subscribe`.
    pub send_docs: Vec<String>,
    /// What `decode_notification` returns.
    pub notification: Option<Type>,
}

/// A value that a request puts on the wire.
#[derive(Clone)]
pub struct Send {
    /// Where the value travels.
    pub location: Location,
    /// The method of the runtime, which states the encoding, e.g. `query_each`.
    pub encoding: String,
    /// The wire key; empty for a body.
    pub key: String,
    /// The caller's name for the value: an argument or a setter. `None` for a constant.
    pub name: Option<String>,
    /// The type of the caller's value.
    pub ty: Option<Type>,
    /// The constant.
    pub constant: Option<String>,
    /// The lines of the documentation of the setter.
    pub docs: Vec<String>,
}

/// Where a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a field of a form.
    Form,
    /// As the body.
    Body,
}

/// A method that finds values, a tree or a schema.
#[derive(Debug)]
pub struct Choice {
    /// The runtime's type that it returns, perhaps inside a type with setters.
    pub returned: String,
    /// How many values its documentation says it is for.
    pub places: usize,
}

/// Wire names in the functions behind choices.
#[derive(Debug, Default)]
pub struct Lookups {
    /// Keys of the parameters that they fill.
    pub arguments: BTreeSet<String>,
    /// Keys on the way to items, values and titles in responses.
    pub steps: BTreeSet<String>,
}

impl Contents {
    /// Reads a crate.
    ///
    /// # Errors
    /// A file does not parse, or a declared module has no file.
    pub fn read(files: &Files) -> Result<Self, String> {
        let source = Source::read(files)?;
        let mut contents = Self { names: Names::of(&source), ..Self::default() };
        for paths in contents.names.public().values() {
            let shortest = paths.first().cloned().unwrap_or_default();
            contents.paths.extend(paths.iter().map(|path| (path.clone(), shortest.clone())));
        }
        let tables = tables(&source)?;
        for (module, content) in &source.modules {
            let place = ModuleReader { names: &contents.names, module, items: &content.items, tables: &tables };
            for item in &content.items {
                match item {
                    Item::Impl(block) if block.trait_.is_none() => {
                        let Some(path) = place.subject(block) else { continue };
                        if let Some(request) = place.request(block) {
                            contents.requests.insert(path, request);
                        } else if path == "choices::Choices" {
                            place.choices(block, &mut contents.choices, &mut contents.lookups);
                        } else if module == "choices" {
                            functions(block).for_each(|function| contents.lookups.visit_block(&function.block));
                        } else {
                            contents.offered.extend(place.returned(block));
                        }
                    }
                    item => {
                        if let Some((path, item)) = place.type_item(item) {
                            contents.types.insert(path, item);
                        }
                    }
                }
            }
        }
        contents.read_triggers(&source, &tables);
        Ok(contents)
    }

    /// A type written in documentation, e.g. `Vec<models::Fault>`, with its names resolved from the root of the crate.
    pub fn parse_type(&self, text: &str) -> Option<Type> {
        let ty: Type = syn::parse_str(text).ok()?;
        let constants = HashMap::new();
        let context = Context { names: &self.names, module: "", constants: &constants };
        Some(context.normal(&ty, |normal, ty| normal.visit_type_mut(ty)))
    }

    fn read_triggers(&mut self, source: &Source, tables: &Tables) {
        for (module, content) in &source.modules {
            let Some(rows) = tables.get(&join(module, "TriggerName")) else { continue };
            let place = ModuleReader { names: &self.names, module, items: &content.items, tables };
            let payloads = content.items.iter().find_map(|item| match item {
                Item::Enum(item) if item.ident == "TriggerPayload" => Some(item),
                _ => None,
            });
            for row in rows {
                let variants = payloads.into_iter().flat_map(|payloads| &payloads.variants);
                let variant = variants.into_iter().find(|variant| variant.ident.unraw() == row.name);
                let payload = variant.and_then(|variant| variant.fields.iter().next());
                let payload = payload.map(|field| place.ty(&field.ty));
                self.triggers.insert(row.wire.clone().unwrap_or_default(), payload);
            }
        }
    }
}

/// Rows of the table macros, by the path at which their subject is declared.
type Tables = HashMap<String, Vec<Row>>;

fn tables(source: &Source) -> Result<Tables, String> {
    let mut tables = Tables::new();
    for (module, content) in &source.modules {
        for item in &content.items {
            let Item::Macro(item) = item else { continue };
            let name = item.mac.path.segments.last().map(|step| step.ident.to_string()).unwrap_or_default();
            if ["model", "open_enum", "open_integer_enum", "open_unsigned_enum", "open_number_enum"]
                .contains(&name.as_str())
            {
                let table: Table = item.mac.parse_body().map_err(|error| format!("{}: {error}", content.file))?;
                tables.insert(join(module, &table.subject), table.rows);
            }
        }
    }
    Ok(tables)
}

/// A module that is being read.
struct ModuleReader<'p> {
    names: &'p Names,
    module: &'p str,
    items: &'p [Item],
    tables: &'p Tables,
}

impl ModuleReader<'_> {
    /// A type with its names resolved.
    fn ty(&self, ty: &Type) -> Type {
        let constants = HashMap::new();
        let context = Context { names: self.names, module: self.module, constants: &constants };
        context.normal(ty, |normal, ty| normal.visit_type_mut(ty))
    }

    /// The shortest path of a type of the crate.
    fn own(&self, ty: &Type) -> Option<String> {
        let Type::Path(ty) = ty else { return None };
        let steps: Vec<String> = ty.path.segments.iter().map(|step| step.ident.unraw().to_string()).collect();
        match self.names.resolve(self.module, &steps)? {
            Target::Item(declared, _) => Some(self.names.canonical(&declared)),
            _ => None,
        }
    }

    fn subject(&self, block: &syn::ItemImpl) -> Option<String> {
        self.own(&block.self_ty)
    }

    fn type_item(&self, item: &Item) -> Option<(String, TypeItem)> {
        let rows = |name: &syn::Ident| self.tables.get(&join(self.module, &name.unraw().to_string()));
        let (name, attributes, kind) = match item {
            Item::Struct(item) => {
                let kind = rows(&item.ident).map_or(TypeKind::Plain, |rows| {
                    let fields = item.fields.iter().filter_map(|field| Some((field.ident.as_ref()?.unraw(), field)));
                    let fields: HashMap<_, _> = fields.map(|(name, field)| (name.to_string(), field)).collect();
                    // A row without a field is none: the macro would not compile.
                    let rows = rows.iter().filter_map(|row| {
                        let field = fields.get(&row.name)?;
                        Some(Row { ty: Some(self.ty(&field.ty)), docs: docs(&field.attrs), ..row.clone() })
                    });
                    TypeKind::Model(rows.collect())
                });
                (&item.ident, &item.attrs, kind)
            }
            Item::Enum(item) => {
                let held = item.variants.iter().flat_map(|variant| &variant.fields).map(|field| self.ty(&field.ty));
                let kind = match rows(&item.ident) {
                    Some(rows) => TypeKind::Values(rows.clone()),
                    None => TypeKind::Variants(held.collect()),
                };
                (&item.ident, &item.attrs, kind)
            }
            Item::Type(item) => (&item.ident, &item.attrs, TypeKind::Alias(Box::new(self.ty(&item.ty)))),
            _ => return None,
        };
        let path = self.names.canonical(&join(self.module, &name.unraw().to_string()));
        Some((path, TypeItem { docs: docs(attributes), kind }))
    }

    /// The request type's functions, if one of them uses an operation's constant.
    fn request(&self, block: &syn::ItemImpl) -> Option<Request> {
        let used = self.items.iter().find_map(|item| match item {
            Item::Const(item) => Some((&item.ident, operation(&item.expr)?)),
            _ => None,
        });
        let (constant, [id, method, path]) = used?;
        let is_used = block.to_token_stream().into_iter().any(|token| mentions(token, constant));
        if !is_used {
            return None;
        }
        let mut request = Request { id, method, path, ..Request::default() };
        for function in functions(block) {
            let name = function.sig.ident.unraw().to_string();
            let mut sends = Sends { function, name: &name, values: self.values(function), found: Vec::new() };
            sends.visit_block(&function.block);
            request.sends.append(&mut sends.found);
            let result = result(function).map(|ty| self.ty(ty));
            match name.as_str() {
                "send" => {
                    request.success = result.filter(|ty| !matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty()));
                    request.send_docs = docs(&function.attrs);
                }
                "subscribe" => request.send_docs = docs(&function.attrs),
                "decode_response" => request.success = result,
                "decode_notification" => request.notification = result,
                _ => {}
            }
        }
        Some(request)
    }

    /// The types of a function's values, by name: its arguments, and the fields of the structs among them that it takes apart.
    fn values(&self, function: &ImplItemFn) -> HashMap<String, Type> {
        let mut values = HashMap::new();
        for argument in &function.sig.inputs {
            let FnArg::Typed(argument) = argument else { continue };
            if let Pat::Ident(name) = &*argument.pat {
                values.insert(name.ident.unraw().to_string(), self.ty(&argument.ty));
            }
        }
        for statement in &function.block.stmts {
            let Stmt::Local(local) = statement else { continue };
            let Pat::Struct(taken) = &local.pat else { continue };
            let fields = self.items.iter().find_map(|item| match item {
                Item::Struct(item) if taken.path.is_ident(&item.ident) => Some(&item.fields),
                _ => None,
            });
            for field in fields.into_iter().flatten() {
                values.extend(field.ident.as_ref().map(|name| (name.unraw().to_string(), self.ty(&field.ty))));
            }
        }
        values
    }

    fn choices(&self, block: &syn::ItemImpl, methods: &mut BTreeMap<String, Choice>, lookups: &mut Lookups) {
        for function in functions(block) {
            if let (syn::Visibility::Public(_), Some(Type::Path(ty))) = (&function.vis, returned(function))
                && let Some(last) = ty.path.segments.last()
                && !is_hidden(&function.attrs)
            {
                let docs = docs(&function.attrs);
                let listed =
                    docs.iter().take_while(|line| !line.starts_with('#')).filter(|line| line.starts_with("* "));
                let places = listed.count().max(1);
                let returned = self.request_inside(&last.ident).unwrap_or_else(|| last.ident.to_string());
                methods.insert(function.sig.ident.unraw().to_string(), Choice { returned, places });
            }
            lookups.visit_block(&function.block);
        }
    }

    /// The type of the field `request` of a struct of this module.
    fn request_inside(&self, name: &syn::Ident) -> Option<String> {
        let fields = self.items.iter().find_map(|item| match item {
            Item::Struct(item) if item.ident == *name => Some(&item.fields),
            _ => None,
        })?;
        let request = fields.iter().find(|field| field.ident.as_ref().is_some_and(|name| name == "request"))?;
        let Type::Path(ty) = &request.ty else { return None };
        ty.path.segments.last().map(|last| last.ident.to_string())
    }

    /// The types of the crate that public methods return.
    fn returned(&self, block: &syn::ItemImpl) -> Vec<String> {
        let public = functions(block).filter(|function| matches!(function.vis, syn::Visibility::Public(_)));
        public.filter_map(|function| self.own(returned(function)?)).collect()
    }
}

/// Whether documentation leaves an item out.
fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) => list.path.is_ident("doc") && list.tokens.to_string() == "hidden",
        _ => false,
    })
}

fn functions(block: &syn::ItemImpl) -> impl Iterator<Item = &ImplItemFn> {
    block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    })
}

fn returned(function: &ImplItemFn) -> Option<&Type> {
    match &function.sig.output {
        ReturnType::Type(_, ty) => Some(ty),
        ReturnType::Default => None,
    }
}

/// The `T` of a function that returns `Sending<T>` or `Result<T>`.
fn result(function: &ImplItemFn) -> Option<&Type> {
    let Type::Path(result) = returned(function)? else { return None };
    let PathArguments::AngleBracketed(inner) = &result.path.segments.last()?.arguments else { return None };
    inner.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// Id, method and path of `Operation::new(…)`, perhaps with further calls behind it.
fn operation(mut expression: &Expr) -> Option<[String; 3]> {
    while let Expr::MethodCall(call) = expression {
        expression = &call.receiver;
    }
    let Expr::Call(call) = expression else { return None };
    let texts: Vec<String> = call.args.iter().filter_map(literal).collect();
    texts.try_into().ok()
}

fn mentions(token: proc_macro2::TokenTree, name: &syn::Ident) -> bool {
    match token {
        proc_macro2::TokenTree::Ident(word) => word == *name,
        proc_macro2::TokenTree::Group(group) => group.stream().into_iter().any(|token| mentions(token, name)),
        _ => false,
    }
}

/// Where the value of a method of the runtime's request builder travels.
fn location(method: &str) -> Option<Location> {
    match method {
        "path" | "path_double" => Some(Location::Path),
        "query" | "query_each" => Some(Location::Query),
        "header" => Some(Location::Header),
        "form"
        | "form_multipart"
        | "form_each"
        | "form_multipart_each"
        | "form_json"
        | "form_multipart_json"
        | "file"
        | "files" => Some(Location::Form),
        "json" | "json_default" | "callback_url" | "text" | "bytes" | "upload" => Some(Location::Body),
        _ => None,
    }
}

/// Collects what a function of a request sends.
struct Sends<'s> {
    function: &'s ImplItemFn,
    name: &'s str,
    values: HashMap<String, Type>,
    found: Vec<Send>,
}

impl<'ast> Visit<'ast> for Sends<'_> {
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        visit::visit_expr_method_call(self, call);
        let encoding = call.method.to_string();
        let is_builder = match &*call.receiver {
            Expr::Path(receiver) => receiver.path.get_ident().is_some(),
            Expr::Field(receiver) => matches!(receiver.member, Member::Named(_)),
            _ => false,
        };
        let Some(location) = location(&encoding).filter(|_| is_builder) else { return };
        let key = match (location, call.args.first().and_then(literal)) {
            (Location::Body, _) => String::new(),
            (_, Some(key)) => key,
            (_, None) => return,
        };
        let value = call.args.last().and_then(value_name);
        // The callback URL goes into a body whose type no function may name.
        let ty = value.as_ref().filter(|_| encoding != "callback_url").and_then(|name| self.values.get(name)).cloned();
        // In the constructor a value has the name of its argument, elsewhere that of the setter.
        let name = match (self.name, ty.is_some()) {
            ("new", true) => value,
            ("new", false) => None,
            _ if encoding == "callback_url" => None,
            (setter, _) => Some(setter.to_owned()),
        };
        let constant = call.args.last().and_then(constant).filter(|_| ty.is_none() && encoding != "callback_url");
        let docs = docs(&self.function.attrs);
        self.found.push(Send { location, encoding, key, name, ty, constant, docs });
    }
}

/// The name of the value that an argument hands on, perhaps converted.
fn value_name(mut value: &Expr) -> Option<String> {
    loop {
        value = match value {
            Expr::Reference(reference) => &reference.expr,
            Expr::MethodCall(call) if call.method == "into" => &call.receiver,
            Expr::Call(call) => call.args.first()?,
            Expr::Path(path) => return Some(path.path.get_ident()?.unraw().to_string()),
            _ => return None,
        };
    }
}

/// A text literal, also one that is converted.
fn constant(expression: &Expr) -> Option<String> {
    match expression {
        Expr::MethodCall(call) => constant(&call.receiver),
        other => literal(other),
    }
}

fn literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        Expr::Reference(reference) => literal(&reference.expr),
        _ => None,
    }
}

impl<'ast> Visit<'ast> for Lookups {
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let is_parameter = location(&call.method.to_string()).is_some_and(|location| location != Location::Body);
        self.arguments.extend(call.args.first().and_then(literal).filter(|_| is_parameter));
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        if let Expr::Path(path) = &*call.func
            && path.path.segments.iter().rev().nth(1).is_some_and(|segment| segment.ident == "ChoiceRequest")
        {
            for list in call.args.iter().skip(1) {
                let Expr::Reference(list) = list else { continue };
                let Expr::Array(list) = &*list.expr else { continue };
                self.steps.extend(list.elems.iter().filter_map(literal));
            }
        }
        visit::visit_expr_call(self, call);
    }
}

/// The lines of a doc comment, without the space before each.
fn docs(attributes: &[Attribute]) -> Vec<String> {
    let values = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => literal(&meta.value),
        _ => None,
    });
    values.map(|line| line.strip_prefix(' ').unwrap_or(&line).to_owned()).collect()
}

struct Table {
    subject: String,
    rows: Vec<Row>,
}

impl Parse for Table {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let subject = input.call(syn::Ident::parse_any)?.unraw().to_string();
        let body;
        syn::braced!(body in input);
        let mut rows = Vec::new();
        while !body.is_empty() {
            rows.push(body.parse()?);
        }
        input.parse::<proc_macro2::TokenStream>()?;
        Ok(Self { subject, rows })
    }
}

impl Parse for Row {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut words = Vec::new();
        while input.peek(syn::Ident::peek_any) {
            words.push(input.call(syn::Ident::parse_any)?.unraw().to_string());
        }
        let Some(name) = words.pop() else { return Err(input.error("a row has a name")) };
        let mut row = Self { keyword: words.pop(), name, wire: None, sent: None, ty: None, docs: Vec::new() };
        if input.parse::<Option<Token![=]>>()?.is_some() {
            row.wire = Some(value(input)?);
        }
        input.parse::<Option<Token![,]>>()?;
        if input.peek(Lit) {
            row.sent = Some(value(input)?);
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(row)
    }
}

/// A text, or a number with its sign; one with a fraction as short as it can be written.
fn value(input: ParseStream<'_>) -> syn::Result<String> {
    let sign = input.parse::<Option<Token![-]>>()?.map_or("", |_| "-");
    match input.parse()? {
        Lit::Str(text) => Ok(text.value()),
        Lit::Int(number) => Ok(format!("{sign}{}", number.base10_digits())),
        Lit::Float(number) => Ok(format!("{sign}{}", number.base10_parse::<f64>()?)),
        other => Err(syn::Error::new(other.span(), "neither a text nor a number")),
    }
}
