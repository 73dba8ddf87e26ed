//! A definition's file in; out: what its own JSON says about an operation's parameters, bodies and responses. The reader is this
//! module's own, so that a mistake of the generator does not explain itself.

use std::{fs, path::Path};

use serde_json::Value;

/// How deep references and `allOf` are followed.
const MOST: usize = 50;

/// A Swagger document.
pub(super) struct Definition(Value);

impl Definition {
    /// Reads a file that is, or wraps, a Swagger document in strict JSON; `None` for any other one.
    pub(super) fn read(path: &Path) -> Option<Self> {
        let bytes = fs::read(path).ok()?;
        let text = std::str::from_utf8(&bytes).ok()?;
        Self::of(serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?)
    }

    /// The document in a value: the value itself, or the `swagger` of its properties.
    pub(super) fn of(mut value: Value) -> Option<Self> {
        if let Some(inner) = value.pointer_mut("/properties/swagger") {
            value = inner.take();
        }
        value.get("paths")?.is_object().then_some(Self(value))
    }

    /// The operation of that id.
    pub(super) fn operation(&self, id: &str) -> Option<Operation<'_>> {
        let items = self.0["paths"].as_object()?.values();
        let mut all = items.flat_map(|item| {
            let operations = item.as_object().into_iter().flat_map(|members| members.values());
            operations.map(move |operation| Operation { document: &self.0, item, operation })
        });
        all.find(|it| it.operation.get("operationId").and_then(Value::as_str) == Some(id))
    }
}

/// An operation in its document.
#[derive(Clone, Copy)]
pub(super) struct Operation<'a> {
    document: &'a Value,
    item: &'a Value,
    operation: &'a Value,
}

impl<'a> Operation<'a> {
    fn parameters(self) -> impl Iterator<Item = &'a Value> {
        let lists = [self.operation, self.item].into_iter().filter_map(|holder| holder.get("parameters")?.as_array());
        lists.flatten().map(move |parameter| resolved(self.document, parameter))
    }

    /// The parameter of that name in path, query, header or form. A header's name is the same in any case.
    pub(super) fn parameter(self, name: &str) -> Option<Parameter<'a>> {
        let is_named = |parameter: &&Value| {
            let own = parameter["name"].as_str().unwrap_or_default();
            match parameter["in"].as_str() {
                Some("header") => own.eq_ignore_ascii_case(name),
                Some("body") | None => false,
                Some(_) => own == name,
            }
        };
        let value = self.parameters().find(is_named)?;
        Some(Parameter(Schema { document: self.document, value }))
    }

    /// The schema of the body.
    pub(super) fn body(self) -> Option<Schema<'a>> {
        let body = self.parameters().find(|parameter| parameter["in"] == "body")?;
        Some(Schema { document: self.document, value: body.get("schema")? })
    }

    /// Whether a request must have a body.
    pub(super) fn requires_body(self) -> bool {
        self.parameters().any(|parameter| parameter["in"] == "body" && parameter["required"] == true)
    }

    /// Whether the definition names a media type for requests: in `consumes`, or as the default of a header `Content-Type`.
    pub(super) fn consumes(self, media_type: &str) -> bool {
        let is_same = |value: &Value| value.as_str().is_some_and(|text| essence(text) == essence(media_type));
        let mut lists =
            [self.operation, self.document].into_iter().filter_map(|holder| holder.get("consumes")?.as_array());
        let header = self.parameter("Content-Type").and_then(|header| header.0.value.get("default"));
        lists.find(|list| !list.is_empty()).into_iter().flatten().chain(header).any(is_same)
    }

    /// The schema of the response with a status: the status's own; of a success, the first success's; else the default's.
    pub(super) fn response(self, status: u16) -> Option<Schema<'a>> {
        let responses = self.operation.get("responses")?.as_object()?;
        let success = || responses.iter().find(|(key, _)| (200..300).contains(&status) && key.starts_with('2'));
        let of_success = || success().map(|(_, response)| response);
        let response = responses.get(&status.to_string()).or_else(of_success).or_else(|| responses.get("default"))?;
        Some(Schema { document: self.document, value: resolved(self.document, response).get("schema")? })
    }

    /// The schemas of what a trigger's callback holds: the notification's content, or the response.
    pub(super) fn payloads(self) -> impl Iterator<Item = Schema<'a>> {
        let content = [self.operation, self.item]
            .into_iter()
            .find_map(|holder| holder.get("x-ms-notification-content")?.get("schema"));
        let content = content.map(|value| Schema { document: self.document, value });
        content.into_iter().chain(self.response(200))
    }
}

