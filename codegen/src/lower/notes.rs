//! One-line remarks for the docs.

use crate::lower::{dynamic, enums, texts};
use crate::spec::{Annotation, Operation, Parameter, Schema, Text};

/// What a schema says beyond its type.
pub(super) fn of_schema(schema: &Schema) -> Vec<String> {
    let mut notes = dynamic::remarks(&schema.dynamic);
    if enums::is_told_in_words(schema) {
        notes.extend(enums::listed(schema).map(|values| format!("Values: {values}.")));
    }
    notes.extend(
        schema.discriminator.as_ref().map(|key| format!("`{}` says which of its variants a value is.", key.value)),
    );
    notes.extend(schema.notification_url.then(|| CALLBACK_URL.to_owned()));
    notes.extend(inferred(&schema.inferred));
    notes
}

/// What there is to say of the value that takes a callback URL.
pub(super) const CALLBACK_URL: &str = "The callback URL: the service posts its notifications there.";

/// What an operation says beyond its parameters and answers.
pub(super) fn of_operation(operation: &Operation) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(operation.annotation.iter().flat_map(of_annotation));
    if operation.long_running {
        notes.push("Long-running: an answer 202 names the place to poll in its `Location`.".to_owned());
    }
    if let Some(key) = &operation.next_link {
        notes.push(format!("Paged: `{}` of the answer holds the link to the next page.", key.value));
    }
    notes.extend(inferred(&operation.inferred));
    notes
}

/// What a body says of itself that travels as the fields of a form, and so has no argument of its own.
pub(super) fn of_form(body: &Parameter) -> Vec<String> {
    let schema = &body.schema;
    let title = texts::text(&body.summary).or_else(|| texts::title(schema));
    let description = texts::text(&body.description).or_else(|| texts::text(&schema.description));
    let mut notes: Vec<String> = title.into_iter().chain(description).map(|text| format!("Form: {text}")).collect();
    notes.dedup();
    notes.extend(of_schema(schema).into_iter().chain(inferred(&body.inferred)));
    notes
}

/// Why a fact is an inference.
pub(super) fn inferred(text: &Text) -> Option<String> {
    text.as_ref().map(|text| format!("Inferred: {}", text.value))
}

fn of_annotation(annotation: &Annotation) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(status) = &annotation.status {
        notes.push(format!("Status: {}.", status.value));
    }
    if let Some(revision) = &annotation.revision {
        notes.push(match &annotation.family {
            Some(family) => format!("Revision {} of `{}`.", revision.value, family.value),
            None => format!("Revision {}.", revision.value),
        });
    }
    notes
}
