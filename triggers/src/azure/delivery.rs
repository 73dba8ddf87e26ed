//! How a namespace delivers events: it keeps them until they are pulled, or it posts them to a callback URL.

use super::{
    error::AzureError,
    secret::{Secret, add_url},
};
use azure_core::http::Url;
use connector_runtime::redaction::{Sent, is_name};
use serde::Serialize;
use std::fmt;

/// How a namespace delivers the events of a trigger.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Delivery {
    /// The namespace keeps events for up to 7 days, until [`Pull`](super::Pull) has stored them. The program needs no
    /// public address.
    Pull,
    /// The namespace posts each event in Azure's envelope, as `application/json`.
    Callback {
        /// The absolute `https` URL of the receiver.
        url: Secret,
        /// The credential that the namespace sends. `None` sends none: then only a secret in the URL tells a receiver
        /// that the namespace calls.
        authentication: Option<Authentication>,
    },
}

impl Delivery {
    /// Posts to a URL with a credential.
    pub fn callback(url: impl Into<Secret>, authentication: impl Into<Option<Authentication>>) -> Self {
        Self::Callback { url: url.into(), authentication: authentication.into() }
    }

    pub(super) fn check(&self, doing: &'static str) -> Result<(), AzureError> {
        let Self::Callback { url, authentication } = self else { return Ok(()) };
        if !is_https(url.as_str()) {
            return Err(AzureError::invalid(doing, "the callback URL is not an absolute `https` URL"));
        }
        match authentication {
            Some(
                Authentication::ManagedServiceIdentity { audience, .. }
                | Authentication::ActiveDirectoryOAuth { audience, .. },
            ) if audience == url.as_str() => {
                Err(AzureError::invalid(doing, "the audience must not be the callback URL"))
            }
            _ => Ok(()),
        }
    }

    /// Adds what no error may contain.
    pub(super) fn add_to(&self, sent: &mut Sent) {
        let Self::Callback { url, authentication } = self else { return };
        add_url(url.as_str(), sent);
        match authentication {
            Some(
                Authentication::QueryString { value: secret, .. }
                | Authentication::Raw { parameter: secret, .. }
                | Authentication::ActiveDirectoryOAuth { secret, .. },
            ) => sent.add_credential(secret.as_str()),
            Some(Authentication::Basic { username, password }) => {
                sent.add_value(username);
                sent.add_credential(password.as_str());
            }
            Some(Authentication::ClientCertificate { pfx, password }) => {
                sent.add_credential(pfx.as_str());
                sent.add_credential(password.as_str());
            }
            Some(Authentication::ManagedServiceIdentity { .. }) | None => {}
        }
    }
}

/// The credential of a callback. The namespace signs nothing, so this is all that a receiver can check.
#[derive(Clone, Serialize)]
#[serde(tag = "type")]
#[non_exhaustive]
pub enum Authentication {
    /// `?name=value`, appended to the callback URL. Azure Functions call it `code`.
    QueryString {
        /// The name of the query parameter.
        name: String,
        /// Its value.
        value: Secret,
    },
    /// `Authorization: scheme parameter`.
    Raw {
        /// The scheme, such as `Bearer`.
        scheme: String,
        /// What follows the scheme.
        parameter: Secret,
    },
    /// `Authorization: Basic …`.
    Basic {
        /// The user name.
        username: String,
        /// The password.
        password: Secret,
    },
    /// A token of Microsoft Entra for a managed identity of the namespace.
    ManagedServiceIdentity {
        /// The audience of the token: the client id or identifier URI of the receiver's application, never the callback
        /// URL.
        audience: String,
        /// The resource id of a user-assigned identity of the namespace; `None` is the system-assigned one.
        #[serde(skip_serializing_if = "Option::is_none")]
        identity: Option<String>,
    },
    /// A token of Microsoft Entra for an application.
    ActiveDirectoryOAuth {
        /// The tenant of the application.
        tenant: String,
        /// The audience of the token, never the callback URL.
        audience: String,
        /// The application's client id.
        #[serde(rename = "clientId")]
        client_id: String,
        /// The application's secret.
        secret: Secret,
    },
    /// A client certificate (mutual TLS).
    ClientCertificate {
        /// The certificate with its key, as PKCS#12 in Base64.
        pfx: Secret,
        /// The password of `pfx`.
        password: Secret,
    },
}

/// Prints names and identifiers alone: neither a secret nor a user. In place of a name may stand a value, which is not printed.
impl fmt::Debug for Authentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |name| if is_name(name) { name } else { "…" };
        match self {
            Self::QueryString { name, .. } => {
                f.debug_struct("QueryString").field("name", &shown(name)).finish_non_exhaustive()
            }
            Self::Raw { scheme, .. } => f.debug_struct("Raw").field("scheme", &shown(scheme)).finish_non_exhaustive(),
            Self::Basic { .. } => f.debug_struct("Basic").finish_non_exhaustive(),
            Self::ManagedServiceIdentity { audience, identity } => f
                .debug_struct("ManagedServiceIdentity")
                .field("audience", audience)
                .field("identity", identity)
                .finish(),
            Self::ActiveDirectoryOAuth { tenant, audience, client_id, .. } => f
                .debug_struct("ActiveDirectoryOAuth")
                .field("tenant", tenant)
                .field("audience", audience)
                .field("client_id", client_id)
                .finish_non_exhaustive(),
            Self::ClientCertificate { .. } => f.debug_struct("ClientCertificate").finish_non_exhaustive(),
        }
    }
}

/// Whether a text is an absolute `https` URL with a host.
pub(super) fn is_https(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| url.scheme() == "https" && url.has_host())
}
