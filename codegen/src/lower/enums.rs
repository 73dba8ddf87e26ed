//! Enumerations: strings, integers and numbers become open enums; other values keep their plain type.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{EnumValues, Problem, Quoted};
use crate::lower::context::Context;
use crate::lower::defaults;
use crate::lower::kinds::{self, Kind};
use crate::lower::{json_pointer, texts};
use crate::model::{Enum, EnumBase, EnumValue, Literal};
use crate::source::{Node, Value};
use crate::spec::{Schema, Text};

/// The enum that a schema describes. `None` if its plain type is used, with a diagnostic if that loses values.
pub(super) fn enumeration(context: &mut Context<'_>, schema: &Schema, kind: Kind) -> Option<Enum> {
    let Some(nodes) = schema.enumeration.as_deref() else {
        report_names(context, schema, schema.enum_titles.len());
        return None;
    };
    let Some(base) = base(kind, schema) else {
        // Both booleans restrict nothing; a single one becomes a remark.
        if kind != Kind::Boolean || !nodes.iter().all(|node| boolean(node).is_some()) {
            widened(context, schema, kind);
        }
        return None;
    };
    if !context.copy(nodes.iter().map(defaults::bytes).sum()) {
        return None;
    }
    let titles: HashMap<String, &(Node, Text, Text)> =
        schema.enum_titles.iter().filter_map(|titles| Some((wire(&titles.0, base)?, titles))).collect();
    let mut values: Vec<EnumValue> = Vec::new();
    let mut seen = HashSet::new();
    for node in nodes {
        let Some(wire) = wire(node, base) else {
            if matches!(node.value, Value::Null) {
                context.report(node.span, Problem::NullInEnumeration);
                continue;
            }
            widened(context, schema, kind);
            return None;
        };
        if !seen.insert(wire.clone()) {
            context.report(node.span, Problem::DuplicateEnumValue { value: wire });
            continue;
        }
        let (title, description) = match titles.get(&wire) {
            Some((_, title, description)) => (texts::text(title), texts::text(description)),
            None => (None, None),
        };
        values.push(EnumValue { wire, title, description });
    }
    if values.is_empty() {
        widened(context, schema, kind);
        return None;
    }
    let is_lone = |titles: &&(Node, Text, Text)| wire(&titles.0, base).is_none_or(|wire| !seen.contains(&wire));
    report_names(context, schema, schema.enum_titles.iter().filter(is_lone).count());
    Some(Enum { base, values })
}

/// Reports names of values, `lone` of which have no value.
fn report_names(context: &mut Context<'_>, schema: &Schema, lone: usize) {
    if lone > 0 {
        let names = schema.enum_titles.len().to_string();
        let values = schema.enumeration.as_deref().unwrap_or_default().len().to_string();
        context.report(schema.span, Problem::EnumNames { names, values });
    }
}

/// Reports that an enumeration is read as its plain type.
pub(super) fn widened(context: &mut Context<'_>, schema: &Schema, kind: Kind) {
    let (values, kind) = (listed(schema), kind.named());
    context.report(schema.span, Problem::EnumerationWidened { values, kind });
}

/// The only value that a schema allows.
pub(super) fn only_value<'a>(context: &Context<'a>, schema: &'a Schema) -> Option<Literal> {
    let target = json_pointer::resolve(context, schema);
    if matches!(kinds::kind(target), Kind::Array | Kind::Object) {
        return None;
    }
    let mut values = target.enumeration.as_deref()?.iter().map(defaults::literal);
    let first = values.next()?;
    values.all(|value| value == first).then(|| defaults::fit(context, &first, target)).flatten()
}

/// The values that an `enum` lists, for messages.
pub(super) fn listed(schema: &Schema) -> EnumValues {
    let nodes = schema.enumeration.as_deref().unwrap_or_default();
    let values: Vec<_> = nodes.iter().map(|node| defaults::literal(node).to_string()).collect();
    if values.is_empty() { EnumValues::Empty } else { EnumValues::Listed { values: Quoted(values) } }
}

/// Whether an `enum` gets no enumeration, so that only the docs name its values.
pub(super) fn is_documented_only(schema: &Schema) -> bool {
    let Some(nodes) = schema.enumeration.as_deref() else { return false };
    match (kinds::kind(schema), base(kinds::kind(schema), schema)) {
        (_, Some(base)) => {
            let fits = |node: &Node| matches!(node.value, Value::Null) || wire(node, base).is_some();
            !nodes.iter().all(fits)
        }
        (Kind::Boolean, None) => {
            let lists = |value| nodes.iter().any(|node| matches!(node.value, Value::Bool(it) if it == value));
            nodes.len() != 2 || !lists(true) || !lists(false)
        }
        (kind, None) => matches!(kind, Kind::Free | Kind::Array),
    }
}

/// The wire type of an open enum's values; `None` for a kind without open enums.
fn base(kind: Kind, schema: &Schema) -> Option<EnumBase> {
    match kind {
        Kind::String => Some(EnumBase::Text),
        Kind::Integer if kinds::is_unsigned(schema) => Some(EnumBase::Unsigned),
        Kind::Integer => Some(EnumBase::Integer),
        Kind::Number => Some(EnumBase::Number),
        _ => None,
    }
}

/// A value's text on the wire; `None` if it is not of this type.
fn wire(node: &Node, base: EnumBase) -> Option<String> {
    match (base, &node.value) {
        (EnumBase::Text, Value::String(text) | Value::Number(text)) => Some(text.clone()),
        (EnumBase::Text, Value::Bool(value)) => Some(value.to_string()),
        (EnumBase::Integer, Value::String(text) | Value::Number(text)) => match defaults::integer(text)? {
            Literal::Number(digits) => Some(digits),
            _ => None,
        },
        (EnumBase::Unsigned, Value::String(text) | Value::Number(text)) => {
            text.trim().parse::<u64>().ok().map(|value| value.to_string())
        }
        (EnumBase::Number, Value::String(text) | Value::Number(text)) => number(text),
        _ => None,
    }
}

/// The shortest decimal form of a number. `None` if an `f64` cannot hold it: two such values could become equal.
fn number(text: &str) -> Option<String> {
    const KEPT_DIGITS: usize = 15;
    let text = text.trim();
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let is_kept = digits.trim_matches('0').len() <= KEPT_DIGITS;
    let number = text.parse::<f64>().ok().filter(|number| is_kept && number.is_finite())?;
    // Adding zero turns -0 into 0.
    Some((number + 0.0).to_string())
}

/// A boolean in an `enum`; some services write 1 and 0.
fn boolean(node: &Node) -> Option<bool> {
    match &node.value {
        Value::Bool(value) => Some(*value),
        Value::String(text) => defaults::boolean(text),
        Value::Number(text) => match text.as_str() {
            "1" => Some(true),
            "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}
