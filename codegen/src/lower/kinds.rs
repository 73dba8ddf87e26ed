//! The kind of value that a schema describes: its `type`, or the kind that its content implies.

use crate::diagnostic::SchemaKind;
use crate::lower::context::Context;
use crate::lower::json_pointer;
use crate::model::Scalar;
use crate::source::Value;
use crate::spec::Schema;

/// The kind of value that a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    Array,
    String,
    Integer,
    Number,
    Boolean,
    File,
    /// Any JSON: no type, several types, or an unknown one.
    Free,
}

impl Kind {
    /// Reads a `type`.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "object" => Self::Object,
            "array" => Self::Array,
            "string" => Self::String,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "boolean" => Self::Boolean,
            "file" => Self::File,
            _ => return None,
        })
    }

    /// As a message names it.
    pub(super) fn named(self) -> SchemaKind {
        match self {
            Self::Object => SchemaKind::Object,
            Self::Array => SchemaKind::Array,
            Self::String => SchemaKind::String,
            Self::Integer => SchemaKind::Integer,
            Self::Number => SchemaKind::Number,
            Self::Boolean => SchemaKind::Boolean,
            Self::File => SchemaKind::File,
            Self::Free => SchemaKind::Any,
        }
    }
}

/// The kind of a schema, without following references.
pub(super) fn kind(schema: &Schema) -> Kind {
    let mut words = schema.kinds.iter().map(|kind| kind.value.as_str()).filter(|word| *word != "null");
    match (words.next(), words.next()) {
        (Some(word), None) => Kind::from_word(word).unwrap_or(Kind::Free),
        (Some(_), Some(_)) => Kind::Free,
        (None, _) if schema.kinds.is_empty() => implied(schema),
        (None, _) => Kind::Free,
    }
}

/// The kind of a schema at the end of its references.
pub(super) fn resolved<'a>(context: &Context<'a>, schema: &'a Schema) -> Kind {
    kind(json_pointer::resolve(context, schema))
}

/// The type of a value as an argument takes it.
pub(super) fn scalar<'a>(context: &Context<'a>, schema: &'a Schema) -> Scalar {
    match resolved(context, schema) {
        Kind::String | Kind::File => Scalar::Text,
        Kind::Integer if is_unsigned(json_pointer::resolve(context, schema)) => Scalar::Unsigned,
        Kind::Integer => Scalar::Integer,
        Kind::Number => Scalar::Number,
        Kind::Boolean => Scalar::Boolean,
        Kind::Object | Kind::Array | Kind::Free => Scalar::Json,
    }
}

/// Whether an integer has 64 bits without a sign.
pub(super) fn is_unsigned(schema: &Schema) -> bool {
    schema.format.as_ref().is_some_and(|format| format.value == "uint64")
}

/// Whether a value may be null.
pub(super) fn is_nullable(schema: &Schema) -> bool {
    schema.nullable || (schema.kinds.len() > 1 && schema.kinds.iter().any(|kind| kind.value == "null"))
}

/// The kind of a schema without `type`.
fn implied(schema: &Schema) -> Kind {
    if !schema.properties.is_empty() || !schema.all_of.is_empty() || schema.additional.is_some() {
        return Kind::Object;
    }
    if schema.items.is_some() {
        return Kind::Array;
    }
    let values = schema.enumeration.as_deref().unwrap_or_default();
    if values.is_empty() {
        return Kind::Free;
    }
    if values.iter().all(|node| matches!(node.value, Value::String(_))) {
        return Kind::String;
    }
    if values.iter().all(|node| matches!(&node.value, Value::Number(text) if text.parse::<i64>().is_ok())) {
        return Kind::Integer;
    }
    if values.iter().all(|node| matches!(node.value, Value::Bool(_))) {
        return Kind::Boolean;
    }
    Kind::Free
}
