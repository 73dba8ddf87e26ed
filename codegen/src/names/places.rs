//! How the places of a [`Meaning`](super::meaning::Meaning) are written: requests without the names of their placeholders, and constants.
//!
//! A place that is an aspect begins with one of [`WAYS`].

use super::address::key;
use super::identifier::digest;
use crate::model::Operation;

/// Between the places of one meaning.
pub(super) const AND: &str = ", ";

/// The first words of aspects.
const WAYS: [&str; 12] =
    ["sends", "writes", "reads", "routes", "goes", "asks", "opens", "removes", FILLS, PICKS, SHOWS, WRAPS];

/// What a choice fills with one value, and where the children in a tree have theirs.
pub(super) const FILLS: &str = "fills";
pub(super) const PICKS: &str = "picks";

/// What a choice tells of an item beside its value.
pub(super) const SHOWS: &str = "shows";

/// What policies send of values that no parameter has: those of credentials and of other policies, and texts around others.
pub(super) const WRAPS: &str = "wraps";

/// The maximum length of a constant in a lock, in characters. Of a longer one the rest is a digest.
const MAX_CONSTANT: usize = 80;

/// Whether a place is an aspect.
pub(super) fn is_aspect(way: &str) -> bool {
    WAYS.contains(&way)
}

/// The method and the path of an operation.
pub(super) fn request(operation: &Operation) -> String {
    format!("{} {}", operation.method, nameless(&operation.path))
}

/// A path without the names of its placeholders.
pub(super) fn nameless(path: &str) -> String {
    pieces(path).map(|(text, name)| bare(text) + name.map_or("", |_| "{}")).collect()
}

/// The texts of a path, each with the placeholder behind it.
pub(super) fn pieces(path: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = Some(path);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let placeholder = text.find('{').and_then(|from| Some((from, from + text.get(from..)?.find('}')?)));
        let Some((from, to)) = placeholder else { return Some((text, None)) };
        rest = text.get(to + 1..);
        Some((&text[..from], text.get(from + 1..to)))
    })
}

/// Keys that lead to a value.
pub(super) fn steps(path: &[String]) -> String {
    key(path.iter().map(String::as_str))
}

/// A constant and its place, as one place of a meaning.
pub(super) fn constant(way: &str, place: &[&str], value: &str) -> String {
    placed(way, place, &shortened(value))
}

pub(super) fn placed(way: &str, place: &[&str], value: &str) -> String {
    format!("{way} {} = {value}", within(place))
}

/// A place in a request: what has it, and the keys to it.
pub(super) fn within(place: &[&str]) -> String {
    let (first, rest) = place.split_first().map_or(("", place), |(first, rest)| (*first, rest));
    let place: Vec<String> =
        std::iter::once(first.to_owned()).chain((!rest.is_empty()).then(|| key(rest.iter().copied()))).collect();
    place.join(" ")
}

/// A text as a part of one place of a meaning: it does not have what stands between places.
pub(super) fn bare(text: &str) -> String {
    text.replace(AND, ",_")
}

/// A constant as the lock has it.
pub(super) fn shortened(value: &str) -> String {
    let value = bare(value);
    match value.char_indices().nth(MAX_CONSTANT) {
        Some((at, _)) => format!("{}… {}", &value[..at], digest(&value, 8)),
        None => value,
    }
}
