//! Shared parameters and responses without a use, and paths without an operation.

use std::collections::HashSet;

use crate::diagnostic::{Problem, SharedKind};
use crate::lower::context::Context;
use crate::lower::json_pointer;
use crate::span::Span;
use crate::spec::{ParameterOrRef, ResponseOrRef};

/// Reports each shared parameter and response without a use, and each path without an operation.
pub(super) fn report(context: &mut Context<'_>) {
    let document = context.document;
    let operations = || document.paths.iter().flat_map(|item| &item.operations);
    let parameters = document.paths.iter().flat_map(|item| &item.parameters);
    let parameters = parameters.chain(operations().flat_map(|operation| &operation.parameters));
    let parameters = parameters.filter_map(|parameter| match parameter {
        ParameterOrRef::Reference(reference) => json_pointer::parameter(context, &reference.value).map(|it| it.span),
        ParameterOrRef::Parameter(_) => None,
    });
    let responses = operations().flat_map(|operation| &operation.responses);
    let responses = responses.filter_map(|(_, response)| match response {
        ResponseOrRef::Reference(reference) => json_pointer::response(context, &reference.value).map(|it| it.span),
        ResponseOrRef::Response(_) => None,
    });
    let used: HashSet<Span> = parameters.chain(responses).collect();
    let parameters = document.parameters.iter().map(|(name, it)| (SharedKind::Parameter, name, it.span));
    let responses = document.responses.iter().map(|(name, it)| (SharedKind::Response, name, it.span));
    for (kind, name, _) in parameters.chain(responses).filter(|(.., span)| !used.contains(span)) {
        context.report(name.span, Problem::UnusedShared { kind, name: name.value.clone() });
    }
    for item in document.paths.iter().filter(|item| item.operations.is_empty()) {
        context.report(item.path.span, Problem::PathWithoutOperation { path: item.path.value.clone() });
    }
}
