//! A request, sent until it is answered or another try has no point. In: azure_core's request and the limits of its call. Out:
//! the last response, read as far as that was asked for. When to try again is for `retry` to say.
//!
//! These steps are plain calls around azure_core's pipeline and no policies in it: a policy costs a boxed future a try, and can
//! be told of its call only through a map by type.

use crate::{
    limits::Limits,
    wire::{
        body_limit::{self, Reading, Received},
        retry,
        throttle::Throttle,
        time_limit::within,
    },
};
use azure_core::http::{Context, Pipeline, PipelineStreamOptions, Request};
use std::{pin::pin, time::Instant};
use tracing::debug;

/// What each try goes through.
pub(crate) struct Sender {
    pub(crate) azure: Pipeline,
    pub(crate) throttle: Option<Throttle>,
}

impl Sender {
    /// Sends a request; each try is counted before it begins.
    pub(crate) async fn send(
        &self,
        request: &mut Request,
        limits: &Limits,
        reading: Reading,
        attempts: &mut u32,
    ) -> azure_core::Result<Received> {
        let started = Instant::now();
        let method = request.method().as_str();
        let mut retries = 0;
        loop {
            *attempts += 1;
            let outcome = self.attempt(request, limits, reading).await;
            let Some(delay) = retry::delay(method, &outcome, retries, started, limits) else { return outcome };
            retries += 1;
            debug!(retries, delay = ?delay, status = outcome.as_ref().ok().map(|it| it.status), "sent again");
            // What is left of the response goes, and its connection with it, before the wait.
            drop(outcome);
            azure_core::sleep(delay.try_into().unwrap_or(azure_core::time::Duration::ZERO)).await;
            request.body_mut().reset().await?;
        }
    }

    /// Sends a request once, when the service's rate allows it.
    async fn attempt(&self, request: &mut Request, limits: &Limits, reading: Reading) -> azure_core::Result<Received> {
        if let Some(throttle) = &self.throttle {
            throttle.wait().await;
        }
        let sent = pin!(async {
            let options = PipelineStreamOptions { skip_checks: true, ..Default::default() };
            let response = self.azure.stream(&Context::new(), request, Some(options)).await?;
            body_limit::receive(response, request.method(), reading, limits.max_body).await
        });
        within(limits.timeout, sent).await
    }
}
