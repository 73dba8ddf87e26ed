//! Triggers: their kind, payload and callback URL; and the notifications of actions with a callback URL.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{DefaultPlace, Problem};
use crate::lower::all_of;
use crate::lower::context::{Context, MAX_DEPTH};
use crate::lower::kinds::{self, Kind};
use crate::lower::parameter_location::is_body;
use crate::lower::{defaults, documented_type, json_pointer, scalars, schema_reports, schemas, texts};
use crate::model::{self, Notification, SchemaLocation, Trigger, TriggerKind, Type, Visibility};
use crate::spec::{NotificationContent, Operation, Parameter, PathItem, Schema};

/// The usual keys of a list of items, most frequent first.
const ITEM_KEYS: &[&str] = &["value", "items", "data", "results"];

/// The most beginnings of paths, over all segments, that a search for a twin follows beside its own. Real ones need some ten.
const MOST_BEGINNINGS: usize = 1000;

/// The facts of a trigger. `response` is the schema of its successful response.
pub(super) fn trigger<'a>(
    context: &mut Context<'a>,
    id: &str,
    item: &'a PathItem,
    operation: &'a Operation,
    parameters: &[&'a Parameter],
    response: Option<&'a Schema>,
) -> Trigger {
    let content = notification_content(item, operation);
    let notification_url = parameters.iter().find_map(|parameter| callback_path(context, parameter));
    let is_batch = operation.trigger.as_ref().is_some_and(|word| word.value.eq_ignore_ascii_case("batch"));
    let kind = match content.is_some() || notification_url.is_some() {
        true => TriggerKind::Webhook,
        false => TriggerKind::Polling { batch: is_batch },
    };
    let shown = match kind {
        TriggerKind::Webhook => content.and_then(|content| content.schema.as_ref()),
        TriggerKind::Polling { .. } => response,
    };
    if shown.is_none() {
        context.report(operation.span, Problem::TriggerWithoutPayload { operation: id.to_owned() });
    }
    if let Some(content) = content.and_then(|content| content.schema.as_ref()) {
        defaults::report_unsent(context, content, DefaultPlace::Payload);
    }
    let (held, items) = match (kind, shown) {
        (TriggerKind::Polling { batch: true }, Some(response)) => {
            let (item, items) = one_item(context, response);
            (Some(item), items)
        }
        _ => (shown, None),
    };
    let payload = held.map_or(Type::Json, |schema| payload(context, id, schema));
    Trigger {
        kind,
        payload,
        documented_type: shown.map(|schema| documented_type::of_response(context, schema)).unwrap_or_default(),
        hint: texts::text(&operation.trigger_hint),
        notification_url,
        registration: None,
        items,
        twin_of: None,
    }
}

/// Finds internal triggers that are the same as a visible one: same method, kind and payload, and the same path, which the internal
/// one writes in the style of OData, with keys in brackets (`/tables({table})` for `/tables/{table}`). The internal path may have a
/// placeholder where the visible one has a fixed segment.
pub(super) fn find_twins(operations: &mut [model::Operation]) {
    let is_internal = |operation: &model::Operation| operation.visibility == Visibility::Internal;
    // Paths are compared without regard to case.
    let paths: Vec<String> = operations.iter().map(|it| it.path.to_ascii_lowercase()).collect();
    let paths: Vec<(Vec<&str>, &str)> = paths.iter().map(|path| (segments(path), path.as_str())).collect();
    let mut visible: HashMap<_, Paths<'_>> = HashMap::new();
    let mut internal = Vec::new();
    for (at, (operation, (path, text))) in operations.iter().zip(&paths).enumerate() {
        let Some(trigger) = &operation.trigger else { continue };
        let key = (&operation.method, trigger.kind, &trigger.payload, path.len());
        if !is_internal(operation) {
            visible.entry(key).or_default().0.push((path, at));
        } else if !path.iter().copied().eq(text.split('/').skip(1)) {
            internal.push((key, path, at));
        }
    }
    visible.values_mut().for_each(|paths| paths.0.sort_unstable());
    let twins = internal.into_iter().filter_map(|(key, path, at)| Some((at, visible.get(&key)?.first(path)?)));
    let twins: Vec<(usize, String)> =
        twins.filter_map(|(at, twin)| Some((at, operations.get(twin)?.id.clone()))).collect();
    for (at, twin) in twins {
        if let Some(trigger) = operations.get_mut(at).and_then(|it| it.trigger.as_mut()) {
            trigger.twin_of = Some(twin);
        }
    }
}

/// Paths with the same number of segments, each with the index of its operation, sorted: those that begin alike are neighbours.
#[derive(Default)]
struct Paths<'p>(Vec<(&'p [&'p str], usize)>);

impl Paths<'_> {
    /// The first operation whose path is this one, or has fixed segments in place of placeholders of it. `None` also if placeholders
    /// leave too many beginnings to follow: many such paths would take the product of their number and that of all others.
    fn first(&self, path: &[&str]) -> Option<usize> {
        let mut left = MOST_BEGINNINGS + path.len();
        let mut ranges = vec![self.0.as_slice()];
        for (depth, segment) in path.iter().enumerate() {
            let at = |(path, _): &(&[&str], usize)| path.get(depth).copied().unwrap_or_default().cmp(segment);
            let mut next = Vec::new();
            for mut range in ranges {
                if !is_placeholder(segment) {
                    range = range.split_at(range.partition_point(|it| at(it).is_lt())).1;
                    range = range.split_at(range.partition_point(|it| at(it).is_eq())).0;
                }
                while let Some((first, _)) = range.first() {
                    left = left.checked_sub(1)?;
                    let same = range.partition_point(|(path, _)| path.get(depth) == first.get(depth));
                    let (same, rest) = range.split_at(same);
                    next.push(same);
                    range = rest;
                }
            }
            ranges = next;
        }
        ranges.iter().filter_map(|range| range.first()).map(|(_, at)| *at).min()
    }
}

