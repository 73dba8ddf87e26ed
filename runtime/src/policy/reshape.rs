//! Changes of JSON. In: a JSON body and a change. Out: the changed body.

use super::{
    Change, Reshape, Root, Scope, Step,
    expression::{Location, find},
};
use crate::http::percent::encode_value;
use serde_json::{Map, Value};

/// Changes `body`; expressions refer to `scope`. Missing values are not changed.
pub(super) fn reshape(body: &mut Value, rule: &Reshape, scope: &Scope<'_>) {
    let Some(parent) = find(body, rule.parent.steps) else {
        // A property can be set in an object that does not exist yet.
        if let Change::Set(_) = rule.change {
            change_one(body, rule, None, scope);
        }
        return;
    };
    match parent.as_array().map(Vec::len) {
        None => change_one(body, rule, None, scope),
        Some(length) => (0..length).for_each(|index| change_one(body, rule, Some(index), scope)),
    }
}

/// Changes one holder: the parent, or an element of it.
fn change_one(body: &mut Value, rule: &Reshape, index: Option<usize>, scope: &Scope<'_>) {
    let holder_at = |body: &Value| {
        let parent = find(body, rule.parent.steps)?;
        match index {
            Some(index) => parent.get(index).cloned(),
            None => Some(parent.clone()),
        }
    };
    let holder = holder_at(body);
    let source = holder.as_ref().and_then(|holder| find(holder, rule.source));
    let result = match (&rule.change, source) {
        (Change::Set(template), _) => {
            let scope = Scope { body: &*body, item: holder.as_ref(), ..*scope };
            scope.value(template)
        }
        (_, None) => None,
        (change, Some(source)) => changed(change, source),
    };
    let Some(result) = result else { return };
    if let Change::Move { properties } = rule.change {
        remove(body, &way(rule.parent, index, rule.source));
        let target = target(rule, index);
        match (properties, result) {
            (true, Value::Object(members)) => {
                for (key, value) in members {
                    let mut way = target.clone();
                    way.push(At::Key(key));
                    put(body, &way, value);
                }
            }
            (_, result) => put(body, &target, result),
        }
        return;
    }
    put(body, &target(rule, index), result);
}

fn changed(change: &Change, source: &Value) -> Option<Value> {
    Some(match change {
        Change::Set(_) => return None,
        Change::Replace { from, to } => Value::String(source.as_str()?.replace(from, to)),
        Change::Encode => {
            let mut encoded = String::new();
            encode_value(source.as_str()?, &mut encoded);
            Value::String(encoded)
        }
        Change::Split { delimiters, property } => {
            let parts = source.as_str()?.split(|c| delimiters.contains(c)).map(str::trim);
            let object = |part: &str| Value::Object(Map::from_iter([((*property).to_owned(), part.into())]));
            parts.filter(|part| !part.is_empty()).map(object).collect()
        }
        Change::ToList { key, value } => {
            let pair = |(name, held): (&String, &Value)| {
                Value::Object(Map::from_iter([
                    ((*key).to_owned(), name.as_str().into()),
                    ((*value).to_owned(), held.clone()),
                ]))
            };
            source.as_object()?.iter().map(pair).collect()
        }
        Change::ToObject { key, retain } => {
            let mut object = Map::new();
            for element in source.as_array()? {
                let name = match find(element, key) {
                    Some(Value::String(name)) => name.clone(),
                    Some(name @ (Value::Number(_) | Value::Bool(_))) => name.to_string(),
                    _ => continue,
                };
                let mut element = element.clone();
                if !retain {
                    remove(&mut element, &key.iter().map(At::of).collect::<Vec<_>>());
                }
                object.insert(name, element);
            }
            Value::Object(object)
        }
        Change::Move { .. } => source.clone(),
    })
}

/// A step in a body.
#[derive(Clone)]
enum At {
    Key(String),
    Index(usize),
}

