//! Words for operations, types and values.

use super::markup;
use crate::emit::input::Input;
use crate::emit::{text, words};
use crate::model::{
    DocumentedItem, DocumentedType, Enum, EnumBase, EnumValue, Operation, SchemaLocation, Type, TypeDef, TypeId,
    TypeKind,
};

/// The title of an operation; its operationId if it has none.
pub(super) fn title(operation: &Operation) -> &str {
    operation.summary.as_deref().filter(|title| !title.trim().is_empty()).unwrap_or(&operation.id)
}

/// A link to an operation's section, with these words.
pub(super) fn operation_link(operation: &Operation, words: &str) -> String {
    text::link(words, &format!("#{}", markup::anchor(&operation.id)))
}

/// The word for a type, in a cell or a line; the name of a definition is a link to its section.
pub(super) fn linked(input: Input<'_>, ty: &DocumentedType) -> String {
    match &ty.item {
        DocumentedItem::Definition(name) if input.has_definition(name) => {
            format!("{}{}", "array of ".repeat(ty.lists), definition_link(name))
        }
        _ => text::literal(&words::label(ty)),
    }
}

fn definition_link(name: &str) -> String {
    format!("[{}](#{})", text::literal(name), markup::definition_anchor(name))
}

/// The word for a type that has no label of its own.
pub(super) fn word(input: Input<'_>, ty: &Type) -> String {
    match ty {
        Type::String => "string".to_owned(),
        Type::Secret => "password".to_owned(),
        Type::Integer | Type::Unsigned => "integer".to_owned(),
        Type::Number | Type::Decimal => "number".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::DateTime => "date-time".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Base64 => "byte".to_owned(),
        Type::File => "file".to_owned(),
        Type::Json | Type::Row => "dynamic".to_owned(),
        Type::List(item) => format!("array of {}", word(input, item)),
        Type::Map(value) => format!("object of {}", word(input, value)),
        Type::Nullable(inner) | Type::Boxed(inner) | Type::Deep(inner) => word(input, inner),
        Type::Named(id) => match input.connector.types.get(id.0) {
            Some(TypeDef { location: SchemaLocation::Definition { name }, .. }) => definition_link(name),
            Some(TypeDef { kind: TypeKind::Struct(_) | TypeKind::Responses(_), .. }) | None => "object".to_owned(),
            Some(TypeDef { kind: TypeKind::Enum(Enum { base: EnumBase::Text, .. }), .. }) => "string".to_owned(),
            Some(TypeDef {
                kind: TypeKind::Enum(Enum { base: EnumBase::Integer | EnumBase::Unsigned, .. }), ..
            }) => "integer".to_owned(),
            Some(TypeDef { kind: TypeKind::Enum(Enum { base: EnumBase::Number, .. }), .. }) => "number".to_owned(),
            Some(TypeDef { kind: TypeKind::Alias(target), .. }) => word(input, target),
        },
    }
}

/// The named type behind lists, nullable values and aliases.
pub(super) fn named<'a>(input: Input<'a>, ty: &'a Type) -> Option<(TypeId, &'a TypeDef)> {
    match input.connector.resolve_value(ty) {
        Type::List(item) => named(input, item),
        Type::Named(id) => Some((*id, input.connector.types.get(id.0)?)),
        _ => None,
    }
}

/// `One of: …`, if the type is an enumeration.
pub(super) fn values(input: Input<'_>, ty: &Type) -> Option<String> {
    match named(input, ty)? {
        (_, TypeDef { kind: TypeKind::Enum(values), .. }) => Some(one_of(values)),
        _ => None,
    }
}

fn one_of(enumeration: &Enum) -> String {
    let values: Vec<_> = enumeration.values.iter().map(value).collect();
    format!("One of: {}.", values.join(", "))
}

/// A value of an enumeration with its title and description, in a cell or a line.
pub(super) fn value(value: &EnumValue) -> String {
    let wire = if value.wire.trim().is_empty() { "(empty)".to_owned() } else { text::cell_code(&value.wire) };
    let differing = |text: &Option<String>| {
        text.as_deref().filter(|text| !text.trim().is_empty() && *text != value.wire).map(text::cell)
    };
    match (differing(&value.title), differing(&value.description)) {
        (Some(title), Some(description)) if title != description => format!("{wire} ({title}: {description})"),
        (Some(words), _) | (None, Some(words)) => format!("{wire} ({words})"),
        (None, None) => wire,
    }
}
