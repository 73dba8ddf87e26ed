//! About how many messages wait at a namespace.

use super::{
    endpoint,
    session::{MAX_RECEIVED, PULL_TIMEOUT},
};
use crate::azure::{
    client::{Namespace, decode},
    error::{AzureError, AzureErrorKind},
    triggers::DeliveryInfo,
    wire::{Call, Plane, TRIES},
};
use azure_core::http::Method;
use connector_runtime::redaction::Sent;
use serde::Deserialize;

/// About how many messages wait at an endpoint. This request is safe to repeat.
pub(super) async fn queue_depth(namespace: &Namespace, config: &str) -> Result<u64, AzureError> {
    const DOING: &str = "get the depth of the queue";
    let delivery = namespace.get_trigger(config).await?.delivery;
    let Some(DeliveryInfo::Pull(endpoints)) = delivery else {
        return Err(AzureError::invalid(DOING, "the trigger configuration does not have the delivery `Pull`"));
    };
    let endpoint = endpoints.and_then(|endpoints| endpoints.approximate_queue_depth_uri).ok_or_else(|| {
        AzureError::new(
            AzureErrorKind::NotReady,
            DOING,
            "the trigger configuration has no such endpoint",
            &Sent::default(),
        )
    })?;
    let mut call = Call {
        plane: Plane::Pull,
        doing: DOING,
        method: Method::Get,
        url: endpoint::checked(endpoint.as_str(), DOING)?,
        body: None,
        limit: MAX_RECEIVED,
        timeout: PULL_TIMEOUT,
        tries: TRIES,
        deadline: None,
        sent: Sent::default(),
    };
    let depth: Depth = decode(DOING, &namespace.wire().send(&mut call).await?)?;
    Ok(depth.approximate_queue_depth)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Depth {
    approximate_queue_depth: u64,
}