/// The segments of a path; a key in brackets is one of its own.
fn segments(path: &str) -> Vec<&str> {
    let segments =
        path.split('/').skip(1).flat_map(|segment| match segment.strip_suffix(')').and_then(|it| it.split_once('(')) {
            Some((set, key)) if is_placeholder(key) => vec![set, key],
            _ => vec![segment],
        });
    segments.collect()
}

fn is_placeholder(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

/// The notification that the service posts to the callback URL of an action. The operation or its path describes it, the path
/// only if it has no trigger. If a path has several operations, only those that take the URL get its notification. `None` also
/// without a schema.
pub(super) fn notification<'a>(
    context: &mut Context<'a>,
    id: &str,
    item: &'a PathItem,
    operation: &'a Operation,
    parameters: &[&'a Parameter],
) -> Option<Notification> {
    let has_trigger = item.operations.iter().any(|operation| operation.trigger.is_some());
    let content = operation.notification_content.as_ref();
    let content = content.or(item.notification_content.as_ref().filter(|_| !has_trigger))?;
    let takes_url = || parameters.iter().any(|parameter| callback_path(context, parameter).is_some());
    if operation.notification_content.is_none() && item.operations.len() > 1 && !takes_url() {
        context.report(content.span, Problem::NotificationLeftOut { operation: id.to_owned() });
        return None;
    }
    let schema = content.schema.as_ref()?;
    defaults::report_unsent(context, schema, DefaultPlace::Notification);
    let documented_type = documented_type::of_response(context, schema);
    Some(Notification { payload: payload(context, id, schema), documented_type })
}

/// The type of a payload.
fn payload<'a>(context: &mut Context<'a>, id: &str, schema: &'a Schema) -> Type {
    if scalars::is_binary(context, schema) {
        schema_reports::report_plain(context, schema);
        return Type::File;
    }
    schemas::ty(context, schema, &SchemaLocation::Payload { operation: id.to_owned(), path: Vec::new() })
}

/// The description of the payload, from the operation or its path.
pub(super) fn notification_content<'a>(
    item: &'a PathItem,
    operation: &'a Operation,
) -> Option<&'a NotificationContent> {
    operation.notification_content.as_ref().or(item.notification_content.as_ref())
}

/// The schema of one item of a batch, and the keys that lead to the list: an item of the response itself, or of the only list in
/// the object around it; of several lists the one with the most usual name. Otherwise the whole response is the item.
fn one_item<'a>(context: &Context<'a>, response: &'a Schema) -> (&'a Schema, Option<Vec<String>>) {
    let target = json_pointer::resolve(context, response);
    if let (Kind::Array, Some(items)) = (kinds::kind(target), target.items.as_deref()) {
        return (items, Some(Vec::new()));
    }
    let flat = all_of::flatten(context, target);
    let items = |schema: &'a Schema| {
        let schema = json_pointer::resolve(context, schema);
        schema.items.as_deref().filter(|_| kinds::kind(schema) == Kind::Array)
    };
    let at = |key: &str, item: &'a Schema| (item, Some(vec![key.to_owned()]));
    let mut lists = flat.properties.iter().filter_map(|(name, schema)| Some((name.value.as_str(), items(schema)?)));
    match (lists.next(), lists.next()) {
        (Some((key, only)), None) => at(key, only),
        (None, _) => (response, None),
        (Some(_), Some(_)) => {
            let usual = ITEM_KEYS.iter().find_map(|key| Some((*key, flat.property(key).and_then(items)?)));
            usual.map_or((response, None), |(key, item)| at(key, item))
        }
    }
}

/// Where a parameter takes the callback URL: its own name, or the keys inside the body with `/` between them.
fn callback_path<'a>(context: &Context<'a>, parameter: &'a Parameter) -> Option<String> {
    let name = parameter.name.as_ref().map(|name| name.value.as_str()).unwrap_or_default();
    if parameter.notification_url || parameter.schema.notification_url {
        return Some(name.to_owned());
    }
    let mut path = Vec::new();
    let mut seen = HashSet::new();
    (is_body(parameter) && callback_key(context, &parameter.schema, &mut path, &mut seen)).then(|| path.join("/"))
}

/// Finds the callback URL among the body's properties and leaves its keys in `path`.
fn callback_key<'a>(
    context: &Context<'a>,
    schema: &'a Schema,
    path: &mut Vec<&'a str>,
    seen: &mut HashSet<*const Schema>,
) -> bool {
    let target = json_pointer::resolve(context, schema);
    if path.len() > MAX_DEPTH || !seen.insert(target) {
        return false;
    }
    let inner = match target.items.as_deref() {
        Some(items) if kinds::kind(target) == Kind::Array => items,
        _ => target,
    };
    for (name, property) in all_of::flatten(context, inner).properties {
        path.push(&name.value);
        let is_callback = property.notification_url || json_pointer::resolve(context, property).notification_url;
        if is_callback || callback_key(context, property, path, seen) {
            return true;
        }
        path.pop();
    }
    false
}
