//! Attempts: a request is sent until it has a response or a retry is pointless. In: azure_core's request and the limits
//! of its call. Out: the last response. `retry` decides about a further attempt.
//!
//! The steps are plain calls around azure_core's pipeline and not policies in it: a policy costs a boxed future per
//! attempt, and receives data of its call only through a map by type. Connectors with a throttle have one: it counts a
//! request when it is sent, after the policy that gets the token.

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

/// The pipeline of each attempt, with its throttle.
pub(crate) struct Sender {
    pub(crate) azure: Pipeline,
    pub(crate) throttle: Option<Throttle>,
}

impl Sender {
    /// Sends a request, with retries. `attempts` is incremented before each attempt.
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
            // Drops the rest of the response and its connection before the wait.
            drop(outcome);
            azure_core::sleep(delay.try_into().unwrap_or(azure_core::time::Duration::ZERO)).await;
            request.body_mut().reset().await?;
        }
    }

    /// Sends a request once, when the throttle has a place for it. The time limit does not cover the wait for the place.
    async fn attempt(&self, request: &mut Request, limits: &Limits, reading: Reading) -> azure_core::Result<Received> {
        let mut context = Context::new();
        if let Some(throttle) = &self.throttle {
            // Boxed: few connectors have one.
            context.insert(Box::pin(throttle.place()).await);
        }
        let sent = pin!(async {
            let options = PipelineStreamOptions { skip_checks: true, ..Default::default() };
            let response = self.azure.stream(&context, request, Some(options)).await?;
            body_limit::receive(response, request.method(), reading, limits.max_body).await
        });
        within(limits.timeout, sent).await
    }
}
