//! What an item stands for besides its key and its request: the values that a request has if its caller does not set them, what is
//! read of its response, what a choice asks for, and how a registration is made and removed. `policies` has what policies do.
//!
//! Each aspect is one place of a [`Meaning`](super::meaning::Meaning).

use std::collections::{BTreeMap, BTreeSet};

use serde::de::IgnoredAny;

use super::places::{FILLS, PICKS, SHOWS, bare, constant, nameless, pieces, request, steps, within};
use super::policies;
use crate::model::direct::{ConnectionParameter, ParameterKind};
use crate::model::{
    ArgumentValue, CallbackPlace, Connector, Continuation, DynamicArgument, DynamicBody, DynamicKind, DynamicSource,
    FinalState, Form, Literal, Operation, Parameter, ParameterLocation, ParentTest, Style, TreeEnd,
};

/// The media type of a body, and the link to the next page, that no lock states.
const USUAL_MEDIA_TYPE: &str = "application/json";
const USUAL_LINK: &str = "@odata.nextLink";

/// The aspects of an operation, but the constants of its body and of its form.
pub(super) fn of_operation(connector: &Connector, operation: &Operation) -> Vec<String> {
    let constants = operation.parameters.iter().filter(|it| it.send_default);
    let constants = constants.filter_map(|it| Some((it, it.default.as_ref()?)));
    let mut aspects: Vec<String> = constants
        .map(|(parameter, value)| constant("sends", &[parameter.location.word(), &parameter.key], &text_of(value)))
        .collect();
    aspects.extend(written(operation));
    aspects.extend(read(operation));
    aspects.extend(operation.trigger.iter().filter_map(|it| it.registration.as_ref()).flat_map(|registration| {
        let callback = registration.callback.as_ref().and_then(|place| match place {
            CallbackPlace::Parameter(at) => operation.parameters.get(*at).map(|it| taker(Some(it), &[])),
            CallbackPlace::Body(path) => Some(taker(None, path)),
        });
        let removal = registration.removal.as_ref().and_then(|it| connector.operations.get(it.operation.0));
        let callback = callback.map(|place| format!("goes {place} = callback"));
        callback.into_iter().chain(removal.map(|removal| format!("removes {}", request(removal))))
    }));
    if let Ok(direct) = &connector.direct {
        aspects.extend(policies::of_operation(direct, operation));
    }
    aspects
}

/// What of a response is read, where it is not as usual.
fn read(operation: &Operation) -> Vec<String> {
    let paged = operation.paging.as_ref();
    let polled = operation.trigger.as_ref().and_then(|trigger| trigger.items.as_ref());
    let list = paged.and_then(|paging| paging.items.as_ref()).or(polled);
    let media_type = operation.json_media_type.as_ref().map(|it| constant("reads", &["type"], it));
    let link = paged.map(|paging| steps(&paging.link)).filter(|link| link != USUAL_LINK);
    let pages = paged.and_then(|paging| paging.continuation.as_ref()).map(|it| {
        let (location, parameter) = &it.link;
        format!("reads pages = {} {} by {}", it.method, nameless(&it.path), within(&[location.word(), parameter]))
    });
    let result = operation.long_running.and_then(|it| match it.final_state {
        FinalState::Unstated => None,
        FinalState::Status => Some("status"),
        FinalState::Location => Some("Location"),
        FinalState::Original => Some("the same URL"),
    });
    let aspects = [
        list.map(|list| reads(list)),
        media_type,
        link.map(|link| constant("reads", &["link"], &link)),
        pages.as_deref().map(bare),
        result.map(|it| constant("reads", &["result"], it)),
    ];
    aspects.into_iter().flatten().collect()
}

/// What the pages after the first one have of a value of the first call, if another operation returns them.
pub(super) fn paged(continuation: &Continuation, parameter: &Parameter) -> String {
    let Continuation { path, link: (taker, link), query, headers, .. } = continuation;
    let key = &parameter.key;
    // The link takes its place.
    let is_link = taker.word() == parameter.location.word() && link == key;
    let has_it = match parameter.location {
        ParameterLocation::Path { .. } => {
            let places = pieces(path).filter_map(|(_, name)| name).zip(1..).filter(|(name, _)| name == key);
            let places: Vec<String> = places.map(|(_, number)| number.to_string()).collect();
            if !is_link && !places.is_empty() {
                return format!("pages with it as {{{}}}", places.join(" "));
            }
            false
        }
        ParameterLocation::Query => query.contains(key),
        ParameterLocation::Header => headers.iter().any(|it| it.eq_ignore_ascii_case(key)),
        ParameterLocation::Form => false,
    };
    if has_it && !is_link { "pages with it" } else { "pages without it" }.to_owned()
}

/// The aspects of a connection parameter: its default, and the sign-in that it stands for.
pub(super) fn of_credential(parameter: &ConnectionParameter) -> Vec<String> {
    let default = parameter.default.as_ref().map(|it| constant("sends", &["default"], it));
    let sign_in = match &parameter.kind {
        ParameterKind::Token(sign_in) => Some(sign_in),
        _ => None,
    };
    let asks = sign_in.into_iter().flat_map(|it| {
        let scopes = (!it.scopes.is_empty()).then(|| it.scopes.join(" "));
        let urls = [
            ("authorization", it.authorization_url.clone()),
            ("token", it.token_url.clone()),
            ("refresh", it.refresh_url.clone()),
            ("scopes", scopes),
        ];
        urls.into_iter().filter_map(|(what, value)| Some(constant("asks", &[what], &value?)))
    });
    default.into_iter().chain(asks).collect()
}

