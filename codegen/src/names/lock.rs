//! `names.lock`: names that earlier runs gave, by address, what they stood for, and the order of the values of each call.
//!
//! In: the file as a JSON tree. Out: [`Lock`], and its text again. This module does not know what a name is for; `scope` checks
//! whether a name can be used, `meaning` whether it still stands for the same, and `calls` whether an order can be used.
//!
//! An entry stays when its item leaves the definition, and nothing else gets its name: the item may come back. A name that an
//! item loses stays at an address of its own ([`GONE`]).

use std::collections::BTreeMap;
use std::fmt;

use super::signature::{self, Signature};
use crate::diagnostic::{Diagnostics, LockPlace, Problem};
use crate::source::{Node, Value};
use crate::span::Span;

/// What the keys of names begin with that an item lost; nothing gets such a name again.
pub(super) const GONE: &str = "#gone/";

/// The scope of the methods that have another name than usual; the key is the scope of the item that has the method.
pub(super) const METHODS: &str = "methods";

/// What the scopes of meanings begin with; the key in such a scope is that of the name.
const MEANS: &str = "means/";

/// What the scopes of calls begin with; the key in such a scope is the name of the method.
const CALLS: &str = "calls/";

/// The most bytes of signatures that are copied from item to item. A lock of a readable size needs less.
const MAX_COPIED: usize = 64 << 20;

/// Identifiers by address, and calls.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lock {
    entries: BTreeMap<String, Entry>,
    /// By address: the signatures that a method has had, the newest last.
    calls: BTreeMap<String, Vec<Signature>>,
    /// The bytes of the signatures that were set.
    copied: usize,
}

/// A locked identifier, or a meaning.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Without `r#`. Of a meaning, its text.
    pub(super) identifier: String,
    /// Place of the entry in `names.lock`, or of the item in the definition.
    pub(super) span: Span,
}

impl Lock {
    /// Reads the tree of a `names.lock`: one object. Its values are strings; those of calls are lists of signatures.
    pub(crate) fn read(document: &Node, diagnostics: &mut Diagnostics) -> Self {
        let mut lock = Self::default();
        let Value::Object(members) = &document.value else {
            diagnostics.push(document.span, Problem::NamesLockForm { place: LockPlace::Document });
            return lock;
        };
        for member in members {
            if member.key.starts_with(CALLS) {
                match signatures(&member.value) {
                    Some(signatures) => lock.calls.entry(member.key.clone()).or_default().extend(signatures),
                    None => {
                        let place = LockPlace::Call { address: member.key.clone() };
                        diagnostics.push(member.value.span, Problem::NamesLockForm { place });
                    }
                }
                continue;
            }
            let Value::String(identifier) = &member.value.value else {
                let place = LockPlace::Entry { address: member.key.clone() };
                diagnostics.push(member.value.span, Problem::NamesLockForm { place });
                continue;
            };
            if lock.entries.contains_key(&member.key) {
                diagnostics.push(member.key_span, Problem::NamesLockDuplicate { address: member.key.clone() });
                continue;
            }
            let entry = Entry { identifier: identifier.clone(), span: member.value.span };
            lock.entries.insert(member.key.clone(), entry);
        }
        lock
    }

    /// The identifier of an address, without `r#`.
    pub(crate) fn get(&self, address: &str) -> Option<&str> {
        self.entries.get(address).map(|entry| entry.identifier.as_str())
    }

    /// The identifier of an address, and its place.
    pub(super) fn entry(&self, address: &str) -> Option<&Entry> {
        self.entries.get(address)
    }

