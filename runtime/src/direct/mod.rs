//! Direct calls, without an Azure connection: the client itself authenticates and applies the definition's policies.
//!
//! In: a request to the definition's address. Out: the request that the service expects, and later the response that
//! the definition describes. A credential goes to one address only: the definition's, or the one that a policy of the
//! definition builds from the caller's values.

mod auth;
mod target;

pub use auth::{Auth, Credential};

use crate::{
    error::{Error, ErrorKind, Result},
    http::{headers::Headers, request::HttpRequest, values::Values},
    policy::{self, Exists, Outgoing, Parameters, Piece, Policy, Rule, Scope, Template},
    response::{RawResponse, byte_stream::ByteStream},
    wire::pipeline::{self, Pipeline},
};
use serde_json::Value;
use std::sync::Arc;
use url::Url;
use zeroize::Zeroizing;

/// A service, from its definition. Generated code has one constant.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// `https://`, host and base path.
    pub base: &'static str,
    /// Changes to requests and responses, in order.
    pub policies: &'static [Policy],
    /// The operations that need an Azure connection.
    pub through_connection: Through,
}

/// Operations that need an Azure connection: a script of the connector runs in Azure.
#[derive(Clone, Copy, Debug)]
pub enum Through {
    /// All operations.
    All,
    /// The operations with these ids.
    Some(&'static [&'static str]),
}

impl Through {
    fn holds(self, operation: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(operations) => operations.contains(&operation),
        }
    }
}

/// A service and the caller's authentication.
pub(crate) struct Direct {
    service: &'static Service,
    auth: Auth,
}

impl Direct {
    pub(crate) fn new(service: &'static Service, auth: Auth) -> Self {
        Self { service, auth }
    }

    /// The beginning of request URLs: the definition's address, or the one that connection parameters alone give for
    /// every operation.
    pub(crate) fn base(&self) -> Result<Url> {
        let own = || policy::https(self.service.base);
        let rule = self.service.policies.iter().find_map(|policy| match policy.rule {
            Rule::HostUrl(template) if policy.operations.is_empty() && is_settled(template) => Some(template),
            _ => None,
        });
        let Some(template) = rule else { return own() };
        let (headers, resolved) = (Headers::default(), self.auth.settled());
        let scope = Scope {
            parameters: &resolved,
            method: "",
            headers: &headers,
            query: None,
            path: &[],
            body: &Value::Null,
            item: None,
        };
        policy::host_url(template, self.base_path(), &scope)
    }

    /// The base path of the definition. It stays if a policy changes the host only.
    fn base_path(&self) -> &'static str {
        let after_scheme = self.service.base.split_once("://").map_or("", |(_, rest)| rest);
        after_scheme.find('/').map_or("/", |at| &after_scheme[at..])
    }

    /// The request that the service expects.
    ///
    /// # Errors
    /// The operation needs an Azure connection, there is no token, or a value is missing or invalid.
    pub(crate) async fn prepare(&self, pipeline: &Pipeline, base: &Url, request: HttpRequest) -> Result<HttpRequest> {
        if self.service.through_connection.holds(request.operation) {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "this operation can only be called through an Azure connection: part of it runs in Azure",
            ));
        }
        let resolved = self.auth.resolve().await?;
        let mut request = request;
        if !self.service.policies.is_empty() {
            request.before = Some(Arc::new(request.clone()));
        }
        let mut outgoing = Outgoing::new(request, base, self.base_path());
        self.authenticate(&mut outgoing, &resolved)?;
        let mut policies = self.service.policies.iter();
        while let Some(fetch) = policy::apply_to_request(&mut outgoing, &mut policies, &resolved)? {
            let (response, _) = pipeline::send(pipeline, base, fetch.request.clone()).await?;
            let response: Value = serde_json::from_slice(response.body()).unwrap_or_default();
            outgoing.fetched(&fetch, &response, &resolved)?;
        }
        outgoing.finish()
    }

    /// Makes the response what the definition describes. `request` is the result of [`prepare`](Self::prepare).
    pub(crate) fn finish(&self, request: &HttpRequest, response: &mut RawResponse) {
        let request = self.keyless(request);
        policy::apply_to_response(response, self.service.policies, &request, &self.auth.settled());
    }

    /// Like [`finish`](Self::finish), for a response whose body is read later.
    pub(crate) fn finish_head(&self, request: &HttpRequest, response: &mut ByteStream) {
        let request = self.keyless(request);
        policy::apply_to_head(response.headers_mut(), self.service.policies, &request, &self.auth.settled());
    }

    /// The values of the credential, and those of the connection.
    pub(crate) fn values(&self) -> Values {
        let mut values = Values::default();
        self.add_values(&mut values);
        values
    }

    pub(crate) fn add_values(&self, values: &mut Values) {
        self.auth.add_values(values);
    }

    /// A policy may copy the request's URL into the response, where the caller can store it. So no key may be in it.
    fn keyless(&self, request: &HttpRequest) -> HttpRequest {
        let mut keyless = request.clone();
        keyless.url = self.without_keys(request, keyless.url);
        keyless
    }

    /// A URL without the keys that the credential and policies add to the query of a request. Both add them again to a
    /// request that follows the URL.
    pub(crate) fn without_keys(&self, request: &HttpRequest, url: Url) -> Url {
        let keys = self.auth.credentials.iter().filter_map(|credential| match credential {
            Credential::Query { name, .. } => Some(*name),
            _ => None,
        });
        let url = policy::without_query(&url, &keys.collect::<Vec<_>>());
        policy::without_keys(url, self.service.policies, request, &self.auth.settled())
    }

    fn authenticate(&self, outgoing: &mut Outgoing<'_>, resolved: &auth::Resolved<'_>) -> Result<()> {
        for credential in self.auth.credentials {
            match credential {
                Credential::Header { name, parameter } => {
                    if let Some(value) = resolved.parameter(parameter) {
                        outgoing.set_header(name, value.to_owned(), Exists::Override)?;
                    }
                }
                Credential::Query { name, parameter } => {
                    if let Some(value) = resolved.parameter(parameter) {
                        outgoing.set_query(name, value, Exists::Override);
                    }
                }
                Credential::Basic { user, password } => {
                    let user = resolved.parameter(user).unwrap_or_default();
                    let password = resolved.parameter(password).unwrap_or_default();
                    let pair = Zeroizing::new(format!("{user}:{password}"));
                    let value = format!("Basic {}", *Zeroizing::new(azure_core::base64::encode(pair.as_bytes())));
                    outgoing.set_header("Authorization", value, Exists::Override)?;
                }
                Credential::Bearer => {
                    if let Some(token) = &resolved.token {
                        outgoing.set_header("Authorization", format!("Bearer {}", **token), Exists::Override)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Whether a template needs connection parameters only.
fn is_settled(template: Template) -> bool {
    template
        .iter()
        .all(|piece| matches!(piece, Piece::Text(_) | Piece::Expression(policy::Expression::ConnectionParameter(..))))
}
