//! `type` and `format` of values that are neither objects nor lists.

use crate::diagnostic::Problem;
use crate::lower::context::Context;
use crate::lower::json_pointer;
use crate::lower::kinds::{self, Kind};
use crate::model::Type;
use crate::spec::Schema;

/// The type of a schema that is neither object nor list. A `format` that contradicts the `type` is left out with a diagnostic; an
/// unknown one is ignored.
pub(super) fn scalar(context: &mut Context<'_>, schema: &Schema, kind: Kind) -> Type {
    let format = schema.format.as_ref().map(|format| format.value.as_str()).unwrap_or_default();
    if let Some(written) = schema.format.as_ref().filter(|_| contradicts(kind, format)) {
        let (format, kind) = (format.to_owned(), kind.named());
        context.report(written.span, Problem::FormatContradictsType { format, kind });
    }
    match kind {
        Kind::String => match format {
            "date-time" => Type::DateTime,
            "date" => Type::Date,
            "byte" => Type::Base64,
            "password" => Type::Secret,
            _ => Type::String,
        },
        Kind::Integer if kinds::is_unsigned(schema) => Type::Unsigned,
        Kind::Integer => Type::Integer,
        Kind::Number => Type::Number,
        Kind::Boolean => Type::Boolean,
        Kind::File => {
            context.report(schema.span, Problem::FileInJson);
            Type::String
        }
        Kind::Free | Kind::Object | Kind::Array => Type::Json,
    }
}

/// Whether a schema describes bytes: a file, or a string of format `binary`.
pub(super) fn is_binary<'a>(context: &Context<'a>, schema: &'a Schema) -> bool {
    let schema = json_pointer::resolve(context, schema);
    let format = schema.format.as_ref().map(|format| format.value.as_str());
    match kinds::kind(schema) {
        Kind::File => true,
        Kind::String | Kind::Free => format == Some("binary"),
        _ => false,
    }
}

/// Whether a format belongs to another type.
fn contradicts(kind: Kind, format: &str) -> bool {
    let of_text = matches!(format, "date-time" | "date" | "byte" | "binary" | "password" | "uuid" | "email" | "uri");
    let of_integer = matches!(format, "int32" | "int64" | "uint64");
    let of_number = matches!(format, "float" | "double");
    match kind {
        Kind::String => of_integer || of_number,
        Kind::Integer => of_text || of_number,
        // `number` with `int32` narrows the values without leaving the type.
        Kind::Number => of_text,
        Kind::Boolean => of_text || of_integer || of_number,
        _ => false,
    }
}
