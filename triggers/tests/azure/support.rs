//! What the tests share.

use super::{
    fake::{Fake, Tokens},
    inbox::TestInbox,
};
use connector_triggers::azure::{AzureError, Namespace, NamespaceOptions, Pull, PullStats};
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

pub(crate) fn namespace(fake: &Fake) -> Namespace {
    let options = NamespaceOptions::default().with_transport(fake.transport());
    Namespace::new("sub", "group", "space", Arc::new(Tokens), Some(options)).unwrap()
}

/// Pulls for so many seconds of the paused clock.
pub(crate) async fn pull(pull: &Pull, inbox: &Arc<TestInbox>, seconds: u64) -> Result<PullStats, AzureError> {
    pull.run(inbox.clone(), sleep(Duration::from_secs(seconds))).await
}

/// Outputs with a number.
pub(crate) fn outputs(number: u32) -> String {
    format!(r#"{{"headers":{{"Date":"today"}},"body":{{"number":{number}}}}}"#)
}
