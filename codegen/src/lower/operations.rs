//! Operations: parameters, body, responses and role.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{KeyPlace, OperationReason, Problem, Suggestion};
use crate::lower::context::Context;
use crate::lower::parameter_location::is_in;
use crate::lower::paths::{Claim, Template};
use crate::lower::roles::{self, Revisions};
use crate::lower::{
    bodies, connection_path, forms, headers, media, paging, parameters, remarks, responses, texts, triggers, webhooks,
};
use crate::model::{Body, Operation, Parameter, ParameterLocation, Remark, Role, TriggerKind};
use crate::spec::{self, In, PathItem};

/// The most parameters of an operation. Real ones have up to 66.
const MOST_PARAMETERS: usize = 4_000;

/// A parameter takes as long to make as this many visits.
const VISITS_OF_PARAMETER: usize = 20;

/// Each operation reads its media types several times, which may be those of all operations.
const VISITS_OF_MEDIA_TYPE: usize = 4;

/// An operation and its source, which later phases read.
pub(super) struct Lowered<'a> {
    pub(super) operation: Operation,
    /// Its path as written.
    pub(super) path: &'a str,
    /// The operation as written.
    pub(super) written: &'a spec::Operation,
    /// Its parameters as written, references resolved, including the body.
    pub(super) parameters: Vec<&'a spec::Parameter>,
    /// Schema of its successful response.
    pub(super) success_schema: Option<&'a spec::Schema>,
    /// Schema of a webhook's payload.
    pub(super) notification: Option<&'a spec::Schema>,
}

/// The operations in the document's order. An unsupported one is left out with a diagnostic.
pub(super) fn lower_all<'a>(context: &mut Context<'a>) -> Vec<Lowered<'a>> {
    let document = context.document;
    let ids = roles::ids(context);
    let revisions = Revisions::new(context, &ids);
    let mut lowered = Vec::new();
    let operations = document.paths.iter().flat_map(|item| item.operations.iter().map(move |it| (item, it)));
    document.paths.iter().for_each(|item| connection_path::report_notification_parameters(context, item));
    for ((item, operation), id) in operations.zip(ids) {
        if context.is_exhausted() {
            break;
        }
        let types = context.types.len();
        match lower_one(context, item, operation, &id) {
            Ok(mut one) => {
                one.operation.remarks.extend(revisions.remark(operation));
                one.operation.deprecated = revisions.deprecation(operation);
                lowered.push(one);
            }
            Err(reason) => {
                context.types.truncate(types);
                context.report(operation.span, Problem::OperationLeftOut { operation: id, reason });
            }
        }
    }
    lowered
}

