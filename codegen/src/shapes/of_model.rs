//! Shapes of the model: requests, responses, and what a call needs.

use std::collections::HashSet;

use super::table::Shape;
use crate::model::{
    self, Body, Connector, Content, DynamicKind, DynamicSource, Exposure, Operation, Parameter, ParameterLocation,
    Role, Struct, Style, SuccessResponse, TriggerKind, Type,
    direct::{Credential, Direct},
};
use crate::names::MOST_POSITIONAL;

/// Notes each shape of the operations, and the recursion of the types.
pub(super) fn count(connector: &Connector, note: &mut dyn FnMut(Shape)) {
    let types = Types(connector);
    connector.operations.iter().for_each(|it| operation(types, it, note));
    connector.dynamic_sources.iter().for_each(|it| note(choice(it)));
    match &connector.direct {
        Ok(it) => direct(it, &connector.operations, note),
        Err(_) => note(Shape::NotDirect),
    }
    for def in &connector.types {
        let model::TypeKind::Struct(Struct { fields, .. }) = &def.kind else { continue };
        fields.iter().filter(|field| is_boxed(&field.ty)).for_each(|_| note(Shape::Recursive));
    }
}

fn choice(it: &DynamicSource) -> Shape {
    match it.kind {
        DynamicKind::Values(_) => Shape::ChoiceValues,
        DynamicKind::Tree(_) => Shape::ChoiceTree,
        DynamicKind::Schema => Shape::ChoiceSchema,
    }
}

/// Notes the shapes of direct calls. A scheme that sends two credentials counts as both.
fn direct(it: &Direct, operations: &[Operation], note: &mut dyn FnMut(Shape)) {
    note(Shape::Direct);
    if it.schemes.len() > 1 {
        note(Shape::ManySchemes);
    }
    for scheme in &it.schemes {
        if scheme.credentials.is_empty() {
            note(Shape::SchemeNone);
        }
        scheme.credentials.iter().for_each(|it| note(credential(it)));
    }
    it.policies
        .iter()
        .for_each(|it| note(if it.of_response { Shape::PolicyOfResponse } else { Shape::PolicyOfRequest }));
    let held = operations.iter().filter(|operation| it.through_connection.holds(&operation.id));
    held.for_each(|_| note(Shape::ThroughConnection));
}

fn credential(it: &Credential) -> Shape {
    match it {
        Credential::Header { .. } => Shape::SchemeHeader,
        Credential::Query { .. } => Shape::SchemeQuery,
        Credential::Basic { .. } => Shape::SchemeBasic,
        Credential::Bearer => Shape::SchemeBearer,
    }
}

fn operation(types: Types<'_>, it: &Operation, note: &mut dyn FnMut(Shape)) {
    note(match (it.role, it.trigger.as_ref().map(|trigger| trigger.kind)) {
        (_, Some(TriggerKind::Webhook)) => Shape::Webhook,
        (_, Some(TriggerKind::Polling { .. })) => Shape::Polled,
        (Role::Internal, None) => Shape::Internal,
        (Role::Action | Role::Trigger, None) => Shape::Action,
    });
    let exposures =
        it.parameters.iter().map(|parameter| parameter.exposure).chain(it.body.as_ref().map(|body| body.exposure));
    let found = [
        (it.notification.is_some(), Shape::Notified),
        (it.paging.is_some(), Shape::Pageable),
        (it.long_running.is_some(), Shape::LongRunning),
        (it.deprecated.is_some(), Shape::Deprecated),
        (it.id.chars().any(|letter| !is_plain(letter)), Shape::OddId),
        (exposures.filter(|exposure| *exposure == Exposure::Positional).count() > MOST_POSITIONAL, Shape::Many),
    ];
    found.into_iter().filter(|(holds, _)| *holds).for_each(|(_, shape)| note(shape));
    placeholders(&it.path, note);
    it.parameters.iter().for_each(|it| parameter(types, it, note));
    alike(&it.parameters).for_each(|()| note(Shape::Alike));
    it.body.iter().for_each(|it| body(types, it, note));
    responses(types, it, note);
}

