//! Policies: what a definition makes Azure do to requests and responses. Generated crates contain them as data; here
//! they are interpreted for direct calls. `expression` evaluates, `request` and `response` apply, `reshape` changes
//! JSON.
//!
//! Sends nothing and knows no connector.

mod expression;
mod host;
mod request;
mod reshape;
mod response;
mod rules;

pub use expression::{Expression, Location, Piece, Root, Step, Template};
pub use rules::{Change, Exists, Policy, Reshape, Rule};

#[cfg(test)]
pub(crate) use expression::tests::FixedParameters;
pub(crate) use expression::{Parameters, Scope};
pub(crate) use host::{https, url as host_url};
pub(crate) use request::{Outgoing, apply as apply_to_request, apply_routing, without_keys, without_query};
pub(crate) use response::{apply as apply_to_response, apply_to_head};
