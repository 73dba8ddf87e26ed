//! Types as the definition writes them.

use crate::lower::all_of;
use crate::lower::context::{Context, MAX_DEPTH};
use crate::lower::dynamic;
use crate::lower::json_pointer::{self, Target};
use crate::lower::kinds::{self, Kind};
use crate::model::{DocumentedItem, DocumentedType, SchemaLocation, TypeId};
use crate::spec::Schema;

/// The type that a schema states. A reference to a definition is the definition's name.
pub(super) fn of_schema<'a>(context: &Context<'a>, schema: &'a Schema) -> DocumentedType {
    let (mut lists, mut schema) = (0, schema);
    for _ in 0..MAX_DEPTH {
        if let Some(name) = definition_name(context, schema) {
            return DocumentedType { lists, item: DocumentedItem::Definition(name.to_owned()) };
        }
        if let Some(inner) = json_pointer::hop(context, schema) {
            schema = inner;
            continue;
        }
        if dynamic::is_free(schema) {
            return DocumentedType { lists, item: DocumentedItem::Dynamic };
        }
        match (kinds::kind(schema), schema.items.as_deref()) {
            (Kind::Array, items) => {
                lists += 1;
                let Some(items) = items else { break };
                schema = items;
            }
            (kind, _) => return DocumentedType { lists, item: item(schema, kind) },
        }
    }
    DocumentedType { lists, item: DocumentedItem::Unstated }
}

/// The type of what a service returns or posts. As [`of_schema`], but an object without properties counts as unstated.
pub(super) fn of_response<'a>(context: &Context<'a>, schema: &'a Schema) -> DocumentedType {
    let is_empty = definition_name(context, schema).is_none()
        && kinds::kind(schema) == Kind::Object
        && all_of::flatten(context, schema).properties.is_empty();
    if is_empty { DocumentedType::default() } else { of_schema(context, schema) }
}

/// The name of the definition that a schema refers to.
fn definition_name<'c>(context: &'c Context<'_>, schema: &Schema) -> Option<&'c str> {
    let Target::Definition(TypeId(index)) = json_pointer::target(context, json_pointer::reference(schema)?)? else {
        return None;
    };
    match &context.types.get(index)?.location {
        SchemaLocation::Definition { name } => Some(name),
        _ => None,
    }
}

/// The type and format of a schema that is not a list.
fn item(schema: &Schema, kind: Kind) -> DocumentedItem {
    let format = schema.format.as_ref().map(|format| format.value.as_str()).unwrap_or_default();
    match (kind, format) {
        (Kind::String, "date-time") => DocumentedItem::DateTime,
        (Kind::String, "date") => DocumentedItem::Date,
        (Kind::String, "uuid") => DocumentedItem::Uuid,
        (Kind::String, "email") => DocumentedItem::Email,
        (Kind::String, "uri") => DocumentedItem::Uri,
        (Kind::String, "byte") => DocumentedItem::Base64,
        (Kind::String, "binary") => DocumentedItem::Binary,
        (Kind::String, "password") => DocumentedItem::Password,
        (Kind::String, _) => DocumentedItem::Text,
        (Kind::Number, "double") => DocumentedItem::Double,
        (Kind::Number, "float") => DocumentedItem::Float,
        (Kind::Number, _) => DocumentedItem::Number,
        (Kind::Integer, _) => DocumentedItem::Integer,
        (Kind::Boolean, _) => DocumentedItem::Boolean,
        (Kind::Object, _) => DocumentedItem::Object,
        (Kind::File, _) => DocumentedItem::File,
        (Kind::Free | Kind::Array, _) => DocumentedItem::Unstated,
    }
}
