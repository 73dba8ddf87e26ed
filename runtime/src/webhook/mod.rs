//! Registrations of webhooks. In: the request that registers a callback URL. Out: a [`Subscription`](subscription::Subscription)
//! to keep, and the request that removes it.
//!
//! `subscription` is what is kept, `subscribe` makes one, `filling` finds the values of the operation that removes it, and
//! `unsubscribe` sends that operation or follows `Location`.

mod filling;
pub(crate) mod removal;
pub(crate) mod subscribe;
pub(crate) mod subscription;
pub(crate) mod unsubscribe;
