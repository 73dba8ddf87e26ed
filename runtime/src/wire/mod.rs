//! The wire: an [`HttpRequest`](crate::HttpRequest) in, a received response or an [`Error`](crate::Error) out.
//!
//! Outermost first: `pipeline` follows redirects (`redirect`) within the limit of the whole call; `attempts` sends again where
//! `retry` says so, at the rate that `throttle` allows, each try within its time limit; `body_limit` reads the response. It knows no
//! operation and no definition.

pub(crate) mod attempts;
pub(crate) mod body_limit;
pub(crate) mod failure;
pub(crate) mod pipeline;
pub(crate) mod redirect;
pub(crate) mod retry;
pub(crate) mod throttle;
pub(crate) mod time_limit;
