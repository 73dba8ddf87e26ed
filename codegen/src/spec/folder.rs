//! The files of a connector folder in, [`Definition`] out.

use super::Spanned;
use super::definition::{Definition, Document, HeadFacts, Product, Properties, Table, Throttle};
use super::object_kinds::{FOLDER_PROPERTIES, HEAD, HEAD_CONTACT, HEAD_PRODUCT, HEAD_THROTTLING};
use super::reader::{LONGEST_TEXT, Reader};
use crate::container;
use crate::diagnostic::{Cause, Diagnostics, KeyPlace, ObjectPlace, Problem, Severity, Suggestion};
use crate::digest::sha256_of_lines;
use crate::input::{DefinitionForm, INTRO, Input, InputFile, PropertyPart};
use crate::similar;
use crate::source::{self, Member, Node, Value};
use crate::span::{Sources, Span};

/// The keys of a connector's properties that are read.
pub(super) const PROPERTY_KEYS: [&str; 6] = [
    "publisher",
    "iconBrandColor",
    "connectionParameters",
    "connectionParameterSets",
    "policyTemplateInstances",
    "scriptOperations",
];

impl Definition {
    /// Reads a connector's files. The decoded texts are added to `sources`, which the diagnostics point into. `None` if no crate can
    /// be made; then the diagnostics hold an error.
    pub(crate) fn read(mut input: Input, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Self> {
        let origin_path = input.definition.path.clone();
        let sha256 = match &input.shared {
            Some(file) => file.sha256.clone(),
            None => sha256_of_lines(&input.definition.bytes),
        };
        let (document, opened) = document(&mut input, sources, diagnostics).unzip();
        let (wrapped, form) = opened.unwrap_or_default();
        let form = if input.parts.is_empty() { form } else { DefinitionForm::Solution };
        let properties = input.properties.and_then(|file| properties(file, sources, diagnostics));
        let wrapped = wrapped.map(|node| wrapping(node, properties.is_some(), diagnostics));
        let properties = parts(properties.or(wrapped), input.parts, sources, diagnostics);
        let head = input.head.and_then(|file| head(file, sources, diagnostics));
        let intro = input.intro.and_then(|file| intro(file, sources, diagnostics));
        let mut tables: Vec<Table> = Vec::new();
        for file in input.tables {
            let Some(table) = table(file, sources, diagnostics) else { continue };
            if tables.iter().any(|other| other.stem == table.stem) {
                diagnostics.push(table.name.span, Problem::DuplicateTable { table: table.stem });
            } else {
                tables.push(table);
            }
        }
        let Input { folder, tree, script, .. } = input;
        let script = script.map(|file| file.path.rsplit('/').next().unwrap_or_default().to_owned());
        let document = document?;
        Some(Self { folder, tree, origin_path, sha256, form, document, properties, head, intro, script, tables })
    }
}

/// The text of a file in Markdown, whose tree takes far more memory.
fn intro(file: InputFile, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<String> {
    let file = source::add(sources, file.path, file.bytes, diagnostics)?;
    let text = sources.text(file);
    if text.len() > LONGEST_TEXT {
        let problem = Problem::TextTooLong { key: INTRO.to_owned(), most: LONGEST_TEXT.to_string() };
        diagnostics.push(Span { file, start: 0, end: 0 }, problem);
        return None;
    }
    Some(text.to_owned())
}

/// The table whose schema a file holds.
fn table(file: InputFile, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Table> {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let stem = name.strip_suffix(".json").unwrap_or(name);
    let stem = stem.strip_suffix(".Schema").unwrap_or(stem).to_owned();
    let id = source::add(sources, file.path, file.bytes, diagnostics)?;
    let node = source::json(sources, id, diagnostics)?;
    let span = node.span;
    let table = Reader::new(diagnostics).table(stem, node);
    if table.is_none() {
        diagnostics.push(Span { end: span.start + 1, ..span }, Problem::NotATable);
    }
    table
}

/// The document, the connection parameters that its file has beside it, and what holds both.
fn document(
    input: &mut Input,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<(Document, (Option<Node>, DefinitionForm))> {
    let opened = container::open(input, sources, diagnostics)?;
    Some((Reader::new(diagnostics).document(opened.definition)?, (opened.properties, opened.form)))
}

/// The properties that the definition's own file has. `is_replaced` says whether there is a file of properties, which counts.
fn wrapping(node: Node, is_replaced: bool, diagnostics: &mut Diagnostics) -> Properties {
    let span = node.span;
    let mut properties = Properties::default();
    Reader::new(diagnostics).connection(&mut properties, node);
    if is_replaced && !(properties.connection_parameters.is_empty() && properties.connection_parameter_sets.is_empty())
    {
        diagnostics.push(Span { end: span.start + 1, ..span }, Problem::WrappedSignInNotUsed);
    }
    properties
}

/// Adds the parts of the properties that have files of their own. An unreadable file is a warning, as for the properties.
fn parts(
    properties: Option<Properties>,
    parts: Vec<(PropertyPart, InputFile)>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Properties> {
    if parts.is_empty() {
        return properties;
    }
    let mut properties = properties.unwrap_or_default();
    for (part, file) in parts {
        let Some(value) = readable(file, sources, diagnostics) else { continue };
        let key_span = Span { end: value.span.start, ..value.span };
        let member = Member { key: part.key().to_owned(), key_span, value };
        let node = Node { span: member.value.span, value: Value::Object(vec![member]) };
        Reader::new(diagnostics).connection(&mut properties, node);
    }
    Some(properties)
}

/// A crate can be made without the connector's properties, so an unreadable file is a warning here.
fn readable(file: InputFile, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut found = Diagnostics::default();
    let node = source::add(sources, file.path, file.bytes, &mut found)
        .and_then(|file| source::json(sources, file, &mut found));
    diagnostics.append(found, |problem| match problem.severity() {
        Severity::Note | Severity::Warning => problem,
        Severity::Error => Problem::UnreadableProperties { cause: Cause(Box::new(problem)) },
    });
    node
}

fn properties(file: InputFile, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Properties> {
    let node = readable(file, sources, diagnostics)?;
    let mut properties = Properties::default();
    Reader::new(diagnostics).each(node, &FOLDER_PROPERTIES, |reader, key, node| {
        match key {
            "properties" => reader.connection(&mut properties, node),
            _ => return Some(node),
        }
        None
    });
    Some(properties)
}

fn head(file: InputFile, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<HeadFacts> {
    let file = source::add(sources, file.path, file.bytes, diagnostics)?;
    let node = source::toml(sources, file, diagnostics)?;
    let mut head = HeadFacts::default();
    Reader::new(diagnostics).each(node, &HEAD, |reader, key, node| {
        match key {
            "contact" => reader.head_contact(&mut head, node),
            "products" => head.products = reader.list(node, key).into_iter().map(|node| reader.product(node)).collect(),
            "throttling" => {
                head.throttling = reader.list(node, key).into_iter().map(|node| reader.throttle(node)).collect();
            }
            _ => return Some(node),
        }
        None
    });
    Some(head)
}

impl Reader<'_> {
    /// Skips the designer's own settings. The colour is for pages only, so one that is not a text is no problem.
    fn connection(&mut self, properties: &mut Properties, node: Node) {
        let mut older = Vec::new();
        for (key, node) in self.entries(node, "properties") {
            match key.value.as_str() {
                "publisher" => properties.publisher = self.text(node, "publisher"),
                "iconBrandColor" => {
                    properties.brand_color = match node.value {
                        Value::String(color) => Some(color),
                        _ => None,
                    }
                }
                "connectionParameters" => properties.connection_parameters = self.connection_parameters(node),
                "connectionParameterSets" => {
                    properties.connection_parameter_sets = self.connection_parameter_sets(node)
                }
                "policyTemplateInstances" => properties.policies = self.policies(node),
                "scriptOperations" if matches!(node.value, Value::Null) => {}
                "scriptOperations" => properties.script_operations = Some(self.texts(node, "scriptOperations")),
                "script" if matches!(node.value, Value::Object(_)) => older = self.script(node),
                other => {
                    // Exports have settings of their platform here. A key counts only if it is almost one that is read.
                    if let Some(known) = similar::misspelt(other, PROPERTY_KEYS) {
                        let meant = Suggestion::One { name: known.to_owned() };
                        let place = KeyPlace::Object { object: ObjectPlace::Properties };
                        self.report(key.span, Problem::UnknownKey { key: key.value, place, meant });
                    }
                }
            }
        }
        match &mut properties.script_operations {
            None if older.is_empty() => {}
            None => properties.script_operations = Some(older),
            // An empty list stands for all operations.
            Some(stated) if stated.is_empty() => {}
            Some(stated) => stated.extend(older),
        }
    }

    /// The operations that `script.operationIds` names: an older place of `scriptOperations`.
    fn script(&mut self, node: Node) -> Vec<Spanned<String>> {
        let entries = self.entries(node, "script");
        let listed = entries.into_iter().find(|(key, _)| key.value == "operationIds");
        listed.map(|(_, node)| self.texts(node, "operationIds")).unwrap_or_default()
    }

    fn head_contact(&mut self, head: &mut HeadFacts, node: Node) {
        self.each(node, &HEAD_CONTACT, |reader, key, node| {
            match key {
                "link_texts" => {
                    head.contact_link_texts = reader.texts(node, key).into_iter().map(|text| text.value).collect();
                }
                "name" => head.contact_name = reader.text(node, key).map(|text| text.value),
                _ => return Some(node),
            }
            None
        });
    }

    fn product(&mut self, node: Node) -> Product {
        let mut product = Product::default();
        let span = node.span;
        self.each(node, &HEAD_PRODUCT, |reader, key, node| {
            match key {
                "name" => product.name = reader.plain(node, key),
                "class" => product.class = reader.plain(node, key),
                "regions" => product.regions = reader.plain(node, key),
                "region_list" => {
                    product.region_list = reader.texts(node, key).into_iter().map(|text| text.value).collect();
                }
                _ => return Some(node),
            }
            None
        });
        self.need(span, HEAD_PRODUCT.place, &[("name", product.name.is_empty()), ("class", product.class.is_empty())]);
        product
    }

    fn throttle(&mut self, node: Node) -> Throttle {
        let mut throttle = Throttle::default();
        let span = node.span;
        self.each(node, &HEAD_THROTTLING, |reader, key, node| {
            match key {
                "name" => throttle.name = reader.plain(node, key),
                "calls" => throttle.calls = reader.count(node, key).unwrap_or_default(),
                "renewal_seconds" => throttle.renewal_seconds = reader.count(node, key).unwrap_or_default(),
                _ => return Some(node),
            }
            None
        });
        let missing = [
            ("name", throttle.name.is_empty()),
            ("calls", throttle.calls == 0),
            ("renewal_seconds", throttle.renewal_seconds == 0),
        ];
        self.need(span, HEAD_THROTTLING.place, &missing);
        throttle
    }

    fn plain(&mut self, node: Node, key: &str) -> String {
        self.text(node, key).map(|text| text.value).unwrap_or_default()
    }
}
