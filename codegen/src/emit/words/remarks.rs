//! One sentence per remark, for doc comments and the reference page.

use crate::model::{Certainty, Literal, Remark};

/// The sentence for a remark, on one line. Texts of the definition stand in it as they are.
pub(in crate::emit) fn sentence(remark: &Remark) -> String {
    match remark {
        Remark::Status(status) => format!("Status: {status}."),
        Remark::Revision { revision, family: Some(family) } => format!("Revision {revision} of the family `{family}`."),
        Remark::Revision { revision, family: None } => format!("Revision {revision}."),
        Remark::NewerRevision(operation) => format!("`{operation}` is a newer revision."),
        Remark::LongRunning => {
            "Long-running: the operation may continue after the response, which names the URL or has the status to poll."
                .to_owned()
        }
        Remark::NextLink { key, is_followed: true } => {
            format!("Paged: `send` returns one page; `pages` of the request follows `{key}`, the link to the next one.")
        }
        Remark::NextLink { key, is_followed: false } => {
            format!("Paged: `{key}` in the response is the link to the next page.")
        }
        Remark::MethodNotSent(method) => {
            format!("The HTTP client cannot send {method} requests: `send` returns an error, but `into_request` works.")
        }
        Remark::ThroughConnection => {
            "Needs an Azure connection: Azure carries out part of the operation, so a direct client returns an error."
                .to_owned()
        }
        Remark::FormText(text) => format!("Form: {text}"),
        Remark::NotificationText(text) => format!("Notification: {text}"),
        Remark::Notification(remark) => format!("Notification: {}", sentence(remark)),
        Remark::ResponseHeaders { status, names } => {
            format!("Headers of response {status}: {}.", listed(names.iter()))
        }
        Remark::Response { status, remark } => format!("Response {status}: {}", sentence(remark)),
        Remark::CallbackUrl => "Callback URL: the service posts notifications to it.".to_owned(),
        Remark::Removal { operation, certainty } => removal(operation.as_deref(), *certainty),
        Remark::Discriminator(property) => format!("`{property}` identifies the variant of a value."),
        Remark::ListedValues(values) => format!("Values: {}.", listed(values.iter().map(Literal::to_string))),
        Remark::DynamicSchema(operation) => format!("Dynamic: `{operation}` supplies the schema."),
        Remark::DynamicValues(operation) => format!("`{operation}` supplies the choices."),
        Remark::DynamicTree(operations) => {
            let operations: Vec<_> = operations.iter().map(|id| format!("`{id}`")).collect();
            format!("The choices form a tree. Its items come from {}.", operations.join(" and "))
        }
        Remark::ForModels(text) => format!("For language models: {text}"),
        Remark::DelegatedPermissions(names) => format!("Delegated permissions: {}.", listed(names.iter())),
        Remark::Inferred(reason) => format!("Inferred: {reason}"),
    }
}

/// How a registration is removed, and how sure that is.
fn removal(operation: Option<&str>, certainty: Certainty) -> String {
    let by = operation.map_or_else(String::new, |operation| format!(" `{operation}`"));
    let how = match (operation, certainty) {
        (None, Certainty::Location) => "at the `Location` of the response, which the definition declares".to_owned(),
        (Some(_), Certainty::Location) => {
            format!("at the `Location` of the response, which the definition declares, or with{by}")
        }
        (None, _) => {
            "only if the service responds with a `Location`, which the definition does not declare; it has no operation that removes \
             the registration"
                .to_owned()
        }
        (Some(_), certainty) => {
            let values = match certainty {
                Certainty::Sent | Certainty::Location => "the registration has its values",
                Certainty::DeclaredId => "the response declares the id that it needs",
                Certainty::NoAnswer => "it needs an id, and the definition does not say whether the response has one",
                Certainty::OtherAnswer => "it needs an id, and the declared response has none",
                Certainty::Several | Certainty::NoOperation => "it needs several values, which the response may have",
            };
            format!("with{by}; {values}")
        }
    };
    let sure =
        if certainty.is_certain() { "" } else { " This is not certain: it depends on what the service returns." };
    format!("Unsubscribe: {how}.{sure}")
}

fn listed(items: impl Iterator<Item = impl AsRef<str>>) -> String {
    let items: Vec<_> = items.map(|item| format!("`{}`", item.as_ref())).collect();
    items.join(", ")
}
