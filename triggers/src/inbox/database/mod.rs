//! What the databases have in common: everything but their SQL.
//!
//! A call that changes events is a request to one writer, which answers many of them in one transaction ([`group`]). A call
//! that reads events goes to a reader ([`front`]).

pub(super) mod cleaning;
pub(super) mod condition;
pub(super) mod error;
pub(super) mod front;
pub(super) mod group;
pub(super) mod record;
pub(super) mod tables;
