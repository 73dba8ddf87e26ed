//! Pages and long-running operations.

use crate::diagnostic::{PagesReason, Problem};
use crate::lower::all_of;
use crate::lower::context::Context;
use crate::lower::json_pointer;
use crate::model::{self, Content, Operation, PageItems, Paging, Struct, SuccessResponse, Type, TypeDef, TypeKind};
use crate::spec::{self, Schema};

/// The pages of an operation.
pub(super) fn paging<'a>(
    context: &mut Context<'a>,
    operation: &spec::Operation,
    id: &str,
    success: &SuccessResponse,
    schema: Option<&'a Schema>,
) -> Option<Paging> {
    let span = operation.pageable?;
    let left_out = |reason| Problem::PagesLeftOut { operation: id.to_owned(), reason };
    let is_json = match success {
        SuccessResponse::Content(content) | SuccessResponse::Optional(content) => matches!(content, Content::Json(_)),
        SuccessResponse::ByStatus(_) => true,
        SuccessResponse::Empty => false,
    };
    if !is_json {
        context.report(span, left_out(PagesReason::NotJson));
        return None;
    }
    let name = operation.next_link.as_ref().map(|name| name.value.trim()).unwrap_or_default();
    if name.is_empty() {
        context.report(span, left_out(PagesReason::NoNextLink));
    }
    Some(Paging { link: keys(context, schema, name), items: None })
}

/// The keys to the link: the whole name if the response has such a property, else the parts between `/`.
fn keys<'a>(context: &Context<'a>, schema: Option<&'a Schema>, name: &str) -> Vec<String> {
    let is_property = schema.is_some_and(|schema| {
        all_of::flatten(context, json_pointer::resolve(context, schema)).property(name).is_some()
    });
    if is_property || !name.contains('/') {
        return Some(name.to_owned()).filter(|name| !name.is_empty()).into_iter().collect();
    }
    name.split('/').filter(|key| !key.is_empty()).map(str::to_owned).collect()
}

/// Whether the operation may continue after its response: it declares a 202 or `x-ms-long-running-operation`. The client polls the
/// `Location` of such a response if it has one; few definitions declare this header.
pub(super) fn is_long_running(operation: &spec::Operation) -> bool {
    let accepted = operation.responses.iter().any(|(status, _)| status.value.trim() == "202");
    operation.trigger.is_none() && (accepted || operation.long_running)
}

/// Finds the list of items in the pages, after all types are known.
pub(super) fn find_items(operation: &mut Operation, types: &[TypeDef]) {
    let Some(paging) = &mut operation.paging else { return };
    let (SuccessResponse::Content(Content::Json(ty)) | SuccessResponse::Optional(Content::Json(ty))) =
        &operation.success
    else {
        return;
    };
    let ty = model::resolve(types, ty);
    paging.items = match (ty, model::kind(types, ty)) {
        (Type::List(_), _) => Some(PageItems::WholeResponse),
        (_, Some(TypeKind::Struct(page))) => list(types, page).map(PageItems::Property),
        _ => None,
    };
}

/// Key of the list `value`, or of the only list.
fn list(types: &[TypeDef], page: &Struct) -> Option<String> {
    let is_list = |ty: &Type| matches!(model::resolve(types, ty), Type::List(_));
    let lists: Vec<&str> =
        page.fields.iter().filter(|field| is_list(&field.ty)).map(|field| field.key.as_str()).collect();
    match lists.as_slice() {
        [only] => Some((*only).to_owned()),
        lists => lists.iter().find(|key| **key == "value").map(|key| (*key).to_owned()),
    }
}
