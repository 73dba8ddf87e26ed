//! An operation in, its description out.

use super::description::{
    ArgumentDescription, ArgumentKind, ChoiceDescription, ChoiceKind, FailureDescription, FinalPlace,
    LongRunningDescription, OperationDescription, OperationRole, PagingDescription, PropertyDescription,
    TriggerDelivery, TriggerDescription, ValueLocation,
};
use super::sent;
use crate::emit::{self, Spelling};
use crate::model::{
    Body, Connector, Content, DynamicKind, Exposure, FinalState, LongRunning, Operation, OperationId, Paging,
    Parameter, Role, TriggerKind, Type, TypeKind, direct::Through,
};
use crate::names::{Names, OperationNames};

/// The description of an operation.
pub(super) fn describe(
    connector: &Connector,
    names: &Names,
    spelling: &Spelling<'_>,
    id: OperationId,
) -> OperationDescription {
    let (operation, of_operation) = (&connector.operations[id.0], &names[id]);
    let (role, receiver) = match operation.role {
        Role::Action => (OperationRole::Action, "client"),
        Role::Internal => (OperationRole::Internal, "client.internal()"),
        Role::Trigger => (OperationRole::Trigger, "client.triggers()"),
    };
    let is_through_connection = |through: &Through| through.holds(&operation.id);
    OperationDescription {
        id: operation.id.clone(),
        role,
        title: operation.summary.clone(),
        description: operation.description.clone(),
        method: operation.method.clone(),
        path: operation.path.clone(),
        rust: format!("{receiver}.{}", of_operation.method),
        request: format!("requests::{}", of_operation.request),
        deprecated: operation.deprecated.is_some(),
        replacement: operation.deprecated.as_ref().and_then(|it| it.replacement.clone()),
        needs_connection: connector
            .direct
            .as_ref()
            .map_or(true, |direct| is_through_connection(&direct.through_connection)),
        required_values: of_operation.required.as_ref().map(|name| format!("requests::{name}")),
        arguments: arguments(connector, names, spelling, operation, of_operation),
        sent: sent::unasked(connector, operation),
        choices: choices(connector, names, id),
        paging: operation.paging.as_ref().map(paging),
        long_running: operation.long_running.map(long_running),
        response: spelling.response(&operation.success),
        failures: failures(spelling, operation),
        trigger: trigger(spelling, operation, of_operation),
        notification: operation.notification.as_ref().map(|it| spelling.ty(&it.payload)),
    }
}

fn arguments(
    connector: &Connector,
    names: &Names,
    spelling: &Spelling<'_>,
    operation: &Operation,
    of_operation: &OperationNames,
) -> Vec<ArgumentDescription> {
    let parameters = operation.parameters.iter().zip(&of_operation.parameters);
    let mut arguments: Vec<_> =
        parameters.map(|(parameter, name)| of_parameter(connector, spelling, parameter, name)).collect();
    let body = operation.body.as_ref().zip(of_operation.body.as_ref());
    arguments.extend(body.map(|(body, name)| of_body(connector, names, spelling, body, name)));
    // Among themselves, positional values stand in the order in which the method takes them.
    let mut slots = of_operation.order.clone();
    slots.sort_unstable();
    let mut ordered: Vec<Option<ArgumentDescription>> = arguments.iter().cloned().map(Some).collect();
    for (slot, &index) in slots.into_iter().zip(&of_operation.order) {
        ordered[slot] = arguments.get(index).cloned();
    }
    ordered.into_iter().flatten().collect()
}

fn of_parameter(
    connector: &Connector,
    spelling: &Spelling<'_>,
    parameter: &Parameter,
    name: &str,
) -> ArgumentDescription {
    let default = parameter.default.as_ref().map(|default| emit::sent_texts(parameter, default));
    ArgumentDescription {
        rust: name.to_owned(),
        kind: kind(parameter.exposure),
        location: sent::location(parameter.location),
        key: parameter.key.clone(),
        ty: spelling.ty(&parameter.ty),
        required: parameter.required,
        title: parameter.title.clone(),
        description: parameter.description.clone(),
        default: default.filter(|texts| !texts.is_empty()).map(|texts| texts.join(",")),
        values: values(connector, &parameter.ty),
        properties: Vec::new(),
    }
}

fn of_body(
    connector: &Connector,
    names: &Names,
    spelling: &Spelling<'_>,
    body: &Body,
    name: &str,
) -> ArgumentDescription {
    let (values, properties) = match &body.content {
        Content::Json(ty) => (values(connector, ty), properties(connector, names, spelling, ty)),
        Content::Text | Content::Bytes => (Vec::new(), Vec::new()),
    };
    ArgumentDescription {
        rust: name.to_owned(),
        kind: kind(body.exposure),
        location: ValueLocation::Body,
        key: body.key.clone(),
        ty: spelling.body(&body.content),
        required: body.required,
        title: body.title.clone(),
        description: body.description.clone(),
        default: body.default.as_ref().map(emit::json),
        values,
        properties,
    }
}

