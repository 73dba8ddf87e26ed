//! What a generated crate promises its callers, read from its Rust: each public path, and what it means on the wire.
//!
//! A caller's program names fields, variants, setters and methods, and passes values by position. [`broken`] compares two crates: an
//! old path means the same in the new crate, or the compiler rejects it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{
    contents::{Contents, Location, Request, Row, Send, TypeKind},
    names::{Names, Target},
    source::{Files, Source},
};
use syn::{
    Expr, FnArg, GenericArgument, ImplItem, ImplItemFn, Item, ItemImpl, Lit, Member, Pat, PathArguments, Stmt, Type,
    TypeParamBound, Visibility,
    ext::IdentExt,
    visit::{self, Visit},
};

/// The promises of a crate, by public path.
pub type Promises = BTreeMap<String, Promise>;

/// What a public path means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Promise {
    /// A field, a variant, a constant or a type: a name on the wire.
    Name(String),
    /// A function: the values that it takes by position.
    Call(Vec<Argument>),
    /// A request type: its operation, and what it sends where. Placeholders are `{}`.
    Request {
        /// The operation's id.
        operation: String,
        /// The HTTP method.
        method: String,
        /// The path template.
        path: String,
        /// The constants outside of the body, by their place.
        constants: BTreeMap<String, String>,
    },
}

/// A value of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Where it goes.
    pub place: String,
    /// Which expressions it takes.
    pub takes: Takes,
}

/// Which expressions a value takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// What converts into a type that is made from text.
    Text,
    /// What converts into another type.
    Many,
    /// A value of one type.
    One,
    /// A literal of the struct of required values, whose fields have names.
    Literal,
}

/// The old paths that mean something else in the new crate, although a caller's program may still compile. `is_reported` says
/// whether a diagnostic reports that a name follows a new spelling.
pub fn broken(old: &Promises, new: &Promises, is_reported: impl Fn(&str) -> bool) -> Vec<String> {
    broken_since(old, old, new, is_reported)
}

/// [`broken`] for paths that the version just before the new one, `last`, may not have. What operations or values exchange from `last` to
/// `new` is broken even if it is reported: their names go.
pub fn broken_since(
    old: &Promises,
    last: &Promises,
    new: &Promises,
    is_reported: impl Fn(&str) -> bool,
) -> Vec<String> {
    let positions: BTreeSet<&str> = last.values().flat_map(places).filter_map(position).map(|(_, at)| at).collect();
    let is_moved = |one: &str, other: &str| match (position(one), position(other)) {
        // The path itself may be another one, which its request shows.
        (Some((one, before)), Some((other, now))) => {
            folded(one) == folded(other) && before != now && !positions.contains(now)
        }
        _ => false,
    };
    let is_spelt = |one: &str, other: &str| match (position(one), position(other)) {
        (Some((one, _)), Some((other, _))) => one == other,
        _ => one == other,
    };
    let same = |one: &str, other: &str, path: &str| {
        let mut names = path.rsplit([':', '.']);
        let (name, owner) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
        // A place begins with the id of its operation, which the struct of its values is named after.
        let is_of_owner = || key_of(one) == key_of(other) && is_reported(owner);
        let is_known = is_spelt(one, other) || is_reported(name) || is_of_owner();
        is_known && (one == other || is_moved(one, other) || folded(one) == folded(other))
    };
    let requests: BTreeSet<_> = last.values().filter_map(request).collect();
    let mut broken = Vec::new();
    for (path, before) in old {
        let Some(now) = new.get(path) else { continue };
        let name = path.rsplit([':', '.']).next().unwrap_or_default();
        let holds = match (before, now) {
            (Promise::Name(before), Promise::Name(now)) => same(before, now, path),
            (Promise::Call(before), Promise::Call(now)) => {
                let compiles = before.len() == now.len()
                    && before.iter().zip(now).all(|(before, now)| meets(before.takes, now.takes));
                // The name of a value is that of a setter or a field, which are compared themselves.
                !compiles
                    || before.iter().zip(now).all(|(before, now)| {
                        is_same_place(&before.place, &now.place) || is_moved(&before.place, &now.place)
                    })
            }
            (Promise::Request { operation: one, .. }, Promise::Request { operation: other, .. }) => {
                let is_same = request(before) == request(now);
                let is_own = || request(now).is_some_and(|now| !requests.contains(&now)) && is_reported(name);
                let are_constant =
                    sends(before).iter().all(|(place, value)| sends(now).get(place).is_none_or(|it| it == value));
                same(one, other, path)
                    && (is_same || is_own() && way(before) == way(now))
                    && (are_constant || is_reported(name))
            }
            // A field and a method are written differently.
            _ => true,
        };
        if !holds {
            broken.push(format!("{path}: {before:?}, now {now:?}"));
        }
    }
    broken
}

