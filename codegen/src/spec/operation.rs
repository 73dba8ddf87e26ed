//! Paths, operations, parameters and responses.

use super::definition::{
    Annotation, In, NotificationContent, Operation, Parameter, ParameterOrRef, PathItem, Response, ResponseOrRef,
    Schema, Spanned, Text,
};
use super::object_kinds::{
    ANNOTATION, LONG_RUNNING, NOTIFICATION, OPERATION, PAGEABLE, PARAMETER, PATH_ITEM, PERMISSION, PERMISSIONS,
    REPLACEMENT, RESPONSE,
};
use super::reader::Reader;
use super::schema::{Draft, VISIBILITIES};
use crate::diagnostic::{ExpectedKind, KeyPlace, ObjectPlace, Problem, Suggestion, WordPlace};
use crate::source::{Node, Value};

/// The values of `final-state-via`.
const FINAL_STATES: &[&str] = &["azure-async-operation", "location", "operation-location", "original-uri"];

/// The methods of Swagger 2.0.
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch"];

impl Reader<'_> {
    pub(super) fn path_item(&mut self, path: Spanned<String>, node: Node) -> PathItem {
        let mut item = PathItem { path, parameters: Vec::new(), operations: Vec::new(), notification_content: None };
        self.each(node, &PATH_ITEM, |reader, key, node| {
            match key {
                "parameters" => item.parameters = reader.parameters(node),
                "x-ms-notification-content" => item.notification_content = Some(reader.notification(node)),
                _ => return reader.method(&mut item.operations, key, node),
            }
            None
        });
        item
    }

    fn method(&mut self, operations: &mut Vec<Operation>, key: &str, node: Node) -> Option<Node> {
        let Some(method) = METHODS.iter().find(|method| method.eq_ignore_ascii_case(key)) else { return Some(node) };
        if key != *method {
            self.letter_case(node.span, WordPlace::Method, key.to_owned(), method);
        }
        if !matches!(node.value, Value::Object(_)) {
            return self.wrong_kind(node.span, method, ExpectedKind::Object, &node.value);
        }
        operations.push(self.operation(method.to_ascii_uppercase(), node));
        None
    }

    fn operation(&mut self, method: String, node: Node) -> Operation {
        let span = node.span;
        let mut operation = Operation { span, method: Spanned { value: method, span }, ..Operation::default() };
        let mut other_summary = None;
        self.each(node, &OPERATION, |reader, key, node| {
            match key {
                "operationId" => operation.id = reader.name(node, key),
                "summary" => operation.summary = reader.text(node, key),
                "x-ms-summary" => other_summary = reader.text(node, key),
                "description" => operation.description = reader.text(node, key),
                "deprecated" => operation.deprecated = reader.flag(node, key),
                "consumes" => operation.consumes = Some(reader.texts(node, key)),
                "produces" => operation.produces = Some(reader.texts(node, key)),
                "parameters" => operation.parameters = reader.parameters(node),
                "responses" => operation.responses = reader.responses(node),
                "x-ms-visibility" => operation.visibility = reader.word(node, key, VISIBILITIES),
                "x-ms-trigger" => operation.trigger = reader.word(node, key, &["single", "batch"]),
                "x-ms-trigger-hint" => operation.trigger_hint = reader.text(node, key),
                "x-ms-api-annotation" => operation.annotation = Some(reader.annotation(node)),
                "x-ms-pageable" => {
                    operation.pageable = Some(node.span);
                    reader.pageable(&mut operation, node);
                }
                "x-ms-long-running-operation" => operation.long_running = reader.flag(node, key),
                "x-ms-long-running-operation-options" => operation.final_state = reader.final_state(node),
                "x-ms-notification-content" => operation.notification_content = Some(reader.notification(node)),
                "x-inferred" => operation.inferred = reader.text(node, key),
                "x-ms-description-for-model" => operation.description_for_model = reader.text(node, key),
                "x-ms-delegated-permissions" => operation.delegated_permissions = reader.permissions(node),
                _ => return Some(node),
            }
            None
        });
        operation.summary = operation.summary.or(other_summary);
        operation
    }

    /// The names of delegated permissions.
    fn permissions(&mut self, node: Node) -> Vec<Spanned<String>> {
        let mut names = Vec::new();
        self.each(node, &PERMISSIONS, |reader, key, node| {
            match key {
                "scopes" => {
                    for node in reader.list(node, key) {
                        reader.each(node, &PERMISSION, |reader, key, node| {
                            match key {
                                "value" => names.extend(reader.text(node, key)),
                                _ => return Some(node),
                            }
                            None
                        });
                    }
                }
                _ => return Some(node),
            }
            None
        });
        names
    }

    pub(super) fn annotation(&mut self, node: Node) -> Annotation {
        let mut annotation = Annotation::default();
        self.each(node, &ANNOTATION, |reader, key, node| {
            match key {
                "status" => annotation.status = reader.text(node, key),
                "family" => annotation.family = reader.text(node, key),
                "revision" => annotation.revision = reader.number_or_text(node, key),
                "replacement" if matches!(node.value, Value::Object(_)) => {
                    reader.each(node, &REPLACEMENT, |reader, key, node| {
                        match key {
                            "operationId" => annotation.replacement = reader.text(node, key),
                            _ => return Some(node),
                        }
                        None
                    });
                }
                "replacement" => annotation.replacement = reader.text(node, key),
                _ => return Some(node),
            }
            None
        });
        annotation
    }

    fn number_or_text(&mut self, node: Node, key: &str) -> Text {
        match node.value {
            Value::Number(value) => Some(Spanned { value, span: node.span }),
            _ => self.text(node, key),
        }
    }

    fn pageable(&mut self, operation: &mut Operation, node: Node) {
        self.each(node, &PAGEABLE, |reader, key, node| {
            match key {
                // Null means that there is one page.
                "nextLinkName" if matches!(node.value, Value::Null) => {}
                "nextLinkName" => operation.next_link = reader.text(node, key),
                "itemName" => operation.item_name = reader.text(node, key),
                "operationName" => operation.continuation = reader.text(node, key),
                _ => return Some(node),
            }
            None
        });
    }

    fn final_state(&mut self, node: Node) -> Text {
        let mut state = None;
        self.each(node, &LONG_RUNNING, |reader, key, node| {
            match key {
                "final-state-via" => state = reader.word(node, key, FINAL_STATES),
                _ => return Some(node),
            }
            None
        });
        state
    }

    fn notification(&mut self, node: Node) -> NotificationContent {
        let mut content =
            NotificationContent { span: node.span, description: None, schema: None, parameters: Vec::new() };
        self.each(node, &NOTIFICATION, |reader, key, node| {
            match key {
                "description" => content.description = reader.text(node, key),
                "schema" => content.schema = reader.schema(node, key),
                "parameters" => content.parameters = reader.parameters(node),
                _ => return Some(node),
            }
            None
        });
        content
    }

    fn parameters(&mut self, node: Node) -> Vec<ParameterOrRef> {
        let nodes = self.list(node, "parameters");
        nodes.into_iter().filter_map(|node| self.parameter_or_ref(node)).collect()
    }

    fn parameter_or_ref(&mut self, node: Node) -> Option<ParameterOrRef> {
        match self.reference(node, &PARAMETER.place) {
            Ok(reference) => Some(ParameterOrRef::Reference(reference)),
            Err(node) => self.parameter(node).map(|parameter| ParameterOrRef::Parameter(Box::new(parameter))),
        }
    }

    /// The `$ref` of an object that is a reference; otherwise the node itself.
    fn reference(&mut self, node: Node, place: &ObjectPlace) -> Result<Spanned<String>, Node> {
        let Value::Object(members) = &node.value else { return Err(node) };
        let Some(reference) = members.iter().find(|member| member.key == "$ref") else { return Err(node) };
        let Value::String(value) = &reference.value.value else { return Err(node) };
        let reference = Spanned { value: value.clone(), span: reference.value.span };
        for member in members.iter().filter(|member| member.key != "$ref") {
            let (key, place) = (member.key.clone(), KeyPlace::Object { object: place.clone() });
            self.report(member.key_span, Problem::BesideReference { key, place });
        }
        Ok(reference)
    }

    /// A parameter; `None` if the value is not an object.
    pub(super) fn parameter(&mut self, node: Node) -> Option<Parameter> {
        let span = node.span;
        if !matches!(node.value, Value::Object(_)) {
            return self.wrong_kind(span, "parameters", ExpectedKind::Objects, &node.value);
        }
        let mut parameter = Parameter { span, ..Parameter::default() };
        let mut own = Draft::at(span);
        let mut schema = None;
        self.each(node, &PARAMETER, |reader, key, node| {
            match key {
                "name" => parameter.name = reader.name(node, key),
                "in" => {
                    let word = reader.word(node, key, &In::ALL.map(In::word));
                    parameter.location =
                        word.and_then(|word| Some(Spanned { value: In::of_word(&word.value)?, span: word.span }));
                }
                "required" => parameter.required = reader.flag(node, key),
                "collectionFormat" => parameter.collection_format = reader.text(node, key),
                "x-ms-url-encoding" => parameter.url_encoding = reader.word(node, key, &["single", "double"]),
                "schema" => schema = reader.schema(node, key),
                _ => return reader.schema_key(&mut own, key, node),
            }
            None
        });
        let own = self.finished(own);
        parameter.notification_url = own.notification_url;
        let is_body = parameter.location.as_ref().is_some_and(|location| location.value == In::Body);
        if is_body {
            if let Some(schema) = &schema {
                self.report_beside_schema(&own, schema);
            }
            parameter.fill_body(own, schema);
        } else {
            parameter.schema = match schema {
                Some(schema) => self.outside_body(own, schema),
                None => own,
            };
            parameter.inferred = parameter.schema.inferred.clone();
        }
        Some(parameter)
    }

    /// Reports what a body parameter states of its type beside its schema: it has no effect.
    fn report_beside_schema(&mut self, own: &Schema, schema: &Schema) {
        let beside = [
            (own.reference.is_some(), "$ref"),
            (!own.properties.is_empty(), "properties"),
            (own.items.is_some(), "items"),
            (own.enumeration.is_some(), "enum"),
            (own.additional.is_some(), "additionalProperties"),
            (!own.all_of.is_empty(), "allOf"),
            (own.default.is_some() && schema.default.is_some(), "default"),
        ];
        for (_, key) in beside.into_iter().filter(|(stands, _)| *stands) {
            self.report(
                own.span,
                Problem::UnknownKey {
                    key: key.to_owned(),
                    place: KeyPlace::ParameterWithSchema,
                    meant: Suggestion::Unlike,
                },
            );
        }
    }

    /// The type of a parameter that has a schema but is not the body. Its own keys win over those of the schema.
    fn outside_body(&mut self, own: Schema, mut schema: Schema) -> Schema {
        self.report(schema.span, Problem::SchemaOutsideBody);
        if !own.kinds.is_empty() {
            return own;
        }
        schema.title = own.title.or(schema.title);
        schema.summary = own.summary.or(schema.summary);
        schema.description = own.description.or(schema.description);
        schema.visibility = own.visibility.or(schema.visibility);
        schema.default = own.default.or(schema.default);
        schema.enumeration = own.enumeration.or(schema.enumeration);
        schema.dynamic.values = own.dynamic.values.or(schema.dynamic.values);
        schema.dynamic.list = own.dynamic.list.or(schema.dynamic.list);
        schema.dynamic.tree = own.dynamic.tree.or(schema.dynamic.tree);
        schema
    }

    fn responses(&mut self, node: Node) -> Vec<(Spanned<String>, ResponseOrRef)> {
        let mut responses = Vec::new();
        for (status, node) in self.entries(node, "responses") {
            if status.value.starts_with("x-") {
                let (key, place) = (status.value, KeyPlace::Object { object: ObjectPlace::Responses });
                self.report(status.span, Problem::UnknownExtension { key, place, meant: Suggestion::Unlike });
                continue;
            }
            let response = match self.reference(node, &RESPONSE.place) {
                Ok(reference) => ResponseOrRef::Reference(reference),
                Err(node) => ResponseOrRef::Response(Box::new(self.response(node))),
            };
            responses.push((status, response));
        }
        responses
    }

    pub(super) fn response(&mut self, node: Node) -> Response {
        let mut response = Response { span: node.span, ..Response::default() };
        let mut nullable = false;
        self.each(node, &RESPONSE, |reader, key, node| {
            match key {
                "description" => response.description = reader.text(node, key),
                "schema" => response.schema = reader.schema(node, key),
                "headers" => {
                    response.headers = reader.entries(node, key).into_iter().map(|(name, _)| name).collect();
                }
                "x-nullable" => nullable = reader.flag(node, key),
                "x-inferred" => response.inferred = reader.text(node, key),
                _ => return Some(node),
            }
            None
        });
        if let Some(schema) = &mut response.schema {
            schema.nullable |= nullable;
        }
        response
    }
}

impl Parameter {
    /// Takes over the parameter's own texts. Its own type is used only if there is no schema.
    fn fill_body(&mut self, mut own: Schema, schema: Option<Schema>) {
        self.summary = own.summary.take().or(own.title.take());
        self.description = own.description.take();
        self.visibility = own.visibility.take();
        self.inferred = own.inferred.take();
        self.description_for_model = own.description_for_model.take();
        self.dynamic = std::mem::take(&mut own.dynamic);
        self.schema = match schema {
            Some(mut schema) => {
                schema.nullable |= own.nullable;
                schema.default = schema.default.or(own.default);
                schema
            }
            None => own,
        };
    }
}
