//! What a crate states: its contents in, items with their places out.
//!
//! The generator's list of names, `names.lock`, supplies the names of definitions and of the types of constants. Facts that only
//! documentation holds (a default that is not sent, the type of a failure's body) are read from the code spans next to the code,
//! whatever the wording around them.

use std::collections::{BTreeMap, BTreeSet};

use connector_codegen::Files;
use connector_emitted::{Contents, Location, Request, Send};

use super::{
    ITEM, Item, ItemPath, Kind, Part,
    expand::{Definitions, Expansion},
    loose, text,
};

/// What a crate states.
#[derive(Debug, Default)]
pub struct Emitted {
    /// The items.
    pub items: BTreeSet<Item>,
    /// Constants in the documentation of a place: a default among them is stated.
    pub documented: BTreeMap<ItemPath, BTreeSet<String>>,
    /// Places whose value is any JSON.
    pub free: BTreeSet<ItemPath>,
    /// Places whose value is a text or bytes.
    pub plain: BTreeSet<ItemPath>,
    /// Parameters and bodies that are constants: the caller gives no value of their types.
    pub constant: BTreeSet<ItemPath>,
}

/// Reads the files of a crate; `lock` is the text of its `names.lock`.
///
/// # Panics
/// If a file does not parse.
pub fn emitted(files: &Files, lock: &str) -> Emitted {
    let contents = Contents::read(files).unwrap_or_else(|error| panic!("{error}"));
    let names = names_of(lock);
    let definitions = definitions(&names);
    let mut expansion = Expansion::new(&contents, &definitions);
    expansion.definitions();
    let mut reader = Reader { contents: &contents, names: &names, expansion, constant: BTreeSet::new() };
    for (path, request) in &contents.requests {
        reader.request(path, request);
    }
    reader.triggers();
    let Expansion { items, documented, free, plain, .. } = reader.expansion;
    Emitted { items, documented, free, plain, constant: reader.constant }
}

/// The names of a `names.lock` by address, without the orders of values.
fn names_of(lock: &str) -> BTreeMap<String, String> {
    let entries: BTreeMap<String, serde_json::Value> = serde_json::from_str(lock).expect("names.lock is an object");
    let names = entries.into_iter().filter_map(|(address, entry)| Some((address, entry.as_str()?.to_owned())));
    names.collect()
}

/// The names of definitions by the paths of their types.
fn definitions(names: &BTreeMap<String, String>) -> Definitions {
    let models = names.iter().filter_map(|(place, name)| Some((place.strip_prefix("models#")?, name)));
    // A key with another `#` is what the generator adds itself: the struct of a constructor with many values.
    let own = models.filter(|(key, _)| !key.contains('#'));
    own.map(|(key, name)| (format!("models::{name}"), unescaped(key))).collect()
}

/// A wire name as it was, from a key of `names.lock`.
fn unescaped(key: &str) -> String {
    key.replace("~2", "#").replace("~1", "/").replace("~0", "~")
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1").replace('#', "~2")
}

struct Reader<'c> {
    contents: &'c Contents,
    names: &'c BTreeMap<String, String>,
    expansion: Expansion<'c>,
    constant: BTreeSet<ItemPath>,
}

impl Reader<'_> {
    fn request(&mut self, type_path: &str, request: &Request) {
        let operation = ItemPath::operation(&request.method, &request.path);
        if self.contents.offered.contains(type_path) {
            self.expansion.item(Kind::Operation, &operation, &request.id);
            self.expansion.item(Kind::Path, &operation, &request.path);
        }
        let (mut constants, mut given) = (Vec::new(), BTreeSet::new());
        for send in &request.sends {
            let place = self.sent(&operation, send);
            match &send.ty {
                Some(ty) => {
                    self.expansion.ty(ty, &place);
                    given.insert(place.clone());
                }
                None => constants.push((place.clone(), send)),
            }
            self.expansion.documented(&place, &send.docs);
        }
        for (place, send) in constants.into_iter().filter(|(place, _)| !given.contains(place)) {
            self.constant(request, &place, send);
        }
        if let Some(ty) = &request.success {
            let place = operation.of(Part::Response, "");
            self.expansion.item(Kind::Response, &place, "");
            self.expansion.ty(ty, &place);
        }
        self.failures(&operation, request);
        if let Some(ty) = &request.notification {
            self.expansion.ty(ty, &operation.of(Part::Payload, ""));
        }
    }

    /// The place of a value that a request sends; its key, and its default if it is a constant, become items.
    fn sent(&mut self, operation: &ItemPath, send: &Send) -> ItemPath {
        let parameter = |location| operation.of(Part::Parameter, &format!("{location} {}", send.key));
        let place = match send.location {
            Location::Path => parameter("path"),
            Location::Query => parameter("query"),
            Location::Header => parameter("header"),
            Location::Form => parameter("formData"),
            Location::Body => operation.of(Part::Body, ""),
        };
        self.expansion.item(Kind::Parameter, &place, "");
        if let Some(constant) = &send.constant {
            let is_json = send.encoding == "json_default";
            let default = if is_json { loose::json(constant) } else { loose::scalar(constant) };
            self.expansion.item(Kind::Default, &place, default);
        }
        place
    }

    /// A value that the caller does not give: the crate has the types of its place, though no function names them.
    fn constant(&mut self, request: &Request, place: &ItemPath, send: &Send) {
        self.constant.insert(place.clone());
        let id = escaped(&request.id);
        let (module, key) = match send.location {
            Location::Body => ("bodies", id),
            _ => ("parameters", format!("{id}/{}", escaped(&send.key))),
        };
        for (key, place) in
            [(format!("{module}#{key}/[]"), place.step(ITEM)), (format!("{module}#{key}"), place.clone())]
        {
            if let Some(name) = self.names.get(&key) {
                self.expansion.named(&format!("{module}::{name}"), &place);
            }
        }
    }

    /// Types of failures: an item of the list in the documentation of `send`, with a status and a type, each as a code span. A status
    /// may be any text.
    fn failures(&mut self, operation: &ItemPath, request: &Request) {
        for line in request.send_docs.iter().filter(|line| line.trim_start().starts_with("- ")) {
            let [status, ty, ..] = &text::code_spans(line)[..] else { continue };
            if let Some(ty) = self.contents.parse_type(ty) {
                self.expansion.ty(&ty, &operation.of(Part::Failure, status.trim()));
            }
        }
    }

    fn triggers(&mut self) {
        for (name, payload) in &self.contents.triggers {
            let request = self.contents.requests.values().find(|request| request.id == *name);
            let (Some(request), Some(payload)) = (request, payload) else { continue };
            let operation = ItemPath::operation(&request.method, &request.path);
            self.expansion.item(Kind::Trigger, &operation, name);
            self.expansion.ty(payload, &operation.of(Part::Payload, ""));
        }
    }
}
