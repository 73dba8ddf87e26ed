//! The registrations of webhook triggers: where they take the callback URL, and which operation removes them.
//!
//! A definition does not state how a registration is removed: the platform follows the `Location` of the response. The rules
//! here find the operation that does the same, from paths and words alone. They prefer no operation to a wrong one: it would
//! delete something else.

use std::collections::{HashMap, HashSet};

use crate::lower::implied_defaults::{Callbacks, struct_of};
use crate::model::visit;
use crate::model::{
    self, CallbackPlace, Certainty, Connector, Content, Exposure, Found, Operation, OperationId, Registration, Remark,
    Removal, Role, SuccessResponse, Trigger, Type, TypeDef, TypeId, TypeKind,
};
use crate::span::Span;

/// Words for webhooks in ids and paths, in lower case.
const WORDS: [&str; 6] = ["hook", "subscri", "trigger", "notif", "callback", "listener"];

/// Finds the callback URL of each registration. `subscribe` fills it in, so callers do not: its parameter is not asked for, and
/// the result states the properties that are not.
///
/// A type that also another request takes keeps its property as it is. A caller of that request has to pass the URL.
pub(super) fn place_callbacks<'c>(
    operations: &mut [&mut Operation],
    types: &[TypeDef],
    all: &'c HashSet<Span>,
) -> Callbacks<'c> {
    let (mut filled, mut others, mut retyped) = (HashSet::new(), Vec::new(), Vec::new());
    for operation in operations.iter_mut() {
        let in_body = match (&operation.trigger, body_type(operation)) {
            (Some(trigger), Some(ty)) if trigger.registration.is_some() => find(types, ty, all),
            _ => None,
        };
        if in_body.is_none() {
            others.extend(body_type(operation).cloned());
            others.extend(operation.parameters.iter().map(|parameter| parameter.ty.clone()));
        }
        let Operation { trigger: Some(trigger), parameters, .. } = &mut **operation else { continue };
        let Trigger { registration: Some(registration), notification_url, .. } = trigger else { continue };
        if let Some((path, target)) = in_body {
            registration.callback = Some(CallbackPlace::Body(path));
            filled.insert(target);
            continue;
        }
        let key = notification_url.as_deref();
        let index = parameters.iter().position(|parameter| Some(parameter.key.as_str()) == key);
        let Some(parameter) = index.and_then(|index| parameters.get_mut(index)) else { continue };
        parameter.exposure = Exposure::Never;
        if std::mem::replace(&mut parameter.ty, Type::String) != Type::String {
            retyped.push((parameter.span, parameter.key.clone()));
        }
        (parameter.default, parameter.send_default) = (None, false);
        registration.callback = index.map(CallbackPlace::Parameter);
    }
    if !filled.is_empty() {
        let needed = reachable(types, others);
        filled.retain(|(id, _)| !needed.contains(id));
    }
    Callbacks { all, filled, retyped }
}

fn body_type(operation: &Operation) -> Option<&Type> {
    match &operation.body.as_ref()?.content {
        Content::Json(ty) => Some(ty),
        Content::Text | Content::Bytes => None,
    }
}

/// The keys from an object to its first callback URL that no list or map contains, and the property that it is.
fn find(types: &[TypeDef], ty: &Type, callbacks: &HashSet<Span>) -> Option<(Vec<String>, (TypeId, usize))> {
    fn inside(
        types: &[TypeDef],
        id: TypeId,
        callbacks: &HashSet<Span>,
        path: &mut Vec<String>,
        seen: &mut HashSet<TypeId>,
    ) -> Option<(TypeId, usize)> {
        let Some(TypeKind::Struct(structure)) = types.get(id.0).map(|def| &def.kind) else { return None };
        if !seen.insert(id) {
            return None;
        }
        for (index, field) in structure.fields.iter().enumerate() {
            path.push(field.key.clone());
            if callbacks.contains(&field.span) {
                return Some((id, index));
            }
            let inner = struct_of(types, &field.ty).and_then(|inner| inside(types, inner, callbacks, path, seen));
            if inner.is_some() {
                return inner;
            }
            path.pop();
        }
        None
    }
    let mut path = Vec::new();
    let found = inside(types, struct_of(types, ty)?, callbacks, &mut path, &mut HashSet::new())?;
    Some((path, found))
}

/// The named types that others refer to, at any depth.
fn reachable(types: &[TypeDef], from: Vec<Type>) -> HashSet<TypeId> {
    let (mut seen, mut open) = (HashSet::new(), Vec::new());
    let mut add = |kind: &mut TypeKind, open: &mut Vec<TypeId>| {
        visit::type_of_kind(kind, &mut |id| {
            if seen.insert(*id) {
                open.push(*id);
            }
        });
    };
    from.into_iter().for_each(|ty| add(&mut TypeKind::Alias(ty), &mut open));
    while let Some(id) = open.pop() {
        if let Some(def) = types.get(id.0) {
            add(&mut def.kind.clone(), &mut open);
        }
    }
    seen
}

