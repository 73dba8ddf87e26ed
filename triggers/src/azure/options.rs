//! What a program sets for a client of a namespace.

use azure_core::http::Transport;
use std::time::Duration;

/// Options of a [`Namespace`](super::Namespace). The default is Azure's public cloud.
#[derive(Clone, Debug)]
pub struct NamespaceOptions {
    pub(super) endpoint: String,
    pub(super) arm_scope: String,
    pub(super) pull_scope: String,
    pub(super) transport: Option<Transport>,
    pub(super) arm_timeout: Duration,
}

impl Default for NamespaceOptions {
    fn default() -> Self {
        Self {
            endpoint: "https://management.azure.com".into(),
            arm_scope: "https://management.azure.com/.default".into(),
            pull_scope: "https://apihub.azure.com/.default".into(),
            transport: None,
            arm_timeout: Duration::from_secs(60),
        }
    }
}

impl NamespaceOptions {
    /// Sets the `https` URL of Azure Resource Manager, and the scope of tokens for it. Another cloud than the public one
    /// has others, such as `https://management.usgovcloudapi.net` and `https://management.usgovcloudapi.net/.default`.
    #[must_use]
    pub fn with_endpoint(mut self, url: impl Into<String>, scope: impl Into<String>) -> Self {
        (self.endpoint, self.arm_scope) = (url.into(), scope.into());
        self
    }

    /// Sets the scope of tokens for the pull endpoints. The default is `https://apihub.azure.com/.default`.
    #[must_use]
    pub fn with_pull_scope(mut self, scope: impl Into<String>) -> Self {
        self.pull_scope = scope.into();
        self
    }

    /// Sets the transport. It must not follow redirects: a signed link must not lead elsewhere.
    #[must_use]
    pub fn with_transport(mut self, transport: Transport) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Sets the time limit of one request to Azure Resource Manager. The default is 60 s. Pull endpoints have fixed
    /// limits, because a lock lasts 2 minutes.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.arm_timeout = timeout;
        self
    }
}
