//! Pages and long-running operations.

use crate::diagnostic::{PagesReason, Problem};
use crate::lower::context::Context;
use crate::lower::kinds::{self, Kind};
use crate::lower::{all_of, dynamic, json_pointer};
use crate::model::{
    self, Content, FinalState, LongRunning, Operation, Paging, Struct, SuccessResponse, Type, TypeDef, TypeKind,
};
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
    let is_json = match success {
        SuccessResponse::Content(content) | SuccessResponse::Optional(content) => matches!(content, Content::Json(_)),
        SuccessResponse::ByStatus(_) => true,
        SuccessResponse::Empty => false,
    };
    let schema = schema.map(|schema| json_pointer::resolve(context, schema));
    let is_list = schema.is_some_and(|schema| kinds::kind(schema) == Kind::Array);
    let link = operation.next_link.as_ref().filter(|name| !name.value.trim().is_empty());
    let reason = match link {
        _ if !is_json => Some(PagesReason::NotJson),
        _ if is_list => Some(PagesReason::List),
        None => Some(PagesReason::NoNextLink),
        Some(_) => None,
    };
    if let Some(reason) = reason {
        // A stream that always ends after one page would hide the others.
        context.report(span, Problem::PagesLeftOut { operation: id.to_owned(), reason });
        return None;
    }
    let link = link?;
    let described = |context: &Context<'a>, name: &str| {
        let path = schema.and_then(|schema| described(context, schema, name, MOST_KEYS));
        path.map(|(keys, end)| (keys, kinds::resolved(context, end)))
    };
    let is_open = schema.is_none_or(|schema| dynamic::is_free(schema) || kinds::kind(schema) != Kind::Object)
        || schema.is_some_and(|schema| all_of::flatten(context, schema).is_open);
    let name = link.value.trim();
    let link = match described(context, name) {
        Some((keys, _)) => keys,
        None => {
            if !is_open {
                let (name, operation) = (name.to_owned(), id.to_owned());
                context.report(link.span, Problem::PageLinkMissing { name, operation });
            }
            // A dot may be part of a key, as in `@odata.nextLink`.
            name.split('/').filter(|key| !key.is_empty()).map(str::to_owned).collect()
        }
    };
    let items = operation.item_name.as_ref().filter(|name| !name.value.trim().is_empty()).map(|name| {
        match described(context, name.value.trim()) {
            Some((keys, Kind::Array)) => keys,
            _ => {
                let (missing, operation) = (name.value.clone(), id.to_owned());
                context.report(name.span, Problem::PageItemsMissing { name: missing, operation });
                Vec::new()
            }
        }
    });
    Some(Paging { link, items, continuation: None })
}

/// The maximum number of keys in a path of `x-ms-pageable`.
const MOST_KEYS: usize = 8;

/// The keys of a name in a response, and the schema at their end: the whole name if the response has such a property, else the
/// parts between `/` or `.` that lead from property to property. `None` if the response does not describe it.
fn described<'a>(
    context: &Context<'a>,
    schema: &'a Schema,
    name: &str,
    most: usize,
) -> Option<(Vec<String>, &'a Schema)> {
    let flat = all_of::flatten(context, json_pointer::resolve(context, schema));
    if let Some(end) = flat.property(name) {
        return Some((vec![name.to_owned()], end));
    }
    if most <= 1 {
        return None;
    }
    name.match_indices(['/', '.']).find_map(|(at, separator)| {
        let (key, rest) = (&name[..at], &name[at + separator.len()..]);
        if key.is_empty() {
            return described(context, schema, rest, most - 1);
        }
        let (keys, end) = described(context, flat.property(key)?, rest, most - 1)?;
        Some((std::iter::once(key.to_owned()).chain(keys).collect(), end))
    })
}

/// How the end of an operation is found that may continue after its response: one that declares a 202 or
/// `x-ms-long-running-operation`. The client reads links from the headers of such a response if it has some; few definitions
/// declare these headers.
pub(super) fn long_running(operation: &spec::Operation) -> Option<LongRunning> {
    let accepted = operation.responses.iter().any(|(status, _)| status.value.trim() == "202");
    let final_state = match operation.final_state.as_ref().map(|state| state.value.as_str()) {
        Some("azure-async-operation" | "operation-location") => FinalState::Status,
        Some("location") => FinalState::Location,
        Some("original-uri") => FinalState::Original,
        _ => FinalState::Unstated,
    };
    let is_long = operation.trigger.is_none() && (accepted || operation.long_running);
    is_long.then_some(LongRunning { has_status: operation.long_running, final_state })
}

/// Finds the list of items in the pages, after all types are known.
pub(super) fn find_items(operation: &mut Operation, types: &[TypeDef]) {
    let Some(paging) = &mut operation.paging else { return };
    let (SuccessResponse::Content(Content::Json(ty)) | SuccessResponse::Optional(Content::Json(ty))) =
        &operation.success
    else {
        return;
    };
    paging.items = match &paging.items {
        // The definition names the list.
        Some(keys) => Some(keys).filter(|keys| leads_to_list(types, ty, keys)).cloned(),
        None => match model::kind(types, model::resolve(types, ty)) {
            Some(TypeKind::Struct(page)) => list(types, page).map(|key| vec![key]),
            _ => None,
        },
    };
}

/// Whether keys lead from struct to struct and end at a list.
fn leads_to_list(types: &[TypeDef], ty: &Type, keys: &[String]) -> bool {
    let mut ty = model::resolve(types, ty);
    for key in keys {
        let inner = if let Type::Boxed(inner) = ty { model::resolve(types, inner) } else { ty };
        let Some(TypeKind::Struct(part)) = model::kind(types, inner) else { return false };
        let Some(field) = part.fields.iter().find(|field| field.key == *key) else { return false };
        ty = model::resolve(types, &field.ty);
    }
    !keys.is_empty() && matches!(ty, Type::List(_))
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
