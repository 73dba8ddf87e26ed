//! Keys that differ in case from the known ones, as in Azure's envelopes of trigger payloads. An exact key takes
//! precedence, then the only one that differs in case; if there are several, none matches.

use super::{Decoder, JsonError, decode::Fields};
use std::borrow::Cow;

/// A member whose key differs from a known one in case.
struct Unclear<'a> {
    key: Cow<'a, str>,
    /// The position of its value.
    position: usize,
    /// The index of its field.
    index: Option<usize>,
}

/// Reads the members of an object whose opening brace was taken. Members that differ in case are read after all keys
/// are known.
pub(super) fn members(object: &mut Decoder<'_>, fields: &mut Fields<'_, '_>) -> Result<(), JsonError> {
    let unknown = fields.keys.len();
    let mut is_given = vec![false; unknown];
    let mut unclear = Vec::new();
    let mut is_first = true;
    while let Some(key) = object.tokens.next_key(&mut is_first)? {
        let index = fields.index(&key, 0);
        if let Some(is_given) = is_given.get_mut(index) {
            *is_given = true;
        } else if fields.keys.iter().any(|known| equal_but_for_case(&key, known)) {
            unclear.push(Unclear { key, position: object.tokens.position(), index: None });
            object.tokens.skip()?;
            continue;
        }
        fields.fill(index, &key, object)?;
    }
    for (index, known) in fields.keys.iter().enumerate().filter(|(index, _)| !is_given[*index]) {
        let candidates = unclear.iter_mut().filter(|member| member.index.is_none());
        if let Some(member) = only_but_for_case(candidates, known, |member| &member.key) {
            member.index = Some(index);
        }
    }
    let end = object.tokens.position();
    for member in unclear {
        object.tokens.go_to(member.position);
        fields.fill(member.index.unwrap_or(unknown), &member.key, object)?;
    }
    object.tokens.go_to(end);
    Ok(())
}

/// The only item whose key is `key` in any case.
pub(super) fn only_but_for_case<T>(
    items: impl Iterator<Item = T>,
    key: &str,
    key_of: impl Fn(&T) -> &str,
) -> Option<T> {
    let mut candidates = items.filter(|item| equal_but_for_case(key_of(item), key));
    let first = candidates.next();
    if candidates.next().is_some() { None } else { first }
}

fn equal_but_for_case(left: &str, right: &str) -> bool {
    left.chars().flat_map(char::to_lowercase).eq(right.chars().flat_map(char::to_lowercase))
}
