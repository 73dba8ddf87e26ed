//! Who may post to a route.

#[cfg(feature = "entra")]
mod entra;
mod problem;
mod secret;
mod services;
mod signature;

#[cfg(feature = "entra")]
pub use entra::{Entra, EntraKeys, JwksError, JwksSource, Transport};
pub use problem::{AuthProblem, Refusal};
pub use secret::Secret;
pub(crate) use secret::{Accepted, check_secrets};
pub use signature::{Part, Signature, TimeUnit};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use http::{HeaderMap, HeaderName, Uri, header::AUTHORIZATION, request::Parts};
use secret::{header_name, only, shown};
use std::{fmt, time::SystemTime};

/// The credential that a request needs.
///
/// Each constructor takes several secrets, any of which is accepted: add the new one, change it at the service, then
/// remove the old one. A request without a credential is refused, as is one that has it twice. Values are compared in
/// constant time.
///
/// Connector namespaces ([`notificationDetails.authentication`]) know five of them: [`query`](Self::query) for
/// `QueryString`, [`authorization`](Self::authorization) for `Raw`, [`basic`](Self::basic) for `Basic`, and `entra` for
/// `ManagedServiceIdentity` and `ActiveDirectoryOAuth`. A `ClientCertificate` is checked where TLS ends, which is not
/// here.
///
/// [`notificationDetails.authentication`]: https://github.com/Azure/Connectors
#[derive(Clone)]
pub struct Auth {
    /// All of them must be passed.
    checks: Vec<Result<Check, AuthProblem>>,
}

#[derive(Clone)]
enum Check {
    Anyone,
    Segment(Accepted),
    Query {
        name: String,
        accepted: Accepted,
    },
    Header {
        name: HeaderName,
        accepted: Accepted,
    },
    Authorization {
        scheme: String,
        accepted: Accepted,
    },
    Basic(Accepted),
    Signature(Box<Signature>),
    #[cfg(feature = "entra")]
    Entra(Entra),
}

impl Auth {
    /// No credential: whoever knows the address can post events. Use it only where something else protects the route,
    /// such as a network or a proxy that authenticates.
    pub fn none_anyone_may_post() -> Self {
        Self::one(Ok(Check::Anyone))
    }

    /// A secret in the path of the route, where it has `{secret}`: `/hooks/{secret}/{trigger}`. For services that send
    /// nothing of their own. Such a secret is part of the callback URL, so the service and each proxy may log it.
    pub fn path_segment(secrets: impl IntoIterator<Item = impl Into<Secret>>) -> Self {
        Self::one(Accepted::new(secrets).map(Check::Segment))
    }

    /// A secret in a query parameter: `?code=…`. The value is percent-decoded before it is compared.
    pub fn query(name: &str, secrets: impl IntoIterator<Item = impl Into<Secret>>) -> Self {
        Self::one(Accepted::new(secrets).map(|accepted| Check::Query { name: name.to_owned(), accepted }))
    }

    /// A secret that is the value of a header.
    pub fn header(name: &str, secrets: impl IntoIterator<Item = impl Into<Secret>>) -> Self {
        let check = || Ok(Check::Header { name: header_name(name)?, accepted: Accepted::new(secrets)? });
        Self::one(check())
    }

    /// `Authorization: <scheme> <secret>`. The scheme may be in any case.
    pub fn authorization(scheme: &str, secrets: impl IntoIterator<Item = impl Into<Secret>>) -> Self {
        let check = |accepted| Check::Authorization { scheme: scheme.to_owned(), accepted };
        Self::one(Accepted::new(secrets).map(check))
    }

    /// `Authorization: Basic`, with user names and passwords.
    pub fn basic(users: impl IntoIterator<Item = (impl AsRef<str>, impl Into<Secret>)>) -> Self {
        let check = || {
            let users: Vec<(String, Secret)> =
                users.into_iter().map(|(user, password)| (user.as_ref().to_owned(), password.into())).collect();
            // A password alone may not be empty, so it is checked before the name is put before it.
            Accepted::new(users.iter().map(|(_, password)| password.clone()))?;
            let pairs = users.iter().map(|(user, password)| {
                let mut pair = format!("{user}:").into_bytes();
                pair.extend_from_slice(password.bytes());
                Secret::new(pair)
            });
            Accepted::new(pairs).map(Check::Basic)
        };
        Self::one(check())
    }

    /// A signature over the bytes of the request.
    pub fn signature(signature: Signature) -> Self {
        Self::one(signature.check().map(|()| Check::Signature(Box::new(signature))))
    }

    /// `Authorization: Bearer` with a token of Microsoft Entra.
    #[cfg(feature = "entra")]
    pub fn entra(entra: Entra) -> Self {
        Self::one(entra.check().map(|()| Check::Entra(entra)))
    }

