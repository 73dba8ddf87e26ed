//! Responses: successful ones give the result of a call, the others the types of error bodies. Each one gets a line in the docs.

use std::collections::BTreeSet;

use crate::diagnostic::{DefaultPlace, Listed, Problem};
use crate::lower::context::Context;
use crate::lower::kinds::{self, Kind};
use crate::lower::media::{self, Media};
use crate::lower::{
    compare, defaults, documented_type, json_pointer, remarks, scalars, schema_reports, schemas, texts,
};
use crate::model::{
    self, Content, DocumentedResponse, Remark, SchemaLocation, StatusResponse, SuccessResponse, Type, TypeKind,
};
use crate::span::Span;
use crate::spec::{self, Operation, Response, ResponseOrRef, Schema};

/// A declared response: its status as written, and the response behind its reference.
type Declared<'a> = (&'a spec::Spanned<String>, Option<&'a Response>);

/// The responses of an operation, references resolved.
pub(super) fn resolved<'a>(context: &mut Context<'a>, operation: &'a Operation) -> Vec<Declared<'a>> {
    let mut resolved = Vec::new();
    for (status, response) in &operation.responses {
        let response = match response {
            ResponseOrRef::Response(response) => Some(response.as_ref()),
            ResponseOrRef::Reference(reference) => {
                let response = json_pointer::response(context, &reference.value);
                if response.is_none() {
                    let meant = context.meant(&reference.value);
                    let problem = Problem::DanglingResponse { reference: reference.value.clone(), meant };
                    context.report(reference.span, problem);
                }
                response
            }
        };
        resolved.push((status, response));
    }
    resolved
}

/// The successful responses: every 2xx, or `default` if there is none.
fn successful<'a>(responses: &[Declared<'a>]) -> Vec<Declared<'a>> {
    let pick = |is_wanted: &dyn Fn(&str) -> bool| -> Vec<Declared<'a>> {
        responses.iter().filter(|(status, _)| is_wanted(status.value.trim())).copied().collect()
    };
    let successes = pick(&|status| status.len() == 3 && status.starts_with('2'));
    if successes.is_empty() { pick(&|status| status == "default") } else { successes }
}

fn is_redirect(status: &str) -> bool {
    status.len() == 3 && status.starts_with('3')
}

/// The schema of the first successful response that has one.
pub(super) fn success_schema<'a>(responses: &[Declared<'a>]) -> Option<&'a Schema> {
    successful(responses).into_iter().find_map(|(_, response)| response?.schema.as_ref())
}

/// Whether a successful response declares the header `Location`.
pub(super) fn declares_location(responses: &[Declared<'_>]) -> bool {
    let headers = successful(responses).into_iter().filter_map(|(_, response)| response).flat_map(|it| &it.headers);
    headers.into_iter().any(|name| name.value.trim().eq_ignore_ascii_case("location"))
}

/// The result of a successful call.
pub(super) fn success<'a>(
    context: &mut Context<'a>,
    id: &str,
    span: Span,
    responses: &[Declared<'a>],
    media_types: &[&str],
) -> SuccessResponse {
    let successes: Vec<Success<'a>> = successful(responses).into_iter().map(Success::of).collect();
    // A 204 has no body; its schema describes the other responses. A declared 3xx has a location instead of a body.
    let has_redirects = responses.iter().any(|(status, _)| is_redirect(status.value.trim()));
    let optional = has_redirects || successes.iter().any(|success| success.status == "204" || success.schema.is_none());
    let mut schemas = successes.iter().filter_map(|success| success.schema);
    let Some(first) = schemas.next() else { return SuccessResponse::Empty };
    for schema in successes.iter().filter_map(|success| success.schema) {
        defaults::report_unsent(context, schema, DefaultPlace::Response);
    }
    if schemas.any(|schema| !compare::same_wire(first, schema)) {
        return different(context, id, span, &successes, media_types);
    }
    let location = SchemaLocation::Response { operation: id.to_owned(), path: Vec::new() };
    one(optional, content(context, id, first, &location, media_types))
}

fn one(optional: bool, content: Content) -> SuccessResponse {
    if optional { SuccessResponse::Optional(content) } else { SuccessResponse::Content(content) }
}

/// A successful response.
struct Success<'a> {
    status: &'a str,
    description: Option<String>,
    schema: Option<&'a Schema>,
}

impl<'a> Success<'a> {
    fn of((status, response): Declared<'a>) -> Self {
        Self {
            status: status.value.trim(),
            description: response.and_then(|response| texts::text(&response.description)),
            schema: response.and_then(|response| response.schema.as_ref()),
        }
    }
}

