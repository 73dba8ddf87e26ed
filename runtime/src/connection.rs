//! A connection: the address of an Azure API connection or of the service itself, with the pipeline that requests to it
//! pass.

use crate::{
    direct::{Auth, Direct, Service},
    error::{Error, ErrorKind, Result},
    http::{
        request::{HttpRequest, RequestTarget},
        values::Values,
    },
    limits::RateLimit,
    options::ClientOptions,
    response::{
        RawResponse,
        byte_stream::{ByteStream, SentValues},
    },
    wire::{
        background::{Dropped, in_background},
        failure::failure,
        pipeline::{self, Pipeline},
        sent::Sent,
        time_limit::within,
    },
};
use azure_core::credentials::TokenCredential;
use futures_core::future::BoxFuture;
use std::{fmt, pin::pin, sync::Arc, time::Instant};
use url::Url;

/// The connector that a crate calls. Generated code has one constant.
#[derive(Clone, Copy, Debug)]
pub struct Connector {
    name: &'static str,
    version: &'static str,
    backend: Option<Backend>,
    limits: &'static [RateLimit],
}

impl Connector {
    /// The connector's name and the version of its crate, for the `User-Agent`.
    pub const fn new(name: &'static str, version: &'static str) -> Self {
        Self { name, version, backend: None, limits: &[] }
    }

    /// Sets the address of the service itself. The service's links use it; the client sends them through the
    /// connection.
    pub const fn backend(mut self, scheme: &'static str, host: &'static str, base_path: &'static str) -> Self {
        self.backend = Some(Backend { scheme, host, base_path, is_gateway: false });
        self
    }

    /// Sets the address of Azure's gateway, for a definition that states it in place of the service's address. Below
    /// the base path, the first segment of a link is the id of the connection.
    pub const fn gateway(mut self, scheme: &'static str, host: &'static str, base_path: &'static str) -> Self {
        self.backend = Some(Backend { scheme, host, base_path, is_gateway: true });
        self
    }

    /// Sets the rate limits that the definition states.
    pub const fn limits(mut self, limits: &'static [RateLimit]) -> Self {
        self.limits = limits;
        self
    }

    /// The pipeline of a connection. It keeps the definition's rate limits if the caller enables the throttle.
    fn pipeline(
        self,
        credential: Option<Arc<dyn TokenCredential>>,
        options: Option<ClientOptions>,
    ) -> Result<Pipeline> {
        let mut options = options.unwrap_or_default();
        if options.is_throttled {
            options.rate_limits.extend_from_slice(self.limits);
        }
        pipeline::new(self.name, self.version, credential, options)
    }
}

/// The address of the service itself or of Azure's gateway, from the definition.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backend {
    pub(crate) is_gateway: bool,
    pub(crate) scheme: &'static str,
    pub(crate) host: &'static str,
    pub(crate) base_path: &'static str,
}

impl Backend {
    pub(crate) fn url(self) -> Option<Url> {
        Url::parse(&format!("{}://{}", self.scheme, self.host)).ok()
    }
}

/// The connection of a client. Cheap to clone.
#[derive(Clone)]
pub struct Connection(Arc<Inner>);

struct Inner {
    connector: Connector,
    base: Url,
    pipeline: Pipeline,
    /// Set if requests go to the service itself.
    direct: Option<Direct>,
}

impl Connection {
    /// A connection by its runtime URL, `https://….azure-apihub.net/apim/{connector}/{connection-id}`.
    ///
    /// # Errors
    /// The URL is not `https` or cannot be a base, an option is out of range, or there is no HTTP transport.
    pub fn new(
        connection_runtime_url: &str,
        credential: Arc<dyn TokenCredential>,
        options: Option<ClientOptions>,
        connector: Connector,
    ) -> Result<Self> {
        let base = Url::parse(connection_runtime_url.trim()).map_err(|error| {
            Error::new(ErrorKind::Request, "the connection runtime URL is not a valid URL").with_source(error)
        })?;
        if base.scheme() != "https" {
            // Any other scheme may be a part of something else, such as a user.
            let problem = match base.scheme() {
                "http" => "the connection runtime URL must be https, not http",
                _ => "the connection runtime URL must be https",
            };
            return Err(Error::new(ErrorKind::Request, problem));
        }
        if !base.username().is_empty() || base.password().is_some() {
            return Err(Error::new(
                ErrorKind::Request,
                "the connection runtime URL must not contain a user or password",
            ));
        }
        let pipeline = connector.pipeline(Some(credential), options)?;
        Ok(Self(Arc::new(Inner { connector, base, pipeline, direct: None })))
    }

    /// The service itself, without an Azure connection.
    ///
    /// # Errors
    /// The connection parameters give no `https` address, an option is out of range, or there is no HTTP transport.
    pub fn direct(
        service: &'static Service,
        auth: Auth,
        options: Option<ClientOptions>,
        connector: Connector,
    ) -> Result<Self> {
        let direct = Direct::new(service, auth);
        let base = direct.base()?;
        let pipeline = connector.pipeline(None, options)?;
        Ok(Self(Arc::new(Inner { connector, base, pipeline, direct: Some(direct) })))
    }

    pub(crate) fn base(&self) -> &Url {
        &self.0.base
    }

