//! What a request holds although the caller does not set it.

use std::collections::BTreeSet;

use super::description::{SentDescription, ValueLocation};
use crate::emit::{json, sent_texts};
use crate::model::{
    Body, Connector, Content, Exposure, Operation, Parameter, ParameterLocation, Struct, Type, TypeId, TypeKind,
};

/// The values of an operation's requests.
pub(super) fn unasked(connector: &Connector, operation: &Operation) -> Vec<SentDescription> {
    let mut sent: Vec<_> = operation.parameters.iter().filter_map(parameter).collect();
    if let Some(body) = &operation.body {
        of_body(connector, body, &mut sent);
    }
    sent
}

/// Where a request carries a parameter.
pub(super) fn location(location: ParameterLocation) -> ValueLocation {
    match location {
        ParameterLocation::Path { .. } => ValueLocation::Path,
        ParameterLocation::Query => ValueLocation::Query,
        ParameterLocation::Header => ValueLocation::Header,
        ParameterLocation::Form => ValueLocation::Form,
    }
}

fn parameter(parameter: &Parameter) -> Option<SentDescription> {
    let default = parameter.default.as_ref().filter(|_| parameter.send_default)?;
    let texts = sent_texts(parameter, default);
    (!texts.is_empty()).then(|| SentDescription {
        location: location(parameter.location),
        path: vec![parameter.key.clone()],
        value: texts.join(","),
        can_be_set: parameter.exposure != Exposure::Never,
    })
}

/// The default of the whole body, or the defaults of properties that are in each body.
fn of_body(connector: &Connector, body: &Body, sent: &mut Vec<SentDescription>) {
    if let Some(default) = body.default.as_ref().filter(|_| body.exposure != Exposure::Positional) {
        sent.push(SentDescription {
            location: ValueLocation::Body,
            path: Vec::new(),
            value: json(default),
            can_be_set: body.exposure != Exposure::Never,
        });
    }
    if let (Content::Json(ty), true) = (&body.content, body.exposure != Exposure::Never) {
        of_type(connector, ty, &mut Vec::new(), &mut BTreeSet::new(), sent);
    }
}

/// The defaults of an object's properties, and of the objects that are in it whatever the caller sets.
fn of_type(
    connector: &Connector,
    ty: &Type,
    path: &mut Vec<String>,
    open: &mut BTreeSet<TypeId>,
    sent: &mut Vec<SentDescription>,
) {
    let Some((id, structure)) = structure(connector, ty) else { return };
    if !open.insert(id) {
        return;
    }
    for field in &structure.fields {
        path.push(field.key.clone());
        if let Some(value) = &field.sent {
            sent.push(SentDescription {
                location: ValueLocation::Body,
                path: path.clone(),
                value: json(value),
                can_be_set: field.exposure != Exposure::Never,
            });
        } else if field.exposure == Exposure::Positional {
            of_type(connector, &field.ty, path, open, sent);
        }
        path.pop();
    }
    open.remove(&id);
}

/// The object behind aliases, nullable types and boxes.
pub(super) fn structure<'a>(connector: &'a Connector, ty: &'a Type) -> Option<(TypeId, &'a Struct)> {
    match connector.resolve_value(ty) {
        Type::Named(id) => match connector.types.get(id.0).map(|def| &def.kind) {
            Some(TypeKind::Struct(structure)) => Some((*id, structure)),
            _ => None,
        },
        _ => None,
    }
}