/// Makes one operation; `Err` is the reason why it is left out.
fn lower_one<'a>(
    context: &mut Context<'a>,
    item: &'a PathItem,
    operation: &'a spec::Operation,
    id: &str,
) -> Result<Lowered<'a>, OperationReason> {
    let mut written = parameters::resolved(context, item, operation);
    connection_path::remove_parameter(&item.path.value, &mut written);
    let content_type = headers::content_type(context, &written);
    let consumes = match &content_type {
        Some(stated) => vec![stated.as_str()],
        None => media::declared(operation.consumes.as_ref(), context.document.consumes.as_ref()),
    };
    let produces = media::declared(operation.produces.as_ref(), context.document.produces.as_ref());
    context.visit(VISITS_OF_MEDIA_TYPE * (consumes.len() + produces.len()));
    let open_type = headers::leaves_content_type_open(context, &written);
    let inputs = inputs(context, &item.path, id, &written, &consumes, open_type)?;
    let form = inputs.parameters.iter().any(|parameter| parameter.location == ParameterLocation::Form);
    if form && inputs.body.is_some() {
        return Err(OperationReason::BodyAndForm);
    }
    let responses = responses::resolved(context, operation);
    let success_schema = responses::success_schema(&responses);
    let success = responses::success(context, id, operation.span, &responses, &produces);
    let documented_responses = responses::documented(context, id, &responses, &success);
    let paging = paging::paging(context, operation, id, &success, success_schema);
    let role = roles::role(operation);
    let trigger = match role {
        Role::Trigger => {
            let mut trigger = triggers::trigger(context, id, item, operation, &written, success_schema);
            let location = responses::declares_location(&responses);
            trigger.registration = (trigger.kind == TriggerKind::Webhook).then(|| webhooks::registration(location));
            Some(trigger)
        }
        Role::Action | Role::Internal => None,
    };
    report_shadowed_notification(context, item, operation);
    let notification = match role {
        Role::Trigger => None,
        Role::Action | Role::Internal => triggers::notification(context, id, item, operation, &written),
    };
    let mut remarks = remarks::of_operation(operation, paging.is_some());
    remarks.extend(method_not_sent(context, operation, id));
    remarks.extend(inputs.remarks);
    remarks.extend(responses::remarks(context, &responses));
    if let Some(content) =
        triggers::notification_content(item, operation).filter(|_| trigger.is_some() || notification.is_some())
    {
        remarks.extend(texts::text(&content.description).map(Remark::NotificationText));
        let of_schema = content.schema.iter().flat_map(remarks::of_schema);
        remarks.extend(of_schema.map(|remark| Remark::Notification(Box::new(remark))));
    }
    let lowered = Operation {
        id: id.to_owned(),
        summary: texts::text(&operation.summary),
        description: texts::text(&operation.description),
        role,
        method: operation.method.value.clone(),
        path: inputs.path,
        form: form.then(|| bodies::form(&inputs.parameters, &consumes)),
        parameters: inputs.parameters,
        body: inputs.body,
        body_position: inputs.body_position,
        success,
        json_media_type: media::json_type(&produces),
        paging,
        long_running: paging::long_running(operation),
        documented_responses,
        deprecated: None,
        visibility: texts::visibility(&operation.visibility),
        trigger,
        notification,
        remarks,
        span: operation.span,
    };
    let content = triggers::notification_content(item, operation).filter(|_| lowered.role == Role::Trigger);
    let notification = content.and_then(|content| content.schema.as_ref());
    let path = &item.path.value;
    Ok(Lowered { operation: lowered, written: operation, path, parameters: written, success_schema, notification })
}

/// The remark on a method that azure_core cannot send; it knows all others of the format.
fn method_not_sent(context: &mut Context<'_>, operation: &spec::Operation, id: &str) -> Option<Remark> {
    let method = &operation.method;
    if method.value != "OPTIONS" {
        return None;
    }
    let problem = Problem::MethodNotSent { operation: id.to_owned(), method: method.value.clone() };
    context.report(method.span, problem);
    Some(Remark::MethodNotSent(method.value.clone()))
}

/// The input of a call.
struct Inputs {
    path: String,
    parameters: Vec<Parameter>,
    body: Option<Body>,
    body_position: usize,
    /// Remarks on a body that is sent as a form.
    remarks: Vec<Remark>,
}

