//! What an error of a check against a dynamic schema says. In: the error of the library. Out: texts without values, and without keys
//! that the schema does not name: such a key is a value too.

use jsonschema::{ValidationError, error::ValidationErrorKind};
use serde_json::Value;
use std::borrow::Cow;

/// The place in the value, as a JSON pointer.
pub(super) fn place(schema: &Value, value: &Value, error: &ValidationError<'_>) -> String {
    let (mut text, mut inner) = (String::new(), Some(value));
    for segment in error.instance_path().as_str().split('/').skip(1) {
        let key = unescaped(segment);
        let is_shown = inner.is_some_and(Value::is_array) || names(schema, &key);
        text.push('/');
        text.push_str(if is_shown { segment } else { "[…]" });
        inner = inner.and_then(|inner| match inner {
            Value::Array(items) => items.get(key.parse::<usize>().ok()?),
            _ => inner.get(&*key),
        });
    }
    text
}

/// What does not fit.
pub(super) fn problem(error: &ValidationError<'_>) -> String {
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { .. } | ValidationErrorKind::UnevaluatedProperties { .. } => {
            "it has properties that the schema does not allow".to_owned()
        }
        ValidationErrorKind::FalseSchema => "the schema allows no value there".to_owned(),
        _ => error.masked().to_string(),
    }
}

/// Why a schema cannot be read.
pub(super) fn unreadable(error: &ValidationError<'_>) -> String {
    match error.kind() {
        // Its text has the URL of the document. A service may build it from the request, with a key in the query.
        ValidationErrorKind::Referencing(_) => "a reference in it leads to nothing within it".to_owned(),
        _ => error.masked().to_string(),
    }
}

/// Whether a pattern took too many steps, so that nothing is known of the value.
pub(super) fn is_excess(error: &ValidationError<'_>) -> bool {
    matches!(
        error.kind(),
        ValidationErrorKind::BacktrackLimitExceeded { .. } | ValidationErrorKind::RegexEngineFailure { .. }
    )
}

/// A part of a JSON pointer as a key.
fn unescaped(segment: &str) -> Cow<'_, str> {
    match segment.contains('~') {
        true => segment.replace("~1", "/").replace("~0", "~").into(),
        false => segment.into(),
    }
}

/// Whether a schema has a property of this name.
fn names(schema: &Value, key: &str) -> bool {
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        match schema {
            Value::Object(keywords) => {
                if keywords.get("properties").is_some_and(|properties| properties.get(key).is_some()) {
                    return true;
                }
                open.extend(keywords.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    false
}
