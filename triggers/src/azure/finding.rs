//! What may be wrong with a trigger, each with a sentence.

use super::{config::TriggerState, gateway::ProvisioningState, secret::Secret};
use std::fmt;

/// One thing that keeps a trigger from delivering. `Display` is a sentence that says what to do.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Finding {
    /// The namespace does not exist.
    NamespaceMissing,
    /// The namespace was not made.
    NamespaceNotReady {
        /// How far the service has got.
        state: ProvisioningState,
    },
    /// The namespace has no managed identity.
    NamespaceWithoutIdentity,
    /// The trigger configuration does not exist.
    TriggerMissing,
    /// The trigger configuration was not made.
    TriggerNotReady {
        /// How far the service has got.
        state: ProvisioningState,
    },
    /// The trigger does not fire.
    TriggerDisabled {
        /// Its state.
        state: TriggerState,
    },
    /// The trigger configuration names no connection.
    TriggerWithoutConnection,
    /// The connection does not exist.
    ConnectionMissing {
        /// Its name.
        connection: String,
    },
    /// The connection cannot call its service.
    ConnectionNotAuthenticated {
        /// Its name.
        connection: String,
        /// Its state, as the service writes it.
        status: String,
        /// Where a user signs in, if the diagnosis was given a [`Consent`](super::Consent).
        consent_link: Option<Secret>,
    },
    /// The namespace's own identity may not use the connection. Such a trigger never fires, and nothing else says so.
    NamespaceAccessPolicyMissing {
        /// The connection.
        connection: String,
        /// The object id of the identity.
        object_id: String,
    },
    /// The identity that pulls may not use the connection.
    CallerAccessPolicyMissing {
        /// The connection.
        connection: String,
        /// The object id of the identity, if the diagnosis was given one.
        object_id: Option<String>,
    },
    /// The trigger configuration has neither a callback URL nor pull delivery.
    CallbackUrlMissing,
    /// The callback URL is not an absolute `https` URL.
    CallbackUrlNotHttps,
    /// The trigger configuration delivers by pull, and has no endpoints yet.
    PullEndpointsMissing,
    /// The pull endpoint does not exist any more.
    PullEndpointStale,
    /// The last runs failed.
    RunsFailed {
        /// How many failed.
        failed: usize,
        /// How many were looked at.
        of: usize,
        /// The status of the receiver's last failure.
        status_code: Option<String>,
        /// The last messages, each on one line; no message twice.
        messages: Vec<String>,
    },
    /// A check was not possible.
    NotChecked {
        /// What was to be checked.
        what: &'static str,
        /// Why it was not.
        why: String,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NamespaceMissing => f.write_str("The namespace does not exist: create it with `put_namespace`."),
            Self::NamespaceNotReady { state } => write!(f, "The namespace is not usable: its state is {state}."),
            Self::NamespaceWithoutIdentity => {
                f.write_str("The namespace has no managed identity, so it cannot use a connection: assign one.")
            }
            Self::TriggerMissing => {
                f.write_str("The trigger configuration does not exist: create it with `put_trigger`.")
            }
            Self::TriggerNotReady { state } if state.is_failure() => write!(
                f,
                "The trigger configuration could not be made (state {state}): the service did not accept its parameters \
                 or its connection."
            ),
            Self::TriggerNotReady { state } => {
                write!(f, "The trigger configuration is not ready: its state is {state}.")
            }
            Self::TriggerDisabled { state } => {
                write!(f, "The trigger does not fire: its state is {state}. Enable it with `enable_trigger`.")
            }
            Self::TriggerWithoutConnection => f.write_str("The trigger configuration names no connection."),
            Self::ConnectionMissing { connection } => {
                write!(f, "The connection `{connection}` does not exist: create it with `put_connection`.")
            }
            Self::ConnectionNotAuthenticated { connection, status, consent_link } => {
                write!(f, "The connection `{connection}` cannot call its service: its state is {status}. ")?;
                f.write_str(match consent_link {
                    Some(_) => "A user must sign in at its consent link.",
                    None => "A user must sign in at the link of `consent_link`.",
                })
            }
            Self::NamespaceAccessPolicyMissing { connection, object_id } => write!(
                f,
                "The connection `{connection}` has no access policy for the namespace's own identity {object_id}, so the \
                 trigger never fires: create one with `allow_namespace`."
            ),
            Self::CallerAccessPolicyMissing { connection, object_id } => {
                let who = object_id.as_deref().unwrap_or("of the client's credential");
                write!(
                    f,
                    "The connection `{connection}` has no access policy for the identity {who}, which may not pull: \
                     create one with `put_access_policy`. It takes effect after 1 to 5 minutes."
                )
            }
            Self::CallbackUrlMissing => f.write_str(
                "The trigger configuration has no callback URL and does not deliver by pull, so its events go nowhere.",
            ),
            Self::CallbackUrlNotHttps => f.write_str("The callback URL is not an absolute `https` URL."),
            Self::PullEndpointsMissing => f.write_str("The trigger configuration has no pull endpoints yet: wait."),
            Self::PullEndpointStale => {
                f.write_str("The pull endpoint of the trigger configuration does not exist any more: put it again.")
            }
            Self::RunsFailed { failed, of, status_code, messages } => {
                write!(f, "{failed} of the last {of} runs failed")?;
                if let Some(status_code) = status_code {
                    write!(f, ", the last one with status {status_code}")?;
                }
                match messages.is_empty() {
                    true => f.write_str("."),
                    false => write!(f, ": {}", messages.join("; ")),
                }
            }
            Self::NotChecked { what, why } => write!(f, "Not checked: {what}. {why}"),
        }
    }
}
