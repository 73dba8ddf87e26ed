//! Access policies: which identities may use a connection. A trigger needs one for the namespace's own identity, else it
//! never fires and nothing says so; a program that pulls needs one for itself.

use super::{
    client::{Namespace, Resource},
    error::{AzureError, AzureErrorKind},
    gateway::Principal,
};
use connector_runtime::redaction::Sent;
use serde::{Deserialize, Serialize};

/// An access policy of a connection.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AccessPolicy {
    /// Its name.
    pub name: Option<String>,
    /// Who may use the connection.
    pub principal: Option<Principal>,
}

impl Namespace {
    /// Lets an identity use a connection. It takes effect after 1 to 5 minutes.
    ///
    /// # Errors
    /// Failures of the call.
    pub async fn put_access_policy(
        &self,
        connection: &str,
        name: &str,
        principal: &Principal,
    ) -> Result<AccessPolicy, AzureError> {
        let identity =
            Identity { object_id: Some(principal.object_id.as_str()), tenant_id: Some(principal.tenant_id.as_str()) };
        let principal = PrincipalOnWire { kind: Some("ActiveDirectory"), identity: Some(identity) };
        let body = Body { properties: Properties { principal: Some(principal) } };
        let path = ["connections", connection, "accessPolicies", name];
        let made: Resource<Properties<String>> =
            self.put("put the access policy", &path, &body, Sent::default()).await?;
        Ok(made.into())
    }

    /// Lets the namespace's own identity use a connection, under the name of its object id.
    ///
    /// # Errors
    /// [`NotReady`](AzureErrorKind::NotReady) if the namespace has no identity, and failures of the calls.
    pub async fn allow_namespace(&self, connection: &str) -> Result<AccessPolicy, AzureError> {
        let namespace = self.get_namespace().await?;
        let Some(principal) = namespace.identities().next() else {
            let problem = "the namespace has no identity";
            return Err(AzureError::new(AzureErrorKind::NotReady, "put the access policy", problem, &Sent::default()));
        };
        self.put_access_policy(connection, &principal.object_id, principal).await
    }

    /// The access policies of a connection.
    ///
    /// # Errors
    /// Failures of the calls.
    pub async fn list_access_policies(&self, connection: &str) -> Result<Vec<AccessPolicy>, AzureError> {
        let path = ["connections", connection, "accessPolicies"];
        let found: Vec<Resource<Properties<String>>> = self.list("list the access policies", &path, usize::MAX).await?;
        Ok(found.into_iter().map(Into::into).collect())
    }

    /// Deletes an access policy. Returns whether it existed.
    ///
    /// # Errors
    /// Failures of the call.
    pub async fn delete_access_policy(&self, connection: &str, name: &str) -> Result<bool, AzureError> {
        self.remove("delete the access policy", &["connections", connection, "accessPolicies", name]).await
    }
}

#[derive(Serialize)]
struct Body<'a> {
    properties: Properties<&'a str>,
}

#[derive(Serialize, Deserialize)]
struct Properties<T> {
    principal: Option<PrincipalOnWire<T>>,
}

#[derive(Serialize, Deserialize)]
struct PrincipalOnWire<T> {
    #[serde(rename = "type")]
    kind: Option<T>,
    identity: Option<Identity<T>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity<T> {
    object_id: Option<T>,
    tenant_id: Option<T>,
}

impl From<Resource<Properties<String>>> for AccessPolicy {
    fn from(resource: Resource<Properties<String>>) -> Self {
        let principal = resource.properties.and_then(|properties| properties.principal?.identity);
        let principal = principal.and_then(|identity| {
            let tenant_id = identity.tenant_id.unwrap_or_default();
            Some(Principal { object_id: identity.object_id?, tenant_id })
        });
        Self { name: resource.name, principal }
    }
}