    /// Both credentials: a request needs this one and the other.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.checks.extend(other.checks);
        self
    }

    fn one(check: Result<Check, AuthProblem>) -> Self {
        Self { checks: vec![check] }
    }

    pub(crate) fn check(&self) -> Result<(), AuthProblem> {
        self.checks.iter().try_for_each(|check| check.as_ref().map(drop).map_err(|problem| *problem))
    }

    /// Whether the secret is a segment of the path.
    pub(crate) fn needs_segment(&self) -> bool {
        self.all().any(|check| matches!(check, Check::Segment(_)))
    }

    /// The headers whose values are credentials.
    pub(crate) fn credential_headers(&self) -> Vec<HeaderName> {
        let mut names = Vec::new();
        for check in self.all() {
            match check {
                Check::Header { name, .. } => names.push(name.clone()),
                Check::Signature(signature) => names.extend(signature.credential_headers().cloned()),
                // `Authorization` is never stored.
                _ => {}
            }
        }
        names
    }

    /// The scheme for `WWW-Authenticate`, if the credential is one that HTTP knows.
    pub(crate) fn challenge(&self) -> Option<String> {
        self.all().find_map(|check| match check {
            Check::Basic(_) => Some("Basic realm=\"triggers\", charset=\"UTF-8\"".to_owned()),
            Check::Authorization { scheme, .. } => Some(scheme.clone()),
            #[cfg(feature = "entra")]
            Check::Entra(_) => Some("Bearer".to_owned()),
            _ => None,
        })
    }

    /// Checks what the address contains.
    pub(crate) fn check_address(&self, uri: &Uri, segment: Option<&[u8]>) -> Result<(), Refusal> {
        for check in self.all() {
            match check {
                Check::Segment(accepted) => is_accepted(accepted, segment.ok_or(Refusal::Missing)?)?,
                Check::Query { name, accepted } => {
                    let query = uri.query().unwrap_or_default();
                    let mut values =
                        url::form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name.as_str());
                    let (_, value) = values.next().ok_or(Refusal::Missing)?;
                    if values.next().is_some() {
                        return Err(Refusal::Repeated);
                    }
                    is_accepted(accepted, value.as_bytes())?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Checks what the headers contain, but for signatures.
    pub(crate) async fn check_headers(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        for check in self.all() {
            match check {
                Check::Header { name, accepted } => is_accepted(accepted, only(headers, name)?)?,
                Check::Authorization { scheme, accepted } => is_accepted(accepted, parameter(headers, scheme)?)?,
                Check::Basic(accepted) => {
                    let pair = BASE64_STANDARD.decode(parameter(headers, "basic")?).map_err(|_| Refusal::Malformed)?;
                    is_accepted(accepted, &pair)?;
                }
                #[cfg(feature = "entra")]
                Check::Entra(entra) => entra.verify(parameter(headers, "bearer")?).await?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Checks signatures.
    pub(crate) fn check_body(&self, request: &Parts, body: &[u8], now: SystemTime) -> Result<(), Refusal> {
        for check in self.all() {
            if let Check::Signature(signature) = check {
                signature.verify(request, body, now)?;
            }
        }
        Ok(())
    }

    fn all(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().flatten()
    }
}

fn is_accepted(accepted: &Accepted, value: &[u8]) -> Result<(), Refusal> {
    if value.is_empty() {
        Err(Refusal::Missing)
    } else if accepted.contains(value) {
        Ok(())
    } else {
        Err(Refusal::Wrong)
    }
}

/// What follows the scheme in `Authorization`.
fn parameter<'a>(headers: &'a HeaderMap, scheme: &str) -> Result<&'a [u8], Refusal> {
    let value = only(headers, &AUTHORIZATION)?;
    let (given, parameter) = value.split_at_checked(scheme.len()).ok_or(Refusal::Malformed)?;
    if !given.eq_ignore_ascii_case(scheme.as_bytes()) || !parameter.starts_with(b" ") {
        return Err(Refusal::Malformed);
    }
    Ok(parameter.trim_ascii())
}

/// Prints the kinds of credential.
impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        for check in &self.checks {
            match check {
                Err(problem) => list.entry(problem),
                Ok(Check::Anyone) => list.entry(&"anyone"),
                Ok(Check::Segment(_)) => list.entry(&"a segment of the path"),
                Ok(Check::Query { name, .. }) => list.entry(&format_args!("the query parameter {}", shown(name))),
                Ok(Check::Header { name, .. }) => list.entry(&format_args!("the header {}", shown(name.as_str()))),
                Ok(Check::Authorization { scheme, .. }) => {
                    list.entry(&format_args!("Authorization: {}", shown(scheme)))
                }
                Ok(Check::Basic(_)) => list.entry(&"Authorization: Basic"),
                Ok(Check::Signature(signature)) => list.entry(signature),
                #[cfg(feature = "entra")]
                Ok(Check::Entra(entra)) => list.entry(entra),
            };
        }
        list.finish()
    }
}
