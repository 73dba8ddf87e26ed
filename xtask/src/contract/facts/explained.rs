//! Differences that are not a fault of the client, by class: each with its condition and its reason. Any other one fails a run.
//!
//! A condition holds only if the definition, or the recorded answer, shows it: a difference that only looks like a class has none.

use serde_json::Value;

use super::{
    compare::Difference,
    definition::{Operation, Place, Schema, Step, steps, value_at},
    read::{Call, Callback, NextLink},
};

/// What a fact is judged by.
#[derive(Default)]
pub(super) struct Evidence<'a> {
    /// The operation in its definition; `None` if that is not strict JSON.
    pub(super) operation: Option<Operation<'a>>,
    /// The recorded answer; `None` if there is none.
    pub(super) answer: Option<String>,
}

impl Evidence<'_> {
    fn answer_json(&self) -> Option<Value> {
        serde_json::from_str(self.answer.as_deref()?.trim_start_matches('\u{feff}')).ok()
    }
}

/// A class of explained differences.
pub(super) struct Class<Fact: 'static> {
    pub(super) name: &'static str,
    pub(super) reason: &'static str,
    is: fn(&Difference, &Fact, &Evidence<'_>) -> Option<bool>,
}

/// The classes of calls.
pub(super) const CALLS: &[Class<Call>] = &[
    Class {
        name: "default-of-the-service",
        reason: "The value is optional, and its default is the service's. The fact's client sends it (`sent_by_default`); a generated \
                 client sends what the caller sets.",
        is: |difference, fact, evidence| {
            let operation = evidence.operation?;
            match difference {
                Difference::QueryMissing { key, .. } => {
                    Some(fact.sent_by_default.contains(key) && !operation.parameter(key)?.is_required())
                }
                Difference::BodyDefault(pointer) => {
                    let (parent, key) = pointer.rsplit_once('/')?;
                    let Place::Declared(parent) = operation.body()?.at_pointer(parent) else { return None };
                    Some(!parent.requires(&key.replace("~1", "/").replace("~0", "~")))
                }
                _ => None,
            }
        },
    },
    Class {
        name: "media-type",
        reason: "The definition names the media type that the client sends (`consumes`, or the default of a header `Content-Type`), and \
                 not the fact's.",
        is: |difference, _, evidence| {
            let Difference::Header { name, fact, sent: Some(sent) } = difference else { return None };
            let operation = evidence.operation.filter(|_| name.eq_ignore_ascii_case("content-type"))?;
            Some(operation.consumes(sent) && !operation.consumes(fact))
        },
    },
    Class {
        name: "required-not-given",
        reason: "The fact does not give a value that the definition requires. The client sends no such request.",
        is: |difference, fact, evidence| {
            let Difference::NotSent { kind, reason, argument } = difference else { return None };
            let operation = evidence.operation?;
            match (kind.as_str(), argument) {
                ("no-value", Some(argument)) if argument.place == "body" => {
                    Some(operation.requires_body() && fact.given_body().is_none())
                }
                ("no-value", Some(argument)) => {
                    Some(operation.parameter(&argument.key)?.is_required() && !fact.values.contains_key(&argument.key))
                }
                ("not-built", _) => {
                    let path = steps(required_field(reason)?)?;
                    let (Step::Key(key), parent) = path.split_last()? else { return None };
                    let Place::Declared(schema) = operation.body()?.at(parent) else { return None };
                    let given = fact.given_body();
                    let is_given =
                        given.as_ref().and_then(|body| value_at(body, &path)).is_some_and(|it| !it.is_null());
                    Some(schema.requires(key) && !is_given)
                }
                _ => None,
            }
        },
    },
    Class {
        name: "value-of-another-type",
        reason: "The fact gives a value that is not of the type that the definition declares.",
        is: |difference, fact, evidence| {
            let Difference::NotSent { kind, argument: Some(argument), .. } = difference else { return None };
            let operation = evidence.operation.filter(|_| kind == "no-fit")?;
            Some(match argument.place.as_str() {
                "body" => !operation.body()?.takes(&fact.given_body()?),
                _ => !operation.parameter(&argument.key)?.takes(fact.values.get(&argument.key)?),
            })
        },
    },
    Class {
        name: "empty-answer",
        reason: "The definition promises a value, and the answer is empty. `send` returns an error of the kind `Empty`, and `Optional` \
                 makes it `None`.",
        is: |difference, fact, evidence| {
            let Difference::NotRead { kind, .. } = difference else { return None };
            evidence.operation.filter(|_| kind == "empty")?.response(fact.status())?;
            let answer = evidence.answer.as_deref().unwrap_or_default().trim();
            Some(["", "[]", "{}", "\"\"", "false", "null"].contains(&answer))
        },
    },
    Class {
        name: "answer-not-json",
        reason: "The definition promises JSON, and the answer is none. An error is right.",
        is: |difference, fact, evidence| {
            let Difference::NotRead { kind, .. } = difference else { return None };
            evidence.operation.filter(|_| kind == "not-json" && fact.expect.is_empty())?.response(fact.status())?;
            Some(evidence.answer_json().is_none())
        },
    },
    Class {
        name: "answer-of-another-type",
        reason: "The answer holds another type than the definition declares at the place in the error. `Error::body_without_misfits` \
                 reads the rest.",
        is: |difference, fact, evidence| {
            let Difference::NotRead { kind, field, .. } = difference else { return None };
            let schema = evidence.operation.filter(|_| kind == "not-decoded")?.response(fact.status())?;
            is_misfit(&schema, &evidence.answer_json()?, &steps(field.as_deref().unwrap_or_default())?)
        },
    },
    Class {
        name: "undeclared-property",
        reason: "The fact reads a property of the answer that the definition neither declares nor allows as an additional one.",
        is: |difference, fact, evidence| {
            let Difference::Answer { pointer, read, .. } = difference else { return None };
            let operation = evidence.operation.filter(|_| read == "nothing")?;
            // An operation without a schema declares no property.
            let Some(schema) = operation.response(fact.status()) else { return Some(true) };
            let pointer = pointer.strip_suffix("#count").unwrap_or(pointer);
            Some(matches!(schema.at_pointer(pointer), Place::Undeclared))
        },
    },
    Class {
        name: "default-left-out",
        reason: "The definition states a default for a query key, and the fact's client leaves it out (`defaults_not_sent`, \
                 `url_from = \"client\"`). The definition is right.",
        is: |difference, fact, evidence| {
            let Difference::QueryExtra { key, value } = difference else { return None };
            let is_left_out = fact.defaults_not_sent.contains(key)
                || fact.url_from.as_deref() == Some("client") && !fact.values.contains_key(key);
            Some(is_left_out && evidence.operation?.parameter(key)?.has_default(value))
        },
    },
];

