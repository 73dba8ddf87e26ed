//! A file with several connectors: read as a whole once, and then each connector's part of it.
//!
//! A tree takes fifty times as much memory as its text, so the one of the file does not stay.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use super::form::Inside;
use super::open::{Opened, open_file, opened, parted};
use super::recognise::look_at;
use crate::diagnostic::{Diagnostics, Severity};
use crate::digest::{sha256, sha256_of_lines};
use crate::input::{DefinitionForm, Input, Part, Shared};
use crate::source::{self, Node, Value};
use crate::span::{Sources, Span};

/// Reads a file with several connectors. `None` if it does not have several.
pub(crate) fn share(bytes: Vec<u8>) -> Option<Shared> {
    let (digest, sha256) = (sha256(&bytes), sha256_of_lines(&bytes));
    let (mut sources, mut found) = (Sources::default(), Diagnostics::default());
    let file = source::add(&mut sources, "", bytes, &mut found)?;
    let connectors = look_at(sources.text(file)).connectors;
    if connectors.len() < 2 {
        return None;
    }
    let root = source::json(&sources, file, &mut found);
    let parts = root.as_ref().map(|root| parts(root, &connectors)).unwrap_or_default();
    let mut errors = Diagnostics::default();
    for error in found.iter().filter(|it| it.problem.severity() == Severity::Error) {
        errors.push(error.span, error.problem.clone());
    }
    let around = around(found, &parts);
    let source = sources.get(file)?.clone();
    Some(Shared { digest, sha256, source, root: root.map(|root| root.span), parts, errors, around })
}

/// The definition of an input, whose bytes are taken from it. Its file is the first one in `sources`. `None` if there is no
/// definition; a diagnostic gives the reason.
pub(crate) fn open(input: &mut Input, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Opened> {
    let path = input.definition.path.clone();
    if let Some(shared) = &input.shared {
        return open_part(shared, path, input.index.unwrap_or_default(), sources, diagnostics);
    }
    let file = source::add(sources, path, mem::take(&mut input.definition.bytes), diagnostics)?;
    open_file(sources, file, input.index, diagnostics)
}

/// The definition of a connector of a file that was read before.
fn open_part(
    shared: &Shared,
    path: String,
    index: usize,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Opened> {
    sources.keep(shared.source.at(path));
    if index == 0 {
        diagnostics.append(shared.around.clone(), |problem| problem);
    }
    diagnostics.append(shared.errors.clone(), |problem| problem);
    let root = shared.root?;
    let found = match shared.parts.get(index).or(shared.parts.last())? {
        Some(part) => parted(source::json_at(sources, part.properties, diagnostics)?, part.definition),
        None => None,
    };
    opened(found, root, DefinitionForm::Template, diagnostics)
}

/// The part of each connector; `None` for one whose definition was left out.
fn parts(root: &Node, connectors: &[Inside]) -> Vec<Option<Part>> {
    let wanted = connectors.iter().filter_map(|inside| inside.properties).collect();
    let mut nodes = BTreeMap::new();
    collect(root, &wanted, &mut nodes);
    let part = |inside: &Inside| {
        let (node, definition) = (nodes.get(&inside.properties?)?, inside.definition?);
        let Value::Object(members) = &node.value else { return None };
        let has_definition = members.iter().any(|member| member.value.span.start == definition);
        has_definition.then_some(Part { properties: node.span, definition })
    };
    connectors.iter().map(part).collect()
}

/// The problems outside of all parts. Those of a part are found again when it is read.
fn around(found: Diagnostics, parts: &[Option<Part>]) -> Diagnostics {
    let ends: BTreeMap<u32, u32> = parts.iter().flatten().map(|it| (it.properties.start, it.properties.end)).collect();
    let is_in_part = |span: Span| ends.range(..=span.start).next_back().is_some_and(|(_, end)| span.start < *end);
    found.at(|span| !is_in_part(span))
}

/// Finds the values that start at these offsets.
fn collect<'n>(node: &'n Node, wanted: &BTreeSet<u32>, found: &mut BTreeMap<u32, &'n Node>) {
    if wanted.contains(&node.span.start) {
        found.insert(node.span.start, node);
    }
    match &node.value {
        Value::Object(members) => members.iter().for_each(|member| collect(&member.value, wanted, found)),
        Value::Array(items) => items.iter().for_each(|item| collect(item, wanted, found)),
        _ => {}
    }
}
