//! Calls of the operations that supply dynamic values, trees and schemas: which operation, and its arguments.

use std::collections::HashMap;

use crate::diagnostic::{DynamicArgumentReason, DynamicReason, Problem};
use crate::lower::connection_path;
use crate::lower::context::Context;
use crate::lower::defaults;
use crate::lower::dynamic;
use crate::lower::kinds;
use crate::lower::operations::Lowered;
use crate::lower::parameter_location::is_body;
use crate::lower::parameter_path::{self, Lead};
use crate::model::{
    self, ArgumentValue, BodyArgument, Content, DynamicArgument, DynamicBody, DynamicPart, Exposure, Field, Literal,
    OperationId, Scalar, TypeDef, TypeKind,
};
use crate::source::{Node, Value};
use crate::spec::Schema;

/// The operations that can be called, by their ids.
pub(super) struct Calls<'l, 'a> {
    lowered: &'l [Lowered<'a>],
    ids: HashMap<&'l str, usize>,
}

/// A call of another operation.
pub(super) struct Call {
    pub(super) operation: OperationId,
    pub(super) arguments: Vec<DynamicArgument>,
    pub(super) body: Option<DynamicBody>,
}

/// The target of an argument.
enum Target<'a> {
    Parameter(usize, Option<&'a Schema>),
    Body(Vec<String>, Option<&'a Schema>),
    /// A parameter that the client sets itself.
    NotExposed,
    Unknown,
}

impl<'l, 'a> Calls<'l, 'a> {
    pub(super) fn new(lowered: &'l [Lowered<'a>]) -> Self {
        let ids = lowered.iter().enumerate().map(|(at, lowered)| (lowered.operation.id.as_str(), at)).collect();
        Self { lowered, ids }
    }

    /// The operation that is called.
    pub(super) fn called(&self, id: OperationId) -> Option<&'l Lowered<'a>> {
        self.lowered.get(id.0)
    }

    /// Reads the call that an extension of `own` describes, and adds the values of `own` that it takes to `callers`; `Err` is the
    /// reason why it is not possible.
    pub(super) fn read(
        &self,
        context: &mut Context<'a>,
        own: &Lowered<'a>,
        node: &Node,
        callers: &mut Vec<DynamicPart>,
    ) -> Result<Call, DynamicReason> {
        let Some(id) = dynamic::text(node, "operationId") else {
            return Err(DynamicReason::NoOperation);
        };
        let Some((at, called)) = self.ids.get(id).and_then(|at| Some((*at, self.lowered.get(*at)?))) else {
            return Err(DynamicReason::UnknownOperation { operation: id.to_owned() });
        };
        let (arguments, body) = arguments(context, own, called, node, callers);
        let is_missing = |(index, parameter): &(usize, &crate::model::Parameter)| {
            parameter.exposure == Exposure::Positional && !arguments.iter().any(|argument| argument.parameter == *index)
        };
        if let Some((_, missing)) = called.operation.parameters.iter().enumerate().find(is_missing) {
            let (operation, parameter) = (id.to_owned(), missing.key.clone());
            return Err(DynamicReason::MissingParameter { operation, parameter });
        }
        let needs_body = called.operation.body.as_ref().is_some_and(|body| body.exposure == Exposure::Positional);
        match &body {
            None if needs_body => return Err(DynamicReason::MissingBody { operation: id.to_owned() }),
            Some(body) => {
                let has = |key: &str| {
                    let first = |path: &[String]| path.first().is_some_and(|first| first == key);
                    matches!(&body.constants, Literal::Object(members) if members.iter().any(|(name, _)| name == key))
                        || body.values.iter().any(|value| value.path.is_empty() || first(&value.path))
                };
                let fields = fields(&context.types, called);
                if let Some(field) =
                    fields.iter().find(|field| field.exposure == Exposure::Positional && !has(&field.key))
                {
                    let (operation, property) = (id.to_owned(), field.key.clone());
                    return Err(DynamicReason::MissingProperty { operation, property });
                }
            }
            None => {}
        }
        Ok(Call { operation: OperationId(at), arguments, body })
    }
}

/// The arguments and the body. An argument that cannot be passed is left out with a diagnostic.
fn arguments<'a>(
    context: &mut Context<'a>,
    own: &Lowered<'a>,
    called: &Lowered<'a>,
    node: &Node,
    callers: &mut Vec<DynamicPart>,
) -> (Vec<DynamicArgument>, Option<DynamicBody>) {
    let Some(Value::Object(members)) = dynamic::member(node, "parameters").map(|node| &node.value) else {
        return (Vec::new(), None);
    };
    let (mut arguments, mut constants, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for member in members.iter().filter(|member| !connection_path::is_connection(called.path, &member.key)) {
        let id = &called.operation.id;
        let refused = match target(context, called, &member.key) {
            Target::Parameter(parameter, schema) => argument(context, own, &member.value, schema, callers)
                .map(|value| arguments.push(DynamicArgument { parameter, value }))
                .err(),
            Target::Body(path, schema) => match argument(context, own, &member.value, schema, callers) {
                Ok(ArgumentValue::Constant(literal)) => {
                    constants.push((path, literal));
                    None
                }
                Ok(value) => {
                    let ty = schema.map_or(Scalar::Json, |schema| kinds::scalar(context, schema));
                    let is_required = is_required(&context.types, called, &path);
                    values.push(BodyArgument { path, value, ty, is_required });
                    None
                }
                Err(reason) => Some(reason),
            },
            Target::NotExposed => Some(DynamicArgumentReason::NotExposed { operation: id.clone() }),
            Target::Unknown => Some(DynamicArgumentReason::UnknownParameter { operation: id.clone() }),
        };
        if let Some(reason) = refused {
            let key = member.key.clone();
            context.report(member.value.span, Problem::DynamicArgumentLeftOut { key, reason });
        }
    }
    arguments.sort_by_key(|argument: &DynamicArgument| argument.parameter);
    if constants.is_empty() && values.is_empty() {
        return (arguments, None);
    }
    let sent = fields(&context.types, called).iter().filter_map(|field| Some((field.key.clone(), field.sent.clone()?)));
    let mut body = Literal::Object(sent.collect());
    for (path, literal) in constants {
        put(&mut body, &path, literal);
    }
    (arguments, Some(DynamicBody { constants: body, values }))
}

/// Whether the body of an operation needs the value at a path. A value below a required property stands for that property.
fn is_required(types: &[TypeDef], called: &Lowered<'_>, path: &[String]) -> bool {
    match path.first() {
        None => called.operation.body.as_ref().is_some_and(|body| body.exposure == Exposure::Positional),
        Some(first) => {
            fields(types, called).iter().any(|field| field.key == *first && field.exposure == Exposure::Positional)
        }
    }
}

/// The properties of the body of an operation.
fn fields<'t>(types: &'t [TypeDef], called: &'t Lowered<'_>) -> &'t [Field] {
    let Some(Content::Json(ty)) = called.operation.body.as_ref().map(|body| &body.content) else { return &[] };
    match model::kind(types, model::resolve(types, ty)) {
        Some(TypeKind::Struct(structure)) => &structure.fields,
        _ => &[],
    }
}

