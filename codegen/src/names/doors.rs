//! The methods of the client that reach the rows of tables, `table` and `library`: the values that they take by position.
//!
//! The definition lists these values in operations, and another version of an operation may list them in another order.

use super::address::key;
use super::calls::{Argument, Call};
use super::places::{AND, request};
use super::reserved;
use super::scope::{Book, Scope};
use super::signature::{Form, Value};
use super::table::{DoorNames, OperationNames};
use crate::model::{Connector, TableNeed, TableOperations, TablePlace};
use crate::span::Span;

/// Names the methods, and orders their values. `scope` is that of the operations.
pub(super) fn assign(
    connector: &Connector,
    names: &[OperationNames],
    scope: &mut Scope,
    book: &mut Book<'_>,
) -> Vec<DoorNames> {
    let Some(tables) = &connector.tables else { return Vec::new() };
    let doors = std::iter::once(&tables.operations).chain(&tables.library).zip(reserved::TABLES);
    doors.map(|(operations, usual)| door(connector, names, (operations, usual), scope, book)).collect()
}

fn door(
    connector: &Connector,
    names: &[OperationNames],
    (operations, usual): (&TableOperations, &str),
    scope: &mut Scope,
    book: &mut Book<'_>,
) -> DoorNames {
    let mut values: Vec<(usize, usize)> = Vec::new();
    let mut known: Vec<(TablePlace<'_>, &str)> = Vec::new();
    let mut arguments = Vec::new();
    for (number, id) in operations.all().enumerate() {
        let (operation, names) = (&connector.operations[id.0], &names[id.0]);
        for &at in &names.order {
            let (Some(parameter), Some(name)) = (operation.parameters.get(at), names.parameters.get(at)) else {
                continue;
            };
            let TableNeed::Given(place) = operations.need(id, operation, parameter) else { continue };
            if known.iter().any(|(other, of)| *other == place || *of == name) {
                continue;
            }
            known.push((place, name));
            values.push((number, at));
            let word = parameter.location.word();
            let place = match place {
                TablePlace::Path(at) => key([word, at.to_string().as_str(), &parameter.key]),
                TablePlace::Other(..) => key([word, &parameter.key]),
            };
            let value = Value { place, form: Form::of(connector, &parameter.ty) };
            arguments.push(Argument { value, former: None, is_other: false });
        }
    }
    // No operation has such a key.
    let own = format!("#{usual}");
    let call = Call {
        homes: vec![format!("operations/{own}")],
        former: Vec::new(),
        references: Vec::new(),
        others: Vec::new(),
        usual,
        most: usize::MAX,
        values: arguments,
        span: Span::default(),
    };
    let settled = call.settle(book, |name| scope.take_further(name, &own));
    keep_requests(connector, operations, &own, &settled.method, book);
    DoorNames { method: settled.method, values: settled.order.into_iter().map(|at| values[at]).collect() }
}

/// Keeps the requests of a door. One that it did not have changes no other.
fn keep_requests(connector: &Connector, operations: &TableOperations, own: &str, method: &str, book: &mut Book<'_>) {
    let list = &connector.operations[operations.list.0];
    let others = [
        ("gets", operations.get),
        ("creates", operations.create),
        ("changes", operations.update),
        ("deletes", operations.delete),
    ];
    let others = others.into_iter().filter_map(|(word, id)| Some((word, &connector.operations[id?.0])));
    let others = others.map(|(word, operation)| format!("{word} {}", request(operation)));
    let places: Vec<String> = std::iter::once(request(list)).chain(others).collect();
    let now = places.join(AND);
    let before = book.locked.and_then(|lock| lock.meaning("operations", own));
    match before.is_some_and(|before| before.split(AND).all(|place| places.iter().any(|now| now == place))) {
        true => book.lock.set_meaning("operations", own, &now, list.span),
        false => book.keep_meaning("operations", own, method, &now, list.span),
    }
}
