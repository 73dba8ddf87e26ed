//! Addresses in `names.lock`: the location of each named item as a string.
//!
//! An address is `{scope}#{key}`. Names within one scope must differ. `/` separates the wire names in a scope or key; in a wire name,
//! `~`, `/` and `#` are written `~0`, `~1` and `~2`. Keys of items that the generator adds (a body's argument, the field for
//! additional properties) begin with another `#`, and a status after its operation ends in `~`. So neither can be confused with a
//! wire name.

use super::table::Module;
use crate::model::{DynamicKind, DynamicLocation, DynamicPart, SchemaLocation, TablePart};

/// A wire name as a part of an address.
pub(super) fn escape(wire: &str) -> String {
    if !wire.contains(['~', '/', '#']) {
        return wire.to_owned();
    }
    wire.replace('~', "~0").replace('/', "~1").replace('#', "~2")
}

/// The wire name that is a part of an address.
pub(super) fn unescape(part: &str) -> String {
    part.replace("~2", "#").replace("~1", "/").replace("~0", "~")
}

/// Several wire names as one key.
pub(super) fn key<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let parts: Vec<String> = parts.into_iter().map(escape).collect();
    parts.join("/")
}

/// The key of a dynamic source's location within its operation. These strings are in `names.lock`, so they never change.
pub(super) fn dynamic_key(kind: &DynamicKind, location: &DynamicLocation) -> String {
    let join = |whole: &str, path: &[String]| {
        std::iter::once(whole).chain(path.iter().map(String::as_str)).collect::<Vec<_>>().join("/")
    };
    let key = match (&location.part, kind) {
        (DynamicPart::Parameter(key), _) => key.clone(),
        (DynamicPart::Body { parameter, path }, DynamicKind::Schema) if path.is_empty() => parameter.clone(),
        (DynamicPart::Body { path, .. }, _) => path.join("/"),
        (DynamicPart::Response(path), _) => join("answer", path),
        (DynamicPart::Notification(path), _) => join("notification", path),
    };
    match kind {
        DynamicKind::Tree(_) if location.beside_values => format!("{key}/tree"),
        DynamicKind::Values(_) | DynamicKind::Tree(_) => key,
        DynamicKind::Schema => format!("{key}/schema"),
    }
}

/// The module of a type at `location`.
pub(super) fn module(location: &SchemaLocation) -> Module {
    match location {
        SchemaLocation::Definition { .. } => Module::Models,
        SchemaLocation::Part { .. } => Module::Parts,
        SchemaLocation::Shared { .. } => Module::Shared,
        SchemaLocation::Body { .. } => Module::Bodies,
        SchemaLocation::Response { .. } | SchemaLocation::Status { .. } => Module::Responses,
        SchemaLocation::Payload { .. } => Module::Payloads,
        SchemaLocation::Parameter { .. } => Module::Parameters,
        SchemaLocation::Table { .. } => Module::Tables,
    }
}

/// The scope of a module's types.
pub(super) fn module_scope(module: Module) -> &'static str {
    match module {
        Module::Models => "models",
        Module::Parts => "parts",
        Module::Shared => "shared",
        Module::Bodies => "bodies",
        Module::Responses => "responses",
        Module::Payloads => "payloads",
        Module::Parameters => "parameters",
        Module::Tables => "tables",
    }
}

/// The key of a type within its module. The key of a shared type is the scope of its first location.
pub(super) fn type_key(location: &SchemaLocation) -> String {
    let with_path = |first: &str, path: &[String]| key(std::iter::once(first).chain(path.iter().map(String::as_str)));
    match location {
        SchemaLocation::Definition { name } => escape(name),
        SchemaLocation::Part { definition, path } => with_path(definition, path),
        SchemaLocation::Shared { first, .. } => type_scope(first),
        SchemaLocation::Body { operation, path }
        | SchemaLocation::Response { operation, path }
        | SchemaLocation::Payload { operation, path } => with_path(operation, path),
        SchemaLocation::Status { operation, status, path } => {
            let status = format!("{}~", escape(status));
            let path = path.iter().map(|step| escape(step));
            [escape(operation), status].into_iter().chain(path).collect::<Vec<_>>().join("/")
        }
        SchemaLocation::Table { table, part, path } => {
            let part = match part {
                TablePart::Row => None,
                TablePart::New => Some("#new".to_owned()),
                TablePart::Changes => Some("#changes".to_owned()),
            };
            let path = path.iter().map(|step| escape(step));
            std::iter::once(escape(table)).chain(part).chain(path).collect::<Vec<_>>().join("/")
        }
        SchemaLocation::Parameter { operation, key: parameter, at, path } => {
            let at = at.map(|at| format!("#{at}"));
            let path = std::iter::once(parameter).chain(path).map(|step| escape(step));
            std::iter::once(escape(operation)).chain(at).chain(path).collect::<Vec<_>>().join("/")
        }
    }
}

/// The module and key of a type: the scope of its fields or variants. A shared type has the scope of its first location.
pub(super) fn type_scope(location: &SchemaLocation) -> String {
    match location {
        SchemaLocation::Shared { first, .. } => type_scope(first),
        location => format!("{}/{}", module_scope(module(location)), type_key(location)),
    }
}
