//! What a crate states: its Rust files in, items with their places out.

use std::collections::{BTreeSet, HashMap};

use connector_codegen::Files;
use syn::{
    Expr, ExprMethodCall, Fields, FnArg, GenericArgument, Ident, ImplItem, ImplItemFn, Item as Rust, Pat,
    PathArguments, ReturnType, Stmt, Type, ext::IdentExt,
};

use super::{
    ITEM, Item, Kind, Part, Place,
    expand::Expansion,
    files::{self, Parsed, Types},
    loose, text,
};

/// What a crate states.
#[derive(Debug, Default)]
pub struct Emitted {
    /// The items.
    pub items: BTreeSet<Item>,
    /// Places whose value is any JSON.
    pub free: BTreeSet<Place>,
    /// Places whose value is a text or bytes.
    pub plain: BTreeSet<Place>,
    /// Parameters and bodies that are constants: no type of theirs is asked for.
    pub constant: BTreeSet<Place>,
}

/// Reads the files of a crate.
///
/// # Panics
/// Where a file is no Rust.
pub fn emitted(files: &Files) -> Emitted {
    let parsed = files::parsed(files);
    let types = Types::read(&parsed);
    let mut crate_ = Crate {
        types: &types,
        shown: shown(&parsed),
        expansion: Expansion::new(&types),
        operations: HashMap::new(),
        constant: BTreeSet::new(),
    };
    crate_.expansion.definitions();
    let mut requests: Vec<_> = parsed.iter().filter(|(path, _)| path.starts_with("src/requests/")).collect();
    requests.sort_by_key(|(path, _)| *path);
    for (path, file) in requests {
        if path != "src/requests/mod.rs" {
            crate_.request(file);
        }
    }
    parsed.get("src/triggers.rs").into_iter().for_each(|file| crate_.triggers(file));
    let Expansion { items, free, plain, .. } = crate_.expansion;
    Emitted { items, free, plain, constant: crate_.constant }
}

/// The request types that a method of the client or of `Internal` makes.
fn shown(parsed: &Parsed) -> BTreeSet<String> {
    let files = ["src/client.rs", "src/internal.rs"].into_iter().filter_map(|path| parsed.get(path));
    let methods = files.flat_map(|file| methods(file, |_| true));
    let made = methods.filter_map(|method| match &method.sig.output {
        ReturnType::Type(_, ty) => match ty.as_ref() {
            Type::Path(ty) if ty.path.segments.iter().any(|segment| segment.ident == "requests") => {
                ty.path.segments.last().map(|segment| segment.ident.to_string())
            }
            _ => None,
        },
        ReturnType::Default => None,
    });
    made.collect()
}

/// The methods of the types that are wanted.
fn methods(file: &syn::File, is_wanted: impl Fn(&Type) -> bool) -> impl Iterator<Item = &ImplItemFn> {
    let blocks = file.items.iter().filter_map(move |item| match item {
        Rust::Impl(block) if is_wanted(&block.self_ty) => Some(block),
        _ => None,
    });
    blocks.flat_map(|block| &block.items).filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method),
        _ => None,
    })
}

struct Crate<'t> {
    types: &'t Types,
    shown: BTreeSet<String>,
    expansion: Expansion<'t>,
    /// The operations by their ids.
    operations: HashMap<String, Place>,
    constant: BTreeSet<Place>,
}

/// The operation that a request calls.
struct Operation {
    id: String,
    place: Place,
}

/// Types of a request's values, by name.
type Values<'f> = HashMap<Ident, &'f Type>;

