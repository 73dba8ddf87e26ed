//! [`Connector`] in, [`Names`] out: every Rust identifier and file stem of a crate, settled once. Nothing else makes one.
//!
//! Identifiers are ASCII texts ready to print: a keyword stands as `r#type` (or, where it cannot be raw, with a suffix). They
//! are made of wire keys and operationIds, never of display texts. One scheme through: `words` splits a wire spelling,
//! `identifier` writes words in a style, `scope` settles the names that must differ; `operations`, `types` and
//! `choices` say what has a name, and `lock` remembers. It must not know how anything is emitted.

mod address;
mod choices;
mod direct;
mod identifier;
mod lock;
mod operations;
mod package;
mod reserved;
mod scope;
mod table;
#[cfg(test)]
mod tests;
mod types;
mod words;

pub use lock::Lock;
pub use operations::MOST_POSITIONAL;
pub use package::package_name;
pub use table::{AliasNames, ChoiceNames, FieldNames, Module, Names, OperationNames, SchemeNames, TypeNames};

use crate::diagnostic::{Diagnostics, Problem};
use crate::model::{Connector, SchemaLocation};

/// What [`assign`] gives.
#[derive(Clone, Debug)]
pub struct Assigned {
    /// Every identifier of the crate.
    pub names: Names,
    /// The lock that was given, and what is new: what `names.lock` is to hold.
    pub lock: Lock,
}

/// Names everything in `connector`. A name in `lock` stays; where wire names collide, a diagnostic says what each new one is
/// called.
pub fn assign(connector: &Connector, lock: Option<&Lock>, diagnostics: &mut Diagnostics) -> Assigned {
    let mut book = scope::Book { locked: lock, lock: lock.cloned().unwrap_or_default(), diagnostics };
    let (operations, identifiers) = operations::assign(connector, &mut book);
    let types = types::assign(connector, &identifiers, &mut book);
    let choices = choices::assign(connector, &identifiers, &mut book);
    let direct = connector.direct.as_ref().ok().map(|direct| direct::assign(direct, &mut book));
    report_respelt(connector, &operations, &types, book.diagnostics);
    let package = package_name(&connector.folder, connector.family);
    let client = package::client_name(&connector.folder);
    let names = Names {
        library: package.replace('-', "_"),
        package,
        options: format!("{client}Options"),
        auth: package::auth_name(&connector.folder),
        direct,
        client,
        operations,
        types,
        choices,
    };
    Assigned { names, lock: book.lock }
}

/// Names each operation and definition whose own name holds characters that an identifier can only lose. Properties and parameters
/// state their wire key in their docs; these two are what a caller looks for by name.
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
