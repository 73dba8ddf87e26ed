//! An earlier crate and its new form in; out: what changed for its callers, by public path.
//!
//! Both are read from their Rust, so that a crate of any earlier version can be compared.

use std::{collections::BTreeSet, path::Path};

use connector_codegen::{
    Files,
    internal::{diagnostic::shown, output},
};
use connector_emitted::promises::{self, Promise, Promises};
use serde::Serialize;

/// The most paths of a kind that are named for a person.
const NAMED: usize = 8;

/// What changed for the callers of a crate. A type stands for its members if it went or came as a whole.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Callers {
    /// Paths that the new crate does not have.
    gone: Vec<String>,
    /// Paths that the earlier crate did not have.
    new: Vec<String>,
    /// Paths that mean something else on the wire, or take other values.
    other: Vec<Other>,
}

/// A path with another meaning.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Other {
    path: String,
    was: String,
    is: String,
}

/// The Rust files of a crate on disk; `None` if there is no crate, or a file of it cannot be read.
pub(super) fn earlier(folder: &Path) -> Option<Files> {
    let mut files = Files::new();
    for path in output::paths(folder).ok()?.into_iter().filter(|path| path.ends_with(".rs")) {
        let bytes = output::read_here(&folder.join(&path)).ok()?;
        files.insert(path, String::from_utf8(bytes).ok()?);
    }
    Some(files).filter(|files| files.contains_key("src/lib.rs"))
}

impl Callers {
    /// Compares two crates; `None` if nothing changed, or if the earlier one is not Rust, as after an edit by hand.
    pub(super) fn of(earlier: &Files, now: &Files) -> Option<Self> {
        let (old, new) = (promises::read(earlier).ok()?, promises::read(now).ok()?);
        let both = old.iter().filter_map(|(path, was)| Some((path, was, new.get(path)?)));
        let other = both.filter(|(_, was, is)| was != is);
        let other = other.map(|(path, was, is)| Other { path: path.clone(), was: meaning(was), is: meaning(is) });
        let callers = Self { gone: missing(&old, &new), new: missing(&new, &old), other: other.collect() };
        let is_empty = callers.gone.is_empty() && callers.new.is_empty() && callers.other.is_empty();
        (!is_empty).then_some(callers)
    }

    /// The numbers, and with `few` connectors the paths.
    pub(super) fn text(&self, folder: &str, few: bool) -> String {
        let Self { gone, new, other } = self;
        let counts = [(gone.len(), "gone"), (other.len(), "with another meaning"), (new.len(), "new")];
        let counts: Vec<_> = counts.iter().filter(|(count, _)| *count > 0).collect();
        let counts: Vec<_> = counts.iter().map(|(count, what)| format!("{count} {what}")).collect();
        let mut text = format!("{folder}: public paths: {}\n", counts.join(", "));
        if !few {
            return text;
        }
        let other: Vec<_> = other.iter().map(|Other { path, was, is }| format!("{path}: {was}, now {is}")).collect();
        for (what, paths) in [("gone   ", gone), ("another", &other), ("new    ", new)] {
            for path in paths.iter().take(NAMED) {
                text.push_str(&format!("{folder}:   {what} {}\n", shown(path)));
            }
            if paths.len() > NAMED {
                text.push_str(&format!("{folder}:   {what} … and {} more\n", paths.len() - NAMED));
            }
        }
        text
    }
}

/// The paths of one crate that another one lacks.
fn missing(of: &Promises, from: &Promises) -> Vec<String> {
    let owners: BTreeSet<&str> = from.keys().filter_map(|path| owner(path)).collect();
    let missing = of.keys().filter(|path| !from.contains_key(*path));
    let paths = missing.map(|path| match owner(path).filter(|owner| !owners.contains(owner)) {
        Some(owner) => owner.to_owned(),
        None => path.clone(),
    });
    paths.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The type that a member belongs to, e.g. `models::Group` of `models::Group.name`.
fn owner(path: &str) -> Option<&str> {
    if let Some((owner, _)) = path.rsplit_once('.') {
        return Some(owner);
    }
    let (owner, _) = path.rsplit_once("::")?;
    // A module is not a type.
    owner.rsplit("::").next().is_some_and(|name| name.starts_with(char::is_uppercase)).then_some(owner)
}

/// What a path means, on one line.
fn meaning(promise: &Promise) -> String {
    match promise {
        Promise::Name(name) => name.clone(),
        Promise::Request { operation, method, path, constants } => {
            let constants = constants.iter().map(|(place, value)| format!(", {place} {value}"));
            format!("operation {operation}, {method} {path}{}", constants.collect::<String>())
        }
        Promise::Call(values) => {
            let values: Vec<_> = values.iter().map(|value| value.place.as_str()).collect();
            format!("({})", values.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn promises(paths: &[(&str, &str)]) -> Promises {
        let promise = |(path, name): &(&str, &str)| ((*path).to_owned(), Promise::Name((*name).to_owned()));
        paths.iter().map(promise).collect()
    }

    #[test]
    fn a_type_stands_for_its_members() {
        let old = promises(&[("models::A.x", "key x"), ("models::A.y", "key y"), ("models::B.x", "key x")]);
        let new = promises(&[("models::B.y", "key y"), ("requests::C", "operation C"), ("requests::C::new()", "")]);
        assert_eq!(missing(&old, &new), ["models::A", "models::B.x"]);
        assert_eq!(missing(&new, &old), ["models::B.y", "requests::C"]);
    }
}
