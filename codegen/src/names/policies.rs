//! What policies do, as aspects: where they send a request, what they add to it, and what they change of it and of its response.
//!
//! Where a policy puts a parameter or a credential is an aspect of that value, so a policy that does nothing else has none of its own.

use std::collections::{HashMap, HashSet};

use super::address::key;
use super::places::{WRAPS, bare, constant, pieces};
use crate::model::direct::{
    Change, Credential, Direct, Exists, Expression, Location, Piece, Policy, Root, Rule, Step, Template,
};
use crate::model::{Operation, Parameter};

/// The aspect of a parameter that no policy uses.
pub(super) const NOWHERE_ELSE: &str = "goes nowhere else";

/// What the policies of an operation do, whatever their callers state.
pub(super) fn of_operation(direct: &Direct, operation: &Operation) -> Vec<String> {
    of_policies(direct, Some(operation), std::slice::from_ref(operation))
}

/// What the policies for all operations do. The order of those with different targets says nothing.
pub(super) fn of_all(direct: &Direct, operations: &[Operation]) -> Vec<String> {
    let mut aspects = of_policies(direct, None, operations);
    aspects.sort_unstable();
    aspects
}

/// `callers` are the operations whose callers may have the values.
fn of_policies(direct: &Direct, operation: Option<&Operation>, callers: &[Operation]) -> Vec<String> {
    // Those that requests pass, and whether each one is of this operation or of all as a whole.
    let policies = direct.policies.iter().filter_map(|policy| {
        let of_all = policy.operations.is_empty();
        let is_meant = operation.map_or(of_all, |operation| policy.operations.contains(&operation.id));
        (of_all || is_meant).then_some((policy, is_meant))
    });
    let policies: Vec<(&Policy, bool)> = policies.collect();
    let given = Given::of(direct, &policies, callers);
    let mut numbers: HashMap<(bool, String), usize> = HashMap::new();
    let mut aspects = Vec::new();
    for (policy, is_meant) in policies {
        // Policies of one target are applied one after another, those for all operations too.
        let number = numbers.entry((policy.of_response, target(&policy.rule))).or_default();
        *number += 1;
        if is_meant {
            let path = operation.map(|operation| operation.path.as_str());
            aspects.extend(aspect(policy, *number, path, &given));
        }
    }
    aspects
}

/// The values that parameters have: those of connections, and those of each operation.
struct Given<'d> {
    connection: HashSet<&'d str>,
    /// The names of headers are in lower case.
    headers: HashSet<String>,
    queries: HashSet<String>,
    /// Headers and queries that a credential or a policy sets.
    set: HashSet<(&'static str, String)>,
}

impl<'d> Given<'d> {
    fn of(direct: &'d Direct, policies: &[(&Policy, bool)], callers: &[Operation]) -> Self {
        let parameters = direct.schemes.iter().flat_map(|scheme| &scheme.parameters);
        let of_each = |location: &str, spelled: fn(&str) -> String| {
            let keys = |caller: &Operation| -> HashSet<String> {
                let all = caller.parameters.iter().filter(|it| it.location.word() == location);
                all.map(|it| spelled(&it.key)).collect()
            };
            let (first, rest) = callers.split_first().map_or((HashSet::new(), callers), |(it, rest)| (keys(it), rest));
            rest.iter().fold(first, |all, caller| if all.is_empty() { all } else { &all & &keys(caller) })
        };
        let credentials = direct.schemes.iter().flat_map(|scheme| &scheme.credentials);
        let credentials = credentials.map(|credential| match credential {
            Credential::Header { name, .. } => ("header", name.to_ascii_lowercase()),
            Credential::Query { name, .. } => ("query", name.clone()),
            Credential::Basic { .. } | Credential::Bearer => ("header", "authorization".to_owned()),
        });
        let policies = policies.iter().filter(|(policy, _)| !policy.of_response);
        let policies = policies.filter_map(|(policy, _)| match &policy.rule {
            Rule::Header(name, ..) => Some(("header", name.to_ascii_lowercase())),
            Rule::Query(name, ..) => Some(("query", name.clone())),
            _ => None,
        });
        Self {
            set: credentials.chain(policies).collect(),
            connection: parameters.map(|parameter| parameter.key.as_str()).collect(),
            headers: of_each("header", str::to_ascii_lowercase),
            queries: of_each("query", str::to_owned),
        }
    }

    fn has(&self, expression: &Expression) -> bool {
        match expression {
            Expression::ConnectionParameter(name, _) => self.connection.contains(name.as_str()),
            Expression::Header(name, _) => self.headers.contains(&name.to_ascii_lowercase()),
            Expression::Query(name, _) => self.queries.contains(name),
            Expression::Method | Expression::Json(_) => false,
        }
    }