/// The places of the values of a promise.
fn places(promise: &Promise) -> impl Iterator<Item = &str> {
    let (values, name) = match promise {
        Promise::Call(values) => (values.as_slice(), None),
        Promise::Name(name) => (&[][..], Some(name.as_str())),
        Promise::Request { .. } => (&[][..], None),
    };
    values.iter().map(|value| value.place.as_str()).chain(name)
}

/// A place in a path without its position, and the position with the operation.
fn position(place: &str) -> Option<(&str, &str)> {
    let at = place.rfind(POSITION)?;
    Some((&place[..at], &place[at..]))
}

/// The last word of a place, without its position.
fn key_of(place: &str) -> Option<&str> {
    position(place).map_or(place, |(place, _)| place).rsplit(' ').next()
}

/// The method and the path of a request.
fn request(promise: &Promise) -> Option<(&str, &str)> {
    match promise {
        Promise::Request { method, path, .. } => Some((method, path)),
        Promise::Name(_) | Promise::Call(_) => None,
    }
}

fn sends(promise: &Promise) -> &BTreeMap<String, String> {
    const NONE: &BTreeMap<String, String> = &BTreeMap::new();
    match promise {
        Promise::Request { constants, .. } => constants,
        Promise::Name(_) | Promise::Call(_) => NONE,
    }
}

fn way(promise: &Promise) -> Option<&str> {
    request(promise).map(|(method, _)| method)
}

/// Whether a value goes to the same place. One of a choice may go to several calls, of which some may be left out.
fn is_same_place(one: &str, other: &str) -> bool {
    let places = |text: &str| text.split(" and ").map(folded).collect::<BTreeSet<_>>();
    let (one, other) = (places(one), places(other));
    one.is_subset(&other) || other.is_subset(&one)
}

/// Whether an expression can fit both. Only a literal makes a struct of required values.
fn meets(one: Takes, other: Takes) -> bool {
    if one == Takes::Literal || other == Takes::Literal {
        return one == other;
    }
    !matches!((one, other), (Takes::Text, Takes::One) | (Takes::One, Takes::Text))
}

/// A wire name without what a new spelling may change.
fn folded(wire: &str) -> String {
    wire.chars().filter(|letter| !" _-.".contains(*letter)).flat_map(char::to_lowercase).collect()
}

/// Reads the files of a crate.
///
/// # Errors
/// A file does not parse, or a declared module has no file.
pub fn read(files: &Files) -> Result<Promises, String> {
    let contents = Contents::read(files)?;
    let source = Source::read(files)?;
    let names = Names::of(&source);
    let mut reader = Reader {
        contents: &contents,
        names: &names,
        numeric: BTreeSet::new(),
        constructors: BTreeMap::new(),
        found: BTreeMap::new(),
    };
    reader.find_numeric(&source);
    reader.find_constructors(&source);
    for (path, item) in &contents.types {
        match &item.kind {
            TypeKind::Model(rows) => {
                for row in rows {
                    reader.add(path, format!(".{}", row.name), Promise::Name(wire("key", row.wire.as_deref())));
                }
            }
            TypeKind::Values(rows) => {
                for row in rows {
                    reader.add(path, format!("::{}", row.name), Promise::Name(wire("value", row.wire.as_deref())));
                }
            }
            TypeKind::Variants(_) | TypeKind::Alias(_) | TypeKind::Plain => {}
        }
    }
    for (path, request) in &contents.requests {
        let (operation, method) = (request.id.clone(), request.method.clone());
        let path_template = without_names(&request.path);
        // The members of a body have no order.
        let constants = request.sends.iter().filter(|send| send.name.is_none() && send.location != Location::Body);
        let constants = constants.filter_map(|send| {
            let location = format!("{:?}", send.location).to_lowercase();
            Some((format!("{location} {}", send.key), send.constant.clone()?))
        });
        let constants = constants.collect();
        reader.add(path, String::new(), Promise::Request { operation, method, path: path_template, constants });
    }
    for (module, content) in &source.modules {
        for item in &content.items {
            if let Item::Impl(block) = item
                && block.trait_.is_none()
                && let Some(path) = reader.subject(module, block)
            {
                reader.block(module, &path, block);
            }
        }
    }
    Ok(reader.published())
}

