//! Keeps azure_core from reporting URLs to `tracing`: those of linked outputs are signed. The last policy of a pipeline
//! sends a request itself, so that the policies behind it, which report, are not reached.
//!
//! azure_core's own transport reports too, as it begins to send. For that moment the thread has no subscriber. A
//! transport of the caller is never silenced.

use async_trait::async_trait;
use azure_core::http::{
    Context, Request, Transport,
    policies::{Policy, PolicyResult},
};
use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::Arc,
    task,
};
use tracing::{
    dispatcher::{Dispatch, with_default},
    level_filters::LevelFilter,
};

/// The last policy of a pipeline.
#[derive(Debug)]
pub(super) struct Quiet {
    transport: Transport,
    /// Whether the transport is azure_core's.
    reports: bool,
}

impl Quiet {
    pub(super) fn new(transport: Transport, reports: bool) -> Self {
        Self { transport, reports }
    }
}

#[async_trait]
impl Policy for Quiet {
    async fn send(&self, context: &Context, request: &mut Request, _: &[Arc<dyn Policy>]) -> PolicyResult {
        let mut response = pin!(self.transport.send(context, request));
        let mut is_first = self.reports;
        poll_fn(|cx: &mut task::Context<'_>| {
            // Without a subscriber there is nothing to silence, and setting one would be noticed.
            match std::mem::take(&mut is_first) && LevelFilter::current() >= LevelFilter::DEBUG {
                true => with_default(&Dispatch::none(), || response.as_mut().poll(cx)),
                false => response.as_mut().poll(cx),
            }
        })
        .await
    }
}
