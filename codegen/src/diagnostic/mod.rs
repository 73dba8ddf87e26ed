//! What is wrong with a definition, where, and what to do about it: [`Diagnostic`], collected in [`Diagnostics`].
//!
//! One table, in `problems.rs`, holds the stable code, the severity and the texts of each problem. `render` draws diagnostics beside
//! the lines that they point at, `wrap` folds text, and `escape` makes text of a document safe to show.

mod escape;
mod found;
mod problems;
mod reasons;
mod render;
mod secrets;
mod severity;
#[cfg(test)]
mod tests;
mod wrap;

pub use escape::{shown, shown_json};
pub use found::{Diagnostic, Diagnostics, More};
pub use problems::{Cause, Entry, Problem};
pub use reasons::{
    ContinuationReason, DefaultPlace, DynamicArgumentReason, DynamicReason, DynamicTarget, EnumValues, ExpectedKind,
    FoundVersion, Holder, JsonKind, JsonReason, KeyPlace, Listed, LockPlace, NameLoss, NoDirectReason, ObjectPlace,
    OperationList, OperationReason, PagesReason, PolicyReason, ProjectPlace, ProjectReason, Quoted, SchemaKind,
    SharedKind, Suggestion, TextlessKind, ValuePlace, WordPlace,
};
pub use render::Drawing;
pub(crate) use secrets::is_client_secret;
pub use secrets::without_login;
pub use severity::Severity;
pub use wrap::{pieces, prose, wrapped};
