//! The names of choices: a public method per dynamic source, named after the operation that it calls.
//!
//! The lock knows a source by each of its locations, as it knows a shared type: the name lasts as long as one of them. Earlier
//! versions had a method per location. Where the lock has such a name, it stays as a method; everywhere it is a word to search for.

use std::collections::HashMap;

use super::address::{dynamic_key, key};
use super::calls::{self, Argument, Call};
use super::identifier::{Style, camel, raw};
use super::meaning::Meaning;
use super::operations::{MOST_POSITIONAL, Plain, required_claim, required_key};
use super::reserved;
use super::scope::{Alternative, Book, Claim, Forms, Scope, Settled};
use super::signature::{Form, Value};
use super::table::{ChoiceNames, PlaceNames};
use super::words::Spelling;
use crate::model::{CallerValue, Connector, DynamicSource, Taker};
use crate::span::Span;

/// A location of a source: its key in the lock, and the name of its own.
struct Place {
    key: String,
    /// The identifier of its operation, and the words of the value in it.
    prefix: String,
    words: Vec<String>,
}

/// Names every choice.
pub(super) fn assign(connector: &Connector, plain: &Plain, book: &mut Book<'_>) -> Vec<ChoiceNames> {
    let operations = plain.identifiers.as_slice();
    let places = places(connector, operations);
    let mut former = Scope::new("choices", Style::Snake, reserved::OPERATIONS);
    former.settle(book);
    let mut scope = Scope::new("sources", Style::Snake, reserved::OPERATIONS).with_forms(Forms::WithCamel);
    scope = scope.shared().with_methods(&["sources"]);
    scope.reserve(reserved::CHOICE_TYPES);
    former.locked().for_each(|(key, identifier)| scope.hold(identifier, key));

    for (source, places) in connector.dynamic_sources.iter().zip(&places) {
        let called = operations.get(source.calls.0).map_or("", String::as_str);
        let mut keys: Vec<&Place> = places.iter().collect();
        keys.sort_unstable_by_key(|place| &place.key);
        let key = keys.first().map_or("", |first| &first.key);
        let for_first = keys.first().map(|first| {
            let operation = first.prefix.split('_').map(str::to_owned);
            let words = std::iter::once("for".to_owned()).chain(operation).chain(first.words.iter().cloned());
            let words: Vec<String> = words.collect();
            Alternative::Name(Style::Snake.join_bounded("n", called, &words, key))
        });
        scope.claim(Claim {
            key: key.to_owned(),
            former: keys.iter().skip(1).map(|place| place.key.clone()).collect(),
            wire: key.to_owned(),
            prefix: called.to_owned(),
            words: Vec::new(),
            alternative: for_first,
            meaning: Some(Meaning::of_choice(source, &connector.operations, operations)),
            ..Claim::of("", connector.operations.get(source.calls.0).map_or(Span::default(), |called| called.span))
        });
    }
    let methods = scope.settle(book);
    let mut required = required(connector, &methods, &places, &mut scope, book);

    let mut names = Vec::new();
    for (index, ((source, places), settled)) in connector.dynamic_sources.iter().zip(places).zip(&methods).enumerate() {
        let callers = source.callers(&connector.operations);
        let method = method(connector, plain, &callers, &places, settled, &mut scope, book);
        // Names of sources that became equal to this one.
        let mut keys: Vec<&String> = places.iter().map(|place| &place.key).collect();
        keys.sort_unstable();
        let merged: Vec<String> = keys.into_iter().filter_map(|key| scope.reclaim(key)).collect();
        let merged = call(connector, plain, &callers, homes(&places), "").keep(merged, book, &method.order);
        let places = places.iter().map(|place| {
            let mut locked = former.reclaim(&place.key);
            if scope.is_other(&place.key)
                && let Some(name) = locked.take()
            {
                book.lock.remove("choices", &place.key);
                book.lock.retire("choices", &name, Span::default());
            }
            let own = || Style::Snake.join_bounded("n", &place.prefix, &place.words, &place.key);
            // It takes the optional values too.
            let order = locked.as_deref().and_then(|name| {
                let call = Call {
                    most: usize::MAX,
                    ..call(connector, plain, &callers, vec![format!("choices/{}", place.key)], name)
                };
                let order = call.settled_order(book);
                (!call.keep(vec![name.to_owned()], book, &order).is_empty()).then_some(order)
            });
            PlaceNames { locked: order, name: raw(&locked.unwrap_or_else(own)) }
        });
        names.push(ChoiceNames {
            method: raw(&method.method),
            request: camel(&settled.identifier),
            required: required.remove(&index),
            places: places.collect(),
            merged,
            arguments: arguments(connector, source, &settled.identifier, book),
            order: method.order,
        });
    }
    names
}

