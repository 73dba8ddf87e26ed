//! The messages of a receive response.

use crate::azure::{error::AzureError, secret::Secret};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

/// A received message. Its lock lasts 2 minutes.
pub(super) struct Message {
    pub(super) id: String,
    pub(super) lock: Secret,
    pub(super) outputs: Outputs,
}

/// The outputs of a trigger.
pub(super) enum Outputs {
    /// Their JSON text.
    Inline(Bytes),
    /// The signed URL of their JSON text.
    Linked(Secret),
}

#[derive(Deserialize)]
struct Response<'a> {
    #[serde(borrow)]
    messages: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MessageOnWire<'a> {
    message_id: String,
    lock_token: Secret,
    #[serde(borrow, default)]
    outputs: Option<&'a RawValue>,
    #[serde(default)]
    outputs_link: Option<Link>,
}

#[derive(Deserialize)]
struct Link {
    uri: Secret,
}

/// The messages of a receive response, and how many of its messages are not usable. A message that is not usable is never
/// acknowledged, so nothing of it is lost.
pub(super) fn messages(body: &Bytes, doing: &'static str) -> Result<(Vec<Message>, usize), AzureError> {
    let response: Response<'_> = serde_json::from_slice(body)
        .map_err(|_| AzureError::protocol(doing, "the response is not JSON with a list `messages`"))?;
    let all = response.messages.len();
    let usable: Vec<_> = response.messages.into_iter().filter_map(|raw| message(raw, body)).collect();
    let unusable = all - usable.len();
    Ok((usable, unusable))
}

fn message(raw: &RawValue, body: &Bytes) -> Option<Message> {
    let message: MessageOnWire<'_> = serde_json::from_str(raw.get()).ok()?;
    let outputs = match (message.outputs, message.outputs_link) {
        (Some(outputs), None) => Outputs::Inline(body.slice_ref(outputs.get().as_bytes())),
        (None, Some(link)) => Outputs::Linked(link.uri),
        // Exactly one of them is there.
        (Some(_), Some(_)) | (None, None) => return None,
    };
    let is_named = !message.message_id.is_empty() && !message.lock_token.as_str().is_empty();
    is_named.then_some(Message { id: message.message_id, lock: message.lock_token, outputs })
}
