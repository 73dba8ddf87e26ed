//! The names of operations and of their arguments.
//!
//! An operation has one name. Its method, request type, file and variant are that name in different cases, and the names of its
//! inline types begin with it.

use super::address;
use super::identifier::{Style, camel, raw, stem};
use super::reserved;
use super::scope::{Alternative, Book, Claim, Forms, Scope, Settled};
use super::table::OperationNames;
use crate::model::{Connector, Exposure, Operation};

/// Names every operation. Also returns their plain identifiers, which other names begin with.
pub(super) fn assign(connector: &Connector, book: &mut Book<'_>) -> (Vec<OperationNames>, Vec<String>) {
    let mut scope = Scope::new("operations", Style::Snake, reserved::OPERATIONS).with_forms(Forms::WithCamel);
    if connector.tables.is_some() {
        scope.reserve(reserved::TABLES);
    }
    for operation in &connector.operations {
        let alternative = Some(Alternative::OfReserved("operation"));
        scope.claim(Claim { alternative, ..Claim::of(&operation.id, operation.span) });
    }
    let settled = scope.settle(book);
    let mut required = required(connector, &settled, scope, book);

    let names = connector.operations.iter().zip(&settled).enumerate().map(|(index, (operation, settled))| {
        let (parameters, body) = arguments(operation, &settled.key, book);
        let request = camel(&settled.identifier);
        OperationNames {
            method: raw(&settled.identifier),
            file: stem(&settled.identifier),
            variant: operation.trigger.is_some().then(|| request.clone()),
            request,
            parameters,
            body,
            required: required[index].take(),
        }
    });
    (names.collect(), settled.iter().map(|settled| settled.identifier.clone()).collect())
}

/// The structs of required values, in the scope of the request types.
fn required(
    connector: &Connector,
    operations: &[Settled],
    mut scope: Scope,
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

/// The arguments and setters of an operation's request: its parameters, and its body.
fn arguments(operation: &Operation, key: &str, book: &mut Book<'_>) -> (Vec<String>, Option<String>) {
    let mut scope = Scope::new(format!("arguments/{key}"), Style::Snake, reserved::ARGUMENTS);
    if operation.paging.is_some() {
        scope.reserve(reserved::PAGING);
    }
    if operation.long_running.is_some() {
        scope.reserve(reserved::LONG_RUNNING);
    }
    for parameter in &operation.parameters {
        let location = parameter.location.word();
        let is_twice = operation.parameters.iter().filter(|other| other.key == parameter.key).count() > 1;
        let alternative = if is_twice { Alternative::Word(location) } else { Alternative::OfReserved(location) };
        scope.claim(Claim {
            key: address::key([location, &parameter.key]),
            alternative: Some(alternative),
            ..Claim::of(&parameter.key, parameter.span)
        });
    }
    let parameters = scope.settle(book);
    if let Some(body) = &operation.body {
        let alternative = Some(Alternative::Name("request_body".to_owned()));
        scope.claim(Claim { key: "#body".to_owned(), alternative, ..Claim::of("body", body.span) });
    }
    let body = scope.settle(book);
    let print = |settled: &Settled| raw(&settled.identifier);
    (parameters.iter().map(print).collect(), body.first().map(print))
}