fn wire(kind: &str, name: Option<&str>) -> String {
    name.map_or_else(|| format!("other {kind}s"), |name| format!("{kind} {name}"))
}

struct Reader<'c> {
    contents: &'c Contents,
    names: &'c Names,
    /// Enums of numbers.
    numeric: BTreeSet<String>,
    /// By the path of a request: the values of its constructor, and where each one goes.
    constructors: BTreeMap<String, Vec<(String, String)>>,
    /// What follows the path of a type, by that path.
    found: BTreeMap<String, Vec<(String, Promise)>>,
}

impl Reader<'_> {
    fn add(&mut self, path: &str, member: String, promise: Promise) {
        self.found.entry(path.to_owned()).or_default().push((member, promise));
    }

    fn resolve(&self, module: &str, ty: &Type) -> Option<String> {
        let Type::Path(ty) = ty else { return None };
        let steps: Vec<String> = ty.path.segments.iter().map(|step| step.ident.unraw().to_string()).collect();
        match self.names.resolve(module, &steps)? {
            Target::Item(declared, _) => Some(self.names.canonical(&declared)),
            _ => None,
        }
    }

    fn subject(&self, module: &str, block: &ItemImpl) -> Option<String> {
        self.resolve(module, &block.self_ty)
    }

    fn find_numeric(&mut self, source: &Source) {
        for (module, content) in &source.modules {
            for item in &content.items {
                let Item::Macro(item) = item else { continue };
                let name = item.mac.path.segments.last().map(|step| step.ident.to_string()).unwrap_or_default();
                if ["open_integer_enum", "open_unsigned_enum", "open_number_enum"].contains(&name.as_str())
                    && let Some(proc_macro2::TokenTree::Ident(subject)) = item.mac.tokens.clone().into_iter().next()
                {
                    let steps = [subject.unraw().to_string()];
                    if let Some(Target::Item(declared, _)) = self.names.resolve(module, &steps) {
                        self.numeric.insert(self.names.canonical(&declared));
                    }
                }
            }
        }
    }

    fn find_constructors(&mut self, source: &Source) {
        for (module, content) in &source.modules {
            for item in &content.items {
                let Item::Impl(block) = item else { continue };
                let Some(path) = self.subject(module, block).filter(|_| block.trait_.is_none()) else { continue };
                let Some(request) = self.contents.requests.get(&path) else { continue };
                let new = functions(block).find(|function| function.sig.ident == "new");
                let Some(new) = new else { continue };
                let values = arguments(new).into_iter().skip(1).map(|(name, _)| {
                    let place = place_in(request, &name);
                    (name, place)
                });
                let mut values: Vec<_> = values.collect();
                // The fields of a struct that the constructor takes apart.
                for statement in &new.block.stmts {
                    let Stmt::Local(local) = statement else { continue };
                    let Pat::Struct(taken) = &local.pat else { continue };
                    let fields = taken.fields.iter().filter_map(|field| match &field.member {
                        Member::Named(name) => Some(name.unraw().to_string()),
                        Member::Unnamed(_) => None,
                    });
                    let fields: Vec<_> = fields.map(|name| (name.clone(), place_in(request, &name))).collect();
                    let steps: Vec<_> = taken.path.segments.iter().map(|step| step.ident.unraw().to_string()).collect();
                    if let Some(Target::Item(declared, _)) = self.names.resolve(module, &steps) {
                        let taken = self.names.canonical(&declared);
                        let promises =
                            fields.iter().map(|(name, place)| (format!(".{name}"), Promise::Name(place.clone())));
                        self.found.entry(taken).or_default().extend(promises);
                    }
                    values.extend(fields);
                }
                self.constructors.insert(path, values);
            }
        }
    }

    /// The public functions and constants of a type.
    fn block(&mut self, module: &str, path: &str, block: &ItemImpl) {
        let calls: HashMap<String, Vec<Argument>> = functions(block)
            .map(|function| (function.sig.ident.unraw().to_string(), self.call(module, path, function)))
            .collect();
        for item in &block.items {
            match item {
                // The columns of a table. Other constants are values of the definition, which may change.
                ImplItem::Const(item) if path.starts_with("tables::") => {
                    let value = quoted(&item.expr);
                    self.add(path, format!("::{}", item.ident), Promise::Name(format!("constant {value}")));
                }
                ImplItem::Fn(function) if matches!(function.vis, Visibility::Public(_)) => {
                    let name = function.sig.ident.unraw().to_string();
                    let mut call = calls[&name].clone();
                    // A former name hands its values on to the method.
                    let mut handed = Handed::default();
                    handed.visit_block(&function.block);
                    for (method, values) in &handed.on {
                        let Some(target) = calls.get(method).filter(|_| *method != name) else { continue };
                        for ((argument, _), of) in arguments(function).iter().zip(&mut call) {
                            let at = values.iter().position(|value| value == argument);
                            if let Some(target) = at.and_then(|at| target.get(at)) {
                                of.place.clone_from(&target.place);
                            }
                        }
                    }
                    self.add(path, format!("::{name}()"), Promise::Call(call));
                    self.fields_taken(module, path, function);
                }
                _ => {}
            }
        }
    }

    /// The fields of a struct of required values that a model's constructor takes apart.
    fn fields_taken(&mut self, module: &str, path: &str, function: &ImplItemFn) {
        let Some(TypeKind::Model(rows)) = self.contents.types.get(path).map(|item| &item.kind) else { return };
        let arguments = arguments(function);
        let [(_, ty)] = arguments.as_slice() else { return };
        let Some(taken) = self.resolve(module, ty).filter(|_| self.is_literal(module, ty)) else { return };
        let mut fields = FieldsTaken::default();
        fields.visit_block(&function.block);
        for (member, field) in fields.found {
            let row = rows.iter().find(|row| row.name == member);
            let promise = Promise::Name(wire("key", row.and_then(|row| row.wire.as_deref())));
            self.add(&taken, format!(".{field}"), promise);
        }
    }

    fn call(&self, module: &str, path: &str, function: &ImplItemFn) -> Vec<Argument> {
        let request = self.contents.requests.get(path);
        let rows = match self.contents.types.get(path).map(|item| &item.kind) {
            Some(TypeKind::Model(rows)) => rows.as_slice(),
            _ => &[],
        };
        let arguments = arguments(function);
        let mut places = Places {
            reader: self,
            module,
            names: arguments.iter().map(|(name, _)| name.clone()).collect(),
            rows,
            found: BTreeMap::new(),
        };
        places.visit_block(&function.block);
        let found = places.found;
        let setter = function.sig.ident.unraw().to_string();
        let of = |(name, ty): &(String, Type)| {
            let of_setter = request.map(|request| place_in(request, &setter)).filter(|place| !place.is_empty());
            let place = of_setter.or_else(|| Some(found.get(name)?.iter().cloned().collect::<Vec<_>>().join(" and ")));
            if self.is_literal(module, ty) {
                return Argument { place: "named fields".to_owned(), takes: Takes::Literal };
            }
            Argument { place: place.unwrap_or_else(|| format!("type {}", quoted(ty))), takes: self.takes(module, ty) }
        };
        arguments.iter().map(of).collect()
    }

    /// Whether a type is a struct without rows: that of required values.
    fn is_literal(&self, module: &str, ty: &Type) -> bool {
        let item = self.resolve(module, ty).and_then(|path| self.contents.types.get(&path));
        item.is_some_and(|item| matches!(item.kind, TypeKind::Plain))
    }

    fn takes(&self, module: &str, ty: &Type) -> Takes {
        let Type::ImplTrait(ty) = ty else { return Takes::One };
        let into = ty.bounds.iter().find_map(|bound| match bound {
            TypeParamBound::Trait(bound) => bound.path.segments.last().filter(|last| last.ident == "Into"),
            _ => None,
        });
        let Some(PathArguments::AngleBracketed(inner)) = into.map(|into| &into.arguments) else { return Takes::Many };
        let Some(GenericArgument::Type(inner)) = inner.args.first() else { return Takes::Many };
        if let Some(own) = self.resolve(module, inner) {
            let is_text = self.contents.types.get(&own).is_some_and(|item| matches!(item.kind, TypeKind::Values(_)));
            return if is_text && !self.numeric.contains(&own) { Takes::Text } else { Takes::Many };
        }
        let Type::Path(inner) = inner else { return Takes::Many };
        let last = inner.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        let of_text = ["String", "Secret", "DateTime", "Date", "Base64"].contains(&last.as_str());
        if of_text { Takes::Text } else { Takes::Many }
    }

    /// Every promise under each public path of its type.
    fn published(self) -> Promises {
        let mut promises = Promises::new();
        for (path, shortest) in &self.contents.paths {
            let mut shortest = shortest.clone();
            // Rust has no circle of aliases, but a file that was edited by hand may have one.
            for _ in 0..self.contents.types.len() {
                let kind = self.contents.types.get(&shortest).map(|item| &item.kind);
                let Some(TypeKind::Alias(ty)) = kind else { break };
                let Type::Path(ty) = &**ty else { break };
                let steps: Vec<_> = ty.path.segments.iter().map(|step| step.ident.unraw().to_string()).collect();
                shortest = steps.join("::");
            }
            for (member, promise) in self.found.get(&shortest).into_iter().flatten() {
                promises.insert(format!("{path}{member}"), promise.clone());
            }
        }
        promises
    }
}

