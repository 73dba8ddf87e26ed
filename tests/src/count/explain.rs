//! The comparison: the items that one side lacks, and the diagnostic that accounts for each.

use std::collections::{BTreeMap, BTreeSet};

use connector_codegen::{Generated, Problem, Source};
use jsonc_parser::common::Range;

use super::{Count, ITEM, Item, ItemPath, Kind, Part, VALUE, emitted::Emitted, stated::Stated};

/// Compares what a definition states with what its crate states.
pub(super) fn compare(text: &str, stated: &Stated, emitted: &Emitted, generated: &Generated) -> Count {
    let mut count = Count::default();
    let mut by_item: BTreeMap<&Item, Vec<&Range>> = BTreeMap::new();
    for (item, span) in &stated.items {
        by_item.entry(item).or_default().push(span);
    }
    let remarks = remarks(text, stated, generated);
    for (item, spans) in &by_item {
        *count.stated.entry(item.kind).or_default() += 1;
        if holds(emitted, item) {
            *count.found.entry(item.kind).or_default() += 1;
            continue;
        }
        let first = spans.first().map_or(0, |span| span.start);
        let accounted = |remark: &&Remark<'_>| remark.accounts_for(item, spans);
        match remarks.iter().find(accounted) {
            Some(remark) => *count.explained.entry((item.kind, remark.problem.code())).or_default() += 1,
            None => count.unexplained.push(line(generated, text, first, &format!("not in the crate: {item}"))),
        }
    }
    let has_payload: BTreeSet<&ItemPath> =
        stated.nodes.values().flatten().filter(|place| place.part == Part::Payload).collect();
    for item in emitted.items.iter().filter(|item| !by_item.contains_key(item)) {
        // A default may be put together from those inside, or be the one value that there is.
        let is_composed = item.kind == Kind::Default;
        // What a polled trigger delivers is a part of its response, which is counted there.
        let is_polled =
            item.place.part == Part::Payload && !has_payload.iter().any(|it| item.place.below(it).is_some());
        if is_composed || is_polled {
            continue;
        }
        match remarks.iter().find(|remark| remark.accounts_for_addition(item)) {
            Some(remark) => *count.explained.entry((item.kind, remark.problem.code())).or_default() += 1,
            None => count.unexplained.push(line(generated, text, 0, &format!("only in the crate: {item}"))),
        }
    }
    count
}

/// Whether the crate has an item, or has something that holds it.
fn holds(emitted: &Emitted, item: &Item) -> bool {
    let is_free_object = item.kind == Kind::Additional && emitted.free.contains(&item.place);
    let is_constant = item.kind == Kind::Reference && emitted.constant.contains(&item.place);
    // Text and bytes may be given as such, if the definition states nothing more about them.
    let is_plain = item.kind == Kind::Reference
        && emitted.plain.contains(&item.place)
        && says_no_more(emitted, item.value.clone());
    let is_documented = item.kind == Kind::Default
        && emitted.documented.get(&item.place).is_some_and(|constants| constants.contains(&item.value));
    is_documented || is_free_object || is_constant || is_plain || emitted.items.contains(item)
}

/// Whether a definition is a text, bytes or any JSON, perhaps by the name of another one.
fn says_no_more(emitted: &Emitted, mut name: String) -> bool {
    for _ in 0..emitted.items.len() {
        let definition = ItemPath { part: Part::Definition, path: name };
        if emitted.plain.contains(&definition) || emitted.free.contains(&definition) {
            return true;
        }
        let first = Item { kind: Kind::Reference, place: definition.clone(), value: String::new() };
        let next = emitted.items.range(first..).next();
        match next.filter(|item| item.kind == Kind::Reference && item.place == definition) {
            Some(next) => name = next.value.clone(),
            None => return false,
        }
    }
    false
}

fn line(generated: &Generated, text: &str, at: usize, what: &str) -> String {
    let (line, column) = Source::new("", text).position(at as u32);
    format!("{}:{line}:{column}: {what}", generated.connector)
}

