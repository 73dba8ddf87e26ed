//! What the generator understood of a connector, as plain data that can be serialized: [`ConnectorDescription`].
//!
//! `describe` reads the model and the names, and takes types and defaults as `emit` writes them. It decides nothing itself.

mod describe;
mod description;
mod find;
mod operation;
mod sent;
mod sign_in;

pub(crate) use describe::describe;
pub use description::{
    ArgumentDescription, ArgumentKind, Calls, ChoiceDescription, ChoiceKind, ConnectionParameterDescription,
    ConnectorDescription, ConnectorSummary, CredentialPlace, FailureDescription, FinalPlace, LongRunningDescription,
    OperationDescription, OperationRole, PagingDescription, PropertyDescription, SchemeDescription, SentDescription,
    TokenDescription, TriggerDelivery, TriggerDescription, ValueLocation,
};
pub use find::UnknownOperation;
