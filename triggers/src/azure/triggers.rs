//! Trigger configurations of a namespace, and their runs.

use super::{
    client::{Namespace, Resource},
    config::{Recurrence, TriggerConfig, TriggerState},
    error::AzureError,
    gateway::ProvisioningState,
    open_enum::open_enum,
    secret::{Secret, Values, add_url},
};
use connector_runtime::redaction::Sent;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::fmt;

const CONFIGS: &str = "triggerConfigs";

open_enum! {
    /// How a run of a trigger ended.
    RunStatus {
        /// The event was delivered.
        Succeeded,
        /// The receiver answered with 4xx or 5xx, or was not reached.
        Failed,
        /// Nothing was new, or a condition did not hold.
        Skipped,
        /// It was cancelled.
        Cancelled,
        /// It runs.
        Running,
    }
}

/// A trigger configuration, as the service describes it. `Debug` prints neither its description nor its parameters.
#[derive(Clone)]
#[non_exhaustive]
pub struct TriggerInfo {
    /// The resource id.
    pub id: Option<String>,
    /// Its name in the namespace.
    pub name: Option<String>,
    /// The description for people.
    pub description: Option<String>,
    /// Whether it fires.
    pub state: Option<TriggerState>,
    /// How far the service has got.
    pub provisioning_state: Option<ProvisioningState>,
    /// The connector's name.
    pub connector: Option<String>,
    /// The name of the connection.
    pub connection: Option<String>,
    /// The operation id of the trigger.
    pub operation: Option<String>,
    /// How often a polled trigger looks for events.
    pub recurrence: Option<Recurrence>,
    /// How the service delivers; `None` if the configuration states no way, so that events go nowhere.
    pub delivery: Option<DeliveryInfo>,
    parameters: Values,
}

/// As [`TriggerConfig`] prints itself: a description is a text of the caller.
impl fmt::Debug for TriggerInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TriggerInfo")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("state", &self.state)
            .field("provisioning_state", &self.provisioning_state)
            .field("connector", &self.connector)
            .field("connection", &self.connection)
            .field("operation", &self.operation)
            .field("recurrence", &self.recurrence)
            .field("delivery", &self.delivery)
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}

impl TriggerInfo {
    /// The parameters by name. They are not in `Debug`.
    pub fn parameters(&self) -> &Map<String, Value> {
        &self.parameters.0
    }

    /// The values that no text about the trigger may contain.
    pub(super) fn sent(&self) -> Sent {
        let mut sent = Sent::default();
        self.parameters.each(&mut |value| sent.add_value(value));
        match &self.delivery {
            Some(DeliveryInfo::Callback { url: Some(url), .. }) => add_url(url.as_str(), &mut sent),
            Some(DeliveryInfo::Pull(Some(endpoints))) => {
                let PullEndpoints { receive_uri, acknowledge_uri, has_messages_uri, approximate_queue_depth_uri } =
                    endpoints;
                let urls = [receive_uri, acknowledge_uri].into_iter().chain(has_messages_uri);
                urls.chain(approximate_queue_depth_uri).for_each(|url| add_url(url.as_str(), &mut sent));
            }
            Some(DeliveryInfo::Callback { url: None, .. } | DeliveryInfo::Pull(None)) | None => {}
        }
        sent
    }
}

/// How the service delivers the events of a trigger.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum DeliveryInfo {
    /// It keeps them for [`Pull`](super::Pull). There are no endpoints while the configuration is being made.
    Pull(Option<PullEndpoints>),
    /// It posts them.
    Callback {
        /// The callback URL, which may contain a secret; `None` if it is missing: then nothing is posted.
        url: Option<Secret>,
        /// The kind of credential, such as `QueryString`; `None` if it sends none.
        authentication: Option<String>,
    },
}