    fn is_set(&self, expression: &Expression) -> bool {
        match expression {
            Expression::Header(name, _) => self.set.contains(&("header", name.to_ascii_lowercase())),
            Expression::Query(name, _) => self.set.contains(&("query", name.clone())),
            _ => false,
        }
    }

    /// The default of a value, if no parameter of the connection or of each operation has the value. Requests then send the default.
    fn default<'e>(&self, expression: &'e Expression) -> Option<&'e str> {
        let default = match expression {
            Expression::ConnectionParameter(_, default)
            | Expression::Header(_, default)
            | Expression::Query(_, default) => default.as_deref()?,
            Expression::Method | Expression::Json(_) => return None,
        };
        (!self.has(expression)).then_some(default)
    }
}

/// What a policy sets or changes.
fn target(rule: &Rule) -> String {
    match rule {
        Rule::HostUrl(_) => "host".to_owned(),
        Rule::Header(name, ..) => format!("header {}", name.to_ascii_lowercase()),
        Rule::Query(name, ..) => format!("query {name}"),
        Rule::FromUrl { target: Expression::Header(name, _), .. } => format!("header {}", name.to_ascii_lowercase()),
        Rule::FromUrl { target: Expression::Query(name, _), .. } => format!("query {name}"),
        Rule::FromUrl { .. } | Rule::Reshape { .. } => "body".to_owned(),
        Rule::Route(..) => "path".to_owned(),
        Rule::Polling { .. } => "state".to_owned(),
    }
}

/// The aspect of the policy that has this number among those of its target. `path` is that of its operation.
fn aspect(policy: &Policy, number: usize, path: Option<&str>, given: &Given<'_>) -> Option<String> {
    // The meaning of a value says which policies of requests use it. It does not say their order, nor what policies do to responses.
    let writer = Writer { path, is_named: policy.of_response || number > 1, is_exact: false, given };
    let text = |template: &Template| writer.text(template);
    let of_request = |way: &'static str| if policy.of_response { "reads" } else { way };
    let [routes, sends] = ["routes", "sends"].map(of_request);
    let (way, first, name, value) = match &policy.rule {
        Rule::HostUrl(template) => (routes, "host", None, text(template)),
        Rule::Route(template, method) => (routes, method.as_deref().unwrap_or("path"), None, text(template)),
        Rule::Header(name, template, exists) | Rule::Query(name, template, exists) => {
            let words = match policy.rule {
                Rule::Header(..) => ["header", "further header", "absent header"],
                _ => ["query", "further query", "absent query"],
            };
            if !writer.is_named && *exists == Exists::Override && writer.is_of_values(template) {
                return writer.is_around(template).then(|| {
                    let exact = Writer { is_named: true, is_exact: true, ..writer };
                    constant(WRAPS, &[words[0], name], &exact.text(template))
                });
            }
            let at = match exists {
                Exists::Override => 0,
                Exists::Append => 1,
                Exists::Skip => 2,
            };
            (sends, words[at], Some(name), text(template))
        }
        Rule::FromUrl { target, path, value, method } => {
            let value = format!("{} of {method} {}", location(value), text(path));
            match target {
                Expression::Header(name, _) => (sends, "header", Some(name), value),
                Expression::Query(name, _) => (sends, "query", Some(name), value),
                _ => (sends, "value", None, value),
            }
        }
        Rule::Reshape { parent, source, change, target } => {
            let path = |path: &[Step]| if path.is_empty() { String::new() } else { format!(" {}", steps(path)) };
            let value = format!("{}{} {} {}", location(parent), path(source), writer.change(change), location(target));
            (routes, "body", None, value)
        }
        Rule::Polling { state, items } => {
            let state = state.iter().map(|(name, template)| format!("{name} = {}", text(template)));
            let state: Vec<String> = state.collect();
            ("reads", "state", None, format!("{} of {}", state.join("&"), location(items)))
        }
    };
    let first = if number > 1 { format!("{first} no. {number}") } else { first.to_owned() };
    let place: Vec<&str> = std::iter::once(first.as_str()).chain(name.map(String::as_str)).collect();
    Some(constant(way, &place, &value))
}

/// Writes what a policy does.
struct Writer<'o> {
    /// The path of its operation.
    path: Option<&'o str>,
    /// Whether the values of callers have their names.
    is_named: bool,
    /// Whether headers are in lower case, and an empty default differs from none.
    is_exact: bool,
    given: &'o Given<'o>,
}

