//! A connector and its names in, its description out.

use super::description::{Calls, ConnectorDescription, ConnectorSummary, OperationRole};
use super::{operation, sign_in, tables};
use crate::emit::Spelling;
use crate::input::DefinitionForm;
use crate::model::{Connector, OperationId, direct::Through};
use crate::names::Names;

/// The description of a connector that a definition of this form holds. `names` must be made from the same connector.
pub(crate) fn describe(connector: &Connector, names: &Names, form: DefinitionForm) -> ConnectorDescription {
    let spelling = Spelling::new(connector, names);
    let ids = (0..connector.operations.len()).map(OperationId);
    let operations: Vec<_> = ids.map(|id| operation::describe(connector, names, &spelling, id)).collect();
    let schemes = sign_in::schemes(connector, names);
    let (calls, calls_reason) = calls(connector);
    let number = |role| operations.iter().filter(|operation| operation.role == role).count();
    let head = &connector.head;
    let summary = ConnectorSummary {
        connector: connector.folder.clone(),
        package: names.package.clone(),
        client: names.client.clone(),
        title: head.title.clone(),
        form,
        file: head.origin.path.clone(),
        actions: number(OperationRole::Action),
        triggers: number(OperationRole::Trigger),
        internal: number(OperationRole::Internal),
        paged: operations.iter().filter(|operation| operation.paging.is_some()).count(),
        long_running: operations.iter().filter(|operation| operation.long_running.is_some()).count(),
        deprecated: operations.iter().filter(|operation| operation.deprecated).count(),
        choices: operations.iter().map(|operation| operation.choices.len()).sum(),
        calls,
        calls_reason,
        sign_in: schemes.iter().map(sign_in::words).collect(),
    };
    ConnectorDescription {
        summary,
        description: head.description.clone(),
        version: head.version.clone(),
        status: head.status.clone(),
        publisher: head.publisher.clone(),
        host: head.host.clone(),
        base_path: head.base_path.clone(),
        schemes,
        operations,
        tables: tables::describe(connector, names, &spelling),
    }
}

/// How the connector is called, and why operations need a connection.
fn calls(connector: &Connector) -> (Calls, Option<String>) {
    let azure = "Azure carries out part of these operations";
    match &connector.direct {
        Err(reason) => (Calls::Connection, Some(reason.to_string())),
        Ok(direct) => match &direct.through_connection {
            Through::All => (Calls::Connection, Some(azure.to_owned())),
            Through::Some(ids) if ids.is_empty() => (Calls::Direct, None),
            Through::Some(_) => (Calls::DirectInPart, Some(azure.to_owned())),
        },
    }
}
