//! The reference page's words for types.

use crate::model::{DocumentedItem, DocumentedType};

/// The words for a type, e.g. `array of string`; empty if the definition does not state one.
pub(in crate::emit) fn label(ty: &DocumentedType) -> String {
    let lists = "array of ".repeat(ty.lists);
    match &ty.item {
        DocumentedItem::Unstated => lists.trim_end().to_owned(),
        item => lists + word(item),
    }
}

fn word(item: &DocumentedItem) -> &str {
    match item {
        DocumentedItem::Unstated => "",
        DocumentedItem::Definition(name) => name,
        DocumentedItem::Dynamic => "dynamic",
        DocumentedItem::Object => "object",
        DocumentedItem::File => "file",
        DocumentedItem::Text => "string",
        DocumentedItem::DateTime => "date-time",
        DocumentedItem::Date => "date",
        DocumentedItem::Uuid => "uuid",
        DocumentedItem::Email => "email",
        DocumentedItem::Uri => "uri",
        DocumentedItem::Base64 => "byte",
        DocumentedItem::Binary => "binary",
        DocumentedItem::Password => "password",
        DocumentedItem::Integer => "integer",
        DocumentedItem::Number => "number",
        DocumentedItem::Double => "double",
        DocumentedItem::Float => "float",
        DocumentedItem::Boolean => "boolean",
    }
}
