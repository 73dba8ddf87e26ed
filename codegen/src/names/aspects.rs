//! What an item stands for besides its key and its request: the values that a request has if its caller does not set them, where its
//! response has the list that is read, what a choice asks for, and where policies put a value.
//!
//! Each aspect is one place of a [`Meaning`](super::meaning::Meaning), and its first word is one of [`WAYS`].

use serde::de::IgnoredAny;

use super::address::key;
use super::identifier::digest;
use crate::model::direct::{Direct, Expression, Piece, Policy, Rule, Template};
use crate::model::{
    ArgumentValue, Connector, DynamicArgument, DynamicBody, DynamicKind, DynamicSource, Form, Literal, Operation,
    Parameter, Style,
};

/// Between the places of one meaning.
pub(super) const AND: &str = ", ";

/// The first words of aspects.
const WAYS: [&str; 7] = ["sends", "writes", "reads", "routes", "goes", "asks", "opens"];

/// The aspect of a parameter that no policy uses.
pub(super) const NOWHERE_ELSE: &str = "goes nowhere else";

/// The maximum length of a constant in a lock, in characters. Of a longer one the rest is a digest.
const MAX_CONSTANT: usize = 80;

/// The media type of a body that no lock states.
const USUAL_MEDIA_TYPE: &str = "application/json";

/// Whether a place is an aspect.
pub(super) fn is_aspect(way: &str) -> bool {
    WAYS.contains(&way)
}

/// The aspects of an operation, but the constants of its body.
pub(super) fn of_operation(connector: &Connector, operation: &Operation) -> Vec<String> {
    let constants = operation.parameters.iter().filter(|it| it.send_default);
    let constants = constants.filter_map(|it| Some((it, it.default.as_ref()?)));
    let mut aspects: Vec<String> = constants
        .map(|(parameter, value)| constant("sends", &[parameter.location.word(), &parameter.key], &text_of(value)))
        .collect();
    aspects.extend(written(operation));
    let paged = operation.paging.as_ref().and_then(|paging| paging.items.as_ref());
    let polled = operation.trigger.as_ref().and_then(|trigger| trigger.items.as_ref());
    aspects.extend(paged.or(polled).map(|list| reads(list)));
    if let Ok(direct) = &connector.direct {
        aspects.extend(of_policies(direct, |policy| policy.operations.contains(&operation.id)));
    }
    aspects
}

/// What the policies for all operations do with requests.
pub(super) fn of_all(direct: &Direct) -> Vec<String> {
    of_policies(direct, |policy| policy.operations.is_empty()).collect()
}

/// What some policies do with requests, whatever their callers state.
fn of_policies<'d>(direct: &'d Direct, is_meant: impl Fn(&Policy) -> bool + 'd) -> impl Iterator<Item = String> + 'd {
    let policies = direct.policies.iter().filter(move |policy| !policy.of_response && is_meant(policy));
    let is_constant = |template: &Template| template.iter().all(|piece| matches!(piece, Piece::Text(_)));
    policies.filter_map(move |policy| match &policy.rule {
        Rule::HostUrl(template) => Some(constant("routes", &["host"], &text(template))),
        Rule::Route(template, method) => {
            Some(constant("routes", &[method.as_deref().unwrap_or("path")], &text(template)))
        }
        Rule::Header(name, template, _) if is_constant(template) => {
            Some(constant("sends", &["header", name], &text(template)))
        }
        Rule::Query(name, template, _) if is_constant(template) => {
            Some(constant("sends", &["query", name], &text(template)))
        }
        _ => None,
    })
}

/// Where policies put the value of a parameter, beside its own place.
pub(super) fn of_parameter(direct: &Direct, operation: &Operation, parameter: &Parameter) -> Vec<String> {
    let word = parameter.location.word();
    let is_it = |expression: &Expression| match expression {
        Expression::Header(name, _) => word == "header" && name.eq_ignore_ascii_case(&parameter.key),
        Expression::Query(name, _) => word == "query" && *name == parameter.key,
        _ => false,
    };
    let policies = direct.policies.iter().filter(|policy| !policy.of_response);
    let policies = policies.filter(|policy| policy.operations.is_empty() || policy.operations.contains(&operation.id));
    let mut places: Vec<String> = policies.flat_map(|policy| in_rule(&policy.rule, &is_it)).collect();
    places.sort_unstable();
    places.dedup();
    match places.is_empty() {
        true => vec![NOWHERE_ELSE.to_owned()],
        false => places.into_iter().map(|place| format!("goes {place}")).collect(),
    }
}

/// The aspects of a choice. `operations` are those of the connector.
pub(super) fn of_choice(source: &DynamicSource, operations: &[Operation]) -> Vec<String> {
    let mut aspects = Vec::new();
    if !source.collection.is_empty() {
        aspects.push(reads(&source.collection));
    }
    asks("asks", (source.calls.0, &source.arguments, source.body.as_ref()), operations, &mut aspects);
    if let DynamicKind::Tree(tree) = &source.kind
        && let Some(branch) = &tree.browse
    {
        asks("opens", (branch.calls.0, &branch.arguments, branch.body.as_ref()), operations, &mut aspects);
        if !branch.collection.is_empty() {
            aspects.push(format!("opens {}", key(branch.collection.iter().map(String::as_str))));
        }
    }
    aspects
}

