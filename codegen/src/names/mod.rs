//! [`Connector`] in, [`Names`] out: all Rust identifiers and file stems of a crate. No other module makes one.
//!
//! Identifiers are ASCII and ready to print: a keyword is written `r#type`, or has a suffix if it cannot be raw. They are made of
//! wire keys and operationIds, never of display texts. `words` splits a wire spelling, and `identifier` writes words in a style.
//! `scope` settles names that must differ, `respelt` finds the key that a name follows, `meaning` says what a name stands for, and
//! `calls` orders values without names. `operations`, `types`, `choices` and `direct` list what has a name. `lock` remembers names,
//! orders and meanings. Nothing here knows how code is emitted.

mod address;
mod aspects;
mod calls;
mod choices;
mod constants;
mod direct;
mod doors;
mod identifier;
mod lock;
mod meaning;
mod operations;
mod package;
mod places;
mod policies;
mod reserved;
mod respelt;
mod scope;
mod signature;
mod table;
mod tables;
#[cfg(test)]
mod tests;
mod types;
mod words;

pub(crate) use identifier::is_device;
pub(crate) use lock::Lock;
pub(crate) use operations::MOST_POSITIONAL;
pub(crate) use package::package_name;
pub(crate) use table::{
    ChoiceNames, ColumnNames, DoorNames, FieldNames, Module, Names, OperationNames, SchemeNames, TableNames, TypeNames,
};

use crate::diagnostic::{Diagnostics, Problem};
use crate::model::{Connector, SchemaLocation};

/// The result of [`assign`].
#[derive(Clone, Debug)]
pub(crate) struct Assigned {
    /// Every identifier of the crate.
    pub names: Names,
    /// The new content of `names.lock`: the old entries and the new ones.
    pub lock: Lock,
}

/// Names everything in `connector`. Names in `lock` stay. If wire names collide, a diagnostic reports each name that has a
/// suffix.
pub(crate) fn assign(connector: &Connector, lock: Option<&Lock>, diagnostics: &mut Diagnostics) -> Assigned {
    let mut book = scope::Book { locked: lock, lock: lock.cloned().unwrap_or_default(), diagnostics };
    let (operations, doors, plain) = operations::assign(connector, &mut book);
    let types = types::assign(connector, &plain.identifiers, &mut book);
    let tables = tables::assign(connector, &types, &mut book);
    let choices = choices::assign(connector, &plain, &mut book);
    let direct = connector.direct.as_ref().ok().map(|direct| direct::assign(direct, &connector.operations, &mut book));
    report_respelt(connector, &operations, &types, book.diagnostics);
    let package = package_name(&connector.folder, connector.family);
    let client = package::client_name(&connector.folder);
    let names = Names {
        library: package.replace('-', "_"),
        package,
        options: format!("{client}Options"),
        auth: package::auth_name(&connector.folder),
        triggers: package::triggers_name(&connector.folder),
        direct,
        client,
        operations,
        types,
        choices,
        tables,
        doors,
    };
    Assigned { names, lock: book.lock }
}

/// Reports each operation and definition whose name holds characters that an identifier cannot hold. A caller looks for these two by
/// name. Properties and parameters are not reported: their docs state the wire key.
fn report_respelt(
    connector: &Connector,
    operations: &[OperationNames],
    types: &[TypeNames],
    diagnostics: &mut Diagnostics,
) {
    let keeps = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let operations = connector
        .operations
        .iter()
        .zip(operations)
        .map(|(operation, names)| (&operation.id, &names.request, operation.span));
    let definitions = connector.types.iter().zip(types).filter_map(|(def, names)| match &def.location {
        SchemaLocation::Definition { name } => Some((name, &names.name, def.span)),
        _ => None,
    });
    for (name, identifier, span) in operations.chain(definitions) {
        if !name.chars().all(keeps) {
            diagnostics.push(span, Problem::NameRespelt { name: name.clone(), identifier: identifier.clone() });
        }
    }
}