/// A media type without its parameters.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A parameter in path, query, header or form.
#[derive(Clone, Copy)]
pub(super) struct Parameter<'a>(Schema<'a>);

impl Parameter<'_> {
    pub(super) fn is_required(self) -> bool {
        self.0.value["required"] == true || self.0.value["in"] == "path"
    }

    /// Whether the definition states this default.
    pub(super) fn has_default(self, text: &str) -> bool {
        match self.0.value.get("default") {
            Some(Value::String(default)) => default == text,
            Some(default) => default.to_string().eq_ignore_ascii_case(text),
            None => false,
        }
    }

    /// Whether a value is of the declared type.
    pub(super) fn takes(self, value: &Value) -> bool {
        self.0.takes(value)
    }
}

/// A schema in its document.
#[derive(Clone, Copy)]
pub(super) struct Schema<'a> {
    document: &'a Value,
    value: &'a Value,
}

/// What a schema says about a place in a value.
pub(super) enum Place<'a> {
    Declared(Schema<'a>),
    /// The schema allows any value there.
    Anything,
    /// The schema declares members or items, and not this one, and states no additional ones.
    Undeclared,
}

/// A step into a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

impl<'a> Schema<'a> {
    /// The schema without references, and all that it is composed of.
    fn parts(self) -> Vec<&'a Value> {
        let mut parts = Vec::new();
        let mut open = vec![(self.value, 0)];
        while let Some((value, depth)) = open.pop() {
            let part = resolved(self.document, value);
            let all = part.get("allOf").and_then(Value::as_array).filter(|_| depth < MOST);
            open.extend(all.into_iter().flatten().map(|value| (value, depth + 1)));
            parts.push(part);
        }
        parts
    }

    fn inner(self, value: &'a Value) -> Place<'a> {
        Place::Declared(Schema { value, ..self })
    }

    fn step(self, step: &Step) -> Place<'a> {
        let parts = self.parts();
        let has = |key: &str| parts.iter().any(|part| part.get(key).is_some());
        let is_dynamic = has("x-ms-dynamic-schema") || has("x-ms-dynamic-properties");
        let is_free = !has("properties") && !has("items") && !has("additionalProperties");
        match step {
            Step::Index(_) => match parts.iter().find_map(|part| part.get("items")) {
                Some(items) => self.inner(items),
                None if is_dynamic || is_free => Place::Anything,
                None => Place::Undeclared,
            },
            Step::Key(key) => {
                let named = |part: &&'a Value| {
                    let properties = part.get("properties")?.as_object()?;
                    let other_case = || properties.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
                    properties.get(key).or_else(|| other_case().map(|(_, value)| value))
                };
                let mut extra = parts.iter().filter_map(|part| part.get("additionalProperties"));
                match (parts.iter().find_map(named), extra.find(|extra| **extra != false)) {
                    (Some(property), _) => self.inner(property),
                    (None, Some(extra)) if extra.as_object().is_some_and(|members| !members.is_empty()) => {
                        self.inner(extra)
                    }
                    (None, Some(_)) => Place::Anything,
                    (None, None) if is_dynamic || is_free => Place::Anything,
                    (None, None) => Place::Undeclared,
                }
            }
        }
    }

    /// The place at the end of steps.
    pub(super) fn at(self, steps: &[Step]) -> Place<'a> {
        steps.iter().fold(Place::Declared(self), |place, step| match place {
            Place::Declared(schema) => schema.step(step),
            other => other,
        })
    }

    /// The place of a JSON pointer, whose numbers are indexes of lists.
    pub(super) fn at_pointer(self, pointer: &str) -> Place<'a> {
        let keys = pointer.split('/').skip(1).map(|key| key.replace("~1", "/").replace("~0", "~"));
        keys.fold(Place::Declared(self), |place, key| match place {
            Place::Declared(schema) => {
                let is_list = schema.parts().iter().any(|part| part.get("items").is_some() || part["type"] == "array");
                match key.parse() {
                    Ok(index) if is_list => schema.step(&Step::Index(index)),
                    _ => schema.step(&Step::Key(key)),
                }
            }
            other => other,
        })
    }

    /// Whether an object must have a member.
    pub(super) fn requires(self, key: &str) -> bool {
        let lists = self.parts().into_iter().filter_map(|part| part.get("required")?.as_array());
        lists.flatten().any(|name| name == key)
    }

    /// Whether a value itself is of the declared type, whatever its members are.
    pub(super) fn is_of(self, value: &Value) -> bool {
        self.parts().into_iter().all(|part| {
            let nullable = ["x-nullable", "nullable"].iter().any(|key| part.get(*key) == Some(&Value::Bool(true)));
            let format = part.get("format").and_then(Value::as_str).unwrap_or_default();
            match part.get("type") {
                Some(Value::String(name)) => value.is_null() && nullable || is_type(value, name, format),
                Some(Value::Array(names)) => {
                    names.iter().filter_map(Value::as_str).any(|name| is_type(value, name, format))
                }
                _ => true,
            }
        })
    }

    /// Whether a value and all that it holds are of the declared types.
    pub(super) fn takes(self, value: &Value) -> bool {
        let inside = |step: Step, value: &Value| match self.step(&step) {
            Place::Declared(schema) => schema.takes(value),
            Place::Anything | Place::Undeclared => true,
        };
        self.is_of(value)
            && match value {
                Value::Array(items) => items.iter().enumerate().all(|(index, item)| inside(Step::Index(index), item)),
                Value::Object(members) => {
                    members.iter().all(|(key, value)| value.is_null() || inside(Step::Key(key.clone()), value))
                }
                _ => true,
            }
    }
}