    /// Each address and its identifier, sorted by address.
    #[cfg(test)]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|(address, entry)| (address.as_str(), entry.identifier.as_str()))
    }

    /// Sets the identifier of a key in a scope. One that the key had before is for nothing else.
    pub(super) fn insert(&mut self, scope: &str, key: &str, identifier: &str, span: Span) {
        let entry = Entry { identifier: identifier.to_owned(), span };
        let former = self.entries.insert(format!("{scope}#{key}"), entry);
        if let Some(former) = former.filter(|former| former.identifier != identifier) {
            self.retire(scope, &former.identifier, former.span);
        }
    }

    /// Sets what the name of a key in a scope stands for.
    pub(super) fn set_meaning(&mut self, scope: &str, key: &str, text: &str, span: Span) {
        let entry = Entry { identifier: text.to_owned(), span };
        self.entries.insert(format!("{MEANS}{scope}#{key}"), entry);
    }

    /// What the names of a scope stand for, by key.
    pub(super) fn meanings<'a>(&'a self, scope: &str) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.scope(&format!("{MEANS}{scope}")).map(|(key, entry)| (key, entry.identifier.as_str()))
    }

    /// What the name of a key stands for.
    pub(super) fn meaning(&self, scope: &str, key: &str) -> Option<&str> {
        self.entry(&format!("{MEANS}{scope}#{key}")).map(|entry| entry.identifier.as_str())
    }

    /// Keeps an identifier of a scope from all items.
    pub(super) fn retire(&mut self, scope: &str, identifier: &str, span: Span) {
        let entry = Entry { identifier: identifier.to_owned(), span };
        self.entries.insert(format!("{scope}#{GONE}{identifier}"), entry);
    }

    /// Removes a key that does not have its identifier any more, and what it stands for.
    pub(super) fn remove(&mut self, scope: &str, key: &str) {
        self.entries.remove(&format!("{scope}#{key}"));
        self.remove_meaning(scope, key);
    }

    /// Removes what the name of a key stands for.
    pub(super) fn remove_meaning(&mut self, scope: &str, key: &str) {
        self.entries.remove(&format!("{MEANS}{scope}#{key}"));
    }

    /// Whether it has names or calls of a scope.
    pub(super) fn knows(&self, scope: &str) -> bool {
        self.scope(scope).next().is_some() || self.methods(scope).next().is_some()
    }

    /// The signatures of a method, the newest last. `home` is the scope of the item that it belongs to.
    pub(super) fn signatures(&self, home: &str, method: &str) -> &[Signature] {
        self.calls.get(&format!("{CALLS}{home}#{method}")).map(Vec::as_slice).unwrap_or_default()
    }

    /// The methods of an item, and their signatures.
    pub(super) fn methods<'a>(&'a self, home: &str) -> impl Iterator<Item = (&'a str, &'a [Signature])> + use<'a> {
        let start = format!("{CALLS}{home}#");
        let methods = self.calls.range(start.clone()..).map_while(move |(address, signatures)| {
            address.strip_prefix(start.as_str()).map(|method| (method, signatures.as_slice()))
        });
        methods.filter(|(method, _)| !method.contains('#'))
    }

    /// The methods of all items of a scope, e.g. of all operations.
    pub(super) fn methods_below<'a>(&'a self, scope: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let start = format!("{CALLS}{scope}/");
        let addresses = self.calls.range(start.clone()..).map(|(address, _)| address.as_str());
        addresses
            .take_while(move |address| address.starts_with(&start))
            .filter_map(|address| Some(address.rsplit_once('#')?.1))
    }

    pub(super) fn set_signatures(&mut self, home: &str, method: &str, signatures: Vec<Signature>) {
        let places = signatures.iter().flatten().map(|value| value.place.len());
        self.copied += home.len() + method.len() + places.sum::<usize>();
        if !self.is_too_large() {
            self.calls.insert(format!("{CALLS}{home}#{method}"), signatures);
        }
    }

    /// Whether signatures were left out, because items repeat more of them than a lock can have.
    pub(crate) fn is_too_large(&self) -> bool {
        self.copied > MAX_COPIED
    }

    /// Removes the signatures of a method.
    pub(super) fn remove_signatures(&mut self, home: &str, method: &str) {
        self.calls.remove(&format!("{CALLS}{home}#{method}"));
    }

    /// The entries of a scope by key, sorted.
    pub(super) fn scope<'a>(&'a self, scope: &str) -> impl Iterator<Item = (&'a str, &'a Entry)> + use<'a> {
        let start = format!("{scope}#");
        self.entries
            .range(start.clone()..)
            .map_while(move |(address, entry)| address.strip_prefix(start.as_str()).map(|key| (key, entry)))
    }
}

/// The signatures of a call; `None` if the tree has another form.
fn signatures(node: &Node) -> Option<Vec<Signature>> {
    let Value::Array(signatures) = &node.value else { return None };
    let signature = |node: &Node| -> Option<Signature> {
        let Value::Array(values) = &node.value else { return None };
        let value = |node: &Node| match &node.value {
            Value::String(text) => signature::Value::read(text),
            _ => None,
        };
        values.iter().map(value).collect()
    };
    signatures.iter().map(signature).collect()
}

/// The file's text: sorted by address, one entry a line.
impl fmt::Display for Lock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines: BTreeMap<&str, Line<'_>> = BTreeMap::new();
        lines.extend(self.entries.iter().map(|(address, entry)| (address.as_str(), Line::Name(&entry.identifier))));
        lines.extend(self.calls.iter().map(|(address, signatures)| (address.as_str(), Line::Call(signatures))));
        formatter.write_str("{")?;
        for (index, (address, line)) in lines.iter().enumerate() {
            formatter.write_str(if index == 0 { "\n  " } else { ",\n  " })?;
            write_text(formatter, address)?;
            formatter.write_str(": ")?;
            match line {
                Line::Name(identifier) => write_text(formatter, identifier)?,
                Line::Call(signatures) => write_list(formatter, signatures, |formatter, values| {
                    write_list(formatter, values, |formatter, value| write_text(formatter, &value.to_string()))
                })?,
            }
        }
        formatter.write_str(if lines.is_empty() { "}\n" } else { "\n}\n" })
    }
}

/// The value of an entry.
enum Line<'a> {
    Name(&'a str),
    Call(&'a [Signature]),
}

fn write_list<T>(
    formatter: &mut fmt::Formatter<'_>,
    items: &[T],
    write: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    formatter.write_str("[")?;
    for (index, item) in items.iter().enumerate() {
        formatter.write_str(if index == 0 { "" } else { ", " })?;
        write(formatter, item)?;
    }
    formatter.write_str("]")
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
