//! Polled triggers. In: the request of a trigger. Out: pages of items that are new, and the state to go on from.
//!
//! `state` is what is kept between polls, `items` finds the items of a response, and `polled` sends the requests.

pub(crate) mod items;
pub(crate) mod polled;
pub(crate) mod state;