/// Whether a value is of a type of JSON Schema, and an integer within its format.
fn is_type(value: &Value, name: &str, format: &str) -> bool {
    match (name, value) {
        ("integer", Value::Number(number)) => match format {
            "int32" => number.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
            "uint64" => number.as_u64().is_some(),
            _ => number.as_i64().is_some(),
        },
        ("number", value) => value.is_number(),
        ("string", value) => value.is_string(),
        ("boolean", value) => value.is_boolean(),
        ("array", value) => value.is_array(),
        ("object", value) => value.is_object(),
        ("null", value) => value.is_null(),
        ("integer", _) => false,
        _ => true,
    }
}

/// What a reference leads to, in this document; a reference that leads nowhere is itself.
fn resolved<'a>(document: &'a Value, mut value: &'a Value) -> &'a Value {
    for _ in 0..MOST {
        let reference = value.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
        match reference.and_then(|pointer| document.pointer(pointer)) {
            Some(target) => value = target,
            None => break,
        }
    }
    value
}

/// The value at the end of steps; keys as they are, or in another case.
pub(super) fn value_at<'a>(value: &'a Value, steps: &[Step]) -> Option<&'a Value> {
    steps.iter().try_fold(value, |value, step| match (step, value) {
        (Step::Index(index), Value::Array(items)) => items.get(*index),
        (Step::Key(key), Value::Object(members)) => {
            let other_case = || members.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
            members.get(key).or_else(|| other_case().map(|(_, value)| value))
        }
        _ => None,
    })
}