/// A diagnostic of the definition, and the places that it is about.
struct Remark<'a> {
    problem: &'a Problem,
    span: Range,
    places: &'a [ItemPath],
}

fn remarks<'a>(text: &str, stated: &'a Stated, generated: &'a Generated) -> Vec<Remark<'a>> {
    let files: Vec<bool> = generated.sources.iter().map(|source| *source.text == *text).collect();
    let diagnostics = generated.diagnostics.iter();
    let diagnostics = diagnostics.filter(|it| files.get(it.span.file.0 as usize).copied().unwrap_or_default());
    let remarks = diagnostics.map(|diagnostic| {
        let (start, end) = (diagnostic.span.start as usize, diagnostic.span.end as usize);
        let places = stated.nodes.get(&(start, end)).map(Vec::as_slice).unwrap_or_default();
        // A key that is there twice: what is not read is its value.
        let member =
            stated.members.get(&(start, end)).filter(|_| matches!(diagnostic.problem, Problem::DuplicateKey { .. }));
        Remark { problem: &diagnostic.problem, span: Range { start, end: member.copied().unwrap_or(end) }, places }
    });
    remarks.collect()
}

impl Remark<'_> {
    /// Whether an item that stands at these places of the text is missing for this reason: the diagnostic is about the item's
    /// place or one around it, or marks the text that holds it, and speaks of such items.
    fn accounts_for(&self, item: &Item, spans: &[&Range]) -> bool {
        let step = self.places.iter().find_map(|place| item.place.below(place));
        let is_inside = |span: &&&Range| self.span.start <= span.start && span.end <= self.span.end;
        match step {
            Some(step) => says_lost(self.problem, item, step),
            None => spans.iter().any(|span| is_inside(&span)) && says_all_lost(self.problem),
        }
    }

    /// Whether an item that the definition does not state as such is there for this reason.
    fn accounts_for_addition(&self, item: &Item) -> bool {
        let step = self.places.iter().find_map(|place| item.place.below(place));
        step.is_some_and(|_| says_added(self.problem, item))
    }
}

/// Whether a problem means that the marked text is ignored as a whole.
fn says_all_lost(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::WrongKind { .. }
            | Problem::DuplicateKey { .. }
            | Problem::TextAfterEnd
            | Problem::UnknownKey { .. }
            | Problem::UnsupportedKey { .. }
            | Problem::BesideReference { .. }
    )
}

