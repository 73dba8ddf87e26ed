//! The names of operations and of their arguments.
//!
//! An operation has one name. Its method, request type, file and variant are that name in different cases, and the names of its
//! inline types begin with it.

use std::collections::{HashMap, HashSet};

use super::address;
use super::aspects;
use super::calls::{self, Call};
use super::constants::Bodies;
use super::doors;
use super::identifier::{Style, camel, raw, stem};
use super::meaning::{AS_IT_IS, Meaning, Placeholders};
use super::reserved;
use super::scope::{Alternative, Book, Claim, Forms, Scope, Settled};
use super::signature::Form;
use super::table::{DoorNames, OperationNames};
use super::words::Spelling;
use crate::model::{Connector, Content, Exposure, Operation, ParameterLocation};

/// What names of other items are made of.
pub(super) struct Plain {
    /// The plain identifier of each operation, which other names begin with.
    pub(super) identifiers: Vec<String>,
    /// The parameters of each operation that stand for something else than before.
    pub(super) others: Vec<HashSet<usize>>,
}

/// Names every operation.
pub(super) fn assign(connector: &Connector, book: &mut Book<'_>) -> (Vec<OperationNames>, Vec<DoorNames>, Plain) {
    let mut scope = Scope::new("operations", Style::Snake, reserved::OPERATIONS)
        .with_forms(Forms::WithCamel)
        .with_methods(&["operations", "triggers"]);
    if connector.tables.is_some() {
        scope.reserve_now(reserved::TABLES);
    }
    let triggers = || connector.operations.iter().filter(|operation| operation.trigger.is_some());
    if triggers().next().is_some() {
        scope.reserve_now(reserved::TRIGGERS);
    }
    let is_beside = |operation: &Operation| {
        reserved::BESIDE_TRIGGERS.contains(&Style::Snake.join("n", "", &Spelling::of(&operation.id).words).as_str())
    };
    if triggers().any(is_beside) {
        scope.reserve_now(reserved::BESIDE_TRIGGERS);
    }
    let bodies = Bodies::new(connector);
    for operation in &connector.operations {
        let alternative = Some(Alternative::OfReserved("operation"));
        let meaning = Some(Meaning::of_request(&bodies, connector, operation));
        scope.claim(Claim { alternative, meaning, ..Claim::of(&operation.id, operation.span) });
    }
    let settled = scope.settle(book);
    let mut required = required(connector, &settled, &mut scope, book);

    let mut others = Vec::new();
    let names = connector.operations.iter().zip(&settled).enumerate().map(|(index, (operation, settled))| {
        let arguments = arguments(connector, operation, settled, book);
        others.push((0..arguments.len()).filter(|at| arguments[*at].is_other).collect());
        let method = method(connector, operation, settled, &arguments, &mut scope, book);
        let print = |settled: &Settled| raw(&settled.identifier);
        let (parameters, body) = arguments.split_at(operation.parameters.len());
        let request = camel(&settled.identifier);
        OperationNames {
            method: raw(&method.method),
            file: stem(&settled.identifier),
            variant: operation.trigger.is_some().then(|| request.clone()),
            request,
            parameters: parameters.iter().map(print).collect(),
            body: body.first().map(print),
            order: method.order,
            required: required[index].take(),
        }
    });
    let names: Vec<OperationNames> = names.collect();
    let doors = doors::assign(connector, &names, &mut scope, book);
    (names, doors, Plain { identifiers: settled.into_iter().map(|settled| settled.identifier).collect(), others })
}

/// The method of an operation. The order holds indexes of parameters; the body comes after the last one.
fn method(
    connector: &Connector,
    operation: &Operation,
    settled: &Settled,
    arguments: &[Settled],
    scope: &mut Scope,
    book: &mut Book<'_>,
) -> calls::Settled {
    let parameters = operation.parameters.iter().map(|it| (it.exposure, Form::of(connector, &it.ty)));
    let body = operation.body.iter().map(|body| (body.exposure, Form::of_content(connector, &body.content)));
    let values = parameters.chain(body).zip(arguments).enumerate();
    let positional: Vec<_> = values.filter(|(_, ((exposure, _), _))| *exposure == Exposure::Positional).collect();
    let values = positional.iter().map(|(_, ((_, form), settled))| calls::Argument::of(settled, *form));
    // A registration does not take the callback URL as an argument, as it did on `Internal`. So it has calls of its own.
    let scope_of_calls = if operation.trigger.is_some() { "triggers" } else { "operations" };
    let home = |key: &str| format!("{scope_of_calls}/{key}");
    // Those of its other role are of the same item.
    let of_both = || ["operations", "triggers"].map(|role| format!("{role}/{}", settled.key));
    let call = Call {
        homes: vec![home(&settled.key)],
        former: settled.former.iter().map(|key| home(key)).collect(),
        references: Vec::new(),
        others: settled.is_other.then(of_both).into_iter().flatten().collect(),
        usual: &settled.identifier,
        most: MOST_POSITIONAL,
        values: values.collect(),
        span: operation.span,
    };
    let mut method = call.settle(book, |name| scope.take_further(name, &settled.key));
    method.order = method.order.into_iter().map(|at| positional[at].0).collect();
    method
}