    pub(crate) fn backend(&self) -> Option<Backend> {
        self.0.connector.backend
    }

    /// Whether requests go to the service itself, without an Azure connection.
    pub(crate) fn is_direct(&self) -> bool {
        self.0.direct.is_some()
    }

    /// Where a request goes, as far as it is known before sending.
    pub(crate) fn target_of(&self, request: &HttpRequest) -> RequestTarget {
        let target = self.0.direct.as_ref().and_then(|direct| direct.target_of(self.base(), request).ok());
        target.unwrap_or_else(|| RequestTarget { base: self.base().clone(), url: request.url.clone() })
    }

    /// The values of a request and of the credential, as far as the client knows it.
    pub(crate) fn values_of(&self, request: &HttpRequest) -> Values {
        let mut values = request.values(self.base_length());
        self.add_credential(&mut values);
        values
    }

    /// The values of a URL and of the credential, as far as the client knows it.
    pub(crate) fn values_of_url(&self, url: &Url) -> Values {
        let mut values = Values::default();
        values.add_query(url);
        values.add_path(url, self.base_length());
        self.add_credential(&mut values);
        values
    }

    fn base_length(&self) -> usize {
        self.base().path_segments().map_or(0, Iterator::count)
    }

    fn add_credential(&self, values: &mut Values) {
        if let Some(direct) = &self.0.direct {
            direct.add_values(values);
        }
    }

    /// A URL without what the credential and the policies of a direct call add to its query.
    pub(crate) fn without_keys(&self, request: &HttpRequest, url: Url) -> Url {
        match &self.0.direct {
            Some(direct) => direct.without_keys(request, url),
            None => url,
        }
    }

    /// Sends the request of an operation.
    pub(crate) async fn send(&self, request: HttpRequest) -> Result<RawResponse> {
        self.exchange(request).await.map(|(response, _)| response)
    }

    /// Like [`send`](Self::send), with the values of what was sent: a response of success may report a failure and quote them.
    pub(crate) async fn send_with_values(&self, request: HttpRequest) -> Result<(RawResponse, SentValues)> {
        let (response, sent) = self.exchange(request).await?;
        Ok((response, Box::new(move || sent.values())))
    }

    async fn exchange(&self, request: HttpRequest) -> Result<(RawResponse, Sent)> {
        match &self.0.direct {
            // Boxed, so that the future of the usual case stays small.
            Some(direct) => Box::pin(self.send_direct(direct, request)).await,
            None => pipeline::send(&self.0.pipeline, self.base(), request).await,
        }
    }

    /// Like [`send_with_values`](Self::send_with_values). Where there is a tokio runtime, the request makes progress even if nobody
    /// polls the future; to drop the future cancels it. `received` gets the response as soon as it is there.
    pub(crate) fn send_in_background(
        &self,
        request: HttpRequest,
        received: impl FnOnce(&RawResponse) + Send + 'static,
    ) -> BoxFuture<'static, Result<(RawResponse, SentValues)>> {
        let (connection, operation) = (self.clone(), request.operation);
        let response =
            async move { connection.send_with_values(request).await.inspect(|(response, _)| received(response)) };
        in_background(response, Dropped::Cancels, move || {
            let problem = "the async runtime ended before the service responded";
            Err(Error::new(ErrorKind::Transport, problem).of_operation(operation))
        })
    }

    async fn send_direct(&self, direct: &Direct, request: HttpRequest) -> Result<(RawResponse, Sent)> {
        let prepared = self.prepared(direct, request).await?;
        let outcome = pipeline::send(&self.0.pipeline, self.base(), prepared.clone()).await;
        let (mut response, sent) = outcome.map_err(|error| error.without(&direct.values()))?;
        direct.finish(&prepared, &mut response);
        Ok((response, sent))
    }

    /// Like [`send`](Self::send), but leaves the body to the caller.
    pub(crate) async fn send_streaming(&self, request: HttpRequest) -> Result<ByteStream> {
        let transmit = |request| pipeline::send_streaming(&self.0.pipeline, self.base(), request);
        let Some(direct) = &self.0.direct else { return transmit(request).await };
        let prepared = Box::pin(self.prepared(direct, request)).await?;
        let response = transmit(prepared.clone()).await;
        let mut response = response.map_err(|error| error.without(&direct.values()))?;
        direct.finish_head(&prepared, &mut response);
        Ok(response)
    }

    async fn prepared(&self, direct: &Direct, request: HttpRequest) -> Result<HttpRequest> {
        let (operation, method) = (request.operation, request.method);
        let (limits, started) = (request.limits.over(self.0.pipeline.limits), Instant::now());
        let prepare = pin!(async { Ok(direct.prepare(&self.0.pipeline, self.base(), request).await) });
        let prepared = within(limits.time_limit, prepare).await;
        let prepared = prepared.map_err(|error| failure(&error, method, &Values::default()));
        let prepared = prepared.and_then(|prepared| prepared);
        let mut prepared = prepared.map_err(|error| error.without(&direct.values()).of_operation(operation))?;
        // The call itself gets the rest of the time.
        prepared.limits.time_limit = limits.time_limit.map(|limit| limit.saturating_sub(started.elapsed()));
        Ok(prepared)
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