impl At {
    fn of(step: &Step) -> Self {
        match step {
            Step::Key(key) => Self::Key((*key).to_owned()),
            Step::Index(index) => Self::Index(*index),
        }
    }
}

/// The path to a value of a holder.
fn way(parent: Location, index: Option<usize>, rest: &[Step]) -> Vec<At> {
    let parent = parent.steps.iter().map(At::of);
    parent.chain(index.map(At::Index)).chain(rest.iter().map(At::of)).collect()
}

fn target(rule: &Reshape, index: Option<usize>) -> Vec<At> {
    match rule.target.root {
        Root::Body => rule.target.steps.iter().map(At::of).collect(),
        Root::Item => way(rule.parent, index, rule.target.steps),
    }
}

/// Sets the value at the end of a path. Missing objects on the path are created. Nothing is set in a value that is not
/// an object, or at a missing index.
fn put(root: &mut Value, way: &[At], value: Value) {
    let Some((step, rest)) = way.split_first() else {
        *root = value;
        return;
    };
    match step {
        At::Key(key) => {
            if root.is_null() {
                *root = Value::Object(Map::new());
            }
            if let Value::Object(members) = root {
                put(members.entry(key.clone()).or_insert(Value::Null), rest, value);
            }
        }
        At::Index(index) => {
            if let Some(element) = root.get_mut(index) {
                put(element, rest, value);
            }
        }
    }
}

