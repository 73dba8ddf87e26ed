//! Azure's connector namespaces: trigger configurations, and pull delivery.
//!
//! A connector namespace (`Microsoft.Web/connectorGateways`, a preview without guarantees) listens to a service for a
//! program. [`Namespace`] makes what that needs: a connection to the service, access policies, and a trigger
//! configuration. [`Pull`] brings the events to an inbox, without a public address. A trigger that stays silent mostly
//! lacks an access policy: [`Namespace::diagnose`] says what is missing.
//!
//! ```no_run
//! # async fn example(
//! #     credential: std::sync::Arc<dyn azure_core::credentials::TokenCredential>,
//! #     inbox: std::sync::Arc<dyn connector_triggers::Inbox>,
//! #     stop: impl Future<Output = ()>,
//! # ) -> Result<(), connector_triggers::azure::AzureError> {
//! use connector_triggers::azure::{
//!     Consent, Delivery, Namespace, NewConnection, NewIdentity, Parameters, Principal, Pull, TriggerConfig,
//! };
//!
//! let namespace = Namespace::new("subscription id", "resource group", "my-namespace", credential, None)?;
//! namespace.put_namespace("westus2", &NewIdentity::SystemAssigned).await?;
//!
//! // A connection. A user signs in once at the link.
//! namespace.put_connection("office365-conn", &NewConnection::new("office365")).await?;
//! let link = namespace.consent_link("office365-conn", &Consent::new("https://portal.azure.com")).await?;
//! println!("sign in: {}", link.as_str());
//!
//! // The namespace and this program may use it.
//! namespace.allow_namespace("office365-conn").await?;
//! let me = Principal { object_id: "object id".into(), tenant_id: "tenant id".into() };
//! namespace.put_access_policy("office365-conn", "me", &me).await?;
//!
//! let trigger = TriggerConfig::new("office365", "office365-conn", "OnNewEmailV3", Delivery::Pull)
//!     .with_parameters(Parameters::new().with("folderPath", "Inbox"));
//! namespace.put_trigger("new-mail", &trigger).await?;
//!
//! Pull::new(&namespace, "new-mail").run(inbox, stop).await?;
//! # Ok(())
//! # }
//! ```
//!
//! The body of each pulled event is Azure's envelope: decode it with `TriggerPayload::decode_envelope`.

mod access;
mod client;
mod config;
mod connections;
mod delivery;
mod diagnose;
mod error;
mod finding;
mod gateway;
mod open_enum;
mod options;
mod parameters;
mod pull;
mod secret;
mod triggers;
mod wire;

pub use access::AccessPolicy;
pub use client::Namespace;
pub use config::{Frequency, Recurrence, TriggerConfig, TriggerState};
pub use connections::{ConnectionInfo, ConnectionPart, ConnectionStatus, Consent, NewConnection};
pub use delivery::{Authentication, Delivery};
pub use diagnose::{Diagnose, Diagnosis};
pub use error::{AzureError, AzureErrorKind};
pub use finding::Finding;
pub use gateway::{NamespaceInfo, NewIdentity, Principal, ProvisioningState};
pub use open_enum::Unlisted;
pub use options::NamespaceOptions;
pub use parameters::Parameters;
pub use pull::{Pull, PullStats};
pub use secret::Secret;
pub use triggers::{DeliveryInfo, PullEndpoints, Run, RunStatus, TriggerInfo};
