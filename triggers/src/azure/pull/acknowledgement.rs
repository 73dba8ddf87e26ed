//! The body of an acknowledgement and of its response.

use crate::azure::secret::Secret;
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
pub(super) struct Acknowledgement<'a> {
    pub(super) messages: Vec<Acknowledged<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Acknowledged<'a> {
    pub(super) message_id: &'a str,
    pub(super) lock_token: &'a Secret,
}

#[derive(Deserialize)]
pub(super) struct Results {
    pub(super) results: Vec<AckResult>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AckResult {
    pub(super) message_id: String,
    pub(super) status: AckStatus,
}

/// What the service did with an acknowledged message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub(super) enum AckStatus {
    /// It is deleted.
    Acknowledged,
    /// Its lock had ended, or it does not exist.
    NotFound,
    /// It is not deleted.
    Failed,
    /// What a later version of the service answers. It does not count as deleted.
    Other,
}

impl From<String> for AckStatus {
    fn from(status: String) -> Self {
        match status.as_str() {
            "Acknowledged" => Self::Acknowledged,
            "NotFound" => Self::NotFound,
            "Failed" => Self::Failed,
            _ => Self::Other,
        }
    }
}