impl Crate<'_> {
    fn request(&mut self, file: &syn::File) {
        let Some([id, method, path]) = constant(file) else { return };
        let place = Place::operation(&method, &path);
        self.operations.insert(id.clone(), place.clone());
        let is_shown = structs(file).any(|(name, _)| self.shown.contains(&name.to_string()));
        if is_shown {
            self.expansion.item(Kind::Operation, &place, &id);
            self.expansion.item(Kind::Path, &place, path);
        }
        let operation = Operation { id, place };
        let mut unasked = Vec::new();
        let mut typed = BTreeSet::new();
        for method in methods(file, |_| true) {
            let values = values(file, method);
            for statement in &method.block.stmts {
                let Stmt::Expr(Expr::MethodCall(call), _) = statement else { continue };
                let Some(place) = self.sent(&operation, call, &values) else { continue };
                match asked(call, &values) {
                    Some(ty) => {
                        self.expansion.ty(ty, &place);
                        typed.insert(place.clone());
                    }
                    None => unasked.push((place.clone(), call)),
                }
                if let Some(default) = files::stated_default(&method.attrs) {
                    self.expansion.item(Kind::Default, &place, loose::scalar(&default));
                }
            }
            if method.sig.ident == "send" {
                self.answer(&operation.place, method);
                self.failures(&operation.place, method);
            }
            if let Some(ty) = result(method).filter(|_| method.sig.ident == "decode_notification") {
                self.expansion.ty(ty, &operation.place.of(Part::Payload, ""));
            }
        }
        for (place, call) in unasked.into_iter().filter(|(place, _)| !typed.contains(place)) {
            self.unasked(&operation, &place, call);
        }
    }

    /// The place of the value that a statement puts on the wire; its key, and its default where it is a constant, are noted.
    fn sent(&mut self, operation: &Operation, call: &ExprMethodCall, values: &Values<'_>) -> Option<Place> {
        let is_call = match call.receiver.as_ref() {
            Expr::Path(receiver) => receiver.path.is_ident("call"),
            Expr::Field(receiver) => matches!(&receiver.member, syn::Member::Named(name) if name == "call"),
            _ => false,
        };
        let word = call.method.to_string();
        let travels = match word.as_str() {
            _ if !is_call => return None,
            "path" | "path_double" => "path",
            "query" | "query_each" => "query",
            "header" => "header",
            "form"
            | "form_multipart"
            | "form_each"
            | "form_multipart_each"
            | "form_json"
            | "form_multipart_json"
            | "file"
            | "files" => "formData",
            "json" | "json_default" | "text" | "bytes" => "",
            _ => return None,
        };
        let place = match travels {
            "" => operation.place.of(Part::Body, ""),
            travels => {
                let key = files::literal(call.args.first()?)?;
                operation.place.of(Part::Parameter, &format!("{travels} {key}"))
            }
        };
        self.expansion.item(Kind::Parameter, &place, "");
        let constant = call.args.last().and_then(constant_text).filter(|_| asked(call, values).is_none());
        if let Some(constant) = constant {
            let default = if word == "json_default" { loose::json(&constant) } else { loose::scalar(&constant) };
            self.expansion.item(Kind::Default, &place, default);
        }
        Some(place)
    }

    /// A value that nobody is asked for: the types of its place are found by their comments.
    fn unasked(&mut self, operation: &Operation, place: &Place, call: &ExprMethodCall) {
        self.constant.insert(place.clone());
        let id = text::mark(&text::plain(&operation.id));
        let of = match call.args.first().and_then(files::literal).filter(|_| place.part == Part::Parameter) {
            Some(key) => format!("the parameter {} of {id}", text::mark(&text::plain(&key))),
            None => format!("the body of {id}"),
        };
        let uses = [(place.step(ITEM), format!("{} in {of}", text::mark(ITEM))), (place.clone(), of)];
        for (place, of) in uses {
            if let Some(path) = self.types.by_use.get(&of) {
                self.expansion.named(path, &place);
            }
        }
    }

    fn answer(&mut self, operation: &Place, send: &ImplItemFn) {
        let Some(ty) = result(send) else { return };
        let is_empty = matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty());
        if !is_empty {
            let place = operation.of(Part::Answer, "");
            self.expansion.item(Kind::Answer, &place, "");
            self.expansion.ty(ty, &place);
        }
    }

    /// What the comment of `send` says that the bodies of other answers can be read as: `` - `404`: [`Vec<models::Fault>`](…) ``.
    fn failures(&mut self, operation: &Place, send: &ImplItemFn) {
        for line in files::comment(&send.attrs) {
            let Some((status, rest)) = line.strip_prefix("- ").and_then(text::code_span) else { continue };
            let Some((ty, _)) = rest.strip_prefix(": ").map(|ty| ty.trim_start_matches('[')).and_then(text::code_span)
            else {
                continue;
            };
            let ty = ["models", "responses"]
                .iter()
                .fold(ty, |ty, room| ty.replace(&format!("{room}::"), &format!("crate::{room}::")));
            if let Ok(ty) = syn::parse_str(&ty) {
                self.expansion.ty(&ty, &operation.of(Part::Failure, status.trim()));
            }
        }
    }

    fn triggers(&mut self, file: &syn::File) {
        let payloads = file.items.iter().find_map(|item| match item {
            Rust::Enum(item) if item.ident == "TriggerPayload" => Some(item),
            _ => None,
        });
        for (variant, id) in files::variants(file, "TriggerName") {
            let Some(operation) = self.operations.get(&id).cloned() else { continue };
            let payload = payloads.and_then(|item| item.variants.iter().find(|it| it.ident == variant));
            let Some(Fields::Unnamed(fields)) = payload.map(|payload| &payload.fields) else { continue };
            self.expansion.item(Kind::Trigger, &operation, id);
            let place = operation.of(Part::Payload, "");
            fields.unnamed.iter().for_each(|field| self.expansion.ty(&field.ty, &place));
        }
    }
}