/// Decides how each registration is removed, and how sure that is.
pub(super) fn find_removals(connector: &mut Connector) {
    let of = |operation: &Operation| operation.trigger.as_ref().is_some_and(|it| it.registration.is_some());
    let webhooks: Vec<usize> =
        connector.operations.iter().enumerate().filter(|(_, it)| of(it)).map(|(index, _)| index).collect();
    let deletes = Deletes::of(&connector.operations);
    let removals: Vec<(usize, Option<Removal>)> = webhooks
        .iter()
        .map(|at| (*at, connector.operations.get(*at).and_then(|webhook| deletes.removal(webhook))))
        .collect();
    for (index, removal) in removals {
        let Some(webhook) = connector.operations.get(index) else { continue };
        let declares_location = webhook
            .trigger
            .as_ref()
            .and_then(|trigger| trigger.registration.as_ref())
            .is_some_and(|registration| registration.declares_location);
        let certainty = match &removal {
            _ if declares_location => Certainty::Location,
            Some(removal) => certainty(connector, webhook, removal),
            None => Certainty::NoOperation,
        };
        let called = removal.as_ref().and_then(|it| connector.operations.get(it.operation.0)).map(|it| it.id.clone());
        let remark = Remark::Removal { operation: called, certainty };
        let Some(webhook) = connector.operations.get_mut(index) else { continue };
        webhook.remarks.push(remark);
        if let Some(registration) = webhook.trigger.as_mut().and_then(|trigger| trigger.registration.as_mut()) {
            (registration.removal, registration.certainty) = (removal, certainty);
        }
    }
}

/// The operations that may remove a registration, by their paths.
struct Deletes<'o> {
    /// By the path without the placeholders at its end: the number of segments with them, and the index of the operation. Sorted.
    by_beginning: HashMap<Path<'o>, Vec<(usize, usize)>>,
    /// By the path without its last segment, a placeholder: internal operations, and those whose words are those of webhooks.
    below: Tree<'o>,
    /// Internal operations whose words are those of webhooks.
    by_word: Vec<usize>,
}

/// Segments of a path. Those of placeholders are empty.
type Path<'o> = Vec<&'o str>;

/// Indexes of operations by path, for all beginnings of a path at once.
struct Tree<'o> {
    /// The node below a node, by its segment.
    children: HashMap<(usize, &'o str), usize>,
    /// What each node has. The first one is the root.
    nodes: Vec<Vec<usize>>,
}

impl<'o> Tree<'o> {
    fn insert(&mut self, path: &[&'o str], value: usize) {
        let mut node = 0;
        for segment in path {
            node = *self.children.entry((node, segment)).or_insert_with(|| {
                self.nodes.push(Vec::new());
                self.nodes.len() - 1
            });
        }
        if let Some(found) = self.nodes.get_mut(node) {
            found.push(value);
        }
    }

    /// What the nodes on the way along a path have, each with the segment that follows it.
    fn along<'t>(&'t self, path: &'t [&'t str]) -> impl Iterator<Item = (&'t str, &'t [usize])> {
        let mut node = Some(0);
        path.iter().map_while(move |segment| {
            let at = node?;
            node = self.children.get(&(at, *segment)).copied();
            Some((*segment, self.nodes.get(at)?.as_slice()))
        })
    }
}

impl<'o> Deletes<'o> {
    fn of(operations: &'o [Operation]) -> Self {
        let below = Tree { children: HashMap::new(), nodes: vec![Vec::new()] };
        let mut deletes = Self { by_beginning: HashMap::new(), below, by_word: Vec::new() };
        for (at, delete) in operations.iter().enumerate() {
            if delete.method != "DELETE" || delete.role == Role::Trigger {
                continue;
            }
            let path = segments(&delete.path);
            deletes.by_beginning.entry(beginning(&path).to_vec()).or_default().push((path.len(), at));
            let (is_internal, has_word) = (delete.role == Role::Internal, has_word(delete));
            if let Some((&"", rest)) = path.split_last()
                && rest.iter().any(|segment| !segment.is_empty())
                && (is_internal || has_word)
            {
                deletes.below.insert(rest, at);
            }
            if is_internal && has_word {
                deletes.by_word.push(at);
            }
        }
        deletes.by_beginning.values_mut().for_each(|found| found.sort_unstable());
        deletes
    }

