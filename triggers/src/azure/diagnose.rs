//! Why a trigger does not deliver. In: the name of a trigger configuration. Out: what is missing, from the resources of
//! the namespace.

use super::{
    client::Namespace,
    config::TriggerState,
    connections::{ConnectionInfo, Consent},
    delivery::is_https,
    error::{AzureError, AzureErrorKind},
    finding::Finding,
    gateway::{NamespaceInfo, ProvisioningState},
    pull::Pull,
    triggers::{DeliveryInfo, RunStatus, TriggerInfo},
};
use connector_runtime::redaction::Sent;
use std::fmt;

/// How many runs are looked at.
const RUNS: usize = 20;

/// How many messages of runs are reported.
const MESSAGES: usize = 3;

/// What a diagnosis may use. The default needs nothing.
#[derive(Clone, Debug, Default)]
pub struct Diagnose {
    caller: Option<String>,
    consent: Option<Consent>,
}

impl Diagnose {
    /// Sets the object id of the identity that pulls. Without it, the client's own credential tries whether it may.
    #[must_use]
    pub fn with_caller(mut self, object_id: impl Into<String>) -> Self {
        self.caller = Some(object_id.into());
        self
    }

    /// Gets a consent link for a connection that is not authenticated.
    #[must_use]
    pub fn with_consent(mut self, consent: Consent) -> Self {
        self.consent = Some(consent);
        self
    }
}

/// What keeps a trigger from delivering.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Diagnosis {
    /// Each thing that is wrong, the cause before its effects.
    pub findings: Vec<Finding>,
}

impl Diagnosis {
    /// Whether nothing is wrong, as far as the namespace shows it, and each check was possible.
    pub fn is_healthy(&self) -> bool {
        self.findings.is_empty()
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_healthy() {
            return f.write_str("Nothing is missing.");
        }
        for (number, finding) in self.findings.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{finding}")?;
        }
        Ok(())
    }
}

impl Namespace {
    /// Looks for what keeps a trigger from delivering. It changes nothing. A check that fails is a finding too.
    ///
    /// ```no_run
    /// # async fn example(namespace: connector_triggers::azure::Namespace) {
    /// use connector_triggers::azure::Diagnose;
    ///
    /// println!("{}", namespace.diagnose("new-mail", &Diagnose::default()).await);
    /// # }
    /// ```
    pub async fn diagnose(&self, trigger: &str, options: &Diagnose) -> Diagnosis {
        let mut findings = Findings::default();
        self.look(trigger, options, &mut findings).await;
        Diagnosis { findings: findings.all }
    }

    async fn look(&self, name: &str, options: &Diagnose, findings: &mut Findings) {
        let namespace = match self.get_namespace().await {
            Err(error) if error.kind() == AzureErrorKind::NotFound => return findings.push(Finding::NamespaceMissing),
            outcome => findings.checked("the namespace", outcome),
        };
        if let Some(namespace) = &namespace {
            findings.namespace(namespace);
        }
        let trigger = match self.get_trigger(name).await {
            Err(error) if error.kind() == AzureErrorKind::NotFound => return findings.push(Finding::TriggerMissing),
            outcome => findings.checked("the trigger configuration", outcome),
        };
        let Some(trigger) = trigger else { return };
        findings.sent = trigger.sent();
        findings.trigger(&trigger);
        match &trigger.connection {
            Some(connection) => self.look_at_connection(connection, namespace, &trigger, options, findings).await,
            None => findings.push(Finding::TriggerWithoutConnection),
        }
        if let Some(DeliveryInfo::Pull(Some(_))) = &trigger.delivery {
            self.try_pull(name, trigger.connection.as_deref().unwrap_or_default(), findings).await;
        }
        let runs = self.runs(name, RUNS, &findings.sent).await;
        if let Some(runs) = findings.checked("the last runs", runs) {
            let failed: Vec<_> = runs.iter().filter(|run| run.status == Some(RunStatus::Failed)).collect();
            let mut messages: Vec<String> = Vec::new();
            for message in failed.iter().filter_map(|run| run.error.as_ref()) {
                if messages.len() < MESSAGES && !messages.contains(message) {
                    messages.push(message.clone());
                }
            }
            if let Some(last) = failed.first() {
                let (failed, of, status_code) = (failed.len(), runs.len(), last.status_code.clone());
                findings.push(Finding::RunsFailed { failed, of, status_code, messages });
            }
        }
    }

