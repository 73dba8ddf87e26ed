//! Visits the named types that a part of the model refers to, at any depth. No other module needs to know where they occur.

use crate::model::{Content, Operation, SuccessResponse, Type, TypeId, TypeKind};

/// Visits every named type that an operation refers to.
pub(crate) fn type_of_operation(operation: &mut Operation, visit: &mut dyn FnMut(&mut TypeId)) {
    for parameter in &mut operation.parameters {
        type_in(&mut parameter.ty, visit);
    }
    if let Some(body) = &mut operation.body {
        type_of_content(&mut body.content, visit);
    }
    type_of_response(&mut operation.success, visit);
    operation
        .documented_responses
        .iter_mut()
        .filter_map(|response| response.ty.as_mut())
        .for_each(|ty| type_in(ty, visit));
    if let Some(trigger) = &mut operation.trigger {
        type_in(&mut trigger.payload, visit);
    }
    if let Some(notification) = &mut operation.notification {
        type_in(&mut notification.payload, visit);
    }
}

fn type_of_response(response: &mut SuccessResponse, visit: &mut dyn FnMut(&mut TypeId)) {
    match response {
        SuccessResponse::Content(content) | SuccessResponse::Optional(content) => type_of_content(content, visit),
        SuccessResponse::ByStatus(ty) => type_in(ty, visit),
        SuccessResponse::Empty => {}
    }
}

fn type_of_content(content: &mut Content, visit: &mut dyn FnMut(&mut TypeId)) {
    match content {
        Content::Json(ty) => type_in(ty, visit),
        Content::Text | Content::Bytes => {}
    }
}

/// Visits every named type that another type refers to.
pub(crate) fn type_of_kind(kind: &mut TypeKind, visit: &mut dyn FnMut(&mut TypeId)) {
    match kind {
        TypeKind::Struct(structure) => {
            for field in &mut structure.fields {
                type_in(&mut field.ty, visit);
            }
            if let Some(extra) = &mut structure.extra {
                type_in(extra, visit);
            }
            structure.variants.iter_mut().flat_map(|variants| &mut variants.types).for_each(visit);
        }
        TypeKind::Alias(ty) => type_in(ty, visit),
        TypeKind::Responses(responses) => {
            responses.iter_mut().for_each(|one| type_of_response(&mut one.response, visit));
        }
        TypeKind::Enum(_) => {}
    }
}

fn type_in(ty: &mut Type, visit: &mut dyn FnMut(&mut TypeId)) {
    match ty {
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) | Type::Deep(inner) => {
            type_in(inner, visit)
        }
        Type::Named(id) => visit(id),
        _ => {}
    }
}
