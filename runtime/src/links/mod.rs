//! Calls that continue with a link of a response: pages and long-running operations.
//!
//! Only `link` turns a link into a request; `paging` and `poller` never see a URL that it did not check.

pub(crate) mod in_flight;
pub(crate) mod link;
pub(crate) mod paging;
pub(crate) mod poller;
mod status;
