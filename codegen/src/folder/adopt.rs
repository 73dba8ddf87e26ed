//! Tables in a folder without a definition go to the connector that they belong to.
//!
//! A code app keeps the tables of Dataverse in a folder of their own, beside the folder of its connector, if it has that. Their form
//! and the paths of the definition decide, not the names.

use std::{collections::BTreeMap, io};

use super::connector::{ConnectorFolder, NoDefinition, bytes};
use crate::container::{has_entity_sets, is_of_entities};

/// Gives tables of entities to the only connector that has entity sets. Tables stay alone if there is none, or several.
///
/// # Errors
/// A file cannot be read.
pub(super) fn adopt(found: &mut Vec<ConnectorFolder>) -> io::Result<()> {
    let is_alone = |connector: &ConnectorFolder| matches!(connector.definition, Err(NoDefinition::Tables(_)));
    if !found.iter().any(is_alone) {
        return Ok(());
    }
    let mut parents = Vec::new();
    // A file may have several connectors.
    let mut known = BTreeMap::new();
    for (at, connector) in found.iter().enumerate() {
        let Ok(definition) = &connector.definition else { continue };
        let has = match known.get(definition) {
            Some(has) => *has,
            None => *known.entry(definition.clone()).or_insert(has_entity_sets(bytes(definition)?)),
        };
        parents.extend(has.then_some(at));
    }
    let [parent] = parents.as_slice() else { return Ok(()) };
    let mut adopted = Vec::new();
    for (at, connector) in found.iter().enumerate().filter(|(_, connector)| is_alone(connector)) {
        let mut is_of_parent = true;
        for table in &connector.tables {
            is_of_parent &= is_of_entities(bytes(table)?);
        }
        if is_of_parent {
            adopted.push(at);
        }
    }
    let tables: Vec<_> = adopted.iter().flat_map(|at| found[*at].tables.clone()).collect();
    found[*parent].tables.extend(tables);
    for at in adopted.into_iter().rev() {
        found.remove(at);
    }
    Ok(())
}