/// Adds the constants of a call.
fn asks(
    way: &str,
    (called, arguments, body): (usize, &[DynamicArgument], Option<&DynamicBody>),
    operations: &[Operation],
    aspects: &mut Vec<String>,
) {
    let parameters = operations.get(called).map(|operation| operation.parameters.as_slice()).unwrap_or_default();
    let count = aspects.len();
    for DynamicArgument { parameter, value } in arguments {
        if let (Some(parameter), ArgumentValue::Constant(value)) = (parameters.get(*parameter), value) {
            aspects.push(constant(way, &[parameter.location.word(), &parameter.key], &text_of(value)));
        }
    }
    if let Some(body) = body.filter(|body| body.constants != Literal::Null) {
        aspects.push(constant(way, &["body"], &json(&body.constants)));
    }
    if aspects.len() == count {
        // A lock of an earlier version has no aspects, and is not compared with any.
        aspects.push(format!("{way} nothing"));
    }
}

/// How the request is written, where it is not as usual.
fn written(operation: &Operation) -> impl Iterator<Item = String> {
    let body = operation.body.as_ref().map(|body| body.content_type.as_str()).filter(|it| *it != USUAL_MEDIA_TYPE);
    let form =
        operation.form.is_some_and(|form| form == Form::UrlEncoded).then_some("application/x-www-form-urlencoded");
    let lists = operation.parameters.iter().filter_map(|parameter| {
        let separator = match parameter.style {
            Style::Joined(',') => return None,
            Style::Joined(' ') => "spaces",
            Style::Joined('\t') => "tabs",
            Style::Joined('|') => "pipes",
            Style::Joined(_) => "other",
            Style::Repeated => "each",
            Style::Json => "JSON",
        };
        Some(constant("writes", &[parameter.location.word(), &parameter.key], separator))
    });
    body.or(form).map(|it| constant("writes", &["body"], it)).into_iter().chain(lists)
}

fn reads(list: &[String]) -> String {
    match list {
        [] => "reads all".to_owned(),
        list => format!("reads {}", key(list.iter().map(String::as_str))),
    }
}

/// A constant and its place, as one place of a meaning.
pub(super) fn constant(way: &str, place: &[&str], value: &str) -> String {
    placed(way, place, &shortened(value))
}

pub(super) fn placed(way: &str, place: &[&str], value: &str) -> String {
    let (first, rest) = place.split_first().map_or(("", place), |(first, rest)| (*first, rest));
    let place: Vec<String> =
        std::iter::once(first.to_owned()).chain((!rest.is_empty()).then(|| key(rest.iter().copied()))).collect();
    format!("{way} {} = {value}", place.join(" "))
}

/// A constant of a body. The quotes tell the text `"1"` apart from the number.
pub(super) fn json(value: &Literal) -> String {
    match value {
        Literal::Text(text) if serde_json::from_str::<IgnoredAny>(text).is_ok() => quoted(text),
        value => text_of(value),
    }
}

/// A constant of a parameter. The order of the members of an object says nothing.
fn text_of(value: &Literal) -> String {
    let inside = |value: &Literal| match value {
        Literal::Text(text) => quoted(text),
        value => text_of(value),
    };
    match value {
        Literal::List(items) => format!("[{}]", items.iter().map(inside).collect::<Vec<_>>().join(",")),
        Literal::Object(members) => {
            let members = members.iter().map(|(key, value)| format!("{}:{}", quoted(key), inside(value)));
            let mut members: Vec<String> = members.collect();
            members.sort_unstable();
            format!("{{{}}}", members.join(","))
        }
        value => value.to_string(),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A text as a part of one place of a meaning: it does not have what stands between places.
pub(super) fn bare(text: &str) -> String {
    text.replace(AND, ",_")
}

/// A constant as the lock has it.
pub(super) fn shortened(value: &str) -> String {
    let value = bare(value);
    match value.char_indices().nth(MAX_CONSTANT) {
        Some((at, _)) => format!("{}… {}", &value[..at], digest(&value, 8)),
        None => value,
    }
}

/// A template with `{*}` for its expressions.
fn text(template: &Template) -> String {
    let pieces = template.iter().map(|piece| match piece {
        Piece::Text(text) => text.as_str(),
        Piece::Path(_) => "{}",
        Piece::Expression(_) => "{*}",
    });
    pieces.collect()
}

/// Where a policy puts a value, which its expressions of one kind are.
pub(super) fn in_rule(rule: &Rule, is_it: &dyn Fn(&Expression) -> bool) -> Vec<String> {
    let target = match rule {
        Rule::HostUrl(_) => "host".to_owned(),
        Rule::Header(name, ..) => format!("header {name}"),
        Rule::Query(name, ..) => format!("query {name}"),
        Rule::Route(..) | Rule::FromUrl { .. } => "path".to_owned(),
        Rule::Reshape { .. } => "body".to_owned(),
        Rule::Polling { .. } => "state".to_owned(),
    };
    let templates = rule.templates().into_iter().filter_map(|template| in_template(template, is_it));
    templates.map(|around| if around == "{}" { target.clone() } else { format!("{target} {around}") }).collect()
}

/// A template with this value as `{}` and other values as `{*}`; `None` if the template does not have it.
fn in_template(template: &Template, is_it: &dyn Fn(&Expression) -> bool) -> Option<String> {
    let mut has = false;
    let pieces = template.iter().map(|piece| match piece {
        Piece::Text(text) => bare(text),
        Piece::Expression(expression) if is_it(expression) => {
            has = true;
            "{}".to_owned()
        }
        Piece::Expression(_) | Piece::Path(_) => "{*}".to_owned(),
    });
    let text: String = pieces.collect();
    has.then_some(text)
}
