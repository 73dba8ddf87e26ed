//! The status of a long-running operation in a body. In: a response. Out: whether the operation still runs.

use crate::{json::Raw, response::RawResponse};

/// The status of a long-running operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Running,
    Succeeded,
    Failed,
}

/// Words for operations that still run, in lower case and without separators.
const RUNNING: [&str; 18] = [
    "accepted",
    "created",
    "creating",
    "deleting",
    "executing",
    "inprogress",
    "notstarted",
    "pending",
    "processing",
    "provisioning",
    "queued",
    "running",
    "scheduled",
    "started",
    "starting",
    "submitted",
    "updating",
    "validating",
];
const SUCCEEDED: [&str; 6] = ["complete", "completed", "partiallysucceeded", "succeeded", "success", "successful"];
const FAILED: [&str; 5] = ["aborted", "canceled", "cancelled", "error", "failed"];

/// The status in the body of an operation's own URL. Each word that does not say that the operation ended means that it runs:
/// services have words of their own.
pub(super) fn of_operation(response: &RawResponse) -> Option<Status> {
    let word = word(response, &[&["status"], PROVISIONING, PROVISIONING_INSIDE])?;
    Some(of_word(&word).unwrap_or(Status::Running))
}

/// The status in the body of the resource that an operation changes. Its `status` counts only if it is a usual word: a resource
/// may have a status that says nothing about the operation.
pub(super) fn of_resource(response: &RawResponse) -> Option<Status> {
    match word(response, &[PROVISIONING_INSIDE, PROVISIONING]) {
        Some(word) => Some(of_word(&word).unwrap_or(Status::Running)),
        None => of_word(&word(response, &[&["status"]])?),
    }
}

/// `resourceLocation`: the URL of the result.
pub(super) fn resource_location(response: &RawResponse) -> Option<String> {
    word(response, &[&["resourceLocation"]])
}

const PROVISIONING: &[&str] = &["provisioningState"];
const PROVISIONING_INSIDE: &[&str] = &["properties", "provisioningState"];

/// The first string of the body at one of these paths. A body that is not JSON has none.
fn word(response: &RawResponse, paths: &[&[&str]]) -> Option<String> {
    let at = |body: Raw<'_>, path: &[&str]| {
        let value = body.follow(path).ok()??;
        let text = value.is_string().then(|| value.text().ok())??;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    response.clone().read(|body| Ok(paths.iter().find_map(|path| at(body, path)))).ok()?
}

fn of_word(word: &str) -> Option<Status> {
    let word: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let is_in = |words: &[&str]| words.contains(&word.as_str());
    match () {
        () if is_in(&SUCCEEDED) => Some(Status::Succeeded),
        () if is_in(&FAILED) => Some(Status::Failed),
        () if is_in(&RUNNING) => Some(Status::Running),
        () => None,
    }
}
