//! Types in the words of the reference page.

use crate::lower::all_of;
use crate::lower::context::{Context, MAX_DEPTH};
use crate::lower::dynamic;
use crate::lower::json_pointer::{self, Target};
use crate::lower::kinds::{self, Kind};
use crate::model::{SchemaLocation, TypeId};
use crate::spec::Schema;

/// The word for a schema's type: `string`, `array of object`, `dynamic`, `file`, the name of a definition, or nothing where
/// the schema says nothing.
pub(super) fn label<'a>(context: &Context<'a>, schema: &'a Schema) -> String {
    let mut words = String::new();
    let mut schema = schema;
    for _ in 0..MAX_DEPTH {
        if let Some(name) = definition_name(context, schema) {
            return words + name;
        }
        if let Some(inner) = json_pointer::hop(context, schema) {
            schema = inner;
            continue;
        }
        if dynamic::is_free(schema) {
            return words + "dynamic";
        }
        let schema_itself = schema;
        schema = match (kinds::kind(schema), schema.items.as_deref()) {
            (Kind::Array, Some(items)) => {
                words.push_str("array of ");
                items
            }
            (Kind::Array, None) => return words + "array of",
            (kind, _) => {
                words.push_str(scalar(schema_itself, kind));
                return words.trim_end().to_owned();
            }
        };
    }
    words.trim_end().to_owned()
}

/// The word under *Returns*: as [`label`], but a schema without properties has none.
pub(super) fn returned<'a>(context: &Context<'a>, schema: &'a Schema) -> String {
    if definition_name(context, schema).is_some() {
        return label(context, schema);
    }
    match kinds::kind(schema) {
        Kind::Object if all_of::flatten(context, schema).properties.is_empty() => String::new(),
        _ => label(context, schema),
    }
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

/// The word for a type that is no list: its `format` where the page shows it, else its `type`.
fn scalar(schema: &Schema, kind: Kind) -> &'static str {
    let format = schema.format.as_ref().map(|format| format.value.as_str()).unwrap_or_default();
    match (kind, format) {
        (Kind::String, "date-time") => "date-time",
        (Kind::String, "date") => "date",
        (Kind::String, "uuid") => "uuid",
        (Kind::String, "email") => "email",
        (Kind::String, "uri") => "uri",
        (Kind::String, "byte") => "byte",
        (Kind::String, "binary") => "binary",
        (Kind::String, "password") => "password",
        (Kind::Number, "double") => "double",
        (Kind::Number, "float") => "float",
        (Kind::Free, _) => "",
        (kind, _) => kind.word(),
    }
}