/// The properties of an object, or of the objects of a list.
fn properties(connector: &Connector, names: &Names, spelling: &Spelling<'_>, ty: &Type) -> Vec<PropertyDescription> {
    let item = match connector.resolve_value(ty) {
        Type::List(item) => item,
        _ => ty,
    };
    let Some((id, structure)) = sent::structure(connector, item) else { return Vec::new() };
    let fields = structure.fields.iter().zip(&names[id].fields);
    let fields = fields.map(|(field, of_field)| PropertyDescription {
        rust: of_field.field.clone(),
        kind: kind(field.exposure),
        key: field.key.clone(),
        ty: spelling.ty(&field.ty),
        required: field.required,
        title: field.title.clone(),
        description: field.description.clone(),
        default: field.default.as_ref().map(emit::json),
        values: values(connector, &field.ty),
    });
    fields.collect()
}

fn kind(exposure: Exposure) -> ArgumentKind {
    match exposure {
        Exposure::Positional => ArgumentKind::Positional,
        Exposure::Setter => ArgumentKind::Setter,
        Exposure::InternalSetter => ArgumentKind::InternalSetter,
        Exposure::Never => ArgumentKind::Hidden,
    }
}

/// The listed values of an enumeration, or of a list of them.
fn values(connector: &Connector, ty: &Type) -> Vec<String> {
    match connector.resolve_value(ty) {
        Type::List(item) => values(connector, item),
        Type::Named(id) => match connector.types.get(id.0).map(|def| &def.kind) {
            Some(TypeKind::Enum(enumeration)) => enumeration.values.iter().map(|value| value.wire.clone()).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn choices(connector: &Connector, names: &Names, id: OperationId) -> Vec<ChoiceDescription> {
    let mut choices = Vec::new();
    for (source, of_source) in connector.dynamic_sources.iter().zip(&names.choices) {
        let kind = match source.kind {
            DynamicKind::Values(_) => ChoiceKind::Values,
            DynamicKind::Tree(_) => ChoiceKind::Tree,
            DynamicKind::Schema => ChoiceKind::Schema,
        };
        let passed: Vec<_> = source.callers(&connector.operations).into_iter().zip(&of_source.arguments).collect();
        let of = |is_required: bool| {
            let passed = passed.iter().filter(|(caller, _)| caller.is_required == is_required);
            passed.map(|(_, name)| (*name).clone()).collect()
        };
        let places = source.locations.iter().filter(|place| place.operation == id);
        choices.extend(places.map(|place| ChoiceDescription {
            value: emit::dynamic_part(&place.part),
            kind,
            rust: of_source.method.clone(),
            arguments: of(true),
            setters: of(false),
            calls: source.calls().map(|called| connector.operations[called.0].id.clone()).collect(),
        }));
    }
    choices
}

fn paging(paging: &Paging) -> PagingDescription {
    PagingDescription {
        link: paging.link.clone(),
        items: paging.items.clone(),
        continuation: paging.continuation.as_ref().map(|continuation| continuation.operation.clone()),
    }
}

fn long_running(long_running: LongRunning) -> LongRunningDescription {
    let result = match long_running.final_state {
        FinalState::Unstated => FinalPlace::Unstated,
        FinalState::Status => FinalPlace::Status,
        FinalState::Location => FinalPlace::Location,
        FinalState::Original => FinalPlace::Request,
    };
    LongRunningDescription { has_status: long_running.has_status, result }
}

fn failures(spelling: &Spelling<'_>, operation: &Operation) -> Vec<FailureDescription> {
    let failures = operation.documented_responses.iter().filter(|response| !operation.is_success(response));
    let failures = failures.map(|response| FailureDescription {
        status: response.status.clone(),
        description: response.description.clone(),
        ty: response.ty.as_ref().map(|ty| spelling.ty(ty)),
    });
    failures.collect()
}

fn trigger(spelling: &Spelling<'_>, operation: &Operation, names: &OperationNames) -> Option<TriggerDescription> {
    let trigger = operation.trigger.as_ref()?;
    Some(TriggerDescription {
        variant: names.variant.clone()?,
        delivery: match trigger.kind {
            TriggerKind::Webhook => TriggerDelivery::Webhook,
            TriggerKind::Polling { batch: false } => TriggerDelivery::Polling,
            TriggerKind::Polling { batch: true } => TriggerDelivery::PollingBatch,
        },
        payload: spelling.ty(&trigger.payload),
        callback_url: trigger.notification_url.clone(),
    })
}