/// The classes of callbacks.
pub(super) const CALLBACKS: &[Class<Callback>] = &[Class {
    name: "payload-of-another-type",
    reason: "The body holds another type than the definition declares at the place in the error.",
    is: |difference, fact, evidence| {
        let Difference::NotRead { field: Some(field), .. } = difference else { return None };
        let (operation, path) = (evidence.operation?, steps(field)?);
        let body: Value = serde_json::from_str(&fact.body).ok()?;
        let held = value_at(&body, path.get(..1)?)?;
        let path = path.get(1..)?;
        // An item of a batch may stand in the envelope alone, so its schema may be that of the list's items.
        let item: [&[Step]; 3] = [&[], &[Step::Key("value".to_owned()), Step::Index(0)], &[Step::Index(0)]];
        let of_item = |root: Schema<'_>| {
            let mut schemas = item.iter().filter_map(|item| match root.at(item) {
                Place::Declared(schema) => Some(schema),
                Place::Anything | Place::Undeclared => None,
            });
            schemas.find_map(|schema| is_misfit(&schema, held, path))
        };
        operation.payloads().find_map(of_item)
    },
}];

/// The classes of links.
pub(super) const LINKS: &[Class<NextLink>] = &[Class {
    name: "foreign-link",
    reason: "The fact's client sends path and query of a link to a foreign host on to the connection. A credential stays with the \
             connection's own origin, and such a link is an error.",
    is: |difference, fact, _| {
        let Difference::NotSent { .. } = difference else { return None };
        Some(origin(&fact.link)? != origin(&fact.connection)?)
    },
}];

/// Whether the value at the end of a path is not of the type that a schema declares there; `None` if it declares none.
fn is_misfit(schema: &Schema<'_>, value: &Value, path: &[Step]) -> Option<bool> {
    match schema.at(path) {
        Place::Declared(schema) => Some(!schema.is_of(value_at(value, path)?)),
        Place::Anything | Place::Undeclared => None,
    }
}

/// The path in the client's message about a required field that is missing.
fn required_field(reason: &str) -> Option<&str> {
    let (before, _) = reason.rsplit_once("`: a required field")?;
    Some(before.rsplit_once('`')?.1)
}

/// Scheme and authority of an absolute URL.
fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    Some(format!("{scheme}://{authority}").to_ascii_lowercase())
}

