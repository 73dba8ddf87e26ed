//! An index of all operations; then actions, triggers and internal operations: a table of them, and a section for each.

use super::labels;
use super::markup::{self, Markup};
use super::rows;
use crate::emit::input::Input;
use crate::emit::snippets::Snippets;
use crate::emit::{text, words};
use crate::model::{
    Content, DocumentedResponse, DocumentedType, Operation, OperationId, Role, SchemaLocation, Struct, SuccessResponse,
    TriggerKind, Type, TypeId,
};

/// The anchor of the index.
pub(super) const INDEX_ANCHOR: &str = "operations-by-title";

/// Adds the index: title, Rust method, HTTP method and path of each operation.
pub(super) fn add_index(markup: &mut Markup, input: Input<'_>, snippets: &Snippets) {
    let ids = by_title(input, input.operations().map(|(id, ..)| id).collect());
    if ids.is_empty() {
        return;
    }
    markup.anchor(INDEX_ANCHOR);
    markup.heading(2, "Operations by title");
    markup.table(
        ["Title", "Rust", "Request"],
        ids.into_iter().map(|id| {
            let operation = input.operation(id);
            let link = labels::operation_link(operation, labels::title(operation));
            let wire = format!("{} {}", operation.method, operation.path);
            [link, format!("`{}`", snippets.methods[id.0]), text::cell_code(&wire)]
        }),
    );
}

/// Adds the operations of a role, if there are any.
pub(super) fn add(markup: &mut Markup, input: Input<'_>, snippets: &Snippets, (role, title): (Role, &str)) {
    let operations = input.operations().filter(|(_, operation, _)| operation.role == role);
    let ids = by_title(input, operations.map(|(id, ..)| id).collect());
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
    ids.into_iter().for_each(|id| section(markup, input, id, snippets));
}

fn section(markup: &mut Markup, input: Input<'_>, id: OperationId, snippets: &Snippets) {
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
    markup.code("rust", &snippets.calls[id.0]);
    if let Some(url) = operation.trigger.as_ref().and_then(|trigger| trigger.notification_url.as_deref()) {
        markup.block(format!("Callback URL: {}.", text::literal(url)));
    }
    markup.section(4, "Parameters", |markup| rows::parameters(input, id).add_parameters(markup));
    delivers(markup, input, id);
    returns(markup, input, operation, &snippets.response_types[id.0]);
    notification(markup, input, id);
}

/// The operations, sorted by title, then operationId.
fn by_title(input: Input<'_>, mut ids: Vec<OperationId>) -> Vec<OperationId> {
    ids.sort_by_cached_key(|id| {
        let operation = input.operation(*id);
        (labels::title(operation).to_lowercase(), operation.id.clone())
    });
    ids
}

/// What a trigger delivers: the payload, its type in the definition, and the properties of an inline object.
fn delivers(markup: &mut Markup, input: Input<'_>, id: OperationId) {
    let (operation, names) = (input.operation(id), input.operation_names(id));
    let (Some(trigger), Some(variant)) = (&operation.trigger, &names.variant) else { return };
    markup.heading(4, "Delivers");
    markup.block(match trigger.kind {
        TriggerKind::Webhook => {
            format!("The service posts this payload to the callback URL. Rust: `TriggerPayload::{variant}`")
        }
        TriggerKind::Polling { batch: false } => {
            format!("The response of a poll has one payload, or none. Rust: `TriggerPayload::{variant}`")
        }
        TriggerKind::Polling { batch: true } => {
            format!("The response of a poll has a list of payloads. Rust: `TriggerPayload::{variant}`")
        }
    });
    add_body(markup, input, &trigger.documented_type);
    if let Some(structure) = rows::anonymous(input, &trigger.payload) {
        rows::properties(input, structure).add_properties(markup);
    }
}

