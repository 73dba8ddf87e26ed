//! Finds an operation by the name that a user gives.

use std::fmt;

use super::description::{ConnectorDescription, OperationDescription};
use crate::similar;

/// A connector does not have an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownOperation {
    /// The requested name.
    pub name: String,
    /// The connector.
    pub connector: String,
    /// `operationId` of the operation that may be meant.
    pub closest: Option<String>,
}

impl fmt::Display for UnknownOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, connector, closest } = self;
        write!(f, "the connector `{connector}` has no operation `{name}`")?;
        closest.as_ref().map_or(Ok(()), |closest| write!(f, "; did you mean `{closest}`?"))
    }
}

impl std::error::Error for UnknownOperation {}

impl ConnectorDescription {
    /// The operation with this `operationId`, or with this Rust method.
    ///
    /// # Errors
    /// There is no such operation. The error names the one that may be meant.
    pub fn find(&self, name: &str) -> Result<&OperationDescription, UnknownOperation> {
        let by_id = self.operations.iter().find(|operation| operation.id == name);
        let by_method = || self.operations.iter().find(|operation| method(operation) == name);
        by_id.or_else(by_method).ok_or_else(|| {
            let ids = self.operations.iter().map(|operation| operation.id.as_str());
            let closest = similar::closest(name, ids).or_else(|| {
                let methods = self.operations.iter().map(method);
                let closest = similar::closest(name, methods)?;
                self.operations.iter().find(|operation| method(operation) == closest).map(|it| it.id.as_str())
            });
            UnknownOperation {
                name: name.to_owned(),
                connector: self.summary.connector.clone(),
                closest: closest.map(str::to_owned),
            }
        })
    }
}

/// The method's name, without what it is called on.
fn method(operation: &OperationDescription) -> &str {
    operation.rust.rsplit('.').next().unwrap_or_default()
}