/// Whether a problem at a place means that an item at that place, or below it (`step` leads there), is left out.
fn says_lost(problem: &Problem, item: &Item, step: &str) -> bool {
    let is_inner =
        !matches!(item.kind, Kind::Operation | Kind::Path | Kind::Trigger | Kind::Parameter | Kind::Definition);
    let here = step.is_empty();
    match problem {
        Problem::OperationLeftOut { .. } => !matches!(item.place.part, Part::Definition | Part::Unused),
        Problem::DuplicateKey { .. } => true,
        Problem::WrongKind { .. } | Problem::UnsupportedKey { .. } => true,
        Problem::UnknownValue { key, .. } if key == "x-ms-trigger" => {
            item.kind == Kind::Trigger || item.place.part == Part::Payload
        }
        Problem::DuplicateOperationId { .. } => matches!(item.kind, Kind::Operation | Kind::Trigger),
        Problem::MissingOperationId { .. } => matches!(item.kind, Kind::Operation | Kind::Trigger),
        Problem::PlaceholderRespelt { .. } => item.kind == Kind::Path,
        Problem::DanglingParameter { .. } | Problem::NameTooLong { .. } => true,
        Problem::UnnamedParameter { .. }
        | Problem::ParameterWithoutLocation { .. }
        | Problem::PathParameterUnused { .. }
        | Problem::ClientHeader { .. }
        | Problem::UploadStatesType { .. }
        | Problem::InvalidHeaderName { .. }
        | Problem::HeaderNameRepaired { .. } => matches!(item.place.part, Part::Parameter | Part::Unused),
        Problem::PathWithoutOperation { .. } | Problem::RowArtefact => true,
        // The values of a row are any JSON.
        Problem::RowValues => {
            item.kind == Kind::Additional || step.contains(VALUE) || here && item.place.path.ends_with(VALUE)
        }
        Problem::UnusedShared { .. } => item.place.part == Part::Unused,
        Problem::DuplicateParameter { .. } => is_inner,
        Problem::ParameterAsText { .. } => is_inner && !(here && item.kind == Kind::Default),
        Problem::BodyAsText { .. } => {
            is_inner && item.place.part == Part::Body && !(here && item.kind == Kind::Default)
        }
        Problem::EmptyPathDefault { .. } | Problem::DefaultOfOtherType { .. } | Problem::DefaultLeftOut { .. } => {
            item.kind == Kind::Default && here
        }
        Problem::BodyDefaultLeftOut { .. } => item.kind == Kind::Default && here && item.place.part == Part::Body,
        // A definition that is an enumeration is one wherever it is not widened.
        Problem::CallbackTypeLeftOut { .. } => true,
        Problem::EnumerationWidened { .. } => matches!(item.kind, Kind::EnumValue | Kind::Reference) && here,
        Problem::NullInEnumeration | Problem::DuplicateEnumValue { .. } => item.kind == Kind::EnumValue && here,
        Problem::KeyBesideType { key, .. } | Problem::BesideReference { key, .. } | Problem::UnknownKey { key, .. } => {
            is_under(key, item, step)
        }
        Problem::PropertiesBesideDynamic => is_inner && !(here && item.kind == Kind::Default),
        Problem::SchemaOutsideBody | Problem::SchemaTooDeep { .. } | Problem::TooManySchemas { .. } => is_inner,
        Problem::UnknownType { .. } | Problem::SeveralTypes { .. } | Problem::NullType => is_inner,
        Problem::PartNotObject { .. } | Problem::FileInJson => is_inner,
        Problem::PropertyConflict { name } if name == "additionalProperties" => is_under(name, item, step),
        Problem::PropertyConflict { .. } => is_inner && !(here && item.kind == Kind::Property),
        Problem::DanglingReference { .. }
        | Problem::DanglingPart { .. }
        | Problem::ReferenceCycle { .. }
        | Problem::ReferencesTooDeep { .. } => item.kind == Kind::Reference,
        Problem::DanglingResponse { .. } => is_inner,
        Problem::ResponsesDiffer { .. } | Problem::XmlResponse { .. } => is_inner && item.place.part == Part::Response,
        Problem::NotificationLeftOut { .. } => item.place.part == Part::Payload,
        _ => false,
    }
}

/// Whether an item stands under a key of a schema; `step` leads to it from there.
fn is_under(key: &str, item: &Item, step: &str) -> bool {
    match key {
        "properties" => step.starts_with('.'),
        "items" => step == ITEM,
        "additionalProperties" => step == VALUE || step.is_empty() && item.kind == Kind::Additional,
        "enum" => step.is_empty() && item.kind == Kind::EnumValue,
        "allOf" => true,
        "default" => step.is_empty() && item.kind == Kind::Default,
        "x-ms-notification-content" => item.place.part == Part::Payload,
        "$ref" => step.is_empty() && item.kind == Kind::Reference,
        _ => false,
    }
}

/// Whether a problem at a place means that an item was added, or replaced by another one.
fn says_added(problem: &Problem, item: &Item) -> bool {
    match problem {
        Problem::DuplicateOperationId { .. } | Problem::MissingOperationId { .. } => {
            matches!(item.kind, Kind::Operation | Kind::Trigger)
        }
        Problem::PlaceholderRespelt { .. } => item.kind == Kind::Path,
        Problem::UndeclaredPlaceholder { .. } => item.kind == Kind::Parameter,
        Problem::HeaderNameRepaired { .. } => item.place.part == Part::Parameter,
        _ => false,
    }
}
