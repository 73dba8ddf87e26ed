//! `names.lock`: names that earlier runs gave, by address.
//!
//! In: the file as a JSON tree. Out: [`Lock`], and its text again. This module does not know what a name is for; `scope` checks
//! whether a name can be used.
//!
//! An entry stays when its item leaves the definition, and nothing else gets its name: the item may come back.

use std::collections::BTreeMap;
use std::fmt;

use crate::diagnostic::{Diagnostics, LockPlace, Problem};
use crate::source::{Node, Value};
use crate::span::Span;

/// Identifiers by address.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lock {
    entries: BTreeMap<String, Entry>,
}

/// A locked identifier.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Without `r#`.
    pub(super) identifier: String,
    /// Place of the entry in `names.lock`, or of the item in the definition.
    pub(super) span: Span,
}

impl Lock {
    /// Reads the tree of a `names.lock`: one object of strings.
    pub(crate) fn read(document: &Node, diagnostics: &mut Diagnostics) -> Self {
        let mut lock = Self::default();
        let Value::Object(members) = &document.value else {
            diagnostics.push(document.span, Problem::NamesLockForm { place: LockPlace::Document });
            return lock;
        };
        for member in members {
            let Value::String(identifier) = &member.value.value else {
                let place = LockPlace::Entry { address: member.key.clone() };
                diagnostics.push(member.value.span, Problem::NamesLockForm { place });
                continue;
            };
            if lock.entries.contains_key(&member.key) {
                diagnostics.push(member.key_span, Problem::NamesLockDuplicate { address: member.key.clone() });
                continue;
            }
            lock.insert(member.key.clone(), identifier.clone(), member.value.span);
        }
        lock
    }

    /// The identifier of an address, without `r#`.
    pub(crate) fn get(&self, address: &str) -> Option<&str> {
        self.entries.get(address).map(|entry| entry.identifier.as_str())
    }

    /// Each address and its identifier, sorted by address.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|(address, entry)| (address.as_str(), entry.identifier.as_str()))
    }

    pub(super) fn insert(&mut self, address: String, identifier: String, span: Span) {
        self.entries.insert(address, Entry { identifier, span });
    }

    /// The entries of a scope by key, sorted.
    pub(super) fn scope<'a>(&'a self, scope: &str) -> impl Iterator<Item = (&'a str, &'a Entry)> + use<'a> {
        let start = format!("{scope}#");
        self.entries
            .range(start.clone()..)
            .map_while(move |(address, entry)| address.strip_prefix(start.as_str()).map(|key| (key, entry)))
    }
}

/// The file's text: sorted by address, one entry a line.
impl fmt::Display for Lock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("{")?;
        for (index, (address, identifier)) in self.iter().enumerate() {
            formatter.write_str(if index == 0 { "\n  " } else { ",\n  " })?;
            write_text(formatter, address)?;
            formatter.write_str(": ")?;
            write_text(formatter, identifier)?;
        }
        formatter.write_str(if self.entries.is_empty() { "}\n" } else { "\n}\n" })
    }
}

/// A JSON text in which nothing is invisible or turns the reading direction: what is neither ASCII nor a letter is escaped.
fn write_text(formatter: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    formatter.write_str("\"")?;
    for character in text.chars() {
        match character {
            '"' => formatter.write_str("\\\"")?,
            '\\' => formatter.write_str("\\\\")?,
            ' '..='~' => write!(formatter, "{character}")?,
            _ if character.is_alphanumeric() => write!(formatter, "{character}")?,
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(formatter, "\\u{unit:04x}")?;
                }
            }
        }
    }
    formatter.write_str("\"")
}
