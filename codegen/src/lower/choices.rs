//! Choices: the lists of values that other operations supply, each distinct one once, with all its places.

use std::collections::HashMap;

use crate::diagnostic::Problem;
use crate::lower::compose;
use crate::lower::context::{Context, MAX_DEPTH};
use crate::lower::defaults;
use crate::lower::dynamic;
use crate::lower::kinds::{self, Kind};
use crate::lower::operations::Lowered;
use crate::lower::refs;
use crate::model::{ArgumentValue, Ask, Choice, ChoiceArgument, Operation, OperationId, Role};
use crate::source::{Node, Value};
use crate::spec::{self, Schema};

/// How many properties of one body are looked at. Real bodies hold a few thousand at most; definitions that refer to one
/// another in many ways can hold any number.
const MAX_PROPERTIES: usize = 20_000;

/// The choices of actions and triggers, in the order in which their first places stand.
pub(super) fn collect<'a>(context: &mut Context<'a>, lowered: &[Lowered<'a>]) -> Vec<Choice> {
    let ids: HashMap<&str, usize> =
        lowered.iter().enumerate().map(|(at, lowered)| (lowered.operation.id.as_str(), at)).collect();
    let mut choices: Vec<Choice> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (at, own) in lowered.iter().enumerate().filter(|(_, own)| own.operation.role != Role::Internal) {
        for Site { key, node } in sites(context, own) {
            let choice = match choice(context, own, lowered, &ids, node) {
                Ok(choice) => choice,
                Err(reason) => {
                    let operation = own.operation.id.clone();
                    context.warn(node.span, Problem::ChoiceLeftOut { key, operation, reason });
                    continue;
                }
            };
            // The debug form of a choice without places tells choices apart and needs no further trait of literals.
            let index = *known.entry(format!("{choice:?}")).or_insert(choices.len());
            if index == choices.len() {
                choices.push(choice);
            }
            if let Some(choice) = choices.get_mut(index) {
                choice.places.push((OperationId(at), key));
            }
        }
    }
    choices
}

/// A place that offers a choice.
struct Site<'a> {
    /// Key of the parameter, or keys of the property inside the body, `/` between them.
    key: String,
    node: &'a Node,
}

/// The places of an operation that offer choices.
fn sites<'a>(context: &mut Context<'a>, own: &Lowered<'a>) -> Vec<Site<'a>> {
    let mut sites = Vec::new();
    for parameter in &own.parameters {
        let key = parameter.name.as_ref().map(|name| name.value.clone()).unwrap_or_default();
        let node = dynamic::choice(&parameter.dynamic).or_else(|| dynamic::choice(&parameter.schema.dynamic));
        if is_body(parameter) {
            sites.extend(node.map(|node| Site { key, node }));
            let mut walk = Walk { sites: Vec::new(), path: Vec::new(), open: Vec::new(), left: MAX_PROPERTIES };
            walk.schema(context, &parameter.schema);
            if walk.left == 0 {
                let operation = own.operation.id.clone();
                context.warn(parameter.span, Problem::BodyTooLarge { operation });
            }
            sites.append(&mut walk.sites);
        } else if own.operation.parameters.iter().any(|parameter| parameter.key == key) {
            sites.extend(node.map(|node| Site { key, node }));
        }
    }
    sites
}

fn is_body(parameter: &spec::Parameter) -> bool {
    parameter.place.as_ref().is_some_and(|place| place.value == "body")
}

/// A walk over the properties of a body.
struct Walk<'a> {
    sites: Vec<Site<'a>>,
    path: Vec<&'a str>,
    /// The schemas that the walk stands in.
    open: Vec<*const Schema>,
    left: usize,
}