/// The structs of required values, in the scope of the request types.
fn required(
    connector: &Connector,
    operations: &[Settled],
    scope: &mut Scope,
    book: &mut Book<'_>,
) -> Vec<Option<String>> {
    let mut of = Vec::new();
    for (index, (operation, settled)) in connector.operations.iter().zip(operations).enumerate() {
        let exposures = operation.parameters.iter().map(|parameter| parameter.exposure);
        if is_many(exposures.chain(operation.body.iter().map(|body| body.exposure))) {
            of.push(index);
            scope.claim(required_claim(settled, Vec::new(), operation.span));
        }
    }
    let mut names = vec![None; operations.len()];
    for (index, settled) in of.into_iter().zip(scope.settle(book)) {
        names[index] = Some(camel(&settled.identifier));
    }
    names
}

/// The most values that are passed one by one; with more, one struct holds them.
pub(crate) const MOST_POSITIONAL: usize = 5;

/// Whether more values are positional than are passed one by one, so that one struct holds them.
pub(super) fn is_many(exposures: impl Iterator<Item = Exposure>) -> bool {
    exposures.filter(|exposure| *exposure == Exposure::Positional).count() > MOST_POSITIONAL
}

/// The claim of the struct of required values of an operation or model. `former` are other keys under which the lock may know it.
pub(super) fn required_claim(of: &Settled, former: Vec<String>, span: crate::span::Span) -> Claim {
    Claim {
        key: required_key(&of.key),
        former,
        prefix: of.identifier.clone(),
        alternative: Some(Alternative::Word("values")),
        ..Claim::of("required", span)
    }
}

/// The key of the struct of required values of the item with the key `of`.
pub(super) fn required_key(of: &str) -> String {
    format!("{of}#required")
}

/// The arguments and setters of an operation's request: its parameters, then its body.
fn arguments(connector: &Connector, operation: &Operation, of: &Settled, book: &mut Book<'_>) -> Vec<Settled> {
    let direct = connector.direct.as_ref().ok();
    let address = |key: &str| format!("arguments/{key}");
    let homes: Vec<String> = std::iter::once(&of.key).chain(&of.former).map(|key| address(key)).collect();
    let keys = || std::iter::once(&of.key).chain(&of.former);
    let known = book.locked.map(|lock| Placeholders::read(lock, keys(), &homes)).unwrap_or_default();
    let placeholders = Meaning::of_placeholders(&operation.path, &known);
    let mut scope = Scope::new(address(&of.key), Style::Snake, reserved::ARGUMENTS);
    if let Some(former) = &of.former {
        scope = scope.known_at(address(former));
    }
    if operation.paging.is_some() {
        scope.reserve_now(reserved::PAGING);
    }
    if operation.long_running.is_some() {
        scope.reserve_now(reserved::LONG_RUNNING);
    }
    if operation.trigger.is_some() {
        scope.reserve_now(reserved::TRIGGER);
    }
    let mut keys: HashMap<&str, usize> = HashMap::new();
    operation.parameters.iter().for_each(|parameter| *keys.entry(&parameter.key).or_default() += 1);
    for parameter in &operation.parameters {
        let location = parameter.location.word();
        let is_in_path = matches!(parameter.location, ParameterLocation::Path { .. });
        let is_twice = keys[parameter.key.as_str()] > 1
            || operation.body.is_some() && Spelling::of(&parameter.key).words == ["body"];
        let alternative = if is_twice { Alternative::Word(location) } else { Alternative::OfReserved(location) };
        scope.claim(Claim {
            key: address::key([location, &parameter.key]),
            alternative: Some(alternative),
            meaning: match is_in_path {
                true => placeholders.get(parameter.key.as_str()).cloned(),
                false => direct.map(|direct| Meaning::of_parameter(direct, operation, parameter)),
            },
            ..Claim::of(&parameter.key, parameter.span)
        });
    }
    if let Some(body) = &operation.body {
        let alternative = Some(Alternative::Name("request_body".to_owned()));
        scope.claim(Claim { key: "#body".to_owned(), alternative, ..Claim::of("body", body.span) });
    }
    let settled = scope.settle(book);
    let body = operation.body.iter().map(|body| match &body.content {
        Content::Json(ty) => Some(ty),
        Content::Text | Content::Bytes => None,
    });
    let types = operation.parameters.iter().map(|parameter| Some(&parameter.ty)).chain(body);
    for (ty, settled) in types.zip(&settled) {
        // A list in a caller's program, such as `vec![1, 2]`, compiles as numbers and as bytes. The aspects of an operation state the form
        // of a body that is not JSON.
        let written = ty.map(|ty| Meaning::of_value(connector, ty));
        let now = written.as_ref().map_or(AS_IT_IS, Meaning::text);
        book.keep_written(&homes, settled, (now, AS_IT_IS), ty.is_some() && !of.is_other, operation.span);
    }
    if let Some(continuation) = operation.paging.as_ref().and_then(|paging| paging.continuation.as_ref()) {
        for (parameter, settled) in operation.parameters.iter().zip(&settled) {
            let now = aspects::paged(continuation, parameter);
            book.keep_paged(&homes, settled, &now, !of.is_other, operation.span);
        }
    }
    let home = &homes[0];
    for (key, meaning) in known.gone(&operation.path) {
        if book.lock.entry(&format!("{home}#{key}")).is_some() {
            book.lock.set_meaning(home, &key, &meaning, operation.span);
        }
    }
    settled
}