/// Makes the parameters and the body from the written parameters.
fn inputs<'a>(
    context: &mut Context<'a>,
    path: &spec::Spanned<String>,
    id: &str,
    written: &[&'a spec::Parameter],
    consumes: &[&str],
    open_type: Option<bool>,
) -> Result<Inputs, OperationReason> {
    if written.len() > MOST_PARAMETERS {
        return Err(too_many_parameters());
    }
    let below = connection_path::below(&path.value).unwrap_or(&path.value);
    let mut template = Template::parse(below)?;
    let in_path = |parameter: &&&'a spec::Parameter| is_in(parameter, In::Path);
    let path_keys: HashSet<&str> =
        written.iter().filter(in_path).filter_map(|it| it.name.as_ref()).map(|name| name.value.as_str()).collect();
    let mut inputs =
        Inputs { path: String::new(), parameters: Vec::new(), body: None, body_position: 0, remarks: Vec::new() };
    let body = written.iter().copied().find(|parameter| is_in(parameter, In::Body));
    let upload_states_type = body.is_some_and(|body| bodies::upload_states_type(context, body, consumes, open_type));
    let mut has_body = false;
    context.visit(VISITS_OF_PARAMETER * written.len());
    context.copy(written.iter().map(|parameter| texts::bytes(&parameter.schema)).sum());
    let mut keys: HashMap<&str, usize> = HashMap::new();
    let named = written.iter().filter(|parameter| !is_in(parameter, In::Body));
    for name in named.filter_map(|parameter| parameter.name.as_ref()) {
        *keys.entry(&name.value).or_default() += 1;
    }
    for parameter in written {
        let Some(location) = parameter.location.as_ref().map(|location| location.value) else {
            context.report(parameter.span, Problem::ParameterWithoutLocation { name: name_of(parameter) });
            continue;
        };
        if location == In::Body {
            if has_body {
                return Err(OperationReason::TwoBodies);
            }
            has_body = true;
            if let Some(fields) = forms::fields(context, id, parameter, consumes) {
                if fields.len() > MOST_PARAMETERS {
                    return Err(too_many_parameters());
                }
                context.visit(VISITS_OF_PARAMETER * fields.len());
                for field in fields {
                    add_field(context, &mut inputs.parameters, field);
                }
                inputs.remarks = remarks::of_form(parameter);
                continue;
            }
            inputs.body = Some(bodies::body(context, id, parameter, consumes, upload_states_type));
            inputs.body_position = inputs.parameters.len();
            continue;
        }
        let Some(name) = parameter.name.as_ref().map(|name| name.value.as_str()).filter(|name| !name.is_empty()) else {
            context.report(parameter.span, Problem::UnnamedParameter { operation: id.to_owned() });
            continue;
        };
        let (key, location) = match location {
            In::Query => (name.to_owned(), ParameterLocation::Query),
            In::FormData => (name.to_owned(), ParameterLocation::Form),
            In::Header => match headers::name(context, parameter, name, upload_states_type) {
                Some(name) => (name, ParameterLocation::Header),
                None => continue,
            },
            In::Path => {
                match template.claim(name, &path_keys) {
                    Claim::Found => {}
                    Claim::Respelt(placeholder) => {
                        let name = name.to_owned();
                        context.report(path.span, Problem::PlaceholderRespelt { placeholder, name });
                    }
                    Claim::Missing => {
                        let (name, path) = (name.to_owned(), path.value.clone());
                        context.report(parameter.span, Problem::PathParameterUnused { name, path });
                        continue;
                    }
                }
                let encoding = parameter.url_encoding.as_ref().map(|word| word.value.to_ascii_lowercase());
                (name.to_owned(), ParameterLocation::Path { double: encoding.as_deref() == Some("double") })
            }
            // The body was taken above.
            In::Body => continue,
        };
        let is_twin = keys.get(name).is_some_and(|count| *count > 1);
        let parameter = parameters::parameter(context, id, parameter, key, (location, is_twin));
        match location {
            ParameterLocation::Form => add_field(context, &mut inputs.parameters, parameter),
            _ => inputs.parameters.push(parameter),
        }
    }
    for name in template.unclaimed() {
        context.report(path.span, Problem::UndeclaredPlaceholder { name: name.clone(), operation: id.to_owned() });
        inputs.parameters.push(parameters::undeclared(path, name));
    }
    if inputs.parameters.len() > MOST_PARAMETERS {
        return Err(too_many_parameters());
    }
    inputs.path = template.path();
    Ok(inputs)
}

fn too_many_parameters() -> OperationReason {
    OperationReason::TooManyParameters { most: MOST_PARAMETERS.to_string() }
}

/// Adds a form field unless the form has one with this name: a body and a parameter may have the same name.
fn add_field(context: &mut Context<'_>, parameters: &mut Vec<Parameter>, field: Parameter) {
    if parameters.iter().any(|other| other.location == ParameterLocation::Form && other.key == field.key) {
        context.report(field.span, Problem::DuplicateParameter { name: field.key });
    } else {
        parameters.push(field);
    }
}

fn name_of(parameter: &spec::Parameter) -> String {
    parameter.name.as_ref().map(|name| name.value.clone()).unwrap_or_default()
}

/// Reports the notification of a path whose operation describes its own.
fn report_shadowed_notification(context: &mut Context<'_>, item: &PathItem, operation: &spec::Operation) {
    if let (Some(_), Some(shadowed)) = (&operation.notification_content, &item.notification_content) {
        let key = "x-ms-notification-content".to_owned();
        context.report(
            shadowed.span,
            Problem::UnknownKey { key, place: KeyPlace::PathOfNotification, meant: Suggestion::Unlike },
        );
    }
}