/// The steps of a path such as `value[3].address["a.b"]`, as the client's errors write it; `None` if the string is not a complete path.
pub(super) fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix("[\"") {
            let end = quoted.match_indices("\"]").find(|(at, _)| !is_escaped(quoted, *at))?.0;
            steps.push(Step::Key(serde_json::from_str(&format!("\"{}\"", quoted.get(..end)?)).ok()?));
            rest = quoted.get(end + 2..)?;
        } else if let Some(numbered) = rest.strip_prefix('[') {
            let (index, after) = numbered.split_once(']')?;
            steps.push(Step::Index(index.parse().ok()?));
            rest = after;
        } else {
            let plain = rest.strip_prefix('.').unwrap_or(rest);
            let end = plain.find(['.', '[']).unwrap_or(plain.len());
            let key = plain.get(..end)?;
            if key.is_empty() || key.contains('…') {
                return None;
            }
            steps.push(Step::Key(key.to_owned()));
            rest = plain.get(end..)?;
        }
    }
    Some(steps)
}

/// Whether an odd number of backslashes stands before a position.
fn is_escaped(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_of_an_error_is_read_step_by_step() {
        let (key, index) = (|key: &str| Step::Key(key.to_owned()), Step::Index);
        assert_eq!(steps("value[3].address.zip"), Some(vec![key("value"), index(3), key("address"), key("zip")]));
        assert_eq!(steps(r#"[0]["a.b\"]"].c"#), Some(vec![index(0), key(r#"a.b"]"#), key("c")]));
        assert_eq!(steps("value.longe…"), None);
        assert_eq!(steps("value[x]"), None);
    }

    #[test]
    fn a_place_is_declared_free_or_undeclared() {
        let document = json!({"paths": {}, "definitions": {
            "Base": {"properties": {"id": {"type": "integer"}}},
            "Item": {"allOf": [{"$ref": "#/definitions/Base"}], "properties": {
                "free": {}, "map": {"additionalProperties": {"type": "string"}},
                "open": {"properties": {}, "additionalProperties": true},
                "closed": {"properties": {}, "additionalProperties": false},
            }},
        }});
        let value = json!({"type": "array", "items": {"$ref": "#/definitions/Item"}});
        let root = Schema { document: &document, value: &value };
        let place = |pointer: &str| match root.at_pointer(pointer) {
            Place::Declared(_) => "declared",
            Place::Anything => "anything",
            Place::Undeclared => "undeclared",
        };
        for (pointer, expected) in [
            ("/0/id", "declared"),
            ("/0/ID", "declared"),
            ("/0/map/any", "declared"),
            ("/0/free/any/more", "anything"),
            ("/0/open/any", "anything"),
            ("/0/closed/any", "undeclared"),
            ("/0/other", "undeclared"),
            ("/0/other/more", "undeclared"),
            ("/name", "undeclared"),
        ] {
            assert_eq!(place(pointer), expected, "{pointer}");
        }
    }

    #[test]
    fn a_value_is_of_its_declared_type() {
        let document = json!({});
        let is_of = |schema: Value, value: Value| Schema { document: &document, value: &schema }.takes(&value);
        assert!(is_of(json!({"type": "integer"}), json!(3)));
        assert!(!is_of(json!({"type": "integer"}), json!("3")));
        assert!(!is_of(json!({"type": "integer", "format": "int32"}), json!(3_000_000_000_i64)));
        assert!(!is_of(json!({"type": "string"}), Value::Null));
        assert!(is_of(json!({"type": "string", "x-nullable": true}), Value::Null));
        let list = json!({"type": "array", "items": {"properties": {"a": {"type": "boolean"}}}});
        assert!(is_of(list.clone(), json!([{"a": true}, {"a": null}, {"b": 1}])));
        assert!(!is_of(list, json!([{"a": true}, {"a": "true"}])));
    }
}
