//! Connections of a namespace, and the consent that some of them need.

use super::{
    client::{Namespace, Resource, decode},
    error::AzureError,
    gateway::ProvisioningState,
    open_enum::open_enum,
    secret::{Secret, Values, add_url},
    wire,
};
use connector_runtime::redaction::Sent;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;

open_enum! {
    /// The state of a connection.
    ConnectionStatus {
        /// It has what it needs to call the service.
        Connected,
        /// It does not work.
        Error,
        /// Nobody has signed in.
        Unauthenticated,
    }
}

/// A connection of a namespace, as the service describes it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConnectionInfo {
    /// The resource id.
    pub id: Option<String>,
    /// Its name in the namespace.
    pub name: Option<String>,
    /// The connector's name, such as `office365`.
    pub connector: Option<String>,
    /// The URL for a generated client's `new`.
    pub runtime_url: Option<String>,
    /// The state of the whole connection.
    pub overall_status: Option<ConnectionStatus>,
    /// The states of its parts.
    pub statuses: Vec<ConnectionPart>,
    /// How far the service has got.
    pub provisioning_state: Option<ProvisioningState>,
}

/// The state of a part of a connection, such as its token.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct ConnectionPart {
    /// The state.
    #[serde(default)]
    pub status: Option<ConnectionStatus>,
    /// The part, such as `token`.
    #[serde(default)]
    pub target: Option<String>,
}

impl ConnectionInfo {
    /// Whether the connection can call its service: the overall state if there is one, else that of each part.
    pub fn is_connected(&self) -> bool {
        match &self.overall_status {
            Some(status) => *status == ConnectionStatus::Connected,
            None => {
                !self.statuses.is_empty()
                    && self.statuses.iter().all(|part| part.status == Some(ConnectionStatus::Connected))
            }
        }
    }

    /// The state that matters, for people.
    pub(super) fn status(&self) -> String {
        let parts = self.statuses.iter().filter_map(|part| part.status.as_ref());
        let status = self.overall_status.iter().chain(parts).find(|status| **status != ConnectionStatus::Connected);
        status.map_or_else(|| "unknown".to_owned(), ToString::to_string)
    }
}

/// A connection to be put.
#[derive(Clone, Debug)]
pub struct NewConnection {
    connector: String,
    values: Values,
}

impl NewConnection {
    /// A connection to the connector of this name, such as `office365`.
    pub fn new(connector: impl Into<String>) -> Self {
        Self { connector: connector.into(), values: Values::default() }
    }

    /// Sets the values that the connection asks for, such as an API key. They are wiped on drop.
    #[must_use]
    pub fn with_parameter_values(mut self, values: Map<String, Value>) -> Self {
        self.values = Values(values);
        self
    }
}

/// For whom a consent link is.
#[derive(Clone, Default)]
pub struct Consent {
    redirect_url: String,
    user: Option<(String, String)>,
}

/// Prints neither the URL, which may contain a state, nor the user.
impl fmt::Debug for Consent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Consent").field("user", &self.user.is_some()).finish_non_exhaustive()
    }
}

impl Consent {
    /// The page to which the user's browser returns.
    pub fn new(redirect_url: impl Into<String>) -> Self {
        Self { redirect_url: redirect_url.into(), user: None }
    }

    /// Sets the user who signs in, by object id and tenant id.
    #[must_use]
    pub fn with_user(mut self, object_id: impl Into<String>, tenant_id: impl Into<String>) -> Self {
        self.user = Some((object_id.into(), tenant_id.into()));
        self
    }

    /// The values that no error may contain.
    fn sent(&self) -> Sent {
        let mut sent = Sent::default();
        add_url(&self.redirect_url, &mut sent);
        if let Some((object_id, tenant_id)) = &self.user {
            sent.add_value(object_id);
            sent.add_value(tenant_id);
        }
        sent
    }
}

