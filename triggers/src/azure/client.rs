//! The client of a connector namespace: addresses of resources below it, and the requests that all kinds of them share.

use super::{
    error::AzureError,
    options::NamespaceOptions,
    wire::{self, Answer, Call, Plane, TRIES, Wire},
};
use azure_core::{
    credentials::TokenCredential,
    http::{Method, Url},
};
use bytes::Bytes;
use connector_runtime::redaction::Sent;
use serde::{Deserialize, de::DeserializeOwned};
use std::{fmt, sync::Arc, time::Duration};

/// The version of the interface of Azure Resource Manager.
pub(super) const API_VERSION: &str = "2026-05-01-preview";

/// The maximum length of a response of Azure Resource Manager, in bytes.
const MAX_RESPONSE: u64 = 16 << 20;

/// The maximum number of pages of a list.
const MAX_PAGES: usize = 1000;

/// The client of a connector namespace (`Microsoft.Web/connectorGateways`). Cheap to clone.
#[derive(Clone)]
pub struct Namespace(Arc<Inner>);

struct Inner {
    wire: Wire,
    name: String,
    base: Url,
    arm_timeout: Duration,
}

impl Namespace {
    /// The namespace `name` in a resource group of a subscription, whether it exists or not. `credential` is used for
    /// Azure Resource Manager and for pull endpoints, each with tokens of its own audience.
    ///
    /// # Errors
    /// A name is empty, the endpoint is not `https`, or there is no HTTP transport.
    pub fn new(
        subscription: &str,
        resource_group: &str,
        name: &str,
        credential: Arc<dyn TokenCredential>,
        options: Option<NamespaceOptions>,
    ) -> Result<Self, AzureError> {
        const DOING: &str = "make the client";
        let options = options.unwrap_or_default();
        let base = Url::parse(&options.endpoint)
            .ok()
            .filter(|url| url.scheme() == "https" && url.has_host() && url.username().is_empty())
            .filter(|url| url.password().is_none() && url.query().is_none() && url.fragment().is_none())
            .ok_or_else(|| AzureError::invalid(DOING, "the endpoint is not an `https` URL of a host"))?;
        let path = [
            "subscriptions",
            subscription,
            "resourceGroups",
            resource_group,
            "providers",
            "Microsoft.Web",
            "connectorGateways",
            name,
        ];
        let base = below(&base, &path, DOING)?;
        let wire = Wire::new(&credential, &options)?;
        Ok(Self(Arc::new(Inner { wire, name: name.to_owned(), base, arm_timeout: options.arm_timeout })))
    }