/// Where a request puts the value of an argument or setter; empty if it has none of that name.
fn place_in(request: &Request, name: &str) -> String {
    let sends = request.sends.iter().filter(|send| send.name.as_deref() == Some(name));
    let place = |send: &Send| {
        let position = match send.location {
            Location::Path => position_in(&request.id, &request.path, &send.key),
            _ => String::new(),
        };
        format!("{} {:?} {}{position}", request.id, send.location, send.key)
    };
    let places: BTreeSet<String> = sends.map(place).collect();
    places.into_iter().collect::<Vec<_>>().join(" and ")
}

/// Before the position of a value in a path.
const POSITION: &str = " in the path of ";

/// Which placeholder of a path a value fills: the last segment of text before it, and a number, as several may follow one segment. Empty
/// if the path has no other placeholder.
fn position_in(operation: &str, path: &str, key: &str) -> String {
    let mut parts: Vec<(&str, &str)> = Vec::new();
    let (mut text, mut last) = (path, "");
    for part in path.split('{').skip(1) {
        let Some((name, rest)) = part.split_once('}') else { continue };
        let literal = text.split('{').next().unwrap_or_default();
        last = literal.split('/').rfind(|segment| !segment.is_empty()).unwrap_or(last);
        parts.push((last, name));
        text = rest;
    }
    let Some(at) = parts.iter().position(|(_, name)| *name == key).filter(|_| parts.len() > 1) else {
        return String::new();
    };
    let number = parts[..at].iter().filter(|(literal, _)| *literal == parts[at].0).count();
    format!("{POSITION}{operation} after {} {number}", parts[at].0)
}

