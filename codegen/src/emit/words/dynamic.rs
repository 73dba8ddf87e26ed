//! The names of values that dynamic sources are for.

use crate::model::DynamicPart;

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
