//! Why a credential's settings are wrong, and why a request is refused.

use http::StatusCode;
use std::fmt;

/// What is wrong with the settings of a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthProblem {
    /// There is no secret: no request could be accepted.
    NoSecret,
    /// A secret is empty.
    EmptySecret,
    /// A key is not in the form that the service gives it, such as `whsec_` and Base64.
    Key,
    /// The name of a header is not a header name.
    HeaderName,
    /// The signature does not cover the body.
    BodyNotSigned,
    /// A signature with a time that is not signed, or the reverse.
    Timestamp,
    /// The id is signed, but no header holds it.
    NoId,
    /// The address is signed, but the public address of the receiver is not an absolute `http` or `https` URL.
    PublicUrl,
    /// The tenant is not a UUID. `common` and domain names are refused: the issuer of a token states the UUID.
    Tenant,
    /// There is no audience, or an empty one.
    NoAudience,
    /// There is no principal, or one that is not a UUID.
    Principal,
}

impl fmt::Display for AuthProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSecret => "there is no secret",
            Self::EmptySecret => "a secret is empty",
            Self::Key => "a key is not in the form that the service gives it",
            Self::HeaderName => "the name of a header is not a header name",
            Self::BodyNotSigned => "the signature does not cover the body",
            Self::Timestamp => "a time must be both read and signed",
            Self::NoId => "the id is signed, but no header holds it",
            Self::PublicUrl => "the public address is not an absolute URL",
            Self::Tenant => "the tenant is not a UUID",
            Self::NoAudience => "there is no audience",
            Self::Principal => "the principals must be UUIDs, at least one",
        })
    }
}

/// Why a request's credential is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// The request has no credential.
    Missing,
    /// The request has the credential more than once.
    Repeated,
    /// The credential is not in its form.
    Malformed,
    /// The credential is in its form, but is not accepted.
    Wrong,
    /// The signature's time is too far from the receiver's clock.
    Stale,
    /// The credential is genuine, but its holder may not post to this route.
    NotAllowed,
    /// The keys of the issuer cannot be fetched now, so that nothing can be said of the credential.
    NoKeys,
}

impl Refusal {
    /// The status of the answer: 401, 403 for [`NotAllowed`](Self::NotAllowed), 503 for [`NoKeys`](Self::NoKeys).
    pub fn status(self) -> StatusCode {
        match self {
            Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::NoKeys => StatusCode::SERVICE_UNAVAILABLE,
            Self::Missing | Self::Repeated | Self::Malformed | Self::Wrong | Self::Stale => StatusCode::UNAUTHORIZED,
        }
    }

    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Missing => "the credential is missing",
            Self::Repeated => "the credential is there more than once",
            Self::Malformed => "the credential is malformed",
            Self::Wrong => "the credential is not accepted",
            Self::Stale => "the time of the signature is too far from now",
            Self::NotAllowed => "the caller may not post to this route",
            Self::NoKeys => "the keys of the issuer cannot be fetched",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl std::error::Error for Refusal {}