/// Successes with different contents: an enum by status, or any JSON if their statuses do not distinguish them.
fn different<'a>(
    context: &mut Context<'a>,
    id: &str,
    span: Span,
    successes: &[Success<'a>],
    media_types: &[&str],
) -> SuccessResponse {
    let numbers: BTreeSet<u16> = successes.iter().filter_map(|success| success.status.parse().ok()).collect();
    if numbers.len() != successes.len() {
        let statuses = Listed(successes.iter().map(|success| success.status.to_owned()).collect());
        context.report(span, Problem::ResponsesDiffer { operation: id.to_owned(), statuses });
        return one(successes.iter().any(|success| success.schema.is_none()), Content::Json(Type::Json));
    }
    let slot = context.reserve_at(span, SchemaLocation::Response { operation: id.to_owned(), path: Vec::new() });
    let mut by_status = Vec::new();
    for (success, status) in successes.iter().zip(successes.iter().filter_map(|success| success.status.parse().ok())) {
        let response = match success.schema {
            Some(schema) => {
                let location = status_location(id, success.status);
                one(status == 204, content(context, id, schema, &location, media_types))
            }
            None => SuccessResponse::Empty,
        };
        by_status.push(StatusResponse { status, description: success.description.clone(), response });
    }
    // Different schemas can give the same type, such as an object without properties and a schema without a type.
    let mut contents = by_status.iter().filter_map(|one| match &one.response {
        SuccessResponse::Content(content) | SuccessResponse::Optional(content) => Some(content),
        SuccessResponse::Empty | SuccessResponse::ByStatus(_) => None,
    });
    if let Some(first) = contents.next()
        && contents.all(|content| content == first)
    {
        let optional = by_status.iter().any(|one| !matches!(one.response, SuccessResponse::Content(_)));
        let merged = one(optional, first.clone());
        context.types.truncate(slot.0);
        return merged;
    }
    context.fill(slot, TypeKind::Responses(by_status));
    SuccessResponse::ByStatus(Type::Named(slot))
}

/// The location of the response with a status.
fn status_location(operation: &str, status: &str) -> SchemaLocation {
    SchemaLocation::Status { operation: operation.to_owned(), status: status.to_owned(), path: Vec::new() }
}

/// The content of a response with this schema.
fn content<'a>(
    context: &mut Context<'a>,
    id: &str,
    schema: &'a Schema,
    location: &SchemaLocation,
    media_types: &[&str],
) -> Content {
    if scalars::is_binary(context, schema) {
        schema_reports::report_plain(context, schema);
        return Content::Bytes;
    }
    let kind = kinds::resolved(context, schema);
    let only = |sort: Media| !media_types.is_empty() && media_types.iter().all(|it| media::sort(it) == sort);
    if only(Media::Binary) && matches!(kind, Kind::String | Kind::Free) {
        schema_reports::report_plain(context, schema);
        return Content::Bytes;
    }
    if only(Media::Xml) {
        if kind != Kind::String {
            context.report(schema.span, Problem::XmlResponse { operation: id.to_owned() });
        } else {
            schema_reports::report_plain(context, schema);
        }
        return Content::Text;
    }
    match schemas::ty(context, schema, location) {
        ty if *model::resolve(&context.types, &ty) == Type::String => Content::Text,
        ty => Content::Json(ty),
    }
}

/// Each declared response for the docs, with a type for those that `success` does not cover.
pub(super) fn documented<'a>(
    context: &mut Context<'a>,
    id: &str,
    responses: &[Declared<'a>],
    success: &SuccessResponse,
) -> Vec<DocumentedResponse> {
    let successes: Vec<Span> = successful(responses).into_iter().map(|(status, _)| status.span).collect();
    let mut documented = Vec::new();
    for (status, response) in responses {
        let schema = response.and_then(|response| response.schema.as_ref());
        let ty = match schema {
            Some(_) if successes.contains(&status.span) => success_type(context, success, status.value.trim()),
            Some(schema) => Some(failure_type(context, id, status.value.trim(), schema)),
            None => None,
        };
        documented.push(DocumentedResponse {
            status: status.value.clone(),
            description: response.and_then(|response| texts::text(&response.description)),
            documented_type: schema.map(|schema| documented_type::of_response(context, schema)),
            ty,
        });
    }
    documented
}

/// The type of one of several different successes.
fn success_type(context: &Context<'_>, success: &SuccessResponse, status: &str) -> Option<Type> {
    let SuccessResponse::ByStatus(Type::Named(id)) = success else { return None };
    let TypeKind::Responses(by_status) = &context.types.get(id.0)?.kind else { return None };
    let one = by_status.iter().find(|one| one.status.to_string() == status)?;
    match &one.response {
        SuccessResponse::Content(Content::Json(ty)) | SuccessResponse::Optional(Content::Json(ty)) => Some(ty.clone()),
        _ => None,
    }
}

/// The type of an error's body.
fn failure_type<'a>(context: &mut Context<'a>, id: &str, status: &str, schema: &'a Schema) -> Type {
    defaults::report_unsent(context, schema, DefaultPlace::Response);
    schemas::ty(context, schema, &status_location(id, status))
}

/// Remarks on the declared responses.
pub(super) fn remarks<'a>(context: &Context<'a>, responses: &[Declared<'a>]) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for (status, response) in responses {
        let Some(response) = response else { continue };
        let status = &status.value;
        if !response.headers.is_empty() {
            let names = response.headers.iter().map(|name| name.value.clone()).collect();
            remarks.push(Remark::ResponseHeaders { status: status.clone(), names });
        }
        let mut inferred: Vec<&spec::Text> = vec![&response.inferred];
        if let Some(schema) = &response.schema {
            let target = json_pointer::resolve(context, schema);
            inferred.push(&schema.inferred);
            inferred.extend((!std::ptr::eq(target, schema)).then_some(&target.inferred));
            let of_response = |remark| Remark::Response { status: status.clone(), remark: Box::new(remark) };
            remarks.extend(remarks::of_dynamic(&schema.dynamic).into_iter().map(of_response));
        }
        remarks.extend(inferred.into_iter().filter_map(remarks::inferred));
    }
    remarks
}
