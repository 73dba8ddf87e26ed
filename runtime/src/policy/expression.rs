//! Expressions of policies as data, and their evaluation. In: pieces that the generator parsed, and a [`Scope`] with
//! values. Out: texts and JSON values. Only the generator has a parser.

use crate::http::{headers::Headers, percent::query_value, request::PathValue};
use serde_json::Value;

/// A text that contains expressions.
pub type Template = &'static [Piece];

/// A part of a [`Template`].
#[derive(Clone, Copy, Debug)]
pub enum Piece {
    /// Literal text.
    Text(&'static str),
    /// An expression.
    Expression(Expression),
    /// The value of a placeholder of the operation's path.
    Path(&'static str),
}

/// An expression.
#[derive(Clone, Copy, Debug)]
pub enum Expression {
    /// A connection parameter, and its default.
    ConnectionParameter(&'static str, Option<&'static str>),
    /// A header, and its default.
    Header(&'static str, Option<&'static str>),
    /// A query parameter, and its default.
    Query(&'static str, Option<&'static str>),
    /// The HTTP method of the operation.
    Method,
    /// A part of a JSON body.
    Json(Location),
}

/// A location in a JSON body.
#[derive(Clone, Copy, Debug)]
pub struct Location {
    /// Its root.
    pub root: Root,
    /// The steps from the root.
    pub steps: &'static [Step],
}

/// The root of a [`Location`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// The whole body: `body()`, `triggerBody()`.
    Body,
    /// The current element of a policy: `item()`.
    Item,
}

/// A step of a [`Location`].
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// To a property.
    Key(&'static str),
    /// To an element of a list.
    Index(usize),
}

/// The values that expressions refer to.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) parameters: &'a dyn Parameters,
    pub(crate) method: &'a str,
    pub(crate) headers: &'a Headers,
    pub(crate) query: Option<&'a str>,
    pub(crate) path: &'a [PathValue],
    pub(crate) body: &'a Value,
    pub(crate) item: Option<&'a Value>,
}

/// The connection parameters, including the token.
pub(crate) trait Parameters: Sync {
    /// The value of a parameter; the name's case does not matter.
    fn parameter(&self, name: &str) -> Option<&str>;
}

impl Scope<'_> {
    /// The text of a template; `None` if an expression in it has no value.
    pub(crate) fn text(&self, template: Template) -> Option<String> {
        template.iter().map(|piece| self.piece(piece)).collect()
    }

    /// The text of one piece.
    pub(crate) fn piece(&self, piece: &Piece) -> Option<String> {
        match piece {
            Piece::Text(text) => Some((*text).to_owned()),
            Piece::Expression(expression) => self.expression(expression),
            Piece::Path(name) => {
                let value = self.path.iter().find(|value| value.name.trim() == *name);
                value.map(|value| value.value.clone())
            }
        }
    }

    fn expression(&self, expression: &Expression) -> Option<String> {
        let or = |value: Option<String>, default: &Option<&str>| value.or_else(|| default.map(str::to_owned));
        match expression {
            Expression::ConnectionParameter(name, default) => {
                or(self.parameters.parameter(name).map(str::to_owned), default)
            }
            Expression::Header(name, default) => or(self.headers.get(name).map(str::to_owned), default),
            Expression::Query(name, default) => or(self.query.and_then(|query| query_value(query, name)), default),
            Expression::Method => Some(self.method.to_owned()),
            Expression::Json(location) => self.find(*location).and_then(plain),
        }
    }

    /// The value at a location.
    pub(crate) fn find(&self, location: Location) -> Option<&Value> {
        let root = match location.root {
            Root::Body => Some(self.body),
            Root::Item => self.item,
        };
        find(root?, location.steps)
    }

    /// The JSON value of a template: the value itself if the template is one expression, JSON if its text is an object
    /// or a list, else a text.
    pub(crate) fn value(&self, template: Template) -> Option<Value> {
        match template {
            [Piece::Expression(Expression::Json(location))] => self.find(*location).cloned(),
            [Piece::Text(first), ..] if first.trim_start().starts_with(['{', '[']) => {
                let text = self.json(template)?;
                Some(serde_json::from_str(&text).unwrap_or(Value::String(text)))
            }
            _ => self.text(template).map(Value::String),
        }
    }

    /// Text that is JSON. A value within quotes cannot end them; a value outside is written as JSON.
    fn json(&self, template: Template) -> Option<String> {
        let (mut out, mut quoted) = (String::new(), false);
        for piece in template {
            match piece {
                Piece::Text(text) => {
                    let mut escaped = false;
                    for c in text.chars() {
                        match c {
                            '"' if !escaped => quoted = !quoted,
                            _ => {}
                        }
                        escaped = c == '\\' && !escaped;
                    }
                    out.push_str(text);
                }
                Piece::Expression(Expression::Json(location)) if !quoted => {
                    out.push_str(&self.find(*location).unwrap_or(&Value::Null).to_string());
                }
                piece => {
                    let text = Value::String(self.piece(piece)?).to_string();
                    out.push_str(if quoted { &text[1..text.len() - 1] } else { &text });
                }
            }
        }
        Some(out)
    }
}