    /// The name of the namespace.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    pub(super) fn wire(&self) -> &Wire {
        &self.0.wire
    }

    /// The resource id of a resource below the namespace, in lower case: ids are equal but for case.
    pub(super) fn resource_id(&self, path: &[&str], doing: &'static str) -> Result<String, AzureError> {
        Ok(below(&self.0.base, path, doing)?.path().to_ascii_lowercase())
    }

    /// The URL of a resource below the namespace, with the version of the interface.
    fn url(&self, path: &[&str], doing: &'static str) -> Result<Url, AzureError> {
        let mut url = below(&self.0.base, path, doing)?;
        url.query_pairs_mut().append_pair("api-version", API_VERSION);
        Ok(url)
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, doing: &'static str, path: &[&str]) -> Result<T, AzureError> {
        let url = self.url(path, doing)?;
        decode(doing, &self.send(doing, Method::Get, url, None, Sent::default()).await?)
    }

    /// Creates or replaces a resource, and returns it.
    pub(super) async fn put<T: DeserializeOwned>(
        &self,
        doing: &'static str,
        path: &[&str],
        body: &impl serde::Serialize,
        sent: Sent,
    ) -> Result<T, AzureError> {
        let (url, body) = (self.url(path, doing)?, wire::json(doing, body)?);
        let mut put = self.call(doing, Method::Put, url, Some(body), sent);
        let answer = self.0.wire.send(&mut put).await?;
        if !answer.body.is_empty() {
            return decode(doing, &answer);
        }
        // An accepted resource may come without its description. A failure to get it may quote what was put.
        let mut get = Call { method: Method::Get, body: None, ..put };
        decode(doing, &self.0.wire.send(&mut get).await?)
    }

    /// Deletes a resource. Returns whether it existed.
    pub(super) async fn remove(&self, doing: &'static str, path: &[&str]) -> Result<bool, AzureError> {
        let url = self.url(path, doing)?;
        match self.send(doing, Method::Delete, url, None, Sent::default()).await {
            Ok(answer) => Ok(answer.status != 204),
            Err(error) if error.status() == Some(404) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// An action of a resource. It must be idempotent: it is sent again if there is no response.
    pub(super) async fn post(
        &self,
        doing: &'static str,
        path: &[&str],
        body: Option<Bytes>,
        sent: Sent,
    ) -> Result<Answer, AzureError> {
        self.send(doing, Method::Post, self.url(path, doing)?, body, sent).await
    }

    /// The items of a list, at most `max`, from as many pages as it takes.
    pub(super) async fn list<T: DeserializeOwned>(
        &self,
        doing: &'static str,
        path: &[&str],
        max: usize,
    ) -> Result<Vec<T>, AzureError> {
        let mut url = self.url(path, doing)?;
        let mut items = Vec::new();
        for _ in 0..MAX_PAGES {
            let page: Page<T> = decode(doing, &self.send(doing, Method::Get, url, None, Sent::default()).await?)?;
            items.extend(page.value.unwrap_or_default());
            items.truncate(max);
            let next = page.next_link.filter(|link| !link.is_empty());
            let Some(next) = next.filter(|_| items.len() < max) else { return Ok(items) };
            // The token must not go to another host.
            url = Url::parse(&next)
                .ok()
                .filter(|url| url.origin() == self.0.base.origin())
                .filter(|url| url.username().is_empty() && url.password().is_none())
                .ok_or_else(|| AzureError::protocol(doing, "the link to the next page leads to another origin"))?;
        }
        Err(AzureError::protocol(doing, &format!("the list has more than {MAX_PAGES} pages")))
    }

    async fn send(
        &self,
        doing: &'static str,
        method: Method,
        url: Url,
        body: Option<Bytes>,
        sent: Sent,
    ) -> Result<Answer, AzureError> {
        self.0.wire.send(&mut self.call(doing, method, url, body, sent)).await
    }

    fn call(&self, doing: &'static str, method: Method, url: Url, body: Option<Bytes>, sent: Sent) -> Call {
        let timeout = self.0.arm_timeout;
        let (plane, limit, tries, deadline) = (Plane::Arm, MAX_RESPONSE, TRIES, None);
        Call { plane, doing, method, url, body, limit, timeout, tries, deadline, sent }
    }
}

impl fmt::Debug for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Namespace").field("name", &self.0.name).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page<T> {
    value: Option<Vec<T>>,
    next_link: Option<String>,
}

/// A resource as Azure Resource Manager describes it.
#[derive(Deserialize)]
pub(super) struct Resource<P> {
    #[serde(default)]
    pub(super) id: Option<String>,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) location: Option<String>,
    #[serde(default = "Option::default")]
    pub(super) properties: Option<P>,
}

/// The JSON of a response.
pub(super) fn decode<T: DeserializeOwned>(doing: &'static str, answer: &Answer) -> Result<T, AzureError> {
    serde_json::from_slice(&answer.body).map_err(|error| {
        // The text of serde_json may quote a value.
        let problem =
            format!("the response is not the expected JSON: line {}, column {}", error.line(), error.column());
        AzureError::protocol(doing, &problem).with_status(answer.status)
    })
}

/// A URL with more path segments.
fn below(base: &Url, path: &[&str], doing: &'static str) -> Result<Url, AzureError> {
    if path.iter().any(|segment| matches!(*segment, "" | "." | "..")) {
        return Err(AzureError::invalid(doing, "a name is empty, `.` or `..`"));
    }
    let mut url = base.clone();
    match url.path_segments_mut() {
        Ok(mut segments) => segments.pop_if_empty().extend(path),
        Err(()) => return Err(AzureError::invalid(doing, "the endpoint has no path")),
    };
    Ok(url)
}
