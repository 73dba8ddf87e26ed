//! The double count: what a definition states and what its crate states, as items with places and wire names.
//!
//! [`stated`] reads the JSON and [`emitted`] the Rust. They share only the types in this file, and know nothing of the generator.
//! [`differences`] compares the two: an item that the crate lacks, or has in addition, needs a diagnostic of the same run whose
//! place covers it.

pub mod dynamic;
pub mod emitted;
mod expand;
mod explain;
mod loose;
pub mod stated;
mod text;

use std::{collections::BTreeMap, fmt};

use connector_codegen::{Files, Generated};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An operation, by its id.
    Operation,
    /// The path of an operation, with its placeholders.
    Path,
    /// A trigger, by its operation's id.
    Trigger,
    /// A parameter or a body.
    Parameter,
    /// A successful response that has a schema.
    Response,
    /// A definition, by its name.
    Definition,
    /// A use of a definition.
    Reference,
    /// A property, by the wire keys that lead to it.
    Property,
    /// Properties beyond those that are listed.
    Additional,
    /// A value of an enumeration.
    EnumValue,
    /// A default.
    Default,
}

/// The part of a definition that a place is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// An operation as a whole.
    Operation,
    /// A parameter.
    Parameter,
    /// A request body.
    Body,
    /// A successful response.
    Response,
    /// Another response.
    Failure,
    /// What a trigger delivers.
    Payload,
    /// A definition.
    Definition,
    /// A shared parameter or response that no operation uses.
    Unused,
}

/// The place of an item: a part of the document, and the steps from there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemPath {
    /// The part.
    pub part: Part,
    /// The operation or definition, the part and the steps, each after a [`BREAK`].
    path: String,
}

/// Separates the steps of a place. It cannot occur in valid JSON.
const BREAK: char = '\u{1f}';

/// A step to a list's item.
pub const ITEM: &str = "[]";
/// A step to a map's value.
pub const VALUE: &str = "{}";

impl ItemPath {
    /// An operation, by its method and its path; how placeholders are spelt does not tell operations apart.
    pub fn operation(method: &str, path: &str) -> Self {
        let mut blank = String::new();
        let mut rest = path;
        while let Some((before, after)) = rest.split_once('{') {
            blank.push_str(before);
            blank.push_str("{}");
            rest = after.split_once('}').map_or("", |(_, after)| after);
        }
        Self { part: Part::Operation, path: format!("{method} {blank}{rest}") }
    }

    /// A definition.
    pub fn definition(name: &str) -> Self {
        Self { part: Part::Definition, path: text::plain(name) }
    }

    /// A shared parameter or response that nothing uses.
    pub fn unused(section: &str, name: &str) -> Self {
        Self { part: Part::Unused, path: format!("{section}{BREAK}{name}") }
    }

    /// A part of an operation; `name` tells those of one sort apart.
    pub fn of(&self, part: Part, name: &str) -> Self {
        Self { part, path: format!("{}{BREAK}{part:?} {name}", self.path) }
    }

    /// The place of a property.
    pub fn property(&self, key: &str) -> Self {
        self.step(&format!(".{key}"))
    }

    /// The place of a list's item or a map's value.
    pub fn step(&self, step: &str) -> Self {
        Self { part: self.part, path: format!("{}{BREAK}{step}", self.path) }
    }

    /// Whether it is the whole body of a failure.
    fn is_whole_failure(&self) -> bool {
        let last = self.path.rsplit(BREAK).next().unwrap_or_default();
        self.part == Part::Failure && last.starts_with(&format!("{:?} ", Part::Failure))
    }

    /// The first step from `outer` to here: empty if it is the same place, `None` if this one is elsewhere.
    fn below(&self, outer: &Self) -> Option<&str> {
        let rest = self.path.strip_prefix(&outer.path)?;
        let rest = if rest.is_empty() { rest } else { rest.strip_prefix(BREAK)? };
        Some(rest.split(BREAK).next().unwrap_or_default())
    }
}

impl fmt::Display for ItemPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.replace(BREAK, " > "))
    }
}

/// A fact that a definition or a crate states.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Where it is.
    pub place: ItemPath,
    /// Its content: an id, a name or a value; empty if the place is all there is to state.
    pub value: String,
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at {}", self.kind, self.place)?;
        if self.value.is_empty() { Ok(()) } else { write!(f, " = {:?}", self.value) }
    }
}

/// The result of the comparison of one connector.
#[derive(Clone, Debug, Default)]
pub struct Count {
    /// How many items the definition states, by kind.
    pub stated: BTreeMap<Kind, usize>,
    /// How many of them the crate has.
    pub found: BTreeMap<Kind, usize>,
    /// How many differences each diagnostic accounts for.
    pub explained: BTreeMap<(Kind, &'static str), usize>,
    /// The differences without an explanation, one per line.
    pub unexplained: Vec<String>,
}

impl Count {
    /// Adds another connector's count.
    pub fn add(&mut self, other: Self) {
        for (kind, count) in other.stated {
            *self.stated.entry(kind).or_default() += count;
        }
        for (kind, count) in other.found {
            *self.found.entry(kind).or_default() += count;
        }
        for (key, count) in other.explained {
            *self.explained.entry(key).or_default() += count;
        }
        self.unexplained.extend(other.unexplained);
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, stated) in &self.stated {
            let found = self.found.get(kind).copied().unwrap_or_default();
            writeln!(f, "{:>12} {stated:>8} stated {found:>8} in the crate", format!("{kind:?}"))?;
        }
        for ((kind, code), count) in &self.explained {
            writeln!(f, "{count:>8} {kind:?} accounted for by {code}")?;
        }
        writeln!(f, "{:>8} unexplained", self.unexplained.len())
    }
}

/// Counts the definition and the crate of a connector.
///
/// `bytes` are the definition's own. Nothing is counted if no crate was made.
///
/// # Panics
/// If the connector's folder has no `names.lock`: it may be empty, and says which type is which definition's.
pub fn count(bytes: &[u8], generated: &Generated) -> Count {
    generated.files.as_ref().map(|files| differences(bytes, generated, files)).unwrap_or_default()
}

/// As [`count`], for files that need not be those that were generated.
///
/// # Panics
/// As [`count`].
pub fn differences(bytes: &[u8], generated: &Generated, files: &Files) -> Count {
    let text = text::decoded(bytes, generated);
    let stated = stated::stated(&text::respelt(&text, generated));
    let lock = generated.lock.as_ref().expect("a connector is counted with a names.lock");
    let emitted = emitted::emitted(files, &lock.text);
    explain::compare(&text, &stated, &emitted, generated)
}