/// What the callback URL of an action receives.
fn notification(markup: &mut Markup, input: Input<'_>, id: OperationId) {
    let Some(notification) = &input.connector.operations[id.0].notification else { return };
    markup.heading(4, "Callback");
    let request = &input.names.operations[id.0].request;
    markup.block(format!("Decode it with `{}::requests::{request}::decode_notification`.", input.names.library));
    add_body(markup, input, &notification.documented_type);
    if let Some(structure) = rows::anonymous(input, &notification.payload) {
        rows::properties(input, structure).add_properties(markup);
    }
}

fn replacement(input: Input<'_>, id: &str) -> String {
    match input.operation_called(id) {
        Some(replacing) => format!(" Use {}.", labels::operation_link(input.operation(replacing), id)),
        None => format!(" Use {}.", text::code(id)),
    }
}

/// What a call returns: the definition or a word for the type, the properties of an inline object, and the documented
/// responses.
fn returns(markup: &mut Markup, input: Input<'_>, operation: &Operation, types: &[Option<String>]) {
    let responses = operation.documented_responses.iter().zip(types);
    let (successes, failures): (Vec<_>, Vec<_>) = responses.partition(|(response, _)| operation.is_success(response));
    let heading = match operation.trigger.as_ref().map(|trigger| trigger.kind) {
        Some(TriggerKind::Webhook) => "Registering returns",
        Some(TriggerKind::Polling { .. }) => "A poll returns",
        None => "Returns",
    };
    if let SuccessResponse::ByStatus(ty) = &operation.success {
        markup.heading(4, heading);
        if let Type::Named(TypeId(index)) = ty {
            let (library, names) = (&input.names.library, &input.names.types[*index]);
            let path = names.module.path();
            markup.block(format!("The type depends on the status. Rust: `{library}::{path}::{}`", names.name));
        }
        markup.list(successes.into_iter().map(|(response, ty)| described(input, response, ty.as_deref())));
    } else if let Some((ty, structure)) = returned(input, operation) {
        markup.section(4, heading, |markup| {
            add_body(markup, input, ty);
            if let Some(structure) = structure {
                rows::properties(input, structure).add_properties(markup);
            }
        });
    }
    let failures = failures.into_iter().map(|(response, ty)| described(input, response, ty.as_deref()));
    markup.section(4, "Other responses", |markup| markup.list(failures));
}

/// Adds the word for a type, if the definition states the type.
fn add_body(markup: &mut Markup, input: Input<'_>, ty: &DocumentedType) {
    if *ty != DocumentedType::default() {
        markup.block(format!("Body: {}", labels::linked(input, ty)));
    }
}

/// The type that a call returns, and the properties of an inline object.
fn returned<'a>(input: Input<'a>, operation: &'a Operation) -> Option<(&'a DocumentedType, Option<&'a Struct>)> {
    let successes = operation.documented_responses.iter().filter(|response| operation.is_success(response));
    let ty = successes.filter_map(|response| response.documented_type.as_ref()).next()?;
    let structure = match &operation.success {
        SuccessResponse::Content(Content::Json(ty)) | SuccessResponse::Optional(Content::Json(ty)) => {
            rows::anonymous(input, ty)
        }
        _ => None,
    };
    Some((ty, structure))
}

/// The status, its description, the word for the type, and the Rust type if the word is not its name.
fn described(input: Input<'_>, response: &DocumentedResponse, ty: Option<&str>) -> String {
    let status = text::code(&response.status);
    let description = response.description.as_deref().map(text::line).unwrap_or_default();
    let stated = response.documented_type.as_ref().filter(|ty| **ty != DocumentedType::default());
    let label = stated.map(|ty| labels::linked(input, ty));
    let rust = match &response.ty {
        Some(declared) if !is_definition(input, declared) => ty.map(|ty| format!("Rust: `{ty}`")),
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
        Type::List(inner) | Type::Nullable(inner) | Type::Boxed(inner) | Type::Deep(inner) => {
            is_definition(input, inner)
        }
        Type::Named(id) => matches!(input.connector.types[id.0].location, SchemaLocation::Definition { .. }),
        _ => false,
    }
}