/// The class of each difference, or `None` if one of them has none.
pub(super) fn classes<Fact>(
    table: &'static [Class<Fact>],
    differences: &[Difference],
    fact: &Fact,
    evidence: &Evidence<'_>,
) -> Option<Vec<&'static str>> {
    let is = |class: &&Class<Fact>, difference| (class.is)(difference, fact, evidence) == Some(true);
    let class = |difference| table.iter().find(|class| is(class, difference)).map(|class| class.name);
    let mut names = differences.iter().map(class).collect::<Option<Vec<_>>>()?;
    names.sort_unstable();
    names.dedup();
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::facts::{compare::Argument, definition::Definition};
    use serde_json::json;

    fn definition() -> Definition {
        let parameter = |name: &str, location: &str, ty: &str| json!({"name": name, "in": location, "type": ty});
        let item = json!({"type": "object", "required": ["id"], "properties": {
            "id": {"type": "integer"}, "tags": {"type": "object", "additionalProperties": true},
        }});
        let list = json!({"type": "object", "properties": {"value": {"type": "array", "items": {"$ref": "#/definitions/Item"}}}});
        let response = json!({"200": {"description": "", "schema": list}});
        let definition = json!({
            "swagger": "2.0",
            "paths": {
                "/items": {
                    "get": {"operationId": "List", "parameters": [
                        parameter("top", "query", "integer"),
                        {"name": "deep", "in": "query", "type": "boolean", "default": true},
                        {"name": "scope", "in": "query", "type": "string", "required": true},
                    ], "responses": response},
                    "post": {"operationId": "Add", "consumes": ["image/png"], "parameters": [
                        {"name": "body", "in": "body", "required": true, "schema": {"$ref": "#/definitions/Item"}},
                    ], "responses": {"204": {"description": ""}}},
                },
                "/on": {"get": {"operationId": "OnItem", "x-ms-trigger": "batch", "responses": response}},
            },
            "definitions": {"Item": item},
        });
        Definition::of(definition).expect("a document")
    }

    fn call(operation: &str, more: &str) -> Call {
        let text = format!("id = '1'\nconnector = 'x'\noperation = '{operation}'\nmethod = 'GET'\n{more}");
        toml::from_str(&text).expect("a fact")
    }

    /// The class of a difference of a call.
    fn class(difference: Difference, fact: &Call, answer: &str) -> Option<&'static str> {
        let definition = definition();
        let (operation, answer) = (definition.operation(&fact.operation), Some(answer.to_owned()));
        assert!(operation.is_some(), "{}", fact.operation);
        let names = classes(CALLS, &[difference], fact, &Evidence { operation, answer })?;
        names.first().copied()
    }

    #[test]
    fn a_property_is_undeclared_only_if_the_schema_does_not_know_it() {
        let fact = call("List", "");
        let nothing = |pointer: &str| Difference::Answer {
            pointer: pointer.to_owned(),
            fact: "1".to_owned(),
            read: "nothing".to_owned(),
        };
        assert_eq!(class(nothing("/value/0/colour"), &fact, "{}"), Some("undeclared-property"));
        for near in ["/value/0/id", "/value#count", "/value/0/tags/any"] {
            assert_eq!(class(nothing(near), &fact, "{}"), None, "{near}");
        }
    }

    #[test]
    fn an_answer_is_of_another_type_only_at_the_place_in_the_error() {
        let fact = call("List", "");
        let not_read = |field: &str| Difference::NotRead {
            kind: "not-decoded".to_owned(),
            error: "expected an integer".to_owned(),
            field: Some(field.to_owned()),
        };
        let answer = r#"{"value": [{"id": 1}, {"id": "two", "tags": []}]}"#;
        assert_eq!(class(not_read("value[1].id"), &fact, answer), Some("answer-of-another-type"));
        assert_eq!(class(not_read("value[1].tags"), &fact, answer), Some("answer-of-another-type"));
        for near in ["value[0].id", "value", "value[1].other", "value[2].id", "value[1]…"] {
            assert_eq!(class(not_read(near), &fact, answer), None, "{near}");
        }
    }

    #[test]
    fn a_value_is_of_another_type_only_if_the_definition_declares_one() {
        let no_fit = |place: &str, key: &str| Difference::NotSent {
            kind: "no-fit".to_owned(),
            reason: "takes no such value".to_owned(),
            argument: Some(Argument { place: place.to_owned(), key: key.to_owned() }),
        };
        let fact = call("List", "values = { top = 'many', scope = 'all' }");
        assert_eq!(class(no_fit("query", "top"), &fact, ""), Some("value-of-another-type"));
        assert_eq!(class(no_fit("query", "scope"), &fact, ""), None);
        let right = call("List", "values = { top = 3 }");
        assert_eq!(class(no_fit("query", "top"), &right, ""), None);
        let body = call("Add", r#"body = '{"id": "one"}'"#);
        assert_eq!(class(no_fit("body", ""), &body, ""), Some("value-of-another-type"));
        let body = call("Add", r#"body = '{"id": 1}'"#);
        assert_eq!(class(no_fit("body", ""), &body, ""), None);
    }

    #[test]
    fn a_media_type_is_explained_only_if_the_definition_names_the_one_that_is_sent() {
        let header = |fact: &str, sent: &str| Difference::Header {
            name: "content-type".to_owned(),
            fact: fact.to_owned(),
            sent: Some(sent.to_owned()),
        };
        let fact = call("Add", "");
        assert_eq!(class(header("image/jpeg", "image/png; q=1"), &fact, ""), Some("media-type"));
        assert_eq!(class(header("image/jpeg", "application/octet-stream"), &fact, ""), None);
        assert_eq!(class(header("image/png", "application/octet-stream"), &fact, ""), None);
        assert_eq!(class(header("image/jpeg", "image/png"), &call("List", ""), ""), None);
    }

    #[test]
    fn a_payload_is_of_another_type_only_at_the_place_in_the_error() {
        let definition = definition();
        let class = |field: &str, body: Value| {
            let text = format!("id = '1'\nconnector = 'x'\noperation = 'OnItem'\nbody = '{body}'");
            let fact: Callback = toml::from_str(&text).expect("a fact");
            let difference = Difference::NotRead {
                kind: "not-decoded".to_owned(),
                error: format!("OnItem: `{field}`: expected an integer, found text"),
                field: Some(field.to_owned()),
            };
            let evidence = Evidence { operation: definition.operation("OnItem"), answer: None };
            classes(CALLBACKS, &[difference], &fact, &evidence)
        };
        let batch = json!({"body": {"value": [{"id": 1}, {"id": "two"}]}});
        assert_eq!(class("body.value[1].id", batch.clone()), Some(vec!["payload-of-another-type"]));
        assert_eq!(class("body.id", json!({"body": {"id": "two"}})), Some(vec!["payload-of-another-type"]));
        assert_eq!(class("body.value[0].id", batch.clone()), None);
        assert_eq!(class("body.value[1].other", batch), None);
        assert_eq!(class("body.id", json!({"body": {"id": 1}})), None);
    }

    #[test]
    fn the_other_classes_hold_only_if_the_definition_says_so() {
        let missing = |key: &str| Difference::QueryMissing { key: key.to_owned(), value: "1".to_owned() };
        let sent = call("List", "sent_by_default = ['top', 'scope', 'other']");
        assert_eq!(class(missing("top"), &sent, ""), Some("default-of-the-service"));
        assert_eq!(class(missing("scope"), &sent, ""), None);
        assert_eq!(class(missing("other"), &sent, ""), None);
        let extra = |value: &str| Difference::QueryExtra { key: "deep".to_owned(), value: value.to_owned() };
        let left_out = call("List", "defaults_not_sent = ['deep']");
        assert_eq!(class(extra("true"), &left_out, ""), Some("default-left-out"));
        assert_eq!(class(extra("false"), &left_out, ""), None);
        let no_value = |key: &str| Difference::NotSent {
            kind: "no-value".to_owned(),
            reason: String::new(),
            argument: Some(Argument { place: "query".to_owned(), key: key.to_owned() }),
        };
        assert_eq!(class(no_value("scope"), &sent, ""), Some("required-not-given"));
        assert_eq!(class(no_value("top"), &sent, ""), None);
        let not_built = |field: &str| Difference::NotSent {
            kind: "not-built".to_owned(),
            reason: format!("the body cannot be sent: `{field}`: a required field is `None`"),
            argument: None,
        };
        let body = call("Add", "body = '{}'");
        assert_eq!(class(not_built("id"), &body, ""), Some("required-not-given"));
        assert_eq!(class(not_built("tags"), &body, ""), None);
        let not_read = |kind: &str| Difference::NotRead { kind: kind.to_owned(), error: String::new(), field: None };
        assert_eq!(class(not_read("empty"), &sent, " "), Some("empty-answer"));
        assert_eq!(class(not_read("empty"), &sent, r#"{"value": []}"#), None);
        assert_eq!(class(not_read("not-json"), &sent, "<html>"), Some("answer-not-json"));
        assert_eq!(class(not_read("not-json"), &sent, "{}"), None);
    }
}