fn remove(root: &mut Value, way: &[At]) {
    match way {
        [] => {}
        [At::Key(key)] => {
            if let Value::Object(members) = root {
                members.remove(key);
            }
        }
        [At::Index(_)] => {}
        [At::Key(key), rest @ ..] => {
            if let Some(next) = root.get_mut(key) {
                remove(next, rest);
            }
        }
        [At::Index(index), rest @ ..] => {
            if let Some(next) = root.get_mut(index) {
                remove(next, rest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        http::headers::Headers,
        policy::{Expression, FixedParameters, Piece},
    };
    use serde_json::json;

    const BODY: Location = Location { root: Root::Body, steps: &[] };

    const fn body(steps: &'static [Step]) -> Location {
        Location { root: Root::Body, steps }
    }

    const fn item(steps: &'static [Step]) -> Location {
        Location { root: Root::Item, steps }
    }

    fn after(mut body: Value, rule: Reshape) -> Value {
        let scope = Scope {
            parameters: &FixedParameters(&[]),
            method: "POST",
            headers: &Headers::default(),
            query: None,
            path: &[],
            body: &Value::Null,
            item: None,
        };
        reshape(&mut body, &rule, &scope);
        body
    }

    #[test]
    fn a_property_is_set_even_in_an_object_that_is_not_there_yet() {
        let set = |parent, target| Reshape { parent, source: &[], change: Change::Set(&[Piece::Text("v1")]), target };
        let rule = set(BODY, body(&[Step::Key("version")]));
        assert_eq!(after(json!({"a": 1}), rule), json!({"a": 1, "version": "v1"}));
        let deep = body(&[Step::Key("condition"), Step::Key("filter")]);
        assert_eq!(
            after(json!({}), set(body(&[Step::Key("condition")]), deep)),
            json!({"condition": {"filter": "v1"}})
        );
        assert_eq!(after(json!([1]), rule), json!([1]));
    }

    #[test]
    fn each_element_of_a_list_is_changed_with_itself_as_the_item() {
        const TITLE: super::super::Template = &[
            Piece::Expression(Expression::Json(item(&[Step::Key("id")]))),
            Piece::Text("-"),
            Piece::Expression(Expression::Json(item(&[Step::Key("reference")]))),
        ];
        let rule = Reshape {
            parent: body(&[Step::Key("invoices")]),
            source: &[],
            change: Change::Set(TITLE),
            target: item(&[Step::Key("title")]),
        };
        let before = json!({"invoices": [{"id": 1, "reference": "a"}, {"id": 2, "reference": "b"}]});
        let expected = json!({"invoices": [
            {"id": 1, "reference": "a", "title": "1-a"},
            {"id": 2, "reference": "b", "title": "2-b"}
        ]});
        assert_eq!(after(before, rule), expected);
    }

    #[test]
    fn a_property_is_set_from_the_body_that_is_changed() {
        const ID: super::super::Template = &[Piece::Expression(Expression::Json(body(&[Step::Key("id")])))];
        let copied = Reshape {
            parent: BODY,
            source: &[],
            change: Change::Set(ID),
            target: body(&[Step::Key("parent"), Step::Key("id")]),
        };
        assert_eq!(after(json!({"id": 7}), copied), json!({"id": 7, "parent": {"id": 7}}));
    }

    #[test]
    fn texts_are_replaced_encoded_and_split() {
        let of_link = |change| Reshape {
            parent: body(&[Step::Key("links")]),
            source: &[Step::Key("url")],
            change,
            target: item(&[Step::Key("url")]),
        };
        let before = || json!({"links": [{"url": "a.b.c"}, {"url": 7}, {}]});
        let replaced = after(before(), of_link(Change::Replace { from: ".", to: "%2E" }));
        assert_eq!(replaced, json!({"links": [{"url": "a%2Eb%2Ec"}, {"url": 7}, {}]}));
        let encoded = after(json!({"links": [{"url": "a b/c"}]}), of_link(Change::Encode));
        assert_eq!(encoded, json!({"links": [{"url": "a%20b%2Fc"}]}));
        let split = Reshape {
            parent: BODY,
            source: &[Step::Key("to")],
            change: Change::Split { delimiters: ";", property: "userId" },
            target: body(&[Step::Key("to")]),
        };
        assert_eq!(after(json!({"to": "a; b;"}), split), json!({"to": [{"userId": "a"}, {"userId": "b"}]}));
    }

    #[test]
    fn objects_and_lists_become_each_other() {
        let to_list = |parent, target| Reshape {
            parent,
            source: &[Step::Key("map")],
            change: Change::ToList { key: "id", value: "value" },
            target,
        };
        let listed = after(json!({"map": {"a": {"x": 1}}}), to_list(BODY, body(&[Step::Key("map")])));
        assert_eq!(listed, json!({"map": [{"id": "a", "value": {"x": 1}}]}));
        let each = to_list(body(&[Step::Key("value")]), item(&[Step::Key("_map")]));
        let listed = after(json!({"value": [{"map": {"a": 1}}, {}]}), each);
        assert_eq!(listed, json!({"value": [{"map": {"a": 1}, "_map": [{"id": "a", "value": 1}]}, {}]}));

        let to_object = |retain| Reshape {
            parent: BODY,
            source: &[Step::Key("list")],
            change: Change::ToObject { key: &[Step::Key("id")], retain },
            target: body(&[Step::Key("list")]),
        };
        let list = || json!({"list": [{"id": "a", "x": 1}, {"x": 2}]});
        assert_eq!(after(list(), to_object(false)), json!({"list": {"a": {"x": 1}}}));
        assert_eq!(after(list(), to_object(true)), json!({"list": {"a": {"id": "a", "x": 1}}}));
        let names = json!({"list": [{"id": 7}, {"id": true}, {"id": null}, {"id": [1]}]});
        assert_eq!(after(names, to_object(false)), json!({"list": {"7": {}, "true": {}}}));
    }

    #[test]
    fn a_property_or_its_properties_move() {
        let moving = |properties, target| Reshape {
            parent: BODY,
            source: &[Step::Key("custom")],
            change: Change::Move { properties },
            target,
        };
        let before = || json!({"a": 1, "custom": {"b": 2}});
        assert_eq!(after(before(), moving(true, BODY)), json!({"a": 1, "b": 2}));
        let whole = moving(false, body(&[Step::Key("other")]));
        assert_eq!(after(before(), whole), json!({"a": 1, "other": {"b": 2}}));
    }
}