/// The pull endpoints of a trigger configuration. They are opaque and may change.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PullEndpoints {
    /// Messages are received here.
    pub receive_uri: Secret,
    /// Messages are acknowledged here.
    pub acknowledge_uri: Secret,
    /// Tells whether there are messages.
    pub has_messages_uri: Option<Secret>,
    /// Tells about how many messages there are.
    pub approximate_queue_depth_uri: Option<Secret>,
}

/// A run of a trigger. `Debug` does not print why it failed.
#[derive(Clone)]
#[non_exhaustive]
pub struct Run {
    /// Its name.
    pub name: Option<String>,
    /// How it ended.
    pub status: Option<RunStatus>,
    /// When it began, as the service writes it.
    pub start_time: Option<String>,
    /// When it ended, as the service writes it.
    pub end_time: Option<String>,
    /// The status of the receiver's response, as the service writes it.
    pub status_code: Option<String>,
    /// Why it failed, on one line of at most 500 characters. It may quote what the trigger has sent: its parameters, or the
    /// credential of its callback. [`Namespace::diagnose`] leaves both out.
    pub error: Option<String>,
}

/// The text of an error may quote a credential.
impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("name", &self.name)
            .field("status", &self.status)
            .field("start_time", &self.start_time)
            .field("end_time", &self.end_time)
            .field("status_code", &self.status_code)
            .field("has_error", &self.error.is_some())
            .finish_non_exhaustive()
    }
}

impl Namespace {
    /// Creates or replaces a trigger configuration. A change of connection, operation or parameters subscribes anew at the
    /// service.
    ///
    /// # Errors
    /// [`Invalid`](super::AzureErrorKind::Invalid) for a configuration that could never deliver, and failures of the call.
    pub async fn put_trigger(&self, name: &str, config: &TriggerConfig) -> Result<TriggerInfo, AzureError> {
        const DOING: &str = "put the trigger configuration";
        config.check(DOING)?;
        let made: Resource<Properties> = self.put(DOING, &[CONFIGS, name], config, config.sent()).await?;
        Ok(made.into())
    }

    /// A trigger configuration.
    ///
    /// # Errors
    /// [`NotFound`](super::AzureErrorKind::NotFound) if it does not exist, and failures of the call.
    pub async fn get_trigger(&self, name: &str) -> Result<TriggerInfo, AzureError> {
        let found: Resource<Properties> = self.get("get the trigger configuration", &[CONFIGS, name]).await?;
        Ok(found.into())
    }

    /// All trigger configurations of the namespace.
    ///
    /// # Errors
    /// Failures of the calls.
    pub async fn list_triggers(&self) -> Result<Vec<TriggerInfo>, AzureError> {
        let found: Vec<Resource<Properties>> =
            self.list("list the trigger configurations", &[CONFIGS], usize::MAX).await?;
        Ok(found.into_iter().map(Into::into).collect())
    }

    /// Deletes a trigger configuration, and the service's own subscription. Returns whether it existed.
    ///
    /// # Errors
    /// Failures of the call.
    pub async fn delete_trigger(&self, name: &str) -> Result<bool, AzureError> {
        self.remove("delete the trigger configuration", &[CONFIGS, name]).await
    }

    /// Lets a trigger fire.
    ///
    /// # Errors
    /// Failures of the call.
    pub async fn enable_trigger(&self, name: &str) -> Result<(), AzureError> {
        self.post("enable the trigger", &[CONFIGS, name, "enable"], None, Sent::default()).await.map(drop)
    }

    /// Stops a trigger from firing, until it is enabled.
    ///
    /// # Errors
    /// Failures of the call.
    pub async fn disable_trigger(&self, name: &str) -> Result<(), AzureError> {
        self.post("disable the trigger", &[CONFIGS, name, "disable"], None, Sent::default()).await.map(drop)
    }

    /// The last runs of a trigger, at most `max`, in the service's order.
    ///
    /// # Errors
    /// Failures of the calls.
    pub async fn list_runs(&self, name: &str, max: usize) -> Result<Vec<Run>, AzureError> {
        self.runs(name, max, &Sent::default()).await
    }

