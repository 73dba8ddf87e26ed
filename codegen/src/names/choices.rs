//! The names of choices: a public method per location of a dynamic source, and a private function per dynamic source.

use super::address::{caller_key, dynamic_key, key};
use super::identifier::{Style, raw};
use super::reserved;
use super::scope::{Alternative, Book, Claim, Scope};
use super::table::ChoiceNames;
use crate::model::{Connector, DynamicSource, OperationId};
use crate::span::Span;

/// Names every choice; `operations` are the plain identifiers of the operations.
pub(super) fn assign(connector: &Connector, operations: &[String], book: &mut Book<'_>) -> Vec<ChoiceNames> {
    let of = |id: OperationId| connector.operations.get(id.0).zip(operations.get(id.0));
    let mut scope = Scope::new("choices", Style::Snake, reserved::OPERATIONS);
    let locations =
        connector.dynamic_sources.iter().flat_map(|it| it.locations.iter().map(|location| (&it.kind, location)));
    for (kind, location) in locations {
        let wire = dynamic_key(kind, location);
        let (operation, prefix, span) = match of(location.operation) {
            Some((operation, name)) => (operation.id.as_str(), name.clone(), operation.span),
            None => ("", String::new(), Span::default()),
        };
        let key = key([operation, wire.as_str()]);
        scope.claim(Claim { wire: key.clone(), key, prefix, ..Claim::of(&wire, span) });
    }
    let mut methods = scope.settle(book).into_iter();

    let methods: Vec<Vec<_>> = connector
        .dynamic_sources
        .iter()
        .map(|choice| methods.by_ref().take(choice.locations.len()).collect())
        .collect();
    for (choice, methods) in connector.dynamic_sources.iter().zip(&methods) {
        // The name comes from the first location in byte order. It begins with `call`, because clippy has conventions for names such as
        // `into_group` or `from_user`, and an operation may have one of these.
        let first = methods.iter().min_by_key(|method| &method.key);
        let called = of(choice.calls).map_or("", |(_, name)| name);
        let location = first.map_or("", |method| &method.key);
        let for_first = first.map(|method| Alternative::Name(format!("call_{called}_for_{}", method.identifier)));
        scope.claim(Claim {
            key: format!("#function/{location}"),
            wire: location.to_owned(),
            words: std::iter::once("call")
                .chain(called.split('_'))
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect(),
            alternative: for_first,
            is_public: false,
            ..Claim::of("", Span::default())
        });
    }
    let functions = scope.settle(book);

    let names =
        connector.dynamic_sources.iter().zip(methods).zip(functions).map(|((choice, methods), function)| ChoiceNames {
            function: raw(&function.identifier),
            methods: methods.iter().map(|method| raw(&method.identifier)).collect(),
            arguments: arguments(connector, choice, book),
        });
    names.collect()
}

/// The values that the caller passes. They are positional, so their names are not part of the public API.
fn arguments(connector: &Connector, choice: &DynamicSource, book: &mut Book<'_>) -> Vec<String> {
    let mut scope = Scope::new("choice", Style::Snake, reserved::ARGUMENTS);
    scope.reserve(reserved::CHOICES);
    for (part, _) in choice.callers(&connector.operations) {
        let alternative = Some(Alternative::OfReserved("value"));
        scope.claim(Claim { alternative, is_public: false, ..Claim::of(&caller_key(part), Span::default()) });
    }
    scope.settle(book).iter().map(|settled| raw(&settled.identifier)).collect()
}
