//! What the generator understood of a connector, as plain data that can be serialized: [`ConnectorDescription`].
//!
//! `describe` reads the model and the names, and takes types and defaults as `emit` writes them. It decides nothing itself.

mod describe;
mod description;
mod find;
mod operation;
mod sent;
mod sign_in;
mod tables;

pub(crate) use describe::describe;
pub use description::{
    ArgumentDescription, ArgumentKind, Calls, ChoiceDescription, ChoiceKind, ColumnDescription,
    ConnectionParameterDescription, ConnectorDescription, ConnectorSummary, CredentialPlace, FailureDescription,
    FinalPlace, LongRunningDescription, OperationDescription, OperationRole, OptionDescription, PagingDescription,
    PropertyDescription, SchemeDescription, SentDescription, TableDescription, TableOperationsDescription,
    TokenDescription, TriggerDelivery, TriggerDescription, ValueLocation,
};
pub use find::UnknownOperation;
