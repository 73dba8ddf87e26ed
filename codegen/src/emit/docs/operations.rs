//! Actions, triggers and internal operations: a table of them, then a section for each.

use super::Input;
use super::labels;
use super::markup::{self, Markup};
use super::rows;
use crate::emit::rust;
use crate::emit::{text, words};
use crate::model::{
    Content, DocumentedResponse, DocumentedType, Operation, OperationId, Role, SchemaLocation, Struct, SuccessResponse,
    Type, TypeId,
};

/// Adds the operations of a role; nothing where there are none.
pub(super) fn add(markup: &mut Markup, input: Input<'_>, examples: &[String], (role, title): (Role, &str)) {
    let ids = input.sorted(role);
    if ids.is_empty() {
        return;
    }
    markup.heading(2, title);
    let operations = ids.iter().map(|id| &input.connector.operations[id.0]);
    markup.table(
        ["Title", "Description"],
        operations.map(|operation| {
            let link = labels::operation_link(operation, labels::title(operation));
            [link, operation.description.as_deref().map(text::cell).unwrap_or_default()]
        }),
    );
    ids.into_iter().for_each(|id| section(markup, input, id, &examples[id.0]));
}

fn section(markup: &mut Markup, input: Input<'_>, id: OperationId, example: &str) {
    let operation = &input.connector.operations[id.0];
    markup.anchor(&markup::anchor(&operation.id));
    markup.heading(3, &text::line(labels::title(operation)));
    markup.block(format!("Operation ID: {}", text::literal(&operation.id)));
    markup.block(operation.description.as_deref().map(text::paragraphs).unwrap_or_default());
    if let Some(deprecation) = &operation.deprecated {
        let replacement = deprecation.replacement.as_deref().map(|id| replacement(input, id));
        markup.block(format!("**Deprecated.**{}", replacement.unwrap_or_default()));
    }
    let hint = operation.trigger.as_ref().and_then(|trigger| trigger.hint.as_deref());
    markup.block(hint.map(text::paragraphs).unwrap_or_default());
    markup.list(operation.remarks.iter().map(|remark| text::line(&words::sentence(remark))));
    markup.block(text::code(&format!("{} {}", operation.method, operation.path)));
    markup.code("rust", example);
    if let Some(variant) = &input.names.operations[id.0].variant {
        markup.block(format!("Delivers `TriggerPayload::{variant}`."));
    }
    let parameters = rows::parameters(input, id);
    if !parameters.is_empty() {
        markup.heading(4, "Parameters");
    }
    parameters.add_parameters(markup);
    returns(markup, input, operation);
    notification(markup, input, id);
}

/// What the callback URL of an action receives.
fn notification(markup: &mut Markup, input: Input<'_>, id: OperationId) {
    let Some(notification) = &input.connector.operations[id.0].notification else { return };
    markup.heading(4, "Callback");
    let request = &input.names.operations[id.0].request;
    markup.block(format!("Decoded by `{}::requests::{request}::decode_notification`.", input.names.library));
    add_body(markup, input, &notification.documented_type);
    if let Some(structure) = rows::anonymous(input, &notification.payload) {
        rows::properties(input, structure).add_properties(markup);
    }
}

fn replacement(input: Input<'_>, id: &str) -> String {
    match input.connector.operations.iter().find(|operation| operation.id == id) {
        Some(operation) => format!(" Use {}.", labels::operation_link(operation, id)),
        None => format!(" Use {}.", text::code(id)),
    }
}

/// What comes back: a definition's name or a word, the properties of an object without a name, nothing for an object without
/// properties; and what the definition says of each answer.
fn returns(markup: &mut Markup, input: Input<'_>, operation: &Operation) {
    let (successes, failures): (Vec<_>, Vec<_>) =
        operation.documented_responses.iter().partition(|answer| rust::is_success(operation, answer));
    if let SuccessResponse::ByStatus(ty) = &operation.success {
        markup.heading(4, "Returns");
        if let Type::Named(TypeId(index)) = ty {
            let names = &input.names.types[*index];
            markup.block(format!("By status, Rust: `{}::{}`", names.module.path(), names.name));
        }
        markup.list(successes.into_iter().map(|answer| described(input, operation, answer)));
    } else if let Some((ty, structure)) = returned(input, operation) {
        markup.heading(4, "Returns");
        add_body(markup, input, ty);
        if let Some(structure) = structure {
            rows::properties(input, structure).add_properties(markup);
        }
    }
    let failures: Vec<_> = failures.into_iter().map(|answer| described(input, operation, answer)).collect();
    if !failures.is_empty() {
        markup.heading(4, "Other answers");
    }
    markup.list(failures);
}

/// Adds the word for a type; nothing where the definition does not state it.
fn add_body(markup: &mut Markup, input: Input<'_>, ty: &DocumentedType) {
    if *ty != DocumentedType::default() {
        markup.block(format!("Body: {}", labels::linked(input, ty)));
    }
}

/// The type that a call returns or a trigger delivers, and its properties where it is an object without a name.
fn returned<'a>(input: Input<'a>, operation: &'a Operation) -> Option<(&'a DocumentedType, Option<&'a Struct>)> {
    if let Some(trigger) = &operation.trigger {
        return Some((&trigger.documented_type, rows::anonymous(input, &trigger.payload)));
    }
    let successes = operation.documented_responses.iter().filter(|answer| rust::is_success(operation, answer));
    let ty = successes.filter_map(|answer| answer.documented_type.as_ref()).next()?;
    let structure = match &operation.success {
        SuccessResponse::Content(Content::Json(ty)) | SuccessResponse::Optional(Content::Json(ty)) => {
            rows::anonymous(input, ty)
        }
        _ => None,
    };
    Some((ty, structure))
}

/// The status, what the definition says, the word for the type, and the Rust type where the word is not its name.
fn described(input: Input<'_>, operation: &Operation, answer: &DocumentedResponse) -> String {
    let status = text::code(&answer.status);
    let description = answer.description.as_deref().map(text::line).unwrap_or_default();
    let stated = answer.documented_type.as_ref().filter(|ty| **ty != DocumentedType::default());
    let label = stated.map(|ty| labels::linked(input, ty));
    let rust = match &answer.ty {
        Some(ty) if !is_definition(input, ty) => {
            rust::type_of_answer(input.connector, input.names, operation, answer).map(|ty| format!("Rust: `{ty}`"))
        }
        _ => None,
    };
    let facts: Vec<_> = label.into_iter().chain(rust).collect();
    match (description.is_empty(), facts.join("; ")) {
        (true, facts) if facts.is_empty() => status,
        (true, facts) => format!("{status}: {facts}"),
        (false, facts) if facts.is_empty() => format!("{status}: {description}"),
        (false, facts) => format!("{status}: {description} ({facts})"),
    }
}

/// Whether a type is a definition or a list of one: its label is the name.
fn is_definition(input: Input<'_>, ty: &Type) -> bool {
    match ty {
        Type::List(inner) | Type::Nullable(inner) | Type::Boxed(inner) => is_definition(input, inner),
        Type::Named(id) => matches!(input.connector.types[id.0].location, SchemaLocation::Definition { .. }),
        _ => false,
    }
}