/// A path without the names of its placeholders.
fn without_names(path: &str) -> String {
    let parts = path.split('{').enumerate().map(|(at, part)| match part.split_once('}') {
        Some((_, rest)) if at > 0 => format!("{{}}{rest}"),
        _ => part.to_owned(),
    });
    parts.collect()
}

fn functions(block: &ItemImpl) -> impl Iterator<Item = &ImplItemFn> {
    block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    })
}

fn arguments(function: &ImplItemFn) -> Vec<(String, Type)> {
    let typed = function.sig.inputs.iter().filter_map(|argument| match argument {
        FnArg::Typed(argument) => Some(argument),
        FnArg::Receiver(_) => None,
    });
    let named = typed.filter_map(|argument| match &*argument.pat {
        Pat::Ident(name) => Some((name.ident.unraw().to_string(), (*argument.ty).clone())),
        _ => None,
    });
    named.collect()
}

fn quoted(syntax: &impl quote::ToTokens) -> String {
    syntax.to_token_stream().to_string()
}

/// Where the values of a function go.
struct Places<'p> {
    reader: &'p Reader<'p>,
    module: &'p str,
    names: Vec<String>,
    rows: &'p [Row],
    found: BTreeMap<String, BTreeSet<String>>,
}

impl Places<'_> {
    /// Notes the place of each argument that an expression names.
    fn put(&mut self, value: &Expr, place: &str) {
        let mut named = Named::default();
        named.visit_expr(value);
        for name in named.names.into_iter().filter(|name| self.names.contains(name)) {
            self.found.entry(name).or_default().insert(place.to_owned());
        }
    }

    fn key_of(&self, member: &Member) -> Option<String> {
        let Member::Named(name) = member else { return None };
        let name = name.unraw().to_string();
        let row = self.rows.iter().find(|row| row.name == name)?;
        Some(wire("key", row.wire.as_deref()))
    }
}

