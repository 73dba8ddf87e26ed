//! Calls without an Azure connection: the client itself authenticates and applies the definition's policies.
//!
//! In: a request against the definition's address, as the caller said it. Out: the request as the service wants it, and later
//! the response as the definition describes it. A credential goes to one address only: that of the definition, or the one that
//! a policy of the definition makes of what the caller gave.

mod auth;
mod target;

pub use auth::{Auth, Credential};

use crate::{
    error::{Error, ErrorKind, Result},
    http::{headers::Headers, request::HttpRequest},
    policy::{self, Exists, Outgoing, Parameters, Piece, Policy, Rule, Scope, Template},
    response::{RawResponse, byte_stream::ByteStream},
    wire::pipeline::{self, Pipeline},
};
use serde_json::Value;
use url::Url;

/// A service as its definition describes it. Generated code holds one.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// `https://`, host and base path.
    pub base: &'static str,
    /// What is done to requests and answers, in this order.
    pub policies: &'static [Policy],
    /// The operations that only Azure's side of a connection can carry out.
    pub through_connection: Through,
}

/// Operations that only Azure's side of a connection can carry out: a script of the connector runs there.
#[derive(Clone, Copy, Debug)]
pub enum Through {
    /// All of them.
    All,
    /// Those with these ids.
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

/// A service and who calls it.
pub(crate) struct Direct {
    service: &'static Service,
    auth: Auth,
}

impl Direct {
    pub(crate) fn new(service: &'static Service, auth: Auth) -> Self {
        Self { service, auth }
    }

    /// What the URLs of requests begin with: the definition's own address, unless connection parameters alone make another for
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

    /// The base path of the definition, which stays where a policy changes the host alone.
    fn base_path(&self) -> &'static str {
        let after_scheme = self.service.base.split_once("://").map_or("", |(_, rest)| rest);
        after_scheme.find('/').map_or("/", |at| &after_scheme[at..])
    }

    /// The request as the service wants it.
    ///
    /// # Errors
    /// Where the operation can only be carried out by Azure, no token can be had, or a value is missing or unfit.
    pub(crate) async fn prepare(&self, pipeline: &Pipeline, base: &Url, request: HttpRequest) -> Result<HttpRequest> {
        if self.service.through_connection.holds(request.operation) {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "this operation can only be called through an Azure connection: a part of it runs on Azure's side",
            ));
        }
        let resolved = self.auth.resolve().await?;
        let mut outgoing = Outgoing::new(request, base, self.base_path());
        self.authenticate(&mut outgoing, &resolved)?;
        let mut policies = self.service.policies.iter();
        while let Some(fetch) = policy::apply_to_request(&mut outgoing, &mut policies, &resolved)? {
            let response = pipeline::send(pipeline, base, fetch.request.clone()).await?;
            let response: Value = serde_json::from_slice(response.body()).unwrap_or_default();
            outgoing.fetched(&fetch, &response, &resolved)?;
        }
        outgoing.finish()
    }

    /// The response as the definition describes it; `request` is what [`prepare`](Self::prepare) made.
    pub(crate) fn finish(&self, request: &HttpRequest, response: &mut RawResponse) {
        let request = self.without_keys(request);
        policy::apply_to_response(response, self.service.policies, &request, &self.auth.settled());
    }

    /// As [`finish`](Self::finish), of a response whose body is read later.
    pub(crate) fn finish_head(&self, request: &HttpRequest, response: &mut ByteStream) {
        let request = self.without_keys(request);
        policy::apply_to_head(response.headers_mut(), self.service.policies, &request, &self.auth.settled());
    }

    /// What a policy makes of the request's URL is the caller's to keep: no key stands in it.
    fn without_keys(&self, request: &HttpRequest) -> HttpRequest {
        let keys = self.auth.credentials.iter().filter_map(|credential| match credential {
            Credential::Query { name, .. } => Some(*name),
            _ => None,
        });
        let mut request = request.clone();
        request.url = policy::without_query(&request.url, &keys.collect::<Vec<_>>());
        request
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
                    let pair = format!("{user}:{}", resolved.parameter(password).unwrap_or_default());
                    let value = format!("Basic {}", azure_core::base64::encode(pair));
                    outgoing.set_header("Authorization", value, Exists::Override)?;
                }
                Credential::Bearer => {
                    if let Some(token) = &resolved.token {
                        outgoing.set_header("Authorization", format!("Bearer {token}"), Exists::Override)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Whether a template needs nothing but connection parameters.
fn is_settled(template: Template) -> bool {
    template
        .iter()
        .all(|piece| matches!(piece, Piece::Text(_) | Piece::Expression(policy::Expression::ConnectionParameter(..))))
}