/// The aspects of a choice. `operations` are those of the connector.
pub(super) fn of_choice(source: &DynamicSource, operations: &[Operation]) -> Vec<String> {
    let mut aspects = Vec::new();
    if !source.collection.is_empty() {
        aspects.push(reads(&source.collection));
    }
    let call: Call<'_> = (source.calls.0, &source.arguments, source.body.as_ref());
    asks("asks", call, operations, &mut aspects);
    let mut fills = takers("", call, operations);
    if let Some(branch) = source.branch() {
        let call: Call<'_> = (branch.calls.0, &branch.arguments, branch.body.as_ref());
        asks("opens", call, operations, &mut aspects);
        if !branch.collection.is_empty() {
            aspects.push(format!("opens {}", steps(&branch.collection)));
        }
        if branch.value != source.value {
            aspects.push(format!("{PICKS} {}", bare(&steps(&branch.value))));
        }
        fills.extend(takers("below ", call, operations));
    }
    aspects.extend(filled(&fills));
    aspects.extend(shown(source));
    aspects
}

/// What a choice tells of its items beside their values. One that lists items has at least one of these.
fn shown(source: &DynamicSource) -> Vec<String> {
    let titled = |below: &str, title: &[String]| constant(SHOWS, &[below, "title"], &steps(title));
    let tree = match &source.kind {
        DynamicKind::Schema => return Vec::new(),
        DynamicKind::Values(_) => return vec![titled("its", &source.title)],
        DynamicKind::Tree(tree) => tree,
    };
    let parts = |below: &str, title: &[String], end: &TreeEnd| {
        let full =
            (!end.full_title.is_empty()).then(|| constant(SHOWS, &[below, "full title"], &steps(&end.full_title)));
        let parent = match &end.is_parent {
            ParentTest::Always => "all".to_owned(),
            ParentTest::Never => "none".to_owned(),
            ParentTest::Equals(keys, text) => format!("{} is {text:?}", steps(keys)),
        };
        [Some(titled(below, title)), full, Some(constant(SHOWS, &[below, "parents"], &parent))].into_iter().flatten()
    };
    let mut all: Vec<String> = parts("its", &source.title, &tree.end).collect();
    if let Some(branch) = &tree.browse {
        all.extend(parts("below", &branch.title, &branch.end));
    }
    let selects = [(tree.selects_parents, "parents"), (tree.selects_leaves, "leaves")];
    let selects: Vec<&str> = selects.into_iter().filter(|(is_so, _)| *is_so).map(|(_, word)| word).collect();
    all.push(constant(SHOWS, &["its", "values"], &selects.join(" and ")));
    all
}

/// What a call fills with values of the caller or of the opened item. `word` tells the calls of a tree apart.
fn takers<'v>(
    word: &str,
    (called, arguments, body): Call<'v>,
    operations: &[Operation],
) -> Vec<(String, &'v ArgumentValue)> {
    let parameters = operations.get(called).map(|operation| operation.parameters.as_slice()).unwrap_or_default();
    let of_parameters = arguments
        .iter()
        .filter_map(|argument| Some((taker(Some(parameters.get(argument.parameter)?), &[]), &argument.value)));
    let of_body = body.into_iter().flat_map(|body| &body.values).map(|it| (taker(None, &it.path), &it.value));
    of_parameters.chain(of_body).map(|(place, value)| (format!("{word}{place}"), value)).collect()
}

/// A parameter, or a part of a body.
fn taker(parameter: Option<&Parameter>, path: &[String]) -> String {
    let place = match parameter {
        Some(parameter) => within(&[parameter.location.word(), &parameter.key]),
        None => within(&std::iter::once("body").chain(path.iter().map(String::as_str)).collect::<Vec<_>>()),
    };
    bare(&place)
}

/// Which of them the opened item fills, and which have one value of the caller together. One that has a value alone is its setter.
fn filled(all: &[(String, &ArgumentValue)]) -> Vec<String> {
    let mut by_caller: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    let mut aspects = Vec::new();
    for (place, value) in all {
        match value {
            ArgumentValue::Constant(_) => {}
            ArgumentValue::Caller(index) => {
                by_caller.entry(*index).or_default().insert(place);
            }
            ArgumentValue::Selected(path) => aspects.push(format!("{FILLS} {place} with item {}", bare(&steps(path)))),
        }
    }
    let several = by_caller.into_values().filter(|places| places.len() > 1);
    aspects.extend(several.map(|places| format!("{FILLS} {}", Vec::from_iter(places).join(" and "))));
    aspects
}

/// The operation that a choice calls, its arguments and its body.
type Call<'v> = (usize, &'v [DynamicArgument], Option<&'v DynamicBody>);

/// Adds the constants of a call.
fn asks(way: &str, (called, arguments, body): Call<'_>, operations: &[Operation], aspects: &mut Vec<String>) {
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
    // The caller's upload may state another one.
    let stated = operation.body.as_ref().is_some_and(|body| body.upload_states_type);
    let stated = stated.then(|| constant("writes", &["type"], "that of the upload"));
    let twice = operation.parameters.iter().filter(|it| it.location == ParameterLocation::Path { double: true });
    let twice = twice.map(|it| constant("writes", &[it.location.word(), &it.key], "twice"));
    body.or(form).map(|it| constant("writes", &["body"], it)).into_iter().chain(stated).chain(lists).chain(twice)
}

fn reads(list: &[String]) -> String {
    match list {
        [] => "reads all".to_owned(),
        list => format!("reads {}", steps(list)),
    }
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
