//! The namespace itself.

use super::{
    client::{Namespace, Resource},
    error::AzureError,
    open_enum::open_enum,
};
use connector_runtime::redaction::Sent;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

open_enum! {
    /// How far the service has got with a resource.
    ProvisioningState {
        /// It is ready.
        Succeeded,
        /// It is not usable.
        Failed,
        /// It was given up.
        Canceled,
        /// It is being made.
        Creating,
        /// It is being changed.
        Updating,
        /// It is being deleted.
        Deleting,
    }
}

impl ProvisioningState {
    /// Whether the service has given up.
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Failed | Self::Canceled)
    }
}

/// The identity that a new namespace gets. A namespace without one has no triggers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NewIdentity {
    /// An identity that Azure makes with the namespace.
    SystemAssigned,
    /// Existing identities, by their resource ids.
    UserAssigned(Vec<String>),
}

/// A connector namespace, as the service describes it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NamespaceInfo {
    /// The resource id.
    pub id: Option<String>,
    /// The region.
    pub location: Option<String>,
    /// The namespace's own identity. Each connection of a trigger needs an access policy for it.
    pub identity: Option<Principal>,
    /// The user-assigned identities, by resource id.
    pub user_assigned: BTreeMap<String, Principal>,
    /// How far the service has got.
    pub provisioning_state: Option<ProvisioningState>,
}

impl NamespaceInfo {
    /// All identities of the namespace: its own first.
    pub fn identities(&self) -> impl Iterator<Item = &Principal> {
        self.identity.iter().chain(self.user_assigned.values())
    }
}

/// An identity of Microsoft Entra.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The object id of the user, group or service principal.
    pub object_id: String,
    /// The tenant id.
    pub tenant_id: String,
}

impl Namespace {
    /// The namespace.
    ///
    /// # Errors
    /// [`NotFound`](super::AzureErrorKind::NotFound) if it does not exist, and failures of the call.
    pub async fn get_namespace(&self) -> Result<NamespaceInfo, AzureError> {
        let found: NamespaceOnWire = self.get("get the namespace", &[]).await?;
        Ok(found.into())
    }

    /// Creates the namespace in a region such as `westus2`. The service decides which regions it has.
    ///
    /// # Errors
    /// Failures of the call. The service may refuse an identity for a namespace that exists.
    pub async fn put_namespace(&self, location: &str, identity: &NewIdentity) -> Result<NamespaceInfo, AzureError> {
        let (kind, user_assigned) = match identity {
            NewIdentity::SystemAssigned => ("SystemAssigned", None),
            NewIdentity::UserAssigned(ids) => {
                ("UserAssigned", Some(ids.iter().map(|id| (id.as_str(), Empty {})).collect()))
            }
        };
        let identity = IdentityBody { kind, user_assigned };
        let body = Body { location, identity, properties: Empty {} };
        let made: NamespaceOnWire = self.put("put the namespace", &[], &body, Sent::default()).await?;
        Ok(made.into())
    }

    /// Deletes the namespace. Returns whether it existed. Delete its triggers, access policies and connections first, in
    /// this order: else subscriptions stay behind at the services.
    ///
    /// # Errors
    /// Failures of the call.
    pub async fn delete_namespace(&self) -> Result<bool, AzureError> {
        self.remove("delete the namespace", &[]).await
    }
}

#[derive(Serialize)]
struct Body<'a> {
    location: &'a str,
    identity: IdentityBody<'a>,
    properties: Empty,
}

#[derive(Serialize)]
struct IdentityBody<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "userAssignedIdentities", skip_serializing_if = "Option::is_none")]
    user_assigned: Option<BTreeMap<&'a str, Empty>>,
}

#[derive(Serialize)]
struct Empty {}

#[derive(Deserialize)]
struct NamespaceOnWire {
    #[serde(flatten)]
    resource: Resource<Properties>,
    #[serde(default)]
    identity: Option<IdentityOnWire>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    provisioning_state: Option<ProvisioningState>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct IdentityOnWire {
    principal_id: Option<String>,
    tenant_id: Option<String>,
    user_assigned_identities: Option<BTreeMap<String, UserAssigned>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserAssigned {
    principal_id: Option<String>,
}

impl From<NamespaceOnWire> for NamespaceInfo {
    fn from(NamespaceOnWire { resource, identity }: NamespaceOnWire) -> Self {
        let principal = |object_id: Option<String>, tenant_id: Option<&String>| {
            Some(Principal { object_id: object_id?, tenant_id: tenant_id.cloned().unwrap_or_default() })
        };
        let (mut own, mut user_assigned) = (None, BTreeMap::new());
        if let Some(IdentityOnWire { principal_id, tenant_id, user_assigned_identities }) = identity {
            own = principal(principal_id, tenant_id.as_ref());
            for (id, identity) in user_assigned_identities.unwrap_or_default() {
                user_assigned.extend(principal(identity.principal_id, tenant_id.as_ref()).map(|it| (id, it)));
            }
        }
        Self {
            id: resource.id,
            location: resource.location,
            identity: own,
            user_assigned,
            provisioning_state: resource.properties.and_then(|properties| properties.provisioning_state),
        }
    }
}