impl<'ast> Visit<'ast> for Places<'_> {
    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let Expr::Path(function) = &*call.func {
            let mut steps: Vec<_> = function.path.segments.iter().map(|step| step.ident.unraw().to_string()).collect();
            steps.pop();
            let target = match self.reader.names.resolve(self.module, &steps) {
                Some(Target::Item(declared, _)) => self.reader.names.canonical(&declared),
                _ => String::new(),
            };
            if let Some(values) = self.reader.constructors.get(&target) {
                for (value, (_, place)) in call.args.iter().skip(1).zip(values) {
                    if let Expr::Struct(fields) = value {
                        for field in &fields.fields {
                            let Member::Named(name) = &field.member else { continue };
                            let name = name.unraw().to_string();
                            let place = values.iter().find(|(value, _)| *value == name).map(|(_, place)| place.clone());
                            self.put(&field.expr, &place.unwrap_or_default());
                        }
                    } else {
                        self.put(value, place);
                    }
                }
            }
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if let Some(key) = call.args.first().and_then(keys) {
            let method = call.method.to_string();
            let location = method.split('_').next().unwrap_or_default();
            // A definition may move its mark of a callback URL; what a caller means by the URL stays the same.
            let place = if method == "callback_url" { "callback URL".to_owned() } else { format!("{location} {key}") };
            for value in call.args.iter().skip(1) {
                self.put(value, &place);
            }
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_struct(&mut self, made: &'ast syn::ExprStruct) {
        for field in &made.fields {
            if let Some(key) = self.key_of(&field.member) {
                self.put(&field.expr, &key);
            }
        }
        visit::visit_expr_struct(self, made);
    }

    fn visit_expr_assign(&mut self, assigned: &'ast syn::ExprAssign) {
        if let Expr::Field(field) = &*assigned.left
            && let Some(key) = self.key_of(&field.member)
        {
            self.put(&assigned.right, &key);
        }
        visit::visit_expr_assign(self, assigned);
    }
}

/// Members of a struct literal, each with the field of another value that it is made from.
#[derive(Default)]
struct FieldsTaken {
    member: Option<String>,
    found: Vec<(String, String)>,
}

impl<'ast> Visit<'ast> for FieldsTaken {
    fn visit_field_value(&mut self, field: &'ast syn::FieldValue) {
        if let Member::Named(name) = &field.member {
            self.member = Some(name.unraw().to_string());
        }
        visit::visit_field_value(self, field);
    }

    fn visit_expr_field(&mut self, field: &'ast syn::ExprField) {
        if let (Some(member), Member::Named(name)) = (&self.member, &field.member) {
            self.found.push((member.clone(), name.unraw().to_string()));
        }
    }
}

/// A literal, or a list of literals.
fn keys(value: &Expr) -> Option<String> {
    match value {
        Expr::Reference(value) => keys(&value.expr),
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        Expr::Array(list) => {
            let keys: Option<Vec<String>> = list.elems.iter().map(keys).collect();
            Some(keys?.join("/"))
        }
        _ => None,
    }
}

/// The names in an expression.
#[derive(Default)]
struct Named {
    names: Vec<String>,
}

impl<'ast> Visit<'ast> for Named {
    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        self.names.extend(path.path.get_ident().map(|name| name.unraw().to_string()));
    }
}

/// The methods of `self` that a function calls, and the names of the values that it hands on.
#[derive(Default)]
struct Handed {
    on: Vec<(String, Vec<String>)>,
}

impl<'ast> Visit<'ast> for Handed {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if let Expr::Path(receiver) = &*call.receiver
            && receiver.path.is_ident("self")
        {
            let names = call.args.iter().map(|value| {
                let mut named = Named::default();
                named.visit_expr(value);
                named.names.pop().unwrap_or_default()
            });
            self.on.push((call.method.unraw().to_string(), names.collect()));
        }
        visit::visit_expr_method_call(self, call);
    }
}
