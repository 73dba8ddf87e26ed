//! Answers: the successful ones become what a call returns, all of them a line of the docs.

use crate::diagnostic::Problem;
use crate::lower::context::Context;
use crate::lower::kinds::{self, Kind};
use crate::lower::media::{self, Media};
use crate::lower::{compare, compose, defaults, dynamic, labels, notes, refs, scalars, schemas, texts};
use crate::model::{Answer, Content, Return, Shape, Type, TypePlace};
use crate::source::Span;
use crate::spec::{self, Additional, Operation, Response, ResponseOrRef, Schema};

/// The answers that an operation declares, references resolved.
pub(super) fn resolved<'a>(
    context: &mut Context<'a>,
    operation: &'a Operation,
) -> Vec<(&'a spec::Spanned<String>, Option<&'a Response>)> {
    let mut resolved = Vec::new();
    for (status, response) in &operation.responses {
        let response = match response {
            ResponseOrRef::Response(response) => Some(response.as_ref()),
            ResponseOrRef::Reference(reference) => {
                let response = refs::response(context, &reference.value);
                if response.is_none() {
                    let reference_text = reference.value.clone();
                    context.warn(reference.span, Problem::DanglingResponse { reference: reference_text });
                }
                response
            }
        };
        resolved.push((status, response));
    }
    resolved
}

/// The successful answers: every 2xx, or else `default`.
pub(super) fn successes<'a>(
    responses: &[(&'a spec::Spanned<String>, Option<&'a Response>)],
) -> Vec<(&'a str, Option<&'a Schema>)> {
    let pick = |is_wanted: &dyn Fn(&str) -> bool| -> Vec<(&'a str, Option<&'a Schema>)> {
        responses
            .iter()
            .filter(|(status, _)| is_wanted(status.value.trim()))
            .map(|(status, response)| (status.value.as_str(), response.and_then(|response| response.schema.as_ref())))
            .collect()
    };
    let successes = pick(&|status| status.len() == 3 && status.starts_with('2'));
    if successes.is_empty() { pick(&|status| status == "default") } else { successes }
}

/// What a successful call returns.
pub(super) fn answer<'a>(
    context: &mut Context<'a>,
    id: &str,
    span: Span,
    responses: &[(&'a spec::Spanned<String>, Option<&'a Response>)],
    media_types: &[&str],
) -> Answer {
    let successes = successes(responses);
    warn_of_errors(context, responses, successes.iter().map(|(status, _)| *status).collect());
    // 204 has no body, whatever its schema says; the schema tells what the other answers hold.
    let optional = successes.iter().any(|(status, schema)| *status == "204" || schema.is_none());
    let schemas: Vec<(&str, &'a Schema)> =
        successes.iter().filter_map(|(status, schema)| schema.map(|schema| (*status, schema))).collect();
    let Some((_, first)) = schemas.first() else { return Answer::Empty };
    for (_, schema) in &schemas {
        defaults::judge_unsent(context, schema, "an answer");
    }
    let content = if schemas.iter().all(|(_, schema)| compare::same_wire(first, schema)) {
        content(context, id, first, media_types)
    } else {
        let statuses: Vec<&str> = schemas.iter().map(|(status, _)| *status).collect();
        let (operation, statuses) = (id.to_owned(), statuses.join(", "));
        context.warn(span, Problem::AnswersDiffer { operation, statuses });
        Content::Json(Type::Json)
    };
    if optional { Answer::Optional(content) } else { Answer::Content(content) }
}

/// What an answer with that schema holds.
fn content<'a>(context: &mut Context<'a>, id: &str, schema: &'a Schema, media_types: &[&str]) -> Content {
    if scalars::is_binary(context, schema) {
        schemas::judge_plain(context, schema);
        return Content::Bytes;
    }
    let kind = kinds::resolved(context, schema);
    let only = |sort: Media| !media_types.is_empty() && media_types.iter().all(|it| media::sort(it) == sort);
    if only(Media::Binary) && matches!(kind, Kind::String | Kind::Free) {
        schemas::judge_plain(context, schema);
        return Content::Bytes;
    }
    if only(Media::Xml) {
        if kind != Kind::String {
            context.warn(schema.span, Problem::XmlAnswer { operation: id.to_owned() });
        } else {
            schemas::judge_plain(context, schema);
        }
        return Content::Text;
    }
    let place = TypePlace::Response { operation: id.to_owned(), path: Vec::new() };
    match schemas::ty(context, schema, &place) {
        ty if is_plain_text(context, &ty) => Content::Text,
        ty => Content::Json(ty),
    }
}

