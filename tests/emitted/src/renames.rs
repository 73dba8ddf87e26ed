//! Renames that change neither the public items of a crate nor the requests that it sends. An inventory from before such a rename
//! equals one from after it.

/// Renamed items of the runtime: the last steps of the old path, and the new name.
const ITEMS: [(&[&str], &str); 4] = [
    (&["policy", "Call"], "Expression"),
    (&["Answer"], "RawResponse"),
    (&["Call"], "RequestBuilder"),
    (&["Fault"], "JsonError"),
];

/// Renamed fields and variants of the runtime's types: the old name and the new name.
const MEMBERS: [(&str, &str); 2] = [("of_answer", "of_response"), ("Call", "Expression")];

/// The current name of an item of another crate, from the steps of its path. The result has no modules: a move inside that crate
/// is not a change.
pub(crate) fn external(steps: &[String]) -> Vec<String> {
    let from_type = steps.iter().position(|step| step.starts_with(char::is_uppercase));
    let start = from_type.unwrap_or(steps.len().saturating_sub(1));
    let mut kept: Vec<String> = steps[start..].iter().map(|step| member(step)).collect();
    for (old, new) in ITEMS {
        let before = &steps[..=start.min(steps.len().saturating_sub(1))];
        if before.len() >= old.len() && before[before.len() - old.len()..].iter().eq(old.iter()) {
            kept[0] = new.to_owned();
            break;
        }
    }
    kept
}

/// The current name of a field, variant or method.
pub(crate) fn member(name: &str) -> String {
    MEMBERS.iter().find(|(old, _)| *old == name).map_or(name, |(_, new)| new).to_owned()
}
