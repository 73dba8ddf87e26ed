//! Schemas, and the keys of parameters that describe a type in the same way.

use super::definition::{Additional, Schema, Spanned, Text};
use super::object_kinds::{ENUM, ENUM_VALUE, SCHEMA};
use super::reader::{Reader, Untaken};
use crate::diagnostic::{ExpectedKind, Problem, WordPlace};
use crate::source::{Node, Value};
use crate::span::Span;

/// The values of `x-ms-visibility`.
pub(super) const VISIBILITIES: &[&str] = &["important", "advanced", "internal", "none"];

/// The values of `type`.
const TYPES: &[&str] = &["object", "array", "string", "integer", "number", "boolean", "file", "null"];

/// A schema while its keys are read.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) schema: Schema,
    /// `x-enumNames`, which may come before the `enum` whose values it names.
    enum_names: Vec<Spanned<String>>,
}

impl Reader<'_> {
    /// A schema; `None` if the value is not an object.
    pub(super) fn schema(&mut self, node: Node, key: &str) -> Option<Schema> {
        if !matches!(node.value, Value::Object(_)) {
            return self.wrong_kind(node.span, key, ExpectedKind::Object, &node.value);
        }
        let mut draft = Draft::at(node.span);
        self.each(node, &SCHEMA, |reader, key, node| reader.schema_key(&mut draft, key, node));
        Some(self.finished(draft))
    }

    /// Reads one key of a schema into its draft. Returns the value of an unknown key.
    pub(super) fn schema_key(&mut self, draft: &mut Draft, key: &str, node: Node) -> Untaken {
        let schema = &mut draft.schema;
        match key {
            "$ref" => schema.reference = self.text(node, key),
            "type" => schema.kinds = self.kinds(node, key),
            "format" => schema.format = self.text(node, key),
            "title" => schema.title = self.text(node, key),
            "description" => schema.description = self.text(node, key),
            "default" => schema.default = Some(node),
            "enum" => schema.enumeration = Some(self.list(node, key)),
            "required" => schema.required = self.texts(node, key),
            "properties" => schema.properties = self.schemas(node, key),
            "additionalProperties" => schema.additional = self.additional(node, key),
            "items" => schema.items = self.schema(node, key).map(Box::new),
            "allOf" => {
                let parts = self.list(node, key);
                schema.all_of = parts.into_iter().filter_map(|part| self.schema(part, key)).collect();
            }
            "discriminator" => schema.discriminator = self.text(node, key),
            "readOnly" => schema.read_only = self.flag(node, key),
            "x-ms-summary" => schema.summary = self.text(node, key),
            "x-ms-visibility" => schema.visibility = self.word(node, key, VISIBILITIES),
            "x-nullable" => schema.nullable = self.flag(node, key),
            "x-ms-notification-url" => schema.notification_url = self.flag(node, key),
            "x-ms-dynamic-values" => schema.dynamic.values = Some(node),
            "x-ms-dynamic-list" => schema.dynamic.list = Some(node),
            "x-ms-dynamic-schema" => schema.dynamic.schema = Some(node),
            "x-ms-dynamic-properties" => schema.dynamic.properties = Some(node),
            "x-ms-dynamic-tree" => schema.dynamic.tree = Some(node),
            "x-inferred" => schema.inferred = self.text(node, key),
            "x-ms-description-for-model" => schema.description_for_model = self.text(node, key),
            "x-ms-enum-values" => {
                let values = self.list(node, key);
                schema.enum_titles = values.into_iter().filter_map(|value| self.enum_value(value)).collect();
            }
            "x-ms-enum" => self.each(node, &ENUM, |reader, key, node| match key {
                "values" => {
                    let values = reader.list(node, key);
                    schema.enum_titles = values.into_iter().filter_map(|value| reader.enum_value(value)).collect();
                    None
                }
                _ => Some(node),
            }),
            "x-enumNames" => draft.enum_names = self.texts(node, key),
            _ => return Some(node),
        }
        None
    }

    /// The schema of a draft after all keys are read. `x-enumNames` names the values of `enum` in the same order.
    pub(super) fn finished(&mut self, draft: Draft) -> Schema {
        let Draft { mut schema, enum_names } = draft;
        let Some(first) = enum_names.first().filter(|_| schema.enum_titles.is_empty()) else { return schema };
        let values = schema.enumeration.as_deref().unwrap_or_default();
        if values.len() != enum_names.len() {
            let (names, values) = (enum_names.len().to_string(), values.len().to_string());
            self.report(first.span, Problem::EnumNames { names, values });
        }
        let titles = values.iter().zip(enum_names);
        schema.enum_titles = titles.map(|(value, name)| (value.clone(), Some(name), None)).collect();
        schema
    }

    /// Names and their schemas.
    pub(super) fn schemas(&mut self, node: Node, key: &str) -> Vec<(Spanned<String>, Schema)> {
        let entries = self.entries(node, key);
        entries
            .into_iter()
            .filter_map(|(name, node)| {
                let schema = self.schema(node, &name.value)?;
                Some((name, schema))
            })
            .collect()
    }

    fn kinds(&mut self, node: Node, key: &str) -> Vec<Spanned<String>> {
        match node.value {
            Value::Array(_) => {
                let words = self.texts(node, key);
                words.into_iter().map(|word| self.type_word(word, key)).collect()
            }
            // `null` is a type too, and some definitions write it without quotes.
            Value::Null => vec![Spanned { value: "null".to_owned(), span: node.span }],
            _ => self.text(node, key).into_iter().map(|word| self.type_word(word, key)).collect(),
        }
    }

    /// Corrects the case of a known type. An unknown type stays as it is.
    fn type_word(&mut self, word: Spanned<String>, key: &str) -> Spanned<String> {
        let known = TYPES.iter().find(|it| it.eq_ignore_ascii_case(word.value.trim()) && **it != word.value);
        let Some(known) = known else { return word };
        self.letter_case(word.span, WordPlace::Key { key: key.to_owned() }, word.value, known);
        Spanned { value: (*known).to_owned(), span: word.span }
    }

    fn additional(&mut self, node: Node, key: &str) -> Option<Additional> {
        match node.value {
            Value::Object(_) => self.schema(node, key).map(|schema| Additional::Schema(Box::new(schema))),
            _ => Some(Additional::Allowed(self.flag(node, key))),
        }
    }

    fn enum_value(&mut self, node: Node) -> Option<(Node, Text, Text)> {
        let span = node.span;
        let (mut value, mut title, mut description) = (None, None, None);
        self.each(node, &ENUM_VALUE, |reader, key, node| {
            match key {
                "value" => value = Some(node),
                "displayName" | "name" => title = reader.text(node, key),
                "description" => description = reader.text(node, key),
                _ => return Some(node),
            }
            None
        });
        self.need(span, ENUM_VALUE.place, &[("value", value.is_none())]);
        value.map(|value| (value, title, description))
    }
}

impl Draft {
    pub(super) fn at(span: Span) -> Self {
        Self { schema: Schema { span, ..Schema::default() }, enum_names: Vec::new() }
    }
}
