//! The tests of the runtime through its public API, one module a subject. They are one program, because each program is linked with
//! the whole HTTP stack. `spans.rs` is another one: its subscriber must not see other tests.

mod call_options;
mod choices;
mod convert;
mod decoding;
mod direct;
mod encoding;
mod names;
mod oauth2;
mod paging;
mod poller;
mod polling;
mod quotes;
mod redirects;
mod requests;
mod response_bodies;
mod responses;
mod retry;
mod secrets;
mod support;
mod throttle;
mod triggers;
mod uploads;
mod webhooks;