/// The value at the end of a path.
pub(crate) fn find<'v>(root: &'v Value, steps: &[Step]) -> Option<&'v Value> {
    steps.iter().try_fold(root, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Index(index) => value.get(index),
    })
}

/// The text of a value; `None` for null.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        value => Some(value.to_string()),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use serde_json::json;

    pub(crate) struct FixedParameters(pub(crate) &'static [(&'static str, &'static str)]);

    impl Parameters for FixedParameters {
        fn parameter(&self, name: &str) -> Option<&str> {
            self.0.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
        }
    }

    fn with_scope<T>(item: Option<&Value>, test: impl FnOnce(&Scope<'_>) -> T) -> T {
        let headers: Headers = [("Team", "7")].into_iter().collect();
        let path = [PathValue { name: " id ", value: "a/b".to_owned(), double: false }];
        let body = json!({"a": {"b": [1, "two"]}, "@odata.id": "x\"y", "n": null});
        test(&Scope {
            parameters: &FixedParameters(&[("Token", "secret")]),
            method: "PATCH",
            headers: &headers,
            query: Some("graphID=g%201&x=+"),
            path: &path,
            body: &body,
            item,
        })
    }

    const fn body(steps: &'static [Step]) -> Piece {
        Piece::Expression(Expression::Json(Location { root: Root::Body, steps }))
    }

    #[test]
    fn each_function_has_its_value_whatever_the_case_of_names() {
        with_scope(Some(&json!({"id": 5})), |scope| {
            let one = |expression| scope.piece(&Piece::Expression(expression));
            assert_eq!(one(Expression::ConnectionParameter("token", None)).as_deref(), Some("secret"));
            assert_eq!(one(Expression::ConnectionParameter("none", None)), None);
            assert_eq!(one(Expression::ConnectionParameter("none", Some("d"))).as_deref(), Some("d"));
            assert_eq!(one(Expression::Header("TEAM", None)).as_deref(), Some("7"));
            assert_eq!(one(Expression::Query("graphid", None)).as_deref(), Some("g 1"));
            assert_eq!(one(Expression::Method).as_deref(), Some("PATCH"));
            assert_eq!(scope.piece(&Piece::Path("id")).as_deref(), Some("a/b"));
            let item = Expression::Json(Location { root: Root::Item, steps: &[Step::Key("id")] });
            assert_eq!(one(item).as_deref(), Some("5"));
        });
    }

    #[test]
    fn a_text_without_one_of_its_values_is_none() {
        with_scope(None, |scope| {
            const BEARER: Template = &[
                Piece::Text("Bearer "),
                Piece::Expression(Expression::ConnectionParameter("token", None)),
                Piece::Text("!"),
            ];
            const LACKING: Template =
                &[Piece::Text("Bearer "), Piece::Expression(Expression::Header("Authorization", None))];
            assert_eq!(scope.text(BEARER).as_deref(), Some("Bearer secret!"));
            assert_eq!(scope.text(LACKING), None);
            assert_eq!(scope.text(&[]).as_deref(), Some(""));
        });
    }

    #[test]
    fn ways_lead_through_keys_and_indices() {
        with_scope(None, |scope| {
            let way = body(&[Step::Key("a"), Step::Key("b"), Step::Index(1)]);
            assert_eq!(scope.piece(&way).as_deref(), Some("two"));
            assert_eq!(scope.piece(&body(&[Step::Key("n")])), None);
            assert_eq!(scope.piece(&body(&[Step::Key("a"), Step::Index(0)])), None);
        });
    }

    #[test]
    fn values_in_json_text_stay_values() {
        with_scope(None, |scope| {
            const LIST: Template = &[
                Piece::Text("[{\"in\": "),
                body(&[Step::Key("a"), Step::Key("b")]),
                Piece::Text(", \"id\": \"<"),
                body(&[Step::Key("@odata.id")]),
                Piece::Text(">\"}]"),
            ];
            assert_eq!(scope.value(LIST), Some(json!([{"in": [1, "two"], "id": "<x\"y>"}])));
            const ESCAPED: Template = &[
                Piece::Text(r#"{"a": "5\" of "#),
                body(&[Step::Key("@odata.id")]),
                Piece::Text(r#"", "b\\": "#),
                body(&[Step::Key("a"), Step::Key("b")]),
                Piece::Text("}"),
            ];
            assert_eq!(scope.value(ESCAPED), Some(json!({"a": "5\" of x\"y", "b\\": [1, "two"]})));
            const ALONE: Template = &[body(&[Step::Key("a")])];
            assert_eq!(scope.value(ALONE), Some(json!({"b": [1, "two"]})));
            assert_eq!(scope.value(&[Piece::Text("v1")]), Some(json!("v1")));
        });
    }
}
