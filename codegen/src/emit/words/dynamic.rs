//! The names of values that dynamic sources are for, and how a caller asks for them.

use crate::model::{DynamicPart, DynamicSource, Operation};
use crate::names::ChoiceNames;

/// The call of a choice as a caller writes it, with all its values, e.g. `get_actions(group_id).id(id)`.
pub(crate) fn choice_call(operations: &[Operation], choice: &DynamicSource, names: &ChoiceNames) -> String {
    let callers = choice.callers(operations);
    let positional = match names.required {
        Some(_) => "required".to_owned(),
        None => names.order.iter().map(|&index| names.arguments[index].as_str()).collect::<Vec<_>>().join(", "),
    };
    let optional = callers.iter().zip(&names.arguments).filter(|(caller, _)| !caller.is_required);
    let setters: String = optional.map(|(_, name)| format!(".{name}({name})")).collect();
    format!("{}({positional}){setters}", names.method)
}

/// The name of a value, as its operation has it: the parameter's key, or the keys to the property.
pub(crate) fn dynamic_part(part: &DynamicPart) -> String {
    let below = |whole: &str, path: &[String]| {
        std::iter::once(whole).chain(path.iter().map(String::as_str)).collect::<Vec<_>>().join("/")
    };
    match part {
        DynamicPart::Parameter(key) => key.clone(),
        DynamicPart::Body { parameter, path } if path.is_empty() => parameter.clone(),
        DynamicPart::Body { path, .. } => path.join("/"),
        DynamicPart::Response(path) => below("response", path),
        DynamicPart::Notification(path) => below("notification", path),
    }
}