/// Whether an identifier can hold the character.
fn is_plain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn placeholders(path: &str, note: &mut dyn FnMut(Shape)) {
    for segment in path.split('/') {
        let names = segment.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
        for name in names {
            if segment.len() > name.len() + "{}".len() {
                note(Shape::SegmentPart);
            }
            if name.chars().any(|letter| !is_plain(letter) && letter != '-') {
                note(Shape::OddPlaceholder);
            }
        }
    }
}

/// One item for each parameter that differs from an earlier one only in location, case or punctuation.
fn alike(parameters: &[Parameter]) -> impl Iterator<Item = ()> {
    let mut seen = HashSet::new();
    let letters = |key: &str| key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    parameters.iter().filter_map(move |parameter| (!seen.insert(letters(&parameter.key))).then_some(()))
}

fn parameter(types: Types<'_>, it: &Parameter, note: &mut dyn FnMut(Shape)) {
    let ty = types.resolved(&it.ty);
    let item = if let Type::List(item) = ty { types.resolved(item) } else { ty };
    note(match it.location {
        ParameterLocation::Path { double: false } => Shape::PathParameter,
        ParameterLocation::Path { double: true } => Shape::PathDouble,
        ParameterLocation::Query => Shape::Query,
        ParameterLocation::Header => Shape::Header,
        ParameterLocation::Form if matches!(item, Type::File) => Shape::File,
        ParameterLocation::Form => Shape::FormField,
    });
    if matches!(ty, Type::List(_)) && !matches!(item, Type::File) {
        match it.style {
            Style::Joined(_) => note(Shape::ListJoined),
            Style::Repeated => note(Shape::ListRepeated),
            Style::Json => {}
        }
    }
    if it.exposure == Exposure::Never {
        note(Shape::ConstantParameter);
    }
}

fn body(types: Types<'_>, it: &Body, note: &mut dyn FnMut(Shape)) {
    note(match &it.content {
        Content::Text => Shape::BodyText,
        Content::Bytes => Shape::BodyBytes,
        Content::Json(ty) => match types.resolved(ty) {
            Type::List(_) => Shape::BodyList,
            Type::Json | Type::Row | Type::Map(_) => Shape::BodyFree,
            Type::Named(id) if types.is_struct(*id) => Shape::BodyObject,
            _ => Shape::BodyScalar,
        },
    });
    if !it.required {
        note(Shape::BodyOptional);
    }
    if it.default.is_some() {
        note(Shape::BodyDefault);
    }
}

fn responses(types: Types<'_>, it: &Operation, note: &mut dyn FnMut(Shape)) {
    match &it.success {
        SuccessResponse::Empty => note(Shape::ResponseEmpty),
        SuccessResponse::ByStatus(_) => note(Shape::ResponseByStatus),
        SuccessResponse::Content(content) => note(content_shape(types, content)),
        SuccessResponse::Optional(content) => {
            note(Shape::ResponseOptional);
            note(content_shape(types, content));
        }
    }
    let is_success = |status: &str| status.len() == 3 && status.starts_with('2');
    let has_success = it.documented_responses.iter().any(|response| is_success(response.status.trim()));
    for response in &it.documented_responses {
        match response.status.trim() {
            "default" if !has_success => note(Shape::ResponseDefault),
            status if !is_success(status) && response.ty.is_some() => note(Shape::Failure),
            _ => {}
        }
    }
}

fn content_shape(types: Types<'_>, content: &Content) -> Shape {
    match content {
        Content::Text => Shape::ResponseText,
        Content::Bytes => Shape::ResponseBytes,
        Content::Json(ty) if matches!(types.resolved(ty), Type::Json | Type::Row) => Shape::ResponseFree,
        Content::Json(_) => Shape::ResponseJson,
    }
}

fn is_boxed(ty: &Type) -> bool {
    match ty {
        Type::Boxed(_) => true,
        Type::Nullable(inner) => is_boxed(inner),
        _ => false,
    }
}

/// The connector's types.
#[derive(Clone, Copy)]
struct Types<'a>(&'a Connector);

impl<'a> Types<'a> {
    /// The type behind aliases, boxes and nullable wrappers. Lowering breaks alias cycles, so this ends.
    fn resolved(self, ty: &'a Type) -> &'a Type {
        self.0.resolve_value(ty)
    }

    fn is_struct(self, id: model::TypeId) -> bool {
        self.0.types.get(id.0).is_some_and(|def| matches!(def.kind, model::TypeKind::Struct(_)))
    }
}