    /// The last runs of a trigger, without what it has sent.
    pub(super) async fn runs(&self, name: &str, max: usize, sent: &Sent) -> Result<Vec<Run>, AzureError> {
        let found: Vec<Resource<RunProperties>> =
            self.list("list the runs of the trigger", &[CONFIGS, name, "runs"], max).await?;
        Ok(found.into_iter().map(|run| Run::new(run, sent)).collect())
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    description: Option<String>,
    state: Option<TriggerState>,
    provisioning_state: Option<ProvisioningState>,
    connection_details: Option<ConnectionDetails>,
    operation_name: Option<String>,
    parameters: Option<Vec<Parameter>>,
    recurrence: Option<Recurrence>,
    delivery_mode: Option<String>,
    polling_endpoints: Option<EndpointsOnWire>,
    notification_details: Option<NotificationDetails>,
}

/// There may be none yet.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EndpointsOnWire {
    receive_uri: Option<Secret>,
    acknowledge_uri: Option<Secret>,
    has_messages_uri: Option<Secret>,
    approximate_queue_depth_uri: Option<Secret>,
}

impl EndpointsOnWire {
    fn complete(self) -> Option<PullEndpoints> {
        Some(PullEndpoints {
            receive_uri: self.receive_uri?,
            acknowledge_uri: self.acknowledge_uri?,
            has_messages_uri: self.has_messages_uri,
            approximate_queue_depth_uri: self.approximate_queue_depth_uri,
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConnectionDetails {
    connector_name: Option<String>,
    connection_name: Option<String>,
}

#[derive(Deserialize)]
struct Parameter {
    name: String,
    #[serde(default)]
    value: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NotificationDetails {
    callback_url: Option<Secret>,
    authentication: Option<AuthenticationKind>,
}

#[derive(Deserialize)]
struct AuthenticationKind {
    #[serde(rename = "type")]
    kind: Option<String>,
}

impl From<Resource<Properties>> for TriggerInfo {
    fn from(resource: Resource<Properties>) -> Self {
        let properties = resource.properties.unwrap_or_default();
        let details = properties.connection_details.unwrap_or_default();
        let is_pull = properties.delivery_mode.is_some_and(|mode| mode.eq_ignore_ascii_case("Poll"));
        let delivery = match properties.notification_details {
            _ if is_pull => {
                let endpoints = properties.polling_endpoints.and_then(EndpointsOnWire::complete);
                Some(DeliveryInfo::Pull(endpoints))
            }
            Some(NotificationDetails { callback_url: url, authentication }) => {
                Some(DeliveryInfo::Callback { url, authentication: authentication.and_then(|it| it.kind) })
            }
            None => None,
        };
        let parameters = properties.parameters.unwrap_or_default();
        Self {
            id: resource.id,
            name: resource.name,
            description: properties.description,
            state: properties.state,
            provisioning_state: properties.provisioning_state,
            connector: details.connector_name,
            connection: details.connection_name,
            operation: properties.operation_name,
            recurrence: properties.recurrence,
            delivery,
            parameters: Values(parameters.into_iter().map(|parameter| (parameter.name, parameter.value)).collect()),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RunProperties {
    status: Option<RunStatus>,
    start_time: Option<String>,
    end_time: Option<String>,
    outputs: Option<RunOutputs>,
    error: Option<RunError>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RunOutputs {
    /// A number or a text.
    status_code: Option<Value>,
}

#[derive(Deserialize)]
struct RunError {
    message: Option<String>,
}

impl Run {
    fn new(resource: Resource<RunProperties>, sent: &Sent) -> Self {
        let properties = resource.properties.unwrap_or_default();
        let status_code = properties.outputs.and_then(|outputs| outputs.status_code);
        Self {
            name: resource.name,
            status: properties.status,
            start_time: properties.start_time,
            end_time: properties.end_time,
            status_code: status_code.map(|code| sent.shown(code.to_string().trim_matches('"'))),
            error: properties.error.and_then(|error| error.message).map(|message| sent.shown(&message)),
        }
    }
}
