//! The wire. In: an `HttpRequest`. Out: a received response or an error.
//!
//! From the outside in: `pipeline` follows redirects (`redirect`) within the time limit of the call; `attempts` repeats
//! what `retry` permits, at the rate of `throttle`, each attempt within its time limit; `body_limit` reads the
//! response; `failure` words azure_core's errors, without the values of `sent`; `quiet` keeps azure_core from reporting URLs.
//! `background` runs a request to its end. Knows no operation and no definition.

pub(crate) mod attempts;
pub(crate) mod background;
pub(crate) mod body_limit;
pub(crate) mod failure;
pub(crate) mod pipeline;
mod quiet;
pub(crate) mod redirect;
pub(crate) mod retry;
pub(crate) mod sent;
pub(crate) mod throttle;
pub(crate) mod time_limit;
