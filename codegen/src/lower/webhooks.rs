//! The registrations of webhook triggers: where they take the callback URL, and which operation removes them.
//!
//! A definition does not state how a registration is removed: the platform follows the `Location` of the response. The rules
//! here find the operation that does the same, from paths and words alone. They prefer no operation to a wrong one: it would
//! delete something else.

use std::collections::HashSet;

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
    let (mut filled, mut others) = (HashSet::new(), Vec::new());
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
        (parameter.default, parameter.send_default) = (None, false);
        registration.callback = index.map(CallbackPlace::Parameter);
    }
    if !filled.is_empty() {
        let needed = reachable(types, others);
        filled.retain(|(id, _)| !needed.contains(id));
    }
    Callbacks { all, filled }
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
    for index in webhooks {
        let Some(webhook) = connector.operations.get(index) else { continue };
        let declares_location = webhook
            .trigger
            .as_ref()
            .and_then(|trigger| trigger.registration.as_ref())
            .is_some_and(|registration| registration.declares_location);
        let removal = removal(&connector.operations, webhook);
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

/// The operation that removes a registration, by the first rule that applies.
fn removal(operations: &[Operation], webhook: &Operation) -> Option<Removal> {
    let path = segments(&webhook.path);
    let deletes = || operations.iter().enumerate().filter(|(_, it)| it.method == "DELETE" && it.role != Role::Trigger);
    let found = |found: Found, at: usize| Some(Removal { operation: OperationId(at), found });
    // Of several, the one with the fewest placeholders.
    let placeholders_below = |other: &Operation| {
        let other = segments(&other.path);
        let (start, rest) = other.split_at_checked(path.len())?;
        let is_below = !rest.is_empty() && is_same(start, &path) && rest.iter().all(|it| is_placeholder(it));
        is_below.then_some(rest.len())
    };
    let below = deletes().filter_map(|(at, other)| Some((placeholders_below(other)?, at))).min();
    if let Some((_, at)) = below {
        return found(Found::Below, at);
    }
    if let Some((at, _)) = deletes().find(|(_, other)| is_same(&segments(&other.path), &path)) {
        return found(Found::SamePath, at);
    }
    // Where the registration's own path has a placeholder after the beginning, the operation deletes what the webhook is for.
    let beginning = |(_, other): &(usize, &Operation)| {
        let segments = segments(&other.path);
        let Some((last, rest)) = segments.split_last() else { return false };
        is_placeholder(last)
            && rest.iter().any(|segment| !is_placeholder(segment))
            && path.get(rest.len()).is_some_and(|next| !is_placeholder(next))
            && path.get(..rest.len()).is_some_and(|start| is_same(rest, start))
            && (other.role == Role::Internal || has_word(other))
    };
    let mut candidates = deletes().filter(beginning);
    if let (Some((at, _)), None) = (candidates.next(), candidates.next()) {
        return found(Found::Beginning, at);
    }
    let mut candidates = deletes().filter(|(_, other)| other.role == Role::Internal && has_word(other));
    match (candidates.next(), candidates.next()) {
        (Some((at, _)), None) => found(Found::ByWord, at),
        _ => None,
    }
}

fn has_word(operation: &Operation) -> bool {
    let texts = [operation.id.to_lowercase(), operation.path.to_lowercase()];
    WORDS.iter().any(|word| texts.iter().any(|text| text.contains(word)))
}

/// The segments of a path, without its query.
fn segments(path: &str) -> Vec<&str> {
    path.split('?').next().unwrap_or_default().split('/').filter(|segment| !segment.is_empty()).collect()
}

fn is_placeholder(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

/// Whether two paths are the same but for the names of placeholders.
fn is_same(left: &[&str], right: &[&str]) -> bool {
    let same = |(left, right): (&&str, &&str)| left == right || is_placeholder(left) && is_placeholder(right);
    left.len() == right.len() && left.iter().zip(right).all(same)
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
