//! Texts of the document: titles, descriptions, visibility words, replacements.

use crate::model::{Deprecation, Visibility};
use crate::spec::{Operation, Schema, Text};

/// A string as written; `None` if it is only white space.
pub(super) fn text(text: &Text) -> Option<String> {
    text.as_ref().map(|text| &text.value).filter(|text| !text.trim().is_empty()).cloned()
}

/// A schema's display name: `x-ms-summary`, else `title`.
pub(super) fn title(schema: &Schema) -> Option<String> {
    text(&schema.summary).or_else(|| text(&schema.title))
}

/// The length of a schema's texts, in bytes.
pub(super) fn bytes(schema: &Schema) -> usize {
    let texts = [&schema.summary, &schema.title, &schema.description];
    texts.into_iter().flatten().map(|text| text.value.len()).sum()
}

/// Reads `x-ms-visibility` in any letter case. An unknown word counts as not stated.
pub(super) fn visibility(word: &Text) -> Visibility {
    match word.as_ref().map(|word| word.value.trim().to_ascii_lowercase()).as_deref() {
        Some("important") => Visibility::Important,
        Some("advanced") => Visibility::Advanced,
        Some("internal") => Visibility::Internal,
        _ => Visibility::None,
    }
}

/// An operation is deprecated if it is marked so or states a replacement.
pub(super) fn deprecation(operation: &Operation) -> Option<Deprecation> {
    let replacement = operation.annotation.as_ref().and_then(|annotation| text(&annotation.replacement));
    (operation.deprecated || replacement.is_some()).then_some(Deprecation { replacement })
}
