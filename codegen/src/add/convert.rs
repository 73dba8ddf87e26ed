//! The files of a connector in, the files of its folder in the catalogue's form out.

use super::json;
use super::portable::{Portable, Replacement};
use crate::container;
use crate::diagnostic::{Diagnostics, Problem};
use crate::files::Files;
use crate::input::{DEFINITION, HEAD, INTRO, Input, InputFile, LOCK, PROPERTIES, SCRIPT, TABLES, longest};
use crate::source::{self, Member, Node, Value};
use crate::span::{Sources, Span};

/// What became of a connector's files.
#[derive(Default)]
pub(super) struct Converted {
    /// The folder's files; `None` if the definition cannot be read.
    pub(super) files: Option<Files>,
    pub(super) replaced: Vec<Replacement>,
    pub(super) diagnostics: Diagnostics,
    pub(super) sources: Sources,
}

/// Reads a connector and prints its files again.
pub(super) fn convert(mut input: Input) -> Converted {
    let mut converted = Converted::default();
    let (sources, diagnostics) = (&mut converted.sources, &mut converted.diagnostics);
    let definition = container::open(&mut input, sources, diagnostics);
    let mut parts = Vec::new();
    for (part, file) in input.parts {
        let span = Span::default();
        parts.extend(read(file, sources, diagnostics).map(|value| Member {
            key: part.key().to_owned(),
            key_span: Span { end: value.span.start, ..span },
            value,
        }));
    }
    let beside = input.properties.and_then(|file| read(file, sources, diagnostics));
    let tables: Vec<_> = input
        .tables
        .into_iter()
        .filter_map(|file| Some((table_name(&file.path), read(file, sources, diagnostics)?)))
        .collect();
    let texts = [(HEAD, input.head), (INTRO, input.intro), (LOCK, input.lock), (SCRIPT, input.script)];
    let texts = texts.map(|(name, file)| {
        let text = file.and_then(|file| source::add(sources, file.path, file.bytes, diagnostics));
        (name, text)
    });
    let Some(opened) = definition else { return converted };

    let mut portable = Portable::new(sources);
    let mut files = Files::new();
    let mut whole = true;
    // A longer file is read by no command.
    let mut insert = |files: &mut Files, name: String, text: Option<String>, span: Span| match text
        .filter(|text| text.len() <= longest(&name))
    {
        Some(text) => drop(files.insert(name, text)),
        None => {
            whole = false;
            diagnostics.push(span, Problem::CopyTooLarge { most: longest(&name).to_string(), file: name });
        }
    };
    let mut document = opened.definition;
    portable.definition(&mut document);
    insert(&mut files, DEFINITION.to_owned(), json::text(&document), document.span);
    if let Some(properties) = properties(beside, opened.properties, parts, &mut portable) {
        insert(&mut files, PROPERTIES.to_owned(), json::text(&properties), properties.span);
    }
    for (name, mut table) in tables {
        portable.table(&mut table);
        let name = free(&files, &name);
        insert(&mut files, name, json::text(&table), table.span);
    }
    converted.replaced = portable.replaced;
    for (name, text) in texts {
        if let Some(file) = text {
            let start = Span { file, start: 0, end: 0 };
            insert(&mut files, name.to_owned(), Some(sources.text(file).to_owned()), start);
        }
    }
    files.entry(LOCK.to_owned()).or_default();
    converted.files = whole.then_some(files);
    converted
}

/// The content of `apiProperties.json`: a file of that form, or what stands around the definition and in files of its own.
fn properties(
    beside: Option<Node>,
    around: Option<Node>,
    parts: Vec<Member>,
    portable: &mut Portable<'_>,
) -> Option<Node> {
    let object = |members| Node { span: Span::default(), value: Value::Object(members) };
    if let Some(mut whole) = beside {
        if let Value::Object(members) = &mut whole.value {
            let properties = members.iter_mut().filter(|it| it.key.eq_ignore_ascii_case("properties"));
            properties.for_each(|it| portable.properties(&mut it.value));
        }
        portable.secrets(&mut whole, "");
        return Some(whole);
    }
    let mut value = match around {
        Some(around) => around,
        None if parts.is_empty() => return None,
        None => object(Vec::new()),
    };
    if let Value::Object(members) = &mut value.value {
        members.extend(parts.into_iter().filter(|part| !matches!(part.value.value, Value::Null)));
    }
    portable.properties(&mut value);
    portable.secrets(&mut value, "");
    Some(object(vec![Member { key: "properties".to_owned(), key_span: Span::default(), value }]))
}

fn read(file: InputFile, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Node> {
    let file = source::add(sources, file.path, file.bytes, diagnostics)?;
    source::json(sources, file, diagnostics)
}

/// The path of a table's file in the folder, e.g. `tables/documents.json` for `documents.Schema.json`.
fn table_name(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("{TABLES}/{}", stem.strip_suffix(".Schema").unwrap_or(stem))
}

/// The path with an ending, and with a number if another file has it.
fn free(files: &Files, path: &str) -> String {
    let numbered = (2..).map(|number| format!("{path}-{number}.json"));
    std::iter::once(format!("{path}.json")).chain(numbered).find(|path| !files.contains_key(path)).unwrap_or_default()
}
