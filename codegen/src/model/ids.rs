//! Indexes into the lists of a [`Connector`](super::Connector).

/// Index of an operation in [`Connector::operations`](super::Connector::operations).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OperationId(pub usize);

/// Index of a type in [`Connector::types`](super::Connector::types).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TypeId(pub usize);

/// Index of a dynamic source in [`Connector::dynamic_sources`](super::Connector::dynamic_sources).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct DynamicSourceId(pub usize);