impl Namespace {
    /// Creates or replaces a connection. Many connectors then need the consent of a user:
    /// [`consent_link`](Self::consent_link).
    ///
    /// # Errors
    /// Failures of the call.
    pub async fn put_connection(&self, name: &str, connection: &NewConnection) -> Result<ConnectionInfo, AzureError> {
        let values = Some(&connection.values.0).filter(|values| !values.is_empty());
        let properties = PropertiesBody { connector_name: &connection.connector, parameter_values: values };
        let (body, mut sent) = (Body { properties }, Sent::default());
        connection.values.each(&mut |value| sent.add_credential(value));
        let made: Resource<Properties> = self.put("put the connection", &["connections", name], &body, sent).await?;
        Ok(made.into())
    }

    /// A connection.
    ///
    /// # Errors
    /// [`NotFound`](super::AzureErrorKind::NotFound) if it does not exist, and failures of the call.
    pub async fn get_connection(&self, name: &str) -> Result<ConnectionInfo, AzureError> {
        let found: Resource<Properties> = self.get("get the connection", &["connections", name]).await?;
        Ok(found.into())
    }

    /// All connections of the namespace.
    ///
    /// # Errors
    /// Failures of the calls.
    pub async fn list_connections(&self) -> Result<Vec<ConnectionInfo>, AzureError> {
        let found: Vec<Resource<Properties>> = self.list("list the connections", &["connections"], usize::MAX).await?;
        Ok(found.into_iter().map(Into::into).collect())
    }

    /// Deletes a connection. Returns whether it existed. Delete the triggers that use it first.
    ///
    /// # Errors
    /// Failures of the call.
    pub async fn delete_connection(&self, name: &str) -> Result<bool, AzureError> {
        self.remove("delete the connection", &["connections", name]).await
    }

    /// A link at which a user signs in to the service for a connection. Whoever has the link can use it.
    ///
    /// # Errors
    /// Failures of the call, and [`Protocol`](super::AzureErrorKind::Protocol) if the service returns no link.
    pub async fn consent_link(&self, connection: &str, consent: &Consent) -> Result<Secret, AzureError> {
        const DOING: &str = "get a consent link";
        let (object_id, tenant_id) = consent.user.as_ref().map(|(object, tenant)| (object, tenant)).unzip();
        let parameter = LinkParameter {
            redirect_url: &consent.redirect_url,
            parameter_name: "token",
            object_id: object_id.map(String::as_str),
            tenant_id: tenant_id.map(String::as_str),
        };
        let body = wire::json(DOING, &LinkBody { parameters: [parameter] })?;
        let path = ["connections", connection, "listConsentLinks"];
        let answer = self.post(DOING, &path, Some(body), consent.sent()).await?;
        let links: Links = decode(DOING, &answer)?;
        let link = links.value.into_iter().find_map(|link| link.link);
        link.ok_or_else(|| AzureError::protocol(DOING, "the response contains no link"))
    }
}

#[derive(Serialize)]
struct Body<'a> {
    properties: PropertiesBody<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PropertiesBody<'a> {
    connector_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter_values: Option<&'a Map<String, Value>>,
}

#[derive(Serialize)]
struct LinkBody<'a> {
    parameters: [LinkParameter<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LinkParameter<'a> {
    redirect_url: &'a str,
    parameter_name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    object_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_id: Option<&'a str>,
}

#[derive(Deserialize)]
struct Links {
    value: Vec<Link>,
}

#[derive(Deserialize)]
struct Link {
    link: Option<Secret>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    connector_name: Option<String>,
    connection_runtime_url: Option<String>,
    overall_status: Option<ConnectionStatus>,
    statuses: Option<Vec<ConnectionPart>>,
    provisioning_state: Option<ProvisioningState>,
}

impl From<Resource<Properties>> for ConnectionInfo {
    fn from(resource: Resource<Properties>) -> Self {
        let properties = resource.properties.unwrap_or_default();
        Self {
            id: resource.id,
            name: resource.name,
            connector: properties.connector_name,
            runtime_url: properties.connection_runtime_url,
            overall_status: properties.overall_status,
            statuses: properties.statuses.unwrap_or_default(),
            provisioning_state: properties.provisioning_state,
        }
    }
}
