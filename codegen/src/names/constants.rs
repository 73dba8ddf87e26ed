//! The constants of a body or of a field of a form: the values that it has if its caller does not set them.
//!
//! Few of them stand one by one in the lock. Of many, or of those in many objects, the lock has a digest. Each one counts, wherever
//! it is, and each type is read once for all operations.

use std::collections::HashSet;

use super::aspects::json;
use super::identifier::digest;
use super::places::{constant, placed, shortened};
use crate::digest::sha256;
use crate::graph::components;
use crate::model::{Connector, Content, Operation, Struct, Style, Type, TypeId, TypeKind};

/// How many constants of a body stand one by one in a lock, and in how many objects they may be.
const MAX_CONSTANTS: usize = 8;
const MAX_OBJECTS: usize = 100;

/// The key of the members of a map, and of the variants of an object.
const MEMBERS: &str = "*";
const VARIANTS: &str = "";

/// The constants of all types.
pub(super) struct Bodies<'c> {
    connector: &'c Connector,
    parts: Vec<Part<'c>>,
}

/// What a type has of constants.
#[derive(Default)]
struct Part<'c> {
    /// Keys and values, sorted.
    constants: Vec<(&'c str, String)>,
    /// The types that it leads to, with their keys, sorted.
    leads: Vec<(&'c str, TypeId)>,
    /// A digest of the constants that it has and leads to; empty if there are none.
    digest: String,
}

impl<'c> Bodies<'c> {
    pub(super) fn new(connector: &'c Connector) -> Self {
        let kinds = connector.types.iter().map(|def| &def.kind);
        let mut parts: Vec<Part<'c>> = kinds.map(|kind| part(connector, kind)).collect();
        add_digests(&mut parts);
        Self { connector, parts }
    }

    /// Those of the body of an operation, and of the fields of its form that are JSON.
    pub(super) fn of(&self, operation: &Operation) -> Vec<String> {
        let body = operation.body.iter().flat_map(|body| {
            let ty = match &body.content {
                Content::Json(ty) => Some(ty),
                Content::Text | Content::Bytes => None,
            };
            let whole = body.default.iter().map(|it| constant("sends", &["body"], &json(it)));
            whole.chain(ty.into_iter().flat_map(|ty| self.within(ty, vec!["body"])))
        });
        let fields = operation.parameters.iter().filter(|parameter| parameter.style == Style::Json);
        let fields = fields.flat_map(|it| self.within(&it.ty, vec![it.location.word(), &it.key]));
        body.chain(fields).collect()
    }

    /// Those of a type at a place. Each type in it counts where it comes first.
    fn within(&self, ty: &Type, mut place: Vec<&'c str>) -> Vec<String> {
        let mut all = Vec::new();
        if let Some(id) = object(self.connector, ty)
            && !self.add(id, &mut place, &mut HashSet::new(), &mut all)
        {
            all = vec![constant("sends", &place, &digest(&self.parts[id.0].digest, 16))];
        }
        all
    }

    /// Adds the constants of a type. Whether they are few.
    fn add(&self, id: TypeId, path: &mut Vec<&'c str>, seen: &mut HashSet<TypeId>, all: &mut Vec<String>) -> bool {
        let Some(part) = self.parts.get(id.0).filter(|part| !part.digest.is_empty()) else { return true };
        if !seen.insert(id) {
            return true;
        }
        if seen.len() > MAX_OBJECTS || all.len() + part.constants.len() > MAX_CONSTANTS {
            return false;
        }
        for (key, value) in &part.constants {
            path.push(key);
            all.push(placed("sends", path, value));
            path.pop();
        }
        part.leads.iter().all(|(key, id)| {
            let length = path.len();
            path.extend((*key != VARIANTS).then_some(*key));
            let are_few = self.add(*id, path, seen, all);
            path.truncate(length);
            are_few
        })
    }
}

fn part<'c>(connector: &'c Connector, kind: &'c TypeKind) -> Part<'c> {
    let mut part = Part::default();
    if let TypeKind::Struct(Struct { fields, extra, variants }) = kind {
        for field in fields {
            match &field.sent {
                Some(value) => part.constants.push((&field.key, shortened(&json(value)))),
                None => part.leads.extend(object(connector, &field.ty).map(|id| (field.key.as_str(), id))),
            }
        }
        part.leads.extend(extra.iter().filter_map(|ty| object(connector, ty)).map(|id| (MEMBERS, id)));
        part.leads.extend(variants.iter().flat_map(|variants| &variants.types).map(|id| (VARIANTS, *id)));
    }
    part.constants.sort_unstable();
    part.leads.sort_by_key(|(key, _)| *key);
    part
}

/// The object of a type, also in lists and maps.
fn object(connector: &Connector, ty: &Type) -> Option<TypeId> {
    let mut ty = connector.resolve_value(ty);
    // An alias does not lead back to itself.
    while let Type::List(inner) | Type::Map(inner) = ty {
        ty = connector.resolve_value(inner);
    }
    match ty {
        Type::Named(id) => Some(*id),
        _ => None,
    }
}

/// Those of types that lead to each other count all of their constants, from each one's own place.
fn add_digests(parts: &mut [Part<'_>]) {
    let edges: Vec<Vec<usize>> = parts.iter().map(|part| part.leads.iter().map(|(_, id)| id.0).collect()).collect();
    let component = components(&edges);
    let mut members = vec![Vec::new(); parts.len()];
    component.iter().enumerate().for_each(|(at, component)| members[*component].push(at));
    // Components are numbered before those that they lead to.
    for members in members.into_iter().rev() {
        let own: Vec<String> = members.iter().map(|at| own_lines(parts, &parts[*at])).collect();
        if own.iter().all(String::is_empty) {
            continue;
        }
        let mut all = own.clone();
        all.sort_unstable();
        let all = sha256(all.join("\n\n").as_bytes());
        for (at, own) in members.into_iter().zip(own) {
            parts[at].digest = sha256(format!("{all}\n{own}").as_bytes());
        }
    }
}

/// The constants of a type, and the digests of those that it leads to, as far as they are known.
fn own_lines(parts: &[Part<'_>], part: &Part<'_>) -> String {
    let constants = part.constants.iter().map(|(key, value)| format!("{key:?} = {value:?}"));
    let leads = part.leads.iter().map(|(key, id)| (key, &parts[id.0].digest)).filter(|(_, digest)| !digest.is_empty());
    let leads = leads.map(|(key, digest)| format!("{key:?} {digest}"));
    constants.chain(leads).collect::<Vec<_>>().join("\n")
}
