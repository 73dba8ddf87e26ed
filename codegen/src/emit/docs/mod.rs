//! [`Connector`] and [`Names`] in, the crate's Markdown out: `README.md` and `docs/reference.md`.
//!
//! Texts of the definition go through [`text`](super::text); what is said of a type is said in the model's words. It must not
//! know the page of any one connector.

mod definitions;
mod head;
mod labels;
mod markup;
mod operations;
mod readme;
mod reference;
mod rows;

use crate::model::{Connector, OperationId, Role};
use crate::names::Names;

/// The text of `docs/reference.md`: what the connector's reference page says, and the Rust beside it.
///
/// `examples` has a statement for each operation that calls it.
pub fn reference(connector: &Connector, names: &Names, examples: &[String]) -> String {
    reference::text(Input { connector, names }, examples)
}

/// The text of `README.md`; its Rust compiles as doctests of the crate.
pub fn readme(connector: &Connector, names: &Names) -> String {
    readme::text(Input { connector, names })
}

/// The connector and its names.
#[derive(Clone, Copy)]
struct Input<'a> {
    connector: &'a Connector,
    names: &'a Names,
}

impl Input<'_> {
    /// The operations of a role, sorted by title, then operationId.
    fn sorted(self, role: Role) -> Vec<OperationId> {
        let operations = self.connector.operations.iter().enumerate();
        let mut ids: Vec<_> =
            operations.filter(|(_, operation)| operation.role == role).map(|(at, _)| OperationId(at)).collect();
        ids.sort_by_cached_key(|id| {
            let operation = &self.connector.operations[id.0];
            (labels::title(operation).to_lowercase(), operation.id.clone())
        });
        ids
    }
}
