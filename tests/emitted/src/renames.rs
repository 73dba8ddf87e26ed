//! Names that changed without a change of what is public or sent, in one table: an inventory made before such a rename equals one
//! made after it.

/// Items of the runtime: the last steps of a path as it was, and the item's name now.
const ITEMS: [(&[&str], &str); 7] = [
    (&["policy", "Call"], "Expression"),
    (&["Answer"], "RawResponse"),
    (&["Call"], "RequestBuilder"),
    (&["Fault"], "DecodeError"),
    (&["trigger", "Place"], "EnvelopePosition"),
    (&["ChoiceRequest"], "ChoiceRequest"),
    (&["SchemaRequest"], "SchemaRequest"),
];

/// Fields of the runtime's types, and methods and functions that are not public: the name as it was, and the name now.
const MEMBERS: [(&str, &str); 5] = [
    ("of_answer", "of_response"),
    ("into_call", "into_builder"),
    ("into_request_builder", "into_builder"),
    ("call_without_body", "builder_without_body"),
    ("request_without_body", "builder_without_body"),
];

/// The name of an item of another crate, from the steps of its path. Modules are dropped: a move inside that crate is not a change.
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

/// The name of a field or method.
pub(crate) fn member(name: &str) -> String {
    MEMBERS.iter().find(|(old, _)| *old == name).map_or(name, |(_, new)| new).to_owned()
}