    async fn look_at_connection(
        &self,
        name: &str,
        namespace: Option<NamespaceInfo>,
        trigger: &TriggerInfo,
        options: &Diagnose,
        findings: &mut Findings,
    ) {
        let connection = || name.to_owned();
        let found: Option<ConnectionInfo> = match self.get_connection(name).await {
            Err(error) if error.kind() == AzureErrorKind::NotFound => {
                return findings.push(Finding::ConnectionMissing { connection: connection() });
            }
            outcome => findings.checked("the connection", outcome),
        };
        if let Some(found) = found.filter(|found| !found.is_connected()) {
            let consent_link = match &options.consent {
                Some(consent) => findings.checked("the consent link", self.consent_link(name, consent).await),
                None => None,
            };
            let (connection, status) = (connection(), found.status());
            findings.push(Finding::ConnectionNotAuthenticated { connection, status, consent_link });
        }
        let policies = self.list_access_policies(name).await;
        let Some(policies) = findings.checked("the access policies of the connection", policies) else { return };
        let is_allowed = |object_id: &str| {
            let mut principals = policies.iter().filter_map(|policy| policy.principal.as_ref());
            principals.any(|principal| principal.object_id.eq_ignore_ascii_case(object_id))
        };
        if let Some(namespace) = &namespace
            && let Some(own) = namespace.identities().next()
            && !namespace.identities().any(|identity| is_allowed(&identity.object_id))
        {
            let object_id = own.object_id.clone();
            findings.push(Finding::NamespaceAccessPolicyMissing { connection: connection(), object_id });
        }
        if let Some(caller) = options.caller.as_ref().filter(|caller| !is_allowed(caller))
            && matches!(trigger.delivery, Some(DeliveryInfo::Pull(_)))
        {
            let object_id = Some(caller.clone());
            findings.push(Finding::CallerAccessPolicyMissing { connection: connection(), object_id });
        }
    }

    /// Asks for the depth of the queue: it needs the same access as receiving, and locks nothing.
    async fn try_pull(&self, name: &str, connection: &str, findings: &mut Findings) {
        let Err(error) = Pull::new(self, name).queue_depth().await else { return };
        match error.kind() {
            AzureErrorKind::NoAccessPolicy => {
                // The list of policies has shown it already.
                let is_known = |it: &Finding| matches!(it, Finding::CallerAccessPolicyMissing { .. });
                if !findings.all.iter().any(is_known) {
                    let (connection, object_id) = (connection.to_owned(), None);
                    findings.push(Finding::CallerAccessPolicyMissing { connection, object_id });
                }
            }
            AzureErrorKind::StaleEndpoint => findings.push(Finding::PullEndpointStale),
            // The service does not offer the endpoint.
            AzureErrorKind::NotReady => {}
            _ => findings.not_checked("whether the client may pull", &error),
        }
    }
}

#[derive(Default)]
struct Findings {
    all: Vec<Finding>,
    /// What the trigger has sent, which no finding contains.
    sent: Sent,
}

impl Findings {
    fn push(&mut self, finding: Finding) {
        self.all.push(finding);
    }

    fn not_checked(&mut self, what: &'static str, error: &AzureError) {
        self.push(Finding::NotChecked { what, why: self.sent.shown(&error.to_string()) });
    }

    /// The result of a check that was possible.
    fn checked<T>(&mut self, what: &'static str, outcome: Result<T, AzureError>) -> Option<T> {
        outcome.map_err(|error| self.not_checked(what, &error)).ok()
    }

    fn namespace(&mut self, namespace: &NamespaceInfo) {
        if let Some(state) = namespace.provisioning_state.clone().filter(|state| !is_ready(state)) {
            self.push(Finding::NamespaceNotReady { state });
        }
        if namespace.identities().next().is_none() {
            self.push(Finding::NamespaceWithoutIdentity);
        }
    }

    fn trigger(&mut self, trigger: &TriggerInfo) {
        if let Some(state) = trigger.provisioning_state.clone().filter(|state| !is_ready(state)) {
            self.push(Finding::TriggerNotReady { state });
        }
        if let Some(state) = trigger.state.clone().filter(|state| *state != TriggerState::Enabled) {
            self.push(Finding::TriggerDisabled { state });
        }
        match &trigger.delivery {
            None | Some(DeliveryInfo::Callback { url: None, .. }) => self.push(Finding::CallbackUrlMissing),
            Some(DeliveryInfo::Callback { url: Some(url), .. }) if url.as_str().is_empty() => {
                self.push(Finding::CallbackUrlMissing);
            }
            Some(DeliveryInfo::Callback { url: Some(url), .. }) if !is_https(url.as_str()) => {
                self.push(Finding::CallbackUrlNotHttps);
            }
            Some(DeliveryInfo::Pull(None)) => self.push(Finding::PullEndpointsMissing),
            Some(DeliveryInfo::Callback { .. } | DeliveryInfo::Pull(Some(_))) => {}
        }
    }
}

fn is_ready(state: &ProvisioningState) -> bool {
    *state == ProvisioningState::Succeeded
}
