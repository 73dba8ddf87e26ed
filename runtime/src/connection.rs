//! A connection: where an Azure API connection is reached, and with which credential.

use crate::{
    Answer, ByteStream, ClientOptions, Error, ErrorKind, HttpRequest, RateLimit, Result,
    pipeline::{self, Pipeline},
};
use azure_core::credentials::TokenCredential;
use std::{fmt, sync::Arc};
use url::Url;

/// Which connector a crate calls. Generated code holds one constant.
#[derive(Clone, Copy, Debug)]
pub struct Connector {
    name: &'static str,
    version: &'static str,
    limits: &'static [RateLimit],
}

impl Connector {
    /// A connector's name and its crate's version, as they stand in the `User-Agent`.
    pub const fn new(name: &'static str, version: &'static str) -> Self {
        Self { name, version, limits: &[] }
    }

    /// Sets the limits of calls that the connector states.
    pub const fn limits(mut self, limits: &'static [RateLimit]) -> Self {
        self.limits = limits;
        self
    }
}

/// Where requests of a client go. Cheap to clone.
#[derive(Clone)]
pub struct Connection(Arc<Inner>);

struct Inner {
    connector: Connector,
    base: Url,
    pipeline: Pipeline,
}

impl Connection {
    /// A connection by its runtime URL, `https://….azure-apihub.net/apim/{connector}/{connection-id}`.
    ///
    /// # Errors
    /// Where the URL is not `https` or cannot be a base, an option is out of range, or there is no HTTP transport.
    pub fn new(
        connection_runtime_url: &str,
        credential: Arc<dyn TokenCredential>,
        options: Option<ClientOptions>,
        connector: Connector,
    ) -> Result<Self> {
        let base = Url::parse(connection_runtime_url.trim()).map_err(|error| {
            Error::new(ErrorKind::Request, "the connection runtime URL is no URL").with_source(error)
        })?;
        if base.scheme() != "https" {
            let problem = format!("the connection runtime URL must be https, not {}", base.scheme());
            return Err(Error::new(ErrorKind::Request, problem));
        }
        if !base.username().is_empty() || base.password().is_some() {
            return Err(Error::new(ErrorKind::Request, "the connection runtime URL may hold no user or password"));
        }
        let mut options = options.unwrap_or_default();
        if options.is_throttled {
            options.rate_limits.extend_from_slice(connector.limits);
        }
        let pipeline = pipeline::new(connector.name, connector.version, credential, options)?;
        Ok(Self(Arc::new(Inner { connector, base, pipeline })))
    }

    pub(crate) fn base(&self) -> &Url {
        &self.0.base
    }

    pub(crate) async fn send(&self, request: HttpRequest) -> Result<Answer> {
        pipeline::send(&self.0.pipeline, self.base(), request).await
    }

    /// As [`send`](Self::send), with a body that is read later.
    pub(crate) async fn send_streaming(&self, request: HttpRequest) -> Result<ByteStream> {
        pipeline::send_streaming(&self.0.pipeline, self.base(), request).await
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("connector", &self.0.connector.name)
            .field("host", &self.0.base.host_str())
            .finish_non_exhaustive()
    }
}
