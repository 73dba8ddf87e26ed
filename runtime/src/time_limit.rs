//! Time limits: of one try, as a policy, and of anything else that is awaited.

use crate::sending::Sending;
use async_trait::async_trait;
use azure_core::{
    error::ErrorKind,
    http::{
        Context, Request,
        policies::{Policy, PolicyResult},
    },
};
use std::{
    future::{Future, poll_fn},
    io,
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

/// Gives up a try that takes too long.
#[derive(Debug)]
pub(crate) struct TimeoutPolicy;

#[async_trait]
impl Policy for TimeoutPolicy {
    async fn send(&self, ctx: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        let limit = ctx.value::<Sending>().and_then(|sending| sending.limits.timeout);
        within(limit, next[0].send(ctx, request, &next[1..])).await
    }
}

/// What a future comes to, or the error that it took longer than the limit; it is dropped then.
pub(crate) async fn within<T>(
    limit: Option<Duration>,
    future: impl Future<Output = azure_core::Result<T>>,
) -> azure_core::Result<T> {
    let Some(limit) = limit else { return future.await };
    let mut timer = pin!(azure_core::sleep(limit.try_into().unwrap_or(azure_core::time::Duration::MAX)));
    let mut future = pin!(future);
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(outcome) => Poll::Ready(outcome),
        Poll::Pending => timer.as_mut().poll(cx).map(|()| Err(timed_out(limit))),
    })
    .await
}

pub(crate) fn timed_out(limit: Duration) -> azure_core::Error {
    let error = io::Error::new(io::ErrorKind::TimedOut, format!("no answer within {limit:?}"));
    azure_core::Error::new(ErrorKind::Io, error)
}
