//! Operations that return the pages after the first one of another operation: `operationName` of `x-ms-pageable`.

use std::collections::HashMap;

use crate::diagnostic::{ContinuationReason, Problem};
use crate::lower::context::Context;
use crate::lower::operations::Lowered;
use crate::model::{Continuation, Operation, Paging, Parameter, ParameterLocation};

/// Lets the operations that `operationName` names request further pages.
pub(super) fn settle<'a>(context: &mut Context<'a>, lowered: &mut [Lowered<'a>]) {
    let ids: HashMap<String, usize> =
        lowered.iter().enumerate().rev().map(|(index, one)| (one.operation.id.clone(), index)).collect();
    for index in 0..lowered.len() {
        let (written, first) = (lowered[index].written, &lowered[index].operation);
        let (Some(next), Some(paging)) = (&written.continuation, &first.paging) else { continue };
        let continuation = match ids.get(next.value.trim()) {
            Some(&next) => continuation(first, paging, &lowered[next].operation),
            None => Err(ContinuationReason::Unknown),
        };
        match continuation {
            Ok(continuation) => {
                if let Some(paging) = &mut lowered[index].operation.paging {
                    paging.continuation = Some(continuation);
                }
            }
            Err(reason) => {
                let (operation, next_text) = (first.id.clone(), next.value.clone());
                context.report(next.span, Problem::ContinuationLeftOut { next: next_text, operation, reason });
            }
        }
    }
}

/// The call of `next` with the values of `first`.
fn continuation(first: &Operation, paging: &Paging, next: &Operation) -> Result<Continuation, ContinuationReason> {
    if next.body.as_ref().is_some_and(|body| body.required) || next.form.is_some() {
        return Err(ContinuationReason::Body);
    }
    let is_of_first = |parameter: &&Parameter| {
        first.parameters.iter().any(|it| it.key == parameter.key && it.location.word() == parameter.location.word())
    };
    let is_called = |parameter: &Parameter, name: &str| parameter.key.eq_ignore_ascii_case(name);
    let last = paging.link.last().map_or("", String::as_str);
    let named = ["nextLink", last].into_iter().find_map(|name| next.parameters.iter().find(|it| is_called(it, name)));
    let mut needed = next.parameters.iter().filter(|it| it.required && !is_of_first(it));
    let link = match (named, needed.next(), needed.next()) {
        (Some(link), ..) | (None, Some(link), None) => link,
        (None, None, _) => return Err(ContinuationReason::NoLink),
        (None, Some(_), Some(other)) => return Err(ContinuationReason::Value { parameter: other.key.clone() }),
    };
    let mut missing = next.parameters.iter().filter(|it| it.required && it.key != link.key && !is_of_first(it));
    if let Some(missing) = missing.next() {
        return Err(ContinuationReason::Value { parameter: missing.key.clone() });
    }
    let keys = |location: &str| {
        let others = next.parameters.iter().filter(|it| it.location.word() == location && it.key != link.key);
        others.map(|it| it.key.clone()).collect()
    };
    Ok(Continuation {
        operation: next.id.clone(),
        method: next.method.clone(),
        path: next.path.clone(),
        link: (link.location, link.key.clone()),
        query: keys(ParameterLocation::Query.word()),
        headers: keys(ParameterLocation::Header.word()),
    })
}
