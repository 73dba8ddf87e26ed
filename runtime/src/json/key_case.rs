//! Keys that differ in case from the known ones, as in Azure's envelopes of trigger payloads. An exact key takes
//! precedence, then the only one that differs in case; if there are several, none matches.

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

pub(super) fn equal_but_for_case(left: &str, right: &str) -> bool {
    left.chars().flat_map(char::to_lowercase).eq(right.chars().flat_map(char::to_lowercase))
}