/// Sets the value at the end of `path` and makes the objects on the way.
fn put(at: &mut Literal, path: &[String], value: Literal) {
    let Some((key, rest)) = path.split_first() else {
        *at = value;
        return;
    };
    if !matches!(at, Literal::Object(_)) {
        *at = Literal::Object(Vec::new());
    }
    if let Literal::Object(members) = at {
        let index = members.iter().position(|(name, _)| name == key).unwrap_or_else(|| {
            members.push((key.clone(), Literal::Null));
            members.len() - 1
        });
        if let Some((_, inside)) = members.get_mut(index) {
            put(inside, rest, value);
        }
    }
}

/// The target of a key of `parameters`: a parameter, or a property of the body, also as `body/property`.
fn target<'a>(context: &Context<'a>, called: &Lowered<'a>, key: &str) -> Target<'a> {
    let index = |key: &str| called.operation.parameters.iter().position(|parameter| parameter.key == key);
    let is_written = |it: &&&crate::spec::Parameter| !is_body(it) && it.name.as_ref().is_some_and(|it| it.value == key);
    if let Some(written) = called.parameters.iter().find(is_written) {
        return index(key).map_or(Target::NotExposed, |index| Target::Parameter(index, Some(&written.schema)));
    }
    let Some(body) = called.parameters.iter().find(|parameter| is_body(parameter)) else { return Target::Unknown };
    let name = parameter_path::body_name(body);
    for keys in parameter_path::readings(key, name) {
        let schema = match parameter_path::follow(context, &body.schema, &keys) {
            Lead::Schema(schema) => Some(schema),
            Lead::Free => None,
            Lead::Past | Lead::Nowhere => continue,
        };
        match (&called.operation.body, keys.as_slice()) {
            // The whole body, if it has no property of that name.
            (Some(_), [only]) if *only == name && schema.is_none() => {}
            (Some(_), keys) => return Target::Body(keys.iter().map(|key| (*key).to_owned()).collect(), schema),
            // A body that is sent as a form.
            (None, [field]) => match index(field) {
                Some(index) => return Target::Parameter(index, schema),
                None => continue,
            },
            (None, _) => continue,
        }
    }
    if called.operation.body.is_some() && (key == name || key == "body") {
        return Target::Body(Vec::new(), Some(&body.schema));
    }
    Target::Unknown
}

/// The value of an argument: a constant, a value of the own operation, or one of the selected item. `schema` is that of the
/// parameter that takes it. A value of the own operation joins `callers`, once.
fn argument<'a>(
    context: &Context<'a>,
    own: &Lowered<'a>,
    node: &Node,
    schema: Option<&'a Schema>,
    callers: &mut Vec<DynamicPart>,
) -> Result<ArgumentValue, DynamicArgumentReason> {
    let constant = |node: &Node| {
        let value = defaults::literal(node);
        let fitting = match schema {
            Some(schema) => defaults::fit(context, &value, schema),
            None => Some(value.clone()),
        };
        fitting
            .map(ArgumentValue::Constant)
            .ok_or_else(|| DynamicArgumentReason::OtherType { value: value.to_string() })
    };
    if let Some(path) = dynamic::text(node, "selectedItemValuePath") {
        return Ok(ArgumentValue::Selected(dynamic::path(path)));
    }
    let reference = ["parameterReference", "parameter"].into_iter().find_map(|key| dynamic::text(node, key));
    match (reference, dynamic::member(node, "value")) {
        (Some(reference), _) => match parameter_path::referenced(context, &own.operation, &own.parameters, reference) {
            Some(part) => {
                let known = callers.iter().position(|known| *known == part);
                Ok(ArgumentValue::Caller(known.unwrap_or_else(|| {
                    callers.push(part);
                    callers.len() - 1
                })))
            }
            None => {
                let (operation, reference) = (own.operation.id.clone(), reference.to_owned());
                Err(DynamicArgumentReason::UnknownReference { operation, reference })
            }
        },
        (None, Some(value)) => constant(value),
        (None, None) if matches!(node.value, Value::Object(_)) => Err(DynamicArgumentReason::NoValue),
        (None, None) => constant(node),
    }
}
