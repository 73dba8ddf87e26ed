//! Calls that go on where a response says: the next page, the end of what takes long.
//!
//! `link` alone makes a request of what a response says; `paging` and `poller` never see a URL that it did not pass.

pub(crate) mod in_flight;
pub(crate) mod link;
pub(crate) mod paging;
pub(crate) mod poller;