/// The method of a source. The order holds indexes of the values that its caller passes.
fn method(
    connector: &Connector,
    plain: &Plain,
    callers: &[CallerValue<'_>],
    places: &[Place],
    settled: &Settled,
    scope: &mut Scope,
    book: &mut Book<'_>,
) -> calls::Settled {
    let required: Vec<usize> = (0..callers.len()).filter(|at| callers[*at].is_required).collect();
    let mut call = call(connector, plain, callers, homes(places), &settled.identifier);
    call.former = settled.former.iter().map(|key| home(key)).collect();
    call.others = places.iter().filter(|place| scope.is_other(&place.key)).map(|place| home(&place.key)).collect();
    call.values = required.iter().map(|at| call.values[*at].clone()).collect();
    let mut method = call.settle(book, |name| scope.take_further(name, &settled.key));
    method.order = method.order.into_iter().map(|at| required[at]).collect();
    method
}

/// The scopes of a source, of each of its locations.
fn homes(places: &[Place]) -> Vec<String> {
    let mut keys: Vec<&String> = places.iter().map(|place| &place.key).collect();
    keys.sort_unstable();
    keys.into_iter().map(|key| home(key)).collect()
}

fn home(key: &str) -> String {
    format!("sources/{key}")
}

/// A method of this name that takes every value of the caller.
fn call<'a>(
    connector: &Connector,
    plain: &Plain,
    callers: &[CallerValue<'_>],
    homes: Vec<String>,
    usual: &'a str,
) -> Call<'a> {
    let values = callers.iter().map(|caller| {
        let form = Form::of(connector, &caller.ty);
        let place = match caller.taker {
            Taker::Parameter(operation, at) => {
                let operation = connector.operations.get(operation.0);
                let parameter = operation.and_then(|operation| operation.parameters.get(at));
                let location = parameter.map_or("", |parameter| parameter.location.word());
                let id = operation.map_or("", |operation| &operation.id);
                key([id, location, parameter.map_or("", |parameter| &parameter.key)])
            }
            Taker::Body(path) => key(std::iter::once("body").chain(path.iter().map(String::as_str))),
        };
        let is_other = match caller.taker {
            Taker::Parameter(operation, at) => plain.others.get(operation.0).is_some_and(|others| others.contains(&at)),
            Taker::Body(_) => false,
        };
        Argument { value: Value { place, form }, former: None, is_other }
    });
    Call {
        homes,
        former: Vec::new(),
        references: Vec::new(),
        others: Vec::new(),
        usual,
        most: MOST_POSITIONAL,
        values: values.collect(),
        span: Span::default(),
    }
}

/// The locations of each source. No two have the same key.
fn places(connector: &Connector, operations: &[String]) -> Vec<Vec<Place>> {
    let mut keys: HashMap<String, usize> = HashMap::new();
    let sources = connector.dynamic_sources.iter().map(|source| {
        let places = source.locations.iter().map(|location| {
            let wire = dynamic_key(&source.kind, location);
            let operation = connector.operations.get(location.operation.0).map_or("", |operation| &operation.id);
            let mut key = key([operation, wire.as_str()]);
            let count = keys.entry(key.clone()).or_default();
            *count += 1;
            if *count > 1 {
                key = format!("{key}#{count}");
            }
            let prefix = operations.get(location.operation.0).cloned().unwrap_or_default();
            Place { key, prefix, words: Spelling::of(&wire).words }
        });
        places.collect()
    });
    sources.collect()
}

/// The structs of required values, by the index of their source, in the scope of the request types.
fn required(
    connector: &Connector,
    methods: &[Settled],
    places: &[Vec<Place>],
    scope: &mut Scope,
    book: &mut Book<'_>,
) -> HashMap<usize, String> {
    let mut of = Vec::new();
    for (index, (source, (method, places))) in
        connector.dynamic_sources.iter().zip(methods.iter().zip(places)).enumerate()
    {
        if has_many(&source.callers(&connector.operations)) {
            let other_keys = places.iter().filter(|place| place.key != method.key);
            of.push(index);
            let former = other_keys.map(|place| required_key(&place.key)).collect();
            scope.claim(required_claim(method, former, Span::default()));
        }
    }
    of.into_iter().zip(scope.settle(book)).map(|(index, settled)| (index, camel(&settled.identifier))).collect()
}

/// Whether a source needs more values than are passed one by one, so that one struct holds them.
fn has_many(callers: &[CallerValue<'_>]) -> bool {
    callers.iter().filter(|caller| caller.is_required).count() > MOST_POSITIONAL
}

/// The values that the caller passes, named after what takes them. Callers see the names of setters and of fields; those of arguments
/// are not part of the public API.
fn arguments(connector: &Connector, source: &DynamicSource, method: &str, book: &mut Book<'_>) -> Vec<String> {
    let mut scope = Scope::new(format!("sources/{method}"), Style::Snake, reserved::ARGUMENTS);
    scope.reserve(reserved::CHOICES);
    let callers = source.callers(&connector.operations);
    let has_fields = has_many(&callers);
    for caller in &callers {
        let (wire, span) = match caller.taker {
            Taker::Parameter(operation, at) => {
                let operation = connector.operations.get(operation.0);
                let parameter = operation.and_then(|operation| operation.parameters.get(at));
                parameter.map_or((String::new(), Span::default()), |it| (it.key.clone(), it.span))
            }
            Taker::Body([]) => ("body".to_owned(), Span::default()),
            Taker::Body(path) => (path.join("/"), Span::default()),
        };
        let alternative = Some(Alternative::OfReserved("value"));
        let meaning = Some(Meaning::of_taker(caller.taker, &connector.operations));
        let is_public = has_fields || !caller.is_required;
        scope.claim(Claim { alternative, meaning, is_public, ..Claim::of(&wire, span) });
    }
    scope.settle(book).iter().map(|settled| raw(&settled.identifier)).collect()
}