impl Writer<'_> {
    /// Whether a template has values of the caller, and nothing else that changes what they are.
    fn is_of_values(&self, template: &Template) -> bool {
        let expressions = template.iter().filter_map(|piece| match piece {
            Piece::Expression(expression) => Some(expression),
            Piece::Text(_) | Piece::Path(_) => None,
        });
        let expressions: Vec<&Expression> = expressions.collect();
        let is_value = |expression: &&Expression| {
            !matches!(expression, Expression::Json(_) | Expression::Method) && self.default(expression).is_none()
        };
        !expressions.is_empty() && expressions.iter().all(is_value)
    }

    /// Whether a template has credentials or the like, or a text around values that no parameter has. Where a parameter has one, the text
    /// is part of what that parameter stands for.
    fn is_around(&self, template: &Template) -> bool {
        let is_given = |piece: &Piece| matches!(piece, Piece::Expression(it) if self.given.has(it));
        let counts = |piece: &Piece| match piece {
            Piece::Text(_) | Piece::Path(_) => true,
            Piece::Expression(expression) => self.given.is_set(expression),
        };
        template.iter().any(counts) && !template.iter().any(is_given)
    }

    /// The default of a value that no caller has.
    fn default<'e>(&self, expression: &'e Expression) -> Option<&'e str> {
        self.given.default(expression).filter(|default| !default.is_empty())
    }

    /// A template. A placeholder is its number in the path of the operation, as its name may change.
    fn text(&self, template: &Template) -> String {
        let pieces = template.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Path(name) => match self.path.and_then(|path| number(path, name)) {
                Some(number) => format!("{{{number}}}"),
                None => format!("{{{name}}}"),
            },
            Piece::Expression(Expression::Json(value)) => format!("{{{}}}", location(value)),
            Piece::Expression(expression) => match (expression, self.default(expression)) {
                (_, Some(default)) => format!("{{or {default}}}"),
                _ if !self.is_named => "{*}".to_owned(),
                (Expression::Header(name, default), _) if self.is_exact => {
                    format!("{{header {}{}}}", name.to_ascii_lowercase(), or_empty(default))
                }
                (Expression::ConnectionParameter(name, default), _) if self.is_exact => {
                    format!("{{connection {name}{}}}", or_empty(default))
                }
                (Expression::Query(name, default), _) if self.is_exact => {
                    format!("{{query {name}{}}}", or_empty(default))
                }
                (Expression::ConnectionParameter(name, _), _) => format!("{{connection {name}}}"),
                (Expression::Header(name, _), _) => format!("{{header {name}}}"),
                (Expression::Query(name, _), _) => format!("{{query {name}}}"),
                (Expression::Method | Expression::Json(_), _) => "{method}".to_owned(),
            },
        });
        pieces.collect()
    }

    fn change(&self, change: &Change) -> String {
        match change {
            Change::Set(template) => format!("set {} to", self.text(template)),
            Change::Replace { from, to } => format!("replace {from:?} by {to:?} to"),
            Change::Encode => "encode to".to_owned(),
            Change::Split { delimiters, property } => format!("split at {delimiters:?} into {property:?} to"),
            Change::ToList { key, value } => format!("list of {key:?} and {value:?} to"),
            Change::ToObject { key, retain: true } => format!("object by {} to", steps(key)),
            Change::ToObject { key, retain: false } => format!("object by and without {} to", steps(key)),
            Change::Move { properties: false } => "move to".to_owned(),
            Change::Move { properties: true } => "move properties to".to_owned(),
        }
    }
}

/// Marks a value with an empty default: without the value, the text around it is sent. Without a default, nothing is sent.
fn or_empty(default: &Option<String>) -> &'static str {
    if default.is_some() { " or" } else { "" }
}

/// The number of a placeholder in a path.
fn number(path: &str, name: &str) -> Option<usize> {
    pieces(path).filter_map(|(_, name)| name).position(|other| other == name).map(|at| at + 1)
}

fn location(Location { root, steps: path }: &Location) -> String {
    let root = match root {
        Root::Body => "body",
        Root::Item => "item",
    };
    if path.is_empty() { root.to_owned() } else { format!("{root} {}", steps(path)) }
}

fn steps(path: &[Step]) -> String {
    let steps = path.iter().map(|step| match step {
        Step::Key(name) => key([name.as_str()]),
        Step::Index(at) => format!("[{at}]"),
    });
    steps.collect::<Vec<_>>().join("/")
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

/// A template with this value as `{}` and other values as `{*}`; `None` if the template does not have it. What is sent without this
/// value belongs to it.
fn in_template(template: &Template, is_it: &dyn Fn(&Expression) -> bool) -> Option<String> {
    let mut has = false;
    let pieces = template.iter().map(|piece| match piece {
        Piece::Text(text) => bare(text),
        Piece::Expression(expression) if is_it(expression) => {
            has = true;
            match expression {
                Expression::ConnectionParameter(_, Some(other))
                | Expression::Header(_, Some(other))
                | Expression::Query(_, Some(other)) => format!("{{or {}}}", bare(other)),
                _ => "{}".to_owned(),
            }
        }
        Piece::Expression(_) | Piece::Path(_) => "{*}".to_owned(),
    });
    let text: String = pieces.collect();
    has.then_some(text)
}
