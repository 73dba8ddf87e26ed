//! What the generator understood of a connector, as plain data that can be serialized: [`ConnectorDescription`], and
//! [`ConnectorReference`] with what pages show beside it: head facts, types, examples.
//!
//! `describe` reads the model and the names, and takes types and defaults as `emit` writes them. It decides nothing itself.

mod describe;
mod description;
mod examples;
mod find;
mod operation;
mod refer;
mod reference;
mod sent;
mod sign_in;
mod tables;
#[cfg(test)]
mod tests;
mod wire;

pub(crate) use describe::describe;
pub use description::{
    ArgumentDescription, ArgumentKind, Calls, ChoiceDescription, ChoiceKind, ColumnDescription,
    ConnectionParameterDescription, ConnectorDescription, ConnectorSummary, CredentialPlace, FailureDescription,
    FinalPlace, LongRunningDescription, OperationDescription, OperationRole, OptionDescription, PagingDescription,
    PropertyDescription, SchemeDescription, SentDescription, TableDescription, TableOperationsDescription,
    TokenDescription, TriggerDelivery, TriggerDescription, ValueLocation,
};
pub use find::UnknownOperation;
pub(crate) use refer::reference;
pub use reference::{
    ConnectorHead, ConnectorReference, ContactDescription, DirectStart, FieldDescription, HeaderDescription,
    OperationReference, ProductDescription, RequestDescription, ThrottleDescription, TypeDescription, TypeForm,
};
