//! A connector and its names in, both with fewer operations out: the requested ones and what they need.
//!
//! It only removes items, and only after everything has its name. So items of the narrow crate have the names of the whole one.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::model::visit;
use crate::model::{
    Connector, DynamicSource, Operation, OperationId, Removal, SchemaLocation, TableOperations, TypeId,
};
use crate::names::Names;

/// Keeps the operations `ids`, the operations that their choices call or that remove their registrations, and the types that these use.
pub(crate) fn narrow(mut connector: Connector, mut names: Names, ids: &[String]) -> (Connector, Names) {
    let is_requested = |id: OperationId| ids.contains(&connector.operations[id.0].id);
    for (source, names) in connector.dynamic_sources.iter_mut().zip(&mut names.choices) {
        let places: Vec<bool> = source.locations.iter().map(|location| is_requested(location.operation)).collect();
        retain(&mut source.locations, |index| places[index]);
        retain(&mut names.places, |index| places[index]);
    }
    let offered: Vec<bool> = connector.dynamic_sources.iter().map(|source| !source.locations.is_empty()).collect();
    retain(&mut connector.dynamic_sources, |index| offered[index]);
    retain(&mut names.choices, |index| offered[index]);

    let called: HashSet<OperationId> = connector.dynamic_sources.iter().flat_map(DynamicSource::calls).collect();
    let all = (0..connector.operations.len()).map(OperationId);
    let mut kept: BTreeSet<OperationId> = all.filter(|id| is_requested(*id) || called.contains(id)).collect();
    let removals: Vec<OperationId> =
        kept.iter().filter_map(|id| Some(removal(&connector.operations[id.0])?.operation)).collect();
    kept.extend(removals);
    retain(&mut connector.operations, |index| kept.contains(&OperationId(index)));
    retain(&mut names.operations, |index| kept.contains(&OperationId(index)));
    let new: HashMap<OperationId, OperationId> = kept.into_iter().zip((0..).map(OperationId)).collect();
    let is_there = |id: OperationId| new.contains_key(&id);
    if connector.tables.as_ref().is_some_and(|tables| !tables.operations.all().all(is_there)) {
        connector.tables = None;
        names.tables.clear();
        names.doors.clear();
    }
    if let Some(tables) = &mut connector.tables {
        if tables.library.take_if(|library| !library.all().all(is_there)).is_some() {
            names.doors.truncate(1);
        }
        tables
            .operations
            .all_mut()
            .chain(tables.library.iter_mut().flat_map(TableOperations::all_mut))
            .for_each(|id| *id = new[id]);
    }
    for operation in &mut connector.operations {
        let registration = operation.trigger.as_mut().and_then(|trigger| trigger.registration.as_mut());
        let removal = registration.and_then(|registration| registration.removal.as_mut());
        removal.into_iter().for_each(|removal| removal.operation = new[&removal.operation]);
    }
    for source in &mut connector.dynamic_sources {
        source.calls_mut().for_each(|calls| *calls = new[calls]);
        source.locations.iter_mut().for_each(|location| location.operation = new[&location.operation]);
    }
    narrow_types(&mut connector, &mut names);
    (connector, names)
}

/// The removal of a trigger's registration.
fn removal(operation: &Operation) -> Option<&Removal> {
    operation.trigger.as_ref()?.registration.as_ref()?.removal.as_ref()
}

/// Keeps the types that the operations use, directly or through others.
fn narrow_types(connector: &mut Connector, names: &mut Names) {
    let mut kept = BTreeSet::new();
    let mut open = Vec::new();
    connector.operations.iter_mut().for_each(|operation| visit::type_of_operation(operation, &mut |id| open.push(*id)));
    for table in connector.tables.iter().flat_map(|tables| &tables.tables) {
        open.extend([table.row, table.new, table.changes]);
    }
    while let Some(id) = open.pop() {
        if kept.insert(id) {
            visit::type_of_kind(&mut connector.types[id.0].kind, &mut |id| open.push(*id));
        }
    }
    retain(&mut connector.types, |index| kept.contains(&TypeId(index)));
    retain(&mut names.types, |index| kept.contains(&TypeId(index)));
    let new: HashMap<TypeId, TypeId> = kept.into_iter().zip((0..).map(TypeId)).collect();
    let mut renumber = |id: &mut TypeId| *id = new[id];
    connector.operations.iter_mut().for_each(|operation| visit::type_of_operation(operation, &mut renumber));
    connector.types.iter_mut().for_each(|def| visit::type_of_kind(&mut def.kind, &mut renumber));

    for table in connector.tables.iter_mut().flat_map(|tables| &mut tables.tables) {
        table.types_mut().for_each(&mut renumber);
    }

    let operations: HashSet<&str> = connector.operations.iter().map(|operation| operation.id.as_str()).collect();
    let definitions: HashSet<String> = connector.types.iter().filter_map(|def| definition(&def.location)).collect();
    let has_tables = connector.tables.is_some();
    for (def, names) in connector.types.iter_mut().zip(&mut names.types) {
        let there = |location: &SchemaLocation| match location {
            SchemaLocation::Definition { name } | SchemaLocation::Part { definition: name, .. } => {
                definitions.contains(name)
            }
            SchemaLocation::Shared { .. } => true,
            SchemaLocation::Table { .. } => has_tables,
            SchemaLocation::Body { operation, .. }
            | SchemaLocation::Response { operation, .. }
            | SchemaLocation::Status { operation, .. }
            | SchemaLocation::Payload { operation, .. }
            | SchemaLocation::Parameter { operation, .. } => operations.contains(operation.as_str()),
        };
        let there: Vec<bool> = def.aliases.iter().map(there).collect();
        retain(&mut def.aliases, |index| there[index]);
        retain(&mut names.aliases, |index| there[index]);
    }
}

fn definition(location: &SchemaLocation) -> Option<String> {
    match location {
        SchemaLocation::Definition { name } => Some(name.clone()),
        _ => None,
    }
}

/// Keeps the items whose index passes `keep`.
fn retain<T>(items: &mut Vec<T>, keep: impl Fn(usize) -> bool) {
    let mut index = 0;
    items.retain(|_| {
        index += 1;
        keep(index - 1)
    });
}