/// Whether a type is a string and nothing narrower, also by another name.
fn is_plain_text(context: &Context<'_>, ty: &Type) -> bool {
    let mut ty = ty;
    for _ in 0..=context.schemas.len() {
        ty = match ty {
            Type::Named(id) => match context.types.get(id.0).map(|def| &def.shape) {
                Some(Shape::Alias(inner)) => inner,
                _ => return false,
            },
            ty => return *ty == Type::String,
        };
    }
    false
}

/// Answers that are no success have no type: a definition can be read with `body_as`, an inline shape is left out.
fn warn_of_errors<'a>(
    context: &mut Context<'a>,
    responses: &[(&'a spec::Spanned<String>, Option<&'a Response>)],
    successes: Vec<&str>,
) {
    for (status, response) in responses {
        let Some(schema) = response.and_then(|response| response.schema.as_ref()) else { continue };
        if has_shape(context, schema) && !successes.contains(&status.value.as_str()) {
            context.warn(schema.span, Problem::ErrorShapeLeftOut { status: status.value.clone() });
        }
    }
}

/// Whether a schema says more of its values than the definitions that it refers to.
fn has_shape<'a>(context: &Context<'a>, schema: &'a Schema) -> bool {
    let inner = |schema: &'a Schema| has_shape(context, schema);
    let is_alias = schema.reference.is_none() && refs::reference(schema).is_some();
    let has_properties = |part: &'a Schema| !compose::flatten(context, part).properties.is_empty() || inner(part);
    schema.default.is_some()
        || schema.enumeration.is_some()
        || !schema.properties.is_empty()
        || matches!(schema.additional, Some(Additional::Schema(_)))
        || schema.items.as_deref().is_some_and(inner)
        || (!is_alias && schema.all_of.iter().any(has_properties))
}

/// One line of the docs for each declared answer.
pub(super) fn returns<'a>(
    context: &Context<'a>,
    responses: &[(&'a spec::Spanned<String>, Option<&'a Response>)],
) -> Vec<Return> {
    responses
        .iter()
        .map(|(status, response)| Return {
            status: status.value.clone(),
            description: response.and_then(|response| texts::text(&response.description)),
            label: response
                .and_then(|response| response.schema.as_ref())
                .map(|schema| labels::returned(context, schema)),
        })
        .collect()
}

/// Remarks on the declared answers.
pub(super) fn remarks<'a>(
    context: &Context<'a>,
    responses: &[(&'a spec::Spanned<String>, Option<&'a Response>)],
) -> Vec<String> {
    let mut remarks = Vec::new();
    for (status, response) in responses {
        let Some(response) = response else { continue };
        let status = &status.value;
        if !response.headers.is_empty() {
            let names: Vec<_> = response.headers.iter().map(|name| format!("`{}`", name.value)).collect();
            remarks.push(format!("Answer {status} declares the headers {}.", names.join(", ")));
        }
        let mut inferred: Vec<&spec::Text> = vec![&response.inferred];
        if let Some(schema) = &response.schema {
            let target = refs::resolve(context, schema);
            inferred.push(&schema.inferred);
            inferred.extend((!std::ptr::eq(target, schema)).then_some(&target.inferred));
            remarks.extend(dynamic::remarks(&schema.dynamic).iter().map(|remark| format!("Answer {status}: {remark}")));
        }
        remarks.extend(inferred.into_iter().filter_map(notes::inferred));
    }
    remarks
}
