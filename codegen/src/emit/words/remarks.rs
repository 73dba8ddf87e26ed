//! One sentence per remark, for doc comments and the reference page.

use crate::model::{Literal, Remark};

/// The sentence for a remark, on one line. Texts of the definition stand in it as they are.
pub(in crate::emit) fn sentence(remark: &Remark) -> String {
    match remark {
        Remark::Status(status) => format!("Status: {status}."),
        Remark::Revision { revision, family: Some(family) } => format!("Revision {revision} of `{family}`."),
        Remark::Revision { revision, family: None } => format!("Revision {revision}."),
        Remark::NewerRevision(operation) => format!("A newer revision is `{operation}`."),
        Remark::LongRunning => "Long-running: an answer 202 names the place to poll in its `Location`.".to_owned(),
        Remark::NextLink(key) => format!("Paged: `{key}` of the answer holds the link to the next page."),
        Remark::MethodNotSent(method) => {
            format!("The HTTP client cannot send {method}: `send` is an error, `into_request` is not.")
        }
        Remark::ThroughConnection => {
            "Only through an Azure connection: a part of it runs on Azure's side; a direct client gives an error."
                .to_owned()
        }
        Remark::FormText(text) => format!("Form: {text}"),
        Remark::NotificationText(text) => format!("Notification: {text}"),
        Remark::Notification(remark) => format!("Notification: {}", sentence(remark)),
        Remark::ResponseHeaders { status, names } => {
            format!("Answer {status} declares the headers {}.", listed(names.iter()))
        }
        Remark::Response { status, remark } => format!("Answer {status}: {}", sentence(remark)),
        Remark::CallbackUrl => "The callback URL: the service posts its notifications there.".to_owned(),
        Remark::Discriminator(property) => format!("`{property}` says which of its variants a value is."),
        Remark::ListedValues(values) => format!("Values: {}.", listed(values.iter().map(Literal::to_string))),
        Remark::DynamicSchema(operation) => format!("Dynamic: the schema comes from `{operation}`."),
        Remark::DynamicValues(operation) => format!("Choices come from `{operation}`."),
        Remark::DynamicTree(operations) => {
            let operations: Vec<_> = operations.iter().map(|id| format!("`{id}`")).collect();
            format!("Choices form a tree that {} read.", operations.join(" and "))
        }
        Remark::Inferred(reason) => format!("Inferred: {reason}"),
    }
}

fn listed(items: impl Iterator<Item = impl AsRef<str>>) -> String {
    let items: Vec<_> = items.map(|item| format!("`{}`", item.as_ref())).collect();
    items.join(", ")
}