impl<'a> Walk<'a> {
    fn schema(&mut self, context: &Context<'a>, schema: &'a Schema) {
        let target = refs::resolve(context, schema);
        if dynamic::is_free(target) || self.open.len() > MAX_DEPTH || self.open.contains(&std::ptr::from_ref(target)) {
            return;
        }
        self.open.push(target);
        match (kinds::kind(target), target.items.as_deref()) {
            (Kind::Array, Some(items)) => {
                self.property(context, items);
            }
            (Kind::Object, _) => {
                for (name, property) in compose::flatten(context, target).properties {
                    self.path.push(&name.value);
                    self.property(context, property);
                    self.path.pop();
                }
            }
            _ => {}
        }
        self.open.pop();
    }

    fn property(&mut self, context: &Context<'a>, property: &'a Schema) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        if let Some(node) = dynamic::choice(&property.dynamic) {
            self.sites.push(Site { key: self.path.join("/"), node });
        }
        self.schema(context, property);
    }
}

/// Reads one choice; `Err` is the reason why it is left out.
fn choice<'a>(
    context: &mut Context<'a>,
    own: &Lowered<'a>,
    lowered: &[Lowered<'a>],
    ids: &HashMap<&str, usize>,
    node: &Node,
) -> Result<Choice, String> {
    let Some(id) = dynamic::text(node, "operationId") else {
        return Err("it names no operation".to_owned());
    };
    let Some((at, called)) = ids.get(id).and_then(|at| Some((*at, lowered.get(*at)?))) else {
        return Err(format!("there is no operation `{id}`"));
    };
    if called.operation.body.as_ref().is_some_and(|body| body.ask == Ask::Positional) {
        return Err(format!("`{id}` needs a body"));
    }
    let arguments = arguments(context, own, called, node)?;
    let is_missing = |(index, parameter): &(usize, &crate::model::Parameter)| {
        parameter.ask == Ask::Positional && !arguments.iter().any(|argument| argument.parameter == *index)
    };
    if let Some((_, missing)) = called.operation.parameters.iter().enumerate().find(is_missing) {
        return Err(format!("`{id}` needs a value for `{}`", missing.key));
    }
    let keys = |of_values: &str, of_list: &str| {
        let path = dynamic::text(node, of_list).or_else(|| dynamic::text(node, of_values)).unwrap_or_default();
        path.split('/').filter(|key| !key.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let choice = Choice {
        places: Vec::new(),
        calls: OperationId(at),
        arguments,
        collection: keys("value-collection", "itemsPath"),
        value: keys("value-path", "itemValuePath"),
        title: keys("value-title", "itemTitlePath"),
    };
    judge_paths(context, called, &choice, node);
    Ok(choice)
}

/// The arguments that can be passed; one that cannot is left out with a diagnostic.
fn arguments<'a>(
    context: &mut Context<'a>,
    own: &Lowered<'a>,
    called: &Lowered<'a>,
    node: &Node,
) -> Result<Vec<ChoiceArgument>, String> {
    let Some(Value::Object(members)) = dynamic::member(node, "parameters").map(|node| &node.value) else {
        return Ok(Vec::new());
    };
    let mut arguments = Vec::new();
    for member in members {
        let written = called.parameters.iter().find(|it| it.name.as_ref().is_some_and(|name| name.value == member.key));
        let index = called.operation.parameters.iter().position(|parameter| parameter.key == member.key);
        let (Some(index), Some(written)) = (index, written) else {
            if written.is_none() && called.operation.body.is_some() {
                return Err(format!("it passes `{}` in the body of `{}`", member.key, called.operation.id));
            }
            let reason = match written {
                Some(_) => format!("`{}` does not ask for it", called.operation.id),
                None => format!("`{}` has no such parameter", called.operation.id),
            };
            warn_of_argument(context, &member.value, &member.key, reason);
            continue;
        };
        match argument(context, &own.operation, &own.parameters, &member.value, &written.schema) {
            Ok(value) => arguments.push(ChoiceArgument { parameter: index, value }),
            Err(reason) => warn_of_argument(context, &member.value, &member.key, reason),
        }
    }
    arguments.sort_by_key(|argument| argument.parameter);
    Ok(arguments)
}

fn warn_of_argument(context: &mut Context<'_>, node: &Node, key: &str, reason: String) {
    context.warn(node.span, Problem::ChoiceArgumentLeftOut { key: key.to_owned(), reason });
}

/// A constant, or the place of the own operation that holds the value. `schema` is that of the parameter which takes it.
fn argument<'a>(
    context: &Context<'a>,
    own: &Operation,
    written: &[&'a spec::Parameter],
    node: &Node,
    schema: &'a Schema,
) -> Result<ArgumentValue, String> {
    let constant = |node: &Node| {
        let value = defaults::literal(node);
        let fitting = defaults::fit(context, &value, schema).map(ArgumentValue::Constant);
        fitting.ok_or_else(|| format!("`{value}` is no value of its type"))
    };
    let reference = ["parameterReference", "parameter"].into_iter().find_map(|key| dynamic::text(node, key));
    match (reference, dynamic::member(node, "value")) {
        (Some(reference), _) => match place(context, own, written, reference) {
            Some(key) => Ok(ArgumentValue::Caller(key)),
            None => Err(format!("`{}` has nothing called `{reference}`", own.id)),
        },
        (None, Some(value)) => constant(value),
        (None, None) if matches!(node.value, Value::Object(_) | Value::Array(_)) => {
            Err("it is no constant and names no parameter".to_owned())
        }
        (None, None) => constant(node),
    }
}

/// The parameter or body property of an operation that a reference means: a name, or a path with `/` or dots, which may begin
/// with `body` or the body parameter's own name.
fn place<'a>(
    context: &Context<'a>,
    own: &Operation,
    written: &[&'a spec::Parameter],
    reference: &str,
) -> Option<String> {
    if own.parameters.iter().any(|parameter| parameter.key == reference) {
        return Some(reference.to_owned());
    }
    let body = written.iter().find(|parameter| is_body(parameter))?;
    let body_name = body.name.as_ref().map(|name| name.value.as_str()).unwrap_or_default();
    for separator in ['/', '.'] {
        let keys: Vec<&str> = reference.split(separator).filter(|key| !key.is_empty()).collect();
        let without_body = match keys.split_first() {
            Some((first, rest)) if !rest.is_empty() && (*first == "body" || *first == body_name) => rest,
            _ => keys.as_slice(),
        };
        for keys in [without_body, keys.as_slice()] {
            if has_path(context, &body.schema, keys) {
                return Some(keys.join("/"));
            }
        }
    }
    None
}

/// Whether the properties of a schema lead along some keys, through the items of lists. Free JSON leads anywhere.
fn has_path<'a>(context: &Context<'a>, schema: &'a Schema, keys: &[&str]) -> bool {
    let mut schema = schema;
    for key in keys {
        let mut target = refs::resolve(context, schema);
        while let (Kind::Array, Some(items)) = (kinds::kind(target), target.items.as_deref()) {
            target = refs::resolve(context, items);
        }
        let flat = compose::flatten(context, target);
        if dynamic::is_free(target) || flat.properties.is_empty() {
            return matches!(kinds::kind(target), Kind::Object | Kind::Free);
        }
        match flat.property(key) {
            Some(property) => schema = property,
            None => return flat.additional.is_some() || flat.is_open,
        }
    }
    !keys.is_empty()
}

/// Says where a choice's paths lead nowhere in the answer's schema. The service may answer more than it declares, so the
/// choice stays.
fn judge_paths(context: &mut Context<'_>, called: &Lowered<'_>, choice: &Choice, node: &Node) {
    let Some(answer) = called.answer else { return };
    for path in [&choice.value, &choice.title] {
        let keys: Vec<&str> = choice.collection.iter().chain(path).map(String::as_str).collect();
        if !keys.is_empty() && !has_path(context, answer, &keys) {
            let operation = called.operation.id.clone();
            context.warn(node.span, Problem::ChoicePathMissing { path: keys.join("/"), operation });
            return;
        }
    }
}