    /// The operation that removes a registration, by the first rule that applies.
    fn removal(&self, webhook: &Operation) -> Option<Removal> {
        let path = segments(&webhook.path);
        let same = self.by_beginning.get(beginning(&path)).map(Vec::as_slice).unwrap_or_default();
        // Of several, the one with the fewest placeholders.
        let below = same.partition_point(|(length, _)| *length <= path.len());
        let exact = same.partition_point(|(length, _)| *length < path.len());
        let (found, at) = if let Some((_, at)) = same.get(below) {
            (Found::Below, *at)
        } else if let Some((_, at)) = same.get(exact) {
            (Found::SamePath, *at)
        } else if let Some(at) = self.only_at_beginning(&path) {
            (Found::Beginning, at)
        } else if let [at] = self.by_word.as_slice() {
            (Found::ByWord, *at)
        } else {
            return None;
        };
        Some(Removal { operation: OperationId(at), found })
    }

    /// The only operation whose path is a beginning of this one and a placeholder. Where the registration's own path has a placeholder
    /// there, the operation deletes what the webhook is for.
    fn only_at_beginning(&self, path: &[&str]) -> Option<usize> {
        let mut candidates = self.below.along(path).filter(|(next, _)| !next.is_empty()).flat_map(|(_, found)| found);
        let only = candidates.next()?;
        candidates.next().is_none().then_some(*only)
    }
}

/// A path without the placeholders at its end.
fn beginning<'p, 'o>(path: &'p [&'o str]) -> &'p [&'o str] {
    let length = path.iter().rposition(|segment| !segment.is_empty()).map_or(0, |at| at + 1);
    path.get(..length).unwrap_or_default()
}

fn has_word(operation: &Operation) -> bool {
    let texts = [operation.id.to_lowercase(), operation.path.to_lowercase()];
    WORDS.iter().any(|word| texts.iter().any(|text| text.contains(word)))
}

/// The segments of a path, without its query. A placeholder is an empty one, whatever its name.
fn segments(path: &str) -> Path<'_> {
    let segments = path.split('?').next().unwrap_or_default().split('/').filter(|segment| !segment.is_empty());
    let is_placeholder = |segment: &str| segment.starts_with('{') && segment.ends_with('}');
    segments.map(|segment| if is_placeholder(segment) { "" } else { segment }).collect()
}

/// How sure it is that the values of a removal are there.
fn certainty(connector: &Connector, webhook: &Operation, removal: &Removal) -> Certainty {
    let Some(delete) = connector.operations.get(removal.operation.0) else { return Certainty::NoOperation };
    let sent = |key: &str| webhook.parameters.iter().any(|parameter| parameter.key == key);
    let needed = |exposure: Exposure| exposure == Exposure::Positional;
    let parameters = delete.parameters.iter().filter(|parameter| needed(parameter.exposure));
    let mut missing = parameters.filter(|parameter| !sent(&parameter.key)).count();
    if let Some(body) = delete.body.as_ref().filter(|body| needed(body.exposure)) {
        missing += match structure(connector, &body.content) {
            Some(fields) => fields.iter().filter(|field| needed(field.exposure) && !sent(&field.key)).count(),
            None => 1,
        };
    }
    match missing {
        0 => Certainty::Sent,
        1 => match &webhook.success {
            SuccessResponse::Empty => Certainty::NoAnswer,
            SuccessResponse::Content(content) | SuccessResponse::Optional(content) if has_id(connector, content) => {
                Certainty::DeclaredId
            }
            _ => Certainty::OtherAnswer,
        },
        _ => Certainty::Several,
    }
}

fn structure<'c>(connector: &'c Connector, content: &Content) -> Option<&'c [model::Field]> {
    let Content::Json(ty) = content else { return None };
    let id = struct_of(&connector.types, ty)?;
    match &connector.types.get(id.0)?.kind {
        TypeKind::Struct(structure) => Some(&structure.fields),
        _ => None,
    }
}

/// Whether the content of a response has an id: a text or a number, a property for one, or such a property one level down.
fn has_id(connector: &Connector, content: &Content) -> bool {
    let is_scalar = |ty: &Type| matches!(connector.resolve_value(ty), Type::String | Type::Integer | Type::Unsigned);
    let ty = match content {
        Content::Text => return true,
        Content::Bytes => return false,
        Content::Json(ty) => ty,
    };
    let Some(fields) = structure(connector, content) else { return is_scalar(ty) };
    let has = |fields: &[model::Field]| fields.iter().any(|field| is_id(&field.key) && is_scalar(&field.ty));
    has(fields) || fields.iter().any(|field| structure(connector, &Content::Json(field.ty.clone())).is_some_and(has))
}

/// Whether a key names an id, e.g. `id`, `webhookId`, `hook_uuid`. The runtime has the same rule for keys of responses.
fn is_id(key: &str) -> bool {
    let key: String = key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    ["id", "uuid", "guid"].iter().any(|end| key.ends_with(end))
}

/// A registration of which nothing is known yet but its response.
pub(super) fn registration(declares_location: bool) -> Registration {
    Registration { callback: None, declares_location, removal: None, certainty: Certainty::NoOperation }
}
