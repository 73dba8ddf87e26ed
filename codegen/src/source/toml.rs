//! Text in, [`Node`] tree out: TOML in the same form as JSON, so that the same reader serves both.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::node::{Member, Node, Value};
use crate::diagnostic::{Diagnostics, Problem};
use crate::input::LONGEST_SETTINGS;
use crate::span::{FileId, Span};

/// Reads a text as TOML; `None` if it is not TOML.
pub(super) fn read(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    if text.len() > LONGEST_SETTINGS {
        let problem = Problem::FileTooLarge { most: LONGEST_SETTINGS.to_string() };
        diagnostics.push(span(file, 0..0), problem);
        return None;
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let range = error.span().unwrap_or_default();
        let reason = error.message().lines().next().unwrap_or_default().to_owned();
        diagnostics.push(span(file, range), Problem::InvalidToml { reason });
    }
    let range = 0..text.len();
    errors.is_empty().then(|| Node { span: span(file, range), value: object(file, table.into_inner()) })
}

fn span(file: FileId, range: std::ops::Range<usize>) -> Span {
    Span { file, start: range.start as u32, end: range.end as u32 }
}

/// Members in the file's order; the parser sorts them by name.
fn object(file: FileId, table: DeTable<'_>) -> Value {
    let mut members: Vec<Member> = table.into_iter().map(|(key, value)| member(file, key, value)).collect();
    members.sort_by_key(|member| member.key_span);
    Value::Object(members)
}

fn member(file: FileId, key: Spanned<DeString<'_>>, value: Spanned<DeValue<'_>>) -> Member {
    let key_span = span(file, key.span());
    Member { key: key.into_inner().into_owned(), key_span, value: node(file, value) }
}

fn node(file: FileId, value: Spanned<DeValue<'_>>) -> Node {
    let span = span(file, value.span());
    let value = match value.into_inner() {
        DeValue::String(text) => Value::String(text.into_owned()),
        // A number that JSON cannot write (`0x10`, `1_0.0`, `inf`) stays a string. No key takes it, so it is reported.
        DeValue::Integer(integer) if integer.radix() == 10 => Value::Number(integer.as_str().to_owned()),
        DeValue::Integer(integer) => Value::String(integer.to_string()),
        DeValue::Float(float) => Value::String(float.to_string()),
        DeValue::Boolean(flag) => Value::Bool(flag),
        DeValue::Datetime(moment) => Value::String(moment.to_string()),
        DeValue::Array(items) => Value::Array(items.into_iter().map(|item| node(file, item)).collect()),
        DeValue::Table(table) => object(file, table),
    };
    Node { span, value }
}
