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

/// The default of a schema, or of the definition that it refers to. `None`, with a diagnostic, if it does not fit the type.
pub(super) fn stated<'a>(context: &mut Context<'a>, schema: &'a Schema) -> Option<Literal> {
    let target = json_pointer::resolve(context, schema);
    let default = default_node(context, schema)?;
    if !context.copy(bytes(default)) {
        return None;
    }
    let fitting = fit(context, &literal(default), target);
    if fitting.is_none() {
        report_other(context, schema, kinds::kind(target));
    }
    fitting
}

/// The JSON of the default of a schema, or of the definition that it refers to.
fn default_node<'a>(context: &Context<'a>, schema: &'a Schema) -> Option<&'a Node> {
    schema.default.as_ref().or(json_pointer::resolve(context, schema).default.as_ref())
}

/// How much memory a constant takes, in bytes, about.
pub(super) fn bytes(node: &Node) -> usize {
    /// What a value takes beside its text.
    const OF_VALUE: usize = 64;
    OF_VALUE
        + match &node.value {
            Value::Object(members) => members.iter().map(|member| OF_VALUE + bytes(&member.value)).sum(),
            Value::Array(items) => items.iter().map(bytes).sum(),
            Value::String(text) | Value::Number(text) => text.len(),
            Value::Null | Value::Bool(_) => 0,
        }
}

/// Reports that a default does not fit a type.
pub(super) fn report_other<'a>(context: &mut Context<'a>, schema: &'a Schema, kind: Kind) {
    if let Some(node) = default_node(context, schema) {
        let (value, kind) = (literal(node).to_string(), kind.named());
        context.report(node.span, Problem::DefaultOfOtherType { value, kind });
    }
}

/// Reports a schema's own default that has no effect. The default of a referenced definition stays with the definition.
pub(super) fn report_unsent(context: &mut Context<'_>, schema: &Schema, place: DefaultPlace) {
    if let Some(default) = &schema.default {
        context.report(default.span, Problem::DefaultLeftOut { place });
    }
}

/// Reports a default that differs from the only value that can be sent.
pub(super) fn report_only<'a>(
    context: &mut Context<'a>,
    schema: &'a Schema,
    default: Option<&Literal>,
    only: Option<&Literal>,
) {
    if default.zip(only).is_some_and(|(default, only)| default != only)
        && let Some(node) = default_node(context, schema)
    {
        context.report(node.span, Problem::DefaultLeftOut { place: DefaultPlace::OtherOnlyValue });
    }
}

/// A literal converted to the schema's type: numbers and booleans may be written as strings, and a single item becomes a list.
/// `None` if it does not fit. Null is not a default.
pub(super) fn fit<'a>(context: &Context<'a>, value: &Literal, schema: &'a Schema) -> Option<Literal> {
    let schema = json_pointer::resolve(context, schema);
    match (kinds::kind(schema), value) {
        (_, Literal::Null) => None,
        (Kind::Free | Kind::File, value) => Some(value.clone()),
        (Kind::String, Literal::Text(_)) => Some(value.clone()),
        (Kind::String, Literal::Number(text)) => Some(Literal::Text(text.clone())),
        (Kind::String, Literal::Bool(value)) => Some(Literal::Text(value.to_string())),
        (Kind::Integer, Literal::Number(text) | Literal::Text(text)) if kinds::is_unsigned(schema) => {
            let digits = text.trim().parse::<u64>().ok()?;
            Some(Literal::Number(digits.to_string()))
        }
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

/// Reads a boolean that is written as text.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Reads an integer; `1.0` is one too.
pub(super) fn integer(text: &str) -> Option<Literal> {
    let text = text.trim();
    let digits = match text.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    digits.parse::<i64>().ok().map(|value| Literal::Number(value.to_string()))
}

/// Reads a number that is written as text. The result is formatted again, since JSON lacks some forms that Rust reads.
fn number(text: &str) -> Option<Literal> {
    let text = text.trim();
    if let Ok(whole) = text.parse::<i64>() {
        return Some(Literal::Number(whole.to_string()));
    }
    text.parse::<f64>().ok().filter(|value| value.is_finite()).map(|value| Literal::Number(value.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_that_is_written_as_text_is_read_as_its_type() {
        let digits = |read: fn(&str) -> Option<Literal>, text: &str| match read(text) {
            Some(Literal::Number(digits)) => digits,
            other => format!("{other:?}"),
        };
        assert_eq!(
            [" 7 ", "-7.00", "7.5", "7.", "x"].map(|text| digits(integer, text)),
            ["7", "-7", "None", "None", "None"]
        );
        assert_eq!(
            [" 7 ", "7.50", "1e3", "inf", "x"].map(|text| digits(number, text)),
            ["7", "7.5", "1000", "None", "None"]
        );
        assert_eq!([" True ", "false", "1"].map(boolean), [Some(true), Some(false), None]);
    }
}
