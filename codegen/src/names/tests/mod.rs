//! What names promise: legal, unique, independent of order, kept by the lock.

mod aspects;
mod behaviour;
mod build;
mod calls;
mod choices;
mod committed;
mod histories;
mod locks;
mod meanings;
mod obstacles;
mod order;
mod rebound;
mod scopes;
mod small;

use std::collections::BTreeMap;

use build::{action, connector, definition, texts};

use super::{Assigned, Lock, Names, assign};
use crate::diagnostic::{Diagnostics, Severity};
use crate::model::{Connector, DynamicLocation};

/// Names `connector`; nothing may be an error.
fn name(connector: &Connector, lock: Option<&Lock>) -> (Assigned, Vec<String>) {
    let mut diagnostics = Diagnostics::default();
    let assigned = assign(connector, lock, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{diagnostics:#?}");
    // A respelt name is reported in every run, whatever the scope or lock; these tests are about scopes and locks.
    let of_scopes = diagnostics.iter().filter(|diagnostic| diagnostic.problem.code() != "name-respelt");
    let messages = of_scopes.map(|diagnostic| {
        assert_eq!(diagnostic.problem.severity(), Severity::Note);
        format!("{}: {}", diagnostic.problem.code(), diagnostic.problem.message())
    });
    (assigned, messages.collect())
}

/// Every public name by what it names, in an order of its own.
fn by_place(connector: &Connector, names: &Names) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut add = |place: String, name: &str| {
        assert_eq!(all.insert(place.clone(), name.to_owned()), None, "{place} twice");
    };
    for (operation, of) in connector.operations.iter().zip(&names.operations) {
        let id = &operation.id;
        add(format!("{id:?} method"), &of.method);
        add(format!("{id:?} request"), &of.request);
        add(format!("{id:?} module"), &of.file);
        add(format!("{id:?} variant"), of.variant.as_deref().unwrap_or("-"));
        add(format!("{id:?} required"), of.required.as_deref().unwrap_or("-"));
        add(format!("{id:?} body"), of.body.as_deref().unwrap_or("-"));
        for (parameter, name) in operation.parameters.iter().zip(&of.parameters) {
            add(format!("{id:?} {:?} {:?}", parameter.location, parameter.key), name);
        }
    }
    for (ty, of) in connector.types.iter().zip(&names.types) {
        let mut keys: Vec<String> = ty.aliases.iter().map(|place| format!("{place:?}")).collect();
        for (key, alias) in keys.iter().zip(&of.aliases) {
            add(format!("{key} alias"), &format!("{}::{}", alias.module.path(), alias.name));
            add(format!("{key} alias required"), alias.required.as_deref().unwrap_or("-"));
        }
        keys.sort();
        let place = if keys.is_empty() { format!("{:?}", ty.location) } else { keys.remove(0) };
        add(format!("{place} name"), &format!("{}::{}", of.module.path(), of.name));
        add(format!("{place} module"), &of.file);
        add(format!("{place} required"), of.required.as_deref().unwrap_or("-"));
        add(format!("{place} extra"), of.extra.as_ref().map_or("-", |extra| &extra.field));
        match &ty.kind {
            crate::model::TypeKind::Struct(structure) => {
                for (field, name) in structure.fields.iter().zip(&of.fields) {
                    add(format!("{place} field {:?}", field.key), &name.field);
                }
            }
            crate::model::TypeKind::Enum(enumeration) => {
                for (value, name) in enumeration.values.iter().zip(&of.variants) {
                    add(format!("{place} variant {:?}", value.wire), name);
                }
            }
            crate::model::TypeKind::Responses(responses) => {
                for (response, name) in responses.iter().zip(&of.variants) {
                    add(format!("{place} status {}", response.status), name);
                }
            }
            crate::model::TypeKind::Alias(_) => {}
        }
    }
    for (choice, of) in connector.dynamic_sources.iter().zip(&names.choices) {
        let operation = |location: &DynamicLocation| &connector.operations[location.operation.0].id;
        let mut places: Vec<String> =
            choice.locations.iter().map(|it| format!("choice {:?} {:?}", operation(it), it.part)).collect();
        for (place, names) in places.iter().zip(&of.places) {
            add(format!("{place} place"), &names.name);
        }
        places.sort();
        let place = places.first().cloned().unwrap_or_default();
        add(place.clone(), &of.method);
        add(format!("{place} request"), &of.request);
        add(format!("{place} required"), of.required.as_deref().unwrap_or("-"));
        for (index, argument) in of.arguments.iter().enumerate() {
            add(format!("{place} value {index}"), argument);
        }
    }
    all
}

#[test]
fn an_operation_or_definition_whose_name_loses_characters_is_reported() {
    let mut diagnostics = Diagnostics::default();
    let plain = [definition("Foo.Bar_1-x"), definition("Response[Foo]")];
    let connector = connector(vec![action("Get Thing")], plain.into_iter().map(|place| texts(place, &["a"])).collect());
    assign(&connector, None, &mut diagnostics);
    let reported: Vec<String> = diagnostics.iter().map(|diagnostic| diagnostic.problem.message()).collect();
    assert_eq!(reported.len(), 2, "{reported:#?}");
    assert!(reported[0].starts_with("`Get Thing` gets the Rust name `GetThing`"), "{reported:#?}");
    assert!(reported[1].starts_with("`Response[Foo]` gets the Rust name `ResponseFoo`"), "{reported:#?}");
}
