//! `apiDefinition.swagger.json`: the document's root and its head.

use super::definition::{Document, Spanned};
use super::object_kinds::{CONTACT, INFO, METADATA, PATHS, ROOT};
use super::reader::Reader;
use crate::diagnostic::{FoundVersion, Problem};
use crate::source::{Node, Value};
use crate::span::Span;

impl Reader<'_> {
    /// The document; `None` if no crate can be made from it.
    pub(super) fn document(&mut self, node: Node) -> Option<Document> {
        let span = node.span;
        if !self.is_swagger(&node) {
            return None;
        }
        let mut document = Document { span, ..Document::default() };
        let mut paths = None;
        self.each(node, &ROOT, |reader, key, node| {
            match key {
                "swagger" => {}
                "info" => reader.info(&mut document, node),
                "host" => document.host = reader.text(node, key),
                "basePath" => document.base_path = reader.text(node, key),
                "schemes" => document.schemes = reader.texts(node, key),
                "consumes" => document.consumes = Some(reader.texts(node, key)),
                "produces" => document.produces = Some(reader.texts(node, key)),
                "paths" => paths = Some(node),
                "definitions" => document.definitions = reader.schemas(node, key),
                "parameters" => {
                    let entries = reader.entries(node, key);
                    document.parameters =
                        entries.into_iter().filter_map(|(name, node)| Some((name, reader.parameter(node)?))).collect();
                }
                "responses" => {
                    let entries = reader.entries(node, key);
                    document.responses =
                        entries.into_iter().map(|(name, node)| (name, reader.response(node))).collect();
                }
                "securityDefinitions" => document.security_definitions = Some(node),
                "security" => document.security = Some(node),
                "x-ms-connector-metadata" => document.metadata = reader.metadata(node),
                "x-ms-api-annotation" => {
                    let annotation = reader.annotation(node);
                    document.annotation.get_or_insert(annotation);
                }
                _ => return Some(node),
            }
            None
        });
        self.paths(&mut document, paths)?;
        Some(document)
    }

    /// Reads the paths, after all other keys. `None` if there are none: then there is nothing to make.
    fn paths(&mut self, document: &mut Document, paths: Option<Node>) -> Option<()> {
        let Some(paths) = paths.filter(|paths| matches!(paths.value, Value::Object(_))) else {
            let Span { file, start, .. } = document.span;
            self.report(Span { file, start, end: start + 1 }, Problem::NoPaths);
            return None;
        };
        for (path, node) in self.entries_by_path(paths, "paths") {
            if path.value.starts_with("x-") {
                self.report(path.span, PATHS.problem(&path.value, |_| false));
            } else {
                document.paths.push(self.path_item(path, node));
            }
        }
        Some(())
    }

    /// Whether the document declares itself as Swagger 2.0. Reports what it declares otherwise.
    fn is_swagger(&mut self, node: &Node) -> bool {
        let Value::Object(members) = &node.value else {
            self.report(node.span, Problem::NotSwagger { found: FoundVersion::NotObject { kind: node.value.kind() } });
            return false;
        };
        let version = |key: &str| members.iter().find(|member| member.key == key);
        let (span, found) = match (version("swagger"), version("openapi")) {
            (Some(member), _) => match &member.value.value {
                Value::String(text) | Value::Number(text) if text == "2.0" => return true,
                Value::String(text) | Value::Number(text) => {
                    (member.value.span, FoundVersion::Swagger { version: text.clone() })
                }
                other => (member.value.span, FoundVersion::KindOfSwagger { kind: other.kind() }),
            },
            (None, Some(member)) => match &member.value.value {
                Value::String(text) | Value::Number(text) => {
                    (member.value.span, FoundVersion::OpenApi { version: text.clone() })
                }
                other => (member.value.span, FoundVersion::KindOfOpenApi { kind: other.kind() }),
            },
            (None, None) => {
                let Span { file, start, .. } = node.span;
                (Span { file, start, end: start + 1 }, FoundVersion::Missing)
            }
        };
        self.report(span, Problem::NotSwagger { found });
        false
    }

    fn info(&mut self, document: &mut Document, node: Node) {
        self.each(node, &INFO, |reader, key, node| {
            match key {
                "title" => document.title = reader.text(node, key),
                "description" => document.description = reader.text(node, key),
                "version" => document.version = reader.text(node, key),
                "contact" => reader.contact(document, node),
                "x-ms-api-annotation" => document.annotation = Some(reader.annotation(node)),
                _ => return Some(node),
            }
            None
        });
    }

    fn contact(&mut self, document: &mut Document, node: Node) {
        self.each(node, &CONTACT, |reader, key, node| {
            match key {
                "name" => document.contact_name = reader.text(node, key),
                "url" => document.contact_url = reader.text(node, key),
                "email" => document.contact_email = reader.text(node, key),
                _ => return Some(node),
            }
            None
        });
    }

    fn metadata(&mut self, node: Node) -> Vec<(Spanned<String>, Spanned<String>)> {
        let mut metadata = Vec::new();
        for node in self.list(node, "x-ms-connector-metadata") {
            let span = node.span;
            let (mut name, mut value) = (None, None);
            self.each(node, &METADATA, |reader, key, node| {
                match key {
                    "propertyName" => name = reader.text(node, key),
                    "propertyValue" => value = reader.text(node, key),
                    _ => return Some(node),
                }
                None
            });
            self.need(span, METADATA.place, &[("propertyName", name.is_none()), ("propertyValue", value.is_none())]);
            metadata.extend(name.zip(value));
        }
        metadata
    }
}
