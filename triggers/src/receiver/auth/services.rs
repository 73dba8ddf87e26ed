//! The signatures of known services, as their public documentation states them.

use crate::receiver::auth::{
    secret::Secret,
    signature::{Part, Signature, TimeUnit},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use std::time::Duration;

const FIVE_MINUTES: Duration = Duration::from_secs(300);

impl Signature {
    /// GitHub: `X-Hub-Signature-256: sha256=` and the HMAC of the body. The id of an event is `X-GitHub-Delivery`:
    /// see [`Duplicates::by_header`](crate::receiver::Duplicates::by_header).
    pub fn github(secrets: impl IntoIterator<Item = impl Into<Secret>>) -> Self {
        Self::new("x-hub-signature-256", secrets).prefix("sha256=")
    }

    /// Meta (Facebook, Instagram, WhatsApp): `X-Hub-Signature-256: sha256=` and the HMAC of the body, with the secret of
    /// the app. See [`Handshake::meta`](crate::receiver::Handshake::meta).
    pub fn meta(secrets: impl IntoIterator<Item = impl Into<Secret>>) -> Self {
        Self::new("x-hub-signature-256", secrets).prefix("sha256=")
    }

    /// Slack: `X-Slack-Signature: v0=` and the HMAC of `v0:{time}:{body}`. See
    /// [`Handshake::slack`](crate::receiver::Handshake::slack).
    pub fn slack(secrets: impl IntoIterator<Item = impl Into<Secret>>) -> Self {
        Self::new("x-slack-signature", secrets)
            .prefix("v0=")
            .timestamp_header("x-slack-request-timestamp", TimeUnit::Seconds, FIVE_MINUTES)
            .signed([Part::Literal("v0:"), Part::Timestamp, Part::Literal(":"), Part::Body])
    }

    /// Zoom: `x-zm-signature: v0=` and the HMAC of `v0:{time}:{body}`. See
    /// [`Handshake::zoom`](crate::receiver::Handshake::zoom).
    pub fn zoom(secrets: impl IntoIterator<Item = impl Into<Secret>>) -> Self {
        Self::new("x-zm-signature", secrets)
            .prefix("v0=")
            .timestamp_header("x-zm-request-timestamp", TimeUnit::Seconds, FIVE_MINUTES)
            .signed([Part::Literal("v0:"), Part::Timestamp, Part::Literal(":"), Part::Body])
    }

    /// Stripe: `Stripe-Signature: t={time},v1=` and the HMAC of `{time}.{body}`, several times while a secret is
    /// replaced.
    pub fn stripe(secrets: impl IntoIterator<Item = impl Into<Secret>>) -> Self {
        Self::new("stripe-signature", secrets)
            .list(b',')
            .prefix("v1=")
            .timestamp_item("t=", TimeUnit::Seconds, FIVE_MINUTES)
            .signed([Part::Timestamp, Part::Literal("."), Part::Body])
    }

    /// Xero: `x-xero-signature` is the HMAC of the body in Base64. Xero asks for status 200
    /// ([`Route::success`](crate::receiver::Route::success)), and sends wrong signatures on purpose to see a 401.
    pub fn xero(secrets: impl IntoIterator<Item = impl Into<Secret>>) -> Self {
        Self::new("x-xero-signature", secrets).base64()
    }

    /// Dropbox: `X-Dropbox-Signature` is the HMAC of the body, with the secret of the app. See
    /// [`Handshake::dropbox`](crate::receiver::Handshake::dropbox).
    pub fn dropbox(secrets: impl IntoIterator<Item = impl Into<Secret>>) -> Self {
        Self::new("x-dropbox-signature", secrets)
    }

    /// HubSpot, version 3: `X-HubSpot-Signature-v3` is the HMAC of method, address, body and time, in Base64.
    /// `public_url` is the receiver's address as HubSpot knows it, without the path of the request.
    pub fn hubspot_v3(secrets: impl IntoIterator<Item = impl Into<Secret>>, public_url: &str) -> Self {
        Self::new("x-hubspot-signature-v3", secrets)
            .base64()
            .public_url(public_url)
            .timestamp_header("x-hubspot-request-timestamp", TimeUnit::Milliseconds, FIVE_MINUTES)
            .signed([Part::Method, Part::UriDecoded(":/?@!$'()*,;"), Part::Body, Part::Timestamp])
    }

    /// [Standard Webhooks](https://www.standardwebhooks.com): `webhook-signature` is a list of `v1,` and the HMAC of
    /// `{id}.{time}.{body}` in Base64. A secret is `whsec_` and the key in Base64; the prefix may be missing. The id of
    /// an event is `webhook-id`: see [`Duplicates::by_header`](crate::receiver::Duplicates::by_header). Signatures with
    /// a public key (`v1a`) are not read.
    pub fn standard_webhooks(secrets: impl IntoIterator<Item = impl Into<Secret>>) -> Self {
        Self::new("webhook-signature", secrets)
            .with_keys(|key| BASE64_STANDARD.decode(key.strip_prefix(b"whsec_").unwrap_or(key)).ok())
            .list(b' ')
            .prefix("v1,")
            .base64()
            .id_header("webhook-id")
            .timestamp_header("webhook-timestamp", TimeUnit::Seconds, FIVE_MINUTES)
            .signed([Part::Id, Part::Literal("."), Part::Timestamp, Part::Literal("."), Part::Body])
    }
}
