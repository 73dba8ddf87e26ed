//! No name depends on the order of anything; an item that collides with nothing renames nothing.

use super::obstacles::{HOSTILE, course};
use super::small::connector_of_chat;
use super::{by_place, name};
use crate::model::{Connector, SchemaLocation, TypeKind};

/// The same connector, everything in it turned round.
fn reversed(mut connector: Connector) -> Connector {
    let last = connector.operations.len().saturating_sub(1);
    connector.operations.reverse();
    for operation in &mut connector.operations {
        operation.parameters.reverse();
    }
    connector.types.reverse();
    for ty in &mut connector.types {
        ty.aliases.reverse();
        if let SchemaLocation::Shared { first, .. } = &mut ty.location {
            **first = ty.aliases[0].clone();
        }
        match &mut ty.kind {
            TypeKind::Struct(structure) => structure.fields.reverse(),
            TypeKind::Enum(enumeration) => enumeration.values.reverse(),
            TypeKind::Responses(responses) => responses.reverse(),
            TypeKind::Alias(_) => {}
        }
    }
    connector.dynamic_sources.reverse();
    for choice in &mut connector.dynamic_sources {
        choice.locations.reverse();
        choice.calls_mut().for_each(|calls| calls.0 = last - calls.0);
        for location in &mut choice.locations {
            location.operation.0 = last - location.operation.0;
        }
    }
    connector
}

#[test]
fn order_names_nothing() {
    for connector in [connector_of_chat(), course(HOSTILE)] {
        let turned = reversed(connector.clone());
        let (one, mut warnings) = name(&connector, None);
        let (other, mut turned_warnings) = name(&turned, None);
        assert_eq!(by_place(&connector, &one.names), by_place(&turned, &other.names));
        assert_eq!(one.lock.to_string(), other.lock.to_string());
        warnings.sort();
        turned_warnings.sort();
        assert_eq!(warnings, turned_warnings);
    }
}

#[test]
fn an_unrelated_item_renames_nothing() {
    let before = course(HOSTILE);
    let names = by_place(&before, &name(&before, None).0.names);
    let mut more: Vec<&str> = HOSTILE.to_vec();
    more.push("SomethingUnrelated");
    let after = course(&more);
    let after = by_place(&after, &name(&after, None).0.names);
    for (location, name) in names {
        assert_eq!(after.get(&location), Some(&name), "{location}");
    }
}
