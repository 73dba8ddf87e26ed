//! A trigger configuration as a program writes it.

use super::{
    delivery::{Authentication, Delivery},
    error::AzureError,
    open_enum::open_enum,
    parameters::Parameters,
    secret::{Secret, Values},
};
use connector_runtime::redaction::Sent;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};
use std::fmt;

open_enum! {
    /// Whether a trigger fires.
    TriggerState {
        /// It fires.
        Enabled,
        /// It does not fire.
        Disabled,
    }
}

open_enum! {
    /// The unit of a [`Recurrence`].
    Frequency {
        /// Seconds.
        Second,
        /// Minutes.
        Minute,
        /// Hours.
        Hour,
        /// Days.
        Day,
        /// Weeks.
        Week,
        /// Months.
        Month,
    }
}

/// How often a polled trigger looks for events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recurrence {
    /// The unit of `interval`.
    pub frequency: Frequency,
    /// The number of units from one look to the next.
    pub interval: u32,
}

/// A trigger configuration, for [`Namespace::put_trigger`](super::Namespace::put_trigger).
///
/// ```
/// use connector_triggers::azure::{Authentication, Delivery, Frequency, Parameters, TriggerConfig};
///
/// let pulled = TriggerConfig::new("office365", "office365-conn", "OnNewEmailV3", Delivery::Pull)
///     .with_parameters(Parameters::new().with("folderPath", "Inbox"))
///     .with_recurrence(Frequency::Minute, 5);
///
/// let receiver = Delivery::callback(
///     "https://receiver.example/callbacks/office365",
///     Authentication::QueryString { name: "code".into(), value: "…".into() },
/// );
/// let posted = TriggerConfig::new("office365", "office365-conn", "OnNewEmailV3", receiver);
/// # let _ = (pulled, posted);
/// ```
#[derive(Clone)]
pub struct TriggerConfig {
    connector: String,
    connection: String,
    operation: String,
    delivery: Delivery,
    parameters: Parameters,
    description: Option<String>,
    state: Option<TriggerState>,
    recurrence: Option<Recurrence>,
    conditions: Vec<String>,
    split_on: Option<bool>,
    metadata: Values,
}

impl TriggerConfig {
    /// A trigger: the connector's name such as `office365`, the name of the namespace's connection to it, and the
    /// operation id of the trigger.
    pub fn new(
        connector: impl Into<String>,
        connection: impl Into<String>,
        operation: impl Into<String>,
        delivery: Delivery,
    ) -> Self {
        Self {
            connector: connector.into(),
            connection: connection.into(),
            operation: operation.into(),
            delivery,
            parameters: Parameters::default(),
            description: None,
            state: None,
            recurrence: None,
            conditions: Vec::new(),
            split_on: None,
            metadata: Values::default(),
        }
    }

    /// Sets the parameters of the trigger.
    #[must_use]
    pub fn with_parameters(mut self, parameters: impl Into<Parameters>) -> Self {
        self.parameters = parameters.into();
        self
    }

    /// Sets a description for people.
    #[must_use]
    pub fn with_description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Sets whether the trigger fires. Without it the service decides: a new trigger fires.
    #[must_use]
    pub fn with_state(mut self, state: TriggerState) -> Self {
        self.state = Some(state);
        self
    }

    /// Sets how often a polled trigger looks for events. Without it the service looks about every 3 minutes.
    #[must_use]
    pub fn with_recurrence(mut self, frequency: Frequency, interval: u32) -> Self {
        self.recurrence = Some(Recurrence { frequency, interval });
        self
    }

    /// Adds a condition in the language of Logic Apps. The trigger fires if all conditions hold.
    #[must_use]
    pub fn with_condition(mut self, expression: impl Into<String>) -> Self {
        self.conditions.push(expression.into());
        self
    }

    /// Sets whether each item of a batch is an event of its own. If not, an event has the whole batch.
    #[must_use]
    pub fn with_split_on(mut self, is_split: bool) -> Self {
        self.split_on = Some(is_split);
        self
    }

    /// Sets metadata, which the service keeps and does not read.
    #[must_use]
    pub fn with_metadata(mut self, metadata: Map<String, Value>) -> Self {
        self.metadata = Values(metadata);
        self
    }

    pub(super) fn check(&self, doing: &'static str) -> Result<(), AzureError> {
        for (what, value) in
            [("connector", &self.connector), ("connection", &self.connection), ("operation", &self.operation)]
        {
            if value.is_empty() {
                return Err(AzureError::invalid(doing, &format!("the name of the {what} is empty")));
            }
        }
        if self.recurrence.as_ref().is_some_and(|recurrence| recurrence.interval == 0) {
            return Err(AzureError::invalid(doing, "the interval of the recurrence is 0"));
        }
        self.parameters.check(doing)?;
        self.delivery.check(doing)
    }

    /// The values that no error may contain.
    pub(super) fn sent(&self) -> Sent {
        let mut sent = Sent::default();
        self.delivery.add_to(&mut sent);
        self.parameters.each(&mut |value| sent.add_value(value));
        self.metadata.each(&mut |value| sent.add_value(value));
        self.conditions.iter().chain(&self.description).for_each(|text| sent.add_value(text));
        sent
    }
}

/// Prints neither the description nor the conditions: they may contain values.
impl fmt::Debug for TriggerConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TriggerConfig")
            .field("connector", &self.connector)
            .field("connection", &self.connection)
            .field("operation", &self.operation)
            .field("delivery", &self.delivery)
            .field("parameters", &self.parameters)
            .field("state", &self.state)
            .field("recurrence", &self.recurrence)
            .field("conditions", &self.conditions.len())
            .field("split_on", &self.split_on)
            .field("metadata", &self.metadata)
            .finish_non_exhaustive()
    }
}

/// The body of a request.
impl Serialize for TriggerConfig {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (delivery_mode, notification_details) = match &self.delivery {
            Delivery::Pull => (Some("Poll"), None),
            Delivery::Callback { url, authentication } => {
                (None, Some(NotificationDetails { callback_url: url, http_method: "Post", authentication }))
            }
        };
        let properties = Properties {
            description: &self.description,
            state: &self.state,
            connection_details: ConnectionDetails {
                connector_name: &self.connector,
                connection_name: &self.connection,
            },
            operation_name: &self.operation,
            parameters: &self.parameters,
            recurrence: &self.recurrence,
            conditions: self.conditions.iter().map(|expression| Condition { expression }).collect(),
            settings: self.split_on.map(|is_split| Settings { disable_split_on: !is_split }),
            metadata: Some(&self.metadata.0).filter(|metadata| !metadata.is_empty()),
            delivery_mode,
            notification_details,
        };
        Body { properties }.serialize(serializer)
    }
}

#[derive(Serialize)]
struct Body<'a> {
    properties: Properties<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    description: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: &'a Option<TriggerState>,
    connection_details: ConnectionDetails<'a>,
    operation_name: &'a str,
    parameters: &'a Parameters,
    #[serde(skip_serializing_if = "Option::is_none")]
    recurrence: &'a Option<Recurrence>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<Condition<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<Settings>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<&'a Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery_mode: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notification_details: Option<NotificationDetails<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ConnectionDetails<'a> {
    connector_name: &'a str,
    connection_name: &'a str,
}

#[derive(Serialize)]
struct Condition<'a> {
    expression: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Settings {
    disable_split_on: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NotificationDetails<'a> {
    callback_url: &'a Secret,
    http_method: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    authentication: &'a Option<Authentication>,
}