/// The `T` of a method that returns `Result<T>`.
fn result(method: &ImplItemFn) -> Option<&Type> {
    let ReturnType::Type(_, ty) = &method.sig.output else { return None };
    let Type::Path(result) = ty.as_ref() else { return None };
    let PathArguments::AngleBracketed(inner) = &result.path.segments.last()?.arguments else { return None };
    inner.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// Id, method and path of `runtime::Operation::new(…)`.
fn constant(file: &syn::File) -> Option<[String; 3]> {
    let constants = file.items.iter().filter_map(|item| match item {
        Rust::Const(item) => Some(item.expr.as_ref()),
        _ => None,
    });
    constants.into_iter().find_map(|mut expression| {
        while let Expr::MethodCall(call) = expression {
            expression = &call.receiver;
        }
        let Expr::Call(call) = expression else { return None };
        let texts: Vec<_> = call.args.iter().filter_map(files::literal).collect();
        texts.try_into().ok()
    })
}

fn structs(file: &syn::File) -> impl Iterator<Item = (&Ident, &Fields)> {
    file.items.iter().filter_map(|item| match item {
        Rust::Struct(item) => Some((&item.ident, &item.fields)),
        _ => None,
    })
}

/// The values that a method has: its arguments, and the fields of the structs among them that it takes apart.
fn values<'f>(file: &'f syn::File, method: &'f ImplItemFn) -> Values<'f> {
    let mut values = Values::new();
    for argument in &method.sig.inputs {
        let FnArg::Typed(argument) = argument else { continue };
        if let Pat::Ident(name) = argument.pat.as_ref() {
            values.insert(name.ident.unraw(), &argument.ty);
        }
    }
    for statement in &method.block.stmts {
        let Stmt::Local(local) = statement else { continue };
        let Pat::Struct(taken) = &local.pat else { continue };
        let fields = structs(file).find(|(name, _)| taken.path.is_ident(*name)).map(|(_, fields)| fields);
        for field in fields.into_iter().flatten() {
            values.extend(field.ident.as_ref().map(|name| (name.unraw(), &field.ty)));
        }
    }
    values
}

/// The type of the value that a statement puts on the wire, where the caller gives it.
fn asked<'f>(call: &ExprMethodCall, values: &Values<'f>) -> Option<&'f Type> {
    let mut value = call.args.last()?;
    loop {
        value = match value {
            Expr::Reference(reference) => &reference.expr,
            Expr::MethodCall(call) if call.method == "into" => &call.receiver,
            Expr::Call(call) => call.args.first()?,
            Expr::Path(path) => return values.get(&path.path.get_ident()?.unraw()).copied(),
            _ => return None,
        };
    }
}

/// A text literal, also one that is converted.
fn constant_text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::MethodCall(call) => constant_text(&call.receiver),
        other => files::literal(other),
    }
}
