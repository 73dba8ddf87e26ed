//! Defaults: JSON of the document becomes a [`Literal`] that fits its type.

use crate::diagnostic::{DefaultPlace, Problem};
use crate::lower::context::Context;
use crate::lower::json_pointer;
use crate::lower::kinds::{self, Kind};
use crate::model::Literal;
use crate::source::{Node, Value};
use crate::spec::Schema;

/// A value of the document as a literal.
pub(super) fn literal(node: &Node) -> Literal {
    match &node.value {
        Value::Null => Literal::Null,
        Value::Bool(value) => Literal::Bool(*value),
        Value::Number(text) => Literal::Number(text.clone()),
        Value::String(text) => Literal::Text(text.clone()),
        Value::Array(items) => Literal::List(items.iter().map(literal).collect()),
        Value::Object(members) => {
            Literal::Object(members.iter().map(|member| (member.key.clone(), literal(&member.value))).collect())
        }
    }
}

/// The default that a schema states, or else the definition that it refers to; with a diagnostic where it is of another type.
pub(super) fn stated<'a>(context: &mut Context<'a>, schema: &'a Schema) -> Option<Literal> {
    let target = json_pointer::resolve(context, schema);
    let fitting = fit(context, &literal(written(context, schema)?), target);
    if fitting.is_none() {
        report_other(context, schema, kinds::kind(target).word());
    }
    fitting
}

/// The default at a schema, or else at the definition that it refers to.
fn written<'a>(context: &Context<'a>, schema: &'a Schema) -> Option<&'a Node> {
    schema.default.as_ref().or(json_pointer::resolve(context, schema).default.as_ref())
}

/// Says that a default is no value of the kind that is asked.
pub(super) fn report_other<'a>(context: &mut Context<'a>, schema: &'a Schema, kind: &str) {
    if let Some(node) = written(context, schema) {
        let (value, kind) = (literal(node).to_string(), kind.to_owned());
        context.report(node.span, Problem::DefaultOfOtherType { value, kind });
    }
}

/// Says that a default stands where nothing is sent. That of a definition stays with the definition.
pub(super) fn report_unsent(context: &mut Context<'_>, schema: &Schema, place: DefaultPlace) {
    if let Some(default) = &schema.default {
        context.report(default.span, Problem::DefaultLeftOut { place });
    }
}

/// Says that a default is left out, since there is only one value that can be sent, and it is another.
pub(super) fn report_only<'a>(
    context: &mut Context<'a>,
    schema: &'a Schema,
    default: Option<&Literal>,
    only: Option<&Literal>,
) {
    if default.zip(only).is_some_and(|(default, only)| default != only)
        && let Some(node) = written(context, schema)
    {
        context.report(node.span, Problem::DefaultLeftOut { place: DefaultPlace::OtherOnlyValue });
    }
}

/// A literal as the schema's type has it: numbers and booleans written as texts are read, one item stands for a list of one.
/// `None` where it is of another type. Null is no default.
pub(super) fn fit<'a>(context: &Context<'a>, value: &Literal, schema: &'a Schema) -> Option<Literal> {
    let schema = json_pointer::resolve(context, schema);
    match (kinds::kind(schema), value) {
        (_, Literal::Null) => None,
        (Kind::Free | Kind::File, value) => Some(value.clone()),
        (Kind::String, Literal::Text(_)) => Some(value.clone()),
        (Kind::String, Literal::Number(text)) => Some(Literal::Text(text.clone())),
        (Kind::String, Literal::Bool(value)) => Some(Literal::Text(value.to_string())),
        (Kind::Integer, Literal::Number(text) | Literal::Text(text)) => integer(text),
        (Kind::Number, Literal::Number(_)) => Some(value.clone()),
        (Kind::Number, Literal::Text(text)) => number(text),
        (Kind::Boolean, Literal::Bool(_)) => Some(value.clone()),
        (Kind::Boolean, Literal::Text(text)) => boolean(text).map(Literal::Bool),
        (Kind::Array, Literal::List(items)) => {
            let Some(item) = schema.items.as_deref() else { return Some(value.clone()) };
            items.iter().map(|value| fit(context, value, item)).collect::<Option<_>>().map(Literal::List)
        }
        (Kind::Array, Literal::Text(_) | Literal::Number(_) | Literal::Bool(_)) => {
            let item = match schema.items.as_deref() {
                Some(item) => fit(context, value, item)?,
                None => value.clone(),
            };
            Some(Literal::List(vec![item]))
        }
        (Kind::Object, Literal::Object(_)) => Some(value.clone()),
        _ => None,
    }
}

/// A boolean, also as text.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// An integer; `1.0` is one too.
pub(super) fn integer(text: &str) -> Option<Literal> {
    let text = text.trim();
    let digits = match text.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    digits.parse::<i64>().ok().map(|value| Literal::Number(value.to_string()))
}

/// A number that stands as a text; JSON does not know all the forms that Rust reads, so it is written anew.
fn number(text: &str) -> Option<Literal> {
    let text = text.trim();
    if let Ok(whole) = text.parse::<i64>() {
        return Some(Literal::Number(whole.to_string()));
    }
    text.parse::<f64>().ok().filter(|value| value.is_finite()).map(|value| Literal::Number(value.to_string()))
}
